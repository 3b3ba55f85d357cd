package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// briefMeta is the metadata of every form about a brief.
type briefMeta struct {
	Engagement coaching.ID `json:"e"`
	Shown      bool        `json:"s,omitempty"` // it shows words to the coach, see briefWatch
}

// briefDraft is what the coachee's form is drawn from.
type briefDraft struct {
	Engagement     coaching.Engagement
	Coach, Coachee coaching.Person
	Actions        []coaching.BriefAction
	Rated          []coaching.Rated      // what ticking the ratings shows
	Entries        []coaching.Reflection // offered, newest first
	Ticked         []string
	Focus          string
	Ratings        bool
	Released       time.Time // zero: no brief is with the coach for the next session
}

// tickBlocks are the groups of checkboxes, each with at most tickGroup entries.
var tickBlocks = [3]string{"entries", "entries2", "entries3"}

const tickGroup = 10

// offer chooses the entries that can be ticked: those marked for a brief, the newest 30, without
// those that an earlier session has seen (used: the last brief's session is over). Ticked are
// those of the brief that is with the coach, and what was written or marked since.
func (d *briefDraft) offer(last coaching.Brief, used bool, all []coaching.Reflection) {
	rs := slices.Clone(all)
	slices.SortStableFunc(rs, func(x, y coaching.Reflection) int { return y.Created.Compare(x.Created) })
	for _, r := range rs {
		seen := slices.Contains(last.Entries, r.ID)
		if r.Audience != coaching.NextBrief || seen && used || len(d.Entries) == tickGroup*len(tickBlocks) {
			continue
		}
		d.Entries = append(d.Entries, r)
		if seen || r.Created.After(last.Released) || r.Edited.After(last.Released) {
			d.Ticked = append(d.Ticked, string(r.ID))
		}
	}
}

// prepareView is the coachee's form: a preview of what the coach will see, and the choice.
func prepareView(d briefDraft) *slack.ModalViewRequest {
	f := form{ID: briefRelease, Title: "My next brief", Submit: "Release to my coach", Meta: briefMeta{Engagement: d.Engagement.ID}}
	f.Blocks = append(f.Blocks, section("This is what "+at(d.Coach)+" will see before your session: the actions here, and what you tick below. Nothing else."))
	if !d.Released.IsZero() {
		id := string(d.Engagement.ID)
		f.Blocks = append(f.Blocks, section("*Released* on "+coaching.Wall(d.Released, d.Coachee.Location())+". Releasing again replaces it."),
			buttons(button("What my coach sees", briefSee, id), takeBackButton(d.Engagement)))
	}
	f.Blocks = append(f.Blocks, d.preview()...)
	f.Blocks = append(f.Blocks, d.ticks()...)
	var rated []string
	if d.Ratings {
		rated = []string{"show"}
	}
	f.Blocks = append(f.Blocks,
		checkInput("rating", "Ratings", d.ratedWords(), rated, true, []choice{{Value: "show", Label: "Show my ratings"}}),
		textInput("focus", "What do you want to work on?", "", d.Focus, true, true),
		buttons(button("My reflections", reflectList, "list"), urgent()))
	return f.modal()
}

func takeBackButton(e coaching.Engagement) *slack.ButtonBlockElement {
	return danger("Take it back", briefWithdraw, string(e.ID), "Your coach can no longer read it here. What they have read before stays in their memory.", "Take it back")
}

// previewed is how many actions the preview shows; the coach sees all.
const previewed = 8

func (d briefDraft) preview() []slack.Block {
	lines := []string{"*Your actions*"}
	for i, a := range d.Actions {
		if i == previewed {
			lines = append(lines, fmt.Sprintf("and %d more, all of which you find under `/actions`", len(d.Actions)-i))
			break
		}
		lines = append(lines, "• "+cardWords(a.Text, 150)+" · _"+briefState(a, d.Coachee.Location())+"_")
		if !a.Learning.Empty() {
			lines = append(lines, "   You noted: "+cardWords(a.Learning, 150))
		}
	}
	if len(d.Actions) == 0 {
		lines = append(lines, "There are none yet.")
	}
	return lineBlocks(lines...)
}

