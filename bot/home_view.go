package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// maxHomeParts keeps Home within Slack's 100 blocks.
const maxHomeParts = 8

func homeView(blocks []slack.Block) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxModal)]}}
}

// homeBlocks draws Home; more is how many engagements there are besides parts.
func homeBlocks(c *Call, parts []homePart, more int) []slack.Block {
	var out []slack.Block
	if !c.Person.Greeted {
		out = append(out, greeting(c)...)
	}
	out = append(out, erasureBlocks(c.Person)...)
	if c.Person.Paused {
		out = append(out, section("*Everything is paused.* "+pauseWords), buttons(pauseButton(c.Person)))
	}
	if c.Is(coaching.Coach) {
		begin := button("Start an engagement", startOpen, "home")
		if !underWay(parts) {
			begin = primary("Start an engagement", startOpen, "home")
		}
		out = append(out, buttons(begin, button("Book a session", scheduleOpen, "home"),
			button("Actions", actionsOpen, "home"), button("Help", helpOpen, "home")))
	}
	for _, h := range parts {
		out = append(out, divider())
		out = append(out, h.blocks()...)
	}
	if more > 0 {
		out = append(out, small(fmt.Sprintf("And %d more. `/actions` and `/schedule` reach all of them.", more)))
	}
	switch {
	case len(parts) > 0:
	case c.Is(coaching.Coach):
		out = append(out, section("Nothing is under way yet. Start an engagement to invite somebody."))
	default:
		out = append(out, section("Nothing is under way for you right now."))
	}
	last := []slack.BlockElement{button("Leave", leaveOpen, "home"), button("Privacy", helpPrivacy, "home"), urgent()}
	if c.Is(coaching.Coachee) {
		last = append([]slack.BlockElement{button("My data", mydataOpen, "home")}, last...)
	} else {
		last = append([]slack.BlockElement{button("Settings", settingsOpen, "home")}, last...)
	}
	if c.Is(coaching.Coach) || c.Is(coaching.Coachee) {
		last = append([]slack.BlockElement{button("What is coming", comingOpen, "home")}, last...)
	}
	return append(out, divider(), buttons(last...))
}

// underWay reports whether the reader coaches anybody, or has invited somebody.
func underWay(parts []homePart) bool {
	return slices.ContainsFunc(parts, func(h homePart) bool { return h.Role == coaching.Coach && !h.Engagement.Over() })
}

// greetings say to each part what Interlude does for it, and who sees what.
var greetings = []struct {
	role  coaching.Role
	words string
}{
	{coaching.Coachee, "I keep you company between two coaching sessions: I remind you of what you decided, ask a few questions now and then, and help to book sessions.\n\n" +
		"What you write is encrypted and yours. Your coach sees only what you tick for a brief; a sponsor hears only sentences you approved. You can stop the questions at any time in the settings."},
	{coaching.Coach, "I keep your coachees company between two sessions: I remind them of what they decided, ask them a few questions now and then, and help you both to book sessions.\n\n" +
		"You see the sessions and the actions. What a coachee writes is theirs, and you read what they tick for a brief. What a sponsor hears is for the coachee alone to decide."},
	{coaching.Sponsor, "You are a sponsor: you support a coaching without taking part in it. Once you have accepted your part I may bring you single sentences, and the coachee has approved every word of them.\n\n" +
		"There is nothing to look up here. `/coaching sponsor` shows your part, and how to stop."},
}

// greeting stands on top of Home until it is put away.
func greeting(c *Call) []slack.Block {
	var words []string
	for _, g := range greetings {
		if c.Is(g.role) {
			words = append(words, g.words)
		}
	}
	return []slack.Block{
		header("Hello, I am Interlude"), section(strings.Join(words, "\n\n")),
		buttons(button("Got it", homeGreeted, "home"), button("Privacy", helpPrivacy, "home")),
	}
}

func (h homePart) blocks() []slack.Block {
	switch h.Role {
	case coaching.Coach:
		return h.forCoach()
	case coaching.Coachee:
		return h.forCoachee()
	}
	return h.forSponsor()
}

func (h homePart) forCoach() []slack.Block {
	id := string(h.Engagement.ID)
	out := []slack.Block{section(fmt.Sprintf("*%s* · %s", at(h.Other), stateWords(h.Engagement)))}
	if !h.Engagement.Live() {
		return append(out, buttons(button("Open", engagementOpen, id)))
	}
	out = append(out, section(h.next()), small(h.path()))
	if h.paused() {
		out = append(out, section("Paused: no questions are sent until one of you resumes. Booked sessions stay."), h.resume())
	}
	book := button("Book a session", scheduleOpen, id)
	if !h.booked() && !h.paused() {
		book = primary("Book a session", scheduleOpen, id)
	}
	return append(out,
		buttons(book, button("Brief", briefRead, id), button("Actions", actionsOpen, id), button("Open", engagementOpen, id)))
}

