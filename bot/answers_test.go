package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

// TestCommandsAnswerTheSenderAlone gives every command, alone and with what may follow it, as everybody: the
// answer is a form, or a message that Slack shows to the sender and keeps nowhere; in no channel is anything posted.
func TestCommandsAnswerTheSenderAlone(t *testing.T) {
	w := newMatrixWorld(t)
	w.freeze()
	tried := 0
	for k := range w.bot.routes {
		if k.kind != command {
			continue
		}
		name, words, _ := strings.Cut(k.id, " ")
		for _, more := range []string{"", " <@UMAYA>", " add <@UMAYA> Walk by Friday", " tomorrow 10:00", " nonsense"} {
			for _, a := range actors {
				if a.user == "" {
					continue
				}
				tried++
				w.mu.Lock()
				w.calls = nil
				w.mu.Unlock()
				s := slack.SlashCommand{TeamID: ownTeam, UserID: a.user, Command: name, Text: words + more, TriggerID: fmt.Sprint("t", tried), ChannelID: "CPUBLIC"}
				raw, err := json.Marshal(w.bot.Command(t.Context(), s))
				w.must(err)
				w.bot.work.Wait()
				if string(raw) != "null" && !strings.Contains(string(raw), `"response_type":"ephemeral"`) {
					t.Errorf("%s %s as %s is answered for all to see: %s", name, s.Text, a.user, raw)
				}
				w.mu.Lock()
				for _, call := range w.calls {
					if !strings.HasPrefix(call, "views.") {
						t.Errorf("%s %s as %s: %s", name, s.Text, a.user, call)
					}
				}
				w.mu.Unlock()
			}
		}
		w.reset()
	}
	if tried < 500 {
		t.Errorf("tried only %d", tried)
	}
}
