package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"interlude/bot"
)

// Where Slack sends things with the HTTP transport, below the public address.
const (
	PathEvents       = "/slack/events"
	PathCommands     = "/slack/commands"
	PathInteractions = "/slack/interactions"
)

// scopes is the least that Interlude can work with, and why it needs each.
var scopes = []struct{ name, why string }{
	{"chat:write", "send direct messages, and change its own"},
	{"commands", "be called by the slash commands"},
	{"dnd:read", "hold messages while a person does not want to be disturbed"},
	{"files:write", "send a coachee the copy of their data that they asked for, in the direct message"},
	{"im:history", "take typed answers, and look before sending twice"},
	{"im:write", "open a direct message with a person"},
	{"users:read", "know a person's name, time zone and whether the account is live"},
}

// events is what Slack tells unasked, and why Interlude listens.
var events = []struct{ name, why string }{
	{"app_home_opened", "greet once, and draw the Home tab"},
	{"app_uninstalled", "say so, and ask anew for all that it knew of accounts"},
	{"dnd_updated_user", "hold messages while a person does not want to be disturbed"},
	{"message.im", "take typed answers"},
	{"tokens_revoked", "the same, when its tokens were taken out of use"},
	{"user_change", "know of a new name or time zone, when a person is away, and when an account is closed"},
}

// typedOnly is the one event that there is none of where nobody can write to the app. The scope
// im:history stays: it is also what lets Interlude look before it sends twice.
const typedOnly = "message.im"

// buildManifest describes the app for Slack. An empty address means Socket Mode; otherwise it
// is the public address without a slash at its end. sealed takes Slack's composer away: people
// cannot write to the app, and their words go through forms only.
func buildManifest(commands []bot.Command, address string, sealed bool) Manifest {
	at := func(path string) string {
		if address == "" {
			return ""
		}
		return address + path
	}
	m := Manifest{
		Display: manifestDisplay{
			Name:        "Interlude",
			Description: "Your assistant between coaching sessions",
			Long: "Interlude keeps what you decide in coaching alive until the next session. It reminds you of your actions, " +
				"asks you to reflect, keeps what you write private until you release it for a brief, and lets your coach book sessions. " +
				"A sponsor is told only what you have approved, word for word.",
			Colour: "#2f4b46",
		},
		Features: manifestFeatures{
			Home: manifestHome{Home: true, Messages: true, ReadOnly: sealed},
			Bot:  manifestBot{Name: "Interlude", Online: true},
		},
		Settings: manifestSettings{
			Events:        manifestEvents{URL: at(PathEvents)},
			Interactivity: manifestInteractivity{Enabled: true, URL: at(PathInteractions)},
			Socket:        address == "",
		},
	}
	for _, c := range commands {
		m.Features.Commands = append(m.Features.Commands, manifestSlash{c.Name, at(PathCommands), c.Description, c.Usage, true})
	}
	for _, s := range scopes {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.name)
	}
	for _, e := range events {
		if !sealed || e.name != typedOnly {
			m.Settings.Events.Bot = append(m.Settings.Events.Bot, e.name)
		}
	}
	return m
}

func manifestCommand(commands []bot.Command) *cobra.Command {
	var transport, address string
	var asJSON, sealed bool
	c := &cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest to create the Slack app from",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			base, err := publicAddress(transport, address)
			if err != nil {
				return usageError{err}
			}
			text, err := buildManifest(commands, base, sealed).encode(asJSON)
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
	c.Flags().StringVar(&transport, "transport", TransportSocket, "how Slack reaches Interlude: socket or http")
	c.Flags().StringVar(&address, "url", "", "public address with the http transport, for example https://interlude.example.com")
	c.Flags().BoolVar(&sealed, "sealed", false, "take Slack's composer away, so that nobody can type into the app's direct messages (with slack.composer: false)")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of YAML")
	return c
}

// publicAddress checks the two flags and returns the address without its last slash, or ""
// with the socket transport.
func publicAddress(transport, address string) (string, error) {
	switch transport {
	case TransportSocket:
		if address != "" {
			return "", fmt.Errorf("--url is for --transport http only; leave it out")
		}
		return "", nil
	case TransportHTTP:
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || len(address) > 2000 {
			return "", fmt.Errorf("--transport http needs --url with an https address; write one like https://interlude.example.com")
		}
		return strings.TrimRight(address, "/"), nil
	}
	return "", fmt.Errorf("--transport is none of the possible words; write socket or http")
}

// encode writes YAML, or indented JSON.
func (m Manifest) encode(asJSON bool) ([]byte, error) {
	if !asJSON {
		text, err := yaml.MarshalWithOptions(m, yaml.WithComment(m.reasons()))
		if err != nil {
			return nil, fmt.Errorf("encode manifest: %w", err)
		}
		return text, nil
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return append(text, '\n'), nil
}

// reasons puts the why behind every scope and event of the YAML manifest.
func (m Manifest) reasons() yaml.CommentMap {
	why := map[string]string{}
	for _, one := range append(scopes[:len(scopes):len(scopes)], events...) {
		why[one.name] = one.why
	}
	if m.Features.Home.ReadOnly {
		why["im:history"] = "look before sending twice"
	}
	comments := yaml.CommentMap{}
	for i, s := range m.OAuth.Scopes.Bot {
		comments[fmt.Sprintf("$.oauth_config.scopes.bot[%d]", i)] = []*yaml.Comment{yaml.LineComment(" " + why[s])}
	}
	for i, e := range m.Settings.Events.Bot {
		comments[fmt.Sprintf("$.settings.event_subscriptions.bot_events[%d]", i)] = []*yaml.Comment{yaml.LineComment(" " + why[e])}
	}
	return comments
}
