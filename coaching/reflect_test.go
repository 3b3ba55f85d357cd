package coaching

import (
	"strings"
	"testing"
	"time"
)

// prompt is a prompt to maya that was sent at its nominal instant.
func prompt(nominal time.Time) Delivery {
	d := NewDelivery(running(), KindPrompt, "maya", "s", nominal)
	d.ID, d.State, d.Sent, d.Version = "p", DeliverySent, nominal, 2
	return d
}

func TestReflect(t *testing.T) {
	for name, c := range map[string]struct {
		in    Entry
		field string
	}{
		"a word":         {Entry{Text: "x", Audience: OnlyMe}, "ok"},
		"empty":          {Entry{Text: ""}, "text"},
		"nothing to see": {Entry{Text: "\x00 \r\n\u200b"}, "text"},
		"longest":        {Entry{Text: strings.Repeat("ö", 3000)}, "ok"},
		"longest, blank": {Entry{Text: strings.Repeat("ö", 3000) + "\n\n"}, "ok"},
		"too long":       {Entry{Text: strings.Repeat("ö", 3001)}, "text"},
		"lowest":         {Entry{Text: "x", Rating: 1}, "ok"},
		"highest":        {Entry{Text: "x", Rating: 10}, "ok"},
		"too high":       {Entry{Text: "x", Rating: 11}, "rating"},
		"negative":       {Entry{Text: "x", Rating: -1}, "rating"},
		"for everybody":  {Entry{Text: "x", Audience: "all"}, "audience"},
	} {
		t.Run(name, func(t *testing.T) {
			r, ch, err := Reflect(running(), maya, c.in, nil, clock)
			outcomeOf(t, err, c.field)
			if err != nil && (r.ID != "" || len(ch.Reflections) != 0) {
				t.Error("something is stored")
			}
			if err == nil {
				tells(t, ch)
			}
		})
	}
	r, _, err := Reflect(running(), maya, Entry{Text: "a\r\nb "}, nil, clock)
	must(t, err)
	if r.Audience != OnlyMe || r.Text.Reveal() != "a\nb" || r.Engagement != "e" || r.Prompt != "" || !r.Created.Equal(clock) {
		t.Errorf("got %+v", r)
	}
}

func TestReflectTyped(t *testing.T) {
	in := Entry{Text: "x", Audience: NextBrief, Channel: "D1", Message: "1.2"}
	r, c, err := Reflect(running(), maya, in, nil, clock)
	must(t, err)
	tells(t, c, "reflection-kept>maya")
	if !r.Typed() || r.Channel != "D1" || c.Deliveries[0].Subject != r.ID {
		t.Errorf("got %+v", r)
	}
	sealed := maya
	sealed.Writing = Sealed
	_, _, err = Reflect(running(), sealed, in, nil, clock)
	refused(t, err, Invalid, "text")
	in.Channel, in.Message = "", ""
	_, _, err = Reflect(running(), sealed, in, nil, clock)
	must(t, err)
}

func TestReflectAnswersItsPrompt(t *testing.T) {
	friday := prompt(berlin(27, 15, 0))
	again := NewDelivery(running(), KindPromptAgain, "maya", "p", clock)
	end := time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC) // midnight after Tuesday in Berlin
	r, c, err := Reflect(running(), maya, Entry{Text: "x"}, &friday, end.Add(-time.Second))
	must(t, err)
	if r.Prompt != "p" || len(c.Deliveries) != 1 || c.Deliveries[0].Answered.IsZero() || c.Deliveries[0].Version != 2 || !cancels(c, again) {
		t.Errorf("prompt %q, %+v", r.Prompt, c.Deliveries)
	}
	r, c, err = Reflect(running(), maya, Entry{Text: "x"}, &friday, end.AddDate(0, 1, 0))
	must(t, err)
	if r.Prompt != "p" || len(c.Deliveries) != 1 || c.Deliveries[0].Answered.IsZero() || !cancels(c, again) {
		t.Error("a late answer is not bound to its prompt")
	}
	friday.Answered = clock
	r, c, err = Reflect(running(), maya, Entry{Text: "more"}, &friday, end.Add(-time.Hour))
	must(t, err)
	if r.Prompt != "p" || len(c.Deliveries) != 0 {
		t.Error("a second answer is not kept beside the first")
	}
	for _, d := range []Delivery{NewDelivery(running(), KindPrompt, "zoe", "s", clock), NewDelivery(running(), KindActionDue, "maya", "a", clock)} {
		_, _, err = Reflect(running(), maya, Entry{Text: "x"}, &d, clock)
		refused(t, err, Forbidden, "")
	}
}

