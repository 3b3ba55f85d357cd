package torture

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// Mirror is a real store that does everything that Memory does, and must come to the same.
type Mirror interface {
	reminders.Store
	Commit(ctx context.Context, c coaching.Change) error
	Delivery(ctx context.Context, id coaching.ID) (coaching.Delivery, error)
}

// differ fails the run because the two stores part.
func (w *world) differ(what string, memory, mirror any) {
	if a, b := fmt.Sprintf("%+v", memory), fmt.Sprintf("%+v", mirror); a != b && w.oracle.failed == nil {
		w.oracle.failed = fmt.Errorf("%s: the memory says %s, the store %s", what, a, b)
	}
}

// mirrorAdvance has the mirror advance the same schedules with the same changes.
func (w *world) mirrorAdvance(now time.Time, limit, n int, changes map[coaching.ID]coaching.Change) {
	if w.o.Mirror == nil {
		return
	}
	m, err := w.o.Mirror.Advance(w.ctx, now, limit, func(s coaching.Schedule, _ coaching.Engagement) (coaching.Change, error) {
		c, ok := changes[s.ID]
		if !ok {
			return c, fmt.Errorf("schedule %s is not due", s.ID)
		}
		return c, nil
	})
	w.differ("advance", fmt.Sprint(n, nil), fmt.Sprint(m, err))
}

// mirrorClaim has the mirror claim what the memory claimed; it must find the same.
func (w *world) mirrorClaim(now time.Time, limit, n int, without []string, due []coaching.Waiting, taken []coaching.ID) {
	if w.o.Mirror == nil {
		return
	}
	m, err := w.o.Mirror.Claim(w.ctx, now, limit, without, func(_ any, found []coaching.Waiting) ([]coaching.ID, error) {
		w.differ("claim", sorted(due, nameOf), sorted(found, nameOf))
		return taken, nil
	})
	w.differ("claim", fmt.Sprint(n, nil), fmt.Sprint(m, err))
}

func nameOf(x coaching.Waiting) string { return fmt.Sprint(x.Kind.Turn(), x) }

func sorted[T any](all []T, name func(T) string) []string {
	var out []string
	for _, x := range all {
		out = append(out, name(x))
	}
	slices.Sort(out)
	return out
}

func (w *world) mirrorRelease(before time.Time, n int, asked []coaching.ID, lives map[coaching.ID]bool) {
	if w.o.Mirror == nil {
		return
	}
	text := func(id coaching.ID) string { return string(id) }
	m, err := w.o.Mirror.Release(w.ctx, before, func(_ any, ids []coaching.ID) (map[coaching.ID]bool, error) {
		w.differ("release", sorted(asked, text), sorted(ids, text))
		return lives, nil
	})
	w.differ("release", fmt.Sprint(n, nil), fmt.Sprint(m, err))
}

func (w *world) mirrorIntend(id coaching.ID, now time.Time, looked int, s coaching.Sending, decide func(coaching.Standing) coaching.Verdict) {
	if w.o.Mirror == nil {
		return
	}
	m, err := w.o.Mirror.Intend(w.ctx, id, now, looked, decide)
	if err != nil {
		w.differ("intend", nil, err)
		return
	}
	w.differ("intend", s.Verdict, m.Verdict)
	w.differ("intend "+w.oracle.name(id), flat(s.Lead), flat(m.Lead))
	w.differ("intend "+w.oracle.name(id)+" with", sorted(s.With, flat), sorted(m.With, flat))
	w.differ("intend "+w.oracle.name(id)+" without", sorted(s.Closed, flat), sorted(m.Closed, flat))
}

func (w *world) mirrorSettle(lead coaching.ID, o coaching.Outcome) {
	if w.o.Mirror != nil {
		if err := w.o.Mirror.Settle(w.ctx, lead, o); err != nil {
			w.differ("settle", nil, err)
		}
	}
}

func (w *world) mirrorCommit(c coaching.Change) {
	if w.o.Mirror != nil {
		if err := w.o.Mirror.Commit(w.ctx, c); err != nil {
			w.differ("commit", nil, err)
		}
	}
}

// flat writes a delivery for comparison.
func flat(d coaching.Delivery) string {
	return strings.TrimSpace(fmt.Sprintf("%+v", d))
}

// mirrorAll compares every delivery in the end.
func (w *world) mirrorAll() {
	if w.o.Mirror == nil {
		return
	}
	for _, d := range w.store.Deliveries() {
		m, err := w.o.Mirror.Delivery(w.ctx, d.ID)
		if err != nil {
			w.differ("read", nil, err)
		}
		w.differ(w.oracle.name(d.ID), flat(d), flat(m))
	}
	mine, _, _ := w.store.NextDue(w.ctx)
	theirs, _, err := w.o.Mirror.NextDue(w.ctx)
	w.differ("next due", fmt.Sprint(mine, nil), fmt.Sprint(theirs, err))
}
