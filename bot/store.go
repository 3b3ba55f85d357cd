package bot

import (
	"context"
	"time"

	"interlude/coaching"
)

// Store is what the bot asks of whatever remembers. Reads of one row return a
// *coaching.Error of kind NotFound when there is none. Those whose names end in In or To find what
// belongs to one of the engagements, or is addressed to the recipient, and nothing else: an id
// that came from outside is looked up with them alone. Lists are oldest first unless they say
// otherwise. Implementations bound every call by ctx.
type Store interface {
	people
	engagements
	work
	meetings
	deliveries
	records

	// Commit writes c, all of it or nothing. It fails with a *coaching.Error of kind
	// Repeated (c.Once was applied before), Stale (a row has moved on) or Taken (a slot is
	// occupied); any other error means that nothing was written.
	Commit(ctx context.Context, c coaching.Change) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
}

// records is what a coachee's own data asks for.
type records interface {
	// Record returns everything that is stored about a coachee, as it stands at one instant.
	Record(ctx context.Context, coachee coaching.ID) (coaching.Record, error)
	// Receipts lists what was erased of a person's, newest first.
	Receipts(ctx context.Context, person coaching.ID) ([]coaching.Receipt, error)
	// Stock says how much there is of each engagement in which person is the coachee, newest
	// first, and whether they have another part in any.
	Stock(ctx context.Context, person coaching.ID) (all []coaching.Stock, elsewhere bool, err error)
	// Leftovers lists up to limit deliveries to coachees that are older than the erasure of what
	// they are about.
	Leftovers(ctx context.Context, limit int) ([]coaching.Delivery, error)
	// Forget deletes deliveries that have ended.
	Forget(ctx context.Context, deliveries []coaching.ID) error
}

type people interface {
	// Told counts the messages about engagement that acts of by caused to others within a day.
	Told(ctx context.Context, engagement, by coaching.ID, now time.Time) (int, error)
	// Usage counts what there is of person, and in engagement, as far as a limit asks for it.
	Usage(ctx context.Context, person, engagement coaching.ID, now time.Time) (coaching.Usage, error)
	PersonBySlack(ctx context.Context, team, user string) (coaching.Person, error)
	Person(ctx context.Context, id coaching.ID) (coaching.Person, error)
	People(ctx context.Context, ids []coaching.ID) (map[coaching.ID]coaching.Person, error)
	// Away lists the people of a workspace of whom Slack says at now that they are away.
	Away(ctx context.Context, team string, now time.Time) ([]coaching.Person, error)
	// Partners lists the people of a workspace who have a part in an engagement that is not over, and
	// those whose account was gone.
	Partners(ctx context.Context, team string) ([]coaching.Person, error)
	// KeepChannel remembers the channel of the direct message with person, without a new version.
	KeepChannel(ctx context.Context, person coaching.ID, channel string) error
}

type engagements interface {
	Engagement(ctx context.Context, id coaching.ID) (coaching.Engagement, error)
	// EngagementsOf lists every engagement in which person has a part, newest first.
	EngagementsOf(ctx context.Context, person coaching.ID) ([]coaching.Engagement, error)
	Acceptances(ctx context.Context, engagement coaching.ID) ([]coaching.Acceptance, error)
	Consents(ctx context.Context, engagement coaching.ID) ([]coaching.Consent, error)
	Consent(ctx context.Context, id coaching.ID) (coaching.Consent, error)
	ConsentIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Consent, error)
	// ConsentEvents lists every version of a consent as it was stored, oldest first.
	ConsentEvents(ctx context.Context, consent coaching.ID) ([]coaching.ConsentEvent, error)
	// NewsOf lists every delivery of news to a sponsor about a consent, whatever became of it.
	NewsOf(ctx context.Context, consent coaching.ID) ([]coaching.Delivery, error)
	// AccessLog lists the lines of a coachee's access log, newest first: at most most of them (0:
	// all), and only those that are older than before, unless that is zero.
	AccessLog(ctx context.Context, coachee coaching.ID, before coaching.Access, most int) ([]coaching.Access, error)
}

type work interface {
	Actions(ctx context.Context, engagement coaching.ID) ([]coaching.Action, error)
	Action(ctx context.Context, id coaching.ID) (coaching.Action, error)
	ActionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Action, error)
	ScheduleOf(ctx context.Context, engagement coaching.ID) (coaching.Schedule, error)
	Reflections(ctx context.Context, engagement coaching.ID) ([]coaching.Reflection, error)
	Reflection(ctx context.Context, id coaching.ID) (coaching.Reflection, error)
	ReflectionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Reflection, error)
	// ReflectionByMessage finds the entry that was typed as this Slack message.
	ReflectionByMessage(ctx context.Context, channel, ts string, engagements []coaching.ID) (coaching.Reflection, error)
	// LatestBrief is the brief that was released last.
	LatestBrief(ctx context.Context, engagement coaching.ID) (coaching.Brief, error)
}

type meetings interface {
	Session(ctx context.Context, id coaching.ID) (coaching.Session, error)
	SessionIn(ctx context.Context, id coaching.ID, engagements []coaching.ID) (coaching.Session, error)
	Sessions(ctx context.Context, engagement coaching.ID) ([]coaching.Session, error)
	// SessionsOf lists the busy sessions of person, as coach or coachee, that touch [from, to).
	SessionsOf(ctx context.Context, person coaching.ID, from, to time.Time) ([]coaching.Session, error)
}

type deliveries interface {
	Delivery(ctx context.Context, id coaching.ID) (coaching.Delivery, error)
	DeliveryTo(ctx context.Context, id, recipient coaching.ID) (coaching.Delivery, error)
	// DeliveriesOf lists the deliveries about subject, those sent and those still due.
	DeliveriesOf(ctx context.Context, subject coaching.ID) ([]coaching.Delivery, error)
	// DeliveriesIn lists what one Slack message carries: the lead and its companions.
	DeliveriesIn(ctx context.Context, channel, ts string) ([]coaching.Delivery, error)
	// Closed lists the questions and reminders that were missed since the message before that of
	// lead, oldest first.
	Closed(ctx context.Context, lead coaching.Delivery) ([]coaching.Delivery, error)
	// DeliveriesTo lists the deliveries of one kind to a person that were sent since, newest first.
	DeliveriesTo(ctx context.Context, person coaching.ID, kind coaching.DeliveryKind, since time.Time) ([]coaching.Delivery, error)
	// Coming gathers all that decides over what is due to person before until, and over more:
	// deliveries to them that are not stored yet.
	Coming(ctx context.Context, person coaching.ID, until, now time.Time, more ...coaching.Delivery) ([]coaching.Standing, error)
	// NotSent lists what was due to person at or after since and never went out, newest first.
	NotSent(ctx context.Context, person coaching.ID, since time.Time) ([]coaching.Delivery, error)
}
