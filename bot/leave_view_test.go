package bot

import (
	"testing"
	"time"

	"interlude/coaching"
)

func TestLeaveViews(t *testing.T) {
	none := coaching.Person{Zone: "Europe/London"}
	set := none
	set.Absence.LeaveFrom, set.Absence.LeaveTo = coaching.Date{Year: 2026, Month: 12, Day: 1}, coaching.Date{Year: 2026, Month: 12, Day: 10}
	oneDay := set
	oneDay.Absence.LeaveFrom, oneDay.Absence.LeaveTo = coaching.DateOf(rigStart), coaching.DateOf(rigStart)
	longest := oneDay
	longest.Zone = "America/Argentina/ComodRivadavia"
	longest.Absence.LeaveTo = coaching.Date{Year: 2027, Month: 11, Day: 23}
	longest.Absence.Away = rigStart.Add(14 * 24 * time.Hour)
	back := time.Date(2026, 12, 11, 8, 0, 0, 0, time.UTC)
	var many []coaching.Session
	for i := range 40 {
		many = append(many, coaching.Session{Start: rigStart.AddDate(0, 0, i), Minutes: 75})
	}
	goldenForm(t, "leave", leaveView(none, rigStart))
	goldenForm(t, "leave-set", leaveView(set, rigStart))
	goldenForm(t, "leave-longest", leaveView(longest, rigStart))
	goldenForm(t, "leave-saved", leaveSavedView(set, back, nil, rigStart))
	goldenForm(t, "leave-saved-sessions", leaveSavedView(oneDay, back, many[:1], rigStart))
	goldenForm(t, "leave-saved-longest", leaveSavedView(longest, back, many, rigStart))
	goldenForm(t, "leave-cancelled", leaveEndedView(none, false, rigStart, rigStart))
	goldenForm(t, "leave-ended", leaveEndedView(none, true, rigStart, rigStart.Add(time.Minute)))
	goldenForm(t, "leave-ended-at-night", leaveEndedView(none, true, back, rigStart))
	goldenHome(t, "home-on-leave", homeView(leaveBlocks(longest, rigStart)))
	goldenHome(t, "home-leave-ahead", homeView(leaveBlocks(set, rigStart)))
	if got := leaveBlocks(set, back); got != nil {
		t.Errorf("a leave that is over stands on Home: %v", textOf(got))
	}
}
