package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Presses under what was read out of the words of /schedule.
const (
	scheduleYes    = "schedule.yes"
	scheduleChange = "schedule.change"
	scheduleNo     = "schedule.no"
)

// scheduleWords reads "@maya tomorrow 10:00 75m" back in both zones; nothing is booked by it.
func (b *Bot) scheduleWords(ctx context.Context, c *Call) (Answer, error) {
	who, rest := mentionIn(c.Text)
	m, err := b.coachedAs(ctx, c, who)
	if err != nil {
		return unread(err, "")
	}
	if rest == "" {
		v, err := b.scheduleForm(ctx, c, m.e.ID)
		return c.opened(v), err
	}
	when, err := coaching.ReadWhen(rest, b.Now(), m.coach.Location())
	if err != nil {
		return unallowed(err, m.e.ID) // it brings an example where the words were not clear
	}
	w := coaching.Booking{Start: when.Start, Minutes: when.Minutes, Link: when.Rest}
	if w.Minutes == 0 {
		w.Minutes = m.e.Minutes
	}
	if w.Link == "" {
		if w.Link, err = b.lastLink(ctx, m.e.ID); err != nil {
			return Answer{}, err
		}
	}
	s, _, err := b.book(ctx, m, w)
	if err != nil {
		return unallowed(err, m.e.ID)
	}
	if b.asWriting(m.coachee).Writing == coaching.Sealed && !s.Link.Empty() {
		return b.readInForm(ctx, c, m, s, when.Clash)
	}
	return Answer{Note: &Note{Blocks: readBackBlocks(m, s, when.Clash)}}, nil
}

// coachedAs finds whom the coach means: by name, or the only one there is.
func (b *Bot) coachedAs(ctx context.Context, c *Call, who mention) (meeting, error) {
	var hits []meeting
	for _, e := range c.coached() {
		coach, coachee, err := b.pairOf(ctx, e)
		if err != nil {
			return meeting{}, err
		}
		if who.none() || who.means(coachee) {
			hits = append(hits, meeting{e: e, role: coaching.Coach, coach: coach, coachee: coachee})
		}
	}
	switch {
	case len(hits) == 1:
		return hits[0], nil
	case len(hits) == 0:
		return meeting{}, coaching.Bad("coachee", "You have no engagement under way with this person.")
	case who.none():
		return meeting{}, coaching.Bad("coachee", "Please say with whom.")
	}
	return meeting{}, coaching.Bad("coachee", "More than one of your coachees goes by that name. Please choose in the form.")
}

// lastLink is where the two met last, or will; empty: nowhere yet.
func (b *Bot) lastLink(ctx context.Context, engagement coaching.ID) (string, error) {
	sessions, err := b.Store.Sessions(ctx, engagement)
	var last coaching.Session
	for _, s := range sessions {
		if !s.Link.Empty() && !s.Start.Before(last.Start) {
			last = s
		}
	}
	return last.Link.Reveal(), err
}

// unread says what could not be read, with an example and the form.
func unread(err error, engagement coaching.ID) (Answer, error) {
	return refused(err, engagement, small("Like this: `/schedule @maya tomorrow 10:00 75m`"))
}

// unallowed says why what was read cannot be booked, with the form and no further example.
func unallowed(err error, engagement coaching.ID) (Answer, error) { return refused(err, engagement) }

func refused(err error, engagement coaching.ID, example ...slack.Block) (Answer, error) {
	var refusal *coaching.Error
	if !errors.As(err, &refusal) || refusal.Kind != coaching.Invalid && refusal.Kind != coaching.Taken {
		return Answer{}, err
	}
	blocks := append([]slack.Block{section(refusal.Msg)}, example...)
	return Answer{Note: &Note{Blocks: append(blocks, buttons(button("Open the form", scheduleOpen, cmp.Or(string(engagement), "words"))))}}, nil
}

func readBackBlocks(m meeting, s coaching.Session, clash coaching.Clash) []slack.Block {
	words := "*I read this. Nothing is booked yet.*\n" + m.readBack(s, m.coach) + meetLink(s) + tookWords(clash)
	v := asRead{m.e.ID, s.Start.Unix(), s.Minutes, s.Link.Reveal()}.value()
	return []slack.Block{section(words), buttons(primary("Book it", scheduleYes, v), button("Change", scheduleChange, v), button("Never mind", scheduleNo, "no"))}
}

