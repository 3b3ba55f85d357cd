package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// recordPerPage is how many entries one page of everything holds at most.
const recordPerPage = 12

// readView shows everything that is stored, one page of it.
func (b *Bot) readView(ctx context.Context, r coaching.Record, number int, said string) (*slack.ModalViewRequest, error) {
	var others []coaching.ID
	for _, p := range r.Parts {
		others = append(others, p.Engagement.Coach, p.Engagement.Sponsor)
	}
	people, err := b.Store.People(ctx, others)
	if err != nil {
		return nil, fmt.Errorf("read my data: %w", err)
	}
	return recordView(recordShown{Record: r, loc: r.Person.Location(), now: b.Now(), people: people}, number, said), nil
}

func recordView(l recordShown, number int, said string) *slack.ModalViewRequest {
	f := form{Title: "Everything about me"}
	if said != "" {
		f.Blocks = append(f.Blocks, section(said))
	}
	p := pageOf(l.items(), number, recordPerPage)
	f.Blocks = append(append(f.Blocks, p.Blocks...), p.turn(mydataRead)...)
	f.Blocks = append(f.Blocks, buttons(button("Back to my data", mydataOpen, "back")))
	f.Meta = mydataMeta{Form: mydataRead, Page: p.Number}
	return f.modal()
}

// recordShown is what that form is drawn from.
type recordShown struct {
	coaching.Record
	loc    *time.Location
	now    time.Time
	people map[coaching.ID]coaching.Person
}

// wall is "Label: instant" with a line end, or nothing.
func (l recordShown) wall(label string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return label + ": " + coaching.Wall(t, l.loc) + "\n"
}

// fact is "Label: value" with a line end, or nothing.
func fact(label, value string) string {
	if value == "" {
		return ""
	}
	return label + ": " + esc(value) + "\n"
}

func ticked(label string, yes bool) string {
	if yes {
		return label + "\n"
	}
	return ""
}

// items are all entries; none is torn apart between two pages.
func (l recordShown) items() [][]slack.Block {
	out := [][]slack.Block{l.settings()}
	for _, p := range l.Parts {
		out = append(out, l.engagement(p))
		out = append(out, headed("Reflections", l.reflections(p))...)
		out = append(out, headed("Actions", l.actions(p))...)
		out = append(out, headed("Sessions", l.sessions(p))...)
		out = append(out, headed("Briefs", l.briefs(p))...)
		out = append(out, headed("Sentences for a sponsor", l.sentences(p))...)
		out = append(out, headed("Messages to you", l.messages(p))...)
	}
	out = append(out, headed("Who was shown what", l.access())...)
	return append(out, headed("What was erased", l.erasures())...)
}

// headed puts a title on top of the first of several items.
func headed(title string, items [][]slack.Block) [][]slack.Block {
	for i := range items {
		items[i] = first(i, title, items[i])
	}
	return items
}

func (l recordShown) settings() []slack.Block {
	p := l.Person
	words := fact("Name in Slack", p.Name) + fact("Slack workspace, user and channel", strings.Join([]string{p.Team, p.User, p.DM}, " ")) + l.wall("Known since", p.Created) +
		fact("Time zone", p.Zone) + fact("Time zone that Slack told last", p.Told) + fact("How you write", string(p.Writing)) +
		fact("Public holidays of", p.Absence.Country) + fact("Leave", strings.TrimSpace(p.Absence.LeaveFrom.String()+" "+p.Absence.LeaveTo.String())) +
		l.wall("Away in Slack until", p.Absence.Away) + l.wall("Away in Slack since", p.Absence.AwaySince) + l.wall("Notifications paused in Slack until", p.Absence.Snoozed) +
		fact("Messages you do without", string(p.Off)) + ticked("Everything is paused", p.Paused) + ticked("You were greeted", p.Greeted) +
		ticked("You were told about words typed in Slack", p.Typed) + l.wall("Everything is erased on", p.EraseAt)
	return titled("You", []slack.Block{section(words)})
}

func (l recordShown) engagement(p coaching.Part) []slack.Block {
	e := p.Engagement
	words := fact("State", string(e.State)) + l.wall("Invited", e.Created) + l.wall("Agreed", e.Accepted) + l.wall("Over since", e.Closed) + l.wall("Erased", e.Wiped) +
		fact("Sponsor", p.Sponsor) + "Planned: " + planWords(e) + "\n"
	for _, s := range p.Schedules {
		words += fact("Questions", strings.TrimSpace(fmt.Sprintf("%s (%s) %s", s.Cron, s.Zone, map[bool]string{true: "turned off"}[s.Paused]))) + l.wall("Next questions", s.Next)
	}
	for _, a := range p.Acceptances {
		words += fmt.Sprintf("%s: %s %s the agreement, text %s\n", coaching.Wall(a.At, l.loc), esc(l.NameOf(p, a.Person)), map[bool]string{true: "accepted", false: "declined"}[a.Accepted], esc(a.Text))
	}
	return titled("Coaching with "+cmp.Or(p.Coach, "your coach"), lineBlocks(strings.Split(strings.TrimSpace(words), "\n")...))
}

// entry is one entry with its words, what else there is to know, and the way to erase it.
func (l recordShown) entry(at time.Time, words []slack.Block, facts, value, ask string) []slack.Block {
	out := append([]slack.Block{section("*" + coaching.Wall(at, l.loc) + "*")}, words...)
	if facts = strings.TrimSpace(facts); facts != "" {
		out = append(out, small(facts))
	}
	if ask != "" {
		out = append(out, buttons(danger("Delete", mydataDelete, value, ask, "Delete")))
	}
	return out
}

// labelled shows words below what they are, when there are any.
func labelled(label string, w coaching.Private) []slack.Block {
	if w.Empty() {
		return nil
	}
	return append([]slack.Block{small(label)}, paragraphs(w.Reveal())...)
}
