package coaching

import "testing"

// A consent to dates and counts is one coaching's and one sponsor's.
func TestACategoryIsOfOneCoachingAndOneSponsor(t *testing.T) {
	if _, ok := CategoryOf(running(), []Consent{dates()}); !ok {
		t.Fatal("not found where it belongs")
	}
	nobody := running()
	nobody.Sponsor = ""
	for name, c := range map[string]struct {
		e      Engagement
		change func(*Consent)
	}{
		"another coaching": {running(), func(c *Consent) { c.Engagement = "x" }},
		"another sponsor":  {running(), func(c *Consent) { c.Recipient = "before" }},
		"a sentence":       {running(), func(c *Consent) { c.Category = "" }},
		"no sponsor":       {nobody, func(c *Consent) { c.Recipient = "" }},
	} {
		k := dates()
		c.change(&k)
		if _, ok := CategoryOf(c.e, []Consent{k}); ok {
			t.Errorf("%s: found", name)
		}
	}
}

// What was allowed by a category needs that very one: of this coaching, to this sponsor, for what it allows.
func TestASentenceNeedsItsOwnCategory(t *testing.T) {
	words := Sentence(running(), MilestoneAgreed, maya, Facts{Day: DateOf(clock)})
	c := asked(words)
	c.State, c.Given, c.Expires, c.Under = ConsentGiven, clock, clock.AddDate(1, 0, 0), "k"
	for name, change := range map[string]func(*Consent){
		"": func(*Consent) {}, "another": func(k *Consent) { k.ID = "x" }, "of another coaching": func(k *Consent) { k.Engagement = "x" },
		"of another kind": func(k *Consent) { k.Category = "mood" }, "to another sponsor": func(k *Consent) { k.Recipient = "before" },
		"with other patterns": func(k *Consent) { k.Hash = "x" }, "withdrawn": func(k *Consent) { k.State = ConsentWithdrawn }, "over": func(k *Consent) { k.Expires = clock },
	} {
		k := dates()
		change(&k)
		if _, err := ForSponsor(c, &k, running(), clock); (err == nil) != (name == "") {
			t.Errorf("category %q: %v", name, err)
		}
	}
	if _, err := ForSponsor(c, nil, running(), clock); err == nil {
		t.Error("without its category")
	}
}

// With a category goes what was allowed by it and was not sent, and nothing else.
func TestWithdrawingACategoryTakesItsOwnAlong(t *testing.T) {
	k := dates()
	under := func(id, engagement, category ID, state ConsentState) Consent {
		c := asked("Yes.")
		c.ID, c.Engagement, c.Under, c.State = id, engagement, category, state
		return c
	}
	unsent := []Consent{under("mine", "e", "k", ConsentGiven), under("elsewhere", "x", "k", ConsentGiven), under("by itself", "e", "", ConsentGiven), under("refused", "e", "k", ConsentRefused)}
	_, ch, err := WithdrawCategory(running(), k, unsent, maya, clock)
	must(t, err)
	if len(ch.Consents) != 2 || ch.Consents[0].ID != "mine" || ch.Consents[1].ID != "k" || ch.Consents[1].State != ConsentWithdrawn {
		t.Errorf("%+v", ch.Consents)
	}
	sentence := under("mine", "e", "", ConsentGiven)
	_, _, err = WithdrawCategory(running(), sentence, nil, maya, clock)
	refused(t, err, Forbidden, "")
}

// Only news of a sentence is followed by what is shown, or asked, about it.
func TestOnlyNewsIsFollowed(t *testing.T) {
	c := asked("Yes.")
	c.Under = "k"
	for _, kind := range Kinds() {
		d := NewDelivery(running(), kind, "sam", "c", clock)
		if got := len(Afterwards(d, c, running(), clock)); (got == 1) != (kind == KindSponsorNews) {
			t.Errorf("%s is followed by %d", kind, got)
		}
		if got := len(Lapsed(d, Verdict{Act: ActCancel, Reason: WhyExpired}, running(), clock)); (got == 1) != (kind == KindSponsorNews) {
			t.Errorf("%s, expired, is followed by %d", kind, got)
		}
	}
}

