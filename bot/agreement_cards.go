package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func agreementCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindInvitation:      invitationCard,
		coaching.KindAnswered:        answeredCard,
		coaching.KindSponsorPart:     sponsorPartCard,
		coaching.KindSponsorAnswered: sponsorAnsweredCard,
		coaching.KindClosed:          closedCard,
		coaching.KindPaused:          pausedCard,
		coaching.KindResumed:         resumedCard,
	}
}

// invitationCard says who invites, and nothing else: nothing is agreed yet.
func invitationCard(_ *Bot, _ context.Context, s scene) (card, error) {
	e, loc := s.Engagement, s.Reader.Location()
	c := card{Note: "You have an invitation in Interlude."}
	switch {
	case !e.Accepted.IsZero():
		c.Blocks = []slack.Block{sectionf("Invitation from %s: you accepted on %s.", at(s.Coach), coaching.Wall(e.Accepted, loc))}
	case e.State == coaching.EngagementDeclined:
		c.Blocks = []slack.Block{sectionf("Invitation from %s: you declined on %s.", at(s.Coach), coaching.Wall(e.Closed, loc))}
	case e.State != coaching.EngagementInvited:
		c.Blocks = []slack.Block{sectionf("%s has taken this invitation back.", at(s.Coach))}
	default:
		c.Blocks = []slack.Block{sectionf("%s invites you to work together. Please read the agreement first; nothing begins before you accept.", at(s.Coach)),
			buttons(primary("Review agreement", agreementReview, string(e.ID)))}
	}
	return c, nil
}

// answeredCard tells the coach.
func answeredCard(_ *Bot, _ context.Context, s scene) (card, error) {
	e, loc := s.Engagement, s.Reader.Location()
	c := card{Note: "There is an answer to your invitation in Interlude."}
	if e.Accepted.IsZero() {
		c.Blocks = []slack.Block{sectionf("%s declined your invitation on %s. Nothing more is sent to them.", at(s.Coachee), coaching.Wall(e.Closed, loc))}
		return c, nil
	}
	c.Blocks = []slack.Block{sectionf("%s accepted the agreement on %s.", at(s.Coachee), coaching.Wall(e.Accepted, loc))}
	if e.Live() {
		c.Blocks = append(c.Blocks, buttons(button("Book a session", scheduleOpen, string(e.ID))))
	}
	return c, nil
}

// sponsorPartCard does not name the coachee: the sponsor has not promised anything yet.
func sponsorPartCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: "There is a request for you in Interlude."}
	switch s.Engagement.SponsorState {
	case coaching.SponsorAsked:
		if s.Engagement.UnderWay() {
			c.Blocks = []slack.Block{sectionf("%s has named you as a sponsor. Please read what that means, and say whether you accept.", at(s.Coach)),
				buttons(primary("Review your part", sponsorReview, string(s.Engagement.ID)))}
			return c, nil
		}
		c.Blocks = []slack.Block{section("This request is no longer open.")}
	case coaching.SponsorAccepted:
		c.Blocks = []slack.Block{section("You accepted your part as a sponsor. Thank you."),
			buttons(button("Your part", sponsorReview, string(s.Engagement.ID)))}
	default:
		c.Blocks = []slack.Block{section("You do not take part as a sponsor. Nothing more is sent to you."),
			buttons(button("Your part", sponsorReview, string(s.Engagement.ID)))}
	}
	return c, nil
}

// sponsorAnsweredCard tells coach and coachee.
func sponsorAnsweredCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: "There is an answer about the sponsor in Interlude."}
	switch {
	case s.Engagement.SponsorState == coaching.SponsorGone:
		c.Blocks = []slack.Block{section(at(s.Sponsor) + " cannot be reached here any more, so no sponsor takes part now. The coaching goes on. If you like, you can name somebody.")}
		if s.Reader.ID == s.Coachee.ID && s.Engagement.Live() {
			c.Blocks = append(c.Blocks, buttons(button("Name a sponsor", sponsorName, string(s.Engagement.ID))))
		}
	case s.Engagement.SponsorState == coaching.SponsorDeclined:
		c.Blocks = []slack.Block{section(at(s.Sponsor) + " does not take part as a sponsor. The coaching goes on, and they are sent nothing.")}
	case s.Reader.ID == s.Coachee.ID:
		c.Blocks = []slack.Block{section(at(s.Sponsor) + " accepted the sponsor's part. They read only sentences that you approved, word for word."),
			buttons(button("The sentences", sponsorOpen, string(s.Engagement.ID)))}
	default:
		c.Blocks = []slack.Block{section(at(s.Sponsor) + " accepted the sponsor's part.")}
	}
	return c, nil
}

// closedCard tells the one who did not end it.
func closedCard(_ *Bot, _ context.Context, s scene) (card, error) {
	note := "There is news about your engagement in Interlude."
	if s.Engagement.State == coaching.EngagementPassed && s.Reader.ID == s.Coach.ID {
		return card{Note: note, Blocks: []slack.Block{sectionf("%s goes on with another coach since %s. Your part has ended: sessions that were still ahead are cancelled, "+
			"and nothing more of this coaching is shown or sent to you.", at(s.Coachee), coaching.Wall(s.Engagement.Closed, s.Reader.Location()))}}, nil
	}
	if s.Reader.ID == s.Coach.ID {
		return card{Note: note, Blocks: []slack.Block{sectionf("%s ended this coaching on %s. Sessions that were still ahead are cancelled. "+
			"Nobody needs to give a reason for that.", at(s.Coachee), coaching.Wall(s.Engagement.Closed, s.Reader.Location()))}}, nil
	}
	return card{Note: note, Blocks: []slack.Block{
		section(fmt.Sprintf("%s closed this engagement on %s. Sessions that were still ahead are cancelled, and no more questions come. "+
			"What you wrote is still yours to read and to delete.", at(s.Coach), coaching.Wall(s.Engagement.Closed, s.Reader.Location()))),
		buttons(button("My reflections", reflectList, string(s.Engagement.ID))),
	}}, nil
}

// other is whose act the reader is told of.
func (s scene) other() coaching.Person {
	if s.Reader.ID == s.Coach.ID {
		return s.Coachee
	}
	return s.Coach
}

// pausedCard tells the one who did not pause it, and offers the way back while it is paused.
func pausedCard(_ *Bot, _ context.Context, s scene) (card, error) {
	words := fmt.Sprintf("%s paused this coaching on %s.", at(s.other()), coaching.Wall(s.Delivery.Nominal, s.Reader.Location()))
	c := card{Note: "There is news about your engagement in Interlude."}
	if s.Engagement.State != coaching.EngagementPaused {
		c.Blocks = []slack.Block{section(words + " That pause is over.")}
		return c, nil
	}
	c.Blocks = []slack.Block{section(words + " No questions are sent until one of you resumes. Booked sessions stay."),
		buttons(button("Resume", engagementResume, string(s.Engagement.ID)))}
	return c, nil
}

// resumedCard tells the one who did not resume it.
func resumedCard(_ *Bot, _ context.Context, s scene) (card, error) {
	return card{Note: "There is news about your engagement in Interlude.", Blocks: []slack.Block{
		sectionf("%s resumed this coaching on %s. The questions go on as before.", at(s.other()), coaching.Wall(s.Delivery.Nominal, s.Reader.Location())),
	}}, nil
}
