package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of the menu at messages that nobody's act of the moment caused.
const (
	whyMenu  = "why.menu"
	timeOpen = "time.open"
	timeOwn  = "time.own" // the form with a field for a cron expression
	timeDays = "time.days"
	timeSave = "time.save"
)

func whyRoutes() []route {
	return []route{
		on(press, whyMenu, part, chooseFromWhyMenu),
		on(press, timeOpen, part, openTime),
		on(press, timeOwn, forCoachee, turnTime),
		on(press, timeDays, forCoachee, turnTime),
		on(submission, timeSave, forCoachee, saveTime),
	}
}

// explained reports whether messages of the kind say why they came; that a permission has ended
// says it by itself.
func explained(k coaching.DeliveryKind) bool {
	return k.Proactive() && k != coaching.KindConsentOver || k == coaching.KindSessionNow
}

// withMenu puts the menu beside the first words of a card.
func withMenu(d coaching.Delivery, blocks []slack.Block) []slack.Block {
	menu := whyChoices(d)
	for i, bl := range blocks {
		if s, ok := bl.(*slack.SectionBlock); ok && s.Accessory == nil {
			beside := *s
			beside.Accessory = slack.NewAccessory(menu)
			out := append([]slack.Block(nil), blocks...)
			out[i] = &beside
			return out
		}
	}
	return append(blocks[:len(blocks):len(blocks)], buttons(menu))
}

// chooseFromWhyMenu does what was chosen: "why|", "time|" or "off|" and the delivery.
func chooseFromWhyMenu(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	what, id, _ := strings.Cut(c.Value, "|")
	w, err := b.whyOf(ctx, c, coaching.ID(id))
	if err != nil {
		return Answer{}, err
	}
	switch what {
	case "why":
		return c.opened(whyView(w)), nil
	case "time":
		return b.openTimeOf(ctx, c, w)
	case "off":
		if s, ok := sortOf(w.Delivery); ok {
			return b.askOff(ctx, c, s)
		}
	}
	return Answer{}, coaching.ErrStale()
}

// why is what the reasons of a message are drawn from.
type why struct {
	scene
	Rules    coaching.Rules
	Schedule coaching.Schedule
	Rhythm   string             // the schedule in words; holds no mark-up
	Prompt   *coaching.Delivery // of a repetition
	Action   *coaching.Action
	Session  *coaching.Session
}

// whyOf loads what the delivery id, which is the caller's own, is about.
func (b *Bot) whyOf(ctx context.Context, c *Call, id coaching.ID) (why, error) {
	d, err := b.Store.DeliveryTo(ctx, id, c.Person.ID)
	if err != nil {
		return why{}, err
	}
	if !explained(d.Kind) {
		return why{}, neutral()
	}
	if _, err := c.Engagement(d.Engagement); err != nil {
		return why{}, err
	}
	w := why{Rules: b.Rules}
	if w.scene, err = b.scene(ctx, d); err != nil {
		return w, err
	}
	w.Reader = c.Person
	return w, b.aboutWhy(ctx, &w)
}

// aboutWhy adds the rows that the message was about, as far as they are still there.
func (b *Bot) aboutWhy(ctx context.Context, w *why) error {
	d := w.Delivery
	var err error
	switch d.Kind {
	case coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence:
		if w.Schedule, err = b.Store.ScheduleOf(ctx, d.Engagement); err == nil {
			w.Rhythm = b.rhythmWords(w.Schedule)
		}
		if d.Kind == coaching.KindPromptAgain && err == nil {
			w.Prompt, err = some(b.Store.Delivery(ctx, d.Subject))
		}
	case coaching.KindActionDue, coaching.KindActionFollowUp:
		w.Action, err = some(b.Store.Action(ctx, d.Subject))
	case coaching.KindSessionSoon, coaching.KindSessionNow, coaching.KindSessionAfter, coaching.KindSessionActions:
		w.Session, err = some(b.Store.Session(ctx, d.Subject))
	}
	if err != nil && !coaching.Is(err, coaching.NotFound) {
		return fmt.Errorf("why a message came: %w", err)
	}
	return nil
}

func some[T any](v T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// openTime is the button of the form.
func openTime(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	w, err := b.whyOf(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	return b.openTimeOf(ctx, c, w)
}

// openTimeOf leads to where the time of such messages is set.
func (b *Bot) openTimeOf(ctx context.Context, c *Call, w why) (Answer, error) {
	switch w.Delivery.Kind {
	case coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence:
		if w.Schedule.ID == "" || !w.Engagement.Live() {
			return Answer{}, coaching.ErrStale()
		}
		r := readRhythm(w.Schedule)
		return c.opened(timeView(c.Person, w.Engagement.ID, r, r.own())), nil
	case coaching.KindActionDue, coaching.KindActionFollowUp:
		c.Value = string(w.Delivery.Subject)
		a, err := changeAction(b, ctx, c)
		if err != nil || a.Update == nil {
			return a, err
		}
		return c.opened(a.Update), nil
	case coaching.KindZone:
		return openSettings(b, ctx, c)
	}
	return c.opened(fixedTimeView(w)), nil
}

// turnTime goes from the days to choose from to a schedule of one's own, or back.
func turnTime(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, s, err := b.timeOf(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	r := readRhythm(s)
	if hasInput(c.View, "often") {
		r.spacing = decodeSpacing(c)
	}
	return Answer{Update: timeView(c.Person, e.ID, r, c.Route == timeOwn)}, nil
}

func (b *Bot) timeOf(ctx context.Context, c *Call) (coaching.Engagement, coaching.Schedule, error) {
	var m timeMeta
	if err := c.Meta(&m); err != nil {
		return coaching.Engagement{}, coaching.Schedule{}, err
	}
	e, err := c.engagementAs(m.Engagement, coaching.Coachee)
	if err != nil {
		return e, coaching.Schedule{}, err
	}
	s, err := b.Store.ScheduleOf(ctx, e.ID)
	return e, s, err
}

// saveTime stores the rhythm of one engagement's questions; those of others stay.
func saveTime(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, s, err := b.timeOf(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	r := decodeRhythm(c)
	cron, err := r.cron()
	if err != nil {
		return Answer{}, err
	}
	if s, err = b.reschedule(ctx, s, cron, c.Person.Zone); err != nil {
		return Answer{}, err
	}
	s.Paused, s.Spacing = false, r.spacing
	change, err := coaching.ChangeSettings(c.Person, c.Person.Zone, []coaching.Own{{Engagement: e, Schedule: s}}, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return b.savedQuestions(ctx, c.Person, s), nil
}
