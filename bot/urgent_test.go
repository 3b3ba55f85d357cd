package bot

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"interlude/coaching"
	"interlude/coaching/harm"
)

// Two texts of the same length, in characters and in bytes: one that speaks of harm, one that does not.
const (
	darkWords  = "I do not want to live any more"
	plainWords = "I do not want to talk any more"
)

// heardTitle is the title of the form that is shown when something was heard.
const heardTitle = "A moment for you"

func TestUrgentForms(t *testing.T) {
	all := harm.Places()
	germany, ok := harm.PlaceOf(all, "DE-BY")
	if !ok {
		t.Fatal("Bavaria has no numbers")
	}
	n := numbers{all: all, chosen: germany, known: true}
	goldenForm(t, "urgent-chosen", urgentView(n))
	goldenForm(t, "urgent-heard", heardView(numbers{all: all}, wrote{Route: reflectEdit, Value: "R1"}))
	goldenForm(t, "urgent-heard-chosen", heardView(n, wrote{Route: actionsChange, Value: "A1", Place: actionPlace{List: actionsOpen, Engagement: "E1", Page: 2}}))
	goldenForm(t, "urgent-heard-there", heardView(n, wrote{Route: reflectEdit, Value: "R1", There: true}))
	long := harm.Place{Code: "XA", Name: strings.Repeat("<&>", 20), Emergency: strings.Repeat("<&>", 166)}
	for len(all) < 120 {
		all = append(all, long)
	}
	goldenForm(t, "urgent-heard-longest", heardView(numbers{all: all, chosen: long, known: true}, wrote{Route: reflectEdit, Value: strings.Repeat("i", 32)}))
}

func TestTwoTextsOfOneLengthDifferInHarmOnly(t *testing.T) {
	if len(darkWords) != len(plainWords) || !harm.In(darkWords) || harm.In(plainWords) {
		t.Error("the two texts of these tests are no pair")
	}
}

// writings are the forms in which a coachee writes, from a message or a menu to the filled form.
var writings = map[string]struct {
	open  func(r *rig)
	field string
	back  string // what the entry shows after "Back to my entry"
}{
	reflectSave: {open: func(r *rig) { r.command(maya, "/reflect", "") }, field: coaching.Questions[1], back: "Your words"},
	reflectEdited: {open: func(r *rig) {
		r.command(maya, "/reflect", "")
		r.fill(maya, coaching.Questions[0], "First")
		r.submit(maya)
		r.press(maya, "Edit")
	}, field: "Your words", back: "Your words"},
	typedMoved: {open: func(r *rig) {
		r.command(maya, "/coaching", "settings")
		r.fill(maya, "How would you like to write?", "Sealed")
		r.submit(maya)
		r.closeAll(maya)
		r.say(maya, "Something")
		r.sees(maya, "I have not kept this")
		r.press(maya, "Move it into a form")
	}, field: "Your words", back: "Your words"},
	actionsSave: {open: func(r *rig) { r.command(maya, "/actions", ""); r.press(maya, "Add an action") }, field: "What will you do?", back: "What will you do?"},
	actionsSave + " change": {open: func(r *rig) {
		r.command(maya, "/actions", "add Call the team")
		r.command(maya, "/actions", "")
		r.press(maya, "Change")
	}, field: "What could get in the way?", back: "What will you do?"},
	actionsSave + " from a message": {open: func(r *rig) {
		r.addActions(maya, "Ask Leo by 24 nov")
		r.until(rigStart.AddDate(0, 0, 2))
		r.press(maya, "Change")
		r.sees(maya, "Change an action")
	}, field: "What could get in the way?", back: "What will you do?"},
	actionsLearned: {open: func(r *rig) {
		r.command(maya, "/actions", "add Call the team")
		r.command(maya, "/actions", "")
		r.press(maya, "Done")
	}, field: "One line of learning", back: "One line of learning"},
	briefRelease:    {open: func(r *rig) { r.command(maya, "/coaching", "brief") }, field: "What do you want to work on?", back: "What do you want to work on?"},
	sponsorReworded: {open: func(r *rig) { r.press(maya, "Change the words") }, field: "Your sponsor could be told:", back: "Your sponsor could be told"},
	scheduleMoved: {open: func(r *rig) {
		r.book(anna, "2026-12-03", "10:00")
		r.command(maya, "/schedule", "")
		r.press(maya, "Ask to move")
	}, field: "Reason", back: "Ask to move"},
	scheduleCancelled: {open: func(r *rig) {
		r.book(anna, "2026-12-03", "10:00")
		r.command(maya, "/schedule", "")
		r.press(maya, "Cancel")
	}, field: "Reason", back: "Sessions"},
}

