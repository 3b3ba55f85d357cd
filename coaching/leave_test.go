package coaching_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

func date(t testing.TB, s string) coaching.Date {
	t.Helper()
	if s == "" {
		return coaching.Date{}
	}
	d, err := coaching.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSetLeave(t *testing.T) {
	berlin := coaching.Person{ID: "p", Zone: "Europe/Berlin"}
	// 00:30 on the 26th in Berlin, still the 25th in UTC.
	now := at(t, "2026-11-26 00:30 +0100").UTC()
	for _, c := range []struct{ from, to, field, about string }{
		{"2026-12-01", "2026-12-10", "", "ahead"},
		{"2026-12-01", "2026-12-01", "", "one day"},
		{"2026-11-20", "2026-11-26", "", "begun, until today"},
		{"2026-11-20", "2026-11-25", "to", "until yesterday, where the person is"},
		{"2026-12-02", "2026-12-01", "to", "the wrong way round"},
		{"", "2026-12-01", "from", "no first day"},
		{"2026-12-01", "", "to", "no last day"},
		{"2026-12-01", "2027-12-01", "", "366 days"},
		{"2026-12-01", "2027-12-02", "to", "367 days"},
		{"2028-11-25", "2028-11-26", "", "730 days ahead"},
		{"2028-11-26", "2028-11-26", "from", "731 days ahead"},
	} {
		change, err := coaching.SetLeave(berlin, date(t, c.from), date(t, c.to), now)
		var refusal *coaching.Error
		if got := ""; errors.As(err, &refusal) {
			if got = refusal.Field; got != c.field {
				t.Errorf("%s: refused under %q: %v", c.about, got, err)
			}
			continue
		}
		if c.field != "" || err != nil {
			t.Errorf("%s: %v, want a refusal under %q", c.about, err, c.field)
			continue
		}
		a := change.People[0].Absence
		if a.LeaveFrom.String() != c.from || a.LeaveTo.String() != c.to || len(change.Awaken) != 1 || change.Awaken[0] != (coaching.Awaken{Recipient: "p", At: now}) {
			t.Errorf("%s: %+v", c.about, change)
		}
	}
}

func TestEndLeave(t *testing.T) {
	p := coaching.Person{ID: "p", Zone: "Europe/Berlin"}
	now := at(t, "2026-11-26 12:00 +0100")
	if _, err := coaching.EndLeave(p, now); !coaching.Is(err, coaching.Stale) {
		t.Errorf("without a leave: %v", err)
	}
	for to, live := range map[string]bool{"2026-11-25": false, "2026-11-26": true, "2026-12-24": true} {
		p.Absence.LeaveFrom, p.Absence.LeaveTo = date(t, "2026-11-20"), date(t, to)
		if got := p.HasLeave(now); got != live {
			t.Errorf("a leave until %s: %v", to, got)
		}
		change, err := coaching.EndLeave(p, now)
		if live != (err == nil) {
			t.Errorf("end a leave until %s: %v", to, err)
		}
		if live && (change.People[0].Absence != coaching.Absence{} || len(change.Awaken) != 1) {
			t.Errorf("end a leave until %s: %+v", to, change)
		}
	}
}

func TestBackFrom(t *testing.T) {
	p := coaching.Person{Zone: "Europe/Berlin"}
	r := rules
	r.Country, r.Holiday = "XX", func(country string, d coaching.Date) bool { return country == "XX" && d == date(t, "2026-12-14") }
	for to, want := range map[string]string{
		"2026-12-09": "2026-12-10 08:00 +0100", // a Wednesday
		"2026-12-11": "2026-12-15 08:00 +0100", // a Friday, and the Monday is a holiday
		"2026-12-31": "2027-01-01 08:00 +0100",
	} {
		p.Absence.LeaveFrom, p.Absence.LeaveTo = date(t, "2026-12-01"), date(t, to)
		if got := r.BackFrom(p); !got.Equal(at(t, want)) {
			t.Errorf("until %s: back at %s, want %s", to, got, want)
		}
	}
}

// TestDecideHoldsTheAbsent: on both sides of every edge, in the recipient's own zone.
func TestDecideHoldsTheAbsent(t *testing.T) {
	with := func(kind coaching.DeliveryKind, a coaching.Absence) coaching.Standing {
		s := standing(t, kind, "coachee", noon)
		s.Recipient.Absence = a
		return s
	}
	due := func(a coaching.Absence) coaching.Standing { return with(coaching.KindActionDue, a) }
	leave := coaching.Absence{LeaveFrom: date(t, "2026-11-24"), LeaveTo: date(t, "2026-11-25")}
	away := coaching.Absence{Away: at(t, "2026-11-25 14:00 +0100").UTC()}
	snoozed := coaching.Absence{Away: at(t, "2026-11-25 13:00 +0100").UTC(), Snoozed: at(t, "2026-11-25 17:30 +0100").UTC()}
	r := rules
	r.Country = "AA"
	r.Holiday = func(country string, d coaching.Date) bool { return country == "AA" && d == date(t, "2026-11-26") }
	r.Closed = func(d coaching.Date) bool { return d == date(t, "2026-12-01") }
	held := due(coaching.Absence{})
	held.Delivery.Reason = coaching.WhyLeave
	prompt := with(coaching.KindPrompt, leave)
	prompt.Delivery.Due = at(t, "2026-12-02 00:30 +0100").UTC() // the questions of the 25th close at the end of the 1st
	closed := prompt
	closed.Delivery.Reason = coaching.WhyLeave
	check(t, r, []decision{
		{"the last minute of a leave", due(leave), "2026-11-25 23:59 +0100", "hold leave Fri 08:00"}, // Thursday is a holiday
		{"the minute before a leave", due(leave), "2026-11-23 17:59 +0100", "send"},
		{"its first minute", due(leave), "2026-11-24 00:00 +0100", "hold leave Fri 08:00"},
		{"a holiday", due(coaching.Absence{}), "2026-11-26 09:00 +0100", "hold holiday Fri 08:00"},
		{"its last minute", due(coaching.Absence{}), "2026-11-26 23:59 +0100", "hold holiday Fri 08:00"},
		{"the evening before", due(coaching.Absence{}), "2026-11-25 18:00 +0100", "hold holiday Fri 08:00"},
		{"of another country", due(coaching.Absence{Country: "BB"}), "2026-11-26 09:00 +0100", "send"},
		{"of no country", due(coaching.Absence{Country: coaching.NoCountry}), "2026-11-26 09:00 +0100", "send"},
		{"away until later", due(away), "2026-11-25 13:59 +0100", "hold away Wed 14:00"},
		{"back", due(away), "2026-11-25 14:00 +0100", "send"},
		{"the later of two ends", due(snoozed), "2026-11-25 13:00 +0100", "hold away Wed 17:30"},
		{"a booking in a leave", with(coaching.KindBooked, leave), noon, "send"},
		{"an hour before, in a leave", with(coaching.KindKept, leave), noon, "send"},
		{"a question that closed in a leave", closed, "2026-12-02 00:30 +0100", "miss leave"},
		{"a question that closed with nobody away", prompt, "2026-12-02 00:30 +0100", "miss late"},
		{"much later than it was held for", closed, "2026-12-02 05:00 +0100", "miss late"},
		{"closed for everybody", due(coaching.Absence{Country: coaching.NoCountry}), "2026-11-30 18:00 +0100", "miss late"},
	})
	shut := standing(t, coaching.KindActionDue, "coachee", "2026-12-01 09:00 +0100")
	check(t, r, []decision{{"the practice is closed", shut, "2026-12-01 09:00 +0100", "hold holiday Wed 08:00"}})
}

// TestDecideKeepsAFollowUpApart: however long both were held, it comes on a later working day
// than the reminder.
func TestDecideKeepsAFollowUpApart(t *testing.T) {
	with := func(reminder *coaching.Delivery) coaching.Standing {
		s := standing(t, coaching.KindActionFollowUp, "coachee", noon)
		s.Delivery.Nominal = at(t, "2026-11-25 09:00 +0100").UTC()
		s.Reminder = reminder
		return s
	}
	sent := func(s string) *coaching.Delivery {
		return &coaching.Delivery{State: coaching.DeliverySent, Sent: at(t, s).UTC()}
	}
	weekend := with(sent("2026-11-27 08:00 +0100"))
	weekend.Delivery.Due = at(t, "2026-11-27 12:00 +0100").UTC()
	check(t, rules, []decision{
		{"none was sent", with(nil), noon, "send"},
		{"the reminder still waits", with(&coaching.Delivery{State: coaching.DeliveryDue}), noon, "hold first Thu 09:00"},
		{"it is going out", with(&coaching.Delivery{State: coaching.DeliveryIntended}), noon, "hold first Thu 09:00"},
		{"it came this morning", with(sent("2026-11-25 08:00 +0100")), noon, "hold first Thu 09:00"},
		{"it came yesterday", with(sent("2026-11-24 08:00 +0100")), noon, "send"},
		{"it came on Friday", weekend, "2026-11-27 12:00 +0100", "hold first Mon 09:00"},
	})
}

// Whatever Slack says, hearing it twice changes nothing, and nobody is away for ever.
func TestHearStatusProperties(t *testing.T) {
	emojis := []string{"", ":palm_tree:", ":no_entry:", ":spiral_calendar_pad:", ":house_with_garden:", ":smile:"}
	rapid.Check(t, func(t *rapid.T) {
		p, now := coaching.Person{ID: "p"}, time.Unix(rapid.Int64Range(1.7e9, 1.9e9).Draw(t, "now"), 0).UTC()
		for range rapid.IntRange(1, 6).Draw(t, "words") {
			s := coaching.Status{Emoji: rapid.SampledFrom(emojis).Draw(t, "emoji"), Text: rapid.String().Draw(t, "text")}
			if rapid.Bool().Draw(t, "ends") {
				s.Ends = now.Add(time.Duration(rapid.IntRange(-100, 1e6).Draw(t, "in")) * time.Minute)
			}
			until := p.Absence.AwayUntil()
			change, news := coaching.HearStatus(p, s, now)
			if news {
				p = change.People[0]
			}
			if sooner := p.Absence.AwayUntil().Before(until); sooner != (len(change.Awaken) > 0) {
				t.Fatalf("%+v: awakened %v, back sooner %v", s, change.Awaken, sooner)
			}
			if again, news := coaching.HearStatus(p, s, now.Add(time.Second)); news && s.Ends.Before(now.Add(366*24*time.Hour)) && !s.Ends.Equal(now.Add(time.Second)) {
				t.Fatalf("%+v is news again: %+v", s, again)
			}
			limit := 366 * 24 * time.Hour
			if s.Ends.IsZero() {
				limit = 14 * 24 * time.Hour
			}
			if p.Absence.Away.Sub(now) > limit {
				t.Fatalf("%+v: away until %s at %s", s, p.Absence.Away, now)
			}
			now = now.Add(time.Duration(rapid.IntRange(1, 1e5).Draw(t, "later")) * time.Minute)
		}
	})
}
