package storage

import (
	"context"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Record returns everything that is stored about a coachee, as it stands at one instant.
func (s *Store) Record(ctx context.Context, coachee coaching.ID) (coaching.Record, error) {
	var out coaching.Record
	err := s.snapshot(ctx, "read a record", func(tx *gorm.DB) error {
		var err error
		out, err = s.wholeRecord(tx, coachee)
		return err
	})
	return out, err
}

func (s *Store) wholeRecord(tx *gorm.DB, coachee coaching.ID) (r coaching.Record, err error) {
	if r.Person, err = person(tx, coachee); err != nil {
		return r, err
	}
	if r.Receipts, err = receipts(tx, coachee); err != nil {
		return r, err
	}
	if r.Access, err = list(tx.Where("coachee = ?", string(coachee)).Order("at DESC, id DESC"), accessRow.access); err != nil {
		return r, err
	}
	es, err := list(tx.Where("coachee = ?", string(coachee)).Order("created DESC, id"), engagementRow.engagement)
	if err != nil {
		return r, err
	}
	for _, e := range es {
		p, err := s.part(tx, e)
		if err != nil {
			return r, err
		}
		r.Parts = append(r.Parts, p)
	}
	return r, nil
}

// part reads all that belongs to one engagement.
func (s *Store) part(tx *gorm.DB, e coaching.Engagement) (p coaching.Part, err error) {
	p.Engagement = e
	for _, step := range []func() error{
		func() (err error) { p.Coach, err = nameOf(tx, e.Coach); return err },
		func() (err error) { p.Sponsor, err = nameOf(tx, e.Sponsor); return err },
		func() (err error) {
			p.Acceptances, err = list(of(tx, e.ID).Order("at, id"), acceptanceRow.acceptance)
			return err
		},
		func() (err error) {
			p.Schedules, err = list(of(tx, e.ID).Order("id"), scheduleRow.schedule)
			return err
		},
		func() (err error) {
			p.Reflections, err = opened(s, tx, of(tx, e.ID).Order("created, id"), reflectionRow.reflection)
			return err
		},
		func() (err error) {
			p.Actions, err = opened(s, tx, of(tx, e.ID).Order("created, id"), actionRow.action)
			return err
		},
		func() (err error) {
			p.Sessions, err = opened(s, tx, of(tx, e.ID).Order("start, created, id"), sessionRow.session)
			return err
		},
		func() (err error) { p.Briefs, err = s.briefs(tx, e.ID); return err },
		func() (err error) {
			p.Consents, err = opened(s, tx, of(tx, e.ID).Order("asked, id"), consentRow.consent)
			return err
		},
		func() error {
			return tx.Raw(`SELECT kind, state, reason, count(*) AS number FROM deliveries WHERE engagement = ? AND recipient = ?
				GROUP BY kind, state, reason ORDER BY kind, state, reason`, string(e.ID), string(e.Coachee)).Scan(&p.Messages).Error
		},
	} {
		if err := step(); err != nil {
			return p, err
		}
	}
	return p, nil
}

func nameOf(tx *gorm.DB, id coaching.ID) (string, error) {
	p, err := person(tx, id)
	if coaching.Is(err, coaching.NotFound) {
		return "", nil
	}
	return p.Name, err
}

// briefs lists the briefs of an engagement with what was ticked in them, oldest first.
func (s *Store) briefs(tx *gorm.DB, engagement coaching.ID) ([]coaching.Brief, error) {
	all, err := opened(s, tx, of(tx, engagement).Order("released, id"), briefRow.brief)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var entries []entryRow
	if err := tx.Where("brief IN (?)", of(tx.Model(&briefRow{}).Select("id"), engagement)).Order("brief, place, reflection").Find(&entries).Error; err != nil {
		return nil, err
	}
	ticked := map[coaching.ID][]coaching.ID{}
	for _, e := range entries {
		ticked[coaching.ID(e.Brief)] = append(ticked[coaching.ID(e.Brief)], coaching.ID(e.Reflection))
	}
	for i := range all {
		all[i].Entries = ticked[all[i].ID]
	}
	return all, nil
}
