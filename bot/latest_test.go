package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// shows waits until the person's screen holds text exactly n times.
func (r *rig) shows(user, text string, n int) {
	r.t.Helper()
	if r.ws.WaitFor(r.ctx, func() bool { return strings.Count(r.screen(user), text) == n }) != nil {
		r.t.Fatalf("%s does not see %q %d times but:\n%s", user, text, n, r.screen(user))
	}
}

func TestOlderCardsDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	s := c.scene(c.coachee, coaching.KindBooked)
	s.Below = true
	goldenCard(t, "card-session-older", card{Note: "There is news about a session in Interlude.",
		Blocks: sessionScene{s, c.session(coaching.SessionHeld), drawnAt}.blocks(bookedBlocks)})
	for name, a := range map[string]coaching.Action{"older": goldAction("A1", coaching.ActionDone), "older-longest": longActions(1)[0]} {
		goldenCard(t, "action-"+name, olderCard(goldScene(coaching.KindActionDue, goldMaya, goldMaya), a))
		goldenCard(t, "action-sealed-"+name, olderCard(goldScene(coaching.KindActionDue, sealedMaya(), sealedMaya()), a))
	}
}

func TestOneMessageSaysWhatBecameOfASession(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "@maya 2026-11-27 11:00 75m")
	r.press(anna, "Book it")
	r.sees(anna, "Booked")
	r.drain()
	r.sees(maya, "is booked")
	start := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	r.until(start.Add(-time.Minute)) // prepared, and reminded an hour before
	r.sees(maya, "begins soon")
	r.shows(maya, "About the session on Fri 27 Nov 2026: see below.", 2)
	r.misses(maya, "A few minutes now make it yours")
	r.until(start.Add(4 * time.Hour))
	r.press(anna, "Held")
	r.shows(anna, "This session took place.", 1)
	r.shows(maya, "What will you do before the next session?", 1)
	r.shows(maya, "About the session on Fri 27 Nov 2026: see below.", 3)
	r.misses(maya, "This session took place.")
}

func TestOneMessageSaysThatASessionIsCancelled(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/schedule", "@maya 2026-11-27 11:00 75m")
	r.press(anna, "Book it")
	r.sees(anna, "*Booked.* You both get a message about it.")
	r.drain()
	r.press(maya, "Cancel the session")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.shows(maya, "cancelled this session", 1)
	r.shows(anna, "cancelled this session", 1)
}

func TestOneMessageSaysWhatBecameOfAnAction(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.until(time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)) // reminded, and asked how it went
	r.sees(maya, "How did this one go?")
	r.sees(maya, "About “Call the bank”: see below.")
	r.press(maya, "Partly")
	r.shows(maya, "You said: Partly", 1)
	r.shows(maya, "About “Call the bank”: see below.", 1)
}
