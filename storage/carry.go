package storage

import "interlude/coaching"

// carry moves a row that the coachee takes along to the engagement in which it is to stand now: one
// of the same coachee, whose key seals it there too. A row that stands there already is left
// alone, and the change itself tells whether the row is still at version.
func (w writer) carry(table string, row, to coaching.ID, version int) error {
	if version == 0 {
		return nil
	}
	return w.tx.Exec(`UPDATE `+table+` SET engagement = ? WHERE id = ? AND version = ? AND engagement <> ?
		AND (SELECT e.coachee FROM engagements e WHERE e.id = `+table+`.engagement) = (SELECT e.coachee FROM engagements e WHERE e.id = ?)`,
		string(to), string(row), version, string(to), string(to)).Error
}
