package torture

import (
	"cmp"
	"context"
	"slices"
	"time"

	"interlude/coaching"
)

// mostCompanions bounds what travels with a lead.
const mostCompanions = coaching.MostCompanions

// mostLooked bounds how many deliveries are looked at for that, as in storage.
const mostLooked = 3 * mostCompanions

// recentFor is how far back the caps look, as in storage.
const recentFor = 8 * 24 * time.Hour

// Intend is reminders.Store.
func (m *Memory) Intend(_ context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	r, ok := m.rows[id]
	if !ok {
		return coaching.Sending{Verdict: coaching.Verdict{Act: coaching.ActNone}}, nil
	}
	out := coaching.Sending{Lead: r.Delivery, Verdict: coaching.Verdict{Act: coaching.ActNone}}
	d := r.Delivery
	switch {
	case d.Batch != "" || r.ended():
		return out, nil
	case d.State == coaching.DeliveryIntended && (looked == 0 || looked != d.Attempts):
		out.Verdict.Act = coaching.ActLook
		out.With = m.companions(r)
		return out, nil
	case d.State == coaching.DeliveryIntended:
		m.giveBack(r, time.Time{}, "")
		d.State, d.Intended = coaching.DeliveryDue, time.Time{}
	}
	recent := m.recent(r, now)
	out.Verdict = decide(m.standing(d, recent))
	switch v := out.Verdict; v.Act {
	case coaching.ActSend:
		m.send(r, v, now, "")
		if r.Kind.Capped() {
			out.With, out.Closed = m.gather(r, now, recent, decide)
		}
	case coaching.ActHold:
		r.State, r.Due, r.Reason, r.Intended = coaching.DeliveryDue, whole(v.Until), v.Reason, time.Time{}
		r.Held = coaching.HeldBecause(d.Held, v.Reason)
		m.record(r, 0)
	case coaching.ActMiss:
		r.State, r.Intended, r.Reason = coaching.DeliveryMissed, d.Intended, v.Reason
		m.record(r, now.UnixMilli())
	case coaching.ActCancel:
		r.State, r.Intended, r.Reason = coaching.DeliveryCancelled, d.Intended, v.Reason
		m.record(r, now.UnixMilli())
		for _, d := range coaching.Lapsed(r.Delivery, v, m.engagements[r.Engagement], now) {
			m.deliver(d)
		}
	}
	out.Lead = r.Delivery
	return out, nil
}

func (m *Memory) send(r *row, v coaching.Verdict, now time.Time, lead coaching.ID) {
	if v.As != "" {
		r.Kind = v.As
	}
	r.State, r.Intended, r.Batch, r.Reason = coaching.DeliveryIntended, whole(now), lead, ""
	r.Attempts++
	m.record(r, now.UnixMilli())
	if r.Kind.Capped() {
		if told := m.told[r.Recipient]; !slices.Contains(told, r) {
			m.told[r.Recipient] = append(told, r)
		}
	}
	if puts := m.puts[r.Subject]; asksAnew(r.Kind) && !slices.Contains(puts, r) {
		m.puts[r.Subject] = append(puts, r)
	}
}

func (m *Memory) record(r *row, claimed int64) {
	r.Version++
	m.claim(r, claimed)
	m.waits(r)
	m.tell(r, false)
}

// gather chooses and records what travels with the lead, and what is too late to.
func (m *Memory) gather(lead *row, now time.Time, recent []time.Time, decide func(coaching.Standing) coaching.Verdict) (with, closed []coaching.Delivery) {
	var due []*row
	for _, r := range m.opened(lead.Recipient) {
		if r != lead && r.State == coaching.DeliveryDue && r.Kind.Capped() && r.Due.UnixMilli() <= now.UnixMilli() {
			due = append(due, r)
		}
	}
	slices.SortStableFunc(due, func(a, b *row) int { return cmp.Or(a.Due.Compare(b.Due), a.Nominal.Compare(b.Nominal)) })
	for _, r := range due[:min(len(due), mostLooked)] {
		switch v := decide(m.standing(r.Delivery, recent)); {
		case v.Act == coaching.ActSend && len(with) < mostCompanions:
			m.send(r, v, now, lead.ID)
			with = append(with, r.Delivery)
		case v.Act == coaching.ActMiss:
			r.State, r.Reason = coaching.DeliveryMissed, v.Reason
			m.record(r, now.UnixMilli())
			closed = append(closed, r.Delivery)
		}
	}
	return with, closed
}

// companions lists what travels with lead, oldest first.
func (m *Memory) companions(lead *row) []coaching.Delivery {
	var out []coaching.Delivery
	for _, r := range m.opened(lead.Recipient) {
		if r.Batch == lead.ID && r.State == coaching.DeliveryIntended {
			out = append(out, r.Delivery)
		}
	}
	slices.SortStableFunc(out, func(a, b coaching.Delivery) int { return a.Due.Compare(b.Due) })
	return out
}

