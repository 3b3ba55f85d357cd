package bot

import (
	"context"
	"time"
)

// stranger is what is known of connections of the app that nobody of ours holds.
type stranger struct {
	first time.Time // wall clock; when they were seen first; zero: there are none
	sure  bool      // they were still there later
}

// counted compares what Slack says with what this process and its replicas hold. Those that one
// of ours has just lost Slack still counts for a moment, so it is asked again before anybody
// is alarmed.
func (s *Socket) counted(n int) {
	if s.Counted != nil {
		s.Counted(n)
	}
	others := 0
	if s.Replicas != nil {
		others = Connections * max(0, s.Replicas()-1)
	}
	now := s.bot.Wall()
	s.mu.Lock()
	defer s.mu.Unlock()
	foreign := max(0, n-len(s.live)-others)
	was := s.stranger
	switch {
	case foreign == 0:
		if s.stranger = (stranger{}); was.sure {
			s.bot.Log.Info("no connection of the app is foreign any more", "connections", n)
		}
	case was.first.IsZero():
		s.stranger.first = now
		s.lookAgain()
		return
	case now.Sub(was.first) < s.Again:
		return
	default:
		s.stranger.sure = true
		s.lookAgain()
		s.bot.Log.Error("somebody else is connected with the app token: they are sent what people do",
			"foreign", foreign, "connections", n, "own", len(s.live), "other_replicas", others,
			"do", "revoke the app token (Basic Information, App-Level Tokens), make a new one, put it into slack.app_token and start all replicas again")
	}
	if s.Foreign != nil {
		s.Foreign(foreign)
	}
}

// whileAlarmed is how many times Again pass between two looks once it is sure.
const whileAlarmed = 5

// lookAgain has a connection renewed in a while, because Slack counts when it greets. The caller
// holds the lock.
func (s *Socket) lookAgain() {
	d := s.Again
	if s.stranger.sure {
		d *= whileAlarmed
	}
	select {
	case s.looks <- d:
	default: // one is due already
	}
}

// looking renews connections when lookAgain says so, until ctx ends.
func (s *Socket) looking(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-s.looks:
			if sleep(ctx, d) != nil {
				return
			}
			select {
			case s.seats[0] <- struct{}{}:
			default: // it is about to be renewed already
			}
		}
	}
}
