package storage_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/storage"
	"interlude/storage/storagetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The schemas as text, without the engine's own tables.
const (
	schemaSQLite = `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name`

	schemaPostgres = `SELECT line FROM (
		SELECT 1 AS part, table_name AS name, ordinal_position::int AS place,
			table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
			|| coalesce(' default ' || column_default, '') AS line
		FROM information_schema.columns WHERE table_schema = current_schema()
		UNION ALL
		SELECT 2, conrelid::regclass::text || conname, 0, conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
		FROM pg_constraint WHERE contype IN ('p', 'f', 'u', 'c') AND connamespace = current_schema()::regnamespace
		UNION ALL
		SELECT 3, tablename || indexname, 0, replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()
		UNION ALL
		SELECT 4, tgname, 0, replace(pg_get_triggerdef(t.oid), current_schema() || '.', '') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'river%'
	) AS lines ORDER BY part, name COLLATE "C", place`
)

// TestSchema compares what the migrations make with what was written down at the release. A
// difference is meant to hurt: released migrations are never edited, only followed by new ones.
func TestSchema(t *testing.T) {
	for name, c := range map[string]struct {
		open  func(*testing.T) *storage.Store
		query string
	}{
		"sqlite":   {func(t *testing.T) *storage.Store { return storagetest.SQLite(t, storagetest.Fixed) }, schemaSQLite},
		"postgres": {func(t *testing.T) *storage.Store { return storagetest.Postgres(t, storagetest.Fixed) }, schemaPostgres},
	} {
		t.Run(name, func(t *testing.T) {
			got := schemaOf(t, c.open(t), c.query)
			file := filepath.Join("testdata", "schema_"+name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the schema is not the one in %s:\n%s", file, got)
			}
		})
	}
}

func schemaOf(t *testing.T, s *storage.Store, query string) string {
	t.Helper()
	rows, err := s.SQLDB().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		b.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
