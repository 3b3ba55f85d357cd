package bot

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// The teams of the matrix.
const (
	ownTeam, otherTeam = "T0OWN", "T0OTHER"
	ownOrg, otherOrg   = "E0OWN", "E0OTHER"
)

// matrixUsers are everybody whom the stand-in for Slack knows, with what it says of them.
var matrixUsers = map[string]slack.User{
	"UCARL": {RealName: "Carl Named"}, "UZARA": {RealName: "Zara"}, "USAM": {RealName: "Sam Doyle"}, "UGUS": {RealName: "Gus Guest", IsRestricted: true},
	"UCONN": {RealName: "Conny Connect", IsStranger: true, TeamID: otherTeam}, "UDORA": {RealName: "Dora Gone", Deleted: true},
	"UBOT": {RealName: "Interlude", IsBot: true},
}

// side is a coach, a coachee and perhaps a sponsor, with the ids of one row of every kind: of the
// engagement that is under way, and of an earlier one that is over.
type side struct {
	coach, coachee, sponsor coaching.Person
	live, over              map[string]string
}

// matrixWorld is a bot on a real database, with everything in it, whose calls of Slack are counted.
type matrixWorld struct {
	t       testing.TB
	bot     *Bot
	store   *storage.Store
	sides   map[string]*side
	erase   string      // the id of an entry that was erased
	zara    coaching.ID // whom a coach can propose
	mu      sync.Mutex
	calls   []string // of Slack, with whom they are for
	n       int
	heard   []string // the calls with what was in them
	painted string   // the Home that was published last
	bodies  string   // all that Slack was given
	reading sync.Mutex
	reads   []string // of the database, see watched
	names   []string // of the tables
	stmts   map[string]*sql.Stmt
	state   string // how things stand, see stand
}

func newMatrixWorld(t testing.TB) *matrixWorld {
	t.Helper()
	now := func() time.Time { return rigStart }
	w := &matrixWorld{t: t, store: storagetest.SQLite(t, now), sides: map[string]*side{}, stmts: map[string]*sql.Stmt{}}
	client := &http.Client{Transport: inProcess{w}}
	rules := coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour}
	var err error
	w.bot, err = New(Config{API: slack.New("xoxb-1", slack.OptionHTTPClient(client), slack.OptionAPIURL("http://slack.test/api/")), HTTP: client, Store: w.store, Timetable: reminders.Timetable{},
		Rules: rules, Now: now, Wall: time.Now, Coaches: []string{"UANNA", "UTOM", "UCARL", "UZARA"}, Cron: "0 15 * * 5", Zone: "UTC", Writing: coaching.Open,
		Log: slog.New(slog.DiscardHandler), Limit: time.Minute, ExportCost: 4})
	w.must(err)
	w.bot.team, w.bot.self, w.bot.enterprise = ownTeam, "UBOT", ownOrg
	anna := w.person("anna")
	maya := w.person("maya")
	w.sides["a"] = w.pair(anna, maya, w.person("helen"), coaching.SponsorAccepted)
	w.sides["b"] = w.pair(w.person("tom"), w.person("ravi"), w.person("vera"), coaching.SponsorAccepted)
	w.sides["asked"] = w.pair(anna, w.person("nina"), w.person("oscar"), coaching.SponsorAsked)
	w.sides["declined"] = w.pair(anna, w.person("omar"), w.person("paula"), coaching.SponsorDeclined)
	w.sides["gone"] = w.pair(anna, w.person("dora"), coaching.Person{}, coaching.SponsorNone)
	w.sides["former"] = w.former(w.person("frank"), maya)
	w.sides["invited"] = w.invited(anna, w.person("ines"), w.person("sven"))
	w.zara = w.person("zara").ID
	w.erased()
	return w
}

func (w *matrixWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *matrixWorld) commit(c coaching.Change) {
	w.t.Helper()
	w.must(w.store.Commit(w.t.Context(), c))
}

func (w *matrixWorld) person(name string) coaching.Person {
	p := coaching.Person{ID: coaching.NewID(), Team: ownTeam, User: "U" + strings.ToUpper(name), Name: strings.ToUpper(name[:1]) + name[1:], Zone: "Europe/London", Told: "Asia/Tokyo",
		Writing: coaching.Open, Greeted: true, DM: "D" + strings.ToUpper(name), Created: rigStart.AddDate(0, -3, 0)}
	w.commit(coaching.Change{People: []coaching.Person{p}})
	p.Version = 1
	return p
}

// pair is a side with an engagement under way and one that is over.
func (w *matrixWorld) pair(coach, coachee, sponsor coaching.Person, state coaching.SponsorState) *side {
	s := &side{coach: coach, coachee: coachee, sponsor: sponsor}
	s.over = w.rows(s, coaching.EngagementClosed, state, 24*time.Hour)
	s.live = w.rows(s, coaching.EngagementActive, state, 0)
	return s
}

