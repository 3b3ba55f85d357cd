package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// card is a message, or one of several items of a message. It is drawn from the rows as they
// stand, so drawing it again after a press shows what happened, its buttons gone.
type card struct {
	Note   string // the notification: neutral, it shows on locked screens
	Blocks []slack.Block
}

// scene is what every card is drawn from.
type scene struct {
	Delivery   coaching.Delivery
	Engagement coaching.Engagement
	Reader     coaching.Person // the recipient
	Coach      coaching.Person
	Coachee    coaching.Person
	Sponsor    coaching.Person   // zero when there is none
	Below      bool              // a newer message shows the same thing to the reader
	Again      coaching.Delivery // of an action: the reminder that they put off and that is still to come; zero: none
}

// sealed reports whether the coachee chose sealed writing: then what somebody wrote stands in no
// message of this coaching, whoever reads it.
func (s scene) sealed() bool { return s.Coachee.Writing == coaching.Sealed }

type drawer func(b *Bot, ctx context.Context, s scene) (card, error)

// cards names the drawer of every kind of delivery.
func cards() map[coaching.DeliveryKind]drawer {
	all := map[coaching.DeliveryKind]drawer{}
	for _, story := range []map[coaching.DeliveryKind]drawer{
		agreementCards(), actionCards(), reflectCards(), briefCards(), scheduleCards(), sponsorCards(),
		cadenceCards(), zoneCards(), accountCards(), coachCards(), mydataCards(),
	} {
		for k, d := range story {
			all[k] = d
		}
	}
	return all
}

// compose draws the message that carries ds, all to one person. posted have a message that the
// store may not know of yet.
func (b *Bot) compose(ctx context.Context, reader coaching.Person, ds, posted []coaching.Delivery) (card, error) {
	var m card
	for i, d := range ds {
		c, err := b.draw(ctx, reader, d, posted)
		if err != nil {
			return card{}, fmt.Errorf("draw %s: %w", d.Kind, err)
		}
		if i > 0 {
			m.Blocks = append(m.Blocks, divider())
		}
		m.Blocks = append(m.Blocks, c.Blocks...)
		m.Note = c.Note
	}
	missed, err := b.meanwhile(ctx, ds)
	if err != nil {
		return card{}, err
	}
	m.Blocks = append(m.Blocks, missed...)
	if len(ds) > 1 {
		m.Note = "A few things are waiting for you in Interlude."
	}
	return m, nil
}

func (b *Bot) draw(ctx context.Context, reader coaching.Person, d coaching.Delivery, posted []coaching.Delivery) (card, error) {
	drawer, ok := cards()[d.Kind]
	if !ok {
		return card{}, fmt.Errorf("no card for kind %s", d.Kind)
	}
	s, err := b.scene(ctx, d)
	if err != nil {
		return card{}, err
	}
	s.Reader = b.asWriting(reader)
	if s.wiped() {
		return goneCard(), nil
	}
	if s.Below, err = b.outdated(ctx, d, posted); err != nil {
		return card{}, err
	}
	c, err := drawer(b, ctx, s)
	if coaching.Is(err, coaching.NotFound) && d.Message != "" { // erased since it was sent
		return goneCard(), nil
	}
	if err == nil && !s.Below && explained(d.Kind) {
		c.Blocks = withMenu(d, c.Blocks)
	}
	return c, err
}

func (b *Bot) scene(ctx context.Context, d coaching.Delivery) (scene, error) {
	e, err := b.Store.Engagement(ctx, d.Engagement)
	if err != nil {
		return scene{}, err
	}
	ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Coachee, e.Sponsor})
	if err != nil {
		return scene{}, err
	}
	return scene{Delivery: d, Engagement: e, Coach: ps[e.Coach], Coachee: b.asWriting(ps[e.Coachee]), Sponsor: ps[e.Sponsor]}, nil
}

func (m card) options() []slack.MsgOption {
	return []slack.MsgOption{slack.MsgOptionText(m.Note, true), slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
}

// redraw shows the messages about id (a subject, or one delivery) as things stand now.
func (b *Bot) redraw(ctx context.Context, id coaching.ID) error {
	ds, err := b.about(ctx, id)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, d := range ds {
		// What a sponsor was sent stays as it is: a message that is touched again would tell them
		// that something happened.
		if d.Message == "" || done[d.Channel+d.Message] || d.Kind == coaching.KindSponsorNews {
			continue
		}
		done[d.Channel+d.Message] = true
		if err := b.redrawMessage(ctx, d, nil); err != nil {
			return fmt.Errorf("delivery %s: %w", d.ID, err)
		}
	}
	return nil
}

// Redraw shows the messages about id as things stand now, for changes that were made elsewhere.
func (b *Bot) Redraw(ctx context.Context, id coaching.ID) error { return b.redraw(ctx, id) }

func (b *Bot) about(ctx context.Context, id coaching.ID) ([]coaching.Delivery, error) {
	d, err := b.Store.Delivery(ctx, id)
	if err == nil {
		return []coaching.Delivery{d}, nil
	}
	if !coaching.Is(err, coaching.NotFound) {
		return nil, err
	}
	return b.Store.DeliveriesOf(ctx, id)
}

func (b *Bot) redrawMessage(ctx context.Context, d coaching.Delivery, posted []coaching.Delivery) error {
	return b.shown(b.drawMessage(ctx, d, posted))
}

// drawMessage is redrawMessage with Slack's own error.
func (b *Bot) drawMessage(ctx context.Context, d coaching.Delivery, posted []coaching.Delivery) error {
	defer b.oneByOne(d.Channel)()
	reader, err := b.Store.Person(ctx, d.Recipient)
	if err != nil {
		return err
	}
	all, err := b.Store.DeliveriesIn(ctx, d.Channel, d.Message)
	if err != nil {
		return err
	}
	m, err := b.compose(ctx, reader, all, posted)
	if err != nil {
		return err
	}
	_, _, _, err = b.API.UpdateMessageContext(ctx, d.Channel, d.Message, m.options()...)
	return err
}

// at names a person in mrkdwn: a mention that Slack shows as their name.
func at(p coaching.Person) string {
	if p.User == "" {
		return "somebody"
	}
	return "<@" + p.User + ">"
}
