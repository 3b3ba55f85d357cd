package reminders

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"interlude/coaching"
)

// try posts once. A poster that panics leaves it open whether it posted.
func (e *Engine) try(ctx context.Context, s coaching.Sending) (channel, ts string, err error) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	defer e.caught(s.Lead.ID, func() { err = panicked })
	return e.config.Poster.Post(ctx, s)
}

// find looks once.
func (e *Engine) find(ctx context.Context, s coaching.Sending) (channel, ts string, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	defer e.caught(s.Lead.ID, func() { err = panicked })
	return e.config.Poster.Find(ctx, s)
}

var panicked = &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "panic"}

// failure makes of any error what it says about the post; one that says nothing is ambiguous.
func failure(err error) *coaching.PostError {
	var p *coaching.PostError
	if errors.As(err, &p) {
		return p
	}
	return &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "unknown"}
}

// caught recovers from a panic, tells the log where it was, but not its value, which may hold
// people's words, and runs then. It is to be deferred itself.
func (e *Engine) caught(id coaching.ID, then func()) {
	if p := recover(); p != nil {
		e.config.Log.Error("a delivery panicked", "delivery", id, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		then()
	}
}
