package coaching

import (
	"strings"
	"testing"
)

// TestIDsCannotBeGuessed: 26 letters of 5 random bits each, no two alike, none in an order, and every place takes every letter.
func TestIDsCannotBeGuessed(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	seen := map[ID]bool{}
	var at [26]map[rune]bool
	rising, last := 0, ID("")
	const many = 4000
	for range many {
		id := NewID()
		if len(id) != 26 || strings.Trim(string(id), letters) != "" || seen[id] {
			t.Fatalf("%q, after %d", id, len(seen))
		}
		if seen[id] = true; id > last {
			rising++
		}
		last = id
		for i, r := range id {
			if at[i] == nil {
				at[i] = map[rune]bool{}
			}
			at[i][r] = true
		}
	}
	for i, found := range at {
		if len(found) != len(letters) {
			t.Errorf("place %d takes %d letters", i, len(found))
		}
	}
	if rising < many/3 || rising > 2*many/3 {
		t.Errorf("%d of %d are greater than the one before", rising, many)
	}
}
