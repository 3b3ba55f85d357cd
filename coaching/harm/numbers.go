package harm

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed numbers.txt
var numbersFile string

// Place is whom one can call in one country.
type Place struct {
	Code      string    // ISO 3166-1 alpha-2
	Name      string    // of the country, in English
	Emergency string    // what to dial when somebody is in danger now
	Lines     []string  // of helplines: who, number, when, language
	Safe      []string  // of helplines for people whom somebody near hurts or threatens
	Source    string    // who runs or publishes the numbers
	Reviewed  time.Time // midnight UTC of the day on which they were last compared with their source; zero: the operator's own
}

// ReviewDays is for how many days a review of the numbers counts.
const ReviewDays = 180

// Stale reports whether the review of the numbers is too old at now. The operator's own never are.
func (p Place) Stale(now time.Time) bool {
	return !p.Reviewed.IsZero() && now.Sub(p.Reviewed) > ReviewDays*24*time.Hour
}

// Places returns the countries of which the program knows numbers, by name. The slice is the
// caller's own. What is embedded can be read: a test reads it.
func Places() []Place { return slices.Clone(known()) }

var known = sync.OnceValue(func() []Place {
	ps, err := readPlaces(numbersFile)
	if err != nil {
		panic(fmt.Errorf("numbers: %w", err))
	}
	return ps
})

// readPlaces reads a file like numbers.txt, whose head says how.
func readPlaces(text string) ([]Place, error) {
	var out []Place
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if code, name, ok := strings.Cut(strings.TrimPrefix(line, "["), "]"); ok && line[0] == '[' {
			out = append(out, Place{Code: code, Name: strings.TrimSpace(name)})
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("line %d: no country yet", i+1)
		}
		if err := out[len(out)-1].read(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	slices.SortFunc(out, func(a, b Place) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func (p *Place) read(line string) (err error) {
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch name {
	case "emergency":
		p.Emergency = value
	case "line":
		p.Lines = append(p.Lines, value)
	case "safe":
		p.Safe = append(p.Safe, value)
	case "source":
		p.Source = value
	case "reviewed":
		p.Reviewed, err = time.Parse(time.DateOnly, value)
	default:
		err = fmt.Errorf("%q is not known", name)
	}
	return err
}

// PlaceOf returns the place of an ISO 3166 code, of a country or of a part of one ("DE-BY"); false:
// there is none.
func PlaceOf(places []Place, code string) (Place, bool) {
	country, _, _ := strings.Cut(code, "-")
	for _, p := range places {
		if p.Code == country {
			return p, true
		}
	}
	return Place{}, false
}

// Own reads an operator's own numbers for one country, "DE Germany: 112 · our line 0800 1 …", and puts
// them in the place of what is known of it. The error never repeats the text.
func Own(places []Place, text string) ([]Place, error) {
	head, numbers, found := strings.Cut(text, ":")
	code, name, _ := strings.Cut(strings.TrimSpace(head), " ")
	numbers, name = strings.TrimSpace(numbers), strings.TrimSpace(name)
	letters := func(r rune) bool { return r < 'A' || r > 'Z' }
	before, had := PlaceOf(places, code)
	if had && name == "" {
		name = before.Name
	}
	if !found || len(code) != 2 || strings.ContainsFunc(code, letters) || name == "" || len([]rune(name)) > maxName || numbers == "" || len([]rune(numbers)) > maxOwn {
		return places, fmt.Errorf("does not read like a country and its numbers")
	}
	out := slices.DeleteFunc(slices.Clone(places), func(p Place) bool { return p.Code == code })
	out = append(out, Place{Code: code, Name: name, Emergency: numbers})
	slices.SortFunc(out, func(a, b Place) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Limits of an operator's own numbers, in characters.
const (
	maxName = 60
	maxOwn  = 500
)
