package bot

import (
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// draftForm is what the form of an action is drawn from.
type draftForm struct {
	Role     coaching.Role   // of the writer
	Coachee  coaching.Person // on whose clocks dates are; with several choices the first one's
	Choices  []choice        // engagements to choose from, when Meta names none
	Draft    coaching.ActionDraft
	Proposal bool // a proposal is changed, and thereby accepted
	Meta     draftMeta
}

// draftMeta says what the form is for: a new action, or the change of one.
type draftMeta struct {
	Engagement coaching.ID  `json:"e,omitempty"`
	Action     coaching.ID  `json:"a,omitempty"`
	Version    int          `json:"v,omitempty"` // of the action when the form was opened
	Back       *actionPlace `json:"b,omitempty"`
}

func draftView(f draftForm) *slack.ModalViewRequest {
	v := form{ID: actionsSave, Title: "Add an action", Submit: "Add", Meta: f.Meta}
	who, when, what := "", "When or where will you do it?", "What will you do?"
	zone, clock := "In your time zone, "+f.Coachee.Location().String()+".", f.Coachee.Zone
	switch {
	case f.Role == coaching.Coach:
		v.Title, v.Submit = "Propose an action", "Propose"
		when, what = "When or where will they do it?", "What could they do?"
		who, zone = "coachee", "In your coachee's time zone."
	case f.Proposal:
		v.Title, v.Submit = "Change and accept", "Accept"
	case f.Meta.Action != "":
		v.Title, v.Submit = "Change an action", "Save"
	}
	if f.Meta.Engagement == "" && f.Meta.Action == "" {
		v.Blocks = append(v.Blocks, engagementInput(who, f.Choices))
		if f.Role == coaching.Coach {
			clock = "" // each coachee has their own
		}
	} else if f.Role == coaching.Coach {
		v.Blocks = append(v.Blocks, section("For "+at(f.Coachee)+", who decides whether to take it."))
	}
	v.Blocks = append(v.Blocks,
		textInput("text", what, "In a few words, so that one can tell whether it is done.", f.Draft.Text, true, false),
		textInput("goal", "What does it serve?", "", f.Draft.Goal, false, true),
		textInput("cue", when, "A plan with a place and a moment is kept more often. I repeat it when I remind.", f.Draft.Cue, false, true),
		textInput("obstacle", "What could get in the way?", "", f.Draft.Obstacle, false, true),
		dateInput("due", "Due date", zone, f.Draft.Due.String(), true),
		timeInput("time", "Due time", "Without a time, the reminder comes at 9:00.", f.Draft.DueTime, clock, true),
		buttons(backAnd(f.Meta.Back)...),
	)
	return v.modal()
}

// engagementInput asks for which engagement the words are.
func engagementInput(block string, cs []choice) slack.Block {
	label := "Coachee"
	if block == "" {
		block, label = "engagement", "For which coaching?"
	}
	initial := ""
	if len(cs) > 0 {
		initial = cs[0].Value
	}
	if block == "coachee" && len(cs) > 1 {
		initial = "" // nobody is proposed an action by oversight
	}
	return selectInput(block, label, "", initial, false, cs[:min(len(cs), 100)])
}

// backAnd is the last row of a form in which people write.
func backAnd(back *actionPlace) []slack.BlockElement {
	if back == nil {
		return []slack.BlockElement{urgent()}
	}
	return []slack.BlockElement{button("Back to the list", actionsOpen, string(back.Engagement)), urgent()}
}

// decodeDraft is the inverse of draftView.
func decodeDraft(c *Call) (draftMeta, coaching.ActionDraft, error) {
	var m draftMeta
	if err := c.Meta(&m); err != nil {
		return m, coaching.ActionDraft{}, err
	}
	for _, block := range []string{"coachee", "engagement"} {
		if m.Engagement == "" {
			m.Engagement = coaching.ID(c.Input(block))
		}
	}
	d := coaching.ActionDraft{Text: c.Input("text"), Goal: c.Input("goal"), Cue: c.Input("cue"), Obstacle: c.Input("obstacle"), DueTime: c.Input("time")}
	if day := c.Input("due"); day != "" {
		due, err := coaching.ParseDate(day)
		if err != nil {
			return m, d, coaching.Bad("due", "I could not read the date. Please choose it again.")
		}
		d.Due = due
	}
	if d.Due.IsZero() && d.DueTime != "" {
		return m, d, coaching.Bad("due", "Choose a date as well, or leave the time empty.")
	}
	return m, d, nil
}

// draftOf is the form's content for an action as it stands.
func draftOf(a coaching.Action) coaching.ActionDraft {
	return coaching.ActionDraft{Text: a.Text.Reveal(), Goal: a.Goal.Reveal(), Cue: a.Cue.Reveal(), Obstacle: a.Obstacle.Reveal(),
		Due: a.Due, DueTime: a.DueTime}
}

// learnMeta is the metadata of the form for one line of learning.
type learnMeta struct {
	Action coaching.ID  `json:"a"`
	Back   *actionPlace `json:"b,omitempty"`
}

// learnView asks for one line of learning; just says that the outcome was recorded right now.
func learnView(a coaching.Action, back *actionPlace, just bool) *slack.ModalViewRequest {
	v := form{ID: actionsLearned, Title: "What did you learn?", Submit: "Keep", Meta: learnMeta{Action: a.ID, Back: back}}
	if just {
		v.Close = "Skip"
		v.Blocks = append(v.Blocks, section("*Recorded: "+outcomeWord(a.State)+".* Is there one line worth remembering?"))
	}
	row := backAnd(back)
	if just && a.Pending() {
		row = append([]slack.BlockElement{button("Change the plan", actionsChange, string(a.ID))}, row...)
	}
	hint := "Your coach reads it when you release a brief."
	if !a.Learning.Empty() {
		hint += " Left empty, the line is deleted."
	}
	v.Blocks = append(v.Blocks,
		textInput("learning", "One line of learning", hint, a.Learning.Reveal(), true, true), buttons(row...))
	return v.modal()
}

func decodeLearn(c *Call) (learnMeta, string, error) {
	var m learnMeta
	err := c.Meta(&m)
	return m, c.Input("learning"), err
}

// addedNote reads back what /actions add understood.
func addedNote(a coaching.Action, coachee coaching.Person, many bool, now time.Time) *Note {
	lines := []string{"*Added.* " + remindWords(a, coachee.Location(), now)}
	if coachee.Writing != coaching.Sealed {
		lines = []string{"*Added:* " + escWords(a.Text), remindWords(a, coachee.Location(), now)}
	}
	out := &Note{Blocks: lineBlocks(lines...)}
	if many {
		out.Blocks = append(out.Blocks, small(manyWords))
	}
	id := string(a.ID)
	out.Blocks = append(out.Blocks, buttons(button("Change", actionsChange, id), button("Undo", actionsUndo, id), button("My actions", actionsOpen, string(a.Engagement))))
	return out
}

// remindWords says when an action is due and when its reminder comes, with weekday and zone.
func remindWords(a coaching.Action, loc *time.Location, now time.Time) string {
	at, dated := a.RemindAt(loc)
	if !dated {
		return "It has no date, so I will not remind you. Change adds one."
	}
	due := "It is " + dueWords(a, loc) + "."
	switch {
	case !at.After(now):
		return due + " I will ask how it went on the next working day."
	case a.DueTime != "":
		return due + " I will remind you then."
	}
	return due + " I will remind you on " + coaching.Wall(at, loc) + "."
}

// proposedNote confirms a proposal to the coach, without its words.
func proposedNote(a coaching.Action, e coaching.Engagement, coachee coaching.Person) *Note {
	return &Note{Blocks: []slack.Block{section(proposedWords(a, coachee)), buttons(button("See the actions", actionsOpen, string(e.ID)), backButton(a.ID))}}
}

// takenBackNote answers where the proposal was confirmed by a note.
func takenBackNote(a coaching.Action) *Note {
	return &Note{Blocks: []slack.Block{section("*Taken back.* It can no longer be answered."), buttons(button("Propose again", actionsAgain, string(a.ID)))}}
}

func proposedWords(a coaching.Action, coachee coaching.Person) string {
	return "*Proposed* to " + at(coachee) + ", " + dueWords(a, coachee.Location()) + ". It counts once they accept it; you will hear from me."
}

// savedWords stand above the list after the form of a new action.
func savedWords(a coaching.Action, coachee coaching.Person, now time.Time) string {
	if a.State == coaching.ActionProposed {
		return proposedWords(a, coachee)
	}
	return "*Added.* " + remindWords(a, coachee.Location(), now)
}

func changedWords(a coaching.Action, coachee coaching.Person, now time.Time) string {
	return "*Saved.* " + remindWords(a, coachee.Location(), now)
}