// What is decided over news at the moment of sending, when the sentence, its category or both do not stand.
func TestNewsWithoutWhatAllowsIt(t *testing.T) {
	words := Sentence(running(), MilestoneAgreed, maya, Facts{Day: DateOf(clock)})
	for name, c := range map[string]struct {
		consent, category func(*Consent)
		none              bool
		want              string
	}{
		"both stand":                            {nil, nil, false, ""},
		"the category is over":                  {nil, func(k *Consent) { k.Expires = clock }, false, WhyExpired},
		"the sentence is over":                  {func(c *Consent) { c.Expires = clock }, nil, false, WhyExpired},
		"over, and the category is withdrawn":   {func(c *Consent) { c.Expires = clock }, func(k *Consent) { k.State = ConsentWithdrawn }, false, WhyConsent},
		"over, and the category is not there":   {func(c *Consent) { c.Expires = clock }, nil, true, WhyConsent},
		"the category is withdrawn":             {nil, func(k *Consent) { k.State = ConsentWithdrawn }, false, WhyConsent},
		"the category is not there":             {nil, nil, true, WhyConsent},
		"a category is no sentence":             {func(c *Consent) { c.Category, c.Under = CategoryDates, "" }, nil, true, WhyConsent},
		"its own word, and no category needed":  {func(c *Consent) { c.Under = "" }, nil, true, ""},
		"another sponsor's":                     {func(c *Consent) { c.Recipient = "before" }, nil, false, WhyRole},
		"withdrawn, while the category goes on": {func(c *Consent) { c.State = ConsentWithdrawn }, nil, false, WhyConsent},
	} {
		consent, category := asked(words), dates()
		consent.State, consent.Given, consent.Expires, consent.Under = ConsentGiven, clock, clock.AddDate(1, 0, 0), "k"
		if c.consent != nil {
			c.consent(&consent)
		}
		if c.category != nil {
			c.category(&category)
		}
		s := Standing{Delivery: NewDelivery(running(), KindSponsorNews, "sam", "c", clock), Engagement: running(), Recipient: sam, Consent: &consent, Category: &category}
		if c.none {
			s.Category = nil
		}
		why := s.unwanted()
		if why == "" {
			why = s.unallowed(clock)
		}
		if why != c.want {
			t.Errorf("%s: %q, want %q", name, why, c.want)
		}
	}
}

// Who is asked once more when a yes has ended: nobody, when it cannot mean anything.
func TestAnEndedYesIsAskedForWhereItMatters(t *testing.T) {
	over := asked("Yes.")
	over.State, over.Given, over.Expires = ConsentGiven, clock.AddDate(-1, 0, 0), clock
	for name, c := range map[string]struct {
		e      Engagement
		change func(*Consent)
		told   Told
		want   string
	}{
		"over": {running(), nil, ToldNothing, ""}, "told meanwhile": {running(), nil, ToldAll, WhyGone}, "perhaps told": {running(), nil, ToldMaybe, WhyGone},
		"no sponsor takes part": {sponsored(running(), SponsorDeclined), nil, ToldNothing, WhyGone},
		"another sponsor":       {running(), func(c *Consent) { c.Recipient = "before" }, ToldNothing, WhyGone},
		"answered meanwhile":    {running(), func(c *Consent) { c.State = ConsentWithdrawn }, ToldNothing, WhyAnswered},
		"given anew":            {running(), func(c *Consent) { c.Expires = clock.AddDate(1, 0, 0) }, ToldNothing, WhyAnswered},
	} {
		consent := over
		if c.change != nil {
			c.change(&consent)
		}
		s := Standing{Delivery: NewDelivery(c.e, KindConsentOver, "maya", "c", clock), Engagement: c.e, Recipient: maya, Consent: &consent, Told: c.told}
		why := s.unwanted()
		if why == "" {
			why = s.unallowed(clock)
		}
		if why != c.want {
			t.Errorf("%s: %q, want %q", name, why, c.want)
		}
	}
	if why := (Standing{Delivery: NewDelivery(running(), KindConsentOver, "maya", "c", clock), Engagement: running(), Recipient: maya}).unwanted(); why != WhyGone {
		t.Errorf("a consent that was erased: %q", why)
	}
}
