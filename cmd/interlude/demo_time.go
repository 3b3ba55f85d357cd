package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"interlude/coaching"
)

// demoHour is when a visitor's day begins, in Berlin: everybody is at work, and "tomorrow
// 10:00" is more than a day away.
const demoHour = 9

// workingHour is the beginning of the working day that t belongs to, or of the next one.
func workingHour(t time.Time) time.Time {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return t
	}
	l := t.In(loc)
	day := coaching.DateOf(l)
	if l.Hour() < demoHour {
		day = day.Add(-1)
	}
	at, _ := coaching.Instant(coaching.WorkdayAfter(day), demoHour, 0, loc)
	return at
}

// demoStart is where the clock begins: on the visitor's day, or before the example engagement.
func demoStart(empty bool) time.Time {
	today := workingHour(time.Now())
	if empty {
		return today
	}
	d := seedStart(today)
	return time.Date(d.Year, d.Month, d.Day, 8, 0, 0, 0, time.UTC)
}

// errNotReady is what a visitor reads who moves the clock in the first seconds.
var errNotReady = errors.New("the example is still being set up; try again in a moment")

func (d *demonstration) move(ctx context.Context, to time.Time) error {
	select {
	case <-d.ready:
	default:
		return errNotReady
	}
	due, ok := d.nextDue(ctx)
	if !ok || !due.Equal(to) {
		return d.clock.move(ctx, d.app.engine, to)
	}
	return d.moveToNext(ctx)
}

// moveToNext goes on until something arrives somewhere: what is due in quiet hours is only
// held, and a visitor who presses the button wants to see something.
func (d *demonstration) moveToNext(ctx context.Context) error {
	before := d.messages()
	for range maxStops {
		due, ok := d.nextDue(ctx)
		if !ok {
			return nil
		}
		if err := d.clock.move(ctx, d.app.engine, due); err != nil || d.messages() > before {
			return err
		}
	}
	return nil
}

// messages counts what stands in everybody's direct messages.
func (d *demonstration) messages() int {
	n := 0
	for _, u := range demoPeople() {
		n += len(d.space.As(u.ID).Messages())
	}
	return n
}

func (d *demonstration) nextDue(ctx context.Context) (time.Time, bool) {
	select {
	case <-d.ready:
	default:
		return time.Time{}, false
	}
	at, ok, err := d.app.engine.NextDue(ctx)
	return at, ok && err == nil
}

// keepTime writes down now and then what the clock shows, for a start after a crash.
func (d *demonstration) keepTime(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := d.clock.save(); err != nil {
				return fmt.Errorf("keep the time: %w", err)
			}
		}
	}
}

// unfinished is the file that stands beside the database while the example is being set up.
func unfinished(path string) string { return path + ".unfinished" }

// sweepRemains puts away what a first start left that did not come to its end, and what
// belonged to a database that is gone. What a visitor did is never touched.
func sweepRemains(path string) error {
	half := exists(unfinished(path))
	if !half && exists(path) {
		return nil
	}
	remains := []string{".workspace", ".clock"}
	if half {
		remains = append(remains, "", "-wal", "-shm", ".keys", ".unfinished")
	}
	for _, r := range remains {
		if err := os.Remove(path + r); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("begin the example anew: %w", err)
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
