package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// guarded are the files that faults are seeded into: what decides who may see or be told what (coaching), what
// seals it and loses the key (storage), and what finds out who asks (bot). A pattern that matches nothing is an error.
var guarded = strings.Fields(`
	coaching/consent*.go coaching/sponsor*.go coaching/access*.go coaching/send.go coaching/decide_wanted.go coaching/brief.go coaching/engagement.go
	coaching/private.go coaching/category.go coaching/decide_consent.go coaching/account.go coaching/along.go coaching/pass.go
	storage/vault.go storage/keys.go storage/keyring.go storage/shred.go storage/burials.go storage/bury.go storage/intend.go storage/inspect_key.go
	storage/graves.go storage/access_log.go storage/reads_own.go
	bot/dispatch.go bot/route.go bot/receive.go bot/recheck.go bot/call.go bot/http.go bot/event.go bot/people.go bot/account.go bot/accounts.go
	bot/gate.go bot/socket_stranger.go bot/escape.go bot/sound.go bot/proof.go bot/reply.go
`)

// tested are the packages whose tests should notice.
var tested = []string{"coaching", "storage", "bot"}

// guardedFiles lists the files below dir that the patterns name, without tests.
func guardedFiles(dir string) ([]string, error) {
	var all []string
	for _, pattern := range guarded {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("%s names no file (%w)", pattern, err)
		}
		for _, path := range found {
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return nil, err
			}
			if name = filepath.ToSlash(name); !strings.HasSuffix(name, "_test.go") && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all, nil
}
