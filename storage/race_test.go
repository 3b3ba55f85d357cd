package storage_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

var races = flag.Int("races", 150, "how many times a withdrawal races against a send, on each database")

// TestWithdrawalAgainstSend: a sentence is withdrawn while it is being sent, again and again. Never
// is the intent to send it recorded once the withdrawal has committed, and never is it posted when
// the consent, read last before the post, is gone. Half of the sentences go by their category, and
// it is the category that is withdrawn.
func TestWithdrawalAgainstSend(t *testing.T) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *storage.Store{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s := open(t, func() time.Time { return storagetest.Noon })
			p := storagetest.NewPractice(t, s)
			seed := uint64(time.Now().UnixNano())
			r := &race{t: t, s: s, p: p, rnd: rand.New(rand.NewPCG(seed, 1))}
			began := time.Now()
			for i := range *races {
				r.run(i)
			}
			t.Logf("seed %d: %d races in %s: sent %d, withdrawn in time %d (of these at the last look, after the intent, %d); sent after the withdrawal committed 0",
				seed, *races, time.Since(began).Round(time.Millisecond), r.sent, r.stopped, r.last)
			if *races >= 100 && (r.sent < *races/50 || r.stopped < *races/50) {
				t.Errorf("the races are none: sent %d, withdrawn in time %d", r.sent, r.stopped)
			}
		})
	}
}

// race is one store on which sends and withdrawals race.
type race struct {
	t                   *testing.T
	s                   *storage.Store
	p                   storagetest.Practice
	rnd                 *rand.Rand
	sent, stopped, last int
}

// lot is what one race is about.
type lot struct {
	sentence, category coaching.Consent
	news               coaching.Delivery
	withdraw           coaching.Change
	withdrawn          atomic.Bool      // its commit has returned
	reached            [4]chan struct{} // how far the sending is: begun, deciding, intended, over
}

func (l *lot) reach(stage int) {
	for _, c := range l.reached[:stage+1] {
		select {
		case <-c:
		default:
			close(c)
		}
	}
}

// lay stores a given sentence that is due, under a category or by itself.
func (r *race) lay(i int) *lot {
	e, now := r.p.Engagement, storagetest.Noon
	words := "Maya has had 1 of 8 coaching sessions so far."
	l := &lot{sentence: coaching.Consent{ID: coaching.NewID(), Engagement: e.ID, Recipient: r.p.Sponsor.ID, Milestone: coaching.Milestone(coaching.NewID()),
		Sentence: coaching.Words(words), Hash: coaching.SentenceHash(words), State: coaching.ConsentGiven, Asked: now, Given: now.Add(-coaching.TakeBackFor), Expires: now.AddDate(1, 0, 0)}}
	c := coaching.Change{}
	if i%2 == 1 {
		l.category = l.sentence
		l.category.ID, l.category.Category = coaching.NewID(), coaching.CategoryDates
		l.category.Hash = coaching.PatternsHash()
		l.sentence.Under = l.category.ID
		c.Consents = append(c.Consents, l.category)
	}
	l.news = coaching.NewDelivery(e, coaching.KindSponsorNews, r.p.Sponsor.ID, l.sentence.ID, now)
	c.Consents, c.Deliveries = append(c.Consents, l.sentence), []coaching.Delivery{l.news}
	r.must(r.s.Commit(r.t.Context(), c))
	l.sentence.Version, l.category.Version = 1, 1
	var err error
	if i%2 == 1 {
		_, l.withdraw, err = coaching.WithdrawCategory(e, l.category, []coaching.Consent{l.sentence}, r.p.Coachee, now)
		if i%4 == 1 { // the sentence came about while the category was being withdrawn, which did not know of it
			l.withdraw.Consents, l.withdraw.Cancel = l.withdraw.Consents[1:], nil
		}
	} else {
		_, l.withdraw, err = coaching.Withdraw(e, l.sentence, r.p.Coachee, now)
	}
	r.must(err)
	return l
}

func (r *race) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *race) run(i int) {
	l, lead, behind, stage := r.lay(i), r.rnd.IntN(200), r.rnd.IntN(200), r.rnd.IntN(4)
	for i := range l.reached {
		l.reached[i] = make(chan struct{})
	}
	var posted, intended bool
	var wait sync.WaitGroup
	wait.Go(func() {
		<-l.reached[stage]
		yield(behind)
		if err := r.s.Commit(context.Background(), l.withdraw); err != nil {
			r.t.Errorf("withdraw: %v", err)
		}
		l.withdrawn.Store(true)
	})
	wait.Go(func() {
		l.reach(0)
		yield(lead)
		posted, intended = r.send(l)
		l.reach(3)
	})
	wait.Wait()
	switch {
	case posted:
		r.sent++
	case intended:
		r.last++
		fallthrough
	default:
		r.stopped++
	}
	if *races < 1000 || i%50 == 0 {
		r.logged(l, posted)
	}
}

// yield lets others run, a little longer or shorter.
func yield(n int) {
	for range n {
		runtime.Gosched()
	}
}

// send does what the engine and the bot do: decide and record the intent, look once more, post.
func (r *race) send(l *lot) (posted, intended bool) {
	now := storagetest.Noon
	s, err := r.s.Intend(context.Background(), l.news.ID, now, 0, func(st coaching.Standing) coaching.Verdict {
		gone := l.withdrawn.Load()
		l.reach(1)
		v := coaching.Decide(st, coaching.Rules{}, now)
		runtime.Gosched() // whoever withdraws could do so now, if nothing held them back
		if v.Act == coaching.ActSend && (gone || l.withdrawn.Load()) {
			r.t.Errorf("the intent to send is recorded after the withdrawal committed")
		}
		return v
	})
	if err != nil {
		r.t.Errorf("intend: %v", err)
	}
	if s.Verdict.Act != coaching.ActSend {
		return false, false
	}
	l.reach(2)
	gone := l.withdrawn.Load()
	c, category, err := r.read(l)
	r.must(err)
	if _, err := coaching.ForSponsor(c, category, r.p.Engagement, now); err != nil {
		return false, true
	}
	if gone {
		r.t.Errorf("posted after the withdrawal committed")
	}
	return true, true
}

func (r *race) read(l *lot) (coaching.Consent, *coaching.Consent, error) {
	c, err := r.s.Consent(context.Background(), l.sentence.ID)
	if err != nil || c.Under == "" {
		return c, nil, err
	}
	k, err := r.s.Consent(context.Background(), c.Under)
	return c, &k, err
}

// logged: what was posted stands in the access log, and a withdrawal in the ledger.
func (r *race) logged(l *lot, posted bool) {
	log, err := r.s.AccessLog(r.t.Context(), r.p.Coachee.ID, coaching.Access{}, 0)
	r.must(err)
	told := false
	for _, a := range log {
		told = told || a.ID == l.news.ID && a.What == coaching.AccessSponsorTold
	}
	if posted && !told {
		r.t.Error("posted without a line in the access log")
	}
	id := l.sentence.ID
	if l.sentence.Under != "" {
		id = l.category.ID
	}
	events, err := r.s.ConsentEvents(r.t.Context(), id)
	r.must(err)
	if len(events) != 2 || events[1].State != coaching.ConsentWithdrawn {
		r.t.Errorf("the ledger holds %+v", events)
	}
}
