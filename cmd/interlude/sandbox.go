package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"interlude/bot"
	"interlude/bot/sandbox"
)

// The stand-in workspace's own tokens. They open nothing anywhere else.
const (
	// #nosec G101 -- they open the stand-in workspace and nothing else
	sandboxBotToken = "xoxb-sandbox"
	sandboxAppToken = "xapp-sandbox"
	sandboxSecret   = "sandbox-signing-secret"
)

func sandboxCommand() *cobra.Command {
	var addr, journal, request string
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Run the stand-in Slack workspace and its page, without the bot",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := sandbox.New(workspace(sandbox.Options{Now: time.Now, Journal: journal, RequestURL: request}))
			if err != nil {
				return err
			}
			defer w.Close()
			l, err := listen(addr)
			if err != nil {
				return err
			}
			base := "http://" + l.Addr().String()
			_, _ = fmt.Fprintf(c.OutOrStdout(), "The page is at %s\nslack.api_url: %s/api/\nslack.bot_token: %s\nslack.app_token: %s\nslack.signing_secret: %s\n",
				base, base, sandboxBotToken, sandboxAppToken, sandboxSecret)
			return serveUntil(c.Context(), l, w.Handler())
		},
	}
	c.Flags().StringVar(&addr, "addr", "", "host:port of the page (default 127.0.0.1:7077, or a free port)")
	c.Flags().StringVar(&journal, "journal", "", "a file to keep the workspace in (default: nothing is kept)")
	c.Flags().StringVar(&request, "request-url", "", "send signed HTTP requests to this address instead of waiting for Socket Mode")
	return c
}

// workspace fills o with the demo's people, tokens and commands.
func workspace(o sandbox.Options) sandbox.Options {
	o.TeamID, o.TeamName, o.TeamDomain = "T0INTERLUDE", "Northwind Coaching", "northwind"
	o.AppID, o.AppName, o.BotUserID, o.BotID = "A0INTERLUDE", "Interlude", "U0INTERLUDE", "B0INTERLUDE"
	o.BotToken, o.AppToken, o.SigningSecret = sandboxBotToken, sandboxAppToken, sandboxSecret
	o.Scopes = strings.Join(scopeNames(), ",")
	o.Users = demoPeople()
	for _, c := range bot.Commands() {
		o.Commands = append(o.Commands, sandbox.Command{Command: c.Name, Description: c.Description, UsageHint: c.Usage})
	}
	o.Wall = time.Now
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// defaultPort is where the page is unless somebody else is there already.
const defaultPort = "127.0.0.1:7077"

// listen takes addr, or the default port, or any free one.
func listen(addr string) (net.Listener, error) {
	if addr != "" {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, fmt.Errorf("--addr: %w", err)
		}
		return l, nil
	}
	if l, err := net.Listen("tcp", defaultPort); err == nil {
		return l, nil
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// serveUntil serves h on l until ctx ends.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// browse opens address in the visitor's browser, if there is a way.
func browse(out io.Writer, address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	// #nosec G204 -- name is one of the three above, address the page of this very program
	if err := exec.Command(name, args...).Start(); err != nil {
		_, _ = fmt.Fprintln(out, "No browser could be opened; please open the address yourself.")
	}
}
