package export

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"interlude/coaching"
)

// decode puts what encode wrote into v.
func decode(v reflect.Value, from any) error {
	switch v.Type() {
	case privateType, timeType, dateType:
		return decodeText(v, from)
	}
	switch v.Kind() {
	case reflect.String:
		s, ok := from.(string)
		if ok {
			v.SetString(s)
		}
		return wrong(v, ok)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, ok := from.(json.Number)
		i, err := n.Int64()
		ok = ok && err == nil && !v.OverflowInt(i)
		if ok {
			v.SetInt(i)
		}
		return wrong(v, ok)
	case reflect.Bool:
		yes, ok := from.(bool)
		if ok {
			v.SetBool(yes)
		}
		return wrong(v, ok)
	case reflect.Slice:
		return decodeList(v, from)
	case reflect.Struct:
		return decodeStruct(v, from)
	}
	return wrong(v, false)
}

func wrong(v reflect.Value, ok bool) error {
	if ok {
		return nil
	}
	return fmt.Errorf("no %s", v.Type())
}

// decodeText reads words, instants and days.
func decodeText(v reflect.Value, from any) error {
	s, ok := from.(string)
	if from == nil && v.Type() != privateType {
		return nil // the zero instant or day
	}
	if !ok {
		return wrong(v, false)
	}
	switch v.Type() {
	case privateType:
		v.Set(reflect.ValueOf(coaching.Words(s)))
	case timeType:
		t, err := time.Parse(time.RFC3339Nano, s)
		v.Set(reflect.ValueOf(t.UTC()))
		return wrong(v, err == nil)
	case dateType:
		d, err := coaching.ParseDate(s)
		v.Set(reflect.ValueOf(d))
		return wrong(v, err == nil)
	}
	return nil
}

func decodeList(v reflect.Value, from any) error {
	if from == nil {
		return nil
	}
	list, ok := from.([]any)
	if !ok {
		return wrong(v, false)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
	for i, one := range list {
		if err := decode(v.Index(i), one); err != nil {
			return err
		}
	}
	return nil
}

func decodeStruct(v reflect.Value, from any) error {
	fields, ok := from.(map[string]any)
	if !ok || len(fields) != v.NumField() {
		return wrong(v, false)
	}
	for i := range v.NumField() {
		one, ok := fields[name(v.Type().Field(i).Name)]
		if !ok {
			return wrong(v, false)
		}
		if err := decode(v.Field(i), one); err != nil {
			return err
		}
	}
	return nil
}
