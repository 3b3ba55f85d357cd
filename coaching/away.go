package coaching

import (
	"strings"
	"time"
	"unicode"
)

// Status is what somebody shows of themselves in Slack. Its words are read and forgotten.
type Status struct {
	Emoji string    // ":palm_tree:"
	Text  string    // people's words: never to be stored or logged
	Ends  time.Time // UTC; zero: until they clear it
}

// The bounds of what Slack says.
const (
	openStatus    = 14 * 24 * time.Hour  // how long a status without an end counts, from when it was set
	longestStatus = 366 * 24 * time.Hour // how long one with an end counts
)

// AwayUntil returns until when s means that a person is not there (UTC); zero when it does not
// mean that. With since, the instant from which a status without an end has counted (zero: it
// is new), comes the one from which it counts now; zero when it has an end.
//
// Working somewhere else is not being away, whatever else the status says. A meeting is, but
// only with an end: "in a meeting" for ever is a status that was forgotten.
func AwayUntil(s Status, since, now time.Time) (until, from time.Time) {
	kind := s.kind()
	switch {
	case kind == present, !s.Ends.IsZero() && !s.Ends.After(now), kind == busy && s.Ends.IsZero():
		return time.Time{}, time.Time{}
	case s.Ends.IsZero():
		if from = since; from.IsZero() {
			from = now.Truncate(time.Second)
		}
		return from.Add(openStatus).UTC(), from.UTC()
	}
	if latest := now.Add(longestStatus); s.Ends.After(latest) {
		return latest.UTC(), time.Time{}
	}
	return s.Ends.UTC(), time.Time{}
}

// presence is what a status says of whether somebody is there.
type presence int

const (
	present presence = iota
	busy             // in a meeting
	absent
)

// kind reads emoji and words. An emoji alone is enough, words are looked for as whole words.
func (s Status) kind() presence {
	emoji := strings.Trim(strings.TrimSpace(s.Emoji), ":")
	emoji, _, _ = strings.Cut(emoji, "::") // a skin tone
	words := spaced(s.Text)
	switch {
	case elsewhere[emoji] || mentions(words, elsewhereWords):
		return present
	case gone[emoji] || mentions(words, goneWords):
		return absent
	case meeting[emoji] || mentions(words, meetingWords):
		return busy
	}
	return present
}

// spaced writes text in lower case with one blank around every word.
func spaced(text string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ") + " "
}

// mentions reports whether spaced words hold one of phrases. Japanese, Chinese and Korean write
// without blanks, so a phrase of theirs stands anywhere.
func mentions(words string, phrases []string) bool {
	for _, p := range phrases {
		if first := []rune(p)[0]; unicode.In(first, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
			if strings.Contains(words, p) {
				return true
			}
		} else if strings.Contains(words, " "+p+" ") {
			return true
		}
	}
	return false
}

