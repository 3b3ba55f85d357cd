package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Options describe the workspace and its one app. Only Now is required; everything else has a usable default.
type Options struct {
	TeamID, TeamName, TeamDomain string
	AppID, AppName               string
	BotUserID, BotID             string
	BotToken                     string // xoxb-…
	AppToken                     string // xapp-…
	SigningSecret                string // signs what is posted to RequestURL
	Scopes                       string // granted to the bot token, with commas; empty: answers do not say
	VerificationToken            string // the old "token" field of payloads

	Users    []User
	Channels []Channel
	Commands []Command // none, here or from a manifest: every command is passed on

	Now  func() time.Time // dates messages; may be a movable clock
	Wall func() time.Time // the protocol's clock (triggers, response URLs, rate limits, signatures); nil: Now
	// Patience is how long an answer may take and a trigger lives; 0: 3 s, as of Slack. More of it keeps tests from failing
	// on a machine that is busy with other things.
	Patience time.Duration
	// After runs f after d of protocol time and returns its stop function; nil: time.AfterFunc.
	After func(d time.Duration, f func()) (stop func() bool)

	Journal string // path of the append-only JSON lines that a restart reads; empty: memory only

	MoveClock func(ctx context.Context, to time.Time) error      // nil: the page cannot move the clock
	NextDue   func(ctx context.Context) (due time.Time, ok bool) // when the program has something to do next

	RequestURL string // set: signed HTTP to RequestURL+/slack/…; empty: Socket Mode
	BaseURL    string // own address as the app sees it; empty: learned from the app's first request

	Log       *slog.Logger // ids and codes only, never what people wrote
	RateLimit bool         // refuse above Slack's published rates
	Archive   bool         // remember every version of what the app sends, see Workspace.Archive
}

// User is a member of the workspace. TZ is an IANA zone; DNDStart and DNDEnd are Unix seconds (0: no rest period).
type User struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	RealName         string `json:"real_name"`
	Title            string `json:"title,omitempty"`
	Email            string `json:"email,omitempty"`
	TZ               string `json:"tz"`
	Color            string `json:"color,omitempty"`
	StatusText       string `json:"status_text,omitempty"`
	StatusEmoji      string `json:"status_emoji,omitempty"`
	StatusExpiration int64  `json:"status_expiration,omitempty"`
	DNDStart         int64  `json:"dnd_start,omitempty"`
	DNDEnd           int64  `json:"dnd_end,omitempty"`
	IsBot            bool   `json:"is_bot,omitempty"`
	IsAdmin          bool   `json:"is_admin,omitempty"`
	IsGuest          bool   `json:"is_guest,omitempty"`
	IsOneChannel     bool   `json:"is_one_channel,omitempty"` // a guest of a single channel
	Deleted          bool   `json:"deleted,omitempty"`
	TeamID           string `json:"team_id,omitempty"` // another workspace's member (Slack Connect); empty: this one
}

// Channel is a public channel. The app may post only where Members names its bot user; no Members means everybody.
type Channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members,omitempty"`
}

// Command is one slash command, as the manifest declares it.
type Command struct {
	Command     string `json:"command"` // with its slash
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
	Plain       bool   `json:"-"` // should_escape is off: mentions arrive as typed
}

var errNoClock = errors.New("sandbox: Options.Now is required")

// withDefaults fills what a test or demo rarely cares about.
func (o Options) withDefaults() (Options, error) {
	if o.Now == nil {
		return o, errNoClock
	}
	if o.Wall == nil {
		o.Wall = o.Now
	}
	if o.Patience == 0 {
		o.Patience = ackTimeout
	}
	if o.After == nil {
		o.After = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, d := range []struct {
		field *string
		value string
	}{
		{&o.TeamID, "T0SANDBOX1"}, {&o.TeamName, "Sandbox"}, {&o.TeamDomain, "sandbox"},
		{&o.AppID, "A0SANDBOX1"}, {&o.AppName, "App"}, {&o.BotUserID, "U0SANDBOT1"}, {&o.BotID, "B0SANDBOT1"},
		{&o.BotToken, "xoxb-sandbox"}, {&o.AppToken, "xapp-sandbox"}, {&o.SigningSecret, "sandbox-signing-secret"},
		{&o.VerificationToken, "sandbox-verification"},
	} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	return o, nil
}
