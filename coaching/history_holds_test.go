package coaching

import (
	"slices"

	"pgregory.net/rapid"
)

// holds checks what must be true after every step.
func (h *history) holds(t *rapid.T) {
	h.actionsHold(t)
	h.sessionsHold(t)
	h.consentsHold(t)
	h.briefsHold(t)
	if h.closed {
		for _, d := range h.l.queued("") {
			asks := d.Kind == KindConsentOver && h.l.consents[d.Subject].Category == "" // a sentence that was allowed before
			if d.Kind.Proactive() && !asks {
				t.Fatalf("%s is still queued after the close", d.Kind)
			}
		}
	}
}

// An action never has two pending reminders of a kind, and none without a reason.
func (h *history) actionsHold(t *rapid.T) {
	for _, a := range h.l.allActions() {
		for _, kind := range remindersOfAction {
			q := h.l.queued(a.ID, kind)
			if len(q) > 1 || len(q) == 1 && !a.Pending() {
				t.Fatalf("%d pending %s of a %s action", len(q), kind, a.State)
			}
			if a.State == ActionOpen && !h.closed && kind == KindActionDue {
				want := actionReminders(h.l.engagement, a, maya, h.now)
				if i := slices.IndexFunc(want, func(d Delivery) bool { return d.Kind == kind }); i >= 0 &&
					(len(q) != 1 || !q[0].Due.Equal(want[i].Due)) && h.l.engagement.State == EngagementActive {
					t.Fatalf("due at %v, queued %v", want[i].Due, q)
				}
			}
		}
	}
}

// A session is reminded of at most once per kind and person, at its own time; no two overlap.
func (h *history) sessionsHold(t *rapid.T) {
	all := h.l.allSessions()
	for i, s := range all {
		seen := map[string]bool{}
		for _, d := range h.l.queued(s.ID) {
			at, timed := SessionReminder(d.Kind, s)
			id := string(d.Kind) + string(d.Recipient)
			if timed && (!at.Equal(d.Due) || seen[id]) {
				t.Fatalf("%s at %v, want %v (twice: %v)", d.Kind, d.Due, at, seen[id])
			}
			if timed && s.State != SessionBooked && s.State != SessionHeld {
				t.Fatalf("%s of a %s session", d.Kind, s.State)
			}
			seen[id] = true
		}
		if n := len(h.l.queued(s.ID, KindMoveAsked)); n > 1 || n == 1 && s.Asked.IsZero() {
			t.Fatalf("%d questions for another time, asked at %v", n, s.Asked)
		}
		for _, o := range all[i+1:] {
			if s.Busy() && o.Busy() && tooClose(s, o) {
				t.Fatalf("two sessions within 15 minutes: %v, %v", s.Start, o.Start)
			}
		}
	}
}

// What waits for the sponsor has a consent, and no sentence is offered or sent twice.
func (h *history) consentsHold(t *rapid.T) {
	for _, d := range h.l.queued("", KindSponsorNews) {
		if c := h.l.consents[d.Subject]; c.State != ConsentGiven {
			t.Fatalf("news of a consent that is %s", c.State)
		}
	}
	once := map[ID]bool{}
	for _, d := range h.told {
		if once[d.Subject] {
			t.Fatalf("the sponsor was sent a sentence twice")
		}
		once[d.Subject] = true
	}
	seen := map[Milestone]bool{}
	for _, c := range h.l.consents {
		if seen[c.Milestone] {
			t.Fatalf("%s was offered twice", c.Milestone)
		}
		seen[c.Milestone] = true
		if m, err := ForSponsor(c, nil, h.l.engagement, h.now); err == nil && (c.State != ConsentGiven || SentenceHash(m.Sentence) != c.Hash) {
			t.Fatalf("a message from a consent that is %s", c.State)
		}
	}
}

// A brief never shows what was not ticked, or is only for the coachee.
func (h *history) briefsHold(t *rapid.T) {
	rs := h.l.allReflections()
	for _, b := range h.l.briefs {
		shown := 0
		for _, r := range rs {
			if slices.Contains(b.Entries, r.ID) && r.Audience == NextBrief {
				shown++
			}
		}
		v := ComposeBrief(b, h.l.allActions(), rs)
		if len(v.Entries) != shown || (!b.Ratings && len(v.Ratings) > 0) {
			t.Fatalf("%d entries shown, %d released", len(v.Entries), shown)
		}
		for _, x := range v.Entries {
			if !slices.ContainsFunc(rs, func(r Reflection) bool {
				return r.Created.Equal(x.Written) && r.Audience == NextBrief && slices.Contains(b.Entries, r.ID)
			}) {
				t.Fatalf("an entry that was not released")
			}
		}
	}
}
