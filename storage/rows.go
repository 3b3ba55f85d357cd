package storage

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"interlude/coaching"
)

var errNoID = errors.New("a row without an ID")

// ms keeps an instant as milliseconds since 1970; the zero time is 0.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is the reverse of ms, in UTC.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// day reads what Date.String wrote.
func day(s string) (coaching.Date, error) {
	if s == "" {
		return coaching.Date{}, nil
	}
	return coaching.ParseDate(s)
}

// clean makes text from outside storable: PostgreSQL takes neither NUL nor invalid UTF-8.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// storable reports whether s could stand in a column at all; a forged id may not.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// put inserts r when version is 0, else replaces the row that is still at version. The fixed
// columns never change: a stored row with others there counts as another row.
func put[R interface{ id() string }](tx *gorm.DB, version int, r R, fixed ...string) error {
	if r.id() == "" {
		return errNoID
	}
	if version == 0 {
		err := tx.Create(r).Error
		if clash(err) {
			return coaching.ErrStale()
		}
		return err
	}
	same := make([]any, len(fixed))
	for i, column := range fixed {
		same[i] = column
	}
	q := tx.Model(r).Where("id = ? AND version = ?", r.id(), version)
	if len(same) > 0 {
		q = q.Where(r, same...)
	}
	done := q.Select("*").Omit(append(fixed, "id")...).Updates(r)
	if done.Error == nil && done.RowsAffected == 0 {
		return coaching.ErrStale()
	}
	if clash(done.Error) {
		return coaching.ErrStale()
	}
	return done.Error
}

// one returns the row that query finds, NotFound when there is none.
func one[R any](query *gorm.DB) (R, error) {
	var r R
	err := query.Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return r, notFound()
	}
	return r, err
}

// byID returns the row with this id, NotFound when there is none.
func byID[R any](db *gorm.DB, id coaching.ID) (R, error) {
	return one[R](is(db, id))
}

// list returns every row of query, converted.
func list[R, D any](query *gorm.DB, convert func(R) (D, error)) ([]D, error) {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]D, 0, len(rows))
	for _, r := range rows {
		d, err := convert(r)
		if err != nil {
			return nil, fmt.Errorf("row: %w", err)
		}
		found = append(found, d)
	}
	return found, nil
}
