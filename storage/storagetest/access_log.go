package storagetest

import (
	"fmt"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var accessCases = cases{
	"lines":                     accessLines,
	"news is logged when meant": newsIsLogged,
	"news that did not go":      newsThatDidNotGo,
	"a change without its line": changeWithoutLine,
}

// accessLines: newest first, page by page, and each coachee's own.
func accessLines(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var want []coaching.Access
	for i := range 7 {
		at := Noon.Add(time.Duration(i/2) * time.Second) // two lines of one instant are not lost between two pages
		a := coaching.Access{ID: coaching.ID(fmt.Sprintf("line-%d", i)), Engagement: p.Engagement.ID, Coachee: p.Coachee.ID, Who: p.Coach.ID, What: coaching.AccessBriefOpened, At: at}
		commit(t, s, coaching.Change{Access: []coaching.Access{a}})
		want = append([]coaching.Access{a}, want...)
	}
	all, err := s.AccessLog(t.Context(), p.Coachee.ID, coaching.Access{}, 0)
	same(t, "all", all, err, want)
	var paged []coaching.Access
	for before := (coaching.Access{}); ; {
		page, err := s.AccessLog(t.Context(), p.Coachee.ID, before, 3)
		if err != nil || len(page) > 3 {
			t.Fatalf("%d lines, %v", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		paged, before = append(paged, page...), page[len(page)-1]
	}
	same(t, "page by page", paged, nil, want)
	refused(t, s, coaching.Change{Access: []coaching.Access{want[0]}}, coaching.Stale) // a line is never written over
	for _, other := range []coaching.ID{p.Coach.ID, p.Sponsor.ID, "", "nobody", "a\x00b", "\xff"} {
		if all, err := s.AccessLog(t.Context(), other, coaching.Access{}, 0); err != nil || len(all) != 0 {
			t.Errorf("%q reads %d lines, %v", other, len(all), err)
		}
	}
	for _, id := range []coaching.ID{"a\x00b", "\xff"} { // as a link to the next page could be made to say
		if page, err := s.AccessLog(t.Context(), p.Coachee.ID, coaching.Access{ID: id, At: Noon.Add(time.Hour)}, 3); err != nil || len(page) != 0 {
			t.Errorf("older than %q: %d lines, %v", id, len(page), err)
		}
	}
	commit(t, s, coaching.Change{Access: []coaching.Access{{Coachee: p.Coachee.ID, What: coaching.AccessExport, At: Noon.Add(time.Hour)}}})
	all, err = s.AccessLog(t.Context(), p.Coachee.ID, coaching.Access{}, 1)
	if err != nil || len(all) != 1 || all[0].ID == "" || all[0].What != coaching.AccessExport {
		t.Errorf("a line without an id: %+v, %v", all, err)
	}
}

// news queues a given sentence for the sponsor and says what its delivery is.
func news(t *testing.T, s *storage.Store, p Practice) coaching.Delivery {
	k := newConsent(p)
	k.State, k.Given, k.Expires = coaching.ConsentGiven, Noon, Noon.AddDate(1, 0, 0)
	d := coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, k.ID, Noon)
	commit(t, s, coaching.Change{Consents: []coaching.Consent{k}, Deliveries: []coaching.Delivery{d}})
	return d
}

func send(coaching.Standing) coaching.Verdict { return coaching.Verdict{Act: coaching.ActSend} }

// kinds are what the coachee's log holds, newest first.
func kinds(t *testing.T, s *storage.Store, p Practice) string {
	t.Helper()
	all, err := s.AccessLog(t.Context(), p.Coachee.ID, coaching.Access{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, a := range all {
		out += string(a.What) + ">" + map[coaching.ID]string{p.Sponsor.ID: "sponsor", p.Coach.ID: "coach"}[a.Who] + " "
	}
	return out
}

// newsIsLogged: the line stands as soon as the message may go out, once for all attempts.
func newsIsLogged(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := news(t, s, p)
	if got := kinds(t, s, p); got != "" {
		t.Fatalf("before it was decided: %s", got)
	}
	for attempt := range 3 {
		if got, err := s.Intend(t.Context(), d.ID, Noon, attempt, send); err != nil || got.Verdict.Act != coaching.ActSend {
			t.Fatalf("attempt %d: %+v, %v", attempt, got.Verdict, err)
		}
		if got := kinds(t, s, p); got != "sponsor-told>sponsor " {
			t.Fatalf("attempt %d: %s", attempt, got)
		}
	}
	if err := s.Settle(t.Context(), d.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "1.1"}); err != nil {
		t.Fatal(err)
	}
	if got := kinds(t, s, p); got != "sponsor-told>sponsor " {
		t.Fatalf("sent: %s", got)
	}
}

// newsThatDidNotGo: what surely never went out leaves no line, what may have leaves two.
func newsThatDidNotGo(t *testing.T, s *storage.Store) {
	for name, c := range map[string]struct {
		outcome coaching.Outcome
		want    string
	}{
		"put off":   {coaching.Outcome{State: coaching.DeliveryDue, Due: Noon.Add(time.Minute), Reason: "limited"}, ""},
		"refused":   {coaching.Outcome{State: coaching.DeliveryMissed, Reason: "user_not_found"}, ""},
		"cancelled": {coaching.Outcome{State: coaching.DeliveryCancelled, Reason: "x"}, ""},
		"in doubt":  {coaching.Outcome{State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt}, "sponsor-doubt>sponsor sponsor-told>sponsor "},
	} {
		p := NewPractice(t, s)
		d := news(t, s, p)
		if _, err := s.Intend(t.Context(), d.ID, Noon.Add(-time.Second), 0, send); err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(t.Context(), d.ID, c.outcome); err != nil {
			t.Fatal(err)
		}
		if got := kinds(t, s, p); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	p := NewPractice(t, s)
	d := news(t, s, p)
	if _, err := s.Intend(t.Context(), d.ID, Noon, 0, send); err != nil {
		t.Fatal(err)
	}
	cancel := func(coaching.Standing) coaching.Verdict { return coaching.Verdict{Act: coaching.ActCancel} }
	if _, err := s.Intend(t.Context(), d.ID, Noon, 1, cancel); err != nil { // looked for, and not there
		t.Fatal(err)
	}
	if got := kinds(t, s, p); got != "" {
		t.Errorf("not there after all: %q", got)
	}
}

// changeWithoutLine: where the line cannot be written nothing of the change is.
func changeWithoutLine(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	k := newConsent(p)
	refused(t, s, coaching.Change{Consents: []coaching.Consent{k}, Access: []coaching.Access{{Coachee: "nobody", What: coaching.AccessExport, At: Noon}}}, coaching.Stale)
	if _, err := s.Consent(t.Context(), k.ID); !coaching.Is(err, coaching.NotFound) {
		t.Errorf("written without its line: %v", err)
	}
}
