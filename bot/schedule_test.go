package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// book books a session through the form; the coach is in Berlin, so the time is read back.
func (r *rig) book(coach, date, clock string) {
	r.t.Helper()
	r.bookWith(coach, "", "Date", date, "Time", clock)
}

// bookWith has coach open the form with words, fill in fields, and book what is read back.
func (r *rig) bookWith(coach, words string, fields ...string) {
	r.t.Helper()
	r.command(coach, "/schedule", words)
	r.fill(coach, fields...)
	r.submit(coach)
	r.sees(coach, "nothing is booked yet")
	r.submit(coach)
	r.sees(coach, "*Booked.*")
	r.must(r.as(coach).CloseAll(r.ctx))
	r.drain()
}

// sessionsOf lists the sessions of the only engagement of user.
func (r *rig) sessionsOf(user string) []coaching.Session {
	r.t.Helper()
	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), user)
	r.must(err)
	es, err := r.store.EngagementsOf(r.ctx, p.ID)
	r.must(err)
	ss, err := r.store.Sessions(r.ctx, es[0].ID)
	r.must(err)
	return ss
}

func TestScheduleBooksThroughTheForm(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/schedule", "")
	r.sees(anna, "nobody to book one with")
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "")
	if got := r.as(anna).Input("Date") + " " + r.as(anna).Input("Time"); got != "2026-11-25 10:00" {
		t.Errorf("the form proposes %s", got)
	}
	r.fill(anna, "Date", "2026-11-27", "Time", "15:00", "Link", "https://meet.example/x?a=1&b=2")
	r.submit(anna)
	r.sees(anna, "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1) · 14:00 (Europe/London, GMT)")
	if n := len(r.sessionsOf(maya)); n != 0 {
		t.Fatalf("%d sessions before it was confirmed", n)
	}
	r.submit(anna)
	r.sees(anna, "*Booked.*")
	r.drain()
	r.sees(maya, "Fri 27 Nov 2026, 14:00 (Europe/London, GMT) · 15:00 (Europe/Berlin, GMT+1)")
	r.sees(maya, "<https://meet.example/x?a=1&amp;b=2>")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.until(time.Date(2026, 11, 25, 14, 30, 0, 0, time.UTC))
	r.sees(maya, "is coming up.")
	r.until(time.Date(2026, 11, 27, 13, 30, 0, 0, time.UTC))
	r.sees(maya, "begins soon.")
	r.sees(anna, "begins soon.")
	r.until(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	r.sees(maya, "What will you do before the next session?")
	r.press(anna, "Held")
	r.sees(anna, "This session took place.")
	if s := r.sessionsOf(maya)[0]; s.State != coaching.SessionHeld {
		t.Errorf("the session is %s", s.State)
	}
	r.press(anna, "Open") // on Home: the engagement, where a wrong mark is corrected
	r.press(anna, "It was missed")
	r.sees(anna, "missed")
	if s := r.sessionsOf(maya)[0]; s.State != coaching.SessionMissed {
		t.Errorf("the session is %s", s.State)
	}
}

func TestScheduleRefusesUnderTheField(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, ravi, "", "Open")
	r.command(anna, "/schedule", "")
	for _, x := range []struct{ date, clock, link, field, says string }{
		{"2020-01-01", "10:00", "", "date", "past"},
		{"2026-11-24", "09:00", "", "date", "24 hours"},
		{"2027-11-24", "09:00", "", "date", "60 days"},
		{"2030-11-24", "09:00", "", "date", "two years"},
		{"2026-11-27", "10:00", "http://meet.example", "link", "https"},
	} {
		r.fill(anna, "Coachee", "Maya Lindqvist", "Date", x.date, "Time", x.clock, "Link", x.link)
		errs, err := r.as(anna).Submit(r.ctx)
		r.must(err)
		if !strings.Contains(errs[x.field], x.says) {
			t.Errorf("%s %s %s: %v", x.date, x.clock, x.link, errs)
		}
	}
	r.must(r.as(anna).CloseAll(r.ctx))
	r.book(anna, "2026-11-27", "15:00") // with the one who has none yet
	r.command(anna, "/schedule", "")
	r.fill(anna, "Date", "2026-11-27", "Time", "16:20")
	errs, err := r.as(anna).Submit(r.ctx)
	r.must(err)
	if !strings.Contains(errs["time"], "not free") {
		t.Errorf("a slot that is taken: %v", errs)
	}
}

