package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// meanwhile says below the message of ds what came too late since the message before it, so
// that nothing is lost without a word. It holds no content.
func (b *Bot) meanwhile(ctx context.Context, ds []coaching.Delivery) ([]slack.Block, error) {
	if len(ds) == 0 || !ds[0].Kind.Capped() || ds[0].Intended.IsZero() {
		return nil, nil
	}
	closed, err := b.Store.Closed(ctx, ds[0])
	if err != nil {
		return nil, fmt.Errorf("what closed meanwhile: %w", err)
	}
	if line := meanwhileLine(closed); line != "" {
		return []slack.Block{small(line)}, nil
	}
	return nil, nil
}

// meanwhileLine tells what a person's absence closed from what we did not send in time.
func meanwhileLine(closed []coaching.Delivery) string {
	var questions, lateQuestions, lateReminders int
	for _, d := range closed {
		asked := d.Kind == coaching.KindPrompt || d.Kind == coaching.KindCadence
		switch {
		case asked && d.Reason != coaching.WhyLate:
			questions++
		case asked:
			lateQuestions++
		case d.Reason == coaching.WhyLate && d.Kind != coaching.KindPromptAgain:
			lateReminders++
		}
	}
	var lines []string
	if questions > 0 {
		lines = append(lines, "While you were away, "+oneOrMore(questions, "a question", "questions")+" closed. There is nothing to make up for. `/coaching next` shows it.")
	}
	var late []string
	if lateQuestions > 0 {
		late = append(late, oneOrMore(lateQuestions, "a question", "questions"))
	}
	if lateReminders > 0 {
		late = append(late, oneOrMore(lateReminders, "a reminder", "reminders"))
	}
	if len(late) > 0 {
		lines = append(lines, "I did not get to send you "+strings.Join(late, " and ")+" in time. That was on my side; nothing else was lost.")
	}
	return strings.Join(lines, " ")
}

// oneOrMore writes "a question" or "3 questions".
func oneOrMore(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf("%d %s", n, many)
}
