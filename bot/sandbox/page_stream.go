package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// keepAlive is how often a silent stream sends a comment, so that proxies leave it open.
const keepAlive = 15 * time.Second

// stream is one browser that listens; what it has to be told is collected until it is.
type stream struct {
	user  string
	users map[string]bool // guarded by the workspace's lock
	ready chan struct{}
}

// notify adds people to what the stream will tell; an empty list concerns everybody. The workspace is locked.
func (s *stream) notify(users []string) {
	for _, u := range users {
		s.users[u] = true
	}
	if len(users) == 0 {
		s.users["*"] = true
	}
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// Touch tells the pages that the clock moved or something outside changed, and clears the
// statuses whose time is over.
func (w *Workspace) Touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expire()
	w.changed()
}

// serveStream sends an event at the start and after every change.
func (w *Workspace) serveStream(rw http.ResponseWriter, r *http.Request) {
	s := &stream{user: r.FormValue("user"), users: map[string]bool{"*": true}, ready: make(chan struct{}, 1)}
	s.ready <- struct{}{}
	w.mu.Lock()
	w.streams[s] = struct{}{}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.streams, s)
	}()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(rw)
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		line := ": still here\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-w.ctx.Done():
			return
		case <-s.ready:
			line = w.changedLine(s)
		case <-tick.C:
		}
		if _, err := fmt.Fprint(rw, line); err != nil || flush.Flush() != nil {
			return
		}
	}
}

// changedLine empties what was collected. "*" becomes everybody.
func (w *Workspace) changedLine(s *stream) string {
	w.mu.Lock()
	users := slices.Sorted(maps.Keys(s.users))
	if s.users["*"] {
		users = slices.Clone(w.order)
	}
	clear(s.users)
	w.mu.Unlock()
	data, err := json.Marshal(obj{"users": users, "clock": rfc3339(w.opt.Now())})
	if err != nil {
		return ""
	}
	return "event: changed\ndata: " + string(data) + "\n\n"
}
