package storage_test

import (
	"testing"

	"interlude/storage"
	"interlude/storage/storagetest"
)

func TestSQLite(t *testing.T) {
	storagetest.Exercise(t, func(t *testing.T) *storage.Store { return storagetest.SQLite(t, storagetest.Fixed) })
}

func TestPostgres(t *testing.T) {
	storagetest.Exercise(t, func(t *testing.T) *storage.Store { return storagetest.Postgres(t, storagetest.Fixed) })
}
