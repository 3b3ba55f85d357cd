package bot

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// TestBackground: who waits waits for all that is under way, also for what began meanwhile, and for nothing when nothing is.
func TestBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u background
		u.Wait()
		first, second := make(chan struct{}), make(chan struct{})
		u.Go(func() { <-first })
		var over atomic.Int32
		for range 3 {
			go func() { u.Wait(); over.Add(1) }()
		}
		synctest.Wait()
		u.Go(func() { <-second })
		close(first)
		synctest.Wait()
		if over.Load() != 0 {
			t.Fatal("something was still under way")
		}
		close(second)
		synctest.Wait()
		if over.Load() != 3 {
			t.Fatalf("%d of 3 went on", over.Load())
		}
		u.Wait()
	})
}
