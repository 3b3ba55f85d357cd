package storage

import (
	"strings"
	"testing"
)

// TestTurnIsIndexed: an index on an expression is used only for exactly this expression.
func TestTurnIsIndexed(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		b, err := migrationFiles.ReadFile("migrations/" + dialect + "/0001_start.sql")
		if err != nil {
			t.Fatal(err)
		}
		if want := "CREATE INDEX deliveries_turn ON deliveries (" + turn + ", due)\n\tWHERE " + unclaimed + ";"; !strings.Contains(string(b), want) {
			t.Errorf("%s lacks the index\n%s", dialect, want)
		}
	}
}
