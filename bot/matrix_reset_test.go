package bot

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"interlude/coaching"
)

// freeze remembers everything stored, so that reset can bring it back.
func (w *matrixWorld) freeze() {
	w.t.Helper()
	w.watch()
	w.exec("ATTACH DATABASE ':memory:' AS frozen")
	for _, table := range w.tables() {
		w.exec(fmt.Sprintf("CREATE TABLE frozen.%s AS SELECT * FROM main.%s", table, table))
	}
	for _, table := range []string{"people", "engagements"} { // see stand
		w.exec(fmt.Sprintf("CREATE TABLE frozen.first_%s AS SELECT * FROM main.%s", table, table))
	}
}

// differs lists the tables that hold something else than when they were frozen.
func (w *matrixWorld) differs() (out []string) {
	w.t.Helper()
	for _, table := range w.tables() {
		var differs bool
		w.must(w.prepared(fmt.Sprintf(`SELECT EXISTS (SELECT * FROM main.%[1]s EXCEPT SELECT * FROM frozen.%[1]s)
			OR EXISTS (SELECT * FROM frozen.%[1]s EXCEPT SELECT * FROM main.%[1]s)`, table)).QueryRowContext(w.t.Context()).Scan(&differs))
		if differs {
			out = append(out, table)
		}
	}
	return out
}

// effects are those of tables that hold more than the names of what was applied once, and who looked at what.
func effects(tables []string) []string {
	return slices.DeleteFunc(slices.Clone(tables), func(table string) bool { return table == "once" || table == "access_log" })
}

// reset takes back whatever was stored in these tables since; in all, when none is named.
func (w *matrixWorld) reset(tables ...string) {
	w.t.Helper()
	if len(tables) == 0 {
		tables = w.differs()
	}
	w.exec("PRAGMA foreign_keys = OFF")
	w.exec("BEGIN")
	for _, table := range tables {
		w.exec("DELETE FROM main." + table)
		w.exec(fmt.Sprintf("INSERT INTO main.%s SELECT * FROM frozen.%s", table, table))
	}
	w.exec("COMMIT")
	w.exec("PRAGMA foreign_keys = ON")
	w.bot.heard.Clear()
}

// prepared is a statement that is asked again and again.
func (w *matrixWorld) prepared(query string) *sql.Stmt {
	w.t.Helper()
	s, ok := w.stmts[query]
	if !ok {
		var err error
		s, err = w.store.SQLDB().PrepareContext(w.t.Context(), query)
		w.must(err)
		w.stmts[query] = s
	}
	return s
}

