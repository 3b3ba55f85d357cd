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

	Status *Status    `json:"status"`
	Snooze *time.Time `json:"snooze"` // until when; the zero instant ends the pause
}

// pageRoutes adds the page's API. It has no sign-in: whoever reaches it plays everybody.
func (w *Workspace) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /page/api/workspace", w.serveWorkspace)
	mux.HandleFunc("GET /page/api/view", w.serveView)
	mux.HandleFunc("GET /page/api/stream", w.serveStream)
	mux.HandleFunc("GET /page/api/search_users", w.serveUserSearch)
	mux.HandleFunc("GET /page/api/file/{id}", w.serveFile)
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