// tookWords says what was made of a time that a clock change skips or repeats.
func tookWords(clash coaching.Clash) string {
	switch clash {
	case coaching.Gap:
		return "\nThe clocks change that night and skip the time you wrote, so I took the first one after it."
	case coaching.Fold:
		return "\nThe clocks change that night and this time comes twice. I took the first."
	}
	return ""
}

// readInForm reads back in a form what no message may hold: in sealed writing, a link.
func (b *Bot) readInForm(ctx context.Context, c *Call, m meeting, s coaching.Session, clash coaching.Clash) (Answer, error) {
	choices, err := b.coachees(ctx, c.coached())
	if err != nil {
		return Answer{}, err
	}
	here := s.Start.In(m.coach.Location())
	return c.opened(bookingView(bookingShown{coachees: choices, reader: m.coach, now: b.Now(), read: m.readBack(s, m.coach) + tookWords(clash), readAt: s.Start.Unix(),
		draft: bookingDraft{Engagement: m.e.ID, Date: coaching.DateOf(here), Clock: here.Format("15:04"), Minutes: s.Minutes, Link: s.Link.Reveal()}})), nil
}

// asRead is a booking in a button's value. It proves nothing and is decided over again.
type asRead struct {
	engagement coaching.ID
	start      int64 // Unix seconds
	minutes    int
	link       string
}

func (r asRead) value() string {
	return fmt.Sprintf("%s|%d|%d|%s", r.engagement, r.start, r.minutes, r.link)
}

func readValue(v string) (asRead, error) {
	p := strings.SplitN(v, "|", 4)
	if len(p) != 4 {
		return asRead{}, coaching.ErrStale()
	}
	start, err := strconv.ParseInt(p[1], 10, 64)
	if err != nil {
		return asRead{}, coaching.ErrStale()
	}
	return asRead{coaching.ID(p[0]), start, number(p[2]), p[3]}, nil
}

// asRead is what was read back, with the two whom it is about.
func (b *Bot) asRead(ctx context.Context, c *Call) (asRead, meeting, error) {
	r, err := readValue(c.Value)
	if err != nil {
		return r, meeting{}, err
	}
	m, err := b.meetingWith(ctx, c, r.engagement)
	if err == nil && !m.e.Live() {
		err = coaching.ErrStale()
	}
	return r, m, err
}

// bookAsRead books what was read back.
func bookAsRead(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, m, err := b.asRead(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	_, change, err := b.book(ctx, m, coaching.Booking{Start: time.Unix(r.start, 0), Minutes: r.minutes, Link: r.link})
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.replace(c, "*Booked.* You both get a message about it.")
	return Answer{Homes: m.homes()}, nil
}

// changeAsRead opens the form with what was read.
func changeAsRead(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, m, err := b.asRead(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	choices, err := b.coachees(ctx, c.coached())
	if err != nil {
		return Answer{}, err
	}
	rows, err := b.sessionRows(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	here := time.Unix(r.start, 0).In(m.coach.Location())
	return Answer{Open: bookingView(bookingShown{coachees: choices, rows: rows, reader: m.coach, now: b.Now(), draft: bookingDraft{
		Engagement: m.e.ID, Date: coaching.DateOf(here), Clock: here.Format("15:04"), Minutes: r.minutes, Link: r.link}})}, nil
}

func neverMind(b *Bot, _ context.Context, c *Call) (Answer, error) {
	b.replace(c, "Nothing was booked.")
	return Answer{}, nil
}

// replace puts words in the place of the answer under which the press was, its buttons gone.
func (b *Bot) replace(c *Call, words string) {
	if c.Reply == "" {
		return
	}
	b.later("replace", func(ctx context.Context) error {
		return unaddressed(slack.PostWebhookCustomHTTPContext(ctx, c.Reply, b.HTTP, &slack.WebhookMessage{Text: "Interlude",
			Blocks: &slack.Blocks{BlockSet: []slack.Block{section(words)}}, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: true}))
	})
}
