package coaching

import (
	"slices"
	"time"
)

// TopicsFor lists the topics of which somebody with these parts is ever sent anything.
func TopicsFor(roles ...Role) []Topic {
	var out []Topic
	for _, t := range AllTopics {
		if slices.ContainsFunc(roles, func(r Role) bool { return t.reaches(r) }) {
			out = append(out, t)
		}
	}
	return out
}

// reaches reports whether a kind of the topic goes to r.
func (t Topic) reaches(r Role) bool {
	for kind, w := range wanted {
		if kind.Topic() == t && w.to(r) {
			return true
		}
	}
	return false
}

// TurnTopic has p sent messages of t, or no more. What is queued stays and is decided when its
// time comes, so that turning it on again in time loses nothing; what p put off still comes.
func TurnTopic(p Person, t Topic, on bool) (Change, error) {
	if p.ID == "" {
		return Change{}, ErrNeutral()
	}
	if !slices.Contains(AllTopics, t) {
		return Change{}, ErrStale()
	}
	if p.Off = p.Off.With(t); on {
		p.Off = p.Off.Without(t)
	}
	return Change{People: []Person{p}}, nil
}

// PauseAll stops all that comes to p by itself, or has it come again: questions and reminders in
// every engagement. What other people do still reaches them, and the hour before a session has
// a topic of its own. What is queued stays, as with TurnTopic.
func PauseAll(p Person, paused bool) (Change, error) {
	if p.ID == "" {
		return Change{}, ErrNeutral()
	}
	p.Paused = paused
	return Change{People: []Person{p}}, nil
}

// StopAsking turns the questions of s off; AskAgain is the way back. What is queued stays, as
// with TurnTopic.
func StopAsking(e Engagement, s Schedule, coachee Person, now time.Time) (Schedule, Change, error) {
	if err := ownLive(e, s, coachee); err != nil {
		return s, Change{}, err
	}
	s.Paused = true
	return s, Change{Schedules: []Schedule{s}}, nil
}
