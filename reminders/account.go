package reminders

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"interlude/coaching"
)

// late is how much after the instant at which it was to go a message counts as late.
const late = time.Minute

// account is what the engine tells of each delivery: to its log, to Count and to Lag. It holds
// ids and fixed words, never what people wrote.
type account struct {
	*Config
	promises promises
}

// earlier are deliveries as they stood before a decision; there are few.
type earlier []coaching.Delivery

func (e earlier) of(id coaching.ID) coaching.Delivery {
	for _, d := range e {
		if d.ID == id {
			return d
		}
	}
	return coaching.Delivery{}
}

// decided tells what was decided over s. before holds its deliveries as they stood until then.
func (a *account) decided(s coaching.Sending, before earlier, now time.Time) {
	v := s.Verdict
	if v.Act == coaching.ActNone || v.Act == coaching.ActLook {
		return
	}
	a.came(before.of(s.Lead.ID), v, now)
	for _, d := range s.With {
		a.came(before.of(d.ID), v, now)
	}
	for _, d := range s.Closed {
		missed := coaching.Verdict{Act: coaching.ActMiss, Reason: d.Reason}
		a.came(before.of(d.ID), missed, now)
		a.ends(d, string(d.State), d.Reason)
	}
	switch v.Act {
	case coaching.ActHold:
		a.ends(s.Lead, "held", v.Reason, slog.Time("until", v.Until))
	case coaching.ActMiss, coaching.ActCancel:
		a.ends(s.Lead, endsAs[v.Act], v.Reason)
	}
}

var endsAs = map[coaching.Act]string{coaching.ActMiss: string(coaching.DeliveryMissed), coaching.ActCancel: string(coaching.DeliveryCancelled)}

// came counts a delivery at its first decision, and measures how long that took.
func (a *account) came(d coaching.Delivery, v coaching.Verdict, now time.Time) {
	if d.Attempts == 0 && d.Held == "" {
		a.Count(d.Kind, "due")
	}
	promise := a.promises.of(d)
	limited := v.Act == coaching.ActHold && v.Reason == whyLimited
	switch {
	case limited, v.Act == coaching.ActSend && !promise.Equal(d.Due):
		a.promises.keep(d.ID, promise, now)
	case v.Act != coaching.ActSend:
		a.promises.drop(d.ID)
	}
	if v.Act == coaching.ActSend && d.Attempts == 0 {
		a.Lag(d.Kind, max(0, now.Sub(promise)))
	}
}

// settled tells what became of an attempt at s.
func (a *account) settled(s coaching.Sending, o coaching.Outcome) {
	state, more := string(o.State), []slog.Attr{slog.String("ts", o.Message)}
	switch o.State {
	case coaching.DeliveryDue:
		state, more = "held", []slog.Attr{slog.Time("until", o.Due)}
	case coaching.DeliveryMissed, coaching.DeliveryCancelled:
		more = nil
	}
	for i, d := range append([]coaching.Delivery{s.Lead}, s.With...) {
		own := more
		switch {
		case i > 0:
			own = append(own[:len(own):len(own)], slog.String("lead", string(s.Lead.ID)))
		case len(s.With) > 0:
			own = append(own[:len(own):len(own)], slog.Any("with", idsOf(s.With)))
		}
		a.ends(d, state, o.Reason, own...)
		a.wasLate(d, o)
	}
}

// wasLate counts what was sent long after it was to go, and remembers that of what Slack's
// limits hold back.
func (a *account) wasLate(d coaching.Delivery, o coaching.Outcome) {
	promise := a.promises.of(d)
	if o.State == coaching.DeliveryDue {
		a.promises.keep(d.ID, promise, o.At)
		return
	}
	a.promises.drop(d.ID)
	if o.State == coaching.DeliverySent && o.At.Sub(promise) > late {
		a.Count(d.Kind, "late")
	}
}

// missed tells of occurrences that came too late to become deliveries at all.
func (a *account) missed(ds []coaching.Delivery) {
	for _, d := range ds {
		a.Count(d.Kind, "due")
		a.ends(d, string(d.State), d.Reason)
	}
}

// ends counts a state that d has reached, and says so in the log.
func (a *account) ends(d coaching.Delivery, state, reason string, more ...slog.Attr) {
	a.Count(d.Kind, state+" "+reason)
	if !a.Log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attrs := append([]slog.Attr{slog.String("delivery", string(d.ID)), slog.String("kind", string(d.Kind)), slog.String("state", state),
		slog.String("reason", reason), slog.Int("attempt", d.Attempts)}, more...)
	a.Log.LogAttrs(context.Background(), slog.LevelInfo, "delivery", attrs...)
}

func idsOf(ds []coaching.Delivery) []string {
	out := make([]string, len(ds))
	for i, d := range ds {
		out[i] = string(d.ID)
	}
	return out
}

// promises remembers, for this process, when deliveries were to go that Slack's limits hold
// back: that moves their Due, and a hold for Slack's sake excuses nothing.
type promises struct {
	mu   sync.Mutex
	made map[coaching.ID]promise
}

type promise struct{ at, kept time.Time }

// mostPromises may be remembered before those are forgotten that others must have ended.
const (
	mostPromises = 4096
	promisedFor  = 24 * time.Hour
)

// of returns the instant at which d was to go: its Due, unless Slack's limits have moved that.
// Of what another process put off, the first instant is known only when no rule held it before.
func (p *promises) of(d coaching.Delivery) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if made, ok := p.made[d.ID]; ok {
		return made.at
	}
	if d.Reason == whyLimited && (d.Held == "" || d.Held == whyLimited) {
		return d.Nominal
	}
	return d.Due
}

func (p *promises) keep(id coaching.ID, at, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.made) >= mostPromises {
		maps.DeleteFunc(p.made, func(_ coaching.ID, o promise) bool { return now.Sub(o.kept) > promisedFor })
	}
	if p.made == nil {
		p.made = map[coaching.ID]promise{}
	}
	p.made[id] = promise{at, now}
}

func (p *promises) drop(id coaching.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.made, id)
}
