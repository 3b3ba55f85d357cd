package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// Test servers of PostgreSQL do not wait for the disk; SQLite does. Compare each with itself.
var stores = map[string]func(testing.TB, func() time.Time) *storage.Store{
	"SQLite": storagetest.SQLite, "PostgreSQL": storagetest.Postgres,
}

func reflection(p storagetest.Practice) coaching.Reflection {
	return coaching.Reflection{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Text: coaching.Words(strings.Repeat("x", 1000)),
		Audience: coaching.OnlyMe, Created: storagetest.Noon,
	}
}

func BenchmarkCommitReflection(b *testing.B) {
	for name, open := range stores {
		b.Run(name, func(b *testing.B) {
			s := open(b, storagetest.Fixed)
			p := storagetest.NewPractice(b, s)
			for b.Loop() {
				r := reflection(p)
				if err := s.Commit(b.Context(), coaching.Change{Once: string(r.ID), Reflections: []coaching.Reflection{r}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadReflections(b *testing.B) {
	for name, open := range stores {
		b.Run(name+"/50", func(b *testing.B) {
			s := open(b, storagetest.Fixed)
			p := storagetest.NewPractice(b, s)
			var c coaching.Change
			for range 50 {
				c.Reflections = append(c.Reflections, reflection(p))
			}
			if err := s.Commit(b.Context(), c); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if all, err := s.Reflections(b.Context(), p.Engagement.ID); err != nil || len(all) != 50 {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

// BenchmarkClaim takes 100 due deliveries out of many that are due later or were sent.
func BenchmarkClaim(b *testing.B) {
	const many, batch = 100_000, 100
	for name, open := range stores {
		b.Run(fmt.Sprintf("%s/%d", name, many), func(b *testing.B) {
			s := open(b, storagetest.Fixed)
			p := storagetest.NewPractice(b, s)
			fill(b, s, p, many)
			for b.Loop() {
				b.StopTimer()
				execute(b, s, "UPDATE deliveries SET claimed = 0 WHERE claimed > 0")
				b.StartTimer()
				n, err := s.Claim(b.Context(), storagetest.Noon, batch, nil, everything)
				if err != nil || n != batch {
					b.Fatal(n, err)
				}
			}
		})
		b.Run(fmt.Sprintf("%s/%d/nothing due", name, many), func(b *testing.B) {
			s := open(b, storagetest.Fixed)
			fill(b, s, storagetest.NewPractice(b, s), many)
			for b.Loop() {
				if n, err := s.Claim(b.Context(), storagetest.Noon.AddDate(-1, 0, 0), batch, nil, nil); err != nil || n != 0 {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func everything(_ any, due []coaching.Waiting) ([]coaching.ID, error) {
	var ids []coaching.ID
	for _, w := range due {
		ids = append(ids, w.ID)
	}
	return ids, nil
}

// fill stores deliveries: one in a hundred due, half of the rest sent, half due later.
func fill(b *testing.B, s *storage.Store, p storagetest.Practice, many int) {
	b.Helper()
	series := "generate_series(1, %d) AS n"
	if s.PgxPool() == nil {
		series = "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c)"
	}
	noon := storagetest.Noon.UnixMilli()
	execute(b, s, fmt.Sprintf(`INSERT INTO deliveries
		SELECT 'D' || n, 'K' || n, '%s', '%s', 'prompt', 'S' || n, CASE WHEN n %% 100 = 0 THEN %d ELSE %d + n END, %d,
			CASE WHEN n %% 100 = 0 OR n %% 2 = 0 THEN 'due' ELSE 'sent' END, 0, '', '', 0, 0, 0, '', '', '', 1, 0 FROM `+series,
		p.Engagement.ID, p.Coachee.ID, noon, noon, noon, many))
	execute(b, s, "ANALYZE")
}

func execute(b *testing.B, s *storage.Store, statement string) {
	b.Helper()
	if _, err := s.SQLDB().ExecContext(b.Context(), statement); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkIntend(b *testing.B) {
	for name, open := range stores {
		b.Run(name, func(b *testing.B) {
			s := open(b, storagetest.Fixed)
			p := storagetest.NewPractice(b, s)
			for b.Loop() {
				b.StopTimer()
				d := coaching.Delivery{
					ID: coaching.NewID(), Key: string(coaching.NewID()), Engagement: p.Engagement.ID, Recipient: p.Coachee.ID,
					Kind: coaching.KindClosed, State: coaching.DeliveryDue, Due: storagetest.Noon, Nominal: storagetest.Noon,
				}
				if err := s.Commit(b.Context(), coaching.Change{Deliveries: []coaching.Delivery{d}}); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				out, err := s.Intend(b.Context(), d.ID, storagetest.Noon, 0, func(coaching.Standing) coaching.Verdict {
					return coaching.Verdict{Act: coaching.ActSend}
				})
				if err == nil {
					err = s.Settle(b.Context(), d.ID, coaching.Outcome{State: coaching.DeliverySent, At: storagetest.Noon, Channel: "D", Message: "1"})
				}
				if err != nil || out.Verdict.Act != coaching.ActSend {
					b.Fatal(out.Verdict.Act, err)
				}
			}
		})
	}
}