func (h homePart) forCoachee() []slack.Block {
	id := string(h.Engagement.ID)
	out := []slack.Block{section(fmt.Sprintf("*Your coaching with %s* · %s", at(h.Other), stateWords(h.Engagement)))}
	switch {
	case h.Engagement.State == coaching.EngagementInvited:
		return append(out, buttons(primary("Review agreement", agreementReview, id)))
	case !h.Engagement.Live():
		return append(append(out, h.aboutSponsor()...), buttons(button("My reflections", reflectList, id)))
	}
	out = append(out, section(h.next()), section(h.waiting()), small(h.path()))
	out = append(out, h.aboutSponsor()...)
	write := primary("Reflect", reflectOpen, id)
	if h.paused() {
		out = append(out, h.resume())
		write = button("Reflect", reflectOpen, id)
	}
	return append(out,
		buttons(write, button("Actions", actionsOpen, id), button("Prepare my brief", briefOpen, id), button("Sessions", scheduleOpen, id)),
		buttons(button("My reflections", reflectList, id), button("Sponsor", sponsorOpen, id), button("Settings", settingsOpen, id), button("Engagement", engagementOpen, id)))
}

func (h homePart) booked() bool {
	return slices.ContainsFunc(h.Sessions, func(s coaching.Session) bool { return s.State == coaching.SessionBooked })
}

func (h homePart) paused() bool { return h.Engagement.State == coaching.EngagementPaused }

// resume ends the pause, whoever began it.
func (h homePart) resume() slack.Block {
	return buttons(primary("Resume", engagementResume, string(h.Engagement.ID)))
}

func (h homePart) forSponsor() []slack.Block {
	e := h.Engagement
	switch e.SponsorState {
	case coaching.SponsorAsked:
		return []slack.Block{section("You have been named as the sponsor of a coaching with " + at(h.Other) + "."),
			buttons(primary("Review your part", sponsorReview, string(e.ID)))}
	case coaching.SponsorAccepted:
		return []slack.Block{section("You are the sponsor of a coaching with " + at(h.Other) + ". I send you a message when there is something the coachee wants you to know. There is nothing to look up here.")}
	}
	return []slack.Block{section(coaching.Neutral)}
}

// next says when the next session is, in both zones.
func (h homePart) next() string {
	for _, s := range h.Sessions {
		if s.State == coaching.SessionBooked {
			return "Next session: " + coaching.BothZones(s.Start, h.Me.Location(), h.Other.Location())
		}
	}
	return "No session is booked."
}

func (h homePart) waiting() string {
	lines := []string{plural(h.Open, "open action", "open actions")}
	if h.Proposed > 0 {
		lines = append(lines, plural(h.Proposed, "proposal waits", "proposals wait")+" for your answer")
	}
	switch {
	case h.paused():
		lines = append(lines, "questions paused until one of you resumes")
	case h.Me.Paused:
		lines = append(lines, "questions paused, as everything is")
	case h.Schedule.Paused:
		lines = append(lines, "questions turned off in your settings")
	case h.Schedule.Next.IsZero():
		lines = append(lines, "no questions planned")
	default:
		next := "next questions: " + coaching.Wall(h.Schedule.Next, h.Me.Location())
		if h.Me.Absence.OnLeave(coaching.DateOf(h.Schedule.Next.In(h.Me.Location()))) {
			next += ", held over your leave"
		}
		lines = append(lines, next)
	}
	return strings.Join(lines, " · ")
}

// path draws the stations in words and signs, so that neither stands alone.
func (h homePart) path() string {
	signs := map[coaching.StepState]string{coaching.StepDone: "●", coaching.StepNext: "◐", coaching.StepAhead: "○"}
	var out []string
	for _, s := range coaching.Path(h.Engagement, h.Sessions) {
		word := s.Name
		switch {
		case s.State == coaching.StepDone:
			word += " (done)"
		case !s.At.IsZero():
			word += " (" + s.At.In(h.Me.Location()).Format("2 Jan") + ")"
		}
		out = append(out, strings.ReplaceAll(signs[s.State]+" "+word, " ", "\u00a0")) // a station stays on one line
	}
	return strings.Join(out, "  ")
}

func stateWords(e coaching.Engagement) string {
	if e.Suspended() && !e.Over() {
		return "rests"
	}
	switch e.State {
	case coaching.EngagementInvited:
		return "invited, not yet answered"
	case coaching.EngagementActive:
		return "under way"
	case coaching.EngagementPaused:
		return "paused"
	case coaching.EngagementClosing:
		return "closing"
	case coaching.EngagementClosed:
		return "closed"
	case coaching.EngagementPassed:
		return "ended, went on with another coach"
	}
	return "ended"
}

// plural writes "1 open action" or "3 open actions".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
