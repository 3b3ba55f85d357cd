package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
)

// canaryCount is how many texts the archive canary writes and releases; 1,000 with the tag torture.
var canaryCount = flag.Int("canary.count", 60, "texts that the archive canary writes")

// pair is a coach and a coachee, and what the coachee wrote.
type pair struct {
	coach, coachee, name string

	released []string // stood in a brief
	stray    []string // went another way: a goal, a cue, a link, a reason, words that were replaced
	secret   []string // only for the coachee
	round    []string // what the next brief must show
	seen     map[string]bool
}

// flock writes numbered texts on every path in sealed writing.
type flock struct {
	*play
	n     int
	pairs []*pair
}

func (f *flock) text(into *[]string) string {
	f.n++
	*into = append(*into, fmt.Sprintf("%s%05d", marker, f.n))
	return (*into)[len(*into)-1]
}

// next is a text that the next brief of x must show.
func (f *flock) next(x *pair) string {
	s := f.text(&x.released)
	x.round = append(x.round, s)
	return s
}

// TestArchiveCanary writes texts on every path in sealed writing. None is in what Slack keeps as a
// message or a file; all that were released are in the brief of the right coach; none is elsewhere.
func TestArchiveCanary(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	databases(t, func(t *testing.T, url string) {
		f := &flock{play: newPlay(t, url)}
		f.start()
		f.pairs = []*pair{{coach: userAnna, coachee: userMaya, name: "maya", seen: map[string]bool{}}, {coach: userTom, coachee: userRavi, name: "ravi", seen: map[string]bool{}}}
		for _, x := range f.pairs {
			f.begin(x)
		}
		rounds := 0
		for ; f.count() < *canaryCount; rounds++ {
			for _, x := range f.pairs {
				f.write(x, min(27, (*canaryCount-f.count())/(2*3)+1))
				f.release(x)
			}
			f.until(f.clock.Now().Add(5 * 24 * time.Hour)) // beyond the sessions: the next briefs start anew
		}
		running := f.running()
		f.down()
		f.check(rounds, running)
	})
}

func (f *flock) count() (n int) {
	for _, x := range f.pairs {
		n += len(x.released)
	}
	return n
}

func (f *flock) begin(x *pair) {
	f.command(x.coach, "/coaching", "start")
	f.fill(x.coach, "Coachee", x.coachee)
	if x.coachee == userMaya {
		f.fill(x.coach, "Sponsor", userHelen)
	}
	f.submit(x.coach)
	f.closeAll(x.coach)
	f.drain()
	f.press(x.coachee, "Review agreement")
	f.fill(x.coachee, "How would you like to write?", "Sealed")
	f.submit(x.coachee)
	f.closeAll(x.coachee)
	f.drain()
	if x.coachee == userMaya {
		f.sponsorAccepts()
	}
}

// write plays one round: entries many reflections of three answers, and every other way to write.
func (f *flock) write(x *pair, entries int) {
	me := x.coachee
	for range entries {
		f.reflects(x, "For my next brief", func() string { return f.next(x) })
	}
	f.reflects(x, "Only for me", func() string { return f.text(&x.secret) })

	f.reflects(x, "For my next brief", func() string { return f.text(&x.stray) }, true) // and then changed
	f.fill(me, "Your words", f.next(x))
	f.submit(me)
	f.closeAll(me)

	before := len(f.as(me).Messages())
	_, err := f.as(me).Say(f.ctx, f.next(x)) // typed by oversight, and moved
	f.must(err)
	f.must(f.ws.WaitFor(f.ctx, func() bool { return len(f.as(me).Messages()) > before+1 }))
	f.press(me, "Move it into a form")
	f.fill(me, "Who may read this?", "For my next brief")
	f.submit(me)
	f.closeAll(me)

	f.command(me, "/actions", "add "+f.next(x))
	f.command(me, "/actions", "")
	f.press(me, "Add an action")
	f.fill(me, "What will you do?", f.next(x), "What does it serve?", f.text(&x.stray), "When or where will you do it?", f.text(&x.stray),
		"What could get in the way?", f.text(&x.stray), "Due date", f.clock.Now().AddDate(0, 0, 1).Format(time.DateOnly))
	f.submit(me)
	f.closeAll(me)
	f.command(x.coach, "/actions", "add @"+x.name+" "+f.next(x))
	f.drain()
	f.command(me, "/actions", "")
	f.press(me, "Accept")
	f.press(me, "Done")
	f.fill(me, "One line of learning", f.next(x))
	f.submit(me)
	f.closeAll(me)
	f.until(f.clock.Now().AddDate(0, 0, 1)) // the reminder of the one that is due
	f.meets(x)
}

