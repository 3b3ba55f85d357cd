package bot

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAnswersGoToSlackAlone: the bot calls no address because a request names it, and follows none that it is led to.
func TestAnswersGoToSlackAlone(t *testing.T) {
	var said strings.Builder
	b := &Bot{Config: Config{Log: slog.New(slog.NewTextHandler(&said, nil))}}
	const secret = "T0SECRET"
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/" + secret: true, "https://hooks.slack-gov.com/actions/" + secret: true, "": false,
		"http://hooks.slack.com/" + secret: false, "https://hooks.slack.com.evil.example/" + secret: false, "https://evil.example/hooks.slack.com/" + secret: false,
		"https://hooks.slack.com@evil.example/" + secret: false, "https://me@hooks.slack.com/" + secret: false, "https://hooks.slack.com:444/" + secret: false,
		"https://HOOKS.slack.com/" + secret: false, "//hooks.slack.com/" + secret: false, "file:///" + secret: false, "https://hooks.slack.com/%zz" + secret: false,
		"http://127.0.0.1:8080/" + secret: false, "https://127.0.0.1:8080/" + secret: false, "ftp://127.0.0.1:8080/" + secret: false,
	} {
		if got := b.replyAt(address); (got == address && address != "") != want || got != "" && got != address {
			t.Errorf("%q: %q", address, got)
		}
	}
	b.StandIn = "127.0.0.1:8080"
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080/x": true, "https://127.0.0.1:8080/x": true, "ftp://127.0.0.1:8080/x": false, "http://127.0.0.1:8081/x": false,
		"http://me@127.0.0.1:8080/x": false, "https://hooks.slack.com/x": true,
	} {
		if got := b.replyAt(address); (got == address) != want {
			t.Errorf("in the sandbox, %q: %q", address, got)
		}
	}
	if !strings.Contains(said.String(), "does not lead to Slack") || strings.Contains(said.String(), secret) {
		t.Errorf("the log says %s", said.String())
	}
}

func TestAnswersAreNotLedElsewhere(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	led := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer led.Close()
	client := unled(&http.Client{})
	q, err := http.NewRequestWithContext(context.Background(), http.MethodPost, led.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if reached || answer.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("led elsewhere: %v, status %d", reached, answer.StatusCode)
	}
	if unled(nil) != nil {
		t.Error("a client out of nothing")
	}
}
