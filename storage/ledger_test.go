package storage_test

import (
	"testing"
)

// TestALineOfTheLedgerIsNeverChanged, not even by a statement that forgets the rules; only its words are sealed anew,
// and with the engagement it goes.
func TestALineOfTheLedgerIsNeverChanged(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			newYes(t, s)
			db := s.SQLDB()
			for column, value := range map[string]string{"state": "'given'", "at": "at + 1", "version": "version + 1", "recipient": "'somebody'", "expires": "0"} {
				if _, err := db.ExecContext(t.Context(), "UPDATE consent_events SET "+column+" = "+value); err == nil {
					t.Errorf("%s was changed", column)
				}
			}
			if _, err := db.ExecContext(t.Context(), "UPDATE consent_events SET words = words"); err != nil {
				t.Errorf("words cannot be sealed anew: %v", err)
			}
			if _, err := db.ExecContext(t.Context(), "DELETE FROM consent_events"); err != nil {
				t.Errorf("it does not go with its engagement: %v", err)
			}
		})
	}
}
