package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// longestWords is what stands in every field of the longest forms.
var longestWords = coaching.Words(strings.Repeat("<&>", 1000))

func viewRecord(n int, words coaching.Private) coaching.Record {
	at := func(day int) time.Time { return time.Date(2026, 11, 1+day%25, 10, 0, 0, 0, time.UTC) }
	e := coaching.Engagement{ID: "E", Coach: "A", Coachee: "M", Sponsor: "H", Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: coaching.Date{Year: 2026, Month: 11, Day: 2},
		State: coaching.EngagementActive, Created: at(0), Accepted: at(1)}
	p := coaching.Part{Engagement: e, Coach: "Anna <!here>", Sponsor: "Helen", Acceptances: []coaching.Acceptance{{ID: "C", Engagement: "E", Person: "M", Role: coaching.Coachee, Text: "2026-11.2", Accepted: true, At: at(1)}},
		Schedules: []coaching.Schedule{{ID: "S", Engagement: "E", Person: "M", Cron: "0 15 * * 5", Zone: "Europe/London", Next: at(5)}}, Messages: []coaching.Tally{{Kind: coaching.KindPrompt, State: coaching.DeliverySent, Number: 3, Reason: "sent"}}}
	for i := range n {
		id := func(kind string) coaching.ID { return coaching.ID(fmt.Sprint(kind, i)) }
		p.Reflections = append(p.Reflections, coaching.Reflection{ID: id("r"), Engagement: "E", Text: words, Rating: 7, Rated: at(i), Audience: coaching.NextBrief, Created: at(i), Message: "1.1", Channel: "D"})
		p.Actions = append(p.Actions, coaching.Action{ID: id("a"), Engagement: "E", By: "A", Text: words, Goal: words, Cue: words, Obstacle: words, Learning: words, State: coaching.ActionDone, Created: at(i), Outcome: at(i)})
		p.Sessions = append(p.Sessions, coaching.Session{ID: id("s"), Engagement: "E", Start: at(i), Minutes: 75, Link: words, Reason: words, State: coaching.SessionHeld})
		p.Briefs = append(p.Briefs, coaching.Brief{ID: id("b"), Engagement: "E", Focus: words, Released: at(i)})
		p.Consents = append(p.Consents, coaching.Consent{ID: id("c"), Engagement: "E", Sentence: words, State: coaching.ConsentGiven, Asked: at(i), Given: at(i)})
	}
	return coaching.Record{Person: coaching.Person{ID: "M", Team: "T", User: "UMAYA", Name: "Maya", Zone: "Europe/London", Writing: coaching.Sealed, Created: at(0)}, Parts: []coaching.Part{p},
		Access:   []coaching.Access{{ID: "L", Engagement: "E", Coachee: "M", Who: "A", What: coaching.AccessBriefOpened, At: at(3)}},
		Receipts: []coaching.Receipt{{ID: "R", Person: "M", Cause: coaching.CausePeriod, From: coaching.Date{Year: 2026, Month: 11, Day: 1}, To: coaching.Date{Year: 2026, Month: 11, Day: 3}, Counts: coaching.Counts{Reflections: 2}, At: at(4)}}}
}

