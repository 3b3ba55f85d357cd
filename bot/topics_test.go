package bot

import (
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func TestTopicForms(t *testing.T) {
	for _, topic := range append([]coaching.Topic{questions}, coaching.AllTopics...) {
		s := sendable{Topic: topic}
		if topic == questions {
			s.Engagement = "E1"
		}
		if readSort(s.value()) != s {
			t.Errorf("%+v does not come back", s)
		}
		goldenForm(t, "topic-ask-"+string(topic), offView(s, ""))
		goldenForm(t, "topic-off-"+string(topic), turnedView(s, "", false))
		goldenForm(t, "topic-on-"+string(topic), turnedView(s, "", true))
	}
	goldenForm(t, "topic-ask-questions-several", offView(sendable{questions, "E1"}, ", with "+at(goldCoach)+","))
	goldenForm(t, "topic-off-questions-several", turnedView(sendable{questions, "E1"}, ", with "+at(goldCoach)+",", false))
	goldenForm(t, "pause-all", pausedView(true))
	goldenForm(t, "pause-end", pausedView(false))
}

// TestEverythingIsPaused: nothing comes by itself, Home says so, and it ends where it began.
func TestEverythingIsPaused(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.sees(maya, "*Added:*")
	r.must(r.as(maya).OpenHome(r.ctx))
	r.command(maya, "/coaching", "settings")
	r.press(maya, "Pause everything")
	r.sees(maya, "*Everything is paused.*")
	r.closeAll(maya)
	r.sees(maya, "Resume everything") // on Home
	r.drain()
	before := r.messages(maya)
	r.until(time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC))
	if n := r.messages(maya) - before; n != 0 {
		t.Errorf("%d messages in the pause", n)
	}
	r.command(maya, "/coaching", "next")
	r.sees(maya, "*Not sent in the last 14 days:*")
	r.sees(maya, "*Fri 27 Nov 2026, 15:00 (Europe/London, GMT)*: questions to reflect. Turned off or paused at that time.")
	r.closeAll(maya)
	r.must(r.as(maya).PressHome(r.ctx, "Resume everything"))
	r.sees(maya, "*Resumed.*")
	r.closeAll(maya)
	r.until(time.Date(2026, 12, 4, 15, 1, 0, 0, time.UTC))
	r.sees(maya, coaching.Questions[0])
	r.misses(maya, "Everything is paused")
}

// TestPauseEverythingByWords: and the message no longer announces what will not come.
func TestPauseEverythingByWords(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.sees(maya, "I will ask once more: Mon 30 Nov 2026, 15:00 (Europe/London, GMT).")
	r.command(maya, "/coaching", "pause everything")
	r.sees(maya, "*Everything is paused.*")
	r.closeAll(maya)
	r.gone(maya, "I will ask once more")
	r.press(maya, "Later") // nothing would come
	r.sees(maya, "*Everything is paused.*")
	r.closeAll(maya)
	r.command(maya, "/coaching", "resume")
	r.sees(maya, "*Resumed.*")
	r.closeAll(maya)
	r.sees(maya, "I will ask once more")
	r.command(maya, "/coaching", "pause") // of the engagement, as ever
	r.sees(maya, "No questions are sent until one of you resumes.")
	r.press(maya, "Later")
	r.sees(maya, "This coaching is paused, so I ask no questions in it.")
	r.closeAll(maya)
	r.command(maya, "/coaching", "resume")
	r.sees(maya, "Welcome back.")
}

