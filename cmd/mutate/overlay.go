package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The variables that the seeded program reads: which fault is alive, and where to write the faults that are reached.
const (
	aliveVariable = "INTERLUDE_FAULT"
	traceVariable = "INTERLUDE_FAULT_TRACE"
)

// switchboard is the file that every seeded package gets. A fault is written down when it is
// reached for the first time; processes that a test starts write to the same file.
const switchboard = `package %s

import (
	"os"
	"strconv"
	"sync"
)

var (
	seededAlive, _ = strconv.Atoi(os.Getenv(%q))
	seededTrace    = os.Getenv(%q)
	seededSeen     sync.Map
)

func seeded(n int) bool {
	if seededTrace != "" {
		if _, known := seededSeen.LoadOrStore(n, true); !known {
			if f, err := os.OpenFile(seededTrace, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
				f.WriteString(strconv.Itoa(n) + "\n")
				f.Close()
			}
		}
	}
	return seededAlive == n
}

func seededWords(n int, s string) string {
	if seeded(n) {
		return ""
	}
	return s
}
`

// overlay seeds the files below dir, the top of the repository, and writes the file that tells the
// go command to take them instead. It returns its path and the faults.
func overlay(dir, scratch string, files []string) (string, []fault, error) {
	replace, all := map[string]string{}, []fault(nil)
	for _, name := range files {
		text, faults, err := seed(filepath.Join(dir, name), name, len(all)+1)
		if err != nil {
			return "", nil, fmt.Errorf("seed %s: %w", name, err)
		}
		all = append(all, faults...)
		to := filepath.Join(scratch, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", nil, err
		}
		replace[filepath.Join(dir, name)] = to
		folder := filepath.Dir(name)
		board := filepath.Join(scratch, folder+"_switchboard.go")
		if err := os.WriteFile(board, fmt.Appendf(nil, switchboard, folder, aliveVariable, traceVariable), 0o600); err != nil {
			return "", nil, err
		}
		replace[filepath.Join(dir, folder, "zz_switchboard.go")] = board
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(scratch, "overlay.json")
	return path, all, os.WriteFile(path, text, 0o600)
}
