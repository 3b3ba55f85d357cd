package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// stuck is a database that never answers a write: whoever waits for it has to give up.
type stuck struct {
	Store
	unbounded chan struct{} // a write that nobody would have given up
}

func (s stuck) Commit(ctx context.Context, _ coaching.Change) error {
	if _, bounded := ctx.Deadline(); !bounded {
		select {
		case s.unbounded <- struct{}{}:
		default:
		}
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
	s := stuck{store, make(chan struct{}, 1)}
	r.still(func() { r.bot.Store, r.bot.Limit = s, 50*time.Millisecond })
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	for _, words := range errs {
		if words != troubleInForm {
			t.Errorf("under the field stands %q", words)
		}
	}
	if len(errs) == 0 || r.as(maya).Input(coaching.Questions[0]) != "slow but not lost" {
		t.Errorf("refused with %v, the form holds %q", errs, r.as(maya).Input(coaching.Questions[0]))
	}
	r.command(anna, "/actions", "add @maya Delegate the weekly report by Friday")
	r.sees(anna, "could not")
	select {
	case <-s.unbounded:
		t.Error("a write of an answer had no end")
	default:
	}
	r.still(func() { r.bot.Store, r.bot.Limit = store, limit })
	r.submit(maya)
	if kept := r.entries(maya); len(kept) != 1 || !strings.Contains(kept[0].Text.Reveal(), "slow but not lost") {
		t.Errorf("%d entries were kept, with other words", len(kept))
	}
}
