package coaching_test

import (
	"testing"
	"time"

	"interlude/coaching"
)

// Wed 25 Nov 2026 in Berlin; the session is on Mon 30 Nov, 15:00 to 16:15.
const (
	noon    = "2026-11-25 12:00 +0100"
	session = "2026-11-30 15:00 +0100"
)

// standing is a delivery of kind that is due at due, in an engagement where all is well.
func standing(t testing.TB, kind coaching.DeliveryKind, recipient coaching.ID, due string) coaching.Standing {
	d := at(t, due).UTC()
	e := coaching.Engagement{
		ID: "e", Coach: "coach", Coachee: "coachee", Sponsor: "sponsor",
		SponsorState: coaching.SponsorAccepted, State: coaching.EngagementActive,
	}
	return coaching.Standing{
		Delivery:   coaching.Delivery{ID: "d", Kind: kind, Recipient: recipient, Due: d, Nominal: d, State: coaching.DeliveryDue},
		Engagement: e,
		Recipient:  coaching.Person{ID: recipient, Zone: "Europe/Berlin"},
		Action:     &coaching.Action{State: coaching.ActionOpen},
		Session:    &coaching.Session{Start: at(t, session).UTC(), Minutes: 75, State: coaching.SessionBooked},
		Consent:    &coaching.Consent{Engagement: "e", Recipient: "sponsor", State: coaching.ConsentGiven, Given: d.Add(-coaching.TakeBackFor), Expires: d.AddDate(0, 0, 20)},
		Schedule:   &coaching.Schedule{},
		Reflection: &coaching.Reflection{},
		Prompt:     &coaching.Delivery{State: coaching.DeliverySent, Nominal: d.AddDate(0, 0, -1), Sent: d.AddDate(0, 0, -1)},
	}
}

type decision struct {
	name string
	s    coaching.Standing
	now  string
	want string // act, reason and the wall clock until which it is held
}

