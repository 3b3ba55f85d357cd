package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

var goldRules = coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3}

func goldWhy(kind coaching.DeliveryKind, reader coaching.Person) why {
	w := why{scene: goldScene(kind, reader, goldMaya), Rules: goldRules, Rhythm: "every Friday at 15:00",
		Schedule: coaching.Schedule{ID: "S1", Engagement: "E1", Person: "P2", Cron: "0 15 * * 5"}}
	w.Delivery.Sent = goldNow
	a, s := goldAction("A1", coaching.ActionOpen), coaching.Session{ID: "X1", Engagement: "E1", Start: goldNow.Add(time.Hour), Minutes: 75}
	switch kind {
	case coaching.KindActionDue, coaching.KindActionFollowUp:
		w.Action = &a
	case coaching.KindSessionSoon, coaching.KindSessionNow, coaching.KindSessionAfter, coaching.KindSessionActions:
		w.Session = &s
	case coaching.KindPromptAgain:
		w.Prompt = &coaching.Delivery{ID: "D0", Sent: goldNow.AddDate(0, 0, -3)}
	}
	return w
}

func TestWhyForms(t *testing.T) {
	for _, kind := range []coaching.DeliveryKind{coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence, coaching.KindZone, coaching.KindActionDue,
		coaching.KindActionFollowUp, coaching.KindSessionSoon, coaching.KindSessionNow, coaching.KindSessionActions} {
		w := goldWhy(kind, goldMaya)
		goldenForm(t, "why-"+string(kind), whyView(w))
		w.Delivery.Key = "x/later/hour/y"
		goldenForm(t, "why-"+string(kind)+"-later", whyView(w))
		w.Action, w.Session, w.Prompt, w.Rhythm = nil, nil, nil, ""
		w.Delivery.Key = ""
		goldenForm(t, "why-"+string(kind)+"-gone", whyView(w))
	}
	goldenForm(t, "why-session-after", whyView(goldWhy(coaching.KindSessionAfter, goldCoach)))
	goldenForm(t, "why-session-1h-coach", whyView(goldWhy(coaching.KindSessionNow, goldCoach)))
	w := goldWhy(coaching.KindActionDue, goldMaya)
	w.Action = &longActions(1)[0]
	w.Reader.Zone, w.Reader.Paused = "America/Argentina/ComodRivadavia", true
	w.Delivery.Sent, w.Delivery.Held = goldNow.Add(72*time.Hour), coaching.WhyCap
	goldenForm(t, "why-longest", whyView(w))
}

