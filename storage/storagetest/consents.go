package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var consentCases = cases{
	"rows":                              consents,
	"every version is kept":             consentVersions,
	"category and sponsor":              consentCategory,
	"what decides over news":            newsStanding,
	"news after doubt stays unsent":     newsAfterDoubt,
	"without its consent nothing goes":  newsWithoutConsent,
	"what went unasked is shown":        newsUnasked,
	"what ended is asked for once more": newsLapsed,
}

func consents(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	c, later := newConsent(p), newConsent(p)
	later.Asked, later.Milestone = Noon.Add(time.Second), coaching.MilestoneClosed
	commit(t, s, coaching.Change{Consents: []coaching.Consent{later, c}})
	refused(t, s, coaching.Change{Consents: []coaching.Consent{newConsent(p)}}, coaching.Stale) // asked already
	old := c
	old.Version = 1
	c.Version, c.State, c.Given, c.Expires, c.Withdrawn = 1, coaching.ConsentWithdrawn, Noon, Noon.AddDate(1, 0, 0), Noon.Add(time.Hour)
	commit(t, s, coaching.Change{Consents: []coaching.Consent{c}})
	c.Version, later.Version = 2, 1
	got, err := s.Consent(t.Context(), c.ID)
	same(t, "withdrawn", got, err, c)
	all, err := s.Consents(t.Context(), p.Engagement.ID)
	same(t, "oldest first", all, err, []coaching.Consent{c, later})
	old.State = coaching.ConsentGiven
	refused(t, s, coaching.Change{Consents: []coaching.Consent{old}}, coaching.Stale)
	c.Recipient = p.Coach.ID // a consent is never another's
	refused(t, s, coaching.Change{Consents: []coaching.Consent{c}}, coaching.Stale)
}

// consentVersions: whatever is written to a consent adds a line to its history, and no line is
// written over.
func consentVersions(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	c := newConsent(p)
	var want []coaching.ConsentEvent
	write := func(state coaching.ConsentState, hash string, expires time.Time) {
		t.Helper()
		c.State, c.Hash, c.Expires = state, hash, expires
		commit(t, s, coaching.Change{Consents: []coaching.Consent{c}})
		c.Version++
		want = append(want, coaching.ConsentEvent{Consent: c.ID, Engagement: p.Engagement.ID, Version: c.Version, Recipient: p.Sponsor.ID,
			State: state, Under: c.Under, Hash: hash, At: Noon, Expires: expires})
	}
	write(coaching.ConsentAsked, "a", time.Time{})
	write(coaching.ConsentGiven, "b", Noon.AddDate(1, 0, 0))
	write(coaching.ConsentWithdrawn, "b", Noon.AddDate(1, 0, 0))
	c.Under = "category"
	write(coaching.ConsentGiven, "c", Noon.AddDate(2, 0, 0))
	got, err := s.ConsentEvents(t.Context(), c.ID)
	same(t, "history", got, err, want)
	stale := c
	stale.Version = 2
	refused(t, s, coaching.Change{Consents: []coaching.Consent{stale}}, coaching.Stale)
	got, err = s.ConsentEvents(t.Context(), c.ID)
	same(t, "after a refusal", got, err, want)
	for _, id := range []coaching.ID{"", "nobody", "a\x00b", "\xff"} {
		if got, err := s.ConsentEvents(t.Context(), id); err != nil || len(got) != 0 {
			t.Errorf("%q: %d versions, %v", id, len(got), err)
		}
		if got, err := s.NewsOf(t.Context(), id); err != nil || len(got) != 0 {
			t.Errorf("%q: %d news, %v", id, len(got), err)
		}
	}
}

// category is p's consent to dates and counts.
func category(p Practice) coaching.Consent {
	c := newConsent(p)
	c.Milestone, c.Category = "", coaching.CategoryDates
	c.State, c.Given, c.Expires = coaching.ConsentGiven, Noon, Noon.AddDate(1, 0, 0)
	return c
}

