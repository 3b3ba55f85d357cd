package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

func serveCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the bot against a Slack workspace",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := LoadConfig(path, os.LookupEnv, checks())
			if err != nil {
				return err
			}
			return serve(c.Context(), config, surroundings{now: time.Now, log: newLog(c.ErrOrStderr(), config.Log)})
		},
	}
	c.Flags().StringVar(&path, "config", "", "the configuration file (see config.example.yaml)")
	return c
}

// serve runs until ctx ends or something that cannot be mended fails.
func serve(ctx context.Context, c Config, s surroundings) (err error) {
	a, err := build(ctx, c, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.stop()) }()
	if err := a.start(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.HTTP.Listen)
	if err != nil {
		return fmt.Errorf("http.listen: %w", err)
	}
	a.log.Info("serving", "listen", l.Addr().String(), "transport", c.Slack.Transport, "version", programVersion())
	return a.run(ctx, l)
}

// run answers Slack over the chosen transport and the questions after the program's health.
func (a *app) run(ctx context.Context, l net.Listener) error {
	srv := newServer(a.handler(), time.Second)
	srv.ErrorLog = slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
		defer cancel()
		return srv.Shutdown(end)
	})
	if a.config.Slack.Transport == TransportSocket {
		g.Go(func() error { return a.socket.Run(ctx) })
	}
	g.Go(func() error { a.tidy(ctx); return nil })
	return g.Wait()
}

// newServer returns the program's own listener. Whoever sends a request in drops, or does not take
// the answer, is cut off, and no header is longer than Slack's ever are. second is a second, for
// tests a shorter one.
func newServer(h http.Handler, second time.Duration) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * second, ReadTimeout: 10 * second, WriteTimeout: 20 * second, IdleTimeout: 120 * second, MaxHeaderBytes: 16 << 10}
}

// Slack repeats an event for at most a day; what was applied is remembered twice as long.
const (
	rememberFor = 48 * time.Hour
	tidyEvery   = time.Hour
)

// tidy forgets, every hour, what no longer needs to be remembered.
func (a *app) tidy(ctx context.Context) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if err := a.store.Prune(ctx, time.Now().Add(-rememberFor)); err != nil && ctx.Err() == nil {
			a.log.Warn("tidy", "err", err)
		}
		a.bot.TakeBack()
		if _, err := a.store.RenewOutdated(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("data keys not renewed after an erasure", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "alive\n") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", a.metrics.handler())
	if a.config.Slack.Transport == TransportHTTP {
		mux.Handle("/slack/", a.bot.HTTPHandler(a.config.Slack.SigningSecret.Reveal()))
	}
	return mux
}

// readyz says whether the database answers and Slack can reach the bot.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	switch {
	case a.store.Ping(ctx) != nil:
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
	case a.config.Slack.Transport == TransportSocket && !a.socket.Connected():
		http.Error(w, "not connected to Slack", http.StatusServiceUnavailable)
	default:
		_, _ = io.WriteString(w, "ready\n")
	}
}

// newLog writes what the program does, ids and never words.
func newLog(w io.Writer, c LogConfig) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level)) // checked with the configuration
	o := &slog.HandlerOptions{Level: level}
	if c.Format == "text" {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}
