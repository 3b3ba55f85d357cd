package coaching

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestActionDraft(t *testing.T) {
	for name, c := range map[string]struct {
		d     ActionDraft
		field string
	}{
		"only words":      {ActionDraft{Text: "Delegate"}, "ok"},
		"no words":        {ActionDraft{Text: " \x00\u200b "}, "text"},
		"longest":         {ActionDraft{Text: strings.Repeat("ä", 500)}, "ok"},
		"too long":        {ActionDraft{Text: strings.Repeat("ä", 501)}, "text"},
		"long goal":       {ActionDraft{Text: "x", Goal: strings.Repeat("x", 501)}, "goal"},
		"long cue":        {ActionDraft{Text: "x", Cue: strings.Repeat("x", 501)}, "cue"},
		"long obstacle":   {ActionDraft{Text: "x", Obstacle: strings.Repeat("x", 501)}, "obstacle"},
		"today":           {ActionDraft{Text: "x", Due: Date{2026, 11, 23}}, "ok"},
		"yesterday":       {ActionDraft{Text: "x", Due: Date{2026, 11, 22}}, "due"},
		"in two years":    {ActionDraft{Text: "x", Due: Date{2028, 11, 23}}, "ok"},
		"later than that": {ActionDraft{Text: "x", Due: Date{2028, 11, 24}}, "due"},
		"time":            {ActionDraft{Text: "x", Due: Date{2026, 11, 27}, DueTime: "23:59"}, "ok"},
		"no such time":    {ActionDraft{Text: "x", Due: Date{2026, 11, 27}, DueTime: "24:00"}, "time"},
		"words as time":   {ActionDraft{Text: "x", Due: Date{2026, 11, 27}, DueTime: "noon"}, "time"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := AddAction(running(), maya, c.d, clock)
			outcomeOf(t, err, c.field)
			_, _, err = ProposeAction(running(), alex, maya, c.d, clock)
			outcomeOf(t, err, c.field)
		})
	}
}

func TestActionFieldsAreCleaned(t *testing.T) {
	a, c, err := AddAction(running(), maya, ActionDraft{Text: " Dele\x00gate\r\nthe report ", Goal: "g ", Cue: "c\n", Obstacle: "\to",
		Due: Date{2026, 11, 27}, DueTime: "9:05"}, clock)
	must(t, err)
	got := []string{a.Text.Reveal(), a.Goal.Reveal(), a.Cue.Reveal(), a.Obstacle.Reveal(), a.DueTime}
	if !slices.Equal(got, []string{"Delegate the report", "g", "c", "o", "09:05"}) {
		t.Errorf("got %q", got)
	}
	if a.State != ActionOpen || a.By != "maya" || a.ID == "" || a.Engagement != "e" || len(c.Actions) != 1 || !a.Answered.IsZero() {
		t.Errorf("row %v", a.State)
	}
	if a, _, err = AddAction(running(), maya, ActionDraft{Text: "x", DueTime: "10:00"}, clock); err != nil || a.DueTime != "" {
		t.Errorf("a time without a day: %v, %q", err, a.DueTime)
	}
}

func TestActionReminders(t *testing.T) {
	loc := maya.Location()
	at := func(d Date, h, m int) time.Time { t, _ := Instant(d, h, m, loc); return t }
	for name, c := range map[string]struct {
		due         Date
		time        string
		first, next time.Time // zero: none
	}{
		"no date":           {},
		"Thursday":          {Date{2026, 11, 26}, "", berlin(26, 9, 0), berlin(27, 9, 0)},
		"Friday, cue":       {Date{2026, 11, 27}, "14:30", berlin(27, 14, 30), berlin(30, 14, 30)},
		"Sunday":            {Date{2026, 11, 29}, "", berlin(29, 9, 0), berlin(30, 9, 0)},
		"today, too late":   {Date{2026, 11, 23}, "", time.Time{}, berlin(24, 9, 0)},
		"today, this now":   {Date{2026, 11, 23}, "11:00", time.Time{}, berlin(24, 11, 0)},
		"today, in time":    {Date{2026, 11, 23}, "11:01", berlin(23, 11, 1), berlin(24, 11, 1)},
		"skipped hour":      {Date{2027, 3, 28}, "02:30", at(Date{2027, 3, 28}, 3, 0), at(Date{2027, 3, 29}, 2, 30)},
		"hour comes twice":  {Date{2027, 10, 31}, "02:30", time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC), at(Date{2027, 11, 1}, 2, 30)},
		"over New Year":     {Date{2027, 12, 31}, "", at(Date{2027, 12, 31}, 9, 0), at(Date{2028, 1, 3}, 9, 0)},
		"the 29th February": {Date{2028, 2, 29}, "", at(Date{2028, 2, 29}, 9, 0), at(Date{2028, 3, 1}, 9, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			_, ch, err := AddAction(running(), maya, ActionDraft{Text: "x", Due: c.due, DueTime: c.time}, clock)
			must(t, err)
			if got := due(ch, KindActionDue, "maya"); !got.Equal(c.first) {
				t.Errorf("reminder %v, want %v", got, c.first)
			}
			if got := due(ch, KindActionFollowUp, "maya"); !got.Equal(c.next) {
				t.Errorf("follow-up %v, want %v", got, c.next)
			}
		})
	}
}