func TestWhyItCameLater(t *testing.T) {
	friday, sunday := goldNow, goldNow.AddDate(0, 0, 2)
	for _, c := range []struct {
		held    string
		nominal time.Time
		late    time.Duration
		want    string
	}{
		{"", friday, 0, "which is its time"},
		{coaching.WhyQuiet, friday, punctual - time.Second, "which is its time"},
		{"", friday, punctual, "because I could not send it before."},
		{"limits", friday, punctual, "because of a pause that Slack asked me for."},
		{coaching.WhyQuiet, friday, time.Hour, "because of the quiet hours, 18:00 to 08:00 and weekends."},
		{coaching.WhyQuiet, sunday, time.Hour, "because of the weekend."},
		{coaching.WhyHoliday, friday, time.Hour, "because of a public holiday."},
		{coaching.WhyLeave, friday, time.Hour, "because of your leave."},
		{coaching.WhyAway, friday, time.Hour, "because of Slack, which says that you are away or not to be disturbed."},
		{coaching.WhyCap, friday, time.Hour, "because of the limit of 1 a day and 3 a week."},
		{coaching.WhyFirst, friday, time.Hour, "because of the reminder that has to come before it."},
	} {
		w := goldWhy(coaching.KindPrompt, goldMaya)
		w.Delivery.Held, w.Delivery.Nominal, w.Delivery.Sent = c.held, c.nominal, c.nominal.Add(c.late)
		if got := w.timing(); !strings.HasSuffix(got, c.want+".") && !strings.HasSuffix(got, c.want) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestTimeForms(t *testing.T) {
	s := goldScene(coaching.KindActionDue, goldMaya, goldMaya)
	goldenCard(t, "why-menu", card{Note: "Interlude has a reminder for you.", Blocks: withMenu(s.Delivery, dueCard(s, goldAction("A1", coaching.ActionOpen)).Blocks)})
	goldenCard(t, "why-menu-small", card{Note: "Interlude has a reminder for you.", Blocks: withMenu(s.Delivery, []slack.Block{small("x")})})
	goldenForm(t, "time", timeView(goldMaya, "E1", readRhythm(coaching.Schedule{Cron: "0 15 * * 5"}), false))
	goldenForm(t, "time-off", timeView(goldMaya, "E1", readRhythm(coaching.Schedule{Cron: "0 9 1 * *", Paused: true}), true))
	for _, kind := range []coaching.DeliveryKind{coaching.KindSessionSoon, coaching.KindSessionNow, coaching.KindSessionAfter, coaching.KindSessionActions} {
		goldenForm(t, "time-"+string(kind), fixedTimeView(goldWhy(kind, goldMaya)))
	}
}

// TestWhyAQuestionCameOnMonday: held over the weekend; the form says so, and its buttons work
// three forms deep.
func TestWhyAQuestionCameOnMonday(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "When may I ask you to reflect?", "Every Friday", "Time", "19:00")
	r.submit(maya)
	r.closeAll(maya)
	r.until(time.Date(2026, 11, 30, 8, 1, 0, 0, time.UTC))
	r.sees(maya, "A question is waiting.")
	r.press(maya, "Why did I get this?")
	r.sees(maya, "every Friday at 19:00, in your time zone, Europe/London.")
	r.sees(maya, "it was meant for Fri 27 Nov 2026, 19:00 (Europe/London, GMT), and came on Mon 30 Nov 2026, 08:00 (Europe/London, GMT)")
	r.sees(maya, "because of the quiet hours, 18:00 to 08:00 and weekends.")
	r.press(maya, "Turn off")
	r.submit(maya)
	r.sees(maya, "*Questions to reflect* are off.")
	r.press(maya, "What is coming")
	r.sees(maya, "It will not be sent: turned off or paused at that time.")
	r.press(maya, "Settings") // the fourth form takes the third one's place
	r.sees(maya, "What may I send you?")
	r.must(r.as(maya).CloseModal(r.ctx))
	r.press(maya, "Turn on again")
	r.sees(maya, "*Questions to reflect* come again from now on.")
	r.closeAll(maya)
	s, err := r.store.ScheduleOf(r.ctx, r.pair(maya).ID)
	r.must(err)
	if s.Paused || !s.Next.Equal(time.Date(2026, 12, 4, 19, 0, 0, 0, time.UTC)) {
		t.Errorf("the schedule: %+v", s)
	}
}

// TestChangeTheTimeFromTheMessage: of these questions only, and of an action.
func TestChangeTheTimeFromTheMessage(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(tom, maya, "", "Open")
	r.until(asked)
	r.sees(maya, coaching.Questions[0])
	r.press(maya, "Change the time")
	r.press(maya, "Write my own schedule")
	r.press(maya, "Choose a day instead")
	r.fill(maya, "When may I ask you to reflect?", "Every Tuesday", "Time", "09:30")
	r.submit(maya)
	r.sees(maya, "Tue 1 Dec 2026, 09:30 (Europe/London, GMT)")
	r.closeAll(maya)
	var crons []string
	es, err := r.store.EngagementsOf(r.ctx, r.person(maya).ID)
	r.must(err)
	for _, e := range es {
		s, err := r.store.ScheduleOf(r.ctx, e.ID)
		r.must(err)
		crons = append(crons, s.Cron)
	}
	r.command(maya, "/coaching", "settings")
	r.sees(maya, "Your coachings have their questions at different times.")
	r.fill(maya, "How would you like to write?", "Sealed")
	r.submit(maya) // nothing about the questions was changed
	r.closeAll(maya)
	for i, e := range es {
		if s, err := r.store.ScheduleOf(r.ctx, e.ID); err != nil || s.Cron != crons[i] || s.Paused {
			t.Errorf("after settings about something else: %+v, %v", s, err)
		}
	}
	r.press(maya, "Do not send such messages")
	r.sees(maya, "*Questions to reflect*, with <@U")
	r.closeAll(maya)
	if got := strings.Join(crons, ", "); got != "0 15 * * 5, 30 9 * * 2" && got != "30 9 * * 2, 0 15 * * 5" {
		t.Errorf("the schedules: %s", got)
	}
}

func TestChangeTheTimeOfAnAction(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	r.press(maya, "Why did I get this?")
	r.sees(maya, "Call the bank")
	r.sees(maya, "I remind you once")
	r.press(maya, "Change the time")
	r.fill(maya, "Due date", "2026-12-03", "Due time", "14:30")
	r.submit(maya)
	r.closeAll(maya)
	r.sees(maya, "You moved it: it is due Thu 3 Dec 2026, 14:30 (Europe/London, GMT).")
}

// TestAnHourBeforeIsTurnedOff: for coach and coachee each on their own, and on again in time.
func TestAnHourBeforeIsTurnedOff(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for _, day := range []string{"2026-11-25", "2026-11-26", "2026-11-27"} {
		r.book(anna, day, "15:00")
	}
	r.until(time.Date(2026, 11, 25, 13, 1, 0, 0, time.UTC))
	for _, user := range []string{anna, maya} {
		r.shows(user, "begins soon.", 1)
		r.press(user, "Change the time")
		r.sees(user, "This reminder always comes an hour before a session.")
		r.press(user, "Turn off")
		r.sees(user, "An hour before a session")
		r.submit(user)
		r.sees(user, "*An hour before a session* are off.")
		r.closeAll(user)
	}
	r.until(time.Date(2026, 11, 26, 13, 30, 0, 0, time.UTC))
	before := r.begins(anna) + r.begins(maya)
	if before != 2 {
		t.Errorf("%d reminders, two came before they were turned off", before)
	}
	r.command(maya, "/coaching", "settings")
	r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Questions to reflect", "Reminders of actions", "Two days before a session", "An hour before a session", "After a session"))
	r.submit(maya)
	r.closeAll(maya)
	r.until(time.Date(2026, 11, 27, 13, 30, 0, 0, time.UTC))
	if got := r.begins(maya); got != 2 {
		t.Errorf("turned on again, %d came", got)
	}
	if got := r.begins(anna); got != 1 {
		t.Errorf("Anna had turned it off for herself, %d came", got)
	}
}

// begins counts the messages that ever said a session begins soon to user.
func (r *rig) begins(user string) int {
	r.t.Helper()
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(user).ID, coaching.KindSessionNow, rigStart)
	r.must(err)
	return len(ds)
}

