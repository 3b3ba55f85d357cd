package bot

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// engagementShown is what the overview of one engagement is drawn from.
type engagementShown struct {
	me          coaching.ID
	e           coaching.Engagement
	people      map[coaching.ID]coaching.Person
	acceptances []coaching.Acceptance
	sessions    []coaching.Session
}

// shownMarks is how many past sessions the overview lists for correction.
const shownMarks = 12

func engagementView(o engagementShown) *slack.ModalViewRequest {
	blocks := []slack.Block{
		sectionf("*%s coaches %s* · %s", at(o.people[o.e.Coach]), at(o.people[o.e.Coachee]), stateWords(o.e)),
		small(planWords(o.e)),
	}
	if words := o.sponsorWords(); words != "" {
		blocks = append(blocks, small(words))
	}
	for _, a := range o.acceptances {
		blocks = append(blocks, small(o.acceptanceWords(a)))
	}
	if els := o.presses(); len(els) > 0 {
		blocks = append(blocks, buttons(els...))
	}
	if words := o.hint(); words != "" {
		blocks = append(blocks, small(words))
	}
	return form{Title: "Engagement", Meta: listMeta{engagementForm}, Blocks: append(blocks, o.marks()...)}.modal()
}

func (o engagementShown) coaches() bool { return o.me == o.e.Coach }

func (o engagementShown) sponsorWords() string {
	if o.e.Sponsor == "" {
		return "No sponsor: nobody else is told anything."
	}
	who := at(o.people[o.e.Sponsor])
	switch o.e.SponsorState {
	case coaching.SponsorAsked:
		return "Sponsor: " + who + ", has not answered yet."
	case coaching.SponsorAccepted:
		return "Sponsor: " + who + ", takes part."
	case coaching.SponsorGone:
		return "Sponsor: " + who + ", cannot be reached any more."
	case coaching.SponsorDeclined:
		return "Sponsor: " + who + ", does not take part."
	}
	return "Sponsor: " + who + ", is asked once the coachee has accepted."
}

func (o engagementShown) acceptanceWords(a coaching.Acceptance) string {
	did := "accepted"
	if !a.Accepted {
		did = "declined"
	}
	return fmt.Sprintf("%s %s the agreement, version %s, on %s.", at(o.people[a.Person]), did, esc(a.Text), coaching.Wall(a.At, o.people[o.me].Location()))
}

// presses are what the reader may do to the engagement as it stands.
func (o engagementShown) presses() []slack.BlockElement {
	id := string(o.e.ID)
	var els []slack.BlockElement
	switch {
	case o.e.State == coaching.EngagementInvited && o.coaches():
		return []slack.BlockElement{button("Read the agreement", agreementReview, id), withdrawButton(o.e.ID)}
	case o.e.State == coaching.EngagementInvited:
		return []slack.BlockElement{primary("Review agreement", agreementReview, id)}
	case o.e.Live():
		els = append(els, button("Sessions", scheduleOpen, id))
	}
	els = append(els, button("Read the agreement", agreementReview, id))
	if o.e.Sponsor != "" && !o.coaches() {
		els = append(els, button("Sponsor", sponsorOpen, id))
	}
	switch o.e.State {
	case coaching.EngagementActive:
		els = append(els, button("Pause", engagementPause, id))
	case coaching.EngagementPaused:
		els = append(els, primary("Resume", engagementResume, id))
	}
	if o.e.Live() {
		els = append(els, button("Another coach", coachOpen, id))
	}
	if o.e.Live() && !o.coaches() {
		els = append(els, button("Name a sponsor", sponsorName, id))
	}
	switch {
	case o.e.UnderWay() && o.coaches():
		els = append(els, danger("Close the engagement", engagementClose, id,
			"This closes the engagement for good: sessions that are still ahead are cancelled, and no more questions are sent. To stop for a while, pause it instead.", "Close it"))
	case o.e.UnderWay():
		els = append(els, danger("End the coaching", engagementClose, id,
			"This ends the coaching for good, and your coach is told. Sessions that are still ahead are cancelled, and nothing more is sent to you or to a sponsor. What you wrote stays yours. To stop for a while, pause it instead.", "End it"))
	case !o.coaches() && o.e.Begun():
		els = append(els, button("My reflections", reflectList, id))
	}
	return els
}

func (o engagementShown) hint() string {
	if o.e.Suspended() && !o.e.Over() {
		return "It rests: one of you cannot be reached here at the moment. Nothing is sent, and what was written is shown to nobody but the coachee."
	}
	switch o.e.State {
	case coaching.EngagementPassed:
		return "Went on with another coach on " + coaching.Wall(o.e.Closed, o.people[o.me].Location()) + "."
	case coaching.EngagementActive:
		return "Pause stops the questions until one of you resumes; the other one is told. Booked sessions stay."
	case coaching.EngagementPaused:
		return "Paused: no questions are sent. Booked sessions stay."
	case coaching.EngagementClosed:
		return "Closed on " + coaching.Wall(o.e.Closed, o.people[o.me].Location()) + "."
	case coaching.EngagementEnded:
		return "Ended on " + coaching.Wall(o.e.Closed, o.people[o.me].Location()) + "."
	}
	return ""
}

// marks lists the last sessions that took place or did not, so that the coach can correct it.
func (o engagementShown) marks() []slack.Block {
	var out []slack.Block
	for _, s := range slices.Backward(o.sessions) {
		if s.State != coaching.SessionHeld && s.State != coaching.SessionMissed || len(out) > shownMarks {
			continue
		}
		if len(out) == 0 {
			out = append(out, header("Past sessions"))
		}
		words := fmt.Sprintf("%s · %s", coaching.Wall(s.Start, o.people[o.me].Location()), s.State)
		if o.coaches() && o.e.Live() {
			out = append(out, sectionWith(words, correction(s)))
		} else {
			out = append(out, section(words))
		}
	}
	return out
}

// correction is the other mark.
func correction(s coaching.Session) *slack.ButtonBlockElement {
	if s.State == coaching.SessionHeld {
		return button("It was missed", scheduleMissed, string(s.ID))
	}
	return button("It was held", scheduleHeld, string(s.ID))
}

// engagementForm names the overview, so that a press on it can be answered there.
const engagementForm = "engagement.view"

// engagementsView lists several engagements to choose from.
func engagementsView(me coaching.ID, es []coaching.Engagement, people map[coaching.ID]coaching.Person) *slack.ModalViewRequest {
	blocks := []slack.Block{section("Which one do you mean?")}
	for _, e := range es[:min(len(es), maxModal-1)] {
		words := fmt.Sprintf("*Your coaching with %s* · %s", at(people[e.Coach]), stateWords(e))
		if e.Coach == me {
			words = fmt.Sprintf("*%s* · %s", at(people[e.Coachee]), stateWords(e))
		}
		blocks = append(blocks, sectionWith(words, button("Open", engagementOpen, string(e.ID))))
	}
	return form{Title: "Engagements", Blocks: blocks}.modal()
}
