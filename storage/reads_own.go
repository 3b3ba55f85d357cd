package storage

import (
	"context"

	"gorm.io/gorm"

	"interlude/coaching"
)

// The reads of one row that somebody asks for. What is not in one of their engagements, or not
// addressed to them, is not found, as if it did not exist: nothing is opened, and an answer
// takes no longer.

// ActionIn returns the action with this id, if it belongs to one of engagements.
func (s *Store) ActionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Action, error) {
	return read(ctx, s, "read action", func(db *gorm.DB) (coaching.Action, error) {
		return openedOne(s, db, among(is(db, id), engagements), actionRow.action)
	})
}

// ReflectionIn returns the entry with this id, if it belongs to one of engagements.
func (s *Store) ReflectionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Reflection, error) {
	return read(ctx, s, "read reflection", func(db *gorm.DB) (coaching.Reflection, error) {
		return openedOne(s, db, among(is(db, id), engagements), reflectionRow.reflection)
	})
}

// ReflectionByMessage returns the entry that was typed as this Slack message, if it belongs to
// one of engagements.
func (s *Store) ReflectionByMessage(ctx context.Context, channel, ts string, engagements []coaching.ID) (coaching.Reflection, error) {
	return read(ctx, s, "read reflection", func(db *gorm.DB) (coaching.Reflection, error) {
		return openedOne(s, db, among(messaged(db, channel, ts), engagements), reflectionRow.reflection)
	})
}

// SessionIn returns the session with this id, if it belongs to one of engagements.
func (s *Store) SessionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Session, error) {
	return read(ctx, s, "read session", func(db *gorm.DB) (coaching.Session, error) {
		return openedOne(s, db, among(is(db, id), engagements), sessionRow.session)
	})
}

// ConsentIn returns the consent with this id, if it belongs to one of engagements.
func (s *Store) ConsentIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Consent, error) {
	return read(ctx, s, "read consent", func(db *gorm.DB) (coaching.Consent, error) {
		return openedOne(s, db, among(is(db, id), engagements), consentRow.consent)
	})
}

// DeliveryTo returns the delivery with this id, if it is addressed to recipient.
func (s *Store) DeliveryTo(ctx context.Context, id, recipient coaching.ID) (coaching.Delivery, error) {
	return read(ctx, s, "read delivery", func(db *gorm.DB) (coaching.Delivery, error) {
		if !storable(string(recipient)) {
			return coaching.Delivery{}, notFound()
		}
		return delivery(db.Where("recipient = ?", string(recipient)), id)
	})
}

// among narrows a query to the rows of these engagements; with none it finds nothing.
func among(db *gorm.DB, engagements []coaching.ID) *gorm.DB {
	return db.Where("engagement IN ?", texts(engagements))
}
