package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"
)

const (
	maxConnections = 10               // open sockets of one app
	pingEvery      = 5 * time.Second  // Slack's clients give up after 10 to 30 s without
	ticketLife     = 30 * time.Second // of a socket address
	writeTimeout   = 3 * time.Second
	maxAnswer      = 20 << 10 // an answer of this size or more is dropped
)

// envelope is a frame to the app; attempt and reason are those of an event's retry.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Accepts bool            `json:"accepts_response_payload"`
	Payload json.RawMessage `json:"payload"`
	attempt int
	reason  string
}

// frame adds the retry fields that only events carry.
func (e envelope) frame() any {
	if e.Type != "events_api" {
		return e
	}
	return struct {
		envelope
		Attempt int    `json:"retry_attempt"`
		Reason  string `json:"retry_reason"`
	}{e, e.attempt, e.reason}
}

// socket is one Socket Mode connection; waiting is guarded by the workspace's lock.
type socket struct {
	conn    *websocket.Conn
	ctx     context.Context
	cancel  context.CancelFunc
	waiting map[string]chan json.RawMessage
	leaving bool // told to go: gets nothing new, its acks still count
}

// connectionsOpen hands out a socket address that works once.
func (c *call) connectionsOpen() (obj, error) {
	ticket := newID("ticket")
	c.tickets[ticket] = c.opt.Wall().Add(ticketLife).UnixNano()
	query := url.Values{"ticket": {ticket}, "app_id": {c.opt.AppID}}
	scheme := "ws://"
	if strings.HasPrefix(c.baseURL, "https://") {
		scheme = "wss://"
	}
	return obj{"url": scheme + c.host + "/link/?" + query.Encode()}, nil
}

// serveSocket runs one connection until either side ends it.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	until, known := w.tickets[r.FormValue("ticket")]
	delete(w.tickets, r.FormValue("ticket"))
	full := len(w.open()) >= maxConnections
	w.mu.Unlock()
	if !known || w.opt.Wall().UnixNano() > until {
		http.Error(rw, "link_disabled", http.StatusForbidden)
		return
	}
	conn, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // clients send api.slack.com as origin
	if err != nil {
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	s := &socket{conn: conn, waiting: map[string]chan json.RawMessage{}}
	s.ctx, s.cancel = context.WithCancel(w.ctx)
	defer s.cancel()
	if full {
		s.write(obj{"type": "disconnect", "reason": "too_many_websockets", "debug_info": debugInfo()})
		return
	}
	w.run(s)
}

// run greets, admits the socket to the deliveries, pings, and reads acks until the end.
func (w *Workspace) run(s *socket) {
	w.mu.Lock()
	n := len(w.open()) + 1
	w.mu.Unlock()
	if !s.write(obj{"type": "hello", "num_connections": n, "debug_info": debugInfo(), "connection_info": obj{"app_id": w.opt.AppID}}) {
		return
	}
	w.mu.Lock()
	if w.ctx.Err() != nil {
		w.mu.Unlock()
		return
	}
	w.conns = append(w.conns, s)
	w.changed()
	w.mu.Unlock()
	w.wake()
	go s.pingLoop()
	for {
		_, frame, err := s.conn.Read(s.ctx)
		if err != nil {
			break
		}
		w.acked(s, frame)
	}
	w.drop(s)
}

func debugInfo() obj {
	return obj{"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060}
}

func (s *socket) pingLoop() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(s.ctx, 4*pingEvery)
		err := s.conn.Ping(ctx)
		cancel()
		if err != nil {
			_ = s.conn.CloseNow()
			return
		}
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			return
		}
	}
}

// write sends one frame and reports whether it went out.
func (s *socket) write(v any) bool {
	body, err := json.Marshal(v)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, body) == nil
}

// drop takes a dead socket out; what waits for its acks hears of it through the socket's context.
func (w *Workspace) drop(s *socket) {
	s.cancel()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = slices.DeleteFunc(w.conns, func(c *socket) bool { return c == s })
	w.changed()
}

// open lists the connections that take new envelopes.
func (w *Workspace) open() (out []*socket) {
	for _, s := range w.conns {
		if !s.leaving && s.ctx.Err() == nil {
			out = append(out, s)
		}
	}
	return out
}

// Connections is the number of Socket Mode connections that take new envelopes.
func (w *Workspace) Connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.open())
}

// DropSockets cuts every connection without a word, as a network does.
func (w *Workspace) DropSockets() {
	w.mu.Lock()
	conns := slices.Clone(w.conns)
	w.mu.Unlock()
	for _, s := range conns {
		_ = s.conn.CloseNow()
		s.cancel()
	}
}

// Disconnect sends every connection a disconnect frame: warning, refresh_requested or too_many_websockets. After a
// warning a connection still gets envelopes for a while, as at Slack; after the others it gets nothing more.
func (w *Workspace) Disconnect(reason string) { w.disconnect(reason, maxConnections) }

// DisconnectOne does so with the oldest connection alone.
func (w *Workspace) DisconnectOne(reason string) { w.disconnect(reason, 1) }

func (w *Workspace) disconnect(reason string, most int) {
	w.mu.Lock()
	conns := w.open()
	conns = conns[:min(len(conns), most)]
	for _, s := range conns {
		s.leaving = reason != "warning"
	}
	w.changed()
	w.mu.Unlock()
	for _, s := range conns {
		s.write(obj{"type": "disconnect", "reason": reason, "debug_info": debugInfo()})
	}
}
