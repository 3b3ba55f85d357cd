package bot

import (
	"context"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"interlude/bot/export"
	"interlude/bot/sandbox"
	"interlude/coaching"
)

// closesAll closes whatever forms a person has open.
func (r *rig) closesAll(user string) {
	r.t.Helper()
	if r.as(user).Modal() != nil {
		r.must(r.as(user).CloseAll(r.ctx))
	}
}

// TestErasedEntryLeavesTheOpenBrief: what the coach has open on the screen changes too, and what
// they open next holds nothing of it.
func TestErasedEntryLeavesTheOpenBrief(t *testing.T) {
	for name, erase := range map[string]func(r *rig){
		"one reflection": func(r *rig) {
			r.command(maya, "/coaching", "mydata")
			r.press(maya, "Read everything")
			r.deletes("reflection", func(p coaching.Part) coaching.ID { return p.Reflections[0].ID })
			r.sees(maya, "Deleted")
			r.misses(maya, "I listened first.")
		},
		"the action": func(r *rig) {
			r.command(maya, "/coaching", "mydata")
			r.press(maya, "Read everything")
			r.deletes("action", func(p coaching.Part) coaching.ID { return p.Actions[0].ID })
			r.sees(maya, "Deleted")
		},
		"the brief": func(r *rig) {
			r.command(maya, "/coaching", "mydata")
			r.press(maya, "Read everything")
			r.deletes("brief", func(p coaching.Part) coaching.ID { return p.Briefs[0].ID })
			r.sees(maya, "Deleted")
		},
		"a period": func(r *rig) {
			r.command(maya, "/coaching", "mydata")
			r.press(maya, "Erase a period")
			r.fill(maya, "First day", "2026-11-23", "Last day", "2026-11-23")
			r.submit(maya)
			r.sees(maya, "2 reflections")
			r.press(maya, "Erase")
			r.sees(maya, "Erased.")
			r.sees(maya, "2 reflections, 1 action, 1 brief, 1 sentence for a sponsor")
		},
		"taking it back": func(r *rig) {
			r.command(maya, "/coaching", "brief")
			r.press(maya, "Take it back")
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wroteAll("Sealed")
			r.command(anna, "/coaching", "brief @maya")
			r.sees(anna, "I listened first.")
			r.sees(anna, "Delegate the report")
			erase(r)
			r.sees(anna, "What stood here is no longer there")
			r.misses(anna, "I listened first.")
			r.misses(anna, "Delegate the report")
			r.press(anna, "See what there is now")
			if name != "the action" {
				r.misses(anna, "I listened first.")
			}
			if name != "taking it back" && name != "the brief" && name != "one reflection" {
				r.misses(anna, "Delegate the report")
			}
		})
	}
}

// deletes presses Delete beside an entry of the list.
func (r *rig) deletes(kind string, which func(coaching.Part) coaching.ID) {
	r.t.Helper()
	id := string(which(r.record(maya).Parts[0]))
	r.must(r.as(maya).PressInForged(r.ctx, r.as(maya).Modal().ID, mydataDelete, map[string]any{"value": kind + ":" + id}))
}

