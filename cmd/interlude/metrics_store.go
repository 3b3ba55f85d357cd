package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"interlude/coaching"
)

// stored is what the metrics ask the database for.
type stored interface {
	Backlog(ctx context.Context, now time.Time) (coaching.Backlog, error)
	Counts(ctx context.Context, from, to time.Time) ([]coaching.Tally, error)
}

// What the database is asked for must not hold up a scrape, and what takes longer is asked for
// once in a while.
const (
	storedWait  = 2 * time.Second
	weekEvery   = 5 * time.Minute
	countedDays = 7
)

// queue collects what only the database knows. Each replica reports the same.
type queue struct {
	store  stored
	now    func() time.Time // of the domain
	wall   func() time.Time
	living func() int

	mu   sync.Mutex
	week []coaching.Tally
	at   time.Time // wall clock; when week was asked for
}

var (
	queueUp     = prometheus.NewDesc("interlude_database_up", "1 while the database answers.", nil, nil)
	queueAlive  = prometheus.NewDesc("interlude_replicas", "Processes that share the database and live, as this one counted them last.", nil, nil)
	queueLength = prometheus.NewDesc("interlude_queue_deliveries", "Messages that are due and wait, that a job carries, and that are held.", []string{"state"}, nil)
	queueOldest = prometheus.NewDesc("interlude_oldest_due_seconds", "How long the oldest message that waits or is carried has been due; 0: there is none.", nil, nil)
	queueWeek   = prometheus.NewDesc("interlude_occurrences_week", "Messages first meant for the last seven days, by what has become of them.",
		[]string{"kind", "state", "reason"}, nil)
)

// Describe lists what Collect can return.
func (q *queue) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{queueUp, queueAlive, queueLength, queueOldest, queueWeek} {
		to <- d
	}
}

// Collect asks the database. Without an answer nothing is said but that it is down.
func (q *queue) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(queueAlive, float64(q.living()))
	ctx, cancel := context.WithTimeout(context.Background(), storedWait)
	defer cancel()
	now := q.now()
	b, err := q.store.Backlog(ctx, now)
	gauge(queueUp, number(err == nil))
	if err != nil {
		return
	}
	gauge(queueLength, float64(b.Waiting), "waiting")
	gauge(queueLength, float64(b.Carried), "claimed")
	gauge(queueLength, float64(b.Held), "held")
	oldest := 0.0
	if !b.Oldest.IsZero() {
		oldest = max(0, now.Sub(b.Oldest).Seconds())
	}
	gauge(queueOldest, oldest)
	for at, n := range q.sums(ctx, now) {
		gauge(queueWeek, float64(n), at[0], at[1], at[2])
	}
}

// sums counts the occurrences of a week by kind, state and reason.
func (q *queue) sums(ctx context.Context, now time.Time) map[[3]string]int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if wall := q.wall(); q.at.IsZero() || wall.Sub(q.at) >= weekEvery {
		if week, err := q.store.Counts(ctx, now.AddDate(0, 0, -countedDays), now); err == nil {
			q.week, q.at = week, wall
		}
	}
	n := map[[3]string]int{}
	for _, t := range q.week {
		n[[3]string{string(t.Kind), string(t.State), fixed(t.Reason)}] += t.Number
	}
	return n
}
