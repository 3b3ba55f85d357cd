package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// messages counts what the bot has sent to somebody in their direct message.
func (r *rig) messages(user string) int {
	n := 0
	for _, m := range r.as(user).Messages() {
		if m.FromApp() && !m.Ephemeral {
			n++
		}
	}
	return n
}

// TestALeaveFromStartToEnd: set, refused, changed, seen on Home, cancelled.
func TestALeaveFromStartToEnd(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "leave")
	r.sees(maya, "First day of your leave")
	r.fill(maya, "First day of your leave", "2026-12-10", "Last day of your leave", "2026-12-01")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["to"] != "The last day comes before the first. Choose a later one." {
		t.Fatalf("errors %v", errs)
	}
	r.fill(maya, "First day of your leave", "2026-12-01", "Last day of your leave", "2026-12-10")
	r.submit(maya)
	r.sees(maya, "You are on leave Tue 1 Dec 2026 to Thu 10 Dec 2026 (Europe/London)")
	r.sees(maya, "The first message after it can come on Fri 11 Dec 2026, 08:00")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.must(r.as(maya).OpenHome(r.ctx))
	r.sees(maya, "*Your leave:* Tue 1 Dec 2026")

	r.command(maya, "/coaching", "leave")
	r.fill(maya, "Last day of your leave", "2026-12-11")
	r.submit(maya)
	r.sees(maya, "Mon 14 Dec 2026, 08:00") // the 11th is a Friday
	r.press(maya, "Cancel my leave")
	r.sees(maya, "Your leave is cancelled.")
	r.must(r.as(maya).CloseAll(r.ctx))
	if p := r.person(maya); p.HasLeave(r.clock.Now()) {
		t.Errorf("still on leave: %+v", p.Absence)
	}
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(maya), "Your leave") }))
}

// TestEverybodyWithAPartCanBeOnLeave: a coach who has done nothing yet too; a stranger hears
// the neutral sentence.
func TestEverybodyWithAPartCanBeOnLeave(t *testing.T) {
	r := newRig(t)
	r.command(tom, "/coaching", "leave")
	r.fill(tom, "First day of your leave", "2026-11-23", "Last day of your leave", "2026-11-23")
	r.submit(tom)
	r.sees(tom, "Mon 23 Nov 2026 (America/New_York)")
	if p := r.person(tom); !p.Absence.OnLeave(coaching.DateOf(rigStart)) {
		t.Errorf("not on leave: %+v", p.Absence)
	}
	r.command(sam, "/coaching", "leave")
	r.sees(sam, coaching.Neutral)
}

// addActions gives maya actions that are due on days, in the words that people type.
func (r *rig) addActions(user string, lines ...string) {
	r.t.Helper()
	for _, l := range lines {
		r.command(user, "/actions", "add "+l)
	}
}

// TestAfterALeaveOneMessage: three actions and two questions fall due in a leave of ten days
// (Tue 1 to Thu 10 December). One message comes on the morning after; the question that has
// closed is not in it, and it says so.
func TestAfterALeaveOneMessage(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo for figures by 1 dec", "Leave Monday mornings free by 3 dec", "Write to the board by 7 dec")
	r.until(time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC))
	r.command(maya, "/coaching", "leave")
	r.fill(maya, "First day of your leave", "2026-12-01", "Last day of your leave", "2026-12-10")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	before := r.messages(maya)

	r.until(time.Date(2026, 12, 11, 7, 59, 0, 0, time.UTC))
	if n := r.messages(maya); n != before {
		t.Fatalf("%d messages came in the leave:\n%s", n-before, r.screen(maya))
	}
	r.until(time.Date(2026, 12, 11, 8, 1, 0, 0, time.UTC))
	if n := r.messages(maya); n != before+1 {
		t.Fatalf("%d messages came on the morning after:\n%s", n-before, r.screen(maya))
	}
	last := r.as(maya).Last().ShownText()
	for _, want := range []string{"Ask Leo for figures", "Leave Monday mornings free", "Write to the board", "While you were away, a question closed"} {
		if strings.Count(last, want) != 1 {
			t.Errorf("%q stands %d times in:\n%s", want, strings.Count(last, want), last)
		}
	}
	closed := r.closed(maya)
	if len(closed) != 1 || closed[0].Reason != coaching.WhyLeave || closed[0].Kind != coaching.KindPrompt {
		t.Errorf("missed: %+v", closed)
	}
	// The line stays when the message is drawn anew.
	r.press(maya, "Done")
	r.sees(maya, "While you were away, a question closed")
	r.command(maya, "/coaching", "next")
	r.sees(maya, "Its time passed during your leave")
	r.must(r.as(maya).CloseAll(r.ctx))
	// The follow-ups come on the next working day, in one message too, and the rest stands in the list.
	r.until(time.Date(2026, 12, 14, 18, 0, 0, 0, time.UTC))
	if n := r.messages(maya); n > before+3 { // a question on Friday may be one of them
		t.Errorf("a burst of %d messages:\n%s", n-before, r.screen(maya))
	}
	r.command(maya, "/actions", "")
	r.sees(maya, "Write to the board")
}

