package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// sentAlready is what a withdrawal can still do once the sponsor has the sentence. In sealed
// writing they have a button that leads to it.
var sentAlready = map[bool]string{
	false: "Your sponsor has already received this sentence, and I cannot take it back. I will not send it again.",
	true:  "Your sponsor may have read this sentence already, which I cannot take back. They can no longer open it here.",
}

func (s sentence) withdrawn(reader coaching.Person) string {
	if s.sent && reader.Writing == coaching.Sealed {
		return "Withdrawn. " + sentAlready[true]
	}
	return coaching.WithdrawnText(s.sent)
}

// readNews shows the sponsor a sentence that no message may hold. The consent is asked for once
// more: what was withdrawn, or has come to its end, is shown no longer, in one and the same words.
func readNews(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	consent, err := b.Store.ConsentIn(ctx, coaching.ID(c.Value), c.where(coaching.Sponsor))
	if err != nil {
		return Answer{}, err
	}
	e, err := c.engagementAs(consent.Engagement, coaching.Sponsor)
	if err != nil || consent.Recipient != c.Person.ID {
		return Answer{}, neutral()
	}
	sent, err := b.newsSent(ctx, consent.ID)
	if err != nil {
		return Answer{}, err
	}
	if !sent {
		return Answer{}, neutral()
	}
	m, err := coaching.ForSponsor(consent, e)
	if err != nil {
		return c.opened(newsView("This sentence is no longer here.", "")), nil
	}
	return c.opened(newsView("The coachee approved these words for you:", m.Sentence)), nil
}

func newsView(lead, words string) *slack.ModalViewRequest {
	return form{Title: "For you as a sponsor", Blocks: append([]slack.Block{section(lead)}, paragraphs(words)...)}.modal()
}
