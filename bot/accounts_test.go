package bot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// directory is a workspace of numbered users, and how often each method was called.
type directory struct {
	calls   map[string]int
	deleted map[string]bool
	users   int
	broken  bool // the list cannot be read
	silent  bool // of single users nothing is told
}

func (d *directory) user(i int) map[string]any {
	id := fmt.Sprintf("U%05d", i)
	return map[string]any{"id": id, "deleted": d.deleted[id]}
}

// ServeHTTP answers users.info, and users.list in pages.
func (d *directory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, _ := apiMethod(r)
	d.calls[method]++
	var out map[string]any
	switch method {
	case "users.info":
		out = map[string]any{"ok": !d.silent, "error": "internal_error", "user": map[string]any{"id": r.FormValue("user"), "deleted": d.deleted[r.FormValue("user")]}}
	case "users.list":
		var from int
		_, _ = fmt.Sscan(r.FormValue("cursor"), &from)
		var page []any
		for i := from; i < min(from+atATime, d.users); i++ {
			page = append(page, d.user(i))
		}
		next := ""
		if from+atATime < d.users {
			next = fmt.Sprint(from + atATime)
		}
		out = map[string]any{"ok": !d.broken, "error": "fatal_error", "members": page, "response_metadata": map[string]any{"next_cursor": next}}
	}
	_ = json.NewEncoder(w).Encode(out)
}

func newAccounts(t *testing.T, users int) (*accounts, *directory, *time.Time) {
	t.Helper()
	d := &directory{calls: map[string]int{}, deleted: map[string]bool{}, users: users}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	api := slack.New("xoxb-1", slack.OptionAPIURL(srv.URL+"/api/"))
	now := rigStart
	return &accounts{api: func() *slack.Client { return api }, now: func() time.Time { return now }}, d, &now
}

func gone(t *testing.T, a *accounts, user string) bool {
	t.Helper()
	deleted, err := a.deleted(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	return deleted
}

// TestAccountsAreRemembered for some minutes, also those that are deactivated.
func TestAccountsAreRemembered(t *testing.T) {
	a, d, now := newAccounts(t, 10)
	d.deleted["U00002"] = true
	for range 3 {
		if gone(t, a, "U00001") || !gone(t, a, "U00002") {
			t.Fatal("one is taken for the other")
		}
	}
	if d.calls["users.info"] != 2 {
		t.Errorf("%d calls for two users", d.calls["users.info"])
	}
	d.deleted["U00001"] = true
	*now = now.Add(knownFor)
	if !gone(t, a, "U00001") {
		t.Error("deactivated minutes ago, and still thought to be there")
	}
	*now = now.Add(-time.Hour) // a clock that is set back
	if gone(t, a, "U00001"); d.calls["users.info"] != 4 {
		t.Errorf("%d calls, want one more after the clock was set back", d.calls["users.info"])
	}
}

// TestAccountsOnceKnown: what any answer of Slack's said counts at once.
func TestAccountsOnceKnown(t *testing.T) {
	a, d, _ := newAccounts(t, 10)
	gone(t, a, "U00001")
	a.learn("U00001", true, "")
	if !gone(t, a, "U00001") {
		t.Error("not known")
	}
	a.forget("U00001")
	if gone(t, a, "U00001") || d.calls["users.info"] != 2 {
		t.Errorf("not asked again: %d calls", d.calls["users.info"])
	}
}

// TestAccountsOfACrowd: 2,500 people on a Monday morning cost 33 calls, not 2,500.
func TestAccountsOfACrowd(t *testing.T) {
	a, d, _ := newAccounts(t, 2500)
	d.deleted["U02000"] = true
	for i := range 2500 {
		if id := fmt.Sprintf("U%05d", i); gone(t, a, id) != d.deleted[id] {
			t.Fatalf("%s: wrong", id)
		}
	}
	if d.calls["users.info"] != crowded || d.calls["users.list"] != 3 {
		t.Errorf("%v", d.calls)
	}
}

// TestAccountsWithoutAList: what the list does not hold, or cannot tell, is asked for singly.
func TestAccountsWithoutAList(t *testing.T) {
	a, d, _ := newAccounts(t, 40)
	for i := range crowded {
		gone(t, a, fmt.Sprintf("U%05d", i))
	}
	d.deleted["UGUEST"] = true
	if !gone(t, a, "UGUEST") || d.calls["users.list"] != 1 {
		t.Errorf("%v", d.calls)
	}
	if gone(t, a, "USECOND"); d.calls["users.list"] != 1 || d.calls["users.info"] != crowded+2 {
		t.Errorf("%v", d.calls)
	}
	d.broken, a.all = true, time.Time{}
	if gone(t, a, "UOTHER") || d.calls["users.list"] != 2 || d.calls["users.info"] != crowded+3 {
		t.Errorf("%v", d.calls)
	}
	if known, ok := a.remembered("U00001"); known || !ok {
		t.Error("what was known is forgotten for a list that could not be read")
	}
	if d.broken = false; gone(t, a, "U00039") || d.calls["users.list"] != 2 { // known, from the list before
		t.Errorf("%v", d.calls)
	}
	a.forget("U00039")
	if gone(t, a, "U00039") || d.calls["users.list"] != 3 {
		t.Errorf("a list that can be read again is not asked for: %v", d.calls)
	}
}

// TestAnAccountThatSlackDoesNotTellIsNotClosed, and is asked for again.
func TestAnAccountThatSlackDoesNotTellIsNotClosed(t *testing.T) {
	a, d, _ := newAccounts(t, 10)
	d.silent = true
	if closed, err := a.deleted(t.Context(), "U00001"); closed || err == nil {
		t.Errorf("%v, %v", closed, err)
	}
	d.silent = false
	d.deleted["U00001"] = true
	if !gone(t, a, "U00001") {
		t.Error("not asked again")
	}
}

// TestWhoWaitedForTheListIsAnsweredFromIt, of whoever is in it, open or closed.
func TestWhoWaitedForTheListIsAnsweredFromIt(t *testing.T) {
	a, d, _ := newAccounts(t, 40)
	a.learn("U00001", true, "") // by the one who read it
	a.learn("U00002", false, "")
	for user, want := range map[string]bool{"U00001": true, "U00002": false} {
		if closed, ok := a.fromAll(t.Context(), user); closed != want || !ok || d.calls["users.list"] > 0 {
			t.Errorf("%s: %v, %v, %v", user, closed, ok, d.calls)
		}
	}
}

// TestAfterTheAppWasTakenOutEverybodyIsAskedForAgain, a crowd by the list.
func TestAfterTheAppWasTakenOutEverybodyIsAskedForAgain(t *testing.T) {
	a, d, _ := newAccounts(t, 100)
	for i := range 60 {
		gone(t, a, fmt.Sprintf("U%05d", i))
	}
	d.deleted["U00050"] = true
	a.forgetAll()
	if !gone(t, a, "U00050") || d.calls["users.list"] != 2 || d.calls["users.info"] != crowded {
		t.Errorf("%v", d.calls)
	}
}
