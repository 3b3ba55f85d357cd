package bot

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// A brief that the coach has open shows words. When the coachee takes it back or erases something
// of it, the open form changes as well, and not only the next one that is opened.

// briefWatch knows which forms show a brief to a coach. It is of this process: each looks after
// the forms that it opened itself, whoever changes the brief, also another process.
type briefWatch struct {
	mu    sync.Mutex
	drawn map[pair]shownBrief   // what was drawn last for a coach; Slack may not have it yet
	open  map[string]shownBrief // by view id
	going bool
	now   chan struct{} // look at once
}

// pair is an engagement and its coach.
type pair struct{ engagement, coach coaching.ID }

// shownBrief is what a form shows, by id.
type shownBrief struct {
	pair
	brief                coaching.ID
	reflections, actions []coaching.ID
	until                time.Time // of the machine's clock
}

// How often open briefs are looked at, and for how long.
const (
	watchEvery = 3 * time.Second
	watchFor   = time.Hour
	mostShown  = 1000
)

// shows notes what a form that is about to be opened shows.
func (w *briefWatch) shows(e coaching.Engagement, rows briefRows, until time.Time) {
	s := shownBrief{pair: pair{e.ID, e.Coach}, brief: rows.brief.ID, until: until}
	for _, r := range rows.reflections {
		s.reflections = append(s.reflections, r.ID)
	}
	s.reflections = slices.DeleteFunc(s.reflections, func(id coaching.ID) bool { return !readableIn(rows, id) })
	for _, a := range rows.actions {
		if a.Agreed() {
			s.actions = append(s.actions, a.ID)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.drawn == nil || len(w.drawn) >= mostShown { // forms that Slack never took
		w.drawn = map[pair]shownBrief{}
	}
	w.drawn[s.pair] = s
}

// readableIn reports whether the brief shows the reflection id.
func readableIn(rows briefRows, id coaching.ID) bool {
	return slices.ContainsFunc(rows.reflections, func(r coaching.Reflection) bool {
		return r.ID == id && r.Audience == coaching.NextBrief && slices.Contains(rows.brief.Entries, id)
	})
}

// stands reports whether all that s shows may still be shown.
func (s shownBrief) stands(e coaching.Engagement, rows briefRows) bool {
	if e.Coach != s.coach || !e.Live() || rows.brief.ID != s.brief || !rows.brief.Readable() {
		return false
	}
	for _, id := range s.reflections {
		if !readableIn(rows, id) {
			return false
		}
	}
	for _, id := range s.actions {
		if !slices.ContainsFunc(rows.actions, func(a coaching.Action) bool { return a.ID == id }) {
			return false
		}
	}
	return true
}

// watchBrief looks after a form that Slack has shown, if it is one of a brief.
func (b *Bot) watchBrief(view string, coach coaching.ID, v *slack.ModalViewRequest) {
	var m briefMeta
	if view == "" || json.Unmarshal([]byte(v.PrivateMetadata), &m) != nil || !m.Shown {
		return
	}
	w := &b.briefs
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.drawn[pair{m.Engagement, coach}]
	if !ok {
		return
	}
	if w.open == nil {
		w.open, w.now = map[string]shownBrief{}, make(chan struct{}, 1)
	}
	if len(w.open) < mostShown {
		w.open[view] = s
	}
	if !w.going {
		w.going = true
		go b.watchBriefs()
	}
}

// refreshBriefs has open briefs looked at without delay.
func (b *Bot) refreshBriefs() {
	b.briefs.mu.Lock()
	defer b.briefs.mu.Unlock()
	if b.briefs.going {
		select {
		case b.briefs.now <- struct{}{}:
		default:
		}
	}
}

// watchBriefs runs for as long as a brief is open.
func (b *Bot) watchBriefs() {
	w := &b.briefs
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-w.now:
		case <-b.spawn.Done():
			return
		}
		for view, s := range w.shown(b.Wall()) {
			if b.closeBrief(view, s) {
				w.forget(view)
			}
		}
		if w.rest() {
			return
		}
	}
}

// shown lists what is open at now of the machine's clock.
func (w *briefWatch) shown(now time.Time) map[string]shownBrief {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]shownBrief{}
	for view, s := range w.open {
		if now.After(s.until) {
			delete(w.open, view)
			continue
		}
		out[view] = s
	}
	return out
}

func (w *briefWatch) forget(view string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, view)
}

// rest reports that nothing is open any more, and that nobody watches from now on.
func (w *briefWatch) rest() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.going = len(w.open) > 0
	return !w.going
}

// closeBrief replaces the form if what it shows may no longer be shown. It reports whether the
// form need not be looked after any more.
func (b *Bot) closeBrief(view string, s shownBrief) bool {
	ctx, cancel := context.WithTimeout(b.spawn, Answering)
	defer cancel()
	mine, err := b.Store.EngagementsOf(ctx, s.coach)
	if err != nil {
		return false
	}
	var e coaching.Engagement // the coach has no part in it any more
	for _, one := range mine {
		if one.ID == s.engagement {
			e = one
		}
	}
	if e.ID != "" {
		rows, err := b.briefRows(ctx, e)
		if err != nil && !coaching.Is(err, coaching.NotFound) || err == nil && s.stands(e, rows) {
			return false
		}
	}
	_, err = b.API.UpdateViewContext(ctx, *briefGoneView(e), "", "", view)
	return err == nil || slackCode(err) == "not_found" // closed meanwhile
}

// briefGoneView stands where a brief was.
func briefGoneView(e coaching.Engagement) *slack.ModalViewRequest {
	blocks := []slack.Block{section("What stood here is no longer there. The coachee has changed it.")}
	if e.Live() {
		blocks = append(blocks, buttons(button("See what there is now", briefRead, string(e.ID))))
	}
	return form{Title: "Brief", Blocks: blocks}.modal()
}
