package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"sync"
)

// slackbot is who tells people that a command could not be delivered.
const slackbot = "USLACKBOT"

// Workspace is the stand-in. All its methods may be called from several goroutines at once.
type Workspace struct {
	opt    Options
	mux    *http.ServeMux
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu       sync.Mutex // guards everything below
	journal  *journal
	lastTS   int64
	order    []string // user ids as they joined
	users    map[string]*User
	channels map[string]*channel
	homes    map[string]*View
	homeSeen map[string]string // hash of the Home that a person has looked at
	stacks   map[string][]*View
	shown    map[string][]string // texts the app showed a person, in order
	pushed   map[string][]string // notification texts of a person, in order
	archive  archive
	toasts   map[string][]toast
	commands []Command
	revoked  bool

	triggers  map[string]*trigger
	responses map[string]*responseURL
	files     map[string]*upload
	faults    map[string][]Fault
	forever   map[string]Fault
	buckets   map[string]int64
	baseURL   string
	learned   bool // baseURL came from a request of the app

	tickets map[string]int64 // socket tickets and their expiry
	conns   []*socket
	turn    int
	pending []*delivery
	sent    []*delivery
	lost    int
	kick    chan struct{}

	change  chan struct{} // closed and replaced at every change
	streams map[*stream]struct{}
}

// New opens the workspace, reading Options.Journal if it exists. Close ends it.
func New(o Options) (*Workspace, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	w := &Workspace{
		opt: o, users: map[string]*User{}, channels: map[string]*channel{}, homes: map[string]*View{},
		homeSeen: map[string]string{}, stacks: map[string][]*View{}, shown: map[string][]string{},
		pushed: map[string][]string{}, toasts: map[string][]toast{}, triggers: map[string]*trigger{},
		responses: map[string]*responseURL{}, files: map[string]*upload{},
		faults: map[string][]Fault{}, forever: map[string]Fault{}, buckets: map[string]int64{}, tickets: map[string]int64{},
		kick: make(chan struct{}, 1), change: make(chan struct{}), streams: map[*stream]struct{}{},
		commands: append([]Command(nil), o.Commands...), baseURL: o.BaseURL, learned: o.BaseURL != "",
	}
	w.archive.on = o.Archive
	w.ctx, w.cancel = context.WithCancel(context.Background())
	if err := w.load(); err != nil {
		return nil, err
	}
	w.mux = w.routes()
	w.wg.Go(w.pump)
	return w, nil
}

// load replays the journal, then adds the members and channels of the options that it did not know.
func (w *Workspace) load() error {
	if w.opt.Journal != "" {
		j, err := openJournal(w.opt.Journal, w.apply)
		if err != nil {
			return fmt.Errorf("open journal: %w", err)
		}
		w.journal = j
		w.resumeEvents()
	}
	bot := User{ID: w.opt.BotUserID, Name: lowerName(w.opt.AppName), RealName: w.opt.AppName, IsBot: true, TZ: "UTC"}
	for _, u := range append([]User{bot}, w.opt.Users...) {
		if u.ID == "" {
			return fmt.Errorf("sandbox: a user has no id")
		}
		if w.users[u.ID] == nil {
			w.put(record{User: &u})
		}
	}
	for _, c := range w.opt.Channels {
		if w.channels[c.ID] == nil {
			w.put(record{Channel: &c})
		}
	}
	return nil
}

// Close drops the connections, stops what waits and closes the journal.
func (w *Workspace) Close() {
	w.cancel()
	w.DropSockets()
	w.wg.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.journal != nil {
		w.journal.close()
		w.journal = nil
	}
}

// Handler serves the Web API, the socket, uploads, response URLs, the page's API and the page.
func (w *Workspace) Handler() http.Handler { return w.mux }

// SetRequestURL switches to signed HTTP (or with "" to Socket Mode), for a server that is started after the workspace.
func (w *Workspace) SetRequestURL(base string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opt.RequestURL = base
	w.wake()
}

// SetBaseURL sets the address under which the app reaches this workspace.
func (w *Workspace) SetBaseURL(base string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.baseURL, w.learned = base, true
}

// changed tells watchers that these people may see something new; the lock is held.
func (w *Workspace) changed(users ...string) {
	close(w.change)
	w.change = make(chan struct{})
	for s := range w.streams {
		s.notify(users)
	}
}

// WaitFor returns when cond holds, asking again after every change; the error is the context's.
func (w *Workspace) WaitFor(ctx context.Context, cond func() bool) error {
	for {
		w.mu.Lock()
		change := w.change
		w.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-change:
		case <-ctx.Done():
			return fmt.Errorf("sandbox: what was waited for did not come: %w", context.Cause(ctx))
		}
	}
}
