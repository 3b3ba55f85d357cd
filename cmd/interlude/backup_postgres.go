package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"interlude/storage"
)

// libpq are the parameters of a URL that PostgreSQL's own programs know by a variable.
var libpq = map[string]string{
	"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}

// pgEnv tells PostgreSQL's programs which database is meant, without the password in their command
// line, where everybody on the machine could read it.
func pgEnv(address string) ([]string, error) {
	c, err := postgresAt(address)
	if err != nil {
		return nil, err
	}
	env := append(os.Environ(), "PGHOST="+c.Host, "PGPORT="+strconv.Itoa(int(c.Port)), "PGUSER="+c.User, "PGDATABASE="+c.Database,
		"PGPASSWORD="+c.Password, "PGAPPNAME=interlude backup")
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("database.url is not an address")
	}
	for name, variable := range libpq {
		if v := u.Query().Get(name); v != "" {
			env = append(env, variable+"="+v)
		}
	}
	return env, nil
}

// postgresAt reads the address as the program itself does.
func postgresAt(address string) (*pgx.ConnConfig, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("database.url is not of the form postgres://user@host:port/database") // the cause quotes it
	}
	return c.ConnConfig, nil
}

// pgTool runs one of PostgreSQL's programs on the configured database.
func pgTool(ctx context.Context, c Config, in io.Reader, out io.Writer, name string, args ...string) error {
	env, err := pgEnv(c.Database.URL.Reveal())
	if err != nil {
		return err
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s is not installed here: run it where it is, as docs/operations.md says", name)
	}
	// #nosec G204 -- PostgreSQL's own programs, called by the operator
	cmd := exec.CommandContext(ctx, path, args...)
	var said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, in, out, &said
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return fmt.Errorf("%s: %w: %s", name, err, first)
	}
	return nil
}

// dumpPostgres writes a dump into a file that must not exist.
func dumpPostgres(ctx context.Context, c Config, to string) error {
	// #nosec G304 -- the path is a flag of the operator's
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %s", to, reason(err))
	}
	err = pgTool(ctx, c, nil, f, "pg_dump", "--format=custom", "--no-owner", "--no-privileges")
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// restorePostgres puts a dump into the configured database, which must hold no table yet, and then
// erases again what was erased since. A dump that the keys do not open is refused before that.
func restorePostgres(ctx context.Context, c Config, o storage.Options, from string) error {
	if err := emptyPostgres(ctx, c); err != nil {
		return err
	}
	// #nosec G304 -- the path is a flag of the operator's
	f, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("read %s: %s", from, reason(err))
	}
	defer func() { _ = f.Close() }() // only read from
	id, check, err := installationIn(ctx, c, f)
	if err != nil {
		return err
	}
	if !o.Keys.Knows(id, check) {
		return fmt.Errorf("restore: %w: put the key file there that belongs to the copy, then run it again; nothing was changed", storage.ErrWrongKey)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %s", from, reason(err))
	}
	at, err := postgresAt(c.Database.URL.Reveal())
	if err != nil {
		return err
	}
	if err := pgTool(ctx, c, f, io.Discard, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname", at.Database); err != nil {
		return err
	}
	s, err := storage.Open(ctx, o)
	if err != nil {
		return err
	}
	return s.Close()
}

func emptyPostgres(ctx context.Context, c Config) error {
	at, err := postgresAt(c.Database.URL.Reveal())
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, at)
	if err != nil {
		return errors.New("the database of database.url cannot be reached")
	}
	defer func() { _ = conn.Close(ctx) }()
	var n int
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()").Scan(&n); err != nil {
		return errors.New("the database of database.url cannot be read")
	}
	if n > 0 {
		return errors.New("the database holds tables already: make an empty one, and name it in database.url")
	}
	return nil
}

// installationIn reads from a dump which keys it was written with.
func installationIn(ctx context.Context, c Config, dump io.Reader) (id string, check []byte, err error) {
	var text bytes.Buffer
	if err := pgTool(ctx, c, dump, &text, "pg_restore", "--data-only", "--table=installation", "--file=-"); err != nil {
		return "", nil, err
	}
	var columns []string
	for s := bufio.NewScanner(&text); s.Scan(); {
		line := s.Text()
		if rest, ok := strings.CutPrefix(line, "COPY "); ok {
			_, rest, _ = strings.Cut(rest, "(")
			rest, _, _ = strings.Cut(rest, ")")
			columns = strings.Split(rest, ", ")
			continue
		}
		values := strings.Split(line, "\t")
		if len(columns) == 0 || len(values) != len(columns) {
			continue
		}
		for i, column := range columns {
			switch column {
			case "id":
				id = values[i]
			case "key_check":
				check, err = hex.DecodeString(strings.TrimPrefix(values[i], `\\x`))
			}
		}
		if id != "" && err == nil {
			return id, check, nil
		}
	}
	return "", nil, errors.New("this is no copy of an Interlude database")
}
