package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of what a coachee takes along from a coaching that is over.
const (
	alongOpen = "along.open" // the value is the engagement that goes on
	alongFrom = "along.from" // the value is the one that is over
	alongSave = "along.save"
)

func alongRoutes() []route {
	return []route{
		on(press, alongOpen, forCoachee, openAlong),
		on(press, alongFrom, forCoachee, openAlong),
		on(submission, alongSave, forCoachee, saveAlong),
	}
}

// alongPair returns the caller's coaching that goes on and those that are over, newest first.
func (c *Call) alongPair(to coaching.ID) (coaching.Engagement, []coaching.Engagement, error) {
	es := c.As(coaching.Coachee)
	now := live(es)
	if len(now) == 0 {
		return coaching.Engagement{}, nil, coaching.ErrStale()
	}
	e := pickEngagement(now, to)
	return e, slices.DeleteFunc(es, func(x coaching.Engagement) bool { return !x.Over() || !x.Begun() }), nil
}

// openAlong shows what can be taken along, of the coaching that the press names or of the last one.
func openAlong(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	to := coaching.ID(c.Value)
	var m alongMeta
	if c.Route == alongFrom && c.Meta(&m) == nil {
		to = m.To
	}
	e, over, err := c.alongPair(to)
	if err != nil {
		return Answer{}, err
	}
	if len(over) == 0 {
		return c.opened(alongNothingView()), nil
	}
	from := over[0]
	if c.Route == alongFrom {
		from = pickEngagement(over, coaching.ID(c.Value))
	}
	d := alongDraft{from: from, to: e, me: c.Person, over: over}
	if d.people, err = b.pairPeople(ctx, append(slices.Clone(over), e)); err != nil {
		return Answer{}, err
	}
	if d.alongRows, err = b.alongRows(ctx, from); err != nil {
		return Answer{}, err
	}
	if c.Route == alongFrom {
		return Answer{Update: alongView(d)}, nil
	}
	return c.opened(alongView(d)), nil
}

// alongRows is what there is to take along.
type alongRows struct {
	reflections []coaching.Reflection // newest first
	actions     []coaching.Action     // newest first
	focus       coaching.Private
}

func (b *Bot) alongRows(ctx context.Context, from coaching.Engagement) (r alongRows, err error) {
	rows, err := b.briefRows(ctx, from)
	if err != nil {
		return r, err
	}
	r.reflections, r.focus = slices.Clone(rows.reflections), rows.brief.Focus
	slices.SortStableFunc(r.reflections, func(x, y coaching.Reflection) int { return y.Created.Compare(x.Created) })
	for _, a := range rows.actions {
		if a.Agreed() {
			r.actions = append(r.actions, a)
		}
	}
	slices.SortStableFunc(r.actions, func(x, y coaching.Action) int { return y.Created.Compare(x.Created) })
	return r, nil
}

// saveAlong moves what was ticked, and nothing else.
func saveAlong(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, ticked, err := decodeAlong(c)
	if err != nil {
		return Answer{}, err
	}
	from, err := c.Engagement(m.From)
	if err != nil {
		return Answer{}, err
	}
	to, err := c.Engagement(m.To)
	if err != nil {
		return Answer{}, err
	}
	if from.Coachee != c.Person.ID || to.Coachee != c.Person.ID {
		return Answer{}, neutral()
	}
	rows, err := b.alongRows(ctx, from)
	if err != nil {
		return Answer{}, err
	}
	a := coaching.Along{
		Reflections: slices.DeleteFunc(rows.reflections, func(r coaching.Reflection) bool { return !slices.Contains(ticked.reflections, string(r.ID)) }),
		Actions:     slices.DeleteFunc(rows.actions, func(x coaching.Action) bool { return !slices.Contains(ticked.actions, string(x.ID)) }),
	}
	if ticked.focus {
		a.Focus = rows.focus
	}
	with, err := b.briefRows(ctx, to)
	if err != nil {
		return Answer{}, err
	}
	kept := slices.DeleteFunc(with.reflections, func(r coaching.Reflection) bool {
		return !with.brief.Readable() || !slices.Contains(with.brief.Entries, r.ID)
	})
	change, err := coaching.TakeAlong(from, to, c.Person, a, with.brief, kept, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: tookAlongView(to, with.people[to.Coach], len(change.Reflections), len(change.Actions), len(change.Briefs) > 0), Homes: []coaching.ID{to.Coach, to.Coachee}}, nil
}

