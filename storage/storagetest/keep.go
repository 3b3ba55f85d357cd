package storagetest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var keepCases = cases{
	"what is to be erased by now":                       erasuresDue,
	"the retention clock is the rule's":                 retentionDue,
	"each purge takes what it includes, and no more":    purges,
	"nothing is left of the records, nor of the person": recordsGone,
	"a record is everything":                            wholeRecord,
	"what messages are left over":                       leftovers,
	"one of several erases everything":                  eraseOnce,
	"who keeps their data in the last moment does":      keepOrErase,
	"one entry of each kind":                            eraseEntries,
	"receipts, newest first":                            receipts,
}

const oneDay = 24 * time.Hour

// everything is p with a row in each table that belongs to an engagement.
func everything(t testing.TB, s *storage.Store, p Practice, start time.Time) map[string]coaching.ID {
	t.Helper()
	ids := fill(t, s, p, start)
	e := p.Engagement
	past := coaching.NewDelivery(e, coaching.KindActionDue, p.Coachee.ID, ids["actions"], Noon.Add(-time.Hour))
	past.State, past.Channel, past.Message = coaching.DeliverySent, p.Coachee.DM, "17.1"
	commit(t, s, coaching.Change{
		Acceptances: []coaching.Acceptance{{ID: coaching.NewID(), Engagement: e.ID, Person: p.Coachee.ID, Role: coaching.Coachee, Text: "2026-11", Accepted: true, At: Noon}},
		Schedules:   []coaching.Schedule{newSchedule(p)},
		Access:      []coaching.Access{coaching.NewAccess(e, p.Coach.ID, coaching.AccessBriefOpened, Noon)},
		Deliveries:  []coaching.Delivery{past, coaching.NewDelivery(e, coaching.KindPrompt, p.Coachee.ID, coaching.NewID(), Noon.Add(time.Hour))},
		Receipts:    []coaching.Receipt{{ID: coaching.NewID(), Person: p.Coachee.ID, Engagement: e.ID, Cause: coaching.CausePeriod, At: Noon.Add(-time.Hour)}},
	})
	return ids
}

func erasuresDue(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	p.Coachee.EraseAt, q.Coachee.EraseAt = Noon.Add(time.Hour), Noon
	commit(t, s, coaching.Change{People: []coaching.Person{p.Coachee, q.Coachee}})
	for at, want := range map[time.Duration][]coaching.ID{-time.Millisecond: nil, 0: {q.Coachee.ID}, time.Hour - time.Millisecond: {q.Coachee.ID}, time.Hour: {q.Coachee.ID, p.Coachee.ID}} {
		got, err := s.ErasuresDue(t.Context(), Noon.Add(at), 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []coaching.ID
		for _, x := range got {
			ids = append(ids, x.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("after %v: %v, want %v", at, ids, want)
		}
	}
	if next, ok, err := s.NextDue(t.Context()); err != nil || !ok || !next.Equal(Noon) {
		t.Errorf("next is %v, %v, %v", next, ok, err)
	}
}

// retentionDue holds what the database selects against coaching.Retention.Next, for engagements in
// random states and at instants around each edge.
func retentionDue(t *testing.T, s *storage.Store) {
	// #nosec G404 -- the same engagements in every run
	r := rand.New(rand.NewPCG(4, 11))
	instant := func(days int) time.Time {
		return Noon.Add(-time.Duration(r.IntN(days)) * oneDay).Add(time.Duration(r.IntN(2)) * time.Millisecond)
	}
	var all []coaching.Engagement
	for range 120 {
		p := NewPractice(t, s)
		e := p.Engagement
		e.State = []coaching.EngagementState{coaching.EngagementActive, coaching.EngagementClosed, coaching.EngagementEnded, coaching.EngagementDeclined, coaching.EngagementPassed}[r.IntN(5)]
		if e.Over() {
			e.Closed = instant(900)
		}
		if r.IntN(5) == 0 {
			e.Accepted = time.Time{}
		}
		if r.IntN(2) == 0 {
			e.Wiped = instant(900)
		}
		if e.Notices = r.IntN(4); r.IntN(2) == 0 {
			e.NotBefore = instant(900)
		}
		commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}})
		all = append(all, e)
	}
	keep := coaching.DefaultRetention
	var first time.Time
	for _, e := range all {
		at, ok := keep.Next(e)
		if ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
		if !ok {
			continue
		}
		for _, now := range []time.Time{at.Add(-time.Millisecond), at} {
			got, err := s.RetentionDue(t.Context(), keep, now, 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range all {
				next, has := keep.Next(one)
				want := has && !now.Before(next)
				if is := slices.ContainsFunc(got, func(x coaching.Engagement) bool { return x.ID == one.ID }); is != want {
					t.Fatalf("at %v, of %+v: %v, want %v", now, one, is, want)
				}
			}
		}
	}
	if next, ok, err := s.NextDue(t.Context()); err != nil || !ok || !next.Equal(first) {
		t.Errorf("next is %v, %v, %v, want %v", next, ok, err, first)
	}
}