// closed lists what was missed before the newest message to user.
func (r *rig) closed(user string) []coaching.Delivery {
	r.t.Helper()
	m := r.as(user).Last()
	ds, err := r.store.DeliveriesIn(r.ctx, m.Channel, m.TS)
	r.must(err)
	if len(ds) == 0 {
		r.t.Fatalf("no delivery in %+v", m)
	}
	all, err := r.store.Closed(r.ctx, ds[0])
	r.must(err)
	return all
}

// TestEndingALeaveBringsWhatWasHeld: at once in working hours, in one message.
func TestEndingALeaveBringsWhatWasHeld(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo for figures by 25 nov")
	r.command(maya, "/coaching", "leave")
	r.fill(maya, "First day of your leave", "2026-11-24", "Last day of your leave", "2026-12-10")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.until(time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC))
	r.misses(maya, "Ask Leo for figures by")
	before := r.messages(maya)
	r.must(r.as(maya).OpenHome(r.ctx))
	r.sees(maya, "On leave until the end of Thu 10 Dec 2026")
	r.press(maya, "End my leave")
	r.sees(maya, "Welcome back.")
	r.drain()
	r.sees(maya, "Ask Leo for figures")
	if n := r.messages(maya); n != before+1 {
		t.Errorf("%d messages came:\n%s", n-before, r.screen(maya))
	}
}

// TestAwayBySlack: a vacation shown in Slack holds; when it is taken down, what was held comes.
func TestAwayBySlack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo for figures by 24 nov", "Write to the board by 25 nov")
	const words = "Ibiza with a stranger"
	r.must(r.as(maya).SetStatus(r.ctx, sandbox.Status{Emoji: ":palm_tree:", Text: words}))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !r.person(maya).Absence.Away.IsZero() }))
	r.until(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC))
	before := r.messages(maya)
	r.must(r.as(maya).SetStatus(r.ctx, sandbox.Status{}))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.person(maya).Absence.Away.IsZero() }))
	r.drain()
	r.sees(maya, "Ask Leo for figures")
	r.sees(maya, "Write to the board")
	if n := r.messages(maya); n != before+1 {
		t.Errorf("%d messages came:\n%s", n-before, r.screen(maya))
	}
}

// TestSnoozedInSlack: a pause of notifications holds until its end, and "I am back" ends it here.
func TestSnoozedInSlack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo for figures by 24 nov")
	r.until(time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC))
	r.must(r.as(maya).Snooze(r.ctx, time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !r.person(maya).Absence.Snoozed.IsZero() }))
	before := r.messages(maya)
	r.until(time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC))
	if n := r.messages(maya); n != before {
		t.Fatalf("disturbed:\n%s", r.screen(maya))
	}
	r.command(maya, "/coaching", "leave")
	r.sees(maya, "until Tue 24 Nov 2026, 12:00")
	r.press(maya, "I am back")
	r.sees(maya, "Welcome back.")
	r.drain()
	if n := r.messages(maya); n != before+1 {
		t.Errorf("%d messages came:\n%s", n-before, r.screen(maya))
	}
}

// TestASessionIsNotMissedForALeave: an hour before, the reminder comes all the same.
func TestASessionIsNotMissedForALeave(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "@maya 2026-12-02 11:00 75m")
	r.press(anna, "Book it")
	r.sees(anna, "Booked")
	r.drain()
	r.command(maya, "/coaching", "leave")
	r.fill(maya, "First day of your leave", "2026-11-30", "Last day of your leave", "2026-12-04")
	r.submit(maya)
	r.sees(maya, "booked in your leave")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.until(time.Date(2026, 12, 2, 9, 30, 0, 0, time.UTC))
	session := func(kind coaching.DeliveryKind) []coaching.Delivery {
		ds, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, kind, rigStart)
		r.must(err)
		return ds
	}
	if got := session(coaching.KindSessionNow); len(got) != 1 {
		t.Errorf("reminders an hour before: %d\n%s", len(got), r.screen(maya))
	}
}

