package main

import (
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"interlude/coaching"
)

// metrics is what operators see at /metrics. Labels are fixed words: never a person, an id or
// anything that somebody wrote.
type metrics struct {
	registry *prometheus.Registry
	runs     *prometheus.CounterVec   // how each run of a delivery ended
	answers  *prometheus.HistogramVec // from a command, press, form or event to its answer
	calls    *prometheus.CounterVec   // of Slack's Web API
	sockets  prometheus.Gauge         // connections of the app, as Slack counts them
	ready    prometheus.Gauge         // 1 while Slack can reach this process
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "interlude_delivery_runs_total",
			Help: "Runs of deliveries by kind of message and how they ended."}, []string{"kind", "result"}),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "interlude_answer_seconds",
			Help: "From what a person did to the answer. Slack gives up after 3 s.", Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 2.5, 3}}, []string{"what"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "interlude_slack_calls_total",
			Help: "Calls of Slack's Web API by method and HTTP status; 0: no answer."}, []string{"method", "status"}),
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{Name: "interlude_slack_app_connections",
			Help: "Socket Mode connections of the app as Slack counts them. More than your replicas hold: somebody else has the app token."}),
		ready: prometheus.NewGauge(prometheus.GaugeOpts{Name: "interlude_slack_connected", Help: "1 while Slack can reach this process."}),
	}
	m.registry.MustRegister(m.runs, m.answers, m.calls, m.sockets, m.ready, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// ran counts one run of a delivery.
func (m *metrics) ran(kind coaching.DeliveryKind, result string) {
	m.runs.WithLabelValues(string(kind), result).Inc()
}

// answered measures one answer.
func (m *metrics) answered(what string, took time.Duration) {
	m.answers.WithLabelValues(what).Observe(took.Seconds())
}

// counting is an HTTP transport that counts the calls of Slack's Web API.
type counting struct {
	base http.RoundTripper
	m    *metrics
}

// RoundTrip passes r on and counts it.
func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.base.RoundTrip(r)
	status := 0
	if err == nil {
		status = res.StatusCode
	}
	c.m.calls.WithLabelValues(methodOf(r), strconv.Itoa(status)).Inc()
	return res, err
}

// methodOf is the API method; addresses for answers and uploads hold secrets and are one word.
func methodOf(r *http.Request) string {
	if path.Base(path.Dir(r.URL.Path)) != "api" {
		return "other"
	}
	return path.Base(r.URL.Path)
}
