package storage_test

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// yes is what a coachee allowed, showed and wrote, and can take back.
type yes struct {
	t        *testing.T
	consent  coaching.Consent
	brief    coaching.Brief
	session  coaching.Session
	question coaching.Consent
}

func newYes(t *testing.T, s *storage.Store) yes {
	t.Helper()
	p := storagetest.NewPractice(t, s)
	consent := func(milestone coaching.Milestone, state coaching.ConsentState) coaching.Consent {
		c := coaching.Consent{ID: coaching.NewID(), Engagement: p.Engagement.ID, Recipient: p.Sponsor.ID, Milestone: milestone, State: state,
			Sentence: coaching.Words("Maya has begun."), Hash: coaching.SentenceHash("Maya has begun."), Asked: storagetest.Noon}
		if state == coaching.ConsentGiven {
			c.Given, c.Expires = storagetest.Noon, storagetest.Noon.AddDate(1, 0, 0)
		}
		return c
	}
	y := yes{t: t, consent: consent("begun", coaching.ConsentGiven), question: consent("half", coaching.ConsentAsked)}
	y.brief = coaching.Brief{ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: coaching.Words("What I want you to see"), Released: storagetest.Noon}
	y.session = coaching.Session{ID: coaching.NewID(), Engagement: p.Engagement.ID, Coach: p.Coach.ID, Coachee: p.Coachee.ID, Minutes: 60,
		Start: storagetest.Noon.AddDate(0, 0, -1), State: coaching.SessionCancelled, Reason: coaching.Words("my board"), Created: storagetest.Noon}
	y.commit(s, coaching.Change{Consents: []coaching.Consent{y.consent, y.question}, Briefs: []coaching.Brief{y.brief}, Sessions: []coaching.Session{y.session}})
	return y
}

func (y yes) commit(s *storage.Store, c coaching.Change) {
	y.t.Helper()
	if err := s.Commit(y.t.Context(), c); err != nil {
		y.t.Fatal(err)
	}
}

// stands fails unless all of it is as the coachee gave it, or all of it is taken back and emptied.
func (y yes) stands(s *storage.Store, want bool) {
	y.t.Helper()
	ctx := y.t.Context()
	k, err := s.Consent(ctx, y.consent.ID)
	if err != nil || (k.State == coaching.ConsentGiven) != want {
		y.t.Errorf("the consent is %s (%v), stands: want %v", k.State, err, want)
	}
	q, err := s.Consent(ctx, y.question.ID)
	if err != nil || q.Sentence.Empty() == want || (q.State == coaching.ConsentAsked) != want {
		y.t.Errorf("the question is %s, empty %v (%v), stands: want %v", q.State, q.Sentence.Empty(), err, want)
	}
	b, err := s.LatestBrief(ctx, y.brief.Engagement)
	if err != nil || b.Readable() != want {
		y.t.Errorf("the brief can be read: %v (%v), want %v", b.Readable(), err, want)
	}
	m, err := s.Session(ctx, y.session.ID)
	if err != nil || m.Reason.Empty() == want {
		y.t.Errorf("the reason is empty: %v (%v), stands: want %v", m.Reason.Empty(), err, want)
	}
}

// takeBack takes everything back and out.
func (y yes) takeBack(s *storage.Store) {
	y.t.Helper()
	ctx := y.t.Context()
	at := storagetest.Noon.Add(time.Hour)
	k, err := s.Consent(ctx, y.consent.ID)
	if err != nil {
		y.t.Fatal(err)
	}
	k.State, k.Withdrawn = coaching.ConsentWithdrawn, at
	q, err := s.Consent(ctx, y.question.ID)
	if err != nil {
		y.t.Fatal(err)
	}
	b, err := s.LatestBrief(ctx, y.brief.Engagement)
	if err != nil {
		y.t.Fatal(err)
	}
	b.Withdrawn = at
	m, err := s.Session(ctx, y.session.ID)
	if err != nil {
		y.t.Fatal(err)
	}
	y.commit(s, coaching.Change{Consents: []coaching.Consent{k, q.WithoutSentence(at)}, Briefs: []coaching.Brief{b}})
	y.commit(s, coaching.Change{Sessions: []coaching.Session{m.WithoutWords(at)}, Empty: []coaching.ID{m.ID, q.ID}})
}

// TestTakenBackStaysTakenBackAfterAnOlderBackupIsRestored: a consent that was withdrawn does not stand again, a
// brief that was taken back is not shown again, and words that were taken out of a session or a
// sentence do not come back.
func TestTakenBackStaysTakenBackAfterAnOlderBackupIsRestored(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			back, stays, again := newYes(t, s), newYes(t, s), newYes(t, s)
			older := backup(t, s)
			back.takeBack(s)
			back.stands(s, false)
			closeStore(t, s)
			older.restore(t, d)
			for range 2 { // the second start finds nothing more to do
				s = d.mustOpen(t)
				back.stands(s, false)
				stays.stands(s, true)
				closeStore(t, s)
			}
			// What was given again stands, in a backup of its time too.
			s = d.mustOpen(t)
			k, err := s.Consent(t.Context(), again.consent.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, state := range []coaching.ConsentState{coaching.ConsentWithdrawn, coaching.ConsentGiven} {
				k.State = state
				again.commit(s, coaching.Change{Consents: []coaching.Consent{k}})
				k.Version++
			}
			newer := backup(t, s)
			closeStore(t, s)
			newer.restore(t, d)
			s = d.mustOpen(t)
			again.stands(s, true)
			stays.stands(s, true)
			// And what is taken back a second time is taken back.
			k.State = coaching.ConsentWithdrawn
			again.commit(s, coaching.Change{Consents: []coaching.Consent{k}})
			closeStore(t, s)
			newer.restore(t, d)
			s = d.mustOpen(t)
			defer closeStore(t, s)
			if k, err := s.Consent(t.Context(), again.consent.ID); err != nil || k.State != coaching.ConsentWithdrawn {
				t.Errorf("a consent that was withdrawn twice is %s (%v)", k.State, err)
			}
		})
	}
}

// TestWithdrawingWorksWithoutTheList: nothing may keep a coachee from withdrawing.
func TestWithdrawingWorksWithoutTheList(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			y := newYes(t, s)
			older := backup(t, s)
			diesAt(s, "confirm")
			k := y.consent
			k.Version, k.State, k.Withdrawn = 1, coaching.ConsentWithdrawn, storagetest.Noon
			y.commit(s, coaching.Change{Consents: []coaching.Consent{k}})
			storage.BreakOff(s, nil)
			if err := s.Prune(t.Context(), storagetest.Noon); err != nil { // the hourly tidying
				t.Fatal(err)
			}
			closeStore(t, s)
			older.restore(t, d)
			s = d.mustOpen(t)
			defer closeStore(t, s)
			if k, err := s.Consent(t.Context(), k.ID); err != nil || k.State != coaching.ConsentWithdrawn {
				t.Errorf("the consent is %s (%v)", k.State, err)
			}
		})
	}
}
