package storage

import (
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// ownerKey is the wrapped data key of one coachee.
type ownerKey struct {
	Owner   string `gorm:"primaryKey"` // person
	Version int
	Master  int64 // id of the master key that wraps it
	Wrapped []byte
	Created int64
}

// TableName names the table.
func (ownerKey) TableName() string { return "owner_keys" }

// keyOf is an engagement with its coachee and, if there is one yet, the coachee's data key.
type keyOf struct {
	Engagement, Team, Owner string
	Version                 int
	Wrapped                 []byte
}

// boxes returns, by engagement, the boxes of the coachees. An engagement without a key, or
// that does not exist, is missing in the answer.
func (s *Store) boxes(db *gorm.DB, engagements []string) (map[string]box, error) {
	found, err := keysOf(db, engagements)
	if err != nil {
		return nil, err
	}
	boxes := make(map[string]box, len(found))
	for _, k := range found {
		if k.Version == 0 {
			continue
		}
		b, err := s.keys.unwrap(k.Team, coaching.ID(k.Owner), k.Version, k.Wrapped)
		if err != nil {
			return nil, err
		}
		boxes[k.Engagement] = b
	}
	return boxes, nil
}

func keysOf(db *gorm.DB, engagements []string) ([]keyOf, error) {
	var found []keyOf
	err := db.Raw(`SELECT e.id AS engagement, p.team, p.id AS owner, coalesce(k.version, 0) AS version, k.wrapped
		FROM engagements e JOIN people p ON p.id = e.coachee LEFT JOIN owner_keys k ON k.owner = p.id
		WHERE e.id IN ?`, engagements).Scan(&found).Error
	return found, err
}

// boxForWriting returns the box of the engagement's coachee, with a new key if they have none.
func (s *Store) boxForWriting(tx *gorm.DB, engagement string) (box, error) {
	found, err := keysOf(tx, []string{engagement})
	if err != nil {
		return box{}, err
	}
	if len(found) == 0 {
		return box{}, coaching.ErrStale() // the engagement is gone
	}
	if found[0].Version == 0 {
		if err := s.addKey(tx, found[0]); err != nil {
			return box{}, err
		}
		// Another replica may have been faster: what stands there now is the key.
		if found, err = keysOf(tx, []string{engagement}); err != nil {
			return box{}, err
		}
	}
	k := found[0]
	return s.keys.unwrap(k.Team, coaching.ID(k.Owner), k.Version, k.Wrapped)
}

func (s *Store) addKey(tx *gorm.DB, k keyOf) error {
	const first = 1
	wrapped, err := s.keys.newOwnerKey(k.Team, coaching.ID(k.Owner), first)
	if err != nil {
		return err
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&ownerKey{
		Owner: k.Owner, Version: first, Master: int64(s.keys.id), Wrapped: wrapped, Created: ms(s.now()),
	}).Error
}

// sealedRow is a row with words of an engagement.
type sealedRow interface{ engagement() string }

// opened runs query and opens the words of every row it finds.
func opened[R sealedRow, D any](s *Store, db, query *gorm.DB, open func(R, box) (D, error)) ([]D, error) {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var engagements []string
	seen := map[string]bool{}
	for _, r := range rows {
		if e := r.engagement(); !seen[e] {
			seen[e] = true
			engagements = append(engagements, e)
		}
	}
	boxes, err := s.boxes(db, engagements)
	if err != nil {
		return nil, err
	}
	found := make([]D, 0, len(rows))
	for _, r := range rows {
		b, ok := boxes[r.engagement()]
		if !ok {
			return nil, errNoOwnerKey
		}
		d, err := open(r, b)
		if err != nil {
			return nil, fmt.Errorf("open words: %w", err)
		}
		found = append(found, d)
	}
	return found, nil
}

// openedOne is opened for a query that finds one row; NotFound when it finds none.
func openedOne[R sealedRow, D any](s *Store, db, query *gorm.DB, open func(R, box) (D, error)) (D, error) {
	var none D
	found, err := opened(s, db, query.Limit(1), open)
	if err != nil {
		return none, err
	}
	if len(found) == 0 {
		return none, notFound()
	}
	return found[0], nil
}
