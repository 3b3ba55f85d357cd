package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/coaching/harm"
)

func goldenHome(t *testing.T, name string, v slack.HomeTabViewRequest) {
	t.Helper()
	if bad := sandbox.ValidateView(golden(t, name, v)); len(bad) > 0 {
		t.Errorf("%s: Slack would refuse: %v", name, bad)
	}
}

func TestHomeViews(t *testing.T) {
	me := coaching.Person{ID: "me", User: "UME", Name: "Me", Zone: "Europe/London", Greeted: true}
	resting := me
	resting.Paused = true
	other := coaching.Person{ID: "other", User: "UOTHER", Name: "Other", Zone: "Asia/Kolkata"}
	start := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	live := coaching.Engagement{ID: "E1", Coach: "other", Coachee: "me", Sessions: 8, State: coaching.EngagementActive, Accepted: start.AddDate(0, -1, 0)}
	as := func(role coaching.Role, state coaching.EngagementState, change func(*homePart)) homePart {
		h := homePart{Role: role, Engagement: live, Me: me, Other: other, Open: 2, Proposed: 1,
			Sessions: []coaching.Session{{State: coaching.SessionHeld, Start: start.AddDate(0, 0, -14)}, {State: coaching.SessionBooked, Start: start}},
			Schedule: coaching.Schedule{Cron: "0 15 * * 5", Next: time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)}}
		h.Engagement.State = state
		if change != nil {
			change(&h)
		}
		return h
	}
	asks := func(s coaching.SponsorState) func(*homePart) {
		return func(h *homePart) { h.Engagement.SponsorState = s }
	}
	for name, c := range map[string]struct {
		call  Call
		parts []homePart
	}{
		"home-coach-empty":     {Call{Named: true, Person: coaching.Person{User: "UME"}}, nil},
		"home-coach":           {Call{Named: true, Person: me}, []homePart{as(coaching.Coach, coaching.EngagementActive, nil), as(coaching.Coach, coaching.EngagementInvited, nil)}},
		"home-coachee":         {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementActive, nil)}},
		"home-coachee-paused":  {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementPaused, func(h *homePart) { h.Sessions, h.Open, h.Proposed = nil, 1, 0 })}},
		"home-coachee-all-off": {Call{Person: resting, Mine: []coaching.Engagement{{Coachee: "me"}}}, []homePart{as(coaching.Coachee, coaching.EngagementActive, func(h *homePart) { h.Me.Paused = true })}},
		"home-coach-all-off":   {Call{Named: true, Person: resting}, []homePart{as(coaching.Coach, coaching.EngagementActive, nil)}},
		"home-coachee-leave": {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementActive, func(h *homePart) {
			d := coaching.DateOf(h.Schedule.Next.In(h.Me.Location()))
			h.Me.Absence.LeaveFrom, h.Me.Absence.LeaveTo = d, d
		})}},
		"home-coachee-off":      {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementActive, func(h *homePart) { h.Schedule.Paused = true })}},
		"home-coach-paused":     {Call{Named: true, Person: me}, []homePart{as(coaching.Coach, coaching.EngagementPaused, nil)}},
		"home-coachee-invited":  {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementInvited, nil)}},
		"home-coachee-closed":   {Call{Person: me}, []homePart{as(coaching.Coachee, coaching.EngagementClosed, nil)}},
		"home-sponsor-asked":    {Call{Person: me}, []homePart{as(coaching.Sponsor, coaching.EngagementActive, asks(coaching.SponsorAsked))}},
		"home-sponsor-accepted": {Call{Person: me}, []homePart{as(coaching.Sponsor, coaching.EngagementActive, asks(coaching.SponsorAccepted))}},
		"home-sponsor-declined": {Call{Person: me}, []homePart{as(coaching.Sponsor, coaching.EngagementActive, asks(coaching.SponsorDeclined))}},
	} {
		if strings.HasPrefix(name, "home-coachee") {
			c.call.Mine = []coaching.Engagement{live}
		}
		goldenHome(t, name, homeView(homeBlocks(&c.call, c.parts, 0)))
	}
	goldenHome(t, "home-stranger", homeView([]slack.Block{section(coaching.Neutral)}))

	newHere := func(e coaching.Engagement) *Call {
		p := me
		p.Greeted = false
		return &Call{Person: p, Mine: []coaching.Engagement{e}}
	}
	goldenHome(t, "home-greeting-coachee", homeView(homeBlocks(newHere(live), nil, 0)))
	goldenHome(t, "home-greeting-coach", homeView(homeBlocks(newHere(coaching.Engagement{Coach: "me"}), nil, 0)))
	goldenHome(t, "home-greeting-sponsor", homeView(homeBlocks(newHere(coaching.Engagement{Sponsor: "me"}), nil, 0)))
	goldenHome(t, "home-coach-unbooked", homeView(homeBlocks(&Call{Named: true, Person: me},
		[]homePart{as(coaching.Coach, coaching.EngagementActive, func(h *homePart) { h.Sessions = nil })}, 0)))

	many := make([]homePart, maxHomeParts)
	for i := range many {
		many[i] = as(coaching.Coachee, coaching.EngagementPaused, func(h *homePart) {
			h.Engagement.ID, h.Engagement.Sessions = coaching.ID(fmt.Sprintf("E%026d", i)), coaching.MaxSessions
			h.Me.Zone, h.Other.Zone = "America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"
		})
	}
	me.Greeted, me.Paused = false, true
	longest := homeView(homeBlocks(&Call{Named: true, Person: me}, many, 88))
	goldenHome(t, "home-longest", longest)
	if raw, err := json.Marshal(longest); err != nil || !strings.Contains(string(raw), helpUrgent) {
		t.Error("the longest Home cuts off the way to urgent help")
	}
}

