package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// actor is somebody who tries, and the side on which they have a part.
type actor struct{ user, role, side string }

var actors = []actor{
	{"UANNA", "coach", "a"}, {"UTOM", "coach", "b"}, {"UMAYA", "coachee", "a"}, {"URAVI", "coachee", "b"}, {"UHELEN", "sponsor", "a"}, {"UVERA", "sponsor", "b"},
	{"UOSCAR", "asked", "asked"}, {"UPAULA", "declined", "declined"}, {"UCARL", "named", ""}, {"UFRANK", "former", "former"}, {"UINES", "invited", "invited"},
	{"USVEN", "uninvited", "invited"}, {"USAM", "", ""}, {"UGUS", "", ""}, {"UCONN", "", ""}, {"UDORA", "deactivated", "gone"}, {"UBOT", "", ""}, {"USLACKBOT", "", ""}, {"", "", ""},
}

// workspace is how a request names where it comes from.
type workspace struct {
	name, team, org string
	homes           []string
}

var workspaces = []workspace{
	{"own", ownTeam, ownOrg, []string{ownTeam}}, {"another team", otherTeam, ownOrg, nil}, {"another organisation", ownTeam, otherOrg, nil},
	{"another home", ownTeam, ownOrg, []string{otherTeam}}, {"no team", "", ownOrg, nil},
}

// object is one id, and the column of the expectations under which it falls.
type object struct{ name, column, id string }

// objects lists what an actor tries with a route: ids of the kind that it takes, from everywhere, their own first.
func (w *matrixWorld) objects(a actor, r rule) []object {
	if r.takes == "-" {
		return []object{{"nothing", "own", ""}}
	}
	mine, theirs := w.sides[a.side], w.sides["b"]
	if a.side == "b" {
		theirs = w.sides["a"]
	}
	out := []object{{"another's", "rest", theirs.live[r.takes]}, {"another's that is over", "rest", theirs.over[r.takes]}, {"an unknown", "rest", string(coaching.NewID())},
		{"an erased", "rest", w.erase}, {"a malformed", "bad", "nonsense \x00 <!channel> " + strings.Repeat("9", 300)}, {"an empty", "bad", ""}}
	if r.takes == "coachee" {
		out[2].id, out[3].id = "UNOBODY1", "UNOBODY2"
	}
	if mine != nil {
		other := "reflection"
		if r.takes == other || r.takes == "typed" {
			other = "action"
		}
		own := []object{{"one's own", "own", mine.live[r.takes]}, {"one's own that is over", "over", mine.over[r.takes]}, {"one's own of another kind", "kind", mine.live[other]}}
		out = append(slices.DeleteFunc(own, func(o object) bool { return o.id == "" || o.column == "over" && r.takes == "coachee" }), out...)
	}
	return slices.DeleteFunc(out, func(o object) bool { return o.id == "" && o.column == "rest" })
}

// call is the request: a press, a form, a command or an event that names id everywhere it can.
func (w *matrixWorld) call(r rule, a actor, ws workspace, id string) *Call {
	w.n++
	value := strings.NewReplacer("{id}", id, "{hash}", coaching.SentenceHash("Sentence "+canary), "{patterns}", coaching.PatternsHash()).Replace(r.form)
	c := &Call{Team: ws.team, Enterprise: ws.org, Homes: ws.homes, User: a.user, Route: r.id, Trigger: "none", Channel: "D1", Message: "1.2", Once: fmt.Sprintf("matrix:%d", w.n)}
	switch r.kind {
	case command:
		name, words, _ := strings.Cut(r.id, " ")
		if r.takes == "-" {
			value = strings.TrimSuffix(r.form, "{id}")
		}
		c.Route, c.Text = name, strings.TrimSpace(words+" "+value)
	case happening:
		channel, ts, _ := strings.Cut(id, " ")
		if r.takes == "-" {
			channel, ts = "DNEW", fmt.Sprintf("1795338000.%06d", w.n)
		}
		c.Channel, c.Message, c.Text = channel, ts, "words of a message"
		c.Event = &event{Type: r.id, User: userRef{ID: a.user, TZ: "Asia/Dubai"}, Text: c.Text, TS: fmt.Sprintf("17999%05d.0", w.n), EventTS: fmt.Sprintf("17999%05d.0", w.n), Tab: "home",
			Message: &message{User: userRef{ID: a.user}, Text: c.Text, TS: ts}, Previous: &message{User: userRef{ID: a.user}, Text: "before"}, At: rigStart.Unix(), DND: dnd{Enabled: true, Start: rigStart.Unix() - 60, End: rigStart.Unix() + 7200}}
	default:
		c.Value = value
		if r.kind == press && !strings.Contains(r.form, "meta") {
			return c
		}
		own := map[string]string{"zara": string(w.zara)}
		if s := w.sides[a.side]; s != nil {
			own["engagement"], own["entry"] = s.live["engagement"], s.over["reflection"]
		}
		c.View = matrixForm(r, id, own)
	}
	return c
}