func setOf(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

// What Slack's own suggestions, calendar apps and people use.
var (
	elsewhere = setOf("house_with_garden", "house", "computer")
	gone      = setOf("palm_tree", "desert_island", "beach_with_umbrella", "umbrella_on_ground",
		"no_entry", "no_entry_sign", "face_with_thermometer", "face_with_head_bandage", "sneezing_face", "nauseated_face",
		"thermometer", "mask", "hospital", "baby", "baby_bottle", "breast-feeding", "sleeping", "zzz", "camping", "skier", "ski", "luggage")
	meeting = setOf("spiral_calendar_pad", "calendar", "date", "telephone_receiver", "phone", "movie_camera", "no_bell")

	elsewhereWords = []string{"remote", "remotely", "wfh", "working from home", "work from home", "working elsewhere", "home office", "homeoffice",
		"télétravail", "teletrabajo", "telelavoro", "smart working", "teletrabalho", "thuiswerken", "hjemmekontor", "distansarbete", "mobiles arbeiten"}
	goneWords = []string{
		"out of office", "out of the office", "ooo", "vacation", "vacationing", "on vacation", "holiday", "holidays", "on leave", "annual leave",
		"parental leave", "maternity leave", "paternity leave", "sick", "out sick", "off sick", "pto", "day off", "away", "sabbatical",
		"urlaub", "im urlaub", "abwesend", "krank", "krankgeschrieben", "elternzeit", "ferien", "nicht im büro",
		"vacances", "en vacances", "congé", "congés", "en congé", "absent", "absente", "malade", "arrêt maladie",
		"vacaciones", "de vacaciones", "fuera de la oficina", "ausente", "enfermo", "enferma", "de baja",
		"ferie", "in ferie", "fuori ufficio", "malattia", "in malattia", "assente",
		"férias", "de férias", "fora do escritório", "doente",
		"vakantie", "op vakantie", "afwezig", "ziek", "met verlof",
		"på semester", "har semester", "sjuk", "föräldraledig", "syk", "syg", "loma", "lomalla", "sairas",
		"urlop", "na urlopie", "chory", "chora", "nieobecny", "nieobecna", "отпуск", "в отпуске", "болею", "больничный",
		"休暇", "休み", "不在", "休假", "病假", "外出", "휴가", "병가", "부재",
	}
	meetingWords = []string{"in a meeting", "in meeting", "meeting", "in a call", "on a call", "focus time", "do not disturb",
		"im meeting", "in einer besprechung", "besprechung", "en réunion", "réunion", "en una reunión", "reunión", "in riunione", "riunione",
		"em reunião", "reunião", "in vergadering", "in overleg", "会議中", "会议中", "회의 중"}
)

// HearStatus keeps what a status means for p, and nothing of the status itself; false when p
// knows as much already. Whoever is back earlier than p was thought to be gets what was held.
func HearStatus(p Person, s Status, now time.Time) (Change, bool) {
	a := p.Absence
	a.Away, a.AwaySince = AwayUntil(s, a.AwaySince, now)
	return p.hears(a, now)
}

// Snooze is what Slack tells of somebody's pause of notifications.
type Snooze struct {
	From, To time.Time // UTC, the period of rest that comes next or that is now; zero: none
	Until    time.Time // UTC, the end of a pause that they have just begun; zero: none
}

// HearSnooze keeps until when Slack does not notify p, at most for 14 days; false when p
// knows as much already.
func HearSnooze(p Person, s Snooze, now time.Time) (Change, bool) {
	a, until := p.Absence, time.Time{}
	if s.Until.After(now) {
		until = s.Until
	}
	if !now.Before(s.From) && s.To.After(now) && s.To.After(until) {
		until = s.To
	}
	if latest := now.Add(openStatus); until.After(latest) {
		until = latest
	}
	if a.Snoozed = until; !until.IsZero() {
		a.Snoozed = until.UTC()
	}
	return p.hears(a, now)
}

// BackAgain has p count as back, whatever Slack says until it tells of another change; what was
// held comes now. It is Stale when Slack says nothing.
func BackAgain(p Person, now time.Time) (Change, error) {
	if !p.Absence.AwayUntil().After(now) {
		return Change{}, ErrStale()
	}
	p.Absence.Away, p.Absence.AwaySince, p.Absence.Snoozed = time.Time{}, time.Time{}, time.Time{}
	return Change{People: []Person{p}}.And(awakened(p, now)), nil
}

// hears stores a when it is news.
func (p Person) hears(a Absence, now time.Time) (Change, bool) {
	was := p.Absence
	if a.Away.Equal(was.Away) && a.AwaySince.Equal(was.AwaySince) && a.Snoozed.Equal(was.Snoozed) {
		return Change{}, false
	}
	p.Absence = a
	c := Change{People: []Person{p}}
	if a.AwayUntil().Before(was.AwayUntil()) {
		c = c.And(awakened(p, now))
	}
	return c, true
}
