package bot

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"
)

// maxBody is more than Slack ever sends; what is longer is refused unread.
const maxBody = 1 << 20

// HTTPHandler returns the second transport: Slack's signed requests under /slack/. Requests whose
// signature is wrong or older than five minutes are refused before they are read.
func (b *Bot) HTTPHandler(secret string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /slack/commands", signed(secret, b.takeCommand))
	mux.Handle("POST /slack/interactions", signed(secret, b.takeInteraction))
	mux.Handle("POST /slack/events", signed(secret, b.takeEvent))
	return mux
}

// signed hands the body on only when Slack signed it.
func signed(secret string, next func(w http.ResponseWriter, r *http.Request, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		v, err := slack.NewSecretsVerifier(r.Header, secret)
		if err == nil {
			_, _ = v.Write(body)
			err = v.Ensure()
		}
		if err != nil {
			http.Error(w, "signature refused", http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	})
}

func (b *Bot) takeCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	f, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	respond(w, b.Command(r.Context(), slack.SlashCommand{TeamID: f.Get("team_id"), UserID: f.Get("user_id"), Command: f.Get("command"),
		Text: f.Get("text"), ChannelID: f.Get("channel_id"), ResponseURL: f.Get("response_url"), TriggerID: f.Get("trigger_id")}))
}

func (b *Bot) takeInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	f, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	respond(w, b.Interaction(r.Context(), []byte(f.Get("payload"))))
}

func (b *Bot) takeEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var hello struct{ Type, Challenge string }
	if json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
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
