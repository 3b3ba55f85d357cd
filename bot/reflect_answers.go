package bot

import (
	"context"
	"fmt"
	"time"

	"interlude/coaching"
)

// answersWords says, as a sentence to append, which questions an entry answers; empty: none.
func (b *Bot) answersWords(ctx context.Context, p coaching.Person, r coaching.Reflection) (string, error) {
	if r.Prompt == "" {
		return b.earlyWords(ctx, p, r)
	}
	d, err := b.Store.Delivery(ctx, r.Prompt)
	if err != nil {
		return "", fmt.Errorf("what an entry answers: %w", err)
	}
	came := d.Sent
	if came.IsZero() {
		came = d.Nominal
	}
	return answerWords(came, p), nil
}

// answerWords names the questions by the day on which they came.
func answerWords(came time.Time, p coaching.Person) string {
	return " It counts as your answer to the questions of " + came.In(p.Location()).Format("Mon 2 Jan 2006") + "."
}

// earlyWords is said of what was written on the day of questions before they came.
const earlyWords = " Today's questions are answered with it, so I will not ask them."

func (b *Bot) earlyWords(ctx context.Context, p coaching.Person, r coaching.Reflection) (string, error) {
	s, err := b.Store.ScheduleOf(ctx, r.Engagement)
	if coaching.Is(err, coaching.NotFound) {
		return "", nil
	}
	loc := p.Location()
	if err != nil || s.Paused || s.Next.IsZero() || coaching.DateOf(s.Next.In(loc)) != coaching.DateOf(r.Created.In(loc)) {
		return "", err
	}
	return earlyWords, nil
}