func TestScheduleReadsWords(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "@maya 25:00")
	r.sees(anna, "I could not read the time")
	r.sees(anna, "An example: tomorrow 10:00 75m")
	r.command(anna, "/schedule", "@maya friday 10:00 60m https://meet.example/y")
	r.sees(anna, "Fri 27 Nov 2026, 10:00 (Europe/Berlin, GMT+1) · 09:00 (Europe/London, GMT)")
	r.sees(anna, "1 h")
	if n := len(r.sessionsOf(maya)); n != 0 {
		t.Fatalf("%d sessions before the press", n)
	}
	r.press(anna, "Never mind")
	r.sees(anna, "Nothing was booked.")
	r.command(anna, "/schedule", "@maya fri 10:00")
	r.press(anna, "Change")
	if got := r.as(anna).Input("Date") + " " + r.as(anna).Input("Time"); got != "2026-11-27 10:00" {
		t.Errorf("the form holds %s", got)
	}
	r.must(r.as(anna).CloseAll(r.ctx))
	r.press(anna, "Book it")
	r.sees(anna, "*Booked.*")
	r.drain()
	r.sees(maya, "is booked.")
	if s := r.sessionsOf(maya); len(s) != 1 || s[0].Minutes != 75 {
		t.Fatalf("booked %+v", s)
	}
	r.command(anna, "/schedule", "@maya fri 10:00")
	r.sees(anna, "not free")
	r.command(anna, "/schedule", "@ravi fri 12:00")
	r.sees(anna, "You have no engagement under way with this person.")
}

func TestScheduleReadsAGapBack(t *testing.T) {
	r := newRig(t)
	r.clock.set(time.Date(2027, 3, 22, 10, 0, 0, 0, time.UTC))
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "")
	r.fill(anna, "Date", "2027-03-28", "Time", "02:30")
	r.submit(anna)
	r.sees(anna, "02:30 does not exist on Sun 28 Mar 2027 in Europe/Berlin, because the clocks change. 03:00 instead?")
	r.submit(anna)
	r.sees(anna, "*Booked.*")
}

func TestScheduleMovesAndCancels(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.book(anna, "2026-11-27", "15:00")
	r.command(anna, "/schedule", "")
	r.press(anna, "Move")
	r.fill(anna, "Date", "2026-11-30", "Time", "09:00", "Reason", "My <train> is late")
	r.submit(anna)
	r.sees(anna, "nothing is moved yet")
	r.submit(anna)
	r.sees(anna, "*Moved.*")
	r.drain()
	r.sees(maya, "<@UANNA> moved the session with you.")
	r.sees(anna, "You moved the session with <@UMAYA>.")
	r.sees(maya, "Mon 30 Nov 2026, 08:00 (Europe/London, GMT) · 09:00 (Europe/Berlin, GMT+1)")
	r.misses(maya, "train") // sealed writing
	r.press(maya, "Read the reason")
	r.sees(maya, "My <train> is late")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.must(r.as(anna).CloseModal(r.ctx))
	r.sees(anna, "*Mon 30 Nov 2026, 09:00 (Europe/Berlin, GMT+1) · 08:00 (Europe/London, GMT)*, 1 h 15 min, with") // the list below
	r.must(r.as(anna).CloseAll(r.ctx))

	r.command(maya, "/schedule", "")
	r.press(maya, "Cancel")
	r.fill(maya, "Reason", "I am ill & in bed")
	r.submit(maya)
	r.sees(maya, "*Cancelled.*")
	r.drain()
	r.sees(anna, "<@UMAYA> cancelled this session.")
	r.sees(maya, "You cancelled this session.")
	for _, m := range r.as(anna).Messages() {
		if strings.Contains(string(m.Blocks), "in bed") {
			t.Errorf("the coachee's words stand in a message: %s", m.Blocks)
		}
	}
	r.press(anna, "Read the reason")
	r.sees(anna, "I am ill & in bed")
	if s := r.sessionsOf(maya)[0]; s.State != coaching.SessionCancelled || s.Moves != 1 {
		t.Errorf("the session is %+v", s)
	}
}

