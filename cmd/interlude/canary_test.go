package main

import (
	"strings"
	"testing"
)

// marker is a word that stands in everything that people write below. Every way to encode text
// writes it in a way of its own.
const marker = "Kanarienvögel"

// TestWordsStayWhereTheyBelong writes marker texts on every path, and looks for them where
// they must not be: database files, logs, notifications, and what sponsor, another coach and
// a stranger were ever shown. The coach's brief shows them exactly when they were ticked.
func TestWordsStayWhereTheyBelong(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, way := range []string{"Open", "Sealed"} {
		t.Run(way, func(t *testing.T) {
			databases(t, func(t *testing.T, url string) {
				p := newPlay(t, url)
				p.between = panicking
				p.start()
				p.writeEverywhere(way)
				p.failEverywhere()
				p.briefShowsWhatWasTicked()
				said := p.running()
				p.down()
				p.nothingLeaked(way, said)
				p.leaksWouldBeFound(said)
			})
		})
	}
}

// writeEverywhere puts the marker, with a number, on every path that takes people's words.
func (p *play) writeEverywhere(way string) {
	p.invite()
	p.press(userMaya, "Review agreement")
	p.fill(userMaya, "How would you like to write?", way)
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.sponsorAccepts()

	p.command(userAnna, "/actions", "add @maya "+marker+"-1 by Friday")
	p.drain()
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Accept")
	p.closeAll(userMaya)
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Add an action")
	p.fill(userMaya, "What will you do?", marker+"-2", "What does it serve?", marker+"-3", "When or where will you do it?", marker+"-4",
		"What could get in the way?", marker+"-5", "Due date", "2026-11-25")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.until(london(2, 9, 1))
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Done")
	p.fill(userMaya, "One line of learning", marker+"-6")
	p.submit(userMaya)
	p.closeAll(userMaya)

	p.reflectAs("7", "For my next brief")
	p.reflectAs("8", "Only for me")
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), marker+"-9 "+strings.Repeat("x", 2980))
	p.fill(userMaya, secondQuestion(), marker+"-9 "+strings.Repeat("y", 2980))
	errs, err := p.as(userMaya).Submit(p.ctx)
	p.must(err)
	if len(errs) == 0 {
		p.t.Fatal("an entry of 6,000 characters was taken")
	}
	p.closeAll(userMaya)
	if way == "Open" {
		_, err := p.as(userMaya).Say(p.ctx, marker+"-10 typed")
		p.must(err)
		p.sees(userMaya, "Kept")
	}
	p.command(userAnna, "/schedule", "@maya next tuesday 10:00 75m")
	p.press(userAnna, "Book it")
	p.drain()
}

func (p *play) reflectAs(number, audience string) {
	p.t.Helper()
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), marker+"-"+number, "Who may read this?", audience)
	p.submit(userMaya)
	p.closeAll(userMaya)
}

// briefShowsWhatWasTicked: before the release nothing, afterwards what was ticked alone.
func (p *play) briefShowsWhatWasTicked() {
	p.command(userAnna, "/coaching", "brief @maya")
	for _, n := range []string{"-7", "-8", "-9", "-10", "-11"} {
		p.misses(userAnna, marker+n)
	}
	p.closeAll(userAnna)
	p.command(userMaya, "/coaching", "brief")
	p.fill(userMaya, "What do you want to work on?", marker+"-11")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.command(userAnna, "/coaching", "brief @maya")
	p.sees(userAnna, marker+"-7")
	p.sees(userAnna, marker+"-11")
	for _, n := range []string{"-8", "-9", "-10"} {
		p.misses(userAnna, marker+n+" ")
		p.misses(userAnna, marker+n+"\n")
	}
	p.closeAll(userAnna)
}
