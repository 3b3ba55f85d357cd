package coaching

import (
	"slices"
	"strings"
	"time"
)

// Foreseen is what will become of a delivery as things stand.
type Foreseen struct {
	Delivery Delivery  // as it is now; its kind is what it would go out as
	At       time.Time // UTC; when it goes out, or when it is found that it does not
	Held     string    // why it goes out later than it was meant to; empty: it does not
	Not      string    // why it never goes out; empty: it does
}

// Foresee plays what is due to one person from now on by the rules, in the order in which it
// will happen: what is held, what travels with what, what is too late by then. Each of items
// carries the same Recent. Whatever the person does meanwhile changes the rest.
func Foresee(items []Standing, r Rules, now time.Time) []Foreseen {
	f := foresight{rules: r, now: now}
	for _, s := range items {
		f.recent = s.Recent
		if s.Delivery.Due.Before(now) {
			s.Delivery.Due = now
		}
		f.queue = append(f.queue, &foreseen{Standing: s, was: s.Delivery, held: s.Delivery.Held})
	}
	for len(f.queue) > 0 {
		f.step()
	}
	return f.out
}

// foresight is one run of Foresee.
type foresight struct {
	rules  Rules
	now    time.Time
	queue  []*foreseen
	recent []time.Time
	out    []Foreseen
}

// foreseen is an item that has not ended yet.
type foreseen struct {
	Standing
	was   Delivery
	held  string
	holds int
}

// compare puts the earlier one first, as the sending does.
func (x *foreseen) compare(o *foreseen) int {
	if c := x.Delivery.Due.Compare(o.Delivery.Due); c != 0 {
		return c
	}
	if c := x.Delivery.Nominal.Compare(o.Delivery.Nominal); c != 0 {
		return c
	}
	return strings.Compare(string(x.Delivery.ID), string(o.Delivery.ID))
}

// mostHolds bounds how often one item is put off before it is said to wait.
const mostHolds = 50

// step decides over what comes first.
func (f *foresight) step() {
	first := slices.MinFunc(f.queue, (*foreseen).compare)
	at := first.Delivery.Due
	v := f.decide(first, at)
	switch {
	case v.Act == ActHold && first.holds < mostHolds:
		first.Delivery.Due, first.Delivery.Reason, first.holds = v.Until, v.Reason, first.holds+1
		first.held = HeldBecause(first.held, v.Reason)
	case v.Act == ActSend:
		f.end(first, at, v)
		if first.Delivery.Kind.Capped() {
			f.take(at)
			f.recent = append(slices.Clone(f.recent), at)
		}
	default:
		f.end(first, at, v)
	}
}

func (f *foresight) decide(x *foreseen, at time.Time) Verdict {
	s := x.Standing
	s.Recent = f.recent
	if s.Delivery.State == DeliveryIntended { // it is being posted
		s.Delivery.State = DeliveryDue
	}
	return Decide(s, f.rules, at)
}

// take has everything else that is due go in the same message.
func (f *foresight) take(at time.Time) {
	waiting := slices.Clone(f.queue)
	slices.SortFunc(waiting, (*foreseen).compare)
	with := 0
	for _, x := range waiting {
		if !x.Delivery.Kind.Capped() || x.Delivery.Due.After(at) || with == MostCompanions {
			continue
		}
		if v := f.decide(x, at); v.Act == ActSend {
			f.end(x, at, v)
			with++
		}
	}
}

// end records what becomes of x, for itself and for what comes back to it.
func (f *foresight) end(x *foreseen, at time.Time, v Verdict) {
	o := Foreseen{Delivery: x.was, At: at, Held: x.held}
	if v.As != "" {
		o.Delivery.Kind = v.As
	}
	if v.Act != ActSend {
		o.Not = v.Reason
	}
	if v.Act == ActSend && !at.After(x.was.Nominal) {
		o.Held = ""
	}
	f.out = append(f.out, o)
	f.queue = slices.DeleteFunc(f.queue, func(y *foreseen) bool { return y == x })
	if v.Act != ActSend {
		return
	}
	sent := x.Delivery
	sent.Kind, sent.State, sent.Sent = o.Delivery.Kind, DeliverySent, at
	for _, y := range f.queue {
		if x.asks() && y.asks() && y.Delivery.Subject == sent.Subject {
			y.Asked.Earlier = append([]Delivery{sent}, y.Asked.Earlier...)
		}
		if y.Prompt != nil && y.Prompt.ID == sent.ID {
			y.Prompt = &sent
		}
		if y.Reminder != nil && y.Reminder.ID == sent.ID {
			y.Reminder = &sent
		}
	}
}
