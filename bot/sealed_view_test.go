package bot

import (
	"testing"

	"interlude/coaching"
)

func TestWaysToWriteDrawn(t *testing.T) {
	open, sealed := goldMaya, sealedMaya()
	goldenForm(t, "writing-open", wayView(open, false))
	goldenForm(t, "writing-sealed", wayView(sealed, false))
	goldenForm(t, "writing-forms-only", wayView(sealed, true))
	p := coaching.Person{Zone: "Europe/London"}
	only := (&Bot{Config: Config{FormsOnly: true}})
	p.Writing = coaching.Sealed
	r := readRhythm(coaching.Schedule{Cron: "0 15 * * 5"})
	goldenForm(t, "settings-sealed", settingsView(p, r, false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-forms-only", settingsView(p, r, false, coaching.AllTopics, nil, only.writingBlocks(p)))
}

func TestMovedWordsDrawn(t *testing.T) {
	m := movedMeta{writeMeta{Engagement: "E1", Prompt: "P1"}, "D1", "1700000000.000100", "1700000000.000050"}
	goldenForm(t, "typed-move", moveWordsView(m, "What I typed"))
	goldenForm(t, "typed-move-longest", moveWordsView(m, longest(3000)))
	goldenForm(t, "typed-moved", movedKeptView(coaching.Reflection{ID: "R1", Audience: coaching.OnlyMe}, true))
	goldenForm(t, "typed-moved-gone", movedKeptView(coaching.Reflection{ID: "R1", Audience: coaching.NextBrief}, false))
	goldenForm(t, "typed-move-none", goneView("I cannot find this message any more. You can write privately instead."))
	for name, n := range map[string]*Note{"unfollowed": unfollowedNote(coaching.Reflection{ID: "R1"}), "untyped": untypedNote()} {
		goldenCard(t, "typed-"+name, card{Note: "Interlude", Blocks: n.blocks()})
	}
}

func TestSealedNewsAndLinksDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	c.coachee.Writing = coaching.Sealed
	s := c.sentence("consent-3", drawnSentence, coaching.ConsentGiven, true)
	k, err := news(s.consent, nil, c.scene(c.sponsor, coaching.KindSponsorNews), drawnAt)
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "card-sponsor-news-sealed", k)
	goldenForm(t, "sponsor-news", newsView("The coachee approved these words for you:", drawnSentence))
	goldenForm(t, "sponsor-news-longest", newsView("The coachee approved these words for you:", muchText))
	goldenForm(t, "sponsor-news-gone", newsView("This sentence is no longer here.", ""))
	m := c.meeting(coaching.Coachee)
	goldenForm(t, "session-link", linkView(m))
	m.s.Link = coaching.Words("")
	goldenForm(t, "session-link-none", linkView(m))
}
