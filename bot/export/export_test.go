package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"pgregory.net/rapid"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var (
	now  = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	pass = coaching.Words("correct horse battery")
)

// hostile is what people could write to make a program stumble.
var hostile = []string{
	"", " ", "\x00", "a\x00b", "\r\n", "line\r\nline\rline\nline", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", `"quoted"`, `","`, "a;=1+1", "'", "''=1",
	"<!channel> <@U1> <https://x|y>", "&amp;&lt;", "\u202eright to left", "\u2028\u2029", "\ufeff", "\u200b", "🙂👩‍👩‍👧", "e\u0301", "\U0010ffff", "\xff\xfe", "\xed\xa0\x80", "\\", `\u0000`,
	"null", "true", "{}", "[]", "# heading", "- item", "1. item", "\u00a0+ item", "\u00a01. item", "> quote", "```", "![](http://x/y.png)", "<script>alert(1)</script>", "| a | b |", "===", "[a](b)", strings.Repeat("ä", 3000), "PK\x05\x06", "-> scrypt",
}

func words(r *rapid.T, label string) coaching.Private {
	if rapid.Bool().Draw(r, label+" is hostile") {
		return coaching.Words(rapid.SampledFrom(hostile).Draw(r, label))
	}
	return coaching.Words(rapid.StringN(0, 60, -1).Draw(r, label))
}

func instant(r *rapid.T, label string) time.Time {
	if rapid.IntRange(0, 4).Draw(r, label+" is none") == 0 {
		return time.Time{}
	}
	return storagetest.Noon.Add(time.Duration(rapid.Int64Range(-1e9, 1e9).Draw(r, label)) * time.Millisecond)
}

func day(r *rapid.T, label string) coaching.Date {
	t := instant(r, label)
	if t.IsZero() {
		return coaching.Date{}
	}
	return coaching.DateOf(t)
}

func pick[T any](r *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(r, label) }

// history is a random change that writes rows of every kind.
func history(r *rapid.T, p storagetest.Practice) coaching.Change {
	var c coaching.Change
	e := p.Engagement.ID
	many := func(label string) int { return rapid.IntRange(0, 3).Draw(r, label) }
	for range many("reflections") {
		c.Reflections = append(c.Reflections, coaching.Reflection{ID: coaching.NewID(), Engagement: e, Prompt: pick(r, "prompt", "", coaching.NewID()), Text: words(r, "text"), Rating: rapid.IntRange(0, 10).Draw(r, "rating"),
			Rated: instant(r, "rated"), Audience: pick(r, "audience", coaching.OnlyMe, coaching.NextBrief), Channel: "D1", Message: string(coaching.NewID()), Thread: pick(r, "thread", "", "1.1"), Created: instant(r, "created"), Edited: instant(r, "edited")})
	}
	for range many("actions") {
		c.Actions = append(c.Actions, coaching.Action{ID: coaching.NewID(), Engagement: e, By: p.Coach.ID, Text: words(r, "what"), Goal: words(r, "goal"), Cue: words(r, "cue"), Obstacle: words(r, "obstacle"), Learning: words(r, "learning"),
			Due: day(r, "due"), DueTime: pick(r, "time", "", "09:30"), State: pick(r, "state", coaching.ActionOpen, coaching.ActionNotYet, coaching.ActionRefused), Created: instant(r, "made"), Answered: instant(r, "answered"), Outcome: instant(r, "outcome")})
	}
	for i := range many("sessions") {
		c.Sessions = append(c.Sessions, coaching.Session{ID: coaching.NewID(), Engagement: e, Coach: p.Coach.ID, Coachee: p.Coachee.ID, Start: storagetest.Noon.Add(time.Duration(i) * 24 * time.Hour), Minutes: 75, Link: words(r, "link"),
			Reason: words(r, "reason"), Asked: instant(r, "asked"), AskReason: words(r, "why"), State: pick(r, "session", coaching.SessionBooked, coaching.SessionHeld), Moves: many("moves"), ChangedBy: p.Coach.ID, Created: instant(r, "booked")})
	}
	for range many("briefs") {
		b := coaching.Brief{ID: coaching.NewID(), Engagement: e, Focus: words(r, "focus"), Ratings: rapid.Bool().Draw(r, "ratings"), Released: instant(r, "released"), Withdrawn: instant(r, "taken back")}
		for _, x := range c.Reflections {
			if rapid.Bool().Draw(r, "ticked") {
				b.Entries = append(b.Entries, x.ID)
			}
		}
		c.Briefs = append(c.Briefs, b)
	}
	for _, m := range []coaching.Milestone{coaching.MilestoneAgreed, coaching.MilestoneClosed}[:min(2, many("sentences"))] {
		c.Consents = append(c.Consents, coaching.Consent{ID: coaching.NewID(), Engagement: e, Recipient: p.Sponsor.ID, Milestone: m, Sentence: words(r, "sentence"), Hash: words(r, "hash").Reveal(),
			State: pick(r, "consent", coaching.ConsentAsked, coaching.ConsentGiven), Asked: instant(r, "asked at"), Given: instant(r, "given"), Withdrawn: instant(r, "withdrawn")})
	}
	for range many("acceptances") {
		c.Acceptances = append(c.Acceptances, coaching.Acceptance{ID: coaching.NewID(), Engagement: e, Person: p.Coachee.ID, Role: coaching.Coachee, Text: "2026-11.2", Accepted: rapid.Bool().Draw(r, "accepted"), At: instant(r, "at")})
	}
	if rapid.Bool().Draw(r, "a schedule") {
		c.Schedules = []coaching.Schedule{{ID: coaching.NewID(), Engagement: e, Person: p.Coachee.ID, Cron: "0 15 * * 5", Zone: "Europe/Berlin", Next: instant(r, "next"), Paused: rapid.Bool().Draw(r, "paused"), Spacing: many("spacing")}}
	}
	for range many("messages") {
		c.Deliveries = append(c.Deliveries, coaching.NewDelivery(p.Engagement, pick(r, "kind", coaching.KindPrompt, coaching.KindKept), p.Coachee.ID, coaching.NewID(), storagetest.Noon))
	}
	for range many("looks") {
		c.Access = append(c.Access, coaching.Access{ID: coaching.NewID(), Engagement: e, Coachee: p.Coachee.ID, Who: p.Coach.ID, What: coaching.AccessBriefOpened, At: instant(r, "looked")})
	}
	for range many("erasures") {
		c.Receipts = append(c.Receipts, coaching.Receipt{ID: coaching.NewID(), Person: p.Coachee.ID, Cause: coaching.CausePeriod, From: day(r, "from"), To: day(r, "to"), Counts: coaching.Counts{Actions: many("erased")}, At: instant(r, "erased at")})
	}
	q := p.Coachee
	q.Name, q.Absence = words(r, "name").Reveal(), coaching.Absence{Country: "DE", LeaveFrom: day(r, "leave"), Away: instant(r, "away")}
	q.Typed, q.EraseAt = rapid.Bool().Draw(r, "typed"), instant(r, "erase at")
	c.People = []coaching.Person{q}
	return c
}

