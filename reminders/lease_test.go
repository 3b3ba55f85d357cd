package reminders_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
)

// dead makes a job of a process that is no more, for a delivery that it claimed and was
// about to post, or intended to.
func (w *world) dead(id coaching.ID, intended bool) {
	w.store.mu.Lock()
	d := w.store.deliveries[id]
	if intended {
		d.State, d.Intended = coaching.DeliveryIntended, w.now
		d.Attempts++
	}
	w.store.deliveries[id], w.store.claimed[id] = d, w.now.Add(-time.Second)
	w.store.mu.Unlock()
	w.exec(`INSERT INTO river_job (args, attempt, attempted_at, attempted_by, kind, max_attempts, queue, state)
		VALUES ('{"delivery":"` + string(id) + `"}', 1, now(), '{dead}', 'deliver', 1000, 'deliver-dead', 'running')`)
}

// TestJobsOfADeadProcess are taken back when its lease has ended, and not before.
func TestJobsOfADeadProcess(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t)
	w.exec(`INSERT INTO interlude_processes VALUES ('dead', now())`)
	id := w.due(coaching.KindBriefReady, "coach")
	w.dead(id, false)
	w.start()
	w.drainOthers()
	w.want(id, coaching.DeliveryDue, "")
	w.exec(`UPDATE interlude_processes SET seen = now() - interval '16 seconds' WHERE id = 'dead'`)
	w.another() // looks at once; the first would within three seconds
	w.ends(id, coaching.DeliverySent)
	if n := w.poster.times(id); n != 1 {
		t.Errorf("posted %d times", n)
	}
	w.jobs(0, `queue = 'deliver-dead'`)
}

// drainOthers lets everything run that this engine has made itself.
func (w *world) drainOthers() {
	w.t.Helper()
	own := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	w.ends(own, coaching.DeliverySent)
}

// TestIntentOfADeadProcess: what it may have been posting is not decided before that must
// have ended, then it is looked for.
func TestIntentOfADeadProcess(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t)
	id := w.due(coaching.KindBriefReady, "coach")
	w.dead(id, true)
	w.start()
	w.jobs(1, `state = 'scheduled' AND queue <> 'deliver-dead'`) // it waits
	if _, visits, looks := w.poster.counts(); visits != 0 || looks != 0 {
		t.Fatalf("%d posts and %d looks while the message may be on its way", visits, looks)
	}
	if err := w.engine.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	w.at("2026-11-25 12:01")
	w.start()
	w.ends(id, coaching.DeliverySent)
	if _, visits, looks := w.poster.counts(); visits != 1 || looks != 1 {
		t.Errorf("%d posts and %d looks, want one of each", visits, looks)
	}
}

// frozen keeps every process that is there from saying that it lives, and so from judging who does.
const frozen = `
	CREATE TABLE frozen AS SELECT id FROM interlude_processes;
	CREATE FUNCTION silenced() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF EXISTS (SELECT 1 FROM frozen WHERE id = NEW.id) THEN RAISE EXCEPTION 'frozen'; END IF;
			RETURN NEW;
		END $$;
	CREATE TRIGGER silenced BEFORE INSERT ON interlude_processes FOR EACH ROW EXECUTE FUNCTION silenced();
	DELETE FROM interlude_processes`

// TestAFrozenProcessIsTakenForDead: it stands still in the middle of a post, for longer than its
// lease; another takes over and the message still goes out once.
func TestAFrozenProcessIsTakenForDead(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t)
	begun, held := make(chan struct{}), make(chan struct{})
	goOn := sync.OnceFunc(func() { close(held) })
	defer goOn()
	w.poster.script = answers{func(p *poster, s coaching.Sending) error {
		close(begun)
		<-held
		p.posted = append(p.posted, s)
		return nil
	}}
	w.start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	<-begun
	w.exec(frozen) // it says no more that it lives
	w.pass(time.Second)
	w.another()
	w.jobs(1, `state = 'scheduled'`) // the other has it, and waits
	goOn()
	w.ends(id, coaching.DeliverySent)
	if posted, visits, looks := w.poster.counts(); posted != 1 || visits != 1 || looks != 0 {
		t.Errorf("%d posted in %d posts with %d looks", posted, visits, looks)
	}
	if d := w.get(id); d.Attempts != 1 {
		t.Errorf("%d attempts", d.Attempts)
	}
}

// TestStopLeaves: what a stopped process had not begun is taken over at once.
func TestStopLeaves(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t).start()
	var here int
	if w.query(&here, `SELECT count(*) FROM interlude_processes`); here != 1 {
		t.Errorf("%d processes, want 1", here)
	}
	if err := w.engine.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if w.query(&here, `SELECT count(*) FROM interlude_processes`); here != 0 {
		t.Errorf("%d processes after the stop", here)
	}
}

// TestLiving: each process knows how many share the store, and forgets those that died.
func TestLiving(t *testing.T) {
	t.Parallel()
	w := newPostgresWorld(t)
	w.exec(`INSERT INTO interlude_processes VALUES ('dead', now() - interval '16 seconds'), ('other', now())`)
	if n := w.start().engine.Living(); n != 2 {
		t.Errorf("%d processes, want 2", n)
	}
	if n := w.another().Living(); n != 3 {
		t.Errorf("%d processes, want 3", n)
	}
	if n := newWorld(t).start().engine.Living(); n != 1 {
		t.Errorf("%d processes share a file, want 1", n)
	}
}
