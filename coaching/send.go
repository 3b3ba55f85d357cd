package coaching

import "time"

// Rules are the installation's settings that decide when proactive messages may go out.
// Wall-clock values are in the recipient's zone.
type Rules struct {
	QuietFrom    string        // "18:00"; with an empty QuietFrom or QuietTo there are no quiet hours
	QuietTo      string        // "08:00"
	QuietWeekend bool          // Saturday and Sunday are quiet too
	PerDay       int           // capped messages a local day; 0: no cap
	PerWeek      int           // capped messages a local week, Monday to Sunday; 0: no cap
	Late         time.Duration // a prompt later than this is missed instead of sent

	Country string                            // whose holidays a person keeps who chose none, see Absence; empty: none
	Holiday func(country string, d Date) bool // whether d is a public holiday there; nil: nobody knows
	Closed  func(d Date) bool                 // whether the practice is closed for everybody on d; nil: never

	absence Absence // of the person for whom they hold, see For
}

// Standing is all that decides over one due delivery, read in the transaction that records
// the intent to send it.
type Standing struct {
	Delivery   Delivery
	Engagement Engagement
	Recipient  Person
	Action     *Action     // when Subject is an action
	Session    *Session    // when Subject is a session
	Consent    *Consent    // when Subject is a consent
	Category   *Consent    // the consent by which that one was given, if another
	Told       Told        // of a consent: what other deliveries brought its recipient
	Schedule   *Schedule   // when Subject is a schedule
	Reflection *Reflection // when Subject is a reflection
	Prompt     *Delivery   // when Subject is the delivery of a prompt
	Reminder   *Delivery   // of a follow-up: the newest reminder of the same action that was or may be sent
	Asked      Asked       // of a prompt
	Recent     []time.Time // capped messages sent to the recipient in the last 8 days, UTC
}

// Asked is what became of the questions of one schedule lately.
type Asked struct {
	Earlier []Delivery // the last AskedBack occurrences that were sent, or may have been, newest first
	Wrote   time.Time  // UTC, the coachee's newest reflection in the engagement; zero: none
	Unasked time.Time  // UTC, their newest reflection that answers no prompt; zero: none
}

// Act is what to do with a due delivery.
type Act string

// The acts.
const (
	ActSend   Act = "send"
	ActHold   Act = "hold"   // not before Until
	ActMiss   Act = "miss"   // never: too late
	ActCancel Act = "cancel" // never: no longer wanted
	ActLook   Act = "look"   // an earlier attempt may have been stored: look before posting again
	ActNone   Act = "none"   // nothing left to do
)

// Verdict is the decision over one due delivery.
type Verdict struct {
	Act    Act
	Until  time.Time    // with ActHold, UTC
	Reason string       // a fixed word, for people and metrics
	As     DeliveryKind // with ActSend: what it goes out as instead; empty: as what it is
}

// MostCompanions bounds what travels with a lead: Slack shows at most 50 blocks in a message.
const MostCompanions = 9

// Sending is what Intend hands to the sender: a lead delivery and those that travel in the
// same message.
type Sending struct {
	Verdict Verdict
	Lead    Delivery
	With    []Delivery // more items of the same message, oldest first
	Closed  []Delivery // what was due with the lead, and came too late: recorded as missed
}

// Outcome is what became of an attempt to post.
type Outcome struct {
	State   DeliveryState // DeliverySent, DeliveryMissed, DeliveryCancelled, or DeliveryDue: surely not posted, try again
	At      time.Time     // UTC
	Due     time.Time     // with DeliveryDue: not before this
	Channel string        // with DeliverySent
	Message string        // with DeliverySent: Slack ts
	Reason  string        // a fixed word
	// Attempt is the attempt (Delivery.Attempts) that it is the outcome of. When another one
	// has begun since, it only counts that the message was sent; 0: whichever is under way.
	Attempt int
}

// PostKind says what an unsuccessful post means.
type PostKind string

// The kinds of post failures.
const (
	PostLimited   PostKind = "limited"   // surely not posted; again after Wait
	PostRefused   PostKind = "refused"   // surely not posted, and never will be
	PostAmbiguous PostKind = "ambiguous" // perhaps posted: look before posting again
)

// PostError is the failure of a post. Code is Slack's error code or a fixed word.
type PostError struct {
	Kind PostKind
	Wait time.Duration // with PostLimited
	// Workspace, with PostLimited, says that the same holds for every message to the
	// workspace: Slack answered 429, or does not accept the app's token.
	Workspace bool
	Code      string
	Err       error
}

// CodeRateLimited is the Code of a post that Slack refused because there were too many. With it
// Wait may be 0: Slack did not say how long.
const CodeRateLimited = "rate_limited"

// Error names the kind and the code.
func (e *PostError) Error() string { return "post " + string(e.Kind) + ": " + e.Code }

// Unwrap returns the cause.
func (e *PostError) Unwrap() error { return e.Err }
