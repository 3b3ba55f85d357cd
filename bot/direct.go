package bot

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"interlude/coaching"
)

func directRoutes() []route {
	return []route{
		on(happening, "message", anyone, typed),
		on(happening, "message file", anyone, typedFile),
		on(happening, "message_changed", anyone, typedChanged),
		on(happening, "message_deleted", anyone, typedDeleted),
		on(press, typedMove, forCoachee, moveTyped),
		on(submission, typedMoved, forCoachee, keepMoved),
	}
}

// replayed is how long after a message Slack may still deliver its first event.
const replayed = 26 * time.Hour

// typedOnce names the keeping of one typed message, whichever event brings it: the message
// itself, or an edit that overtook it. What was kept and deleted since is not kept again.
func typedOnce(c *Call) string { return "typed:" + c.User + ":" + c.Channel + ":" + c.Message }

// typed takes a message in the bot's direct message channel as a reflection.
func typed(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Mine) == 0 && !c.Named {
		return b.answerOnce(ctx, c, &Note{Text: coaching.Neutral})
	}
	es := live(c.As(coaching.Coachee))
	switch {
	case len(es) == 0:
		return b.answerOnce(ctx, c, notTakenNote(len(c.As(coaching.Coachee)) > 0))
	case c.Person.Writing == coaching.Sealed:
		return b.answerOnce(ctx, c, sealedNote(c.Message))
	}
	return b.keepTyped(ctx, c, es, time.Time{})
}

// answerOnce answers an event that changes nothing, also when Slack delivers it again.
func (b *Bot) answerOnce(ctx context.Context, c *Call, n *Note) (Answer, error) {
	if err := b.commitOnce(ctx, c, coaching.Change{}); err != nil {
		return Answer{}, err
	}
	return Answer{Note: n}, nil
}

// keepTyped stores the message as an entry, unless it is empty or too long. edited is when the
// person changed it, when an edit is what brought it.
func (b *Bot) keepTyped(ctx context.Context, c *Call, es []coaching.Engagement, edited time.Time) (Answer, error) {
	words := typedWords(c.Text)
	switch n := utf8.RuneCountInString(coaching.Clean(words)); {
	case n == 0:
		return Answer{}, nil
	case n > coaching.MaxText:
		return b.answerOnce(ctx, c, tooLongNote(n, false))
	}
	e, prompt, err := b.threadOf(ctx, c, es)
	if err != nil {
		return Answer{}, err
	}
	in := coaching.Entry{Text: words, Audience: coaching.OnlyMe, Channel: c.Channel, Message: c.Message, Thread: inThread(c)}
	r, err := b.keep(ctx, c, e, keeping{Entry: in, Prompt: prompt, Once: typedOnce(c), Edited: edited})
	if err != nil {
		return Answer{}, err
	}
	return Answer{Redraw: b.asked(ctx, r.Prompt)}, nil
}

// threadOf says to which engagement and prompt a message belongs: those of the thread in which
// it stands, also when the prompt has closed, else the newest prompt that waits for an answer,
// else the newest engagement.
func (b *Bot) threadOf(ctx context.Context, c *Call, es []coaching.Engagement) (coaching.Engagement, coaching.ID, error) {
	if c.Thread != "" {
		ds, err := b.Store.DeliveriesIn(ctx, c.Channel, c.Thread)
		if err != nil {
			return coaching.Engagement{}, "", err
		}
		for _, d := range ds {
			if p, err := b.promptOf(ctx, c, d.ID); err == nil && owns(es, p.Engagement) {
				return pickEngagement(es, p.Engagement), p.ID, nil
			}
		}
		for _, d := range ds {
			if owns(es, d.Engagement) {
				return pickEngagement(es, d.Engagement), "", nil
			}
		}
		// Below words of their own they go on with the same thing.
		r, err := b.Store.ReflectionByMessage(ctx, c.Channel, c.Thread, c.where(coaching.Coachee))
		if err == nil && c.Thread != c.Message && owns(es, r.Engagement) {
			return pickEngagement(es, r.Engagement), r.Prompt, nil
		}
		if err != nil && !coaching.Is(err, coaching.NotFound) {
			return coaching.Engagement{}, "", err
		}
	}
	id, err := b.openPrompt(ctx, c, "")
	if err != nil || id == "" {
		return es[0], "", err
	}
	d, err := b.Store.DeliveryTo(ctx, id, c.Person.ID)
	if err != nil || !owns(es, d.Engagement) {
		return es[0], "", err
	}
	return pickEngagement(es, d.Engagement), id, nil
}

// inThread is the thread in which a message was typed; empty for one that only begins a thread.
func inThread(c *Call) string {
	if c.Thread == c.Message {
		return ""
	}
	return c.Thread
}

func owns(es []coaching.Engagement, id coaching.ID) bool {
	return len(es) > 0 && pickEngagement(es, id).ID == id
}