// former is a side whose only engagement is over.
func (w *matrixWorld) former(coach, coachee coaching.Person) *side {
	s := &side{coach: coach, coachee: coachee}
	s.over = w.rows(s, coaching.EngagementEnded, coaching.SponsorNone, 48*time.Hour)
	return s
}

// invited is a side whose coachee has not answered.
func (w *matrixWorld) invited(coach, coachee, sponsor coaching.Person) *side {
	e := coaching.Engagement{ID: coaching.NewID(), Coach: coach.ID, Coachee: coachee.ID, Sponsor: sponsor.ID, Sessions: 8, Minutes: 75, EveryDays: 14,
		FirstDay: coaching.DateOf(rigStart), State: coaching.EngagementInvited, Created: rigStart.AddDate(0, 0, -1)}
	w.commit(coaching.Change{Engagements: []coaching.Engagement{e}})
	return &side{coach: coach, coachee: coachee, sponsor: sponsor, live: map[string]string{"engagement": string(e.ID)}}
}

// erased keeps an entry and erases it again.
func (w *matrixWorld) erased() {
	r := coaching.Reflection{ID: coaching.NewID(), Engagement: coaching.ID(w.sides["a"].live["engagement"]), Text: coaching.Words("gone"), Audience: coaching.OnlyMe, Created: rigStart}
	w.commit(coaching.Change{Reflections: []coaching.Reflection{r}})
	w.commit(coaching.Change{Erase: []coaching.ID{r.ID}})
	w.erase = string(r.ID)
}

// rows stores an engagement with a row of every kind and returns their ids. shift keeps sessions of
// one person apart.
func (w *matrixWorld) rows(s *side, state coaching.EngagementState, sponsor coaching.SponsorState, shift time.Duration) map[string]string {
	e := coaching.Engagement{ID: coaching.NewID(), Coach: s.coach.ID, Coachee: s.coachee.ID, Sponsor: s.sponsor.ID, SponsorState: sponsor, Sessions: 8, Minutes: 60,
		EveryDays: 14, FirstDay: coaching.DateOf(rigStart), State: state, Created: rigStart.AddDate(0, -2, 0).Add(-shift), Accepted: rigStart.AddDate(0, -1, 0)}
	if e.Over() {
		e.Closed = rigStart.AddDate(0, 0, -3)
	}
	ids := map[string]string{"engagement": string(e.ID), "coachee": s.coachee.User}
	c := coaching.Change{Engagements: []coaching.Engagement{e}}
	for kind, state := range map[string]coaching.ActionState{"action": coaching.ActionOpen, "proposal": coaching.ActionProposed, "takenback": coaching.ActionWithdrawn, "finished": coaching.ActionDone} {
		a := coaching.Action{ID: coaching.NewID(), Engagement: e.ID, By: e.Coach, Text: coaching.Words("Walk " + canary), Due: coaching.DateOf(rigStart).Add(2), State: state, Created: rigStart.AddDate(0, 0, -5)}
		c.Actions, ids[kind] = append(c.Actions, a), string(a.ID)
	}
	w.sessions(&c, ids, e, shift)
	r := coaching.Reflection{ID: coaching.NewID(), Engagement: e.ID, Text: coaching.Words("I noticed " + canary), Audience: coaching.NextBrief, Channel: s.coachee.DM,
		Message: fmt.Sprintf("17000000%02d.000100", len(w.sides)*2+len(ids)%2), Created: rigStart.AddDate(0, 0, -4)}
	if e.Over() {
		r.Message += "9"
	}
	brief := coaching.Brief{ID: coaching.NewID(), Engagement: e.ID, Focus: coaching.Words("Focus " + canary), Entries: []coaching.ID{r.ID}, Released: rigStart.AddDate(0, 0, -2)}
	plan := coaching.Schedule{ID: coaching.NewID(), Engagement: e.ID, Person: e.Coachee, Cron: "0 15 * * 5", Zone: "Europe/London", Next: rigStart.AddDate(0, 0, 4).Add(5 * time.Hour)}
	c.Reflections, c.Briefs, c.Schedules = []coaching.Reflection{r}, []coaching.Brief{brief}, []coaching.Schedule{plan}
	ids["reflection"], ids["typed"], ids["brief"], ids["schedule"] = string(r.ID), r.Channel+" "+r.Message, string(brief.ID), string(plan.ID)
	if sponsor != coaching.SponsorNone {
		w.consents(&c, ids, e)
	}
	w.deliveries(&c, ids, e, plan.ID, shift)
	w.commit(c)
	return ids
}

