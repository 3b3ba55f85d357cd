package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/bot/export"
	"interlude/bot/sandbox"
	"interlude/coaching"
)

// wrote plays a coaching in which everything was written once.
func (r *rig) wroteAll(way string) {
	r.t.Helper()
	r.engage(anna, maya, helen, way)
	r.reflects("I listened first.", "For my next brief")
	r.reflects("I was afraid.", "Only for me")
	r.command(maya, "/actions", "add Delegate the report by tomorrow")
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "Saying no")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
}

func (r *rig) reflects(words, audience string) {
	r.t.Helper()
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], words, "Who may read this?", audience)
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
}

func (r *rig) record(user string) coaching.Record {
	r.t.Helper()
	p, err := r.store.PersonBySlack(r.ctx, "T0SANDBOX1", user)
	r.must(err)
	rec, err := r.store.Record(r.ctx, p.ID)
	r.must(err)
	return rec
}

// TestReadEverything: the coachee sees all that is stored, and nobody else can open it.
func TestReadEverything(t *testing.T) {
	for _, way := range []string{"Open", "Sealed"} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			r.wroteAll(way)
			r.command(maya, "/coaching", "mydata")
			r.sees(maya, "2 reflections")
			r.press(maya, "Read everything")
			for _, words := range []string{"I listened first.", "I was afraid.", "Delegate the report", "Saying no", "Anna Berg", "Helen Price"} {
				r.sees(maya, words)
			}
			r.must(r.as(maya).CloseAll(r.ctx))
			for _, other := range []string{anna, helen, sam} {
				r.command(other, "/coaching", "mydata")
				r.sees(other, coaching.Neutral)
				r.misses(other, "I was afraid.")
			}
		})
	}
}

// TestCopyComesAsALockedFile: everything, in one file in the direct message that the passphrase
// opens, and only it.
func TestCopyComesAsALockedFile(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Sealed")
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Take a copy")
	r.fill(maya, "Passphrase", "a horse in the rain")
	before := r.record(maya)
	r.submit(maya)
	r.sees(maya, "The file is being made")
	file := r.file(maya)
	got, err := export.Read(file, coaching.Words("a horse in the rain"))
	r.must(err)
	if len(got.Parts) != 1 || len(got.Parts[0].Reflections) != 2 || got.Parts[0].Reflections[1].Text != before.Parts[0].Reflections[1].Text {
		t.Errorf("the file holds %+v", got)
	}
	if n := len(got.Access) - len(before.Access); n != 1 || got.Access[0].What != coaching.AccessExport {
		t.Errorf("the copy was not kept in the log: %+v", got.Access)
	}
	if _, err := export.Read(file, coaching.Words("a horse in the rai")); err == nil {
		t.Error("another passphrase opens it")
	}
	if text := r.screen(maya) + r.log.String(); strings.Contains(text, "a horse") {
		t.Error("the passphrase stands somewhere")
	}
}

// file waits for the file in the person's direct message and returns it.
func (r *rig) file(user string) []byte {
	r.t.Helper()
	var id string
	r.must(r.ws.WaitFor(r.ctx, func() bool {
		for _, m := range r.as(user).Messages() {
			for _, f := range m.Files {
				if id = f.ID; f.Name != copyName || f.Title != copyName || m.Text != copyComment {
					r.t.Errorf("the file is %+v, with %q", f, m.Text)
				}
			}
		}
		return id != ""
	}))
	data, ok := r.ws.FileBytes(id)
	if !ok {
		r.t.Fatal("the file has no bytes")
	}
	return data
}

// TestEraseEverything: after 24 hours, and not before, nothing is left but the agreement; the
// coach is told what they are told at any end.
func TestEraseEverything(t *testing.T) {
	for _, way := range []string{"Open", "Sealed"} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			r.wroteAll(way)
			r.asksErasure()
			at := rigStart.Add(23 * time.Hour)
			r.until(at)
			if n := r.record(maya).Counts().Sum(); n != 5 {
				t.Fatalf("%d entries an hour before", n)
			}
			if got := strings.Contains(r.inbox(maya), "Delegate the report"); got != (way == "Open") {
				t.Fatalf("the reminder shows the action: %v", got)
			}
			r.until(rigStart.Add(25 * time.Hour))
			rec := r.record(maya)
			if n := rec.Counts().Sum(); n != 0 || len(rec.Parts) != 1 || rec.Parts[0].Engagement.State != coaching.EngagementEnded || len(rec.Parts[0].Acceptances) == 0 {
				t.Fatalf("after the instant there is %+v", rec)
			}
			if len(rec.Receipts) != 1 || rec.Receipts[0].Counts.Reflections != 2 || rec.Receipts[0].Cause != coaching.CauseAll || !rec.Person.EraseAt.IsZero() {
				t.Errorf("the receipt is %+v", rec.Receipts)
			}
			r.sees(anna, "ended this coaching")
			r.sees(maya, "There is a receipt for you")
			r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.inbox(maya), "Delegate the report") }))
			r.press(maya, "See the receipt")
			r.sees(maya, "2 reflections, 1 action, 1 brief")
		})
	}
}

func (r *rig) asksErasure() {
	r.t.Helper()
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Erase everything")
	r.fill(maya, "Type erase to confirm", "delete")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if !strings.Contains(errs["confirm"], "Type the word") {
		r.t.Fatalf("any word confirms: %v", errs)
	}
	r.fill(maya, "Type erase to confirm", " Erase ")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.sees(maya, "Keep my data")
}

// messages is what stands in a person's direct messages.
func (r *rig) inbox(user string) string {
	var b strings.Builder
	for _, m := range r.as(user).Messages() {
		if m.Ephemeral {
			continue // gone when Slack is opened anew
		}
		b.WriteString(m.Text + "\n" + sandbox.TextOf(m.Blocks) + "\n")
	}
	return b.String()
}

// TestKeepMyData: up to the last moment everything can stay, from the message or from Home.
func TestKeepMyData(t *testing.T) {
	r := newRig(t)
	r.wroteAll("Open")
	r.asksErasure()
	r.until(rigStart.Add(24*time.Hour - time.Second))
	r.press(maya, "Keep my data")
	r.sees(maya, "You changed your mind")
	r.until(rigStart.Add(48 * time.Hour))
	rec := r.record(maya)
	if rec.Counts().Sum() != 5 || rec.Parts[0].Engagement.State != coaching.EngagementActive || !rec.Person.EraseAt.IsZero() {
		t.Fatalf("after changing their mind there is %+v", rec.Counts())
	}
	r.misses(anna, "ended this coaching")
}
