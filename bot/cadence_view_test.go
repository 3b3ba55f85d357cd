package bot

import (
	"testing"
	"time"

	"interlude/coaching"
)

func TestCadenceCards(t *testing.T) {
	next := time.Date(2026, 12, 4, 15, 0, 0, 0, time.UTC)
	every := coaching.Schedule{Cron: "0 15 * * 5", Zone: "Europe/London", Next: next}
	for _, reader := range []struct {
		suffix string
		p      coaching.Person
	}{{"", goldMaya}, {"-sealed", sealedMaya()}} {
		s := goldScene(coaching.KindCadence, reader.p, reader.p)
		state := func(change func(*coaching.Schedule)) cadenceState {
			st := cadenceState{Schedule: every, Words: "every Friday at 15:00", Next: next}
			if change != nil {
				change(&st.Schedule)
			}
			return st
		}
		goldenCard(t, "cadence-asked"+reader.suffix, cadenceCard(s, state(nil)))
		s.Delivery.Answered = goldNow
		s.Delivery.Reason = string(coaching.CadenceKeep)
		goldenCard(t, "cadence-keep"+reader.suffix, cadenceCard(s, state(nil)))
		s.Delivery.Reason = string(coaching.CadenceLess)
		less := state(func(x *coaching.Schedule) { x.Spacing = coaching.LessOften })
		less.Words += ", at most every two weeks"
		goldenCard(t, "cadence-less"+reader.suffix, cadenceCard(s, less))
		goldenCard(t, "cadence-less-no-more"+reader.suffix, cadenceCard(s, state(nil)))
		s.Delivery.Reason = string(coaching.CadencePause)
		pause := state(func(x *coaching.Schedule) { x.Next = goldNow.Add(coaching.PauseFor) })
		pause.Next = pause.Schedule.Next
		goldenCard(t, "cadence-pause"+reader.suffix, cadenceCard(s, pause))
		s.Delivery.Reason = string(coaching.CadenceStop)
		goldenCard(t, "cadence-stop"+reader.suffix, cadenceCard(s, cadenceState{Schedule: coaching.Schedule{Paused: true}}))
		goldenCard(t, "cadence-again"+reader.suffix, cadenceCard(s, state(nil)))
		never := state(func(x *coaching.Schedule) { x.Next = time.Time{} })
		never.Next = time.Time{}
		goldenCard(t, "cadence-never"+reader.suffix, cadenceCard(s, never))
		s.Engagement.State = coaching.EngagementClosed
		goldenCard(t, "cadence-over"+reader.suffix, cadenceCard(s, state(nil)))
	}
}

func TestZoneCards(t *testing.T) {
	maya := goldMaya
	maya.Zone, maya.Told = "Europe/London", "Asia/Ho_Chi_Minh"
	s := goldScene(coaching.KindZone, maya, maya)
	goldenCard(t, "zone-asked", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
	goldenCard(t, "zone-asked-coach", zoneCard(s, zoneState{Now: goldNow}))
	s.Delivery.Answered, s.Delivery.Reason = goldNow, coaching.ZoneKept
	goldenCard(t, "zone-kept", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
	s.Delivery.Reason = coaching.ZoneMoved
	s.Reader.Zone = s.Reader.Told
	goldenCard(t, "zone-moved", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
	goldenCard(t, "zone-moved-coach", zoneCard(s, zoneState{Now: goldNow}))
	s.Delivery.Answered, s.Delivery.Reason = time.Time{}, ""
	goldenCard(t, "zone-back", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
	s.Delivery.Reason = coaching.ZoneWithdrawn
	goldenCard(t, "zone-withdrawn", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
	s.Below = true
	goldenCard(t, "zone-older", zoneCard(s, zoneState{Now: goldNow, Coachee: true, Next: goldNow.AddDate(0, 0, 7)}))
}
