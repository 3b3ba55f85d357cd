package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"

	"interlude/bot"
)

// mostConnections is how many connections Slack allows an app.
const mostConnections = 10

// greeting is the first frame of a connection.
type greeting struct {
	Type   string `json:"type"`
	Reason string `json:"reason"`
	Number int    `json:"num_connections"`
	Info   struct {
		App string `json:"app_id"`
	} `json:"connection_info"`
}

// connections opens a connection, reads Slack's greeting and closes it at once. Living is how many
// processes of ours may be connected.
func (d *doctor) connections(ctx context.Context, c Config, app string, living int) {
	a, err := d.call(ctx, c.Slack.APIURL, "apps.connections.open", c.Slack.AppToken, "")
	if err != nil || !a.OK {
		return // said before
	}
	g, err := d.greeted(ctx, a.Socket)
	others, ours := g.Number-1, living*bot.Connections
	switch {
	case err != nil:
		d.bad("see whether a proxy lets WebSocket connections through", "connections: none could be opened: %v", unreached(err))
	case g.Type == "disconnect":
		d.bad("stop what else uses the app token, or make a new token and revoke the old one", "connections: Slack allows no more (%d at most)", mostConnections)
	case g.Type != "hello":
		d.doubt("run this again in a minute", "connections: Slack did not greet")
	case app != "" && g.Info.App != "" && g.Info.App != app:
		d.bad("take both tokens from the same app", "connections: the app token belongs to app %s, and the bot token to app %s", shown(g.Info.App), shown(app))
	case living < 0:
		d.fine("connections: %d of the app besides this one; each replica holds %d, and more than yours hold would mean that somebody else has the app token",
			others, bot.Connections)
	case others > ours:
		d.bad("run this again in a minute, as Slack counts closed ones for a moment; then revoke the app token, make a new one and start all replicas again",
			"connections: %d of the app besides this one, and your replicas (%d) hold at most %d: somebody else has the app token", others, living, ours)
	default:
		d.fine("connections: %d of the app besides this one, and your replicas (%d) hold up to %d", others, living, ours)
	}
}

func (d *doctor) greeted(ctx context.Context, address string) (greeting, error) {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: &http.Client{Transport: d.client.Transport}})
	if err != nil {
		return greeting{}, err
	}
	defer func() { _ = conn.CloseNow() }()
	_, frame, err := conn.Read(ctx)
	if err != nil {
		return greeting{}, err
	}
	var g greeting
	_ = json.Unmarshal(frame, &g) // what cannot be read is no greeting
	_ = conn.Close(websocket.StatusNormalClosure, "")
	return g, nil
}