func (w *matrixWorld) sessions(c *coaching.Change, ids map[string]string, e coaching.Engagement, shift time.Duration) {
	shift += time.Duration(len(w.sides)) * 4 * time.Hour
	for kind, s := range map[string]coaching.Session{
		"session":   {Start: rigStart.AddDate(0, 0, 10).Add(shift), State: coaching.SessionBooked},
		"asked":     {Start: rigStart.AddDate(0, 0, 20).Add(shift), State: coaching.SessionBooked, Asked: rigStart.Add(-time.Hour), AskReason: coaching.Words("Why " + canary)},
		"past":      {Start: rigStart.AddDate(0, 0, -10).Add(shift), State: coaching.SessionBooked},
		"cancelled": {Start: rigStart.AddDate(0, 0, 5).Add(shift), State: coaching.SessionCancelled, Reason: coaching.Words("Because " + canary), ChangedBy: e.Coachee},
	} {
		s.ID, s.Engagement, s.Coach, s.Coachee, s.Minutes, s.Created = coaching.NewID(), e.ID, e.Coach, e.Coachee, 60, rigStart.AddDate(0, 0, -20)
		c.Sessions, ids[kind] = append(c.Sessions, s), string(s.ID)
	}
}

func (w *matrixWorld) consents(c *coaching.Change, ids map[string]string, e coaching.Engagement) {
	const words = "Sentence " + canary
	for kind, x := range map[string]coaching.Consent{
		"consent": {Milestone: coaching.MilestoneAgreed, State: coaching.ConsentAsked},
		"given":   {Milestone: coaching.MilestoneBooked, State: coaching.ConsentGiven, Given: rigStart.Add(-time.Minute), Expires: rigStart.AddDate(1, 0, 0)},
		"news":    {Milestone: coaching.MilestoneHalfWay, State: coaching.ConsentGiven, Given: rigStart.Add(-time.Hour), Expires: rigStart.AddDate(1, 0, 0)},
		"dates":   {Category: coaching.CategoryDates, State: coaching.ConsentGiven, Given: rigStart.Add(-time.Hour), Expires: rigStart.AddDate(1, 0, 0)}, // to other patterns
	} {
		x.ID, x.Engagement, x.Recipient, x.Sentence, x.Hash, x.Asked = coaching.NewID(), e.ID, e.Sponsor, coaching.Words(words), coaching.SentenceHash(words), rigStart.AddDate(0, 0, -1)
		c.Consents, ids[kind] = append(c.Consents, x), string(x.ID)
	}
}

func (w *matrixWorld) deliveries(c *coaching.Change, ids map[string]string, e coaching.Engagement, plan coaching.ID, shift time.Duration) {
	friday := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	for kind, d := range map[string]coaching.Delivery{
		"prompt":    coaching.NewDelivery(e, coaching.KindPrompt, e.Coachee, plan, friday),
		"cadence":   coaching.NewDelivery(e, coaching.KindCadence, e.Coachee, plan, friday.Add(time.Hour)),
		"zone":      coaching.NewDelivery(e, coaching.KindZone, e.Coachee, e.Coachee, friday.Add(-shift)),
		"coachzone": coaching.NewDelivery(e, coaching.KindZone, e.Coach, e.Coach, friday.Add(-shift-time.Duration(len(w.sides))*time.Minute)),
		"told":      coaching.NewDelivery(e, coaching.KindActionDue, e.Coachee, coaching.ID(ids["action"]), friday),
		"sentnews":  coaching.NewDelivery(e, coaching.KindSponsorNews, e.Sponsor, coaching.ID(ids["news"]), friday),
		"coachtold": coaching.NewDelivery(e, coaching.KindSessionNow, e.Coach, coaching.ID(ids["session"]), friday),
	} {
		if d.Subject == "" {
			continue
		}
		d.State, d.Sent, d.Channel, d.Message = coaching.DeliverySent, friday, "D1", "1790000000."+string(d.ID)
		c.Deliveries, ids[kind] = append(c.Deliveries, d), string(d.ID)
	}
}

// inProcess has a handler answer, without a connection.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	out := httptest.NewRecorder()
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	p.ServeHTTP(out, in)
	res := out.Result()
	res.Request = r
	return res, r.Context().Err()
}

// ServeHTTP stands in for Slack: it knows matrixUsers and counts what it is asked to do.
func (w *matrixWorld) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	method, _ := apiMethod(r)
	out := map[string]any{"ok": true}
	if method == "users.info" {
		u, known := matrixUsers[r.FormValue("user")]
		for _, s := range w.sides {
			for _, p := range []coaching.Person{s.coach, s.coachee, s.sponsor} {
				if p.User == r.FormValue("user") && !known {
					u, known = slack.User{RealName: p.Name}, true
				}
			}
		}
		u.ID = r.FormValue("user")
		out["user"] = u
		if !known {
			out = map[string]any{"ok": false, "error": "user_not_found"}
		}
	} else {
		body := map[string]any{}
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		w.mu.Lock()
		w.heard = append(w.heard, method+" "+string(raw))
		w.calls = append(w.calls, fmt.Sprint(method, " ", body["user_id"]))
		w.painted = fmt.Sprint(body["view"])
		w.bodies += fmt.Sprint(method, body, r.Form)
		w.mu.Unlock()
	}
	_ = json.NewEncoder(rw).Encode(out)
}
