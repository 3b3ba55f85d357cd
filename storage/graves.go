package storage

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// Kinds of graves; the others are those of coaching.Purge.
const (
	buriedEntry = "entry"      // one entry
	buriedWords = "words"      // the words of a session or a sentence, in one version of the row
	buriedYes   = "taken-back" // a consent or a brief that was taken back, in one version of the row
)

// grave is something that was erased for good or taken back: an entry, words, a yes, or how much of an
// engagement.
type grave struct {
	ID      string `gorm:"primaryKey"`
	Kind    string `gorm:"primaryKey"`
	Version int    `gorm:"primaryKey;autoIncrement:false" json:",omitempty"` // of the row; 0: whatever version
	Person  string `json:",omitempty"`                                       // who went with an engagement; empty: nobody
	At      int64
}

// TableName names the table.
func (grave) TableName() string { return "buried" }

// graveKey tells graves apart.
type graveKey struct {
	id, kind string
	version  int
}

func (g grave) key() graveKey { return graveKey{g.ID, g.Kind, g.Version} }

// takesBack reports whether c buries a yes.
func takesBack(c coaching.Change) bool {
	for _, x := range c.Consents {
		if x.State == coaching.ConsentWithdrawn {
			return true
		}
	}
	for _, b := range c.Briefs {
		if !b.Withdrawn.IsZero() {
			return true
		}
	}
	return false
}

// bury remembers what is erased or taken back in the same transaction, and has the data key replaced
// that what is erased could still be opened with.
func (w writer) bury(g grave) error {
	g.At = ms(w.now())
	if err := w.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&g).Error; err != nil || g.Kind == buriedYes {
		return err
	}
	return outdate(w.tx, coaching.ID(g.ID))
}

// emptied buries the words that the row with this id had.
func (w writer) emptied(id coaching.ID) error {
	if !storable(string(id)) {
		return nil
	}
	var version int
	err := w.tx.Raw("SELECT coalesce(max(version), 0) FROM (SELECT version FROM sessions WHERE id = ? UNION ALL SELECT version FROM consents WHERE id = ?) AS one",
		string(id), string(id)).Scan(&version).Error
	if err != nil || version == 0 {
		return err
	}
	return w.bury(grave{ID: string(id), Kind: buriedWords, Version: version})
}

// buryRows does again what the list knows as erased or taken back and the database does not: it is an
// older copy. It returns how many graves that were.
func (s *Store) buryRows(db *gorm.DB, listed []grave) (int, error) {
	known, err := graves(db)
	if err != nil {
		return 0, err
	}
	again := 0
	for _, g := range listed {
		if known[g.key()] {
			continue
		}
		if err := db.Transaction(func(tx *gorm.DB) error { return s.buryRow(tx, g) }); err != nil {
			return again, err
		}
		again++
	}
	return again, nil
}

func (s *Store) buryRow(tx *gorm.DB, g grave) error {
	w := writer{Store: s, tx: tx, boxes: map[coaching.ID]box{}}
	switch g.Kind {
	case buriedEntry:
		return w.erase([]coaching.ID{coaching.ID(g.ID)})
	case buriedWords:
		if err := w.emptyAgain(coaching.ID(g.ID)); err != nil {
			return err
		}
		return w.bury(g)
	case buriedYes:
		if err := w.takeBackAgain(coaching.ID(g.ID)); err != nil {
			return err
		}
		return w.bury(g)
	}
	return w.purgeEngagement(coaching.Purge{Engagement: coaching.ID(g.ID), What: coaching.PurgeKind(g.Kind), Person: coaching.ID(g.Person)})
}

// emptyAgain takes the words out of an older copy of a session or a sentence.
func (w writer) emptyAgain(id coaching.ID) error {
	m, err := openedOne(w.Store, w.tx, is(w.tx, id), sessionRow.session)
	if err == nil {
		err = w.sessions([]coaching.Session{m.WithoutWords(w.now())})
	}
	if unlessGone(err) != nil {
		return err
	}
	c, err := openedOne(w.Store, w.tx, is(w.tx, id), consentRow.consent)
	if err == nil {
		err = w.consent(c.WithoutSentence(w.now()))
	}
	return unlessGone(err)
}

// takeBackAgain takes an older copy of a consent or a brief back.
func (w writer) takeBackAgain(id coaching.ID) error {
	c, err := openedOne(w.Store, w.tx, is(w.tx, id), consentRow.consent)
	if err == nil && (c.State == coaching.ConsentGiven || c.State == coaching.ConsentAsked) {
		c.State, c.Withdrawn = coaching.ConsentWithdrawn, w.now().UTC()
		err = w.consent(c)
	}
	if unlessGone(err) != nil {
		return err
	}
	b, err := w.oneBrief(w.tx, is(w.tx, id))
	if err != nil || !b.Withdrawn.IsZero() {
		return unlessGone(err)
	}
	b.Withdrawn = w.now().UTC()
	return w.brief(b)
}

// unlessGone is err, unless it says that there is nothing.
func unlessGone(err error) error {
	if coaching.Is(err, coaching.NotFound) {
		return nil
	}
	return err
}

func graves(db *gorm.DB) (map[graveKey]bool, error) {
	var rows []grave
	err := db.Find(&rows).Error
	known := make(map[graveKey]bool, len(rows))
	for _, g := range rows {
		known[g.key()] = true
	}
	return known, err
}

// unlistedGraves returns the lines about graves that are missing in all.
func unlistedGraves(tx *gorm.DB, all []burial) ([]burial, error) {
	listed := map[graveKey]bool{}
	for _, b := range all {
		if b.Grave != nil {
			listed[b.Grave.key()] = true
		}
	}
	var rows []grave
	if err := tx.Order("at, id, kind, version").Find(&rows).Error; err != nil {
		return nil, err
	}
	var more []burial
	for _, g := range rows {
		if !listed[g.key()] {
			more = append(more, burial{What: burialDone, Grave: &g})
		}
	}
	return more, nil
}
