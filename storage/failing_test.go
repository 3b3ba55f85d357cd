package storage_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

var errBadBlock = errors.New("a bad block")

// saysWhy reports whether err tells of a failed statement, and not of something that people did.
func saysWhy(err error) bool { return strings.Contains(err.Error(), "database error of type ") }

// everyKind is a practice with one row of everything that consent, sealing and erasing work on.
type everyKind struct {
	storagetest.Practice
	action            coaching.Action
	entry             coaching.Reflection
	session           coaching.Session
	brief             coaching.Brief
	category, consent coaching.Consent
	news, prompt, due coaching.Delivery
}

func newEveryKind(t *testing.T, s *storage.Store) everyKind {
	t.Helper()
	p := storagetest.NewPractice(t, s)
	noon, e := storagetest.Noon, p.Engagement.ID
	w := everyKind{Practice: p}
	w.action = coaching.Action{ID: coaching.NewID(), Engagement: e, By: p.Coach.ID, Text: coaching.Words("walk"), State: coaching.ActionOpen, Created: noon}
	w.entry = coaching.Reflection{ID: coaching.NewID(), Engagement: e, Text: coaching.Words("words"), Audience: coaching.NextBrief, Created: noon,
		Channel: "D" + string(p.Coachee.ID), Message: "17.1"}
	w.session = coaching.Session{ID: coaching.NewID(), Engagement: e, Coach: p.Coach.ID, Coachee: p.Coachee.ID, Start: noon, Minutes: 60, State: coaching.SessionBooked, Created: noon}
	w.brief = coaching.Brief{ID: coaching.NewID(), Engagement: e, Focus: coaching.Words("x"), Entries: []coaching.ID{w.entry.ID}, Released: noon}
	w.category = coaching.Consent{ID: coaching.NewID(), Engagement: e, Recipient: p.Sponsor.ID, Category: coaching.CategoryDates, Sentence: coaching.Words("Dates."),
		Hash: "d", State: coaching.ConsentGiven, Asked: noon, Given: noon, Expires: noon.AddDate(1, 0, 0)}
	w.consent = w.category
	w.consent.ID, w.consent.Category, w.consent.Milestone, w.consent.Under = coaching.NewID(), "", coaching.MilestoneHalfWay, w.category.ID
	w.news = coaching.NewDelivery(p.Engagement, coaching.KindSponsorNews, p.Sponsor.ID, w.consent.ID, noon)
	w.prompt = coaching.NewDelivery(p.Engagement, coaching.KindActionDue, p.Coachee.ID, w.action.ID, noon)
	w.due = coaching.NewDelivery(p.Engagement, coaching.KindActionFollowUp, p.Coachee.ID, w.action.ID, noon)
	return w
}

func (w everyKind) change() coaching.Change {
	return coaching.Change{
		Once: "once " + string(w.action.ID), Actions: []coaching.Action{w.action}, Reflections: []coaching.Reflection{w.entry}, Sessions: []coaching.Session{w.session},
		Briefs: []coaching.Brief{w.brief}, Consents: []coaching.Consent{w.category, w.consent}, Deliveries: []coaching.Delivery{w.news, w.prompt, w.due},
		Access: []coaching.Access{coaching.NewAccess(w.Engagement, w.Coach.ID, coaching.AccessBriefOpened, storagetest.Noon)},
	}
}

