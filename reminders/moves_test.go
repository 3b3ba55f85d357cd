package reminders

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

// traveller is somebody who answers every question at once and moves about.
type traveller struct {
	t    *rapid.T
	s    coaching.Schedule
	e    coaching.Engagement
	now  time.Time
	sent []coaching.Delivery // newest first
}

func newTraveller(t *rapid.T, cron, zone string, now time.Time) *traveller {
	next, err := Timetable{}.Next(cron, zone, now)
	if err != nil {
		t.Fatal(err)
	}
	return &traveller{t: t, now: now, e: coaching.Engagement{ID: "e", Coachee: "p", State: coaching.EngagementActive},
		s: coaching.Schedule{ID: "s", Engagement: "e", Person: "p", Cron: cron, Zone: zone, Next: next}}
}

func (p *traveller) loc() *time.Location {
	loc, err := coaching.ValidZone(p.s.Zone)
	if err != nil {
		p.t.Fatal(err)
	}
	return loc
}

// until lets the schedule come and be asked, as the reminders do, up to t.
func (p *traveller) until(t time.Time) {
	for !p.s.Next.IsZero() && !p.s.Next.After(t) {
		p.now = laterOf(p.now, p.s.Next)
		c, err := follow(p.s, p.e, 4*time.Hour, p.now)
		if err != nil {
			p.t.Fatal(err)
		}
		p.s = c.Schedules[0]
		for _, d := range c.Deliveries {
			if d.Kind == coaching.KindPrompt && d.State == coaching.DeliveryDue {
				p.ask(d)
			}
		}
	}
	p.now = laterOf(p.now, t)
}

func (p *traveller) ask(d coaching.Delivery) {
	d.Recipient = "p"
	v := coaching.Decide(coaching.Standing{Delivery: d, Engagement: p.e, Recipient: coaching.Person{ID: "p", Zone: p.s.Zone}, Schedule: &p.s,
		Asked: coaching.Asked{Earlier: p.sent[:min(len(p.sent), coaching.AskedBack)]}}, coaching.Rules{Late: 4 * time.Hour}, p.now)
	if v.Act != coaching.ActSend {
		return
	}
	d.State, d.Sent, d.Answered = coaching.DeliverySent, p.now, p.now.Add(time.Second)
	if len(p.sent) > 0 && day(p.sent[0].Sent, p.loc()) == day(p.now, p.loc()) {
		p.t.Fatalf("asked twice on %s in %s", day(p.now, p.loc()), p.s.Zone)
	}
	p.sent = append([]coaching.Delivery{d}, p.sent...)
}

// settle has the schedule follow another expression or zone.
func (p *traveller) settle(cron, zone string) {
	var last time.Time
	if len(p.sent) > 0 {
		last = p.sent[0].Nominal
	}
	s, err := p.s.Rearmed(cron, zone, last, Timetable{}.Next, p.now)
	if err != nil {
		p.t.Fatal(err)
	}
	p.s = s
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func day(t time.Time, loc *time.Location) coaching.Date { return coaching.DateOf(t.In(loc)) }

var (
	anywhere = rapid.SampledFrom(coaching.Zones())
	someday  = rapid.IntRange(0, 6)
)

func anyTime(t *rapid.T) string {
	return fmt.Sprintf("%d %d", rapid.SampledFrom([]int{0, 15, 30, 45, 59}).Draw(t, "minute"), rapid.IntRange(0, 23).Draw(t, "hour"))
}

// instant draws when somebody begins, and rolls the next moves from there.
func instant(t *rapid.T) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*3600*1000).Draw(t, "begin")) * time.Millisecond)
}

// farthest is how far apart the clocks of two zones can be, and a change of each on top.
const farthest = 28 * time.Hour

