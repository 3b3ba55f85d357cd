package main

import (
	"fmt"

	"interlude/coaching"
)

// firstSession books the kick-off, holds it and marks it.
func firstSession(s *story) {
	s.at(1, 10, 0)
	s.book(s.instant(4, 10, 0))
	s.at(4, 13, 0)
	if s.err != nil {
		return
	}
	sessions, err := s.store.Sessions(s.ctx, s.e.ID)
	if err != nil || len(sessions) == 0 {
		s.err = fmt.Errorf("no session to mark: %w", err)
		return
	}
	_, c, err := coaching.MarkSession(s.e, sessions[0], s.anna, coaching.SessionHeld, sessions, nil, s.maya, s.clock.Now())
	s.do(c, err)
}

// work adds what Maya decided, and one proposal of Anna's that waits for her answer.
func work(s *story) {
	s.at(4, 15, 0)
	s.add(coaching.ActionDraft{Text: "Let the team present the monthly numbers", Goal: "Step back from running every meeting",
		Cue: "When I open the monthly review", Obstacle: "I jump in as soon as it gets quiet", Due: s.first.Add(11)})
	s.add(coaching.ActionDraft{Text: "Delegate the weekly report to Jonas", Goal: "Two free hours every Thursday",
		Cue: "When I sit down to write the report", Obstacle: "It feels faster to do it myself", Due: coaching.WorkdayAfter(s.today.Add(1))})
	s.at(11, 16, 0)
	if s.err != nil {
		return
	}
	actions, err := s.store.Actions(s.ctx, s.e.ID)
	if err != nil || len(actions) == 0 {
		s.err = fmt.Errorf("no action to finish: %w", err)
		return
	}
	_, c, err := coaching.RecordOutcome(s.e, actions[0], s.maya, coaching.ActionDone, "Silence is not a request for help.", s.clock.Now())
	s.do(c, err)
}

func (s *story) add(d coaching.ActionDraft) {
	if s.err != nil {
		return
	}
	_, c, err := coaching.AddAction(s.e, s.maya, d, s.clock.Now())
	s.do(c, err)
}

// reflectTwice answers two of the weekly questions: one for the brief, one for Maya alone.
func reflectTwice(s *story) {
	s.at(14, 10, 0)
	s.reflect([3]string{"I let the silence stand in Monday's meeting. After ten long seconds Jonas took over.",
		"My own impatience, and a full calendar.", "Ask Jonas to run the next one from the start."}, 6, coaching.NextBrief)
	s.at(18, 15, 30)
	s.reflect([3]string{"Less than I hoped. I rewrote half of the report at night.", "I did not want to look unprepared.", ""}, 4, coaching.OnlyMe)
}

func (s *story) reflect(answers [3]string, rating int, a coaching.Audience) {
	if s.err != nil {
		return
	}
	prompts, err := s.store.DeliveriesTo(s.ctx, s.maya.ID, coaching.KindPrompt, s.clock.Now().AddDate(0, 0, -8))
	if err != nil {
		s.err = err
		return
	}
	var prompt *coaching.Delivery
	if open, ok := coaching.OpenPrompt(prompts, s.maya, s.clock.Now()); ok {
		prompt = &open
	}
	_, c, err := coaching.Reflect(s.e, s.maya, coaching.Entry{Text: coaching.JoinAnswers(answers), Rating: rating, Audience: a}, prompt, s.clock.Now())
	s.do(c, err)
}

// nextSession books the second session for a few days after the visitor arrives, and Anna
// proposes an action.
func nextSession(s *story) {
	s.at(18, 16, 0)
	start, _ := coaching.Instant(coaching.WorkdayAfter(s.today.Add(2)), 10, 0, s.maya.Location())
	s.book(start)
	if s.err != nil {
		return
	}
	_, c, err := coaching.ProposeAction(s.e, s.anna, s.maya, coaching.ActionDraft{Text: "Ask two colleagues what you should stop doing",
		Due: coaching.WorkdayAfter(s.today.Add(6))}, s.clock.Now())
	s.do(c, err)
}
