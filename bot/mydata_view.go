package bot

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// mydataMeta tells the forms of this story from others, and where a list stands.
type mydataMeta struct {
	Form string `json:"f"` // mydataOpen, mydataRead
	Page int    `json:"p,omitempty"`
}

// inMyData reports whether the press came from a form of this story that shows something.
func inMyData(c *Call) bool {
	var m mydataMeta
	return c.View.Type == slack.VTModal && c.Meta(&m) == nil && (m.Form == mydataOpen || m.Form == mydataRead)
}

// mydataPage is the page of the list in which the press happened.
func mydataPage(c *Call) int {
	var m mydataMeta
	if c.Meta(&m) != nil {
		return 0
	}
	return m.Page
}

// mostReceipts is how many erasures the overview names.
const mostReceipts = 5

// mydataView is the overview.
func (b *Bot) mydataView(r coaching.Record, said string) *slack.ModalViewRequest {
	f := form{Title: "My data", Meta: mydataMeta{Form: mydataOpen}}
	if said != "" {
		f.Blocks = append(f.Blocks, section(said))
	}
	f.Blocks = append(f.Blocks, erasureBlocks(r.Person)...)
	f.Blocks = append(f.Blocks, section("*What I store of what was written in your coaching*\n"+countLines(r.Counts())),
		small("Beside that: who takes part, the agreement, when sessions are, your settings, when I sent you what, and who was shown what. Nobody but you can open this."))
	row := []slack.BlockElement{primary("Read everything", mydataRead, "0"), button("Take a copy", mydataCopy, "open"), button("Erase a period", mydataPeriod, "open")}
	if r.Person.EraseAt.IsZero() {
		row = append(row, button("Erase everything", mydataAll, "open"))
	}
	f.Blocks = append(f.Blocks, buttons(row...))
	f.Blocks = append(f.Blocks, b.retentionBlocks(r)...)
	return f.with(receiptBlocks(r)).modal()
}

// with adds blocks at the end.
func (f form) with(blocks []slack.Block) form {
	f.Blocks = append(f.Blocks, blocks...)
	return f
}

// erasureBlocks say that everything is about to be erased, and lead back.
func erasureBlocks(p coaching.Person) []slack.Block {
	if p.EraseAt.IsZero() {
		return nil
	}
	return []slack.Block{section("*As you asked, everything about your coaching is erased on " + coaching.Wall(p.EraseAt, p.Location()) + ".* Until then you can change your mind."),
		buttons(primary("Keep my data", mydataKeep, string(p.ID)))}
}

// retentionBlocks say of every engagement that is over until when it is kept.
func (b *Bot) retentionBlocks(r coaching.Record) []slack.Block {
	var out []slack.Block
	for _, p := range r.Parts {
		e, loc := p.Engagement, r.Person.Location()
		if !e.Over() || !e.Begun() {
			continue
		}
		words := fmt.Sprintf("Your coaching with %s is over. ", esc(cmp.Or(p.Coach, "your coach")))
		if at := b.Retention.Erases(e); !at.IsZero() {
			words += "Your reflections, actions and briefs there are erased on " + coaching.Wall(at, loc) + ". "
		}
		words += "That there was an agreement, with its dates, is kept until " + coaching.Wall(b.Retention.Forgets(e), loc) + "."
		if e.Wiped.IsZero() {
			out = append(out, sectionWith(words, earlyButton(e)))
			continue
		}
		out = append(out, section(words))
	}
	if len(out) > 0 {
		out = append([]slack.Block{divider()}, out...)
	}
	return out
}

func earlyButton(e coaching.Engagement) *slack.ButtonBlockElement {
	return danger("Erase now", mydataEarly, string(e.ID), "Your reflections, actions and briefs of this coaching are erased for good. Nobody can bring them back.", "Erase")
}

// receiptBlocks list the last erasures.
func receiptBlocks(r coaching.Record) []slack.Block {
	var lines []string
	for _, x := range r.Receipts[:min(len(r.Receipts), mostReceipts)] {
		lines = append(lines, "• "+receiptWords(x, r.Person))
	}
	if len(lines) == 0 {
		return nil
	}
	return []slack.Block{divider(), section("*What was erased*\n" + strings.Join(lines, "\n"))}
}

// receiptWords say what was erased, how much and when; nothing of what it said.
func receiptWords(x coaching.Receipt, p coaching.Person) string {
	why := map[coaching.Cause]string{
		coaching.CauseAll: "as you asked, everything", coaching.CauseEarly: "as you asked, a coaching that was over", coaching.CauseRetired: "a coaching that was over",
		coaching.CausePeriod: "as you asked, what was written from " + dayWords(x.From) + " to " + dayWords(x.To),
	}[x.Cause]
	return coaching.Wall(x.At, p.Location()) + ": " + why + ". " + countWords(x.Counts) + "."
}

// counted names each kind of entry, with its number.
func counted(c coaching.Counts) []string {
	return []string{
		plural(c.Reflections, "reflection", "reflections"), plural(c.Actions, "action", "actions"), plural(c.Briefs, "brief", "briefs"),
		plural(c.Sessions, "session with notes or a link", "sessions with notes or a link"), plural(c.Sentences, "sentence for a sponsor", "sentences for a sponsor"),
	}
}

func countLines(c coaching.Counts) string { return "• " + strings.Join(counted(c), "\n• ") }

// countWords is the same in one line, without what there is nothing of.
func countWords(c coaching.Counts) string {
	var some []string
	for _, w := range counted(c) {
		if !strings.HasPrefix(w, "0 ") {
			some = append(some, w)
		}
	}
	if len(some) == 0 {
		return "Nothing had been written"
	}
	return strings.Join(some, ", ")
}
