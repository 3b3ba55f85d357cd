package coaching

import (
	"slices"
	"strings"
)

// Topic is a group of proactive messages that a person can do without. Questions are not
// among them: their schedule itself can be off.
type Topic string

// The topics.
const (
	TopicActions     Topic = "actions"     // reminders of actions
	TopicPreparation Topic = "preparation" // two days before a session
	TopicSessions    Topic = "sessions"    // an hour before a session
	TopicAfter       Topic = "after"       // after a session
)

// AllTopics lists the topics in the order in which people see them.
var AllTopics = []Topic{TopicActions, TopicPreparation, TopicSessions, TopicAfter}

// Topic returns the topic of a kind; empty: it belongs to none and cannot be turned off.
func (k DeliveryKind) Topic() Topic {
	switch k {
	case KindActionDue, KindActionFollowUp:
		return TopicActions
	case KindSessionSoon:
		return TopicPreparation
	case KindSessionNow:
		return TopicSessions
	case KindSessionAfter, KindSessionActions:
		return TopicAfter
	}
	return ""
}

// Topics is a set of topics, as text: sorted, with commas between.
type Topics string

// NewTopics returns the set of those topics that exist.
func NewTopics(all ...Topic) Topics {
	var names []string
	for _, t := range AllTopics {
		if slices.Contains(all, t) {
			names = append(names, string(t))
		}
	}
	slices.Sort(names)
	return Topics(strings.Join(names, ","))
}

// Has reports whether t is in the set.
func (s Topics) Has(t Topic) bool { return t != "" && slices.Contains(s.List(), t) }

// List returns the topics of the set.
func (s Topics) List() []Topic {
	var out []Topic
	for name := range strings.SplitSeq(string(s), ",") {
		if name != "" {
			out = append(out, Topic(name))
		}
	}
	return out
}

// With returns the set with t in it.
func (s Topics) With(t Topic) Topics { return NewTopics(append(s.List(), t)...) }

// Without returns the set without t.
func (s Topics) Without(t Topic) Topics {
	return NewTopics(slices.DeleteFunc(s.List(), func(o Topic) bool { return o == t })...)
}
