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
	coachee := false
	for _, e := range mine {
		coachee = coachee || e.Live() && e.Coachee == s.Reader.ID
	}
	return zoneCard(s, coachee, b.Now()), nil
}

// zoneCard asks whether to move to the zone that Slack names, or says what became of it. coachee:
// the reader gets questions and reminders by the clock.
func zoneCard(s scene, coachee bool, now time.Time) card {
	c := card{Note: "Interlude has a question about your time zone."}
	p, d := s.Reader, s.Delivery
	follows := "Times are shown to you on this clock."
	if coachee {
		follows = "Your questions and reminders follow it."
	}
	change := buttons(button("Change again", settingsOpen, string(d.ID)))
	switch {
	case s.Below:
		c.Blocks = []slack.Block{small("About your time zone: see below.")}
	case d.Reason == coaching.ZoneWithdrawn:
		c.Blocks = []slack.Block{small("Slack has named another time zone since, so this question is withdrawn. Nothing has moved.")}
	case d.Reason == coaching.ZoneMoved:
		c.Blocks = []slack.Block{section("Moved. " + clockWords("Your clock shows", p.Zone, now) + " " + follows), change}
	case !p.Elsewhere():
		c.Blocks = []slack.Block{section("Slack and I agree on your time zone, so nothing has moved. " + clockWords("Your clock shows", p.Zone, now)), change}
	case d.Reason == coaching.ZoneKept:
		c.Blocks = []slack.Block{section("Kept. " + clockWords("Your clock shows", p.Zone, now) + " " + follows),
			buttons(button("Move to "+placeName(p.Told), zoneMove, string(d.ID)+" "+p.Told), button("Change again", settingsOpen, string(d.ID)))}
	default:
		ask := "Shall I show you times there?"
		if coachee {
			ask = "Shall I move your questions and reminders there?"
		}
		c.Blocks = []slack.Block{
			section("Slack says you are in " + esc(p.Told) + " now. " + ask),
			small(clockWords("There it is", p.Told, now) + "\n" + clockWords("So far I go by", p.Zone, now)),
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
