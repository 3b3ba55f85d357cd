package reminders_test

import (
	"context"
	"testing"
	"time"

	"interlude/reminders"
)

// TestAStartWaitsForNoWriter: a process that stands still in the middle of writing jobs keeps no
// other one from starting, and a start nobody from writing.
func TestAStartWaitsForNoWriter(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t)
	tx, err := w.db.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := tx.Exec(t.Context(), `LOCK TABLE river_job, interlude_processes IN ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := reminders.MigrateQueue(ctx, w.db); err != nil {
		t.Errorf("it waits: %v", err)
	}
}
