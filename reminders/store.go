package reminders

import (
	"context"
	"time"

	"interlude/coaching"
)

// Store is what the reminders ask of whatever remembers.
type Store interface {
	// Advance claims up to limit schedules whose Next is not after now (each by one replica
	// only), asks step what follows, and writes that in the same transaction. It returns how
	// many it claimed.
	Advance(ctx context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error)
	// Claim finds up to limit deliveries in state due whose Due is not after now and that no
	// job carries yet, by turn and then earliest first, passing over recipients in the
	// workspaces without, and lets enqueue insert jobs for those that it returns, in the same
	// transaction. tx is a *sql.Tx on SQLite and a pgx.Tx on Postgres. It returns how many it
	// found. enqueue may be called once more when the transaction is repeated.
	Claim(ctx context.Context, now time.Time, limit int, without []string, enqueue func(tx any, due []coaching.Waiting) ([]coaching.ID, error)) (int, error)
	// Release gives back deliveries whose job was claimed before the instant and is neither
	// done nor waiting any more (alive says so, inside the transaction), so that Claim takes
	// them again. It returns how many.
	Release(ctx context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error)
	// Intend locks the recipient, asks decide over the delivery id as it stands now, and in
	// the same transaction records the answer: intended (with every other due, capped
	// delivery to the same recipient that decide also sends), held (due later), missed or
	// cancelled. A delivery that is already intended comes back with ActLook, one that has
	// ended with ActNone; neither is changed. looked is the attempt (Delivery.Attempts) that
	// the caller has looked for and that is not there, 0 for none: if it is still the last
	// one, the delivery is decided anew.
	Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error)
	// Settle records what became of the lead and everything that travels with it. A delivery
	// that was settled already is left alone.
	Settle(ctx context.Context, lead coaching.ID, o coaching.Outcome) error
	// NextDue returns the earliest instant at which something is due; false: nothing is.
	NextDue(ctx context.Context) (time.Time, bool, error)
}

// Poster puts messages where people read them.
type Poster interface {
	// Post sends one message that carries every delivery of s. An error is a
	// *coaching.PostError.
	Post(ctx context.Context, s coaching.Sending) (channel, ts string, err error)
	// Find looks for the message of an earlier attempt at s. It returns an error when it
	// could not look.
	Find(ctx context.Context, s coaching.Sending) (channel, ts string, found bool, err error)
}
