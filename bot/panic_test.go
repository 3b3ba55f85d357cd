package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"interlude/coaching"
)

// TestAPanicTellsNothingOfWhatWasWritten: a handler that falls over with words in its hands leaves
// where it was in the log, and no word.
func TestAPanicTellsNothingOfWhatWasWritten(t *testing.T) {
	const words = "Kanarienvogel in the hand"
	falls := map[string]func(string){
		"a text":       func(s string) { panic("could not keep " + s) },
		"an error":     func(s string) { panic(fmt.Errorf("keep %q: %w", s, errors.New(s))) },
		"hidden words": func(s string) { panic(coaching.Words(s)) },
		"a value":      func(s string) { panic(struct{ Words []string }{[]string{s}}) },
		"at runtime":   func(s string) { _ = []byte(s)[len(s)+1] },
		"a conversion": func(s string) { _ = any(s).(error) },
	}
	for name, fall := range falls {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Sealed")
			k := key{submission, reflectSave}
			r.still(func() {
				one := r.bot.routes[k]
				one.do = func(_ *Bot, _ context.Context, c *Call) (Answer, error) {
					fall(c.Input("text"))
					return Answer{}, nil
				}
				r.bot.routes[k] = one
			})
			r.command(maya, "/reflect", "")
			r.fill(maya, coaching.Questions[0], words)
			errs, err := r.as(maya).Submit(r.ctx)
			r.must(err)
			if errs["text"] != troubleInForm {
				t.Errorf("the person reads %v", errs)
			}
			if log := r.log.String(); !strings.Contains(log, "panicked") || strings.Contains(log, "Kanarienvogel") {
				t.Errorf("the log says %s", log)
			}
			if got := r.as(maya).Input(coaching.Questions[0]); got != words {
				t.Errorf("the form holds %q", got)
			}
		})
	}
}
