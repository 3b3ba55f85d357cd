package bot

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

const (
	agreementAccept  = "agreement.accept"
	agreementDecline = "agreement.decline"
)

// agreementMeta is what the forms of an agreement carry.
type agreementMeta struct{ Engagement coaching.ID }

// agreementChoice is what the coachee chose with their acceptance.
type agreementChoice struct {
	zone    string // empty when the form did not ask
	writing coaching.Writing
	replace []coaching.ID // earlier coachings whose place it takes
	keep    bool          // their sessions stay, where the coach is free
}

// agreementView asks the coachee. It holds the menu of time zones, so only a press opens it.
func agreementView(e coaching.Engagement, coach, coachee, sponsor coaching.Person, onboarded bool, writing slack.Block, others []choice) *slack.ModalViewRequest {
	blocks := []slack.Block{sectionf("%s invites you to work together. Please read this first; nothing begins before you accept.", at(coach))}
	if e.Sponsor != "" {
		blocks = append(blocks, section("Your sponsor is "+at(sponsor)+"."))
	}
	blocks = append(blocks, clauseBlocks(coaching.Agreement(e, coach.Name, coachee.Name, sponsor.Name))...)
	blocks = append(blocks, divider(), writing)
	if onboarded {
		blocks = append(blocks, small("Your time zone stays "+esc(coachee.Zone)+". You can change it in your settings."))
	} else {
		blocks = append(blocks, zoneInput("zone", "Your time zone", "Everything I send comes at a decent hour on your clock.", coachee.Zone))
	}
	if len(others) > 0 {
		blocks = append(blocks, checkInput("replace", "Does it take the place of another coaching of yours?",
			"What you tick ends, and its coach is shown and sent nothing more. A new coach sees nothing of what you wrote there.", nil, true, others[:min(len(others), tickGroup)]),
			radioInput("ahead", "Sessions that are booked there", "", aheads[0].Value, aheads))
	}
	blocks = append(blocks, buttons(danger("Decline", agreementDecline, string(e.ID),
		"Your coach is told that you declined, nobody else. Nothing more is sent to you.", "Decline"), urgent()))
	return form{ID: agreementAccept, Title: "Coaching agreement", Submit: "Accept", Close: "Not yet",
		Meta: agreementMeta{e.ID}, Blocks: blocks}.modal()
}

func decodeAgreement(c *Call) (coaching.ID, agreementChoice) {
	var m agreementMeta
	if c.Meta(&m) != nil {
		return "", agreementChoice{}
	}
	chose := agreementChoice{zone: c.Input("zone"), writing: coaching.Writing(c.Input("writing")), keep: c.Input("ahead") == "keep"}
	for _, id := range c.Inputs("replace") {
		chose.replace = append(chose.replace, coaching.ID(id))
	}
	return m.Engagement, chose
}

// agreementRead is the agreement to read again.
func agreementRead(e coaching.Engagement, coach, coachee, sponsor coaching.Person) *slack.ModalViewRequest {
	blocks := clauseBlocks(coaching.Agreement(e, coach.Name, coachee.Name, sponsor.Name))
	return form{Title: "Coaching agreement", Blocks: append(blocks, small("Version "+coaching.AgreementVersion+"."))}.modal()
}

// acceptedView says what follows; sponsor is the zero Person when there is none.
func acceptedView(coach, coachee, sponsor coaching.Person, next time.Time) *slack.ModalViewRequest {
	writes := "You write openly: in the chat or in forms, as you like."
	if coachee.Writing == coaching.Sealed {
		writes = "Your writing is sealed: messages stay neutral, and your words go through forms only."
	}
	lines := fmt.Sprintf("*Thank you. You and %s have begun.*\n• %s books the first session with you.\n• %s\n", at(coach), at(coach), writes)
	if !next.IsZero() {
		lines += "• I ask you a few questions for the first time on " + coaching.Wall(next, coachee.Location()) + ".\n"
	}
	if sponsor.ID != "" {
		lines += "• Your sponsor, " + at(sponsor) + ", is asked for their part now. They read only sentences that you approved.\n"
	}
	return form{Title: "Coaching agreement", Blocks: []slack.Block{
		section(lines), small("All of this can be changed, and everything stopped, in the settings and on the Home tab."),
		buttons(button("Settings", settingsOpen, "accepted"), button("Privacy", helpPrivacy, "accepted")),
	}}.modal()
}

func declinedView() *slack.ModalViewRequest {
	return form{Title: "Coaching agreement", Blocks: []slack.Block{
		section("*You declined.*\nYour coach is told, nobody else. Nothing more is sent to you. If this was a slip, your coach can invite you again."),
	}}.modal()
}
