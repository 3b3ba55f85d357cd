package storage

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"interlude/coaching"
)

// KeyReport says what of the keys and of what they seal opens. It holds ids and numbers alone.
type KeyReport struct {
	Masters map[uint32]int // how many data keys each master key wraps; those of the key file are all there
	Primary uint32         // the master key that wraps now
	Keys    int            // data keys
	Entries int            // sealed values that were tried
	Erased  int            // destroyed data keys
	Bad     []string       // what does not open, or should not be there: kind and id
}

// Idle counts the master keys of the file that wrap nothing any more.
func (r KeyReport) Idle() int {
	n := 0
	for id, keys := range r.Masters {
		if keys == 0 && id != r.Primary {
			n++
		}
	}
	return n
}

// CheckKeys opens every wrapped data key and, with entries, every sealed value, and changes nothing.
// It may run while programs read, write and change keys.
func (s *Store) CheckKeys(ctx context.Context, entries bool, say func(Progress)) (KeyReport, error) {
	c := keyCheck{Store: s, report: KeyReport{Masters: map[uint32]int{}}}
	for _, id := range s.keys.keys().ids() {
		c.report.Masters[id] = 0
	}
	var owners []string
	err := s.step(ctx, "read the data keys", func(tx *gorm.DB) error {
		in, err := installed(tx)
		if err != nil {
			return err
		}
		// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
		c.report.Primary = uint32(in.Master)
		var n int64
		if err := tx.Model(&tombstone{}).Count(&n).Error; err != nil {
			return err
		}
		c.report.Erased = int(n)
		return tx.Raw(`SELECT coachee FROM engagements UNION SELECT owner FROM owner_keys ORDER BY 1`).Scan(&owners).Error
	})
	if err != nil {
		return c.report, err
	}
	for i, owner := range owners {
		if err := c.owner(ctx, coaching.ID(owner), entries); err != nil {
			return c.report, err
		}
		say(Progress{What: "coachees", Done: i + 1, Of: len(owners)})
	}
	return c.report, nil
}

// keyCheck is one run of CheckKeys.
type keyCheck struct {
	*Store
	report KeyReport
}

func (c *keyCheck) owner(ctx context.Context, owner coaching.ID, entries bool) error {
	err := c.step(ctx, "open data keys", func(tx *gorm.DB) error { return c.wrapped(tx, owner) })
	if err != nil || !entries {
		return err
	}
	for _, table := range sealedTables {
		for after := ""; ; {
			var last string
			err := c.step(ctx, "open entries", func(tx *gorm.DB) error {
				var err error
				last, err = c.some(tx, owner, table, after)
				return err
			})
			if err != nil {
				return err
			}
			if last == "" {
				break
			}
			after = last
			if err := rest(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrapped opens the data keys of a coachee.
func (c *keyCheck) wrapped(tx *gorm.DB, owner coaching.ID) error {
	var keys []struct {
		Owner, Team     string
		Version, Erased int
		Master          int64
		Wrapped         []byte
	}
	err := tx.Raw(`SELECT k.owner, k.version, k.master, k.wrapped, p.team, (SELECT coalesce(max(version), 0) FROM tombstones t WHERE t.owner = k.owner) AS erased
		FROM owner_keys k JOIN people p ON p.id = k.owner WHERE k.owner = ? ORDER BY k.version`, string(owner)).Scan(&keys).Error
	for _, k := range keys {
		c.report.Keys++
		// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
		c.report.Masters[uint32(k.Master)]++
		if _, bad := c.keys.unwrap(k.Team, owner, k.Version, k.Wrapped); bad != nil {
			c.bad("data key of person", k.Owner)
		}
		if k.Version <= k.Erased {
			c.bad("a destroyed data key that was put back, of person", k.Owner)
		}
	}
	return err
}

// some opens entries behind the one with id after, and returns the id of the last one; empty: there
// are no more. The keys are held first, so that none of them is taken away while rows are read.
func (c *keyCheck) some(tx *gorm.DB, owner coaching.ID, table, after string) (last string, err error) {
	b, err := c.ownerBox(tx, owner)
	if errors.Is(err, errBroken) {
		b.keys, err = nil, nil // it was said of the key
	}
	if err != nil {
		return "", err
	}
	var rows []struct {
		ID, Engagement string
		Version        int
		Words          sealed
	}
	if err := tx.Table(table).Select("id, engagement, version, words").
		Where("engagement IN (SELECT id FROM engagements WHERE coachee = ?) AND id > ?", string(owner), after).
		Order("id").Limit(renewBatch).Scan(&rows).Error; err != nil {
		return "", err
	}
	for _, r := range rows {
		last = r.ID
		c.report.Entries++
		padded, err := b.disclose(words(table, coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words)
		if err == nil {
			_, err = unpad(padded)
		}
		if err != nil {
			c.bad("entry of table "+table+",", r.ID)
		}
	}
	return last, nil
}

func (c *keyCheck) bad(what, id string) { c.report.Bad = append(c.report.Bad, what+" "+id) }
