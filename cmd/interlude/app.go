package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot"
	"interlude/reminders"
	"interlude/storage"
)

// slackWait bounds one call of Slack's Web API. It is below the job queue's own limit of 30 s,
// so that no job is taken over while its post is still on the way.
const slackWait = 24 * time.Second

// stopWait is how long what is under way may take after SIGTERM.
const stopWait = 10 * time.Second

// app is the program, built and not yet started.
type app struct {
	config  Config
	log     *slog.Logger
	store   *storage.Store
	engine  *reminders.Engine
	bot     *bot.Bot
	socket  *bot.Socket
	metrics *metrics
}

// surroundings is what differs between serving and the demo.
type surroundings struct {
	now   func() time.Time
	log   *slog.Logger
	pace  time.Duration // least time between two messages to one person; negative: none
	retry time.Duration // how long a job waits to look after doubt; 0: the engine's own
	again time.Duration // when to look again at connections that are not ours; 0: the socket's own

	// between puts something between the reminders and what they call; nil: nothing.
	between func(reminders.Store, reminders.Poster) (reminders.Store, reminders.Poster)
}

// checks are the rules that the configuration borrows from the reminders.
func checks() Checks {
	return Checks{Cron: func(expression string) error {
		_, err := reminders.Timetable{}.Next(expression, "UTC", time.Now())
		return err
	}}
}

// build opens the database and wires the parts.
func build(ctx context.Context, c Config, s surroundings) (*app, error) {
	a := &app{config: c, log: s.log, metrics: newMetrics()}
	keys, err := openKeys(c.Keys)
	if err != nil {
		return nil, err
	}
	a.store, err = storage.Open(ctx, storage.Options{URL: c.Database.URL.Reveal(), Keys: keys, Tombstones: c.Keys.Tombstones, Now: s.now, Log: s.log, Retention: c.retention(),
		Migrate: migrateQueue})
	if err != nil {
		return nil, err
	}
	if err := a.wire(ctx, s); err != nil {
		return nil, errors.Join(err, a.store.Close())
	}
	return a, nil
}

func (a *app) wire(ctx context.Context, s surroundings) error {
	c := a.config
	client := &http.Client{Timeout: slackWait, Transport: &bot.Throttle{Now: time.Now,
		Base: counting{&bot.Gate{Base: http.DefaultTransport}, a.metrics}}}
	api := slack.New(c.Slack.BotToken.Reveal(), slack.OptionHTTPClient(client), slack.OptionAPIURL(c.Slack.APIURL),
		slack.OptionAppLevelToken(c.Slack.AppToken.Reveal()))
	days := newHolidays()
	rules := c.rules(days)
	var err error
	a.bot, err = bot.New(bot.Config{
		API: api, HTTP: client, StandIn: standIn(c.Slack.APIURL), Store: a.store, Timetable: reminders.Timetable{}, Rules: rules, Countries: days.choices(), Places: c.Help.places(), Now: s.now, Wall: time.Now, Coaches: c.People.Coaches,
		Cron: c.Defaults.Reflection, Zone: c.Defaults.Timezone, Writing: c.Defaults.Writing, FormsOnly: !c.Slack.Composer, ConsentMonths: c.Consent.Months, Log: s.log, Answered: a.metrics.answered,
		Kick: func() { a.engine.Kick() }, Paces: c.paces(), Limits: c.limits(), Retention: c.retention(),
	})
	if err != nil {
		return err
	}
	var store reminders.Store = a.store
	var poster reminders.Poster = a.bot
	if s.between != nil {
		store, poster = s.between(store, poster)
	}
	a.engine, err = reminders.New(reminders.Config{Store: store, Poster: poster, Rules: rules, Now: s.now, Log: s.log,
		Wall: time.Now, DB: reminders.DB(a.store.Handle()), Pace: s.pace, Settle: s.retry,
		Keeper: a.store, Retention: c.retention(), Forgot: a.bot.Forgot, Count: a.metrics.happened, Lag: a.metrics.lagged})
	if err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	a.metrics.registry.MustRegister(&queue{store: a.store, now: s.now, wall: time.Now, living: a.engine.Living})
	a.socket = a.plug(api, s)
	return nil
}

// standIn is the host of a stand-in workspace; empty when api is Slack's own address.
func standIn(api string) string {
	u, err := url.Parse(api)
	if err != nil || isSlack(api) {
		return ""
	}
	return u.Host
}

// plug returns the Socket Mode transport, watched by the metrics.
func (a *app) plug(api *slack.Client, s surroundings) *bot.Socket {
	k, m := bot.NewSocket(a.bot, api), a.metrics
	k.Again, k.Replicas = s.again, a.engine.Living
	var lost atomic.Bool
	k.Opened = func(n int) {
		m.sockets.Set(float64(n))
		m.ready.Set(number(n > 0))
		if n == 0 {
			lost.Store(true)
		} else if lost.CompareAndSwap(true, false) {
			a.bot.Recheck()
		}
	}
	k.Counted = func(n int) { m.app.Set(float64(n)) }
	k.Foreign = func(n int) { m.foreign.Set(float64(n)) }
	k.Ended = func(why string) { m.reconnect.WithLabelValues(why).Inc() }
	return k
}

// start connects to Slack and begins to deliver. The bot answers once serve runs.
func (a *app) start(ctx context.Context) error {
	if err := a.bot.Connect(ctx); err != nil {
		return err
	}
	a.bot.Recheck()
	if a.store.Handle().Pool == nil {
		return a.engine.StartAlone(ctx) // the lock file beside the database proves it
	}
	return a.engine.Start(ctx)
}

// stop finishes what is under way, within stopWait; the engine first, whose posts give the bot
// something to redraw.
func (a *app) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	return errors.Join(a.engine.Stop(ctx), a.bot.Close(ctx), a.store.Close())
}
