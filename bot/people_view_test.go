package bot

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"interlude/coaching"
)

// TestAccountCardsDrawn: each in every state in which it can be drawn again.
func TestAccountCardsDrawn(t *testing.T) {
	for _, a := range []coaching.Account{coaching.AccountPresent, coaching.AccountGone, coaching.AccountBack, coaching.AccountClaimed, coaching.AccountRefused} {
		c := drawnCast(coaching.EngagementActive)
		for who, reader := range map[string]coaching.Person{"coach": c.coach, "coachee": c.coachee} {
			other, own := c, c
			if who == "coach" {
				other.e.CoacheeAccount, own.e.CoachAccount = a, a
			} else {
				other.e.CoachAccount, own.e.CoacheeAccount = a, a
			}
			for kind, c := range map[coaching.DeliveryKind]cast{coaching.KindAbsent: other, coaching.KindConfirm: other, coaching.KindReturned: own, coaching.KindGoesOn: own} {
				drawn, err := accountCards()[kind](nil, t.Context(), c.scene(reader, kind))
				if err != nil {
					t.Fatal(err)
				}
				goldenCard(t, fmt.Sprintf("card-%s-%s-%s", kind, cmp.Or(string(a), "present"), who), drawn)
			}
		}
	}
	over := drawnCast(coaching.EngagementClosed)
	drawn, err := absentCard(nil, t.Context(), over.scene(over.coach, coaching.KindAbsent))
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "card-account-gone-over", drawn)
}

// TestReturnedCardTellsAStrangerNothing: no name, no word of a coaching.
func TestReturnedCardTellsAStrangerNothing(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	c.e.CoacheeAccount = coaching.AccountBack
	drawn, err := returnedCard(nil, t.Context(), c.scene(c.coachee, coaching.KindReturned))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"coach", "Anna", "UANNA", "session", "sponsor", "engagement is"} {
		if text := textOf(drawn.Blocks); containsFold(text, word) {
			t.Errorf("%q in %s", word, text)
		}
	}
}

func TestAnotherCoachDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	tom := coaching.Person{ID: "person-TOM", Team: "T1", User: "UTOM", Name: "Tom Okafor", Zone: "America/New_York"}
	goldenForm(t, "coach-propose", proposeCoachView(c.e, c.coachee, coaching.Person{}))
	goldenForm(t, "coach-propose-again", proposeCoachView(c.e, c.coachee, tom))
	goldenForm(t, "coach-proposed", proposedCoachView(c.e, c.coachee, tom))
	goldenForm(t, "coach-of-mine", coachOfView(c.e, c.coach, coaching.Person{}))
	goldenForm(t, "coach-of-mine-proposed", coachOfView(c.e, c.coach, tom))
	goldenForm(t, "coach-none", coachNoneView())
	goldenForm(t, "coach-stays", coachStaysView())
	goldenForm(t, "coach-review", reviewCoachView(c.e, c.coach, tom, c.coachee, 0))
	goldenForm(t, "coach-review-booked", reviewCoachView(c.e, c.coach, tom, c.coachee, 2))
	long := c.longNamed()
	tom.Name = muchName
	goldenForm(t, "coach-review-longest", reviewCoachView(long.e, long.coach, tom, long.coachee, 30))
	goldenForm(t, "coach-took", tookCoachView(c.e, tom))
	goldenForm(t, "sponsor-name", sponsorNameView(c.e, c.coach))
	goldenForm(t, "sponsor-named", sponsorNamedView(c.e, c.sponsor))
	goldenForm(t, "agreement-replaces", agreementView(c.e, c.coach, c.coachee, c.sponsor, true, writingRadio(c.coachee), []choice{{Value: "e", Label: "Mine, with Tom Okafor"}}))
	passed := drawnCast(coaching.EngagementPassed)
	passed.e.Next = tom.ID
	for name, s := range map[string]scene{"kept": c.scene(c.coach, coaching.KindCoachKept), "taken-over": c.scene(c.coach, coaching.KindTakenOver), "taken-over-over": passed.scene(c.coach, coaching.KindTakenOver),
		"proposed-none": c.scene(c.coachee, coaching.KindCoachProposed), "proposed-agreed": passed.scene(c.coachee, coaching.KindCoachProposed)} {
		kind := map[string]coaching.DeliveryKind{"kept": coaching.KindCoachKept, "taken-over": coaching.KindTakenOver, "taken-over-over": coaching.KindTakenOver}[name]
		if kind == "" {
			kind = coaching.KindCoachProposed
		}
		drawn, err := coachCards()[kind](nil, t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		goldenCard(t, "card-coach-"+name, drawn)
	}
	closed, err := closedCard(nil, t.Context(), passed.scene(passed.coach, coaching.KindClosed))
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "card-closed-passed", closed)
}

func TestAlongDrawn(t *testing.T) {
	c, old := drawnCast(coaching.EngagementActive), drawnCast(coaching.EngagementPassed)
	old.e.ID = "old"
	d := alongDraft{from: old.e, to: c.e, me: c.coachee, over: []coaching.Engagement{old.e}, people: c.people()}
	goldenForm(t, "along-nothing", alongNothingView())
	goldenForm(t, "along-empty", alongView(d))
	d.reflections = []coaching.Reflection{{ID: "r", Text: coaching.Words("A quiet week."), Created: drawnAt}}
	d.actions = []coaching.Action{{ID: "a", Text: coaching.Words("Walk"), State: coaching.ActionOpen, Due: coaching.Date{Year: 2026, Month: 11, Day: 30}}}
	d.focus = coaching.Words("Less")
	goldenForm(t, "along", alongView(d))
	d.over = append(d.over, c.e)
	for i := range 100 {
		d.reflections = append(d.reflections, coaching.Reflection{ID: coaching.ID(fmt.Sprintf("r%d", i)), Text: coaching.Words(muchText), Created: drawnAt})
		d.actions = append(d.actions, coaching.Action{ID: coaching.ID(fmt.Sprintf("a%d", i)), Text: coaching.Words(muchText), State: coaching.ActionDone, Outcome: drawnAt})
	}
	goldenForm(t, "along-longest", alongView(d))
	goldenForm(t, "along-took", tookAlongView(c.e, c.coach, 2, 1, true))
	goldenForm(t, "along-took-actions", tookAlongView(c.e, c.coach, 0, 1, false))
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
