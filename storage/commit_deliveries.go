package storage

import (
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// deliveries inserts or updates ds, in this order. What is about one that was left alone, because
// its key existed, is left alone too: it would come back to a message that there is not.
func (w writer) deliveries(ds []coaching.Delivery) error {
	left := map[coaching.ID]bool{}
	return each(ds, func(d coaching.Delivery) error {
		switch {
		case d.Version != 0:
			return w.update(d)
		case left[d.Subject]:
			return nil
		}
		inserted, err := w.insert(d)
		left[d.ID] = !inserted
		return err
	})
}

// insert inserts d; false: its key existed.
func (w writer) insert(d coaching.Delivery) (bool, error) {
	r := rowOfDelivery(d)
	if r.ID == "" {
		return false, errNoID
	}
	done := w.tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key"}}, DoNothing: true}).Create(r)
	if clash(done.Error) {
		return false, coaching.ErrStale()
	}
	return done.RowsAffected > 0, done.Error
}

// update updates d. One that is due again is carried by no job any more: Claim takes it at its
// instant.
func (w writer) update(d coaching.Delivery) error {
	r := rowOfDelivery(d)
	if err := put(w.tx, d.Version, r, "key", "engagement", "recipient"); err != nil {
		return err
	}
	if d.State != coaching.DeliveryDue {
		return nil
	}
	return w.tx.Exec("UPDATE deliveries SET claimed = 0 WHERE id = ?", r.ID).Error
}

// cancel ends the due deliveries that match; not those that the same change updates.
func (w writer) cancel(all []coaching.Cancel, updated []coaching.Delivery) error {
	var kept []string
	for _, d := range updated {
		if d.Version != 0 {
			kept = append(kept, string(d.ID))
		}
	}
	return each(all, func(c coaching.Cancel) error {
		if c.Engagement == "" && c.Recipient == "" && c.Subject == "" {
			return errCancelsAll
		}
		q := w.tx.Model(&deliveryRow{}).Where("state = 'due'")
		for column, id := range map[string]coaching.ID{"engagement": c.Engagement, "recipient": c.Recipient, "subject": c.Subject} {
			if id != "" {
				q = q.Where(clause.Eq{Column: column, Value: string(id)})
			}
		}
		if len(c.Kinds) > 0 {
			q = q.Where("kind IN ?", c.Kinds)
		}
		if len(kept) > 0 {
			q = q.Where("id NOT IN ?", kept)
		}
		return q.Updates(map[string]any{
			"state": string(coaching.DeliveryCancelled), "reason": c.Reason, "version": clause.Expr{SQL: "version + 1"},
		}).Error
	})
}

// awaken has what is held for a person decided anew. It locks the person first, as Intend does,
// so that no hold is recorded meanwhile by what held before.
func (w writer) awaken(a coaching.Awaken) error {
	if _, err := person(forUpdate(w.tx), a.Recipient); err != nil {
		if coaching.Is(err, coaching.NotFound) {
			return nil
		}
		return err
	}
	return w.tx.Exec(`UPDATE deliveries SET due = ?, version = version + 1
		WHERE recipient = ? AND state = 'due' AND due > ? AND reason IN ?`,
		ms(a.At), string(a.Recipient), ms(a.At), coaching.Holds).Error
}
