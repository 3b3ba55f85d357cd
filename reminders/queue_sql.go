package reminders

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"interlude/coaching"
)

// River has no call that answers these questions; the statements read or write its own
// table, as of v0.47.0, and are tested with it.
const (
	selectLive = `SELECT args->>'delivery' FROM river_job WHERE kind = 'deliver'
		AND state IN ('available','pending','retryable','running','scheduled') AND args->>'delivery' `
	// A job that is there no more cannot be ended by its process either, should that only have
	// been frozen: what it was about is another job now.
	deleteDead = `DELETE FROM river_job WHERE kind = 'deliver' AND state IN ('available','pending','retryable','running','scheduled')
		AND NOT EXISTS (SELECT 1 FROM interlude_processes p WHERE river_job.queue = '` + queueName + `-' || p.id AND p.seen > now() - interval '` + leaseFor + `')`
	freeJobs = `UPDATE river_job SET state = 'available', attempt = max(attempt - 1, 0) WHERE state = 'running'`
)

func livePostgres(ctx context.Context, tx pgx.Tx, ids []coaching.ID) ([]coaching.ID, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	if _, err := tx.Exec(ctx, deleteDead); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, selectLive+`= ANY($1)`, list)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[coaching.ID])
}

func liveSQLite(ctx context.Context, tx *sql.Tx, ids []coaching.ID) ([]coaching.ID, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, selectLive+`IN (SELECT value FROM json_each(?))`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []coaching.ID
	for rows.Next() {
		var id coaching.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// free takes back leadership and running jobs: whoever held them is dead. Without it they
// would come back one after the other within 15 to 75 seconds.
func free(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, statement := range []string{`DELETE FROM river_leader`, freeJobs} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}
