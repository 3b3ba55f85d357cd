package reminders_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
)

// ledger keeps what an engine counts, measures and logs.
type ledger struct {
	mu     sync.Mutex
	counts []string
	lags   []time.Duration
	log    bytes.Buffer
}

// keepLedger has the world's engines tell a ledger.
func (w *world) keepLedger() *ledger {
	l := &ledger{}
	w.config.Count = func(kind coaching.DeliveryKind, result string) {
		l.with(func() { l.counts = append(l.counts, result) })
	}
	w.config.Lag = func(_ coaching.DeliveryKind, lag time.Duration) { l.with(func() { l.lags = append(l.lags, lag) }) }
	w.config.Log = slog.New(slog.NewJSONHandler(l, nil))
	return l
}

func (l *ledger) with(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// Write takes the log.
func (l *ledger) Write(b []byte) (n int, err error) {
	l.with(func() { n, err = l.log.Write(b) })
	return n, err
}

// lines returns what the log says of deliveries, without the instants of the lines.
func (l *ledger) lines(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []map[string]any
	for line := range strings.Lines(l.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		if fields["msg"] == "delivery" {
			delete(fields, "time")
			out = append(out, fields)
		}
	}
	return out
}

// TestAccount: each state that a delivery reaches is counted and told in one line of the log,
// and the time that it took is measured from the instant at which it was to go.
func TestAccount(t *testing.T) {
	t.Parallel()
	const noon, evening, morning = "2026-11-25 12:00", "2026-11-25 20:00", "2026-11-26 08:00"
	brief, action := coaching.KindBriefReady, coaching.KindActionDue
	for _, c := range []struct {
		about  string
		kind   coaching.DeliveryKind
		to     coaching.ID
		due    string
		script answers
		walls  []string // the clock's stops, at each of which everything runs that can
		ends   coaching.DeliveryState
		counts []string
		lags   []time.Duration
		lines  []string // state, reason, attempt and what else is told
	}{
		{"sent", brief, "coach", noon, nil, []string{noon}, coaching.DeliverySent,
			[]string{"due", "sent sent"}, []time.Duration{0}, []string{`sent sent 1 ts=1.0`}},
		{"sent a minute after its instant", brief, "coach", noon, nil, []string{"2026-11-25 12:01"}, coaching.DeliverySent,
			[]string{"due", "sent sent"}, []time.Duration{time.Minute}, []string{`sent sent 1 ts=1.0`}},
		{"sent later", brief, "coach", noon, nil, []string{"2026-11-25 12:02"}, coaching.DeliverySent,
			[]string{"due", "sent sent", "late"}, []time.Duration{2 * time.Minute}, []string{`sent sent 1 ts=1.0`}},
		{"found after doubt", brief, "coach", noon, answers{storedBut(lost)}, []string{noon}, coaching.DeliverySent,
			[]string{"due", "ambiguous timeout", "sent found"}, []time.Duration{0}, []string{`sent found 1 ts=1.0`}},
		{"posted again after doubt", brief, "coach", noon, answers{fails(lost)}, []string{noon}, coaching.DeliverySent,
			[]string{"due", "ambiguous timeout", "sent sent"}, []time.Duration{0}, []string{`sent sent 2 ts=1.0`}},
		{"held by Slack's limits, then late", brief, "coach", noon, answers{fails(limited)}, []string{noon, "2026-11-25 12:01", "2026-11-25 12:02"}, coaching.DeliverySent,
			[]string{"due", "held limited", "sent sent"}, []time.Duration{0},
			[]string{`held limited 1 until=2026-11-25T11:00:30Z`, `sent sent 2 ts=1.0`}},
		{"held twice, then late", brief, "coach", noon, answers{fails(limited), fails(limited)}, []string{noon, "2026-11-25 12:01", "2026-11-25 12:02"}, coaching.DeliverySent,
			[]string{"due", "held limited", "held limited", "sent sent", "late"}, []time.Duration{0},
			[]string{`held limited 1 until=2026-11-25T11:00:30Z`, `held limited 2 until=2026-11-25T11:01:30Z`, `sent sent 3 ts=1.0`}},
		{"held over night: not late", action, "coachee", evening, nil, []string{evening, morning}, coaching.DeliverySent,
			[]string{"due", "held quiet", "sent sent"}, []time.Duration{0}, []string{`held quiet 0 until=2026-11-26T07:00:00Z`, `sent sent 1 ts=1.0`}},
		{"held over night, then late", action, "coachee", evening, nil, []string{evening, "2026-11-26 08:05"}, coaching.DeliverySent,
			[]string{"due", "held quiet", "sent sent", "late"}, []time.Duration{5 * time.Minute}, []string{`held quiet 0 until=2026-11-26T07:00:00Z`, `sent sent 1 ts=1.0`}},
		{"missed", action, "coachee", noon, nil, []string{"2026-11-27 12:00"}, coaching.DeliveryMissed,
			[]string{"due", "missed late"}, nil, []string{`missed late 0`}},
		{"refused by Slack", brief, "coach", noon, answers{fails(refused)}, []string{noon}, coaching.DeliveryMissed,
			[]string{"due", "missed channel_not_found"}, []time.Duration{0}, []string{`missed channel_not_found 1`}},
		{"cancelled", brief, "sponsor", noon, nil, []string{noon}, coaching.DeliveryCancelled,
			[]string{"due", "cancelled role"}, nil, []string{`cancelled role 0`}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			l := w.keepLedger()
			w.poster.script = c.script
			w.start()
			w.at(c.due)
			id := w.due(c.kind, c.to)
			for _, wall := range c.walls {
				w.at(wall)
				w.drain()
			}
			w.ends(id, c.ends)
			w.rests()
			l.mu.Lock()
			counts, lags := l.counts, l.lags
			l.mu.Unlock()
			if !slices.Equal(counts, c.counts) || !slices.Equal(lags, c.lags) {
				t.Errorf("counted %q with lags %v, want %q with %v", counts, lags, c.counts, c.lags)
			}
			l.check(t, id, c.kind, c.lines)
		})
	}
}

