package reminders_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage/storagetest/pgtest"
)

// newPostgresWorld is newWorld on PostgreSQL.
func newPostgresWorld(t *testing.T) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	w := populate(t, reminders.DB{Pool: pool})
	w.store.begin = func(ctx context.Context) (any, func() error, func(), error) {
		tx, err := pool.Begin(ctx)
		if err != nil {
			return nil, nil, nil, err
		}
		return tx, func() error { return tx.Commit(ctx) }, func() { _ = tx.Rollback(ctx) }, nil
	}
	w.config.Stall = 0 // another process may really stand still
	return w
}

// both runs a test on both databases.
func both(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, newWorld(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, newPostgresWorld(t)) })
}

// query reads one value.
func (w *world) query(into any, statement string, args ...any) {
	w.t.Helper()
	var err error
	if w.db.Pool != nil {
		err = w.db.Pool.QueryRow(w.t.Context(), statement, args...).Scan(into)
	} else {
		err = w.db.SQL.QueryRowContext(w.t.Context(), statement, args...).Scan(into)
	}
	if err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func (w *world) exec(statement string) {
	w.t.Helper()
	var err error
	if w.db.Pool != nil {
		_, err = w.db.Pool.Exec(w.t.Context(), statement)
	} else {
		_, err = w.db.SQL.ExecContext(w.t.Context(), statement)
	}
	if err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func TestMigrateQueueTwice(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		if err := reminders.MigrateQueue(t.Context(), w.db); err != nil {
			t.Fatal(err)
		}
		// Both planners take the index only in exactly this form.
		lookup := `SELECT sql FROM sqlite_master WHERE name = 'river_job_waiting'`
		if w.db.Pool != nil {
			lookup = `SELECT indexdef FROM pg_indexes WHERE indexname = 'river_job_waiting'`
		}
		var index string
		if w.query(&index, lookup); !strings.Contains(index, "(scheduled_at) WHERE") {
			t.Errorf("index: %s", index)
		}
	})
}

func TestDeliveriesOnBothDatabases(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		w.poster.script = answers{storedBut(lost), fails(lost), fails(refused), fails(limited)}
		w.start()
		var ids []coaching.ID
		for range 130 {
			ids = append(ids, w.due(coaching.KindBriefReady, "coach"))
		}
		w.drain()
		states := map[coaching.DeliveryState]int{}
		for _, id := range ids {
			states[w.get(id).State]++
		}
		if states[coaching.DeliverySent] < 126 || states[coaching.DeliveryMissed] != 1 || states[coaching.DeliveryDue] != 1 {
			t.Fatalf("%v", states)
		}
		for _, id := range ids {
			if w.get(id).State == coaching.DeliveryIntended {
				w.ends(id, coaching.DeliverySent)
			}
		}
		w.at("2026-11-25 12:01")
		w.drain()
		if posted, _, looks := w.poster.counts(); posted != 129 || looks != 2 {
			t.Errorf("%d posted, %d looks, want 129 and 2", posted, looks)
		}
	})
}

// TestTwoEngines share one PostgreSQL.
func TestTwoEngines(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t).start()
	other := w.another()
	for range 60 {
		w.due(coaching.KindBriefReady, "coach")
		other.Kick()
		w.engine.Kick()
	}
	w.drain()
	if posted, visits, looks := w.poster.counts(); posted != 60 || visits != 60 || looks != 0 {
		t.Errorf("%d posted in %d posts with %d looks, want 60, 60, 0", posted, visits, looks)
	}
}

// TestJobsHoldIdsOnly: nothing of a delivery but its id reaches River's table.
func TestJobsHoldIdsOnly(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		w.poster.script = answers{func(*poster, coaching.Sending) error { panic("canary") }, fails(&coaching.PostError{Kind: coaching.PostAmbiguous, Code: "canary"})}
		w.start()
		id := w.due(coaching.KindBriefReady, "coach")
		w.drain()
		w.ends(id, coaching.DeliverySent)
		args, all := `SELECT json(args) FROM river_job`, `SELECT coalesce(json(errors), '') || json(metadata) || json(tags) FROM river_job`
		if w.db.Pool != nil {
			args, all = `SELECT args::text FROM river_job`, `SELECT row_to_json(river_job)::text FROM river_job`
		}
		var got string
		w.query(&got, args)
		got = strings.ReplaceAll(got, " ", "")
		if got != `{"delivery":"`+string(id)+`","to":"coach","team":"T1"}` && got != `{"to":"coach","team":"T1","delivery":"`+string(id)+`"}` {
			t.Errorf("args: %s", got)
		}
		if w.query(&got, all); strings.Contains(got, "canary") {
			t.Errorf("a job holds more than an id: %s", got)
		}
	})
}

// TestLostJobs: claimed, and the job is gone; it is made again at the next start.
func TestLostJobs(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		lost, waits := w.due(coaching.KindBriefReady, "coach"), w.due(coaching.KindBriefReady, "coach")
		w.config.Settle = time.Hour
		w.poster.script = answers{fails(&coaching.PostError{Kind: coaching.PostAmbiguous}), fails(&coaching.PostError{Kind: coaching.PostAmbiguous})}
		w.start().drain()
		w.want(lost, coaching.DeliveryIntended, "")
		if err := w.engine.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
		w.exec(`DELETE FROM river_job WHERE args->>'delivery' = '` + string(lost) + `'`)
		w.at("2026-11-25 14:00")
		w.start()
		w.ends(lost, coaching.DeliverySent)
		if w.db.Pool == nil { // on PostgreSQL the jobs of a process that has left are taken over
			w.want(waits, coaching.DeliveryIntended, "")
		}
	})
}

// TestStartAlone: what a killed process was running goes on at once, and leadership is free.
func TestStartAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.due(coaching.KindBriefReady, "coach")
	w.config.Settle = time.Hour
	w.poster.script = answers{storedBut(&coaching.PostError{Kind: coaching.PostAmbiguous})}
	w.start().drain()
	if err := w.engine.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE river_job SET state = 'running', attempt = 1, scheduled_at = created_at`)
	w.exec(`INSERT INTO river_leader (name, elected_at, expires_at, leader_id) VALUES ('default', datetime('now'), datetime('now', '+1 hour'), 'dead')`)
	w.at("2026-11-25 14:00")
	e, err := reminders.New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.StartAlone(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	if d := w.ends(id, coaching.DeliverySent); d.Reason != "found" {
		t.Errorf("sent for %q", d.Reason)
	}
	var dead int
	if w.query(&dead, `SELECT count(*) FROM river_leader WHERE leader_id = 'dead'`); dead != 0 {
		t.Error("the dead process still leads")
	}
}

func TestStartAloneOnPostgresIsRefused(t *testing.T) {
	t.Parallel()
	e, err := reminders.New(newPostgresWorld(t).config)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.StartAlone(t.Context()); err == nil {
		t.Fatal("no error")
	}
}
