package bot

import (
	"context"
	"sync"

	"github.com/slack-go/slack"
)

// serve connects the bot; unplug ends that.
func (r *rig) serve(api *slack.Client) {
	r.t.Helper()
	socket := NewSocket(r.bot, api)
	serve, stop := context.WithCancel(r.ctx)
	served := make(chan error, 1)
	go func() { served <- socket.Run(serve) }()
	r.unplug = sync.OnceFunc(func() {
		stop()
		if err := <-served; err != nil {
			r.t.Errorf("socket: %v", err)
		}
	})
	r.must(r.ws.WaitFor(r.ctx, r.ws.Connected))
}

// rests waits until the bot has nothing left to do, for which it is cut off from Slack's events. Whoever compares what
// people see has to: messages and Homes are drawn anew after the answer.
func (r *rig) rests() {
	r.t.Helper()
	r.drain()
	r.alone()
	r.bot.work.Wait()
	r.drain() // what that led to
	r.bot.work.Wait()
	r.serve(r.bot.API)
	r.connections(Connections)
}

// looksHome opens the person's Home and waits until it has been drawn for that.
func (r *rig) looksHome(user string) {
	r.t.Helper()
	r.rests()
	r.wire.take()
	r.must(r.as(user).OpenHome(r.ctx))
	r.must(r.wire.until(r.ctx, func() bool { return r.wire.published(user) }))
	r.rests()
}

// still changes something of the bot while nothing is under way.
func (r *rig) still(change func()) {
	r.t.Helper()
	r.drain()
	r.alone()
	r.bot.work.Wait()
	r.drain() // what that led to
	r.bot.work.Wait()
	api := r.bot.API
	change()
	r.serve(api)
}
