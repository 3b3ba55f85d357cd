package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func accountCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindAbsent:   absentCard,
		coaching.KindReturned: returnedCard,
		coaching.KindConfirm:  confirmCard,
		coaching.KindGoesOn:   goesOnCard,
	}
}

const engagementNews = "There is news about your engagement in Interlude."

// otherAccount is what is known of the account of the one whom the reader is told of.
func (s scene) otherAccount() coaching.Account {
	if s.Reader.ID == s.Coach.ID {
		return s.Engagement.CoacheeAccount
	}
	return s.Engagement.CoachAccount
}

// ownAccount is what is known of the reader's.
func (s scene) ownAccount() coaching.Account {
	role, _ := s.Engagement.RoleOf(s.Reader.ID)
	return s.Engagement.AccountOf(role)
}

// absentCard tells the other one of the pair, and not why: an account can be closed for many reasons.
func absentCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: engagementNews}
	switch {
	case s.Engagement.Over():
		c.Blocks = []slack.Block{section("I could not reach " + at(s.other()) + ". This coaching is over by now.")}
	case s.otherAccount() == coaching.AccountPresent:
		c.Blocks = []slack.Block{section("I could not reach " + at(s.other()) + " for a while. It goes on as before.")}
	case s.Reader.ID == s.Coachee.ID:
		c.Blocks = []slack.Block{
			section(at(s.Coach) + " cannot be reached here at the moment, so your coaching rests: I send nothing, and nobody is shown anything. What you wrote is kept, and is yours."),
			section("You need not do anything: if your coach comes back, I ask you before it goes on. If you would like to go on with another coach of the practice, they can invite you; with your yes theirs takes the place of this one."),
			buttons(button("My reflections", reflectList, string(s.Engagement.ID)), button("Open", engagementOpen, string(s.Engagement.ID))),
		}
	default:
		c.Blocks = []slack.Block{
			section(at(s.Coachee) + " cannot be reached here at the moment, so this coaching rests: I send nothing, and nobody is shown anything. Booked sessions stay booked until you cancel or close."),
			section("You need not do anything: if they come back, I ask you before it goes on. If the coaching has ended, please close it."),
			buttons(button("Open", engagementOpen, string(s.Engagement.ID))),
		}
	}
	return c, nil
}

// returnedCard must tell a stranger nothing: whoever uses the account now may be somebody else.
func returnedCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: "There is a question for you in Interlude."}
	switch s.ownAccount() {
	case coaching.AccountBack:
		c.Blocks = []slack.Block{
			section("Welcome. For a while I could not reach this account, and I have sent it nothing since. If you used me before and would like to go on, press Continue. I show nothing from before until somebody who knows you has confirmed that it is you."),
			buttons(primary("Continue", accountClaim, string(s.Engagement.ID))),
		}
	case coaching.AccountPresent:
		c.Blocks = []slack.Block{section("Welcome back. It has been confirmed that it is you.")}
	default:
		c.Blocks = []slack.Block{section("Thank you. As soon as it is confirmed that it is you, I tell you. Until then I show nothing from before.")}
	}
	return c, nil
}

// confirmCard asks the one who knows them.
func confirmCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: "There is a question for you in Interlude."}
	id := string(s.Engagement.ID)
	switch s.otherAccount() {
	case coaching.AccountClaimed:
		c.Blocks = []slack.Block{
			section("The account of " + at(s.other()) + " could not be reached for a while and is in use again. Whoever uses it would like to go on here. Is it the same person? Please make sure in another way than by a message in Slack, for example by a call."),
			buttons(button("It is the same person", accountSame, id), danger("It is somebody else", accountOther, id,
				"Nothing is shown to whoever uses this account now, and this coaching keeps resting. You can change your answer later.", "Somebody else")),
		}
	case coaching.AccountRefused:
		c.Blocks = []slack.Block{
			section("You said that the account of " + at(s.other()) + " is used by somebody else now. Nothing is shown to them."),
			buttons(danger("It is the same person after all", accountSame, id, "What there was before is open to whoever uses the account of this person now.", "The same person")),
		}
	case coaching.AccountPresent:
		c.Blocks = []slack.Block{section("You confirmed that " + at(s.other()) + " is the same person as before.")}
	default:
		c.Blocks = []slack.Block{section("The account of " + at(s.other()) + " is closed again. There is nothing to confirm.")}
	}
	return c, nil
}

func goesOnCard(_ *Bot, _ context.Context, s scene) (card, error) {
	return card{Note: engagementNews, Blocks: []slack.Block{
		section("Welcome back: " + at(s.other()) + " confirmed that it is you, and the coaching goes on. What came too late meanwhile is not sent after all; `/coaching next` shows what comes."),
		buttons(button("Open", engagementOpen, string(s.Engagement.ID))),
	}}, nil
}
