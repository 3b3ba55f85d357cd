package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage/storagetest"
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

// everywhere is all that u is shown of r.
func (h *history) everywhere(u string, r *tale) string {
	var all strings.Builder
	if u != r.coach && u != r.pupil { // with what would show the most
		return h.do(press, u, briefRead, string(r.id), nil, nil) + h.do(press, u, actionsOpen, string(r.id), nil, nil) + h.do(press, u, briefPage, "0", briefMeta{Engagement: r.id}, nil)
	}
	for _, route := range []string{briefRead, briefSee, briefOpen, actionsOpen, reflectList, engagementOpen, scheduleOpen, alongOpen} {
		all.WriteString(h.do(press, u, route, string(r.id), nil, nil))
	}
	for page := range 3 {
		all.WriteString(h.do(press, u, mydataRead, fmt.Sprint(page), nil, nil))
	}
	all.WriteString(h.do(press, u, briefPage, "0", briefMeta{Engagement: r.id}, nil))
	if u == r.pupil {
		all.WriteString(h.do(press, u, alongFrom, string(r.id), alongMeta{r.id, r.id}, nil))
	}
	return all.String()
}

// look holds what everybody can open against the oracle, both ways.
func (h *history) look() {
	for _, u := range append(slices.Clone(h.coaches), h.pupils...) {
		for _, r := range h.rows {
			shown := h.everywhere(u, r)
			for _, w := range h.words {
				h.looks++
				hit, may := strings.Contains(shown, w.text), h.may(u, w)
				if hit && !may {
					h.Fatalf("%s opens %s of %s and %s", u, w.text, w.in.coach, w.in.pupil)
				}
				if hit {
					h.seen++
				}
				if w.in == r && may && !hit && (w.entry || h.live(r)) { // what is to be done shows while it goes on
					h.Fatalf("%s does not see %s of %s and %s (over %v)", u, w.text, w.in.coach, w.in.pupil, r.over)
				}
			}
		}
	}
}

// accounts has the bot hear of u's account, as Slack or the configuration say.
func (h *history) accounts(u string) {
	h.b.accounts.learn(u, h.closed[u], "")
	h.must(h.b.accountTold(h.b.spawn, h.people[u], h.closed[u]))
}

// step is one thing that somebody does or that happens to them.
func (h *history) step() {
	anybody := append(slices.Clone(h.coaches), h.pupils...)
	u := rapid.SampledFrom(anybody).Draw(h.T, "who")
	coach, pupil := rapid.SampledFrom(h.coaches).Draw(h.T, "coach"), rapid.SampledFrom(h.pupils).Draw(h.T, "coachee")
	what := rapid.IntRange(0, 15).Draw(h.T, "what")
	if len(h.rows) == 0 {
		h.begin(coach, pupil)
		return
	}
	r := rapid.SampledFrom(h.rows).Draw(h.T, "coaching")
	switch what {
	case 0:
		h.begin(coach, pupil)
	case 1, 2, 3:
		h.write(r)
	case 4, 5:
		h.handOn(r, r.coach, coach, r.pupil)
	case 6:
		h.handOn(r, u, coach, rapid.SampledFrom(anybody).Draw(h.T, "by"))
	case 7:
		h.b.work.Wait() // what is under way still reads how it was
		h.closed[u] = true
		h.accounts(u)
		h.lose(u)
	case 8:
		h.b.work.Wait()
		h.closed[u] = false
		h.accounts(u)
	case 9:
		h.b.work.Wait()
		h.unnamed[coach] = !h.unnamed[coach]
		h.b.Coaches = slices.DeleteFunc(slices.Clone(h.coaches), func(c string) bool { return h.unnamed[c] })
		h.accounts(coach)
		h.lose(coach)
	case 10, 11:
		h.do(press, u, accountClaim, "", nil, nil)
		h.claims(u)
	case 12, 13:
		same := rapid.IntRange(0, 3).Draw(h.T, "same") > 0
		by := rapid.SampledFrom([]string{r.coach, r.pupil, u}).Draw(h.T, "by")
		h.do(press, by, map[bool]string{true: accountSame, false: accountOther}[same], string(r.id), nil, nil)
		if by == r.coach || by == r.pupil {
			h.vouches(by, r, same)
		}
	case 14:
		h.along(r, rapid.SampledFrom(h.rows).Draw(h.T, "into"), rapid.SampledFrom([]string{r.pupil, u}).Draw(h.T, "by"))
	case 15:
		h.do(press, u, engagementClose, string(r.id), nil, nil)
		if (u == r.coach || u == r.pupil) && !r.over && !r.lost[u] && h.there(r, u) {
			r.over = true
		}
	}
}

// TestNobodyWithoutALivePartOpensAnything: after any history of coaches replaced and gone, accounts closed,
// taken over and confirmed, coachings closed, and things taken along, nobody opens a word but those whom
// the oracle lets, and those do.
func TestNobodyWithoutALivePartOpensAnything(t *testing.T) {
	clock := &stepClock{at: rigStart}
	var now *history
	store := storagetest.SQLite(t, clock.Now)
	client := &http.Client{Transport: inProcess{http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		user := slack.User{ID: r.FormValue("user"), RealName: "Somebody", TZ: "Europe/London", Deleted: now.closed[r.FormValue("user")]}
		_ = json.NewEncoder(rw).Encode(map[string]any{"ok": true, "user": user, "view": map[string]any{"id": "V1"}})
	})}}
	if checks := flag.Lookup("rapid.checks").Value; underRace && checks.String() == "100" { // what it is when nobody says
		_ = checks.Set("40")
		defer func() { _ = checks.Set("100") }()
	}
	runs, looks, seen := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		b, err := New(Config{API: slack.New("xoxb-1", slack.OptionHTTPClient(client), slack.OptionAPIURL("http://slack.test/api/")), HTTP: client, Store: store, Timetable: reminders.Timetable{},
			Now: clock.Now, Wall: time.Now, Zone: "UTC", Writing: coaching.Sealed, Log: slog.New(slog.DiscardHandler), Limit: time.Minute})
		if err != nil {
			rt.Fatal(err)
		}
		runs++
		h := &history{T: rt, b: b, run: fmt.Sprintf("R%d", runs), people: map[string]coaching.Person{}, closed: map[string]bool{}, unnamed: map[string]bool{}}
		now = h
		b.team, b.self = "T0OWN", "UBOT"
		for i, name := range []string{"ANNA", "TOM", "CORA", "MAYA", "RAVI"} {
			p := coaching.Person{ID: coaching.NewID(), Team: b.team, User: "U" + h.run + name, Name: name, Zone: "Europe/London", Writing: coaching.Sealed, Created: clock.Now()}
			h.must(store.Commit(b.spawn, coaching.Change{People: []coaching.Person{p}}))
			p.Version = 1
			h.people[p.User] = p
			if i < 3 {
				h.coaches = append(h.coaches, p.User)
			} else {
				h.pupils = append(h.pupils, p.User)
			}
		}
		b.Coaches = h.coaches
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			h.step()
		}
		h.look()
		b.work.Wait()
		b.stop()
		looks, seen = looks+h.looks, seen+h.seen
	})
	t.Logf("%d histories, %d looks, %d of them let through by the oracle and shown", runs, looks, seen)
}
