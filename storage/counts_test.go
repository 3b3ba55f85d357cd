package storage

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

func noon() time.Time { return time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC) }

// counted opens a store that counts its statements.
func counted(t *testing.T) (*Store, *int) {
	t.Helper()
	dir := t.TempDir()
	keys, err := OpenKeyring(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{URL: "sqlite:" + filepath.Join(dir, "db"), Keys: keys, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	n := 0
	count := func(*gorm.DB) { n++ }
	callbacks := s.db.Callback()
	for _, register := range []func(string, func(*gorm.DB)) error{
		callbacks.Query().Before("gorm:query").Register, callbacks.Raw().Before("gorm:raw").Register, callbacks.Row().Before("gorm:row").Register,
		callbacks.Create().Before("gorm:create").Register, callbacks.Update().Before("gorm:update").Register, callbacks.Delete().Before("gorm:delete").Register,
	} {
		if err := register("count", count); err != nil {
			t.Fatal(err)
		}
	}
	return s, &n
}

// TestListsTakeTwoStatements whatever their length: the rows, and the keys of their coachees.
func TestListsTakeTwoStatements(t *testing.T) {
	s, n := counted(t)
	ctx := t.Context()
	coach := coaching.Person{ID: "COACH", Team: "T", User: "U"}
	c := coaching.Change{People: []coaching.Person{coach}}
	for i := range 30 {
		id := coaching.NewID()
		c.People = append(c.People, coaching.Person{ID: id, Team: "T", User: string(id)})
		e := coaching.Engagement{ID: id + "E", Coach: coach.ID, Coachee: id}
		c.Engagements = append(c.Engagements, e)
		c.Sessions = append(c.Sessions, coaching.Session{
			ID: id + "S", Engagement: e.ID, Coach: coach.ID, Coachee: id,
			Start: noon().Add(time.Duration(i) * 2 * time.Hour), Minutes: 60, State: coaching.SessionBooked,
		})
		c.Actions = append(c.Actions, coaching.Action{ID: id + "A", Engagement: c.Engagements[0].ID})
	}
	if err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	for what, list := range map[string]func() (int, error){
		"actions of an engagement": func() (int, error) { return length(s.Actions(ctx, c.Engagements[0].ID)) },
		"sessions of a person":     func() (int, error) { return length(s.SessionsOf(ctx, coach.ID, noon(), noon().AddDate(0, 1, 0))) },
	} {
		*n = 0
		if rows, err := list(); rows != 30 || err != nil || *n != 2 {
			t.Errorf("%s: %d rows in %d statements, %v", what, rows, *n, err)
		}
	}
}

func length[T any](rows []T, err error) (int, error) { return len(rows), err }

func TestEveryCallHasADeadline(t *testing.T) {
	before := time.Now()
	ctx, cancel := bound(t.Context())
	defer cancel()
	after := time.Now()
	if at, ok := ctx.Deadline(); !ok || at.Before(before.Add(patience)) || at.After(after.Add(patience)) {
		t.Errorf("%v, %s after the call", ok, at.Sub(before))
	}
	short, stop := context.WithTimeout(t.Context(), time.Hour)
	defer stop()
	if ctx, _ := bound(short); ctx != short {
		t.Error("a deadline of the caller was replaced")
	}
}
