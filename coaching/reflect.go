package coaching

import (
	"strings"
	"time"
)

// Questions are the three questions of the weekly reflection.
var Questions = [3]string{
	"What did you try this week, and what came of it?",
	"What was hard, and what did you notice about yourself?",
	"What is one thing you will do next?",
}

// JoinAnswers makes one entry of the answers; a question left empty is left out.
func JoinAnswers(answers [3]string) string {
	var parts []string
	for i, a := range answers {
		if a = Clean(a); a != "" {
			parts = append(parts, Questions[i]+"\n"+a)
		}
	}
	return strings.Join(parts, "\n\n")
}

// Entry is what the coachee wrote. Channel and Message name the Slack message when it was
// typed in the direct message; both are empty when it came through a form.
type Entry struct {
	Text     string
	Rating   int // 1 to 10; 0: not given
	Audience Audience
	Channel  string
	Message  string
	Thread   string // ts of the thread in which it was typed; empty: none
	Moved    bool   // the coachee had it moved from that message into a form, and kept it there
}

// Reflect keeps an entry, to prompt or (nil) unasked. An answer that comes after the prompt
// closed is late, and still its answer. Without an audience the entry is only for the coachee.
// An *Error names one of the inputs "text", "rating", "audience".
func Reflect(e Engagement, coachee Person, in Entry, prompt *Delivery, now time.Time) (Reflection, Change, error) {
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Reflection{}, Change{}, err
	}
	if in.Message != "" && !in.Moved && coachee.Writing == Sealed {
		return Reflection{}, Change{}, Bad("text", "You chose to write through forms, so I have not kept this message. The Write button opens the form.")
	}
	text, err := entryText(in.Text)
	if err != nil {
		return Reflection{}, Change{}, err
	}
	if in.Audience == "" {
		in.Audience = OnlyMe
	}
	if err := entryMarks(in); err != nil {
		return Reflection{}, Change{}, err
	}
	r := Reflection{
		ID: NewID(), Engagement: e.ID, Text: text, Audience: in.Audience,
		Channel: in.Channel, Message: in.Message, Thread: in.Thread, Created: now.UTC(),
	}
	r = rated(r, in.Rating, now)
	var c Change
	if prompt != nil {
		if c, err = answersPrompt(e, &r, *prompt, coachee, now); err != nil {
			return Reflection{}, Change{}, err
		}
	}
	c.Reflections = []Reflection{r}
	if r.Typed() && !in.Moved { // the form says itself that it is kept
		c.Deliveries = append(c.Deliveries, NewDelivery(e, KindKept, coachee.ID, r.ID, now))
	}
	return r, c, nil
}

// EditReflection changes the words, the rating and the audience (empty: as it was) of an entry;
// where it was typed stays. Errors as for Reflect.
func EditReflection(e Engagement, r Reflection, coachee Person, in Entry, now time.Time) (Reflection, Change, error) {
	if err := ownReflection(e, r, coachee); err != nil {
		return Reflection{}, Change{}, err
	}
	if !e.Live() {
		return Reflection{}, Change{}, ErrStale()
	}
	words, err := entryText(in.Text)
	if err != nil {
		return Reflection{}, Change{}, err
	}
	if in.Audience == "" {
		in.Audience = r.Audience
	}
	if err := entryMarks(in); err != nil {
		return Reflection{}, Change{}, err
	}
	r.Text, r.Audience, r.Edited = words, in.Audience, now.UTC()
	r = rated(r, in.Rating, now)
	return r, Change{Reflections: []Reflection{r}}, nil
}

// rated returns r with this rating, 0 for none. A rating that is corrected keeps its time.
func rated(r Reflection, rating int, now time.Time) Reflection {
	switch {
	case rating == 0:
		r.Rated = time.Time{}
	case r.Rating == 0:
		r.Rated = now.UTC()
	}
	r.Rating = rating
	return r
}

// Untype takes the mark off an entry whose message the coachee deleted in Slack: it stands nowhere
// but here now. Such a deletion erases an entry only in open writing.
func Untype(e Engagement, r Reflection, coachee Person) (Change, error) {
	if err := ownReflection(e, r, coachee); err != nil {
		return Change{}, err
	}
	r.Channel, r.Message, r.Thread = "", "", ""
	return Change{Reflections: []Reflection{r}}, nil
}

// EraseReflection deletes an entry for good, also after the engagement is over.
func EraseReflection(e Engagement, r Reflection, coachee Person, now time.Time) (Change, error) {
	if err := ownReflection(e, r, coachee); err != nil {
		return Change{}, err
	}
	return erased(e, coachee, Selection{Reflections: []Reflection{r}}, now)
}

func ownReflection(e Engagement, r Reflection, coachee Person) error {
	if r.Engagement != e.ID {
		return ErrNeutral()
	}
	return part(e, coachee, Coachee)
}

func entryText(s string) (Private, error) {
	s = Clean(s)
	if s == "" {
		return Private{}, Bad("text", "Write a few words, or close to skip.")
	}
	return Words(s), within("text", s, MaxText)
}

func entryMarks(in Entry) error {
	switch {
	case in.Rating < 0 || in.Rating > 10:
		return Bad("rating", "Choose a number from 1 to 10, or leave it empty.")
	case in.Audience != OnlyMe && in.Audience != NextBrief:
		return Bad("audience", "Choose who may read this.")
	}
	return nil
}
