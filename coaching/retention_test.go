package coaching

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const dayLong = 24 * time.Hour

// over is an engagement that ended at clock.
func over() Engagement {
	e := in(running(), EngagementClosed)
	e.Closed, e.Accepted = clock, clock.Add(-100*dayLong)
	return e
}

// TestRetentionClock: each step on both sides of its instant.
func TestRetentionClock(t *testing.T) {
	r := Retention{Work: 90, Records: 730}
	stage := func(wiped bool, notices int) Engagement {
		e := over()
		if e.Notices = notices; wiped {
			e.Wiped = clock.Add(90 * dayLong)
		}
		return e
	}
	waiting := func(e Engagement, until time.Time) Engagement { e.NotBefore = until; return e }
	unanswered := over()
	unanswered.Accepted = time.Time{}
	for name, c := range map[string]struct {
		e    Engagement
		at   time.Duration // after the end
		does string
	}{
		"the first notice":               {stage(false, 0), 76 * dayLong, "first notice"},
		"the second notice":              {stage(false, 1), 88 * dayLong, "second notice"},
		"the work":                       {stage(false, 2), 90 * dayLong, "work"},
		"the work, after a late notice":  {waiting(stage(false, 2), clock.Add(95*dayLong)), 95 * dayLong, "work"},
		"the last notice":                {stage(true, 2), 716 * dayLong, "last notice"},
		"the last notice, erased early":  {stage(true, 0), 716 * dayLong, "last notice"},
		"the records":                    {stage(true, 3), 730 * dayLong, "records"},
		"the records, after late notice": {waiting(stage(true, 3), clock.Add(740*dayLong)), 740 * dayLong, "records"},
		"an invitation":                  {unanswered, 90 * dayLong, "records"},
	} {
		s := Stock{Engagement: c.e, Counts: Counts{Reflections: 1}}
		at := clock.Add(c.at)
		if next, ok := r.Next(c.e); !ok || !next.Equal(at) {
			t.Errorf("%s: next is %v, want %v", name, next, at)
		}
		if _, err := Retain(s, maya, r, at.Add(-time.Millisecond)); !Is(err, Stale) {
			t.Errorf("%s: a millisecond before: %v", name, err)
		}
		ch, err := Retain(s, maya, r, at)
		must(t, err)
		if got := stepOf(ch); got != c.does {
			t.Errorf("%s: does %s, want %s: %+v", name, got, c.does, ch)
		}
	}
	for name, e := range map[string]Engagement{"under way": running(), "invited": in(running(), EngagementInvited)} {
		if at, ok := r.Next(e); ok {
			t.Errorf("%s: retires at %v", name, at)
		}
		_, err := Retain(Stock{Engagement: e}, maya, r, clock.Add(10000*dayLong))
		refused(t, err, Stale, "")
	}
}

// stepOf names what a change of the clock does.
func stepOf(c Change) string {
	switch {
	case len(c.Purge) == 1 && c.Purge[0].What == PurgeRecords:
		return "records"
	case len(c.Purge) == 1 && c.Purge[0].What == PurgeWork:
		return "work"
	case len(c.Engagements) == 1 && len(c.Purge) == 0:
		return [4]string{"nothing", "first notice", "second notice", "last notice"}[c.Engagements[0].Notices]
	}
	return "something else"
}

// TestNoticesComeInDaytime: what the clock says wakes nobody, and comes also during a pause.
func TestNoticesComeInDaytime(t *testing.T) {
	for name, c := range map[string]struct{ now, told time.Time }{
		"just before eight":       {berlin(24, 7, 59), berlin(24, 10, 0)},
		"at eight":                {berlin(24, 8, 0), berlin(24, 8, 0)},
		"just before six":         {berlin(24, 17, 59), berlin(24, 17, 59)},
		"at six":                  {berlin(24, 18, 0), berlin(25, 10, 0)},
		"on Friday night":         {berlin(27, 22, 0), berlin(30, 10, 0)},
		"on Saturday at midnight": {berlin(28, 0, 0), berlin(30, 10, 0)},
		"on Sunday at noon":       {berlin(29, 12, 0), berlin(30, 10, 0)},
	} {
		if got := daytime(c.now, maya.Location()); !got.Equal(c.told) {
			t.Errorf("%s: %v, want %v", name, got, c.told)
		}
	}
	for _, kind := range []DeliveryKind{KindRetention, KindErased, KindErasure} {
		if kind.Proactive() || kind.Capped() || kind.Topic() != "" {
			t.Errorf("%s can be held back for long", kind)
		}
	}
}

