package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// aboutSponsor is what the coachee can decide by one press: the newest sentence that waits for
// their word or can still be taken back, and whether dates and counts go. In sealed writing the
// words stand in a form.
func (h homePart) aboutSponsor() []slack.Block {
	var out []slack.Block
	open := 0
	for i := len(h.Sentences) - 1; i >= 0; i-- {
		s := h.Sentences[i]
		asks := s.open() && s.offered() && s.consent.State == coaching.ConsentAsked
		if !asks && !s.waits() {
			continue
		}
		if open++; open == 1 {
			out = h.oneSentence(s, asks)
		}
	}
	if open > 1 {
		out = append(out, small(plural(open-1, "more sentence", "more sentences")+" under Sponsor."))
	}
	if datesHold(h.Dates, h.Now) && datesOffered(h.Engagement) {
		out = append(out, sectionWith("Dates and counts go to your sponsor without a question, until "+coaching.Wall(h.Dates.Expires, h.Me.Location())+".",
			disallowButton(h.Engagement)))
	}
	return out
}

func (h homePart) oneSentence(s sentence, asks bool) []slack.Block {
	id := string(s.consent.ID)
	sealed := h.Me.Writing == coaching.Sealed
	quote := "\n>" + escWords(s.consent.Sentence)
	if sealed {
		quote = ""
	}
	switch {
	case asks && sealed:
		return []slack.Block{sectionWith("A sentence for your sponsor waits for your answer. Nothing is sent before.", button("Look at it", sponsorLook, id))}
	case asks:
		return []slack.Block{section(couldBeTold + quote), buttons(shareButton(s.consent), button("Not now", sponsorRefuse, id))}
	}
	return []slack.Block{sectionWith("A sentence for your sponsor is on its way. "+s.allowed(h.Me)+quote, takeBackButtonOf(s.consent))}
}
