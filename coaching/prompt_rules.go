package coaching

import "time"

// promptAsked returns the id of the prompt's own delivery, which a repetition names as its subject.
func promptAsked(d Delivery) (ID, bool) {
	switch d.Kind {
	case KindPrompt:
		return d.ID, true
	case KindPromptAgain:
		return d.Subject, true
	}
	return "", false
}

// PromptEnds returns the instant (UTC) from which a prompt of the given nominal instant no
// longer asks: words that come later and name no prompt are not taken for its answer. It is the end of the Tuesday after it, on the clocks of loc.
func PromptEnds(nominal time.Time, loc *time.Location) time.Time {
	d := DateOf(nominal.In(loc)).Add(1)
	for d.Weekday() != time.Tuesday {
		d = d.Add(1)
	}
	end, _ := Instant(d.Add(1), 0, 0, loc)
	return end
}

// PromptClosed reports whether d, a prompt's own delivery, can no longer be answered at now on
// the clocks of loc.
func PromptClosed(d Delivery, loc *time.Location, now time.Time) bool {
	return !now.Before(PromptEnds(d.Nominal, loc))
}

// answerable reports whether d is a prompt to coachee that still waits for words.
func answerable(d Delivery, coachee Person, now time.Time) bool {
	return d.Answered.IsZero() && !PromptClosed(d, coachee.Location(), now)
}

// OpenPrompt returns the latest of prompts that was sent to coachee and can still be answered.
func OpenPrompt(prompts []Delivery, coachee Person, now time.Time) (Delivery, bool) {
	var open Delivery
	found := false
	for _, d := range prompts {
		if d.Kind != KindPrompt || d.Recipient != coachee.ID || d.State != DeliverySent || !answerable(d, coachee, now) {
			continue
		}
		if !found || d.Nominal.After(open.Nominal) {
			open, found = d, true
		}
	}
	return open, found
}

// answersPrompt binds r to prompt, also when it has closed since, and settles the prompt unless it
// was answered.
func answersPrompt(e Engagement, r *Reflection, prompt Delivery, coachee Person, now time.Time) (Change, error) {
	id, ok := promptAsked(prompt)
	if !ok || prompt.Recipient != coachee.ID || prompt.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	r.Prompt = id
	if !prompt.Answered.IsZero() {
		return Change{}, nil
	}
	return promptSettled(prompt, id, "", now), nil
}

// promptSettled marks a prompt as answered and drops its repetition.
func promptSettled(d Delivery, id ID, reason string, now time.Time) Change {
	d.Answered, d.Reason = now.UTC(), reason
	return Change{
		Deliveries: []Delivery{d},
		Cancel:     []Cancel{{Subject: id, Kinds: []DeliveryKind{KindPromptAgain}, Reason: "answered"}},
	}
}

// SkipPrompt lets a prompt pass; nobody is told. d is the prompt's own delivery, also when the
// press came from its repetition.
func SkipPrompt(d Delivery, coachee Person, now time.Time) (Change, error) {
	id, ok := promptAsked(d)
	if !ok || d.Recipient != coachee.ID {
		return Change{}, ErrNeutral()
	}
	if !answerable(d, coachee, now) {
		return Change{}, ErrStale()
	}
	return promptSettled(d, id, "skipped", now), nil
}
