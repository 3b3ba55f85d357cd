package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// callWait bounds one call of the doctor's.
const callWait = 10 * time.Second

// noRedirect keeps a token from wandering: Slack's API redirects nobody.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// slackAnswer is what the doctor reads of an answer of Slack's Web API.
type slackAnswer struct {
	OK     bool   `json:"ok"`
	Code   string `json:"error"`
	Team   string `json:"team_id"`
	User   string `json:"user_id"`
	BotID  string `json:"bot_id"`
	Socket string `json:"url"` // of apps.connections.open: opens a connection, so it is a secret
	Bot    struct {
		App string `json:"app_id"`
	} `json:"bot"`

	header         http.Header
	sent, received time.Time // around the answer
}

// call asks one method. The error says why there is no answer, in words without addresses
// and secrets. An answer that is not ok is no error.
func (d *doctor) call(ctx context.Context, api, method string, token Secret, form string) (slackAnswer, error) {
	var a slackAnswer
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, api+method, strings.NewReader(form))
	if err != nil {
		return a, errors.New("slack.api_url is not an address")
	}
	r.Header.Set("Authorization", "Bearer "+token.Reveal())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a.sent = d.now()
	res, err := d.client.Do(r)
	a.received = d.now()
	if err != nil {
		return a, unreached(err)
	}
	defer func() { _ = res.Body.Close() }() // only read from
	a.header = res.Header
	if res.StatusCode == http.StatusTooManyRequests {
		return a, errors.New("it asks to wait, because there were too many calls")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return a, errors.New("the line was cut in the middle of the answer")
	}
	if json.Unmarshal(body, &a) != nil {
		return a, fmt.Errorf("something else answered (HTTP %d), perhaps a proxy", res.StatusCode)
	}
	return a, nil
}

// unreached says why nobody answered.
func unreached(err error) error {
	var (
		name    *net.DNSError
		system  syscall.Errno
		distrus *tls.CertificateVerificationError
		timed   interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &name):
		return errors.New("its name is not known here")
	case errors.As(err, &distrus):
		return errors.New("its certificate is not trusted, perhaps because of a proxy")
	case errors.As(err, &timed) && timed.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return errors.New("no answer in time")
	case errors.As(err, &system):
		return system
	}
	return errors.New("the connection failed")
}

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,60}$`)
	nameForm = regexp.MustCompile(`^/?[A-Za-z0-9][A-Za-z0-9_.:-]{0,60}$`)
)

// code is Slack's reason, if it has the form of one.
func (a slackAnswer) code() string {
	if codeForm.MatchString(a.Code) {
		return a.Code
	}
	return "no reason"
}

// shown is a name of Slack's: a scope, an event, a command or an id. Anything else could be a
// secret or somebody's words.
func shown(name string) string {
	if nameForm.MatchString(name) {
		return name
	}
	return "(a name that is not shown)"
}
