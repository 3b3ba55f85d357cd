package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func mydataCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindErasure:   drawErasure,
		coaching.KindErased:    drawErased,
		coaching.KindRetention: drawRetention,
	}
}

const mydataNote = "There is news about something of yours in Interlude."

// drawErasure says when what the coachee asked for happens, and leads back. It does not say what
// it is: messages stand in the employer's archive.
func drawErasure(b *Bot, ctx context.Context, s scene) (card, error) {
	at, loc := s.Delivery.Nominal.Add(coaching.ErasureWait), s.Reader.Location()
	c := card{Note: mydataNote}
	switch {
	case s.Reader.EraseAt.Equal(at):
		c.Blocks = []slack.Block{section("What you asked for takes effect on " + coaching.Wall(at, loc) + ". Until then you can change your mind."),
			buttons(primary("Keep my data", mydataKeep, string(s.Reader.ID)), button("See it", mydataOpen, "card"))}
		return c, nil
	case b.Now().Before(at):
		c.Blocks = []slack.Block{section("You changed your mind. Nothing was changed.")}
		return c, nil
	}
	done, err := b.Store.Receipts(ctx, s.Reader.ID)
	if err != nil {
		return card{}, fmt.Errorf("draw erasure: %w", err)
	}
	c.Blocks = []slack.Block{section("You changed your mind. Nothing was changed.")}
	for _, x := range done {
		if x.Cause == coaching.CauseAll && !x.At.Before(at) {
			c.Blocks = []slack.Block{section("What you asked for took effect on " + coaching.Wall(x.At, loc) + ".")}
		}
	}
	return c, nil
}

// drawErased leads to the receipt.
func drawErased(_ *Bot, _ context.Context, s scene) (card, error) {
	return card{Note: mydataNote, Blocks: []slack.Block{section("There is a receipt for you, about something that was due or that you asked for."), buttons(button("See the receipt", mydataOpen, "receipt"))}}, nil
}

// drawRetention says what is erased, and when, while there is time to do something about it.
func drawRetention(b *Bot, _ context.Context, s scene) (card, error) {
	e, loc := s.Engagement, s.Reader.Location()
	c := card{Note: mydataNote}
	due := b.Retention.Erases(e)
	switch {
	case !due.IsZero():
		c.Blocks = []slack.Block{
			section(fmt.Sprintf("Your coaching with %s is over. What you wrote there is erased here on %s. Until then you can take a copy.", at(s.Coach), coaching.Wall(due, loc))),
			buttons(button("Take a copy", mydataCopy, "card"), earlyButton(e)),
		}
	case s.Delivery.Nominal.Before(e.Wiped):
		c.Blocks = []slack.Block{section(fmt.Sprintf("What you wrote in your coaching with %s was erased on %s.", at(s.Coach), coaching.Wall(e.Wiped, loc)))}
	default:
		c.Blocks = []slack.Block{
			section(fmt.Sprintf("On %s I also delete that there was a coaching with %s: the agreement, its dates, and your answers about a sponsor. Until then you can take a copy.", coaching.Wall(b.Retention.Forgets(e), loc), at(s.Coach))),
			buttons(button("Take a copy", mydataCopy, "card")),
		}
	}
	return c, nil
}
