package bot

import (
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

const (
	sponsorLook     = "sponsor.look"
	sponsorShare    = "sponsor.share"
	sponsorReword   = "sponsor.reword"
	sponsorReworded = "sponsor.reworded"
	sponsorRefuse   = "sponsor.refuse"
	sponsorWithdraw = "sponsor.withdraw"
	sponsorRead     = "sponsor.read"
	sponsorListForm = "sponsor.list"
	sponsorDates    = "sponsor.dates"    // looks at the category with its examples
	sponsorAllow    = "sponsor.allow"    // allows it
	sponsorDisallow = "sponsor.disallow" // and no longer
)

// couldBeTold stands above every sentence that waits for the coachee's word.
const couldBeTold = "*Your sponsor could be told:*"

// nameless is a hint and no refusal: the words are the coachee's.
const nameless = "Your name is not in this sentence. Your sponsor gets these words and nothing else, so they may not know whom it is about."

// takesPart reports whether there is a sponsor who takes part, or has not answered yet.
func (s sentence) takesPart() bool {
	return s.e.SponsorState != coaching.SponsorDeclined && s.e.SponsorState != coaching.SponsorGone
}

// open reports whether the sentence waits for a word of the coachee's that would mean something:
// it was not answered, it was taken back, or the yes ended before it was sent.
func (s sentence) open() bool {
	if s.consent.Sentence.Empty() { // erased
		return false
	}
	switch s.consent.State {
	case coaching.ConsentAsked, coaching.ConsentRefused, coaching.ConsentWithdrawn:
		return s.told == coaching.ToldNothing
	}
	return s.told == coaching.ToldNothing && s.consent.Over(s.now)
}

// waits reports whether the sentence is allowed and was not sent yet.
func (s sentence) waits() bool {
	return s.told == coaching.ToldNothing && s.consent.Holds(s.now) && s.e.State != coaching.EngagementEnded
}

// offered reports whether there is a sponsor who could still be told.
func (s sentence) offered() bool { return coaching.Offerable(s.e) }

// quoted shows the exact words, set off as a quotation.
func quoted(words coaching.Private) slack.Block { return section(">" + escWords(words)) }

// shareButton carries which words were shown above it: only those can be shared by it.
func shareButton(c coaching.Consent) *slack.ButtonBlockElement {
	return primary("Share", sponsorShare, string(c.ID)+"|"+c.Hash)
}

// presses are what the coachee may do with the sentence as it stands.
func (s sentence) presses() []slack.BlockElement {
	id := string(s.consent.ID)
	switch {
	case s.open() && !s.offered():
		return nil
	case s.open() && s.consent.State == coaching.ConsentAsked:
		return []slack.BlockElement{shareButton(s.consent), button("Change the words", sponsorReword, id), button("Not now", sponsorRefuse, id)}
	case s.open():
		return []slack.BlockElement{shareButton(s.consent), button("Change the words", sponsorReword, id)}
	case s.waits():
		return []slack.BlockElement{takeBackButtonOf(s.consent)}
	case s.consent.State == coaching.ConsentGiven:
		return []slack.BlockElement{button("Withdraw", sponsorWithdraw, id)}
	}
	return nil
}

// takeBackButtonOf stops a sentence that has not gone yet, by one press.
func takeBackButtonOf(c coaching.Consent) *slack.ButtonBlockElement {
	return button("Take back", sponsorWithdraw, string(c.ID))
}

// who names the sponsor in a small line: a yes is a yes to somebody.
func (s sentence) who() string {
	if s.sponsor.ID == "" || !s.takesPart() {
		return ""
	}
	return "Your sponsor is " + at(s.sponsor) + ". "
}

// became says where the sentence stands, in the reader's zone.
func (s sentence) became(reader coaching.Person) string {
	c, loc := s.consent, reader.Location()
	switch c.State {
	case coaching.ConsentAsked:
		switch {
		case s.told != coaching.ToldNothing:
			return "Nothing more is sent of it. " + s.has()
		case !s.takesPart():
			return "Nothing was sent, and nothing will be: no sponsor takes part any more."
		case !s.offered():
			return "Nothing was sent, and nothing will be."
		}
		return "Waits for you since " + coaching.Wall(c.Asked, loc) + ". Nothing is sent unless you share it."
	case coaching.ConsentRefused:
		return "Not now. Nothing was sent, and nobody but you can see that I asked."
	case coaching.ConsentWithdrawn:
		return s.withdrawn(reader) + " That was on " + coaching.Wall(c.Withdrawn, loc) + "."
	}
	return s.allowed(reader)
}

// allowed says what comes of a yes.
func (s sentence) allowed(reader coaching.Person) string {
	c, loc := s.consent, reader.Location()
	words := "You shared it on " + coaching.Wall(c.Given, loc) + "."
	if c.Under != "" {
		words = "You had allowed dates and counts. This came about on " + coaching.Wall(c.Given, loc) + "."
	}
	switch {
	case s.told != coaching.ToldNothing:
		return words + " " + s.has()
	case s.e.State == coaching.EngagementEnded:
		return words + " It was not sent, and will not be."
	case c.Over(s.now):
		return words + " That ended by itself on " + coaching.Wall(c.Expires, loc) + ", before it was sent. Nothing is sent unless you share it again."
	case s.e.SponsorState == coaching.SponsorAsked && s.offered():
		return words + " It waits until your sponsor has accepted their part. Until it is sent you can take it back."
	case s.now.Before(c.Ready()):
		return words + " It is sent on " + coaching.Wall(c.Ready(), loc) + ". Until then you can take it back."
	}
	return words
}

// has says what the sponsor has got.
func (s sentence) has() string {
	if s.told == coaching.ToldMaybe {
		return "I could not find out whether your sponsor has it, and I do not send it again."
	}
	return "Your sponsor has it."
}

// sentenceView is the one sentence with its three choices: all of it in a form, for sealed writing.
func sentenceView(s sentence, reader coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Your sponsor", Blocks: append(s.blocks(reader), s.history(reader)...)}.modal()
}

func (s sentence) blocks(reader coaching.Person) []slack.Block {
	title := couldBeTold
	if !s.open() || s.consent.State == coaching.ConsentWithdrawn {
		title = "*For your sponsor:*"
	}
	out := []slack.Block{section(title), quoted(s.consent.Sentence), small(s.who() + s.became(reader))}
	els := s.presses()
	if s.open() && len(els) > 0 && !coaching.Names(s.consent.Sentence.Reveal(), reader) {
		out = append(out, small(nameless))
	}
	if s.events == nil && s.sponsor.ID == "" { // in the list
		els = append(els, button("History", sponsorLook, string(s.consent.ID)))
	}
	if len(els) > 0 {
		out = append(out, buttons(els...))
	}
	return out
}

// sentenceList is every sentence of a coachee, engagement by engagement.
type sentenceList struct {
	reader      coaching.Person
	now         time.Time
	people      map[coaching.ID]coaching.Person
	engagements []coaching.Engagement
	sentences   [][]sentence       // oldest first
	dates       []coaching.Consent // to dates and counts; zero: never given
}

func sentencesView(l sentenceList) *slack.ModalViewRequest {
	blocks := []slack.Block{section("Your sponsor is sent nothing but sentences that you shared, word for word, and dates and counts if you allow those. They cannot see what you did not share, or that I asked.")}
	for i, e := range l.engagements {
		blocks = append(blocks, divider(), sectionf("*Coaching with %s* · sponsor %s, %s", at(l.people[e.Coach]), at(l.people[e.Sponsor]), partWords(e)))
		blocks = append(blocks, datesBlocks(e, l.dates[i], l.reader, l.now)...)
		if len(l.sentences[i]) == 0 {
			blocks = append(blocks, small("There has been no milestone yet."))
		}
		for _, s := range slices.Backward(l.sentences[i]) {
			blocks = append(blocks, s.blocks(l.reader)...)
		}
	}
	return form{Title: "Your sponsor", Meta: listMeta{sponsorListForm}, Blocks: blocks}.modal()
}

func partWords(e coaching.Engagement) string {
	switch e.SponsorState {
	case coaching.SponsorAccepted:
		return "takes part"
	case coaching.SponsorDeclined:
		return "does not take part"
	case coaching.SponsorGone:
		return "cannot be reached any more"
	}
	return "has not answered yet"
}

// rewordMeta is what the form for other words carries.
type rewordMeta struct {
	Consent coaching.ID
	Version int
}

func rewordView(c coaching.Consent) *slack.ModalViewRequest {
	return form{ID: sponsorReworded, Title: "Change the words", Submit: "Look at it", Meta: rewordMeta{c.ID, c.Version}, Blocks: []slack.Block{
		textInput("sentence", "Your sponsor could be told:", fmt.Sprintf("One or two sentences, at most %d characters. You see them once more before anything is shared.", coaching.MaxLine),
			c.Sentence.Reveal(), true, false),
		small("Nothing is sent by this. Your sponsor would get these words and nothing else, so let your name stand in them."),
	}}.modal()
}
