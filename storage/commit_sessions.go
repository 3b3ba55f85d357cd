package storage

import (
	"interlude/coaching"
)

// sessions writes sessions and what they occupy. The slots of all are given back first, so
// that one change can exchange two sessions. The key of session_slots decides who wins when
// two book at once; the loser gets Taken.
func (w writer) sessions(all []coaching.Session) error {
	for _, s := range all {
		if err := putSealed(w, s.Engagement, s.Version, s, rowOfSession); err != nil {
			return err
		}
		if err := w.tx.Where("session = ?", string(s.ID)).Delete(&slotRow{}).Error; err != nil {
			return err
		}
	}
	return each(all, w.occupy)
}

func (w writer) occupy(s coaching.Session) error {
	rows, err := slots(s)
	if err != nil || len(rows) == 0 {
		return err
	}
	err = w.tx.CreateInBatches(rows, inOneQuery).Error
	if clash(err) {
		return taken()
	}
	return err
}
