package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func coachCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindCoachProposed: coachProposedCard,
		coaching.KindCoachKept:     coachKeptCard,
		coaching.KindTakenOver:     takenOverCard,
	}
}

// coachMeta is what the forms about another coach carry.
type coachMeta struct {
	Engagement coaching.ID
	Next       coaching.ID `json:",omitempty"`
}

func coachNoneView() *slack.ModalViewRequest {
	return form{Title: "Another coach", Blocks: []slack.Block{section("No coaching is under way for you right now.")}}.modal()
}

// proposeCoachView is the coach's form; next is the zero Person when nobody is proposed.
func proposeCoachView(e coaching.Engagement, coachee, next coaching.Person) *slack.ModalViewRequest {
	f := form{ID: coachPropose, Title: "Another coach", Submit: "Ask the coachee", Meta: coachMeta{Engagement: e.ID}}
	if next.ID != "" {
		f.Blocks = append(f.Blocks, section("You have proposed "+at(next)+". "+at(coachee)+" has not answered yet."),
			buttons(button("Take it back", coachWithdraw, string(e.ID))))
	}
	f.Blocks = append(f.Blocks,
		section("You can hand the coaching of "+at(coachee)+" on to another coach of the practice. They are asked first; nothing changes, and the other coach hears nothing, before they agree."),
		section("With their yes your own part ends at once: you are shown nothing more, what was still to be sent to you is not sent, and the sessions go over to the other coach or are cancelled. "+
			"The other coach sees nothing of what was written before, unless "+at(coachee)+" takes it along."),
		userInput("coach", "Coach", "Please ask them beforehand whether they have room, without naming anybody.", "", false))
	return f.modal()
}

func decodePropose(c *Call) (coaching.ID, string, error) {
	var m coachMeta
	err := c.Meta(&m)
	return m.Engagement, c.Input("coach"), err
}

func proposedCoachView(e coaching.Engagement, coachee, to coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Another coach", Blocks: []slack.Block{
		section("*" + at(coachee) + " is asked* whether " + at(to) + " shall take over. Until they agree everything stays as it is."),
		buttons(button("Take it back", coachWithdraw, string(e.ID))),
	}}.modal()
}

func coachStaysView() *slack.ModalViewRequest {
	return form{Title: "Another coach", Blocks: []slack.Block{section("*Everything stays as it is.*")}}.modal()
}

// coachOfView is what a coachee finds under /coaching coach.
func coachOfView(e coaching.Engagement, coach, next coaching.Person) *slack.ModalViewRequest {
	blocks := []slack.Block{section("Your coach is " + at(coach) + ".")}
	if next.ID != "" {
		blocks = append(blocks, proposalBlocks(e, coach, next)...)
	} else {
		blocks = append(blocks, section("If you would like another one, tell your coach, or ask another coach of the practice to invite you: when you accept you can say that theirs takes the place of this coaching."))
	}
	blocks = append(blocks, section("A new coach sees nothing of what you wrote before. What you would like them to read you choose yourself, then or later."),
		buttons(button("Take something along", alongOpen, string(e.ID))))
	return form{Title: "Another coach", Blocks: blocks}.modal()
}

func proposalBlocks(e coaching.Engagement, coach, next coaching.Person) []slack.Block {
	id := string(e.ID)
	return []slack.Block{
		section(at(coach) + " would like to hand your coaching on to " + at(next) + ", who knows nothing of it yet. Nothing changes unless you agree."),
		buttons(primary("Read what it means", coachReview, id), button("Stay as it is", coachKeep, id)),
	}
}

