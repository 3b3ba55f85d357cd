package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// rigRules are what a test may still say of days after the rig stands.
type rigRules struct {
	Holiday func(country string, d coaching.Date) bool
}

// keepsHolidays is a practice in Germany, where two days are free.
func keepsHolidays(n int) *Bot {
	free := map[string]coaching.Date{"DE": {Year: 2026, Month: 12, Day: 25}, "GB": {Year: 2026, Month: 11, Day: 30}}
	b := &Bot{Config: Config{Timetable: reminders.Timetable{}, Now: func() time.Time { return rigStart },
		Countries: []Country{{"DE", "Germany"}, {"GB", "United Kingdom"}},
		Rules:     coaching.Rules{Country: "DE", Holiday: func(country string, d coaching.Date) bool { return free[country] == d }}}}
	for i := range n {
		b.Countries = append(b.Countries, Country{fmt.Sprintf("X%d", i), strings.Repeat("W", 200)})
	}
	return b
}

func TestHolidayViews(t *testing.T) {
	b := keepsHolidays(0)
	p := coaching.Person{Zone: "Europe/London", Writing: coaching.Open}
	s := coaching.Schedule{Cron: "0 15 * * 5"}
	goldenForm(t, "settings-holidays", settingsView(p, readRhythm(s), false, coaching.AllTopics, b.holidayInput(p), (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-holidays-zone", zoneView(p, coaching.TopicsFor(coaching.Coach), b.holidayInput(p)))
	goldenForm(t, "settings-holidays-saved", b.savedZoneView(p, rigStart))
	goldenForm(t, "settings-holidays-longest", settingsView(p, readRhythm(s), true, coaching.AllTopics, keepsHolidays(200).holidayInput(p), (&Bot{}).writingBlocks(p)))
	for country, want := range map[string]string{
		"": "Public holidays: Germany. The next is Fri 25 Dec 2026.", "GB": "Public holidays: United Kingdom. The next is Mon 30 Nov 2026.",
		coaching.NoCountry: "No public holidays are kept free.",
	} {
		p.Absence.Country = country
		if got := b.holidayLine(p); got != "\n"+want {
			t.Errorf("country %q: %q", country, got)
		}
	}
	p.Absence.Country = coaching.NoCountry
	b.Rules.Closed = func(d coaching.Date) bool { return d == coaching.Date{Year: 2026, Month: 12, Day: 24} }
	if got := b.holidayLine(p); got != "\nThe next day on which the practice is closed is Thu 24 Dec 2026; I send nothing by myself then." {
		t.Errorf("closed: %q", got)
	}
	if got := (&Bot{}).holidayInput(p); got != nil {
		t.Errorf("nothing to choose, and asked: %v", got)
	}
}

// TestHolidaysAreChosenAndKept: a coachee chooses a country, what is due on its holiday waits,
// and goes back to the practice's.
func TestHolidaysAreChosenAndKept(t *testing.T) {
	r := newRig(t)
	free := coaching.Date{Year: 2026, Month: 11, Day: 25} // a Wednesday
	r.still(func() {
		r.bot.Countries = []Country{{"AA", "Aland"}, {"BB", "Beland"}}
		r.rules.Holiday = func(country string, d coaching.Date) bool { return country == "AA" && d == free }
	})
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo for figures by 25 nov")
	r.command(maya, "/coaching", "settings")
	r.sees(maya, "As in this practice (none)")
	r.fill(maya, "Public holidays", "Aland")
	r.submit(maya)
	r.sees(maya, "Public holidays: Aland. The next is Wed 25 Nov 2026.")
	r.must(r.as(maya).CloseAll(r.ctx))
	before := r.messages(maya)
	r.until(time.Date(2026, 11, 26, 7, 59, 0, 0, time.UTC))
	if n := r.messages(maya); n != before {
		t.Fatalf("%d messages came on a holiday:\n%s", n-before, r.screen(maya))
	}
	r.until(time.Date(2026, 11, 26, 8, 1, 0, 0, time.UTC))
	r.sees(maya, "Ask Leo for figures")
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "Public holidays", "As in this practice (none)")
	r.submit(maya)
	r.sees(maya, "No public holidays are kept free.")
	if got := r.person(maya).Absence.Country; got != "" {
		t.Errorf("country %q", got)
	}
}
