package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func TestBriefForms(t *testing.T) {
	d := briefDraft{Engagement: goldPair, Coach: goldCoach, Coachee: goldMaya}
	goldenForm(t, "brief-prepare-empty", prepareView(d))
	d.Actions = []coaching.BriefAction{{Text: coaching.Words("Delegate the weekly report"), State: coaching.ActionDone, Outcome: goldNow,
		Learning: coaching.Words("It took *one* sentence"), Due: coaching.Date{Year: 2026, Month: 11, Day: 27}}, {Text: coaching.Words("Ask twice"), State: coaching.ActionOpen}}
	d.Rated = []coaching.Rated{{Rating: 4, At: goldNow.AddDate(0, 0, -7)}, {Rating: 6, At: goldNow}}
	d.offer(coaching.Brief{}, false, []coaching.Reflection{goldEntry("R1", coaching.Questions[0]+"\nI said no twice", coaching.NextBrief), goldEntry("R2", "mine", coaching.OnlyMe)})
	d.Focus, d.Ratings, d.Released = "How to say no", true, goldNow
	goldenForm(t, "brief-prepare", prepareView(d))
	goldenForm(t, "brief-prepare-longest", prepareView(longDraft()))
	goldenForm(t, "brief-released", releasedView(coaching.Brief{Engagement: "E1", Released: goldNow}, goldCoach, goldMaya))
	goldenForm(t, "brief-taken-back", takenBackView(goldPair))
	goldenForm(t, "brief-none", briefNoneView())
	goldenForm(t, "brief-choose", chooseView(briefRead, longChoices(120)))
	ready := goldScene(coaching.KindBriefReady, goldCoach, goldMaya)
	goldenCard(t, "brief-ready", briefReadyCard(ready, true))
	goldenCard(t, "brief-ready-withdrawn", briefReadyCard(ready, false))
	ready.Below = true
	goldenCard(t, "brief-ready-older", briefReadyCard(ready, true))
}

func longDraft() briefDraft {
	d := briefDraft{Engagement: goldPair, Coach: goldCoach, Coachee: goldMaya, Focus: longest(coaching.MaxText), Ratings: true, Released: goldNow}
	for _, a := range longActions(100) {
		d.Actions = append(d.Actions, coaching.BriefAction{Text: a.Text, Learning: a.Learning, State: a.State, Due: a.Due, Outcome: a.Outcome})
	}
	for i := range 100 {
		d.Rated = append(d.Rated, coaching.Rated{Rating: 10, At: goldNow.AddDate(0, 0, -i)})
	}
	d.offer(coaching.Brief{}, false, longEntries(100))
	return d
}

func TestOnlyWhatIsForTheBriefIsOffered(t *testing.T) {
	last := coaching.Brief{Entries: []coaching.ID{"R1"}, Released: goldNow}
	seen, old, fresh, mine := goldEntry("R1", "a", coaching.NextBrief), goldEntry("R2", "b", coaching.NextBrief), goldEntry("R3", "c", coaching.NextBrief), goldEntry("R4", "d", coaching.OnlyMe)
	fresh.Created, mine.Created = goldNow.Add(time.Minute), goldNow.Add(time.Minute)
	for _, c := range []struct {
		used            bool
		offered, ticked string
	}{{false, "R3 R1 R2", "R3 R1"}, {true, "R3 R2", "R3"}} {
		var d briefDraft
		d.offer(last, c.used, []coaching.Reflection{seen, old, fresh, mine})
		var ids []string
		for _, r := range d.Entries {
			ids = append(ids, string(r.ID))
		}
		if got := strings.Join(ids, " "); got != c.offered || strings.Join(d.Ticked, " ") != c.ticked {
			t.Errorf("used %v: offered %q, ticked %q", c.used, got, d.Ticked)
		}
	}
	var d briefDraft
	if d.offer(coaching.Brief{}, false, longEntries(40)); len(d.Entries) != 30 {
		t.Errorf("%d entries offered", len(d.Entries))
	}
}

func TestBriefReadings(t *testing.T) {
	r := briefReading{Engagement: goldPair, Role: coaching.Coach, Reader: goldCoach, Coachee: goldMaya}
	goldenForm(t, "brief-read-nothing", briefView(r))
	r.Released, r.View = true, coaching.BriefView{Released: goldNow, Focus: coaching.Words("How to say no"), Ratings: []coaching.Rated{{Rating: 4, At: goldNow}},
		Actions: []coaching.BriefAction{{Text: coaching.Words("Delegate"), State: coaching.ActionPartly, Outcome: goldNow, Learning: coaching.Words("Start small")}},
		Entries: []coaching.BriefEntry{{Text: coaching.Words("I said no twice"), Written: goldNow}}}
	goldenForm(t, "brief-read", briefView(r))
	r.Role, r.Reader = coaching.Coachee, goldMaya
	goldenForm(t, "brief-see", briefView(r))
	r.Released = false
	goldenForm(t, "brief-see-nothing", briefView(r))
}

// TestLongestBriefStaysWithinSlack turns every page of the longest brief.
func TestLongestBriefStaysWithinSlack(t *testing.T) {
	d := longDraft()
	r := briefReading{Engagement: goldPair, Role: coaching.Coach, Reader: goldCoach, Coachee: goldMaya, Released: true,
		View: coaching.BriefView{Released: goldNow, Focus: coaching.Words(d.Focus), Actions: d.Actions, Ratings: d.Rated}}
	for _, e := range longEntries(100) {
		r.View.Entries = append(r.View.Entries, coaching.BriefEntry{Text: e.Text, Written: e.Created})
	}
	pages := 0
	for {
		r.Page = pages
		v := briefView(r)
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if bad := sandbox.ValidateView(raw); len(bad) > 0 || len(raw) > 250<<10 {
			t.Errorf("page %d, %d bytes: %v", pages, len(raw), bad)
		}
		pages++
		if !canTurn(v) {
			break
		}
	}
	if pages < 20 {
		t.Errorf("%d pages", pages)
	}
	r.Page = 0
	goldenForm(t, "brief-read-longest", briefView(r))
}

// canTurn reports whether the form has a next page.
func canTurn(v *slack.ModalViewRequest) bool {
	for _, b := range v.Blocks.BlockSet {
		if holds(b, "Next page") {
			return true
		}
	}
	return false
}
