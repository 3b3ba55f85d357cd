package coaching_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

// TestLaterProperties: whatever is put off in whatever way comes when it was promised, whatever
// the caps say; never before now, never after the questions closed, and in quiet hours only
// when the person named the minute.
func TestLaterProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		loc, r := anyZone(rt), anyRules(rt)
		now := anyInstant(rt, loc)
		s := anyStanding(rt, t, now, loc)
		s.Engagement.ID, s.Action.Engagement = "e", "e"
		l := coaching.Later{How: rapid.SampledFrom([]coaching.LaterHow{coaching.LaterHour, coaching.LaterTomorrow, coaching.LaterWeek, coaching.LaterDate}).Draw(rt, "how"),
			Date: coaching.DateOf(now.In(loc)).Add(rapid.IntRange(-1, 61).Draw(rt, "days")), Time: "21:30"}
		sent := now.Add(-time.Minute)
		prompt := coaching.Delivery{ID: "p", Kind: coaching.KindPrompt, Recipient: "coachee", Engagement: "e", Nominal: sent, Sent: sent, State: coaching.DeliverySent}
		ends := coaching.PromptEnds(sent, loc)
		var c coaching.Change
		var err error
		if rapid.Bool().Draw(rt, "prompt") {
			c, err = coaching.LaterPrompt(s.Engagement, prompt, s.Recipient, l, r, now)
		} else {
			c, err = coaching.LaterAction(s.Engagement, *s.Action, s.Recipient, l, r, now)
			ends = now.AddDate(1, 0, 0)
		}
		if err != nil {
			for _, o := range coaching.LaterChoices(s.Recipient, r, ends, now) {
				if o.How == l.How && l.How != coaching.LaterDate {
					rt.Fatalf("%s was offered for %s and refused: %v", o.How, o.At, err)
				}
			}
			return
		}
		s.Delivery = c.Deliveries[0]
		s.Prompt, s.Recent = &prompt, []time.Time{sent, sent, sent, sent, sent}
		at := s.Delivery.Due
		if !at.After(now) || !at.Before(ends) {
			rt.Fatalf("put off at %s to %s, closing at %s", now, at, ends)
		}
		if v := coaching.Decide(s, r, at); v.Act != coaching.ActSend {
			rt.Fatalf("put off (%s) to %s, and then: %+v", l.How, at.In(loc), v)
		}
		named := l.How == coaching.LaterHour || l.How == coaching.LaterDate
		if next := coaching.NextAllowed(at, loc, r); !named && !next.Equal(at) {
			rt.Fatalf("%s came to %s, in quiet hours until %s", l.How, at.In(loc), next)
		}
	})
}
