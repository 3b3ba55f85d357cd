package sandbox

import "net/http"

// routes is everything the workspace answers.
func (w *Workspace) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", w.serveAPI)
	mux.HandleFunc("GET /api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.serveSocket)
	mux.HandleFunc("POST /upload/{id}", w.serveUpload)
	mux.HandleFunc("POST /response/{id}", w.serveResponse)
	w.pageRoutes(mux)
	mux.Handle("GET /", pageFiles())
	return mux
}

// learnHost remembers under which address the workspace is reached; the app's word counts more than a browser's.
func (w *Workspace) learnHost(host string, app bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if host == "" || w.learned || (!app && w.baseURL != "") {
		return
	}
	w.baseURL, w.learned = "http://"+host, app
}
