// Package pgtest gives a test a throw-away PostgreSQL without Docker.
//
// It takes the server named by INTERLUDE_TEST_DATABASE_URL; without one it looks for the
// server's programs (PATH, pg_config, the usual places of Debian, Fedora, Alpine, Homebrew
// and Postgres.app) and makes a cluster in a temporary directory. Without either the test
// fails and says what to install: a missing database is never a silent skip.
//
// It knows nothing of what is stored. It runs on Unix.
package pgtest
