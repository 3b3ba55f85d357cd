package bot

import (
	"context"
	"slices"
	"strings"

	"interlude/coaching"
)

// Routes of what a person is sent: one kind off and on, and everything paused.
const (
	topicsAsk = "topics.ask" // asks before a kind is turned off
	topicsOff = "topics.off"
	topicsOn  = "topics.on"
	pauseAll  = "pause.all"
	pauseEnd  = "pause.end"
)

func topicRoutes() []route {
	return []route{
		on(press, topicsAsk, forPair, askTopic),
		on(submission, topicsOff, forPair, turnTopicOff),
		on(press, topicsOn, forPair, turnTopicOn),
		on(press, pauseAll, part, pauseEverything(true)),
		on(press, pauseEnd, part, pauseEverything(false)),
	}
}

// questions is what can be turned off besides coaching's topics: those of one engagement.
const questions coaching.Topic = "questions"

// sendable is what a person turns off or on: a topic, or the questions of one engagement.
type sendable struct {
	Topic      coaching.Topic `json:"t"`
	Engagement coaching.ID    `json:"e,omitempty"`
}

func (s sendable) value() string { return string(s.Topic) + "|" + string(s.Engagement) }

// readSort is the inverse of value.
func readSort(value string) sendable {
	topic, e, _ := strings.Cut(value, "|")
	return sendable{coaching.Topic(topic), coaching.ID(e)}
}

// sortOf is what a delivery belongs to; false: it cannot be turned off.
func sortOf(d coaching.Delivery) (sendable, bool) {
	switch d.Kind {
	case coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence:
		return sendable{questions, d.Engagement}, true
	}
	return sendable{Topic: d.Kind.Topic()}, d.Kind.Topic() != ""
}

// askTopic asks before something is turned off.
func askTopic(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.askOff(ctx, c, readSort(c.Value))
}

// askOff asks, or shows the way back from what is off already.
func (b *Bot) askOff(ctx context.Context, c *Call, s sendable) (Answer, error) {
	off := c.Person.Off.Has(s.Topic)
	switch {
	case topicWords[s.Topic].Label == "":
		return Answer{}, coaching.ErrStale()
	case s.Topic == questions:
		e, err := c.engagementAs(s.Engagement, coaching.Coachee)
		if err != nil {
			return Answer{}, err
		}
		schedule, err := b.Store.ScheduleOf(ctx, e.ID)
		if err != nil {
			return Answer{}, err
		}
		off = schedule.Paused
	}
	with, err := b.whose(ctx, c, s)
	switch {
	case err != nil:
		return Answer{}, err
	case off:
		return c.opened(turnedView(s, with, false)), nil
	}
	return c.opened(offView(s, with)), nil
}

// whose names the other person of the questions to a coachee of several coachings; empty else.
func (b *Bot) whose(ctx context.Context, c *Call, s sendable) (string, error) {
	if s.Topic != questions || len(live(c.As(coaching.Coachee))) < 2 {
		return "", nil
	}
	e, err := c.engagementAs(s.Engagement, coaching.Coachee)
	if err != nil {
		return "", err
	}
	coach, err := b.Store.Person(ctx, e.Coach)
	return ", with " + at(coach) + ",", err
}

func turnTopicOff(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	var s sendable
	if err := c.Meta(&s); err != nil {
		return Answer{}, err
	}
	return b.turn(ctx, c, s, false)
}

func turnTopicOn(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.turn(ctx, c, readSort(c.Value), true)
}

// turn stores it, and shows the way back.
func (b *Bot) turn(ctx context.Context, c *Call, s sendable, onAgain bool) (Answer, error) {
	change, redraw, err := b.turned(ctx, c, s, onAgain)
	if err != nil {
		return Answer{}, err
	}
	with, err := b.whose(ctx, c, s)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: turnedView(s, with, onAgain), Redraw: redraw, Homes: []coaching.ID{c.Person.ID}}, nil
}

func (b *Bot) turned(ctx context.Context, c *Call, s sendable, onAgain bool) (coaching.Change, []coaching.ID, error) {
	if s.Topic != questions {
		change, err := coaching.TurnTopic(c.Person, s.Topic, onAgain)
		return change, nil, err
	}
	e, err := c.engagementAs(s.Engagement, coaching.Coachee)
	if err != nil {
		return coaching.Change{}, nil, err
	}
	schedule, err := b.Store.ScheduleOf(ctx, e.ID)
	if err != nil {
		return coaching.Change{}, nil, err
	}
	var change coaching.Change
	if onAgain {
		_, change, err = coaching.AskAgain(e, schedule, c.Person, b.Timetable.Next, b.Now())
	} else {
		_, change, err = coaching.StopAsking(e, schedule, c.Person, b.Now())
	}
	if err != nil {
		return change, nil, err
	}
	return change, append(b.cadences(ctx, c.Person.ID), b.askedNow(ctx, c, e.ID)...), nil
}

// askedNow lists the messages whose questions still wait for an answer, and which say when they
// are asked again; e "": in any engagement.
func (b *Bot) askedNow(ctx context.Context, c *Call, e coaching.ID) []coaching.ID {
	d, err := b.openPrompt(ctx, c, e)
	if err != nil {
		b.Log.Warn("questions that wait", "err", err)
	}
	return b.asked(ctx, d)
}

// pauseEverything pauses all that comes by itself, or ends the pause.
func pauseEverything(paused bool) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		p, err := b.known(ctx, c)
		if err != nil {
			return Answer{}, err
		}
		change, err := coaching.PauseAll(p, paused)
		if err != nil {
			return Answer{}, err
		}
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
		return Answer{Update: pausedView(paused), Homes: []coaching.ID{p.ID}, Redraw: b.askedNow(ctx, c, "")}, nil
	}
}

// everythingOr pauses or resumes everything where the words say so, or where nothing else can be
// meant: a person who paused everything comes back with /coaching resume.
func everythingOr(paused bool, one handler) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		words := c.fields()
		all := len(words) > 1 && (strings.EqualFold(words[1], "everything") || strings.EqualFold(words[1], "all"))
		only := !paused && len(words) == 1 && c.Person.Paused &&
			!slices.ContainsFunc(c.Mine, func(e coaching.Engagement) bool { return e.State == coaching.EngagementPaused })
		if all || only {
			return pauseEverything(paused)(b, ctx, c)
		}
		if !forPair.allows(c) {
			return Answer{}, neutral()
		}
		return one(b, ctx, c)
	}
}

// topicsOf lists the topics of which the caller is ever sent anything.
func (c *Call) topicsOf() []coaching.Topic {
	var roles []coaching.Role
	for _, r := range []coaching.Role{coaching.Coach, coaching.Coachee, coaching.Sponsor} {
		if c.Is(r) {
			roles = append(roles, r)
		}
	}
	return coaching.TopicsFor(roles...)
}
