package sandbox

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/slack-go/slack"
)

type slashCommand = slack.SlashCommand

// firstFrame dials a socket address and returns the reason (or else the type) of the first frame.
func firstFrame(t *testing.T, base, address string) string {
	t.Helper()
	host := strings.TrimPrefix(base, "http://")
	address = strings.Replace(address, "example.com", host, 1)
	conn, _, err := websocket.Dial(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	_, raw, err := conn.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var frame struct {
		Type, Reason   string
		NumConnections int `json:"num_connections"`
		ConnectionInfo struct {
			AppID string `json:"app_id"`
		} `json:"connection_info"`
	}
	check(t, json.Unmarshal(raw, &frame))
	if frame.Type == "hello" && (frame.NumConnections < 1 || frame.ConnectionInfo.AppID == "") {
		t.Errorf("hello %s", raw)
	}
	if frame.Reason != "" {
		return frame.Reason
	}
	return frame.Type
}

// TestTickets: a socket address works once, and not without its ticket.
func TestTickets(t *testing.T) {
	w, base := open(t, nil)
	address := post(t, w, "apps.connections.open", "token", "xapp-sandbox")["url"].(string)
	if got := firstFrame(t, base, address); got != "hello" {
		t.Errorf("greeted with %q", got)
	}
	used := strings.Replace(address, "example.com", strings.TrimPrefix(base, "http://"), 1)
	for _, a := range []string{used, strings.Split(used, "?")[0]} {
		if conn, _, err := websocket.Dial(t.Context(), a, nil); err == nil {
			_ = conn.CloseNow()
			t.Errorf("%s was admitted", a)
		}
	}
}
