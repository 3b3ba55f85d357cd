package torture

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Sum adds the counts of o to r.
func (r *Result) Sum(o Result) {
	for _, c := range [][2]*int{
		{&r.Sent, &o.Sent}, {&r.Missed, &o.Missed}, {&r.Cancelled, &o.Cancelled}, {&r.Held, &o.Held}, {&r.Acts, &o.Acts}, {&r.Posts, &o.Posts},
		{&r.Looks, &o.Looks}, {&r.Calls, &o.Calls}, {&r.Crashes, &o.Crashes}, {&r.Frozen, &o.Frozen}, {&r.Jumps, &o.Jumps}, {&r.Outages, &o.Outages},
		{&r.Storms, &o.Storms}, {&r.Limited, &o.Limited}, {&r.Ambiguous, &o.Ambiguous}, {&r.Doubled, &o.Doubled}, {&r.PutOff, &o.PutOff},
		{&r.Overdue, &o.Overdue}, {&r.Uncertain, &o.Uncertain},
	} {
		*c[0] += *c[1]
	}
	for step, n := range o.Steps {
		r.Steps[step] += n
	}
	for i, n := range o.Late {
		r.Late[i] += n
	}
}

// String writes the counts in four lines.
func (r Result) String() string {
	var steps []string
	for _, s := range slices.Sorted(maps.Keys(r.Steps)) {
		steps = append(steps, fmt.Sprintf("%s %d", s, r.Steps[s]))
	}
	return fmt.Sprintf(`%d sent, %d missed, %d cancelled, %d times held; %d acts of people
%d calls, %d messages stored, %d looks; 429: %d, put off %d; ambiguous %d, doubled with nobody able to look %d, sponsor news given up %d
%d crashes, %d freezes, %d clock jumps, %d outages, %d storms; at named steps: %s
decided within 1 s %d, 2 s %d, 5 s %d, 15 s %d, 1 min %d, 2 min %d, 1 h %d, later %d; prompts later than allowed %d`,
		r.Sent, r.Missed, r.Cancelled, r.Held, r.Acts, r.Calls, r.Posts, r.Looks, r.Limited, r.PutOff, r.Ambiguous, r.Doubled, r.Uncertain,
		r.Crashes, r.Frozen, r.Jumps, r.Outages, r.Storms, strings.Join(steps, ", "),
		r.Late[0], r.Late[1], r.Late[2], r.Late[3], r.Late[4], r.Late[5], r.Late[6], r.Late[7], r.Overdue)
}
