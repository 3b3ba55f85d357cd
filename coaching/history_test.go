package coaching

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// history plays people who press, write and wait in any order, with old forms and tampered
// values among them; refused changes leave no trace.
type history struct {
	l      *ledger
	now    time.Time
	stale  []Consent   // as they once were, for old buttons
	words  map[ID]word // what the coachee's yes to each sentence stands for, as they see it
	dates  time.Time   // since when dates and counts are allowed; zero: they are not
	told   []Delivery  // what went to the sponsor
	closed bool
}

// word is a yes: to which words, and when.
type word struct {
	hash string
	at   time.Time
}

// keep applies what a rule returned, unless it was refused.
func (h *history) keep(c Change, err error) bool {
	if err == nil {
		h.l.apply(c)
	}
	return err == nil
}

func (h *history) person(t *rapid.T) Person {
	return rapid.SampledFrom([]Person{maya, maya, maya, alex, sam, zoe}).Draw(t, "by")
}

// pick draws one of xs; false when there is none.
func pick[T any](t *rapid.T, xs []T) (T, bool) {
	var none T
	if len(xs) == 0 {
		return none, false
	}
	return xs[rapid.IntRange(0, len(xs)-1).Draw(t, "which")], true
}

func (h *history) wait(t *rapid.T) {
	h.now = h.now.Add(time.Duration(rapid.IntRange(1, 60*24*4).Draw(t, "minutes")) * time.Minute)
	ended := h.l.engagement.State == EngagementEnded
	for _, d := range h.l.send(h.now) {
		if ended && (d.Recipient != "alex" || d.Kind != KindClosed) {
			t.Fatalf("%s is sent %s after the end", d.Recipient, d.Kind)
		}
		if d.Recipient == "sam" && d.Kind != KindSponsorPart {
			h.tell(t, d)
		}
	}
}

// tell: whatever the sponsor is sent stands on a word of the coachee's that is at least five
// minutes and less than a year old.
func (h *history) tell(t *rapid.T, d Delivery) {
	c := h.l.consents[d.Subject]
	w, own := h.words[c.ID]
	switch {
	case d.Kind != KindSponsorNews || SentenceHash(c.Sentence.Reveal()) != c.Hash:
		t.Fatalf("the sponsor was sent %s", d.Kind)
	case own && (w.hash != c.Hash || h.now.Sub(w.at) < 5*time.Minute || !h.now.Before(w.at.AddDate(1, 0, 0))):
		t.Fatalf("sent on %v by a yes of %v", h.now, w.at)
	case !own && (h.dates.IsZero() || !h.now.Before(h.dates.AddDate(1, 0, 0)) || !InPatterns(c.Sentence.Reveal()) || c.Under == ""):
		t.Fatalf("sent without a word: dates and counts since %v", h.dates)
	}
	h.told = append(h.told, d)
}

// years lets a long time pass, so that consents end by themselves.
func (h *history) years(t *rapid.T) {
	if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
		h.now = h.now.AddDate(0, rapid.IntRange(3, 14).Draw(t, "months"), 0)
		h.wait(t)
	}
}

// category allows dates and counts, or no longer, also with old forms.
func (h *history) category(t *rapid.T) {
	e, by := h.l.engagement, h.person(t)
	shown := rapid.SampledFrom([]string{PatternsHash(), PatternsHash(), PatternsHash(), "other", ""}).Draw(t, "shown")
	sponsor := rapid.SampledFrom([]ID{"sam", "sam", "sam", "zoe"}).Draw(t, "sponsor")
	if rapid.Bool().Draw(t, "allow") {
		_, c, err := AllowCategory(e, h.l.allConsents(), sponsor, shown, by, MaxConsentMonths, h.now)
		if h.keep(c, err) {
			if h.dates = h.now; by.ID != "maya" || shown != PatternsHash() || sponsor != "sam" {
				t.Fatalf("allowed by %s", by.ID)
			}
		}
		return
	}
	if k, ok := CategoryOf(e, h.l.allConsents()); ok {
		if _, c, err := WithdrawCategory(e, k, h.unsent(), by, h.now); h.keep(c, err) {
			h.dates = time.Time{}
		}
	}
}