// alongMeta is what the form carries.
type alongMeta struct {
	From, To coaching.ID
}

// alongDraft is what the form is drawn from.
type alongDraft struct {
	alongRows
	from, to coaching.Engagement
	me       coaching.Person
	over     []coaching.Engagement
	people   map[coaching.ID]coaching.Person
}

// alongBlocks are the groups of checkboxes for reflections.
var alongBlocks = [3]string{"entries", "entries2", "entries3"}

func alongNothingView() *slack.ModalViewRequest {
	return form{Title: "Take along", Blocks: []slack.Block{section("There is no earlier coaching of yours here to take something from.")}}.modal()
}

// alongView offers everything and ticks nothing.
func alongView(d alongDraft) *slack.ModalViewRequest {
	f := form{ID: alongSave, Title: "Take along", Submit: "Take along", Meta: alongMeta{d.from.ID, d.to.ID}}
	coach := at(d.people[d.to.Coach])
	f.Blocks = []slack.Block{section("What you tick here moves from your coaching with " + at(d.people[d.from.Coach]) + " into the one with " + coach + ", who can read it at once. Nothing else is shown to them.")}
	if len(d.over) > 1 {
		cs := engagementChoices(d.over[:min(len(d.over), 100)], d.people, d.me.ID)
		el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose"), alongFrom, options(cs)...)
		el.InitialOption = chosen(cs, string(d.from.ID))
		f.Blocks = append(f.Blocks, sectionWith("From which coaching?", el))
	}
	label := briefDraft{Coachee: d.me}
	for i, group := 0, d.reflections; len(group) > 0 && i < len(alongBlocks); i++ {
		n := min(tickGroup, len(group))
		var cs []choice
		for _, r := range group[:n] {
			cs = append(cs, choice{Value: string(r.ID), Label: label.tickLabel(r)})
		}
		name := "Reflections"
		if i > 0 {
			name = "Older reflections"
		}
		f.Blocks = append(f.Blocks, checkInput(alongBlocks[i], name, "", nil, true, cs))
		group = group[n:]
	}
	if len(d.actions) > 0 {
		var cs []choice
		for _, a := range d.actions[:min(len(d.actions), tickGroup)] {
			cs = append(cs, choice{Value: string(a.ID), Label: strings.Join(strings.Fields(coaching.Visible(a.Text.Reveal())), " "), Note: actionState(a, d.me.Location())})
		}
		f.Blocks = append(f.Blocks, checkInput("actions", "Actions", "Open ones go on, with their reminders.", nil, true, cs))
	}
	if !d.focus.Empty() {
		f.Blocks = append(f.Blocks, checkInput("focus", "From your last brief", "", nil, true, []choice{{Value: "focus", Label: "What I wanted to work on"}}))
	}
	if len(d.reflections) == 0 && len(d.actions) == 0 && d.focus.Empty() {
		f.ID, f.Submit = "", ""
		f.Blocks = append(f.Blocks, section("There is nothing left in it."))
	}
	return f.modal()
}

// alongTicked is what was ticked.
type alongTicked struct {
	reflections, actions []string
	focus                bool
}

func decodeAlong(c *Call) (m alongMeta, t alongTicked, err error) {
	if err = c.Meta(&m); err != nil {
		return m, t, err
	}
	for _, block := range alongBlocks {
		t.reflections = append(t.reflections, c.Inputs(block)...)
	}
	t.actions, t.focus = c.Inputs("actions"), len(c.Inputs("focus")) > 0
	return m, t, nil
}

func tookAlongView(to coaching.Engagement, coach coaching.Person, reflections, actions int, brief bool) *slack.ModalViewRequest {
	words := "*Taken along:* " + plural(reflections, "reflection", "reflections") + ", " + plural(actions, "action", "actions") + ". " + at(coach) + " can read it now, and nothing else from before."
	els := []slack.BlockElement{button("More", alongOpen, string(to.ID))}
	if brief {
		els = append(els, button("What my coach sees", briefSee, string(to.ID)), takeBackButton(to))
	}
	return form{Title: "Take along", Blocks: []slack.Block{section(words), buttons(els...)}}.modal()
}
