package main

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"interlude/storage/storagetest/pgtest"
)

// BenchmarkCommand measures from a slash command to its answer on the person's screen, over
// Socket Mode, on each database, and prints the median and the 99th percentile.
func BenchmarkCommand(b *testing.B) {
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(b.TempDir(), "bench.db") },
		"postgres": func() string { return pgtest.URL(b) },
	} {
		b.Run(name, func(b *testing.B) {
			p := newPlay(b, url())
			p.start()
			p.invite()
			p.accept()
			took := make([]time.Duration, 0, b.N)
			for b.Loop() {
				start := time.Now()
				p.command(userMaya, "/actions", "")
				took = append(took, time.Since(start))
				p.closeAll(userMaya)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
