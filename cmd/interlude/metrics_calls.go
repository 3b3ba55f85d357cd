package main

import (
	"net/http"
	"path"
	"strconv"
)

// counting is an HTTP transport that counts the calls of Slack's Web API.
type counting struct {
	base http.RoundTripper
	m    *metrics
}

// RoundTrip passes r on and counts it.
func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.base.RoundTrip(r)
	status, method := 0, methodOf(r)
	if err == nil {
		status = res.StatusCode
	}
	c.m.calls.WithLabelValues(method, strconv.Itoa(status)).Inc()
	if status == http.StatusTooManyRequests {
		c.m.limited.WithLabelValues(method).Inc()
	}
	return res, err
}

// methodOf is the API method; addresses for answers and uploads hold secrets and are one word.
func methodOf(r *http.Request) string {
	if path.Base(path.Dir(r.URL.Path)) != "api" {
		return "other"
	}
	return path.Base(r.URL.Path)
}