// TestPeriodThatGrewIsShownAnew: what was written after the counts were shown is not erased unseen.
func TestPeriodThatGrewIsShownAnew(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Erase a period")
	r.fill(maya, "First day", "2026-11-23", "Last day", "2026-11-23")
	r.submit(maya)
	r.sees(maya, "2 reflections")
	_, err := r.as(maya).Say(r.ctx, "One more.")
	r.must(err)
	r.sees(maya, "Kept")
	r.press(maya, "Erase")
	r.sees(maya, "3 reflections")
	if n := r.record(maya).Counts().Reflections; n != 3 {
		t.Fatalf("%d reflections are left", n)
	}
	r.press(maya, "Erase")
	r.sees(maya, "3 reflections, 1 action, 1 brief")
	if n := r.record(maya).Counts().Sum(); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

// TestRetention: after the end, two notices, then the work goes; at the end of the second time a
// last notice, and nothing is left.
func TestRetention(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.command(anna, "/coaching", "close")
	r.press(anna, "Close the engagement")
	r.drain()
	r.closesAll(anna)
	closed := r.record(maya).Parts[0].Engagement.Closed
	if closed.IsZero() {
		t.Fatal("it was not closed")
	}
	days := func(n int) time.Time { return closed.AddDate(0, 0, n) }
	notices := func() int { return strings.Count(r.inbox(maya), "Until then you can take a copy") }
	for _, step := range []struct {
		until            time.Time
		notices, entries int
	}{{days(76).Add(-time.Hour), 0, 6}, {days(79), 1, 6}, {days(88).Add(-time.Hour), 1, 6}, {days(90).Add(-time.Hour), 2, 6}} {
		r.until(step.until)
		if n, left := notices(), r.record(maya).Counts().Sum(); n != step.notices || left != step.entries {
			t.Fatalf("at %v %d notices and %d entries, want %d and %d\n%s", step.until, n, left, step.notices, step.entries, r.inbox(maya))
		}
	}
	r.until(days(93))
	rec := r.record(maya)
	if c := rec.Counts(); c.Reflections+c.Actions+c.Briefs != 0 || c.Sentences != 2 || len(rec.Parts[0].Acceptances) == 0 || len(rec.Receipts) != 1 || rec.Receipts[0].Cause != coaching.CauseRetired {
		t.Fatalf("after 90 days there is %+v, %+v", c, rec.Receipts)
	}
	r.sees(maya, "There is a receipt for you")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.inbox(maya), "Delegate the report") }))
	r.until(days(719))
	r.sees(maya, "I also delete that there was a coaching")
	r.until(days(731))
	if _, err := r.store.PersonBySlack(r.ctx, "T0SANDBOX1", maya); !coaching.Is(err, coaching.NotFound) {
		t.Errorf("the person is still known: %v", err)
	}
	if _, err := r.store.PersonBySlack(r.ctx, "T0SANDBOX1", anna); err != nil {
		t.Errorf("the coach is gone: %v", err)
	}
	r.command(maya, "/coaching", "mydata")
	r.sees(maya, coaching.Neutral)
}

// TestEraseEarly: what is over goes at once when the coachee says so, and no notice comes any more.
func TestEraseEarly(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Sealed")
	r.command(anna, "/coaching", "close")
	r.press(anna, "Close the engagement")
	r.drain()
	r.closesAll(anna)
	closed := r.record(maya).Parts[0].Engagement.Closed
	r.until(closed.AddDate(0, 0, 79))
	r.press(maya, "Erase now")
	r.sees(maya, "2 reflections, 1 action, 1 brief")
	if c := r.record(maya).Counts(); c.Reflections+c.Actions+c.Briefs != 0 {
		t.Errorf("there is still %+v", c)
	}
	r.until(closed.AddDate(0, 0, 95))
	if n := strings.Count(r.inbox(maya), "Until then you can take a copy"); n != 0 {
		t.Errorf("%d notices still say that something is erased:\n%s", n, r.inbox(maya))
	}
}

