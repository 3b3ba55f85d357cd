package bot

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func (c cast) session(state coaching.SessionState) coaching.Session {
	return coaching.Session{ID: "session", Engagement: c.e.ID, Coach: c.coach.ID, Coachee: c.coachee.ID, Start: drawnAt.AddDate(0, 0, 4), Minutes: 75,
		Link: coaching.Words("https://meet.example/room?a=1&b=2"), State: state, ChangedBy: c.coach.ID, Version: 1}
}

func (c cast) meeting(role coaching.Role) meeting {
	return meeting{e: c.e, role: role, s: c.session(coaching.SessionBooked), coach: c.coach, coachee: c.coachee}
}

// rows are n sessions, two of them in the past.
func (c cast) rows(n int, coaches bool) []sessionRow {
	var out []sessionRow
	for i := range n {
		s := c.session(coaching.SessionBooked)
		s.ID, s.Start = coaching.ID(fmt.Sprintf("session-%d", i)), drawnAt.AddDate(0, 0, i-2).Add(-time.Hour)
		r := sessionRow{s: s, other: c.coach, coaches: coaches}
		if coaches {
			r.other = c.coachee
		}
		out = append(out, r)
	}
	return out
}

func TestScheduleFormsDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	d := bookingDraft{Engagement: c.e.ID, Date: c.e.FirstDay, Clock: "10:00", Minutes: 75}
	one := []choice{{Value: string(c.e.ID), Label: c.coachee.Name}}
	goldenForm(t, "schedule-empty", bookingView(bookingShown{draft: d, coachees: one, reader: c.coach, now: drawnAt}))
	goldenForm(t, "schedule-list", bookingView(bookingShown{draft: d, coachees: one, reader: c.coach, now: drawnAt, rows: c.rows(5, true)}))
	m := c.meeting(coaching.Coach)
	at, clash := coaching.Instant(coaching.Date{Year: 2027, Month: 3, Day: 28}, 2, 30, c.coach.Location())
	gap := bookingDraft{Engagement: c.e.ID, Date: coaching.Date{Year: 2027, Month: 3, Day: 28}, Clock: "02:30", Minutes: 75}
	s := m.s
	s.Start = at
	goldenForm(t, "schedule-read-back", bookingView(bookingShown{draft: gap, coachees: one, reader: c.coach, now: drawnAt,
		read: m.readBack(s, c.coach) + clashWords(gap, at, clash, c.coach.Location()), readAt: at.Unix()}))
	var many []choice
	for i := range 120 {
		many = append(many, choice{Value: fmt.Sprintf("engagement-%d", i), Label: muchName})
	}
	d.Engagement, d.Link = "engagement-110", muchText
	goldenForm(t, "schedule-longest", bookingView(bookingShown{draft: d, coachees: many, reader: c.coach, now: drawnAt, rows: c.rows(120, true)}))
	longest := bookingView(bookingShown{draft: bookingDraft{Engagement: "engagement-110", Date: gap.Date, Clock: gap.Clock, Minutes: 75, Link: muchText[:coaching.MaxLink]},
		coachees: many, reader: c.coach, now: drawnAt, read: muchName, readAt: at.Unix()})
	goldenForm(t, "schedule-read-back-longest", longest)
	if raw, err := json.Marshal(longest); err != nil || len(raw) > 18_000 {
		t.Errorf("the answer to a submission has %d bytes, %v", len(raw), err)
	}
	goldenForm(t, "schedule-booked", bookedView(m, m.s))
	goldenForm(t, "sessions-empty", sessionsView(c.coachee, nil, drawnAt))
	goldenForm(t, "sessions", sessionsView(c.coachee, c.rows(5, false), drawnAt))
	asked, asks := c.rows(3, false), c.rows(3, true)
	asked[2].s.Asked, asks[2].s.Asked = drawnAt, drawnAt
	goldenForm(t, "sessions-asked", sessionsView(c.coachee, asked, drawnAt))
	goldenForm(t, "schedule-list-asked", bookingView(bookingShown{draft: d, coachees: one, reader: c.coach, now: drawnAt, rows: asks}))
	goldenForm(t, "sessions-longest", sessionsView(c.coachee, c.rows(120, false), drawnAt))
}

func TestScheduleChangesDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	coach, coachee := c.meeting(coaching.Coach), c.meeting(coaching.Coachee)
	meta := changeMeta{Session: "session", Version: 1}
	d := bookingDraft{Engagement: c.e.ID, Date: coaching.Date{Year: 2026, Month: 11, Day: 27}, Clock: "11:00", Minutes: 75, Link: "https://meet.example/room"}
	goldenForm(t, "move", moveView(moveShown{m: coach, draft: d, meta: meta}))
	goldenForm(t, "move-read-back", moveView(moveShown{m: coach, draft: d, meta: meta, read: coach.readBack(coach.s, c.coach)}))
	goldenForm(t, "move-ask", moveView(moveShown{m: coachee, draft: bookingDraft{Engagement: c.e.ID}, meta: meta}))
	long := coach
	long.s.Asked, long.s.AskReason = drawnAt, coaching.Words(muchText)
	d.Link = muchText
	goldenForm(t, "move-longest", moveView(moveShown{m: long, draft: d, reason: muchText, meta: meta}))
	moved := coach.s
	moved.Start = moved.Start.Add(24 * time.Hour)
	goldenForm(t, "moved", movedView(coach, moved))
	goldenForm(t, "moved-link", movedView(coach, coach.s))
	goldenForm(t, "move-asked", askedView(coachee))
	goldenForm(t, "move-kept-coach", keptAsBookedView(coach))
	goldenForm(t, "move-kept-coachee", keptAsBookedView(coachee))
	goldenForm(t, "cancel", cancelView(coach, meta, drawnAt))
	goldenForm(t, "cancel-late", cancelView(coachee, meta, drawnAt.AddDate(0, 0, 3)))
	goldenForm(t, "cancelled-coach", cancelledView(coach, coach.s))
	goldenForm(t, "cancelled-coachee", cancelledView(coachee, coachee.s))
	goldenForm(t, "reason", reasonView(coach, coach.s.Reason))
	goldenForm(t, "reason-longest", reasonView(long, long.s.AskReason))
}

func TestScheduleWordsDrawn(t *testing.T) {
	m := drawnCast(coaching.EngagementActive).meeting(coaching.Coach)
	for _, clash := range []coaching.Clash{coaching.NoClash, coaching.Gap, coaching.Fold} {
		goldenCard(t, "words-read-"+string(clash), card{Note: "Interlude", Blocks: readBackBlocks(m, m.s, clash)})
	}
	m.s.Link = coaching.Words("https://meet.example/" + muchText[:979])
	goldenCard(t, "words-read-longest", card{Note: "Interlude", Blocks: readBackBlocks(m, m.s, coaching.NoClash)})
	a, err := unread(coaching.Bad("time", "I could not read the time."), "")
	if err != nil {
		t.Fatal(err)
	}
	goldenCard(t, "words-unread", card{Note: "Interlude", Blocks: a.Note.Blocks})
}

func TestSessionCardsDrawn(t *testing.T) {
	draws := map[coaching.DeliveryKind]func(sessionScene) []slack.Block{
		coaching.KindBooked: bookedBlocks, coaching.KindMoved: movedBlocks, coaching.KindCancelled: cancelledBlocks, coaching.KindSessionSoon: soonBlocks,
		coaching.KindSessionNow: nowBlocks, coaching.KindSessionAfter: afterBlocks, coaching.KindSessionActions: actionsBlocks,
	}
	states := map[string]coaching.SessionState{"booked": coaching.SessionBooked, "held": coaching.SessionHeld, "missed": coaching.SessionMissed,
		"cancelled": coaching.SessionCancelled, "late": coaching.SessionCancelledLate}
	for kind, draw := range draws {
		for name, state := range states {
			if kind == coaching.KindCancelled && state != coaching.SessionCancelled && state != coaching.SessionCancelledLate {
				continue
			}
			c := drawnCast(coaching.EngagementActive)
			s := c.session(state)
			s.Reason = coaching.Words("The <train> was late & I am sorry")
			show := func(who string, reader coaching.Person) {
				goldenCard(t, "card-"+string(kind)+"-"+name+"-"+who, card{Note: "There is news about a session in Interlude.",
					Blocks: draw(sessionScene{c.scene(reader, kind), s, drawnAt})})
			}
			show("coach", c.coach)
			show("coachee", c.coachee)
			c.coachee.Writing = coaching.Sealed
			show("sealed", c.coachee)
		}
	}
	drawQuestions(t, states)
	c := drawnCast(coaching.EngagementActive).longNamed()
	s := c.session(coaching.SessionBooked)
	s.Reason, s.Link = coaching.Words(muchText), coaching.Words("https://meet.example/"+muchText)
	goldenCard(t, "card-session-moved-longest", card{Note: "There is news about a session in Interlude.", Blocks: movedBlocks(sessionScene{c.scene(c.coachee, coaching.KindMoved), s, drawnAt})})
}

// drawQuestions draws what coach and coachee are told of another time that was asked for.
func drawQuestions(t *testing.T, states map[string]coaching.SessionState) {
	c := drawnCast(coaching.EngagementActive)
	draw := func(name string, s coaching.Session) {
		goldenCard(t, "card-move-asked-"+name, card{Note: "There is a question about a session in Interlude.", Blocks: askedBlocks(sessionScene{c.scene(c.coach, coaching.KindMoveAsked), s, drawnAt})})
		goldenCard(t, "card-move-kept-"+name, card{Note: "There is news about a session in Interlude.", Blocks: keptBlocks(sessionScene{c.scene(c.coachee, coaching.KindMoveKept), s, drawnAt})})
	}
	for name, state := range states {
		draw(name, c.session(state))
	}
	s := c.session(coaching.SessionBooked)
	s.Asked = drawnAt
	draw("waiting", s)
	s.AskReason = coaching.Words(muchText)
	draw("waiting-longest", s)
	s.Start = drawnAt
	draw("begun", s)
}
