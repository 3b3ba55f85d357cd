package reminders

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestALongOutageIsNotALongLog: of ten failures in a row the 1st, 2nd, 4th and 8th are logged.
func TestALongOutageIsNotALongLog(t *testing.T) {
	var out bytes.Buffer
	e := &Engine{config: Config{Log: slog.New(slog.NewTextHandler(&out, nil))}}
	failed := 0
	for range 10 {
		failed = e.tell(failed, "sweep", errors.New("down"))
	}
	if n := strings.Count(out.String(), "\n"); n != 4 || failed != 10 {
		t.Errorf("%d lines after %d failures, want 4 after 10", n, failed)
	}
	if failed = e.tell(failed, "sweep", nil); failed != 0 {
		t.Errorf("%d failures after a success", failed)
	}
}

func TestBackOff(t *testing.T) {
	e := &Engine{config: Config{Settle: 15 * time.Second}}
	for attempts, want := range map[int]time.Duration{
		0: 15 * time.Second, 1: 15 * time.Second, 2: 30 * time.Second, 3: time.Minute, 6: 8 * time.Minute, 7: 10 * time.Minute, 1000: 10 * time.Minute,
	} {
		if got := e.backOff(attempts); got != want {
			t.Errorf("after %d attempts: %s, want %s", attempts, got, want)
		}
	}
}

// TestRiverIsQuiet: what it does all day stays out of the log, its warnings come through.
func TestRiverIsQuiet(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(quieter{slog.NewTextHandler(&out, nil)}).With("a", 1).WithGroup("g")
	log.Info("fetched")
	log.Warn("stuck")
	if got := out.String(); strings.Contains(got, "fetched") || !strings.Contains(got, "stuck") {
		t.Errorf("%s", got)
	}
}
