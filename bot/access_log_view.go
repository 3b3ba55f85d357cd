package bot

import (
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// linesPerBlock keeps a block of the log far below Slack's 3,000 characters.
const linesPerBlock = 10

func accessLogView(l accessLog) *slack.ModalViewRequest {
	return form{Title: "Privacy", Blocks: l.blocks()}.modal()
}

// blocks draws one page of the log.
func (l accessLog) blocks() []slack.Block {
	out := []slack.Block{
		section("*Who was shown or sent something of yours*"),
		small("Newest first. It keeps what kind of thing it was, never what stood in it. Nobody but you can see this list."),
	}
	var lines []string
	for i, a := range l.Lines {
		lines = append(lines, "• "+coaching.Wall(a.At, l.Reader.Location())+": "+l.words(a))
		if len(lines) == linesPerBlock || i == len(l.Lines)-1 {
			out, lines = append(out, section(strings.Join(lines, "\n"))), nil
		}
	}
	if len(l.Lines) == 0 {
		out = append(out, section("There is nothing in it yet."))
	}
	var row []slack.BlockElement
	if l.More {
		row = append(row, button("Show earlier", privacyLog+"#earlier", lineValue(l.Lines[len(l.Lines)-1])))
	}
	if !l.Newest {
		row = append(row, button("Show the newest", privacyLog+"#newest", "newest"))
	}
	if len(row) > 0 {
		out = append(out, buttons(row...))
	}
	return out
}

// accessWords say what happened: by the coachee themselves, and by somebody else.
var accessWords = map[coaching.AccessKind]struct{ you, other string }{
	coaching.AccessBriefOpened:        {"You opened your brief.", "%s opened your brief."},
	coaching.AccessBriefReleased:      {"You released a brief to your coach.", "%s released a brief."},
	coaching.AccessBriefWithdrawn:     {"You took your brief back.", "%s took a brief back."},
	coaching.AccessActionsOpened:      {"You opened your actions.", "%s opened the list of your actions."},
	coaching.AccessReasonOpened:       {"You read a reason.", "%s could read the reason that you gave about a session."},
	coaching.AccessSponsorTold:        {"You were sent a sentence.", "%s was sent a sentence that you allowed."},
	coaching.AccessSponsorRead:        {"You read a sentence.", "%s opened a sentence that you allowed."},
	coaching.AccessSponsorDoubt:       {"A sentence may not have arrived.", "I could not find out whether the sentence for %s arrived. I do not send it again."},
	coaching.AccessConsentGiven:       {"You allowed a sentence for your sponsor.", "%s allowed a sentence."},
	coaching.AccessConsentWithdrawn:   {"You took back what you had allowed for your sponsor.", "%s took a consent back."},
	coaching.AccessCategoryGiven:      {"You allowed dates and counts for your sponsor.", "%s allowed dates and counts."},
	coaching.AccessCategoryWithdrawn:  {"You no longer allow dates and counts for your sponsor.", "%s no longer allows dates and counts."},
	coaching.AccessAgreementAccepted:  {"You accepted the coaching agreement.", "%s accepted their part as your sponsor."},
	coaching.AccessAgreementWithdrawn: {"You took your part back.", "%s does not take part as your sponsor."},
	coaching.AccessCoachChanged:       {"You changed your coach.", "%s became your coach."},
	coaching.AccessEnded:              {"You ended the coaching.", "%s closed the coaching."},
	coaching.AccessExport:             {"You made a copy of your data.", "%s made a copy of your data."},
	coaching.AccessErasure:            {"You erased something of yours.", "%s erased something of yours, as you were told before."},
	coaching.AccessErasurePlanned:     {"You asked for everything of yours to be erased.", "%s planned an erasure."},
	coaching.AccessErasureCalledOff:   {"You kept your data after all.", "%s called an erasure off."},
}

// words is a line in plain words.
func (l accessLog) words(a coaching.Access) string {
	w, known := accessWords[a.What]
	switch {
	case !known:
		return "Something of yours was used, in a way that this version of me cannot name."
	case a.Who == l.Reader.ID:
		return w.you
	case a.Who == "":
		return strings.Replace(w.other, "%s", "Interlude", 1)
	}
	return strings.Replace(w.other, "%s", at(l.People[a.Who]), 1)
}
