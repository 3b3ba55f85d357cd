package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"interlude/bot/sandbox"
)

// demoFlags are what a visitor may choose.
type demoFlags struct {
	addr, db, log string
	empty, open   bool
}

func demoCommand() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Try everything in a browser: a stand-in workspace, the bot, example people; no token, no server",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return demo(c.Context(), f, c.OutOrStdout()) },
	}
	c.Flags().StringVar(&f.addr, "addr", "", "host:port of the page (default 127.0.0.1:7077, or a free port)")
	c.Flags().StringVar(&f.db, "db", "", "a file to keep everything in, for the next start (default: nothing is kept)")
	c.Flags().BoolVar(&f.empty, "empty", false, "start without the example engagement")
	c.Flags().BoolVar(&f.open, "open", false, "open the page in the browser")
	c.Flags().StringVar(&f.log, "log", "", "a file for the bot's log, at debug level (default: none)")
	return c
}

// demo runs until ctx ends.
func demo(ctx context.Context, f demoFlags, out io.Writer) error {
	dir, remove, err := demoFolder(f.db)
	if err != nil {
		return err
	}
	defer remove()
	d, err := newDemo(f, dir)
	if err != nil {
		return err
	}
	return d.serve(ctx, f.empty, out, f.open)
}

// serve runs page and bot until ctx ends, and puts everything away, the workspace last: what
// the bot still has under way goes there.
func (d *demonstration) serve(ctx context.Context, empty bool, out io.Writer, open bool) error {
	page, closePage := context.WithCancel(context.WithoutCancel(ctx))
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serveUntil(page, d.listener, d.space.Handler()) })
	g.Go(func() error {
		defer closePage()
		err := d.run(ctx, empty, out, open)
		if d.app != nil {
			err = errors.Join(err, d.app.stop())
		}
		return err
	})
	return errors.Join(g.Wait(), d.close())
}

// demoFolder is where everything of the demo lies: beside the visitor's file, or in a folder
// of its own that goes with the demo.
func demoFolder(db string) (string, func(), error) {
	if db != "" {
		path, err := filepath.Abs(db)
		return path, func() {}, err
	}
	dir, err := os.MkdirTemp("", "interlude-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	return filepath.Join(dir, "demo.db"), func() { _ = os.RemoveAll(dir) }, nil
}

// demonstration is the stand-in workspace with the bot in it.
type demonstration struct {
	path     string // of the database; everything else lies beside it
	kept     bool
	clock    *clock
	space    *sandbox.Workspace
	listener net.Listener
	app      *app
	log      *slog.Logger
	logFile  io.Closer
	ready    chan struct{} // closed when the example stands and the clock may be moved
}

func newDemo(f demoFlags, path string) (*demonstration, error) {
	if err := sweepRemains(path); err != nil {
		return nil, err
	}
	d := &demonstration{path: path, kept: f.db != "", log: slog.New(slog.DiscardHandler), clock: newClock(demoStart(f.empty), path+".clock"),
		ready: make(chan struct{})}
	if f.log != "" {
		file, err := os.OpenFile(f.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return nil, fmt.Errorf("--log: %w", err)
		}
		d.log, d.logFile = newLog(file, LogConfig{Level: "debug", Format: "json"}), file
	}
	var err error
	d.space, err = sandbox.New(workspace(sandbox.Options{Now: d.clock.Now, Journal: path + ".workspace", Log: d.log,
		MoveClock: d.move, NextDue: d.nextDue}))
	if err != nil {
		return nil, err
	}
	if d.listener, err = listen(f.addr); err != nil {
		d.space.Close()
		return nil, err
	}
	d.space.SetBaseURL("http://" + d.listener.Addr().String())
	return d, nil
}

// run starts the bot, seeds the example and answers until ctx ends.
func (d *demonstration) run(ctx context.Context, empty bool, out io.Writer, open bool) error {
	var err error
	d.app, err = build(ctx, d.config(), surroundings{now: d.clock.Now, log: d.log, pace: -1})
	if err != nil {
		return err
	}
	if err := d.app.start(ctx); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.app.socket.Run(ctx) })
	g.Go(func() error {
		if !empty {
			if err := d.seed(ctx); err != nil {
				return fmt.Errorf("example engagement: %w", err)
			}
		}
		close(d.ready)
		d.announce(out, open)
		return d.keepTime(ctx)
	})
	return g.Wait()
}

func (d *demonstration) announce(out io.Writer, open bool) {
	address := "http://" + d.listener.Addr().String()
	_, _ = fmt.Fprintf(out, "Interlude is running. Play its people at %s\n", address)
	if !d.kept {
		_, _ = fmt.Fprintln(out, "Nothing is kept when you stop it (Ctrl+C); start it with --db FILE to keep everything.")
	}
	if open {
		browse(out, address)
	}
}

// config is that of a small installation, pointed at the stand-in.
func (d *demonstration) config() Config {
	c := defaultConfig()
	c.Slack.APIURL = "http://" + d.listener.Addr().String() + "/api/"
	c.Slack.BotToken, c.Slack.AppToken = secret(sandboxBotToken), secret(sandboxAppToken)
	c.Database.URL = secret("sqlite:" + d.path)
	c.Keys.File = d.path + ".keys"
	c.People.Coaches = demoCoaches()
	c.Defaults.Timezone = "Europe/Berlin"
	c.Limits.PerMinute = 0 // the story plays a month within seconds
	return c
}

func (d *demonstration) close() error {
	d.space.Close()
	errs := []error{d.clock.save()}
	if d.logFile != nil {
		errs = append(errs, d.logFile.Close())
	}
	return errors.Join(errs...)
}
