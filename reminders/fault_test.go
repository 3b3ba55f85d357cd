package reminders_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
)

var (
	lost    = &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "timeout"}
	refused = &coaching.PostError{Kind: coaching.PostRefused, Code: "channel_not_found"}
	limited = &coaching.PostError{Kind: coaching.PostLimited, Wait: 30 * time.Second, Code: "ratelimited"}
)

type answers = []func(*poster, coaching.Sending) error

// TestDoubt: what becomes of a delivery after answers that leave it open whether it was posted.
func TestDoubt(t *testing.T) {
	t.Parallel()
	brief, news := coaching.KindBriefReady, coaching.KindSponsorNews
	for _, c := range []struct {
		about          string
		kind           coaching.DeliveryKind
		to             coaching.ID
		script         answers
		blind          []error
		state          coaching.DeliveryState
		reason         string
		stored, visits int
		looks          int
	}{
		{"posted and cut off: found", brief, "coach", answers{storedBut(lost)}, nil, coaching.DeliverySent, "found", 1, 1, 1},
		{"cut off before: posted anew", brief, "coach", answers{fails(lost)}, nil, coaching.DeliverySent, "sent", 1, 2, 1},
		{"an error of no kind", brief, "coach", answers{storedBut(errors.New("x"))}, nil, coaching.DeliverySent, "found", 1, 1, 1},
		{"cut off three times", brief, "coach", answers{fails(lost), fails(lost), fails(lost)}, nil, coaching.DeliverySent, "sent", 1, 4, 3},
		{"looking fails twice", brief, "coach", answers{storedBut(lost)}, []error{lost, lost}, coaching.DeliverySent, "found", 1, 1, 3},
		{"looking fails for good: a reminder is doubled", brief, "coach", answers{storedBut(lost)}, []error{lost, lost, lost}, coaching.DeliverySent, "sent", 2, 2, 3},
		{"looking is refused: a reminder is doubled", brief, "coach", answers{storedBut(lost)}, []error{refused}, coaching.DeliverySent, "sent", 2, 2, 1},
		{"looking is limited: once more", brief, "coach", answers{storedBut(lost)}, []error{&coaching.PostError{Kind: coaching.PostLimited}}, coaching.DeliverySent, "found", 1, 1, 2},
		{"news, found", news, "sponsor", answers{storedBut(lost)}, nil, coaching.DeliverySent, "found", 1, 1, 1},
		{"news, not there", news, "sponsor", answers{fails(lost)}, nil, coaching.DeliverySent, "sent", 1, 2, 1},
		{"news, looking is refused: never doubled", news, "sponsor", answers{storedBut(lost)}, []error{refused}, coaching.DeliveryMissed, coaching.WhyDoubt, 1, 1, 1},
		{"news, looking fails: never doubled", news, "sponsor", answers{fails(lost)}, []error{lost, lost, lost}, coaching.DeliveryMissed, coaching.WhyDoubt, 0, 1, 3},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.poster.script, w.poster.blind = c.script, c.blind
			id := w.start().due(c.kind, c.to)
			w.engine.Kick()
			w.ends(id, c.state)
			w.rests()
			w.want(id, c.state, c.reason)
			if _, visits, looks := w.poster.counts(); visits != c.visits || looks != c.looks || w.poster.times(id) != c.stored {
				t.Errorf("stored %d times, %d posts, %d looks; want %d, %d, %d", w.poster.times(id), visits, looks, c.stored, c.visits, c.looks)
			}
		})
	}
}

func TestRefusedIsMissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poster.script = answers{fails(refused)}
	id := w.start().due(coaching.KindBriefReady, "coach")
	w.drain()
	w.want(id, coaching.DeliveryMissed, "channel_not_found")
}

func TestLimitedWaitsAsLongAsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poster.script = answers{fails(limited)}
	id := w.start().due(coaching.KindBriefReady, "coach")
	w.drain()
	w.want(id, coaching.DeliveryDue, "limited")
	if wait := w.get(id).Due.Sub(w.clock()); wait != 30*time.Second {
		t.Errorf("again in %s, want 30 s", wait)
	}
	w.at("2026-11-25 12:01")
	w.drain()
	w.want(id, coaching.DeliverySent, "sent")
	if _, _, looks := w.poster.counts(); looks != 0 {
		t.Errorf("%d looks after an answer that left no doubt", looks)
	}
}

