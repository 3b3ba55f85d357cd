package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Settle records what became of the lead and of everything that travels with it. What was
// settled already is left alone. With DeliveryDue the lead is due again, not before o.Due,
// its companions are due on their own, and no job carries them until Claim takes them again.
func (s *Store) Settle(ctx context.Context, lead coaching.ID, o coaching.Outcome) error {
	return s.write(ctx, "settle delivery", func(tx *gorm.DB) error {
		d, err := delivery(tx, lead)
		if err != nil {
			return err
		}
		// The same order as in Intend, so that the two cannot wait for each other.
		if _, err := person(forUpdate(tx), d.Recipient); err != nil {
			return err
		}
		if d, err = delivery(forUpdate(tx), lead); err != nil || ended(d) {
			return err
		}
		if o.Attempt > 0 && o.Attempt != d.Attempts && o.State != coaching.DeliverySent {
			return nil // of a process that was taken over: what the other one does now counts
		}
		o.Reason = clean(o.Reason) // it may be a code that Slack sent
		if err := s.accountFor(tx, d, o); err != nil {
			return err
		}
		if o.State == coaching.DeliveryDue {
			return again(tx, d, o)
		}
		sent := o.State == coaching.DeliverySent // what its recipient did with it meanwhile stays as its reason
		for _, which := range []string{"id = ?", "state = 'intended' AND " + travels} {
			err := tx.Exec(`UPDATE deliveries SET state = ?, sent = ?, channel = ?, message = ?, reason = CASE WHEN answered <> 0 AND ? THEN reason ELSE ? END, version = version + 1 WHERE `+which,
				string(o.State), sentAt(o), o.Channel, o.Message, sent, o.Reason, string(lead)).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// travels selects what goes in the message of another delivery. Its first half is what lets
// SQLite use the index: without it every settled delivery reads the whole table.
const travels = "batch <> '' AND batch = ?"

func ended(d coaching.Delivery) bool {
	return d.State != coaching.DeliveryDue && d.State != coaching.DeliveryIntended
}

func sentAt(o coaching.Outcome) int64 {
	if o.State != coaching.DeliverySent {
		return 0
	}
	return ms(o.At)
}

// again makes the lead and its companions due once more: surely nothing was posted.
func again(tx *gorm.DB, d coaching.Delivery, o coaching.Outcome) error {
	if err := giveBack(tx, d.ID, ms(o.Due), o.Reason); err != nil {
		return err
	}
	d.State, d.Intended, d.Reason = coaching.DeliveryDue, time.Time{}, o.Reason
	if o.Due.After(d.Due) {
		d.Due = o.Due
	}
	if err := put(tx, d.Version, rowOfDelivery(d), "key"); err != nil {
		return err
	}
	return setClaimed(tx, []coaching.ID{d.ID}, 0)
}

// giveBack makes what travels with lead due on its own, not before the instant.
func giveBack(tx *gorm.DB, lead coaching.ID, notBefore int64, reason string) error {
	return tx.Exec(`UPDATE deliveries SET state = 'due', batch = '', intended = 0, claimed = 0, reason = ?, version = version + 1,
			due = CASE WHEN due < ? THEN ? ELSE due END
		WHERE state = 'intended' AND `+travels, reason, notBefore, notBefore, string(lead)).Error
}

// companions lists what travels with lead, oldest first.
func companions(db *gorm.DB, lead coaching.ID) ([]coaching.Delivery, error) {
	return list(db.Where("state = 'intended' AND "+travels, string(lead)).Order("due, id"), deliveryRow.delivery)
}

// accountFor sets right in the access log what the intent to post d had written there, and arms
// what follows on news that was sent, or may have been.
func (s *Store) accountFor(tx *gorm.DB, d coaching.Delivery, o coaching.Outcome) error {
	doubt := o.State == coaching.DeliveryMissed && o.Reason == coaching.WhyDoubt
	switch {
	case d.Kind != coaching.KindSponsorNews:
		return nil
	case o.State != coaching.DeliverySent && !doubt:
		return untold(tx, d)
	}
	e, err := engagement(tx, d.Engagement)
	if err != nil {
		return err
	}
	if doubt {
		if err := told(tx, coaching.NewAccess(e, d.Recipient, coaching.AccessSponsorDoubt, s.now())); err != nil {
			return err
		}
	}
	c, err := found(byID[consentRow](tx, d.Subject)) // its words are of no interest here
	if err != nil || c == nil {
		return err
	}
	follows := coaching.Afterwards(d, coaching.Consent{ID: d.Subject, Under: coaching.ID(c.Under)}, e, s.now())
	return writer{Store: s, tx: tx}.deliveries(follows)
}