// rowsOf counts the rows of each table that hold id.
func rowsOf(t testing.TB, s *storage.Store, id coaching.ID) map[string]int {
	t.Helper()
	out, table := map[string]int{}, ""
	for line := range strings.SplitSeq(Dump(t, s), "\n") {
		if !strings.HasPrefix(line, "\t") {
			table = line
		} else if strings.Contains(line, "="+string(id)+" ") || strings.HasSuffix(line, "="+string(id)) {
			out[table]++
		}
	}
	return out
}

// tablesOf lists the tables whose rows name an engagement.
func tablesOf(t testing.TB, s *storage.Store) []string {
	t.Helper()
	query := `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'engagement' ORDER BY 1`
	if s.PgxPool() != nil {
		query = `SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'engagement' ORDER BY 1`
	}
	return column(t, s, query)
}

func purges(t *testing.T, s *storage.Store) {
	work := []string{"actions", "briefs", "reflections"}
	words := append([]string{"access_log", "consent_events", "consents", "schedules", "sessions"}, work...)
	for what, gone := range map[coaching.PurgeKind][]string{coaching.PurgeWork: work, coaching.PurgeWords: words, coaching.PurgeRecords: tablesOf(t, s)} {
		p, q := NewPractice(t, s), NewPractice(t, s)
		everything(t, s, p, Noon)
		everything(t, s, q, Noon.Add(5*time.Hour))
		before, others := rowsOf(t, s, p.Engagement.ID), rowsOf(t, s, q.Engagement.ID)
		for _, table := range tablesOf(t, s) {
			if before[table] == 0 {
				t.Fatalf("the test stores nothing in %s: add it, and to belongings in package storage", table)
			}
		}
		commit(t, s, coaching.Change{Purge: []coaching.Purge{{Engagement: p.Engagement.ID, What: what}}})
		after := rowsOf(t, s, p.Engagement.ID)
		for table, n := range before {
			want := n
			if slices.Contains(gone, table) || what == coaching.PurgeRecords {
				want = 0
			}
			if after[table] != want {
				t.Errorf("a purge of %s leaves %d rows of %d in %s, want %d", what, after[table], n, table, want)
			}
		}
		for table, n := range rowsOf(t, s, q.Engagement.ID) {
			if n != others[table] {
				t.Errorf("a purge of %s takes others' rows of %s", what, table)
			}
		}
	}
	if err := s.Commit(t.Context(), coaching.Change{Purge: []coaching.Purge{{Engagement: "x", What: "nonsense"}}}); err == nil {
		t.Error("a purge of nothing known was taken")
	}
	if n := len(column(t, s, "SELECT brief FROM brief_entries")); n != 3 {
		t.Errorf("%d entries of briefs are left, want the others' 3", n)
	}
}

