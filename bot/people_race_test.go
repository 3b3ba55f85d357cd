package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

var passes = flag.Int("people.races", 60, "how often a coaching is handed on while its brief is being opened")

// passing tells when a change that hands a coaching on has been committed.
type passing struct {
	Store
	over atomic.Bool
}

func (p *passing) Commit(ctx context.Context, c coaching.Change) error {
	err := p.Store.Commit(ctx, c)
	for _, e := range c.Engagements {
		if err == nil && e.State == coaching.EngagementPassed {
			p.over.Store(true)
		}
	}
	return err
}

// watchedViews sees every form on its way to Slack.
type watchedViews struct {
	base http.RoundTripper
	seen func(method, body string)
}

func (w *watchedViews) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		w.seen(r.URL.Path, string(body))
	}
	return w.base.RoundTrip(r)
}

// handing is maya's submission that hands e on to the coach who was proposed.
func handing(r *rig, e coaching.Engagement) slack.InteractionCallback {
	meta, _ := json.Marshal(coachMeta{e.ID, e.Next})
	ic := slack.InteractionCallback{Type: slack.InteractionTypeViewSubmission}
	ic.Team.ID, ic.User.ID = r.bot.Team(), maya
	ic.View = slack.View{ID: "V" + string(coaching.NewID()), Type: slack.VTModal, CallbackID: coachTake, PrivateMetadata: string(meta), Hash: "1"}
	return ic
}

// opening is a coach's press on "Read the brief".
func opening(r *rig, user string, e coaching.Engagement) slack.InteractionCallback {
	ic := slack.InteractionCallback{Type: slack.InteractionTypeBlockActions, TriggerID: "forged"}
	ic.Team.ID, ic.User.ID = r.bot.Team(), user
	ic.ActionCallback.BlockActions = []*slack.BlockAction{{ActionID: briefRead, Value: string(e.ID), ActionTs: string(coaching.NewID())}}
	return ic
}

// passes lets some time pass, as much as n reads take.
func (r *rig) passes(e coaching.Engagement, n int) {
	for range n {
		_, _ = r.store.Engagement(r.ctx, e.ID)
	}
}

// TestNoBriefIsShownAfterTheCoachWasReplaced: the coachee hands the coaching on while the coach
// opens the brief, again and again. What Slack is asked to show after the commit never holds a word of it.
func TestNoBriefIsShownAfterTheCoachWasReplaced(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.must(r.as(tom).Command(r.ctx, "/coaching", ""))
	store := &passing{Store: r.store}
	var shown, after atomic.Int64
	r.still(func() {
		r.bot.Store = store
		watch := &watchedViews{http.DefaultTransport, func(path, body string) {
			if strings.Contains(path, "/views.") && strings.Contains(body, canary) {
				if shown.Add(1); store.over.Load() {
					after.Add(1)
				}
			}
		}}
		r.bot.API = slack.New("xoxb-sandbox", slack.OptionHTTPClient(&http.Client{Transport: watch, Timeout: 10 * time.Second}), slack.OptionAPIURL(r.url+"/api/"), slack.OptionAppLevelToken("xapp-sandbox"))
	})
	refused := 0
	for i := range *passes {
		from, to := anna, tom
		if i%2 == 1 {
			from, to = tom, anna
		}
		e := r.pair(maya)
		_, change, err := coaching.ReleaseBrief(e, r.person(maya), nil, canary, false, r.clock.Now())
		r.must(err)
		r.must(r.store.Commit(r.ctx, change))
		next, isNew, err := r.bot.ensurePerson(r.ctx, to)
		r.must(err)
		change, err = coaching.ProposeCoach(e, r.person(from), next, nil, r.clock.Now())
		r.must(err)
		if isNew {
			change.People = append(change.People, next)
		}
		r.must(r.store.Commit(r.ctx, change))
		e = r.pair(maya)
		store.over.Store(false)
		before := shown.Load()
		var both sync.WaitGroup
		both.Go(func() {
			r.passes(e, i%5)
			_ = r.bot.submit(r.ctx, handing(r, e))
		})
		both.Go(func() {
			r.passes(e, 3*(i%9))
			r.bot.presses(r.ctx, opening(r, from, e))
		})
		both.Wait()
		if n := r.pair(maya); n.ID == e.ID || n.Coach != next.ID {
			t.Fatalf("pass %d: not handed on: %+v", i, n)
		}
		if shown.Load() == before {
			refused++
		}
		r.bot.presses(r.ctx, opening(r, from, e))
	}
	t.Logf("%d passes: %d shown before the commit, %d refused, %d shown after it", *passes, shown.Load(), refused, after.Load())
	if after.Load() != 0 {
		t.Errorf("%d briefs were shown after the commit", after.Load())
	}
	if shown.Load() == 0 {
		t.Error("no brief was shown at all: nothing was tried")
	}
}

