package coaching

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestPrivateWordsPrintAsAMark: whatever prints, logs, encodes or wraps a value that holds what a person
// wrote, alone, in a struct, a list, a map or behind a pointer, shows a mark instead.
func TestPrivateWordsPrintAsAMark(t *testing.T) {
	const secret = "Kanarienvogel"
	p := Words(secret)
	r := Reflection{ID: "R", Text: p}
	change := Change{Reflections: []Reflection{r}, Actions: []Action{{Text: p, Learning: p}}, Briefs: []Brief{{Focus: p}}, Consents: []Consent{{Sentence: p}}}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Error("x", "words", p, "row", r, "pointer", &r, "change", change, "group", slog.GroupValue(slog.Any("p", p)))
	}
	said := []string{log.String(), fmt.Sprint(p), fmt.Sprint(errors.Join(fmt.Errorf("x %w %v", errors.New("y"), p)))}
	for _, v := range []any{p, &p, r, &r, change, []Private{p}, map[string]Private{"k": p}, map[Private]int{p: 1}, struct{ P any }{p}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %[1]v", "%10.3s"} {
			said = append(said, fmt.Sprintf(verb, v))
		}
		if b, err := json.Marshal(v); err == nil {
			said = append(said, string(b))
		}
		if b, err := xml.Marshal(v); err == nil {
			said = append(said, string(b))
		}
		var b bytes.Buffer
		if gob.NewEncoder(&b).Encode(v) == nil {
			said = append(said, b.String())
		}
	}
	hexed := fmt.Sprintf("%x", secret)
	for _, s := range said {
		if strings.Contains(s, secret) || strings.Contains(strings.ToLower(s), hexed) {
			t.Errorf("the words are in %s", s)
		}
	}
	if !strings.Contains(log.String(), mark) || fmt.Sprint(p) != mark || fmt.Sprintf("%#v", p) != mark || p.String() != mark || p.GoString() != mark {
		t.Errorf("no mark: %s", log.String())
	}
	if p.Reveal() != secret || p.Empty() || !Words("").Empty() {
		t.Error("the words themselves are not there any more")
	}
}
