package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"interlude/coaching"
)

// format names the JSON's form. A change that old readers would misunderstand changes it.
const format = "interlude-export-1"

// document is the whole JSON file.
type document struct {
	Format   string
	Exported time.Time
	Data     coaching.Record
}

// JSON writes every field of r, those that later versions add too, so that ReadJSON returns the
// same record. Instants are RFC 3339 in UTC, days 2006-01-02; what is not there is null.
func JSON(r coaching.Record, now time.Time) ([]byte, error) {
	var flat, out bytes.Buffer
	if err := encode(&flat, reflect.ValueOf(document{format, now.UTC(), r})); err != nil {
		return nil, fmt.Errorf("write json: %w", err)
	}
	if err := json.Indent(&out, flat.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("write json: %w", err)
	}
	return append(out.Bytes(), '\n'), nil
}

// ReadJSON is the reverse of JSON. A field too many or too few is an error.
func ReadJSON(raw []byte) (coaching.Record, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return coaching.Record{}, errors.New("read json: it is none")
	}
	if _, err := d.Token(); err != io.EOF {
		return coaching.Record{}, errors.New("read json: something follows it")
	}
	var doc document
	if err := decode(reflect.ValueOf(&doc).Elem(), v); err != nil {
		return coaching.Record{}, fmt.Errorf("read json: %w", err)
	}
	if doc.Format != format {
		return coaching.Record{}, errors.New("read json: its form is not known")
	}
	return doc.Data, nil
}

var (
	privateType = reflect.TypeFor[coaching.Private]()
	timeType    = reflect.TypeFor[time.Time]()
	dateType    = reflect.TypeFor[coaching.Date]()
)

// text returns what stands for a value that is no list and no struct of fields; quoted tells
// whether it is text. ok is false for lists and structs.
func text(v reflect.Value) (s string, quoted, ok bool) {
	switch {
	case v.Type() == privateType:
		return v.Interface().(coaching.Private).Reveal(), true, true
	case v.Type() == timeType:
		t := v.Interface().(time.Time)
		if t.IsZero() {
			return "null", false, true
		}
		return t.UTC().Format(time.RFC3339Nano), true, true
	case v.Type() == dateType:
		d := v.Interface().(coaching.Date)
		if d.IsZero() {
			return "null", false, true
		}
		return d.String(), true, true
	case v.Kind() == reflect.String:
		return v.String(), true, true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), false, true
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), false, true
	}
	return "", false, false
}

func encode(b *bytes.Buffer, v reflect.Value) error {
	if s, quoted, ok := text(v); ok {
		if !quoted {
			b.WriteString(s)
			return nil
		}
		e := json.NewEncoder(b)
		e.SetEscapeHTML(false)
		return e.Encode(s)
	}
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			b.WriteString("null")
			return nil
		}
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := encode(b, v.Index(i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case reflect.Struct:
		return encodeStruct(b, v)
	}
	return fmt.Errorf("a value of type %s", v.Type())
}

func encodeStruct(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			return fmt.Errorf("%s has a field that nobody can read", v.Type())
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, "%q:", name(f.Name))
		if err := encode(b, v.Field(i)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// name writes a field as JSON does: "dueTime", "id", "dm".
func name(field string) string {
	if strings.ToUpper(field) == field {
		return strings.ToLower(field)
	}
	r := []rune(field)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
