package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// fuzzWorld is the matrix's world, behind Slack's wire format: everything in it holds the canary.
type fuzzWorld struct {
	*matrixWorld
	log bytes.Buffer
}

func newFuzzWorld(f *testing.F) *fuzzWorld {
	w := &fuzzWorld{matrixWorld: newMatrixWorld(f)}
	w.bot.Log = slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.freeze()
	return w
}

// mark stands in all that is typed here, and in no log.
const mark = "zqxjmark"

// plays does something and returns all that Slack was answered and sent by it, and whether
// anything was stored; which is taken back.
func (w *fuzzWorld) plays(t *testing.T, act func() any) (shown string, stored bool) {
	t.Helper()
	w.t = t
	before := w.changes()
	w.mu.Lock()
	w.calls, w.bodies = nil, ""
	w.mu.Unlock()
	w.log.Reset()
	w.bot.accounts.learn("UDORA", true, "")
	ack, err := json.Marshal(act())
	w.must(err)
	w.bot.work.Wait()
	if w.changes() != before {
		stored = len(effects(w.differs())) > 0
		w.reset()
	}
	for _, never := range []string{"panicked", mark, canary} {
		if strings.Contains(w.log.String(), never) {
			t.Fatalf("the log has %q:\n%s", never, w.log.String())
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken(ack)
	return string(ack) + w.bodies, stored
}

// taken fails unless Slack would take the acknowledgement.
func (w *fuzzWorld) taken(ack []byte) {
	w.t.Helper()
	var a struct {
		View   json.RawMessage `json:"view"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if string(ack) == "null" {
		return
	}
	w.must(json.Unmarshal(ack, &a))
	if bad := sandbox.ValidateView(a.View); len(a.View) > 0 && len(bad) > 0 {
		w.t.Fatalf("Slack would refuse the form: %v\n%s", bad, a.View)
	}
	if bad := sandbox.ValidateMessage(a.Blocks, "note"); len(a.Blocks) > 0 && len(bad) > 0 {
		w.t.Fatalf("Slack would refuse the message: %v\n%s", bad, a.Blocks)
	}
}

// nothing fails when somebody who has no part was shown, or did, anything.
func (w *fuzzWorld) nothing(who string, shown string, stored bool) {
	w.t.Helper()
	if stored {
		w.t.Fatalf("%s changed what is stored", who)
	}
	if strings.Contains(shown, canary) {
		w.t.Fatalf("%s was shown what somebody wrote: %s", who, shown)
	}
}

// withoutPart is everybody without a part: strangers, guests, and people of another workspace under
// the id of somebody here.
func withoutPart(who uint8) (user, team string) {
	all := []string{"USAM", "UGUS", "UCONN", "UDORA", "UBOT", "UNEVER", "UMAYA", "UANNA", "UHELEN"}
	user = all[int(who)%len(all)]
	if who%9 > 5 {
		return user, otherTeam
	}
	return user, ownTeam
}

// interaction is a press or a submission as Slack sends it.
func (w *fuzzWorld) interaction(user, team, route, value, meta, state string, submits bool) []byte {
	w.n++
	p := map[string]any{"type": "block_actions", "team": map[string]any{"id": team}, "user": map[string]any{"id": user, "team_id": team}, "trigger_id": "none",
		"container": map[string]any{"channel_id": "D1", "message_ts": "1.2"},
		"actions":   []any{map[string]any{"type": "button", "action_id": route, "block_id": "b", "value": value, "action_ts": fmt.Sprint(w.n)}}}
	view := map[string]any{"id": fmt.Sprint("V", w.n), "hash": "h", "type": "modal", "callback_id": route, "private_metadata": meta}
	if json.Valid([]byte(state)) {
		view["state"] = json.RawMessage(`{"values":` + state + `}`)
	}
	if submits {
		p["type"], p["view"] = "view_submission", view
		delete(p, "actions")
	} else if meta != "" {
		p["view"] = view
	}
	raw, err := json.Marshal(p)
	w.must(err)
	return raw
}

// FuzzInteractions: whatever a press or a form holds, nothing panics, Slack takes the answer and the log holds no
// words; and to somebody without a part nothing is shown, and nothing of theirs is stored.
func FuzzInteractions(f *testing.F) {
	w := newFuzzWorld(f)
	live := w.sides["a"].live
	for k := range w.bot.routes {
		if k.kind != press && k.kind != submission {
			continue
		}
		for _, id := range []string{live["engagement"], live["action"], live["brief"], live["consent"], live["prompt"]} {
			meta := fmt.Sprintf(`{"e":%q,"Engagement":%q,"a":%q,"Consent":%q,"v":1,"Version":1}`, live["engagement"], live["engagement"], id, id)
			f.Add(k.id, id, meta, `{"text":{"text":{"type":"plain_text_input","value":"`+mark+`"}}}`, k.kind == submission, uint8(len(id)), true)
		}
	}
	f.Add("", "", "", `{"a":{"b":null}}`, true, uint8(0), false)
	f.Fuzz(func(t *testing.T, route, value, meta, state string, submits bool, who uint8, part bool) {
		w.t = t
		if part {
			members := []string{"UANNA", "UMAYA", "UHELEN", "UCARL", "UINES", "UOSCAR"}
			raw := w.interaction(members[int(who)%len(members)], ownTeam, route, value, meta, state, submits)
			w.plays(t, func() any { return w.bot.Interaction(t.Context(), raw) })
			return
		}
		user, team := withoutPart(who)
		raw := w.interaction(user, team, route, value, meta, state, submits)
		shown, stored := w.plays(t, func() any { return w.bot.Interaction(t.Context(), raw) })
		w.nothing(user, shown, stored)
	})
}

// FuzzPayloads takes the bytes of interactions and events as they come. What is not sound JSON, or does
// not name a member of this workspace, has no effect.
func FuzzPayloads(f *testing.F) {
	w := newFuzzWorld(f)
	for _, s := range []string{`{}`, `[1]`, `null`, `{"type":"view_submission","user":{"id":"UMAYA"},"team":null,"view":{"state":{"values":null}}}`,
		`{"type":"block_actions","user":{"id":"USAM"},"actions":[null,{"selected_option":null}]}`, `{"type":"view_closed"}`, `{"type":"message_action","user":{"id":"UMAYA"}}`,
		`{"type":"event_callback","event_id":"1","team_id":"T0OWN","event":{"type":"message","channel_type":"im","user":"UMAYA","text":"` + mark + `","ts":"1.2","channel":"D1"}}`,
		`{"type":"event_callback","event_id":"2","team_id":"T0OWN","event":{"type":"app_home_opened","tab":"home","user":"UHELEN"}}`,
		`{"type":"event_callback","event_id":"3","team_id":"T0OWN","event":{"type":"user_change","user":{"id":"UMAYA","tz":"Mars/Base","deleted":true,"profile":{"status_expiration":-1}}}}`,
		`{"type":"event_callback","event_id":"4","team_id":"T0OWN","event":{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"UMAYA","ts":"1.2","text":"` + mark + `"},"previous_message":null}}`,
		`{"type":"event_callback","event_id":"5","team_id":"T0OTHER","event":{"type":"app_uninstalled"}}`,
		`{"type":"block_actions","type":"view_submission","user":{"id":"UMAYA"}}`, `{"user":{"id":"\ud800"}}`, strings.Repeat("[", 10000), "{\"type\":\"\xff\"}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, stored := w.plays(t, func() any {
			ack := w.bot.Interaction(t.Context(), raw)
			w.bot.Happened(t.Context(), raw)
			return ack
		})
		if !stored {
			return
		}
		if !json.Valid(raw) || !names(raw, ownTeam) || !slices.ContainsFunc(actors, func(a actor) bool { return a.user != "" && names(raw, a.user) }) {
			t.Fatalf("stored for %s", raw)
		}
	})
}

// names reports whether a JSON text holds the word as a value.
func names(raw []byte, word string) bool {
	var v any
	_ = json.Unmarshal(raw, &v)
	plain, _ := json.Marshal(v)
	return bytes.Contains(plain, []byte(`"`+word+`"`))
}

// FuzzCommands: whatever stands behind a command, the answer can be shown, is the neutral one for whoever has no part, and
// the log does not hold it.
func FuzzCommands(f *testing.F) {
	w := newFuzzWorld(f)
	for _, s := range []string{"", "add <@UMAYA|maya> Delegate by Friday", "<@UMAYA> tomorrow 10:00 75m", "start", "privacy", "mydata", "leave 3 Dec to 9 Dec", "sponsor", "25:00", "brief <@UMAYA>",
		"<@UANNA>", "add", strings.Repeat("by ", 1000), "<!channel> \u202e", "settings \x00", "\xff", "add x by " + mark} {
		for i := range 4 {
			f.Add(uint8(i), s, uint8(i), i%2 == 0)
		}
	}
	commands := []string{"/coaching", "/schedule", "/actions", "/reflect"}
	f.Fuzz(func(t *testing.T, which uint8, text string, who uint8, part bool) {
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\ufffd") // a form cannot carry it otherwise
		}
		user, team := withoutPart(who)
		if part {
			user, team = []string{"UANNA", "UMAYA", "UHELEN", "UCARL", "UINES", "UOSCAR"}[int(who)%6], ownTeam
		}
		w.n++
		s := slack.SlashCommand{TeamID: team, UserID: user, Command: commands[int(which)%4], Text: text + " " + mark, TriggerID: fmt.Sprint("t", w.n), ChannelID: "D1"}
		shown, stored := w.plays(t, func() any { return w.bot.Command(t.Context(), s) })
		if !part {
			w.nothing(user, shown, stored)
			if !strings.Contains(shown, coaching.Neutral) {
				t.Fatalf("%s is answered %s", user, shown)
			}
		}
	})
}
