package bot

import (
	"time"

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
	blocks := append([]slack.Block{section("You accepted your part as a sponsor. There is nothing to look up here: what is meant for you comes as a message.")}, clauses...)
	return form{Title: "Your part as a sponsor", Blocks: append(blocks, buttons(danger("I no longer want these notes", sponsorStop, id,
		"Nothing more is sent to you, and coach and coachee see that you no longer take part.", "Stop")))}.modal()
}

func sponsorPartsView(es []coaching.Engagement, people map[coaching.ID]coaching.Person) *slack.ModalViewRequest {
	blocks := []slack.Block{section("You have more than one part as a sponsor.")}
	for _, e := range es[:min(len(es), maxModal-1)] {
		words := "A coaching with " + at(people[e.Coach]) + " · accepted"
		if e.SponsorState == coaching.SponsorAsked {
			words = "A coaching with " + at(people[e.Coach]) + " · waits for your answer"
		}
		blocks = append(blocks, sectionWith(words, button("Open", sponsorReview, string(e.ID))))
	}
	return form{Title: "Your part as a sponsor", Blocks: blocks}.modal()
}

func sponsorAnsweredView(accept bool) *slack.ModalViewRequest {
	words := "*Thank you.*\nNow and then you may be sent a sentence that the coachee approved. There is nothing to look up, and nothing you need to do here. `/coaching sponsor` shows your part, and how to stop."
	if !accept {
		words = "*Noted.*\nNothing more is sent to you, and the coaching goes on. Coach and coachee see that you do not take part."
	}
	return form{Title: "Your part as a sponsor", Blocks: []slack.Block{section(words)}}.modal()
}

// sponsorLeaves takes the sponsor's acceptance back. What waits for them is cancelled; coach
// and coachee are told.
func sponsorLeaves(e coaching.Engagement, sponsor coaching.Person, now time.Time) (coaching.Change, error) {
	if e.Sponsor != sponsor.ID {
		return coaching.Change{}, neutral()
	}
	if e.SponsorState != coaching.SponsorAccepted || !e.Live() && e.State != coaching.EngagementClosed {
		return coaching.Change{}, coaching.ErrStale()
	}
	e.SponsorState = coaching.SponsorDeclined
	return coaching.Change{
		Engagements: []coaching.Engagement{e},
		Acceptances: []coaching.Acceptance{{ID: coaching.NewID(), Engagement: e.ID, Person: sponsor.ID, Role: coaching.Sponsor,
			Text: coaching.AgreementVersion, At: now.UTC()}},
		Deliveries: []coaching.Delivery{
			coaching.NewDelivery(e, coaching.KindSponsorAnswered, e.Coach, e.ID, now),
			coaching.NewDelivery(e, coaching.KindSponsorAnswered, e.Coachee, e.ID, now),
		},
		Cancel: []coaching.Cancel{{Engagement: e.ID, Kinds: []coaching.DeliveryKind{coaching.KindMilestone, coaching.KindSponsorNews}, Reason: "sponsor declined"}},
	}, nil
}
