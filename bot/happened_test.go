package bot

import (
	"fmt"
	"strings"
	"testing"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// hears hands the bot an event of a workspace, and waits until all that follows is done.
func (r *rig) hears(team, event string) {
	r.t.Helper()
	raw := fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":%q,"event_time":%d,"event":%s}`, team, coaching.NewID(), r.clock.Now().Unix(), event)
	if !r.bot.Happened(r.ctx, raw) {
		r.t.Errorf("not taken: %s", event)
	}
	r.bot.work.Wait()
}

// called lists the methods that Slack was called with since the last time.
func (r *rig) called() string {
	var all strings.Builder
	for _, c := range r.wire.take() {
		all.WriteString(c.path + " ")
	}
	return all.String()
}

// TestAfterTheAppWasTakenOutNothingLearnedHolds: not which accounts are closed, and only when it was this workspace's.
func TestAfterTheAppWasTakenOutNothingLearnedHolds(t *testing.T) {
	for _, c := range []struct {
		team, event string
		holds       bool
	}{{"", "app_uninstalled", false}, {"", "tokens_revoked", false}, {"T2", "app_uninstalled", true}, {"T2", "tokens_revoked", true}, {"", "team_rename", true}} {
		r := newRig(t)
		r.engage(anna, maya, "", "Open")
		r.bot.accounts.learn(maya, true, "") // as it was thought
		if c.team == "" {
			c.team = r.bot.team
		}
		r.hears(c.team, `{"type":"`+c.event+`"}`)
		call := r.bot.callOf(maya, "/actions", "")
		if err := r.bot.identify(r.ctx, call); err != nil || (len(call.Mine) == 0) != c.holds {
			t.Errorf("%s of %s: %d parts, %v", c.event, c.team, len(call.Mine), err)
		}
	}
}

// TestNobodyIsToldOfWhatTheyDidNotAsk: events that are for nobody, or about no channel, lead to no message.
func TestNobodyIsToldOfWhatTheyDidNotAsk(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.rests()
	r.called()
	r.hears(r.bot.team, `{"type":"reaction_added","user":"`+maya+`","channel":"`+r.as(maya).ChannelID()+`"}`)
	if got := r.called(); got != "" {
		t.Errorf("an event that nobody listens to: %s", got)
	}
	r.ws.Fail("users.info", 1, sandbox.Refuse("user_not_found"))
	raw := `{"type":"event_callback","team_id":%q,"event_id":"Ev9","event_time":1,"event":{"type":"user_change","event_ts":"1.000001","user":{"id":%q}}}` // long ago: Slack is asked
	r.bot.Happened(r.ctx, fmt.Appendf(nil, raw, r.bot.team, maya))
	r.bot.work.Wait()
	if got := r.called(); !strings.Contains(got, "users.info") || strings.Contains(got, "chat.") {
		t.Errorf("of an account that Slack does not know: %s", got)
	}
}

// TestWhatSlackSaysNowIsTakenAtItsWord: nothing is asked again of what has just happened.
func TestWhatSlackSaysNowIsTakenAtItsWord(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.rests()
	r.called()
	r.hears(r.bot.team, fmt.Sprintf(`{"type":"user_change","event_ts":"%d.000001","user":{"id":%q,"tz":"Europe/London","profile":{"status_emoji":":palm_tree:"}}}`, r.clock.Now().Unix(), maya))
	if got := r.called(); strings.Contains(got, "users.info") || r.person(maya).Absence.Away.IsZero() {
		t.Errorf("%s, away %v", got, r.person(maya).Absence.Away)
	}
}

// TestAFormThatSlackDoesNotOpenIsNotPassedOver: whoever asked for it by a command is told to try again.
func TestAFormThatSlackDoesNotOpenIsNotPassedOver(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.ws.Fail("views.open", 1, sandbox.Refuse("internal_error"))
	r.command(maya, "/reflect", "")
	r.sees(maya, "That took too long to open.")
}

// TestWhatRestsIsDrawnAnewAtOnce: with the account of one of a pair the forms, messages and Home of the other change.
func TestWhatRestsIsDrawnAnewAtOnce(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	r.looksHome(anna)
	r.press(anna, "Read the brief")
	r.sees(anna, canary)
	r.rests()
	bookings := func() (n int) {
		for _, m := range r.as(anna).Messages() {
			n += strings.Count(m.ShownText(), "Book a session")
		}
		return n
	}
	if s := r.screen(anna); !strings.Contains(s, "under way") || bookings() == 0 {
		t.Fatalf("nothing was tried:\n%s", s)
	}
	r.must(r.bot.accountTold(r.ctx, r.person(maya), true))
	r.bot.work.Wait()
	if s := r.screen(anna); strings.Contains(s, canary) || !strings.Contains(s, coaching.NoLonger) || strings.Contains(s, "under way") || bookings() > 0 {
		t.Errorf("as if nothing had happened:\n%s", s)
	}
}

// TestTheSamePersonHasWhatIsOverAgain: with the yes of the other, of the coachee and of the coach.
func TestTheSamePersonHasWhatIsOverAgain(t *testing.T) {
	for _, c := range []struct{ back, other, of string }{{maya, anna, tom}, {anna, maya, ravi}} {
		r := newRig(t)
		if c.back == maya {
			r.engage(c.of, maya, "", "Open")
		} else {
			r.engage(anna, c.of, "", "Open")
		}
		old := r.engagementOf(c.back)
		r.engage(anna, maya, "", "Open")
		e := r.engagementOf(maya)
		old.State = coaching.EngagementEnded
		if c.back == maya {
			old.CoacheeAccount, e.CoacheeAccount = coaching.AccountClaimed, coaching.AccountClaimed
		} else {
			old.CoachAccount, e.CoachAccount = coaching.AccountClaimed, coaching.AccountClaimed
		}
		r.must(r.store.Commit(r.ctx, coaching.Change{Engagements: []coaching.Engagement{old, e}}))
		if said, err := r.pressed(c.other, accountSame, string(e.ID)); err != nil || said != "" {
			t.Fatalf("%s: %q, %v", c.back, said, err)
		}
		for _, id := range []coaching.ID{e.ID, old.ID} {
			if got, err := r.store.Engagement(r.ctx, id); err != nil || got.Suspended() {
				t.Errorf("%s: %+v, %v", c.back, got, err)
			}
		}
	}
}
