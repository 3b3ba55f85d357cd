package coaching

import (
	"strings"
	"testing"
	"time"
)

// dates is maya's consent to dates and counts for sam, as of clock.
func dates() Consent {
	return Consent{ID: "k", Engagement: "e", Recipient: "sam", Category: CategoryDates, Sentence: Words(patternText()), Hash: PatternsHash(),
		State: ConsentGiven, Version: 1, Asked: clock, Given: clock, Expires: clock.AddDate(1, 0, 0)}
}

// TestConsentEnds: twelve calendar months, on both sides of the edge and of the leap day.
func TestConsentEnds(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 10, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		given  time.Time
		months int
		ends   time.Time
	}{
		{day(2026, 11, 23), 12, day(2027, 11, 23)},
		{day(2028, 2, 29), 12, day(2029, 2, 28)},
		{day(2027, 2, 28), 12, day(2028, 2, 28)},
		{day(2026, 8, 31), 6, day(2027, 2, 28)},
		{day(2026, 12, 31), 12, day(2027, 12, 31)},
		{day(2026, 11, 30), 3, day(2027, 2, 28)},
		{day(2026, 11, 23), 0, day(2027, 11, 23)},
		{day(2026, 11, 23), -1, day(2027, 11, 23)},
		{day(2026, 11, 23), 13, day(2027, 11, 23)}, // never longer
		{day(2026, 11, 23).In(maya.Location()), 1, day(2026, 12, 23)},
	} {
		if got := ConsentEnds(c.given, c.months); !got.Equal(c.ends) {
			t.Errorf("%v and %d months: %v, want %v", c.given, c.months, got, c.ends)
		}
	}
	k := dates()
	for _, c := range []struct {
		at    time.Time
		holds bool
	}{{clock, true}, {k.Expires.Add(-1), true}, {k.Expires, false}, {k.Expires.Add(1), false}} {
		if k.Holds(c.at) != c.holds || k.Over(c.at) == c.holds {
			t.Errorf("at %v: holds %v, over %v", c.at, k.Holds(c.at), k.Over(c.at))
		}
	}
	for _, s := range []ConsentState{ConsentAsked, ConsentRefused, ConsentWithdrawn, ""} {
		k.State = s
		if k.Holds(clock) || k.Over(k.Expires) {
			t.Errorf("%s holds, or is over", s)
		}
	}
}

// TestPatterns: what patterns make is in the category, and nothing else.
func TestPatterns(t *testing.T) {
	f := Facts{Day: Date{2026, 11, 27}, Held: 3, Next: Date{2026, 12, 4}}
	e := running()
	for i, words := range Examples(e, maya, f) {
		plain(t, words)
		if !InPatterns(words) || !strings.HasPrefix(words, "Maya") || strings.ContainsAny(words, "{}") {
			t.Errorf("%d: %q", i, words)
		}
	}
	for _, m := range []Milestone{MilestoneAgreed, MilestoneBooked, MilestoneHalfWay, MilestoneClosed, MilestoneHeld(3)} {
		if words := Sentence(e, m, maya, f); !InPatterns(words) {
			t.Errorf("%s: %q", m, words)
		}
	}
	if got := Sentence(e, MilestoneHeld(3), maya, f); got != "Maya has had 3 of 8 coaching sessions so far. The next one is booked for 4 December 2026." {
		t.Errorf("held: %q", got)
	}
	f.Next = Date{}
	if got := Sentence(e, MilestoneHeld(3), maya, f); got != "Maya has had 3 of 8 coaching sessions so far." {
		t.Errorf("held, nothing booked: %q", got)
	}
	if got := Sentence(e, MilestoneHeld(2), maya, f); got != "" {
		t.Errorf("another count than the facts: %q", got)
	}
	for _, words := range []string{
		"", "Maya has begun.", "Maya has had 3 of 8 coaching sessions so far. She is doing well.", "She is doing well. Maya has had 3 of 8 coaching sessions so far",
		"Maya has had three of 8 coaching sessions so far.", "Maya\nhas had 3 of 8 coaching sessions so far.", " has had 3 of 8 coaching sessions so far.\n",
		"Maya's coaching came to its close on 27 November 2026, after 8 sessions, too late.", "Maya accepted the coaching agreement on a rainy day.",
	} {
		if InPatterns(words) {
			t.Errorf("%q counts as dates and counts", words)
		}
	}
}