// consentCategory: one consent to a category for each sponsor, and one question for each
// milestone and sponsor.
func consentCategory(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	k, c := category(p), newConsent(p)
	c.Under = k.ID
	commit(t, s, coaching.Change{Consents: []coaching.Consent{k, c}})
	refused(t, s, coaching.Change{Consents: []coaching.Consent{category(p)}}, coaching.Stale)
	k.Version, c.Version = 1, 1
	got, err := s.Consent(t.Context(), k.ID)
	same(t, "category", got, err, k)
	got, err = s.Consent(t.Context(), c.ID)
	same(t, "under it", got, err, c)
	next := newConsent(p)
	next.Recipient = p.Coach.ID
	commit(t, s, coaching.Change{Consents: []coaching.Consent{next}}) // another sponsor is asked about anew
}

// standingOf is what Intend shows of d.
func standingOf(t *testing.T, s *storage.Store, d coaching.Delivery, v coaching.Verdict) (st coaching.Standing) {
	t.Helper()
	if _, err := s.Intend(t.Context(), d.ID, Noon, 0, func(x coaching.Standing) coaching.Verdict { st = x; return v }); err != nil {
		t.Fatal(err)
	}
	return st
}

var hold = coaching.Verdict{Act: coaching.ActHold, Until: Noon, Reason: "x"}

// newsStanding: the category that allows a sentence, and what the sponsor has got of it, are read
// with it.
func newsStanding(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	k, c := category(p), newConsent(p)
	c.Under, c.State, c.Expires = k.ID, coaching.ConsentGiven, Noon.AddDate(1, 0, 0)
	d := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, c.ID, Noon)
	over := coaching.NewDelivery(p.Engagement, coaching.KindConsentOver, p.Coachee.ID, c.ID, Noon)
	commit(t, s, coaching.Change{Consents: []coaching.Consent{k, c}, Deliveries: []coaching.Delivery{d, over}})
	k.Version, c.Version = 1, 1
	for _, d := range []coaching.Delivery{d, over} {
		st := standingOf(t, s, d, hold)
		if st.Told != coaching.ToldNothing || st.Category == nil || st.Consent == nil {
			t.Fatalf("%s: %+v", d.Kind, st)
		}
		same(t, "sentence", *st.Consent, nil, c)
		same(t, "category", *st.Category, nil, k)
	}
	told := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, c.ID, Noon.Add(-time.Hour))
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{told}})
	if st := standingOf(t, s, told, coaching.Verdict{Act: coaching.ActSend}); st.Told != coaching.ToldNothing {
		t.Errorf("its own attempt counts: %q", st.Told)
	}
	for _, d := range []coaching.Delivery{d, over} {
		if st := standingOf(t, s, d, hold); st.Told != coaching.ToldAll {
			t.Errorf("%s: %q", d.Kind, st.Told)
		}
	}
}

// newsWithoutConsent: of a sentence whose consent, or the category above it, is no longer there, nothing goes to the sponsor, and
// the message about it ends.
func newsWithoutConsent(t *testing.T, s *storage.Store) {
	at := Noon.Add(time.Hour)
	for name, c := range map[string]struct {
		under bool
		away  func(p Practice, category, sentence coaching.ID)
		want  coaching.Act
	}{
		"asked about, and there":      {false, func(Practice, coaching.ID, coaching.ID) {}, coaching.ActSend},
		"under a category, and there": {true, func(Practice, coaching.ID, coaching.ID) {}, coaching.ActSend},
		"everything was erased":       {true, func(p Practice, _, _ coaching.ID) { commit(t, s, shredOf(p)) }, coaching.ActCancel},
		"the sentence is gone":        {true, func(_ Practice, _, id coaching.ID) { execute(t, s, "DELETE FROM consents WHERE id = '"+string(id)+"'") }, coaching.ActCancel},
		"its category is gone":        {true, func(_ Practice, id, _ coaching.ID) { execute(t, s, "DELETE FROM consents WHERE id = '"+string(id)+"'") }, coaching.ActCancel},
	} {
		p := NewPractice(t, s)
		k, one := category(p), newConsent(p)
		one.State, one.Given, one.Expires = coaching.ConsentGiven, Noon, Noon.AddDate(1, 0, 0)
		words := coaching.Sentence(p.Engagement, one.Milestone, p.Coachee, coaching.Facts{Day: coaching.Date{Year: 2026, Month: time.November, Day: 27}, Held: 4})
		k.Hash, one.Sentence, one.Hash = coaching.PatternsHash(), coaching.Words(words), coaching.SentenceHash(words)
		if c.under {
			one.Under = k.ID
		}
		d := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, one.ID, Noon)
		commit(t, s, coaching.Change{Consents: []coaching.Consent{k, one}, Deliveries: []coaching.Delivery{d}})
		c.away(p, k.ID, one.ID)
		out := intend(t, s, d.ID, at, 0, func(st coaching.Standing) coaching.Verdict { return coaching.Decide(st, coaching.Rules{}, at) })
		if out.Verdict.Act != c.want {
			t.Errorf("%s: %+v", name, out.Verdict)
		}
		want := map[coaching.Act]coaching.DeliveryState{coaching.ActSend: coaching.DeliveryIntended, coaching.ActCancel: coaching.DeliveryCancelled}[c.want]
		if got, err := s.Delivery(t.Context(), d.ID); err != nil || got.State != want {
			t.Errorf("%s: %s, %v", name, got.State, err)
		}
	}
}

