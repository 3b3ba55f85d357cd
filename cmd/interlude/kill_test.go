package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/storage"
)

// TestKillLosesNothing kills the served program with SIGKILL at random instants around acts
// of coach and coachee, and starts it again. Whatever was acknowledged is there in the end,
// exactly once, in the database and on the screen; what was not may be there once or not at all.
func TestKillLosesNothing(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		kills := 100
		if strings.HasPrefix(url, "postgres") {
			kills = 20 // a dead replica's jobs are taken over after 45 s, so it waits longer in the end
		}
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d, %d kills", seed, kills)
		k := &killing{play: newPlay(t, url), random: rand.New(rand.NewPCG(seed, 1))}
		k.child = newChild(t, k.play)
		k.child.run()
		k.inChild()
		for i := range kills {
			k.round(i)
		}
		k.everythingArrived()
		t.Logf("%d acts acknowledged, %d not", k.acked, k.lost)
		if k.acked == 0 || k.lost == 0 {
			t.Errorf("%d acknowledged and %d not: the kills did not fall around the acts", k.acked, k.lost)
		}
	})
}

type killing struct {
	*play
	child       *child
	random      *rand.Rand
	proposals   map[string]bool // text: acknowledged
	entries     map[string]bool
	bookings    map[string]bool // start
	acked, lost int
}

// inChild plays the beginning, in which nobody is killed.
func (k *killing) inChild() {
	k.proposals, k.entries, k.bookings = map[string]bool{}, map[string]bool{}, map[string]bool{}
	k.command(userAnna, "/coaching", "start")
	k.fill(userAnna, "Coachee", userMaya)
	k.submit(userAnna)
	k.closeAll(userAnna)
	k.sees(userMaya, "Review agreement")
	k.press(userMaya, "Review agreement")
	k.fill(userMaya, "How would you like to write?", "Open")
	k.submit(userMaya)
	k.closeAll(userMaya)
}

// round does one act while the program is being killed, and brings it up again.
func (k *killing) round(i int) {
	// Half of the kills fall into the act itself, the others into what follows it.
	after := time.Duration(k.random.IntN(12_000)) * time.Microsecond
	if k.random.IntN(2) == 0 {
		after = time.Duration(k.random.IntN(120)) * time.Millisecond
	}
	dead := make(chan struct{})
	time.AfterFunc(after, func() { k.child.kill(); close(dead) })
	switch i % 3 {
	case 0:
		text := fmt.Sprintf("proposal-%03d.", i)
		k.note(k.proposals, text, k.propose(text))
	case 1:
		text := fmt.Sprintf("entry-%03d.", i)
		k.note(k.entries, text, k.write(text))
	case 2:
		start := london(7+i/3, 10, 0)
		k.note(k.bookings, start.Format(time.RFC3339), k.book(start))
	}
	<-dead
	k.child.run()
	k.closeAll(userMaya)
	k.closeAll(userAnna)
}

func (k *killing) note(acts map[string]bool, text string, acked bool) {
	if acts[text] = acked; acked {
		k.acked++
		return
	}
	k.lost++
}

// propose reports whether the coach read that the proposal is on its way.
func (k *killing) propose(text string) bool {
	before := len(k.as(userAnna).Messages())
	if k.as(userAnna).Command(k.ctx, "/actions", "add @maya "+text) != nil {
		return false
	}
	for _, m := range k.as(userAnna).Messages()[before:] {
		if m.Ephemeral && strings.Contains(sandbox.TextOf(m.Blocks), "roposed") {
			return true
		}
	}
	return false
}

// write reports whether the form was taken.
func (k *killing) write(text string) bool {
	if k.as(userMaya).Command(k.ctx, "/reflect", "") != nil || k.as(userMaya).Modal() == nil {
		return false
	}
	if k.as(userMaya).Fill(k.ctx, firstQuestion(), text) != nil {
		return false
	}
	errs, err := k.as(userMaya).Submit(k.ctx)
	return err == nil && len(errs) == 0
}

