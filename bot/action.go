package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of the actions, besides actionsOpen and actionsNew.
const (
	actionsPick    = "actions.pick" // another engagement in the list
	actionsPage    = "actions.page"
	actionsAccept  = "actions.accept"
	actionsDecline = "actions.decline"
	actionsChange  = "actions.change"
	actionsDone    = "actions.done"
	actionsPartly  = "actions.partly"
	actionsNotYet  = "actions.notyet"
	actionsDrop    = "actions.drop"
	actionsReopen  = "actions.reopen"
	actionsBack    = "actions.back"  // the coach takes a proposal back
	actionsAgain   = "actions.again" // and proposes it again
	actionsUndo    = "actions.undo"  // takes back what /actions add has just added
	actionsLearn   = "actions.learn"
	actionsSave    = "actions.save"
	actionsLearned = "actions.learned"
)

func actionRoutes() []route {
	return []route{
		on(command, "/actions", forPair, commandActions),
		on(press, actionsOpen, forPair, showActions),
		on(press, actionsPick, forPair, showActions),
		on(press, actionsPage, forPair, pageActions),
		on(press, actionsNew, forPair, newAction),
		on(submission, actionsSave, forPair, saveAction),
		on(press, actionsAccept, forCoachee, answerAction(true)),
		on(press, actionsDecline, forCoachee, answerAction(false)),
		on(press, actionsChange, forCoachee, changeAction),
		on(press, actionsDone, forCoachee, recordOutcome(coaching.ActionDone)),
		on(press, actionsPartly, forCoachee, recordOutcome(coaching.ActionPartly)),
		on(press, actionsNotYet, forCoachee, recordOutcome(coaching.ActionNotYet)),
		on(press, actionsDrop, forCoachee, actionPress(coaching.DropAction)),
		on(press, actionsReopen, forCoachee, actionPress(coaching.ReopenAction)),
		on(press, actionsBack, forCoach, takeBackProposal),
		on(press, actionsAgain, forCoach, proposeAgain),
		on(press, actionsUndo, forCoachee, undoAction),
		on(press, actionsLearn, forCoachee, learnAction),
		on(submission, actionsLearned, forCoachee, keepLearning),
	}
}

// commandActions answers /actions: "add …" writes one down, anything else shows the list.
func commandActions(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if words := c.fields(); len(words) > 0 && strings.EqualFold(words[0], "add") {
		return addByWords(b, ctx, c)
	}
	return b.listActions(ctx, c, actionPlace{})
}

// showActions opens the list of the engagement that the press names, or of the first one.
func showActions(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.listActions(ctx, c, actionPlace{Engagement: coaching.ID(c.Value)})
}

func pageActions(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	at, _ := actionPlaceOf(c)
	at.Page = pageNumber(c.Value)
	return b.listActions(ctx, c, at)
}

// actionPlace is what a list of actions shows: the form's metadata, and the way back to it.
type actionPlace struct {
	List       string      `json:"l,omitempty"` // actionsOpen: tells the list from other forms
	Engagement coaching.ID `json:"e,omitempty"`
	Page       int         `json:"p,omitempty"`
}

// actionPlaceOf returns the list in which the press happened; false: it was elsewhere.
func actionPlaceOf(c *Call) (actionPlace, bool) {
	var at actionPlace
	if c.Meta(&at) != nil || at.List != actionsOpen {
		return actionPlace{}, false
	}
	return at, true
}

// listActions shows the list, in place of the form that the press came from.
func (b *Bot) listActions(ctx context.Context, c *Call, at actionPlace) (Answer, error) {
	v, err := b.actionList(ctx, c, at, "")
	return Answer{Update: v}, err
}

// actionList builds the list as things stand. said stands on top.
func (b *Bot) actionList(ctx context.Context, c *Call, at actionPlace, said string) (*slack.ModalViewRequest, error) {
	es := livePairs(c)
	if len(es) == 0 {
		return actionsNoneView(), nil
	}
	l := actionListing{Engagement: pickEngagement(es, at.Engagement), Page: at.Page, Said: said}
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return nil, err
	}
	l.Role, _ = l.Engagement.RoleOf(c.Person.ID)
	l.Coach, l.Coachee = people[l.Engagement.Coach], people[l.Engagement.Coachee]
	l.Choices = engagementChoices(es, people, c.Person.ID)
	if l.Role == coaching.Coach {
		if err := b.looks(ctx, l.Engagement, c.Person, coaching.AccessActionsOpened); err != nil {
			return nil, err
		}
	}
	if l.Actions, err = b.Store.Actions(ctx, l.Engagement.ID); err != nil {
		return nil, fmt.Errorf("list actions: %w", err)
	}
	return actionListView(l), nil
}

// livePairs returns the running engagements that c may work on: as coachee first.
func livePairs(c *Call) []coaching.Engagement {
	return append(live(c.As(coaching.Coachee)), live(c.As(coaching.Coach))...)
}

func live(es []coaching.Engagement) []coaching.Engagement {
	var out []coaching.Engagement
	for _, e := range es {
		if e.Live() {
			out = append(out, e)
		}
	}
	return out
}

// pickEngagement returns the one named id, else the first. es is not empty.
func pickEngagement(es []coaching.Engagement, id coaching.ID) coaching.Engagement {
	for _, e := range es {
		if e.ID == id {
			return e
		}
	}
	return es[0]
}

// pairPeople returns the coaches and coachees of es.
func (b *Bot) pairPeople(ctx context.Context, es []coaching.Engagement) (map[coaching.ID]coaching.Person, error) {
	var ids []coaching.ID
	for _, e := range es {
		ids = append(ids, e.Coach, e.Coachee)
	}
	people, err := b.Store.People(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("people of engagements: %w", err)
	}
	return people, nil
}

// actionOf loads the action that the press or form names, with its engagement, in which the
// caller has the part role.
func (b *Bot) actionOf(ctx context.Context, c *Call, id coaching.ID, role coaching.Role) (coaching.Engagement, coaching.Action, error) {
	a, err := b.Store.ActionIn(ctx, id, c.where(role))
	if err != nil {
		return coaching.Engagement{}, coaching.Action{}, err
	}
	e, err := c.engagementAs(a.Engagement, role)
	return e, a, err
}
