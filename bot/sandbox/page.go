package sandbox

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:page
var page embed.FS

// pageFiles serves the browser page. It loads nothing from anywhere else, and says so to the browser.
func pageFiles() http.Handler {
	files, err := fs.Sub(page, "page")
	if err != nil {
		return http.NotFoundHandler()
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; base-uri 'none'; frame-ancestors 'none'")
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		rw.Header().Set("Referrer-Policy", "no-referrer")
		rw.Header().Set("Cache-Control", "no-cache")
		server.ServeHTTP(rw, r)
	})
}
