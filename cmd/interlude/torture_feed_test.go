//go:build torture

package main

import (
	"fmt"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

// mostOpen is how many deliveries may be open before no more are stored: so much that whatever
// is killed has work under way.
const mostOpen = 600

// feedUntil stores more and more that is due, as fast as it is delivered, until the function
// that it returns is called.
func (o *ordeal) feedUntil(s *storage.Store) (stop func()) {
	stopping, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var open int
			err := s.SQLDB().QueryRowContext(o.ctx, `SELECT count(*) FROM deliveries WHERE state IN ('due', 'intended')`).Scan(&open)
			pause := 100 * time.Millisecond
			if err == nil && open < mostOpen {
				pause = 0
				for range 10 {
					o.feed(s)
				}
			}
			select {
			case <-stopping:
				return
			case <-time.After(pause):
			}
		}
	}()
	return func() { close(stopping); <-stopped }
}

// feed stores something that is due now for the next coachee: that a session was cancelled; for
// every fifth a sentence to the sponsor too. It tries until that is stored.
func (o *ordeal) feed(s *storage.Store) {
	o.rounds++
	now, i := o.clock.Now(), o.rounds%len(o.courses)
	e := o.courses[i]
	session := coaching.Session{ID: coaching.NewID(), Engagement: e.ID, Coach: e.Coach, Coachee: e.Coachee, Start: monday.Add(time.Duration(o.rounds) * time.Hour),
		Minutes: 75, State: coaching.SessionCancelled, Created: now}
	c := coaching.Change{Once: string(session.ID), Sessions: []coaching.Session{session},
		Deliveries: []coaching.Delivery{coaching.NewDelivery(e, coaching.KindCancelled, e.Coachee, session.ID, now)}}
	if o.rounds%5 == 0 {
		words := fmt.Sprintf("%s reached milestone %d.", o.coachees[i].Name, o.rounds)
		k := coaching.Consent{ID: coaching.NewID(), Engagement: e.ID, Recipient: e.Sponsor, Milestone: coaching.Milestone(fmt.Sprint("m", o.rounds)),
			Sentence: coaching.Words(words), Hash: coaching.SentenceHash(words), State: coaching.ConsentGiven, Asked: now, Given: now.Add(-coaching.TakeBackFor), Expires: now.AddDate(1, 0, 0)}
		c.Consents = []coaching.Consent{k}
		c.Deliveries = append(c.Deliveries, coaching.NewDelivery(e, coaching.KindSponsorNews, e.Sponsor, k.ID, now))
	}
	o.store(s, c)
}

// patience is how long a database may be away while something is being stored.
const patience = 5 * time.Minute

// store commits until that has worked; a key tells that it had worked before.
func (o *ordeal) store(s *storage.Store, c coaching.Change) {
	end := time.Now().Add(patience)
	for {
		err := s.Commit(o.ctx, c)
		if err == nil || coaching.Is(err, coaching.Repeated) {
			break
		}
		if time.Now().After(end) {
			o.t.Errorf("a change is not stored within %s: %v", patience, err)
			return
		}
		wait(50 * time.Millisecond)
	}
	for _, d := range c.Deliveries {
		o.wanted[d.ID] = d.Kind
	}
}