func (h *history) draft(t *rapid.T) ActionDraft {
	d := ActionDraft{Text: rapid.SampledFrom([]string{"", "Delegate", "Ask"}).Draw(t, "text")}
	if n := rapid.IntRange(-2, 20).Draw(t, "due in days"); n < 15 {
		d.Due = DateOf(h.now.In(maya.Location())).Add(n)
		d.DueTime = rapid.SampledFrom([]string{"", "00:00", "02:30", "23:59"}).Draw(t, "at")
	}
	return d
}

// old draws a row as it is, or now and then as it was.
func old[T any](t *rapid.T, fresh, before []T) (T, bool) {
	if rapid.IntRange(0, 9).Draw(t, "old button") == 0 {
		return pick(t, before)
	}
	return pick(t, fresh)
}

func (h *history) action(t *rapid.T) {
	a, ok := pick(t, h.l.allActions())
	by, d, yes := h.person(t), h.draft(t), rapid.Bool().Draw(t, "yes")
	state := rapid.SampledFrom(append([]ActionState{ActionOpen, ActionProposed}, outcomes...)).Draw(t, "outcome")
	kind := rapid.IntRange(0, 8).Draw(t, "what")
	if !ok && kind > 1 {
		return
	}
	var c Change
	var err error
	switch e := h.l.engagement; kind {
	case 0:
		_, c, err = AddAction(e, by, d, h.now)
	case 1:
		_, c, err = ProposeAction(e, by, maya, d, h.now)
	case 2:
		_, c, err = AnswerAction(e, a, by, yes, h.now)
	case 3:
		_, c, err = ChangeAction(e, a, by, d, h.now)
	case 4:
		_, c, err = RecordOutcome(e, a, by, state, "learnt", h.now)
	case 5:
		_, c, err = DropAction(e, a, by, h.now)
	case 6:
		_, c, err = ReopenAction(e, a, by, h.now)
	case 7:
		_, c, err = AddLearning(e, a, by, "learnt", h.now)
	case 8:
		_, c, err = WithdrawAction(e, a, by, h.now)
	}
	if h.keep(c, err) && kind > 1 && by.ID != map[bool]ID{true: "alex", false: "maya"}[kind == 8] {
		t.Fatalf("%d by %s was accepted", kind, by.ID)
	}
}

func (h *history) session(t *rapid.T) {
	s, ok := pick(t, h.l.allSessions())
	start := h.now.Add(time.Duration(rapid.IntRange(-48, 24*70).Draw(t, "start in hours")) * time.Hour)
	b := Booking{Start: start, Minutes: rapid.SampledFrom([]int{0, 15, 75, 240, 300}).Draw(t, "minutes")}
	by, mark := h.person(t), rapid.SampledFrom([]SessionState{SessionHeld, SessionMissed, SessionBooked}).Draw(t, "mark")
	kind := rapid.IntRange(0, 5).Draw(t, "what")
	if !ok && kind > 0 {
		return
	}
	all, consents := h.l.allSessions(), h.l.allConsents()
	var c Change
	var err error
	switch e := h.l.engagement; kind {
	case 0:
		_, c, err = Book(e, alex, maya, b, all, all, consents, h.now)
	case 1:
		_, c, err = MoveSession(e, s, by, alex, maya, b, "why", all, h.now)
	case 2:
		_, c, err = CancelSession(e, s, by, rapid.SampledFrom([]Person{alex, maya, zoe}).Draw(t, "other"), "why", h.now)
	case 3:
		_, c, err = MarkSession(e, s, by, mark, all, consents, maya, h.now)
	case 4:
		_, c, err = AskToMove(e, s, by, "why", h.now)
	case 5:
		_, c, err = KeepSession(e, s, by, h.now)
	}
	h.keep(c, err)
}