// giveBack makes what travels with lead due on its own, not before the instant.
func (m *Memory) giveBack(lead *row, notBefore time.Time, reason string) {
	for _, r := range m.opened(lead.Recipient) {
		if r.Batch != lead.ID || r.State != coaching.DeliveryIntended {
			continue
		}
		r.State, r.Batch, r.Intended, r.Reason = coaching.DeliveryDue, "", time.Time{}, reason
		if r.Due.Before(notBefore) {
			r.Due = whole(notBefore)
		}
		m.record(r, 0)
	}
}

// recent lists when capped messages went to the recipient of r, oldest first, and not r itself.
func (m *Memory) recent(r *row, now time.Time) []time.Time {
	var out []time.Time
	keep := m.told[r.Recipient][:0]
	for _, o := range m.told[r.Recipient] {
		at := o.Intended
		if o.State == coaching.DeliverySent {
			at = o.Sent
		}
		if !at.After(now.Add(-8*recentFor)) && o.ended() {
			continue // a clock that is set back by less will not need it
		}
		keep = append(keep, o)
		counts := o.State == coaching.DeliverySent || o.State == coaching.DeliveryIntended
		if o != r && o.Batch == "" && counts && at.UnixMilli() > now.Add(-recentFor).UnixMilli() {
			out = append(out, at)
		}
	}
	m.told[r.Recipient] = keep
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// standing gathers all that decides over d.
func (m *Memory) standing(d coaching.Delivery, recent []time.Time) coaching.Standing {
	st := coaching.Standing{Delivery: d, Engagement: m.engagements[d.Engagement], Recipient: m.people[d.Recipient], Recent: recent}
	switch d.Kind {
	case coaching.KindActionProposed, coaching.KindActionAnswered, coaching.KindActionDue:
		st.Action = found(m.actions, d.Subject)
	case coaching.KindActionFollowUp:
		st.Action, st.Reminder = found(m.actions, d.Subject), m.reminder(d)
	case coaching.KindPrompt, coaching.KindCadence:
		st.Schedule, st.Asked = found(m.schedules, d.Subject), m.asked(d)
	case coaching.KindPromptAgain:
		if r, ok := m.rows[d.Subject]; ok {
			prompt := r.Delivery
			st.Prompt, st.Schedule = &prompt, found(m.schedules, prompt.Subject)
		}
	case coaching.KindKept:
		st.Reflection = found(m.reflections, d.Subject)
	case coaching.KindMilestone, coaching.KindSponsorNews, coaching.KindConsentOver:
		st.Consent, st.Told = found(m.consents, d.Subject), coaching.ToldBy(m.newsBeside(d))
	default:
		st.Session = found(m.sessions, d.Subject)
	}
	return st
}

// reminder is the newest reminder that the follow-up d comes back to.
func (m *Memory) reminder(d coaching.Delivery) *coaching.Delivery {
	var newest *coaching.Delivery
	for _, r := range m.acts[d.Subject] {
		wanted := r.State == coaching.DeliveryDue || r.State == coaching.DeliveryIntended || r.State == coaching.DeliverySent
		if wanted && r.Recipient == d.Recipient && r.Nominal.Before(d.Nominal) && (newest == nil || r.Nominal.After(newest.Nominal)) {
			newest = &coaching.Delivery{}
			*newest = r.Delivery
		}
	}
	return newest
}

// newsBeside lists the other news about the same consent.
func (m *Memory) newsBeside(d coaching.Delivery) []coaching.Delivery {
	var out []coaching.Delivery
	for _, r := range m.news[d.Subject] {
		if r.ID != d.ID {
			out = append(out, r.Delivery)
		}
	}
	return out
}

func found[T any](in map[coaching.ID]T, id coaching.ID) *T {
	v, ok := in[id]
	if !ok {
		return nil
	}
	return &v
}

// Settle is reminders.Store.
func (m *Memory) Settle(_ context.Context, lead coaching.ID, o coaching.Outcome) error {
	r, ok := m.rows[lead]
	switch {
	case !ok:
		return &coaching.Error{Kind: coaching.NotFound, Msg: coaching.NoLonger}
	case r.ended():
		return nil
	case o.Attempt > 0 && o.Attempt != r.Attempts && o.State != coaching.DeliverySent:
		return nil
	case o.State == coaching.DeliveryDue:
		m.giveBack(r, o.Due, o.Reason)
		r.State, r.Intended, r.Reason = coaching.DeliveryDue, time.Time{}, o.Reason
		if o.Due.After(r.Due) {
			r.Due = whole(o.Due)
		}
		m.record(r, 0)
		return nil
	}
	with := []*row{r}
	for _, c := range m.opened(r.Recipient) {
		if c.Batch == lead && c.State == coaching.DeliveryIntended {
			with = append(with, c)
		}
	}
	for _, c := range with {
		c.State, c.Sent, c.Channel, c.Message, c.Reason = o.State, time.Time{}, o.Channel, o.Message, o.Reason
		if o.State == coaching.DeliverySent {
			c.Sent = whole(o.At)
		}
		c.Version++
		m.tell(c, false)
	}
	return nil
}
