package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// TestARequestIsItsSendersAlone: a press or a form counts for whom Slack names, once and at home here; what is twice in it, of
// somebody from elsewhere, or no route of ours, is answered to nobody.
func TestARequestIsItsSendersAlone(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	press := `{"type":"block_actions","team":{"id":"` + r.bot.team + `"},"user":{"id":"` + maya + `"%s},"trigger_id":"t","actions":[{"type":"button","block_id":"b","action_id":"%s","value":"x","action_ts":"%d"}]%s}`
	submit := `{"type":"view_submission","team":{"id":"` + r.bot.team + `"},"user":{"id":"` + maya + `"%s},"trigger_id":"t","view":{"id":"V1","hash":"h%d","callback_id":"` + settingsSave + `","private_metadata":"x"}}`
	var handled atomic.Int32
	r.still(func() { r.bot.Answered = func(string, time.Duration) { handled.Add(1) } })
	answers := func() int { return int(handled.Load()) }
	warnings := func() int { return strings.Count(r.log.String(), "level=WARN") }
	for i, c := range []struct {
		name, home, route, more string
		answered                bool
	}{
		{"her own", "", actionsOpen, "", true}, {"at home here", `,"team_id":"` + r.bot.team + `"`, actionsOpen, "", true}, {"at home elsewhere", `,"team_id":"T2"`, actionsOpen, "", false},
		{"a sender twice", "", actionsOpen, `,"user":{"id":"` + anna + `"}`, false}, {"a link", "", "link.7", "", false},
	} {
		before, warned := answers(), warnings()
		if got := r.bot.Interaction(r.ctx, fmt.Appendf(nil, press, c.home, c.route, i, c.more)); got != nil {
			t.Errorf("%s: %v", c.name, got)
		}
		if got := answers() > before; got != c.answered || c.name == "a link" && warnings() != warned {
			t.Errorf("%s: answered %v\n%s", c.name, got, r.log)
		}
	}
	for i, home := range []string{`,"team_id":"T2"`, ""} {
		before := answers()
		raw, err := json.Marshal(r.bot.Interaction(r.ctx, fmt.Appendf(nil, submit, home, i)))
		r.must(err)
		if strings.Contains(string(raw), coaching.Neutral) != (home != "") || answers() > before != (home == "") {
			t.Errorf("a form from %s: %s", home, raw)
		}
	}
	understood := strings.Count(r.log.String(), "not understood")
	for _, raw := range []string{"x", "[]", `{"type":"block_actions","user":{"id":""}}`, `{"type":"block_actions","user":{"id":"` + maya + `"},"user":{"id":"` + maya + `"}}`} {
		if r.bot.Interaction(r.ctx, []byte(raw)); strings.Count(r.log.String(), "not understood") != understood+1 {
			t.Errorf("understood: %s", raw)
		}
		understood++
	}
}

// TestWhatAPressIsAbout: the value of whatever was pressed or chosen, and the route without what makes it unique in its form.
func TestWhatAPressIsAbout(t *testing.T) {
	option := slack.OptionBlockObject{Value: "option"}
	for want, a := range map[string]slack.BlockAction{"value": {Value: "value"}, "option": {Value: "value", SelectedOption: option}, "U1": {Value: "value", SelectedUser: "U1"},
		"2026-11-30": {Value: "value", SelectedDate: "2026-11-30"}, "09:30": {Value: "value", SelectedTime: "09:30"}, "": {}} {
		if got := valueOf(&a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for id, want := range map[string]string{"a.b": "a.b", "a.b#7": "a.b", "#": "", "a#b#c": "a"} {
		if got := routeOf(id); got != want {
			t.Errorf("%q: %q", id, got)
		}
	}
}

// TestWhatAnEventIsOf: who sent it, where they are at home, and which message it is about, of new, changed and deleted messages.
func TestWhatAnEventIsOf(t *testing.T) {
	said := &message{User: userRef{ID: "U2"}, Text: "new", TS: "2", ThreadTS: "1", UserTeam: "T2", SourceTeam: "T3"}
	for name, c := range map[string]struct {
		e                                        event
		route, sender, text, stamp, thread, home string
	}{
		"typed":           {event{Type: "message", ChannelType: "im", User: userRef{ID: "U1"}, Text: "x", TS: "3", ThreadTS: "2"}, "message", "U1", "x", "3", "2", ""},
		"changed":         {event{Type: "message", ChannelType: "im", Subtype: "message_changed", TS: "9", Message: said}, "message_changed", "U2", "new", "2", "1", "T2 T3"},
		"changed by":      {event{Type: "message", ChannelType: "im", Subtype: "message_changed", User: userRef{ID: "U1", Team: "T4"}, Message: said}, "message_changed", "U1", "new", "2", "1", "T4 T2 T3"},
		"deleted":         {event{Type: "message", ChannelType: "im", Subtype: "message_deleted", TS: "9", DeletedTS: "2", Previous: said}, "message_deleted", "U2", "", "2", "", ""},
		"in a channel":    {event{Type: "message", ChannelType: "channel", User: userRef{ID: "U1"}}, "message elsewhere", "U1", "", "", "", ""},
		"a file":          {event{Type: "message", ChannelType: "im", Subtype: "file_share", User: userRef{ID: "U1"}}, "message file", "U1", "", "", "", ""},
		"another kind":    {event{Type: "message", ChannelType: "im", Subtype: "me_message", Team: "T1", UserTeam: "T2", SourceTeam: "T3"}, "message me_message", "", "", "", "", "T1 T2 T3"},
		"to the channel":  {event{Type: "message", ChannelType: "im", Subtype: "thread_broadcast"}, "message", "", "", "", "", ""},
		"nobody's change": {event{Type: "message", ChannelType: "im", Subtype: "message_changed", Message: &message{TS: "2"}, Previous: said}, "message_changed", "U2", "", "2", "", ""},
		"a file typed to": {event{Type: "message", ChannelType: "im", User: userRef{ID: "U1"}, Previous: said, Files: make([]struct {
			ID string `json:"id"`
		}, 1)}, "message file", "U1", "", "", "", ""},
		"no message": {event{Type: "app_home_opened", User: userRef{ID: "U1"}}, "app_home_opened", "U1", "", "", "", ""},
	} {
		homes := strings.Join(slices.DeleteFunc(c.e.homes(), func(s string) bool { return s == "" }), " ")
		if got := [6]string{c.e.route(), c.e.sender(), c.e.text(), c.e.stamp(), c.e.thread(), homes}; got != [6]string{c.route, c.sender, c.text, c.stamp, c.thread, sorted(homes, c.home)} {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestWhatABotSays(t *testing.T) {
	of := &message{BotID: "B1"}
	for name, c := range map[string]struct {
		e   event
		bot bool
	}{
		"typed": {event{}, false}, "a person's changes": {event{Message: &message{}, Previous: &message{}}, false}, "said": {event{BotID: "B1"}, true}, "changed": {event{Message: of}, true}, "deleted": {event{Previous: of}, true},
	} {
		if c.e.fromBot() != c.bot {
			t.Errorf("%s: %v", name, !c.bot)
		}
	}
}

// sorted is want, in the order of got, when both have the same words.
func sorted(got, want string) string {
	a, b := strings.Fields(got), strings.Fields(want)
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		return got
	}
	return want
}
