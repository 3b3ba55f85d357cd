package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// Fault is one way in which an API call goes wrong. Without Accept the call has no effect.
type Fault struct {
	Accept     bool          // the call is carried out, then goes wrong
	Status     int           // answered with this HTTP status; 0: 200
	RetryAfter string        // the header of a 429 as it stands: "30", "0", "" for none
	Code       string        // {"ok":false,"error":Code}
	Message    string        // response_metadata.messages beside Code: Slack quotes there what it refuses
	Silent     bool          // {"ok":false} without an error text
	HTML       bool          // a proxy's page instead of JSON
	Half       bool          // half of the answer's body, then the line is cut
	Cut        bool          // the line is cut without an answer
	Hang       bool          // no answer until the client gives up
	Delay      time.Duration // answered this much later, of protocol time
}

// Ready-made faults for Fail.
var (
	ServerError    = Fault{Status: http.StatusInternalServerError}
	BadGateway     = Fault{Status: http.StatusBadGateway, HTML: true}
	CutAfterAccept = Fault{Accept: true, Cut: true}
	HangUnheard    = Fault{Hang: true}
	HangAccepted   = Fault{Accept: true, Hang: true}
)

// RateLimited is a 429 that asks to wait so many seconds.
func RateLimited(seconds int) Fault {
	return Fault{Status: http.StatusTooManyRequests, RetryAfter: strconv.Itoa(seconds)}
}

// Refuse is {"ok":false,"error":code}.
func Refuse(code string) Fault { return Fault{Code: code} }

// Fail makes the next n calls of method go wrong; method "*" means any, n below zero until ClearFaults.
func (w *Workspace) Fail(method string, n int, f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n < 0 {
		w.forever[method] = f
		return
	}
	for range n {
		w.faults[method] = append(w.faults[method], f)
	}
}

// ClearFaults ends all faults.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.faults)
	clear(w.forever)
}

// takeFault finds the fault for this call, one for the method before one for all.
func (w *Workspace) takeFault(method string) (Fault, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, key := range []string{method, "*"} {
		if queue := w.faults[key]; len(queue) > 0 {
			w.faults[key] = queue[1:]
			return queue[0], true
		}
		if f, ok := w.forever[key]; ok {
			return f, true
		}
	}
	return Fault{}, false
}

// misbehave answers as f says; answer is the real one when the call was carried out.
func (w *Workspace) misbehave(rw http.ResponseWriter, r *http.Request, f Fault, answer obj) {
	if f.Delay > 0 {
		w.pause(r, f.Delay)
	}
	if answer == nil || f.Code != "" || f.Silent {
		answer = obj{"ok": false}
		if f.Code != "" {
			answer["error"] = f.Code
			if f.Message != "" {
				answer["response_metadata"] = obj{"messages": []string{f.Message}}
			}
		}
	}
	switch {
	case f.Hang:
		select {
		case <-r.Context().Done():
		case <-w.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case f.Cut:
		panic(http.ErrAbortHandler) // net/http's way to drop the connection
	case f.Half:
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("Content-Length", "100")
		_, _ = rw.Write([]byte(`{"ok":true,"channel":"D`))
		_ = http.NewResponseController(rw).Flush()
		panic(http.ErrAbortHandler)
	}
	status := max(f.Status, http.StatusOK)
	if f.RetryAfter != "" {
		rw.Header().Set("Retry-After", f.RetryAfter)
	}
	if f.HTML {
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(status)
		_, _ = rw.Write([]byte("<html><body><h1>Bad gateway</h1></body></html>"))
		return
	}
	writeJSON(rw, status, answer)
}

// pause waits d of protocol time, or until nobody wants the answer any more.
func (w *Workspace) pause(r *http.Request, d time.Duration) {
	over := make(chan struct{})
	defer w.opt.After(d, func() { close(over) })()
	select {
	case <-over:
	case <-r.Context().Done():
	case <-w.ctx.Done():
	}
}
