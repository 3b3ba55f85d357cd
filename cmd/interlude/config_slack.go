package main

import (
	"net/url"
	"strings"
)

// contradictions checks what no single key can know, and brings the address of Slack into
// the form that is called on: with a slash at its end.
func (c *Config) contradictions() problems {
	if !strings.HasSuffix(c.Slack.APIURL, "/") {
		c.Slack.APIURL += "/"
	}
	ps := c.missingSecrets()
	if isSlack(c.Slack.APIURL) && strings.HasPrefix(c.Slack.APIURL, "http:") {
		ps = append(ps, problem{key: "slack.api_url", wrong: "tokens would travel unencrypted", write: "https:// in front"})
	}
	if len(c.People.Coaches) == 0 {
		ps = append(ps, problem{key: "people.coaches", wrong: "nobody is named, so nobody could start an engagement",
			write: "the Slack user id of at least one coach"})
	}
	if (c.Quiet.From == "") != (c.Quiet.To == "") {
		ps = append(ps, problem{key: "quiet.from, quiet.to", wrong: "only one of the two is set",
			write: `both, or "" for both to have no quiet hours`})
	}
	if (c.Keys.KMS == "") != (c.Keys.KMSToken.Empty()) {
		ps = append(ps, problem{key: "keys.kms, keys.kms_token", wrong: "only one of the two is set",
			write: "both, or neither for a key file that holds the keys as they are"})
	}
	if c.Keep.Records < c.Keep.Work {
		ps = append(ps, problem{key: "keep.work, keep.records", wrong: "the records would go before the work they are about", write: "keep.records not less than keep.work"})
	}
	return ps
}

// missingSecrets checks the secrets that the transport needs. Tokens of the real Slack have
// known beginnings; those of a stand-in workspace have not.
func (c *Config) missingSecrets() problems {
	genuine := isSlack(c.Slack.APIURL)
	var ps problems
	need := func(key string, s Secret, prefix, write string) {
		wrong := tokenFault(s.Reveal(), prefix, genuine)
		if wrong != "" {
			ps = append(ps, problem{key: key, wrong: wrong, write: write + ", or set " + envName(key)})
		}
	}
	need("slack.bot_token", c.Slack.BotToken, "xoxb-", "the app's bot token (OAuth & Permissions; it begins with xoxb-)")
	switch c.Slack.Transport {
	case TransportSocket:
		need("slack.app_token", c.Slack.AppToken, "xapp-", "an app-level token with the scope connections:write (Basic Information; it begins with xapp-)")
	case TransportHTTP:
		need("slack.signing_secret", c.Slack.SigningSecret, "", "the app's signing secret (Basic Information)")
	}
	return ps
}

// tokenFault says what is wrong with a token, or "". It knows the beginnings of Slack's
// other tokens, because taking the wrong one is the usual slip.
func tokenFault(token, prefix string, genuine bool) string {
	switch {
	case token == "":
		return "is missing"
	case !genuine || strings.HasPrefix(token, prefix):
		return ""
	case strings.HasPrefix(token, "xoxb-"):
		return "is the bot token, which belongs in slack.bot_token"
	case strings.HasPrefix(token, "xapp-"):
		return "is an app-level token, which belongs in slack.app_token"
	case strings.HasPrefix(token, "xoxp-"):
		return "is a user token, which Interlude must not have"
	}
	return "does not begin with " + prefix
}

// isSlack reports whether address is Slack's own, the one for governments included.
func isSlack(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for _, own := range []string{"slack.com", "slack-gov.com"} {
		if host == own || strings.HasSuffix(host, "."+own) {
			return true
		}
	}
	return false
}
