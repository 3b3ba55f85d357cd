package reminders_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"interlude/reminders"
)

func TestQueueMigrations(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			statement string
			waiting   int
			newer     bool
		}{
			{`SELECT 1`, 0, false},
			{`DELETE FROM river_migration WHERE version = (SELECT max(version) FROM river_migration)`, 1, false},
			{`INSERT INTO river_migration (line, version) VALUES ('main', 9999)`, 1, true},
		} {
			w.exec(c.statement)
			waiting, newer, err := reminders.QueueMigrations(t.Context(), w.db)
			if err != nil || waiting != c.waiting || newer != c.newer {
				t.Errorf("after %s: %d wait, newer %v, %v; want %d, %v", c.statement, waiting, newer, err, c.waiting, c.newer)
			}
		}
	})
}

func TestQueueMigrationsOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "empty.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if waiting, newer, err := reminders.QueueMigrations(t.Context(), reminders.DB{SQL: db}); err != nil || waiting == 0 || newer {
		t.Errorf("%d wait, newer %v, %v", waiting, newer, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := reminders.QueueMigrations(t.Context(), reminders.DB{SQL: db}); err == nil {
		t.Error("a closed database was read")
	}
}
