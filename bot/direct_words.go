package bot

import (
	"regexp"
	"strings"
)

// slackMark is one of Slack's own marks in a text that a person typed: <https://…>,
// <https://…|label>, <mailto:…|label>, <@U…>, <@U…|name>, <#C…|name>, <!here>.
var slackMark = regexp.MustCompile(`<([^<>|\s][^<>|]*)(?:\|([^<>]*))?>`)

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// typedWords turns a text as Slack delivers it into the words as the person typed them. A
// person's own < and > arrive escaped, so marks cannot be confused with them.
func typedWords(s string) string {
	return unescaper.Replace(slackMark.ReplaceAllStringFunc(s, unmarked))
}

func unmarked(m string) string {
	parts := slackMark.FindStringSubmatch(m)
	target, label := parts[1], parts[2]
	switch target[0] {
	case '@', '#', '!':
		if label == "" {
			label = target[1:]
		}
		if target[0] == '#' {
			return "#" + strings.TrimPrefix(label, "#")
		}
		return "@" + strings.TrimPrefix(label, "@")
	}
	if label != "" {
		return label
	}
	return strings.TrimPrefix(target, "mailto:")
}