// overtaken hands the coaching on, through another process, just when a brief has been read for its coach.
type overtaken struct {
	Store
	then func()
}

func (o *overtaken) LatestBrief(ctx context.Context, e coaching.ID) (coaching.Brief, error) {
	br, err := o.Store.LatestBrief(ctx, e)
	if then := o.then; then != nil {
		o.then = nil
		then()
	}
	return br, err
}

// TestABriefThatAnotherProcessEndedIsTakenAway: what one process shows while another ends the part does not
// stay on the screen.
func TestABriefThatAnotherProcessEndedIsTakenAway(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	r.must(r.as(tom).Command(r.ctx, "/coaching", ""))
	store := &overtaken{Store: r.store}
	r.still(func() { r.bot.Store = store })
	next, _, err := r.bot.ensurePerson(r.ctx, tom)
	r.must(err)
	change, err := coaching.ProposeCoach(e, r.person(anna), next, nil, r.clock.Now())
	r.must(err)
	change.People = append(change.People, next)
	r.must(r.store.Commit(r.ctx, change))
	e = r.pair(maya)
	store.then = func() {
		_, change, err := coaching.TakeCoach(e, r.person(maya), r.person(tom), coaching.Ahead{}, coaching.Schedule{}, r.clock.Now())
		r.must(err)
		r.must(r.store.Commit(r.ctx, change))
	}
	r.press(anna, "Read the brief")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return strings.Contains(r.screen(anna), coaching.NoLonger) }))
	r.misses(anna, canary)
}

// TestADeliveryUnderWayToAFormerCoachIsNotPosted: decided to be sent, then the part ends, then the post.
func TestADeliveryUnderWayToAFormerCoachIsNotPosted(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	e := r.pair(maya)
	d := coaching.NewDelivery(e, coaching.KindBriefReady, e.Coach, e.ID, r.clock.Now().Add(time.Hour))
	r.must(r.store.Commit(r.ctx, coaching.Change{Deliveries: []coaching.Delivery{d}}))
	s, err := r.store.Intend(r.ctx, d.ID, r.clock.Now(), 0, func(st coaching.Standing) coaching.Verdict {
		return coaching.Decide(st, coaching.Rules{}, r.clock.Now())
	})
	r.must(err)
	if s.Verdict.Act != coaching.ActSend {
		t.Fatalf("%+v", s.Verdict)
	}
	handOn(r, "")
	before := r.sentTo(anna)
	if _, _, err := r.bot.Post(r.ctx, s); err == nil || r.sentTo(anna) != before {
		t.Fatalf("posted to a former coach: %v", err)
	}
	r.must(r.store.Settle(r.ctx, d.ID, coaching.Outcome{State: coaching.DeliveryDue, At: r.clock.Now(), Due: r.clock.Now(), Attempt: s.Lead.Attempts}))
	r.until(r.clock.Now().Add(2 * time.Hour))
	got, err := r.store.Delivery(r.ctx, d.ID)
	if err != nil || got.State != coaching.DeliveryCancelled || r.sentTo(anna) != before {
		t.Errorf("%v: %s, %d messages", err, got.State, r.sentTo(anna)-before)
	}
}
