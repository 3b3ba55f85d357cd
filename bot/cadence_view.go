package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// cadenceState is how the questions go on when the message that asked about it is drawn.
type cadenceState struct {
	Schedule coaching.Schedule
	Words    string    // the schedule in words; holds no mark-up
	Next     time.Time // when the questions come next; zero: not as things stand
}

func drawCadence(b *Bot, ctx context.Context, s scene) (card, error) {
	schedule, err := b.Store.ScheduleOf(ctx, s.Engagement.ID)
	if err != nil {
		return card{}, fmt.Errorf("draw cadence: %w", err)
	}
	st := cadenceState{Schedule: schedule, Words: b.rhythmWords(schedule)}
	if st.Next, err = b.nextAsked(ctx, schedule); err != nil {
		return card{}, fmt.Errorf("draw cadence: %w", err)
	}
	return cadenceCard(s, st), nil
}

// rhythmWords says how often a schedule asks: "every Friday at 15:00, at most every two weeks".
func (b *Bot) rhythmWords(s coaching.Schedule) string {
	words := b.Timetable.Describe(s.Cron)
	switch {
	case s.Spacing == coaching.LessOften:
		words += ", at most every two weeks"
	case s.Spacing > 1:
		words += fmt.Sprintf(", at most every %d days", s.Spacing)
	}
	return words
}

// cadenceCard asks how to go on, or says how it goes on.
func cadenceCard(s scene, st cadenceState) card {
	c := card{Note: "Interlude has a question for you."}
	id, d := string(s.Delivery.ID), s.Delivery
	again, change := button("Ask me again", cadenceAgain, id), button("Change again", settingsOpen, id)
	switch {
	case !s.Engagement.Live():
		c.Blocks = []slack.Block{small("This coaching is over, so I ask no more questions.")}
	case d.Answered.IsZero():
		c.Blocks = []slack.Block{
			section("You have not answered lately. How shall I go on?"),
			small("So far I ask " + esc(st.Words) + ". You can write at any time with `/reflect`. Nobody else learns of this."),
			buttons(button("Keep", cadenceKeep, id), button("Less often", cadenceLess, id), button("Pause", cadencePause, id), button("Stop", cadenceStop, id)),
			small("Keep: as it is. Less often: at most every two weeks. Pause: nothing for four weeks. Stop: no questions until you want them again."),
		}
	case st.Schedule.Paused:
		c.Blocks = []slack.Block{section("I have stopped asking. You can write at any time with `/reflect`."), buttons(again)}
	case d.Reason == string(coaching.CadencePause) && !st.Schedule.Next.Before(d.Answered.Add(coaching.PauseFor)):
		c.Blocks = []slack.Block{section("I pause for four weeks. " + st.nextWords(s)), buttons(again, change)}
	case st.Schedule.Spacing > 0:
		c.Blocks = []slack.Block{section("I ask you less often now: " + esc(st.Words) + ". " + st.nextWords(s)), buttons(change)}
	case d.Reason == string(coaching.CadenceKeep):
		c.Blocks = []slack.Block{section("Thank you. I go on as before: " + esc(st.Words) + ". " + st.nextWords(s)), buttons(change)}
	default:
		c.Blocks = []slack.Block{section("I ask you again: " + esc(st.Words) + ". " + st.nextWords(s)), buttons(change)}
	}
	return c
}

// nextWords says when the questions come next, on the reader's clock.
func (st cadenceState) nextWords(s scene) string {
	if st.Next.IsZero() {
		return "There is no next time at the moment."
	}
	return "The next time is " + coaching.Wall(st.Next, s.Reader.Location()) + "."
}
