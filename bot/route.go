package bot

import (
	"context"
	"fmt"

	"interlude/coaching"
)

// kind is what Slack sends.
type kind string

const (
	command    kind = "command"
	press      kind = "press"
	submission kind = "submission"
	happening  kind = "event"
)

// audience says who may use a route at all. What they may do there is decided again by the
// rules of coaching, on the rows.
type audience string

const (
	anyone     audience = "anyone" // shows a stranger nothing but the neutral sentence
	part       audience = "part"   // whoever has a part in an engagement, or is named as coach
	forCoach   audience = "coach"
	forCoachee audience = "coachee"
	forSponsor audience = "sponsor"
	forPair    audience = "coach or coachee"
)

// allows reports whether c may use a route for a.
func (a audience) allows(c *Call) bool {
	switch a {
	case anyone:
		return true
	case part:
		return c.Named || len(c.Mine) > 0
	case forCoach:
		return c.Is(coaching.Coach)
	case forCoachee:
		return c.Is(coaching.Coachee)
	case forSponsor:
		return c.Is(coaching.Sponsor)
	case forPair:
		return c.Is(coaching.Coach) || c.Is(coaching.Coachee)
	}
	return false
}

// key names a route: a command ("/actions"), the first word of /coaching ("/coaching start"),
// an action_id, a callback_id, or an event type.
type key struct {
	kind kind
	id   string
}

type handler func(b *Bot, ctx context.Context, c *Call) (Answer, error)

// route is one line of the table.
type route struct {
	key
	who   audience
	do    handler
	quiet bool // it leaves no trace, see unseen
}

func on(k kind, id string, who audience, do handler) route {
	return route{key: key{k, id}, who: who, do: do}
}

// unseen is the route without any trace of its use. It is for everybody.
func (r route) unseen() route {
	r.quiet = true
	return r
}

// index makes the table searchable; an id that stands twice is an error.
func index(rs []route) (map[key]route, error) {
	m := make(map[key]route, len(rs))
	for _, r := range rs {
		if _, twice := m[r.key]; twice {
			return nil, fmt.Errorf("route %s %s stands twice", r.kind, r.id)
		}
		m[r.key] = r
	}
	return m, nil
}

// table is every route of the bot, story by story.
func table() []route {
	var all []route
	for _, story := range [][]route{
		homeRoutes(), helpRoutes(), startRoutes(), agreementRoutes(), sponsorRoutes(), actionRoutes(),
		reflectRoutes(), directRoutes(), briefRoutes(), scheduleRoutes(), settingsRoutes(), leaveRoutes(), userChangeRoutes(),
		cadenceRoutes(), zoneRoutes(), laterRoutes(), whyRoutes(), topicRoutes(), comingRoutes(),
		writingRoutes(), accountRoutes(), coachRoutes(), alongRoutes(), sponsorNameRoutes(), mydataRoutes(),
	} {
		all = append(all, story...)
	}
	return all
}
