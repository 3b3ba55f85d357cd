package torture

import (
	"fmt"
	"time"

	"interlude/coaching"
)

// settings changes when the questions come, and sometimes where the coachee lives: everything
// that is open moves with them.
func (d doing) settings() bool {
	zone, p := d.person.Zone, d.anyPlan()
	if d.chance(0.5) {
		zone = d.anyZone()
	}
	return d.saveSettings(zone, p, d.life.off)
}

// moves changes nothing but where the coachee lives.
func (d doing) moves() bool { return d.saveSettings(d.anyZone(), d.life.plan, d.life.off) }

// turnOff turns the questions off, or on again.
func (d doing) turnOff() bool { return d.saveSettings(d.person.Zone, d.life.plan, !d.life.off) }

func (d doing) saveSettings(zone string, p plan, off bool) bool {
	s := d.arm(d.store.schedules[d.schedule], p, zone)
	s.Paused = off
	own := coaching.Own{Engagement: d.engagement, Schedule: s, Actions: make([]coaching.Action, len(d.actions))}
	for i, id := range d.actions {
		own.Actions[i] = d.store.actions[id]
	}
	own.PutOff = d.putOff()
	was := d.person.Zone
	d.person.Zone = zone
	change, err := coaching.ChangeSettings(d.person, was, []coaching.Own{own}, d.now)
	if err != nil {
		return false
	}
	l, o := d.life, d.oracle
	l.next = l.rearmed(p, zoneOf(zone), d.ms())
	l.zone, l.planZone, l.plan, l.off = zoneOf(zone), zoneOf(zone), p, off
	if zone != was {
		for _, id := range d.actions {
			if a := l.actions[id]; a.state == coaching.ActionOpen && a.day != 0 {
				o.rearmsWished(l, id, d.ms())
			}
		}
	}
	o.awakens(l, d.ms())
	d.note("#%d settings: %s in %s, off %v", d.number, p.cron(), zone, off)
	d.commit("settings", change)
	return true
}

// asks picks the questions.
func asks(x *thing) bool {
	return asksAnew(x.kind) || x.kind == coaching.KindPromptAgain
}

// pauses picks what the other one is told of pauses.
func pauses(x *thing) bool {
	return x.kind == coaching.KindPaused || x.kind == coaching.KindResumed
}

// pauseOrResume is a pause of the engagement.
func (d doing) pauseOrResume() bool {
	if d.engagement.State == coaching.EngagementPaused {
		change, err := coaching.Resume(d.engagement, d.person, d.arm(d.store.schedules[d.schedule], d.life.plan, d.life.planZone.name), d.now)
		if err != nil {
			return false
		}
		d.oracle.cancels(d.life, pauses)
		d.oracle.expect(d.life, coaching.KindResumed, d.life.engagement, d.coach, d.ms())
		d.life.state = coaching.EngagementActive
		d.note("#%d resumes", d.number)
		d.commit("resume", change)
		return true
	}
	change, err := coaching.Pause(d.engagement, d.person, d.now)
	if err != nil {
		return false
	}
	d.life.state = coaching.EngagementPaused
	d.oracle.cancels(d.life, func(x *thing) bool { return asks(x) || pauses(x) })
	d.oracle.expect(d.life, coaching.KindPaused, d.life.engagement, d.coach, d.ms())
	d.note("#%d pauses", d.number)
	d.commit("pause", change)
	return true
}

// rest pauses, or takes up again, all that the bot sends by itself.
func (d doing) rest() bool {
	d.person.Paused = !d.person.Paused
	d.life.away = d.person.Paused
	d.note("#%d rests: %v", d.number, d.life.away)
	d.commit("rest", coaching.Change{People: []coaching.Person{d.person}})
	if d.life.away {
		d.after(d.about(10*day), func() {
			if again := d.world.store.people[d.coachee]; again.Paused {
				again.Paused = false
				d.life.away = false
				d.world.note("#%d rests no more", d.number)
				d.world.commit("rest", coaching.Change{People: []coaching.Person{again}})
			}
		})
	}
	return true
}

// leave is the end of an account in the workspace, and often a return.
func (d doing) leave() bool {
	d.slack.gone[d.coachee] = true
	d.note("#%d is deactivated", d.number)
	d.after(d.about(20*day), func() { delete(d.slack.gone, d.coachee) })
	return true
}

// todo is an action as the oracle knows it: a day on the calendar and a minute of it.
type todo struct {
	state       coaching.ActionState
	day, minute int64
	reminders   []*thing
}

func (d doing) addAction() bool {
	draft := coaching.ActionDraft{Text: "x"}
	due := d.life.zone.day(d.ms()/1000) + int64(d.rnd.IntN(14))
	a := &todo{state: coaching.ActionOpen, minute: 9 * 60}
	if d.chance(0.9) {
		y, m, dom, _ := calendar(due)
		draft.Due = coaching.Date{Year: int(y), Month: time.Month(m), Day: int(dom)}
		a.day = due
		if d.chance(0.6) {
			a.minute = int64(d.rnd.IntN(96)) * 15
			draft.DueTime = fmt.Sprintf("%02d:%02d", a.minute/60, a.minute%60)
		}
	}
	made, change, err := coaching.AddAction(d.engagement, d.person, draft, d.now)
	if err != nil {
		return false
	}
	d.course.actions = append(d.course.actions, made.ID)
	d.life.actions[made.ID] = a
	if a.day != 0 {
		d.oracle.reminds(d.life, made.ID, d.ms())
	}
	d.note("#%d adds an action", d.number)
	d.commit("action", change)
	return true
}

// reminds expects the reminders of an action that lie ahead.
func (o *oracle) reminds(l *life, id coaching.ID, now int64) {
	a := l.actions[id]
	if due := 1000 * l.zone.first(a.day, a.minute); due > now {
		o.expect(l, coaching.KindActionDue, id, l.coachee, due)
	}
	if due := 1000 * l.zone.first(workdayAfter(a.day), a.minute); due > now {
		o.expect(l, coaching.KindActionFollowUp, id, l.coachee, due)
	}
}

// rearms expects new reminders in place of those that wait.
func (o *oracle) rearms(l *life, id coaching.ID, now int64) {
	o.cancels(l, func(x *thing) bool { return x.subject == id && x.to == l.coachee })
	o.reminds(l, id, now)
}

func (d doing) outcome() bool {
	for _, id := range d.course.actions {
		a := d.store.actions[id]
		if !a.Pending() || !d.chance(0.5) {
			continue
		}
		how := []coaching.ActionState{coaching.ActionDone, coaching.ActionPartly, coaching.ActionNotYet, coaching.ActionDropped}[d.rnd.IntN(4)]
		_, change, err := coaching.RecordOutcome(d.engagement, a, d.person, how, "", d.now)
		if err != nil {
			return false
		}
		d.life.actions[id].state = how
		if how != coaching.ActionNotYet {
			d.oracle.cancels(d.life, func(x *thing) bool {
				return x.subject == id && (x.kind == coaching.KindActionDue || x.kind == coaching.KindActionFollowUp)
			})
		}
		d.note("#%d says %s of an action", d.number, how)
		d.commit("outcome", change)
		return true
	}
	return false
}
