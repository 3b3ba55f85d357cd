package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// noLongerOpens is what a withdrawal does once the sponsor has the sentence, in sealed writing:
// there they have a button that leads to it.
const noLongerOpens = "Your sponsor may have read this sentence already, which I cannot take back. They can no longer open it here."

func (s sentence) withdrawn(reader coaching.Person) string {
	if s.told == coaching.ToldAll && reader.Writing == coaching.Sealed {
		return "Withdrawn. " + noLongerOpens
	}
	return coaching.WithdrawnText(s.told)
}

// readNews shows the sponsor a sentence that no message may hold. The consent is asked for once
// more: what was withdrawn, or has come to its end, is shown no longer, in one and the same words.
// That it is read stands in the coachee's log before.
func readNews(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	consent, err := b.Store.ConsentIn(ctx, coaching.ID(c.Value), c.where(coaching.Sponsor))
	if err != nil {
		return Answer{}, err
	}
	e, err := c.engagementAs(consent.Engagement, coaching.Sponsor)
	if err != nil || consent.Recipient != c.Person.ID {
		return Answer{}, neutral()
	}
	told, err := b.toldOf(ctx, consent.ID)
	if err != nil {
		return Answer{}, err
	}
	if told == coaching.ToldNothing {
		return Answer{}, neutral()
	}
	if err := b.looks(ctx, e, c.Person, coaching.AccessSponsorRead); err != nil {
		return Answer{}, err
	}
	if consent, err = b.Store.ConsentIn(ctx, consent.ID, c.where(coaching.Sponsor)); err != nil { // a withdrawal counts until here
		return Answer{}, err
	}
	consent.Under = "" // what dates and counts allowed was asked for when it was sent
	m, err := coaching.ForSponsor(consent, nil, e, b.Now())
	if err != nil {
		return c.opened(newsView("This sentence is no longer here.", "")), nil
	}
	return c.opened(newsView("The coachee approved these words for you:", m.Sentence)), nil
}

func newsView(lead, words string) *slack.ModalViewRequest {
	return form{Title: "For you as a sponsor", Blocks: append([]slack.Block{section(lead)}, paragraphs(words)...)}.modal()
}
