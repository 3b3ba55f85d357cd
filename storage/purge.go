package storage

import (
	"errors"

	"gorm.io/gorm"

	"interlude/coaching"
)

// erase deletes reflections, actions and briefs for good. An id is random: it names one of them.
func (w writer) erase(ids []coaching.ID) error {
	return each(ids, func(id coaching.ID) error {
		if id == "" || !storable(string(id)) {
			return nil // it names nothing
		}
		if err := w.bury(grave{ID: string(id), Kind: buriedEntry}); err != nil {
			return err
		}
		if err := w.tx.Where("reflection = ? OR brief = ?", string(id), string(id)).Delete(&entryRow{}).Error; err != nil {
			return err
		}
		for _, row := range []any{&reflectionRow{}, &actionRow{}, &briefRow{}} {
			if err := is(w.tx, id).Delete(row).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// belongings are the tables whose rows belong to one engagement, in the order in which they can be
// deleted, and with which kind of purge that is. where names them; its parameter is the engagement.
var belongings = []struct {
	with         coaching.PurgeKind
	table, where string
}{
	{coaching.PurgeWork, "brief_entries", "brief IN (SELECT id FROM briefs WHERE engagement = ?)"},
	{coaching.PurgeWork, "briefs", "engagement = ?"},
	{coaching.PurgeWork, "reflections", "engagement = ?"},
	{coaching.PurgeWork, "actions", "engagement = ?"},
	{coaching.PurgeWords, "session_slots", "session IN (SELECT id FROM sessions WHERE engagement = ?)"},
	{coaching.PurgeWords, "sessions", "engagement = ?"},
	{coaching.PurgeWords, "consents", "engagement = ?"},
	{coaching.PurgeWords, "consent_events", "engagement = ?"},
	{coaching.PurgeWords, "schedules", "engagement = ?"},
	{coaching.PurgeWords, "access_log", "engagement = ?"},
	{coaching.PurgeRecords, "acceptances", "engagement = ?"},
	{coaching.PurgeRecords, "receipts", "engagement = ?"},
	{coaching.PurgeRecords, "deliveries", "engagement = ?"},
	{coaching.PurgeRecords, "engagements", "id = ?"},
}

// includes says which kinds of purge another one includes.
var includes = map[coaching.PurgeKind][]coaching.PurgeKind{
	coaching.PurgeWork:    {coaching.PurgeWork},
	coaching.PurgeWords:   {coaching.PurgeWork, coaching.PurgeWords},
	coaching.PurgeRecords: {coaching.PurgeWork, coaching.PurgeWords, coaching.PurgeRecords},
}

var errPurge = errors.New("a purge of nothing that is known")

func (w writer) purgeEngagement(p coaching.Purge) error {
	kinds, known := includes[p.What]
	if !known || p.Engagement == "" {
		return errPurge
	}
	if err := w.bury(grave{ID: string(p.Engagement), Kind: string(p.What), Person: string(p.Person)}); err != nil {
		return err
	}
	for _, b := range belongings {
		for _, kind := range kinds {
			if kind != b.with {
				continue
			}
			if err := w.tx.Exec("DELETE FROM "+b.table+" WHERE "+b.where, string(p.Engagement)).Error; err != nil {
				return err
			}
		}
	}
	if p.Person == "" {
		return nil
	}
	return w.forgetPerson(p.Person)
}

// forgetPerson deletes a person and what is about them alone; one to whom anything else still
// refers stays.
func (w writer) forgetPerson(id coaching.ID) error {
	for _, q := range []string{"DELETE FROM receipts WHERE person = ?", "DELETE FROM access_log WHERE coachee = ?"} {
		if err := w.tx.Exec(q, string(id)).Error; err != nil {
			return err
		}
	}
	err := w.tx.Transaction(func(tx *gorm.DB) error { // a savepoint
		return tx.Exec("DELETE FROM people WHERE id = ? AND NOT EXISTS (SELECT 1 FROM engagements WHERE coach = ? OR coachee = ? OR sponsor = ?)",
			string(id), string(id), string(id), string(id)).Error
	})
	if errors.Is(err, gorm.ErrForeignKeyViolated) {
		return nil
	}
	return err
}
