package reminders_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// TestASessionDoesNotWaitForACrowd: hundreds of reminders are on their way through Slack's
// limits when somebody's session is about to begin.
func TestASessionDoesNotWaitForACrowd(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		const crowd, before = 400, 20
		w.config.Pace, w.config.Rate, w.config.Rules.PerDay, w.config.Rules.PerWeek = time.Nanosecond, 100, 0, 0
		for range crowd {
			w.due(coaching.KindActionDue, "coachee")
		}
		gate := &gated{poster: w.poster, before: before, reached: make(chan struct{}), goOn: make(chan struct{})}
		w.config.Poster = gate
		w.start()
		<-gate.reached
		session := w.due(coaching.KindSessionNow, "coachee")
		w.engine.Kick()
		close(gate.goOn)
		w.ends(session, coaching.DeliverySent)
		w.poster.mu.Lock()
		place := slices.IndexFunc(w.poster.posted, func(s coaching.Sending) bool { return s.Lead.ID == session })
		w.poster.mu.Unlock()
		if place < 0 || place > before+100 { // ahead of it are the jobs of one second at most
			t.Errorf("the session's reminder came after %d others", place)
		}
	})
}

// gated lets so many posts pass and the others when they may go on.
type gated struct {
	*poster
	mu            sync.Mutex
	before        int
	reached, goOn chan struct{}
}

func (g *gated) Post(ctx context.Context, s coaching.Sending) (string, string, error) {
	g.mu.Lock()
	if g.before--; g.before == 0 {
		close(g.reached)
	}
	waits := g.before <= 0
	g.mu.Unlock()
	if waits {
		<-g.goOn
	}
	return g.poster.Post(ctx, s)
}

// storm is a Slack that answers half of all calls with 429, and keeps count of those that
// come although it has asked for silence. Its clock is the simulation's.
type storm struct {
	rnd      *rand.Rand
	now      func() time.Time
	teams    map[coaching.ID]string
	until    map[string]time.Time // of the silence
	ends     time.Time            // of the storm
	early    int                  // calls inside a silence
	refused  int
	posted   map[coaching.ID]int
	last     map[coaching.ID]time.Time // by recipient
	crowded  int                       // messages to one recipient within a second
	finished map[string]time.Time      // when the last message of a team was taken
}

func (s *storm) Post(_ context.Context, d coaching.Sending) (string, string, error) {
	now, team := s.now(), s.teams[d.Lead.Recipient]
	if now.Before(s.until[team]) {
		s.early++
	}
	if team == "STORM" && now.Before(s.ends) && s.rnd.IntN(2) == 0 {
		s.refused++
		wait := time.Duration([]int{0, 1, 2, 5, 30}[s.rnd.IntN(5)]) * time.Second
		s.until[team] = now.Add(max(wait, time.Second))
		return "", "", &coaching.PostError{Kind: coaching.PostLimited, Workspace: true, Wait: wait, Code: coaching.CodeRateLimited}
	}
	if now.Sub(s.last[d.Lead.Recipient]) < time.Second {
		s.crowded++
	}
	s.posted[d.Lead.ID]++
	s.last[d.Lead.Recipient], s.finished[team] = now, now
	return "D", "1." + string(d.Lead.ID), nil
}

func (s *storm) Find(context.Context, coaching.Sending) (string, string, bool, error) {
	return "", "", false, fmt.Errorf("a 429 leaves no doubt")
}

// pile is the jobs of an engine that is moved by hand.
type pile struct{ due map[coaching.ID]time.Time }

func (p *pile) Insert(ids []coaching.ID) {
	for _, id := range ids {
		p.due[id] = time.Time{}
	}
}

func (p *pile) Alive(ids []coaching.ID) map[coaching.ID]bool {
	out := map[coaching.ID]bool{}
	for _, id := range ids {
		_, out[id] = p.due[id]
	}
	return out
}

// TestA429Storm lasts ten minutes, with half of all calls refused: no call inside a
// Retry-After, nothing lost, nothing doubled, no attempt made for those that had to wait, and
// the other workspace notices nothing.
func TestA429Storm(t *testing.T) {
	t.Parallel()
	const each = 400
	now := time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	m := newMemory()
	m.begin = func(context.Context) (any, func() error, func(), error) {
		return nil, func() error { return nil }, func() {}, nil
	}
	slack := &storm{rnd: rand.New(rand.NewPCG(1, 2)), now: clock, teams: map[coaching.ID]string{}, until: map[string]time.Time{},
		ends: now.Add(10 * time.Minute), posted: map[coaching.ID]int{}, last: map[coaching.ID]time.Time{}, finished: map[string]time.Time{}}
	m.engagement = coaching.Engagement{ID: "e", State: coaching.EngagementActive}
	for _, team := range []string{"STORM", "CALM"} {
		for i := range each {
			id := coaching.ID(fmt.Sprintf("%s-%03d", team, i%200))
			slack.teams[id], m.people[id] = team, coaching.Person{ID: id, Team: team, Zone: "UTC"}
			d := coaching.NewDelivery(m.engagement, coaching.KindBriefReady, id, coaching.ID(fmt.Sprint(i)), now)
			m.add(d)
		}
	}
	m.anybody = true
	jobs := &pile{map[coaching.ID]time.Time{}}
	begun := now
	e, err := reminders.NewSteps(reminders.Config{Store: m, Poster: slack, Now: clock, Wall: clock, Pace: time.Second, Settle: 15 * time.Second}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	for now.Sub(begun) < time.Hour && len(slack.posted) < 2*each {
		if err := e.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, id := range slices.Sorted(maps.Keys(jobs.due)) {
			if jobs.due[id].After(now) {
				continue
			}
			if wait := e.Deliver(t.Context(), id); wait > 0 {
				jobs.due[id] = now.Add(wait)
			} else {
				delete(jobs.due, id)
			}
		}
		now = now.Add(250 * time.Millisecond)
	}
	for id, d := range m.deliveries {
		if slack.posted[id] != 1 || d.State != coaching.DeliverySent {
			t.Fatalf("a delivery to %s was posted %d times and is %s", d.Recipient, slack.posted[id], d.State)
		}
	}
	attempts := 0
	for _, d := range m.deliveries {
		attempts += d.Attempts
	}
	if slack.early != 0 || slack.crowded != 0 || slack.refused < 20 || attempts != 2*each+slack.refused {
		t.Errorf("%d calls inside a silence, %d too soon after another, %d refused, %d attempts", slack.early, slack.crowded, slack.refused, attempts)
	}
	if took := slack.finished["CALM"].Sub(begun); took > each/4*time.Second*105/100 {
		t.Errorf("the other workspace took %s for %d messages, want %d s", took, each, each/4)
	}
	t.Logf("%d refused in ten minutes; the last message left after %s", slack.refused, slack.finished["STORM"].Sub(begun))
}
