package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"interlude/coaching"
)

// privacyLog turns the pages of the access log; its value is the line after which to go on.
const privacyLog = "privacy.log"

// logLines is how many lines one page of the access log holds.
const logLines = 30

// looks keeps in the coachee's log that by, their coach, is about to be shown something of
// theirs. Whoever calls it shows nothing when it fails.
func (b *Bot) looks(ctx context.Context, e coaching.Engagement, by coaching.Person, what coaching.AccessKind) error {
	log, err := b.Store.AccessLog(ctx, e.Coachee, coaching.Access{}, logLines)
	if err != nil {
		return fmt.Errorf("look into the access log: %w", err)
	}
	change, fresh, err := coaching.Looks(e, by, what, log, b.Now())
	if err != nil || !fresh {
		return err
	}
	if err := b.Store.Commit(ctx, change); err != nil {
		return fmt.Errorf("keep the access log: %w", err)
	}
	return nil
}

// accessLog is one page of the caller's own log.
type accessLog struct {
	Reader coaching.Person
	People map[coaching.ID]coaching.Person
	Lines  []coaching.Access // newest first
	Newest bool              // nothing newer exists than the first line
	More   bool              // there are older lines
}

func (b *Bot) accessLog(ctx context.Context, c *Call, before coaching.Access) (accessLog, error) {
	l := accessLog{Reader: c.Person, Newest: before.At.IsZero()}
	hidden, err := b.unsure(ctx, c)
	if err != nil {
		return l, fmt.Errorf("access log: %w", err)
	}
	for {
		page, err := b.Store.AccessLog(ctx, c.Person.ID, before, logLines+1)
		if err != nil {
			return l, fmt.Errorf("access log: %w", err)
		}
		for _, a := range page {
			if before = a; !slices.Contains(hidden, a.Engagement) {
				l.Lines = append(l.Lines, a)
			}
		}
		if len(page) <= logLines || len(l.Lines) > logLines {
			break
		}
	}
	if l.More = len(l.Lines) > logLines; l.More {
		l.Lines = l.Lines[:logLines]
	}
	var ids []coaching.ID
	for _, a := range l.Lines {
		ids = append(ids, a.Who)
	}
	if l.People, err = b.Store.People(ctx, ids); err != nil {
		return l, fmt.Errorf("people of the access log: %w", err)
	}
	return l, nil
}

// unsure lists the engagements of the caller's whose part waits until it is clear whose account it is.
func (b *Bot) unsure(ctx context.Context, c *Call) ([]coaching.ID, error) {
	all, err := b.Store.EngagementsOf(ctx, c.Person.ID)
	var out []coaching.ID
	for _, e := range all {
		if _, mine := c.Engagement(e.ID); mine != nil && e.AccountOf(coaching.Coachee) != coaching.AccountPresent && e.Coachee == c.Person.ID {
			out = append(out, e.ID)
		}
	}
	return out, err
}

// showAccessLog turns the page. The value of the press only says where to go on in the caller's
// own log.
func showAccessLog(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	l, err := b.accessLog(ctx, c, afterLine(c.Value))
	if err != nil {
		return Answer{}, err
	}
	return Answer{Update: accessLogView(l)}, nil
}

// lineValue names a line in a button, afterLine reads it; nonsense is the newest page.
func lineValue(a coaching.Access) string {
	return strconv.FormatInt(a.At.UnixMilli(), 10) + "|" + string(a.ID)
}

func afterLine(value string) coaching.Access {
	at, id, ok := strings.Cut(value, "|")
	ms, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil {
		return coaching.Access{}
	}
	return coaching.Access{ID: coaching.ID(id), At: time.UnixMilli(ms).UTC()}
}
