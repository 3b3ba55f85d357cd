package storage_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/storage/storagetest/pgtest"
)

func TestInspectNewPostgres(t *testing.T) {
	d := database{pgtest.URL(t), filepath.Join(t.TempDir(), "key")}
	holds(t, d.examine(t, nil), "0 migrations: the database is new", "0 key file: "+d.keys+" is made at the first start")
	if tag, err := pgExec(t.Context(), d.url, "SELECT FROM pg_tables WHERE schemaname = 'public'"); err != nil || tag != "SELECT 0" {
		t.Errorf("there are tables: %s %v", tag, err)
	}
	if _, err := os.Stat(d.keys); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key was made: %v", err)
	}
}

// What this user and database are set to is what counts, not what the server starts with.
func TestInspectPostgresSettings(t *testing.T) {
	d := database{pgtest.URL(t), filepath.Join(t.TempDir(), "key")}
	set := func(settings ...string) string {
		t.Helper()
		d.alter(t, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END $$")
		for _, s := range settings {
			d.alter(t, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET "+s+"', current_database()); END $$")
		}
		return d.examine(t, nil)
	}
	holds(t, set("log_parameter_max_length = 0", "log_parameter_max_length_on_error = 0", "synchronous_commit = on"),
		"0 logging: no values of statements", "0 database: PostgreSQL ", "0 connections: a replica holds up to 11")
	holds(t, set("synchronous_commit = off"), "2 settings: synchronous_commit is off")
	holds(t, set("log_parameter_max_length_on_error = 100"), "1 logging: as soon as", "2 logging: the server logs the values of a statement that failed")
	holds(t, set("log_statement = ''mod''"), "2 logging: the server logs statements with their values")
	holds(t, set("default_transaction_read_only = on"), "2 database: it is set to take no changes")
}

func TestInspectUnreachablePostgres(t *testing.T) {
	url := pgtest.URL(t)
	at := strings.LastIndex(url, "/")
	for name, c := range map[string]struct{ url, want string }{
		"nobody there":  {"postgres://ann:" + hush + "@127.0.0.1:1/x", "at 127.0.0.1:1, database x, as ann: the database cannot be reached: connection refused"},
		"no database":   {url[:at] + "/none?sslmode=disable", "there is no such database"},
		"not of a form": {"postgres://u:" + hush + "@h:port/x", "2 database: the URL is not of that form"},
		"none of both":  {"mysql://u:" + hush + "@h/x", "2 database: the URL names neither"},
	} {
		t.Run(name, func(t *testing.T) {
			got := database{c.url, filepath.Join(t.TempDir(), "key")}.examine(t, nil)
			holds(t, got, c.want, "1 key file: ")
			if strings.Contains(got, hush) {
				t.Errorf("a password is shown:\n%s", got)
			}
		})
	}
}

// A user who may read only is told before the start fails.
func TestInspectMayNotMigrate(t *testing.T) {
	d := database{pgtest.URL(t), filepath.Join(t.TempDir(), "key")}
	d.alter(t, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "DROP ROLE IF EXISTS doctor_reader", "CREATE ROLE doctor_reader LOGIN PASSWORD 'reader'")
	t.Cleanup(func() {
		_, _ = pgExec(context.WithoutCancel(t.Context()), d.url, "DROP ROLE IF EXISTS doctor_reader")
	})
	d.url = d.url[:strings.Index(d.url, "//")+2] + "doctor_reader:reader" + d.url[strings.Index(d.url, "@"):]
	holds(t, d.examine(t, nil), "2 migrations: the user of database.url may not create tables")
}
