package coaching

import "time"

// DeliveryKind says what a message is about; its words are composed from the domain's rows at
// the moment of sending, so a delivery itself never holds any.
type DeliveryKind string

// The kinds of deliveries. The comment names the recipient and what Subject refers to.
const (
	KindInvitation      DeliveryKind = "invitation"       // coachee; engagement
	KindSponsorPart     DeliveryKind = "sponsor-part"     // sponsor; engagement
	KindAnswered        DeliveryKind = "agreement-answer" // coach; engagement (coachee accepted or declined)
	KindSponsorAnswered DeliveryKind = "sponsor-answer"   // coach and coachee; engagement
	KindActionProposed  DeliveryKind = "action-proposed"  // coachee; action
	KindActionAnswered  DeliveryKind = "action-answer"    // coach; action
	KindActionDue       DeliveryKind = "action-due"       // coachee; action
	KindActionFollowUp  DeliveryKind = "action-follow-up" // coachee; action
	KindPrompt          DeliveryKind = "prompt"           // coachee; schedule
	KindPromptAgain     DeliveryKind = "prompt-again"     // coachee; delivery of the prompt
	KindCadence         DeliveryKind = "cadence"          // coachee: keep, less, pause, stop, in place of a prompt; schedule
	KindZone            DeliveryKind = "zone-changed"     // whose zone changed in Slack: move what comes by the clock; person
	KindKept            DeliveryKind = "reflection-kept"  // coachee; reflection typed in the DM
	KindBooked          DeliveryKind = "session-booked"   // coach or coachee; session
	KindMoved           DeliveryKind = "session-moved"    // coach or coachee; session
	KindCancelled       DeliveryKind = "session-cancelled"
	KindMoveAsked       DeliveryKind = "session-move-asked" // coach: the coachee asks for another time; session
	KindMoveKept        DeliveryKind = "session-move-kept"  // coachee: it stays as booked; session
	KindSessionSoon     DeliveryKind = "session-48h"        // coachee: prepare the brief; session
	KindSessionNow      DeliveryKind = "session-1h"         // coach and coachee; session
	KindSessionAfter    DeliveryKind = "session-after"      // coach: held or missed; session
	KindSessionActions  DeliveryKind = "session-actions"    // coachee: capture actions; session
	KindBriefReady      DeliveryKind = "brief-ready"        // coach; engagement
	KindMilestone       DeliveryKind = "milestone"          // coachee: "Your sponsor could be told:"; consent
	KindSponsorNews     DeliveryKind = "sponsor-news"       // sponsor; consent
	KindConsentOver     DeliveryKind = "consent-over"       // coachee: a yes has ended by itself, give it again?; consent
	KindSponsorTold     DeliveryKind = "sponsor-told"       // coachee: a sentence went without a question; consent
	KindClosed          DeliveryKind = "closed"             // who did not end it, coachee or coach; engagement
	KindPaused          DeliveryKind = "paused"             // who did not pause it, coachee or coach; engagement
	KindErasure         DeliveryKind = "erasure"            // coachee: everything is erased tomorrow, unless they keep it; person
	KindErased          DeliveryKind = "erased"             // coachee: what was erased; receipt
	KindRetention       DeliveryKind = "retention"          // coachee: something is erased soon; engagement
	KindResumed         DeliveryKind = "resumed"            // who did not resume it, coachee or coach; engagement
	KindAbsent          DeliveryKind = "account-gone"       // coach or coachee: the account of the other one is closed; engagement
	KindReturned        DeliveryKind = "account-back"       // whose account is there again: go on; person
	KindConfirm         DeliveryKind = "account-confirm"    // coach or coachee: is the other one the same person; engagement
	KindGoesOn          DeliveryKind = "account-known"      // who was known again, coach or coachee; engagement
	KindCoachProposed   DeliveryKind = "coach-proposed"     // coachee: another coach would take over; engagement
	KindCoachKept       DeliveryKind = "coach-kept"         // coach: the coachee stays with them; engagement
	KindTakenOver       DeliveryKind = "taken-over"         // the new coach; the new engagement
)

// DeliveryState is where a delivery stands. Every delivery ends in sent, missed or cancelled.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryDue       DeliveryState = "due"      // waits for its instant, or for its turn
	DeliveryIntended  DeliveryState = "intended" // about to be posted, or posted with the answer lost
	DeliverySent      DeliveryState = "sent"
	DeliveryMissed    DeliveryState = "missed" // too late, or Slack refused for good
	DeliveryCancelled DeliveryState = "cancelled"
)

// Delivery is one message that is due to one person at one instant.
type Delivery struct {
	ID         ID
	Key        string // unique: what makes this occurrence this one, see DeliveryKey
	Engagement ID
	Recipient  ID // person
	Kind       DeliveryKind
	Subject    ID        // what it is about, see the kinds
	Due        time.Time // UTC; the nominal instant stays in Key
	Nominal    time.Time // UTC; the instant first meant, for lateness
	State      DeliveryState
	Answered   time.Time // zero until the person acted on it
	Reason     string    // why missed, cancelled or held: a fixed word, never people's words
	Held       string    // why it was held back at last, see HeldBecause; empty: it was not
	Attempts   int
	Intended   time.Time // zero, or when the post was about to happen
	Sent       time.Time
	Channel    string // Slack channel, once sent
	Message    string // Slack ts, once sent
	Batch      ID     // the delivery whose message carries this one too; empty: its own
	Version    int
}

// Proactive reports whether quiet hours and caps apply: messages that no person's act of
// this moment caused.
func (k DeliveryKind) Proactive() bool {
	switch k {
	case KindActionDue, KindActionFollowUp, KindPrompt, KindPromptAgain, KindCadence, KindZone, KindSessionSoon, KindSessionActions, KindSessionAfter, KindConsentOver:
		return true
	}
	return false
}

// Capped reports whether the kind counts against the caps per day and week.
func (k DeliveryKind) Capped() bool {
	switch k {
	case KindActionDue, KindActionFollowUp, KindPrompt, KindPromptAgain, KindCadence:
		return true
	}
	return false
}
