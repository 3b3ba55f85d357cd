package coaching

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

const mark = "[private]"

// Private is text that a person wrote. It prints, logs and marshals as "[private]", whatever
// the verb; only Reveal gives the words, and the few callers of Reveal are easy to find.
type Private struct{ words string }

// Words marks s as private.
func Words(s string) Private { return Private{words: s} }

// Reveal returns the words themselves, to be sealed or to be shown to who may read them.
func (p Private) Reveal() string { return p.words }

// Empty reports whether there are no words.
func (p Private) Empty() bool { return p.words == "" }

// String prints the mark.
func (p Private) String() string { return mark }

// GoString prints the mark under %#v.
func (p Private) GoString() string { return mark }

// Format prints the mark under every verb.
func (p Private) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, mark) }

// LogValue logs the mark.
func (p Private) LogValue() slog.Value { return slog.StringValue(mark) }

// MarshalJSON writes the mark, so that no encoder leaks the words by accident.
func (p Private) MarshalJSON() ([]byte, error) { return json.Marshal(mark) }

// MarshalText writes the mark, for encoders of maps, YAML and XML.
func (p Private) MarshalText() ([]byte, error) { return []byte(mark), nil }
