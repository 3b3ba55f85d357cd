package storagetest

import (
	"database/sql"
	"fmt"
	"sort"
	"strings"
	"testing"

	"interlude/storage"
)

// Dump writes every row of every table of s as text, bytes as hexadecimal digits: what
// somebody with the database in hand can see.
func Dump(t testing.TB, s *storage.Store) string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
	if s.PgxPool() != nil {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
	}
	var b strings.Builder
	for _, table := range column(t, s, query) {
		fmt.Fprintf(&b, "%s\n", table)
		rows := tableRows(t, s, table)
		sort.Strings(rows)
		for _, r := range rows {
			fmt.Fprintf(&b, "\t%s\n", r)
		}
	}
	return b.String()
}

// column returns the first column of a query as text.
func column(t testing.TB, s *storage.Store, query string, args ...any) []string {
	t.Helper()
	rows, err := s.SQLDB().QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func tableRows(t testing.TB, s *storage.Store, table string) []string {
	t.Helper()
	rows, err := s.SQLDB().QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		out = append(out, rowText(t, rows, names))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func rowText(t testing.TB, rows *sql.Rows, names []string) string {
	t.Helper()
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	parts := make([]string, len(names))
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = fmt.Sprintf("%x", b)
		}
		parts[i] = fmt.Sprintf("%s=%v", names[i], v)
	}
	return strings.Join(parts, " ")
}

// execute runs a statement behind the store's back, with ? for parameters.
func execute(t testing.TB, s *storage.Store, statement string, args ...any) {
	t.Helper()
	if _, err := s.SQLDB().ExecContext(t.Context(), placeholders(s, statement), args...); err != nil {
		t.Fatal(err)
	}
}

func placeholders(s *storage.Store, statement string) string {
	if s.PgxPool() == nil {
		return statement
	}
	for n := 1; strings.Contains(statement, "?"); n++ {
		statement = strings.Replace(statement, "?", fmt.Sprintf("$%d", n), 1)
	}
	return statement
}
