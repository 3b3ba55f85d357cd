package bot

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// slackModal is the type of a form that a press came from.
const slackModal = slack.VTModal

// period is what the form about some days shows.
type period struct {
	from, to coaching.Date
	counts   coaching.Counts
}

// value is the period as a button carries it: the days, and how much was shown.
func (p period) value() string {
	c := p.counts
	return fmt.Sprintf("%s %s %d %d %d %d %d", p.from, p.to, c.Reflections, c.Actions, c.Briefs, c.Sessions, c.Sentences)
}

// decodePeriodValue is the inverse.
func decodePeriodValue(s string) (period, error) {
	var from, to string
	var p period
	c := &p.counts
	if _, err := fmt.Sscanf(s, "%s %s %d %d %d %d %d", &from, &to, &c.Reflections, &c.Actions, &c.Briefs, &c.Sessions, &c.Sentences); err != nil {
		return p, coaching.ErrStale()
	}
	var err1, err2 error
	p.from, err1 = coaching.ParseDate(from)
	p.to, err2 = coaching.ParseDate(to)
	if err1 != nil || err2 != nil {
		return p, coaching.ErrStale()
	}
	return p, nil
}

func periodView(p coaching.Person) *slack.ModalViewRequest {
	zone := "In your time zone, " + p.Location().String() + "."
	return form{ID: mydataDays, Title: "Erase a period", Submit: "Show how much", Blocks: []slack.Block{
		section("What was written from the first to the last of these days is erased. You see how much it is before anything goes."),
		dateInput("from", "First day", zone, "", false), dateInput("to", "Last day", "This day included.", "", false),
		small("Reflections and actions count by the day on which they were made, briefs by the day on which you released them, sentences by the day on which I asked you, sessions by their own day."),
	}}.modal()
}

// decodePeriod is the inverse; a day that is missing is zero.
func decodePeriod(c *Call) (from, to coaching.Date) {
	from, _ = coaching.ParseDate(c.Input("from"))
	to, _ = coaching.ParseDate(c.Input("to"))
	return from, to
}

func periodFoundView(p period) *slack.ModalViewRequest {
	days := dayWords(p.from) + " to " + dayWords(p.to)
	if p.counts.Sum() == 0 {
		return form{Title: "Erase a period", Blocks: []slack.Block{section("Nothing of yours was written from " + days + "."), buttons(button("Other days", mydataPeriod, "again"))}}.modal()
	}
	return form{Title: "Erase a period", Blocks: []slack.Block{
		section("*From " + days + " there are:*\n" + countLines(p.counts)),
		section("They are erased for good, for your coach too. Nobody can bring them back. Messages that you typed in Slack yourself still stand there; you can delete them."),
		buttons(danger("Erase", mydataErase, p.value(), "They are erased for good. Nobody can bring them back.", "Erase"), button("Take a copy first", mydataCopy, "first"), button("Other days", mydataPeriod, "again")),
	}}.modal()
}

// receiptView is what is left of it.
func receiptView(x coaching.Receipt, p coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Erased", Blocks: []slack.Block{section("*Erased.*\n" + receiptWords(x, p)),
		small("This receipt says what it was, how much and when. I keep nothing of what it said."), buttons(button("My data", mydataOpen, "erased"))}}.modal()
}

func eraseAllView(r coaching.Record, now time.Time, keep coaching.Retention) *slack.ModalViewRequest {
	at := now.Add(coaching.ErasureWait)
	return form{ID: mydataSure, Title: "Erase everything", Submit: "Erase everything", Blocks: []slack.Block{
		section("*This is what goes:*\n" + countLines(r.Counts()) + "\n• your settings, and the log of who was shown what"),
		section("It happens on *" + coaching.Wall(at, r.Person.Location()) + "*. Until then nothing changes and you can change your mind: here, on my Home tab, or in the message that you get."),
		section("Then every coaching of yours here ends, and the key to your words is destroyed, so that nobody can read them any more, in no backup either. Your coach is told that you ended it, as at any end, without a reason. " +
			fmt.Sprintf("That there was an agreement, with its dates, is kept for %d days after the end.", max(keep.Records, keep.Work))),
		section("Messages that you typed in Slack yourself still stand there; you can delete them."),
		textInput("confirm", "Type "+coaching.EraseWord+" to confirm", "", "", false, false),
		buttons(button("Take a copy first", mydataCopy, "first")),
	}}.modal()
}

func erasurePlannedView(p coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Erase everything", Blocks: append(erasureBlocks(p), small("The way back also stands on my Home tab and in the message that you get."))}.modal()
}
