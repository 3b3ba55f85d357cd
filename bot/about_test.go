package bot

import (
	"slices"
	"testing"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func TestAboutListsIDsAlone(t *testing.T) {
	a, b := string(coaching.NewID()), string(coaching.NewID())
	for _, c := range []struct {
		value, metadata string
		want            []string
	}{
		{"", "", nil},
		{a, "", []string{a}},
		{"move|" + a, "", []string{a}},
		{"", `{"engagement":"` + a + `","prompt":"` + b + `"}`, []string{a, b}},
		{a, `{"prompt":"` + b + `"}`, []string{a, b}},
		{"my boss shouts", "", nil},
		{a + "B", "", nil},
		{"words " + a[:25], `{"text":"I HAVENOTSLEPTFORWEEKSANDWEEKS2"}`, nil},
	} {
		call := &Call{Value: c.value, View: slack.View{PrivateMetadata: c.metadata}}
		if got := call.about(); !slices.Equal(got, c.want) {
			t.Errorf("%q, %q: %q", c.value, c.metadata, got)
		}
	}
}
