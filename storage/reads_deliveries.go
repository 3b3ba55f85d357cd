package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Delivery returns the delivery with this id.
func (s *Store) Delivery(ctx context.Context, id coaching.ID) (coaching.Delivery, error) {
	return read(ctx, s, "read delivery", func(db *gorm.DB) (coaching.Delivery, error) { return delivery(db, id) })
}

func delivery(db *gorm.DB, id coaching.ID) (coaching.Delivery, error) {
	r, err := byID[deliveryRow](db, id)
	if err != nil {
		return coaching.Delivery{}, err
	}
	return r.delivery()
}

// DeliveriesOf lists the deliveries about subject that were sent or still may be, oldest
// first: those that were missed or cancelled are not among them.
func (s *Store) DeliveriesOf(ctx context.Context, subject coaching.ID) ([]coaching.Delivery, error) {
	return read(ctx, s, "list deliveries", func(db *gorm.DB) ([]coaching.Delivery, error) {
		if subject == "" || !storable(string(subject)) {
			return nil, nil
		}
		return list(db.Where("subject = ? AND state IN ('due', 'intended', 'sent')", string(subject)).Order("due, id"),
			deliveryRow.delivery)
	})
}

// DeliveriesIn lists what one Slack message carries: the lead, then its companions, oldest
// first.
func (s *Store) DeliveriesIn(ctx context.Context, channel, ts string) ([]coaching.Delivery, error) {
	return read(ctx, s, "list deliveries", func(db *gorm.DB) ([]coaching.Delivery, error) {
		return list(messaged(db, channel, ts).Order("batch <> '', due, id"), deliveryRow.delivery)
	})
}

// DeliveriesTo lists the deliveries of one kind to a person that were sent at or after since,
// newest first.
func (s *Store) DeliveriesTo(ctx context.Context, person coaching.ID, kind coaching.DeliveryKind, since time.Time) ([]coaching.Delivery, error) {
	return read(ctx, s, "list deliveries", func(db *gorm.DB) ([]coaching.Delivery, error) {
		if person == "" || !storable(string(person)) {
			return nil, nil
		}
		return list(db.Where("recipient = ? AND state = 'sent' AND kind = ? AND sent >= ?", string(person), string(kind), ms(since)).
			Order("sent DESC, id"), deliveryRow.delivery)
	})
}

// Closed lists the questions and reminders that were missed before the message of lead, which
// is capped and was sent or is about to be, and after the capped message before it: what the
// recipient has not heard of, oldest first.
func (s *Store) Closed(ctx context.Context, lead coaching.Delivery) ([]coaching.Delivery, error) {
	return read(ctx, s, "list missed deliveries", func(db *gorm.DB) ([]coaching.Delivery, error) {
		at := ms(lead.Intended)
		var before int64
		err := db.Raw(`SELECT COALESCE(MAX(intended), 0) FROM deliveries
			WHERE recipient = ? AND state = 'sent' AND batch = '' AND kind IN ? AND intended < ?`,
			string(lead.Recipient), cappedKinds, at).Row().Scan(&before)
		if err != nil {
			return nil, err
		}
		return list(db.Where("recipient = ? AND state = 'missed' AND kind IN ? AND reason IN ? AND due > ? AND due <= ?",
			string(lead.Recipient), cappedKinds, missedLate, before, at).Order("nominal, id"), deliveryRow.delivery)
	})
}

// missedLate are the reasons of what came too late, whoever's absence it was.
var missedLate = []string{coaching.WhyLate, coaching.WhyLeave, coaching.WhyHoliday, coaching.WhyAway}