// matrixForm is a form of the route's, filled in with what it could take, about id; own is what else is the sender's.
func matrixForm(r rule, id string, own map[string]string) slack.View {
	keys := map[string][]string{"engagement": {"e", "Engagement"}, "session": {"Session"}, "asked": {"Session"}, "consent": {"Consent"}, "reflection": {"r"}, "prompt": {"p"}}[r.takes]
	if keys == nil {
		keys = []string{"a"}
	}
	meta := map[string]any{"Next": own["zara"], "v": 1, "Version": 1, "t": questions, "Read": time.Date(2026, 12, 7, 11, 0, 0, 0, time.UTC).Unix()}
	for _, k := range keys {
		meta[k] = id
	}
	if r.takes == "prompt" {
		meta["e"] = own["engagement"]
	}
	if r.id == alongSave {
		meta["From"], meta["To"] = id, own["engagement"]
	}
	raw, _ := json.Marshal(meta)
	word := func(s string) slack.BlockAction { return slack.BlockAction{Value: s} }
	pick := func(s string) slack.BlockAction {
		return slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: s}}
	}
	in := map[string]slack.BlockAction{"text": word("words"), "tried": word("words"), "sentence": word("other words"), "focus": word("words"), "learning": word("words"), "reason": word("words"),
		"date": {SelectedDate: "2026-12-07"}, "time": {SelectedTime: "11:00"}, "due": {SelectedDate: "2026-12-07"}, "first": {SelectedDate: "2026-12-07"},
		"from": {SelectedDate: "2026-12-07"}, "to": {SelectedDate: "2026-12-08"}, "minutes": pick("60"), "sessions": pick("8"), "every": pick("14"), "rating": pick("7"),
		"audience": pick("brief"), "writing": pick("sealed"), "zone": pick("Europe/Paris"), "often": pick("14"), "cron": word("0 9 * * 1"), "when": pick("date"),
		"coachee": pick(id), "engagement": pick(id), "coach": {SelectedUser: "UCARL"}}
	if r.id == alongSave {
		in["entries"] = slack.BlockAction{SelectedOptions: []slack.OptionBlockObject{{Value: own["entry"]}}}
	}
	if r.id == sponsorNamed {
		in["sponsor"] = slack.BlockAction{SelectedUser: "USAM"}
	}
	if r.id == startSubmit {
		in["coachee"] = slack.BlockAction{SelectedUser: "USAM"}
	}
	if r.id == laterSave && r.takes == "prompt" {
		in["when"] = pick("hour")
		delete(in, "date")
		delete(in, "time")
	}
	for _, b := range questionBlocks {
		in[b] = word("words")
	}
	v := slack.View{ID: "V1", Type: slack.VTModal, CallbackID: r.id, PrivateMetadata: string(raw), State: &slack.ViewState{Values: map[string]map[string]slack.BlockAction{}}}
	for _, block := range slices.Sorted(maps.Keys(in)) {
		v.State.Values[block] = map[string]slack.BlockAction{block: in[block]}
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, textInput(block, "Label", "", "", false, true))
	}
	return v
}

// outcome is what came of a cell.
type outcome struct {
	what, shown string
	calls       []string
}

