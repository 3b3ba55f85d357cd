package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// dirPattern is short and outside t.TempDir: the path of a Unix socket has at most about
// 104 bytes, and the server's user cannot enter root's own temporary directories.
const dirPattern = "interlude-pg-"

var errNoServer = errors.New("this test needs PostgreSQL: set " + Variable +
	" to a server where databases may be created, or install the server's programs" +
	" (Debian and Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server;" +
	" Alpine: apk add postgresql; macOS: brew install postgresql)")

// programs returns the directory that holds initdb and postgres.
func programs() (string, error) {
	var dirs []string
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			p = real
		}
		dirs = append(dirs, filepath.Dir(p))
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, place := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*", "/usr/lib/postgresql*/bin",
		"/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/usr/local/pgsql/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, _ := filepath.Glob(place) // the only error is a bad pattern
		slices.Sort(found)
		slices.Reverse(found) // newest first
		dirs = append(dirs, found...)
	}
	for _, d := range dirs {
		if isFile(filepath.Join(d, "postgres")) && isFile(filepath.Join(d, "initdb")) {
			return d, nil
		}
	}
	return "", errNoServer
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && !st.IsDir()
}

// unprivileged returns whom to run the server as; nil: as ourselves. PostgreSQL refuses root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("root cannot run PostgreSQL, and there is neither a user postgres nor a user nobody")
}

// newDir makes the server's directory, named after this process, and removes those whose
// process has died without doing so.
func newDir(cred *syscall.Credential) (string, error) {
	left, _ := filepath.Glob("/tmp/" + dirPattern + "*")
	for _, d := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(d), dirPattern), "-")
		if n, err := strconv.Atoi(pid); err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(d) // somebody else's directory stays: not ours to remove
		}
	}
	dir, err := os.MkdirTemp("/tmp", fmt.Sprintf("%s%d-", dirPattern, os.Getpid()))
	if err != nil {
		return "", fmt.Errorf("make the server's directory: %w", err)
	}
	if cred != nil {
		if err := os.Chown(dir, int(cred.Uid), int(cred.Gid)); err != nil {
			return "", fmt.Errorf("hand over the server's directory: %w", err)
		}
	}
	return dir, nil
}

// Program returns where a program of PostgreSQL lies, pg_dump for example.
func Program(name string) (string, error) {
	dir, err := programs()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, name), nil
}
