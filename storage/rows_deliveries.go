package storage

import "interlude/coaching"

// deliveryRow lacks the column claimed, which belongs to Claim alone.
type deliveryRow struct {
	ID                         string `gorm:"primaryKey"`
	Key, Engagement, Recipient string
	Kind, Subject              string
	Due, Nominal               int64
	State                      string
	Answered                   int64
	Reason, Held               string
	Attempts                   int
	Intended, Sent             int64
	Channel, Message, Batch    string
	Version                    int
}

// TableName names the table.
func (deliveryRow) TableName() string { return "deliveries" }

func (r *deliveryRow) id() string { return r.ID }

func rowOfDelivery(d coaching.Delivery) *deliveryRow {
	return &deliveryRow{
		ID: string(d.ID), Key: d.Key, Engagement: string(d.Engagement), Recipient: string(d.Recipient),
		Kind: string(d.Kind), Subject: string(d.Subject), Due: ms(d.Due), Nominal: ms(d.Nominal),
		State: string(d.State), Answered: ms(d.Answered), Reason: d.Reason, Held: d.Held, Attempts: d.Attempts,
		Intended: ms(d.Intended), Sent: ms(d.Sent), Channel: d.Channel, Message: d.Message,
		Batch: string(d.Batch), Version: d.Version + 1,
	}
}

func (r deliveryRow) delivery() (coaching.Delivery, error) {
	return coaching.Delivery{
		ID: coaching.ID(r.ID), Key: r.Key, Engagement: coaching.ID(r.Engagement), Recipient: coaching.ID(r.Recipient),
		Kind: coaching.DeliveryKind(r.Kind), Subject: coaching.ID(r.Subject), Due: instant(r.Due), Nominal: instant(r.Nominal),
		State: coaching.DeliveryState(r.State), Answered: instant(r.Answered), Reason: r.Reason, Held: r.Held, Attempts: r.Attempts,
		Intended: instant(r.Intended), Sent: instant(r.Sent), Channel: r.Channel, Message: r.Message,
		Batch: coaching.ID(r.Batch), Version: r.Version,
	}, nil
}
