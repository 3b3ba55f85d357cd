package export

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"interlude/coaching"
)

const readMe = `This is everything that Interlude stores about you.

my-data.md     to read, in any program for text
my-data.json   the same without any loss, for other programs
*.csv          the same as tables, for a spreadsheet; an apostrophe before
               a sign like = keeps the spreadsheet from calculating with it

Times in the CSV files are on your own clock, with its distance to UTC.
`

// page writes Markdown.
type page struct {
	strings.Builder
	loc *time.Location
}

func (p *page) put(s string) { _, _ = p.WriteString(s) }

// markdown is r for people.
func markdown(r coaching.Record, now time.Time) []byte {
	p := &page{loc: r.Person.Location()}
	p.linef("# What Interlude stores about %s", inline(r.Person.Name))
	p.linef("As of %s.", coaching.Wall(now, p.loc))
	p.settings(r.Person)
	for _, one := range r.Parts {
		p.engagement(r, one)
	}
	p.access(r)
	p.receipts(r)
	return []byte(p.String())
}

// linef writes a paragraph. Words of people among args have been through inline.
func (p *page) linef(format string, args ...any) { fmt.Fprintf(p, format+"\n\n", args...) }

// itemf writes a line of a list.
func (p *page) itemf(format string, args ...any) { fmt.Fprintf(p, "- "+format+"\n", args...) }

// field writes a line of a list when there is something to write.
func (p *page) field(label, value string) {
	if value != "" {
		p.itemf("%s: %s", label, value)
	}
}

func (p *page) words(label string, w coaching.Private) {
	if !w.Empty() {
		p.linef("%s:", label)
		p.quote(w)
	}
}

func (p *page) quote(w coaching.Private) {
	for l := range strings.SplitSeq(w.Reveal(), "\n") {
		p.put("> " + literal(l) + "  \n")
	}
	p.put("\n")
}

// wall is an instant on the person's clock; empty for none.
func (p *page) wall(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return coaching.Wall(t, p.loc)
}

func (p *page) settings(me coaching.Person) {
	p.linef("## You")
	p.field("Name in Slack", inline(me.Name))
	p.field("Slack workspace and user", inline(me.Team+" "+me.User))
	p.field("Known since", p.wall(me.Created))
	p.field("Time zone", inline(me.Zone))
	p.field("Time zone that Slack told last", inline(me.Told))
	p.field("How you write", inline(string(me.Writing)))
	p.field("Public holidays of", inline(me.Absence.Country))
	p.field("Leave from", me.Absence.LeaveFrom.String())
	p.field("Leave to", me.Absence.LeaveTo.String())
	p.field("Away in Slack until", p.wall(me.Absence.Away))
	p.field("Notifications paused in Slack until", p.wall(me.Absence.Snoozed))
	p.field("Messages you do without", inline(string(me.Off)))
	p.field("Everything is paused", yes(me.Paused))
	p.field("Everything is erased on", p.wall(me.EraseAt))
	p.put("\n")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (p *page) engagement(r coaching.Record, one coaching.Part) {
	e := one.Engagement
	p.linef("## Coaching with %s", inline(cmp.Or(one.Coach, "your coach")))
	p.field("State", string(e.State))
	p.field("Invited", p.wall(e.Created))
	p.field("Agreed", p.wall(e.Accepted))
	p.field("Over since", p.wall(e.Closed))
	p.field("Erased", p.wall(e.Wiped))
	p.field("Sponsor", inline(one.Sponsor))
	p.itemf("Planned: %d sessions of %d minutes, one every %d days, from %s", e.Sessions, e.Minutes, e.EveryDays, e.FirstDay)
	for _, s := range one.Schedules {
		p.itemf("Questions: %s (%s)%s", inline(s.Cron), inline(s.Zone), map[bool]string{true: ", turned off"}[s.Paused])
	}
	p.put("\n")
	p.agreement(r, one)
	p.reflections(one)
	p.actions(r, one)
	p.sessions(one)
	p.briefs(one)
	p.sentences(one)
	p.messages(one)
}

func (p *page) agreement(r coaching.Record, one coaching.Part) {
	if len(one.Acceptances) == 0 {
		return
	}
	p.linef("### Agreement")
	for _, a := range one.Acceptances {
		p.itemf("%s: %s %s the text %s", p.wall(a.At), inline(r.NameOf(one, a.Person)), map[bool]string{true: "accepted", false: "declined"}[a.Accepted], inline(a.Text))
	}
	p.put("\n")
}

func (p *page) reflections(one coaching.Part) {
	if len(one.Reflections) > 0 {
		p.linef("### Reflections")
	}
	for _, x := range one.Reflections {
		p.linef("#### %s", p.wall(x.Created))
		p.quote(x.Text)
		p.field("For", map[coaching.Audience]string{coaching.OnlyMe: "only me", coaching.NextBrief: "my next brief"}[x.Audience])
		if x.Rating > 0 {
			p.itemf("Rating: %d of 10, %s", x.Rating, p.wall(x.Rated))
		}
		p.field("Edited", p.wall(x.Edited))
		p.field("Typed in Slack", yes(x.Typed()))
		p.put("\n")
	}
}

func (p *page) actions(r coaching.Record, one coaching.Part) {
	if len(one.Actions) > 0 {
		p.linef("### Actions")
	}
	for _, a := range one.Actions {
		p.linef("#### %s", p.wall(a.Created))
		p.words("What", a.Text)
		p.words("What it serves", a.Goal)
		p.words("When or where", a.Cue)
		p.words("What could get in the way", a.Obstacle)
		p.words("Learned", a.Learning)
		p.field("State", string(a.State))
		p.field("Written by", inline(r.NameOf(one, a.By)))
		p.field("Due", strings.TrimSpace(a.Due.String()+" "+inline(a.DueTime)))
		p.field("Answered", p.wall(a.Answered))
		p.field("Outcome", p.wall(a.Outcome))
		p.put("\n")
	}
}
