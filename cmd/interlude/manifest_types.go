package main

// Manifest is Slack's app manifest, version 1, as far as Interlude uses it (schema:
// slackapi/manifest-schema, schemas/manifest.schema.1.0.0.json). YAML uses the same names.
type Manifest struct {
	Display  manifestDisplay  `json:"display_information"`
	Features manifestFeatures `json:"features"`
	OAuth    manifestOAuth    `json:"oauth_config"`
	Settings manifestSettings `json:"settings"`
}

type manifestDisplay struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Long        string `json:"long_description"`
	Colour      string `json:"background_color"`
}

type manifestFeatures struct {
	Home     manifestHome    `json:"app_home"`
	Bot      manifestBot     `json:"bot_user"`
	Commands []manifestSlash `json:"slash_commands"`
}

type manifestHome struct {
	Home     bool `json:"home_tab_enabled"`
	Messages bool `json:"messages_tab_enabled"`
	ReadOnly bool `json:"messages_tab_read_only_enabled"`
}

type manifestBot struct {
	Name   string `json:"display_name"`
	Online bool   `json:"always_online"`
}

type manifestSlash struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	Usage       string `json:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape"`
}

type manifestOAuth struct {
	Scopes manifestScopes `json:"scopes"`
}

type manifestScopes struct {
	Bot []string `json:"bot"`
}

type manifestSettings struct {
	Events        manifestEvents        `json:"event_subscriptions"`
	Interactivity manifestInteractivity `json:"interactivity"`
	OrgDeploy     bool                  `json:"org_deploy_enabled"`
	Socket        bool                  `json:"socket_mode_enabled"`
	TokenRotation bool                  `json:"token_rotation_enabled"`
}

type manifestEvents struct {
	URL string   `json:"request_url,omitempty"`
	Bot []string `json:"bot_events"`
}

type manifestInteractivity struct {
	Enabled bool   `json:"is_enabled"`
	URL     string `json:"request_url,omitempty"`
}