// TestExportRoundTrip: whatever was stored, on either database, the file holds it without any
// loss: what is read from it equals what the database returns.
func TestExportRoundTrip(t *testing.T) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *storage.Store{"SQLite": storagetest.SQLite, "PostgreSQL": storagetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s := open(t, storagetest.Fixed)
			runs, entries := 0, 0
			rapid.Check(t, func(r *rapid.T) {
				p := storagetest.NewPractice(t, s)
				if err := s.Commit(t.Context(), history(r, p)); err != nil {
					r.Fatalf("commit: %v", err)
				}
				want, err := s.Record(t.Context(), p.Coachee.ID)
				if err != nil {
					r.Fatal(err)
				}
				file, err := File(want, pass, 2, now)
				if err != nil {
					r.Fatal(err)
				}
				got, err := Read(file, pass)
				if err != nil {
					r.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					r.Fatalf("the file holds something else:\n%+v\n%+v", got, want)
				}
				runs, entries = runs+1, entries+want.Counts().Sum()
			})
			t.Logf("%d histories with %d entries, all equal", runs, entries)
			if entries == 0 {
				t.Error("nothing was ever stored")
			}
		})
	}
}

// sample is a record with one of everything.
func sample(text string) coaching.Record {
	w := coaching.Words(text)
	return coaching.Record{Person: coaching.Person{ID: "M", Name: text, Zone: "Europe/Berlin"}, Receipts: []coaching.Receipt{{ID: "X", At: now}}, Access: []coaching.Access{{ID: "L", Engagement: "E", Who: "A", What: coaching.AccessBriefOpened, At: now}},
		Parts: []coaching.Part{{Engagement: coaching.Engagement{ID: "E", Coach: "A", Coachee: "M", FirstDay: coaching.Date{Year: 2026, Month: 1, Day: 1}}, Coach: text,
			Reflections: []coaching.Reflection{{ID: "R", Text: w, Rating: 3, Created: now}}, Actions: []coaching.Action{{ID: "T", Text: w, Goal: w, Cue: w, Obstacle: w, Learning: w}}, Sessions: []coaching.Session{{ID: "S", Link: w, Reason: w, AskReason: w}},
			Briefs: []coaching.Brief{{ID: "B", Focus: w}}, Consents: []coaching.Consent{{ID: "C", Sentence: w}}, Messages: []coaching.Tally{{Kind: coaching.KindPrompt, Number: 2}}}}}
}