func TestProposalIsAnswered(t *testing.T) {
	a, c, err := ProposeAction(running(), alex, maya, ActionDraft{Text: "x", Due: Date{2026, 11, 27}}, clock)
	must(t, err)
	tells(t, c, "action-proposed>maya")
	if a.State != ActionProposed || a.By != "alex" {
		t.Errorf("%s by %s", a.State, a.By)
	}
	a.Version = 1
	yes, c, err := AnswerAction(running(), a, maya, true, clock)
	must(t, err)
	tells(t, c, "action-answer>alex", "action-due>maya", "action-follow-up>maya")
	if yes.State != ActionOpen || yes.Answered.IsZero() || !cancels(c, NewDelivery(running(), KindActionProposed, "maya", a.ID, clock)) {
		t.Errorf("accepted: %s", yes.State)
	}
	no, c, err := AnswerAction(running(), a, maya, false, clock)
	must(t, err)
	tells(t, c, "action-answer>alex")
	if no.State != ActionRefused || no.Answered.IsZero() {
		t.Errorf("declined: %s", no.State)
	}
	told := NewDelivery(running(), KindActionAnswered, "alex", a.ID, clock)
	no.Version = 2
	if _, c, err := ReopenAction(running(), no, maya, clock); err != nil || !cancels(c, told) {
		t.Errorf("the coach is told twice: %v", err)
	}
	yes.Version = 2
	if _, c, err := ChangeAction(running(), yes, maya, ActionDraft{Text: "z"}, clock); err != nil || cancels(c, told) {
		t.Errorf("the coach is not told of the answer: %v", err)
	}
	changed, c, err := ChangeAction(running(), a, maya, ActionDraft{Text: "y", Due: Date{2026, 11, 26}}, clock)
	must(t, err)
	tells(t, c, "action-answer>alex", "action-due>maya", "action-follow-up>maya")
	if changed.State != ActionOpen || changed.Text.Reveal() != "y" || changed.Answered.IsZero() || changed.By != "alex" {
		t.Errorf("changed: %s", changed.State)
	}
	for _, s := range []ActionState{ActionOpen, ActionRefused, ActionDone, ActionDropped} {
		a.State = s
		_, _, err := AnswerAction(running(), a, maya, true, clock)
		refused(t, err, Stale, "")
	}
}

func TestProposalIsTakenBack(t *testing.T) {
	a, c, err := ProposeAction(running(), alex, maya, ActionDraft{Text: "x", Due: Date{2026, 11, 27}}, clock)
	must(t, err)
	asked := c.Deliveries[0]
	a.Version = 1
	got, c, err := WithdrawAction(running(), a, alex, clock.Add(time.Minute))
	must(t, err)
	tells(t, c)
	if got.State != ActionWithdrawn || !got.Answered.Equal(clock.Add(time.Minute)) || !cancels(c, asked) || got.Agreed() || got.Pending() {
		t.Errorf("taken back: %+v", got)
	}
	if v := ComposeBrief(Brief{Engagement: "e"}, []Action{got}, nil); len(v.Actions) != 0 {
		t.Error("it stands in the brief")
	}
	for name, err := range map[string]error{
		"accept": fourth(AnswerAction(running(), got, maya, true, clock)), "change": fourth(ChangeAction(running(), got, maya, ActionDraft{Text: "y"}, clock)),
		"reopen": fourth(ReopenAction(running(), got, maya, clock)), "again": fourth(WithdrawAction(running(), got, alex, clock)),
		"outcome": fourth(RecordOutcome(running(), got, maya, ActionDone, "", clock)), "learning": fourth(AddLearning(running(), got, maya, "y", clock)),
	} {
		if !Is(err, Stale) {
			t.Errorf("%s after it was taken back: %v", name, err)
		}
	}
	for _, s := range []ActionState{ActionOpen, ActionRefused, ActionDone, ActionNotYet, ActionDropped} {
		a.State = s
		_, _, err := WithdrawAction(running(), a, alex, clock)
		refused(t, err, Stale, "")
	}
}

