package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func dueOnFriday(r *rig, n int, words func(int) string) {
	for i := range n {
		r.command(maya, "/actions", fmt.Sprintf("add %02d %s by 2026-11-27", i, words(i)))
	}
	r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.actions(maya)) == n }))
}

// 18 due items are 53 blocks (invalid_blocks), or 6 with markup are too long: all missed for good.
func TestManyDueItemsAreNotLost(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	dueOnFriday(r, 20, func(int) string { return "call the bank" })
	r.until(friday.Add(time.Minute))
	if !strings.Contains(r.screen(maya), "Today is the day") {
		t.Error("nothing arrived")
	}
}

func TestMarkupHeavyItemsAreNotLost(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	dueOnFriday(r, 9, func(int) string { return strings.Repeat("&", 290) })
	r.until(friday.Add(time.Minute))
	if !strings.Contains(r.screen(maya), "Today is the day") {
		t.Error("nothing arrived")
	}
}

type downAfterCommit struct {
	Store
	down atomic.Bool
}

func (s *downAfterCommit) Commit(ctx context.Context, c coaching.Change) error {
	err := s.Store.Commit(ctx, c)
	s.down.Store(s.down.Load() || err == nil)
	return err
}

func (s *downAfterCommit) Consents(ctx context.Context, id coaching.ID) ([]coaching.Consent, error) {
	if s.down.Load() {
		return nil, errors.New("down")
	}
	return s.Store.Consents(ctx, id)
}

func (s *downAfterCommit) Sessions(ctx context.Context, id coaching.ID) ([]coaching.Session, error) {
	if s.down.Load() {
		return nil, errors.New("down")
	}
	return s.Store.Sessions(ctx, id)
}

// stored, and the person is told that nothing changed.
func TestSharedIsNeverCalledUnchanged(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.command(maya, "/coaching", "sponsor")
	r.sees(maya, "Your sponsor could be told")
	r.still(func() { r.bot.Store = &downAfterCommit{Store: r.store} })
	r.press(maya, "Share")
	r.sees(maya, "It is sent on")
	r.sent(5 * time.Minute)
	r.sees(helen, "accepted the coaching agreement")
	r.misses(maya, "nothing has changed")
}

func TestClosedIsNeverCalledUnchanged(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/coaching", "close")
	r.still(func() { r.bot.Store = &downAfterCommit{Store: r.store} })
	r.press(anna, "Close the engagement")
	r.sees(anna, "Saved.")
	r.misses(anna, "nothing has changed")
}

// a second "Later" cancels the repetition and its own insert collides with the cancelled key.
func TestLaterTwiceStillAsks(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.later(maya, "Later", "Tomorrow")
	r.sees(maya, "I will ask again on")
	r.clock.set(asked.Add(30 * time.Minute))
	r.later(maya, "Another time", "Tomorrow")           // the same Monday morning
	r.until(asked.AddDate(0, 0, 3).Add(-6 * time.Hour)) // Monday 09:00
	r.shows(maya, "Friday's questions are still open.", 1)
}

// questions that the coachee turned off.
func TestResumeLeavesQuestionsOff(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	s, err := r.store.ScheduleOf(r.ctx, r.pair(maya).ID)
	r.must(err)
	s.Paused = true
	r.must(r.store.Commit(r.ctx, coaching.Change{Schedules: []coaching.Schedule{s}}))
	r.command(anna, "/coaching", "pause")
	r.sees(anna, "Paused.")
	r.command(anna, "/coaching", "resume")
	r.sees(anna, "Welcome back")
	if s, err = r.store.ScheduleOf(r.ctx, s.Engagement); err != nil || !s.Paused {
		t.Errorf("the coach turned the coachee's questions on again: %v", err)
	}
}

// two coachees of one first name.
func TestProposalToTheRightMaya(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, sam, "", "Open")
	p := r.person(sam)
	p.Name = "Maya Doyle"
	r.must(r.store.Commit(r.ctx, coaching.Change{People: []coaching.Person{p}}))
	r.bot.Command(r.ctx, slack.SlashCommand{TeamID: r.bot.Team(), UserID: anna, Command: "/actions", Text: "add @Maya Tell nobody by Friday", TriggerID: "t", ChannelID: "C1"})
	if n := len(r.actions(maya)) + len(r.actions(sam)); n != 0 {
		t.Errorf("%d proposals to one of two people of that name", n)
	}
}

