package sandbox

import (
	"context"
	"time"
)

// Status is what a member shows beside their name. The zero Status shows nothing.
type Status struct {
	Emoji string    `json:"emoji"` // ":palm_tree:"
	Text  string    `json:"text"`
	Until time.Time `json:"until,omitzero"` // Slack clears it then; zero: it stays
}

// SetStatus changes what the person shows; the app hears user_change.
func (p *Player) SetStatus(_ context.Context, s Status) error {
	return p.w.alter(p.user, func(u *User) error { return u.show(s) })
}

// Snooze pauses the person's notifications until the instant, or with the zero instant ends
// the pause; the app hears dnd_updated_user. Others see a pause as a period of rest.
func (p *Player) Snooze(_ context.Context, until time.Time) error { return p.w.snooze(p.user, until) }

// Travel changes the time zone of the person's devices; the app hears user_change.
func (p *Player) Travel(_ context.Context, zone string) error {
	return p.w.alter(p.user, func(u *User) error { u.TZ = zone; return nil })
}

var errNoOne = &Refusal{"user_not_found", "There is nobody of that id here."}

// show puts a status on, within Slack's 100 characters.
func (u *User) show(s Status) error {
	if len([]rune(s.Text)) > 100 {
		return &Refusal{"too_long", "A status has 100 characters at most."}
	}
	u.StatusEmoji, u.StatusText, u.StatusExpiration = s.Emoji, s.Text, 0
	if s.Emoji == "" && s.Text != "" {
		u.StatusEmoji = ":speech_balloon:" // as Slack does
	}
	if !s.Until.IsZero() && (s.Emoji != "" || s.Text != "") {
		u.StatusExpiration = s.Until.Unix()
	}
	return nil
}

func (w *Workspace) alter(user string, change func(*User) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.users[user]
	if u == nil {
		return errNoOne
	}
	next := *u
	if err := change(&next); err != nil {
		return err
	}
	w.setUser(next)
	return nil
}

func (w *Workspace) snooze(user string, until time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.users[user]
	if u == nil {
		return errNoOne
	}
	next := *u
	next.DNDStart, next.DNDEnd = 0, 0
	if !until.IsZero() {
		next.DNDStart, next.DNDEnd = seconds(w.opt.Now()), until.Unix()
	}
	w.put(record{User: &next})
	w.emit(obj{"type": "dnd_updated_user", "user": user, "dnd_status": dndJSON(&next), "event_ts": w.nextTS()})
	w.changed(user)
	return nil
}

// dndJSON is what others than the person themselves see of their rest: 1 stands for none.
func dndJSON(u *User) obj {
	return obj{"dnd_enabled": u.DNDEnd > 0, "next_dnd_start_ts": max(1, u.DNDStart), "next_dnd_end_ts": max(1, u.DNDEnd)}
}

// expire clears the statuses whose time is over, as Slack does; the lock is held.
func (w *Workspace) expire() {
	now := seconds(w.opt.Now())
	for _, id := range w.order {
		if u := w.users[id]; u.StatusExpiration > 0 && u.StatusExpiration <= now {
			next := *u
			next.StatusEmoji, next.StatusText, next.StatusExpiration = "", "", 0
			w.setUser(next)
		}
	}
}
