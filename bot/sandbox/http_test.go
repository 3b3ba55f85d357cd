package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// httpApp is an app behind request URLs; it checks every signature with slack-go.
type httpApp struct {
	t       *testing.T
	command chan slack.SlashCommand
	act     chan slack.InteractionCallback
	event   chan string // event id, retry number, reason
	broken  int         // answers 500 to so many events first
}

func (a *httpApp) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		a.t.Error(err)
	}
	v, err := slack.NewSecretsVerifier(r.Header, "sandbox-signing-secret")
	if err == nil {
		_, _ = v.Write(body)
		err = v.Ensure()
	}
	if err != nil {
		a.t.Errorf("%s: signature: %v", r.URL.Path, err)
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	switch r.URL.Path {
	case "/slack/commands":
		c, err := slack.SlashCommandParse(r)
		if err != nil {
			a.t.Error(err)
		}
		a.command <- c
		fmt.Fprint(rw, "Understood")
	case "/slack/interactions":
		i, err := slack.InteractionCallbackParse(r)
		if err != nil {
			a.t.Error(err)
		}
		a.act <- i
	default:
		a.events(rw, r, body)
	}
}

func (a *httpApp) events(rw http.ResponseWriter, r *http.Request, body []byte) {
	e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
	if err != nil {
		a.t.Error(err)
	}
	if e.Type == slackevents.URLVerification {
		var c slackevents.ChallengeResponse
		if err := json.Unmarshal(body, &c); err != nil {
			a.t.Error(err)
		}
		fmt.Fprint(rw, c.Challenge)
		return
	}
	if a.broken > 0 {
		a.broken--
		rw.WriteHeader(http.StatusInternalServerError)
	}
	id := e.Data.(*slackevents.EventsAPICallbackEvent).EventID
	a.event <- id + " " + r.Header.Get("X-Slack-Retry-Num") + " " + r.Header.Get("X-Slack-Retry-Reason")
}

func TestSignedHTTP(t *testing.T) {
	app := &httpApp{t: t, command: make(chan slack.SlashCommand, 1), act: make(chan slack.InteractionCallback, 1), event: make(chan string, 10), broken: 1}
	server := httptest.NewServer(app)
	defer server.Close()
	w, base := open(t, func(o *Options) { o.RequestURL = server.URL })
	w.SetBaseURL(base)
	check(t, w.VerifyRequestURL(t.Context()))
	p := w.As(maya)
	_ = must[string](t)(p.Say(t.Context(), "hello"))
	first, again := <-app.event, <-app.event
	if id := strings.Fields(first)[0]; again != id+" 1 http_error" {
		t.Errorf("delivered as %q, then %q", first, again)
	}
	check(t, p.Command(t.Context(), "/x", "a & b"))
	c := <-app.command
	if c.Text != "a &amp; b" || c.ResponseURL == "" || !strings.HasPrefix(c.ResponseURL, base) || c.ChannelName != "directmessage" {
		t.Errorf("command %+v", c)
	}
	if m := p.Last(); m.Text != "Understood" || !m.Ephemeral {
		t.Errorf("answer %+v", m)
	}
	_, _, err := client(base).PostMessage(maya, slack.MsgOptionText("t", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("row", slack.NewButtonBlockElement("go", "7", plainText("Go")))))
	check(t, err)
	check(t, p.PressLabel(t.Context(), "Go"))
	if i := <-app.act; i.ActionCallback.BlockActions[0].Value != "7" {
		t.Errorf("press %+v", i)
	}
}
