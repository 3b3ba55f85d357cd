package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"interlude/coaching"
)

// overdueFor is how long something may be due before it deserves a look.
const overdueFor = 5 * time.Minute

// lookLiving counts the processes that work on the database now.
func (in *inspector) lookLiving(ctx context.Context) error {
	if in.pool == nil || in.subject.Living == nil {
		return nil
	}
	var err error
	if in.report.Living, err = in.subject.Living(ctx, Handle{SQL: in.sql, Pool: in.pool}); err == nil {
		in.fine("replicas: %d live now", in.report.Living)
	}
	return err
}

// lookDue looks at what is due and has not gone out, and at what was missed lately.
func (in *inspector) lookDue(ctx context.Context) error {
	db, now := in.db.WithContext(ctx), in.subject.Now
	b, err := backlog(db, now)
	if err != nil {
		return err
	}
	n := b.Waiting + b.Carried
	switch age := now.Sub(b.Oldest).Round(time.Second); {
	case n == 0:
		in.fine("deliveries: nothing that is due waits; %d held for later", b.Held)
	case age < overdueFor:
		in.fine("deliveries: %d due, the oldest for %s; %d held for later", n, age, b.Held)
	default:
		in.doubt("see that interlude runs and reaches Slack, and what its log says of them", "deliveries: %d due, the oldest for %s; %d held for later", n, age, b.Held)
	}
	week, err := tallies(db, now.AddDate(0, 0, -7), now)
	if err != nil {
		return err
	}
	in.sayWeek(week)
	return nil
}

// sayWeek tells what became of a week's deliveries. What people's own absence closed is as it
// should be.
func (in *inspector) sayWeek(week []coaching.Tally) {
	sent, away, missed := 0, 0, map[string]int{}
	for _, t := range week {
		switch {
		case t.State == coaching.DeliverySent:
			sent += t.Number
		case t.State != coaching.DeliveryMissed:
		case slices.Contains([]string{coaching.WhyLeave, coaching.WhyHoliday, coaching.WhyAway}, t.Reason):
			away += t.Number
		default:
			missed[t.Reason] += t.Number
		}
	}
	what := fmt.Sprintf("deliveries: of the last seven days %d sent, %d closed while people were away", sent, away)
	if len(missed) == 0 {
		in.fine("%s, none missed", what)
		return
	}
	var why []string
	for _, reason := range slices.Sorted(maps.Keys(missed)) {
		why = append(why, fmt.Sprintf("%s %d", reason, missed[reason]))
	}
	in.doubt("docs/operations.md says what the reasons mean", "%s, missed: %s", what, strings.Join(why, ", "))
}
