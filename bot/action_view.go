package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// actionListing is what the list of actions is drawn from.
type actionListing struct {
	Role           coaching.Role // the reader's
	Engagement     coaching.Engagement
	Coach, Coachee coaching.Person
	Choices        []choice // engagements to choose from
	Actions        []coaching.Action
	Page           int
	Said           string // mrkdwn, on top
}

// actionsPerPage is how many actions one page of the list holds.
const actionsPerPage = 10

func actionListView(l actionListing) *slack.ModalViewRequest {
	f := form{Title: "Actions"}
	f.Blocks = l.top()
	var items [][]slack.Block
	for _, g := range l.groups() {
		for i, a := range g.actions {
			item := l.item(a)
			if i == 0 {
				item = append([]slack.Block{section("*" + g.name + "*")}, item...)
			}
			items = append(items, item)
		}
	}
	p := pageOf(items, l.Page, actionsPerPage)
	if len(items) == 0 {
		f.Blocks = append(f.Blocks, section("There are no actions yet."))
	}
	f.Blocks = append(append(f.Blocks, p.Blocks...), p.turn(actionsPage)...)
	f.Meta = actionPlace{List: actionsOpen, Engagement: l.Engagement.ID, Page: p.Number}
	return f.modal()
}

// actionsNoneView is shown while nothing is under way.
func actionsNoneView() *slack.ModalViewRequest {
	return form{Title: "Actions", Blocks: []slack.Block{section("No coaching is under way for you right now, so there are no actions.")}}.modal()
}

func (l actionListing) top() []slack.Block {
	var out []slack.Block
	if l.Said != "" {
		out = append(out, section(l.Said))
	}
	id := string(l.Engagement.ID)
	if len(l.Choices) > 1 {
		el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose"), actionsPick, options(l.Choices[:min(len(l.Choices), 100)])...)
		el.InitialOption = chosen(l.Choices, id)
		out = append(out, sectionWith("Whose actions", el))
	}
	if l.Role == coaching.Coach {
		return append(out, section("What "+at(l.Coachee)+" decided to do. You can propose an action; it counts once they accept it."),
			buttons(primary("Propose an action", actionsNew, id)))
	}
	out = append(out, section("What you decided to do. Your coach sees these actions and how they went."), buttons(primary("Add an action", actionsNew, id)))
	if coaching.ManyOpen(l.Actions) {
		out = append(out, small(manyWords))
	}
	return out
}

// manyWords is the soft warning beyond coaching.SoftActions open actions.
const manyWords = "More than three actions are open. Fewer are easier to keep; you can let one go or move its date."

type actionGroup struct {
	name    string
	actions []coaching.Action
}

// groups sorts the actions: what waits for an answer, what is open (earliest due first,
// undated last), what is finished (latest first).
func (l actionListing) groups() []actionGroup {
	waiting := actionGroup{name: "Waiting for your answer"}
	if l.Role == coaching.Coach {
		waiting.name = "Waiting for their answer"
	}
	open, finished := actionGroup{name: "Open"}, actionGroup{name: "Finished"}
	for _, a := range l.Actions {
		if a.State == coaching.ActionWithdrawn && l.Role == coaching.Coachee {
			continue // there is nothing left to answer
		}
		g := &finished
		switch {
		case a.State == coaching.ActionProposed:
			g = &waiting
		case a.Pending():
			g = &open
		}
		g.actions = append(g.actions, a)
	}
	slices.SortStableFunc(open.actions, func(x, y coaching.Action) int { return strings.Compare(dueKey(x), dueKey(y)) })
	slices.SortStableFunc(finished.actions, func(x, y coaching.Action) int { return ended(y).Compare(ended(x)) })
	return []actionGroup{waiting, open, finished}
}

func dueKey(a coaching.Action) string { return cmp.Or(a.Due.String(), "9999") + a.DueTime }

// ended is when the action came to its outcome, or its proposal to an answer.
func ended(a coaching.Action) time.Time {
	if a.Outcome.IsZero() {
		return a.Answered
	}
	return a.Outcome
}

// item is one action in the list. The coach reads the action, when it is due and how it went;
// what the coachee noted for themselves is not theirs to read here.
func (l actionListing) item(a coaching.Action) []slack.Block {
	loc := l.Coachee.Location()
	lines := []string{escWords(a.Text), "_" + actionState(a, loc) + "_"}
	if l.Role == coaching.Coach {
		return append(lineBlocks(lines...), proposalButtons(a)...)
	}
	if !a.Cue.Empty() {
		lines = slices.Insert(lines, 1, esc("When "+cueOf(a)))
	}
	if !a.Learning.Empty() {
		lines = append(lines, "You noted: "+escWords(a.Learning))
	}
	return append(lineBlocks(lines...), buttons(actionButtons(a)...))
}

