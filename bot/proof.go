package bot

import (
	"context"
	"fmt"

	"interlude/coaching"
)

// proof is what shows that a request came from Slack, and that it is this one: the signature over
// its time and its body. Slack signs whatever it sends again anew, so that a signature which
// comes a second time is somebody else's.
type proof struct{}

// proven keeps the signature with the request, until run knows that it is worth remembering.
func proven(ctx context.Context, signature string) context.Context {
	return context.WithValue(ctx, proof{}, signature)
}

// first remembers the request of ctx, for every replica, and refuses one that was there before with
// coaching.Repeated: then not even what is only shown is shown again. Socket Mode's requests come over a
// connection that Slack itself has proven, and have no signature.
func (b *Bot) first(ctx context.Context) error {
	signature, _ := ctx.Value(proof{}).(string)
	if signature == "" {
		return nil
	}
	if err := b.Store.Commit(ctx, coaching.Change{Once: "request:" + signature}); err != nil {
		return fmt.Errorf("remember the request: %w", err)
	}
	return nil
}