// typedFile refuses the file, which is never downloaded, and takes the words beside it.
func typedFile(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Mine) == 0 && !c.Named {
		return b.answerOnce(ctx, c, &Note{Text: coaching.Neutral})
	}
	if strings.TrimSpace(c.Text) == "" {
		return b.answerOnce(ctx, c, filesNote(false))
	}
	a, err := typed(b, ctx, c)
	if err == nil && a.Note == nil {
		a.Note = filesNote(true)
	}
	return a, err
}

// typedChanged follows an edit of a message. Slack also reports edits that no person made:
// previews of links, replies in a thread.
func typedChanged(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, before := c.Event.Message, c.Event.Previous
	if m == nil || c.Person.ID == "" {
		return Answer{}, nil
	}
	if m.Subtype == "tombstone" {
		return typedDeleted(b, ctx, c) // a deleted message with replies leaves a stone
	}
	if before != nil && before.Text == m.Text {
		return Answer{}, nil
	}
	r, err := b.Store.ReflectionByMessage(ctx, c.Channel, c.Message, c.where(coaching.Coachee))
	switch {
	case coaching.Is(err, coaching.NotFound):
		return b.changedBeforeKept(ctx, c)
	case err != nil:
		return Answer{}, err
	case c.Person.Writing == coaching.Sealed:
		return b.editedSealed(ctx, c, r)
	}
	return b.editTyped(ctx, c, r)
}

// editTyped follows an edit of a message that is kept. Events can arrive in another order than
// people acted: an edit older than the last one changes nothing.
func (b *Bot) editTyped(ctx context.Context, c *Call, r coaching.Reflection) (Answer, error) {
	e, err := c.Engagement(r.Engagement)
	if err != nil {
		return Answer{}, nil // an entry of somebody else: the event is none of theirs
	}
	at, words := stampTime(c.Event.TS), coaching.Clean(typedWords(c.Text))
	if words == r.Text.Reveal() || !r.Edited.IsZero() && !at.IsZero() && !at.After(r.Edited) {
		return Answer{}, nil
	}
	if n := utf8.RuneCountInString(words); n > coaching.MaxText {
		return b.answerOnce(ctx, c, tooLongNote(n, true))
	}
	r, change, err := coaching.EditReflection(e, r, c.Person, coaching.Entry{Text: words, Rating: r.Rating, Audience: r.Audience}, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if !at.IsZero() {
		change.Reflections[0].Edited = at
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Redraw: b.redrawEntry(ctx, r)}, nil
}

// changedBeforeKept takes an edited message that is not kept: it was too long before, or its
// edit overtook it.
func (b *Bot) changedBeforeKept(ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	if len(es) == 0 || c.Person.Writing == coaching.Sealed {
		return Answer{}, nil
	}
	before := c.Event.Previous
	refused := before != nil && utf8.RuneCountInString(coaching.Clean(typedWords(before.Text))) > coaching.MaxText
	if young := b.Now().Sub(stampTime(c.Message)) < replayed; !refused && !young {
		return Answer{}, nil
	}
	return b.keepTyped(ctx, c, es, stampTime(c.Event.TS))
}

// typedDeleted erases what was kept of a message that the person deleted.
func typedDeleted(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" {
		return Answer{}, nil
	}
	r, err := b.Store.ReflectionByMessage(ctx, c.Channel, c.Message, c.where(coaching.Coachee))
	if coaching.Is(err, coaching.NotFound) {
		// Should the message itself arrive later, it is not kept any more.
		return Answer{}, b.commit(ctx, coaching.Change{Once: typedOnce(c)})
	}
	if err != nil {
		return Answer{}, err
	}
	e, err := c.Engagement(r.Engagement)
	if err != nil {
		return Answer{}, nil // an entry of somebody else: the event is none of theirs
	}
	if c.Person.Writing == coaching.Sealed {
		return b.untyped(ctx, c, e, r)
	}
	change, err := coaching.EraseReflection(e, r, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	redraw := b.redrawEntry(ctx, r)
	if err := b.noteTakenBack(ctx, r, &change); err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Redraw: redraw}, nil
}

// noteTakenBack keeps with the acknowledgement of r that its message is gone from Slack, too.
func (b *Bot) noteTakenBack(ctx context.Context, r coaching.Reflection, change *coaching.Change) error {
	ds, err := b.Store.DeliveriesOf(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("acknowledgement of what was deleted: %w", err)
	}
	for _, d := range ds {
		if d.Kind == coaching.KindKept && d.State == coaching.DeliverySent {
			d.Reason = takenBack
			change.Deliveries = append(change.Deliveries, d)
		}
	}
	return nil
}

// stampTime reads Slack's "1700000000.123456"; zero when it is none.
func stampTime(ts string) time.Time {
	sec, micro, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil {
		return time.Time{}
	}
	u, err := strconv.ParseInt(cmp.Or(micro, "0"), 10, 64)
	if err != nil {
		u = 0
	}
	return time.Unix(s, u*1000).UTC()
}
