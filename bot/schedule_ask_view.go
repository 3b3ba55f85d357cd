package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Presses about another time that the coachee asks for; the value is the session's id.
const (
	scheduleKeep = "schedule.keep"
	scheduleWhy  = "schedule.why"
)

func askedView(m meeting) *slack.ModalViewRequest {
	return form{Title: "Ask to move", Blocks: []slack.Block{
		sectionf("*Sent.*\n%s is asked for another time. Until then the session stays where it is.", at(m.coach)),
		buttons(button("Take it back", scheduleKeep, string(m.s.ID))),
	}}.modal()
}

// keptAsBookedView says to either of the two that nothing moves.
func keptAsBookedView(m meeting) *slack.ModalViewRequest {
	words := "*The session stays as booked.*\n"
	if m.role == coaching.Coachee {
		words = "*Taken back. The session stays as booked.*\n"
	}
	return form{Title: "The session", Blocks: []slack.Block{section(words + m.readBack(m.s, m.me()))}}.modal()
}

// askedBlocks tell the coach that the coachee asks for another time, and once it is settled
// where the session is now.
func askedBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	if s.s.Asked.IsZero() {
		return append([]slack.Block{sectionf("*%s asked for another time. That is settled.*\nThe session is on %s", at(s.Coachee), s.when())}, s.changes()...)
	}
	out := []slack.Block{sectionf("*%s asks for another time.*\nThe session is on %s", at(s.Coachee), s.when())}
	if s.changes() == nil {
		return out
	}
	id := string(s.s.ID)
	els := []slack.BlockElement{primary("Move", scheduleMove, id), button("Keep it", scheduleKeep, id)}
	if !s.s.AskReason.Empty() {
		els = append(els, button("See why", scheduleWhy, id))
	}
	return append(out, buttons(els...))
}

// keptBlocks tell the coachee what the coach answered.
func keptBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	out := append([]slack.Block{sectionf("*The session with %s stays as booked.*\n%s%s", at(s.Coach), s.when(), s.meetLink())}, s.linkRow()...)
	return append(out, s.changes()...)
}