func TestMyDataViews(t *testing.T) {
	b := &Bot{Config: Config{Retention: coaching.DefaultRetention}}
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	empty := coaching.Record{Person: coaching.Person{ID: "M", Zone: "Europe/London"}}
	normal, long := viewRecord(1, coaching.Words("Listened, then <spoke>.")), viewRecord(100, longestWords)
	goldenForm(t, "mydata-empty", b.mydataView(empty, ""))
	goldenForm(t, "mydata", b.mydataView(normal, ""))
	over := viewRecord(1, coaching.Words("x"))
	over.Person.EraseAt = now.Add(time.Hour)
	over.Parts[0].Engagement.State, over.Parts[0].Engagement.Closed = coaching.EngagementClosed, now
	over.Parts = append(over.Parts, over.Parts[0])
	over.Parts[1].Engagement.Wiped = now
	goldenForm(t, "mydata-over", b.mydataView(over, "*Kept.* Nothing is erased."))
	people := map[coaching.ID]coaching.Person{"A": {User: "UANNA"}}
	read := func(r coaching.Record) recordShown {
		return recordShown{Record: r, loc: r.Person.Location(), now: now, people: people}
	}
	goldenForm(t, "mydata-read-empty", recordView(read(empty), 0, ""))
	goldenForm(t, "mydata-read", recordView(read(normal), 0, ""))
	for page := range 3 {
		goldenForm(t, fmt.Sprintf("mydata-read-longest-%d", page), recordView(read(long), page*9, "*Deleted* for good."))
	}
	goldenForm(t, "mydata-copy", copyView())
	goldenForm(t, "mydata-copy-made", copyComingView(coaching.Words("ABCDE-FGHIJ-KLMNO-PQRST-UVWXY"), true))
	goldenForm(t, "mydata-copy-own", copyComingView(coaching.Words("mine alone for ever"), false))
	goldenForm(t, "mydata-period", periodView(normal.Person))
	days := period{coaching.Date{Year: 2026, Month: 11, Day: 1}, coaching.Date{Year: 2026, Month: 11, Day: 3}, coaching.Counts{Reflections: 2, Actions: 1}}
	goldenForm(t, "mydata-period-found", periodFoundView(days))
	goldenForm(t, "mydata-period-nothing", periodFoundView(period{from: days.from, to: days.to}))
	goldenForm(t, "mydata-receipt", receiptView(normal.Receipts[0], normal.Person))
	goldenForm(t, "mydata-all", eraseAllView(normal, now, coaching.DefaultRetention))
	goldenForm(t, "mydata-all-planned", erasurePlannedView(over.Person))
	goldenForm(t, "brief-gone", briefGoneView(normal.Parts[0].Engagement))
	if p, err := decodePeriodValue(days.value()); err != nil || p != days {
		t.Errorf("the period is read back as %+v, %v", p, err)
	}
	for _, bad := range []string{"", "x", "2026-11-01 2026-11-03 1 2 3", "2026-13-01 2026-11-03 1 2 3 4 5"} {
		if _, err := decodePeriodValue(bad); !coaching.Is(err, coaching.Stale) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestEverythingIsOnSomePage: turning the pages shows every entry, and nothing twice.
func TestEverythingIsOnSomePage(t *testing.T) {
	r := viewRecord(40, coaching.Words("words"))
	seen := map[string]int{}
	for page := 0; ; page++ {
		v := recordView(recordShown{Record: r, loc: time.UTC, now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}, page, "")
		raw := rawJSON(t, v)
		for i := range 40 {
			for _, kind := range []string{"r", "a", "s", "b", "c"} {
				seen[fmt.Sprint(kind, i)] += strings.Count(raw, fmt.Sprintf("%q:%q", "value", map[string]string{"r": "reflection", "a": "action", "s": "session", "b": "brief", "c": "sentence"}[kind]+":"+fmt.Sprint(kind, i)))
			}
		}
		if !strings.Contains(raw, "Next page") {
			break
		}
	}
	if len(seen) != 200 {
		t.Fatalf("%d entries", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s stands %d times", id, n)
		}
	}
}

func TestMyDataCards(t *testing.T) {
	closed := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	s := scene{Engagement: coaching.Engagement{ID: "E", Coachee: "M", State: coaching.EngagementClosed, Closed: closed, Accepted: closed},
		Reader: coaching.Person{ID: "M", Zone: "Europe/London"}, Coach: coaching.Person{User: "UANNA"}, Delivery: coaching.Delivery{Nominal: closed.Add(time.Hour)}}
	b := &Bot{Config: Config{Retention: coaching.DefaultRetention, Now: func() time.Time { return closed.Add(2 * time.Hour) }}}
	draw := func(name string, d drawer) {
		t.Helper()
		c, err := d(b, t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		goldenCard(t, name, c)
	}
	draw("card-retention", drawRetention)
	draw("card-erased", drawErased)
	draw("card-erasure-kept", drawErasure)
	s.Reader.EraseAt = s.Delivery.Nominal.Add(coaching.ErasureWait)
	draw("card-erasure", drawErasure)
	s.Engagement.Wiped, s.Engagement.Notices = closed.Add(2*time.Hour), 2
	draw("card-retention-done", drawRetention)
	s.Delivery.Nominal = closed.Add(3 * time.Hour)
	draw("card-retention-records", drawRetention)
	goldenCard(t, "card-gone", goneCard())
}

func rawJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
