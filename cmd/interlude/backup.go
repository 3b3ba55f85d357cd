package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"interlude/reminders"
	"interlude/storage"
)

func backupCommand() *cobra.Command {
	var config, out string
	c := &cobra.Command{
		Use:   "backup",
		Short: "Copy the database into one file, while the bot serves; the keys are not in it (see keys backup)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if out == "" {
				return usageError{errors.New("name the file to write with --out")}
			}
			conf, s, err := beside(c.Context(), config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if isPostgres(conf) {
				err = dumpPostgres(c.Context(), conf, out)
			} else {
				err = s.CopySQLite(c.Context(), out)
			}
			if err != nil {
				return err
			}
			tell(c.OutOrStdout(), "written. It opens with the present master keys alone: keep a copy of those apart (interlude keys backup).")
			return nil
		},
	}
	c.Flags().StringVar(&config, "config", "", "the configuration file (see config.example.yaml)")
	c.Flags().StringVar(&out, "out", "", "the file to write; it must not exist")
	return c
}

func restoreCommand() *cobra.Command {
	var config, from string
	c := &cobra.Command{
		Use:   "restore",
		Short: "Put a copy of the database back where there is none; what was erased since is erased again",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if from == "" {
				return usageError{errors.New("name the file to read with --from")}
			}
			conf, o, err := opening(config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			o.Migrate = migrateQueue
			if isPostgres(conf) {
				err = restorePostgres(c.Context(), conf, o, from)
			} else {
				err = storage.RestoreSQLite(c.Context(), from, o)
			}
			if err != nil {
				return err
			}
			tell(c.OutOrStdout(), "restored. Look at it with interlude doctor and interlude keys check, then start the program.")
			return nil
		},
	}
	c.Flags().StringVar(&config, "config", "", "the configuration file (see config.example.yaml)")
	c.Flags().StringVar(&from, "from", "", "the file that backup wrote")
	return c
}

func isPostgres(c Config) bool { return strings.HasPrefix(c.Database.URL.Reveal(), "postgres") }

func migrateQueue(ctx context.Context, h storage.Handle) error {
	return reminders.MigrateQueue(ctx, reminders.DB(h))
}
