package main

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// drift names the differences between our manifest and the app's.
type drift struct {
	*doctor
	ours      Manifest
	theirs    downloaded
	transport string
	composer  bool // people can write to the app
}

// mendManifest is what helps against nearly every difference.
const mendManifest = "correct it under App Manifest (interlude manifest prints ours), and see who may change the app"

func (r drift) commands() {
	for _, c := range r.ours.Features.Commands {
		i := slices.IndexFunc(r.theirs.Features.Commands, func(t manifestSlash) bool { return t.Command == c.Command })
		if i < 0 {
			r.bad(mendManifest, "manifest: the command %s is missing", c.Command)
			continue
		}
		t := r.theirs.Features.Commands[i]
		if !t.Escape {
			r.bad("turn on \"Escape channels, users, and links\" for it", "manifest: the command %s does not pass people as ids", c.Command)
		}
		if t.Description != c.Description || t.Usage != c.Usage {
			r.doubt(mendManifest, "manifest: the command %s is described in other words", c.Command)
		}
	}
	for _, t := range r.theirs.Features.Commands {
		if !slices.ContainsFunc(r.ours.Features.Commands, func(c manifestSlash) bool { return c.Command == t.Command }) {
			r.doubt(mendManifest, "manifest: the command %s is not ours", shown(t.Command))
		}
	}
}

func (r drift) lists() {
	t := r.theirs
	r.list("scope", r.ours.OAuth.Scopes.Bot, t.OAuth.Scopes.Bot)
	r.list("event", r.ours.Settings.Events.Bot, t.Settings.Events.Bot)
	for _, name := range t.OAuth.Scopes.User {
		r.bad(mendManifest, "manifest: the user scope %s lets the app act as people", shown(name))
	}
	for _, name := range t.Settings.Events.User {
		r.doubt(mendManifest, "manifest: the user event %s is not ours", shown(name))
	}
	if n := len(t.OAuth.Redirects); n > 0 {
		r.doubt(mendManifest, "manifest: %s, and ours has none: others could install the app", count(n, "redirect URL", "redirect URLs"))
	}
}

func (r drift) list(what string, ours, theirs []string) {
	for _, name := range ours {
		if !slices.Contains(theirs, name) {
			r.bad(mendManifest, "manifest: the %s %s is missing", what, name)
		}
	}
	for _, name := range theirs {
		if !slices.Contains(ours, name) {
			r.doubt(mendManifest, "manifest: the %s %s is not ours", what, shown(name))
		}
	}
}

func (r drift) switches() {
	f, s := r.theirs.Features, r.theirs.Settings
	for _, one := range []struct {
		wrong bool
		what  string
	}{
		{r.transport == TransportSocket && !s.Socket, "Socket Mode is off, and slack.transport is socket"},
		{r.transport == TransportHTTP && s.Socket, "Socket Mode is on, and slack.transport is http: Slack would call nobody"},
		{!s.Interactivity.Enabled, "interactivity is off, so no button works"},
		{!f.Home.Home, "the Home tab is off"},
		{!f.Home.Messages, "the Messages tab is off, so nobody is sent anything"},
		{f.Home.Messages && r.composer && f.Home.ReadOnly, "people cannot write to the app, and slack.composer is true"},
		{f.Home.Messages && !r.composer && !f.Home.ReadOnly, "people can write to the app, and slack.composer is false (interlude manifest --sealed)"},
		{s.TokenRotation, "token rotation is on, so the bot token ends after twelve hours"},
	} {
		if one.wrong {
			r.bad(mendManifest, "manifest: %s", one.what)
		}
	}
	if s.OrgDeploy {
		r.doubt(mendManifest, "manifest: the app is for a whole organisation, and Interlude knows one workspace")
	}
}

// addresses looks where Slack sends what people do. Without a known address of our own, all
// must at least go to one place.
func (r drift) addresses() {
	s := r.theirs.Settings
	at := map[string][2]string{
		"events": {s.Events.URL, PathEvents}, "interactivity": {s.Interactivity.URL, PathInteractions}, "select menus": {s.Interactivity.Menus, ""},
	}
	for _, c := range r.theirs.Features.Commands {
		at["the command "+shown(c.Command)] = [2]string{c.URL, PathCommands}
	}
	base := r.address
	if base == "" {
		base = strings.TrimSuffix(s.Events.URL, PathEvents)
	}
	good := true
	for _, what := range slices.Sorted(maps.Keys(at)) {
		address, path := at[what][0], at[what][1]
		switch {
		case r.transport == TransportSocket && address != "":
			r.doubt(mendManifest, "manifest: %s would go to %s if Socket Mode were turned off", what, place(address))
		case r.transport == TransportSocket, path == "" && address == "", path != "" && address == base+path && strings.HasPrefix(base, "https://"):
			continue
		case address == "":
			r.bad(mendManifest, "manifest: no address is given for %s", what)
		default:
			r.bad(mendManifest, "manifest: %s goes to %s, and not to ours", what, place(address))
		}
		good = false
	}
	if good && r.transport == TransportHTTP && r.address == "" {
		r.doubt("see that it is yours, or give it with --url", "manifest: Slack sends everything to %s", place(base))
	}
}

// place is an address without what could be a secret in it.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || len(u.Host+u.Path) > 200 {
		return "an address that is not shown"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
