package bot

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
)

// stuck is a database that never answers a write: whoever waits for it has to give up.
type stuck struct {
	Store
	unbounded atomic.Bool // there was a write that nobody would have given up
}

func (s *stuck) Commit(ctx context.Context, _ coaching.Change) error {
	if _, bounded := ctx.Deadline(); !bounded {
		s.unbounded.Store(true)
		return errors.New("stuck")
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestAnswersBeforeSlackGivesUp, however long the database takes; nothing of what was written is lost.
func TestAnswersBeforeSlackGivesUp(t *testing.T) {
	if d := Answering + forSlack; d >= 3*time.Second {
		t.Errorf("an answer may take %s, Slack waits for 3 s", d)
	}
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "slow but not lost")
	store, limit := r.bot.Store, r.bot.Limit
	s := &stuck{Store: store}
	r.still(func() { r.bot.Store, r.bot.Limit = s, 50*time.Millisecond })
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	for _, words := range errs {
		if words != troubleInForm {
			t.Errorf("under the field stands %q", words)
		}
	}
	if holds := r.as(maya).Input(coaching.Questions[0]); len(errs) == 0 || holds != "slow but not lost" {
		t.Errorf("refused with %v, the form holds %q", errs, holds)
	}
	r.command(anna, "/actions", "add @maya Delegate the weekly report by Friday")
	r.sees(anna, "could not")
	if s.unbounded.Load() {
		t.Error("a write of an answer had no end")
	}
	r.still(func() { r.bot.Store, r.bot.Limit = store, limit })
	r.submit(maya)
	if kept := r.entries(maya); len(kept) != 1 || !strings.Contains(kept[0].Text.Reveal(), "slow but not lost") {
		t.Errorf("%d entries were kept, with other words", len(kept))
	}
}
