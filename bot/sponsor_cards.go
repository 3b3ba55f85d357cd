package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func sponsorCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindMilestone:   milestoneCard,
		coaching.KindSponsorNews: sponsorNewsCard,
		coaching.KindConsentOver: consentOverCard,
		coaching.KindSponsorTold: sponsorToldCard,
	}
}

// milestoneCard asks the coachee. In sealed writing the sentence stands in a form only.
func milestoneCard(b *Bot, ctx context.Context, s scene) (card, error) {
	consent, err := b.Store.Consent(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	one := sentence{e: s.Engagement, sponsor: s.Sponsor, consent: consent, now: b.Now()}
	if one.told, err = b.toldOf(ctx, consent.ID); err != nil {
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

// wayBack takes back at once what has not gone yet, and leads to the list, where everything else
// can be.
func (s sentence) wayBack() slack.Block {
	list := button("The sentences", sponsorOpen, string(s.e.ID))
	if s.waits() {
		return buttons(takeBackButtonOf(s.consent), list)
	}
	return buttons(list)
}

// sponsorNewsCard is the approved sentence and nothing else; where the coachee's writing is sealed,
// a neutral line that leads to it. Before it is sent the consent is
// asked for again; afterwards drawing it anew changes nothing, for it cannot be taken back.
func sponsorNewsCard(b *Bot, ctx context.Context, s scene) (card, error) {
	consent, err := b.Store.Consent(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	var category *coaching.Consent
	if consent.Under != "" {
		if category, err = some(b.Store.Consent(ctx, consent.Under)); err != nil {
			return card{}, err
		}
	}
	return news(consent, category, s, b.Now())
}

func news(consent coaching.Consent, category *coaching.Consent, s scene, now time.Time) (card, error) {
	words := consent.Sentence.Reveal()
	if s.Delivery.State != coaching.DeliverySent {
		m, err := coaching.ForSponsor(consent, category, s.Engagement, now)
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

// toldSponsor draws anew, for the coachee alone, what news that was just posted was about.
func (b *Bot) toldSponsor(ctx context.Context, news coaching.Delivery) error {
	e, err := b.Store.Engagement(ctx, news.Engagement)
	if err != nil {
		return err
	}
	if err := b.redraw(ctx, news.Subject); err != nil {
		return err
	}
	return b.publishHome(ctx, e.Coachee)
}

// consentOverCard tells that a yes has ended by itself, and asks once whether it shall hold again.
func consentOverCard(b *Bot, ctx context.Context, s scene) (card, error) {
	consent, err := b.Store.Consent(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	return consentOver(sentence{e: s.Engagement, consent: consent, now: b.Now()}), nil
}

// consentOver holds no words of the sentence, in either way of writing.
func consentOver(s sentence) card {
	c := card{Note: "There is a question for you in Interlude."}
	what, route, id := "A sentence that you had allowed for your sponsor", sponsorLook, string(s.consent.ID)
	if s.consent.Category != "" {
		what, route, id = "Dates and counts, which you had allowed for your sponsor", sponsorDates, string(s.e.ID)
	}
	if !s.consent.Over(s.now) || !s.offered() {
		c.Blocks = []slack.Block{section("I asked about what your sponsor may be told. That is settled."), s.wayBack()}
		return c
	}
	words := what + ", will not be sent any more: a permission ends by itself after a while, and this one has. Would you like to give it again? If not, there is nothing to do."
	if s.consent.Category == "" {
		words = what + " was not sent in time: a permission ends by itself after a while, and this one has. Would you like to give it again? If not, there is nothing to do."
	}
	c.Blocks = []slack.Block{section(words), buttons(primary("Look at it", route, id))}
	return c
}

// sponsorToldCard shows the coachee that a sentence went without a question. It holds no content.
func sponsorToldCard(b *Bot, ctx context.Context, s scene) (card, error) {
	told, err := b.toldOf(ctx, s.Delivery.Subject)
	if err != nil {
		return card{}, err
	}
	return sponsorTold(s, told), nil
}

func sponsorTold(s scene, told coaching.Told) card {
	words := "Your sponsor was sent a sentence of dates and counts, as you allowed."
	if told == coaching.ToldMaybe {
		words = "A sentence of dates and counts was on its way to your sponsor, as you allowed. I could not find out whether it arrived, and I do not send it again."
	}
	return card{Note: "There is news for you in Interlude.", Blocks: []slack.Block{section(words),
		buttons(button("See it", sponsorLook, string(s.Delivery.Subject)), button("Dates and counts", sponsorDates, string(s.Engagement.ID)))}}
}
