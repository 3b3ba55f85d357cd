package storage_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// copyOf is every row of every table of ours: a backup.
type copyOf map[string]rowsOf

type rowsOf struct {
	columns []string
	rows    [][]any
}

// tablesOf lists the tables of ours.
func tablesOf(t *testing.T, s *storage.Store) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if s.PgxPool() != nil {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	all := takeRows(t, s.SQLDB(), query)
	var names []string
	for _, r := range all.rows {
		names = append(names, fmt.Sprint(r[0]))
	}
	return names
}

func takeRows(t *testing.T, db *sql.DB, query string) rowsOf {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all rowsOf
	if all.columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(all.columns)), make([]any, len(all.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all.rows = append(all.rows, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func backup(t *testing.T, s *storage.Store) copyOf {
	t.Helper()
	c := copyOf{}
	for _, table := range tablesOf(t, s) {
		c[table] = takeRows(t, s.SQLDB(), "SELECT * FROM "+table)
	}
	return c
}

// restore puts the copy in the place of what is there. The list outside the database stays as it is: no program
// starts in between that could complete it.
func (c copyOf) restore(t *testing.T, d database) {
	t.Helper()
	list := d.keys + ".tombstones"
	was, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	s := d.mustOpen(t)
	c.into(t, s)
	closeStore(t, s)
	if err := os.WriteFile(list, was, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (c copyOf) into(t *testing.T, s *storage.Store) {
	t.Helper()
	one, err := s.SQLDB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = one.Close() }()
	exec := func(statement string, args ...any) {
		t.Helper()
		if _, err := one.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	place := func(i int) string { return "?" }
	if s.PgxPool() != nil {
		exec("SET session_replication_role = replica") // foreign keys wait
		defer exec("SET session_replication_role = DEFAULT")
		place = func(i int) string { return fmt.Sprintf("$%d", i+1) }
	} else {
		exec("PRAGMA foreign_keys = 0")
		defer exec("PRAGMA foreign_keys = 1")
	}
	for table, all := range c {
		exec("DELETE FROM " + table)
		var places []string
		for i := range all.columns {
			places = append(places, place(i))
		}
		for _, r := range all.rows {
			exec("INSERT INTO "+table+" ("+strings.Join(all.columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", r...)
		}
	}
}

// erased is a coachee whose words can be looked for.
type erased struct {
	t    *testing.T
	p    storagetest.Practice
	note coaching.Reflection
}

func newErased(t *testing.T, s *storage.Store) erased {
	t.Helper()
	e := erased{t: t, p: storagetest.NewPractice(t, s)}
	e.note = coaching.Reflection{ID: coaching.NewID(), Engagement: e.p.Engagement.ID, Text: coaching.Words("words"), Audience: coaching.OnlyMe, Created: storagetest.Noon}
	d := coaching.NewDelivery(e.p.Engagement, coaching.KindPrompt, e.p.Coachee.ID, coaching.NewID(), storagetest.Noon.Add(time.Hour))
	if err := s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{e.note}, Deliveries: []coaching.Delivery{d}}); err != nil {
		t.Fatal(err)
	}
	return e
}

// over is the change that erases everything of the coachee and ends the engagement.
func (e erased) over() coaching.Change {
	ended := e.p.Engagement
	ended.State, ended.Closed = coaching.EngagementEnded, storagetest.Noon
	return coaching.Change{Engagements: []coaching.Engagement{ended}, Shred: []coaching.Shred{{Owner: e.p.Coachee.ID, At: storagetest.Noon}}}
}

// lives fails unless the words can be read, or cannot.
func (e erased) lives(s *storage.Store, want bool) {
	e.t.Helper()
	_, err := s.Reflection(e.t.Context(), e.note.ID)
	if want && err != nil || !want && !coaching.Is(err, coaching.NotFound) {
		e.t.Errorf("the words live: want %v, got %v", want, err)
	}
}