// book reports whether the form "Book a session" was taken.
func (k *killing) book(start time.Time) bool {
	if k.as(userAnna).Command(k.ctx, "/schedule", "") != nil || k.as(userAnna).Modal() == nil {
		return false
	}
	berlin := start.Add(time.Hour) // Anna's clocks, all winter
	if k.as(userAnna).Fill(k.ctx, "Date", berlin.Format(time.DateOnly)) != nil || k.as(userAnna).Fill(k.ctx, "Time", berlin.Format("15:04")) != nil {
		return false
	}
	for range 2 { // the first time it is read back in both zones
		if errs, err := k.as(userAnna).Submit(k.ctx); err != nil || len(errs) > 0 {
			return false
		}
	}
	form := k.as(userAnna).Modal()
	return form != nil && strings.Contains(sandbox.TextOf(form.Blocks), "Booked.")
}

func (k *killing) everythingArrived() {
	ctx, cancel := context.WithTimeout(k.ctx, 3*time.Minute)
	defer cancel()
	err := k.ws.WaitFor(ctx, func() bool {
		seen := k.messages(userMaya) // her Home shows a session before the message comes
		for text, acked := range k.proposals {
			if acked && !strings.Contains(seen, text) {
				return false
			}
		}
		for start, acked := range k.bookings {
			if acked && !strings.Contains(seen, wallOf(start)) {
				return false
			}
		}
		return true
	})
	if err != nil {
		k.t.Errorf("an acknowledged proposal or booking was not delivered: %v", err)
	}
	k.child.kill()
	k.count("message", k.proposals, func(text string) int { return strings.Count(k.messages(userMaya), text) })
	k.count("booking's message", k.bookings, func(start string) int { return strings.Count(k.messages(userMaya), wallOf(start)) })
	actions, entries, sessions := k.stored()
	k.count("session", k.bookings, func(start string) int { return strings.Count(sessions, start) })
	k.count("action", k.proposals, func(text string) int { return strings.Count(actions, text) })
	k.count("entry", k.entries, func(text string) int { return strings.Count(entries, text) })
}

func (k *killing) count(what string, acts map[string]bool, found func(string) int) {
	for text, acked := range acts {
		if n := found(text); n > 1 || acked && n == 0 {
			k.t.Errorf("%s %s stands %d times, acknowledged: %v", what, text, n, acked)
		}
	}
}

// messages is what stands in the direct message; every text once per message.
func (k *killing) messages(user string) string {
	var b strings.Builder
	for _, m := range k.as(user).Messages() {
		if !m.Ephemeral && !m.Deleted {
			b.WriteString(sandbox.TextOf(m.Blocks) + "\n")
		}
	}
	return b.String()
}

// stored reads the database with the program down.
func (k *killing) stored() (actions, entries, sessions string) {
	keys, err := storage.OpenKeyring(k.keys)
	k.must(err)
	s, err := storage.Open(k.ctx, storage.Options{URL: k.url, Keys: keys, Now: k.clock.Now})
	k.must(err)
	defer func() { k.must(s.Close()) }()
	maya, err := s.PersonBySlack(k.ctx, "T0INTERLUDE", userMaya)
	k.must(err)
	es, err := s.EngagementsOf(k.ctx, maya.ID)
	k.must(err)
	as, err := s.Actions(k.ctx, es[0].ID)
	k.must(err)
	rs, err := s.Reflections(k.ctx, es[0].ID)
	k.must(err)
	ss, err := s.Sessions(k.ctx, es[0].ID)
	k.must(err)
	return join(as, func(a coaching.Action) string { return a.Text.Reveal() }), join(rs, func(r coaching.Reflection) string { return r.Text.Reveal() }),
		join(ss, func(s coaching.Session) string { return s.Start.UTC().Format(time.RFC3339) })
}

func join[T any](rows []T, line func(T) string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(line(r) + "\n")
	}
	return b.String()
}

// wallOf is how Maya reads the start of a session.
func wallOf(start string) string {
	t, _ := time.Parse(time.RFC3339, start)
	loc, _ := time.LoadLocation("Europe/London")
	return coaching.Wall(t, loc)
}
