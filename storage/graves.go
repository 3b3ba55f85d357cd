package storage

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// buriedEntry is the kind of a grave that holds one entry; the others are those of coaching.Purge.
const buriedEntry = "entry"

// grave is something that was erased for good: one entry, or how much of an engagement.
type grave struct {
	ID     string `gorm:"primaryKey"`
	Kind   string `gorm:"primaryKey"`
	Person string `json:",omitempty"` // who went with an engagement; empty: nobody
	At     int64
}

// TableName names the table.
func (grave) TableName() string { return "buried" }

// bury remembers what is erased in the same transaction, and has the data key replaced that it could
// still be opened with.
func (w writer) bury(g grave) error {
	if g.ID == "" || !storable(g.ID) {
		return nil // it names nothing
	}
	g.At = ms(w.now())
	if err := w.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&g).Error; err != nil {
		return err
	}
	return outdate(w.tx, coaching.ID(g.ID))
}

// buryRows erases again what the list knows as erased and the database does not: it is an older copy.
// It returns how many graves that were.
func (s *Store) buryRows(db *gorm.DB, listed []grave) (int, error) {
	known, err := graves(db)
	if err != nil {
		return 0, err
	}
	again := 0
	for _, g := range listed {
		if known[[2]string{g.ID, g.Kind}] {
			continue
		}
		err := db.Transaction(func(tx *gorm.DB) error {
			w := writer{Store: s, tx: tx, boxes: map[coaching.ID]box{}}
			if g.Kind == buriedEntry {
				return w.erase([]coaching.ID{coaching.ID(g.ID)})
			}
			return w.purgeEngagement(coaching.Purge{Engagement: coaching.ID(g.ID), What: coaching.PurgeKind(g.Kind), Person: coaching.ID(g.Person)})
		})
		if err != nil {
			return again, err
		}
		again++
	}
	return again, nil
}

func graves(db *gorm.DB) (map[[2]string]bool, error) {
	var rows []grave
	err := db.Find(&rows).Error
	known := make(map[[2]string]bool, len(rows))
	for _, g := range rows {
		known[[2]string{g.ID, g.Kind}] = true
	}
	return known, err
}

// unlistedGraves returns the lines about graves that are missing in all.
func unlistedGraves(tx *gorm.DB, all []burial) ([]burial, error) {
	listed := map[[2]string]bool{}
	for _, b := range all {
		if b.What == burialDone && b.Grave != nil {
			listed[[2]string{b.Grave.ID, b.Grave.Kind}] = true
		}
	}
	var rows []grave
	if err := tx.Order("at, id, kind").Find(&rows).Error; err != nil {
		return nil, err
	}
	var more []burial
	for _, g := range rows {
		if !listed[[2]string{g.ID, g.Kind}] {
			more = append(more, burial{What: burialDone, Grave: &g})
		}
	}
	return more, nil
}
