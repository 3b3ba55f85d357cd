package coaching

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// plain wants words that can be read aloud: a whole sentence, no exclamation mark, no jargon.
func plain(t testing.TB, s string) {
	t.Helper()
	low := strings.ToLower(s)
	for _, bad := range []string{"!", "invalid", "error", "null", "uuid", "utc", "cron", "%!", "  ", "…."} {
		if strings.Contains(low, bad) {
			t.Errorf("%q holds %q", s, bad)
		}
	}
	if first := s[:1]; first != strings.ToUpper(first) || !strings.ContainsAny(s[len(s)-1:], ".?0123456789") {
		t.Errorf("%q is no whole sentence", s)
	}
}

func TestAgreementSaysWhatItMust(t *testing.T) {
	text := func(cs []Clause) string {
		var b strings.Builder
		for _, c := range cs {
			b.WriteString(c.Title + "\n" + c.Text + "\n")
		}
		return b.String()
	}
	both := text(Agreement(running(), "Alex", "Maya", "Helen"))
	for _, want := range []string{
		"8 sessions of 75 minutes", "27 November 2026", "14 days apart", "therapy", "consulting, legal or financial advice",
		"stays between Maya and Alex", "the law requires", "a court orders", "serious harm", "only for me", "48 hours", "24 hours",
		"word for word", "export", "emergency number", "erase any reflection", "The sponsor is Helen, who",
	} {
		if !strings.Contains(both, want) {
			t.Errorf("the agreement does not say %q", want)
		}
	}
	e := running()
	e.Sessions = 2
	if two := text(Agreement(e, "Alex", "Maya", "Helen")); !strings.Contains(two, "2 sessions") || !strings.Contains(two, "14 days apart") {
		t.Error("two sessions have a rhythm too")
	}
	if alone := text(Agreement(sponsored(running(), SponsorNone), "Alex", "Maya", "")); !strings.Contains(alone, "There is no sponsor.") {
		t.Error("without a sponsor the agreement does not say so")
	}
	part := text(SponsorAgreement(running(), "Alex", "Maya"))
	if strings.ContainsAny(part, "0123456789") {
		t.Error("the sponsor's part holds a number, which needs a consent")
	}
	for _, want := range []string{"cannot read any of it", "approved every word", "therapy", "appraisals", "If you decline"} {
		if !strings.Contains(part, want) {
			t.Errorf("the sponsor's part does not say %q", want)
		}
	}
}

func TestAgreementReadsWell(t *testing.T) {
	long := strings.Repeat("Ä", 200)
	for _, names := range [][2]string{{"Alex", "Maya"}, {"", ""}, {long, long}, {"A\nB", "<!channel>"}} {
		for _, e := range []Engagement{running(), sponsored(running(), SponsorNone), {Sessions: 1, Minutes: 60, EveryDays: 1, FirstDay: Date{2026, 1, 1}}} {
			for _, c := range append(Agreement(e, names[0], names[1], names[1]), SponsorAgreement(e, names[0], names[1])...) {
				if names[1] != long && names[1] != "<!channel>" {
					plain(t, c.Text)
				}
				if n := utf8.RuneCountInString(c.Text); n > 1500 {
					t.Errorf("%s has %d characters", c.Title, n)
				}
				if strings.Contains(c.Text, ". the coach") || strings.Contains(c.Text, "1 sessions") || strings.ContainsRune(c.Text, '\n') {
					t.Errorf("%s: %s", c.Title, c.Text)
				}
			}
		}
	}
}

func TestQuestionsJoin(t *testing.T) {
	for _, q := range Questions {
		plain(t, q)
	}
	for _, c := range []struct {
		in   [3]string
		want string
	}{
		{[3]string{"", " \n", "\x00"}, ""},
		{[3]string{"", "two ", ""}, Questions[1] + "\ntwo"},
		{[3]string{"one", "two", "three"}, Questions[0] + "\none\n\n" + Questions[1] + "\ntwo\n\n" + Questions[2] + "\nthree"},
	} {
		if got := JoinAnswers(c.in); got != c.want {
			t.Errorf("%q: got %q", c.in, got)
		}
	}
}
