package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// TestPresence: what people show of themselves reaches the app as Slack tells it, and
// users.info and dnd.info say the same.
func TestPresence(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	w, base := open(t, func(o *Options) { o.Now = func() time.Time { return now } })
	events := make(chan any, 10)
	b := &bot{onEvent: func(e slackevents.EventsAPIEvent, _ socketmode.Request) { events <- e.InnerEvent.Data }}
	defer b.connect(t, w, base)()
	p, api := w.As(maya), client(base)

	check(t, p.SetStatus(t.Context(), Status{Emoji: ":palm_tree:", Text: "Vacationing", Until: now.Add(time.Hour)}))
	u := (<-events).(*slackevents.UserChangeEvent).User
	if got := u.Profile; u.ID != maya || got.StatusEmoji != ":palm_tree:" || got.StatusText != "Vacationing" || int64(got.StatusExpiration) != now.Add(time.Hour).Unix() {
		t.Errorf("user_change says %+v", got)
	}
	info, err := api.GetUserInfo(maya)
	check(t, err)
	if got := info.Profile; got.StatusText != "Vacationing" || int64(got.StatusExpiration) != now.Add(time.Hour).Unix() {
		t.Errorf("users.info says %+v", got)
	}

	check(t, p.Travel(t.Context(), "Asia/Tokyo"))
	if got := (<-events).(*slackevents.UserChangeEvent).User.TZ; got != "Asia/Tokyo" {
		t.Errorf("the zone is %s", got)
	}

	now = now.Add(time.Hour)
	w.Touch()
	if got := (<-events).(*slackevents.UserChangeEvent).User.Profile; got.StatusText != "" || got.StatusEmoji != "" || got.StatusExpiration != 0 {
		t.Errorf("after its time the status is %+v", got)
	}

	check(t, p.Snooze(t.Context(), now.Add(30*time.Minute)))
	d := (<-events).(*slackevents.DndUpdatedUserEvent)
	if s := d.DndStatus; d.User != maya || !s.DndEnabled || s.NextDndStartTs != now.Unix() || s.NextDndEndTs != now.Add(30*time.Minute).Unix() {
		t.Errorf("dnd_updated_user says %+v", d)
	}
	rest, err := api.GetDNDInfo(ptr(maya))
	check(t, err)
	if !rest.Enabled || int64(rest.NextEndTimestamp) != now.Add(30*time.Minute).Unix() {
		t.Errorf("dnd.info says %+v", rest)
	}
	check(t, p.Snooze(t.Context(), time.Time{}))
	if s := (<-events).(*slackevents.DndUpdatedUserEvent).DndStatus; s.DndEnabled || s.NextDndEndTs != 1 {
		t.Errorf("ended, it says %+v", s)
	}
	if err := p.SetStatus(t.Context(), Status{Text: strings.Repeat("x", 101)}); !WasRefused(err, "too_long") {
		t.Errorf("a long status: %v", err)
	}
	if err := w.As("UNOBODY").Snooze(t.Context(), now); !WasRefused(err, "user_not_found") {
		t.Errorf("nobody's rest: %v", err)
	}
}