func TestAllowCategory(t *testing.T) {
	for name, c := range map[string]struct {
		f  func(*Engagement, *[]Consent, *ID, *string)
		ok bool
	}{
		"the first time":      {func(*Engagement, *[]Consent, *ID, *string) {}, true},
		"before their answer": {func(e *Engagement, _ *[]Consent, _ *ID, _ *string) { e.SponsorState = SponsorAsked }, true},
		"after withdrawing it": {func(_ *Engagement, cs *[]Consent, _ *ID, _ *string) {
			k := dates()
			k.State = ConsentWithdrawn
			*cs = []Consent{k}
		}, true},
		"after its end": {func(_ *Engagement, cs *[]Consent, _ *ID, _ *string) {
			k := dates()
			k.Expires = clock
			*cs = []Consent{k}
		}, true},
		"other patterns": {func(_ *Engagement, cs *[]Consent, _ *ID, _ *string) {
			k := dates()
			k.Hash = "older"
			*cs = []Consent{k}
		}, true},
		"while it holds":       {func(_ *Engagement, cs *[]Consent, _ *ID, _ *string) { *cs = []Consent{dates()} }, false},
		"other examples shown": {func(_ *Engagement, _ *[]Consent, _ *ID, h *string) { *h = "older" }, false},
		"another sponsor":      {func(_ *Engagement, _ *[]Consent, s *ID, _ *string) { *s = "zoe" }, false},
		"a declined part":      {func(e *Engagement, _ *[]Consent, _ *ID, _ *string) { e.SponsorState = SponsorDeclined }, false},
		"nobody":               {func(e *Engagement, _ *[]Consent, s *ID, _ *string) { e.Sponsor, *s = "", "" }, false},
		"closed":               {func(e *Engagement, _ *[]Consent, _ *ID, _ *string) { e.State = EngagementClosed }, false},
		"ended":                {func(e *Engagement, _ *[]Consent, _ *ID, _ *string) { e.State = EngagementEnded }, false},
	} {
		t.Run(name, func(t *testing.T) {
			e, cs, sponsor, hash := running(), []Consent(nil), ID("sam"), PatternsHash()
			c.f(&e, &cs, &sponsor, &hash)
			k, ch, err := AllowCategory(e, cs, sponsor, hash, maya, 12, clock)
			if !c.ok {
				refused(t, err, Stale, "")
				return
			}
			must(t, err)
			if !k.Holds(clock) || k.Category != CategoryDates || k.Recipient != "sam" || k.Hash != PatternsHash() || !k.Expires.Equal(clock.AddDate(1, 0, 0)) || len(cs) > 0 && k.ID != cs[0].ID {
				t.Errorf("%+v", k)
			}
			tells(t, ch, "consent-over>maya")
			if at := due(ch, KindConsentOver, "maya"); !at.Equal(k.Expires) {
				t.Errorf("asks again at %v", at)
			}
		})
	}
	for _, p := range []Person{alex, sam, zoe} {
		_, _, err := AllowCategory(running(), nil, "sam", PatternsHash(), p, 12, clock)
		refused(t, err, Forbidden, "")
		_, _, err = WithdrawCategory(running(), dates(), nil, p, clock)
		refused(t, err, Forbidden, "")
	}
}

