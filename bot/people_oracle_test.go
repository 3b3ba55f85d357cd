package bot

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"interlude/coaching"
)

// history is one practice in which people come, go and come back, and what should follow from that,
// told from what happened to whom and not from what the program keeps.
type history struct {
	*rapid.T
	b       *Bot
	run     string // makes the names of this history its own
	people  map[string]coaching.Person
	coaches []string
	pupils  []string
	rows    []*tale
	words   []*penned
	closed  map[string]bool // the account is deactivated
	unnamed map[string]bool // no coach of the practice any more
	n       int
	looks   int
	seen    int
}

// tale is one coaching as its people would tell it.
type tale struct {
	id            coaching.ID
	coach, pupil  string
	over, passed  bool
	next          string
	lost, claimed map[string]bool // not known, or not yet again; would like to go on
	refused       map[string]bool // somebody else, the other one said
}

// penned is something that a coachee wrote.
type penned struct {
	text     string
	in       *tale
	entry    bool // a reflection, else an action
	released bool
}

// there reports whether u can fill their part in r at all.
func (h *history) there(r *tale, u string) bool {
	return !h.closed[u] && (u != r.coach || !h.unnamed[u])
}

// may is the oracle: the one who wrote it, while known; and the coach of a coaching that goes on with two
// who are known, of what was released to them there.
func (h *history) may(u string, w *penned) bool {
	r := w.in
	known := func(x string) bool { return !r.lost[x] && h.there(r, x) }
	switch {
	case u == r.pupil:
		return known(u)
	case u == r.coach:
		return !r.over && known(r.coach) && known(r.pupil) && (w.released || !w.entry)
	}
	return false
}

// lose notes that u cannot fill their parts.
func (h *history) lose(u string) {
	for _, r := range h.rows {
		if (u == r.coach || u == r.pupil) && !h.there(r, u) {
			r.lost[u], r.claimed[u], r.refused[u] = true, false, false
		}
	}
}

func (r *tale) other(u string) string {
	if u == r.coach {
		return r.pupil
	}
	return r.coach
}

// claims notes that u would like to go on wherever they are not known.
func (h *history) claims(u string) {
	for _, r := range h.rows {
		if r.lost[u] && h.there(r, u) && !r.refused[u] {
			r.claimed[u] = true
		}
	}
}

// vouches notes what by says of the other one of r.
func (h *history) vouches(by string, r *tale, same bool) {
	u := r.other(by)
	switch {
	case h.closed[by] || by == r.coach && (h.unnamed[by] || r.passed) || r.refused[by]:
		return
	case !r.claimed[u] && !(same && r.refused[u]):
		return
	case !same:
		r.claimed[u], r.refused[u] = false, true
		return
	}
	r.claimed[u], r.refused[u], r.lost[u] = false, false, false
	for _, o := range h.rows {
		if o != r && o.over && o.claimed[u] && (o.pupil == u) == (r.pupil == u) {
			o.claimed[u], o.lost[u] = false, false
		}
	}
}

// live: under way, and the two are known to be there.
func (h *history) live(r *tale) bool {
	return !r.over && !r.lost[r.coach] && !r.lost[r.pupil] && h.there(r, r.coach) && h.there(r, r.pupil)
}

func (h *history) do(k kind, user, route, value string, meta any, inputs map[string]slack.BlockAction) string {
	h.n++
	raw, _ := json.Marshal(meta)
	values := map[string]map[string]slack.BlockAction{}
	for block, in := range inputs {
		values[block] = map[string]slack.BlockAction{block: in}
	}
	c := &Call{Team: h.b.team, User: user, Route: route, Value: value, Once: fmt.Sprintf("%s.%d", h.run, h.n), Channel: "D" + user,
		View: slack.View{ID: "V1", Type: slack.VTModal, CallbackID: route, PrivateMetadata: string(raw), State: &slack.ViewState{Values: values}}}
	if k == press && meta == nil {
		c.View = slack.View{}
	}
	a, err := h.b.run(h.b.spawn, k, c)
	if err != nil {
		h.Fatalf("%s by %s: %v", route, user, err)
	}
	return answered(a)
}

func (h *history) must(err error) {
	if err != nil {
		h.Fatalf("%v", err)
	}
}

