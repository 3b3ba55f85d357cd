package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// TestOnlyAnAccountThatIsGoneEndsAPart: when all accounts are looked at again, one that Slack does not know is gone; when
// Slack does not answer, limits calls, or says that the app is not installed, nobody is.
func TestOnlyAnAccountThatIsGoneEndsAPart(t *testing.T) {
	for name, c := range map[string]struct {
		fault  sandbox.Fault
		times  int
		fails  bool // the look is given up
		gone   bool
		warned bool
	}{
		"unknown":           {sandbox.Refuse("user_not_found"), -1, false, true, false},
		"not installed":     {sandbox.Refuse("account_inactive"), -1, true, false, false},
		"revoked":           {sandbox.Refuse("token_revoked"), -1, true, false, false},
		"another token":     {sandbox.Refuse("invalid_auth"), -1, true, false, false},
		"out of order":      {sandbox.Refuse("internal_error"), -1, false, false, true},
		"limited for once":  {sandbox.RateLimited(0), 1, false, false, false},
		"nothing goes awry": {},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			r.bot.accounts.forgetAll()
			r.ws.Fail("users.info", c.times, c.fault)
			err := r.bot.recheckParts(r.ctx)
			r.ws.ClearFaults()
			if (err != nil) != c.fails {
				t.Errorf("given up: %v", err)
			}
			if e := r.engagementOf(maya); e.Suspended() != c.gone {
				t.Errorf("%+v", e)
			}
			if said := r.log.String(); strings.Contains(said, "whether an account is still there") != c.warned {
				t.Errorf("the log says %s", said)
			}
		})
	}
}

// engagementOf is the newest engagement of somebody, also one that is suspended.
func (r *rig) engagementOf(user string) coaching.Engagement {
	r.t.Helper()
	all, err := r.store.EngagementsOf(r.ctx, r.person(user).ID)
	r.must(err)
	return all[0]
}

// TestAwayUntilSlackSaysOtherwise: who is still away cannot be asked for while Slack does not answer, and stays so.
func TestAwayUntilSlackSaysOtherwise(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		fault  sandbox.Fault
		away   bool
	}{
		"users.info":       {"users.info", sandbox.Refuse("internal_error"), true},
		"of nobody":        {"users.info", sandbox.Refuse("user_not_found"), true},
		"dnd.info":         {"dnd.info", sandbox.Refuse("internal_error"), false}, // the status has been heard by then
		"limited for once": {"", sandbox.Fault{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			change, _ := coaching.HearStatus(r.person(maya), coaching.Status{Emoji: ":palm_tree:"}, r.clock.Now())
			r.must(r.store.Commit(r.ctx, change))
			if c.method == "" {
				r.bot.accounts.learn(maya, false, "")
				r.bot.accounts.learn(anna, false, "")
				r.ws.Fail("users.info", 1, sandbox.RateLimited(0))
			} else {
				r.ws.Fail(c.method, -1, c.fault)
			}
			r.must(r.bot.recheck(r.ctx))
			r.ws.ClearFaults()
			if away := !r.person(maya).Absence.Away.IsZero(); away != c.away {
				t.Errorf("away: %v", away)
			}
			if said := r.log.String(); strings.Contains(said, "whether somebody is still away") != (c.method != "") {
				t.Errorf("the log says %s", said)
			}
		})
	}
}

type unlistable struct {
	Store
	err  error
	away bool // the same of who is away; else of who has a part
	read *int // how often a person was read, of which the first fails
}

func (u unlistable) Away(ctx context.Context, team string, now time.Time) ([]coaching.Person, error) {
	return nil, u.err
}

func (u unlistable) Partners(ctx context.Context, team string) ([]coaching.Person, error) {
	if u.away {
		return u.Store.Partners(ctx, team)
	}
	return nil, u.err
}

func (u unlistable) Person(ctx context.Context, id coaching.ID) (coaching.Person, error) {
	if *u.read++; *u.read == 1 {
		return coaching.Person{}, u.err
	}
	return u.Store.Person(ctx, id)
}

// TestWhoIsStillAwayIsNotGuessed: what the database or Slack did not tell is an error, of all and of one.
func TestWhoIsStillAwayIsNotGuessed(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	change, _ := coaching.HearStatus(r.person(maya), coaching.Status{Emoji: ":palm_tree:"}, r.clock.Now())
	r.must(r.store.Commit(r.ctx, change))
	p := r.person(maya)
	r.ws.Fail("dnd.info", 1, sandbox.Refuse("internal_error"))
	if err := r.bot.recheckOne(r.ctx, p); err == nil {
		t.Error("Slack did not say whether they want to be disturbed")
	}
	r.must(r.store.Commit(r.ctx, func() coaching.Change {
		c, _ := coaching.HearStatus(r.person(maya), coaching.Status{Emoji: ":palm_tree:"}, r.clock.Now())
		return c
	}()))
	for name, look := range map[string]func(context.Context) error{"of who has a part": r.bot.recheckParts, "of who is away": r.bot.recheck} {
		r.bot.accounts.forgetAll()
		if name == "of who is away" {
			r.bot.accounts.learn(maya, false, "")
			r.bot.accounts.learn(anna, false, "")
		}
		r.ws.Fail("users.info", -1, sandbox.RateLimited(60)) // longer than the look may take
		soon, stop := context.WithTimeout(r.ctx, 500*time.Millisecond)
		if err := look(soon); err == nil {
			t.Errorf("%s: given up, and nothing is said", name)
		}
		stop()
		r.ws.ClearFaults()
	}
	down := errors.New("down")
	r.still(func() { r.bot.Store = unlistable{r.store, down, true, new(int)} })
	if err := r.bot.recheck(r.ctx); !errors.Is(err, down) {
		t.Errorf("of all: %v", err)
	}
	if err := r.bot.recheckOne(r.ctx, p); !errors.Is(err, down) {
		t.Errorf("of one: %v", err)
	}
}

// TestARecheckIsOneAtATime and says what it could not do; nobody waits for it.
func TestARecheckIsOneAtATime(t *testing.T) {
	r := newRig(t)
	down := errors.New("down")
	r.still(func() { r.bot.Store = unlistable{r.store, down, false, new(int)} })
	if err := r.bot.recheck(r.ctx); !errors.Is(err, down) {
		t.Errorf("%v", err)
	}
	r.bot.rechecks.Store(true)
	r.bot.Recheck()
	r.bot.work.Wait()
	if strings.Contains(r.log.String(), "who is still away") {
		t.Error("two at a time")
	}
	r.bot.rechecks.Store(false)
	r.bot.Recheck()
	r.bot.work.Wait()
	if !strings.Contains(r.log.String(), "who is still away") || r.bot.rechecks.Load() {
		t.Errorf("the log says %s", r.log)
	}
	over, stop := context.WithTimeout(r.ctx, time.Nanosecond)
	defer stop()
	<-over.Done()
	r.still(func() { r.bot.Store = r.store })
	if err := r.bot.recheck(over); err == nil {
		t.Error("nobody is looked for, and nothing is said")
	}
}
