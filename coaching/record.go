package coaching

import (
	"cmp"
	"time"
)

// Record is everything that is stored about one coachee, words included. It is for nobody else.
type Record struct {
	Person   Person
	Parts    []Part    // newest first
	Receipts []Receipt // newest first
	Access   []Access  // newest first
}

// Part is one engagement in which the person is the coachee, with all that belongs to it. Lists
// are oldest first.
type Part struct {
	Engagement  Engagement
	Coach       string // display names
	Sponsor     string // empty: there is none
	Acceptances []Acceptance
	Schedules   []Schedule // one, or none
	Reflections []Reflection
	Actions     []Action
	Sessions    []Session
	Briefs      []Brief
	Consents    []Consent
	Messages    []Tally // what was sent to the person, or not, by kind
}

// NameOf names a person of p as r's own person reads it; the empty id is the program itself.
func (r Record) NameOf(p Part, id ID) string {
	switch id {
	case "":
		return "Interlude"
	case r.Person.ID:
		return "you"
	case p.Engagement.Coach:
		return cmp.Or(p.Coach, "your coach")
	case p.Engagement.Sponsor:
		return cmp.Or(p.Sponsor, "your sponsor")
	}
	return "somebody"
}

// Within is r of the engagements in which the part of the person is one that they can use now.
// Of the others, which wait until it is clear whose account it is, nothing is left; whole tells
// that there are none.
func (r Record) Within(mine []Engagement) (within Record, whole bool) {
	in := map[ID]bool{}
	for _, e := range mine {
		in[e.ID] = e.Coachee == r.Person.ID
	}
	parts, access, receipts := r.Parts, r.Access, r.Receipts
	r.Parts, r.Access, r.Receipts = nil, nil, nil
	for _, p := range parts {
		if in[p.Engagement.ID] {
			r.Parts = append(r.Parts, p)
		}
	}
	if len(r.Parts) == len(parts) {
		r.Access, r.Receipts = access, receipts
		return r, true
	}
	for _, a := range access {
		if in[a.Engagement] {
			r.Access = append(r.Access, a)
		}
	}
	for _, x := range receipts {
		if in[x.Engagement] {
			r.Receipts = append(r.Receipts, x)
		}
	}
	return r, false
}

// Counts says how much of p there is to erase.
func (p Part) Counts() Counts { return p.whole().Counts() }

func (p Part) whole() Selection {
	return p.selected(func(time.Time) bool { return true }, time.Time{})
}

// Counts says how much of r there is to erase.
func (r Record) Counts() Counts {
	var c Counts
	for _, p := range r.Parts {
		c = c.Plus(p.Counts())
	}
	return c
}

// Selection is what is to be erased of one engagement. Sessions keep their time, and consents
// that there was a question: only their words go.
type Selection struct {
	Part        Part
	Reflections []Reflection
	Actions     []Action
	Briefs      []Brief
	Sessions    []Session
	Consents    []Consent
}

// Counts says how much it is.
func (s Selection) Counts() Counts {
	return Counts{len(s.Reflections), len(s.Actions), len(s.Briefs), len(s.Sessions), len(s.Consents)}
}

// selected takes what was written at an instant that in accepts: an entry when it was made, a
// brief when it was released, a sentence when it was asked for, a session when it began.
func (p Part) selected(in func(time.Time) bool, now time.Time) Selection {
	s := Selection{Part: p}
	for _, r := range p.Reflections {
		if in(r.Created) {
			s.Reflections = append(s.Reflections, r)
		}
	}
	for _, a := range p.Actions {
		if in(a.Created) {
			s.Actions = append(s.Actions, a)
		}
	}
	for _, b := range p.Briefs {
		if in(b.Released) {
			s.Briefs = append(s.Briefs, b)
		}
	}
	for _, m := range p.Sessions {
		if in(m.Start) && m.erasable(now) {
			s.Sessions = append(s.Sessions, m)
		}
	}
	for _, c := range p.Consents {
		if in(c.Asked) && !c.Sentence.Empty() {
			s.Consents = append(s.Consents, c)
		}
	}
	return s
}
