package coaching

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// written is a record with one of everything on each of three days.
func written() Record {
	p := Part{Engagement: running(), Coach: "Alex"}
	for i, at := range []time.Time{berlin(23, 0, 0), berlin(24, 12, 0), berlin(25, 23, 59)} {
		id := func(kind string) ID { return ID(kind + string(rune('0'+i))) }
		p.Reflections = append(p.Reflections, Reflection{ID: id("r"), Engagement: "e", Text: Words("x"), Created: at})
		p.Actions = append(p.Actions, Action{ID: id("a"), Engagement: "e", Text: Words("x"), Created: at})
		p.Sessions = append(p.Sessions, Session{ID: id("s"), Engagement: "e", Start: at, Link: Words("l"), Reason: Words("x"), State: SessionHeld})
		p.Briefs = append(p.Briefs, Brief{ID: id("b"), Engagement: "e", Focus: Words("x"), Released: at})
		p.Consents = append(p.Consents, Consent{ID: id("c"), Engagement: "e", Sentence: Words("x"), Hash: "h", State: ConsentGiven, Asked: at})
	}
	return Record{Person: maya, Parts: []Part{p}}
}

// TestErasePeriod: days are the coachee's own, both included.
func TestErasePeriod(t *testing.T) {
	day := func(n int) Date { return Date{2026, 11, n} }
	now := berlin(30, 9, 0)
	for name, c := range map[string]struct {
		from, to Date
		n        int
		field    string
	}{
		"all":                 {day(23), day(25), 3, "ok"},
		"the first minute":    {day(23), day(23), 1, "ok"},
		"the last minute":     {day(25), day(25), 1, "ok"},
		"the day before":      {day(1), day(22), 0, "ok"},
		"the day after":       {day(26), day(28), 0, "ok"},
		"no first day":        {Date{}, day(25), 0, "from"},
		"no last day":         {day(23), Date{}, 0, "to"},
		"the wrong way round": {day(25), day(23), 0, "to"},
	} {
		r := written()
		found, err := r.Period(c.from, c.to, now)
		outcomeOf(t, err, c.field)
		if err != nil {
			continue
		}
		want := Counts{c.n, c.n, c.n, c.n, c.n}
		var got Counts
		for _, s := range found {
			got = got.Plus(s.Counts())
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		receipt, ch, err := r.ErasePeriod(c.from, c.to, want, now)
		if c.n == 0 {
			refused(t, err, Stale, "")
			continue
		}
		must(t, err)
		if receipt.Counts != want || len(ch.Erase) != 3*c.n || len(ch.Receipts) != 1 || len(ch.Access) != 1 || len(ch.Sessions) != c.n || len(ch.Consents) != c.n {
			t.Errorf("%s: %+v, %+v", name, receipt, ch)
		}
		_, _, err = r.ErasePeriod(c.from, c.to, want.Plus(Counts{Actions: 1}), now)
		refused(t, err, Stale, "") // something was written since it was shown
	}
}

// TestEraseOneEntry: each kind, by its coachee alone, with what is queued about it.
func TestEraseOneEntry(t *testing.T) {
	p, now := written().Parts[0], berlin(30, 9, 0)
	e := p.Engagement
	for kind, erase := range map[string]func(Engagement, Person) (Change, error){
		"reflection": func(e Engagement, by Person) (Change, error) { return EraseReflection(e, p.Reflections[0], by, now) },
		"action":     func(e Engagement, by Person) (Change, error) { return EraseAction(e, p.Actions[0], by, now) },
		"brief":      func(e Engagement, by Person) (Change, error) { return EraseBrief(e, p.Briefs[0], p.Briefs, by, now) },
		"notes":      func(e Engagement, by Person) (Change, error) { return EraseNotes(e, p.Sessions[0], by, now) },
		"sentence":   func(e Engagement, by Person) (Change, error) { return EraseSentence(e, p.Consents[0], by, now) },
	} {
		for _, state := range []EngagementState{EngagementActive, EngagementClosed, EngagementEnded} {
			c, err := erase(in(e, state), maya)
			must(t, err)
			if len(c.Access) != 1 || c.Access[0].What != AccessErasure || len(c.Erase)+len(c.Sessions)+len(c.Consents) != 1 {
				t.Errorf("%s: %+v", kind, c)
			}
			for _, s := range c.Sessions {
				if !s.Link.Empty() || !s.Reason.Empty() || s.State != SessionHeld {
					t.Errorf("the session is %+v", s)
				}
			}
			for _, x := range c.Consents {
				if !x.Sentence.Empty() || x.Hash != "" || x.State != ConsentWithdrawn || !cancels(c, Delivery{Subject: x.ID, Kind: KindSponsorNews}) {
					t.Errorf("the consent is %+v", x)
				}
				if _, err := ForSponsor(x, nil, e, clock); err == nil {
					t.Error("an erased sentence goes to the sponsor")
				}
			}
		}
		for _, by := range []Person{alex, sam, zoe, {}} {
			_, err := erase(e, by)
			refused(t, err, Forbidden, "")
		}
		other := e
		other.ID = "other"
		_, err := erase(other, maya)
		refused(t, err, Forbidden, "")
	}
	c, err := EraseAction(e, p.Actions[1], maya, now)
	must(t, err)
	if !cancels(c, Delivery{Subject: "a1", Kind: KindActionDue, Recipient: "maya"}) || cancels(c, Delivery{Subject: "a0", Kind: KindActionDue}) {
		t.Error("reminders of what is gone still come, or others do not")
	}
}

// TestErasedBriefUncoversNone: with the newest brief gone, the one before it does not come back.
func TestErasedBriefUncoversNone(t *testing.T) {
	p, now := written().Parts[0], berlin(30, 9, 0)
	c, err := EraseBrief(p.Engagement, p.Briefs[2], p.Briefs, maya, now)
	must(t, err)
	if len(c.Briefs) != 2 || c.Briefs[0].Readable() || c.Briefs[1].Readable() {
		t.Errorf("older briefs can be read again: %+v", c.Briefs)
	}
	if !cancels(c, Delivery{Engagement: "e", Kind: KindBriefReady}) {
		t.Error("the coach is still told of it")
	}
	c, err = EraseBrief(p.Engagement, p.Briefs[0], p.Briefs, maya, now)
	must(t, err)
	if len(c.Briefs) != 0 {
		t.Errorf("with an old one gone, the newest was taken back: %+v", c.Briefs)
	}
}

// TestLinkOfASessionAheadStays: it is needed until the session is over.
func TestLinkOfASessionAheadStays(t *testing.T) {
	s := Session{ID: "s", Engagement: "e", Start: clock.Add(time.Hour), Link: Words("l"), State: SessionBooked}
	_, err := EraseNotes(running(), s, maya, clock)
	refused(t, err, Stale, "")
	s.Reason = Words("x")
	c, err := EraseNotes(running(), s, maya, clock)
	must(t, err)
	if c.Sessions[0].Link.Empty() || !c.Sessions[0].Reason.Empty() {
		t.Errorf("%+v", c.Sessions[0])
	}
	c, err = EraseNotes(running(), s, maya, s.Start)
	must(t, err)
	if !c.Sessions[0].Link.Empty() {
		t.Error("the link of a session that has begun stays")
	}
}

// TestAskErasure: a word typed, a day to change one's mind, and the instant itself.
func TestAskErasure(t *testing.T) {
	mine := []Engagement{running()}
	for _, typed := range []string{"", "yes", "erase everything", "delete"} {
		_, _, err := AskErasure(maya, mine, typed, clock)
		refused(t, err, Invalid, "confirm")
	}
	for _, p := range []Person{alex, sam, zoe, {}} {
		_, _, err := AskErasure(p, mine, "erase", clock)
		refused(t, err, Forbidden, "")
	}
	p, c, err := AskErasure(maya, mine, " ERASE\n", clock)
	must(t, err)
	tells(t, c, "erasure>maya")
	if !p.EraseAt.Equal(clock.Add(24*time.Hour)) || c.Access[0].What != AccessErasurePlanned {
		t.Errorf("%+v", c)
	}
	_, _, err = AskErasure(p, mine, "erase", clock)
	refused(t, err, Stale, "")

	_, c, err = KeepData(p, mine, p.EraseAt.Add(-time.Millisecond))
	must(t, err)
	if !c.People[0].EraseAt.IsZero() || c.Access[0].What != AccessErasureCalledOff || !cancels(c, Delivery{Recipient: "maya", Kind: KindErasure}) {
		t.Errorf("%+v", c)
	}
	_, _, err = KeepData(p, mine, p.EraseAt)
	refused(t, err, Stale, "")
	_, _, err = KeepData(maya, mine, clock)
	refused(t, err, Stale, "")

	all := []Stock{{Engagement: running(), Counts: Counts{Reflections: 2}}}
	_, err = EraseEverything(p, all, false, p.EraseAt.Add(-time.Millisecond))
	refused(t, err, Stale, "")
	_, err = EraseEverything(maya, all, false, p.EraseAt)
	refused(t, err, Stale, "")
	_, err = EraseEverything(p, all, false, p.EraseAt)
	must(t, err)
}

// TestEraseEverything: whatever state an engagement is in. The coach is told what they are told
// when a coachee ends a coaching, or says no, and nothing where it is over.
func TestEraseEverything(t *testing.T) {
	p := maya
	p.EraseAt, p.Told, p.Off, p.Absence = clock, "Asia/Tokyo", NewTopics(TopicActions), Absence{Country: "DE", Away: clock}
	for state, sends := range map[EngagementState][]string{
		EngagementActive: {"closed>alex", "erased>maya"}, EngagementPaused: {"closed>alex", "erased>maya"}, EngagementClosing: {"closed>alex", "erased>maya"},
		EngagementInvited: {"agreement-answer>alex", "erased>maya"}, EngagementClosed: {"erased>maya"}, EngagementEnded: {"erased>maya"}, EngagementDeclined: {"erased>maya"},
	} {
		e := in(running(), state)
		if e.Over() {
			e.Closed = clock.Add(-time.Hour)
		}
		c, err := EraseEverything(p, []Stock{{Engagement: e, Counts: Counts{Reflections: 2, Sentences: 1}}}, false, clock)
		must(t, err)
		tells(t, c, sends...)
		left := c.Engagements[len(c.Engagements)-1]
		if !left.Over() || left.Wiped.IsZero() || len(c.Purge) != 1 || c.Purge[0].What != PurgeWords || len(c.Shred) != 1 || c.Shred[0].Owner != "maya" {
			t.Errorf("%s: %+v", state, c)
		}
		if q := c.People[0]; !q.EraseAt.IsZero() || q.Off != "" || q.Absence != (Absence{}) || q.User != p.User || q.Zone != p.Zone || q.Told != p.Told {
			t.Errorf("%s: what is left of the person is %+v", state, q)
		}
		if got := c.Receipts[0]; got.Counts != (Counts{Reflections: 2, Sentences: 1}) || got.Cause != CauseAll {
			t.Errorf("%s: %+v", state, got)
		}
		if !cancels(c, Delivery{Engagement: "e", Recipient: "maya", Kind: KindPrompt}) {
			t.Errorf("%s: questions still come", state)
		}
		ended, err := End(in(running(), EngagementActive), maya, nil, clock)
		must(t, err)
		if state == EngagementActive && !slices.Equal(told(ended), []string{"closed>alex"}) {
			t.Error("the coach is told something else than at an end")
		}
	}
	c, err := EraseEverything(p, []Stock{{Engagement: running()}}, true, clock)
	must(t, err)
	if q := c.People[0]; q.Off == "" || q.Absence == (Absence{}) {
		t.Error("a coach elsewhere loses their settings")
	}
}

// TestPassphrase: what can be typed again elsewhere, and not be guessed at once.
func TestPassphrase(t *testing.T) {
	for typed, field := range map[string]string{
		"": "passphrase", "short": "passphrase", "elevenchars": "passphrase", "twelve chars": "ok", "correct horse battery staple": "ok", "Straße über 12 Zeichen": "ok",
		" leading blank is lost": "passphrase", "trailing blank is lost ": "passphrase", "two\nlines of words": "passphrase", "tab\tbetween the words": "passphrase",
		"aaaaaaaaaaaaaaaa": "passphrase", "abababababababab": "passphrase", "no-break\u00a0space here": "passphrase", "zero\u200bwidth in here": "passphrase", "\xff\xfe not any text": "passphrase",
		strings.Repeat("abcdef", 33) + "ab": "ok", strings.Repeat("abcdef", 33) + "abc": "passphrase",
	} {
		w, err := Passphrase(typed)
		outcomeOf(t, err, field)
		if err == nil && w.Reveal() != typed {
			t.Errorf("%q was changed", typed)
		}
	}
	seen := map[string]bool{}
	for range 100 {
		w := NewPassphrase().Reveal()
		if _, err := Passphrase(w); err != nil || seen[w] || len(w) != 29 {
			t.Fatalf("%q: %v", w, err)
		}
		seen[w] = true
	}
}

// TestExport: as many copies a day as the limits let through, which the coachee's log keeps.
func TestExport(t *testing.T) {
	l := Limits{ExportsPerDay: 3}
	c, err := Export(maya, []Engagement{running()}, l, Usage{Exports: 2}, clock)
	must(t, err)
	if len(c.Access) != 1 || c.Access[0].What != AccessExport || c.Access[0].Who != "maya" {
		t.Errorf("%+v", c)
	}
	_, err = Export(maya, []Engagement{running()}, l, Usage{Exports: 3}, clock)
	refused(t, err, Invalid, "")
	for _, p := range []Person{alex, sam, zoe, {}} {
		_, err = Export(p, []Engagement{running()}, l, Usage{}, clock)
		refused(t, err, Forbidden, "")
	}
}

// TestWithin: of a part that waits until it is clear whose account it is, nothing is shown.
func TestWithin(t *testing.T) {
	r := written()
	other := r.Parts[0]
	other.Engagement.ID = "old"
	r.Parts = append(r.Parts, other)
	r.Access = []Access{{Engagement: "e"}, {Engagement: "old"}, {}}
	r.Receipts = []Receipt{{Engagement: "old"}, {Engagement: "e"}, {}}
	if all, whole := r.Within([]Engagement{running(), other.Engagement}); !whole || len(all.Parts) != 2 || len(all.Access) != 3 || len(all.Receipts) != 3 {
		t.Errorf("%v %+v", whole, all)
	}
	if some, whole := r.Within([]Engagement{running()}); whole || len(some.Parts) != 1 || len(some.Access) != 1 || len(some.Receipts) != 1 {
		t.Errorf("%v %+v", whole, some)
	}
	coach := running()
	coach.Coach, coach.Coachee = "maya", "zoe"
	if some, whole := r.Within([]Engagement{coach}); whole || len(some.Parts) != 0 {
		t.Errorf("%v %+v", whole, some)
	}
}
