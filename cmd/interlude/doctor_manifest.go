package main

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/goccy/go-yaml"

	"interlude/bot"
)

// downloaded is a manifest as Slack gives it: ours, and what ours never has.
type downloaded struct {
	Features manifestFeatures `json:"features"`
	OAuth    struct {
		Scopes struct {
			Bot  []string `json:"bot"`
			User []string `json:"user"`
		} `json:"scopes"`
		Redirects []string `json:"redirect_urls"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL  string   `json:"request_url"`
			Bot  []string `json:"bot_events"`
			User []string `json:"user_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool   `json:"is_enabled"`
			URL     string `json:"request_url"`
			Menus   string `json:"message_menu_options_url"`
		} `json:"interactivity"`
		OrgDeploy     bool `json:"org_deploy_enabled"`
		Socket        bool `json:"socket_mode_enabled"`
		TokenRotation bool `json:"token_rotation_enabled"`
	} `json:"settings"`
}

// readManifest reads JSON or YAML, also as apps.manifest.export wraps it. The error quotes
// nothing of the text.
func readManifest(text []byte) (downloaded, error) {
	var wrapped struct {
		Manifest *downloaded `json:"manifest"`
	}
	var m downloaded
	decode := func(v any) error { return yaml.Unmarshal(text, v) }
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		decode = func(v any) error { return json.Unmarshal(text, v) }
	}
	if decode(&wrapped) == nil && wrapped.Manifest != nil {
		return *wrapped.Manifest, nil
	}
	if err := decode(&m); err != nil {
		return m, errors.New("is neither JSON nor YAML of a manifest")
	}
	if len(m.OAuth.Scopes.Bot) == 0 && len(m.Features.Commands) == 0 {
		return m, errors.New("is not an app's manifest")
	}
	return m, nil
}

// manifest compares the manifest in the file with the one that we would make: whoever may
// change the app can point it elsewhere.
func (d *doctor) manifest(path string, c SlackConfig) {
	text, err := readBounded(path)
	if err != nil {
		d.bad("name the file that Slack gave (App Manifest, download)", "manifest: the file cannot be read (%s)", reason(err))
		return
	}
	theirs, err := readManifest(text)
	if err != nil {
		d.bad("name the file that Slack gave (App Manifest, download)", "manifest: the file %v", err)
		return
	}
	before := d.all
	r := drift{doctor: d, ours: buildManifest(bot.Commands(), d.address, !c.Composer), theirs: theirs, transport: c.Transport, composer: c.Composer}
	r.commands()
	r.lists()
	r.switches()
	r.addresses()
	if d.all == before {
		d.fine("manifest: as this version makes it")
	}
}
