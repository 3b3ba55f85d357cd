package sandbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var link = regexp.MustCompile(`https?://[^\s<>|]+`)

// escape writes what a person typed as Slack stores it: control characters escaped, and known mentions, channels and
// links marked. With labels mentions carry the name, as in a command's text.
func (w *Workspace) escape(typed string, labels bool) string {
	var out strings.Builder
	for rest := typed; rest != ""; {
		at := strings.IndexAny(rest, "@#h")
		if at < 0 {
			out.WriteString(escaper.Replace(rest))
			break
		}
		boundary := !wordBefore(typed[:len(typed)-len(rest)+at])
		out.WriteString(escaper.Replace(rest[:at]))
		rest = rest[at:]
		mark, length := "", 0
		if boundary {
			mark, length = w.mention(rest, labels)
		}
		if length == 0 {
			mark, length = rest[:1], 1
		}
		out.WriteString(mark)
		rest = rest[length:]
	}
	return out.String()
}

// wordBefore reports whether the text ends inside a word, as in "me@work".
func wordBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// mention reads one mention, channel or link at the start of s and returns how Slack writes it and its length.
func (w *Workspace) mention(s string, labels bool) (mark string, length int) {
	switch s[0] {
	case 'h':
		if loc := link.FindStringIndex(s); loc != nil && loc[0] == 0 {
			address := strings.TrimRight(s[:loc[1]], ".,;:!?)")
			return "<" + strings.ReplaceAll(address, "&", "&amp;") + ">", len(address)
		}
	case '#':
		for _, c := range w.channels {
			if c.im == "" {
				mark, length = longer(mark, length, s, c.Name, "<#"+c.ID+"|"+c.Name+">")
			}
		}
	case '@':
		for _, word := range []string{"channel", "here", "everyone"} {
			mark, length = longer(mark, length, s, word, "<!"+word+">")
		}
		for _, u := range w.users {
			written := "<@" + u.ID + ">"
			if labels {
				written = "<@" + u.ID + "|" + u.Name + ">"
			}
			mark, length = longer(mark, length, s, u.Name, written)
			mark, length = longer(mark, length, s, u.RealName, written)
		}
	}
	return mark, length
}

// longer takes name if it stands after the sign at the start of s and is longer than what was found so far.
func longer(mark string, length int, s, name, written string) (string, int) {
	end := 1 + len(name)
	if name == "" || end <= length || len(s) < end || !strings.EqualFold(s[1:end], name) {
		return mark, length
	}
	if next, _ := utf8.DecodeRuneInString(s[end:]); len(s) > end && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '_') {
		return mark, length
	}
	return written, end
}
