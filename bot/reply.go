package bot

import (
	"net/http"
	"net/url"
	"slices"
)

// slackHosts are where Slack's response urls lead.
var slackHosts = []string{"hooks.slack.com", "hooks.slack-gov.com"}

// replyAt returns the response url of a request, or nothing when it does not lead to Slack: the
// bot calls no address because a request names it.
func (b *Bot) replyAt(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	switch {
	case err != nil, u.User != nil:
	case u.Scheme == "https" && slices.Contains(slackHosts, u.Host):
		return address
	case b.StandIn != "" && (u.Scheme == "https" || u.Scheme == "http") && u.Host == b.StandIn:
		return address
	}
	b.Log.Warn("a response url that does not lead to Slack")
	return ""
}

// unled is the client for response urls: it goes where they lead and no further.
func unled(c *http.Client) *http.Client {
	if c == nil {
		return nil
	}
	out := *c
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &out
}
