package bot

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// These are the parts of which authorisation is made, each at its edges; TestMatrix and TestForgedRequests try the whole.

// TestWhoseRequestItIs: only of members of this workspace, whatever else Slack or somebody else names.
func TestWhoseRequestItIs(t *testing.T) {
	alone, grid := &Bot{team: "T1"}, &Bot{team: "T1", enterprise: "E1"}
	for name, c := range map[string]struct {
		b    *Bot
		c    Call
		ours bool
	}{
		"a member":                        {alone, Call{Team: "T1"}, true},
		"no workspace":                    {alone, Call{}, false},
		"another workspace":               {alone, Call{Team: "T2"}, false},
		"at home here":                    {alone, Call{Team: "T1", Homes: []string{"T1", ""}}, true},
		"at home elsewhere":               {alone, Call{Team: "T1", Homes: []string{"T1", "T2"}}, false},
		"at home in an organisation":      {alone, Call{Team: "T1", Homes: []string{"E1"}}, false},
		"an organisation, here alone":     {alone, Call{Team: "T1", Enterprise: "E9"}, true},
		"the organisation":                {grid, Call{Team: "T1", Enterprise: "E1", Homes: []string{"E1", "T1"}}, true},
		"the organisation, not named":     {grid, Call{Team: "T1"}, true},
		"another organisation":            {grid, Call{Team: "T1", Enterprise: "E2"}, false},
		"another workspace of it":         {grid, Call{Team: "T2", Enterprise: "E1"}, false},
		"at home in another organisation": {grid, Call{Team: "T1", Enterprise: "E1", Homes: []string{"E2"}}, false},
		"the organisation as a workspace": {grid, Call{Team: "E1", Enterprise: "E1"}, false},
	} {
		if got := c.b.isOurs(&c.c); got != c.ours {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (&Bot{}).isOurs(&Call{}) {
		t.Error("before the workspace is known, nobody is ours")
	}
}

// parts are three engagements of "me": coach of one, coachee of the next, sponsor of the last.
func parts() *Call {
	return &Call{User: "U1", Person: coaching.Person{ID: "me"}, Mine: []coaching.Engagement{
		{ID: "E1", Coach: "me", Coachee: "x"}, {ID: "E2", Coach: "x", Coachee: "me"}, {ID: "E3", Coach: "x", Coachee: "y", Sponsor: "me"}}}
}

// TestAnIDProvesNothing: an engagement is the caller's only with the part that is needed, and everything else gets the same refusal.
func TestAnIDProvesNothing(t *testing.T) {
	c := parts()
	want := map[coaching.ID]coaching.Role{"E1": coaching.Coach, "E2": coaching.Coachee, "E3": coaching.Sponsor}
	for _, id := range []coaching.ID{"E1", "E2", "E3", "E4", ""} {
		for _, role := range []coaching.Role{coaching.Coach, coaching.Coachee, coaching.Sponsor, coaching.Assistant} {
			e, err := c.engagementAs(id, role)
			if mine := want[id] == role; (err == nil) != mine || mine != (e.ID == id && id != "") {
				t.Errorf("%s as %s: %q, %v", id, role, e.ID, err)
			}
			if err != nil && (!coaching.Is(err, coaching.Forbidden) || err.Error() != coaching.Neutral) {
				t.Errorf("%s as %s: %v", id, role, err)
			}
		}
		if e, err := c.Engagement(id); (err == nil) != (want[id] != "") || err == nil && e.ID != id {
			t.Errorf("%s: %v", id, err)
		}
	}
	for role, ids := range map[coaching.Role][]coaching.ID{coaching.Coach: {"E1"}, coaching.Coachee: {"E2"}, coaching.Sponsor: {"E3"}, coaching.Assistant: nil} {
		if got := idsOf(c.As(role)); !slices.Equal(got, ids) || !slices.Equal(c.where(role), ids) || c.Is(role) != (len(ids) > 0) {
			t.Errorf("%s: %v, %v, %v", role, got, c.where(role), c.Is(role))
		}
	}
	if got := c.where(coaching.Coach, coaching.Sponsor); !slices.Equal(got, []coaching.ID{"E1", "E3"}) {
		t.Errorf("%v", got)
	}
	nobody, named := &Call{Mine: []coaching.Engagement{{ID: "E5"}}}, &Call{Named: true}
	for _, role := range []coaching.Role{coaching.Coach, coaching.Coachee, coaching.Sponsor, ""} {
		if nobody.Is(role) || len(nobody.As(role)) > 0 || len(nobody.where(role)) > 0 || named.Is(role) != (role == coaching.Coach) {
			t.Errorf("%q: somebody without a row has a part, or who is named as a coach has another", role)
		}
	}
}

// TestWhoMayUseARoute: of each audience, those who belong to it, and nobody of one that does not exist.
func TestWhoMayUseARoute(t *testing.T) {
	me, all := coaching.Person{ID: "me"}, parts().Mine
	callers := map[string]*Call{"stranger": {}, "named": {Named: true}, "coach": {Person: me, Mine: all[:1]}, "coachee": {Person: me, Mine: all[1:2]}, "sponsor": {Person: me, Mine: all[2:]}}
	for who, want := range map[audience]string{
		anyone: "coach coachee named sponsor stranger", part: "coach coachee named sponsor", forCoach: "coach named", forCoachee: "coachee",
		forSponsor: "sponsor", forPair: "coach coachee named", "": "", "admin": "",
	} {
		var got []string
		for name, c := range callers {
			if who.allows(c) {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", who, got, want)
		}
	}
}

// TestWhoCanTakeAPart: members, and guests of several channels; everybody else is refused in words of their own.
func TestWhoCanTakeAPart(t *testing.T) {
	b := &Bot{team: "T1", self: "UBOT"}
	for name, c := range map[string]struct {
		u    slack.User
		said string // empty: welcome
	}{
		"a member":                    {slack.User{ID: "U1", TeamID: "T1"}, ""},
		"Slack does not say of where": {slack.User{ID: "U1"}, ""},
		"a guest of several channels": {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true}, ""},
		"a guest of one channel":      {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true, IsUltraRestricted: true}, "guest of a single channel"},
		"a stranger":                  {slack.User{ID: "U1", TeamID: "T1", IsStranger: true}, "another workspace"},
		"of another workspace":        {slack.User{ID: "U1", TeamID: "T2"}, "another workspace"},
		"a bot":                       {slack.User{ID: "U1", TeamID: "T1", IsBot: true}, "an app"},
		"Slackbot":                    {slack.User{ID: slackbot, TeamID: "T1"}, "an app"},
		"Interlude":                   {slack.User{ID: "UBOT", TeamID: "T1"}, "an app"},
		"deactivated":                 {slack.User{ID: "U1", TeamID: "T1", Deleted: true}, "deactivated"},
	} {
		err := b.welcome(&c.u)
		if c.said == "" != (err == nil) || err != nil && (!strings.Contains(err.Error(), c.said) || !coaching.Is(err, coaching.Invalid)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for code, refused := range map[string]bool{"user_not_found": true, "user_not_visible": true, "users_not_found": true, "ratelimited": false} {
		if err := unknownUser(slack.SlackErrorResponse{Err: code}); coaching.Is(err, coaching.Invalid) != refused || !refused && !strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	down := errors.New("down")
	if err := unknownUser(down); !errors.Is(err, down) {
		t.Error(err)
	}
	if err := under(coaching.Bad("", "No."), "", "coach"); err.(*coaching.Error).Field != "coach" {
		t.Errorf("%+v", err)
	}
	if err := under(coaching.Bad("other", "No."), "", "coach"); err.(*coaching.Error).Field != "other" {
		t.Errorf("%+v", err)
	}
	if err := under(down, "", "coach"); !errors.Is(err, down) || under(nil, "", "coach") != nil {
		t.Error(err)
	}
}

func TestWhatSlackSaysOfAPerson(t *testing.T) {
	b := &Bot{Config: Config{Zone: "Europe/Berlin"}}
	nowhere := &Bot{Config: Config{Zone: "nowhere"}}
	for zone, want := range map[string][3]string{"Asia/Tokyo": {"Asia/Tokyo", "Asia/Tokyo", "Asia/Tokyo"}, "": {"Europe/Berlin", "UTC", ""}, "Mars/Base": {"Europe/Berlin", "UTC", ""}} {
		u := &slack.User{TZ: zone}
		if got := [3]string{b.zoneOf(u), nowhere.zoneOf(u), toldBy(u)}; got != want {
			t.Errorf("%q: %v", zone, got)
		}
	}
	u := &slack.User{RealName: " \x00", Name: "maya"}
	for _, want := range []string{"maya", "Shown", "Profile", "Real"} {
		if got := nameOf(u); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		switch want {
		case "maya":
			u.Profile.DisplayName = "Shown"
		case "Shown":
			u.Profile.RealName = "Profile"
		default:
			u.RealName = "Real"
		}
	}
	if nameOf(&slack.User{}) != "Somebody" {
		t.Error("nobody has a name")
	}
}

// TestAccountsAreRememberedForAWhile: on both sides of the time, not from the future, and each for itself.
func TestAccountsAreRememberedForAWhile(t *testing.T) {
	now := rigStart
	a := &accounts{now: func() time.Time { return now }}
	if _, ok := a.remembered("U1"); ok || a.zone("U1") != "" {
		t.Error("something is known of nobody")
	}
	a.forget("U1")
	a.learn("U1", true, "Asia/Tokyo")
	a.learn("U2", false, "")
	for _, c := range []struct {
		after time.Duration
		known bool
	}{{0, true}, {knownFor - 1, true}, {knownFor, false}, {-1, false}} {
		now = rigStart.Add(c.after)
		if gone, ok := a.remembered("U1"); ok != c.known || ok && !gone {
			t.Errorf("after %s: %v, %v", c.after, gone, ok)
		}
		if gone, _ := a.remembered("U2"); gone {
			t.Error("another account is closed")
		}
	}
	now = rigStart
	if a.zone("U1") != "Asia/Tokyo" {
		t.Errorf("%q", a.zone("U1"))
	}
	a.forget("U1")
	_, one := a.remembered("U1")
	_, two := a.remembered("U2")
	a.forgetAll()
	_, none := a.remembered("U2")
	if one || !two || none {
		t.Errorf("%v, %v, %v", one, two, none)
	}
}

// TestACrowdIsManyQuestionsInAMinute, and no more.
func TestACrowdIsManyQuestionsInAMinute(t *testing.T) {
	now := rigStart
	a := &accounts{now: func() time.Time { return now }}
	for i := range crowded {
		now = now.Add(time.Second)
		if a.isCrowd() {
			t.Fatalf("a crowd of %d", i+1)
		}
	}
	for range 2 { // who is too many is not counted
		if !a.isCrowd() {
			t.Error("no crowd")
		}
	}
	if now = rigStart.Add(time.Second + time.Minute); a.isCrowd() || !a.isCrowd() { // the first has been a minute ago
		t.Error("a minute is not a minute")
	}
	now = rigStart.Add(-time.Hour)
	if a.isCrowd() {
		t.Error("questions of a clock that ran ahead count")
	}
	if !(&accounts{now: func() time.Time { return now }, all: now}).readJustNow() || (&accounts{now: func() time.Time { return now }, all: now.Add(-knownFor)}).readJustNow() ||
		(&accounts{now: func() time.Time { return now }, all: now.Add(1)}).readJustNow() {
		t.Error("when everybody was read")
	}
}
