package bot

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// nobodyListens is what posting to an address says where no server is any more.
func nobodyListens(t *testing.T) error {
	gone := httptest.NewServer(nil)
	gone.Close()
	_, _, err := slack.New("xoxb-1", slack.OptionAPIURL(gone.URL+"/api/")).PostMessageContext(t.Context(), "D1", slack.MsgOptionText("x", false))
	if err == nil {
		t.Fatal("somebody listened")
	}
	return err
}

func TestPostError(t *testing.T) {
	refused := func(code string) error { return slack.SlackErrorResponse{Err: code} }
	for name, c := range map[string]struct {
		err    error
		before bool
		kind   coaching.PostKind
		wait   time.Duration
	}{
		"rate limit":                     {&slack.RateLimitedError{RetryAfter: 30 * time.Second}, false, coaching.PostLimited, 30 * time.Second},
		"rate limit without a time":      {&slack.RateLimitedError{}, false, coaching.PostLimited, 0},
		"rate limit in words":            {refused("ratelimited"), false, coaching.PostLimited, 0},
		"rate limit as a bare status":    {slack.StatusCodeError{Code: 429}, false, coaching.PostLimited, 0},
		"refused for good":               {refused("channel_not_found"), false, coaching.PostRefused, 0},
		"a code of tomorrow":             {refused("team_added_to_org"), false, coaching.PostLimited, 10 * time.Minute},
		"internal error may have posted": {refused("internal_error"), false, coaching.PostAmbiguous, 0},
		"internal error before the post": {refused("internal_error"), true, coaching.PostLimited, 10 * time.Second},
		"no code at all":                 {refused(""), false, coaching.PostAmbiguous, 0},
		"cut line":                       {errors.New("EOF"), false, coaching.PostAmbiguous, 0},
		"cut line before the post":       {errors.New("EOF"), true, coaching.PostLimited, 10 * time.Second},
		"time is up":                     {context.DeadlineExceeded, false, coaching.PostAmbiguous, 0},
		"html instead of json":           {slack.StatusCodeError{Code: 502}, false, coaching.PostAmbiguous, 0},
		"a lost token loses no message":  {refused("token_revoked"), false, coaching.PostLimited, time.Minute},
		"the app was uninstalled":        {refused("account_inactive"), true, coaching.PostLimited, time.Minute},
		"nobody listens":                 {nobodyListens(t), false, coaching.PostLimited, 10 * time.Second},
		"cut while the answer came":      {&url.Error{Op: "Post", Err: &net.OpError{Op: "read", Err: io.ErrUnexpectedEOF}}, false, coaching.PostAmbiguous, 0},
		"the person has left":            {errDeactivated, true, coaching.PostLimited, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			got := postError(c.err, c.before)
			if got.Kind != c.kind || got.Wait != c.wait {
				t.Errorf("got %s after %v, want %s after %v", got.Kind, got.Wait, c.kind, c.wait)
			}
		})
	}
}
