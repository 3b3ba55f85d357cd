package torture

import (
	"time"

	"interlude/coaching"
)

// clientTimeout is how long a process waits for Slack.
const clientTimeout = 15 * second

// slack is what Slack would hold, and how it behaves.
type slack struct {
	w       *world
	scope   bool  // the history may be read
	lag     int64 // how late a message may show up in the history
	weather weather
	storm   int64 // until when most calls go wrong
	gone    map[coaching.ID]bool
	posts   map[coaching.ID][]*posted // by lead
}

// weather is how often a call goes wrong.
type weather struct {
	limited, refused, before, after, slow float64
}

// posted is a message that Slack has stored.
type posted struct {
	at, seen int64 // when it was stored, and when the history shows it
	blind    bool  // somebody looked for it and could not have found it
}

func (w *world) newSlack() *slack {
	s := &slack{w: w, scope: w.chance(0.7), gone: map[coaching.ID]bool{}, posts: map[coaching.ID][]*posted{}}
	s.lag = w.span(0, 10*second)
	s.weather = weather{
		limited: w.scale * w.rnd.Float64() * 0.06, refused: w.scale * 0.001,
		before: w.scale * w.rnd.Float64() * 0.04, after: w.scale * w.rnd.Float64() * 0.06, slow: w.scale * w.rnd.Float64() * 0.02,
	}
	return s
}

// now is the weather of this moment.
func (s *slack) now() weather {
	switch {
	case s.w.quiet():
		return weather{}
	case s.w.run < s.storm:
		return weather{limited: 0.5, before: 0.1, after: 0.1, slow: 0.05}
	}
	return s.weather
}

// post is chat.postMessage, with all that happens on the way.
func (s *slack) post(v *view, sending coaching.Sending) (channel, ts string, err error) {
	w, lead, begun := s.w, sending.Lead, s.w.run
	if team := w.store.people[lead.Recipient].Team; w.run < v.silent[team] && w.pace > 0 {
		w.oracle.fail(w.oracle.all[lead.ID], "a call %d ms inside a Retry-After", v.silent[team]-w.run)
	}
	w.sleep(w.span(30, 400))
	if v.thaw(); v.dead {
		return "", "", deaf
	}
	w.result.Calls++
	if why := s.uncomposed(lead); why != "" {
		return s.refuse(lead, why)
	}
	f := s.now()
	draw := w.rnd.Float64()
	take := func(p float64) bool { draw -= p; return draw < 0 }
	switch {
	case s.gone[lead.Recipient]:
		return s.refuse(lead, "user_deactivated")
	case take(f.limited):
		return s.limit(v, lead)
	case take(f.refused):
		return s.refuse(lead, "restricted_action")
	case take(f.before):
		w.result.Ambiguous++
		w.note("post of %s: a 502 that stores nothing", w.oracle.name(lead.ID))
		return "", "", &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "no_answer"}
	}
	if !v.step("post", lead.ID) {
		return "", "", deaf
	}
	if w.run-begun > clientTimeout { // it stood still: the request is given up before it leaves
		return "", "", &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "timeout"}
	}
	s.keep(sending)
	if !v.step("posted", lead.ID) {
		return "", "", deaf
	}
	switch {
	case take(f.after):
	case take(f.slow): // the answer comes after 35 s
		w.sleep(begun + clientTimeout - w.run)
	default:
		return "D" + string(lead.Recipient), string(lead.ID), nil
	}
	w.result.Ambiguous++
	w.note("post of %s: stored, and the answer is lost", w.oracle.name(lead.ID))
	return "", "", &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "no_answer"}
}

// keep stores the message.
func (s *slack) keep(sending coaching.Sending) *posted {
	w := s.w
	p := &posted{at: w.run, seen: w.run + w.span(0, s.lag)}
	id := sending.Lead.ID
	s.posts[id] = append(s.posts[id], p)
	w.result.Posts++
	w.note("post of %s and %d more is stored", w.oracle.name(id), len(sending.With))
	w.oracle.posts(sending, p)
	return p
}

// uncomposed says why there are no words for the message: consent is asked for once more
// when it is written.
func (s *slack) uncomposed(lead coaching.Delivery) string {
	if lead.Kind != coaching.KindSponsorNews {
		return ""
	}
	m := s.w.store
	if _, err := coaching.ForSponsor(m.consents[lead.Subject], nil, m.engagements[lead.Engagement], s.w.wallNow()); err != nil {
		return coaching.WhyGone
	}
	return ""
}

func (s *slack) limit(v *view, lead coaching.Delivery) (string, string, error) {
	w := s.w
	w.result.Limited++
	waits := []time.Duration{0, 0, time.Second, time.Second, 7 * time.Second, 30 * time.Second, 30 * time.Second, 5 * time.Minute, time.Hour}
	wait := waits[w.rnd.IntN(len(waits))]
	w.note("post of %s: 429, %s", w.oracle.name(lead.ID), wait)
	team := w.store.people[lead.Recipient].Team
	if v.silent == nil {
		v.silent = map[string]int64{}
	}
	w.oracle.disturbed(w.run + max(wait.Milliseconds(), minute)) // without a time, up to a minute of silence
	v.silent[team] = max(v.silent[team], w.run+wait.Milliseconds())
	return "", "", &coaching.PostError{Kind: coaching.PostLimited, Wait: wait, Code: coaching.CodeRateLimited, Workspace: true}
}

func (s *slack) refuse(lead coaching.Delivery, why string) (string, string, error) {
	s.w.note("post of %s: refused for %s", s.w.oracle.name(lead.ID), why)
	s.w.oracle.refused(lead.ID, why)
	return "", "", &coaching.PostError{Kind: coaching.PostRefused, Code: why}
}

// find is conversations.history.
func (s *slack) find(v *view, sending coaching.Sending) (channel, ts string, ok bool, err error) {
	w, id := s.w, sending.Lead.ID
	sought := func(failed int, absent bool) { w.oracle.sought(v.process, sending.Lead, failed, absent) }
	w.sleep(w.span(30, 400))
	if v.thaw(); v.dead {
		return "", "", false, deaf
	}
	w.result.Looks++
	f := s.now()
	draw := w.rnd.Float64()
	take := func(p float64) bool { draw -= p; return draw < 0 }
	switch {
	case !s.scope:
		sought(mostLooks, false)
		w.note("look for %s: no scope", w.oracle.name(id))
		return "", "", false, &coaching.PostError{Kind: coaching.PostRefused, Code: "missing_scope"}
	case take(f.limited):
		return "", "", false, &coaching.PostError{Kind: coaching.PostLimited, Wait: 3 * time.Second, Code: "rate_limited"}
	case take(f.before + f.after):
		sought(1, false)
		w.note("look for %s: no answer", w.oracle.name(id))
		return "", "", false, &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "no_answer"}
	}
	for _, p := range s.posts[id] {
		if p.seen <= w.run {
			w.note("look for %s: found", w.oracle.name(id))
			return "D" + string(sending.Lead.Recipient), string(id), true, nil
		}
	}
	sought(0, true)
	w.note("look for %s: not there", w.oracle.name(id))
	return "D" + string(sending.Lead.Recipient), "", false, nil
}
