package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func scheduleCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindBooked:         sessionCard("There is news about a session in Interlude.", bookedBlocks),
		coaching.KindMoved:          sessionCard("There is news about a session in Interlude.", movedBlocks),
		coaching.KindCancelled:      sessionCard("There is news about a session in Interlude.", cancelledBlocks),
		coaching.KindMoveAsked:      sessionCard("There is a question about a session in Interlude.", askedBlocks),
		coaching.KindMoveKept:       sessionCard("There is news about a session in Interlude.", keptBlocks),
		coaching.KindSessionSoon:    sessionCard("A session is coming up in Interlude.", soonBlocks),
		coaching.KindSessionNow:     sessionCard("A session is coming up in Interlude.", nowBlocks),
		coaching.KindSessionAfter:   sessionCard("There is a question about a session in Interlude.", afterBlocks),
		coaching.KindSessionActions: sessionCard("There is a question about a session in Interlude.", actionsBlocks),
	}
}

// sessionScene is what the cards about a session are drawn from.
type sessionScene struct {
	scene
	s   coaching.Session
	now time.Time
}

func sessionCard(note string, draw func(sessionScene) []slack.Block) drawer {
	return func(b *Bot, ctx context.Context, s scene) (card, error) {
		x, err := b.Store.Session(ctx, s.Delivery.Subject)
		if err != nil {
			return card{}, err
		}
		return card{Note: note, Blocks: sessionScene{s, x, b.Now()}.blocks(draw)}, nil
	}
}

// blocks draws the session, or only a line where a newer message shows it.
func (s sessionScene) blocks(draw func(sessionScene) []slack.Block) []slack.Block {
	if s.Below {
		return []slack.Block{small("About the session on " + dayWords(coaching.DateOf(s.s.Start.In(s.Reader.Location()))) + ": see below.")}
	}
	return draw(s)
}

func (s sessionScene) coaches() bool { return s.Reader.ID == s.Engagement.Coach }

func (s sessionScene) other() coaching.Person {
	if s.coaches() {
		return s.Coachee
	}
	return s.Coach
}

// when is the session's time on the reader's clock, and on the other's where it differs.
func (s sessionScene) when() string {
	return fmt.Sprintf("*%s*, %s", coaching.BothZones(s.s.Start, s.Reader.Location(), s.other().Location()), coaching.Length(s.s.Minutes))
}

// over says what became of a session that is no longer ahead; empty while it is.
func (s sessionScene) over() []slack.Block {
	words := ""
	switch s.s.State {
	case coaching.SessionCancelled:
		words = s.who() + " cancelled this session."
	case coaching.SessionCancelledLate:
		words = s.who() + " cancelled this session, less than 48 hours before its start."
	case coaching.SessionHeld:
		words = "This session took place."
	case coaching.SessionMissed:
		words = "This session did not take place."
	}
	if words == "" {
		return nil
	}
	return []slack.Block{sectionf("With %s: %s\n%s", at(s.other()), s.when(), words)}
}

// who names the one who moved or cancelled the session last, as the reader would.
func (s sessionScene) who() string {
	switch s.s.ChangedBy {
	case s.Reader.ID:
		return "You"
	case s.other().ID:
		return at(s.other())
	}
	return "Somebody"
}

// meetLink is the link below what is said of the session; in sealed writing it stands in a form.
func (s sessionScene) meetLink() string {
	if s.sealed() {
		return ""
	}
	return meetLink(s.s)
}

// meetLink is the link on a line of its own; empty when there is none that can be followed.
func meetLink(s coaching.Session) string {
	if address := linked(s.Link); address != "" {
		return "\n" + address
	}
	return ""
}

// linkRow leads to the form with the link, where no message may hold it.
func (s sessionScene) linkRow() []slack.Block {
	if !s.sealed() || linked(s.s.Link) == "" {
		return nil
	}
	return []slack.Block{buttons(button("Show the link", scheduleLink, string(s.s.ID)))}
}

