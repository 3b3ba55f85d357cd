package bot

import (
	"testing"
	"time"
)

func TestSponsorStops(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.command(helen, "/coaching", "sponsor")
	r.press(helen, "Stop these messages")
	r.sees(helen, "Nothing more is sent to you")
	r.drain()
	r.sees(maya, "does not take part as a sponsor")
	r.sees(anna, "does not take part as a sponsor")
	r.must(r.as(helen).CloseAll(r.ctx))
	r.sees(maya, "no sponsor takes part any more")
	before := len(r.as(helen).Messages())
	r.until(rigStart.AddDate(0, 0, 10))
	if n := len(r.as(helen).Messages()); n != before {
		t.Errorf("%d messages after stopping", n-before)
	}
	r.command(helen, "/coaching", "sponsor")
	r.sees(helen, "You do not take part")
	r.press(helen, "Take part after all")
	r.sees(helen, "*Thank you.*")
	r.must(r.as(helen).CloseAll(r.ctx))
	r.drain()
	r.sees(maya, "accepted the sponsor's part")
	r.sees(anna, "accepted the sponsor's part")
	r.misses(helen, "Maya Lindqvist accepted") // the coachee decides anew
	r.press(maya, "The sentences")
	r.press(maya, "Share")
	r.sees(maya, "It is sent on")
	r.sent(5 * time.Minute)
	r.sees(helen, "Maya Lindqvist accepted the coaching agreement on 23 November 2026.")
}

// TestSharedButNotSentWaitsForANewWord: the sponsor says no to their part, and comes back.
func TestSharedButNotSentWaitsForANewWord(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.drain()
	r.press(maya, "Review agreement")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.press(maya, "Share")
	r.sees(maya, "It waits until your sponsor has accepted")
	r.press(helen, "Review your part")
	r.press(helen, "Decline")
	r.sees(helen, "*Noted.*")
	r.sees(maya, "no sponsor takes part any more")
	r.press(helen, "Take part after all")
	r.sees(helen, "*Thank you.*")
	r.until(rigStart.AddDate(0, 0, 10))
	r.misses(helen, "Maya Lindqvist accepted")
	r.sees(maya, "Nothing is sent unless you share it.")
}

func TestWhatWasSharedWaitsForTheSponsor(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.drain()
	r.press(maya, "Review agreement")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.press(maya, "Share")
	r.sees(maya, "It waits until your sponsor has accepted their part.")
	r.until(rigStart.Add(3 * time.Hour))
	r.misses(helen, "Maya Lindqvist accepted")
	r.press(helen, "Review your part")
	r.submit(helen)
	r.sees(helen, "Now and then you may be sent a sentence")
	r.until(rigStart.Add(5 * time.Hour))
	r.sees(helen, "Maya Lindqvist accepted the coaching agreement on 23 November 2026.")
}