// TestWhoCameBackUnheard: what Slack told while nobody listened is asked for.
func TestWhoCameBackUnheard(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	p := r.person(maya)
	change, _ := coaching.HearStatus(p, coaching.Status{Emoji: ":palm_tree:"}, r.clock.Now())
	change.People[0].Absence.Snoozed = r.clock.Now().Add(time.Hour)
	r.must(r.store.Commit(r.ctx, change))
	other := r.person(anna)
	change, _ = coaching.HearStatus(other, coaching.Status{Emoji: ":palm_tree:"}, r.clock.Now())
	r.must(r.store.Commit(r.ctx, change))
	r.must(r.as(anna).SetStatus(r.ctx, sandbox.Status{Emoji: ":palm_tree:"}))
	r.must(r.bot.recheck(r.ctx))
	if got := r.person(maya).Absence; !got.AwayUntil().IsZero() {
		t.Errorf("still away: %+v", got)
	}
	if got := r.person(anna).Absence; got.Away.IsZero() {
		t.Errorf("back, though Slack says otherwise: %+v", got)
	}
}

// TestWhatOthersShowIsNobodysBusiness: people without a row are passed over, and what changes
// nothing writes nothing.
func TestWhatOthersShowIsNobodysBusiness(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	version := r.person(maya).Version
	r.must(r.as(sam).SetStatus(r.ctx, sandbox.Status{Emoji: ":palm_tree:", Text: "away"}))
	for range 3 {
		r.must(r.as(maya).SetStatus(r.ctx, sandbox.Status{Emoji: ":house_with_garden:", Text: "Working remotely"}))
	}
	r.must(r.as(anna).SetStatus(r.ctx, sandbox.Status{Emoji: ":face_with_thermometer:", Text: ""})) // the last in the row
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !r.person(anna).Absence.Away.IsZero() && r.ws.EventsOpen() == 0 }))
	if got := r.person(maya).Version; got != version {
		t.Errorf("working elsewhere was written: version %d after %d", got, version)
	}
	if _, err := r.store.PersonBySlack(r.ctx, r.bot.team, sam); !coaching.Is(err, coaching.NotFound) {
		t.Errorf("a stranger has a row now: %v", err)
	}
}

// TestOldNewsIsChecked: what comes hours late does not say what holds now, of two events the
// newer wins, and one that comes twice counts once. slack-go cannot read the first of them.
func TestOldNewsIsChecked(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	told := func(at time.Time, micro, emoji string) bool {
		ts := fmt.Sprintf("%d.%s", at.Unix(), micro)
		return r.bot.Happened(r.ctx, fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev%s","event_time":%d,"event":{"type":"user_change","event_ts":%q,
			"user":{"id":%q,"tz":"Europe/London","profile":{"status_text":"","status_emoji":%q,"status_expiration":0,"fields":[]}}}}`, r.bot.team, ts, at.Unix(), ts, maya, emoji))
	}
	away := func() bool { return !r.person(maya).Absence.Away.IsZero() }
	if !told(r.clock.Now().Add(-2*time.Hour), "000100", ":palm_tree:") || away() {
		t.Errorf("away by what was long ago: %+v", r.person(maya).Absence)
	}
	now := r.clock.Now()
	if !told(now, "000200", ":palm_tree:") || !away() {
		t.Fatalf("not away: %+v", r.person(maya).Absence)
	}
	version := r.person(maya).Version
	if !told(now, "000200", ":palm_tree:") || !told(now, "000100", "") || !away() || r.person(maya).Version != version {
		t.Errorf("the older one won: %+v", r.person(maya).Absence)
	}
	r.ws.Emit(map[string]any{"type": "user_change", "event_ts": fmt.Sprintf("%d.000300", now.Unix()),
		"user": map[string]any{"id": maya, "tz": "Europe/London", "profile": map[string]any{"status_text": "", "status_emoji": "", "fields": []string{}}}})
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !away() }))
}
