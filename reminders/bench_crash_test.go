package reminders_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
	"interlude/storage/storagetest/pgtest"
)

// The test binary plays a process that gets stuck at a step of a delivery, to be killed there.
const (
	stuckAt  = "INTERLUDE_TEST_STUCK_AT" // "claimed" or "intended"; set: this is that process
	stuckURL = "INTERLUDE_TEST_STUCK_URL"
	stuckKey = "INTERLUDE_TEST_STUCK_KEY"
)

func TestMain(m *testing.M) {
	if os.Getenv(stuckAt) != "" {
		stuck(os.Getenv(stuckAt))
		return
	}
	pgtest.Main(m)
}

// stuck carries one delivery up to the step, says so and waits for its end.
func stuck(step string) {
	keys, err := storage.OpenKeyring(os.Getenv(stuckKey))
	if err != nil {
		panic(err)
	}
	s, err := storage.Open(context.Background(), storage.Options{URL: os.Getenv(stuckURL), Keys: keys, Now: time.Now})
	if err != nil {
		panic(err)
	}
	w := sticking{Store: s, limitedSlack: &limitedSlack{}, step: step}
	e, err := reminders.New(reminders.Config{Store: w, Poster: w, Now: time.Now, Wall: time.Now, DB: reminders.DB(s.Handle()),
		Rules: coaching.Rules{Late: 4 * time.Hour}})
	if err == nil {
		err = e.Start(context.Background())
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// sticking is a store and a Slack that stop at a step.
type sticking struct {
	*storage.Store
	*limitedSlack
	step string
}

func (s sticking) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	if s.step == "claimed" {
		fmt.Println(s.step)
		select {}
	}
	return s.Store.Intend(ctx, id, now, looked, decide)
}

func (s sticking) Post(context.Context, coaching.Sending) (string, string, error) {
	fmt.Println(s.step)
	select {}
}

// BenchmarkTakeOver kills one of two processes on a PostgreSQL with SIGKILL, between claim and
// intent or between intent and post, and measures how late its message is.
func BenchmarkTakeOver(b *testing.B) {
	for _, step := range []string{"claimed", "intended"} {
		b.Run(step, func(b *testing.B) {
			var late time.Duration
			for b.Loop() {
				w := newBench(b, databases["postgres"](b))
				w.coachees(1, time.Time{})
				w.prompts(1, time.Now())
				w.slack.expect(1)
				victim := exec.Command(os.Args[0])
				victim.Env = append(os.Environ(), stuckAt+"="+step, stuckURL+"="+w.url, stuckKey+"="+w.keys)
				said, err := victim.StdoutPipe()
				w.must(err)
				w.must(victim.Start())
				if !bufio.NewScanner(said).Scan() {
					b.Fatal("the other process said nothing")
				}
				_, stop := w.start(w.config(w.store))
				w.must(victim.Process.Kill())
				_ = victim.Wait()
				killed := time.Now()
				<-w.slack.done
				late += time.Since(killed)
				stop()
				w.slack.check(b)
			}
			b.ReportMetric(late.Seconds()/float64(b.N), "s-late")
			b.ReportMetric(0, "ns/op")
		})
	}
}