// inside returns the files of a copy, by name.
func inside(t *testing.T, file []byte) map[string]string {
	t.Helper()
	id, err := age.NewScryptIdentity(pass.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(file), id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		one, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(one)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

// TestCopyHoldsEveryForm: to read, without loss, and as tables; each with all the words.
func TestCopyHoldsEveryForm(t *testing.T) {
	const marker = "Kanarienvogel"
	file, err := File(sample(marker), pass, 2, now)
	if err != nil {
		t.Fatal(err)
	}
	files := inside(t, file)
	for name, n := range map[string]int{"my-data.md": 15, "my-data.json": 13, "reflections.csv": 1, "actions.csv": 5, "sessions.csv": 3, "briefs.csv": 1, "sentences.csv": 1,
		"READ-ME.txt": 0, "engagements.csv": 0, "agreements.csv": 0, "schedules.csv": 0, "messages.csv": 0, "who-saw-what.csv": 0, "erased.csv": 0} {
		text, ok := files[name]
		if got := strings.Count(text, marker); !ok || got != n {
			t.Errorf("%s: there is %v, with %d words of %d", name, ok, got, n)
		}
	}
	if len(files) != 14 {
		t.Errorf("%d files", len(files))
	}
	for shape, what := range map[string]string{"as it is": marker, "its format": "interlude"} {
		if bytes.Contains(file, []byte(what)) {
			t.Errorf("the locked file shows %s", shape)
		}
	}
}

// TestCopyIsLocked: by age's own work factor, against any other passphrase, and against changes.
func TestCopyIsLocked(t *testing.T) {
	file, err := File(sample("words"), pass, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(file), "\n--- ")
	if lines := strings.Split(header, "\n"); lines[0] != "age-encryption.org/v1" || !strings.HasPrefix(lines[1], "-> scrypt ") || !strings.HasSuffix(lines[1], " 18") {
		t.Errorf("the header is %q", header)
	}
	if file, err = File(sample("words"), pass, 2, now); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"correct horse batter", "Correct horse battery", "correct horse battery "} {
		if _, err := Read(file, coaching.Words(wrong)); err == nil || strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	for at := 0; at < len(file); at += 97 {
		bad := bytes.Clone(file)
		bad[at] ^= 1
		if _, err := Read(bad, pass); err == nil {
			t.Fatalf("with byte %d changed it still opens", at)
		}
	}
	if _, err := Read(file[:len(file)-1], pass); err == nil {
		t.Error("cut short, it still opens")
	}
	if _, err := File(sample("words"), coaching.Words(""), 2, now); err == nil {
		t.Error("a copy without a passphrase was made")
	}
}

// TestSizeTellsLittle: a sentence more or less does not show in the size of the file.
func TestSizeTellsLittle(t *testing.T) {
	size := func(text string) int {
		file, err := File(sample(text), pass, 2, now)
		if err != nil {
			t.Fatal(err)
		}
		return len(file)
	}
	some, more := size("x"), size(strings.Repeat("Some more words. ", 30))
	if some != more {
		t.Errorf("%d and %d bytes", some, more)
	}
}

// TestEveryFieldIsExported: a type that nobody taught the export fails, and is not left out.
func TestEveryFieldIsExported(t *testing.T) {
	var b bytes.Buffer
	for _, v := range []any{struct{ hidden string }{"x"}, struct{ M map[string]int }{}, struct{ F float64 }{1}, struct{ P *int }{}} {
		if err := encode(&b, reflect.ValueOf(v)); err == nil {
			t.Errorf("%T was written", v)
		}
	}
	for _, bad := range []string{"", "null", "[]", "{}", `{"format":"interlude-export-1"}`, `{"format":"other","exported":null,"data":{}}`, "{} {}"} {
		if _, err := ReadJSON([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestTablesAreTables: each can be read as CSV, with as many columns in each line as in the first.
func TestTablesAreTables(t *testing.T) {
	for _, text := range hostile {
		for _, p := range tables(sample(text)) {
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(p.data), "\ufeff"))).ReadAll()
			if err != nil || len(rows) == 0 {
				t.Errorf("%s of %q: %v", p.name, text, err)
			}
		}
	}
}