// TestWhoeverWritesOfHarmIsShownWhomToCall: in every form, after the words are stored, and back.
func TestWhoeverWritesOfHarmIsShownWhomToCall(t *testing.T) {
	for name, w := range writings {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, helen, "Open")
			w.open(r)
			r.fill(maya, w.field, darkWords)
			r.submit(maya)
			r.sees(maya, heardTitle)
			r.sees(maya, "*Your words are saved.*")
			r.press(maya, "Back to my entry")
			r.sees(maya, w.back)
		})
	}
}

// TestUrgentHelpNeedsNothing: no database, no part, no patience of ours is needed to see the numbers.
func TestUrgentHelpNeedsNothing(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/reflect", "")
	real := r.bot.Store
	r.bot.Store = brokenStore{real}
	defer func() { r.bot.Store = real }()
	before := r.log.String()
	r.press(maya, "Urgent help")
	r.sees(maya, "findahelpline.com")
	r.must(r.as(maya).Choose(r.ctx, "Numbers for another country", "India"))
	r.sees(maya, "Tele-MANAS")
	if after := r.log.String(); after != before {
		t.Errorf("it left a line in the log: %s", strings.TrimPrefix(after, before))
	}
}

// brokenStore is a database that does not answer.
type brokenStore struct{ Store }

func (brokenStore) PersonBySlack(context.Context, string, string) (coaching.Person, error) {
	return coaching.Person{}, errors.New("the database does not answer")
}

func (brokenStore) Commit(context.Context, coaching.Change) error {
	return errors.New("the database does not answer")
}

// TestUrgentHelpShowsTheChosenCountry: the one whose holidays somebody keeps, part or whole.
func TestUrgentHelpShowsTheChosenCountry(t *testing.T) {
	b := &Bot{Config: Config{Places: harm.Places()}}
	for code, want := range map[string]string{"": "", coaching.NoCountry: "", "DE-BY": "Germany", "FR": "France", "XX": ""} {
		p := coaching.Person{}
		p.Absence.Country = code
		if n := b.numbers(p); n.chosen.Name != want || n.known != (want != "") {
			t.Errorf("%q: %q", code, n.chosen.Name)
		}
	}
}

// TestCoachesWordsAreNotReadForHarm: the form is the coachee's alone.
func TestCoachesWordsAreNotReadForHarm(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/actions", "")
	r.press(anna, "Propose an action")
	r.fill(anna, "What could they do?", darkWords)
	r.submit(anna)
	r.misses(anna, heardTitle)
	r.sees(anna, "*Proposed*")
}

// TestTheAnswerToWhatWasHeardSaysNothingOfIt: byte for byte the same form for whatever was written.
func TestTheAnswerToWhatWasHeardSaysNothingOfIt(t *testing.T) {
	b := &Bot{Config: Config{Places: harm.Places()}}
	w := &wrote{Route: reflectEdit, Value: "R1"}
	forms := map[string]bool{}
	for _, text := range []string{darkWords, "I have started cutting myself again", "My husband beats me", "Ich bringe ihn um, ich meine es ernst", "मैं मरना चाहता हूँ"} {
		c := &Call{View: slack.View{State: &slack.ViewState{Values: map[string]map[string]slack.BlockAction{"text": {"text": {Value: text}}}}}}
		v := b.listen(c, w)
		if v == nil {
			t.Errorf("%q was not heard", text)
			continue
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		forms[string(raw)] = true
	}
	if len(forms) != 1 {
		t.Errorf("%d different forms", len(forms))
	}
}

// wordless are the forms with a text field in which no coachee writes in words of their own.
var wordless = map[string]string{
	settingsSave:    "a cron expression",
	scheduleBook:    "the coach's link",
	agreementAccept: "a cron expression",
	timeSave:        "a cron expression",
	mydataMake:      "a passphrase, which nothing may read",
	mydataSure:      "the one word that confirms",
}

// TestEveryFormForWordsListens: a new form with a text field is either listened to or a decision.
func TestEveryFormForWordsListens(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.json")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d golden files, %v", len(files), err)
	}
	listens := map[string]bool{}
	for name := range writings {
		id, _, _ := strings.Cut(name, " ")
		listens[id] = true
	}
	callback := regexp.MustCompile(`"callback_id": "([^"]+)"`)
	seen := map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		m := callback.FindStringSubmatch(string(raw))
		if m == nil || !strings.Contains(string(raw), `"plain_text_input"`) {
			continue
		}
		if seen[m[1]] = true; !listens[m[1]] && wordless[m[1]] == "" {
			t.Errorf("%s: people can write into the form %s, and nobody listens for harm", f, m[1])
		}
	}
	for id := range listens {
		if !seen[id] {
			t.Errorf("the form %s has no golden file with a text field", id)
		}
	}
}
