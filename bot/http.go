package bot

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
)

// maxBody is more than Slack ever sends: a form of 250 KB at most, with what was typed. What is
// longer is refused unread.
const maxBody = 1 << 20

// What Slack sends as.
const (
	asForm = "application/x-www-form-urlencoded"
	asJSON = "application/json"
)

// HTTPHandler returns the second transport: Slack's signed requests under /slack/. Requests without
// a signature, or with a time that is not within five minutes, are refused before their body is
// read; those whose signature does not fit, before anything is made of it. A command, press or
// form that is sent a second time has no effect and is shown nothing.
func (b *Bot) HTTPHandler(secret string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /slack/commands", signed(secret, asForm, b.takeCommand))
	mux.Handle("POST /slack/interactions", signed(secret, asForm, b.takeInteraction))
	mux.Handle("POST /slack/events", signed(secret, asJSON, b.takeEvent))
	return mux
}

// signed hands the body on only when Slack signed it, with the signature in the request's context.
func signed(secret, kind string, next func(w http.ResponseWriter, r *http.Request, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := slack.NewSecretsVerifier(r.Header, secret)
		if err != nil {
			refuse(w, "signature refused", http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			refuse(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if _, err = v.Write(body); err != nil || v.Ensure() != nil {
			refuse(w, "signature refused", http.StatusUnauthorized)
			return
		}
		if sent, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || sent != kind {
			refuse(w, "not "+kind, http.StatusUnsupportedMediaType)
			return
		}
		next(w, r.WithContext(proven(r.Context(), strings.ToLower(r.Header.Get("X-Slack-Signature")))), body)
	})
}

// refuse answers and has the connection closed, so that nothing more of the request is read.
func refuse(w http.ResponseWriter, words string, code int) {
	w.Header().Set("Connection", "close")
	http.Error(w, words, code)
}

func (b *Bot) takeCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	f, err := fields(body)
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	respond(w, b.Command(r.Context(), slack.SlashCommand{TeamID: f.Get("team_id"), EnterpriseID: f.Get("enterprise_id"), UserID: f.Get("user_id"), Command: f.Get("command"),
		Text: f.Get("text"), ChannelID: f.Get("channel_id"), ResponseURL: f.Get("response_url"), TriggerID: f.Get("trigger_id")}))
}

func (b *Bot) takeInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	f, err := fields(body)
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	respond(w, b.Interaction(r.Context(), []byte(f.Get("payload"))))
}

var errTwice = errors.New("a field that stands twice")

// fields reads a form; one that names a field twice is refused, like an object that names a key twice.
func fields(body []byte) (url.Values, error) {
	f, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	for _, values := range f {
		if len(values) > 1 {
			return nil, errTwice
		}
	}
	return f, nil
}

func (b *Bot) takeEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var hello struct{ Type, Challenge string }
	if sound(body) == nil && json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
		respond(w, map[string]string{"challenge": hello.Challenge})
		return
	}
	if !b.Happened(r.Context(), body) {
		http.Error(w, "not stored, please send it again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func respond(w http.ResponseWriter, body any) {
	if body == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(body)
}
