package coaching

import "errors"

// Kind says what sort of refusal an Error is.
type Kind int

// The kinds of refusals.
const (
	Invalid   Kind = iota + 1 // an input is wrong; Field names it
	Taken                     // somebody else was faster (a slot, a name)
	Stale                     // the row has moved on: an old button, a second submission
	Forbidden                 // the sender has no part in this; shown as the one neutral sentence
	Repeated                  // this very press, submission or event was already applied
	NotFound                  // there is no such row (shown like Forbidden)
)

// Error is a refusal that people may read. Msg never holds what somebody wrote.
type Error struct {
	Kind  Kind
	Field string // the input to change: "start", "text", "due", …; empty when it is none
	Msg   string // one or two plain sentences
}

// Error returns the sentence for people.
func (e *Error) Error() string { return e.Msg }

// Is reports whether err is, or wraps, an *Error of kind k.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// NoLonger is what people see after an old or a tampered press.
const NoLonger = "This is no longer active."

// ErrStale is the refusal of an old button or a row that has moved on.
func ErrStale() error { return &Error{Kind: Stale, Msg: NoLonger} }

// Bad returns an Invalid refusal that names the input.
func Bad(field, msg string) error { return &Error{Kind: Invalid, Field: field, Msg: msg} }
