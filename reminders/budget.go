package reminders

import "time"

// Slack takes some hundred messages a minute in a workspace before it answers 429; it does not
// say how many. Four a second is where a budget begins.
const perSecond = 4

// A budget is how fast one workspace takes messages, as far as its answers have told: while it
// is used up it grows by as much every second (at four a second: by a tenth), and with every
// 429 it halves. It reads no clock.
type budget struct {
	start float64 // messages a second; the bounds and the growth follow from it
	rate  float64 // messages a second that the workspace is thought to take now
	share int     // processes that use it up together; each keeps to its part

	next   time.Time // when the next message leaves at an even pace
	silent time.Time // none leaves before: Slack asked for that
	cut    time.Time // when it was halved last
	bare   int       // 429s in a row that did not say how long
}

// A budget stays between an eighth and five times of what it began with. From its start it
// takes 40 s to grow by its start, at any scale.
const (
	leastOfStart = 1.0 / 8
	mostOfStart  = 5.0
	growth       = 1.0 / 160
)

// atOnce is how many messages may leave together after a rest, and catchUp how much time a
// busy machine may make up for.
const (
	atOnce  = 4
	catchUp = 250 * time.Millisecond
)

func newBudget(start float64, share int) budget {
	return budget{start: start, rate: start, share: share}
}

// each is the time between two messages at an even pace.
func (b *budget) each() time.Duration {
	return time.Duration(float64(time.Second) * float64(max(b.share, 1)) / b.rate)
}

// wait returns how long the next message has to wait; 0: it may leave now.
func (b *budget) wait(now time.Time) time.Duration {
	ahead := max((atOnce-1)*b.each(), catchUp)
	return max(0, b.silence(now), b.next.Add(-ahead).Sub(now))
}

// silence returns how long Slack wants to hear nothing.
func (b *budget) silence(now time.Time) time.Duration { return max(0, b.silent.Sub(now)) }

// take books a message that leaves now.
func (b *budget) take(now time.Time) {
	if b.next.Before(now) {
		b.next = now
	}
	b.next = b.next.Add(b.each())
}

// untake returns what was booked for a message that did not leave after all.
func (b *budget) untake() { b.next = b.next.Add(-b.each()) }

// sent notes that Slack took a message; busy: others wait for the budget.
func (b *budget) sent(busy bool) {
	if b.bare = 0; busy {
		b.rate = min(b.rate+growth*b.start*b.start/b.rate, mostOfStart*b.start)
	}
}

// limited notes a 429 to a message that left at the instant begun, and returns for how long
// there is silence now. wait is what Slack asked for; 0: it did not say, which means a second,
// then two, four and so on up to a minute. Messages that were on their way together halve the
// budget once.
func (b *budget) limited(now, begun time.Time, wait time.Duration) time.Duration {
	if !begun.Before(b.cut) {
		b.cut, b.rate = now, max(b.rate/2, leastOfStart*b.start)
		if wait <= 0 {
			b.bare++
		}
	}
	if wait <= 0 {
		wait = min(time.Second<<min(max(b.bare-1, 0), 6), time.Minute)
	}
	return b.hush(now, wait)
}

// hush begins a silence, or makes the present one longer, and returns what is left of it.
func (b *budget) hush(now time.Time, wait time.Duration) time.Duration {
	if until := now.Add(wait); until.After(b.silent) {
		b.silent = until
	}
	if b.next.Before(b.silent) {
		b.next = b.silent
	}
	return b.silence(now)
}
