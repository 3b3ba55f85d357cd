package bot

import (
	"context"
	"fmt"
	"testing"

	"interlude/coaching"
)

// oneRead answers one sort of question and no other: any other method has nobody behind it.
type oneRead struct {
	Store
	inner Store
	asked int
}

func (o *oneRead) PersonBySlack(ctx context.Context, team, user string) (coaching.Person, error) {
	o.asked++
	return o.inner.PersonBySlack(ctx, team, user)
}

// TestAFloodOfStrangersIsCheap: a big workspace changes its profiles all day. Of those who have
// no row here each event costs one indexed read and nothing else.
func TestAFloodOfStrangersIsCheap(t *testing.T) {
	r := newRig(t)
	store := &oneRead{inner: r.store}
	b, err := New(r.bot.Config)
	r.must(err)
	b.Store, b.team, b.self = store, r.bot.team, r.bot.self
	const flood = 500
	for n := range flood {
		at := r.clock.Now().Unix()
		for _, event := range []string{
			fmt.Sprintf(`{"type":"user_change","event_ts":"%d.%06d","user":{"id":"USTRANGER%d","tz":"Asia/Tokyo","profile":{"status_emoji":":palm_tree:"}}}`, at, n, n),
			fmt.Sprintf(`{"type":"dnd_updated_user","event_ts":"%d.%06d","user":"USTRANGER%d","dnd_status":{"dnd_enabled":true,"next_dnd_start_ts":1,"next_dnd_end_ts":%d}}`, at, n, n, at+3600),
		} {
			if !b.Happened(r.ctx, fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev%d","event_time":%d,"event":%s}`, b.team, n, at, event)) {
				t.Fatalf("not taken: %s", event)
			}
		}
	}
	if store.asked != 2*flood {
		t.Errorf("%d reads for %d events", store.asked, 2*flood)
	}
	remembered := 0
	b.heard.Range(func(any, any) bool { remembered++; return true })
	if remembered != 0 {
		t.Errorf("%d strangers are remembered", remembered)
	}
}
