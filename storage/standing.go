package storage

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// recentFor is how far back the caps look: a local week and a day.
const recentFor = 8 * 24 * time.Hour

// cappedKinds are those of which coaching says that they count against the caps.
var cappedKinds = func() []string {
	var kinds []string
	for kind := range subjects {
		if kind.Capped() {
			kinds = append(kinds, string(kind))
		}
	}
	return kinds
}()

// load fills in what the subject of a delivery refers to.
type load func(s *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) error

// subjects says for each kind what its Subject refers to; nil: the engagement itself.
var subjects = map[coaching.DeliveryKind]load{
	coaching.KindInvitation:      nil,
	coaching.KindSponsorPart:     nil,
	coaching.KindAnswered:        nil,
	coaching.KindSponsorAnswered: nil,
	coaching.KindActionProposed:  loadAction,
	coaching.KindActionAnswered:  loadAction,
	coaching.KindActionDue:       loadAction,
	coaching.KindActionFollowUp:  loadFollowUp,
	coaching.KindPrompt:          loadSchedule,
	coaching.KindPromptAgain:     loadPrompt,
	coaching.KindCadence:         loadSchedule,
	coaching.KindZone:            nil,
	coaching.KindKept:            loadReflection,
	coaching.KindBooked:          loadSession,
	coaching.KindMoved:           loadSession,
	coaching.KindCancelled:       loadSession,
	coaching.KindMoveAsked:       loadSession,
	coaching.KindMoveKept:        loadSession,
	coaching.KindSessionSoon:     loadSession,
	coaching.KindSessionNow:      loadSession,
	coaching.KindSessionAfter:    loadSession,
	coaching.KindSessionActions:  loadSession,
	coaching.KindBriefReady:      nil,
	coaching.KindMilestone:       loadConsent,
	coaching.KindSponsorNews:     loadAllowed,
	coaching.KindConsentOver:     loadAllowed,
	coaching.KindSponsorTold:     loadConsent,
	coaching.KindClosed:          nil,
	coaching.KindPaused:          nil,
	coaching.KindResumed:         nil,
	coaching.KindAbsent:          nil,
	coaching.KindReturned:        nil,
	coaching.KindConfirm:         nil,
	coaching.KindGoesOn:          nil,
	coaching.KindCoachProposed:   nil,
	coaching.KindCoachKept:       nil,
	coaching.KindTakenOver:       nil,
	coaching.KindErasure:         nil,
	coaching.KindErased:          nil,
	coaching.KindRetention:       nil,
}

// found keeps v for the standing; a row that is gone leaves it empty.
func found[T any](v T, err error) (*T, error) {
	if coaching.Is(err, coaching.NotFound) {
		return nil, nil
	}
	return &v, err
}

// The rows with sealed words that a subject can be.
var (
	loadAction     = loads(actionRow.action, func(st *coaching.Standing) **coaching.Action { return &st.Action })
	loadSession    = loads(sessionRow.session, func(st *coaching.Standing) **coaching.Session { return &st.Session })
	loadConsent    = loads(consentRow.consent, func(st *coaching.Standing) **coaching.Consent { return &st.Consent })
	loadReflection = loads(reflectionRow.reflection, func(st *coaching.Standing) **coaching.Reflection { return &st.Reflection })
)

// loads makes a load of how a row is opened and where it goes in the standing.
func loads[R sealedRow, D any](open func(R, box) (D, error), place func(*coaching.Standing) **D) load {
	return func(s *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) (err error) {
		*place(st), err = found(openedOne(s, tx, is(tx, id), open))
		return err
	}
}

// loadAllowed adds what allows the consent itself, and what its recipient has got by it.
func loadAllowed(s *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) error {
	if err := loadConsent(s, tx, id, st); err != nil || st.Consent == nil {
		return err
	}
	if under := st.Consent.Under; under != "" {
		var err error
		if st.Category, err = found(openedOne(s, tx, is(tx, under), consentRow.consent)); err != nil {
			return err
		}
	}
	news, err := newsOf(tx, id)
	st.Told = coaching.ToldBy(slices.DeleteFunc(news, func(d coaching.Delivery) bool { return d.ID == st.Delivery.ID }))
	return err
}

