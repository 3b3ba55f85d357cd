package storage

import (
	"errors"
	"slices"
	"time"

	"interlude/coaching"
)

type sessionRow struct {
	ID                         string `gorm:"primaryKey"`
	Engagement, Coach, Coachee string
	Start                      int64
	Minutes                    int
	Words                      sealed
	Asked                      int64
	State                      string
	Moves                      int
	ChangedBy                  string
	Version                    int
	Created                    int64
}

type sessionWords struct{ Link, Reason, AskReason string }

// TableName names the table.
func (sessionRow) TableName() string { return "sessions" }

func (r *sessionRow) id() string        { return r.ID }
func (r sessionRow) engagement() string { return r.Engagement }

func rowOfSession(s coaching.Session, b box) (*sessionRow, error) {
	w, err := b.seal(words("sessions", s.Engagement, s.ID, s.Version+1), sessionWords{Link: s.Link.Reveal(), Reason: s.Reason.Reveal(), AskReason: s.AskReason.Reveal()})
	return &sessionRow{
		ID: string(s.ID), Engagement: string(s.Engagement), Coach: string(s.Coach), Coachee: string(s.Coachee),
		Start: ms(s.Start), Minutes: s.Minutes, Words: w, Asked: ms(s.Asked), State: string(s.State),
		Moves: s.Moves, ChangedBy: string(s.ChangedBy), Version: s.Version + 1, Created: ms(s.Created),
	}, err
}

func (r sessionRow) session(b box) (coaching.Session, error) {
	var w sessionWords
	err := b.open(words("sessions", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w)
	return coaching.Session{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement),
		Coach: coaching.ID(r.Coach), Coachee: coaching.ID(r.Coachee),
		Start: instant(r.Start), Minutes: r.Minutes,
		Link: coaching.Words(w.Link), Reason: coaching.Words(w.Reason), AskReason: coaching.Words(w.AskReason), Asked: instant(r.Asked),
		State: coaching.SessionState(r.State), Moves: r.Moves, ChangedBy: coaching.ID(r.ChangedBy), Version: r.Version, Created: instant(r.Created),
	}, err
}

// slotRow says that a person is busy with a session in one slot.
type slotRow struct {
	Person  string
	Slot    int64
	Session string
}

// TableName names the table.
func (slotRow) TableName() string { return "session_slots" }

const (
	slotLength = 5 * time.Minute
	// longest bounds a session, so that its slots stay few.
	longest = 24 * time.Hour
)

var errTooLong = errors.New("a session longer than a day")

// slots lists what a busy session occupies, from its start to its end and the buffer; none
// for any other. The order is the same for everybody, so that two bookings cannot wait for
// each other.
func slots(s coaching.Session) ([]slotRow, error) {
	if !s.Busy() {
		return nil, nil
	}
	if s.End().Sub(s.Start) > longest {
		return nil, errTooLong
	}
	people := []string{string(s.Coach), string(s.Coachee)}
	slices.Sort(people)
	length := slotLength.Milliseconds()
	first := ms(s.Start) / length
	end := (ms(s.End().Add(coaching.Buffer)) + length - 1) / length
	var rows []slotRow
	for _, person := range slices.Compact(people) {
		for slot := first; slot < end; slot++ {
			rows = append(rows, slotRow{Person: person, Slot: slot, Session: string(s.ID)})
		}
	}
	return rows, nil
}
