package sandbox

// Connected reports whether the app can be reached now, over a socket or by signed HTTP.
func (w *Workspace) Connected() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reachable()
}
