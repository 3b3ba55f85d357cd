package reminders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"interlude/coaching"
)

// queueName is the one queue there is.
const queueName = "deliver"

// job is what River stores: the id of a delivery and nothing else.
type job struct {
	Delivery coaching.ID `json:"delivery"`
}

// Kind is the name under which River stores jobs.
func (job) Kind() string { return "deliver" }

// live are the states of a job that has something left to do. A job that has ended does not
// stand in the way of the next one for the same delivery, which may have been held meanwhile.
var live = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// InsertOpts allows one live job per delivery.
func (job) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		Queue:       queueName,
		MaxAttempts: maxAttempts,
		UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: live},
	}
}

// maxAttempts bounds how often a job can take the process down with it. Waiting is snoozing,
// which is no attempt.
const maxAttempts = 1000

// queue is River on either database.
type queue interface {
	start(ctx context.Context) error
	stop(ctx context.Context) error
	// insert adds a job per delivery, to be run at once, within the transaction tx.
	insert(ctx context.Context, tx any, ids []coaching.ID) error
	// alive says which deliveries have a live job, within the transaction tx.
	alive(ctx context.Context, tx any, ids []coaching.ID) (map[coaching.ID]bool, error)
	// idle reports whether no job is running or could run at wall.
	idle(ctx context.Context, wall time.Time) (bool, error)
	// ended signals whenever a run of a job has ended and that is stored.
	ended() (<-chan *river.Event, func())
	// takeOver ends the leases of a dead process; only for the one process of a database.
	takeOver(ctx context.Context) error
}

// openQueue returns River for db.
func openQueue(db DB, config *river.Config) (queue, error) {
	switch {
	case db.Pool != nil:
		c, err := river.NewClient(riverpgxv5.New(db.Pool), config)
		return &client[pgx.Tx]{Client: c, live: livePostgres, free: errNotAlone}, err
	case db.SQL != nil:
		c, err := river.NewClient(riversqlite.New(db.SQL), config)
		return &client[*sql.Tx]{Client: c, live: liveSQLite, free: func(ctx context.Context) error { return free(ctx, db.SQL) }}, err
	}
	return nil, errors.New("no database")
}

// client is River with transactions of type T.
type client[T any] struct {
	*river.Client[T]
	live func(ctx context.Context, tx T, ids []coaching.ID) ([]coaching.ID, error)
	free func(ctx context.Context) error
}

func (c *client[T]) start(ctx context.Context) error    { return c.Start(ctx) }
func (c *client[T]) takeOver(ctx context.Context) error { return c.free(ctx) }

// stop waits for what is under way, and cuts it off when ctx ends first.
func (c *client[T]) stop(ctx context.Context) error {
	if err := c.Stop(ctx); err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutOff)
	defer cancel()
	return c.StopAndCancel(hard)
}

// cutOff is how long cancelled jobs may take to give up.
const cutOff = 2 * time.Second

func (c *client[T]) insert(ctx context.Context, tx any, ids []coaching.ID) error {
	t, ok := tx.(T)
	if !ok {
		return fmt.Errorf("insert jobs: a transaction of type %T", tx)
	}
	params := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		params[i].Args = job{id}
	}
	if _, err := c.InsertManyTx(ctx, t, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

func (c *client[T]) alive(ctx context.Context, tx any, ids []coaching.ID) (map[coaching.ID]bool, error) {
	t, ok := tx.(T)
	if !ok {
		return nil, fmt.Errorf("live jobs: a transaction of type %T", tx)
	}
	found, err := c.live(ctx, t, ids)
	if err != nil {
		return nil, fmt.Errorf("live jobs: %w", err)
	}
	out := make(map[coaching.ID]bool, len(found))
	for _, id := range found {
		out[id] = true
	}
	return out, nil
}

func (c *client[T]) idle(ctx context.Context, wall time.Time) (bool, error) {
	list := river.NewJobListParams().Queues(queueName).States(rivertype.JobStateAvailable, rivertype.JobStateRunning).
		OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(10_000)
	res, err := c.JobList(ctx, list)
	if err != nil {
		return false, fmt.Errorf("list jobs: %w", err)
	}
	for _, j := range res.Jobs {
		if j.State == rivertype.JobStateRunning || !j.ScheduledAt.After(wall) {
			return false, nil
		}
	}
	return true, nil
}

func (c *client[T]) ended() (<-chan *river.Event, func()) {
	return c.SubscribeConfig(&river.SubscribeConfig{ChanSize: 1000, Kinds: []river.EventKind{
		river.EventKindJobCancelled, river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobInterrupted, river.EventKindJobSnoozed,
	}})
}
