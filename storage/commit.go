package storage

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

var errCancelsAll = errors.New("a cancellation that names neither engagement, recipient nor subject")

// Commit writes c, all of it or nothing. It fails with a *coaching.Error of kind Repeated
// (c.Once, or a reflection of the same Slack message, was applied before), Stale (a row has
// moved on, or exists already where a new one was meant) or Taken (a slot is occupied).
//
// Deliveries that c.Cancel matches are cancelled before new ones are inserted, so that one
// change can replace them; those that c itself updates are not touched by its Cancel. What is
// held for the people of c.Awaken is due at the instant that it names, unless it is due before. After
// any other error nothing was written, unless the connection broke while the database
// confirmed: then the same c.Once tells on a second try.
//
// With c.Erase, c.Empty, c.Purge or c.Shred it returns once the list outside the database knows of it too. When
// that fails everything is gone from the database nevertheless, and Prune and the next start try
// again; c.Shred alone is refused when nothing can be written to the list at all.
func (s *Store) Commit(ctx context.Context, c coaching.Change) error {
	err := s.write(ctx, "commit", func(tx *gorm.DB) error { return s.apply(tx, c) })
	switch {
	case err != nil:
		return err
	case len(c.Erase)+len(c.Empty)+len(c.Shred)+len(c.Purge) > 0:
		s.scrub(ctx)
		return s.confirm(ctx)
	case takesBack(c):
		if err := s.confirm(ctx); err != nil { // what was taken back is taken back
			s.log.Warn("something taken back is not in the list outside the database yet; it is tried again", "error", reduce(err))
		}
	}
	return nil
}

// Prune forgets the keys of presses, submissions and events that were applied before the
// instant. Slack repeats none of them after more than a day. It also completes the list of what was
// erased when that failed before.
func (s *Store) Prune(ctx context.Context, before time.Time) error {
	if s.unlisted.Load() > 0 {
		if err := s.confirm(ctx); err != nil {
			return err
		}
	}
	return s.write(ctx, "prune", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM once WHERE at < ?", ms(before)).Error
	})
}

// apply writes c in tx, parents before children.
func (s *Store) apply(tx *gorm.DB, c coaching.Change) error {
	w := writer{Store: s, tx: tx, boxes: map[coaching.ID]box{}}
	for _, step := range []func() error{
		func() error { return w.once(c.Once) },
		func() error { return each(c.People, w.person) },
		func() error { return each(c.Engagements, w.engagement) },
		func() error { return each(c.Acceptances, w.acceptance) },
		func() error { return each(c.Access, w.access) },
		func() error { return each(c.Actions, w.action) },
		func() error { return w.sessions(c.Sessions) },
		func() error { return each(c.Schedules, w.schedule) },
		func() error { return each(c.Reflections, w.reflection) },
		func() error { return each(c.Briefs, w.brief) },
		func() error { return w.consents(c.Consents) },
		func() error { return w.cancel(c.Cancel, c.Deliveries) },
		func() error { return w.deliveries(c.Deliveries) },
		func() error { return each(c.Awaken, w.awaken) },
		func() error { return w.erase(c.Erase) },
		func() error { return each(c.Empty, w.emptied) },
		func() error { return each(c.Receipts, w.receipt) },
		func() error { return each(c.Shred, w.shred) },
		func() error { return each(c.Purge, w.purgeEngagement) },
	} {
		if err := step(); err != nil {
			if errors.Is(err, gorm.ErrForeignKeyViolated) {
				return coaching.ErrStale() // what the row refers to was erased meanwhile
			}
			return err
		}
	}
	return nil
}

func each[T any](rows []T, write func(T) error) error {
	for _, r := range rows {
		if err := write(r); err != nil {
			return err
		}
	}
	return nil
}

// writer writes the parts of one change.
type writer struct {
	*Store
	tx    *gorm.DB
	boxes map[coaching.ID]box // by engagement
}

