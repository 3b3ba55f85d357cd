package sandbox

import "time"

// postBurst is how many messages a channel takes at once before one a second holds. Slack: "short bursts".
const postBurst = 4

// limited applies Slack's rates to a call and returns how long the app has to wait, zero when it may go on.
func (w *Workspace) limited(name string, c *call) time.Duration {
	if !w.opt.RateLimit {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m := methods[name]
	switch {
	case name == "chat.postMessage":
		if wait := w.takeToken("team "+name, time.Minute/300, 60); wait > 0 {
			return wait
		}
		return w.takeToken(name+" "+c.str("channel"), time.Second, postBurst)
	case m.perMinute > 0:
		return w.takeToken(name, time.Minute/time.Duration(m.perMinute), m.perMinute)
	}
	return 0
}

// takeToken is a token bucket kept as one number: the instant at which it is full again.
func (w *Workspace) takeToken(key string, each time.Duration, burst int) time.Duration {
	now := w.opt.Wall().UnixNano()
	full := max(now, w.buckets[key])
	if over := time.Duration(full-now) + each - each*time.Duration(burst); over > 0 {
		return over
	}
	w.buckets[key] = full + int64(each)
	return 0
}