func (h *history) consent(t *rapid.T) {
	x, ok := old(t, h.l.allConsents(), h.stale)
	if !ok {
		return
	}
	h.stale = append(h.stale, x)
	shown := rapid.SampledFrom([]string{x.Hash, x.Hash, x.Hash, SentenceHash("other"), ""}).Draw(t, "shown")
	sponsor := rapid.SampledFrom([]ID{"sam", "sam", "zoe"}).Draw(t, "sponsor")
	by := h.person(t)
	kind := rapid.IntRange(0, 3).Draw(t, "what")
	var c Change
	var err error
	switch e := h.l.engagement; kind {
	case 0:
		_, c, err = Share(e, x, sponsor, shown, by, MaxConsentMonths, h.now)
	case 1:
		_, c, err = Reword(e, x, by, rapid.SampledFrom([]string{"", "Maya began.", "Maya\x00 began."}).Draw(t, "words"), h.now)
	case 2:
		_, c, err = Refuse(e, x, by, h.now)
	case 3:
		_, c, err = Withdraw(e, x, by, h.now)
	}
	if err == nil && x.Version != h.l.consents[x.ID].Version {
		return // storage refuses the row as stale
	}
	if !h.keep(c, err) {
		return
	}
	delete(h.words, x.ID)
	if kind == 0 {
		if h.words[x.ID] = (word{shown, h.now}); shown != x.Hash || by.ID != "maya" || sponsor != "sam" {
			t.Fatalf("shared by %s", by.ID)
		}
	}
}

func (h *history) reflection(t *rapid.T) {
	r, ok := pick(t, h.l.allReflections())
	by, audience := h.person(t), rapid.SampledFrom([]Audience{OnlyMe, NextBrief, ""}).Draw(t, "audience")
	kind := rapid.IntRange(0, 3).Draw(t, "what")
	if !ok && (kind == 1 || kind == 2) {
		return
	}
	var c Change
	var err error
	switch e := h.l.engagement; kind {
	case 0:
		_, c, err = Reflect(e, by, Entry{Text: "words", Rating: rapid.IntRange(0, 10).Draw(t, "rating"), Audience: audience}, nil, h.now)
	case 1:
		_, c, err = EditReflection(e, r, by, Entry{Text: "other words", Rating: rapid.IntRange(0, 10).Draw(t, "rating"), Audience: audience}, h.now)
	case 2:
		c, err = EraseReflection(e, r, by, h.now)
	case 3:
		var ticked []Reflection
		for _, r := range h.l.allReflections() {
			if rapid.Bool().Draw(t, "tick") {
				ticked = append(ticked, r)
			}
		}
		_, c, err = ReleaseBrief(e, by, ticked, "focus", rapid.Bool().Draw(t, "ratings"), h.now)
	}
	h.keep(c, err)
}

// unsent are the consents whose sentence the sponsor has not been sent.
func (h *history) unsent() []Consent {
	return slices.DeleteFunc(h.l.allConsents(), func(c Consent) bool {
		return slices.ContainsFunc(h.told, func(d Delivery) bool { return d.Subject == c.ID })
	})
}

func (h *history) frame(t *rapid.T) {
	by, e := h.person(t), h.l.engagement
	var c Change
	var err error
	kind := rapid.IntRange(0, 11).Draw(t, "what")
	switch kind {
	case 0, 1, 2:
		c, err = AnswerSponsor(e, by, rapid.IntRange(0, 3).Draw(t, "no") > 0, h.l.allConsents(), h.now)
	case 3, 4:
		c, err = Pause(e, by, h.now)
	case 5, 6, 7:
		c, err = Resume(e, by, Schedule{}, h.now)
	case 10:
		c, err = SponsorLeaves(e, by, h.unsent(), h.now)
	case 11:
		c, err = SponsorReturns(e, by, h.now)
	case 8:
		c, err = Close(e, by, maya, h.l.allSessions(), h.l.allConsents(), h.now)
	case 9:
		if c, err = End(e, by, h.l.allSessions(), h.now); err == nil && by.ID != "maya" {
			t.Fatalf("ended by %s", by.ID)
		}
	}
	if !h.keep(c, err) {
		return
	}
	h.closed = h.closed || kind == 8 || kind == 9
	if e.SponsorState != SponsorDeclined && h.l.engagement.SponsorState == SponsorDeclined {
		h.words, h.dates = map[ID]word{}, time.Time{}
	}
}

func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{now: clock, words: map[ID]word{}}
		e := in(running(), EngagementInvited)
		e.SponsorState = SponsorNone
		h.l = newLedger(e)
		if !h.keep(Accept(e, maya, Schedule{}, alex, clock)) {
			t.Fatal("the coachee could not accept")
		}
		t.Repeat(map[string]func(*rapid.T){
			"wait": h.wait, "action": h.action, "session": h.session, "consent": h.consent, "category": h.category, "years": h.years,
			"reflection": h.reflection, "frame": h.frame, "": h.holds,
		})
	})
}
