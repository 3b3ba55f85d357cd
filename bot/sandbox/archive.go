package sandbox

import "encoding/json"

// Kept is one thing that the app sent, exactly as it stood then.
type Kept struct {
	What string // message, ephemeral, file or view
	To   string // the channel, or the person whose view it is
	Raw  []byte // JSON of the message or view with everything that nobody sees; a file's bytes, after its name and title
}

// archive remembers what the app sends, in every version: edits and deletions take nothing away, as in the
// archives that some plans keep.
type archive struct {
	on   bool
	kept []Kept
}

// Archive returns, with Options.Archive, all that the app ever sent, oldest first. What people typed
// themselves is not among it.
func (w *Workspace) Archive() []Kept {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Kept(nil), w.archive.kept...)
}

// InArchive reports whether Slack would keep k as a message or a file; a view or an answer that only
// one person sees it would not.
func (k Kept) InArchive() bool { return k.What == "message" || k.What == "file" }

// keep remembers v; the lock is held.
func (a *archive) keep(what, to string, v any) {
	if !a.on {
		return
	}
	raw, err := json.Marshal(v)
	if err != nil {
		raw = []byte(err.Error())
	}
	a.kept = append(a.kept, Kept{what, to, raw})
}

func (a *archive) message(m *Message) {
	if m.BotID == "" {
		return
	}
	what := "message"
	if m.Ephemeral {
		what = "ephemeral"
	}
	a.keep(what, m.Channel, m)
}

func (a *archive) file(channel string, f *upload) {
	if a.on {
		a.kept = append(a.kept, Kept{"file", channel, append([]byte(f.Name+"\n"+f.Title+"\n"), f.data...)})
	}
}
