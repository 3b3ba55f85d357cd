package torture

import (
	"fmt"

	"interlude/coaching"
)

// oracle knows what people did and what the product promises, follows every step of the
// program, and says where the two part. It computes with its own clocks and its own rules
// (zone.go, plan.go, verdict.go); of the program it sees what is written, posted and answered.
type oracle struct {
	w      *world
	rules  promise
	lives  map[coaching.ID]*life // by engagement, schedule
	all    map[coaching.ID]*thing
	failed error

	expected []*thing // that the present change must insert
	changed  []*thing // that it must change
	ask      *thing   // the delivery that is being decided
	askNow   int64
	askAgain bool
	asks     *process

	calm   int64 // since when nothing has gone wrong
	counts map[coaching.DeliveryKind]*tally
}

// tally counts how the deliveries of a kind ended.
type tally struct{ sent, missed, cancelled, held int }

// promise is what the installation promises: the oracle's reading of coaching.Rules.
type promise struct {
	quietFrom, quietTo int64 // minutes of the day
	quiet, weekend     bool
	perDay, perWeek    int
	late               int64 // milliseconds
	holidays           bool  // the installation keeps them
}

// life is one engagement as the oracle knows it. Instants are milliseconds since 1970 on the
// clocks on the wall.
type life struct {
	number                  int // of the course
	engagement, schedule    coaching.ID
	coach, coachee, sponsor coaching.ID
	state                   coaching.EngagementState
	sponsorState            coaching.SponsorState
	zone, sponsorZone       *zone // of the coachee, and of coach and sponsor
	planZone                *zone
	away                    bool // the coachee has paused everything
	rest                    rest // of the coachee
	plan                    plan
	off                     bool  // the questions are off
	unreminded              bool  // the coachee wants no reminders of actions
	next                    int64 // when the plan comes; 0: never again
	sessions                map[coaching.ID]*meeting
	actions                 map[coaching.ID]*todo
	consents                map[coaching.ID]coaching.ConsentState
	yes                     map[coaching.ID]int64 // when the coachee said it last
	news                    []*thing              // all that was ever queued for the sponsor
	open                    []*thing              // not ended
	capped                  []*thing              // of the last days, leads alone
	prompts                 []*thing              // posted last
	put, outs               []*thing              // questions that were once to be posted; outs: see out
	wrote, unasked          int64                 // when the coachee wrote last, and last without being asked; 0: never
	spacing                 int64                 // days between two questions, at least
	asked                   map[int64]bool        // prompts that exist, by instant
	told                    coaching.ID           // the consent that was asked for the first session
}

type meeting struct {
	start, end int64
	state      coaching.SessionState
}

// thing is one delivery as the oracle expects it.
type thing struct {
	life    *life
	kind    coaching.DeliveryKind
	subject coaching.ID
	to      coaching.ID
	nominal int64
	prompt  *thing // of a repetition
	wished  bool   // the person put it off to this time
	exact   bool   // and named it to the minute
	held    bool   // by their rest, the quiet hours or a cap

	id       coaching.ID
	state    coaching.DeliveryState
	due      int64
	meant    int64  // due, but for Slack's limits
	lead     *thing // whose message carries it; nil: its own
	attempt  int
	intended int64
	sent     int64
	answered bool
	reply    int64 // when

	got    coaching.DeliveryState // as the program wrote it
	gotDue int64

	ripe    int64 // of the world's own time: when it could first be decided
	decided int64 // the same, when it was decided to be sent last
	posts   []*posted
	looks   []look // for the present attempt
	refusal string // Slack's last word

	doubtful bool // news that may have come
}

// look is what one process has found out about an attempt whose answer told nothing.
type look struct {
	by     *process
	failed int  // looks; after three nobody can tell
	absent bool // it saw the history, and the message was not there
}

func (o *oracle) fail(x *thing, format string, args ...any) {
	if o.failed != nil {
		return
	}
	what := fmt.Sprintf(format, args...)
	if x != nil {
		what = o.describe(x) + ": " + what
	}
	o.failed = fmt.Errorf("%s (at %s)", what, at(o.w.now()).Format("2006-01-02 15:04:05.000Z"))
	o.w.note("FAILED %v", o.failed)
}

func (o *oracle) describe(x *thing) string {
	return fmt.Sprintf("#%d %s of %s in %s", x.life.number, x.kind, at(x.nominal).Format("Mon 02 Jan 15:04:05.000Z"), x.life.zone.name)
}

