package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"interlude/coaching"
)

// Presses of the question whether everything shall move to another time zone. The value is the
// delivery that asked and the zone that it named.
const (
	zoneMove = "zone.move"
	zoneKeep = "zone.keep"
)

func zoneRoutes() []route {
	return []route{on(press, zoneMove, part, moveZone), on(press, zoneKeep, part, keepZone)}
}

func zoneCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{coaching.KindZone: drawZone}
}

// zoneTold takes the zone that Slack names for p, empty when it names none.
func (b *Bot) zoneTold(ctx context.Context, p coaching.Person, zone string) error {
	for try := 0; ; try++ {
		if zone == "" || zone == p.Told { // most that Slack tells of people is no news about this
			return nil
		}
		mine, err := b.partsOf(ctx, p)
		if err != nil {
			return fmt.Errorf("zone told: %w", err)
		}
		sent, err := b.Store.DeliveriesTo(ctx, p.ID, coaching.KindZone, time.Unix(0, 0))
		if err != nil {
			return fmt.Errorf("zone told: %w", err)
		}
		change, news := coaching.ToldZone(p, zone, mine, sent, b.Now())
		if !news {
			return nil
		}
		err = b.commit(ctx, change)
		if err == nil {
			b.after(Answer{Redraw: []coaching.ID{p.ID}}) // a question that was asked may be none any more
			return nil
		}
		if try == 2 || !coaching.Is(err, coaching.Stale) {
			return err
		}
		if p, err = b.Store.Person(ctx, p.ID); err != nil {
			return err
		}
	}
}

// moveZone moves the caller, and all that comes by the clock, to the zone that Slack names.
func moveZone(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	d, told, err := b.zonePressed(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.AnswerZone(d, c.Person, told, coaching.ZoneMoved, b.Now())
	if err != nil {
		return b.zoneStale(c, err)
	}
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	p, was := c.Person, c.Person.Zone
	p.Zone = told
	for i := range own {
		if s := &own[i].Schedule; s.Cron != "" {
			if *s, err = b.reschedule(ctx, *s, s.Cron, p.Zone); err != nil {
				return Answer{}, err
			}
		}
	}
	moves, err := coaching.ChangeSettings(p, was, own, b.Now())
	if err != nil {
		return Answer{}, err
	}
	return b.zoneAnswered(ctx, c, change.And(moves))
}

// keepZone leaves everything where it is.
func keepZone(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	d, told, err := b.zonePressed(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.AnswerZone(d, c.Person, told, coaching.ZoneKept, b.Now())
	if err != nil {
		return b.zoneStale(c, err)
	}
	return b.zoneAnswered(ctx, c, change)
}

func (b *Bot) zoneAnswered(ctx context.Context, c *Call, change coaching.Change) (Answer, error) {
	if err := b.commitOnce(ctx, c, change); err != nil {
		return b.zoneStale(c, err)
	}
	return Answer{Redraw: []coaching.ID{c.Person.ID}, Homes: []coaching.ID{c.Person.ID}}, nil
}

// zoneStale answers a press that came too late: the message shows what holds.
func (b *Bot) zoneStale(c *Call, err error) (Answer, error) {
	if !coaching.Is(err, coaching.Stale) {
		return Answer{}, err
	}
	a := say("%s", coaching.NoLonger)
	a.Redraw = []coaching.ID{c.Person.ID}
	return a, nil
}

func (b *Bot) zonePressed(ctx context.Context, c *Call) (coaching.Delivery, string, error) {
	id, told, _ := strings.Cut(c.Value, " ")
	d, err := b.Store.DeliveryTo(ctx, coaching.ID(id), c.Person.ID)
	if err != nil {
		return d, "", err
	}
	if d.Kind != coaching.KindZone {
		return d, "", neutral()
	}
	return d, told, nil
}

// reschedule is s with another expression or zone and the Next that belongs to them.
func (b *Bot) reschedule(ctx context.Context, s coaching.Schedule, cron, zone string) (coaching.Schedule, error) {
	last, err := b.lastAsked(ctx, s.ID)
	if err != nil {
		return s, err
	}
	return s.Rearmed(cron, zone, last, b.Timetable.Next, b.Now())
}