// one schedule that cannot be read holds up everybody's messages.
func TestOneBadRowDoesNotStopEverybody(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, ravi, "", "Open")
	dueOnFriday(r, 1, func(int) string { return "call the bank" })
	_, err := r.store.SQLDB().Exec("UPDATE engagements SET first_day='x' WHERE id = ?", string(r.pair(ravi).ID))
	r.must(err)
	r.clock.set(friday.Add(31 * time.Minute)) // Ravi's 15:00
	_ = r.engine.Drain(r.ctx)
	r.sees(maya, "Today is the day")
}

type failing struct {
	Store
	commits, reads atomic.Bool
}

func (f *failing) Commit(ctx context.Context, c coaching.Change) error {
	if f.commits.Load() {
		return errors.New("down")
	}
	return f.Store.Commit(ctx, c)
}

func (f *failing) PersonBySlack(ctx context.Context, team, user string) (coaching.Person, error) {
	if f.reads.Load() {
		return coaching.Person{}, errors.New("down")
	}
	return f.Store.PersonBySlack(ctx, team, user)
}

// told "nothing has changed", then Slack's own redelivery stores it.
func TestTypedWordsAreNotCalledLost(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ch, err := r.bot.openDM(r.ctx, maya)
	r.must(err)
	f := &failing{Store: r.store}
	f.commits.Store(true)
	r.still(func() { r.bot.Store = f })
	e := fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev1","event":%s}`, r.bot.Team(), strings.ReplaceAll(typedEvent(maya, stamp(5), "words"), `"DM"`, fmt.Sprintf("%q", ch)))
	for range 2 {
		if r.bot.Happened(r.ctx, e) {
			t.Fatal("taken")
		}
	}
	r.sees(maya, "could not keep this yet")
	r.bot.work.Wait()
	if n := strings.Count(r.screen(maya), "could not keep this yet"); n != 1 {
		t.Errorf("said %d times", n)
	}
	f.commits.Store(false)
	if !r.bot.Happened(r.ctx, e) || len(r.entries(maya)) != 1 {
		t.Fatal("not stored")
	}
	r.misses(maya, "nothing has changed")
	r.bot.unkept.Range(func(any, any) bool { t.Error("it is thought to be not kept"); return false })
}

func TestOpeningHomeNeverSendsAMessage(t *testing.T) {
	r := newRig(t)
	ch, err := r.bot.openDM(r.ctx, sam)
	r.must(err)
	f := &failing{Store: r.store}
	f.reads.Store(true)
	r.still(func() { r.bot.Store = f })
	for range 2 {
		r.bot.Happened(r.ctx, fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"EvH","event":{"type":"app_home_opened","user":%q,"channel":%q,"tab":"home"}}`, r.bot.Team(), sam, ch))
	}
	r.must(r.engine.Stop(r.ctx))
	r.must(r.bot.Close(r.ctx)) // what comes after an answer has been sent
	if n := len(r.as(sam).Messages()); n != 0 {
		t.Errorf("a stranger who opened Home gets %d messages", n)
	}
}

// response urls are keys for half an hour.
func TestResponseURLsStayOutOfLogs(t *testing.T) {
	var log bytes.Buffer
	b := &Bot{Config: Config{HTTP: &http.Client{Timeout: time.Second}, Log: slog.New(slog.NewTextHandler(&log, nil))}}
	if err := b.whisper(t.Context(), &Call{Reply: "http://127.0.0.1:1/commands/T1/2/SECRET"}, &Note{Text: "x"}); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("the error says %v", err)
	}
}

// links as Slack escapes them.
func TestLinksOfCommandsAreUnescaped(t *testing.T) {
	w, err := coaching.ReadWhen("tomorrow 10:00 <https://zoom.us/j/1?a=1&amp;pwd=2>", rigStart, time.UTC)
	if err != nil || w.Rest != "https://zoom.us/j/1?a=1&pwd=2" {
		t.Errorf("%q %v", w.Rest, err)
	}
}

// words that a rule refuses come back in the form, with the reason: nobody types them again.
func TestRefusedWordsStay(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for user, text := range map[string]string{maya: "add Call the bank by 2020-01-01", anna: "add @maya Call the bank by 2020-01-01"} {
		r.command(user, "/actions", text)
		r.sees(user, "Your words are still here.")
		label := "What will you do?"
		if user == anna {
			label = "What could they do?"
		}
		if got := r.as(user).Input(label); got != "Call the bank" {
			t.Errorf("%s finds %q in the form", user, got)
		}
		r.fill(user, "Due date", "2026-11-27")
		r.submit(user)
	}
	r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.actions(maya)) == 2 }))
}
