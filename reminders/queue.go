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

// queueName is the one queue of an SQLite file, and begins the name of each process's own on
// PostgreSQL: who claims a delivery also carries it, so that nobody claims more than their
// part of Slack's limits lets out. The jobs of a dead process are taken back, see lease.go.
const queueName = "deliver"

// job is what River stores: ids and nothing else.
type job struct {
	Delivery coaching.ID `json:"delivery"`
	To       coaching.ID `json:"to"`
	Team     string      `json:"team"`
}

// Kind is the name under which River stores jobs.
func (job) Kind() string { return "deliver" }

// maxAttempts bounds how often a job can take the process down with it. Waiting is snoozing,
// which is no attempt.
const maxAttempts = 1000

// queue is River on either database.
type queue interface {
	start(ctx context.Context) error
	stop(ctx context.Context) error
	// insert adds a job per delivery, to be run at once, within the transaction tx. That no
	// other job carries them is what Claim sees to.
	insert(ctx context.Context, tx any, due []coaching.Waiting) error
	// alive says which deliveries have a live job of a live process, within the transaction
	// tx, and does away with those of dead ones.
	alive(ctx context.Context, tx any, ids []coaching.ID) (map[coaching.ID]bool, error)
	// idle reports whether no job is running or could run at wall; those that have ended
	// are passed over, even if that is not stored yet.
	idle(ctx context.Context, wall time.Time, ended func(job int64) bool) (bool, error)
	// beat says that this process is alive, and returns how many are.
	beat(ctx context.Context) (int, error)
	// leave says that this process has ended.
	leave(ctx context.Context) error
	// takeOver ends the leases of a dead process; only for the one process of a database.
	takeOver(ctx context.Context) error
}

// openQueue returns River for db, with the jobs of the process id.
func openQueue(db DB, id string, workers int, config *river.Config) (queue, error) {
	name := queueName
	if db.Pool != nil {
		name += "-" + id
	}
	config.ID = id
	config.Queues = map[string]river.QueueConfig{name: {MaxWorkers: workers}}
	switch {
	case db.Pool != nil:
		c, err := river.NewClient(riverpgxv5.New(db.Pool), config)
		return &client[pgx.Tx]{Client: c, name: name, live: livePostgres, lease: &postgresLease{db.Pool, id}}, err
	case db.SQL != nil:
		c, err := river.NewClient(riversqlite.New(db.SQL), config)
		return &client[*sql.Tx]{Client: c, name: name, live: liveSQLite, lease: alone{db.SQL}}, err
	}
	return nil, errors.New("no database")
}

// client is River with transactions of type T.
type client[T any] struct {
	*river.Client[T]
	lease
	name string // of the queue
	live func(ctx context.Context, tx T, ids []coaching.ID) ([]coaching.ID, error)
}

// lease says which processes are alive.
type lease interface {
	beat(ctx context.Context) (int, error)
	leave(ctx context.Context) error
	takeOver(ctx context.Context) error
}

func (c *client[T]) start(ctx context.Context) error { return c.Start(ctx) }

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

func (c *client[T]) insert(ctx context.Context, tx any, due []coaching.Waiting) error {
	t, ok := tx.(T)
	if !ok {
		return fmt.Errorf("insert jobs: a transaction of type %T", tx)
	}
	params := make([]river.InsertManyParams, len(due))
	for i, w := range due {
		params[i].Args = job{w.ID, w.Recipient, w.Team}
		params[i].InsertOpts = &river.InsertOpts{Queue: c.name, MaxAttempts: maxAttempts, Priority: w.Kind.Turn()}
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

func (c *client[T]) idle(ctx context.Context, wall time.Time, ended func(job int64) bool) (bool, error) {
	list := river.NewJobListParams().Kinds(job{}.Kind()).States(rivertype.JobStateAvailable, rivertype.JobStateRunning).
		OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(10_000)
	res, err := c.JobList(ctx, list)
	if err != nil {
		return false, fmt.Errorf("list jobs: %w", err)
	}
	for _, j := range res.Jobs {
		switch {
		case j.State == rivertype.JobStateRunning && !ended(j.ID), j.State == rivertype.JobStateAvailable && !j.ScheduledAt.After(wall):
			return false, nil
		}
	}
	return true, nil
}
