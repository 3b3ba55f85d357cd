package storage_test

import (
	"testing"

	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestSQLite(t *testing.T) {
	storagetest.Exercise(t, func(t *testing.T) *storage.Store { return storagetest.SQLite(t, storagetest.Fixed) })
}

func TestPostgres(t *testing.T) {
	storagetest.Exercise(t, func(t *testing.T) *storage.Store { return storagetest.Postgres(t, storagetest.Fixed) })
}
