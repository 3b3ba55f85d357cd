package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func (c cast) sentence(id string, words string, state coaching.ConsentState, sent bool) sentence {
	told := coaching.ToldNothing
	if sent {
		told = coaching.ToldAll
	}
	k := coaching.Consent{ID: coaching.ID(id), Engagement: c.e.ID, Recipient: c.sponsor.ID, Milestone: coaching.MilestoneAgreed, Sentence: coaching.Words(words),
		Hash: coaching.SentenceHash(words), State: state, Version: 2, Asked: drawnAt}
	if state == coaching.ConsentGiven || state == coaching.ConsentWithdrawn {
		k.Given, k.Expires = drawnAt.Add(-time.Minute), drawnAt.AddDate(1, 0, 0)
	}
	if state == coaching.ConsentWithdrawn {
		k.Withdrawn = drawnAt
	}
	return sentence{e: c.e, sponsor: c.sponsor, consent: k, told: told, now: drawnAt}
}

func (c cast) everySentence(words string) []sentence {
	return []sentence{
		c.sentence("consent-1", words, coaching.ConsentAsked, false), c.sentence("consent-2", words, coaching.ConsentRefused, false),
		c.sentence("consent-3", words, coaching.ConsentGiven, false), c.sentence("consent-4", words, coaching.ConsentGiven, true),
		c.sentence("consent-5", words, coaching.ConsentWithdrawn, false), c.sentence("consent-6", words, coaching.ConsentWithdrawn, true),
	}
}

// listed are sentences as the list holds them, which names the sponsor above.
func listed(ss []sentence) []sentence {
	out := slices.Clone(ss)
	for i := range out {
		out[i].sponsor = coaching.Person{}
	}
	return out
}

const drawnSentence = "Maya Lindqvist accepted the coaching agreement on 23 November 2026."

func TestSponsorFormsDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	list := func(ss ...[]sentence) *slack.ModalViewRequest {
		l := sentenceList{reader: c.coachee, people: c.people(), now: drawnAt}
		for _, s := range ss {
			l.engagements, l.sentences, l.dates = append(l.engagements, c.e), append(l.sentences, listed(s)), append(l.dates, coaching.Consent{})
		}
		return sentencesView(l)
	}
	goldenForm(t, "sponsor-list-empty", list(nil))
	goldenForm(t, "sponsor-list", list(c.everySentence(drawnSentence)))
	long := c.everySentence(muchText)
	goldenForm(t, "sponsor-list-longest", list(long, long, long, long, long, long))
	goldenForm(t, "sponsor-sentence", sentenceView(c.sentence("consent-1", drawnSentence, coaching.ConsentAsked, false), c.coachee))
	goldenForm(t, "sponsor-sentence-nameless", sentenceView(c.sentence("consent-1", "She has begun.", coaching.ConsentAsked, false), c.coachee))
	goldenForm(t, "sponsor-reword", rewordView(c.sentence("consent-1", drawnSentence, coaching.ConsentAsked, false).consent))
	goldenForm(t, "sponsor-reword-longest", rewordView(c.sentence("consent-1", muchText, coaching.ConsentAsked, false).consent))

	goldenForm(t, "sponsor-part-accepted", sponsorPartView(c.e, c.coach, c.coachee))
	left := c
	left.e.SponsorState = coaching.SponsorDeclined
	goldenForm(t, "sponsor-part-declined", sponsorPartView(left.e, c.coach, c.coachee))
	goldenForm(t, "sponsor-answered", sponsorAnsweredView(c.e.ID, true))
	goldenForm(t, "sponsor-stopped", sponsorAnsweredView(c.e.ID, false))
	l := c.longNamed()
	l.e.SponsorState = coaching.SponsorAsked
	goldenForm(t, "sponsor-part-longest", sponsorPartView(l.e, l.coach, l.coachee))
	var many []coaching.Engagement
	for i := range 120 {
		e := l.e
		e.ID = coaching.ID(fmt.Sprintf("engagement-%d", i))
		e.SponsorState = []coaching.SponsorState{coaching.SponsorAsked, coaching.SponsorAccepted, coaching.SponsorDeclined}[i%3]
		many = append(many, e)
	}
	goldenForm(t, "sponsor-parts-longest", sponsorPartsView(many, l.people()))
}

func TestSponsorCardsDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	for i, s := range c.everySentence(drawnSentence) {
		goldenCard(t, fmt.Sprintf("card-milestone-open-%d", i+1), milestone(s, c.scene(c.coachee, coaching.KindMilestone)))
		sealed := c
		sealed.coachee.Writing = coaching.Sealed
		m := milestone(s, sealed.scene(sealed.coachee, coaching.KindMilestone))
		goldenCard(t, fmt.Sprintf("card-milestone-sealed-%d", i+1), m)
		if raw := golden(t, fmt.Sprintf("card-milestone-sealed-%d", i+1), map[string]any{"text": m.Note, "blocks": m.Blocks}); strings.Contains(string(raw), "Lindqvist") {
			t.Errorf("sealed writing shows the sentence: %s", raw)
		}
	}
	goldenCard(t, "card-milestone-longest", milestone(c.sentence("consent-1", muchText, coaching.ConsentAsked, false), c.scene(c.coachee, coaching.KindMilestone)))
	gone := c
	gone.e.SponsorState = coaching.SponsorDeclined
	goldenCard(t, "card-milestone-no-sponsor", milestone(gone.sentence("consent-1", drawnSentence, coaching.ConsentAsked, false), gone.scene(gone.coachee, coaching.KindMilestone)))
	n, err := news(c.sentence("consent-3", drawnSentence, coaching.ConsentGiven, false).consent, nil, c.scene(c.sponsor, coaching.KindSponsorNews), drawnAt)
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "card-sponsor-news", n)
	n, err = news(c.sentence("consent-3", muchText[:500], coaching.ConsentGiven, false).consent, nil, c.scene(c.sponsor, coaching.KindSponsorNews), drawnAt)
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "card-sponsor-news-longest", n)
}

func TestSponsorNewsNeedsTheConsentToStand(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	for _, s := range c.everySentence(drawnSentence) {
		_, err := news(s.consent, nil, c.scene(c.sponsor, coaching.KindSponsorNews), drawnAt)
		if (err == nil) != (s.consent.State == coaching.ConsentGiven) {
			t.Errorf("%s: %v", s.consent.State, err)
		}
	}
	given := c.sentence("consent-3", drawnSentence, coaching.ConsentGiven, false).consent
	if _, err := news(given, nil, c.scene(c.coach, coaching.KindSponsorNews), drawnAt); err == nil {
		t.Error("drawn for somebody who is not the sponsor")
	}
	given.Sentence = coaching.Words(drawnSentence + " And more.")
	if _, err := news(given, nil, c.scene(c.sponsor, coaching.KindSponsorNews), drawnAt); err == nil {
		t.Error("other words than the approved ones")
	}
}

func TestSponsorIsToldWhatWasShared(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.sees(maya, "Your sponsor could be told:")
	r.sees(maya, "Your sponsor is <@UHELEN>.")
	r.sees(maya, "Maya Lindqvist accepted the coaching agreement on 23 November 2026.")
	r.misses(helen, "Maya Lindqvist accepted")
	asked := r.messageWith(maya, "could be told")
	r.press(maya, "Change the words")
	r.fill(maya, "Your sponsor could be told:", "The coaching has begun.")
	r.submit(maya)
	r.sees(maya, "Your name is not in this sentence.") // a hint; it could be shared all the same
	r.press(maya, "Change the words")
	r.fill(maya, "Your sponsor could be told:", "Maya has begun <!channel> & is glad.")
	r.submit(maya)
	r.must(r.ws.WaitFor(r.ctx, func() bool {
		return !strings.Contains(sandbox.TextOf(r.as(maya).Modal().Blocks), "Your name is not in")
	}))
	r.sees(maya, "Maya has begun &lt;!channel&gt; &amp; is glad.")
	r.drain()
	r.misses(helen, "has begun") // other words are not shared by writing them
	r.must(r.as(maya).CloseAll(r.ctx))
	r.sees(maya, "Maya has begun")                            // the message is redrawn
	r.must(r.as(maya).PressStale(r.ctx, asked, sponsorShare)) // the button under the first words
	r.sees(maya, coaching.NoLonger)
	r.drain()
	r.misses(helen, "accepted the coaching agreement on")
	r.press(maya, "Share")
	r.sees(maya, "You shared it on")
	r.sent(5 * time.Minute)
	r.sees(helen, "Maya has begun <!channel> & is glad.")
	last := r.as(helen).Last()
	if strings.Contains(last.Text, "Maya") || strings.Contains(string(last.Blocks), "button") {
		t.Errorf("more than the sentence: %s %s", last.Text, last.Blocks)
	}
	r.command(maya, "/coaching", "sponsor")
	r.sees(maya, "Your sponsor has it.")
	r.press(maya, "Withdraw")
	r.sees(maya, "I cannot take it back")
}

