package storage

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// ownerKey is one wrapped data key of a coachee.
type ownerKey struct {
	Owner   string `gorm:"primaryKey"` // person
	Version int    `gorm:"primaryKey"`
	Master  int64  // id of the master key that wraps it
	Wrapped []byte
	Renewal int // of the installation, when it was made
	Created int64
}

// TableName names the table.
func (ownerKey) TableName() string { return "owner_keys" }

// keyOf is an engagement with its coachee and one of the coachee's data keys; without any the
// version is 0.
type keyOf struct {
	Engagement, Team, Owner string
	Version                 int
	Wrapped                 []byte
	Erased                  int // the last version that was destroyed; 0: none
}

// boxes returns, by engagement, the boxes of the coachees. An engagement that does not exist is
// missing in the answer.
func (s *Store) boxes(db *gorm.DB, engagements []string) (map[string]box, error) {
	var found []keyOf
	err := db.Raw(`SELECT e.id AS engagement, p.team, p.id AS owner, coalesce(k.version, 0) AS version, k.wrapped,
			coalesce((SELECT max(t.version) FROM tombstones t WHERE t.owner = p.id), 0) AS erased
		FROM engagements e JOIN people p ON p.id = e.coachee LEFT JOIN owner_keys k ON k.owner = p.id
		WHERE e.id IN ? ORDER BY e.id, k.version`, engagements).Scan(&found).Error
	if err != nil {
		return nil, err
	}
	boxes := make(map[string]box, len(engagements))
	for _, k := range found {
		b, ok := boxes[k.Engagement]
		if !ok {
			b = box{team: k.Team, owner: coaching.ID(k.Owner), erased: k.Erased > 0}
		}
		if k.Version > k.Erased { // one that was put back after it was destroyed does not count
			if b.keys, err = s.withKey(b, k.Version, k.Wrapped); err != nil {
				return nil, err
			}
		}
		boxes[k.Engagement] = b
	}
	return boxes, nil
}

// withKey returns the keys of b and one more.
func (s *Store) withKey(b box, version int, wrapped []byte) ([]dataKey, error) {
	k, err := s.keys.unwrap(b.team, b.owner, version, wrapped)
	if err != nil {
		return nil, err
	}
	return append(b.keys, k), nil
}

// boxForWriting returns the box of the engagement's coachee, with a new key if they have none. Until
// tx ends nobody takes a key away that it seals with.
func (s *Store) boxForWriting(tx *gorm.DB, engagement string) (box, error) {
	var o struct{ Team, Owner string }
	err := tx.Raw("SELECT p.team, p.id AS owner FROM engagements e JOIN people p ON p.id = e.coachee WHERE e.id = ?", engagement).Scan(&o).Error
	if err != nil {
		return box{}, err
	}
	if o.Owner == "" {
		return box{}, coaching.ErrStale() // the engagement is gone
	}
	b := box{team: o.Team, owner: coaching.ID(o.Owner)}
	if b.keys, err = s.held(tx, b); err != nil || len(b.keys) > 0 {
		return b, err
	}
	if err := lockOwner(tx, b.owner); err != nil {
		return box{}, err
	}
	// Another replica may have been faster.
	if b.keys, err = s.held(tx, b); err != nil || len(b.keys) > 0 {
		return b, err
	}
	if err := s.addKey(tx, b); err != nil {
		return box{}, err
	}
	b.keys, err = s.held(tx, b)
	return b, err
}

// lockOwner is taken before keys are added or all are destroyed, so that no version is used twice.
func lockOwner(tx *gorm.DB, owner coaching.ID) error {
	_, err := person(forUpdate(tx), owner)
	return err
}

// held returns the keys of b's coachee and holds on to them.
func (s *Store) held(tx *gorm.DB, b box) ([]dataKey, error) {
	var rows []ownerKey
	const alive = "owner = ? AND version > (SELECT coalesce(max(version), 0) FROM tombstones WHERE owner = ?)"
	if err := forKeyShare(tx).Where(alive, string(b.owner), string(b.owner)).Order("version").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		var err error
		if b.keys, err = s.withKey(b, r.Version, r.Wrapped); err != nil {
			return nil, err
		}
	}
	return b.keys, nil
}

// forKeyShare keeps what is selected from being deleted until the transaction ends.
func forKeyShare(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: "KEY SHARE"})
}

// addKey makes the coachee's next key; the owner is locked. A version that was ever used is never
// used again.
func (s *Store) addKey(tx *gorm.DB, b box) error {
	var last int
	err := tx.Raw(`SELECT coalesce(max(version), 0) FROM (SELECT version FROM owner_keys WHERE owner = ?
		UNION ALL SELECT version FROM tombstones WHERE owner = ?) AS used`, string(b.owner), string(b.owner)).Scan(&last).Error
	if err != nil {
		return err
	}
	in, err := installed(forShare(tx))
	if err != nil {
		return err
	}
	// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
	wrapped, err := s.keys.newOwnerKey(uint32(in.Master), b.team, b.owner, last+1)
	if err != nil {
		return err
	}
	return tx.Create(&ownerKey{
		Owner: string(b.owner), Version: last + 1, Master: in.Master, Wrapped: wrapped, Renewal: in.Renewal, Created: ms(s.now()),
	}).Error
}

// installed reads the one row of the installation.
func installed(db *gorm.DB) (installation, error) {
	var in installation
	return in, db.Take(&in).Error
}

// forShare keeps what is selected from being changed until the transaction ends.
func forShare(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare})
}

// sealedRow is a row with words of an engagement.
type sealedRow interface{ engagement() string }

// lookAgain bounds how often rows are read anew because their keys were changed in between.
const lookAgain = 3

// opened runs query and opens the words of every row it finds. Rows whose words were destroyed are
// left out.
func opened[R sealedRow, D any](s *Store, db, query *gorm.DB, open func(R, box) (D, error)) ([]D, error) {
	query = query.Session(&gorm.Session{}) // may be run more than once
	for again := 0; ; again++ {
		found, err := openedNow(s, db, query, open)
		if !errors.Is(err, errNoOwnerKey) || again == lookAgain {
			return found, err
		}
	}
}

func openedNow[R sealedRow, D any](s *Store, db, query *gorm.DB, open func(R, box) (D, error)) ([]D, error) {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	boxes, err := s.boxes(db, engagementsOf(rows))
	if err != nil {
		return nil, err
	}
	found := make([]D, 0, len(rows))
	for _, r := range rows {
		d, err := open(r, boxes[r.engagement()])
		if errors.Is(err, errErased) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open words: %w", err)
		}
		found = append(found, d)
	}
	return found, nil
}

func engagementsOf[R sealedRow](rows []R) []string {
	var engagements []string
	seen := map[string]bool{}
	for _, r := range rows {
		if e := r.engagement(); !seen[e] {
			seen[e] = true
			engagements = append(engagements, e)
		}
	}
	return engagements
}

// openedOne is opened for a query that finds one row; NotFound when it finds none, or its words
// were destroyed.
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
