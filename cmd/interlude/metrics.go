package main

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"interlude/coaching"
)

// metrics is what operators see at /metrics. Labels are fixed words: never a person, an id or
// anything that somebody wrote. docs/operations.md explains each.
type metrics struct {
	registry *prometheus.Registry

	due, late, repeated                      *prometheus.CounterVec // by kind
	sent, missed, held, cancelled, ambiguous *prometheus.CounterVec // by kind and reason
	lag                                      prometheus.Histogram

	answers   *prometheus.HistogramVec // from a command, press, form or event to its answer
	calls     *prometheus.CounterVec   // of Slack's Web API
	limited   *prometheus.CounterVec   // 429s among them
	ready     prometheus.Gauge         // 1 while Slack can reach this process
	sockets   prometheus.Gauge         // open connections of this process
	app       prometheus.Gauge         // connections of the app, as Slack counts them
	foreign   prometheus.Gauge         // of these, what no replica holds
	reconnect *prometheus.CounterVec   // by why a connection had to be opened anew
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.deliveries()
	m.slack()
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	build := m.gauge("interlude_build_info", "1, with the version of this process.", "version")
	build.WithLabelValues(programVersion()).Set(1)
	return m
}

func (m *metrics) deliveries() {
	byKind, byReason := []string{"kind"}, []string{"kind", "reason"}
	m.due = m.counter("interlude_occurrences_due_total", "Messages that came due and were decided for the first time.", byKind...)
	m.sent = m.counter("interlude_occurrences_sent_total", "Messages sent; found: an answer was lost, and the message was there.", byReason...)
	m.late = m.counter("interlude_occurrences_late_total", "Of those sent, those sent more than a minute after they were to go.", byKind...)
	m.missed = m.counter("interlude_occurrences_missed_total", "Messages given up: too late, refused by Slack for good, or in doubt where nothing may be doubled.", byReason...)
	m.held = m.counter("interlude_occurrences_held_total", "How often a message was put off.", byReason...)
	m.cancelled = m.counter("interlude_occurrences_cancelled_total", "Messages that nobody wanted any more when their turn came.", byReason...)
	m.ambiguous = m.counter("interlude_occurrences_ambiguous_total", "Posts after which it was unknown whether Slack had stored the message.", byReason...)
	m.repeated = m.counter("interlude_occurrences_repeated_total", "Messages posted again although nobody could tell whether they were there: perhaps doubled.", byKind...)
	m.lag = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "interlude_lag_seconds",
		Help: "From the instant at which a message was to go to the intent to post it.", Buckets: []float64{.1, .25, .5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400}})
	m.registry.MustRegister(m.lag)
	for _, kind := range coaching.Kinds() { // so that a first increase is seen as one
		for _, v := range []*prometheus.CounterVec{m.due, m.late, m.repeated} {
			v.WithLabelValues(string(kind))
		}
		m.sent.WithLabelValues(string(kind), "sent")
		m.missed.WithLabelValues(string(kind), coaching.WhyLate)
	}
}

func (m *metrics) slack() {
	m.answers = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "interlude_answer_seconds",
		Help: "From what a person did to the answer. Slack gives up after 3 s.", Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 2.5, 3}}, []string{"what"})
	m.registry.MustRegister(m.answers)
	m.calls = m.counter("interlude_slack_calls_total", "Calls of Slack's Web API by method and HTTP status; 0: no answer.", "method", "status")
	m.limited = m.counter("interlude_slack_limited_total", "Calls that Slack answered with 429.", "method")
	m.limited.WithLabelValues("chat.postMessage")
	m.ready = m.gauge("interlude_slack_connected", "1 while Slack can reach this process over a socket.").WithLabelValues()
	m.sockets = m.gauge("interlude_slack_sockets", "Open Socket Mode connections of this process.").WithLabelValues()
	m.app = m.gauge("interlude_slack_app_connections", "Socket Mode connections of the app as Slack counted them last.").WithLabelValues()
	m.foreign = m.gauge("interlude_foreign_connections", "Connections of the app that no replica holds. More than 0: somebody else has the app token.").WithLabelValues()
	m.reconnect = m.counter("interlude_slack_reconnects_total", "Socket Mode connections that ended or could not be opened, by why.", "reason")
}

func (m *metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *metrics) gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// happened counts what the reminders tell of a delivery: a state, and often a reason.
func (m *metrics) happened(kind coaching.DeliveryKind, result string) {
	state, reason, _ := strings.Cut(result, " ")
	byKind := map[string]*prometheus.CounterVec{"due": m.due, "late": m.late, "again": m.repeated}
	byReason := map[string]*prometheus.CounterVec{"sent": m.sent, "missed": m.missed, "held": m.held, "cancelled": m.cancelled, "ambiguous": m.ambiguous}
	if v := byKind[state]; v != nil {
		v.WithLabelValues(string(kind)).Inc()
	} else if v := byReason[state]; v != nil {
		v.WithLabelValues(string(kind), fixed(reason)).Inc()
	}
}

// lagged measures how long a message waited for its turn.
func (m *metrics) lagged(_ coaching.DeliveryKind, lag time.Duration) { m.lag.Observe(lag.Seconds()) }

// answered measures one answer.
func (m *metrics) answered(what string, took time.Duration) {
	m.answers.WithLabelValues(what).Observe(took.Seconds())
}

var wordForm = regexp.MustCompile(`^[a-z][a-z _-]{0,40}$`)

// fixed lets reasons and codes through, and nothing else that could ever stand there.
func fixed(reason string) string {
	if reason == "" || wordForm.MatchString(reason) {
		return reason
	}
	return "other"
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
