package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A walk plays a workspace as its people might: whatever can be pressed is pressed, whatever can be
// filled in is filled in with hostile words, least done first, until every route has been gone.

// walk is one such play.
type walk struct {
	r     *rig
	rng   *rand.Rand
	way   string // how the coachees write
	done  map[string]int
	words int

	mu   sync.Mutex
	gone map[key]bool // routes
}

// walkMark is what every text of the walk holds, with a number.
const walkMark = "Zqxkanarie"

// text is new words that try to be markup.
func (w *walk) text() string {
	w.words++
	return fmt.Sprintf("<!channel> *%s%05d* _b_ <https://evil.example|bank> :tada: `c`", walkMark, w.words)
}

func (w *walk) link() string {
	w.words++
	return fmt.Sprintf("https://meet.example/%s%05d", walkMark, w.words)
}

// ends are presses that end an engagement or change the way to write: they come last, or not at all.
var ends = []string{engagementClose, agreementDecline, sponsorDecline, writingOpen, writingSeal, engagementWithdraw, coachPropose, coachTake, alongSave, mydataSure, mydataEarly}

func newWalk(t *testing.T, way string, seed uint64) *walk {
	w := &walk{r: newRigFor(t, 15*time.Minute), rng: rand.New(rand.NewPCG(seed, 1)), way: way, done: map[string]int{}, gone: map[key]bool{}}
	w.r.still(func() {
		for k, one := range w.r.bot.routes {
			do := one.do
			one.do = func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
				w.mu.Lock()
				w.gone[k] = true
				w.mu.Unlock()
				a, err := do(b, ctx, c)
				if k.kind == submission && (a.Open != nil || a.Note != nil) {
					t.Errorf("%s answers with what nobody is shown after a form", k.id)
				}
				return a, err
			}
			w.r.bot.routes[k] = one
		}
	})
	return w
}

// missed lists the routes that nobody went yet, but for those that end things.
func (w *walk) missed() (out []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k := range maps.Keys(w.r.bot.routes) {
		if !w.gone[k] && !slices.Contains(ends, k.id) && (w.way == "Sealed" || !slices.Contains(onlySealed, k.id)) {
			out = append(out, string(k.kind)+" "+k.id)
		}
	}
	slices.Sort(out)
	return out
}

// settle lets everything come to its end.
func (w *walk) settle() {
	w.r.drain()
	w.r.bot.work.Wait()
}

var canaries = regexp.MustCompile(walkMark + `\d{5}`)

// nothingInTheArchive fails where Slack keeps a walkMark: in a message or a file, in any version, or in
// an answer that only one person saw, with everything that nobody sees of it.
func (w *walk) nothingInTheArchive() (looked int) {
	w.r.t.Helper()
	for _, k := range w.r.ws.Archive() {
		if k.What == "view" {
			continue
		}
		looked++
		for _, trace := range []string{walkMark, "evil.example", "meet.example"} {
			if strings.Contains(string(k.Raw), trace) {
				w.r.t.Errorf("%s to %s holds %q: %.1500s", k.What, k.To, trace, k.Raw)
			}
		}
	}
	for _, user := range []string{maya, anna, helen, ravi} {
		for _, n := range w.r.ws.Notifications(user) {
			if strings.Contains(n, walkMark) {
				w.r.t.Errorf("a notification of %s holds words: %s", user, n)
			}
		}
	}
	return looked
}

// allInert reads every text that the bot ever sent as Slack does: what people wrote is text in it.
func (w *walk) allInert() (texts int) {
	w.r.t.Helper()
	for _, k := range w.r.ws.Archive() {
		var v any
		if json.Unmarshal(k.Raw, &v) != nil {
			continue
		}
		textsOf(v, func(kind, text string) {
			for _, mark := range canaries.FindAllString(text, -1) {
				texts++
				if bad := w.read(kind, text, mark); bad != "" {
					w.r.t.Errorf("in a %s, %s: %s: %q", k.What, mark, bad, cut(text, 300))
				}
			}
		})
	}
	return texts
}

// read says what is wrong with how mark can be read in text; empty: nothing.
func (w *walk) read(kind, text, mark string) string {
	written := "<!channel> *" + mark + "* "
	if strings.Contains(text, "meet.example/"+mark) {
		written = "https://meet.example/" + mark
	}
	if kind == "plain_text" {
		if !strings.Contains(text, written[:min(len(written), 20)]) {
			return "it reads differently"
		}
		return ""
	}
	r := readMrkdwn(text)
	for _, c := range r.Controls {
		if strings.Contains(c, "evil") || strings.HasPrefix(c, "!") || strings.Contains(c, walkMark) && c != written {
			return "it is a control sequence"
		}
	}
	if r.Emoji > 0 {
		return "it is an emoji"
	}
	if !strings.Contains(looks.Replace(r.Seen), strings.TrimSpace(written)) {
		return "it reads differently: " + r.Seen
	}
	return ""
}

// textsOf visits every text object below v.
func textsOf(v any, visit func(kind, text string)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			textsOf(e, visit)
		}
	case map[string]any:
		kind, _ := v["type"].(string)
		if text, ok := v["text"].(string); ok && (kind == "mrkdwn" || kind == "plain_text") {
			visit(kind, text)
		}
		for _, e := range v {
			textsOf(e, visit)
		}
	}
}