func TestSomebodyElsesSessionIsNothing(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.book(anna, "2026-11-27", "15:00")
	id := string(r.sessionsOf(maya)[0].ID)
	for _, user := range []string{tom, ravi, helen, sam} {
		for _, route := range []string{scheduleMove, scheduleCancel, scheduleHeld, scheduleMissed, scheduleReason, scheduleKeep, scheduleWhy} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: id, Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s, %s: %+v, %v", user, route, a, err)
			}
		}
		v := asRead{r.sessionsOf(maya)[0].Engagement, rigStart.AddDate(0, 0, 9).Unix(), 60, ""}.value()
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: scheduleYes, Value: v, Once: user})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s books: %+v, %v", user, a, err)
		}
	}
	a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: anna, Route: scheduleYes, Value: "a|b", Once: "tampered"})
	if err != nil || a.Note == nil || a.Note.Text != coaching.NoLonger {
		t.Errorf("a tampered value: %+v, %v", a, err)
	}
}

func TestFormsThatPileUp(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.book(anna, "2026-11-27", "15:00")
	r.command(anna, "/coaching", "close") // the engagement
	r.press(anna, "Sessions")
	r.press(anna, "Cancel")
	if n := len(r.as(anna).Modals()); n != 3 {
		t.Fatalf("%d forms", n)
	}
	r.must(r.as(anna).CloseAll(r.ctx))
	r.command(maya, "/coaching", "")
	r.press(maya, "Open") // the sessions
	r.press(maya, "Ask to move")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.command(anna, "/coaching", "close")
	r.press(anna, "Sessions")
	r.press(anna, "Move")
	r.fill(anna, "Date", "2026-11-30")
	r.submit(anna)
	r.submit(anna)
	r.sees(anna, "*Moved.*")
	r.press(anna, "Cancel the session") // the stack is full: it takes the place of the last one
	r.submit(anna)
	r.sees(anna, "*Cancelled.*")
	if n := len(r.as(anna).Modals()); n != 3 {
		t.Errorf("%d forms", n)
	}
}

// TestWordsNotAllowed: what was understood needs no lesson in how to write it.
func TestWordsNotAllowed(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for _, words := range []string{"@maya today 11:30", "@maya 2020-01-01 10:00"} {
		r.command(anna, "/schedule", words)
	}
	r.sees(anna, "That is in the past")
	r.misses(anna, "Like this")
	r.misses(anna, "An example")
	r.command(anna, "/schedule", "@maya soonish")
	r.shows(anna, "An example", 1)
	r.misses(anna, "Like this")
}

func TestWordsTakeOverTheLastLink(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "@maya 2026-11-27 11:00 https://meet.example/room")
	r.press(anna, "Book it")
	r.sees(anna, "*Booked.*")
	r.command(anna, "/schedule", "@maya 2026-12-11 11:00")
	r.sees(anna, "https://meet.example/room")
	r.press(anna, "Book it")
	r.shows(anna, "*Booked.*", 2)
	r.drain()
	ss, err := r.store.Sessions(r.ctx, r.pair(maya).ID)
	r.must(err)
	if len(ss) != 2 || ss[1].Link.Reveal() != "https://meet.example/room" {
		t.Errorf("%d sessions", len(ss))
	}
}
