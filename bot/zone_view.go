package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func drawZone(b *Bot, ctx context.Context, s scene) (card, error) {
	mine, err := b.partsOf(ctx, s.Reader)
	if err != nil {
		return card{}, fmt.Errorf("draw zone: %w", err)
	}
	st := zoneState{Now: b.Now()}
	for _, e := range mine {
		if !e.Live() || e.Coachee != s.Reader.ID {
			continue
		}
		st.Coachee = true
		schedule, err := b.Store.ScheduleOf(ctx, e.ID)
		if err == nil && e.State != coaching.EngagementPaused && st.Next.IsZero() {
			st.Next, err = b.nextAsked(ctx, schedule)
		}
		if err != nil && !coaching.Is(err, coaching.NotFound) {
			return card{}, fmt.Errorf("draw zone: %w", err)
		}
	}
	return zoneCard(s, st), nil
}

// zoneState is what depends on the reader's clock.
type zoneState struct {
	Now     time.Time
	Coachee bool      // the reader gets questions and reminders by the clock
	Next    time.Time // when questions come next; zero: not as things stand
}

// zoneCard asks whether to move to the zone that Slack names, or says what became of it.
func zoneCard(s scene, st zoneState) card {
	c := card{Note: "Interlude has a question about your time zone."}
	p, d := s.Reader, s.Delivery
	follows := "Times are shown to you on this clock."
	if st.Coachee {
		follows = "Your questions and reminders follow it."
		if !st.Next.IsZero() {
			follows += " The next questions come on " + coaching.Wall(st.Next, p.Location()) + "."
		}
	}
	change := buttons(button("Change again", settingsOpen, string(d.ID)))
	switch {
	case s.Below:
		c.Blocks = []slack.Block{small("About your time zone: see below.")}
	case d.Reason == coaching.ZoneWithdrawn:
		c.Blocks = []slack.Block{small("Slack has named another time zone since, so this question is withdrawn. Nothing has moved.")}
	case d.Reason == coaching.ZoneMoved:
		c.Blocks = []slack.Block{section("Moved. " + clockWords("Your clock shows", p.Zone, st.Now) + " " + follows), change}
	case !p.Elsewhere():
		c.Blocks = []slack.Block{section("Slack and I agree on your time zone, so nothing has moved. " + clockWords("Your clock shows", p.Zone, st.Now)), change}
	case d.Reason == coaching.ZoneKept:
		c.Blocks = []slack.Block{section("Kept. " + clockWords("Your clock shows", p.Zone, st.Now) + " " + follows),
			buttons(button("Move to "+placeName(p.Told), zoneMove, string(d.ID)+" "+p.Told), button("Change again", settingsOpen, string(d.ID)))}
	default:
		ask := "Shall I show you times there?"
		if st.Coachee {
			ask = "Shall I move your questions and reminders there?"
		}
		c.Blocks = []slack.Block{
			section("Slack says you are in " + esc(p.Told) + " now. " + ask),
			small(clockWords("There it is", p.Told, st.Now) + "\n" + clockWords("So far I go by", p.Zone, st.Now)),
			buttons(primary("Move to "+placeName(p.Told), zoneMove, string(d.ID)+" "+p.Told), button("Keep "+placeName(p.Zone), zoneKeep, string(d.ID)+" "+p.Told)),
			small("Nothing moves before you answer."),
		}
	}
	return c
}

// clockWords says what the clocks of a zone show now.
func clockWords(lead, zone string, now time.Time) string {
	return lead + " " + esc(coaching.Wall(now, coaching.Person{Zone: zone}.Location())) + "."
}

// placeName is a zone as it stands on a button, "Asia/Ho Chi Minh".
func placeName(zone string) string { return zoneOption(zone).Text.Text }