// TestUnderACategory: its sentences go without a question, but not at once, and reworded ones never.
func TestUnderACategory(t *testing.T) {
	facts := Facts{Day: Date{2026, 11, 27}, Held: 4}
	ch, ok := Offer(running(), MilestoneHalfWay, maya, []Consent{dates()}, facts, clock)
	if !ok {
		t.Fatal("not offered")
	}
	tells(t, ch, "sponsor-news>sam")
	c := ch.Consents[0]
	if !due(ch, KindSponsorNews, "sam").Equal(clock.Add(TakeBackFor)) || c.Under != "k" || c.State != ConsentGiven || !c.Expires.Equal(dates().Expires) {
		t.Errorf("%+v", c)
	}
	k := dates()
	for name, x := range map[string]struct {
		f  func(c, k *Consent)
		at time.Time
		ok bool
	}{
		"as allowed":             {func(*Consent, *Consent) {}, clock, true},
		"the category ended":     {func(*Consent, *Consent) {}, k.Expires, false},
		"the category withdrawn": {func(_, k *Consent) { k.State = ConsentWithdrawn }, clock, false},
		"another category":       {func(_, k *Consent) { k.ID = "other" }, clock, false},
		"for somebody else":      {func(_, k *Consent) { k.Recipient = "zoe" }, clock, false},
		"older patterns":         {func(_, k *Consent) { k.Hash = "older" }, clock, false},
		"other words": {func(c, _ *Consent) {
			c.Sentence, c.Hash = Words("Maya is doing well."), SentenceHash("Maya is doing well.")
		}, clock, false},
	} {
		c, k := c, dates()
		x.f(&c, &k)
		if _, err := ForSponsor(c, &k, running(), x.at); (err == nil) != x.ok {
			t.Errorf("%s: %v", name, err)
		}
		s := Standing{Delivery: ch.Deliveries[0], Engagement: running(), Recipient: sam, Consent: &c, Category: &k}
		if v := Decide(s, Rules{}, maxTime(x.at, clock.Add(TakeBackFor))); (v.Act == ActSend) != x.ok {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if _, err := ForSponsor(c, nil, running(), clock); err == nil {
		t.Error("sent without the category")
	}
	for name, k := range map[string]Consent{"over": {Expires: clock}, "withdrawn": {State: ConsentWithdrawn}, "older patterns": {Hash: "older"}, "another's": {Recipient: "zoe"}} {
		x := dates()
		if k.State != "" {
			x.State = k.State
		}
		if k.Hash != "" {
			x.Hash = k.Hash
		}
		if k.Recipient != "" {
			x.Recipient = k.Recipient
		}
		if !k.Expires.IsZero() {
			x.Expires = k.Expires
		}
		ch, ok := Offer(running(), MilestoneHalfWay, maya, []Consent{x}, facts, clock)
		if !ok || ch.Consents[0].State != ConsentAsked || ch.Consents[0].Under != "" {
			t.Errorf("%s: %+v", name, ch.Consents)
		}
		if held := heldChange(running(), maya, []Consent{x}, facts, clock); len(held.Consents) != 0 {
			t.Errorf("%s: %+v", name, held.Consents)
		}
	}

	back, _, err := Withdraw(running(), c, maya, clock)
	must(t, err)
	other, _, err := Reword(running(), back, maya, "Maya has had 4 of 8 coaching sessions so far.", clock)
	must(t, err)
	if other.Under != "" || other.State != ConsentAsked {
		t.Errorf("reworded: %+v", other)
	}

	_, ch, err = WithdrawCategory(running(), dates(), []Consent{c, {ID: "own", Engagement: "e", State: ConsentGiven, Recipient: "sam"}}, maya, clock)
	must(t, err)
	if len(ch.Consents) != 2 || ch.Consents[0].ID != c.ID || ch.Consents[0].State != ConsentWithdrawn || ch.Consents[1].State != ConsentWithdrawn {
		t.Errorf("withdrawn with it: %+v", ch.Consents)
	}
	if !cancels(ch, NewDelivery(running(), KindSponsorNews, "sam", c.ID, clock)) || cancels(ch, NewDelivery(running(), KindSponsorNews, "sam", "own", clock)) {
		t.Errorf("cancels %+v", ch.Cancel)
	}
	_, _, err = Withdraw(running(), dates(), maya, clock)
	refused(t, err, Forbidden, "")
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// TestEachSessionUnderDatesAndCounts: one sentence for each, with the next date, and the half in
// place of its count.
func TestEachSessionUnderDatesAndCounts(t *testing.T) {
	e := running()
	held := Session{ID: "s1", Engagement: "e", State: SessionBooked, Start: clock.Add(-time.Hour), Minutes: 60}
	next := Session{ID: "s2", Engagement: "e", State: SessionBooked, Start: clock.AddDate(0, 0, 14), Minutes: 60}
	later := Session{ID: "s3", Engagement: "e", State: SessionBooked, Start: clock.AddDate(0, 0, 28), Minutes: 60}
	_, ch, err := MarkSession(e, held, alex, SessionHeld, []Session{later, held, next}, []Consent{dates()}, maya, clock)
	must(t, err)
	if len(ch.Consents) != 1 || ch.Consents[0].Sentence.Reveal() != "Maya has had 1 of 8 coaching sessions so far. The next one is booked for 7 December 2026." {
		t.Errorf("%+v", ch.Consents)
	}
	once := append(ch.Consents, dates())
	_, ch, err = MarkSession(e, held, alex, SessionHeld, []Session{held}, once, maya, clock)
	must(t, err)
	if len(ch.Consents) != 0 {
		t.Errorf("told twice: %+v", ch.Consents)
	}
	_, ch, err = MarkSession(e, held, alex, SessionHeld, []Session{held}, nil, maya, clock)
	must(t, err)
	if len(ch.Consents) != 0 {
		t.Errorf("asked after one session: %+v", ch.Consents)
	}
	e.Sessions = 2
	_, ch, err = MarkSession(e, held, alex, SessionHeld, []Session{held}, []Consent{dates()}, maya, clock)
	must(t, err)
	if len(ch.Consents) != 1 || ch.Consents[0].Milestone != MilestoneHalfWay {
		t.Errorf("%+v", ch.Consents)
	}
}

func TestAfterwards(t *testing.T) {
	c := asked("Yes.")
	news := NewDelivery(running(), KindSponsorNews, "sam", "c", clock)
	if got := Afterwards(news, c, running(), clock); len(got) != 0 {
		t.Errorf("a sentence of the coachee's own word: %+v", got)
	}
	c.Under = "k"
	if got := Afterwards(news, c, running(), clock); len(got) != 1 || got[0].Kind != KindSponsorTold || got[0].Recipient != "maya" || got[0].Subject != "c" {
		t.Errorf("%+v", got)
	}
	for _, v := range []Verdict{{Act: ActSend}, {Act: ActCancel, Reason: WhyConsent}, {Act: ActMiss, Reason: WhyExpired}} {
		if got := Lapsed(news, v, running(), clock); len(got) != 0 {
			t.Errorf("%+v: %+v", v, got)
		}
	}
	over := Verdict{Act: ActCancel, Reason: WhyExpired}
	got, again := Lapsed(news, over, running(), clock), Lapsed(news, over, running(), clock.Add(time.Hour))
	if len(got) != 1 || got[0].Kind != KindConsentOver || got[0].Recipient != "maya" || got[0].Subject != "c" || got[0].Key != again[0].Key {
		t.Errorf("%+v, %+v", got, again)
	}
}

func TestToldBy(t *testing.T) {
	d := func(k DeliveryKind, s DeliveryState, why string) Delivery {
		return Delivery{Kind: k, State: s, Reason: why}
	}
	for _, c := range []struct {
		ds   []Delivery
		want Told
	}{
		{nil, ToldNothing},
		{[]Delivery{d(KindSponsorNews, DeliveryDue, ""), d(KindSponsorNews, DeliveryCancelled, WhyTold), d(KindMilestone, DeliverySent, "")}, ToldNothing},
		{[]Delivery{d(KindSponsorNews, DeliveryMissed, "user_deactivated")}, ToldNothing},
		{[]Delivery{d(KindSponsorNews, DeliveryMissed, WhyDoubt)}, ToldMaybe},
		{[]Delivery{d(KindSponsorNews, DeliveryMissed, WhyDoubt), d(KindSponsorNews, DeliverySent, "")}, ToldAll},
		{[]Delivery{d(KindSponsorNews, DeliveryIntended, "")}, ToldAll},
	} {
		if got := ToldBy(c.ds); got != c.want {
			t.Errorf("%+v: %q", c.ds, got)
		}
	}
}
