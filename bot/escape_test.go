package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// hostile are texts that try to be more than text.
var hostile = []string{
	"<!channel>", "<!here>", "<!everyone>", "<!subteam^S012AB|@board>", "<@U012AB>", "<#C012AB|general>", "<https://evil.example|bank>", "<mailto:a@b.example|me>",
	"<!date^0^{date}|x>", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "<<!channel>>", "<\u200b!channel>", "a <b", "a > b < c & d",
	"https://evil.example/a_b_c?x=*1*&y=~2~", "boss@corp.example", "@channel #general @here", ":skull::tada: :+1:", strings.Repeat(":boom:", 400),
	"*bold* _it_ ~no~ `code` ```block```", "* not bold *", "2*3*4 and snake_case_name", "_*~`nested`~*_", "> quote\n> more", ">>> all\nof it", "  > indented", "• - 1. list",
	"abc\u202egnp.exe", "\u2066left\u2069 \u200fright\u200e \u061c", "inv\u200bis\u2060ib\ufeffle\u00ad", "tags\U000e0041\U000e0042\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f",
	"NUL\x00 ESC\x1b[31mred\x1b[0m BEL\a", "\xff\xfe\xed\xa0\x80 invalid", "z" + strings.Repeat("\u0316\u0301", 50000), "\u0301\u0302 leading", "one\ntwo\ttab\r\nthree\u2028four",
	strings.Repeat("W", 3000), strings.Repeat("<&>", 1000), strings.Repeat("*", 3000), strings.Repeat("`", 2999), strings.Repeat("&", 3000),
	"\u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u200d\u0937 \u0646\u0648\u0634\u062a\u0647\u200c\u0647\u0627 \U0001f469\u200d\U0001f4bb \U0001f44d\U0001f3fd e\u0301 Ti\u1ebfng", "\u3164\uffa0\u2800", "x\u200d\u200dy", "\u202a\u202b\u202c\u202d\u202e", "A\ufe0f\ufe0f1\ufe0f\u20e3",
	"**", "_", "~~", "``", ":a:b:c:", "::", ":x", "*a*b", "a*b*", "\n*x*\n_y_\n", "|", "<|>", "<", ">", "&",
}

// TestNothingOfAPersonsWordsIsMarkup reads what the bot makes of hostile words as Slack does: no
// control sequence, no format, no emoji, and to the eye the same text.
func TestNothingOfAPersonsWordsIsMarkup(t *testing.T) {
	for _, s := range hostile {
		inert(t, s)
		for _, other := range hostile { // across the edge between two of them
			if len(s)+len(other) < 200 {
				inert(t, s+other)
				inert(t, s+" "+other)
			}
		}
	}
}

// inert fails unless s is text and nothing else in every way out.
func inert(t *testing.T, s string) {
	t.Helper()
	short := cut(s, 60)
	seen := coaching.Visible(s)
	for name, out := range map[string]string{"alone": esc(s), "among words": "said: " + esc(s) + ", and"} {
		want := map[string]string{"alone": seen, "among words": "said: " + seen + ", and"}[name]
		r := readMrkdwn(out)
		if len(r.Controls) > 0 || r.Formats > 0 || r.Emoji > 0 {
			t.Fatalf("%s: Slack reads %q as %+v", name, short, r)
		}
		if looks.Replace(r.Seen) != looks.Replace(want) {
			t.Fatalf("%s: %q is read as %q", name, short, cut(r.Seen, 200))
		}
	}
	calm(t, seen)
	if len([]rune(seen)) > 2*coaching.MaxText {
		return // nothing that long is ever kept
	}
	whole, blocks := "", paragraphs(s)
	for _, bl := range blocks {
		text := bl.(*slack.SectionBlock).Text
		if text.Type != slack.PlainTextType {
			t.Fatalf("a paragraph of %q is %s", short, text.Type)
		}
		if text.Emoji != nil && *text.Emoji && strings.Count(text.Text, ":") > 2*fewEmoji+1 {
			t.Fatalf("a flood of emoji is drawn: %q", short)
		}
		whole += text.Text
	}
	if strings.TrimSpace(whole) != strings.TrimSpace(seen) && len([]rune(seen)) <= maxSection {
		t.Fatalf("paragraphs of %q read %q", short, cut(whole, 200))
	}
	if raw, err := json.Marshal(blocks); err != nil {
		t.Fatal(err)
	} else if bad := sandbox.ValidateMessage(raw, "note"); len(blocks) > 0 && len(bad) > 0 {
		t.Fatalf("Slack would refuse %q: %v", short, bad)
	}
}

// calm fails where something that is read does what it should not: turn around, hide, pile up.
func calm(t *testing.T, s string) {
	t.Helper()
	marks := 0
	for _, r := range s {
		switch {
		case r == '\n', r == '\t', r == '\u200c', r == '\u200d':
		case unicode.IsControl(r), r >= 0xe0000 && r <= 0xe0fff, strings.ContainsRune("\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad\u3164\u2028\u2029", r),
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f:
			t.Fatalf("%U is shown", r)
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > 8 {
				t.Fatal("marks pile up")
			}
		} else {
			marks = 0
		}
	}
	if coaching.Visible(s) != s {
		t.Fatal("what can be seen changes when it is looked at twice")
	}
}

func FuzzEsc(f *testing.F) {
	for _, s := range hostile {
		if len(s) < 4000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 4000 { // longer ones only take longer
			inert(t, s)
		}
	})
}

// TestWordsThatAreNoMarkupStay: nothing of a text is changed that Slack would not read as a mark of its own.
func TestWordsThatAreNoMarkupStay(t *testing.T) {
	for in, want := range map[string]string{
		"a_b": "a_b", "snake_case_name": "snake_case_name", "1_2": "1_2", "_b": "ˍb", "a_": "aˍ", "a _b_ c": "a ˍbˍ c", "10:30 - 11:15": "10:30 - 11:15", "std::vector": "std::vector",
		"a :tada: b": "a ꞉tada: b", ":+1:": "꞉+1:", "a :了解: b": "a ꞉了解: b", "note: one, two: three": "note: one, two: three", "a > b": "a &gt; b", "> b": "˃ b", "a\n > b": "a\n ˃ b",
	} {
		if got := esc(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	few := strings.Repeat(":tada: ", fewEmoji)
	if !*asWritten(few).Emoji || *asWritten(few + ":tada:").Emoji {
		t.Error("a few emoji are drawn, and a flood is not")
	}
}

// TestLinkedIsALinkOrNothing: an address is shown as itself; what pretends to be one is not.
func TestLinkedIsALinkOrNothing(t *testing.T) {
	for in, want := range map[string]string{
		"https://meet.example/room?a=1&b=2": "<https://meet.example/room?a=1&amp;b=2>", "http://meet.example": "", "https://a.example|bank": "", "https://a.example><!channel": "",
		"https://a.example/\u202egnp": "", "https://a.example/\u200b": "", "javascript:alert(1)": "", "": "", "https://a.example/a b": "", "https://a.example/_x_*y*": "<https://a.example/_x_*y*>",
	} {
		if got := linked(coaching.Words(in)); got != want {
			t.Errorf("%q is shown as %q", in, got)
		}
	}
}

// TestNamesAreLabels: a name is a label, also one of which nothing can be seen.
func TestNamesAreLabels(t *testing.T) {
	for in, want := range map[string]string{"Maya\u202e L": "Maya L", "\u3164": "–", "": "", "A\x00B": "AB"} {
		if got := plain(in).Text; got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}
