// Command interlude is the assistant of a coachee between executive-coaching sessions, in
// Slack. This package reads the configuration, builds the parts, wires them and stops them;
// it is the only one that reads the clock and the environment.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"interlude/bot"
)

// The exit codes.
const (
	exitFine    = 0
	exitRefused = 1 // one clear line on stderr says why
	exitUsage   = 2 // the command line cannot be understood
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, subcommands()...)
	stop()
	os.Exit(code)
}

// subcommands lists what the program can do.
func subcommands() []*cobra.Command {
	return []*cobra.Command{
		demoCommand(),
		serveCommand(),
		sandboxCommand(),
		manifestCommand(bot.Commands()),
		healthCommand(),
		doctorCommand(),
		keysCommand(),
		backupCommand(),
		restoreCommand(),
		versionCommand(),
	}
}

// usageError marks an error of the command line that only the command itself can see.
type usageError struct{ error }

// run executes one command line and returns the exit code. A command that ends because ctx
// was cancelled by a signal has ended well.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, commands ...*cobra.Command) int {
	started := false
	root := &cobra.Command{
		Use:           "interlude",
		Short:         "The assistant of a coachee between executive-coaching sessions, in Slack",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return noCommand(c, stderr) },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	for _, c := range commands {
		root.AddCommand(marked(c, &started))
	}
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil, started && errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitFine
	case started && !errors.As(err, &usage):
		complain(stderr, err)
		return exitRefused
	}
	complain(stderr, err)
	_, _ = fmt.Fprintln(stderr, "Run 'interlude --help' for what it can do.")
	return exitUsage
}

// marked makes c set started as soon as its own work begins: an error before that instant is
// one of the command line.
func marked(c *cobra.Command, started *bool) *cobra.Command {
	if work := c.RunE; work != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			*started = true
			return work(c, args)
		}
	}
	for _, below := range c.Commands() {
		marked(below, started)
	}
	return c
}

func noCommand(c *cobra.Command, stderr io.Writer) error {
	c.SetOut(stderr)
	_ = c.Help() // stderr is gone when this fails
	return usageError{errors.New("a command is missing")}
}

// complain writes err, every line of it marked with the program's name.
func complain(stderr io.Writer, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		_, _ = fmt.Fprintln(stderr, "interlude:", line)
	}
}