// TestNothingIsErasedWithoutNotice: whenever the clock gets to look, and however long it stood
// still, nothing that was written goes less than two days after a notice, and no earlier than
// the days that were promised.
func TestNothingIsErasedWithoutNotice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		keep := Retention{Work: rapid.IntRange(14, 200).Draw(r, "work")}
		keep.Records = keep.Work + rapid.IntRange(0, 800).Draw(r, "more")
		e, written := over(), rapid.IntRange(0, 2).Draw(r, "written")
		now, lastNotice, notices := clock, time.Time{}, 0
		for step := 0; ; step++ {
			if step > 50 {
				r.Fatal("the clock never gets to an end")
			}
			next, ok := keep.Next(e)
			if !ok {
				r.Fatal("the clock stands still")
			}
			if rapid.Bool().Draw(r, "at its instant") && next.After(now) {
				now = next
			} else {
				now = now.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(r, "minutes")) * time.Minute)
			}
			c, err := Retain(Stock{Engagement: e, Counts: Counts{Reflections: written}, Alone: true}, maya, keep, now)
			if err != nil {
				if !Is(err, Stale) || !now.Before(next) {
					r.Fatalf("at %v, next %v: %v", now, next, err)
				}
				continue
			}
			for _, d := range c.Deliveries {
				if d.Kind == KindRetention {
					lastNotice, notices = d.Due, notices+1
				}
			}
			switch stepOf(c) {
			case "work":
				if written > 0 && (notices == 0 || now.Before(lastNotice.Add(2*dayLong))) || now.Before(after(e, keep.Work)) {
					r.Fatalf("erased at %v, %d notices, the last for %v", now, notices, lastNotice)
				}
				if written > 0 && len(c.Receipts) != 1 || written == 0 && len(c.Receipts)+len(c.Deliveries) > 0 {
					r.Fatalf("with %d entries the receipts are %+v", written, c.Receipts)
				}
			case "records":
				if e.Wiped.IsZero() || now.Before(after(e, keep.Records)) || now.Before(lastNotice.Add(2*dayLong)) || len(c.Shred) != 1 {
					r.Fatalf("deleted at %v: %+v", now, c)
				}
				return
			}
			if len(c.Engagements) == 1 {
				e = c.Engagements[0]
			}
		}
	})
}

// TestEraseWork: what is over can be erased before its time, by the coachee alone.
func TestEraseWork(t *testing.T) {
	s := Stock{Engagement: over(), Counts: Counts{Reflections: 2, Sessions: 3}}
	receipt, c, err := EraseWork(s, maya, clock.Add(time.Hour))
	must(t, err)
	if receipt.Cause != CauseEarly || receipt.Counts != (Counts{Reflections: 2}) || len(c.Receipts) != 1 || c.Access[0].Who != "maya" {
		t.Errorf("%+v, %+v", receipt, c)
	}
	if !cancels(c, Delivery{Engagement: "e", Recipient: "maya", Kind: KindRetention}) {
		t.Error("the notice still comes")
	}
	_, _, err = EraseWork(Stock{Engagement: c.Engagements[0]}, maya, clock.Add(2*time.Hour))
	refused(t, err, Stale, "")
	_, _, err = EraseWork(Stock{Engagement: running()}, maya, clock)
	refused(t, err, Stale, "")
	for _, p := range []Person{alex, sam, zoe} {
		_, _, err = EraseWork(s, p, clock)
		refused(t, err, Forbidden, "")
	}
}
