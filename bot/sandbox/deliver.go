package sandbox

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// ackTimeout is how long the app has for an ack of anything, and how long a trigger lives, unless Options say otherwise.
const ackTimeout = 3 * time.Second

// retryAfter are Slack's waits before an event is delivered again.
var retryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}

// freeCuts is how often a socket that ends before the ack does not use up one of the retries: the app was restarted, or
// the socket was being replaced. Slack does not publish its rule; an app that dies of one event must still come to an end.
const freeCuts = 10

// keepSent bounds how many events RedeliverEvents can repeat.
const keepSent = 1000

var (
	errNobody  = errors.New("no connection of the app is open")
	errTimeout = errors.New("timeout")
	errGone    = errors.New("connection_failed") // over HTTP
	errCut     = errors.New("timeout")           // a socket that ended before the ack
)

// delivery is one event and how often it was tried.
type delivery struct {
	id      string
	body    json.RawMessage
	attempt int    // 0 at first, then the retry's number
	reason  string // why it is tried again
	cuts    int    // how often the connection ended before the ack
	repeat  bool   // a copy that RedeliverEvents made
}

// outcome waits for what the app answered: the ack's payload, or why there was none.
type outcome func() (json.RawMessage, error)

// resumeEvents gives events that a restart of the sandbox interrupted their next try.
func (w *Workspace) resumeEvents() {
	for _, d := range w.pending {
		d.attempt, d.reason = 1, "timeout"
	}
}

// wake makes the pump look again; the lock is held or not.
func (w *Workspace) wake() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

// pump sends pending events in their order as long as the app is reachable.
func (w *Workspace) pump() {
	for {
		select {
		case <-w.ctx.Done():
			return
		case <-w.kick:
		}
		for w.sendNext() {
		}
	}
}

// sendNext sends one pending event and reports whether it is worth going on.
func (w *Workspace) sendNext() bool {
	w.mu.Lock()
	if len(w.pending) == 0 || !w.reachable() || w.ctx.Err() != nil {
		w.mu.Unlock()
		return false
	}
	d := w.pending[0]
	w.pending = w.pending[1:]
	w.mu.Unlock()
	wait, err := w.transmit(envelope{Type: "events_api", Payload: d.body, attempt: d.attempt + d.cuts, reason: d.reason})
	if errors.Is(err, errNobody) {
		w.mu.Lock()
		w.pending = slices.Insert(w.pending, 0, d)
		w.mu.Unlock()
		return false
	}
	w.wg.Go(func() {
		if err == nil {
			_, err = wait()
		}
		w.settle(d, err)
	})
	return true
}

// reachable reports whether an event could be sent now; the lock is held.
func (w *Workspace) reachable() bool { return w.opt.RequestURL != "" || len(w.open()) > 0 }

// settle files an event that was acked or has had its last try, and arms the next try of another.
func (w *Workspace) settle(d *delivery, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx.Err() != nil {
		return // a restart finds it in the journal
	}
	switch {
	case err == nil:
		w.file(d)
	case errors.Is(err, errCut) && d.cuts < freeCuts:
		d.cuts++
		d.reason = err.Error()
		w.again(d)
	case d.attempt >= len(retryAfter):
		if !d.repeat {
			w.lost++
		}
		w.file(d)
	default:
		d.reason = err.Error()
		d.attempt++
		w.opt.Log.Debug("sandbox event again", "event_id", d.id, "attempt", d.attempt, "reason", d.reason)
		w.againAfter(d, retryAfter[d.attempt-1])
	}
}

// file ends a delivery, and keeps it for RedeliverEvents.
func (w *Workspace) file(d *delivery) {
	if d.repeat {
		return
	}
	w.put(record{Done: d.id})
	w.sent = append(w.sent, d)
	w.sent = w.sent[max(0, len(w.sent)-keepSent):]
	w.changed()
}

func (w *Workspace) againAfter(d *delivery, wait time.Duration) {
	if wait == 0 {
		w.again(d)
		return
	}
	w.opt.After(wait, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.again(d)
	})
}

func (w *Workspace) again(d *delivery) {
	w.pending = append(w.pending, d)
	w.wake()
}

// RedeliverEvents sends every event that was delivered already once more, as Slack may do, and returns how many. Called
// several times in a row it makes several copies.
func (w *Workspace) RedeliverEvents() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.sent {
		w.again(&delivery{id: d.id, body: d.body, attempt: 1, reason: "timeout", repeat: true})
	}
	return len(w.sent)
}

// EventsOpen is the number of events that wait for a connection, and EventsLost of those given up after the last retry.
func (w *Workspace) EventsOpen() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.pending)
}

// EventsLost is the number of events that Slack would have given up.
func (w *Workspace) EventsLost() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

// transmit sends an envelope over the transport in use.
func (w *Workspace) transmit(e envelope) (outcome, error) {
	w.mu.Lock()
	http := w.opt.RequestURL
	w.mu.Unlock()
	if http != "" {
		return w.post(http, e), nil
	}
	return w.sendFrame(e)
}

// ask sends a command or interaction and returns the ack's payload. Neither is ever repeated.
func (w *Workspace) ask(kind string, payload any) (json.RawMessage, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	wait, err := w.transmit(envelope{Type: kind, Payload: body, Accepts: true})
	if err != nil {
		return nil, err
	}
	return wait()
}