func check(t *testing.T, r coaching.Rules, cases []decision) {
	t.Helper()
	for _, c := range cases {
		v := coaching.Decide(c.s, r, at(t, c.now).UTC())
		got := string(v.Act)
		if v.Reason != "" {
			got += " " + v.Reason
		}
		if !v.Until.IsZero() {
			got += " " + v.Until.In(zone(t, "Europe/Berlin")).Format("Mon 15:04")
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestDecideSendsWhatIsWanted(t *testing.T) {
	for kind, recipient := range map[coaching.DeliveryKind]coaching.ID{
		coaching.KindSponsorAnswered: "coachee", coaching.KindAnswered: "coach", coaching.KindActionAnswered: "coach",
		coaching.KindActionDue: "coachee", coaching.KindActionFollowUp: "coachee", coaching.KindPrompt: "coachee",
		coaching.KindPromptAgain: "coachee", coaching.KindKept: "coachee", coaching.KindBooked: "coach", coaching.KindMoved: "coachee",
		coaching.KindBriefReady: "coach", coaching.KindSponsorNews: "sponsor",
	} {
		s := standing(t, kind, recipient, noon)
		check(t, rules, []decision{{string(kind), s, noon, "send"}})
		s.Recipient.ID = "stranger"
		check(t, rules, []decision{{string(kind) + " to a stranger", s, noon, "cancel role"}})
	}
	for kind, lead := range map[coaching.DeliveryKind]string{
		coaching.KindSessionSoon: "2026-11-28 15:00 +0100", coaching.KindSessionNow: "2026-11-30 14:00 +0100",
		coaching.KindSessionAfter: "2026-11-30 18:15 +0100", coaching.KindSessionActions: "2026-11-30 18:15 +0100",
	} {
		recipient := coaching.ID("coachee")
		if kind == coaching.KindSessionAfter {
			recipient = "coach"
		}
		check(t, coaching.Rules{}, []decision{{string(kind), standing(t, kind, recipient, lead), lead, "send"}})
	}
}

func TestDecideCancels(t *testing.T) {
	with := func(kind coaching.DeliveryKind, to coaching.ID, change func(*coaching.Standing)) coaching.Standing {
		s := standing(t, kind, to, noon)
		change(&s)
		return s
	}
	state := func(e coaching.EngagementState) func(*coaching.Standing) {
		return func(s *coaching.Standing) { s.Engagement.State = e }
	}
	check(t, rules, []decision{
		{"a kind of a later version", with("new", "coachee", state(coaching.EngagementActive)), noon, "cancel unknown"},
		{"an invitation while invited", with(coaching.KindInvitation, "coachee", state(coaching.EngagementInvited)), noon, "send"},
		{"an invitation that was answered", with(coaching.KindInvitation, "coachee", state(coaching.EngagementActive)), noon, "cancel not live"},
		{"the coachee's no", with(coaching.KindAnswered, "coach", state(coaching.EngagementDeclined)), noon, "send"},
		{"the sponsor's part", with(coaching.KindSponsorPart, "sponsor", func(s *coaching.Standing) { s.Engagement.SponsorState = coaching.SponsorAsked }), noon, "send"},
		{"the sponsor's part, answered", with(coaching.KindSponsorPart, "sponsor", state(coaching.EngagementActive)), noon, "cancel answered"},
		{"the farewell", with(coaching.KindClosed, "coachee", state(coaching.EngagementClosed)), noon, "send"},
		{"the farewell to a coach", with(coaching.KindClosed, "coach", state(coaching.EngagementEnded)), noon, "send"},
		{"no farewell to a sponsor", with(coaching.KindClosed, "sponsor", state(coaching.EngagementEnded)), noon, "cancel role"},
		{"a pause", with(coaching.KindPaused, "coachee", state(coaching.EngagementPaused)), noon, "send"},
		{"a pause, to a coach at night", with(coaching.KindPaused, "coach", state(coaching.EngagementPaused)), "2026-11-28 23:00 +0100", "send"},
		{"a pause that is over", with(coaching.KindPaused, "coachee", state(coaching.EngagementActive)), noon, "cancel gone"},
		{"no pause to a sponsor", with(coaching.KindPaused, "sponsor", state(coaching.EngagementPaused)), noon, "cancel role"},
		{"going on", with(coaching.KindResumed, "coach", state(coaching.EngagementActive)), noon, "send"},
		{"going on, paused again", with(coaching.KindResumed, "coach", state(coaching.EngagementPaused)), noon, "cancel gone"},
		{"a pause after the end", with(coaching.KindPaused, "coach", state(coaching.EngagementEnded)), noon, "cancel not live"},
		{"a farewell too early", with(coaching.KindClosed, "coachee", state(coaching.EngagementActive)), noon, "cancel not live"},
		{"a prompt after the close", with(coaching.KindPrompt, "coachee", state(coaching.EngagementClosed)), noon, "cancel not live"},
		{"a prompt in a pause", with(coaching.KindPrompt, "coachee", state(coaching.EngagementPaused)), noon, "cancel paused"},
		{"a second prompt in a pause", with(coaching.KindPromptAgain, "coachee", state(coaching.EngagementPaused)), noon, "cancel paused"},
		{"a booking in a pause", with(coaching.KindBooked, "coachee", state(coaching.EngagementPaused)), noon, "send"},
		{"a reminder in a pause", with(coaching.KindActionDue, "coachee", state(coaching.EngagementPaused)), noon, "send"},
		{"a paused person", with(coaching.KindActionDue, "coachee", func(s *coaching.Standing) { s.Recipient.Paused = true }), noon, "cancel paused"},
		{"a paused person's booking", with(coaching.KindBooked, "coachee", func(s *coaching.Standing) { s.Recipient.Paused = true }), noon, "send"},
		{"a paused schedule", with(coaching.KindPrompt, "coachee", func(s *coaching.Standing) { s.Schedule.Paused = true }), noon, "cancel paused"},
		{"no schedule", with(coaching.KindPrompt, "coachee", func(s *coaching.Standing) { s.Schedule = nil }), noon, "cancel gone"},
		{"an answered prompt", with(coaching.KindPrompt, "coachee", func(s *coaching.Standing) { s.Delivery.Answered = s.Delivery.Due }), noon, "cancel answered"},
		{"again, answered", with(coaching.KindPromptAgain, "coachee", func(s *coaching.Standing) { s.Prompt.Answered = s.Delivery.Due }), noon, "cancel answered"},
		{"again, never asked", with(coaching.KindPromptAgain, "coachee", func(s *coaching.Standing) { s.Prompt.State = coaching.DeliveryMissed }), noon, "cancel gone"},
		{"an action done", with(coaching.KindActionDue, "coachee", func(s *coaching.Standing) { s.Action.State = coaching.ActionDone }), noon, "cancel gone"},
		{"an action not yet done", with(coaching.KindActionFollowUp, "coachee", func(s *coaching.Standing) { s.Action.State = coaching.ActionNotYet }), noon, "send"},
		{"no action", with(coaching.KindActionDue, "coachee", func(s *coaching.Standing) { s.Action = nil }), noon, "cancel gone"},
		{"a proposal", with(coaching.KindActionProposed, "coachee", func(s *coaching.Standing) { s.Action.State = coaching.ActionProposed }), noon, "send"},
		{"a proposal that was taken back", with(coaching.KindActionProposed, "coachee", func(s *coaching.Standing) { s.Action.State = coaching.ActionWithdrawn }), noon, "cancel gone"},
		{"an answer", with(coaching.KindActionAnswered, "coach", func(s *coaching.Standing) { s.Action.State = coaching.ActionRefused }), noon, "send"},
		{"an answer to nothing", with(coaching.KindActionAnswered, "coach", func(s *coaching.Standing) { s.Action.State = coaching.ActionProposed }), noon, "cancel gone"},
		{"an answered proposal", with(coaching.KindActionProposed, "coachee", func(s *coaching.Standing) {}), noon, "cancel gone"},
		{"an erased reflection", with(coaching.KindKept, "coachee", func(s *coaching.Standing) { s.Reflection = nil }), noon, "cancel gone"},
		{"a cancelled session", with(coaching.KindBooked, "coachee", func(s *coaching.Standing) { s.Session.State = coaching.SessionCancelled }), noon, "cancel gone"},
		{"its notice", with(coaching.KindCancelled, "coachee", func(s *coaching.Standing) { s.Session.State = coaching.SessionCancelledLate }), noon, "send"},
		{"its notice after the close", with(coaching.KindCancelled, "coach", func(s *coaching.Standing) {
			s.Session.State, s.Engagement.State = coaching.SessionCancelled, coaching.EngagementClosed
		}), noon, "send"},
		{"a question for another time", with(coaching.KindMoveAsked, "coach", func(s *coaching.Standing) { s.Session.Asked = s.Delivery.Due }), noon, "send"},
		{"a question that was answered", with(coaching.KindMoveAsked, "coach", func(s *coaching.Standing) {}), noon, "cancel answered"},
		{"a question about a cancelled session", with(coaching.KindMoveAsked, "coach", func(s *coaching.Standing) {
			s.Session.Asked, s.Session.State = s.Delivery.Due, coaching.SessionCancelled
		}), noon, "cancel gone"},
		{"a question to the coachee", with(coaching.KindMoveAsked, "coachee", func(s *coaching.Standing) { s.Session.Asked = s.Delivery.Due }), noon, "cancel role"},
		{"a question after the close", with(coaching.KindMoveAsked, "coach", state(coaching.EngagementClosed)), noon, "cancel not live"},
		{"its answer", with(coaching.KindMoveKept, "coachee", func(s *coaching.Standing) {}), noon, "send"},
		{"its answer, the session cancelled", with(coaching.KindMoveKept, "coachee", func(s *coaching.Standing) { s.Session.State = coaching.SessionCancelledLate }), noon, "cancel gone"},
		{"no session", with(coaching.KindMoved, "coachee", func(s *coaching.Standing) { s.Session = nil }), noon, "cancel gone"},
		{"a session that was moved away", with(coaching.KindSessionSoon, "coachee", func(s *coaching.Standing) {}), noon, "cancel moved"},
		{"a milestone", with(coaching.KindMilestone, "coachee", func(s *coaching.Standing) { s.Consent.State = coaching.ConsentAsked }), noon, "send"},
		{"a milestone answered", with(coaching.KindMilestone, "coachee", func(s *coaching.Standing) {}), noon, "cancel answered"},
		{"a milestone, the sponsor declined", with(coaching.KindMilestone, "coachee", func(s *coaching.Standing) { s.Engagement.SponsorState = coaching.SponsorDeclined }), noon, "cancel gone"},
		{"news after the close", with(coaching.KindSponsorNews, "sponsor", state(coaching.EngagementClosed)), noon, "send"},
		{"news after the end", with(coaching.KindSponsorNews, "sponsor", state(coaching.EngagementEnded)), noon, "cancel not live"},
		{"news not allowed", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.State = coaching.ConsentAsked }), noon, "cancel consent"},
		{"news withdrawn", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.State = coaching.ConsentWithdrawn }), noon, "cancel consent"},
		{"news without consent", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent = nil }), noon, "cancel consent"},
		{"news for a former sponsor", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Recipient = "other" }), noon, "cancel role"},
		{"news the sponsor waits for", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Engagement.SponsorState = coaching.SponsorAsked }), noon, "hold sponsor Wed 12:00"},
		{"news that can still be taken back", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Given = s.Delivery.Due.Add(-coaching.TakeBackFor + 1) }), noon, "hold fresh Wed 12:00"},
		{"news at the end of the consent", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Expires = s.Delivery.Due }), noon, "cancel expired"},
		{"news just before it", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Expires = s.Delivery.Due.Add(1) }), noon, "send"},
		{"news without an end", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Expires = time.Time{} }), noon, "cancel expired"},
		{"news the sponsor waits for until the consent ends", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) {
			s.Engagement.SponsorState, s.Consent.Expires = coaching.SponsorAsked, s.Delivery.Due.Add(time.Hour)
		}), noon, "hold sponsor Wed 13:00"},
		{"news that the sponsor has got", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Told = coaching.ToldAll }), noon, "cancel told"},
		{"news that the sponsor may have got", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Told = coaching.ToldMaybe }), noon, "cancel told"},
		{"news of a category", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Consent.Category = coaching.CategoryDates }), noon, "cancel consent"},
		{"a yes that ended", with(coaching.KindConsentOver, "coachee", func(s *coaching.Standing) { s.Consent.Expires = s.Delivery.Due }), noon, "send"},
		{"a yes that has not ended", with(coaching.KindConsentOver, "coachee", func(s *coaching.Standing) { s.Consent.Expires = s.Delivery.Due.Add(1) }), noon, "cancel answered"},
		{"a yes that was taken back", with(coaching.KindConsentOver, "coachee", func(s *coaching.Standing) { s.Consent.State = coaching.ConsentWithdrawn }), noon, "cancel answered"},
		{"a yes that was made use of", with(coaching.KindConsentOver, "coachee", func(s *coaching.Standing) {
			s.Consent.Expires, s.Told = s.Delivery.Due, coaching.ToldAll
		}), noon, "cancel gone"},
		{"a yes for a former sponsor", with(coaching.KindConsentOver, "coachee", func(s *coaching.Standing) {
			s.Consent.Expires, s.Consent.Recipient = s.Delivery.Due, "other"
		}), noon, "cancel gone"},
		{"what went without a question", with(coaching.KindSponsorTold, "coachee", state(coaching.EngagementEnded)), noon, "send"},
		{"the same, for the coach", with(coaching.KindSponsorTold, "coach", state(coaching.EngagementActive)), noon, "cancel role"},
		{"news the sponsor declined", with(coaching.KindSponsorNews, "sponsor", func(s *coaching.Standing) { s.Engagement.SponsorState = coaching.SponsorDeclined }), noon, "cancel role"},
		{"what was sent", with(coaching.KindPrompt, "coachee", func(s *coaching.Standing) { s.Delivery.State = coaching.DeliverySent }), noon, "none"},
		{"what was cancelled", with(coaching.KindPrompt, "coachee", func(s *coaching.Standing) { s.Delivery.State = coaching.DeliveryCancelled }), noon, "none"},
	})
}

