package storage

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// PersonBySlack returns the person of this Slack workspace and user.
func (s *Store) PersonBySlack(ctx context.Context, team, user string) (coaching.Person, error) {
	return read(ctx, s, "read person", func(db *gorm.DB) (coaching.Person, error) {
		if !storable(team) || !storable(user) {
			return coaching.Person{}, notFound()
		}
		r, err := one[personRow](db.Where("team = ? AND slack_user = ?", team, user))
		if err != nil {
			return coaching.Person{}, err
		}
		return r.person()
	})
}

// Person returns the person with this id.
func (s *Store) Person(ctx context.Context, id coaching.ID) (coaching.Person, error) {
	return read(ctx, s, "read person", func(db *gorm.DB) (coaching.Person, error) { return person(db, id) })
}

func person(db *gorm.DB, id coaching.ID) (coaching.Person, error) {
	r, err := byID[personRow](db, id)
	if err != nil {
		return coaching.Person{}, err
	}
	return r.person()
}

// People returns those of ids that exist, by id.
func (s *Store) People(ctx context.Context, ids []coaching.ID) (map[coaching.ID]coaching.Person, error) {
	return read(ctx, s, "read people", func(db *gorm.DB) (map[coaching.ID]coaching.Person, error) {
		found := make(map[coaching.ID]coaching.Person, len(ids))
		for some := range slices.Chunk(ids, inOneQuery) {
			people, err := list(db.Where("id IN ?", texts(some)), personRow.person)
			if err != nil {
				return nil, err
			}
			for _, p := range people {
				found[p.ID] = p
			}
		}
		return found, nil
	})
}

// Away lists the people of a workspace of whom Slack says at now that they are away or not to
// be disturbed.
func (s *Store) Away(ctx context.Context, team string, now time.Time) ([]coaching.Person, error) {
	return read(ctx, s, "list who is away", func(db *gorm.DB) ([]coaching.Person, error) {
		return list(db.Where("team = ? AND (away > ? OR snoozed > ?)", team, ms(now), ms(now)).Order("id"), personRow.person)
	})
}

// inOneQuery bounds the parameters of a statement.
const inOneQuery = 500

// texts makes ids parameters; those that cannot exist are left out.
func texts(ids []coaching.ID) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if storable(string(id)) {
			out = append(out, string(id))
		}
	}
	return out
}

// Engagement returns the engagement with this id.
func (s *Store) Engagement(ctx context.Context, id coaching.ID) (coaching.Engagement, error) {
	return read(ctx, s, "read engagement", func(db *gorm.DB) (coaching.Engagement, error) { return engagement(db, id) })
}

func engagement(db *gorm.DB, id coaching.ID) (coaching.Engagement, error) {
	r, err := byID[engagementRow](db, id)
	if err != nil {
		return coaching.Engagement{}, err
	}
	return r.engagement()
}

// EngagementsOf lists every engagement in which person is coach, coachee or sponsor, newest
// first.
func (s *Store) EngagementsOf(ctx context.Context, person coaching.ID) ([]coaching.Engagement, error) {
	return read(ctx, s, "list engagements", func(db *gorm.DB) ([]coaching.Engagement, error) {
		if person == "" || !storable(string(person)) {
			return nil, nil
		}
		p := string(person)
		return list(db.Where("coach = ? OR coachee = ? OR (sponsor = ? AND sponsor <> '')", p, p, p).Order("created DESC, id"),
			engagementRow.engagement)
	})
}

// Acceptances lists who answered the agreement, oldest first.
func (s *Store) Acceptances(ctx context.Context, engagement coaching.ID) ([]coaching.Acceptance, error) {
	return read(ctx, s, "list acceptances", func(db *gorm.DB) ([]coaching.Acceptance, error) {
		return list(of(db, engagement).Order("at, id"), acceptanceRow.acceptance)
	})
}

// of narrows a query to the rows of an engagement.
func of(db *gorm.DB, engagement coaching.ID) *gorm.DB {
	if !storable(string(engagement)) {
		return db.Where("1 = 0")
	}
	return db.Where("engagement = ?", string(engagement))
}

// is narrows a query to the row with this id.
func is(db *gorm.DB, id coaching.ID) *gorm.DB {
	if id == "" || !storable(string(id)) {
		return db.Where("1 = 0")
	}
	return db.Where("id = ?", string(id))
}

// Consents lists the consents that were asked for, oldest first.
func (s *Store) Consents(ctx context.Context, engagement coaching.ID) ([]coaching.Consent, error) {
	return read(ctx, s, "list consents", func(db *gorm.DB) ([]coaching.Consent, error) {
		return opened(s, db, of(db, engagement).Order("asked, id"), consentRow.consent)
	})
}

// ConsentEvents lists every version of a consent as it was stored, oldest first.
func (s *Store) ConsentEvents(ctx context.Context, consent coaching.ID) ([]coaching.ConsentEvent, error) {
	return read(ctx, s, "list versions of a consent", func(db *gorm.DB) ([]coaching.ConsentEvent, error) {
		if consent == "" || !storable(string(consent)) {
			return nil, nil
		}
		return opened(s, db, db.Where("consent = ?", string(consent)).Order("version"), consentEventRow.event)
	})
}

// NewsOf lists every delivery of news to a sponsor about a consent, whatever became of it, oldest
// first.
func (s *Store) NewsOf(ctx context.Context, consent coaching.ID) ([]coaching.Delivery, error) {
	return read(ctx, s, "list news", func(db *gorm.DB) ([]coaching.Delivery, error) { return newsOf(db, consent) })
}

func newsOf(db *gorm.DB, consent coaching.ID) ([]coaching.Delivery, error) {
	if consent == "" || !storable(string(consent)) {
		return nil, nil
	}
	return list(db.Where("subject = ? AND kind = ?", string(consent), string(coaching.KindSponsorNews)).Order("due, id"), deliveryRow.delivery)
}

// Consent returns the consent with this id.
func (s *Store) Consent(ctx context.Context, id coaching.ID) (coaching.Consent, error) {
	return read(ctx, s, "read consent", func(db *gorm.DB) (coaching.Consent, error) {
		return openedOne(s, db, is(db, id), consentRow.consent)
	})
}

// Partners lists the people of a workspace who have a part in an engagement that is not over, and
// those of all engagements whose account was gone, so that Slack can be asked about them.
func (s *Store) Partners(ctx context.Context, team string) ([]coaching.Person, error) {
	return read(ctx, s, "list partners", func(db *gorm.DB) ([]coaching.Person, error) {
		const open = `state IN ('draft', 'invited', 'active', 'paused', 'closing')`
		return list(db.Where(`team = ? AND id IN (
			SELECT coach FROM engagements WHERE `+open+` OR coach_account = 'gone'
			UNION SELECT coachee FROM engagements WHERE `+open+` OR coachee_account = 'gone'
			UNION SELECT sponsor FROM engagements WHERE `+open+`)`, team).Order("id"), personRow.person)
	})
}
