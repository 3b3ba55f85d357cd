package coaching

import (
	"strings"
	"testing"
	"time"
)

// asked is a consent that waits for maya's answer.
func asked(words string) Consent {
	return Consent{ID: "c", Engagement: "e", Recipient: "sam", Milestone: MilestoneAgreed, Sentence: Words(words),
		Hash: SentenceHash(words), State: ConsentAsked, Version: 1, Asked: clock}
}

func TestSentences(t *testing.T) {
	f := Facts{Day: Date{2026, 11, 27}, Held: 8}
	long := Person{ID: "maya", Name: strings.Repeat("Ä", 500)}
	for _, c := range []struct {
		m    Milestone
		p    Person
		want string
	}{
		{MilestoneAgreed, maya, "Maya accepted the coaching agreement on 27 November 2026."},
		{MilestoneBooked, maya, "Maya's first coaching session is booked for 27 November 2026."},
		{MilestoneClosed, maya, "Maya's coaching came to its close on 27 November 2026, after 8 sessions."},
		{MilestoneAgreed, Person{Name: " \x00"}, "The coachee accepted the coaching agreement on 27 November 2026."},
		{MilestoneAgreed, Person{Name: "Maya\r\nLi"}, "Maya Li accepted the coaching agreement on 27 November 2026."},
		{"unknown", maya, ""},
	} {
		if got := Sentence(running(), c.m, c.p, f); got != c.want {
			t.Errorf("%s: %q", c.m, got)
		}
	}
	for _, m := range []Milestone{MilestoneAgreed, MilestoneBooked, MilestoneHalfWay, MilestoneClosed} {
		plain(t, Sentence(running(), m, maya, f))
		must(t, within("sentence", Sentence(running(), m, long, f), MaxLine))
	}
	f.Held = 7
	if got := Sentence(running(), MilestoneClosed, maya, f); got != "Maya's coaching came to its close on 27 November 2026." {
		t.Errorf("an early end: %q", got)
	}
	if got := SentenceHash("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" { // FIPS 180-2, B.1
		t.Errorf("hash %s", got)
	}
}

func TestOffer(t *testing.T) {
	facts := Facts{Day: Date{2026, 11, 27}}
	for name, c := range map[string]struct {
		e        Engagement
		existing []Consent
		ok       bool
	}{
		"accepted":             {running(), nil, true},
		"asked":                {sponsored(running(), SponsorAsked), nil, true},
		"declined":             {sponsored(running(), SponsorDeclined), nil, false},
		"no sponsor":           {sponsored(running(), SponsorNone), nil, false},
		"paused":               {in(running(), EngagementPaused), nil, true},
		"invited":              {in(running(), EngagementInvited), nil, false},
		"closed":               {in(running(), EngagementClosed), nil, true},
		"closed, asked":        {in(sponsored(running(), SponsorAsked), EngagementClosed), nil, false},
		"ended":                {in(running(), EngagementEnded), nil, false},
		"before":               {running(), []Consent{{Engagement: "e", Milestone: MilestoneAgreed}}, false},
		"before, withdrawn":    {running(), []Consent{{Engagement: "e", Milestone: MilestoneAgreed, State: ConsentWithdrawn}}, false},
		"another milestone":    {running(), []Consent{{Engagement: "e", Milestone: MilestoneBooked}}, true},
		"another's engagement": {running(), []Consent{{Engagement: "x", Milestone: MilestoneAgreed}}, true},
	} {
		ch, ok := Offer(c.e, MilestoneAgreed, maya, c.existing, facts, clock)
		if ok != c.ok || len(ch.Consents) != len(ch.Deliveries) || ok != (len(ch.Consents) == 1) {
			t.Errorf("%s: %v, %+v", name, ok, ch)
		}
		if ok && (ch.Consents[0].Hash != SentenceHash(ch.Consents[0].Sentence.Reveal()) || ch.Consents[0].Recipient != "sam" || ch.Deliveries[0].Subject != ch.Consents[0].ID) {
			t.Errorf("%s: %+v", name, ch.Consents[0])
		}
	}
}

func TestShare(t *testing.T) {
	for name, c := range map[string]struct {
		f  func(*Engagement, *Consent, *ID, *string)
		ok bool
	}{
		"as shown":      {func(*Engagement, *Consent, *ID, *string) {}, true},
		"after Not now": {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.State = ConsentRefused }, true},
		"sponsor asked": {func(e *Engagement, _ *Consent, _ *ID, _ *string) { e.SponsorState = SponsorAsked }, true},
		"closed":        {func(e *Engagement, _ *Consent, _ *ID, _ *string) { e.State = EngagementClosed }, true},
		"given": {func(_ *Engagement, c *Consent, _ *ID, _ *string) {
			c.State, c.Expires = ConsentGiven, clock.AddDate(1, 0, 0)
		}, false},
		"taken back":        {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.State, c.Withdrawn = ConsentWithdrawn, clock }, true},
		"ended by itself":   {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.State, c.Expires = ConsentGiven, clock }, true},
		"about to end":      {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.State, c.Expires = ConsentGiven, clock.Add(1) }, false},
		"a category":        {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.Category = CategoryDates }, false},
		"other words shown": {func(_ *Engagement, _ *Consent, _ *ID, h *string) { *h = SentenceHash("No.") }, false},
		"no words shown":    {func(_ *Engagement, _ *Consent, _ *ID, h *string) { *h = "" }, false},
		"words changed":     {func(_ *Engagement, c *Consent, _ *ID, _ *string) { c.Sentence = Words("No.") }, false},
		"another sponsor":   {func(_ *Engagement, _ *Consent, s *ID, _ *string) { *s = "zoe" }, false},
		"sponsor replaced":  {func(e *Engagement, _ *Consent, _ *ID, _ *string) { e.Sponsor = "zoe" }, false},
		"sponsor gone":      {func(e *Engagement, c *Consent, s *ID, _ *string) { e.Sponsor, *s, c.Recipient = "", "", "" }, false},
		"sponsor declined":  {func(e *Engagement, _ *Consent, _ *ID, _ *string) { e.SponsorState = SponsorDeclined }, false},
		"ended":             {func(e *Engagement, _ *Consent, _ *ID, _ *string) { e.State = EngagementEnded }, false},
	} {
		t.Run(name, func(t *testing.T) {
			e, con, sponsor := running(), asked("Yes."), ID("sam")
			hash := con.Hash
			c.f(&e, &con, &sponsor, &hash)
			got, ch, err := Share(e, con, sponsor, hash, maya, MaxConsentMonths, clock)
			if !c.ok {
				why := Stale
				if con.Category != "" {
					why = Forbidden
				}
				refused(t, err, why, "")
				tells(t, ch)
				return
			}
			must(t, err)
			tells(t, ch, "sponsor-news>sam")
			if news := due(ch, KindSponsorNews, "sam"); !news.Equal(clock.Add(5 * time.Minute)) {
				t.Errorf("goes at %v", news)
			}
			if got.State != ConsentGiven || !got.Given.Equal(clock) || got.Hash != con.Hash || !got.Withdrawn.IsZero() || !got.Expires.Equal(clock.AddDate(1, 0, 0)) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestRewordRefuseWithdraw(t *testing.T) {
	c, ch, err := Reword(running(), asked("Yes."), maya, " Maya has\nbegun. ", clock)
	must(t, err)
	tells(t, ch)
	if c.Sentence.Reveal() != "Maya has begun." || c.Hash != SentenceHash("Maya has begun.") || c.State != ConsentAsked {
		t.Errorf("reworded: %+v", c)
	}
	_, _, err = Share(running(), c, "sam", SentenceHash("Yes."), maya, MaxConsentMonths, clock)
	refused(t, err, Stale, "")
	_, _, err = Reword(running(), c, maya, " ", clock)
	refused(t, err, Invalid, "sentence")
	_, _, err = Reword(running(), c, maya, strings.Repeat("x", 500), clock)
	must(t, err)
	_, _, err = Reword(running(), c, maya, strings.Repeat("x", 501), clock)
	refused(t, err, Invalid, "sentence")
	_, _, err = Withdraw(running(), c, maya, clock)
	refused(t, err, Stale, "")

	no, ch, err := Refuse(running(), c, maya, clock)
	must(t, err)
	tells(t, ch)
	if no.State != ConsentRefused || !cancels(ch, NewDelivery(running(), KindMilestone, "maya", "c", clock)) {
		t.Errorf("refused: %s", no.State)
	}
	_, _, err = Refuse(running(), no, maya, clock)
	refused(t, err, Stale, "")
	if no, _, err = Reword(running(), no, maya, "Later.", clock); err != nil || no.State != ConsentAsked {
		t.Errorf("words after Not now: %v, %s", err, no.State)
	}

	yes, _, err := Share(running(), c, "sam", c.Hash, maya, MaxConsentMonths, clock)
	must(t, err)
	_, _, err = Reword(running(), yes, maya, "Other.", clock)
	refused(t, err, Stale, "")
	back, ch, err := Withdraw(running(), yes, maya, clock.Add(time.Minute))
	must(t, err)
	if back.State != ConsentWithdrawn || back.Withdrawn.IsZero() || !cancels(ch, NewDelivery(running(), KindSponsorNews, "sam", "c", clock)) {
		t.Errorf("withdrawn: %+v", back)
	}
	again, ch, err := Share(running(), back, "sam", back.Hash, maya, MaxConsentMonths, clock.Add(time.Hour))
	must(t, err)
	tells(t, ch, "sponsor-news>sam")
	if again.State != ConsentGiven || !cancels(ch, NewDelivery(running(), KindSponsorNews, "sam", "c", clock)) {
		t.Errorf("given again: %+v", again)
	}
	plain(t, WithdrawnText(ToldAll))
	plain(t, WithdrawnText(ToldNothing))
	if !strings.Contains(WithdrawnText(ToldAll), "cannot take it back") || strings.Contains(WithdrawnText(ToldNothing), "cannot") {
		t.Error("a withdrawal does not say what it achieved")
	}
}

func TestForSponsor(t *testing.T) {
	for name, c := range map[string]struct {
		f  func(*Engagement, *Consent)
		ok bool
	}{
		"given":             {func(*Engagement, *Consent) {}, true},
		"closed since":      {func(e *Engagement, _ *Consent) { e.State = EngagementClosed }, true},
		"asked":             {func(_ *Engagement, c *Consent) { c.State = ConsentAsked }, false},
		"refused":           {func(_ *Engagement, c *Consent) { c.State = ConsentRefused }, false},
		"ended by itself":   {func(_ *Engagement, c *Consent) { c.Expires = clock }, false},
		"without an end":    {func(_ *Engagement, c *Consent) { c.Expires = time.Time{} }, false},
		"a category":        {func(_ *Engagement, c *Consent) { c.Category = CategoryDates }, false},
		"under none":        {func(_ *Engagement, c *Consent) { c.Under = "k" }, false},
		"withdrawn":         {func(_ *Engagement, c *Consent) { c.State = ConsentWithdrawn }, false},
		"other words":       {func(_ *Engagement, c *Consent) { c.Sentence = Words("No.") }, false},
		"no words":          {func(_ *Engagement, c *Consent) { c.Sentence, c.Hash = Words(""), SentenceHash("") }, false},
		"not accepted":      {func(e *Engagement, _ *Consent) { e.SponsorState = SponsorAsked }, false},
		"declined":          {func(e *Engagement, _ *Consent) { e.SponsorState = SponsorDeclined }, false},
		"replaced":          {func(e *Engagement, _ *Consent) { e.Sponsor = "zoe" }, false},
		"nobody":            {func(e *Engagement, c *Consent) { e.Sponsor, c.Recipient = "", "" }, false},
		"another's":         {func(e *Engagement, _ *Consent) { e.ID = "x" }, false},
		"ended":             {func(e *Engagement, _ *Consent) { e.State = EngagementEnded }, false},
		"before acceptance": {func(e *Engagement, _ *Consent) { e.State = EngagementInvited }, false},
	} {
		e, con := running(), asked("Yes.")
		con.State, con.Given, con.Expires = ConsentGiven, clock.AddDate(-1, 0, 0), clock.Add(1)
		c.f(&e, &con)
		m, err := ForSponsor(con, nil, e, clock)
		if (err == nil) != c.ok || c.ok && m != (SponsorMessage{"c", "Yes."}) || !c.ok && m != (SponsorMessage{}) {
			t.Errorf("%s: %v, %+v", name, err, m)
		}
	}
}
