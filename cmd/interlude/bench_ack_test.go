package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/storage/storagetest/pgtest"
)

var (
	ackRate  = flag.Int("ack.rate", 500, "events a second")
	ackFor   = flag.Duration("ack.for", 10*time.Second, "how long they come")
	ackDrain = flag.Int("ack.drain", 5000, "notices that are due at the start, when a burst drains meanwhile")
)

// ackPeople is how many coachees write.
const ackPeople = 200

// BenchmarkAck sends events to the signed HTTP endpoint at a fixed rate, whatever the answers
// take, and prints how long the acknowledgements took, from the instant at which each event
// was meant to leave. Of three events one is typed words, which are stored before the
// acknowledgement, one an opened Home and one a repetition. "draining": while messages leave
// as fast as the program can post them.
//
//	go test ./cmd/interlude -run '^$' -bench Ack -benchtime 1x -ack.for 60s
func BenchmarkAck(b *testing.B) {
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(b.TempDir(), "ack.db") },
		"postgres": func() string { return pgtest.URL(b) },
	} {
		for _, drain := range []int{0, *ackDrain} {
			b.Run(name+map[bool]string{true: "/draining", false: "/idle"}[drain > 0], func(b *testing.B) {
				for b.Loop() {
					ackRun(b, url(), drain)
				}
			})
		}
	}
}

func ackRun(b *testing.B, url string, drain int) {
	p, web := newAckPlay(b, url)
	courses := ackPopulate(p)
	for i := range drain {
		e := courses[i%len(courses)]
		p.must(p.app.store.Commit(p.ctx, coaching.Change{Deliveries: []coaching.Delivery{
			coaching.NewDelivery(e, coaching.KindResumed, e.Coachee, coaching.NewID(), p.clock.Now())}}))
	}
	p.app.engine.Kick()
	took, failed := ackFlood(p, web)
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(0.999), "p99.9-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(float64(failed), "refused")
	b.ReportMetric(float64(len(took))/(*ackFor).Seconds(), "events/s")
	if drain > 0 {
		var sent int
		p.must(p.app.store.SQLDB().QueryRow(`SELECT count(*) FROM deliveries WHERE state = 'sent' AND kind = 'resumed'`).Scan(&sent))
		b.ReportMetric(float64(sent)/(*ackFor).Seconds(), "sent/s")
	}
	p.must(p.app.stop())
}

// newAckPlay is a play with many people, and the address at which events are taken.
func newAckPlay(b *testing.B, url string) (*play, string) {
	p := newPlay(b, url)
	ctx, cancel := context.WithTimeout(context.Background(), *ackFor+5*time.Minute)
	b.Cleanup(cancel)
	p.ctx, p.http = ctx, true
	for i := range ackPeople {
		p.ws.SetUser(sandbox.User{ID: ackUser(i), Name: fmt.Sprint("writer", i), RealName: fmt.Sprint("Writer ", i), TZ: "Europe/London"})
	}
	p.ws.SetRequestURL("http://127.0.0.1:9") // no events but those of the benchmark
	var err error
	p.app, err = build(ctx, p.config(), surroundings{now: p.clock.Now, log: slog.New(slog.DiscardHandler), pace: -1})
	p.must(err)
	p.must(p.app.start(ctx))
	web := httptest.NewServer(p.app.bot.HTTPHandler(sandboxSecret))
	b.Cleanup(web.Close)
	return p, web.URL + "/slack/events"
}

func ackUser(i int) string { return fmt.Sprintf("U0W%05d", i) }

func ackPopulate(p *play) []coaching.Engagement {
	person := func(user string) coaching.Person {
		return coaching.Person{ID: coaching.NewID(), Team: "T0INTERLUDE", User: user, Name: user, Zone: "Europe/London", Writing: coaching.Open, Typed: true, Created: monday}
	}
	coach := person(userAnna)
	c := coaching.Change{People: []coaching.Person{coach}}
	for i := range ackPeople {
		who := person(ackUser(i))
		c.People = append(c.People, who)
		c.Engagements = append(c.Engagements, coaching.Engagement{ID: coaching.NewID(), Coach: coach.ID, Coachee: who.ID, Sessions: 8, Minutes: 75, EveryDays: 14,
			State: coaching.EngagementActive, Created: monday, Accepted: monday})
	}
	p.must(p.app.store.Commit(p.ctx, c))
	return c.Engagements
}

// ackFlood sends the events and returns what the acknowledgements took and how many were refused.
func ackFlood(p *play, web string) ([]time.Duration, int64) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 10 * time.Second}
	took := make([]time.Duration, int(float64(*ackRate)*(*ackFor).Seconds()))
	var failed atomic.Int64
	var under sync.WaitGroup
	start := time.Now()
	for i := range took {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(*ackRate))
		<-time.After(time.Until(due))
		under.Go(func() {
			if !ackSend(p.ctx, client, web, ackEvent(i)) {
				failed.Add(1)
			}
			took[i] = time.Since(due)
		})
	}
	under.Wait()
	return took, failed.Load()
}

// ackEvent is the i-th event: words, an opened Home, or the words of before once more.
func ackEvent(i int) []byte {
	n := i / 3 * 3
	who := ackUser(n / 3 % ackPeople)
	dm := "D" + who[1:]
	event, id := map[string]any{"type": "message", "channel_type": "im", "channel": dm, "user": who, "text": fmt.Sprint("thought ", n),
		"ts": fmt.Sprintf("%d.%06d", monday.Unix()+int64(n/1000), n%1000)}, fmt.Sprint("Ev", n)
	if i%3 == 1 {
		event, id = map[string]any{"type": "app_home_opened", "user": who, "channel": dm, "tab": "home"}, fmt.Sprint("Ev", i)
	}
	raw, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T0INTERLUDE", "event_id": id, "event": event})
	if err != nil {
		panic(err)
	}
	return raw
}

func ackSend(ctx context.Context, client *http.Client, web string, body []byte) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, web, bytes.NewReader(body))
	if err != nil {
		return false
	}
	ts := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(sandboxSecret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", ts, body)
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode == http.StatusOK
}
