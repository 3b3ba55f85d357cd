package storage

import (
	"maps"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The settings of a server that cannot be had in a test as they are.
func TestLookAtServer(t *testing.T) {
	good := settings{
		"server_version": "16.4 (Debian 16.4-1)", "server_version_num": "160004", "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on",
		"log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0", "log_statement": "none", "log_min_duration_statement": "-1",
		"log_min_duration_sample": "-1", "log_transaction_sample_rate": "0", "max_connections": "100", "superuser_reserved_connections": "3",
		"standby": "false", "read_only": "off", "used": "4", "role_limit": "-1", "database_limit": "-1",
	}
	for name, c := range map[string]struct {
		change settings
		grade  Grade
		want   string // the only finding that is not fine
	}{
		"as it should be":     {nil, Fine, ""},
		"14":                  {settings{"server_version_num": "140000"}, Fine, ""},
		"13":                  {settings{"server_version": "13.22", "server_version_num": "130022"}, Wrong, "database: PostgreSQL 13.22 is older than 14"},
		"a standby":           {settings{"standby": "true"}, Wrong, "database: this server is a standby"},
		"fsync off":           {settings{"fsync": "off"}, Wrong, "settings: fsync is off"},
		"torn pages":          {settings{"full_page_writes": "off"}, Doubtful, "settings: full_page_writes is off"},
		"commits later":       {settings{"synchronous_commit": "off"}, Wrong, "settings: synchronous_commit is off"},
		"commits here":        {settings{"synchronous_commit": "local"}, Fine, ""},
		"values later":        {settings{"log_parameter_max_length": "-1"}, Doubtful, "logging: as soon as"},
		"values of the slow":  {settings{"log_parameter_max_length": "-1", "log_min_duration_statement": "0"}, Wrong, "logging: the server logs statements"},
		"values of a sample":  {settings{"log_parameter_max_length": "9", "log_transaction_sample_rate": "0.1"}, Wrong, "logging: the server logs statements"},
		"statements alone":    {settings{"log_statement": "all"}, Fine, ""},
		"values of failures":  {settings{"log_parameter_max_length_on_error": "-1"}, Wrong, "logging: the server logs the values of a statement that failed"},
		"values in audits":    {settings{"pgaudit.log_parameter": "on"}, Wrong, "logging: pgaudit"},
		"values in plans":     {settings{"auto_explain.log_min_duration": "250"}, Doubtful, "logging: auto_explain"},
		"no plans":            {settings{"auto_explain.log_min_duration": "-1"}, Fine, ""},
		"room for two":        {settings{"max_connections": "25"}, Fine, ""},
		"room for one":        {settings{"max_connections": "24"}, Doubtful, "connections: a replica holds up to 11, the server has room for 21"},
		"room for none":       {settings{"max_connections": "13"}, Wrong, "connections: a replica holds up to 11, the server has room for 10"},
		"a role with limit":   {settings{"role_limit": "5"}, Wrong, "connections: a replica holds up to 11, the server has room for 5"},
		"reserved by another": {settings{"reserved_connections": "90"}, Wrong, "connections: a replica holds up to 11, the server has room for 7"},
	} {
		t.Run(name, func(t *testing.T) {
			set := maps.Clone(good)
			maps.Copy(set, c.change)
			in := &inspector{}
			in.lookServer(&pgx.ConnConfig{}, set)
			in.lookDurability(set)
			in.lookLogging(set)
			in.lookConnections(set, 10)
			var odd []Finding
			for _, f := range in.report.Findings {
				if f.Grade != Fine {
					odd = append(odd, f)
				}
			}
			if c.want == "" && len(odd) == 0 {
				return
			}
			if len(odd) != 1 || odd[0].Grade != c.grade || !strings.HasPrefix(odd[0].What, c.want) || odd[0].Do == "" || c.want == "" {
				t.Errorf("got %+v, want %d %q", odd, c.grade, c.want)
			}
		})
	}
}

func TestLookAtDisk(t *testing.T) {
	in := &inspector{}
	in.lookDisk(t.TempDir()+"/not/yet/there", 1<<62)
	if f := in.report.Findings[0]; f.Grade != Doubtful || !strings.HasSuffix(f.What, "MiB are free") {
		t.Errorf("a copy of such a database cannot fit, and yet: %+v", f)
	}
}
