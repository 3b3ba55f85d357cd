package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// startDemo runs the demo on path until stop is called.
func startDemo(t *testing.T, path string) (d *demonstration, stop func()) {
	t.Helper()
	d, err := newDemo(demoFlags{addr: "127.0.0.1:0", db: path}, path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	done := make(chan error, 1)
	up := make(chan struct{})
	go func() { done <- d.serve(ctx, false, notifying{io.Discard, up}, false) }()
	select {
	case <-up:
	case err := <-done:
		t.Fatalf("the demo did not start: %v", err)
	}
	return d, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("demo: %v", err)
		}
	}
}

// TestDemoFindsEverythingAgain: stopped and started with the same file, messages, rows and the
// clock are as they were, and the example is not played twice.
func TestDemoFindsEverythingAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	d, stop := startDemo(t, path)
	if exists(unfinished(path)) {
		t.Error("the example counts as unfinished")
	}
	due, ok := d.nextDue(t.Context())
	if !ok {
		t.Fatal("nothing is due in the example")
	}
	before := d.messages()
	if err := d.move(t.Context(), due); err != nil {
		t.Fatal(err)
	}
	after, at := d.messages(), d.clock.Now()
	if after <= before {
		t.Error("the next thing due brought no message")
	}
	stop()
	d, stop = startDemo(t, path)
	defer stop()
	if n := d.messages(); n != after {
		t.Errorf("%d messages, there were %d", n, after)
	}
	if now := d.clock.Now(); now.Before(at) || now.Sub(at) > time.Hour {
		t.Errorf("the clock shows %v, it showed %v", now, at)
	}
}

// TestAnUnfinishedExampleBeginsAnew: a first start that was killed leaves nothing half done.
func TestAnUnfinishedExampleBeginsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	for _, f := range []string{path, path + ".workspace", path + ".clock", path + ".keys", unfinished(path)} {
		if err := os.WriteFile(f, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, stop := startDemo(t, path)
	defer stop()
	if d.messages() < 5 {
		t.Errorf("%d messages", d.messages())
	}
}

// TestAFinishedDemoIsNeverSwept: without the mark nothing of a visitor's is touched.
func TestAFinishedDemoIsNeverSwept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	files := []string{path, path + ".workspace", path + ".clock", path + ".keys"}
	for _, f := range files {
		if err := os.WriteFile(f, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweepRemains(path); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || string(b) != "mine" {
			t.Errorf("%s: %q, %v", filepath.Base(f), b, err)
		}
	}
}

func TestWorkingHour(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"2026-11-23 08:59": "2026-11-23 09:00", // Monday before work
		"2026-11-23 09:00": "2026-11-24 09:00",
		"2026-11-27 15:00": "2026-11-30 09:00", // Friday
		"2026-11-22 10:00": "2026-11-23 09:00", // Sunday
		"2026-11-21 07:00": "2026-11-23 09:00", // Saturday
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", in, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := workingHour(at).In(loc).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// TestTheClockOnlyMovesForward: a visitor who asks for the past reads so.
func TestTheClockOnlyMovesForward(t *testing.T) {
	c := newClock(monday, "")
	if err := c.move(t.Context(), idle{}, monday.Add(-time.Hour)); err == nil {
		t.Error("the clock moved back")
	}
	if err := c.move(t.Context(), idle{}, monday.Add(time.Hour)); err != nil || c.Now().Before(monday.Add(time.Hour)) {
		t.Errorf("%v, the clock shows %v", err, c.Now())
	}
}

// idle has nothing to do.
type idle struct{}

func (idle) NextDue(context.Context) (time.Time, bool, error) { return time.Time{}, false, nil }
func (idle) Drain(ctx context.Context) error                  { return errors.Join(ctx.Err()) }
