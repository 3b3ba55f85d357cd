package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"interlude/storage"
)

// shortestPassphrase is in characters; what it locks opens everything.
const shortestPassphrase = 12

func keysBackupCommand(config *string) *cobra.Command {
	var out, file string
	c := &cobra.Command{
		Use:   "backup",
		Short: "Write the master keys and the list of destroyed keys into one file that a passphrase locks (age)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("name the file to write with --out")}
			}
			_, o, err := opening(*config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			plain, err := o.Keys.CopyKeys(c.Context(), o.Tombstones)
			if err != nil {
				return err
			}
			pass, err := passphrase(c, file, true)
			if err != nil {
				return err
			}
			if err := lock(out, plain, pass); err != nil {
				return fmt.Errorf("write %s: %w", out, err)
			}
			tell(c.OutOrStdout(), "written. Keep the file where no backup of the database is, and the passphrase where neither is.")
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "", "the file to write; it must not exist")
	c.Flags().StringVar(&file, "passphrase-file", "", "a file whose first line is the passphrase; else it is asked for")
	return c
}

func keysRestoreCommand(config *string) *cobra.Command {
	var in, file string
	c := &cobra.Command{
		Use:   "restore",
		Short: "Put the master keys back from a file that keys backup wrote; a key file that is there is never replaced",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if in == "" {
				return usageError{errors.New("name the file to read with --from")}
			}
			conf, err := LoadConfig(*config, os.LookupEnv, checks())
			if err != nil {
				return err
			}
			kek, err := kmsKey(conf.Keys)
			if err != nil {
				return err
			}
			locked, err := readBounded16(in)
			if err != nil {
				return fmt.Errorf("read %s: %s", in, reason(err))
			}
			pass, err := passphrase(c, file, false)
			if err != nil {
				return err
			}
			plain, err := unlock(locked, pass)
			if err != nil {
				return err
			}
			list, err := storage.PutKeysBack(plain, conf.Keys.File, kek, conf.Keys.Tombstones)
			if err != nil {
				return err
			}
			tell(c.OutOrStdout(), "the key file is back at %s", conf.Keys.File)
			if !list {
				tell(c.OutOrStdout(), "the list of destroyed keys was left as it is")
			}
			return nil
		},
	}
	c.Flags().StringVar(&in, "from", "", "the file to read")
	c.Flags().StringVar(&file, "passphrase-file", "", "a file whose first line is the passphrase; else it is asked for")
	return c
}

// readBounded16 reads a file of at most 16 MiB.
func readBounded16(path string) ([]byte, error) {
	// #nosec G304 -- the path is a flag of the operator's
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	const most = 16 << 20
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(b) > most {
		return nil, errors.New("it is longer than 16 MiB")
	}
	return b, err
}

// lock writes plain into a new file that only pass opens.
func lock(path string, plain []byte, pass string) error {
	to, err := age.NewScryptRecipient(pass)
	if err != nil {
		return err
	}
	var locked bytes.Buffer
	w, err := age.Encrypt(&locked, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return err
	}
	return writeOnce(path, locked.Bytes())
}

// writeOnce writes b durably into a new file, readable by its owner alone.
func writeOnce(path string, b []byte) error {
	// #nosec G304 -- the path is a flag of the operator's
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.New(reason(err))
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func unlock(locked []byte, pass string) ([]byte, error) {
	id, err := age.NewScryptIdentity(pass)
	if err != nil {
		return nil, errors.New("the passphrase is empty")
	}
	r, err := age.Decrypt(bytes.NewReader(locked), id)
	if err != nil {
		return nil, errors.New("the passphrase is another, or the file is no backup of keys")
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, errors.New("the backup of the keys was altered or cut off")
	}
	return plain, nil
}

// passphrase reads it from a file, or asks for it: twice when it is new.
func passphrase(c *cobra.Command, file string, isNew bool) (string, error) {
	var pass string
	switch fd := int(os.Stdin.Fd()); {
	case file != "":
		b, err := readBounded(file)
		if err != nil {
			return "", fmt.Errorf("read the passphrase: %s", reason(err))
		}
		pass, _, _ = strings.Cut(string(b), "\n")
		pass = strings.TrimSuffix(pass, "\r")
	case c.InOrStdin() == os.Stdin && term.IsTerminal(fd):
		var err error
		if pass, err = typed(c.ErrOrStderr(), fd, isNew); err != nil {
			return "", err
		}
	default:
		line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
		if err != nil && line == "" {
			return "", errors.New("no passphrase was given: type it, or use --passphrase-file")
		}
		pass = strings.TrimRight(line, "\r\n")
	}
	if isNew && utf8.RuneCountInString(pass) < shortestPassphrase {
		return "", fmt.Errorf("the passphrase is too short: at least %d characters", shortestPassphrase)
	}
	return pass, nil
}

// typed asks at the terminal without showing what is typed.
func typed(ask io.Writer, fd int, twice bool) (string, error) {
	_, _ = fmt.Fprint(ask, "Passphrase: ")
	pass, err := term.ReadPassword(fd)
	_, _ = fmt.Fprintln(ask)
	if err != nil {
		return "", errors.New("the passphrase could not be read")
	}
	if !twice {
		return string(pass), nil
	}
	_, _ = fmt.Fprint(ask, "Once more: ")
	again, err := term.ReadPassword(fd)
	_, _ = fmt.Fprintln(ask)
	if err != nil || !bytes.Equal(pass, again) {
		return "", errors.New("the two passphrases differ")
	}
	return string(pass), nil
}