// begin is a coaching that both have agreed to.
func (h *history) begin(coach, pupil string) {
	for _, r := range h.rows {
		if r.coach == coach && r.pupil == pupil && !r.over {
			return
		}
	}
	if h.closed[coach] || h.closed[pupil] || h.unnamed[coach] {
		return
	}
	now := h.b.Now()
	first := coaching.DateOf(now).Add(1)
	e, c, err := coaching.Propose(coaching.Start{Sessions: 8, Minutes: 60, EveryDays: 14, FirstDay: first}, h.people[coach], h.people[pupil], nil, nil, now)
	h.must(err)
	h.must(h.b.Store.Commit(h.b.spawn, c))
	e.Version = 1
	p, err := h.b.Store.Person(h.b.spawn, h.people[pupil].ID)
	h.must(err)
	p.Writing = coaching.Sealed
	c, err = coaching.Accept(e, p, coaching.Schedule{}, h.people[coach], now)
	h.must(err)
	h.must(h.b.Store.Commit(h.b.spawn, c))
	h.rows = append(h.rows, fresh(e.ID, coach, pupil))
}

func fresh(id coaching.ID, coach, pupil string) *tale {
	return &tale{id: id, coach: coach, pupil: pupil, lost: map[string]bool{}, claimed: map[string]bool{}, refused: map[string]bool{}}
}

// onOnePage is how many entries a coachee writes in a history: as many as a list shows at once.
const onOnePage = 5

// write has the coachee write, release all they have marked, and decide to do something.
func (h *history) write(r *tale) {
	own := 0
	for _, w := range h.words {
		if w.entry && w.in.pupil == r.pupil {
			own++
		}
	}
	if !h.live(r) || own == onOnePage {
		return
	}
	h.n++
	ctx, now := h.b.spawn, h.b.Now()
	e, err := h.b.Store.Engagement(ctx, r.id)
	h.must(err)
	p := h.people[r.pupil]
	entry, action := fmt.Sprintf("kanarie%se%d.", h.run, h.n), fmt.Sprintf("kanarie%sa%d.", h.run, h.n)
	release := rapid.Bool().Draw(h.T, "release")
	_, c, err := coaching.Reflect(e, p, coaching.Entry{Text: entry, Audience: coaching.NextBrief}, nil, now)
	h.must(err)
	_, more, err := coaching.AddAction(e, p, coaching.ActionDraft{Text: action}, now)
	h.must(err)
	h.must(h.b.Store.Commit(ctx, c.And(more)))
	h.words = append(h.words, &penned{entry, r, true, false}, &penned{action, r, false, true})
	if !release {
		return
	}
	all, err := h.b.Store.Reflections(ctx, r.id)
	h.must(err)
	_, c, err = coaching.ReleaseBrief(e, p, all, "", false, now)
	h.must(err)
	h.must(h.b.Store.Commit(ctx, c))
	for _, w := range h.words {
		w.released = w.released || w.in == r
	}
}

// handOn is proposed and agreed to through the forms, by whoever tries.
func (h *history) handOn(r *tale, by, to, who string) {
	h.do(submission, by, coachPropose, "", coachMeta{Engagement: r.id}, map[string]slack.BlockAction{"coach": {SelectedUser: to}})
	busy := slices.ContainsFunc(h.rows, func(o *tale) bool { return o.coach == to && o.pupil == r.pupil && !o.over })
	if by == r.coach && h.live(r) && to != r.coach && !h.unnamed[to] && !h.closed[to] && !busy {
		r.next = to
	}
	h.do(submission, who, coachTake, "", coachMeta{r.id, h.people[to].ID}, nil)
	if who != r.pupil || !h.live(r) || r.next != to || h.unnamed[to] || h.closed[to] || busy {
		return
	}
	r.over, r.passed = true, true
	es, err := h.b.Store.EngagementsOf(h.b.spawn, h.people[to].ID)
	h.must(err)
	for _, e := range es {
		if e.Live() && e.Coachee == h.people[r.pupil].ID && !slices.ContainsFunc(h.rows, func(o *tale) bool { return o.id == e.ID }) {
			h.rows = append(h.rows, fresh(e.ID, to, r.pupil))
			return
		}
	}
	h.Fatalf("no new coaching after %s agreed to %s", who, to)
}

// along has somebody take all reflections of one coaching into another.
func (h *history) along(from, to *tale, who string) {
	ids := []slack.OptionBlockObject{}
	rs, err := h.b.Store.Reflections(h.b.spawn, from.id)
	h.must(err)
	for _, r := range rs {
		ids = append(ids, slack.OptionBlockObject{Value: string(r.ID)})
	}
	h.do(submission, who, alongSave, "", alongMeta{from.id, to.id}, map[string]slack.BlockAction{"entries": {SelectedOptions: ids}})
	if who != from.pupil || who != to.pupil || from == to || !from.over || !h.live(to) || from.lost[who] || len(ids) == 0 {
		return
	}
	for _, w := range h.words {
		if w.in == from && w.entry {
			w.in, w.released = to, true
		}
	}
}
