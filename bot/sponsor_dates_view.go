package bot

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// datesShown is what the form about dates and counts is drawn from.
type datesShown struct {
	e       coaching.Engagement
	consent coaching.Consent // zero: never given
	sponsor coaching.Person
	reader  coaching.Person
	events  []coaching.ConsentEvent
	now     time.Time
}

func allowButton(e coaching.Engagement) *slack.ButtonBlockElement {
	return primary("Allow these", sponsorAllow, string(e.ID)+"|"+coaching.PatternsHash())
}

func disallowButton(e coaching.Engagement) *slack.ButtonBlockElement {
	return button("Stop these", sponsorDisallow, string(e.ID))
}

// datesHold reports whether dates and counts go without a question.
func datesHold(c coaching.Consent, now time.Time) bool {
	return c.Holds(now) && c.Hash == coaching.PatternsHash()
}

// datesOffered reports whether they could be allowed at all.
func datesOffered(e coaching.Engagement) bool { return e.Live() && coaching.Offerable(e) }

// datesView shows the exact words that could go, before anything is allowed.
func datesView(d datesShown) *slack.ModalViewRequest {
	blocks := []slack.Block{sectionf("*Dates and counts for %s*\nIf you like, sentences like these can go to your sponsor without a question each. Nothing else ever goes by it: a sentence with any other word is still asked for by itself.", at(d.sponsor))}
	day := coaching.DateOf(d.now.In(d.reader.Location()))
	var lines []string
	for _, words := range coaching.Examples(d.e, d.reader, coaching.Facts{Day: day, Held: max(1, d.e.Sessions/2), Next: day.Add(14)}) {
		lines = append(lines, ">"+esc(words))
	}
	blocks = append(blocks, small("Examples, in their exact words. Names, dates and numbers are filled in:"), section(strings.Join(lines, "\n")), small(datesStand(d.e, d.consent, d.reader, d.now)+
		" Each sentence waits five minutes, in which you can take it back, and is shown to you afterwards."))
	switch {
	case datesHold(d.consent, d.now):
		blocks = append(blocks, buttons(disallowButton(d.e)))
	case datesOffered(d.e):
		blocks = append(blocks, buttons(allowButton(d.e)))
	}
	history := sentence{e: d.e, consent: d.consent, now: d.now, events: d.events}.history(d.reader)
	return form{Title: "Your sponsor", Blocks: append(blocks, history...)}.modal()
}

// datesStand says where the consent stands.
func datesStand(e coaching.Engagement, c coaching.Consent, reader coaching.Person, now time.Time) string {
	loc := reader.Location()
	switch {
	case datesHold(c, now):
		return "You allowed them on " + coaching.Wall(c.Given, loc) + ", until " + coaching.Wall(c.Expires, loc) + "."
	case c.Over(now):
		return "You had allowed them. That ended by itself on " + coaching.Wall(c.Expires, loc) + ", and none has gone since."
	case c.State == coaching.ConsentGiven:
		return "You had allowed them in other words. Those are no longer in use, and none goes until you allow these."
	case c.State == coaching.ConsentWithdrawn:
		return "You stopped them on " + coaching.Wall(c.Withdrawn, loc) + "."
	case !datesOffered(e):
		return "None goes, and none will."
	}
	return "You have not allowed them, and none goes."
}

// datesBlocks is one line about them in the list, with the one press that stops them.
func datesBlocks(e coaching.Engagement, c coaching.Consent, reader coaching.Person, now time.Time) []slack.Block {
	if !datesOffered(e) && c.ID == "" {
		return nil
	}
	els := []slack.BlockElement{button("See examples", sponsorDates, string(e.ID))}
	if datesHold(c, now) {
		els = append([]slack.BlockElement{disallowButton(e)}, els...)
	}
	return []slack.Block{section("*Dates and counts:* " + datesStand(e, c, reader, now)), buttons(els...)}
}
