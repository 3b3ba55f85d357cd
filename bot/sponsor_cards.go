package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func sponsorCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindMilestone:   milestoneCard,
		coaching.KindSponsorNews: sponsorNewsCard,
	}
}

// milestoneCard asks the coachee. In sealed writing the sentence stands in a form only.
func milestoneCard(b *Bot, ctx context.Context, s scene) (card, error) {
	consent, err := b.Store.Consent(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	one := sentence{e: s.Engagement, sponsor: s.Sponsor, consent: consent}
	if one.sent, err = b.newsSent(ctx, consent.ID); err != nil {
		return card{}, err
	}
	return milestone(one, s), nil
}

// milestone shows the sentence and its choices; once answered what happened, the buttons gone.
func milestone(one sentence, s scene) card {
	c := card{Note: "There is a question for you in Interlude."}
	switch {
	case s.sealed():
		c.Blocks = sealedMilestone(one, s.Reader)
	case one.consent.State == coaching.ConsentAsked:
		c.Blocks = one.blocks(s.Reader)
	default:
		c.Blocks = []slack.Block{section("*About your sponsor:*"), quoted(one.consent.Sentence), small(one.who() + one.became(s.Reader)), one.wayBack()}
	}
	return c
}

func sealedMilestone(s sentence, reader coaching.Person) []slack.Block {
	if s.consent.State == coaching.ConsentAsked && s.offered() {
		return []slack.Block{section("A question about your sponsor waits for you. Nothing is sent before you have answered."),
			buttons(primary("Look at it", sponsorLook, string(s.consent.ID)))}
	}
	return []slack.Block{section("The question about your sponsor is settled."), small(s.became(reader)), s.wayBack()}
}

// wayBack leads to the list, where "Not now" and a yes can be taken back.
func (s sentence) wayBack() slack.Block {
	return buttons(button("The sentences", sponsorOpen, string(s.e.ID)))
}

// sponsorNewsCard is the approved sentence and nothing else; where the coachee's writing is sealed,
// a neutral line that leads to it. Before it is sent the consent is
// asked for again; afterwards drawing it anew changes nothing, for it cannot be taken back.
func sponsorNewsCard(b *Bot, ctx context.Context, s scene) (card, error) {
	consent, err := b.Store.Consent(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	return news(consent, s)
}

func news(consent coaching.Consent, s scene) (card, error) {
	words := consent.Sentence.Reveal()
	if s.Delivery.State != coaching.DeliverySent {
		m, err := coaching.ForSponsor(consent, s.Engagement)
		if err != nil {
			return card{}, err
		}
		words = m.Sentence
	}
	if s.Reader.ID != consent.Recipient {
		return card{}, neutral()
	}
	note := "There is a message for you in Interlude."
	if s.sealed() {
		return card{Note: note, Blocks: []slack.Block{section("There is a sentence for you about a coaching that you support."),
			buttons(primary("Read it", sponsorRead, string(consent.ID)))}}, nil
	}
	return card{Note: note, Blocks: paragraphs(words)}, nil
}
