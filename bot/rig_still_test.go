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

// still changes something of the bot while nothing is under way.
func (r *rig) still(change func()) {
	r.t.Helper()
	r.drain()
	r.unplug()
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !r.ws.Connected() })) // Slack has noticed it, too
	r.bot.work.Wait()
	r.drain() // what that led to
	r.bot.work.Wait()
	api := r.bot.API
	change()
	r.serve(api)
}