// changes are the ways back from a booking that is still ahead.
func (s sessionScene) changes() []slack.Block {
	if !s.Engagement.Live() || s.s.State != coaching.SessionBooked || !s.s.Start.After(s.now) {
		return nil
	}
	move := "Ask to move"
	if s.coaches() {
		move = "Move"
	}
	return []slack.Block{buttons(button(move, scheduleMove, string(s.s.ID)), button("Cancel the session", scheduleCancel, string(s.s.ID)))}
}

func bookedBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	words := fmt.Sprintf("*A session with %s is booked.*\n%s%s", at(s.other()), s.when(), s.meetLink())
	return append(append([]slack.Block{section(words)}, s.linkRow()...), s.changes()...)
}

func movedBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	with := at(s.other())
	if s.s.ChangedBy == s.other().ID {
		with = "you"
	}
	out := []slack.Block{sectionf("*%s moved the session with %s.*\n%s%s", s.who(), with, s.when(), s.meetLink())}
	return append(append(append(out, s.linkRow()...), s.reason()...), s.changes()...)
}

func cancelledBlocks(s sessionScene) []slack.Block {
	out := append(s.over(), s.reason()...)
	if s.coaches() && s.Engagement.Live() {
		out = append(out, buttons(button("Book another time", scheduleOpen, string(s.Engagement.ID))))
	}
	return out
}

// reason shows the words of one to the other only where they may stand in a message: never for
// a coach, and not in sealed writing. Elsewhere a form shows them.
func (s sessionScene) reason() []slack.Block {
	switch {
	case s.s.Reason.Empty():
		return nil
	case s.coaches() || s.sealed():
		return []slack.Block{buttons(button("Read the reason", scheduleReason, string(s.s.ID)))}
	}
	return append([]slack.Block{small("The reason:")}, paragraphs(s.s.Reason.Reveal())...)
}

func soonBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	return []slack.Block{
		sectionf("*Your session with %s is coming up.*\n%s\nA few minutes now make it yours: choose what your coach sees, and what you want to work on.", at(s.other()), s.when()),
		buttons(primary("Prepare my brief", briefOpen, string(s.Engagement.ID)), button("Ask to move", scheduleMove, string(s.s.ID)), button("Cancel the session", scheduleCancel, string(s.s.ID))),
	}
}

func nowBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return over
	}
	out := append([]slack.Block{sectionf("*Your session with %s begins soon.*\n%s%s", at(s.other()), s.when(), s.meetLink())}, s.linkRow()...)
	if s.coaches() {
		return append(out, buttons(button("Read the brief", briefRead, string(s.Engagement.ID))))
	}
	return append(out, buttons(button("Prepare my brief", briefOpen, string(s.Engagement.ID))))
}

// afterBlocks asks the coach.
func afterBlocks(s sessionScene) []slack.Block {
	if over := s.over(); over != nil {
		return append(over, small("If that is wrong, you can correct it under Engagement on the Home tab."))
	}
	return []slack.Block{sectionf("*Did the session with %s take place?*\n%s", at(s.other()), s.when()),
		buttons(primary("Held", scheduleHeld, string(s.s.ID)), button("Missed", scheduleMissed, string(s.s.ID)))}
}

// actionsBlocks asks the coachee.
func actionsBlocks(s sessionScene) []slack.Block {
	switch s.s.State {
	case coaching.SessionMissed, coaching.SessionCancelled, coaching.SessionCancelledLate:
		return s.over()
	}
	out := []slack.Block{sectionf("*What will you do before the next session?*\nYou met %s on %s. A plan that says when and where is the one that gets done.", at(s.other()), coaching.Wall(s.s.Start, s.Reader.Location()))}
	if !s.Engagement.Live() {
		return out
	}
	return append(out, buttons(primary("Write down an action", actionsNew, string(s.Engagement.ID))))
}
