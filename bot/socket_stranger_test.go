package bot

import (
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestForeignConnections: the rig's own two connections are a replica's when there are two
// processes, and somebody else's when there is one.
func TestForeignConnections(t *testing.T) {
	r := newRig(t)
	r.connections(Connections)
	p := r.plug()
	var replicas atomic.Int32
	replicas.Store(2)
	p.Replicas, p.Again = func() int { return int(replicas.Load()) }, 20*time.Millisecond
	stop := p.run()
	for i := range 4 {
		p.renews(i%Connections, 2*Connections)
	}
	p.note(func() { // two replicas are nothing strange
		if slices.ContainsFunc(p.alarms, func(n int) bool { return n > 0 }) || strings.Contains(r.log.String(), "somebody else") {
			t.Errorf("alarms %v\n%s", p.alarms, r.log)
		}
	})
	other := r.foreign()
	p.until("the third is found", func() bool { p.counts(0); return slices.Contains(p.alarms, 1) })
	r.must(other.CloseNow())
	p.until("it is gone", func() bool { return p.alarms[len(p.alarms)-1] == 0 })
	replicas.Store(1)
	p.until("a replica that does not live is none", func() bool { p.counts(0); return slices.Contains(p.alarms, Connections) })
	r.must(stop())
	if said := r.log.String(); !strings.Contains(said, "somebody else is connected with the app token") || !strings.Contains(said, "revoke the app token") {
		t.Errorf("the log says %s", said)
	}
}

// TestLostConnectionsAreNotForeign: Slack may count what was cut for a while.
func TestLostConnectionsAreNotForeign(t *testing.T) {
	now := rigStart
	s := &Socket{bot: &Bot{Config: Config{Wall: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}}, Again: time.Minute,
		live: []*connection{{}, {}}}
	var alarms []int
	s.Foreign = func(n int) { alarms = append(alarms, n) }
	for _, step := range []struct {
		after  time.Duration
		counts int
		want   []int
	}{
		{0, 4, nil}, {time.Second, 4, nil}, {59 * time.Second, 2, []int{0}}, {time.Second, 3, []int{0}}, {time.Minute, 4, []int{0, 2}},
		{5 * time.Minute, 3, []int{0, 2, 1}}, {5 * time.Minute, 1, []int{0, 2, 1, 0}}, {time.Hour, 3, []int{0, 2, 1, 0}},
	} {
		now = now.Add(step.after)
		if s.counted(step.counts); !slices.Equal(alarms, step.want) {
			t.Fatalf("at %s, %d connections: alarms %v, want %v", now, step.counts, alarms, step.want)
		}
	}
}