// TestWithdrawnInDoubt: after doubt the delivery is decided anew, not only posted anew.
func TestWithdrawnInDoubt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poster.script = answers{func(*poster, coaching.Sending) error {
		w.store.mu.Lock()
		defer w.store.mu.Unlock()
		w.store.engagement.State = coaching.EngagementEnded
		return lost
	}}
	id := w.start().due(coaching.KindBriefReady, "coach")
	w.drain()
	w.ends(id, coaching.DeliveryCancelled)
	if _, visits, _ := w.poster.counts(); visits != 1 {
		t.Errorf("%d posts", visits)
	}
}

// TestAnOutcomeThatCannotBeStored: posted, but the database is down at that moment.
func TestAnOutcomeThatCannotBeStored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.failSettle = 1
	id := w.start().due(coaching.KindBriefReady, "coach")
	w.drain()
	w.ends(id, coaching.DeliverySent)
	if n := w.poster.times(id); n != 1 {
		t.Errorf("posted %d times", n)
	}
}

// TestADatabaseThatDoesNotAnswer: nothing is lost, and the caller of Drain is told.
func TestADatabaseThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.store.failClaim, w.store.failIntend = 1, 1
	if err := w.engine.Drain(t.Context()); !errors.Is(err, errDown) {
		t.Fatalf("drain: %v", err)
	}
	w.drain()
	w.want(id, coaching.DeliveryDue, "")
	w.jobs(1, `state = 'scheduled'`) // it waits for a later try
}

// TestAFrozenProcess: between intent and post half a minute passed, in which the job may have
// been taken over. It looks before it posts.
func TestAFrozenProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	frozen := &freezing{memory: w.store}
	w.config.Store, w.config.Wall = frozen, func() time.Time { return time.Now().Add(time.Duration(frozen.slept.Load())) }
	w.start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	w.ends(id, coaching.DeliverySent)
	if _, visits, looks := w.poster.counts(); visits != 1 || looks != 1 || w.get(id).Attempts != 2 {
		t.Errorf("%d posts, %d looks, %d intents; want 1, 1, 2", visits, looks, w.get(id).Attempts)
	}
}

// freezing is a store after whose first Intend the machine stands still for half a minute.
type freezing struct {
	*memory
	slept atomic.Int64
}

func (f *freezing) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	defer f.slept.CompareAndSwap(0, int64(30*time.Second))
	return f.memory.Intend(ctx, id, now, looked, decide)
}

func TestAPanicTakesNothingWithIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poster.script = answers{func(*poster, coaching.Sending) error { panic("the words of a person") }}
	id, other := w.start().due(coaching.KindBriefReady, "coach"), w.due(coaching.KindBriefReady, "coach")
	w.drain()
	w.ends(id, coaching.DeliverySent)
	w.ends(other, coaching.DeliverySent)
}

// TestDoubtBlocksNobody: one delivery that stays in doubt leaves the others alone.
func TestDoubtBlocksNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config.Workers, w.config.Settle = 1, time.Hour
	w.poster.script = answers{fails(lost)}
	w.start()
	for range 3 {
		w.due(coaching.KindBriefReady, "coach")
	}
	w.drain()
	if posted, visits, _ := w.poster.counts(); posted != 2 || visits != 3 {
		t.Errorf("%d posted in %d posts, want 2 in 3", posted, visits)
	}
}

// TestStopFinishesWhatIsUnderWay: a post that has begun is recorded before the engine is gone.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	w.poster.script = answers{func(p *poster, s coaching.Sending) error {
		close(begun)
		<-goOn
		p.posted = append(p.posted, s)
		return nil
	}}
	w.start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- w.engine.Stop(context.WithoutCancel(t.Context())) }()
	select {
	case err := <-stopped:
		t.Fatalf("stopped in the middle of a post: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(goOn)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	w.want(id, coaching.DeliverySent, "sent")
}

// TestAStopThatCannotWait: a post that hangs is cut off, and looked for after the next start.
func TestAStopThatCannotWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun := make(chan struct{})
	hang := &hanging{poster: w.poster, begun: begun}
	w.config.Poster = hang
	w.start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	<-begun
	now, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cancel()
	if err := w.engine.Stop(now); err != nil {
		t.Fatal(err)
	}
	w.want(id, coaching.DeliveryIntended, "")
	w.config.Poster = w.poster
	w.start()
	w.ends(id, coaching.DeliverySent)
	if _, _, looks := w.poster.counts(); looks != 1 || w.poster.times(id) != 1 {
		t.Errorf("%d looks, posted %d times", looks, w.poster.times(id))
	}
}

// hanging is a poster that never answers.
type hanging struct {
	*poster
	begun chan struct{}
}

func (h *hanging) Post(ctx context.Context, _ coaching.Sending) (string, string, error) {
	close(h.begun)
	<-ctx.Done()
	return "", "", ctx.Err()
}