// ticks are the checkboxes, newest entries first.
func (d briefDraft) ticks() []slack.Block {
	if len(d.Entries) == 0 {
		return []slack.Block{section("Nothing that you wrote is marked for your next brief. In My reflections you can mark some.")}
	}
	var out []slack.Block
	for i, group := 0, d.Entries; len(group) > 0; i++ {
		n := min(tickGroup, len(group))
		var cs []choice
		for _, r := range group[:n] {
			c := choice{Value: string(r.ID), Label: d.tickLabel(r)}
			if r.Typed() {
				c.Note = typedMark
			}
			cs = append(cs, c)
		}
		label := "Which reflections may your coach read?"
		if i > 0 {
			label = "Older reflections"
		}
		out = append(out, checkInput(tickBlocks[i], label, "", d.Ticked, true, cs))
		group = group[n:]
	}
	return append(out, small("Reflections marked \"only for me\" are not offered."))
}

// tickLabel names an entry by its day and first words, for the one who wrote it.
func (d briefDraft) tickLabel(r coaching.Reflection) string {
	words := r.Text.Reveal()
	for _, q := range coaching.Questions {
		words = strings.TrimPrefix(words, q+"\n")
	}
	return r.Created.In(d.Coachee.Location()).Format("Mon 2 Jan") + ": " + strings.Join(strings.Fields(coaching.Visible(words)), " ")
}

// ratedWords previews what ticking the ratings shows; the latest ones.
func (d briefDraft) ratedWords() string {
	if len(d.Rated) == 0 {
		return "You have not rated anything that is marked for a brief."
	}
	return "How close you were, in reflections marked for a brief: " + strings.Join(rateLines(d.Rated[max(0, len(d.Rated)-8):], d.Coachee.Location()), ", ") + "."
}

func rateLines(rs []coaching.Rated, loc *time.Location) []string {
	var out []string
	for _, r := range rs {
		out = append(out, fmt.Sprintf("%d on %s", r.Rating, r.At.In(loc).Format("2 Jan 2006")))
	}
	return out
}

// briefState says how an action went.
func briefState(a coaching.BriefAction, loc *time.Location) string {
	return actionState(coaching.Action{State: a.State, Due: a.Due, Outcome: a.Outcome}, loc)
}

// decodePrepare is the inverse of prepareView.
func decodePrepare(c *Call) (m briefMeta, ticked []coaching.ID, focus string, ratings bool, err error) {
	if err = c.Meta(&m); err != nil {
		return m, nil, "", false, err
	}
	for _, block := range tickBlocks {
		for _, id := range c.Inputs(block) {
			ticked = append(ticked, coaching.ID(id))
		}
	}
	return m, ticked, c.Input("focus"), len(c.Inputs("rating")) > 0, nil
}

func releasedView(br coaching.Brief, coach, coachee coaching.Person) *slack.ModalViewRequest {
	id := string(br.Engagement)
	return form{Title: "My next brief", Blocks: []slack.Block{
		section("*Released* on " + coaching.Wall(br.Released, coachee.Location()) + ". " + at(coach) + " can read it now, and gets a message that says no more than that."),
		buttons(button("What my coach sees", briefSee, id), button("Change it", briefOpen, id), takeBackButton(coaching.Engagement{ID: br.Engagement})),
	}}.modal()
}

func takenBackView(e coaching.Engagement) *slack.ModalViewRequest {
	return form{Title: "My next brief", Blocks: []slack.Block{
		section("*Taken back.* Your coach no longer sees a brief. They get no new message; the one about it now says that nothing is released."),
		buttons(button("Prepare a new one", briefOpen, string(e.ID))),
	}}.modal()
}

func briefNoneView() *slack.ModalViewRequest {
	return form{Title: "Brief", Blocks: []slack.Block{section("No coaching is under way for you right now, so there is no brief.")}}.modal()
}

// chooseView lets somebody with several engagements choose one; route is where it leads.
func chooseView(route string, cs []choice) *slack.ModalViewRequest {
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose"), route, options(cs[:min(len(cs), 100)])...)
	return form{Title: "Brief", Blocks: []slack.Block{sectionWith("Which one?", el)}}.modal()
}
