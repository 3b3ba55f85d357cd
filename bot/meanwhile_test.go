package bot

import (
	"testing"

	"interlude/coaching"
)

func TestMeanwhileLine(t *testing.T) {
	missed := func(kind coaching.DeliveryKind, reason string, n int) []coaching.Delivery {
		var out []coaching.Delivery
		for range n {
			out = append(out, coaching.Delivery{Kind: kind, Reason: reason})
		}
		return out
	}
	and := func(all ...[]coaching.Delivery) (out []coaching.Delivery) {
		for _, ds := range all {
			out = append(out, ds...)
		}
		return out
	}
	const away, ours = ". There is nothing to make up for. `/coaching next` shows it.", " in time. That was on my side; nothing else was lost."
	for want, closed := range map[string][]coaching.Delivery{
		"": missed(coaching.KindPromptAgain, coaching.WhyLate, 2), // its question is counted
		"While you were away, a question closed" + away:                                                   missed(coaching.KindPrompt, coaching.WhyLeave, 1),
		"While you were away, 3 questions closed" + away:                                                  and(missed(coaching.KindPrompt, coaching.WhyAway, 2), missed(coaching.KindCadence, coaching.WhyHoliday, 1)),
		"I did not get to send you a question" + ours:                                                     missed(coaching.KindPrompt, coaching.WhyLate, 1),
		"I did not get to send you 2 questions and a reminder" + ours:                                     and(missed(coaching.KindPrompt, coaching.WhyLate, 2), missed(coaching.KindActionDue, coaching.WhyLate, 1)),
		"While you were away, a question closed" + away + " I did not get to send you 2 reminders" + ours: and(missed(coaching.KindPrompt, coaching.WhyLeave, 1), missed(coaching.KindActionFollowUp, coaching.WhyLate, 2)),
	} {
		if got := meanwhileLine(closed); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	if got := meanwhileLine(nil); got != "" {
		t.Errorf("nothing closed, and it says %q", got)
	}
}