// sent lets what can be taken back go: the clock moves beyond the wait.
func (r *rig) sent(wait time.Duration) {
	r.t.Helper()
	r.until(r.clock.Now().Add(wait + time.Second))
}

// messageWith is the newest message that shows text.
func (r *rig) messageWith(user, text string) sandbox.Message {
	r.t.Helper()
	for _, m := range slices.Backward(r.as(user).Messages()) {
		if strings.Contains(sandbox.TextOf(m.Blocks), text) {
			return m
		}
	}
	r.t.Fatalf("%s has no message with %q", user, text)
	return sandbox.Message{}
}

func TestSponsorWithSealedWriting(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Sealed")
	r.sees(maya, "A question about your sponsor waits")
	for _, m := range r.as(maya).Messages() {
		if strings.Contains(string(m.Blocks)+m.Text, "accepted the coaching agreement on") {
			t.Errorf("the sentence stands in a message: %s", m.Blocks)
		}
	}
	r.press(maya, "Look at it")
	r.sees(maya, "Maya Lindqvist accepted the coaching agreement on 23 November 2026.")
	r.press(maya, "Not now")
	r.sees(maya, "nobody but you can see that I asked")
	r.press(maya, "Share")
	r.sees(maya, "You shared it on")
	r.sent(5 * time.Minute)
	r.sees(helen, "There is a sentence for you")
	r.misses(helen, "Maya Lindqvist accepted")
	r.press(helen, "Read it")
	r.sees(helen, "Maya Lindqvist accepted the coaching agreement on 23 November 2026.")
	r.closeAll(helen)
	r.closeAll(maya)
	r.press(maya, "The sentences")
	r.press(maya, "Withdraw")
	r.sees(maya, "They can no longer open it here")
	r.press(helen, "Read it")
	r.sees(helen, "This sentence is no longer here.")
	r.misses(helen, "Maya Lindqvist accepted")
}

func TestSponsorCannotTellRefusedFromNothing(t *testing.T) {
	screens := map[string]string{}
	for _, choice := range []string{"Not now", ""} {
		r := newRig(t)
		r.engage(anna, maya, helen, "Open")
		if choice != "" {
			r.press(maya, choice)
			r.sees(maya, "Not now. Nothing was sent")
		}
		r.until(rigStart.Add(48 * time.Hour))
		r.command(helen, "/coaching", "sponsor")
		r.sees(helen, "You accepted your part")
		r.looksHome(helen)
		r.sees(helen, "You are the sponsor of a coaching")
		screens[choice] = r.screen(helen)
	}
	if screens["Not now"] != screens[""] {
		t.Errorf("refused:\n%s\nnothing said:\n%s", screens["Not now"], screens[""])
	}
}

func TestSponsorCommandRevealsNothing(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.press(maya, "Not now")
	r.command(anna, "/coaching", "sponsor")
	r.sees(anna, "up to the coachee alone")
	r.misses(anna, "Not now")
	r.command(sam, "/coaching", "sponsor")
	r.sees(sam, coaching.Neutral)
	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), maya)
	r.must(err)
	es, err := r.store.EngagementsOf(r.ctx, p.ID)
	r.must(err)
	cs, err := r.store.Consents(r.ctx, es[0].ID)
	r.must(err)
	for _, user := range []string{anna, helen, sam} {
		for _, id := range []string{sponsorShare, sponsorLook, sponsorReword, sponsorRefuse, sponsorWithdraw, sponsorRead} {
			c := &Call{Team: r.bot.Team(), User: user, Route: id, Value: string(cs[0].ID) + "|" + cs[0].Hash, Once: user + id}
			if a, err := r.bot.run(r.ctx, press, c); err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s, %s: %+v, %v", user, id, a, err)
			}
		}
	}
}
