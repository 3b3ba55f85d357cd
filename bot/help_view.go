package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// entry is one line of the menu.
type entry struct {
	who             audience
	label, id, does string
	commandLine     string
}

func entries() []entry {
	return []entry{
		{forCoach, "Start an engagement", startOpen, "Invite somebody to work with you.", "/coaching start"},
		{forPair, "Sessions", scheduleOpen, "Book, move or cancel a session.", "/schedule"},
		{forPair, "Actions", actionsOpen, "What was decided, and how it went.", "/actions"},
		{forCoachee, "Reflect", reflectOpen, "Write for yourself, or for your next brief.", "/reflect"},
		{forCoachee, "My reflections", reflectList, "Read, edit or delete what you wrote.", "/reflect"},
		{forCoachee, "Prepare my brief", briefOpen, "Choose what your coach will see before the session.", "/coaching brief"},
		{forCoach, "Read a brief", briefRead, "What your coachee released for the next session.", "/coaching brief @maya"},
		{forCoachee, "Sponsor", sponsorOpen, "What your sponsor was told, and what they could be told.", "/coaching sponsor"},
		{forPair, "What is coming", comingOpen, "What I will send you in the next two weeks, and what I did not.", "/coaching next"},
		{part, "Settings", settingsOpen, "Your time zone, what I may send you, and pausing everything. For a coachee also when I ask, and how to write.", "/coaching settings"},
		{part, "Leave", leaveOpen, "Days on which I hold questions and reminders.", "/coaching leave"},
		{forSponsor, "My part as a sponsor", sponsorReview, "Read it again, or stop the messages.", "/coaching sponsor"},
		{forPair, "Engagement", engagementOpen, "Where it stands, and how to pause, resume or close it.", "/coaching engagement"},
		{forCoachee, "My data", mydataOpen, "Read, take along or erase what is stored about you.", "/coaching mydata"},
		{part, "Privacy", helpPrivacy, "Who can read what.", "/coaching privacy"},
	}
}

// menuView lists what this person may do, and nothing else; first, when there is something, on
// top of it.
func menuView(c *Call, first string) *slack.ModalViewRequest {
	var blocks []slack.Block
	if first != "" {
		blocks = append(blocks, section(first))
	}
	blocks = append(blocks, section("Everything below also works as a command, and only you see the answers."))
	for _, e := range entries() {
		if e.who.allows(c) {
			blocks = append(blocks, sectionWith("*"+e.label+"*\n"+e.does+"\n`"+e.commandLine+"`", button("Open", e.id, "menu")))
		}
	}
	return form{Title: "What I can do", Blocks: append(blocks, divider(), buttons(urgent()))}.modal()
}

// privacyView speaks to the coachee, whom it is about, and shows them the log; everybody else may
// read what they are told.
func privacyView(c *Call, log []slack.Block) *slack.ModalViewRequest {
	clauses := []coaching.Clause{
		{Title: "What you write stays yours", Text: "A reflection is read by you alone until you tick it for a brief. Your coach sees what you ticked, in a form, and nothing else you wrote."},
		{Title: "What your coach sees without a tick", Text: "The actions you both agreed on and their state, and your booked sessions."},
		{Title: "What a sponsor sees", Text: "Single sentences about milestones, each one only after you read it and pressed Share. A sponsor cannot look anything up here."},
		{Title: "What an administrator sees", Text: "That an engagement exists, who is in it and when messages went out. Not your words: they are encrypted with a key of your own, and they never stand in logs."},
		{Title: "What your employer may see in Slack", Text: "Some Slack plans allow an employer to export direct messages. What you type into a form is no message. If that matters to you, choose sealed writing in your settings: then no words of yours, or about your work, stand in a message."},
		{Title: "What I cannot protect", Text: "A phone or laptop that somebody else controls, whoever runs the server that I live on, and orders of a court."},
	}
	var blocks []slack.Block
	if !c.Is(coaching.Coachee) {
		blocks = append(blocks, section("This is what every coachee is told: \"you\" is the coachee."))
	}
	blocks = append(blocks, clauseBlocks(clauses)...)
	if c.Is(coaching.Coachee) {
		blocks = append(blocks, buttons(button("My data", mydataOpen, "privacy")))
	}
	return form{Title: "Privacy", Blocks: append(blocks, log...)}.modal()
}

// clauseBlocks shows titled paragraphs of ours.
func clauseBlocks(cs []coaching.Clause) []slack.Block {
	var out []slack.Block
	for _, c := range cs {
		out = append(out, section("*"+esc(c.Title)+"*\n"+esc(c.Text)))
	}
	return out
}
