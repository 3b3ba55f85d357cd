package storage_test

import (
	"fmt"
	"testing"

	"interlude/coaching"
	"interlude/storage/storagetest"
)

// TestColumnsAddedMeanwhile: a newer replica may add columns to every table while this one works;
// what this one has prepared goes on, on each of its connections.
func TestColumnsAddedMeanwhile(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	p := storagetest.NewPractice(t, s)
	n := 0
	work := func() error {
		n++
		a := coaching.Action{ID: coaching.NewID(), Engagement: p.Engagement.ID, Text: coaching.Words("words"), State: coaching.ActionOpen, Created: storagetest.Noon}
		d := coaching.NewDelivery(p.Engagement, coaching.KindActionDue, p.Coachee.ID, a.ID, storagetest.Noon)
		d.Key = fmt.Sprint("key ", n)
		if err := s.Commit(t.Context(), coaching.Change{Once: fmt.Sprint("once ", n), Actions: []coaching.Action{a}, Deliveries: []coaching.Delivery{d}}); err != nil {
			return err
		}
		if _, err := s.Actions(t.Context(), p.Engagement.ID); err != nil {
			return err
		}
		if _, err := s.EngagementsOf(t.Context(), p.Coachee.ID); err != nil {
			return err
		}
		if _, err := s.Intend(t.Context(), d.ID, storagetest.Noon, 0, func(coaching.Standing) coaching.Verdict {
			return coaching.Verdict{Act: coaching.ActSend}
		}); err != nil {
			return err
		}
		return s.Settle(t.Context(), d.ID, coaching.Outcome{State: coaching.DeliverySent, At: storagetest.Noon, Channel: "D1", Message: fmt.Sprint(n)})
	}
	for range 3 { // prepared
		if err := work(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.SQLDB().ExecContext(t.Context(), `DO $$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'river%' LOOP
			EXECUTE format('ALTER TABLE %I ADD COLUMN tried text NOT NULL DEFAULT ''''', t);
		END LOOP; END $$`)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := work(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLocksEndWithWhoeverStandsStill: on every connection, unless the URL says otherwise.
func TestLocksEndWithWhoeverStandsStill(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	var idle string
	if err := s.SQLDB().QueryRowContext(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&idle); err != nil || idle != "15s" {
		t.Errorf("%q, %v", idle, err)
	}
}
