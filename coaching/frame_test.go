package coaching

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// clock is the "now" of most tables: Mon 23 Nov 2026, 11:00 in Berlin, 05:00 in New York.
var clock = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// The cast: alex coaches maya, whose sponsor is sam; zoe has no part.
var (
	alex = Person{ID: "alex", Team: "T", User: "U1", Name: "Alex", Zone: "America/New_York", Version: 1}
	maya = Person{ID: "maya", Team: "T", User: "U2", Name: "Maya", Zone: "Europe/Berlin", Writing: Open, Version: 1}
	sam  = Person{ID: "sam", Team: "T", User: "U3", Name: "Sam", Zone: "Europe/Berlin", Version: 1}
	zoe  = Person{ID: "zoe", Team: "T", User: "U4", Name: "Zoe", Zone: "Europe/Berlin", Version: 1}
)

// running is an engagement under way, with a sponsor who accepted.
func running() Engagement {
	return Engagement{
		ID: "e", Coach: "alex", Coachee: "maya", Sponsor: "sam", SponsorState: SponsorAccepted,
		Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: Date{2026, 11, 27},
		State: EngagementActive, Version: 3, Created: clock.Add(-time.Hour), Accepted: clock,
	}
}

// in returns e in another state.
func in(e Engagement, s EngagementState) Engagement { e.State = s; return e }

// sponsored returns e with the sponsor's part in another state; without one there is no sponsor.
func sponsored(e Engagement, s SponsorState) Engagement {
	if e.SponsorState = s; s == SponsorNone {
		e.Sponsor = ""
	}
	return e
}

// must fails the test on a refusal.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
}

// refused wants an *Error of kind k that names field.
func refused(t testing.TB, err error, k Kind, field string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a refusal of kind %d", err, k)
	}
	if e.Kind != k || e.Field != field {
		t.Fatalf("got kind %d, field %q (%s); want kind %d, field %q", e.Kind, e.Field, e.Msg, k, field)
	}
	plain(t, e.Msg)
}

// outcome wants no refusal when field is "ok", else an Invalid one that names field.
func outcomeOf(t testing.TB, err error, field string) {
	t.Helper()
	if field == "ok" {
		must(t, err)
		return
	}
	refused(t, err, Invalid, field)
}

// told lists what c sends, as "kind>recipient", in alphabetical order.
func told(c Change) []string {
	var out []string
	for _, d := range c.Deliveries {
		if d.Version == 0 {
			out = append(out, string(d.Kind)+">"+string(d.Recipient))
		}
	}
	slices.Sort(out)
	return out
}

// tells wants c to send exactly these.
func tells(t testing.TB, c Change, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := told(c); !slices.Equal(got, want) {
		t.Errorf("sends %v, want %v", got, want)
	}
}

// due returns the instant of the delivery of c of kind to recipient; zero when there is none.
func due(c Change, kind DeliveryKind, recipient ID) time.Time {
	for _, d := range c.Deliveries {
		if d.Kind == kind && d.Recipient == recipient {
			return d.Due
		}
	}
	return time.Time{}
}

// cancels reports whether c cancels a queued delivery like d.
func cancels(c Change, d Delivery) bool {
	return slices.ContainsFunc(c.Cancel, func(x Cancel) bool { return x.names(d) })
}

// names reports whether x cancels d, as storage is asked to understand it.
func (x Cancel) names(d Delivery) bool {
	return (x.Engagement == "" || x.Engagement == d.Engagement) &&
		(x.Recipient == "" || x.Recipient == d.Recipient) &&
		(x.Subject == "" || x.Subject == d.Subject) &&
		(len(x.Kinds) == 0 || slices.Contains(x.Kinds, d.Kind))
}

func berlin(day, hour, min int) time.Time {
	t, _ := Instant(Date{2026, 11, day}, hour, min, maya.Location())
	return t
}
