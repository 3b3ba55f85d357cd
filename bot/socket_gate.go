package bot

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
)

// Gate is an HTTP transport that lets a connection open one WebSocket: slack-go asks for the
// next at once after every disconnect, hundreds of times a second if Slack keeps closing.
// When to try again is up to Socket.
type Gate struct{ Base http.RoundTripper }

type oneCallKey struct{}

// oneCall returns a context with which Gate passes one call of apps.connections.open.
func oneCall(ctx context.Context) context.Context {
	return context.WithValue(ctx, oneCallKey{}, new(atomic.Bool))
}

var errCalled = errors.New("this connection has ended")

// RoundTrip passes r on, unless it asks for a second connection.
func (g *Gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		if called, ok := r.Context().Value(oneCallKey{}).(*atomic.Bool); ok && called.Swap(true) {
			return nil, errCalled
		}
	}
	return g.Base.RoundTrip(r)
}
