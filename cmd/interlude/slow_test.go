package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// slowServer serves with seconds of 20 ms.
func slowServer(t *testing.T, h http.HandlerFunc) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	noErr(t, err)
	srv := newServer(h, 20*time.Millisecond)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return l
}

// TestSlowRequestsAreCutOff: whoever sends a header, or a body, byte by byte holds a connection for seconds and
// no longer, and everybody else is answered meanwhile.
func TestSlowRequestsAreCutOff(t *testing.T) {
	l := slowServer(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	for name, start := range map[string]string{
		"a header": "POST /slack/commands HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body":   "POST /slack/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
		"nothing":  "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := net.Dial("tcp", l.Addr().String())
			noErr(t, err)
			defer func() { _ = c.Close() }()
			noErr(t, c.SetDeadline(time.Now().Add(30*time.Second)))
			_, err = io.WriteString(c, start)
			noErr(t, err)
			cut := make(chan struct{})
			go func() {
				defer close(cut)
				_, _ = io.Copy(io.Discard, c) // ends when the server has closed it
			}()
			for i := 0; ; i++ {
				select {
				case <-cut:
					return
				case <-time.After(5 * time.Millisecond):
					if name != "nothing" {
						_, _ = io.WriteString(c, "a") // an error is seen by the reader
					}
				}
				if i > 4000 {
					t.Fatal("still connected after 20 s with limits of 0.1 and 0.2 s")
				}
			}
		})
	}
	res, err := http.Post("http://"+l.Addr().String()+"/", "text/plain", strings.NewReader("quick"))
	noErr(t, err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("meanwhile: %s", res.Status)
	}
}

// TestLongHeadersAreRefused before anything is made of them.
func TestLongHeadersAreRefused(t *testing.T) {
	asked := false
	l := slowServer(t, func(http.ResponseWriter, *http.Request) { asked = true })
	c, err := net.Dial("tcp", l.Addr().String())
	noErr(t, err)
	defer func() { _ = c.Close() }()
	_, _ = fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 64<<10))
	answer, _ := io.ReadAll(io.LimitReader(c, 100))
	if asked || !strings.Contains(string(answer), "431") {
		t.Errorf("taken: %v, answered %q", asked, answer)
	}
}

// TestServerHasEveryLimit: none of them is left at "none".
func TestServerHasEveryLimit(t *testing.T) {
	s := newServer(nil, time.Second)
	for name, d := range map[string]time.Duration{"ReadHeaderTimeout": s.ReadHeaderTimeout, "ReadTimeout": s.ReadTimeout, "WriteTimeout": s.WriteTimeout, "IdleTimeout": s.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s is %s", name, d)
		}
	}
	if s.WriteTimeout <= 10*time.Second || s.MaxHeaderBytes <= 0 {
		t.Errorf("%s to answer, %d bytes of header", s.WriteTimeout, s.MaxHeaderBytes)
	}
}

func noErr(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
