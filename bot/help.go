package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of the menu, the help and what is one press away wherever people write.
const (
	helpOpen    = "help.open"
	helpUrgent  = "help.urgent"
	helpPrivacy = "help.privacy"
)

func helpRoutes() []route {
	return []route{
		on(command, "/coaching goals", part, missing("Goals are not here yet.")),
		on(command, "/coaching review", part, missing("Reviews are not here yet.")),
		on(command, "/coaching", part, showMenu),
		on(command, "/coaching help", part, showMenu),
		on(command, "/coaching privacy", part, showPrivacy),
		on(press, helpOpen, part, showMenu),
		on(press, helpPrivacy, part, showPrivacy),
		on(press, privacyLog, forCoachee, showAccessLog),
		on(press, helpUrgent, anyone, showUrgent).unseen(),
		on(press, helpCountry, anyone, turnCountry).unseen(),
	}
}

// showMenu answers /coaching, also when the words after it are none that it knows.
func showMenu(b *Bot, _ context.Context, c *Call) (Answer, error) {
	return Answer{Open: menuView(c, "")}, nil
}

// missing says that something people may ask for does not exist yet, and shows what does.
func missing(words string) handler {
	return func(_ *Bot, _ context.Context, c *Call) (Answer, error) {
		return Answer{Open: menuView(c, words+" This is what I can do.")}, nil
	}
}

// showPrivacy says who can read what, and to a coachee who did.
func showPrivacy(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if !c.Is(coaching.Coachee) {
		return Answer{Open: privacyView(c, nil)}, nil
	}
	l, err := b.accessLog(ctx, c, coaching.Access{})
	if err != nil {
		return Answer{}, err
	}
	return Answer{Open: privacyView(c, l.blocks())}, nil
}

// urgent is the button that stands wherever people write.
func urgent() *slack.ButtonBlockElement { return button("Urgent help", helpUrgent, "help") }
