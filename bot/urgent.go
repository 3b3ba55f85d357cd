package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
	"interlude/coaching/harm"
)

// helpCountry shows the numbers of another country, in the form where they stand.
const helpCountry = "help.country"

// urgentWait is how long the numbers wait for the database to say which country somebody chose.
const urgentWait = 800 * time.Millisecond

// unseen carries out a route that leaves no trace: nothing is counted, logged or stored, nobody is
// refused, and a database that does not answer only means that no country is known.
func (b *Bot) unseen(ctx context.Context, r route, c *Call) (Answer, error) {
	looking, cancel := context.WithTimeout(ctx, urgentWait)
	defer cancel()
	if b.identify(looking, c) != nil {
		c.Person, c.Mine = coaching.Person{}, nil
	}
	return r.do(b, ctx, c)
}

// showUrgent shows whom to call.
func showUrgent(b *Bot, _ context.Context, c *Call) (Answer, error) {
	return Answer{Open: urgentView(b.numbers(c.Person))}, nil
}

// turnCountry shows the numbers of the chosen country. The choice is kept nowhere.
func turnCountry(b *Bot, _ context.Context, c *Call) (Answer, error) {
	n := b.numbers(c.Person)
	n.chosen, n.known = harm.PlaceOf(b.Places, c.Value)
	if w, ok := wroteOf(c); ok {
		return Answer{Update: heardView(n, w)}, nil
	}
	return Answer{Update: urgentView(n)}, nil
}

// numbers is what the forms with numbers are drawn from.
type numbers struct {
	all    []harm.Place
	chosen harm.Place
	known  bool // a country was chosen, and its numbers are known
}

// numbers are those of the country whose holidays p keeps, when p chose one.
func (b *Bot) numbers(p coaching.Person) numbers {
	n := numbers{all: b.Places}
	n.chosen, n.known = harm.PlaceOf(b.Places, p.Absence.Country)
	return n
}

// wrote says where the coachee finds again what has just been stored from their form.
type wrote struct {
	Route, Value string // of the press that opens it
	Place        any    // the metadata of the list behind it; nil: none
	There        bool   // the words also stand in Slack, where only the coachee can delete them
}

// listen reads what somebody wrote into the form that c submits, once it is stored and answered for, and
// returns the form to show when it may speak of harm; nil otherwise. It is the only difference that
// the words make.
func (b *Bot) listen(c *Call, w *wrote) *slack.ModalViewRequest {
	if w == nil || c.View.State == nil {
		return nil
	}
	var texts []string
	for _, block := range c.View.State.Values {
		for _, in := range block {
			texts = append(texts, in.Value)
		}
	}
	v := heardView(b.numbers(c.Person), *w)
	if !harm.In(texts...) {
		return nil
	}
	return v
}