// name is a short name for a trace, the same in every run; without a trace nobody reads it.
func (o *oracle) name(id coaching.ID) string {
	if !o.w.o.Trace && o.w.o.Mirror == nil {
		return ""
	}
	if x := o.all[id]; x != nil {
		return fmt.Sprintf("%s@%d#%d", x.kind, x.nominal/1000, x.life.number)
	}
	return "-"
}

// expect says that the change to come inserts a delivery, due at once or at an instant ahead.
func (o *oracle) expect(l *life, kind coaching.DeliveryKind, subject, to coaching.ID, due int64) *thing {
	x := &thing{life: l, kind: kind, subject: subject, to: to, nominal: due, due: due, meant: due, state: coaching.DeliveryDue}
	o.expected = append(o.expected, x)
	if kind == coaching.KindSponsorNews {
		l.news = append(l.news, x)
	}
	if a := l.actions[subject]; kind == coaching.KindActionDue && a != nil {
		a.reminders = append(a.reminders, x)
	}
	return x
}

// wrote is told of everything that the program writes.
func (o *oracle) wrote(d coaching.Delivery, inserted bool) {
	x := o.all[d.ID]
	if inserted {
		x = o.match(d)
	}
	if x == nil {
		return
	}
	x.got, x.gotDue = d.State, d.Due.UnixMilli()
	o.changed = append(o.changed, x)
}

// match finds what was expected when d was inserted.
func (o *oracle) match(d coaching.Delivery) *thing {
	for i, x := range o.expected {
		subject := x.subject
		if x.prompt != nil {
			subject = x.prompt.id
		}
		if x.kind != d.Kind || subject != d.Subject || x.to != d.Recipient || x.nominal != d.Nominal.UnixMilli() {
			continue
		}
		o.expected = append(o.expected[:i], o.expected[i+1:]...)
		x.id = d.ID
		o.all[d.ID] = x
		if x.state == coaching.DeliveryDue {
			x.life.open = append(x.life.open, x)
			x.ripe = o.ripens(x.due)
		} else {
			o.ends(x, x.state)
		}
		return x
	}
	if o.failed == nil {
		o.failed = fmt.Errorf("nobody wants a %s of %s", d.Kind, d.Nominal)
	}
	return nil
}

// rests compares, after a change, what was written with what should have been.
func (o *oracle) rests(what string) {
	for _, x := range o.expected {
		o.fail(x, "lost: %s did not insert it", what)
	}
	o.expected = o.expected[:0]
	for _, x := range o.changed {
		if x.id != "" && (x.state != x.got || x.state == coaching.DeliveryDue && x.due != x.gotDue) {
			o.fail(x, "after %s it is %s until %s, and should be %s until %s", what, x.got, at(x.gotDue), x.state, at(x.due))
		}
	}
	clear(o.changed)
	o.changed = o.changed[:0]
}

// becomes changes the state of x.
func (o *oracle) becomes(x *thing, s coaching.DeliveryState) {
	x.state = s
	o.changed = append(o.changed, x)
	if s != coaching.DeliveryDue && s != coaching.DeliveryIntended {
		o.ends(x, s)
	}
}

// ends counts x.
func (o *oracle) ends(x *thing, s coaching.DeliveryState) {
	t := o.tally(x.kind)
	switch s {
	case coaching.DeliverySent:
		t.sent++
		if len(x.posts) == 0 {
			o.fail(x, "lost: it counts as sent, and was never posted")
		}
	case coaching.DeliveryMissed:
		t.missed++
	case coaching.DeliveryCancelled:
		t.cancelled++
	}
	for i, other := range x.life.open {
		if other == x {
			x.life.open = append(x.life.open[:i], x.life.open[i+1:]...)
			break
		}
	}
}

func (o *oracle) tally(k coaching.DeliveryKind) *tally {
	t := o.counts[k]
	if t == nil {
		t = &tally{}
		o.counts[k] = t
	}
	return t
}

// cancels is what an act says: what is due and matches is no longer wanted.
func (o *oracle) cancels(l *life, match func(x *thing) bool) {
	for _, x := range append([]*thing(nil), l.open...) {
		if x.state == coaching.DeliveryDue && match(x) {
			o.becomes(x, coaching.DeliveryCancelled)
		}
	}
}

// disturbed notes that something went wrong until the given time.
func (o *oracle) disturbed(until int64) { o.calm = max(o.calm, until) }

// ripens is when, in the world's own time, the clocks on the wall first show due.
func (o *oracle) ripens(due int64) int64 { return max(o.w.run, due-begin-o.w.offset) }
