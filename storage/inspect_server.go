package storage

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

func (in *inspector) lookServer(c *pgx.ConnConfig, set settings) {
	version, _, _ := strings.Cut(set["server_version"], " ")
	switch {
	case set.number("server_version_num") < oldestPostgres:
		in.wrong("upgrade it to a version that PostgreSQL still maintains", "database: PostgreSQL %s is older than 14", version)
	case set["standby"] == "true":
		in.wrong("name the primary in database.url", "database: this server is a standby, which takes no changes")
	case set["read_only"] == "on":
		in.wrong("set default_transaction_read_only = off for this user and database", "database: it is set to take no changes")
	default:
		in.fine("database: PostgreSQL %s at %s:%d, database %s, as %s", version, c.Host, c.Port, c.Database, c.User)
	}
}

// lookDurability looks at what keeps a stored answer through a power cut.
func (in *inspector) lookDurability(set settings) {
	sound := true
	for _, name := range []string{"synchronous_commit", "fsync"} {
		if set[name] == "off" {
			sound = false
			in.wrong("set "+name+" = on", "settings: %s is off, so a power cut loses what was stored, and sends what was sent again", name)
		}
	}
	if set["full_page_writes"] == "off" {
		sound = false
		in.doubt("set full_page_writes = on, unless the file system never tears a page", "settings: full_page_writes is off, so a power cut can damage the database")
	}
	if sound {
		in.fine("settings: synchronous_commit %s, fsync on", set["synchronous_commit"])
	}
}

// lookLogging looks at what would put the values of statements, which are people's rows, into
// the server's log.
func (in *inspector) lookLogging(set settings) {
	before := len(in.report.Findings)
	statements := set["log_statement"] == "all" || set["log_statement"] == "mod" || set.number("log_min_duration_statement") >= 0 ||
		set.number("log_min_duration_sample") >= 0 || strings.Trim(set["log_transaction_sample_rate"], "0.") != ""
	switch {
	case set["log_parameter_max_length"] == "0":
	case statements:
		in.wrong("set log_parameter_max_length = 0", "logging: the server logs statements with their values, which are people's rows")
	default:
		in.doubt("set log_parameter_max_length = 0", "logging: as soon as the server logs statements, it logs their values too")
	}
	if set["log_parameter_max_length_on_error"] != "0" {
		in.wrong("set log_parameter_max_length_on_error = 0", "logging: the server logs the values of a statement that failed")
	}
	if set["pgaudit.log_parameter"] == "on" {
		in.wrong("set pgaudit.log_parameter = off", "logging: pgaudit logs the values of statements")
	}
	if set.number("auto_explain.log_min_duration") >= 0 {
		in.doubt("turn it off for this database", "logging: auto_explain logs plans, which can hold values")
	}
	if len(in.report.Findings) == before {
		in.fine("logging: no values of statements")
	}
}

// lookConnections says how many replicas the server can take. Each holds its pool, and one
// more connection on which the job queue listens.
func (in *inspector) lookConnections(set settings, pool int) {
	room := set.number("max_connections") - max(0, set.number("superuser_reserved_connections")) - max(0, set.number("reserved_connections"))
	for _, name := range []string{"role_limit", "database_limit"} {
		if n := set.number(name); n >= 0 {
			room = min(room, n)
		}
	}
	what := fmt.Sprintf("connections: a replica holds up to %d, the server has room for %d, of which others use %d now", pool+1, room, set.number("used"))
	do := "raise max_connections, or write a smaller pool_max_conns in database.url"
	switch {
	case room < pool+1:
		in.wrong(do, "%s", what)
	case room < 2*(pool+1):
		in.doubt(do, "%s: not enough for two replicas during an update", what)
	default:
		in.fine("%s", what)
	}
}
