package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// canary marks every word that Maya or her coach wrote: nobody else may ever be shown it.
const canary = "kanarie"

// foreign is one engagement with a row of every kind, all of whose words hold the canary, and the ids
// that somebody else could put into a press.
func foreign(r *rig) (coaching.Engagement, []string) {
	r.t.Helper()
	r.engage(anna, maya, helen, "Open")
	e := r.pair(maya)
	r.command(maya, "/actions", "add "+canary+" one by 2026-11-27")
	r.must(r.ws.WaitFor(r.ctx, func() bool { as, err := r.store.Actions(r.ctx, e.ID); return err == nil && len(as) == 1 }))
	coach, coachee := r.person(anna), r.person(maya)
	s, change, err := coaching.Book(e, coach, coachee, coaching.Booking{Start: rigStart.AddDate(0, 0, 21), Minutes: 60}, nil, nil, nil, r.clock.Now())
	r.must(err)
	s.Reason = coaching.Words(canary)
	change.Sessions[0].Reason = s.Reason
	r.must(r.store.Commit(r.ctx, change))
	entry, change, err := coaching.Reflect(e, coachee, coaching.Entry{Text: canary + " two", Audience: coaching.NextBrief}, nil, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	_, change, err = coaching.ReleaseBrief(e, coachee, []coaching.Reflection{entry}, canary+" focus", true, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	consents, err := r.store.Consents(r.ctx, e.ID)
	r.must(err)
	_, change, err = coaching.Reword(e, consents[0], coachee, canary+" sentence", r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	r.until(asked.AddDate(0, 0, 3)) // the cap of one a day held the questions over the weekend
	ids := []string{string(e.ID), string(s.ID), string(entry.ID), string(r.actions(maya)[0].ID), string(consents[0].ID)}
	prompts, err := r.store.DeliveriesTo(r.ctx, coachee.ID, coaching.KindPrompt, rigStart)
	r.must(err)
	consents, err = r.store.Consents(r.ctx, e.ID)
	r.must(err)
	return e, append(ids, string(prompts[0].ID), ids[4]+"|"+consents[0].Hash, "cancel|"+ids[1], "held|"+ids[1], ids[0]+"|1796641200|60|")
}

// standing is everything stored about e, in a form that can be compared.
func standing(r *rig, e coaching.Engagement) string {
	r.t.Helper()
	var all []any
	for _, read := range []func() (any, error){
		func() (any, error) { return r.store.Engagement(r.ctx, e.ID) },
		func() (any, error) { return r.store.Acceptances(r.ctx, e.ID) },
		func() (any, error) { return r.store.Consents(r.ctx, e.ID) },
		func() (any, error) { return r.store.Actions(r.ctx, e.ID) },
		func() (any, error) { return r.store.ScheduleOf(r.ctx, e.ID) },
		func() (any, error) { return r.store.Reflections(r.ctx, e.ID) },
		func() (any, error) { return r.store.LatestBrief(r.ctx, e.ID) },
		func() (any, error) { return r.store.Sessions(r.ctx, e.ID) },
	} {
		v, err := read()
		r.must(err)
		all = append(all, v)
	}
	return fmt.Sprintf("%+v", all) // words print as a mark; versions tell of every change
}

// TestReviewNobodyElseReachesAnEngagement presses every button and sends every form of the route
// table with every id of Maya's engagement, as everybody who has no business there: a stranger, her sponsor,
// another coach, another coachee. Nothing of hers changes and no word of hers is shown; the
// stranger reads the one neutral sentence, whatever they try.
func TestReviewNobodyElseReachesAnEngagement(t *testing.T) {
	r := newRig(t)
	r.engage(tom, ravi, "", "Open")
	e, ids := foreign(r)
	before := standing(r, e)
	neutralAnswer := shownText(t, say("%s", coaching.Neutral))
	own := &Call{Team: r.bot.Team(), User: maya, Route: reflectList, Once: "own"}
	if a, err := r.bot.run(r.ctx, press, own); err != nil || !strings.Contains(shownText(t, a), canary) {
		t.Fatalf("the writer herself does not see her words: %v", err)
	}
	n := 0
	for k := range r.bot.routes {
		if k.kind != press && k.kind != submission {
			continue
		}
		for i, id := range append(ids, "", "nonsense") {
			for _, user := range []string{sam, helen, tom, ravi} {
				if user == helen && strings.HasPrefix(k.id, "sponsor.") {
					continue // their own part is theirs to answer
				}
				n++
				c := &Call{Team: r.bot.Team(), User: user, Route: k.id, Value: id, Trigger: "none", Once: fmt.Sprintf("review:%s:%d:%s", k.id, i, user), Channel: "D1",
					View: forged(k, id)}
				a, err := r.bot.run(r.ctx, k.kind, c)
				shown := shownText(t, a)
				switch {
				case err != nil:
					t.Errorf("%s %s as %s: %v", k.kind, k.id, user, err)
				case strings.Contains(shown, canary):
					t.Errorf("%s %s with id %d shows %s: %s", k.kind, k.id, i, user, shown)
				case user == sam && k.id != helpUrgent && k.id != helpCountry && k.kind == press && shown != neutralAnswer:
					t.Errorf("%s with id %d answers a stranger: %s", k.id, i, shown)
				}
			}
		}
		if after := standing(r, e); after != before {
			t.Fatalf("%s %s changed something:\n%s\n%s", k.kind, k.id, before, after)
		}
	}
	if n < 500 {
		t.Errorf("only %d tries", n)
	}
}

// forged is a form whose metadata and inputs all name id.
func forged(k key, id string) slack.View {
	if k.kind != submission {
		return slack.View{}
	}
	metadata, _ := json.Marshal(map[string]any{"e": id, "Engagement": id, "a": id, "Action": id, "r": id, "s": id, "Session": id, "Consent": id, "v": 1, "Version": 1})
	if len(id) == 0 {
		metadata = nil
	}
	in := slack.BlockAction{Value: "words", SelectedOption: slack.OptionBlockObject{Value: id}}
	values := map[string]map[string]slack.BlockAction{}
	for _, block := range []string{"engagement", "coachee", "text", "sentence", "focus", "learning", "reason"} {
		values[block] = map[string]slack.BlockAction{block: in}
	}
	values["text"]["text"] = slack.BlockAction{Value: "words"}
	return slack.View{ID: "V1", Type: slack.VTModal, CallbackID: k.id, PrivateMetadata: string(metadata), State: &slack.ViewState{Values: values}}
}

func shownText(t testing.TB, a Answer) string {
	t.Helper()
	raw, err := json.Marshal([]any{a.Note, a.Open, a.Update, a.Errors})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
