package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"interlude/storage"
)

func keysCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "keys",
		Short: "Look after the keys that people's words are sealed with",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_ = c.Help()
			return usageError{errors.New("say what to do with the keys")}
		},
	}
	c.PersistentFlags().StringVar(&config, "config", "", "the configuration file (see config.example.yaml)")
	c.AddCommand(keysRotateCommand(&config), keysAddCommand(&config), keysCheckCommand(&config), keysRetireCommand(&config),
		keysBackupCommand(&config), keysRestoreCommand(&config))
	return c
}

// beside opens the configured database for work on its keys, while others may serve with it.
func beside(ctx context.Context, config string, stderr io.Writer) (Config, *storage.Store, error) {
	c, o, err := opening(config, stderr)
	if err != nil {
		return c, nil, err
	}
	s, err := storage.OpenBeside(ctx, o)
	return c, s, err
}

// opening reads the configuration and says how to open its database.
func opening(config string, stderr io.Writer) (Config, storage.Options, error) {
	c, err := LoadConfig(config, os.LookupEnv, checks())
	if err != nil {
		return c, storage.Options{}, err
	}
	keys, err := openKeys(c.Keys)
	if err != nil {
		return c, storage.Options{}, err
	}
	return c, storage.Options{URL: c.Database.URL.Reveal(), Keys: keys, Tombstones: c.Keys.Tombstones, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(stderr, nil))}, nil
}

// onKeys is the frame of a command that works on the keys of the configured database.
func onKeys(config *string, work func(c *cobra.Command, s *storage.Store) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) (err error) {
		_, s, err := beside(c.Context(), *config, c.ErrOrStderr())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		if err := work(c, s); err != nil {
			if c.Context().Err() != nil {
				return errors.New("stopped before the end: run it again, it goes on where it was")
			}
			return err
		}
		return nil
	}
}

func keysRotateCommand(config *string) *cobra.Command {
	var data bool
	c := &cobra.Command{
		Use:   "rotate",
		Short: "Make a new master key and wrap every data key with it; while others serve, and again after it was broken off",
		Args:  cobra.NoArgs,
		RunE: onKeys(config, func(c *cobra.Command, s *storage.Store) error {
			out := c.OutOrStdout()
			say := progress(out, time.Now)
			id, err := s.RotateMaster(c.Context(), say)
			if err != nil {
				return err
			}
			if data {
				if _, err := s.RenewData(c.Context(), say); err != nil {
					return err
				}
			}
			tell(out, "master key %d wraps every data key. The key file has changed: make a copy of it now (interlude keys backup).", id)
			tell(out, "Earlier master keys are still in the file, because older backups need them; interlude keys retire drops them.")
			return nil
		}),
	}
	c.Flags().BoolVar(&data, "data", false, "give every coachee a new data key too, and seal every entry anew")
	return c
}

func keysAddCommand(config *string) *cobra.Command {
	return &cobra.Command{
		Use:   "add",
		Short: "Add a master key to the key file for the next rotate; for replicas that have copies of the file",
		Args:  cobra.NoArgs,
		RunE: onKeys(config, func(c *cobra.Command, s *storage.Store) error {
			id, err := s.AddMaster(c.Context())
			if err == nil {
				tell(c.OutOrStdout(), "master key %d is in the key file and not in use. Copy the file to every replica, then run interlude keys rotate.", id)
			}
			return err
		}),
	}
}

func keysCheckCommand(config *string) *cobra.Command {
	var quick bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Open every data key and every sealed entry, and count; changes nothing",
		Args:  cobra.NoArgs,
		RunE: onKeys(config, func(c *cobra.Command, s *storage.Store) error {
			out := c.OutOrStdout()
			r, err := s.CheckKeys(c.Context(), !quick, progress(out, time.Now))
			if err != nil {
				return err
			}
			return reportKeys(out, r)
		}),
	}
	c.Flags().BoolVar(&quick, "quick", false, "the data keys alone, not the entries")
	return c
}

// mostBad is how many ids of broken entries are said.
const mostBad = 20

func reportKeys(out io.Writer, r storage.KeyReport) error {
	tell(out, "master key %d wraps now; %s, %s in the key file that wrap nothing", r.Primary, count(r.Keys, "data key", "data keys"), count(r.Idle(), "earlier one", "earlier ones"))
	tell(out, "%s opened; %s destroyed", count(r.Entries, "entry", "entries"), count(r.Erased, "data key was", "data keys were"))
	for i, bad := range r.Bad {
		if i == mostBad {
			tell(out, "and %d more", len(r.Bad)-mostBad)
			break
		}
		tell(out, "does not open: %s", bad)
	}
	if len(r.Bad) == 0 {
		return nil
	}
	return fmt.Errorf("%s: the key file is an older copy, or the database was altered; compare with a backup, and change no keys before that", count(len(r.Bad), "value does not open", "values do not open"))
}

func keysRetireCommand(config *string) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "retire",
		Short: "Drop every master key that wraps nothing any more; backups made before the last rotate then open no more",
		Args:  cobra.NoArgs,
		RunE: onKeys(config, func(c *cobra.Command, s *storage.Store) error {
			if !yes {
				return usageError{errors.New("backups of the database that were made before the last rotate can be read no more, unless a copy of the key file is kept; when that is meant, add --yes")}
			}
			n, err := s.Retire(c.Context())
			if err == nil {
				tell(c.OutOrStdout(), "%s dropped. Destroy every older copy of the key file, and make a new one now (interlude keys backup).", count(n, "master key was", "master keys were"))
			}
			return err
		}),
	}
	c.Flags().BoolVar(&yes, "yes", false, "that is meant")
	return c
}

func tell(out io.Writer, what string, a ...any) { _, _ = fmt.Fprintf(out, what+"\n", a...) }

// tellEvery is the least time between two lines about the same work.
const tellEvery = time.Second

// progress says how far a work is, now and then and at its end.
func progress(out io.Writer, now func() time.Time) func(storage.Progress) {
	last := map[string]time.Time{}
	return func(p storage.Progress) {
		if p.Done != p.Of && now().Sub(last[p.What]) < tellEvery {
			return
		}
		last[p.What] = now()
		line := fmt.Sprintf("%s: %d", p.What, p.Done)
		if p.Of > 0 {
			line += fmt.Sprintf(" of %d", p.Of)
		}
		tell(out, "%s", strings.TrimSpace(line))
	}
}
