package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func briefCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{coaching.KindBriefReady: drawBriefReady}
}

// drawBriefReady tells the coach that there is something to read, and nothing of it.
func drawBriefReady(b *Bot, ctx context.Context, s scene) (card, error) {
	br, err := b.Store.LatestBrief(ctx, s.Engagement.ID)
	if err != nil && !coaching.Is(err, coaching.NotFound) {
		return card{}, fmt.Errorf("draw brief: %w", err)
	}
	return briefReadyCard(s, !emptyBrief(br)), nil
}

func briefReadyCard(s scene, readable bool) card {
	c := card{Note: "A brief is ready in Interlude."}
	switch {
	case s.Below:
		c.Blocks = []slack.Block{small("About the brief of " + at(s.Coachee) + ": see below.")}
	case !readable:
		c.Blocks = []slack.Block{section(at(s.Coachee) + " had released a brief. Nothing is released now.")}
	default:
		c.Blocks = []slack.Block{section(at(s.Coachee) + " has released a brief for your next session."), buttons(primary("Read the brief", briefRead, string(s.Engagement.ID)))}
	}
	return c
}

// briefReading is what the view of a brief is drawn from: what ComposeBrief lets through, and
// nothing beside it.
type briefReading struct {
	Engagement coaching.Engagement
	Role       coaching.Role // the reader's: coach or coachee
	Reader     coaching.Person
	Coachee    coaching.Person
	View       coaching.BriefView
	Released   bool // false: there is nothing to read
	Page       int
	Shown      bool // words, to the coach, see briefWatch
}

func briefView(r briefReading) *slack.ModalViewRequest {
	f := form{Title: "Brief", Meta: briefMeta{Engagement: r.Engagement.ID, Shown: r.Shown}}
	if !r.Released {
		f.Blocks = r.nothing()
		return f.modal()
	}
	said := "*" + at(r.Coachee) + "* released this on " + coaching.Wall(r.View.Released, r.Reader.Location()) + "."
	if r.Role == coaching.Coachee {
		said = "This is what your coach sees. You released it on " + coaching.Wall(r.View.Released, r.Reader.Location()) + "."
	}
	f.Blocks = []slack.Block{section(said)}
	p := pageOf(r.items(), r.Page, pageBlocks)
	f.Blocks = append(append(f.Blocks, p.Blocks...), p.turn(briefPage)...)
	if r.Role == coaching.Coachee {
		f.Blocks = append(f.Blocks, buttons(button("Change it", briefOpen, string(r.Engagement.ID)), takeBackButton(r.Engagement)))
	}
	return f.modal()
}

// nothing is the same whether anything was written, marked or taken back.
func (r briefReading) nothing() []slack.Block {
	id := string(r.Engagement.ID)
	if r.Role == coaching.Coachee {
		return []slack.Block{section("No brief of yours is with your coach."), buttons(button("Prepare my brief", briefOpen, id))}
	}
	return []slack.Block{section("No brief has been released for your next session. You get a message when there is one."), buttons(button("See the actions", actionsOpen, id))}
}

// items are the parts of the brief, none of which is torn apart between two pages.
func (r briefReading) items() [][]slack.Block {
	loc := r.Coachee.Location()
	var out [][]slack.Block
	if !r.View.Focus.Empty() {
		out = append(out, titled("To work on", paragraphs(r.View.Focus.Reveal())))
	}
	for i, a := range r.View.Actions {
		lines := []string{escWords(a.Text), "_" + briefState(a, loc) + "_"}
		if !a.Learning.Empty() {
			lines = append(lines, "Learned: "+escWords(a.Learning))
		}
		out = append(out, first(i, "Actions", lineBlocks(lines...)))
	}
	if len(r.View.Ratings) > 0 {
		var lines []string
		for _, l := range rateLines(r.View.Ratings, loc) {
			lines = append(lines, "• "+l)
		}
		out = append(out, titled("How close they were to the behaviour, from 1 to 10", lineBlocks(lines...)))
	}
	for i, e := range r.View.Entries {
		head := "*" + coaching.Wall(e.Written, loc) + "*"
		if e.Typed && r.Role == coaching.Coachee {
			head += " · " + typedMark
		}
		blocks := append([]slack.Block{section(head)}, paragraphs(e.Text.Reveal())...)
		out = append(out, first(i, "Reflections", blocks))
	}
	return out
}

func titled(title string, blocks []slack.Block) []slack.Block {
	return append([]slack.Block{header(title)}, blocks...)
}

// first puts the title on top of the first of several items.
func first(i int, title string, blocks []slack.Block) []slack.Block {
	if i > 0 {
		return blocks
	}
	return titled(title, blocks)
}