func coachProposedCard(b *Bot, ctx context.Context, s scene) (card, error) {
	c := card{Note: engagementNews}
	e := s.Engagement
	if e.State == coaching.EngagementPassed {
		c.Blocks = []slack.Block{section("You agreed to go on with another coach on " + coaching.Wall(e.Closed, s.Reader.Location()) + ".")}
		return c, nil
	}
	if e.Next == "" || !e.UnderWay() {
		c.Blocks = []slack.Block{section("Nothing changes: " + at(s.Coach) + " is still your coach.")}
		if !e.UnderWay() {
			c.Blocks = []slack.Block{section("There was a question about another coach. It is no longer open.")}
		}
		return c, nil
	}
	next, err := b.Store.Person(ctx, e.Next)
	if err != nil {
		return card{}, err
	}
	c.Blocks = proposalBlocks(e, s.Coach, next)
	return c, nil
}

func coachKeptCard(_ *Bot, _ context.Context, s scene) (card, error) {
	return card{Note: engagementNews, Blocks: []slack.Block{section(at(s.Coachee) + " would like to stay with you. Everything stays as it is.")}}, nil
}

func takenOverCard(_ *Bot, _ context.Context, s scene) (card, error) {
	c := card{Note: engagementNews}
	if !s.Engagement.UnderWay() {
		c.Blocks = []slack.Block{section("You took over a coaching with " + at(s.Coachee) + ". It is over by now.")}
		return c, nil
	}
	c.Blocks = []slack.Block{
		section("You are the coach of " + at(s.Coachee) + " from now on: they agreed to go on with you. You see nothing of what was written before, unless they show it to you."),
		buttons(primary("Book a session", scheduleOpen, string(s.Engagement.ID)), button("Open", engagementOpen, string(s.Engagement.ID))),
	}
	return c, nil
}

// What becomes of booked sessions.
var aheads = []choice{
	{Value: "cancel", Label: "Cancel them", Note: "The new coach books new ones with you."},
	{Value: "keep", Label: "Keep their times with the new coach", Note: "Where the new coach is free. The others are cancelled."},
}

// reviewCoachView is the coachee's form; ahead is how many sessions are booked.
func reviewCoachView(e coaching.Engagement, coach, to, coachee coaching.Person, ahead int) *slack.ModalViewRequest {
	blocks := []slack.Block{
		section("*" + at(to) + " would be your coach, in place of " + at(coach) + ".*\n" +
			"• " + at(coach) + " is shown and sent nothing more from the moment on at which you agree.\n" +
			"• " + at(to) + " sees nothing of what you wrote so far. Right after this you can choose what to take along; nothing is ticked. What stays behind is yours until it is erased, of which I tell you before.\n" +
			"• Your questions go on as before. Actions go on if you take them along.\n" +
			"• No sponsor is told. If you had one, you can ask them anew, or not."),
	}
	if ahead > 0 {
		blocks = append(blocks, radioInput("ahead", plural(ahead, "session is booked", "sessions are booked"), "", aheads[0].Value, aheads))
	}
	n := e
	n.Coach, n.Sponsor, n.SponsorState = to.ID, "", ""
	blocks = append(blocks, divider(), section("This is the agreement that you accept with it:"))
	blocks = append(blocks, clauseBlocks(coaching.Agreement(n, to.Name, coachee.Name, ""))...)
	blocks = append(blocks, buttons(button("Stay as it is", coachKeep, string(e.ID)), urgent()))
	return form{ID: coachTake, Title: "Another coach", Submit: "Agree", Close: "Not yet", Meta: coachMeta{e.ID, to.ID}, Blocks: blocks}.modal()
}

func decodeTake(c *Call) (e, next coaching.ID, keep bool, err error) {
	var m coachMeta
	err = c.Meta(&m)
	return m.Engagement, m.Next, c.Input("ahead") == "keep", err
}

func tookCoachView(n coaching.Engagement, to coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Another coach", Blocks: []slack.Block{
		section("*" + at(to) + " is your coach now.* They see nothing of what you wrote before. If you like, choose what to take along, now or at any time under `/coaching coach`."),
		buttons(button("Choose what to take along", alongOpen, string(n.ID)), button("Privacy", helpPrivacy, "coach")),
	}}.modal()
}
