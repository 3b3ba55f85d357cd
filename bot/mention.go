package bot

import (
	"regexp"
	"strings"

	"interlude/coaching"
)

// mention is a person as a command's words name them: by Slack user id when Slack escapes
// mentions, else by the name that was typed.
type mention struct{ user, name string }

var escapedMention = regexp.MustCompile(`^<@([A-Z0-9]+)(?:\|[^>]*)?>`)

func (m mention) none() bool { return m.user == "" && m.name == "" }

// mentionIn takes a mention off the front of text.
func mentionIn(text string) (m mention, rest string) {
	text = strings.TrimSpace(text)
	if hit := escapedMention.FindStringSubmatch(text); hit != nil {
		return mention{user: hit[1]}, strings.TrimSpace(text[len(hit[0]):])
	}
	if !strings.HasPrefix(text, "@") {
		return mention{}, text
	}
	name, rest, _ := strings.Cut(text[1:], " ")
	return mention{name: name}, strings.TrimSpace(rest)
}

// means reports whether m names p.
func (m mention) means(p coaching.Person) bool {
	if m.user != "" {
		return m.user == p.User
	}
	squeeze := strings.NewReplacer(" ", "", ".", "", "-", "", "_", "")
	want, name := strings.ToLower(squeeze.Replace(m.name)), strings.ToLower(p.Name)
	first, _, _ := strings.Cut(name, " ")
	return want != "" && (want == squeeze.Replace(first) || want == squeeze.Replace(name))
}

// named lists those of es whose coachee who names.
func named(es []coaching.Engagement, people map[coaching.ID]coaching.Person, who mention) []coaching.Engagement {
	var out []coaching.Engagement
	for _, e := range es {
		if who.means(people[e.Coachee]) {
			out = append(out, e)
		}
	}
	return out
}

// afterFirst is text without its first word.
func afterFirst(text string) string {
	_, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	return strings.TrimSpace(rest)
}
