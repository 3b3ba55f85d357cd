package coaching

import (
	"fmt"
	"strings"
)

// AgreementVersion names the text of Agreement and SponsorAgreement. It is kept with every
// acceptance and changes whenever a word of the text does.
const AgreementVersion = "2026-11.2"

// Clause is one paragraph of an agreement.
type Clause struct{ Title, Text string }

// Agreement returns what coachee and coach agree to before anything begins. coach, coachee and
// sponsor are display names; the text speaks of all by name, because both read it, and nobody
// should agree to a sponsor without knowing who that is.
func Agreement(e Engagement, coach, coachee, sponsor string) []Clause {
	coach, coachee = named(coach, "the coach"), named(coachee, "the coachee")
	clauses := append(agreedFrame(e, coach, coachee), agreedTrust(coach, coachee)...)
	clauses = append(clauses, agreedSponsor(e, coachee, named(sponsor, "")))
	return begun(append(clauses, agreedConduct(coach, coachee)...))
}

func agreedFrame(e Engagement, coach, coachee string) []Clause {
	return []Clause{
		{"What we plan", fmt.Sprintf("%s and %s plan %s of %d minutes, one to one and online. The first is planned for %s or soon after%s. "+
			"Between sessions %s tries things out and looks back on them.",
			coachee, coach, count(e.Sessions, "session"), e.Minutes, LongDate(e.FirstDay), rhythm(e), coachee)},
		{"What coaching is", fmt.Sprintf("Coaching helps %s to think clearly, to choose what to work on, and to act on it. "+
			"%s decides on the goals and on every step. %s listens, asks, and challenges with respect.",
			coachee, coachee, coach)},
		{"What it is not", fmt.Sprintf("Coaching is not therapy or medical care, and it is not consulting, legal or financial advice. "+
			"If something else would help more, %s says so.", coach)},
	}
}

func agreedTrust(coach, coachee string) []Clause {
	return []Clause{
		{"Confidentiality", fmt.Sprintf("What is said and written in this coaching stays between %s and %s. "+
			"%s tells nobody else, neither the employer nor a sponsor, unless %s has agreed to it.",
			coachee, coach, coach, coachee)},
		{"Exceptions", fmt.Sprintf("Confidentiality ends where the law requires it, where a court orders it, or where somebody is in "+
			"danger of serious harm very soon. Where that is possible, %s speaks with %s first.", coach, coachee)},
		{"Who can read what", fmt.Sprintf("%s can read everything they wrote. %s can read the plan, the sessions, the actions, and what %s "+
			"releases in a brief. A reflection marked \"only for me\" is shown to nobody else. No other person has a view of any of it, "+
			"including those who administer Interlude. Words are stored encrypted.", coachee, coach, coachee)},
		{"Slack and the employer", fmt.Sprintf("Messages in Slack are part of the employer's archive, and on some plans the employer can "+
			"export them. What is written in a form is not a message and does not enter that archive. %s chooses how to write, and can "+
			"change that at any time. Interlude cannot protect words on a phone or computer that somebody else controls.", coachee)},
	}
}

func agreedSponsor(e Engagement, coachee, sponsor string) Clause {
	if e.Sponsor == "" {
		return Clause{"No sponsor", "There is no sponsor. Nobody outside this coaching is told anything about it."}
	}
	who := "There is a sponsor, who"
	if sponsor != "" {
		who = fmt.Sprintf("The sponsor is %s, who", sponsor)
	}
	return Clause{"The sponsor's part", who + fmt.Sprintf(" makes room for the coaching and reads nothing here. Once %s "+
		"has accepted this agreement, the sponsor is asked to accept a part of their own. After that, the sponsor is sent only sentences "+
		"that %s has approved word for word, dates and numbers included. Where %s says \"Not now\", the sponsor is sent nothing and "+
		"does not learn that there was a question.", coachee, coachee, coachee)}
}

func agreedConduct(coach, coachee string) []Clause {
	return []Clause{
		{"What each of us does", fmt.Sprintf("%s comes prepared, tries things out between sessions, and says when something does not work. "+
			"%s is prepared and on time, keeps what is confidential, and works by the ethics of the profession.", coachee, coach)},
		{"Moving and cancelling", fmt.Sprintf("Sessions are booked at least 24 hours ahead. Please cancel at least 48 hours before the start. "+
			"After that it counts as a late cancellation, and %s and %s talk about what follows from it.", coachee, coach)},
		{"Not for emergencies", "Interlude is a program. Nobody reads along while somebody writes, so please do not rely on it when help " +
			"is needed at once. Call the local emergency number instead."},
		{"Pausing and ending", fmt.Sprintf("%s and %s can each pause or end the coaching by saying so, without giving a reason. "+
			"%s can erase any reflection at any time, also afterwards.", coachee, coach, coachee)},
	}
}

// SponsorAgreement returns the sponsor's part. It names neither dates nor numbers: those too
// need the coachee's consent.
func SponsorAgreement(_ Engagement, coach, coachee string) []Clause {
	coach, coachee = named(coach, "the coach"), named(coachee, "the coachee")
	return begun([]Clause{
		{"What you are asked", fmt.Sprintf("%s is being coached by %s. As the sponsor you support this coaching without taking part in it.",
			coachee, coach)},
		{"Confidentiality", fmt.Sprintf("What %s and %s say and write stays between them. You cannot read any of it here, and you agree not "+
			"to ask either of them for it. The only exceptions are what the law or a court requires, and danger of serious harm very soon.",
			coachee, coach)},
		{"What you may receive", fmt.Sprintf("Now and then you may be sent a sentence. %s has approved every word of it. "+
			"Please read nothing into the times when you hear nothing.", coachee)},
		{"What you do", fmt.Sprintf("You help %s to find time for the sessions and for trying things out. You do not use the coaching for "+
			"appraisals or decisions about %s's position.", coachee, coachee)},
		{"What coaching is not", "Coaching is not therapy or medical care, and it is not consulting, legal or financial advice."},
		{"Your answer", fmt.Sprintf("%s and %s see whether you accept. If you decline, you are sent nothing, and the coaching goes on.",
			coachee, coach)},
	})
}

// begun gives sentences that begin with "the coach" their capital.
func begun(clauses []Clause) []Clause {
	for i, c := range clauses {
		text := strings.ReplaceAll(". "+c.Text, ". the coach", ". The coach")
		clauses[i].Text = strings.TrimPrefix(text, ". ")
	}
	return clauses
}

// named returns a display name as one short line, or instead when there is none.
func named(name, instead string) string {
	if name = cleanLine(name); name != "" {
		return shortened(name, maxName)
	}
	return instead
}

// count writes "1 session", "8 sessions".
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func rhythm(e Engagement) string {
	switch {
	case e.Sessions < 2:
		return ""
	case e.EveryDays == 1:
		return ", the next ones about a day apart"
	}
	return fmt.Sprintf(", the next ones about %d days apart", e.EveryDays)
}
