package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// try runs one command line and returns the exit code and both outputs.
func try(ctx context.Context, args []string, more ...*cobra.Command) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs, append(subcommands(), more...)...)
	return code, out.String(), errs.String()
}

// ending is a command that ends with err.
func ending(err error) *cobra.Command {
	return &cobra.Command{Use: "end", RunE: func(*cobra.Command, []string) error { return err }}
}

func TestExitCodes(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		args   string
		end    error
		code   int
		stderr string // how it begins
	}{
		"done":                    {args: "end", code: 0},
		"help":                    {args: "--help", code: 0},
		"help of a command":       {args: "help manifest", code: 0},
		"refused":                 {args: "end", end: errors.New("wrong key"), code: 1, stderr: "interlude: wrong key\n"},
		"refused twice":           {args: "end", end: errors.New("a\nb"), code: 1, stderr: "interlude: a\ninterlude: b\n"},
		"stopped by a signal":     {ctx: cancelled, args: "end", end: fmt.Errorf("serve: %w", context.Canceled), code: 0},
		"cancelled by itself":     {args: "end", end: context.Canceled, code: 1, stderr: "interlude: context canceled\n"},
		"no command":              {args: "", code: 2, stderr: "The assistant of a coachee"},
		"no such command":         {args: "dance", code: 2, stderr: "interlude: unknown command"},
		"no such flag":            {args: "version --loud", code: 2, stderr: "interlude: unknown flag"},
		"too many words":          {args: "version now", code: 2, stderr: "interlude: unknown command"},
		"a flag that cannot mean": {args: "manifest --transport pigeon", code: 2, stderr: "interlude: --transport"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := c.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			code, _, stderr := try(ctx, strings.Fields(c.args), ending(c.end))
			if code != c.code || !strings.HasPrefix(stderr, c.stderr) || (c.stderr == "" && stderr != "") {
				t.Errorf("exit code %d, stderr %q; want %d, %q", code, stderr, c.code, c.stderr)
			}
		})
	}
}

func TestVersionSaysItself(t *testing.T) {
	version = "v9.8.7"
	defer func() { version = "" }()
	if _, out, _ := try(t.Context(), []string{"version"}); !strings.HasPrefix(out, "interlude v9.8.7 (go") {
		t.Errorf("got %q", out)
	}
}

func TestHealthAsksTheProgram(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer server.Close()
	for _, c := range []struct {
		url    string
		status int
		code   int
	}{
		{server.URL + "/readyz", http.StatusOK, 0},
		{server.URL + "/readyz", http.StatusServiceUnavailable, 1},
		{"http://127.0.0.1:1/readyz", http.StatusOK, 1},
		{"readyz", http.StatusOK, 2},
	} {
		status = c.status
		if code, _, stderr := try(t.Context(), []string{"health", "--url", c.url}); code != c.code {
			t.Errorf("%s with %d: exit code %d (%s), want %d", c.url, c.status, code, strings.TrimSpace(stderr), c.code)
		}
	}
}
