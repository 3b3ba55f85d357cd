package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds what one request may bring, so that a mistake cannot fill the memory.
const maxBody = 4 << 20

// apiError is a refusal of the Web API; Messages say where, as response_metadata.messages does.
type apiError struct {
	Code     string
	Messages []string
}

func (e *apiError) Error() string { return e.Code }

func refuse(code string, messages ...string) error { return &apiError{code, messages} }

// call is one request to the Web API. Handlers run with the workspace locked.
type call struct {
	*Workspace
	args  map[string]string // form fields; of a JSON body the strings, and everything else as JSON
	token string
	host  string
}

func (c *call) str(name string) string { return c.args[name] }

// raw returns a JSON argument, whether it came as JSON or as JSON in a form field.
func (c *call) raw(name string) json.RawMessage {
	if v := strings.TrimSpace(c.args[name]); v != "" && v != "null" {
		return json.RawMessage(v)
	}
	return nil
}

func (c *call) flag(name string) bool {
	v := c.args[name]
	return v == "true" || v == "1"
}

func (c *call) num(name string, fallback int) int {
	if n, err := strconv.Atoi(c.args[name]); err == nil {
		return n
	}
	return fallback
}

// serveAPI answers POST and GET /api/<method>.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	c, err := w.readCall(rw, r)
	if err != nil {
		writeJSON(rw, http.StatusOK, obj{"ok": false, "error": "invalid_form_data"})
		return
	}
	fault, faulty := w.takeFault(name)
	if faulty && !fault.Accept {
		w.misbehave(rw, r, fault, nil)
		return
	}
	if wait := w.limited(name, c); wait > 0 {
		tooMany(rw, wait)
		return
	}
	answer := w.dispatch(name, c)
	if faulty {
		w.misbehave(rw, r, fault, answer)
		return
	}
	rw.Header().Set("X-Slack-Req-Id", newID("req"))
	if c.token == w.opt.BotToken && w.opt.Scopes != "" {
		rw.Header().Set("X-OAuth-Scopes", w.opt.Scopes)
	}
	writeJSON(rw, http.StatusOK, answer)
}

func tooMany(rw http.ResponseWriter, wait time.Duration) {
	rw.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	writeJSON(rw, http.StatusTooManyRequests, obj{"ok": false, "error": "ratelimited"})
}

// dispatch runs the method and makes its answer.
func (w *Workspace) dispatch(name string, c *call) obj {
	m, known := methods[name]
	if !known {
		return obj{"ok": false, "error": "unknown_method", "req_method": name}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	answer, err := obj(nil), c.authorise(m.auth)
	if err == nil {
		answer, err = m.run(c)
	}
	if err != nil {
		w.opt.Log.Debug("sandbox api", "method", name, "error", err.Error())
		return errorAnswer(err)
	}
	if answer == nil {
		answer = obj{}
	}
	answer["ok"] = true
	return answer
}

func errorAnswer(err error) obj {
	answer := obj{"ok": false, "error": err.Error()}
	if e, ok := err.(*apiError); ok && len(e.Messages) > 0 {
		answer["response_metadata"] = obj{"messages": e.Messages}
	}
	return answer
}

// authorise checks the token against the kind that the method wants.
func (c *call) authorise(kind authKind) error {
	switch want := map[authKind]string{botAuth: c.opt.BotToken, appAuth: c.opt.AppToken}[kind]; {
	case kind == noAuth:
		return nil
	case c.token == "":
		return refuse("not_authed")
	case c.token == c.opt.BotToken || c.token == c.opt.AppToken:
		if c.revoked {
			return refuse("account_inactive")
		}
		if c.token != want {
			return refuse("not_allowed_token_type")
		}
		return nil
	}
	return refuse("invalid_auth")
}

// readCall collects the arguments from the address, the form or the JSON body, and the token.
func (w *Workspace) readCall(rw http.ResponseWriter, r *http.Request) (*call, error) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
	c := &call{Workspace: w, args: map[string]string{}, host: r.Host}
	w.learnHost(r.Host, true)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := c.readJSON(r.Body); err != nil {
			return nil, err
		}
	} else if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		// #nosec G120 -- the body is bounded above
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, err
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, err
	}
	for k, v := range r.Form {
		c.args[k] = v[0]
	}
	c.token = c.args["token"]
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	return c, nil
}

func (c *call) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil || len(raw) == 0 || string(raw) == "null" {
		return err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for k, v := range fields {
		c.args[k] = plain(v)
	}
	return nil
}

// plain turns a JSON string into its text and leaves other JSON as it is.
func plain(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(rw, "encoding failed", http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(body)
}