// newsAfterDoubt: what may have arrived is not sent by another yes either.
func newsAfterDoubt(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := news(t, s, p)
	standingOf(t, s, d, coaching.Verdict{Act: coaching.ActSend})
	if err := s.Settle(t.Context(), d.ID, coaching.Outcome{State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt}); err != nil {
		t.Fatal(err)
	}
	again := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, d.Subject, Noon.Add(time.Second))
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{again}})
	st := standingOf(t, s, again, hold)
	if v := coaching.Decide(st, coaching.Rules{}, Noon.Add(time.Hour)); st.Told != coaching.ToldMaybe || v.Act != coaching.ActCancel {
		t.Errorf("%q, %+v", st.Told, v)
	}
}

// waiting are the kinds that wait for the coachee about the subject.
func waiting(t *testing.T, s *storage.Store, subject coaching.ID) (out []coaching.DeliveryKind) {
	t.Helper()
	all, err := s.DeliveriesOf(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.State == coaching.DeliveryDue {
			out = append(out, d.Kind)
		}
	}
	return out
}

// newsUnasked: a sentence that went under a category is shown to the coachee, once, and only when
// it went.
func newsUnasked(t *testing.T, s *storage.Store) {
	for name, c := range map[string]struct {
		under   bool
		outcome coaching.Outcome
		want    int
	}{
		"sent":     {true, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D", Message: "1"}, 1},
		"in doubt": {true, coaching.Outcome{State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt}, 1},
		"refused":  {true, coaching.Outcome{State: coaching.DeliveryMissed, Reason: "is_archived"}, 0},
		"asked":    {false, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D", Message: "1"}, 0},
	} {
		p := NewPractice(t, s)
		k, one := category(p), newConsent(p)
		one.State, one.Given, one.Expires = coaching.ConsentGiven, Noon, Noon.AddDate(1, 0, 0)
		if c.under {
			one.Under = k.ID
		}
		d := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, one.ID, Noon)
		commit(t, s, coaching.Change{Consents: []coaching.Consent{k, one}, Deliveries: []coaching.Delivery{d}})
		standingOf(t, s, d, coaching.Verdict{Act: coaching.ActSend})
		for range 2 { // settling twice changes nothing
			if err := s.Settle(t.Context(), d.ID, c.outcome); err != nil {
				t.Fatal(err)
			}
		}
		got := waiting(t, s, one.ID)
		if len(got) != c.want || c.want == 1 && got[0] != coaching.KindSponsorTold {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// newsLapsed: the coachee is asked in the transaction that finds the end of their yes.
func newsLapsed(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := news(t, s, p)
	standingOf(t, s, d, coaching.Verdict{Act: coaching.ActCancel, Reason: coaching.WhyConsent})
	if got := waiting(t, s, d.Subject); len(got) != 0 {
		t.Fatalf("asked though it was withdrawn: %v", got)
	}
	p = NewPractice(t, s)
	d = news(t, s, p)
	standingOf(t, s, d, coaching.Verdict{Act: coaching.ActCancel, Reason: coaching.WhyExpired})
	if got := waiting(t, s, d.Subject); len(got) != 1 || got[0] != coaching.KindConsentOver {
		t.Fatalf("not asked: %v", got)
	}
}
