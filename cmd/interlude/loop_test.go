package main

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// TestLoop plays everything that coachee, coach and sponsor do between two sessions, with the
// real slack-go, on both databases.
func TestLoop(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newPlay(t, url)
		p.start()
		p.wholeLoop()
	})
}

// TestLoopOverHTTP is the same over the second transport.
func TestLoopOverHTTP(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newPlay(t, url)
		p.http = true
		p.start()
		p.wholeLoop()
	})
}

func (p *play) wholeLoop() {
	for _, chapter := range []func(){p.invite, p.accept, p.sponsorAccepts, p.share, p.proposeAction, p.addAction, p.writeFromPrompt, p.writeInChat, p.bookSession, p.brief} {
		chapter()
	}
	p.strangerLearnsNothing()
}

func (p *play) invite() {
	p.command(userAnna, "/coaching", "start")
	p.fill(userAnna, "Coachee", userMaya, "Sponsor", userHelen)
	p.submit(userAnna)
	p.closeAll(userAnna)
	p.drain()
	p.sees(userMaya, "Review agreement")
	if n := len(p.as(userHelen).Messages()); n != 0 {
		p.t.Fatalf("the sponsor was sent %d messages before the coachee accepted", n)
	}
}

func (p *play) accept() {
	p.press(userMaya, "Review agreement")
	p.sees(userMaya, "How would you like to write?")
	p.fill(userMaya, "How would you like to write?", "Open")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.sees(userAnna, "accepted")
}

func (p *play) sponsorAccepts() {
	p.press(userHelen, "Review your part")
	p.submit(userHelen)
	p.closeAll(userHelen)
	p.drain()
}

// share sends the sponsor one sentence, once, whatever is pressed again.
func (p *play) share() {
	p.sees(userMaya, "Your sponsor could be told:")
	before := len(p.as(userHelen).Messages())
	p.press(userMaya, "Share")
	p.sees(userMaya, "Until then you can take it back.")
	p.until(p.clock.Now().Add(coaching.TakeBackFor + time.Second))
	after := p.as(userHelen).Messages()
	if len(after) != before+1 {
		p.t.Fatalf("the sponsor got %d messages, want 1", len(after)-before)
	}
}

func (p *play) proposeAction() {
	p.command(userAnna, "/actions", "add @maya Delegate the weekly report by Thursday")
	p.drain()
	p.press(userMaya, "Accept")
	p.drain()
	p.sees(userAnna, "accepted")
	p.until(london(3, 9, 1)) // Thursday
	p.press(userMaya, "Done")
	p.sees(userMaya, "One line of learning")
	p.fill(userMaya, "One line of learning", "It was easier than I thought.")
	p.submit(userMaya)
	p.closeAll(userMaya)
}

func (p *play) addAction() {
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Add an action")
	p.fill(userMaya, "What will you do?", "Ask one question before I answer", "When or where will you do it?", "In the Monday meeting",
		"Due date", "2026-12-02")
	p.submit(userMaya)
	p.closeAll(userMaya)
}

// writeFromPrompt answers the Friday questions in the form.
func (p *play) writeFromPrompt() {
	p.until(london(4, 15, 1))
	p.press(userMaya, "Write privately")
	labels := p.as(userMaya).Modal()
	if labels == nil {
		p.t.Fatal("no form to write in")
	}
	p.refuseEmpty()
	p.fill(userMaya, firstQuestion(), "I let the silence stand.", "Who may read this?", "For my next brief")
	p.submit(userMaya)
	p.closeAll(userMaya)
}

// refuseEmpty: an empty entry is refused under the field, and nothing is stored.
func (p *play) refuseEmpty() {
	errs, err := p.as(userMaya).Submit(p.ctx)
	p.must(err)
	if len(errs) == 0 {
		p.t.Fatal("an empty entry was taken")
	}
	for _, words := range errs {
		if !strings.Contains(words, "Write a few words") {
			p.t.Errorf("under the empty field stands %q", words)
		}
	}
}

// writeInChat types in the direct message, edits it, and the entry follows.
func (p *play) writeInChat() {
	ts, err := p.as(userMaya).Say(p.ctx, "typed in the chat")
	p.must(err)
	p.sees(userMaya, "Kept")
	p.must(p.as(userMaya).Edit(p.ctx, ts, "typed and edited"))
	p.must(p.as(userMaya).Delete(p.ctx, ts))
}

func (p *play) bookSession() {
	p.command(userAnna, "/schedule", "@maya next tuesday 10:00 75m")
	p.sees(userAnna, "Book it")
	p.press(userAnna, "Book it")
	p.drain()
	p.sees(userMaya, "Europe/London")
	p.command(userAnna, "/schedule", "25:00")
	p.sees(userAnna, "could not read")
}

func (p *play) brief() {
	p.command(userMaya, "/coaching", "brief")
	p.fill(userMaya, "What do you want to work on?", "How to end meetings on time")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.command(userAnna, "/coaching", "brief @maya")
	p.sees(userAnna, "How to end meetings on time")
	p.misses(userAnna, "typed in the chat")
	p.closeAll(userAnna)
}

// strangerLearnsNothing: whoever has no part gets the one sentence, whatever they try.
func (p *play) strangerLearnsNothing() {
	for _, c := range [][2]string{{"/coaching", ""}, {"/coaching", "start"}, {"/coaching", "brief @maya"}, {"/schedule", ""}, {"/schedule", "@maya tomorrow 10:00"},
		{"/actions", "add @maya something"}, {"/actions", ""}, {"/reflect", ""}, {"/coaching", "sponsor"}, {"/coaching", "nonsense"}} {
		p.command(userSam, c[0], c[1])
		if got := strings.TrimSpace(p.last(userSam)); !strings.HasSuffix(got, neutralWords) || strings.Contains(strings.TrimSuffix(got, neutralWords), " ") {
			p.t.Errorf("%s %s tells a stranger %q", c[0], c[1], got)
		}
	}
}