func TestChangeActionKeepsAPastDay(t *testing.T) {
	a := Action{ID: "a", Engagement: "e", State: ActionOpen, Due: Date{2026, 11, 20}, Version: 2}
	_, c, err := ChangeAction(running(), a, maya, ActionDraft{Text: "better words", Due: a.Due}, clock)
	must(t, err)
	tells(t, c)
	_, _, err = ChangeAction(running(), a, maya, ActionDraft{Text: "x", Due: Date{2026, 11, 19}}, clock)
	refused(t, err, Invalid, "due")
	for state, ok := range map[ActionState]bool{ActionNotYet: true, ActionRenegotiated: true, ActionDone: false, ActionRefused: false, ActionDropped: false, ActionPartly: false} {
		a.State = state
		got, _, err := ChangeAction(running(), a, maya, ActionDraft{Text: "x", Due: Date{2026, 11, 27}}, clock)
		if (err == nil) != ok || ok && got.State != ActionOpen {
			t.Errorf("from %s: %v, %s", state, err, got.State)
		}
	}
}

func TestOutcomes(t *testing.T) {
	reminder := NewDelivery(running(), KindActionFollowUp, "maya", "a", clock)
	for _, c := range []struct {
		from, to ActionState
		ok       bool
		quiet    bool // no further reminder
	}{
		{ActionOpen, ActionDone, true, true}, {ActionOpen, ActionPartly, true, true}, {ActionOpen, ActionDropped, true, true},
		{ActionOpen, ActionRenegotiated, true, true}, {ActionOpen, ActionNotYet, true, false}, {ActionNotYet, ActionDone, true, true},
		{ActionOpen, ActionOpen, false, false}, {ActionOpen, ActionProposed, false, false}, {ActionOpen, "great", false, false},
		{ActionProposed, ActionDone, false, false}, {ActionDone, ActionDone, false, false}, {ActionRefused, ActionDone, false, false},
	} {
		a := Action{ID: "a", Engagement: "e", State: c.from, Learning: Words("old"), Version: 1}
		got, ch, err := RecordOutcome(running(), a, maya, c.to, "", clock)
		if !c.ok {
			refused(t, err, Stale, "")
			continue
		}
		must(t, err)
		if got.State != c.to || !got.Outcome.Equal(clock) || cancels(ch, reminder) != c.quiet || got.Learning.Reveal() != "old" {
			t.Errorf("%s to %s: %s, cancels %v", c.from, c.to, got.State, ch.Cancel)
		}
	}
	a := Action{ID: "a", Engagement: "e", State: ActionOpen}
	got, _, err := RecordOutcome(running(), a, maya, ActionDone, " learnt\n", clock)
	must(t, err)
	if got.Learning.Reveal() != "learnt" {
		t.Error("the learning is not kept")
	}
	_, _, err = RecordOutcome(running(), a, maya, ActionDone, strings.Repeat("x", 501), clock)
	refused(t, err, Invalid, "learning")
}

func TestLearningDropReopen(t *testing.T) {
	a := Action{ID: "a", Engagement: "e", State: ActionOpen, Due: Date{2026, 11, 27}, Version: 1}
	_, _, err := AddLearning(running(), a, maya, "x", clock)
	refused(t, err, Stale, "")
	_, _, err = ReopenAction(running(), a, maya, clock)
	refused(t, err, Stale, "")

	a, _, err = DropAction(running(), a, maya, clock)
	must(t, err)
	if a.State != ActionDropped {
		t.Errorf("dropped: %s", a.State)
	}
	_, _, err = AddLearning(running(), a, maya, " ", clock)
	refused(t, err, Invalid, "learning")
	_, _, err = AddLearning(running(), a, maya, strings.Repeat("x", 501), clock)
	refused(t, err, Invalid, "learning")
	a, c, err := AddLearning(running(), a, maya, "less is more", clock)
	must(t, err)
	if a.Learning.Reveal() != "less is more" || len(c.Actions) != 1 {
		t.Error("the learning is not kept")
	}
	if none, _, err := AddLearning(running(), a, maya, " ", clock); err != nil || !none.Learning.Empty() {
		t.Errorf("the line is not taken away: %v", err)
	}
	a, c, err = ReopenAction(running(), a, maya, clock)
	must(t, err)
	tells(t, c, "action-due>maya", "action-follow-up>maya")
	if a.State != ActionOpen || !a.Outcome.IsZero() || a.Learning.Empty() {
		t.Errorf("reopened: %s", a.State)
	}
	for state, ok := range map[ActionState]bool{ActionPartly: true, ActionRenegotiated: true, ActionNotYet: true, ActionProposed: false} {
		a.State = state
		if _, _, err := ReopenAction(running(), a, maya, clock); (err == nil) != ok {
			t.Errorf("reopen from %s: %v", state, err)
		}
	}
	a.State = ActionRefused
	_, c, err = ReopenAction(running(), a, maya, clock)
	must(t, err)
	tells(t, c, "action-due>maya", "action-follow-up>maya", "action-answer>alex")
}

func TestManyOpen(t *testing.T) {
	as := []Action{{State: ActionOpen}, {State: ActionNotYet}, {State: ActionOpen}, {State: ActionDone}, {State: ActionProposed}}
	if ManyOpen(as) || !ManyOpen(append(as, Action{State: ActionOpen})) {
		t.Error("the warning comes beyond three open actions, not at three")
	}
}
