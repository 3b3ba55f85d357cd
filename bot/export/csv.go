package export

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"time"

	"interlude/coaching"
)

// table writes rows of one kind as CSV, a column for each field: RFC 4180, in UTF-8 with its mark,
// every cell quoted and none of them a formula. Instants are RFC 3339 on the clocks of loc.
func table[T any](rows []T, loc *time.Location) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	t := reflect.TypeFor[T]()
	var cells []string
	for i := range t.NumField() {
		cells = append(cells, name(t.Field(i).Name))
	}
	line(&b, cells)
	for _, r := range rows {
		cells = cells[:0]
		for i := range t.NumField() {
			cells = append(cells, cell(reflect.ValueOf(r).Field(i), loc))
		}
		line(&b, cells)
	}
	return b.Bytes()
}

// cell is a field as people read it; a list has its parts one after the other.
func cell(v reflect.Value, loc *time.Location) string {
	if v.Type() == timeType {
		if t := v.Interface().(time.Time); !t.IsZero() {
			return t.In(loc).Format(time.RFC3339)
		}
		return ""
	}
	if v.Type() == dateType && v.Interface().(coaching.Date).IsZero() {
		return ""
	}
	if s, _, ok := text(v); ok {
		return s
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	var parts []string
	for i := range v.Len() {
		parts = append(parts, cell(v.Index(i), loc))
	}
	return strings.Join(parts, " ")
}

func line(b *bytes.Buffer, cells []string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + strings.ReplaceAll(inert(c), `"`, `""`) + `"`)
	}
	b.WriteString("\r\n")
}

// inert makes a cell text that no spreadsheet takes for a formula: an apostrophe goes before each
// sign with which one could begin. A program that cuts the file at semicolons, tabs or ends of
// lines, quoted or not, sees cells begin after those as well. NUL, which some programs take for
// the end of the file, is left out.
func inert(s string) string {
	var b strings.Builder
	begins := true
	for _, r := range lineEnds.Replace(string([]rune(s))) {
		if begins && formula(r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = r == ';' || r == '\t' || r == '\n' || r == '\r' || r == '"' && begins || begins && r == ' '
	}
	return b.String()
}

// lineEnds drops NUL and writes ends of lines in one way, as reading CSV does.
var lineEnds = strings.NewReplacer("\x00", "", "\r\n", "\n")

// formula reports whether a cell that begins with r may be taken for a formula. The wide forms
// count, because spreadsheets for East Asian languages take them for the others.
func formula(r rune) bool {
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}
