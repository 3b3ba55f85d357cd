package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// errNoMove is what the page hears when nobody gave the workspace a clock to move.
var errNoMove = &Refusal{"clock_fixed", "This clock cannot be moved."}

// act is the body of every POST of the page.
type act struct {
	press
	Text      string `json:"text"`
	ThreadTS  string `json:"thread_ts"`
	Files     []File `json:"files"`
	Command   string `json:"command"`
	Cleared   bool   `json:"cleared"`
	To        string `json:"to"`
	BySeconds int64  `json:"by_seconds"`
	Next      bool   `json:"next"`
	TZ        string `json:"tz"`
	Deleted   *bool  `json:"deleted"`
}

// pageRoutes adds the page's API. It has no sign-in: whoever reaches it plays everybody.
func (w *Workspace) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /page/api/workspace", w.serveWorkspace)
	mux.HandleFunc("GET /page/api/view", w.serveView)
	mux.HandleFunc("GET /page/api/stream", w.serveStream)
	mux.HandleFunc("GET /page/api/search_users", w.serveUserSearch)
	for name, do := range map[string]func(context.Context, act) (obj, error){
		"message": w.actMessage, "edit": w.actEdit, "delete": w.actDelete, "command": w.actCommand, "press": w.actPress,
		"submit": w.actSubmit, "close": w.actClose, "home": w.actHome, "read": w.actRead, "clock": w.actClock,
		"profile": w.actProfile,
	} {
		mux.HandleFunc("POST /page/api/"+name, w.serveAct(do))
	}
}

// serveAct reads the body and answers errors as the page wants them. The page is served from here, so a request that
// names another origin comes from a foreign site and is refused.
func (w *Workspace) serveAct(do func(context.Context, act) (obj, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if o := r.Header.Get("Origin"); o != "" && !strings.HasSuffix(o, "://"+r.Host) {
			writeJSON(rw, http.StatusForbidden, obj{"error": "foreign_origin", "message": "Only the sandbox's own page may do that."})
			return
		}
		w.learnHost(r.Host, false)
		var a act
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&a); err != nil {
			writeJSON(rw, http.StatusBadRequest, obj{"error": "invalid_json", "message": "The request could not be read."})
			return
		}
		out, err := do(r.Context(), a)
		if err != nil {
			writeJSON(rw, http.StatusBadRequest, pageError(err))
			return
		}
		if out == nil {
			out = obj{"ok": true}
		}
		writeJSON(rw, http.StatusOK, out)
	}
}

func pageError(err error) obj {
	var r *Refusal
	if errors.As(err, &r) {
		return obj{"ok": false, "error": r.Code, "message": r.Message}
	}
	return obj{"ok": false, "error": "failed", "message": "That did not work."}
}

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

func (w *Workspace) actProfile(_ context.Context, a act) (obj, error) {
	if _, err := time.LoadLocation(a.TZ); err != nil {
		return nil, &Refusal{"invalid_timezone", "That is not a time zone."}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.users[a.User]
	if u == nil {
		return nil, &Refusal{"user_not_found", "There is nobody of that id here."}
	}
	next := *u
	if a.TZ != "" {
		next.TZ = a.TZ
	}
	if a.Deleted != nil {
		next.Deleted = *a.Deleted
	}
	w.setUser(next)
	return nil, nil
}
