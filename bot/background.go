package bot

import "sync"

// background counts what the bot is doing. Unlike with a sync.WaitGroup, something may begin while somebody
// waits: Slack does not ask whether the program is about to stop. Its zero value is ready.
type background struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n comes back to 0; nil while nobody waits
}

// begin counts one more; whoever calls it calls end.
func (u *background) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

func (u *background) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n--; u.n == 0 && u.idle != nil {
		close(u.idle)
		u.idle = nil
	}
}

// Go runs f on its own, counted.
func (u *background) Go(f func()) {
	u.begin()
	go func() {
		defer u.end()
		f()
	}()
}

// Wait returns at the first moment at which nothing is under way.
func (u *background) Wait() {
	u.mu.Lock()
	if u.n == 0 {
		u.mu.Unlock()
		return
	}
	if u.idle == nil {
		u.idle = make(chan struct{})
	}
	idle := u.idle
	u.mu.Unlock()
	<-idle
}