func TestEditAndErase(t *testing.T) {
	r := Reflection{ID: "r", Engagement: "e", Text: Words("old"), Audience: OnlyMe, Rating: 4, Version: 1, Created: clock}
	got, c, err := EditReflection(running(), r, maya, Entry{Text: " new\x00 ", Rating: 4, Audience: NextBrief}, clock)
	must(t, err)
	if got.Text.Reveal() != "new" || got.Audience != NextBrief || got.Rating != 4 || !got.Edited.Equal(clock) || len(c.Reflections) != 1 {
		t.Errorf("got %+v", got)
	}
	if got, _, err = EditReflection(running(), r, maya, Entry{Text: "new"}, clock); err != nil || got.Audience != OnlyMe {
		t.Errorf("the audience does not stay: %v, %s", err, got.Audience)
	}
	_, _, err = EditReflection(running(), r, maya, Entry{Text: " "}, clock)
	refused(t, err, Invalid, "text")
	_, _, err = EditReflection(running(), r, maya, Entry{Text: strings.Repeat("x", 3001)}, clock)
	refused(t, err, Invalid, "text")
	_, _, err = EditReflection(running(), r, maya, Entry{Text: "x", Audience: "all"}, clock)
	refused(t, err, Invalid, "audience")
	_, _, err = EditReflection(in(running(), EngagementClosed), r, maya, Entry{Text: "x"}, clock)
	refused(t, err, Stale, "")

	c, err = EraseReflection(in(running(), EngagementClosed), r, maya, clock)
	must(t, err)
	if len(c.Erase) != 1 || c.Erase[0] != "r" || !cancels(c, NewDelivery(running(), KindKept, "maya", "r", clock)) {
		t.Errorf("erases %+v", c)
	}
}

// A rating follows its entry: given later, corrected, taken away.
func TestEditRating(t *testing.T) {
	first, later := clock.Add(time.Hour), clock.Add(2*time.Hour)
	r := Reflection{ID: "r", Engagement: "e", Text: Words("x"), Audience: NextBrief, Version: 1, Created: clock}
	for _, x := range []struct {
		rating int
		at     time.Time
		rated  time.Time
	}{{1, first, first}, {10, later, first}, {0, later, time.Time{}}, {7, later, later}, {7, later.Add(time.Hour), later}} {
		got, _, err := EditReflection(running(), r, maya, Entry{Text: "x", Rating: x.rating}, x.at)
		must(t, err)
		if got.Rating != x.rating || !got.Rated.Equal(x.rated) {
			t.Errorf("rated %d at %v, want %d at %v", got.Rating, got.Rated, x.rating, x.rated)
		}
		r = got
	}
	for _, n := range []int{-1, 11} {
		_, _, err := EditReflection(running(), r, maya, Entry{Text: "x", Rating: n}, clock)
		refused(t, err, Invalid, "rating")
	}
	brief := Brief{Engagement: "e", Ratings: true, Released: later.Add(-time.Second)}
	if v := ComposeBrief(brief, nil, []Reflection{r}); len(v.Ratings) != 0 {
		t.Error("a rating that was given after the release is shown")
	}
	brief.Released = later
	if v := ComposeBrief(brief, nil, []Reflection{r}); len(v.Ratings) != 1 || v.Ratings[0] != (Rated{7, later}) {
		t.Errorf("ratings %v", v.Ratings)
	}
}

func TestPromptEnds(t *testing.T) {
	tuesday := time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC)
	for _, day := range []int{24, 25, 27, 29, 30} { // from one Tuesday to the Monday before the next
		if got := PromptEnds(berlin(day, 15, 0), maya.Location()); !got.Equal(tuesday) {
			t.Errorf("asked on the %d: %v", day, got)
		}
	}
	if got := PromptEnds(berlin(23, 15, 0), maya.Location()); !got.Equal(tuesday.AddDate(0, 0, -7)) {
		t.Errorf("asked on a Monday: %v", got)
	}
}

func TestOpenPrompt(t *testing.T) {
	first, second := prompt(berlin(25, 9, 0)), prompt(berlin(27, 15, 0))
	second.ID = "p2"
	now := berlin(28, 10, 0)
	if d, ok := OpenPrompt([]Delivery{second, first}, maya, now); !ok || d.ID != "p2" {
		t.Errorf("got %v, %v", d.ID, ok)
	}
	if d, ok := OpenPrompt([]Delivery{first, second}, maya, now); !ok || d.ID != "p2" {
		t.Errorf("oldest first: got %v, %v", d.ID, ok)
	}
	second.Answered = now
	if d, ok := OpenPrompt([]Delivery{second, first}, maya, now); !ok || d.ID != "p" {
		t.Errorf("got %v, %v", d.ID, ok)
	}
	if _, ok := OpenPrompt([]Delivery{first}, maya, PromptEnds(first.Nominal, maya.Location())); ok {
		t.Error("open after its end")
	}
	for name, f := range map[string]func(*Delivery){
		"not sent":       func(d *Delivery) { d.State = DeliveryDue },
		"somebody's":     func(d *Delivery) { d.Recipient = "zoe" },
		"something else": func(d *Delivery) { d.Kind = KindActionDue },
	} {
		d := first
		f(&d)
		if _, ok := OpenPrompt([]Delivery{d}, maya, now); ok {
			t.Errorf("%s: open", name)
		}
	}
}

func TestSkip(t *testing.T) {
	d := prompt(berlin(27, 10, 0))
	again := NewDelivery(running(), KindPromptAgain, "maya", "p", clock)
	c, err := SkipPrompt(d, maya, berlin(27, 11, 0))
	must(t, err)
	if c.Deliveries[0].Answered.IsZero() || !cancels(c, again) {
		t.Errorf("skipped: %+v", c)
	}
	d.Answered = clock
	_, err = SkipPrompt(d, maya, berlin(27, 11, 0))
	refused(t, err, Stale, "")
	reminder := NewDelivery(running(), KindActionDue, "maya", "a", clock)
	_, err = SkipPrompt(reminder, maya, clock)
	refused(t, err, Forbidden, "")
}