// TestMovesLoseNothingAndDoubleNothing: whoever moves among any zones at any times is asked for
// every week (month) once, and never twice on a day of their calendar. One occurrence follows
// the other at the distance of a week (month), but for what the clocks differ.
func TestMovesLoseNothingAndDoubleNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cron string
		var least, most time.Duration
		const d = 24 * time.Hour
		switch rapid.SampledFrom([]string{"weekly", "monthly", "daily", "workdays"}).Draw(t, "rhythm") {
		case "weekly":
			cron, least, most = fmt.Sprintf("%s * * %d", anyTime(t), someday.Draw(t, "day")), 7*d, 7*d
		case "monthly":
			cron, least, most = fmt.Sprintf("%s %d * *", anyTime(t), rapid.IntRange(1, 31).Draw(t, "day")), 28*d, 31*d
		case "daily":
			cron, least, most = anyTime(t)+" * * *", 0, 2*d
		case "workdays":
			cron, least, most = anyTime(t)+" * * 1-5", 0, 4*d
		}
		p := newTraveller(t, cron, anywhere.Draw(t, "home"), instant(t))
		first, end := p.s.Next, p.now.AddDate(1, 0, 0)
		for p.now.Before(end) {
			hours := rapid.SampledFrom([]int{1, 12, 48, 24 * 7, 24 * 30}).Draw(t, "stay")
			p.until(p.now.Add(time.Duration(rapid.IntRange(0, hours*3600*1000).Draw(t, "ms")) * time.Millisecond))
			p.settle(cron, anywhere.Draw(t, "zone"))
		}
		p.until(end.Add(most))
		if len(p.sent) == 0 || p.sent[len(p.sent)-1].Sent.Sub(first) > farthest {
			t.Fatalf("%d prompts; the first was to come at %s", len(p.sent), first)
		}
		for i := 1; i < len(p.sent); i++ {
			if gap := p.sent[i-1].Sent.Sub(p.sent[i].Sent); gap < least-farthest || gap > most+farthest {
				t.Fatalf("%s: %s after %s, %s apart", cron, p.sent[i-1].Sent, p.sent[i].Sent, gap)
			}
		}
	})
}

// TestEveryPeriodHasItsQuestions: whoever chooses other days and times, of a week or of a month,
// is asked in each week (month) of their calendar once. In the first of them they may have come
// too late.
func TestEveryPeriodHasItsQuestions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		monthly := rapid.Bool().Draw(t, "monthly")
		choose := func() string {
			if monthly {
				return fmt.Sprintf("%s %d * *", anyTime(t), rapid.IntRange(1, 31).Draw(t, "day"))
			}
			return fmt.Sprintf("%s * * %d", anyTime(t), someday.Draw(t, "day"))
		}
		p := newTraveller(t, choose(), anywhere.Draw(t, "home"), instant(t))
		begin, end := p.now, p.now.AddDate(0, 9, 0)
		for p.now.Before(end) {
			hours := rapid.SampledFrom([]int{1, 24, 24 * 7, 24 * 30}).Draw(t, "stay")
			p.until(p.now.Add(time.Duration(rapid.IntRange(0, hours*3600*1000).Draw(t, "ms")) * time.Millisecond))
			p.settle(choose(), p.s.Zone)
		}
		p.until(end.AddDate(0, 1, 0))
		turn := func(at time.Time) coaching.Date { // the first day of its week or month
			d := day(at, p.loc())
			if monthly {
				return coaching.Date{Year: d.Year, Month: d.Month, Day: 1}
			}
			return d.Add(-(int(d.Weekday()) + 6) % 7)
		}
		asked := map[coaching.Date]int{}
		for _, d := range p.sent {
			asked[turn(d.Sent)]++
		}
		for at := begin; at.Before(end); at = at.AddDate(0, 0, 1) {
			if n := asked[turn(at)]; n != 1 && (n != 0 || turn(at) != turn(begin)) {
				t.Fatalf("asked %d times in the period of %s", n, turn(at))
			}
		}
	})
}