func TestDecideMisses(t *testing.T) {
	open := coaching.Rules{Late: 4 * time.Hour}
	prompt := standing(t, coaching.KindPrompt, "coachee", "2026-11-27 15:00 +0100") // Friday
	held := prompt
	held.Delivery.Due = at(t, "2026-12-01 23:00 +0100")
	again := standing(t, coaching.KindPromptAgain, "coachee", "2026-12-01 23:00 +0100")
	again.Prompt.Nominal = prompt.Delivery.Nominal
	due := standing(t, coaching.KindActionDue, "coachee", "2026-11-27 09:00 +0100")
	soon := standing(t, coaching.KindSessionSoon, "coachee", "2026-11-28 15:00 +0100")
	now := standing(t, coaching.KindSessionNow, "coach", "2026-11-30 14:00 +0100")
	after := standing(t, coaching.KindSessionAfter, "coach", "2026-11-30 18:15 +0100")
	booked := standing(t, coaching.KindBooked, "coach", noon)
	question := standing(t, coaching.KindMoveAsked, "coach", noon)
	question.Session.Asked = at(t, noon)
	check(t, open, []decision{
		{"a question, a minute before the session", question, "2026-11-30 14:59 +0100", "send"},
		{"a question, once the session has begun", question, session, "miss late"},
		{"a prompt four hours late", prompt, "2026-11-27 19:00 +0100", "send"},
		{"a prompt later", prompt, "2026-11-27 19:01 +0100", "miss late"},
		{"a held prompt, on Tuesday", held, "2026-12-01 23:59 +0100", "send"},
		{"a held prompt, on Wednesday", held, "2026-12-02 00:00 +0100", "miss late"},
		{"the second prompt, on Tuesday", again, "2026-12-01 23:59 +0100", "send"},
		{"the second prompt, on Wednesday", again, "2026-12-02 00:00 +0100", "miss late"},
		{"an action until the end of the next working day", due, "2026-11-30 23:59 +0100", "send"},
		{"an action after it", due, "2026-12-01 00:00 +0100", "miss late"},
		{"what to prepare, a minute before the session", soon, "2026-11-30 14:59 +0100", "send"},
		{"what to prepare, at the session", soon, session, "miss late"},
		{"the link, a minute before the session", now, "2026-11-30 14:59 +0100", "send"},
		{"the link, at the session", now, session, "miss late"},
		{"held or missed, the next day", after, "2026-12-01 23:59 +0100", "send"},
		{"held or missed, later", after, "2026-12-02 00:00 +0100", "miss late"},
		{"a booking, before it", booked, "2026-11-30 14:59 +0100", "send"},
		{"a booking, at the session", booked, session, "miss late"},
	})
}

