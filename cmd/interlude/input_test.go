package main

import (
	"strings"
	"sync"
	"testing"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// TestBadInput: whatever people send, they read what to do, and nothing is lost or doubled.
func TestBadInput(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newPlay(t, url)
		p.start()
		p.invite()
		p.accept()
		for name, try := range map[string]func(){
			"words that are too long stay":   p.tooLong,
			"control characters are dropped": p.controlCharacters,
			"times that are none":            p.badTimes,
			"a form sent twice at once":      p.sentTwice,
			"an old button":                  p.oldButton,
			"a button of somebody else":      p.forgedButton,
			"markup in people's words":       p.markup,
			"a file":                         p.file,
		} {
			t.Run(name, func(t *testing.T) {
				old := p.t
				p.t = t
				defer func() { p.t = old }()
				try()
				for _, user := range []string{userAnna, userMaya, userTom} {
					p.closeAll(user)
				}
			})
		}
	})
}

func (p *play) tooLong() {
	long := strings.Repeat("é", 1600)
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), long, secondQuestion(), long)
	p.refused(userMaya, "text", "3,20")
	if got := p.as(userMaya).Input(firstQuestion()); got != long {
		p.t.Errorf("%d of the characters are left in the form", len([]rune(got)))
	}
}

func (p *play) controlCharacters() {
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), "before\x00after \u202eturned \ufffd")
	p.submit(userMaya)
	p.press(userMaya, "My reflections")
	p.sees(userMaya, "beforeafter")
}

func (p *play) badTimes() {
	for words, answer := range map[string]string{
		"@maya 25:00": "could not read", "@maya tomorrow-ish": "could not read", "@maya 2020-01-01 10:00": "past",
		"@maya 1 jan 2031 10:00": "two years", "@maya tomorrow 10:00 3m": "15", "@maya": "",
	} {
		p.command(userAnna, "/schedule", words)
		if answer != "" && !strings.Contains(p.screen(userAnna), answer) {
			p.t.Errorf("/schedule %s says nothing of %q:\n%s", words, answer, p.last(userAnna))
		}
		p.closeAll(userAnna)
	}
}

// sentTwice sends the same form twice within the same moment.
func (p *play) sentTwice() {
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), "sent twice, kept once")
	id := p.as(userMaya).Modal().ID
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { _, _ = p.as(userMaya).SubmitView(p.ctx, id) })
	}
	both.Wait()
	p.closeAll(userMaya)
	p.command(userMaya, "/reflect", "")
	p.press(userMaya, "My reflections")
	if n := strings.Count(p.screen(userMaya), "sent twice, kept once"); n != 1 {
		p.t.Errorf("the entry stands %d times", n)
	}
}

// oldButton answers a proposal, and then presses the button of the message as it was.
func (p *play) oldButton() {
	p.command(userAnna, "/actions", "add @maya Press me twice")
	p.drain()
	p.sees(userMaya, "Press me twice")
	old := p.messageWith(userMaya, "Press me twice")
	p.press(userMaya, "Accept")
	p.drain()
	before := len(p.as(userAnna).Messages())
	p.must(p.as(userMaya).PressStale(p.ctx, old, "actions.accept"))
	p.sees(userMaya, coaching.NoLonger)
	p.drain()
	if after := len(p.as(userAnna).Messages()); after != before {
		p.t.Errorf("the second press sent %d messages", after-before)
	}
}

// forgedButton presses another coachee's button with one's own signature.
func (p *play) forgedButton() {
	p.command(userAnna, "/actions", "add @maya Only mine to answer")
	p.drain()
	p.sees(userMaya, "Only mine to answer")
	m := p.messageWith(userMaya, "Only mine to answer")
	for _, user := range []string{userTom, userSam, userHelen, userAnna} {
		before := p.screen(userMaya)
		_ = p.as(user).PressStale(p.ctx, m, "actions.accept")
		p.drain()
		if got := p.screen(userMaya); got != before {
			p.t.Errorf("%s changed what Maya sees", user)
		}
	}
}

// messageWith is the newest message that shows text.
func (p *play) messageWith(user, text string) sandbox.Message {
	p.t.Helper()
	found := sandbox.Message{}
	for _, m := range p.as(user).Messages() {
		if strings.Contains(sandbox.TextOf(m.Blocks), text) {
			found = m
		}
	}
	if found.TS == "" {
		p.t.Fatalf("no message shows %q", text)
	}
	return found
}

// markup is shown as it was typed: it calls nobody, and hides no link.
func (p *play) markup() {
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Add an action")
	p.fill(userMaya, "What will you do?", "<!channel> <@U0SAM> <https://evil.example|your bank>")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.command(userAnna, "/actions", "")
	raw := string(p.as(userAnna).Modal().Blocks)
	for _, live := range []string{`<!channel>`, `<@U0SAM>`, `<https://evil`, `\u003c!channel`, `\u003c@U0SAM`, `\u003chttps://evil`} {
		if strings.Contains(raw, live) {
			p.t.Errorf("%s is live in what the coach sees", live)
		}
	}
	if !strings.Contains(raw, "lt;!channel") {
		p.t.Error("the words are not there at all")
	}
}

func (p *play) file() {
	_, err := p.as(userMaya).SendFile(p.ctx, "", "notes.pdf")
	p.must(err)
	p.sees(userMaya, "I cannot take files")
}