// reflects writes three answers; changing leaves the form to change them open.
func (f *flock) reflects(x *pair, audience string, word func() string, changing ...bool) {
	f.command(x.coachee, "/reflect", "")
	f.fill(x.coachee, firstQuestion(), word(), secondQuestion(), word(), "What is one thing you will do next?", word(), "Who may read this?", audience)
	f.submit(x.coachee)
	if len(changing) > 0 {
		f.press(x.coachee, "Edit")
		return
	}
	f.closeAll(x.coachee)
}

// meets books a session with a link, and has it moved, with a reason.
func (f *flock) meets(x *pair) {
	at := f.clock.Now().AddDate(0, 0, 3)
	f.command(x.coach, "/schedule", "@"+x.name+" "+at.Format(time.DateOnly)+" 10:00 60m https://meet.example/"+strings.ReplaceAll(f.text(&x.stray), "\u00f6", "oe")+"x"+marker)
	f.submit(x.coach)
	f.closeAll(x.coach)
	f.drain()
	f.press(x.coachee, "Ask to move")
	f.fill(x.coachee, "Reason", f.text(&x.stray))
	f.submit(x.coachee)
	f.closeAll(x.coachee)
	f.drain()
	f.press(x.coach, "Keep it")
	f.drain()
}

// release releases the brief, and reads it as the coach, page by page.
func (f *flock) release(x *pair) {
	f.command(x.coachee, "/coaching", "brief")
	f.fill(x.coachee, "What do you want to work on?", f.next(x))
	f.submit(x.coachee)
	f.closeAll(x.coachee)
	f.drain()
	f.command(x.coach, "/coaching", "brief")
	read := f.pages(x.coach)
	f.closeAll(x.coach)
	for _, s := range x.round {
		if !strings.Contains(read, s) {
			f.t.Errorf("%s is missing in the brief for %s", s, x.coach)
		}
		x.seen[s] = true
	}
	for _, other := range f.pairs {
		for _, s := range append(append([]string{}, other.secret...), other.stray...) {
			if strings.Contains(read, s) {
				f.t.Errorf("%s is in the brief for %s", s, x.coach)
			}
		}
		for _, s := range other.released {
			if other != x && strings.Contains(read, s) {
				f.t.Errorf("%s of %s is in the brief for %s", s, other.name, x.coach)
			}
		}
	}
	x.round = nil
}

// pages is what user reads in the open form, on all its pages.
func (f *flock) pages(user string) string {
	var b strings.Builder
	for n := 2; ; n++ {
		f.sees(user, "released this on")
		b.WriteString(sandbox.TextOf(f.as(user).Modal().Blocks) + "\n")
		if f.as(user).PressLabel(f.ctx, "Next page") != nil {
			return b.String()
		}
		f.sees(user, fmt.Sprintf("Page %d", n))
	}
}

func (f *flock) check(rounds int, running map[string][]byte) {
	messages, released, other := 0, 0, 0
	for _, k := range f.ws.Archive() {
		if k.What == "view" {
			continue
		}
		messages++
		if shapes := found(k.Raw); len(shapes) > 0 {
			f.t.Errorf("a %s to %s holds a text, as %v", k.What, k.To, shapes)
		}
	}
	for _, x := range f.pairs {
		released += len(x.seen)
		other += len(x.stray) + len(x.secret)
		for _, text := range f.ws.AllTextSentTo(x.coach) {
			for _, y := range f.pairs {
				if y != x && f.holds(text, y) {
					f.t.Fatalf("%s was shown a text of %s", x.coach, y.name)
				}
			}
			for _, s := range x.secret {
				if strings.Contains(text, s) {
					f.t.Errorf("%s was shown %s, which is only for %s", x.coach, s, x.name)
				}
			}
		}
	}
	for _, user := range []string{userHelen, userSam} {
		for _, text := range f.ws.AllTextSentTo(user) {
			if strings.Contains(text, marker) {
				f.t.Errorf("%s was shown a text", user)
			}
		}
	}
	for where, what := range f.sinks(running) {
		for _, form := range found(what) {
			f.t.Errorf("a text stands in %s, as %s", where, form)
		}
	}
	if released < *canaryCount || messages < 20 {
		f.t.Errorf("%d texts were released, %d messages looked at", released, messages)
	}
	f.t.Logf("%d texts released and found in the right brief, %d written besides, in %d rounds; %d messages and files in all versions: none of them", released, other, rounds, messages)
}

func (f *flock) holds(text string, x *pair) bool {
	if !strings.Contains(text, marker) {
		return false
	}
	for _, list := range [][]string{x.released, x.stray, x.secret} {
		for _, s := range list {
			if strings.Contains(text, s) {
				return true
			}
		}
	}
	return false
}