// due is s with another instant.
func due(s coaching.Standing, v string) coaching.Standing {
	s.Delivery.Due, _ = time.Parse("2006-01-02 15:04 -0700", v)
	s.Delivery.Nominal = s.Delivery.Due
	return s
}

func TestDecideHolds(t *testing.T) {
	soon := func(start string) coaching.Standing {
		s := standing(t, coaching.KindSessionSoon, "coachee", session)
		s.Session.Start = at(t, start).UTC()
		s.Delivery.Nominal = s.Session.Start.Add(-coaching.SoonLead)
		return s
	}
	recent := func(kind coaching.DeliveryKind, sent ...string) coaching.Standing {
		s := standing(t, kind, "coachee", noon)
		for _, v := range sent {
			s.Recent = append(s.Recent, at(t, v))
		}
		return s
	}
	put := recent(coaching.KindPromptAgain, "2026-11-25 09:00 +0100")
	put.Delivery.Key += "/later/tomorrow/x"
	chosen, leave := put, put
	chosen.Delivery.Key, leave.Delivery.Key = "/later/date/x", "/later/hour/x"
	day := coaching.Date{Year: 2026, Month: 11, Day: 25}
	leave.Recipient.Absence = coaching.Absence{LeaveFrom: day, LeaveTo: day}
	action := recent(coaching.KindActionDue, "2026-11-25 09:00 +0100")
	action.Delivery.Key = "/later/week/x"
	repeated := recent(coaching.KindPromptAgain, "2026-11-25 09:00 +0100")
	repeated.Prompt.Sent = at(t, "2026-11-25 09:00 +0100")
	prompt := standing(t, coaching.KindPrompt, "coachee", "2026-11-25 17:59 +0100")
	check(t, rules, []decision{
		{"the last allowed minute", prompt, "2026-11-25 17:59 +0100", "send"},
		{"the first quiet minute", prompt, "2026-11-25 18:00 +0100", "hold quiet Thu 08:00"},
		{"a booking at night", standing(t, coaching.KindBooked, "coachee", noon), "2026-11-25 23:00 +0100", "send"},
		{"a link at six in the morning", standing(t, coaching.KindSessionNow, "coachee", "2026-11-30 14:00 +0100"), "2026-11-30 06:00 +0100", "send"},
		{"preparation at night, two hours left in the morning", soon("2026-11-26 10:00 +0100"), "2026-11-25 19:00 +0100", "hold quiet Thu 08:00"},
		{"preparation at night, less left in the morning", soon("2026-11-26 09:59 +0100"), "2026-11-25 19:00 +0100", "send"},
		{"one sent yesterday", recent(coaching.KindPrompt, "2026-11-24 23:59 +0100"), noon, "send"},
		{"one sent today", recent(coaching.KindPrompt, "2026-11-25 00:00 +0100"), noon, "hold cap Thu 08:00"},
		{"one sent today, at night", recent(coaching.KindPrompt, "2026-11-25 09:00 +0100"), "2026-11-25 14:00 +0100", "hold cap Thu 08:00"},
		{"two sent this week", recent(coaching.KindPrompt, "2026-11-23 09:00 +0100", "2026-11-24 09:00 +0100"), noon, "send"},
		{"three sent this week", recent(coaching.KindPrompt, "2026-11-23 00:00 +0100", "2026-11-23 09:00 +0100", "2026-11-24 09:00 +0100"), noon, "hold cap Mon 08:00"},
		{"three, one of them on Sunday", recent(coaching.KindPrompt, "2026-11-22 23:59 +0100", "2026-11-23 09:00 +0100", "2026-11-24 09:00 +0100"), noon, "send"},
		{"three, the third today", recent(coaching.KindActionDue, "2026-11-23 09:00 +0100", "2026-11-24 09:00 +0100", "2026-11-25 09:00 +0100"), noon, "hold cap Mon 08:00"},
		{"a kind without a cap", recent(coaching.KindActionProposed, "2026-11-25 09:00 +0100"), noon, "cancel gone"},
		{"put off by the person themselves", put, noon, "send"},
		{"put off, two hours late, quiet", due(put, "2026-11-25 16:30 +0100"), "2026-11-25 18:00 +0100", "hold quiet Thu 08:00"},
		{"put off, and too late", put, "2026-11-25 18:00 +0100", "miss late"},
		{"put off to a time of their own, quiet", due(chosen, "2026-11-25 21:00 +0100"), "2026-11-25 21:00 +0100", "send"},
		{"put off by an hour, in a leave", due(leave, noon), noon, "hold leave Thu 00:00"},
		{"an action put off", action, noon, "send"},
		{"an action put off, and quiet", action, "2026-11-25 18:00 +0100", "hold quiet Thu 08:00"},
		{"asked again by itself", repeated, noon, "hold cap Thu 08:00"},
	})
	check(t, coaching.Rules{PerDay: 1, Late: 4 * time.Hour}, []decision{
		{"a cap without quiet hours", recent(coaching.KindPrompt, "2026-11-25 00:00 +0100"), noon, "hold cap Thu 08:00"},
	})
	check(t, coaching.Rules{Late: 4 * time.Hour}, []decision{
		{"no caps", recent(coaching.KindPrompt, noon, noon, noon, noon), noon, "send"},
	})
}
