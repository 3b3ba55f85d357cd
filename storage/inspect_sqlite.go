package storage

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

// Free space in bytes.
const (
	spaceNeeded = 64 << 20 // below, a day's work may not fit
	spaceWanted = 1 << 30  // below, a copy of the database may not fit
)

func (in *inspector) lookSQLite(ctx context.Context, path string) {
	path, err := filepath.Abs(path)
	if err != nil {
		in.wrong("write an absolute path in database.url", "database: its path cannot be understood")
		in.lookKeyAlone()
		return
	}
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		in.doubt("nothing, if this is a new installation; else correct database.url", "database: %s does not exist yet; it is made at the first start", path)
		in.lookDisk(filepath.Dir(path), 0)
		in.lookKeyAlone()
		return
	case err != nil || !st.Mode().IsRegular():
		in.wrong("correct database.url, or the rights on the file and its folder", "database: %s cannot be used as a file", path)
		in.lookKeyAlone()
		return
	}
	in.lookFile(path, st)
	in.lookDisk(filepath.Dir(path), st.Size())
	// A program that starts meanwhile is noticed, and what was read beside it is read again.
	for before := len(in.report.Findings); ; in.report.Findings = in.report.Findings[:before] {
		still := !companion(path)
		in.lookOpened(ctx, path, still)
		if !still || !companion(path) {
			return
		}
	}
}

func (in *inspector) lookFile(path string, st fs.FileInfo) {
	f := path
	switch mode := st.Mode().Perm(); {
	case runtime.GOOS != "windows" && mode&0o077 != 0:
		in.wrong("run chmod 600 on it and on the files beside it", "database: %s may be read by others (mode %04o)", f, mode)
	case !writable(path) || !writable(filepath.Dir(path)):
		in.wrong("give file and folder to the user of this program", "database: this user may not write %s or its folder", f)
	default:
		in.fine("database: %s, mode %04o", f, mode)
	}
}

// lookDisk looks at the file system under dir, or under what there is of it.
func (in *inspector) lookDisk(dir string, size int64) {
	for !exists(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	d, err := diskOf(dir)
	if err != nil {
		in.doubt("look yourself that there is space, and that the disk is of this machine", "disk: its free space cannot be read here")
		return
	}
	free := d.free >> 20
	switch {
	case d.free < spaceNeeded:
		in.wrong("make space: without it nothing more is stored", "disk: %d MiB are free", free)
	case d.free < spaceWanted || size > 0 && d.free < uint64(size):
		in.doubt("make space soon", "disk: %d MiB are free", free)
	default:
		in.fine("disk: %d MiB are free", free)
	}
	if d.network != "" {
		in.doubt("move the database to a disk of this machine, or use PostgreSQL: locks over a network can fail, and then the file is damaged",
			"disk: the database lies on %s, a file system that may be shared over a network", d.network)
	}
}

// lookOpened reads the file. Still says that no log lies beside it, so that nobody writes;
// then it is read as it is, because SQLite would else make the log's files.
func (in *inspector) lookOpened(ctx context.Context, path string, still bool) {
	query := "?mode=ro&readonly_shm=1&_pragma=busy_timeout(5000)&_pragma=query_only(1)"
	if still {
		query = "?immutable=1&_pragma=query_only(1)"
	}
	dsn := (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}).String() + query
	err := in.openRead(dsn)
	if err == nil {
		defer func() { _ = in.sql.Close() }()
		err = in.lookWhole(ctx)
	}
	if err != nil {
		in.sayUnreadable(path, err)
		in.lookKeyAlone()
		return
	}
	in.lookJournal(path, still)
	in.lookInside(ctx)
}

func (in *inspector) openRead(dsn string) error {
	var err error
	if in.sql, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	in.sql.SetMaxOpenConns(1)
	if in.db, err = gorm.Open(&sqlite.Dialector{Conn: in.sql}, gormConfig()); err != nil {
		_ = in.sql.Close()
	}
	return err
}

// sayUnreadable tells a log that nobody has taken in from a file that is broken.
func (in *inspector) sayUnreadable(path string, err error) {
	if exists(path+"-wal") && !exists(path+"-shm") {
		in.doubt("start interlude once, then run this again", "database: a log lies beside it that was not taken in yet, so it cannot be read without a change")
		return
	}
	in.wrong("restore a backup if interlude does not start", "database: it cannot be read (%v)", reduce(err))
}

// lookWhole runs SQLite's own check. Its words are not shown: they can quote rows.
func (in *inspector) lookWhole(ctx context.Context) error {
	var said string
	if err := in.sql.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		in.wrong("stop interlude, keep a copy of the file, and restore a backup", "integrity: quick_check found damage")
		return nil
	}
	in.fine("integrity: quick_check found no damage")
	return nil
}

// lookJournal looks at the one setting that is kept in the file; the others belong to a
// connection, and Open sets them.
func (in *inspector) lookJournal(path string, still bool) {
	wal, err := isWAL(path)
	switch {
	case !still || err == nil && wal:
		in.fine("settings: write-ahead log; interlude itself sets synchronous FULL and secure_delete")
	case exists(path) && size(path) == 0:
		in.fine("settings: the file is empty; the write-ahead log is set at the first start")
	default:
		in.doubt("start interlude, which sets it; if this comes back, the file system cannot hold the log: move the file to a disk of this machine",
			"settings: the journal mode is not the write-ahead log")
	}
}

// isWAL reads the file's header: bytes 18 and 19 are 2 with a write-ahead log
// (sqlite.org/fileformat.html). Only for a file that nobody has open.
func isWAL(path string) (bool, error) {
	// #nosec G304 -- the operator's own database
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }() // only read from
	var head [20]byte
	_, err = f.ReadAt(head[:], 0)
	return head[18] == 2 && head[19] == 2, err
}

// companion reports whether a log lies beside the file: somebody has it open, or was killed.
func companion(path string) bool { return exists(path+"-wal") || exists(path+"-journal") }

func exists(path string) bool { _, err := os.Lstat(path); return err == nil }

func size(path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return st.Size()
}

// disk is the file system under a path.
type disk struct {
	free    uint64 // bytes that an ordinary user may still fill
	network string // its name, when it may be shared over a network
}