// TestASponsorsHomeTellsNothing: refused, never asked and nothing yet look the same.
func TestASponsorsHomeTellsNothing(t *testing.T) {
	h := homePart{Role: coaching.Sponsor, Other: coaching.Person{User: "UCOACH"}}
	h.Engagement.SponsorState = coaching.SponsorAccepted
	quiet := fmt.Sprint(textOf(h.blocks()))
	h.Sessions = []coaching.Session{{State: coaching.SessionHeld}}
	h.Open, h.Engagement.State = 5, coaching.EngagementPaused
	if busy := fmt.Sprint(textOf(h.blocks())); busy != quiet {
		t.Errorf("a sponsor's Home shows what goes on:\n%s\n%s", quiet, busy)
	}
}

func textOf(bs []slack.Block) string {
	var b strings.Builder
	for _, bl := range bs {
		if s, ok := bl.(*slack.SectionBlock); ok && s.Text != nil {
			b.WriteString(s.Text.Text + "\n")
		}
	}
	return b.String()
}

func TestHelpViews(t *testing.T) {
	coach := &Call{Named: true}
	coachee := &Call{Person: coaching.Person{ID: "me"}, Mine: []coaching.Engagement{{Coachee: "me"}}}
	goldenForm(t, "menu-coach", menuView(coach, ""))
	goldenForm(t, "menu-coachee", menuView(coachee, ""))
	goldenForm(t, "menu-sponsor", menuView(&Call{Person: coaching.Person{ID: "me"}, Mine: []coaching.Engagement{{Sponsor: "me"}}}, ""))
	goldenForm(t, "privacy", privacyView(coachee, nil))
	goldenForm(t, "privacy-coach", privacyView(coach, nil))
	goldenForm(t, "urgent", urgentView(numbers{all: harm.Places()}))
}

// TestHomeGreetsOnce: the greeting goes with one press, and a stranger sees one sentence.
func TestHomeGreetsOnce(t *testing.T) {
	r := newRig(t)
	r.must(r.as(anna).OpenHome(r.ctx))
	r.sees(anna, "Hello, I am Interlude")
	r.must(r.as(anna).PressHome(r.ctx, "Got it"))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(anna), "Hello, I am Interlude") }))
	r.sees(anna, "Start an engagement")
	r.must(r.as(sam).OpenHome(r.ctx))
	r.sees(sam, coaching.Neutral)
	if got := strings.TrimSpace(r.screen(sam)); got != coaching.Neutral {
		t.Errorf("a stranger's Home says %q", got)
	}
}

// TestHomeFollows: what happens elsewhere shows on the Home of both.
func TestHomeFollows(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.must(r.as(maya).OpenHome(r.ctx))
	r.sees(maya, "No session is booked.")
	r.command(anna, "/schedule", "@maya wednesday 10:00")
	r.press(anna, "Book it")
	r.sees(maya, "Next session: Wed 25 Nov 2026, 09:00 (Europe/London, GMT)")
}

// TestHomeWhilePaused: no questions are announced that will not come, and both can resume there.
func TestHomeWhilePaused(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/coaching", "pause")
	for _, user := range []string{anna, maya} {
		r.must(r.as(user).OpenHome(r.ctx))
		r.must(r.ws.WaitFor(r.ctx, func() bool {
			h := r.as(user).Home()
			return h != nil && strings.Contains(strings.ToLower(sandbox.TextOf(h.Blocks)), "paused")
		}))
		r.misses(user, "next questions")
	}
	r.must(r.as(maya).PressHome(r.ctx, "Resume"))
	r.sees(maya, "next questions: Fri 27 Nov 2026, 15:00 (Europe/London, GMT)")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(sandbox.TextOf(r.as(anna).Home().Blocks), "Paused") }))
}

// TestWhatIsNotThereYetSaysSo: nothing promises what does not exist.
func TestWhatIsNotThereYetSaysSo(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for word, says := range map[string]string{"goals": "Goals are not here yet.", "review": "Reviews are not here yet."} {
		r.command(maya, "/coaching", word)
		r.sees(maya, says+" This is what I can do.")
		r.sees(maya, "My reflections")
		r.must(r.as(maya).CloseAll(r.ctx))
		r.misses(maya, says)
		r.command(sam, "/coaching", word)
	}
	r.sees(sam, coaching.Neutral)
	r.misses(sam, "not here yet")
	for _, e := range entries() {
		for _, none := range []string{"goal", "review"} {
			if strings.Contains(strings.ToLower(e.label+e.does+e.commandLine), none) {
				t.Errorf("the menu promises %q", none)
			}
		}
	}
}
