//go:build torture

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
)

// TestAmbiguousSends: the answer of every first send is lost though the message is stored.
// With the history nothing is lost or doubled; without it nothing is lost, a sponsor is never
// told twice, and every double was counted beforehand.
func TestAmbiguousSends(t *testing.T) {
	for _, scope := range []bool{true, false} {
		t.Run(fmt.Sprintf("history %v", scope), func(t *testing.T) {
			databases(t, func(t *testing.T, url string) { ambiguousSends(t, url, scope) })
		})
	}
}

func ambiguousSends(t *testing.T, url string, scope bool) {
	o := newOrdeal(t, url, 0)
	o.ws.Fail("chat.postMessage", *ambiguous, sandbox.CutAfterAccept)
	if !scope {
		o.ws.Fail("conversations.history", -1, sandbox.Refuse("missing_scope"))
	}
	again := &retold{}
	o.startWith(surroundings{pace: -1, retry: 2 * time.Second, between: again.between})
	o.populate(o.app.store)
	for len(o.wanted) < *ambiguous {
		o.feed(o.app.store)
	}
	o.app.engine.Kick()
	o.patiently("every delivery has ended", 10*time.Minute, func() bool {
		var open int
		err := o.app.store.SQLDB().QueryRowContext(o.ctx, `SELECT count(*) FROM deliveries WHERE state IN ('due', 'intended')`).Scan(&open)
		return err == nil && open == 0
	})
	doubled := o.compare(o.app.store)
	t.Logf("%d ambiguous answers, %d posted again without knowing, %d doubled", *ambiguous, again.n.Load(), doubled)
	if scope && doubled > 0 || doubled > int(again.n.Load()) {
		t.Errorf("%d doubled, %d of which were counted", doubled, again.n.Load())
	}
	o.down()
}

// retold counts the sends that are tried again although nobody could look.
type retold struct{ n atomic.Int64 }

func (r *retold) between(s reminders.Store, p reminders.Poster) (reminders.Store, reminders.Poster) {
	return retoldStore{s, r}, p
}

type retoldStore struct {
	reminders.Store
	*retold
}

// Intend counts the intents that follow an attempt in doubt.
func (r retoldStore) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	s, err := r.Store.Intend(ctx, id, now, looked, decide)
	if looked > 0 && err == nil && s.Verdict.Act == coaching.ActSend {
		r.n.Add(1)
	}
	return s, err
}

// startWith is start with other surroundings.
func (o *ordeal) startWith(s surroundings) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.ctx)
	s.now, s.log = o.clock.Now, newLog(o.log, LogConfig{Level: "warn"})
	var err error
	o.app, err = build(ctx, o.config(), s)
	o.must(err)
	o.must(o.app.start(ctx))
	l, err := listen("127.0.0.1:0")
	o.must(err)
	served := make(chan error, 1)
	go func() { served <- o.app.run(ctx, l) }()
	var once sync.Once
	o.down = func() {
		once.Do(func() {
			cancel()
			<-served
			o.must(o.app.stop())
		})
	}
	o.t.Cleanup(o.down)
	o.must(o.ws.WaitFor(o.ctx, o.ws.Connected))
}

// TestEventsRepeatedAndShuffled: Slack sends every event many times over, in any order and at
// the same time; each has one effect.
func TestEventsRepeatedAndShuffled(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		o := newOrdeal(t, url, 0)
		o.startWith(surroundings{pace: -1})
		o.populate(o.app.store)
		const repeats = 50
		raw := o.typed(*eventCount / repeats)
		order := o.random.Perm(len(raw) * repeats)
		var refused atomic.Int64
		var senders sync.WaitGroup
		start := time.Now()
		for part := range 8 {
			senders.Go(func() {
				for i := part; i < len(order); i += 8 {
					for !o.app.bot.Happened(o.ctx, raw[order[i]%len(raw)]) {
						refused.Add(1) // Slack sends it again
					}
				}
			})
		}
		senders.Wait()
		took := time.Since(start)
		kept := 0
		for _, e := range o.courses {
			rs, err := o.app.store.Reflections(o.ctx, e.ID)
			o.must(err)
			seen := map[string]int{}
			for _, r := range rs {
				seen[r.Text.Reveal()]++
			}
			for text, n := range seen {
				if kept++; n > 1 {
					t.Errorf("%s is kept %d times", text, n)
				}
			}
		}
		t.Logf("seed %d: %d events, of which %d are different, in %s (%.0f a second); %d kept, %d asked for again", o.seed, len(order), len(raw), took.Round(time.Second),
			float64(len(order))/took.Seconds(), kept, refused.Load())
		if kept != len(raw) {
			t.Errorf("%d are kept of %d", kept, len(raw))
		}
		o.down()
	})
}

// typed makes n events: somebody types something in the direct message.
func (o *ordeal) typed(n int) [][]byte {
	var out [][]byte
	for i := range n {
		who := o.coachees[i%len(o.coachees)].User
		b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T0INTERLUDE", "event_id": fmt.Sprintf("Ev%08d", i),
			"event": map[string]any{"type": "message", "channel_type": "im", "channel": "D" + strings.TrimPrefix(who, "U"), "user": who, "text": fmt.Sprintf("thought %d", i),
				"ts": fmt.Sprintf("%d.%06d", monday.Unix(), i)}})
		o.must(err)
		out = append(out, b)
	}
	rand.New(rand.NewPCG(o.seed, 3)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