// loadFollowUp adds the reminder that the follow-up comes back to: the newest that was sent, or
// that still may be.
func loadFollowUp(s *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) error {
	if err := loadAction(s, tx, id, st); err != nil {
		return err
	}
	reminders, err := list(tx.Where("subject = ? AND kind = ? AND recipient = ? AND state IN ('due', 'intended', 'sent') AND nominal < ?",
		string(id), string(coaching.KindActionDue), string(st.Recipient.ID), ms(st.Delivery.Nominal)).Order("nominal DESC").Limit(1), deliveryRow.delivery)
	if err == nil && len(reminders) > 0 {
		st.Reminder = &reminders[0]
	}
	return err
}

// loadPrompt adds the schedule of the prompt: with the questions turned off none is asked again.
func loadPrompt(s *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) (err error) {
	if st.Prompt, err = found(delivery(tx, id)); err != nil || st.Prompt == nil {
		return err
	}
	return loadSchedule(s, tx, st.Prompt.Subject, st)
}

func loadSchedule(_ *Store, tx *gorm.DB, id coaching.ID, st *coaching.Standing) error {
	r, err := found(byID[scheduleRow](tx, id))
	if err != nil || r == nil {
		return err
	}
	schedule, err := r.schedule()
	st.Schedule = &schedule
	return err
}

// standing gathers all that decides over d. Recent is the same for all that goes to one
// recipient, so the caller hands it in.
func (s *Store) standing(tx *gorm.DB, d coaching.Delivery, recipient coaching.Person, recent []time.Time) (coaching.Standing, error) {
	st := coaching.Standing{Delivery: d, Recipient: recipient, Recent: recent}
	var err error
	if st.Engagement, err = engagement(tx, d.Engagement); err != nil {
		return st, err
	}
	if load := subjects[d.Kind]; load != nil {
		if err = load(s, tx, d.Subject, &st); err != nil {
			return st, err
		}
	}
	if d.Kind == coaching.KindPrompt || d.Kind == coaching.KindCadence {
		st.Asked, err = asked(tx, d)
	}
	return st, err
}

// asked tells what became of the questions of d's schedule before d.
func asked(tx *gorm.DB, d coaching.Delivery) (coaching.Asked, error) {
	var a coaching.Asked
	var err error
	if a.Earlier, err = list(tx.Where("subject = ? AND kind IN ? AND state IN ('sent', 'intended') AND id <> ?", string(d.Subject),
		[]string{string(coaching.KindPrompt), string(coaching.KindCadence)}, string(d.ID)).Order("nominal DESC").Limit(coaching.AskedBack), deliveryRow.delivery); err != nil {
		return a, err
	}
	var wrote, unasked int64
	err = tx.Raw(`SELECT COALESCE(MAX(created), 0), COALESCE(MAX(CASE WHEN prompt = '' THEN created ELSE 0 END), 0) FROM reflections WHERE engagement = ?`,
		string(d.Engagement)).Row().Scan(&wrote, &unasked)
	a.Wrote, a.Unasked = instant(wrote), instant(unasked)
	return a, err
}

// recent lists when capped messages went to the recipient of d in the days before now, oldest
// first: leads alone, because companions travel in their message, and not d itself. One that
// is only intended counts, because it may have arrived.
func recent(tx *gorm.DB, d coaching.Delivery, now time.Time) ([]time.Time, error) {
	var at []int64
	err := tx.Raw(`SELECT instant FROM (
			SELECT CASE WHEN state = 'sent' THEN sent ELSE intended END AS instant FROM deliveries
			WHERE recipient = ? AND state IN ('sent', 'intended') AND batch = '' AND kind IN ? AND id <> ?
		) AS leads WHERE instant > ? ORDER BY instant`,
		string(d.Recipient), cappedKinds, string(d.ID), ms(now.Add(-recentFor))).Scan(&at).Error
	out := make([]time.Time, len(at))
	for i := range at {
		out[i] = instant(at[i])
	}
	return out, err
}