func (w writer) box(engagement coaching.ID) (box, error) {
	if b, ok := w.boxes[engagement]; ok {
		return b, nil
	}
	b, err := w.boxForWriting(w.tx, string(engagement))
	if err == nil {
		w.boxes[engagement] = b
	}
	return b, err
}

func (w writer) once(key string) error {
	if key == "" {
		return nil
	}
	err := w.tx.Exec("INSERT INTO once (key, at) VALUES (?, ?)", key, ms(w.now())).Error
	if clash(err) {
		return repeated()
	}
	return err
}

func (w writer) person(p coaching.Person) error {
	return put(w.tx, p.Version, rowOfPerson(p), "team", "slack_user")
}

// engagement never changes the coachee: their key seals what belongs to it.
func (w writer) engagement(e coaching.Engagement) error {
	return put(w.tx, e.Version, rowOfEngagement(e), "coachee")
}

func (w writer) acceptance(a coaching.Acceptance) error {
	return put(w.tx, 0, rowOfAcceptance(a))
}

func (w writer) schedule(s coaching.Schedule) error {
	return put(w.tx, s.Version, rowOfSchedule(s), "engagement")
}

func (w writer) action(a coaching.Action) error {
	if err := w.carry("actions", a.ID, a.Engagement, a.Version); err != nil {
		return err
	}
	return putSealed(w, a.Engagement, a.Version, a, rowOfAction)
}

// consents writes sentences before the categories that allow them, as Intend locks them.
func (w writer) consents(all []coaching.Consent) error {
	sentences := slices.DeleteFunc(slices.Clone(all), func(c coaching.Consent) bool { return c.Category != "" })
	if err := each(sentences, w.consent); err != nil {
		return err
	}
	return each(slices.DeleteFunc(slices.Clone(all), func(c coaching.Consent) bool { return c.Category == "" }), w.consent)
}

// consent writes c, and its version into the ledger, whatever changed it.
func (w writer) consent(c coaching.Consent) error {
	b, err := w.box(c.Engagement)
	if err != nil {
		return err
	}
	r, err := rowOfConsent(c, b)
	if err != nil {
		return err
	}
	if err := put(w.tx, c.Version, r, "engagement", "recipient", "milestone", "category"); err != nil {
		return err
	}
	event, err := eventOf(c, r, b, ms(w.now()))
	if err != nil {
		return err
	}
	if err := put(w.tx, 0, event); err != nil || c.State != coaching.ConsentWithdrawn {
		return err
	}
	return w.bury(grave{ID: string(c.ID), Kind: buriedYes, Version: c.Version + 1})
}

// putSealed is put for a row whose words the engagement's box seals.
func putSealed[D any, R interface{ id() string }](w writer, engagement coaching.ID, version int, d D, row func(D, box) (R, error)) error {
	b, err := w.box(engagement)
	if err != nil {
		return err
	}
	r, err := row(d, b)
	if err != nil {
		return err
	}
	return put(w.tx, version, r, "engagement")
}

// reflection refuses a second entry for the same Slack message.
func (w writer) reflection(r coaching.Reflection) error {
	if r.Version == 0 && r.Typed() {
		var n int64
		if err := messaged(w.tx.Model(&reflectionRow{}), r.Channel, r.Message).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return repeated()
		}
	}
	if err := w.carry("reflections", r.ID, r.Engagement, r.Version); err != nil {
		return err
	}
	return putSealed(w, r.Engagement, r.Version, r, rowOfReflection)
}

func (w writer) brief(b coaching.Brief) error {
	if err := putSealed(w, b.Engagement, b.Version, b, rowOfBrief); err != nil {
		return err
	}
	if err := w.tx.Where("brief = ?", string(b.ID)).Delete(&entryRow{}).Error; err != nil {
		return err
	}
	for i, reflection := range b.Entries {
		e := entryRow{Brief: string(b.ID), Reflection: string(reflection), Place: i}
		if err := w.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&e).Error; err != nil {
			return err
		}
	}
	if b.Withdrawn.IsZero() {
		return nil
	}
	return w.bury(grave{ID: string(b.ID), Kind: buriedYes, Version: b.Version + 1})
}
