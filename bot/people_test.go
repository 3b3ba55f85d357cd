package bot

import (
	"errors"
	"testing"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func TestWhoCanTakePart(t *testing.T) {
	b := &Bot{team: "T1", self: "UBOT"}
	for name, x := range map[string]struct {
		u  slack.User
		ok bool
	}{
		"member":              {slack.User{ID: "U1", TeamID: "T1"}, true},
		"guest of the same":   {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true}, true},
		"guest of a channel":  {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true, IsUltraRestricted: true}, false},
		"other workspace":     {slack.User{ID: "U1", TeamID: "T2"}, false},
		"stranger":            {slack.User{ID: "U1", TeamID: "T1", IsStranger: true}, false},
		"bot":                 {slack.User{ID: "U1", TeamID: "T1", IsBot: true}, false},
		"the bot itself":      {slack.User{ID: "UBOT", TeamID: "T1"}, false},
		"Slack's own account": {slack.User{ID: "USLACKBOT", TeamID: "T1"}, false},
		"deactivated":         {slack.User{ID: "U1", TeamID: "T1", Deleted: true}, false},
	} {
		if err := b.welcome(&x.u); (err == nil) != x.ok || err != nil && !coaching.Is(err, coaching.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestZoneOfSomebodyNew(t *testing.T) {
	for _, x := range []struct{ slack, config, want string }{
		{"Asia/Kolkata", "Europe/Berlin", "Asia/Kolkata"}, {"Asia/Calcutta", "UTC", "Asia/Calcutta"},
		{"Mars/Base", "Europe/Berlin", "Europe/Berlin"}, {"", "CET+1", "UTC"},
	} {
		b := &Bot{Config: Config{Zone: x.config}}
		if got := b.zoneOf(&slack.User{TZ: x.slack}); got != x.want {
			t.Errorf("%q, %q: %s", x.slack, x.config, got)
		}
	}
}

func TestUnderMovesARefusalToAField(t *testing.T) {
	var refusal *coaching.Error
	if err := under(coaching.Bad("", "No."), "", "sponsor"); !errors.As(err, &refusal) || refusal.Field != "sponsor" {
		t.Errorf("got %+v", refusal)
	}
	if err := under(coaching.Bad("zone", "No."), "", "sponsor"); !errors.As(err, &refusal) || refusal.Field != "zone" {
		t.Errorf("got %+v", refusal)
	}
	plain := errors.New("no")
	if under(plain, "", "sponsor") != plain {
		t.Error("another error was changed")
	}
}

func TestMentionsInCommands(t *testing.T) {
	for text, want := range map[string]struct {
		mention
		rest string
	}{
		"<@U123|maya> tomorrow 10:00": {mention{user: "U123"}, "tomorrow 10:00"},
		"<@U123>":                     {mention{user: "U123"}, ""},
		"@maya  fri 9":                {mention{name: "maya"}, "fri 9"},
		"@maya":                       {mention{name: "maya"}, ""},
		"tomorrow 10:00":              {mention{}, "tomorrow 10:00"},
		"":                            {mention{}, ""},
	} {
		if m, rest := mentionIn(text); m != want.mention || rest != want.rest {
			t.Errorf("%q: %+v, %q", text, m, rest)
		}
	}
	p := coaching.Person{User: "U123", Name: "Maya Lindqvist"}
	for name, want := range map[string]bool{"maya": true, "Maya": true, "maya.lindqvist": true, "mayalindqvist": true, "may": false, "lindqvist": false, "": false} {
		if got := (mention{name: name}).means(p); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	if (mention{user: "U124"}).means(p) || !(mention{user: "U123"}).means(p) {
		t.Error("a user id decides")
	}
}

// TestSomebodyNewIsSparedFromTheStart: whoever is on leave when they are invited is known to be, and what Slack said of their
// account need not be asked for again.
func TestSomebodyNewIsSparedFromTheStart(t *testing.T) {
	r := newRig(t)
	r.must(r.as(sam).SetStatus(r.ctx, sandbox.Status{Emoji: ":palm_tree:", Text: "On leave"}))
	r.rests()
	p, isNew, err := r.bot.ensurePerson(r.ctx, sam)
	if err != nil || !isNew || p.Absence.Away.IsZero() {
		t.Errorf("%+v, %v", p.Absence, err)
	}
	r.wire.take()
	if gone, err := r.bot.accounts.deleted(r.ctx, sam); err != nil || gone || len(r.wire.take()) > 0 {
		t.Errorf("asked for again: %v, %v", gone, err)
	}
}