// TestSeveralDueItemsAreOneMessage: each has its buttons and its menu.
func TestSeveralDueItemsAreOneMessage(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	dueOnFriday(r, 3, func(i int) string { return []string{"Alpha", "Beta", "Gamma"}[i] })
	before := len(r.as(maya).Messages())
	r.until(friday.Add(time.Minute))
	if n := len(r.as(maya).Messages()) - before; n != 1 {
		t.Fatalf("%d messages", n)
	}
	m := r.as(maya).Last()
	for label, want := range map[string]int{`"Done"`: 3, `"Later"`: 3, `"Why did I get this?"`: 3, `"Do not send such messages"`: 3} {
		if got := strings.Count(string(m.Blocks), label); got != want {
			t.Errorf("%s stands %d times, want %d", label, got, want)
		}
	}
	ds, err := r.store.DeliveriesIn(r.ctx, r.as(maya).ChannelID(), m.TS)
	r.must(err)
	for _, d := range ds {
		if !strings.Contains(string(m.Blocks), `"why|`+string(d.ID)+`"`) {
			t.Errorf("no menu for %s", d.ID)
		}
	}
	a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: maya, Route: whyMenu, Value: "why|" + string(ds[2].ID), Once: "x"})
	if err != nil || a.Open == nil {
		t.Fatalf("the third menu: %+v %v", a, err)
	}
	if said, err := r.store.Action(r.ctx, ds[2].Subject); err != nil || !holds(a.Open.Blocks.BlockSet[1], said.Text.Reveal()) {
		t.Errorf("it speaks of another item: %v", err)
	}
}

// TestWhyIsForTheReaderAlone: an id proves nothing.
func TestWhyIsForTheReaderAlone(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.until(asked)
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPrompt, rigStart)
	r.must(err)
	for _, user := range []string{anna, tom, ravi, helen, sam} {
		for route, value := range map[string]string{whyMenu: "why|" + string(ds[0].ID), timeOpen: string(ds[0].ID), topicsOn: "questions|" + string(ds[0].Engagement)} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: value, Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s %s: %+v %v", user, route, a, err)
			}
		}
	}
}
