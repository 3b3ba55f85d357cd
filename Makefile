# One command tests everything: make test. `make help` lists the rest.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# Two packages at a time: a database, a browser and the race detector share the machine with them.
PARALLEL ?= 2
# A Postgres that is missing is a failure, never a skipped test.
export INTERLUDE_TEST_PG ?= require

# The program is built without cgo and without the paths of the machine. Building, vetting and
# linting alike, they share one cache. Only the race detector needs a C compiler.
STATIC = CGO_ENABLED=0 GOFLAGS="$$(go env GOFLAGS) -trimpath"

# The race detector leaves SQLite out, which is C made into Go: watching it as well takes twice as long and finds
# nothing of ours. Calls into it are watched as before.
RACE = -race -gcflags=modernc.org/...=-race=false

.DEFAULT_GOAL := help
.PHONY: help setup build test lint vulnerabilities demo bench torture fuzz mutate clean

help: ## Show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Install, or name, what the tests need
	@.ci/setup

build: ## Build bin/interlude: one static program
	$(STATIC) go build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/interlude ./cmd/interlude

lint: ## Check format, vet, staticcheck, gosec, checksums and the shell scripts
	@unformatted=$$(gofmt -l bot cmd coaching reminders storage); \
		if [ -n "$$unformatted" ]; then echo "gofmt -w is needed on:"; echo "$$unformatted"; exit 1; fi
	$(STATIC) go vet ./...
	$(STATIC) go tool staticcheck ./...
	@go build -C .ci/tools -o $(CURDIR)/bin/gosec ./gosec
	$(STATIC) go vet -vettool=$(CURDIR)/bin/gosec ./...
	go mod verify
	@if command -v shellcheck >/dev/null; then shellcheck .ci/setup .ci/run .ci/fuzz; else echo "shellcheck is not installed: the scripts in .ci were not checked"; fi

# With the race detector the largest tests of who may do what take a sample; all their cases run without it.
test: setup lint build ## Run everything: setup, lint, build and all tests with the race detector
	go test $(RACE) -p $(PARALLEL) -timeout 20m ./...
	$(STATIC) go test -timeout 10m -run '^(TestMatrix|TestForgedRequests|TestNobodyWithoutALivePartOpensAnything)$$' ./bot

vulnerabilities: ## Ask the Go vulnerability database about what we use (needs the network)
	cd .ci/tools && go tool govulncheck -C $(CURDIR) ./...

demo: ## Start the demo: a stand-in workspace in the browser, without tokens
	go run ./cmd/interlude demo

bench: ## Measure what has a benchmark
	go test -run '^$$' -bench . -benchmem -p 1 -timeout 30m ./...

torture: ## Prove the reminders for hours: simulated years, every clock change, thousands of kills (docs/torture.md)
	go test -tags torture -count=1 -timeout 0 -p 1 -v -run 'Years|ClockChange|RealStores|KillsOn|PostgresKilled|Ambiguous|EventsRepeated' ./reminders/torture ./cmd/interlude

fuzz: ## Run every fuzz target for two minutes (TIME=10s for less)
	.ci/fuzz

mutate: ## Seed faults into what keeps words private, and see that the tests notice (40 minutes)
	go run ./cmd/mutate

clean: ## Remove what was built
	rm -rf bin
