package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// paths is where the app's three request URLs are, below Options.RequestURL.
var paths = map[string]string{
	"events_api": "/slack/events", "slash_commands": "/slack/commands", "interactive": "/slack/interactions",
}

// post sends an envelope's payload as a signed HTTP request; the outcome is the answer's body.
func (w *Workspace) post(base string, e envelope) outcome {
	type answer struct {
		body json.RawMessage
		err  error
	}
	done := make(chan answer, 1)
	ctx, cancel := context.WithCancelCause(w.ctx)
	stop := w.opt.After(w.opt.Patience, func() { cancel(errTimeout) })
	w.wg.Go(func() {
		body, err := w.request(ctx, base+paths[e.Type], e)
		if err != nil && errors.Is(context.Cause(ctx), errTimeout) {
			err = errTimeout
		}
		stop()
		cancel(nil)
		done <- answer{body, err}
	})
	return func() (json.RawMessage, error) {
		a := <-done
		return a.body, a.err
	}
}

// request posts once. The errors are named as in X-Slack-Retry-Reason.
func (w *Workspace) request(ctx context.Context, address string, e envelope) (json.RawMessage, error) {
	body, contentType, err := e.httpBody()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	w.sign(r, body)
	if e.attempt > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(e.attempt))
		r.Header.Set("X-Slack-Retry-Reason", e.reason)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, errGone
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	if err != nil {
		return nil, errGone
	}
	if res.StatusCode/100 != 2 {
		return nil, errors.New("http_error")
	}
	return asPayload(res.Header.Get("Content-Type"), answer), nil
}

// asPayload makes an HTTP answer into what an ack carries: plain text becomes a message's text.
func asPayload(contentType string, answer []byte) json.RawMessage {
	answer = bytes.TrimSpace(answer)
	if len(answer) == 0 {
		return nil
	}
	if strings.HasPrefix(contentType, "application/json") || json.Valid(answer) {
		return answer
	}
	text, err := json.Marshal(obj{"text": string(answer)})
	if err != nil {
		return nil
	}
	return text
}

// httpBody is the payload as each of the three URLs gets it: JSON, form fields, or one form field.
func (e envelope) httpBody() (body []byte, contentType string, err error) {
	const form = "application/x-www-form-urlencoded"
	switch e.Type {
	case "events_api":
		return e.Payload, "application/json", nil
	case "interactive":
		return []byte(url.Values{"payload": {string(e.Payload)}}.Encode()), form, nil
	}
	fields := map[string]string{}
	if err := json.Unmarshal(e.Payload, &fields); err != nil {
		return nil, "", fmt.Errorf("encode command: %w", err)
	}
	values := url.Values{}
	for k, v := range fields {
		values.Set(k, v)
	}
	return []byte(values.Encode()), form, nil
}

// sign adds Slack's v0 signature, dated by the protocol's clock.
func (w *Workspace) sign(r *http.Request, body []byte) {
	stamp := strconv.FormatInt(w.opt.Wall().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(w.opt.SigningSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// VerifyRequestURL does what Slack does when a request URL is entered: it expects the challenge back.
func (w *Workspace) VerifyRequestURL(ctx context.Context) error {
	challenge := newID("challenge")
	body, err := json.Marshal(obj{"type": "url_verification", "token": w.opt.VerificationToken, "challenge": challenge})
	if err != nil {
		return err
	}
	w.mu.Lock()
	base := w.opt.RequestURL
	w.mu.Unlock()
	answer, err := w.request(ctx, base+paths["events_api"], envelope{Type: "events_api", Payload: body})
	if err != nil {
		return fmt.Errorf("verify request url: %w", err)
	}
	var got struct{ Challenge, Text string }
	if err := json.Unmarshal(answer, &got); err != nil || (got.Challenge != challenge && got.Text != challenge) {
		return errors.New("verify request url: the challenge did not come back")
	}
	return nil
}
