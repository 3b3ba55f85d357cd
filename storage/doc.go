// Package storage remembers: people, engagements, what was written, and what is due. It is
// the only place that knows gorm, SQL dialects and keys. It knows neither Slack nor the job
// queue, and it decides nothing that coaching decides.
//
// SQLite keeps everything in one file for one process; PostgreSQL serves several. Both behave
// alike, which storagetest.Exercise holds. Instants are kept as milliseconds since 1970 in
// UTC (0: none), days as text. What people wrote is sealed with a key of the coachee whose
// engagement it belongs to; see vault.go.
//
// A transaction is handed down as a parameter called tx, and inside it only tx is used: on
// SQLite there is one connection, and asking the outer handle for a second waits for ever.
package storage