// check compares the log's lines about id, which must say nothing else.
func (l *ledger) check(t *testing.T, id coaching.ID, kind coaching.DeliveryKind, want []string) {
	t.Helper()
	lines := l.lines(t)
	if len(lines) != len(want) {
		t.Fatalf("the log says %v, want %q", lines, want)
	}
	for i, words := range want {
		state, rest, _ := strings.Cut(words, " ")
		reason, rest, _ := strings.Cut(rest, " ")
		attempt, rest, more := strings.Cut(rest, " ")
		expected := map[string]any{"level": "INFO", "msg": "delivery", "delivery": string(id), "kind": string(kind), "state": state, "reason": reason,
			"attempt": float64(attempt[0] - '0')}
		if name, value, _ := strings.Cut(rest, "="); more {
			expected[name] = value
		}
		if a, b := encode(t, lines[i]), encode(t, expected); a != b {
			t.Errorf("the log says %s, want %s", a, b)
		}
	}
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v) // sorts the names
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAccountOfADowntime: occurrences that nobody could notice in time are counted and told too.
func TestAccountOfADowntime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.keepLedger()
	w.start()
	w.store.schedules["s"] = coaching.Schedule{ID: "s", Engagement: "engagement", Person: "coachee", Cron: "0 9 * * *", Zone: "Europe/Berlin", Next: w.clock().Add(-51 * time.Hour)}
	w.drain() // at noon; the questions of Monday, Tuesday and today came at nine, the last still goes
	l.mu.Lock()
	counts := l.counts
	l.mu.Unlock()
	slices.Sort(counts)
	if want := []string{"due", "due", "due", "late", "missed late", "missed late", "sent sent"}; !slices.Equal(counts, want) {
		t.Errorf("counted %q, want %q", counts, want)
	}
	missed := 0
	for _, line := range l.lines(t) {
		if line["state"] == "missed" && line["delivery"] != "" && line["kind"] == string(coaching.KindPrompt) {
			missed++
		}
	}
	if missed != 2 {
		t.Errorf("the log tells of %d missed, want 2: %v", missed, l.lines(t))
	}
}