// try runs the call and says what came of it. Whatever is stored is taken back.
func (w *matrixWorld) try(c *Call, k kind, neutral string) outcome {
	w.t.Helper()
	before := w.changes()
	w.mu.Lock()
	w.calls, w.reads, w.painted = nil, nil, ""
	w.mu.Unlock()
	w.bot.accounts.learn("UDORA", true, "")
	a, err := w.bot.run(w.t.Context(), k, c)
	w.bot.work.Wait()
	if err != nil {
		w.t.Errorf("%s %s as %s: %v", k, c.Route, c.User, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out := outcome{shown: shownText(w.t, a) + w.painted, calls: w.calls}
	stored := false
	if w.changes() != before {
		differs := w.differs()
		stored = len(effects(differs)) > 0
		w.reset(differs...)
	}
	switch {
	case stored:
		out.what = does
	case out.shown == neutral:
		out.what = no
	case strings.Contains(out.shown, coaching.NoLonger):
		out.what = late
	case out.shown == emptyAnswer && len(out.calls) == 0:
		out.what = nothing
	default:
		out.what = shows
	}
	return out
}

const emptyAnswer = "[null,null,null,null]"

// TestMatrix tries every route as everybody, with every object, from every workspace, against a table that people
// wrote. Whoever may not gets to the byte what a stranger gets; nothing is stored and nobody is sent anything.
// What is somebody else's and what does not exist get the same answer, after the same reads.
func TestMatrix(t *testing.T) {
	w := newMatrixWorld(t)
	w.freeze()
	sample, rules, began := newSampling(), readMatrix(t), time.Now()
	for _, r := range rules {
		w.stand(r.state)
		baseline := w.stranger(r)
		for i, a := range actors {
			if a.user == "" && r.kind == happening {
				continue // an event of nobody's leads nowhere
			}
			for _, ws := range workspaces {
				w.row(sample, r, i, ws, baseline)
			}
		}
		if left := effects(w.differs()); len(left) > 0 {
			t.Fatalf("%s left something behind in %v", r.where(), left)
		}
	}
	sample.complete(t, rules)
	if sample.acted < 200 {
		t.Errorf("only %d cells let anybody do anything: the world does not fit the routes", sample.acted)
	}
	t.Logf("%d cells (all of those that must be, and one in %d of the others), %d of them allowed, in %s", sample.cells, sample.share, sample.acted, time.Since(began).Round(time.Millisecond))
}

// stranger is what somebody without any part gets for an id that nobody has.
func (w *matrixWorld) stranger(r rule) string {
	c := w.call(r, actor{user: "UNEVER"}, workspaces[0], "none")
	o := w.try(c, r.kind, "\x00")
	if r.id == helpUrgent || r.id == helpCountry {
		return "" // the one thing that everybody gets
	}
	if r.kind != happening && !strings.Contains(o.shown, coaching.Neutral) {
		w.t.Errorf("%s %s answers a stranger: %s", r.kind, r.id, o.shown)
	}
	return o.shown
}

// row is every object that one actor tries from one workspace.
func (w *matrixWorld) row(sample *sampling, r rule, nth int, ws workspace, baseline string) {
	a := actors[nth]
	var rest *outcome
	for i, o := range w.objects(a, r) {
		if !sample.picks(r, nth, ws, i, o) {
			continue
		}
		sample.tried(r, a, ws, o)
		want := w.expects(r, a, ws, o.column)
		got, reads := w.read(r, a, ws, o.id, baseline)
		got.calls = slices.DeleteFunc(got.calls, func(c string) bool { return c == "views.publish "+a.user })
		where := fmt.Sprintf("%s as %s (%s) from %s with %s", r.where(), a.user, a.role, ws.name, o.name)
		switch {
		case o.column == "kind":
			if got.what == does && want != does {
				w.t.Errorf("%s: %s, want %s", where, got.what, want)
			}
			continue
		case !slices.Contains(strings.Split(want, "+"), got.what):
			w.t.Errorf("%s: %s, want %s\n%.300s", where, got.what, want, got.shown)
		case want == no && len(got.calls) > 0:
			w.t.Errorf("%s: Slack was asked %v", where, got.calls)
		case want == no && opened(reads):
			w.t.Errorf("%s: what people wrote was read: %v", where, reads)
		}
		if want != no && want != late && want != nothing {
			sample.acted++
		}
		if o.column != "rest" {
			continue
		}
		if reads := fmt.Sprint(reads); rest == nil {
			rest = &outcome{shown: got.shown, what: reads}
		} else if rest.shown != got.shown || rest.what != reads {
			w.t.Errorf("%s: another answer, or other reads, than for one that is somebody else's:\n%.300s\n%.300s\n%s\n%s", where, rest.shown, got.shown, rest.what, reads)
		}
	}
}

// expects is what the table says.
func (w *matrixWorld) expects(r rule, a actor, ws workspace, column string) string {
	if e, all := r.roles["everybody"]; all {
		return e.own
	}
	e, ok := r.roles[a.role]
	if !ok || a.role == "" || ws.name != "own" {
		return no
	}
	switch column {
	case "own":
		return cmp.Or(e.own, no)
	case "over":
		return cmp.Or(e.over, no)
	case "bad":
		return cmp.Or(e.bad, no)
	}
	return cmp.Or(e.rest, no)
}

// changes is how many rows were written by now.
func (w *matrixWorld) changes() (n int64) {
	w.t.Helper()
	w.must(w.prepared("SELECT total_changes()").QueryRowContext(w.t.Context()).Scan(&n))
	return n
}