func store(t *testing.T, s *storage.Store, c coaching.Change) {
	t.Helper()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func decides(act coaching.Act) func(coaching.Standing) coaching.Verdict {
	return func(coaching.Standing) coaching.Verdict {
		return coaching.Verdict{Act: act, Reason: "seen", Until: storagetest.Noon.Add(time.Hour)}
	}
}

// intends is an operation that decides over a delivery of one.
func intends(which func(everyKind) coaching.ID, looked int, decide func(coaching.Standing) coaching.Verdict) func(*testing.T, *storage.Store, everyKind) error {
	return func(t *testing.T, s *storage.Store, w everyKind) error {
		_, err := s.Intend(t.Context(), which(w), storagetest.Noon, looked, decide)
		return err
	}
}

func newsOf(w everyKind) coaching.ID   { return w.news.ID }
func promptOf(w everyKind) coaching.ID { return w.prompt.ID }

// operations are what consent, sealing, reading and erasing do with one that is stored. Those that read
// write nothing.
var operations = map[string]func(*testing.T, *storage.Store, everyKind) error{
	"news are sent":      intends(newsOf, 0, decides(coaching.ActSend)),
	"news are held":      intends(newsOf, 0, decides(coaching.ActHold)),
	"news are missed":    intends(newsOf, 0, decides(coaching.ActMiss)),
	"news are cancelled": intends(newsOf, 0, decides(coaching.ActCancel)),
	"news are looked for and sent again": func(t *testing.T, s *storage.Store, w everyKind) error {
		if err := intends(newsOf, 0, decides(coaching.ActSend))(t, s, w); err != nil {
			return err
		}
		if err := intends(newsOf, 0, decides(coaching.ActSend))(t, s, w); err != nil { // somebody is to look
			return err
		}
		return intends(newsOf, 1, decides(coaching.ActSend))(t, s, w)
	},
	"a reminder is sent": intends(promptOf, 0, decides(coaching.ActSend)),
	"a companion is missed": intends(promptOf, 0, func(st coaching.Standing) coaching.Verdict {
		if st.Delivery.Kind == coaching.KindActionFollowUp {
			return coaching.Verdict{Act: coaching.ActMiss, Reason: "late"}
		}
		return coaching.Verdict{Act: coaching.ActSend}
	}),
	"a consent is withdrawn": func(t *testing.T, s *storage.Store, w everyKind) error {
		k := w.consent
		k.Version, k.State, k.Withdrawn = 1, coaching.ConsentWithdrawn, storagetest.Noon
		return s.Commit(t.Context(), coaching.Change{Consents: []coaching.Consent{k}, Cancel: []coaching.Cancel{{Subject: k.ID, Reason: "withdrawn"}}})
	},
	"everything is erased": func(t *testing.T, s *storage.Store, w everyKind) error {
		return s.Commit(t.Context(), coaching.Change{Shred: []coaching.Shred{{Owner: w.Coachee.ID, At: storagetest.Noon}}})
	},
	"an entry is erased": func(t *testing.T, s *storage.Store, w everyKind) error {
		return s.Commit(t.Context(), coaching.Change{Erase: []coaching.ID{w.entry.ID}})
	},
	"reads": func(t *testing.T, s *storage.Store, w everyKind) error {
		ctx, mine := t.Context(), []coaching.ID{w.Engagement.ID}
		_, a := s.ActionIn(ctx, w.action.ID, mine)
		_, b := s.ReflectionIn(ctx, w.entry.ID, mine)
		_, c := s.ReflectionByMessage(ctx, w.entry.Channel, w.entry.Message, mine)
		_, d := s.SessionIn(ctx, w.session.ID, mine)
		_, e := s.ConsentIn(ctx, w.consent.ID, mine)
		_, f := s.DeliveryTo(ctx, w.prompt.ID, w.Coachee.ID)
		_, g := s.AccessLog(ctx, w.Coachee.ID, coaching.Access{}, 0)
		_, h := s.Record(ctx, w.Coachee.ID)
		_, i := s.Consents(ctx, w.Engagement.ID)
		return errors.Join(a, b, c, d, e, f, g, h, i)
	},
}

func (w everyKind) gone(t *testing.T, s *storage.Store) bool {
	t.Helper()
	_, err := s.Reflection(t.Context(), w.entry.ID)
	return coaching.Is(err, coaching.NotFound)
}

// intended reports whether the first attempt at the news is recorded, and no other.
func (w everyKind) intended(t *testing.T, s *storage.Store) bool {
	t.Helper()
	d, err := s.Delivery(t.Context(), w.news.ID)
	return err == nil && d.State == coaching.DeliveryIntended && d.Attempts == 1
}

func (w everyKind) withdrawn(t *testing.T, s *storage.Store) bool {
	t.Helper()
	k, err := s.Consent(t.Context(), w.consent.ID)
	return err == nil && k.State == coaching.ConsentWithdrawn
}

// TestNoFailureOfTheDatabasePassesForSuccess has, of all that consent, sealing and erasing ask of the database,
// one statement after the other fail: nothing that failed is called done, and nothing is half done. What was destroyed
// or taken back before the failure stays so, and the list of it outside the database is completed later.
func TestNoFailureOfTheDatabasePassesForSuccess(t *testing.T) {
	for name, run := range operations {
		t.Run(name, func(t *testing.T) {
			s := storagetest.SQLite(t, storagetest.Fixed)
			failing := storage.NewFailing(t, s)
			n := 1
			for ; ; n++ {
				w := newEveryKind(t, s)
				store(t, s, w.change())
				before := storagetest.Dump(t, s)
				failing.Nth(n, errBadBlock)
				err := run(t, s, w)
				if !failing.Came() {
					if err != nil {
						t.Fatalf("nothing failed, and yet: %v", err)
					}
					break
				}
				done := strings.HasSuffix(name, "erased") && w.gone(t, s) || name == "a consent is withdrawn" && w.withdrawn(t, s)
				begun := name == "news are looked for and sent again" && w.intended(t, s)
				switch {
				case err == nil && !(done && name == "a consent is withdrawn"):
					t.Errorf("statement %d failed, and it says success", n)
				case err != nil && !saysWhy(err):
					t.Errorf("statement %d failed, and it says: %v", n, err)
				case storagetest.Dump(t, s) != before && !done && !begun:
					t.Errorf("statement %d failed, and something was written", n)
				case done && !storage.Unlisted(s):
					t.Errorf("statement %d failed, and nobody completes the list", n)
				}
				if err := s.Prune(t.Context(), storagetest.Noon); err != nil || storage.Unlisted(s) {
					t.Errorf("after statement %d the list is not completed: %v", n, err)
				}
			}
			if n < 5 {
				t.Errorf("%d statements only", n-1)
			}
		})
	}
}

// TestNoFirstKeyWithoutItsRow: of a first entry, for which a key is made, one statement after the other fails.
func TestNoFirstKeyWithoutItsRow(t *testing.T) {
	s := storagetest.SQLite(t, storagetest.Fixed)
	failing := storage.NewFailing(t, s)
	for n := 1; ; n++ {
		w := newEveryKind(t, s)
		before := storagetest.Dump(t, s)
		failing.Nth(n, errBadBlock)
		err := s.Commit(t.Context(), w.change())
		if !failing.Came() {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		if err == nil || !saysWhy(err) || storagetest.Dump(t, s) != before {
			t.Errorf("statement %d failed, and something was written, or it says something else: %v", n, err)
		}
	}
}

// TestWordsThatAreNoWordsAreRefused: a value that opens and holds no words of its kind is damage, not an entry.
func TestWordsThatAreNoWordsAreRefused(t *testing.T) {
	s := storagetest.SQLite(t, storagetest.Fixed)
	w := newEveryKind(t, s)
	store(t, s, w.change())
	for name, padded := range map[string][]byte{
		"no words": storage.Pad([]byte("no words")), "another kind": storage.Pad([]byte("[1,2]")), "nothing": {}, "cut": []byte{0, 0},
		"a length beyond": append([]byte{0xff, 0xff, 0xff, 0xff}, make([]byte, 252)...),
	} {
		storage.Reseal(t, s, "reflections", w.Engagement.ID, w.entry.ID, 1, padded)
		got, err := s.Reflection(t.Context(), w.entry.ID)
		if err == nil || coaching.Is(err, coaching.NotFound) || !got.Text.Empty() || strings.Contains(err.Error(), "no words") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAKeyThatWasAlteredIsDamage, and neither an entry that is not there nor a reason to make another key.
func TestAKeyThatWasAlteredIsDamage(t *testing.T) {
	s := storagetest.SQLite(t, storagetest.Fixed)
	w := newEveryKind(t, s)
	store(t, s, w.change())
	if _, err := s.SQLDB().ExecContext(t.Context(), "UPDATE owner_keys SET wrapped = CAST(substr(wrapped, 1, length(wrapped) - 1) || x'00' AS BLOB)"); err != nil {
		t.Fatal(err)
	}
	before := storagetest.Dump(t, s)
	_, read := s.Reflection(t.Context(), w.entry.ID)
	next := w.entry
	next.ID, next.Message = coaching.NewID(), ""
	write := s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{next}})
	for what, err := range map[string]error{"read": read, "write": write} {
		if err == nil || !strings.Contains(err.Error(), "was altered") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if storagetest.Dump(t, s) != before {
		t.Error("something was written")
	}
}