func recordsGone(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	everything(t, s, p, Noon)
	everything(t, s, q, Noon.Add(5*time.Hour))
	coachee := p.Coachee.ID
	commit(t, s, coaching.Change{Shred: []coaching.Shred{{Owner: coachee, At: Noon}}, Purge: []coaching.Purge{{Engagement: p.Engagement.ID, What: coaching.PurgeRecords, Person: coachee}}})
	for _, id := range []coaching.ID{coachee, p.Engagement.ID} {
		left := rowsOf(t, s, id)
		delete(left, "tombstones") // bare ids, so that no older copy of the database brings it back
		delete(left, "buried")
		if len(left) > 0 {
			t.Errorf("of %s %v is left", id, left)
		}
	}
	if _, err := s.Person(t.Context(), p.Coach.ID); err != nil {
		t.Errorf("the coach is gone too: %v", err)
	}
	// One to whom others still refer stays.
	second := q.Engagement
	second.ID, second.Version, second.Coach, second.Coachee, second.Sponsor = coaching.NewID(), 0, q.Coachee.ID, q.Coach.ID, ""
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{second}})
	commit(t, s, coaching.Change{Purge: []coaching.Purge{{Engagement: q.Engagement.ID, What: coaching.PurgeRecords, Person: q.Coachee.ID}}})
	if _, err := s.Person(t.Context(), q.Coachee.ID); err != nil {
		t.Errorf("a coach of somebody is gone: %v", err)
	}
}

func wholeRecord(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	everything(t, s, p, Noon)
	everything(t, s, q, Noon.Add(5*time.Hour))
	ctx, e := t.Context(), p.Engagement.ID
	r, err := s.Record(ctx, p.Coachee.ID)
	if err != nil || len(r.Parts) != 1 {
		t.Fatalf("%d parts, %v", len(r.Parts), err)
	}
	got := r.Parts[0]
	reflections, err := s.Reflections(ctx, e)
	same(t, "reflections", got.Reflections, err, reflections)
	actions, err := s.Actions(ctx, e)
	same(t, "actions", got.Actions, err, actions)
	sessions, err := s.Sessions(ctx, e)
	same(t, "sessions", got.Sessions, err, sessions)
	consents, err := s.Consents(ctx, e)
	same(t, "consents", got.Consents, err, consents)
	acceptances, err := s.Acceptances(ctx, e)
	same(t, "acceptances", got.Acceptances, err, acceptances)
	brief, err := s.LatestBrief(ctx, e)
	same(t, "briefs", got.Briefs, err, []coaching.Brief{brief})
	schedule, err := s.ScheduleOf(ctx, e)
	same(t, "schedules", got.Schedules, err, []coaching.Schedule{schedule})
	log, err := s.AccessLog(ctx, p.Coachee.ID, coaching.Access{}, 0)
	same(t, "access log", r.Access, err, log)
	receipts, err := s.Receipts(ctx, p.Coachee.ID)
	same(t, "receipts", r.Receipts, err, receipts)
	person, err := s.Person(ctx, p.Coachee.ID)
	same(t, "person", r.Person, err, person)
	same(t, "messages", got.Messages, nil, []coaching.Tally{{Kind: coaching.KindActionDue, State: coaching.DeliverySent, Number: 1}, {Kind: coaching.KindPrompt, State: coaching.DeliveryDue, Number: 1}})
	same(t, "names", []string{got.Coach, got.Sponsor}, nil, []string{p.Coach.Name, p.Sponsor.Name})
	if r, err := s.Record(ctx, p.Coach.ID); err != nil || len(r.Parts)+len(r.Access)+len(r.Receipts) > 0 {
		t.Errorf("the coach's record: %+v, %v", r, err)
	}
	for _, id := range []coaching.ID{"", "nobody", "a\x00b"} {
		if _, err := s.Record(ctx, id); !coaching.Is(err, coaching.NotFound) {
			t.Errorf("a record of %q: %v", id, err)
		}
	}
	all, elsewhere, err := s.Stock(ctx, p.Coachee.ID)
	same(t, "stock", all, err, []coaching.Stock{{Engagement: got.Engagement, Counts: coaching.Counts{Reflections: 1, Actions: 1, Briefs: 1, Sessions: 1, Sentences: 1}, Alone: true}})
	if elsewhere {
		t.Error("the coachee has another part")
	}
	if _, elsewhere, err = s.Stock(ctx, p.Coach.ID); err != nil || !elsewhere {
		t.Errorf("the coach has no part: %v", err)
	}
}
