package coaching

import (
	"cmp"
	"slices"
	"time"
)

// BriefAction is an action as coach and coachee see it before a session.
type BriefAction struct {
	Text     Private
	Learning Private
	Due      Date
	State    ActionState
	Outcome  time.Time // zero while pending
}

// Rated is one rating and when it was given.
type Rated struct {
	Rating int
	At     time.Time
}

// BriefEntry is an entry that the coachee ticked.
type BriefEntry struct {
	Text    Private
	Written time.Time
	Typed   bool // the words also stand in Slack; for the coachee alone to know
}

// BriefView is what coach and coachee see before a session.
type BriefView struct {
	Focus    Private
	Actions  []BriefAction
	Ratings  []Rated      // oldest first; empty when the coachee did not show them
	Entries  []BriefEntry // oldest first
	Released time.Time
}

// ReleaseBrief lets the coach read the ticked entries, in place of any earlier brief. An
// entry marked only for the coachee is left out. An *Error may name the input "focus".
func ReleaseBrief(e Engagement, coachee Person, entries []Reflection, focus string, ratings bool, now time.Time) (Brief, Change, error) {
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Brief{}, Change{}, err
	}
	focus = Clean(focus)
	if err := within("focus", focus, MaxText); err != nil {
		return Brief{}, Change{}, err
	}
	b := Brief{ID: NewID(), Engagement: e.ID, Focus: Words(focus), Ratings: ratings, Released: now.UTC()}
	for _, r := range entries {
		if r.Engagement != e.ID {
			return Brief{}, Change{}, ErrNeutral()
		}
		if r.Audience == NextBrief && !slices.Contains(b.Entries, r.ID) {
			b.Entries = append(b.Entries, r.ID)
		}
	}
	return b, Change{
		Access:     []Access{NewAccess(e, coachee.ID, AccessBriefReleased, now)},
		Briefs:     []Brief{b},
		Deliveries: []Delivery{NewDelivery(e, KindBriefReady, e.Coach, e.ID, now)},
		Cancel:     []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindBriefReady}, Reason: "replaced"}},
	}, nil
}

// WithdrawBrief takes b back. What was ticked and written stays the coachee's, for the next one.
func WithdrawBrief(e Engagement, coachee Person, b Brief, now time.Time) (Brief, Change, error) {
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Brief{}, Change{}, err
	}
	switch {
	case b.ID != "" && b.Engagement != e.ID:
		return Brief{}, Change{}, ErrNeutral()
	case !b.Readable():
		return Brief{}, Change{}, ErrStale()
	}
	b.Withdrawn = now.UTC()
	return b, Change{
		Access: []Access{NewAccess(e, coachee.ID, AccessBriefWithdrawn, now)},
		Briefs: []Brief{b},
		Cancel: []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindBriefReady}, Reason: "taken back"}},
	}, nil
}

// ComposeBrief shows b from rows of its engagement. An entry that was not ticked, or that is
// by now only for the coachee, never appears; nor does a rating that stands in such an entry
// or was given after the release. Of a brief that was taken back nothing appears.
func ComposeBrief(b Brief, actions []Action, reflections []Reflection) BriefView {
	if !b.Withdrawn.IsZero() {
		return BriefView{}
	}
	v := BriefView{Focus: b.Focus, Released: b.Released}
	for _, a := range briefActions(b, actions) {
		v.Actions = append(v.Actions, BriefAction{a.Text, a.Learning, a.Due, a.State, a.Outcome})
	}
	rs := slices.Clone(reflections)
	slices.SortStableFunc(rs, func(x, y Reflection) int { return x.Created.Compare(y.Created) })
	for _, r := range rs {
		if r.Engagement != b.Engagement || r.Audience != NextBrief {
			continue
		}
		if slices.Contains(b.Entries, r.ID) {
			v.Entries = append(v.Entries, BriefEntry{r.Text, r.Created, r.Typed()})
		}
		if b.Ratings && r.Rating > 0 && !r.Rated.After(b.Released) {
			v.Ratings = append(v.Ratings, Rated{r.Rating, r.Rated})
		}
	}
	slices.SortStableFunc(v.Ratings, func(x, y Rated) int { return x.At.Compare(y.At) })
	return v
}

// briefActions returns what the coachee agreed to do: the earliest due first, undated ones last.
func briefActions(b Brief, actions []Action) []Action {
	var out []Action
	for _, a := range actions {
		if a.Engagement == b.Engagement && a.Agreed() {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(x, y Action) int {
		if x.Due.IsZero() != y.Due.IsZero() {
			if x.Due.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(x.Due.String(), y.Due.String()), x.Created.Compare(y.Created))
	})
	return out
}