// TestWhatIsTurnedOffIsDecidedWhenItIsDue: on again in time loses nothing; and settings show
// how it stands.
func TestWhatIsTurnedOffIsDecidedWhenItIsDue(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.sees(maya, "*Added:*")
	r.command(maya, "/coaching", "settings")
	r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Questions to reflect"))
	r.submit(maya)
	r.sees(maya, "Turned off, until you tick it again:\n• Reminders of actions")
	r.press(maya, "What is coming")
	r.sees(maya, "a reminder of an action. It will not be sent: you turned such messages off.")
	r.closeAll(maya)
	r.until(time.Date(2026, 11, 26, 8, 59, 0, 0, time.UTC))
	r.command(maya, "/coaching", "settings")
	r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Questions to reflect", "Reminders of actions"))
	r.submit(maya)
	r.closeAll(maya)
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	r.sees(maya, "Today is the day for this one:")
}

// TestQuestionsOffAndOnAgain: from a message that is off already, and what was queued still comes.
func TestQuestionsOffAndOnAgain(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.press(maya, "Do not send such messages")
	r.sees(maya, "I will not ask you to reflect any more.")
	r.submit(maya)
	r.sees(maya, "Turn on again")
	r.closeAll(maya)
	r.press(maya, "Do not send such messages") // it is off, so this is the way back
	r.press(maya, "Turn on again")
	r.sees(maya, "come again from now on")
	r.closeAll(maya)
	r.until(time.Date(2026, 11, 30, 15, 1, 0, 0, time.UTC)) // the repetition that was queued
	r.shows(maya, "Friday's questions are still open.", 1)
	r.command(maya, "/coaching", "settings")
	r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Reminders of actions"))
	r.submit(maya)
	r.sees(maya, "I will not ask you to reflect until you tick that again.")
	r.closeAll(maya)
	r.press(maya, "Change the time")
	r.sees(maya, "Saving turns them on again.")
	r.submit(maya)
	r.sees(maya, "Fri 4 Dec 2026, 15:00 (Europe/London, GMT)")
}

// TestCoachesSeeTheirOwnTopics: and a sponsor none.
func TestCoachesSeeTheirOwnTopics(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.command(anna, "/coaching", "settings")
	r.sees(anna, "An hour before a session")
	r.misses(anna, "Questions to reflect")
	r.misses(anna, "Reminders of actions")
	r.press(anna, "Pause everything")
	r.sees(anna, "*Everything is paused.*")
	r.press(anna, "Resume everything")
	r.sees(anna, "*Resumed.*")
	r.command(helen, "/coaching", "settings")
	r.misses(helen, "What may I send you?")
	r.misses(helen, "Pause everything")
	r.closeAll(helen)
	r.command(helen, "/coaching", "pause") // what goes on in the coaching is not hers to stop
	r.sees(helen, coaching.Neutral)
	r.command(helen, "/coaching", "pause everything")
	r.sees(helen, "*Everything is paused.*")
	r.closeAll(helen)
	r.command(helen, "/coaching", "settings")
	r.press(helen, "Resume everything")
	r.sees(helen, "*Resumed.*")
}

// TestAnOldFormTurnsNothingElseOff: somebody became a coachee while their settings were open.
func TestAnOldFormTurnsNothingElseOff(t *testing.T) {
	p := coaching.Person{ID: "me", Zone: "Europe/London", Off: coaching.NewTopics(coaching.TopicPreparation)}
	c := &Call{Person: p, Named: true, Mine: []coaching.Engagement{{Coachee: "me", State: coaching.EngagementActive}}}
	c.View.Blocks = zoneView(p, coaching.TopicsFor(coaching.Coach), nil).Blocks
	c.View.State = &slack.ViewState{Values: map[string]map[string]slack.BlockAction{"topics": {"topics": {
		SelectedOptions: []slack.OptionBlockObject{{Value: string(coaching.TopicAfter)}}}}}}
	if got, want := decodeSent(c, p), coaching.NewTopics(coaching.TopicPreparation, coaching.TopicSessions); got != want {
		t.Errorf("off: %q, want %q", got, want)
	}
	c.View.Blocks = zoneView(p, nil, nil).Blocks
	if got := decodeSent(c, p); got != p.Off {
		t.Errorf("a form without boxes: %q", got)
	}
}
