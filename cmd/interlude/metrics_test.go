package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMetrics: what happened can be read at /metrics, in fixed words alone.
func TestMetrics(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "m.db"))
	p.start()
	p.invite()
	p.accept()
	w := httptest.NewRecorder()
	p.app.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	raw, err := io.ReadAll(w.Body)
	p.must(err)
	body := string(raw)
	for _, want := range []string{
		`interlude_occurrences_sent_total{kind="invitation",reason="sent"} 1`, `interlude_answer_seconds_count{what="command"}`,
		`interlude_slack_calls_total{method="chat.postMessage",status="200"}`, "interlude_slack_app_connections ", "interlude_slack_connected 1",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if id := regexp.MustCompile(`U0[A-Z]+|[A-Z2-7]{26}`).FindString(body); id != "" {
		t.Errorf("%s stands in the metrics", id)
	}
}
