package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// newID returns prefix and ten random characters, in the shape of Slack's ids.
func newID(prefix string) string { return prefix + rand.Text()[:10] }

// imID is the id of the direct message channel of the app with a person: the same after every restart.
func imID(team, user string) string {
	sum := sha256.Sum256([]byte(team + "/" + user))
	return "D" + base32.StdEncoding.EncodeToString(sum[:])[:10]
}

// tsOf writes microseconds since 1970 as Slack writes message times.
func tsOf(micros int64) string { return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6) }

// microsOf reads a message time; ok is false when ts is none.
func microsOf(ts string) (micros int64, ok bool) {
	sec, frac, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || len(frac) > 6 || s < 0 || s > 1<<40 {
		return 0, false
	}
	f, err := strconv.ParseUint((frac + "000000")[:6], 10, 32)
	return s*1e6 + int64(f), err == nil
}

// nextTS returns a message time that is later than every one before, even when the clock stands still.
func (w *Workspace) nextTS() string {
	w.lastTS = max(w.opt.Now().UnixMicro(), w.lastTS+1)
	return tsOf(w.lastTS)
}

// seconds is t as the Unix seconds that event_time and the like carry.
func seconds(t time.Time) int64 { return t.Unix() }
