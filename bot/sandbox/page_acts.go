package sandbox

import (
	"context"
	"time"
)

func (w *Workspace) actMessage(_ context.Context, a act) (obj, error) {
	ts, err := w.say(a.User, a.Channel, a.Text, a.ThreadTS, a.Files)
	return obj{"ok": true, "ts": ts}, err
}

func (w *Workspace) actEdit(_ context.Context, a act) (obj, error) {
	return nil, w.edit(a.User, a.Channel, a.TS, a.Text)
}

func (w *Workspace) actDelete(_ context.Context, a act) (obj, error) {
	return nil, w.erase(a.User, a.Channel, a.TS)
}

// softly answers a refusal that Slack shows in the conversation with 200, as the page's contract says.
func softly(err error) (obj, error) {
	if err != nil {
		return pageError(err), nil
	}
	return nil, nil
}

func (w *Workspace) actCommand(_ context.Context, a act) (obj, error) {
	return softly(w.command(a.User, a.Channel, a.Command, a.Text))
}

func (w *Workspace) actPress(_ context.Context, a act) (obj, error) {
	return softly(w.press(a.press))
}

func (w *Workspace) actSubmit(_ context.Context, a act) (obj, error) {
	errs, err := w.submit(a.User, a.ViewID, a.State)
	if len(errs) > 0 {
		return obj{"ok": false, "errors": errs}, nil
	}
	return softly(err)
}

func (w *Workspace) actClose(_ context.Context, a act) (obj, error) {
	return nil, w.closeModal(a.User, a.ViewID, a.Cleared)
}

func (w *Workspace) actHome(_ context.Context, a act) (obj, error) { return nil, w.openHome(a.User) }

func (w *Workspace) actRead(_ context.Context, a act) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ch, err := w.acting(a.User, a.Channel)
	if err == nil {
		w.markRead(a.User, ch)
	}
	return nil, err
}

// actClock moves the clock to an instant, by seconds, or to what is due next.
func (w *Workspace) actClock(ctx context.Context, a act) (obj, error) {
	if w.opt.MoveClock == nil {
		return nil, errNoMove
	}
	to, err := w.clockTarget(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := w.opt.MoveClock(ctx, to); err != nil {
		w.opt.Log.Warn("sandbox clock", "error", err.Error())
		return nil, &Refusal{"clock_failed", "The clock could not be moved there."}
	}
	w.Touch()
	return obj{"ok": true, "now": rfc3339(w.opt.Now())}, nil
}

func (w *Workspace) clockTarget(ctx context.Context, a act) (time.Time, error) {
	now := w.opt.Now()
	to := now.Add(time.Duration(a.BySeconds) * time.Second)
	if a.Next {
		due, ok := w.nextDue(ctx)
		if !ok {
			return now, &Refusal{"nothing_due", "Nothing is due."}
		}
		to = due
	}
	if a.To != "" {
		t, err := time.Parse(time.RFC3339, a.To)
		if err != nil {
			return now, &Refusal{"invalid_time", "That is not a time."}
		}
		to = t
	}
	if to.Before(now) {
		return now, &Refusal{"clock_backwards", "The clock only goes forward."}
	}
	return to, nil
}

// actProfile changes what is given of a person: zone, whether the account is live, status, rest.
func (w *Workspace) actProfile(_ context.Context, a act) (obj, error) {
	if _, err := time.LoadLocation(a.TZ); err != nil {
		return nil, &Refusal{"invalid_timezone", "That is not a time zone."}
	}
	if a.TZ != "" || a.Deleted != nil || a.Status != nil || a.Snooze == nil {
		err := w.alter(a.User, func(u *User) error {
			if a.TZ != "" {
				u.TZ = a.TZ
			}
			if a.Deleted != nil {
				u.Deleted = *a.Deleted
			}
			if a.Status != nil {
				return u.show(*a.Status)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if a.Snooze != nil {
		return nil, w.snooze(a.User, *a.Snooze)
	}
	return nil, nil
}