func (w *matrixWorld) exec(statement string) {
	w.t.Helper()
	if _, err := w.store.SQLDB().ExecContext(w.t.Context(), statement); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func (w *matrixWorld) tables() []string {
	w.t.Helper()
	if w.names != nil {
		return w.names
	}
	rows, err := w.store.SQLDB().QueryContext(w.t.Context(), "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
	w.must(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		w.names = append(w.names, name)
	}
	w.must(rows.Err())
	return w.names
}

// watched notes which rows are read. A name in capitals opens what somebody wrote.
type watched struct {
	Store
	w *matrixWorld
}

func (w *matrixWorld) watch() { w.bot.Store = &watched{w.bot.Store, w} }

func (s *watched) note(name string) {
	s.w.reading.Lock()
	defer s.w.reading.Unlock()
	s.w.reads = append(s.w.reads, name)
}

func (s *watched) ActionIn(ctx context.Context, id coaching.ID, in []coaching.ID) (coaching.Action, error) {
	s.note("action in")
	return s.Store.ActionIn(ctx, id, in)
}

func (s *watched) ReflectionIn(ctx context.Context, id coaching.ID, in []coaching.ID) (coaching.Reflection, error) {
	s.note("reflection in")
	return s.Store.ReflectionIn(ctx, id, in)
}

func (s *watched) ReflectionByMessage(ctx context.Context, channel, ts string, in []coaching.ID) (coaching.Reflection, error) {
	s.note("reflection by message")
	return s.Store.ReflectionByMessage(ctx, channel, ts, in)
}

func (s *watched) SessionIn(ctx context.Context, id coaching.ID, in []coaching.ID) (coaching.Session, error) {
	s.note("session in")
	return s.Store.SessionIn(ctx, id, in)
}

func (s *watched) ConsentIn(ctx context.Context, id coaching.ID, in []coaching.ID) (coaching.Consent, error) {
	s.note("consent in")
	return s.Store.ConsentIn(ctx, id, in)
}

func (s *watched) DeliveryTo(ctx context.Context, id, to coaching.ID) (coaching.Delivery, error) {
	s.note("delivery to")
	return s.Store.DeliveryTo(ctx, id, to)
}

func (s *watched) Actions(ctx context.Context, e coaching.ID) ([]coaching.Action, error) {
	s.note("ACTIONS")
	return s.Store.Actions(ctx, e)
}

func (s *watched) Reflections(ctx context.Context, e coaching.ID) ([]coaching.Reflection, error) {
	s.note("REFLECTIONS")
	return s.Store.Reflections(ctx, e)
}

func (s *watched) LatestBrief(ctx context.Context, e coaching.ID) (coaching.Brief, error) {
	s.note("BRIEF")
	return s.Store.LatestBrief(ctx, e)
}

func (s *watched) Consents(ctx context.Context, e coaching.ID) ([]coaching.Consent, error) {
	s.note("CONSENTS")
	return s.Store.Consents(ctx, e)
}

func (s *watched) Sessions(ctx context.Context, e coaching.ID) ([]coaching.Session, error) {
	s.note("SESSIONS")
	return s.Store.Sessions(ctx, e)
}

func (s *watched) SessionsOf(ctx context.Context, p coaching.ID, from, to time.Time) ([]coaching.Session, error) {
	s.note("SESSIONS OF")
	return s.Store.SessionsOf(ctx, p, from, to)
}

func (s *watched) ScheduleOf(ctx context.Context, e coaching.ID) (coaching.Schedule, error) {
	s.note("schedule of")
	return s.Store.ScheduleOf(ctx, e)
}

func (s *watched) Engagement(ctx context.Context, id coaching.ID) (coaching.Engagement, error) {
	s.note("engagement")
	return s.Store.Engagement(ctx, id)
}

func (s *watched) Person(ctx context.Context, id coaching.ID) (coaching.Person, error) {
	s.note("person")
	return s.Store.Person(ctx, id)
}

func (s *watched) People(ctx context.Context, ids []coaching.ID) (map[coaching.ID]coaching.Person, error) {
	s.note("people")
	return s.Store.People(ctx, ids)
}

// Reads by an id alone, for which nobody asked whose it is: no request that is refused makes any.

func (s *watched) Action(ctx context.Context, id coaching.ID) (coaching.Action, error) {
	s.note("ACTION")
	return s.Store.Action(ctx, id)
}

func (s *watched) Reflection(ctx context.Context, id coaching.ID) (coaching.Reflection, error) {
	s.note("REFLECTION")
	return s.Store.Reflection(ctx, id)
}

func (s *watched) Session(ctx context.Context, id coaching.ID) (coaching.Session, error) {
	s.note("SESSION")
	return s.Store.Session(ctx, id)
}

func (s *watched) Consent(ctx context.Context, id coaching.ID) (coaching.Consent, error) {
	s.note("CONSENT")
	return s.Store.Consent(ctx, id)
}

func (s *watched) Delivery(ctx context.Context, id coaching.ID) (coaching.Delivery, error) {
	s.note("DELIVERY")
	return s.Store.Delivery(ctx, id)
}

// opened reports whether anything that somebody wrote was read.
func opened(reads []string) bool {
	return slices.ContainsFunc(reads, func(r string) bool { return strings.ToUpper(r) == r })
}
