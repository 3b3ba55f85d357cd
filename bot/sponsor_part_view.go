package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// sponsorPartView asks the sponsor, or shows what they accepted and how to stop. It tells
// nothing of how the coaching goes, and looks the same whatever the coachee said.
func sponsorPartView(e coaching.Engagement, coach, coachee coaching.Person) *slack.ModalViewRequest {
	id := string(e.ID)
	clauses := clauseBlocks(coaching.SponsorAgreement(e, coach.Name, coachee.Name))
	if e.SponsorState == coaching.SponsorAsked {
		return form{ID: sponsorAccept, Title: "Your part as a sponsor", Submit: "Accept", Close: "Not yet", Meta: agreementMeta{e.ID},
			Blocks: append(clauses, buttons(danger("Decline", sponsorDecline, id,
				"Coach and coachee are told that you declined. Nothing more is sent to you.", "Decline")))}.modal()
	}
	if e.SponsorState == coaching.SponsorDeclined {
		return form{Title: "Your part as a sponsor", Blocks: append(clauses, section("You do not take part, and nothing is sent to you."), buttons(returnButton(e.ID)))}.modal()
	}
	blocks := append([]slack.Block{section("You accepted your part as a sponsor. There is nothing to look up here: what is meant for you comes as a message.")}, clauses...)
	return form{Title: "Your part as a sponsor", Blocks: append(blocks, buttons(danger("Stop these messages", sponsorStop, id,
		"Nothing more is sent to you, and coach and coachee see that you no longer take part.", "Stop")))}.modal()
}

// returnButton is the way back after a no.
func returnButton(id coaching.ID) *slack.ButtonBlockElement {
	return button("Take part after all", sponsorReturn, string(id))
}

func sponsorPartsView(es []coaching.Engagement, people map[coaching.ID]coaching.Person) *slack.ModalViewRequest {
	blocks := []slack.Block{section("You have more than one part as a sponsor.")}
	for _, e := range es[:min(len(es), maxModal-1)] {
		words := "A coaching with " + at(people[e.Coach]) + " · accepted"
		switch e.SponsorState {
		case coaching.SponsorAsked:
			words = "A coaching with " + at(people[e.Coach]) + " · waits for your answer"
		case coaching.SponsorDeclined:
			words = "A coaching with " + at(people[e.Coach]) + " · you do not take part"
		}
		blocks = append(blocks, sectionWith(words, button("Open", sponsorReview, string(e.ID))))
	}
	return form{Title: "Your part as a sponsor", Blocks: blocks}.modal()
}

func sponsorAnsweredView(id coaching.ID, accept bool) *slack.ModalViewRequest {
	if !accept {
		return form{Title: "Your part as a sponsor", Blocks: []slack.Block{
			section("*Noted.*\nNothing more is sent to you, and the coaching goes on. Coach and coachee see that you do not take part."),
			buttons(returnButton(id)),
		}}.modal()
	}
	return form{Title: "Your part as a sponsor", Blocks: []slack.Block{section("*Thank you.*\nNow and then you may be sent a sentence that the coachee approved. " +
		"There is nothing to look up, and nothing you need to do here. `/coaching sponsor` shows your part, and how to stop.")}}.modal()
}
