package main

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// From these differences on the clock is worth a look, or wrong: Slack refuses nothing of
// ours for it, but signatures older than five minutes and triggers older than 3 s are void.
const (
	skewDoubtful = 2 * time.Second
	skewWrong    = time.Minute
)

// slack asks Slack about the tokens, and returns the ids of the bot's workspace and app, or "".
func (d *doctor) slack(ctx context.Context, c Config) (team, app string) {
	a, err := d.call(ctx, c.Slack.APIURL, "auth.test", c.Slack.BotToken, "")
	if err != nil {
		d.bad("see whether this machine can reach it, and slack.api_url", "bot token: Slack cannot be asked: %v", err)
	} else if !a.OK {
		d.bad(mendToken(a.Code, "copy the Bot User OAuth Token (OAuth & Permissions) into slack.bot_token"), "bot token: Slack answered %s", a.code())
	} else {
		team = a.Team
		d.fine("bot token: workspace %s, bot user %s", shown(a.Team), shown(a.User))
		d.scopes(a.header.Values("X-OAuth-Scopes"))
	}
	if a.header != nil {
		d.skew(a)
	}
	if c.Slack.Transport == TransportHTTP {
		d.signing(c)
		return team, ""
	}
	app = d.appOf(ctx, c, a)
	d.appToken(ctx, c, app)
	return team, app
}

// mendToken says what to do about a refusal of a token.
func mendToken(code, otherwise string) string {
	switch code {
	case "account_inactive", "token_revoked", "token_expired":
		return "install the app again (OAuth & Permissions) and take its new token"
	case "missing_scope":
		return "make a token with the scope connections:write (Basic Information, App-Level Tokens)"
	case "ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return "run this again in a minute"
	case "access_denied", "org_login_required", "team_access_not_granted", "ekm_access_denied":
		return "ask an administrator of the workspace to allow the app"
	}
	return otherwise
}

func scopeNames() []string {
	var names []string
	for _, s := range scopes {
		names = append(names, s.name)
	}
	return names
}

// scopes compares what was granted with what Interlude needs.
func (d *doctor) scopes(header []string) {
	var granted []string
	for name := range strings.SplitSeq(strings.Join(header, ","), ",") {
		if name = strings.TrimSpace(name); name != "" {
			granted = append(granted, name)
		}
	}
	if len(granted) == 0 {
		d.doubt("compare them under OAuth & Permissions with interlude manifest", "scopes: Slack did not say which are granted")
		return
	}
	good := true
	for _, s := range scopes {
		if !slices.Contains(granted, s.name) {
			good = false
			d.bad("add it under OAuth & Permissions and install the app again", "scopes: %s is missing, which is needed to %s", s.name, s.why)
		}
	}
	for _, name := range granted {
		if !slices.Contains(scopeNames(), name) {
			good = false
			d.doubt("remove it under OAuth & Permissions and install the app again", "scopes: %s is granted and not needed", shown(name))
		}
	}
	if good {
		d.fine("scopes: the %d that are needed, and no other", len(scopes))
	}
}

// skew compares our clock with the Date of an answer, which is cut to whole seconds. What is
// judged is the least difference that explains what was seen.
func (d *doctor) skew(a slackAnswer) {
	date, err := time.Parse(time.RFC1123, a.header.Get("Date"))
	if err != nil {
		d.doubt("look whether a time service runs", "clock: Slack's answer had no date to compare with")
		return
	}
	ahead, behind := a.sent.Sub(date.Add(time.Second)), date.Sub(a.received)
	off, way := ahead, "ahead of"
	if behind > ahead {
		off, way = behind, "behind"
	}
	const do = "set it with a time service (NTP)"
	switch {
	case off > skewWrong:
		d.bad(do, "clock: at least %s %s Slack's, so signatures and triggers are refused", off.Round(time.Second), way)
	case off > skewDoubtful:
		d.doubt(do, "clock: at least %s %s Slack's", off.Round(time.Second), way)
	default:
		d.fine("clock: agrees with Slack's")
	}
}

var signingForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// signing can only look: Slack never says whether a signing secret is right.
func (d *doctor) signing(c Config) {
	if isSlack(c.Slack.APIURL) && !signingForm.MatchString(c.Slack.SigningSecret.Reveal()) {
		d.doubt("compare it with the Signing Secret under Basic Information", "signing secret: present, but not of the form that Slack gives")
		return
	}
	d.fine("signing secret: present (Slack cannot be asked whether it is the right one)")
}

// appOf is the id of the app that the bot token belongs to, or "".
func (d *doctor) appOf(ctx context.Context, c Config, a slackAnswer) string {
	if !a.OK || a.BotID == "" {
		return ""
	}
	b, err := d.call(ctx, c.Slack.APIURL, "bots.info", c.Slack.BotToken, url.Values{"bot": {a.BotID}}.Encode())
	if err != nil || !b.OK {
		return "" // the comparison is left out
	}
	return b.Bot.App
}

// An app-level token names its app: xapp-1-A0123456789-….
var appTokenForm = regexp.MustCompile(`^xapp-[0-9]-(A[A-Z0-9]+)-`)

// appToken asks for the address of a connection, and does not open it.
func (d *doctor) appToken(ctx context.Context, c Config, app string) {
	a, err := d.call(ctx, c.Slack.APIURL, "apps.connections.open", c.Slack.AppToken, "")
	switch named := appTokenForm.FindStringSubmatch(c.Slack.AppToken.Reveal()); {
	case err != nil:
		d.bad("see whether this machine can reach it, and slack.api_url", "app token: Slack cannot be asked: %v", err)
		return
	case !a.OK:
		d.bad(mendToken(a.Code, "make a token with the scope connections:write (Basic Information, App-Level Tokens) for slack.app_token, and turn Socket Mode on"),
			"app token: Slack answered %s", a.code())
		return
	case named != nil && app != "" && named[1] != app:
		d.bad("take both tokens from the same app", "app token: it belongs to app %s, and the bot token to app %s", shown(named[1]), shown(app))
		return
	}
	d.fine("app token: Slack gives connections to it")
}
