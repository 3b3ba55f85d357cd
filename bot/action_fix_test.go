package bot

import (
	"fmt"
	"strings"
	"time"

	"interlude/coaching"
)

// The people and rows of the golden files of actions, reflections and briefs.
var (
	goldNow   = time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)
	goldPair  = coaching.Engagement{ID: "E1", Coach: "P1", Coachee: "P2", State: coaching.EngagementActive, Version: 3}
	goldCoach = coaching.Person{ID: "P1", User: anna, Name: "Anna Berg", Zone: "Europe/Berlin"}
	goldMaya  = coaching.Person{ID: "P2", User: maya, Name: "Maya Lindqvist", Zone: "Europe/London", Writing: coaching.Open}
)

// longest is a text of n characters, each of which grows when it is escaped.
func longest(n int) string { return strings.Repeat("<&>", (n+2)/3)[:n] }

func sealedMaya() coaching.Person {
	p := goldMaya
	p.Writing = coaching.Sealed
	return p
}

func goldScene(kind coaching.DeliveryKind, reader, coachee coaching.Person) scene {
	return scene{Delivery: coaching.Delivery{ID: "D1", Kind: kind, Engagement: "E1", Recipient: reader.ID, Nominal: goldNow, Due: goldNow},
		Engagement: goldPair, Reader: reader, Coach: goldCoach, Coachee: coachee}
}

// goldAction is an action with a plan in the state s.
func goldAction(id string, s coaching.ActionState) coaching.Action {
	a := coaching.Action{ID: coaching.ID(id), Engagement: "E1", By: "P2", State: s, Version: 1, Created: goldNow.AddDate(0, 0, -7),
		Text: coaching.Words("Delegate the weekly report"), Cue: coaching.Words("when Monday's stand-up ends"),
		Due: coaching.Date{Year: 2026, Month: 11, Day: 27}}
	switch s {
	case coaching.ActionProposed:
		a.By = "P1"
	case coaching.ActionRefused, coaching.ActionWithdrawn:
		a.By, a.Answered = "P1", goldNow
	case coaching.ActionOpen:
	default:
		a.Outcome = goldNow
	}
	return a
}

// longActions are n actions with the longest words everywhere, in every state by turns.
func longActions(n int) []coaching.Action {
	states := []coaching.ActionState{coaching.ActionProposed, coaching.ActionOpen, coaching.ActionNotYet, coaching.ActionDone, coaching.ActionRefused}
	var out []coaching.Action
	for i := range n {
		a := goldAction(fmt.Sprintf("A%025d", i), states[i%len(states)])
		w := coaching.Words(longest(coaching.MaxText))
		a.Text, a.Goal, a.Cue, a.Obstacle, a.Learning = w, w, w, w, w
		out = append(out, a)
	}
	return out
}

// longChoices are n engagements with people of 75 characters.
func longChoices(n int) []choice {
	var out []choice
	for i := range n {
		out = append(out, choice{Value: fmt.Sprintf("E%025d", i), Label: longest(75)})
	}
	return out
}

// longEntries are n entries of the longest words.
func longEntries(n int) []coaching.Reflection {
	var out []coaching.Reflection
	for i := range n {
		out = append(out, coaching.Reflection{ID: coaching.ID(fmt.Sprintf("R%025d", i)), Engagement: "E1", Text: coaching.Words(longest(coaching.MaxText)),
			Rating: 1 + i%10, Audience: coaching.NextBrief, Created: goldNow.AddDate(0, 0, -i), Message: "1.2", Edited: goldNow, Version: 1})
	}
	return out
}

func goldEntry(id, words string, a coaching.Audience) coaching.Reflection {
	return coaching.Reflection{ID: coaching.ID(id), Engagement: "E1", Text: coaching.Words(words), Audience: a, Created: goldNow.Add(-time.Hour), Version: 1}
}