// TestMadePassphrase: it is shown once and opens the file.
func TestMadePassphrase(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.command(maya, "/coaching", "export")
	r.submit(maya)
	made := regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){4}`).FindString(r.screen(maya))
	if made == "" {
		t.Fatalf("no passphrase is shown:\n%s", r.screen(maya))
	}
	rec, err := export.Read(r.file(maya), coaching.Words(made))
	r.must(err)
	if len(rec.Parts) != 1 {
		t.Errorf("%+v", rec)
	}
	v := r.as(maya).Modal()
	if strings.Contains(v.PrivateMetadata, made) {
		t.Error("the passphrase stands in the form's metadata")
	}
	r.must(r.as(maya).CloseAll(r.ctx))
	if text := r.screen(maya) + r.log.String(); strings.Contains(text, made) {
		t.Error("the passphrase is shown again")
	}
}

// TestCopyThatFails says so, whatever Slack answers, and what may work again is tried again.
func TestCopyThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		times  int
		fault  sandbox.Fault
		says   string // empty: it comes all the same
	}{
		"not allowed":           {"files.getUploadURLExternal", -1, sandbox.Refuse("missing_scope"), "has not allowed me to send files"},
		"refused":               {"files.getUploadURLExternal", -1, sandbox.Refuse("file_upload_size_restricted"), "could not be sent"},
		"limited once":          {"files.getUploadURLExternal", 1, sandbox.RateLimited(1), ""},
		"an error once":         {"files.completeUploadExternal", 1, sandbox.Refuse("ratelimited"), ""},
		"no answer at the end":  {"files.completeUploadExternal", 1, sandbox.CutAfterAccept, "may have arrived or not"},
		"not for this long":     {"files.getUploadURLExternal", -1, sandbox.RateLimited(600), "could not be sent"},
		"a server that is down": {"files.getUploadURLExternal", -1, sandbox.ServerError, "could not be sent"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wroteAll("Open")
			r.ws.Fail(c.method, c.times, c.fault)
			r.command(maya, "/coaching", "export")
			r.fill(maya, "Passphrase", "a horse in the rain")
			r.submit(maya)
			if c.says != "" {
				r.sees(maya, c.says)
			} else {
				_, err := export.Read(r.file(maya), coaching.Words("a horse in the rain"))
				r.must(err)
			}
			if text := r.log.String(); strings.Contains(text, "a horse") || strings.Contains(text, "/upload/") {
				t.Errorf("the log holds a secret: %s", text)
			}
			// A form that was closed cannot tell: then a message does.
			if name == "refused" {
				r.command(maya, "/coaching", "export")
				r.submit(maya)
				r.closesAll(maya)
				r.must(r.ws.WaitFor(r.ctx, func() bool { return strings.Contains(r.inbox(maya), "could not be sent") || r.as(maya).Modal() != nil }))
			}
		})
	}
}

// TestACopyThatFailsAtOnceIsTold: sooner than Slack has the answer that says that the file is coming.
func TestACopyThatFailsAtOnceIsTold(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.ws.Fail("files.getUploadURLExternal", -1, sandbox.Refuse("file_upload_size_restricted"))
	r.still(func() {
		k := key{submission, mydataMake}
		one := r.bot.routes[k]
		do := one.do
		one.do = func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
			a, err := do(b, ctx, c)
			for {
				if _, busy := b.copying.Load(c.Person.ID); !busy || ctx.Err() != nil {
					return a, err
				}
				runtime.Gosched()
			}
		}
		r.bot.routes[k] = one
	})
	r.command(maya, "/coaching", "export")
	r.fill(maya, "Passphrase", "a horse in the rain")
	r.submit(maya)
	r.sees(maya, "could not be sent")
}

// TestWeakPassphraseIsRefused under its field, and the words stay in the form.
func TestWeakPassphraseIsRefused(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.command(maya, "/coaching", "export")
	r.fill(maya, "Passphrase", "short")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if !strings.Contains(errs["passphrase"], "at least 12") {
		t.Errorf("%v", errs)
	}
	if n := len(r.record(maya).Access); n > 0 && r.record(maya).Access[0].What == coaching.AccessExport {
		t.Error("it counts as a copy")
	}
}

// TestAfterEverything: a new coaching with the same person begins empty, with a new key.
func TestAfterEverything(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.asksErasure()
	r.until(rigStart.Add(25 * time.Hour))
	r.closesAll(maya)
	r.engage(anna, maya, "", "Sealed")
	r.reflects("A new beginning.", "Only for me")
	rec := r.record(maya)
	if n := rec.Counts(); len(rec.Parts) != 2 || n.Reflections != 1 {
		t.Errorf("%d parts, %+v", len(rec.Parts), n)
	}
	r.command(maya, "/coaching", "mydata")
	r.sees(maya, "1 reflection")
	r.press(maya, "Read everything")
	r.sees(maya, "A new beginning.")
	r.misses(maya, "I was afraid.")
}

// TestKeepFromHome: the way back stands on Home too.
func TestKeepFromHome(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Sealed")
	r.asksErasure()
	r.must(r.as(maya).OpenHome(r.ctx))
	r.must(r.ws.WaitFor(r.ctx, func() bool {
		h := r.as(maya).Home()
		return h != nil && strings.Contains(sandbox.TextOf(h.Blocks), "Keep my data")
	}))
	r.must(r.as(maya).PressHome(r.ctx, "Keep my data"))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(sandbox.TextOf(r.as(maya).Home().Blocks), "Keep my data") }))
	r.until(rigStart.Add(25 * time.Hour))
	if n := r.record(maya).Counts().Sum(); n != 5 {
		t.Errorf("%d entries", n)
	}
}

// TestClosedAccountSeesNothing: an account that came back, and that nobody has confirmed yet, is
// shown nothing, gets no copy, and erases nothing.
func TestClosedAccountSeesNothing(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.closes(maya, true)
	r.closes(maya, false)
	for _, word := range []string{"mydata", "export"} {
		r.command(maya, "/coaching", word)
		r.sees(maya, coaching.Neutral)
	}
	r.misses(maya, "I was afraid.")
	if r.as(maya).Modal() != nil {
		t.Error("a form is open")
	}
}
