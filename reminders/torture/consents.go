package torture

import (
	"time"

	"interlude/coaching"
)

// ends is when the yes that x stands on ends by itself: on the same day of the next year, in UTC.
func (x *thing) ends() int64 {
	t := time.UnixMilli(x.life.yes[x.subject]).UTC()
	y, m, d := t.Date()
	if m == time.February && d == 29 {
		d = 28
	}
	return time.Date(y+1, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC).UnixMilli()
}

// beside reports whether other news of the same sentence came, or may have.
func (x *thing) beside() bool {
	for _, y := range x.life.news {
		if y != x && y.subject == x.subject && (y.state == coaching.DeliverySent || y.state == coaching.DeliveryIntended || y.doubtful) {
			return true
		}
	}
	return false
}

// lapses expects the question that follows when news is not sent because the yes to it has ended.
func (o *oracle) lapses(x *thing, now int64) {
	if x.kind != coaching.KindSponsorNews || x.lead != nil || !wanted(x) || x.beside() || now < x.ends() {
		return
	}
	if x.state == coaching.DeliveryDue || x.state == coaching.DeliveryIntended && o.askAgain && x.knows(o.asks) {
		o.expect(x.life, coaching.KindConsentOver, x.subject, x.life.coachee, now)
	}
}