// proposalButtons are what the coach can do with a proposal.
func proposalButtons(a coaching.Action) []slack.Block {
	switch a.State {
	case coaching.ActionProposed:
		return []slack.Block{buttons(backButton(a.ID))}
	case coaching.ActionWithdrawn:
		return []slack.Block{buttons(button("Propose again", actionsAgain, string(a.ID)))}
	}
	return nil
}

func backButton(action coaching.ID) *slack.ButtonBlockElement {
	return danger("Take it back", actionsBack, string(action), "The proposal can no longer be answered. Your coachee's message says that you took it back.", "Take it back")
}

// lineBlocks puts lines below each other, in as few sections as hold them.
func lineBlocks(lines ...string) []slack.Block {
	var out []slack.Block
	text := ""
	for _, l := range lines {
		if text != "" && len([]rune(text))+1+len([]rune(l)) > maxSection {
			out, text = append(out, section(text)), ""
		}
		if text != "" {
			text += "\n"
		}
		text += l
	}
	return append(out, section(text))
}

// actionButtons are what the coachee can do with the action.
func actionButtons(a coaching.Action) []slack.BlockElement {
	id := string(a.ID)
	switch {
	case a.State == coaching.ActionProposed:
		return []slack.BlockElement{primary("Accept", actionsAccept, id), button("Change", actionsChange, id), button("Decline", actionsDecline, id)}
	case a.State == coaching.ActionRefused:
		return []slack.BlockElement{button("Accept after all", actionsReopen, id)}
	case a.Pending():
		notYet := button("Not yet", actionsNotYet, id)
		if a.State == coaching.ActionNotYet {
			notYet = button("Undo", actionsReopen, id)
		}
		return []slack.BlockElement{button("Done", actionsDone, id), button("Partly", actionsPartly, id), notYet,
			button("Change", actionsChange, id), button("Let it go", actionsDrop, id)}
	}
	line := "Add a line"
	if !a.Learning.Empty() {
		line = "Change the line"
	}
	return []slack.BlockElement{button("Reopen", actionsReopen, id), button(line, actionsLearn, id)}
}

// actionState says where the action stands, in words of ours.
func actionState(a coaching.Action, loc *time.Location) string {
	switch a.State {
	case coaching.ActionProposed:
		return "Proposed · " + dueWords(a, loc)
	case coaching.ActionOpen:
		return dueWords(a, loc)
	case coaching.ActionNotYet:
		return "Not yet, said on " + coaching.Wall(a.Outcome, loc) + " · " + dueWords(a, loc)
	case coaching.ActionRefused:
		return "Declined on " + coaching.Wall(a.Answered, loc)
	case coaching.ActionWithdrawn:
		return "Taken back on " + coaching.Wall(a.Answered, loc)
	}
	return outcomeWord(a.State) + ", said on " + coaching.Wall(a.Outcome, loc)
}

func outcomeWord(s coaching.ActionState) string {
	switch s {
	case coaching.ActionDone:
		return "Done"
	case coaching.ActionPartly:
		return "Partly"
	case coaching.ActionNotYet:
		return "Not yet"
	case coaching.ActionRenegotiated:
		return "Agreed anew"
	case coaching.ActionDropped:
		return "Let go"
	}
	return "Open"
}

// dueWords says when the action is due, with weekday and zone.
func dueWords(a coaching.Action, loc *time.Location) string {
	if a.Due.IsZero() {
		return "no date"
	}
	if at, ok := a.RemindAt(loc); ok && a.DueTime != "" {
		return "due " + coaching.Wall(at, loc)
	}
	return "due " + dayWords(a.Due) + " (" + loc.String() + ")"
}

// dayWords writes a day as "Fri 27 Nov 2026".
func dayWords(d coaching.Date) string {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Format("Mon 2 Jan 2006")
}

// ifThen repeats the plan: "When Monday after stand-up: delegate the report".
func ifThen(a coaching.Action) string { return "When " + cueOf(a) + ": " + a.Text.Reveal() }

// cueOf is the cue as it reads after "When".
func cueOf(a coaching.Action) string {
	cue := a.Cue.Reveal()
	if first, rest, ok := strings.Cut(cue, " "); ok && (strings.EqualFold(first, "when") || strings.EqualFold(first, "if")) {
		return rest
	}
	return cue
}

// engagementChoices names engagements by the other person.
func engagementChoices(es []coaching.Engagement, people map[coaching.ID]coaching.Person, me coaching.ID) []choice {
	var out []choice
	for _, e := range es {
		label := cmp.Or(people[e.Coachee].Name, "Your coachee")
		if e.Coachee == me {
			label = "Mine, with " + cmp.Or(people[e.Coach].Name, "your coach")
		}
		out = append(out, choice{Value: string(e.ID), Label: label})
	}
	return out
}
