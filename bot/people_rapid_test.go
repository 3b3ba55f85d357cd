package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage/storagetest"
)

// everywhere is all that u is shown of r.
func (h *history) everywhere(u string, r *tale) string {
	var all strings.Builder
	if u != r.coach && u != r.pupil { // with what would show the most
		return h.do(press, u, briefRead, string(r.id), nil, nil) + h.do(press, u, actionsOpen, string(r.id), nil, nil) + h.do(press, u, briefPage, "0", briefMeta{Engagement: r.id}, nil)
	}
	for _, route := range []string{briefRead, briefSee, briefOpen, actionsOpen, reflectList, engagementOpen, scheduleOpen, alongOpen} {
		all.WriteString(h.do(press, u, route, string(r.id), nil, nil))
	}
	for page := range 3 {
		all.WriteString(h.do(press, u, mydataRead, fmt.Sprint(page), nil, nil))
	}
	all.WriteString(h.do(press, u, briefPage, "0", briefMeta{Engagement: r.id}, nil))
	if u == r.pupil {
		all.WriteString(h.do(press, u, alongFrom, string(r.id), alongMeta{r.id, r.id}, nil))
	}
	return all.String()
}

// look holds what everybody can open against the oracle, both ways.
func (h *history) look() {
	for _, u := range append(slices.Clone(h.coaches), h.pupils...) {
		for _, r := range h.rows {
			shown := h.everywhere(u, r)
			for _, w := range h.words {
				h.looks++
				hit, may := strings.Contains(shown, w.text), h.may(u, w)
				if hit && !may {
					h.Fatalf("%s opens %s of %s and %s", u, w.text, w.in.coach, w.in.pupil)
				}
				if hit {
					h.seen++
				}
				if w.in == r && may && !hit && (w.entry || h.live(r)) { // what is to be done shows while it goes on
					h.Fatalf("%s does not see %s of %s and %s (over %v)", u, w.text, w.in.coach, w.in.pupil, r.over)
				}
			}
		}
	}
}

// accounts has the bot hear of u's account, as Slack or the configuration say.
func (h *history) accounts(u string) {
	h.b.accounts.learn(u, h.closed[u], "")
	h.must(h.b.accountTold(h.b.spawn, h.people[u], h.closed[u]))
}

// step is one thing that somebody does or that happens to them.
func (h *history) step() {
	anybody := append(slices.Clone(h.coaches), h.pupils...)
	u := rapid.SampledFrom(anybody).Draw(h.T, "who")
	coach, pupil := rapid.SampledFrom(h.coaches).Draw(h.T, "coach"), rapid.SampledFrom(h.pupils).Draw(h.T, "coachee")
	what := rapid.IntRange(0, 15).Draw(h.T, "what")
	if len(h.rows) == 0 {
		h.begin(coach, pupil)
		return
	}
	r := rapid.SampledFrom(h.rows).Draw(h.T, "coaching")
	switch what {
	case 0:
		h.begin(coach, pupil)
	case 1, 2, 3:
		h.write(r)
	case 4, 5:
		h.handOn(r, r.coach, coach, r.pupil)
	case 6:
		h.handOn(r, u, coach, rapid.SampledFrom(anybody).Draw(h.T, "by"))
	case 7:
		h.b.work.Wait() // what is under way still reads how it was
		h.closed[u] = true
		h.accounts(u)
		h.lose(u)
	case 8:
		h.b.work.Wait()
		h.closed[u] = false
		h.accounts(u)
	case 9:
		h.b.work.Wait()
		h.unnamed[coach] = !h.unnamed[coach]
		h.b.Coaches = slices.DeleteFunc(slices.Clone(h.coaches), func(c string) bool { return h.unnamed[c] })
		h.accounts(coach)
		h.lose(coach)
	case 10, 11:
		h.do(press, u, accountClaim, "", nil, nil)
		h.claims(u)
	case 12, 13:
		same := rapid.IntRange(0, 3).Draw(h.T, "same") > 0
		by := rapid.SampledFrom([]string{r.coach, r.pupil, u}).Draw(h.T, "by")
		h.do(press, by, map[bool]string{true: accountSame, false: accountOther}[same], string(r.id), nil, nil)
		if by == r.coach || by == r.pupil {
			h.vouches(by, r, same)
		}
	case 14:
		h.along(r, rapid.SampledFrom(h.rows).Draw(h.T, "into"), rapid.SampledFrom([]string{r.pupil, u}).Draw(h.T, "by"))
	case 15:
		h.do(press, u, engagementClose, string(r.id), nil, nil)
		if (u == r.coach || u == r.pupil) && !r.over && !r.lost[u] && h.there(r, u) {
			r.over = true
		}
	}
}

// TestNobodyWithoutALivePartOpensAnything: after any history of coaches replaced and gone, accounts closed,
// taken over and confirmed, coachings closed, and things taken along, nobody opens a word but those whom
// the oracle lets, and those do.
func TestNobodyWithoutALivePartOpensAnything(t *testing.T) {
	clock := &stepClock{at: rigStart}
	var now *history
	store := storagetest.SQLite(t, clock.Now)
	client := &http.Client{Transport: inProcess{http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		user := slack.User{ID: r.FormValue("user"), RealName: "Somebody", TZ: "Europe/London", Deleted: now.closed[r.FormValue("user")]}
		_ = json.NewEncoder(rw).Encode(map[string]any{"ok": true, "user": user, "view": map[string]any{"id": "V1"}})
	})}}
	if checks := flag.Lookup("rapid.checks").Value; underRace && checks.String() == "100" { // what it is when nobody says
		_ = checks.Set("40")
		defer func() { _ = checks.Set("100") }()
	}
	runs, looks, seen := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		b, err := New(Config{API: slack.New("xoxb-1", slack.OptionHTTPClient(client), slack.OptionAPIURL("http://slack.test/api/")), HTTP: client, Store: store, Timetable: reminders.Timetable{},
			Now: clock.Now, Wall: time.Now, Zone: "UTC", Writing: coaching.Sealed, Log: slog.New(slog.DiscardHandler), Limit: time.Minute})
		if err != nil {
			rt.Fatal(err)
		}
		runs++
		h := &history{T: rt, b: b, run: fmt.Sprintf("R%d", runs), people: map[string]coaching.Person{}, closed: map[string]bool{}, unnamed: map[string]bool{}}
		now = h
		b.team, b.self = "T0OWN", "UBOT"
		for i, name := range []string{"ANNA", "TOM", "CORA", "MAYA", "RAVI"} {
			p := coaching.Person{ID: coaching.NewID(), Team: b.team, User: "U" + h.run + name, Name: name, Zone: "Europe/London", Writing: coaching.Sealed, Created: clock.Now()}
			h.must(store.Commit(b.spawn, coaching.Change{People: []coaching.Person{p}}))
			p.Version = 1
			h.people[p.User] = p
			if i < 3 {
				h.coaches = append(h.coaches, p.User)
			} else {
				h.pupils = append(h.pupils, p.User)
			}
		}
		b.Coaches = h.coaches
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			h.step()
		}
		h.look()
		b.work.Wait()
		b.stop()
		looks, seen = looks+h.looks, seen+h.seen
	})
	t.Logf("%d histories, %d looks, %d of them let through by the oracle and shown", runs, looks, seen)
}
