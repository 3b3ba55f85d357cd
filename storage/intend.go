package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// mostCompanions bounds what travels with a lead.
const mostCompanions = coaching.MostCompanions

// mostLooked bounds how many deliveries are looked at for that: some of them may be too late.
const mostLooked = 3 * mostCompanions

// Intend locks the recipient, asks decide over the delivery id as it stands now, and records
// the answer in the same transaction: intended, held (due later, and carried by no job until
// Claim takes it again), missed or cancelled. A capped lead takes along every other due,
// capped delivery to the same recipient that decide also sends, oldest first; those that came
// too late are recorded as missed with it, so that its message can say so.
//
// One that is already intended comes back with ActLook and is not changed. looked is the
// attempt (Delivery.Attempts) that the caller has looked for and that is not there, 0 for
// none: if it is still the last one, the delivery is decided anew, with companions chosen
// anew. One that has ended, that does not exist, or that travels with another lead comes back
// with ActNone: its lead's job answers for it.
func (s *Store) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	var out coaching.Sending
	err := s.write(ctx, "intend delivery", func(tx *gorm.DB) error {
		i := intent{Store: s, tx: tx, now: now, decide: decide}
		var err error
		out, err = i.lead(id, looked)
		return err
	})
	if err != nil {
		return coaching.Sending{}, err
	}
	return out, nil
}

// intent is one run of Intend.
type intent struct {
	*Store
	tx        *gorm.DB
	now       time.Time
	decide    func(coaching.Standing) coaching.Verdict
	recipient coaching.Person
	recent    []time.Time
}

func (i *intent) lead(id coaching.ID, looked int) (coaching.Sending, error) {
	d, err := i.lock(id)
	if coaching.Is(err, coaching.NotFound) {
		return coaching.Sending{Verdict: coaching.Verdict{Act: coaching.ActNone}}, nil
	}
	if err != nil {
		return coaching.Sending{}, err
	}
	out := coaching.Sending{Lead: d, Verdict: coaching.Verdict{Act: coaching.ActNone}}
	switch {
	case d.Batch != "" || (d.State != coaching.DeliveryDue && d.State != coaching.DeliveryIntended):
		return out, nil
	case d.State == coaching.DeliveryIntended && looked != d.Attempts:
		out.Verdict.Act = coaching.ActLook
		out.With, err = companions(i.tx, id)
		return out, err
	case d.State == coaching.DeliveryIntended:
		if err := giveBack(i.tx, id, 0, ""); err != nil {
			return out, err
		}
		if err := untold(i.tx, d); err != nil {
			return out, err
		}
		d.State, d.Intended = coaching.DeliveryDue, time.Time{}
	}
	return i.settle(d)
}

// lock waits for the recipient, so that two messages to one person are decided one after the
// other whichever replica carries them, and reads the delivery as it stands then.
func (i *intent) lock(id coaching.ID) (coaching.Delivery, error) {
	d, err := delivery(i.tx, id)
	if err != nil {
		return d, err
	}
	if i.recipient, err = person(forUpdate(i.tx), d.Recipient); err != nil {
		return d, err
	}
	if err := holdConsent(i.tx, d); err != nil {
		return d, err
	}
	return delivery(forUpdate(i.tx), id)
}

// holdConsent has whoever withdraws what allows d wait until the intent is recorded, and waits for
// whoever is doing so: the check and the intent are one. A commit writes consents before
// deliveries and sentences before their category, so that the two cannot wait for each other.
func holdConsent(tx *gorm.DB, d coaching.Delivery) error {
	if d.Kind != coaching.KindSponsorNews {
		return nil
	}
	r, err := found(byID[consentRow](forUpdate(tx), d.Subject))
	if err != nil || r == nil {
		return err
	}
	_, err = found(byID[consentRow](forUpdate(tx), coaching.ID(r.Under))) // no category: none is found
	return err
}

// settle decides over the lead and records it.
func (i *intent) settle(d coaching.Delivery) (coaching.Sending, error) {
	out := coaching.Sending{Lead: d}
	var err error
	if i.recent, err = recent(i.tx, d, i.now); err != nil {
		return out, err
	}
	st, err := i.standing(i.tx, d, i.recipient, i.recent)
	if err != nil {
		return out, err
	}
	out.Verdict = i.decide(st)
	switch v := out.Verdict; v.Act {
	case coaching.ActSend:
		d = as(d, v)
		if a, shows := coaching.Tells(d, st.Engagement, i.now); shows {
			if err = told(i.tx, a); err != nil {
				return out, err
			}
		}
		if out.Lead, err = i.send(d, ""); err == nil && d.Kind.Capped() {
			out.With, out.Closed, err = i.companions(d)
		}
	case coaching.ActHold:
		d.State, d.Due, d.Reason, d.Intended = coaching.DeliveryDue, v.Until, v.Reason, time.Time{}
		d.Held = coaching.HeldBecause(d.Held, v.Reason)
		out.Lead, err = i.record(d, 0)
	case coaching.ActMiss:
		d.State, d.Reason = coaching.DeliveryMissed, v.Reason
		out.Lead, err = i.record(d, ms(i.now))
	case coaching.ActCancel:
		d.State, d.Reason = coaching.DeliveryCancelled, v.Reason
		if out.Lead, err = i.record(d, ms(i.now)); err == nil {
			err = writer{Store: i.Store, tx: i.tx}.deliveries(coaching.Lapsed(d, v, st.Engagement, i.now))
		}
	}
	return out, err
}

// as is d as the verdict wants it to go out.
func as(d coaching.Delivery, v coaching.Verdict) coaching.Delivery {
	if v.As != "" {
		d.Kind = v.As
	}
	return d
}

// send records that d is about to be posted, with lead when that is another.
func (i *intent) send(d coaching.Delivery, lead coaching.ID) (coaching.Delivery, error) {
	d.State, d.Intended, d.Batch, d.Reason = coaching.DeliveryIntended, i.now, lead, ""
	d.Attempts++
	return i.record(d, ms(i.now))
}

// record writes d and since when a job carries it (0: none), and returns it as stored.
func (i *intent) record(d coaching.Delivery, claimed int64) (coaching.Delivery, error) {
	r := rowOfDelivery(d)
	if err := put(i.tx, d.Version, r, "key"); err != nil {
		return d, err
	}
	if err := setClaimed(i.tx, []coaching.ID{d.ID}, claimed); err != nil {
		return d, err
	}
	return r.delivery()
}

// companions chooses and records what travels with the lead d, and what is too late to.
func (i *intent) companions(d coaching.Delivery) (with, closed []coaching.Delivery, err error) {
	due, err := list(forUpdate(i.tx).Where("recipient = ? AND state = 'due' AND due <= ? AND kind IN ? AND id <> ?",
		string(d.Recipient), ms(i.now), cappedKinds, string(d.ID)).Order("due, nominal, id").Limit(mostLooked), deliveryRow.delivery)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range due {
		st, err := i.standing(i.tx, c, i.recipient, i.recent)
		if err != nil {
			return nil, nil, err
		}
		switch v := i.decide(st); {
		case v.Act == coaching.ActSend && len(with) < mostCompanions:
			if c, err = i.send(as(c, v), d.ID); err != nil {
				return nil, nil, err
			}
			with = append(with, c)
		case v.Act == coaching.ActMiss:
			c.State, c.Reason = coaching.DeliveryMissed, v.Reason
			if c, err = i.record(c, ms(i.now)); err != nil {
				return nil, nil, err
			}
			closed = append(closed, c)
		} // the others' own job, or the next sweep, records why not
	}
	return with, closed, nil
}
