package main

import (
	"errors"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"interlude/coaching"
	"interlude/coaching/harm"
)

// key is one setting: its name in the file, where its value goes and what the value may be.
type key struct {
	name string // "section.key"
	to   any    // *string, *bool, *int, *time.Duration, *[]string, *coaching.Writing or *Secret
	rule rule
}

// rule says what a text must be. The texts of lists are checked one by one.
type rule struct {
	check func(string) error // the error says what is wrong, without the value
	write string             // what to write instead
}

// envName is the environment variable that overrides the key of this name.
func envName(name string) string {
	return "INTERLUDE_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

// secret reports whether the value may be given as a file too.
func (k key) secret() bool { _, ok := k.to.(*Secret); return ok }

// keysOf lists every setting of c. It is the one place where names and fields meet.
func keysOf(c *Config, checks Checks) []key {
	return []key{
		{"slack.transport", &c.Slack.Transport, oneOf(TransportSocket, TransportHTTP)},
		{"slack.api_url", &c.Slack.APIURL, rule{isURL, "an address like https://slack.com/api/"}},
		{"slack.bot_token", &c.Slack.BotToken, rule{isSecret, "the bot token of the app, which begins with xoxb-"}},
		{"slack.app_token", &c.Slack.AppToken, rule{isSecret, "the app-level token, which begins with xapp-"}},
		{"slack.signing_secret", &c.Slack.SigningSecret, rule{isSecret, "the signing secret from the app's basic information"}},
		{"slack.composer", &c.Slack.Composer, oneOf("true", "false")},
		{"http.listen", &c.HTTP.Listen, rule{isListen, "host:port, for example 127.0.0.1:8080"}},
		{"database.url", &c.Database.URL, rule{isDatabase, "sqlite:PATH or postgres://user:password@host/name"}},
		{"keys.file", &c.Keys.File, rule{isFilled, "a path outside the database, for example /data/interlude.keys"}},
		{"keys.tombstones", &c.Keys.Tombstones, rule{isPath, `a path outside the database, or "" for beside the key file`}},
		{"keys.kms", &c.Keys.KMS, rule{isKMS, `an address like hcvault://vault.example.com:8200/transit/keys/interlude, or "" for none`}},
		{"keys.kms_token", &c.Keys.KMSToken, rule{isSecret, "the token with which Vault or OpenBao lets this program use that key"}},
		{"people.coaches", &c.People.Coaches, rule{isSlackUser, "Slack user ids like U024BE7LH (profile, three dots, Copy member ID)"}},
		{"defaults.reflection", &c.Defaults.Reflection, rule{isCron(checks.Cron), `a cron expression like "0 15 * * 5" (Friday 15:00)`}},
		{"defaults.timezone", &c.Defaults.Timezone, rule{isZone, "an IANA zone like Europe/Berlin or UTC"}},
		{"defaults.writing", &c.Defaults.Writing, oneOf(string(coaching.Open), string(coaching.Sealed))},
		{"quiet.from", &c.Quiet.From, rule{isClock, `a time like "18:00", or "" for no quiet hours`}},
		{"quiet.to", &c.Quiet.To, rule{isClock, `a time like "08:00", or "" for no quiet hours`}},
		{"quiet.weekends", &c.Quiet.Weekends, oneOf("true", "false")},
		{"quiet.country", &c.Quiet.Country, rule{isCountry, `a country like DE, a part of one like DE-BY, or "" for no public holidays (docs/decisions/0008)`}},
		{"quiet.holidays", &c.Quiet.Holidays, rule{isClosedDay, `days like "2026-12-24", or "12-24" for every year`}},
		{"caps.per_day", &c.Caps.PerDay, rule{isCount, "a whole number from 0 (no cap) to 100"}},
		{"caps.per_week", &c.Caps.PerWeek, rule{isCount, "a whole number from 0 (no cap) to 100"}},
		{"caps.late", &c.Caps.Late, rule{isLateness, "a duration from 1m to 168h, for example 4h"}},
		{"help.numbers", &c.Help.Numbers, rule{isNumbers, `lines like "DE: 112 · our own line 0800 1234, day and night", with a name after the code of a country that is not known`}},
		{"consent.months", &c.Consent.Months, rule{isMonths, "a whole number from 1 to 12"}},
		{"limits.per_minute", &c.Limits.PerMinute, rule{isLimit, limitWords}},
		{"limits.entries_per_day", &c.Limits.Entries, rule{isLimit, limitWords}},
		{"limits.open_actions", &c.Limits.OpenActions, rule{isLimit, limitWords}},
		{"limits.sessions_ahead", &c.Limits.Sessions, rule{isLimit, limitWords}},
		{"limits.coachings", &c.Limits.Coachings, rule{isLimit, limitWords}},
		{"limits.invitations_per_day", &c.Limits.Invitations, rule{isLimit, limitWords}},
		{"limits.exports_per_day", &c.Limits.Exports, rule{isLimit, limitWords}},
		{"limits.messages_per_day", &c.Limits.Told, rule{isLimit, limitWords}},
		{"limits.megabytes_per_coachee", &c.Limits.Megabytes, rule{isLimit, limitWords}},
		{"keep.work", &c.Keep.Work, rule{isDays, "a whole number of days from 14 to 3650"}},
		{"keep.records", &c.Keep.Records, rule{isDays, "a whole number of days from 14 to 3650, and not less than keep.work"}},
		{"log.level", &c.Log.Level, oneOf("debug", "info", "warn", "error")},
		{"log.format", &c.Log.Format, oneOf("json", "text")},
	}
}

func oneOf(words ...string) rule {
	return rule{func(s string) error { return unless(slices.Contains(words, s), "is none of the possible words") },
		strings.Join(words, " or ")}
}

func unless(ok bool, wrong string) error {
	if ok {
		return nil
	}
	return errors.New(wrong)
}

func isFilled(s string) error { return unless(strings.TrimSpace(s) != "", "is empty") }

// isPath lets the empty text pass: there is a default.
func isPath(s string) error {
	return unless(s == "" || strings.TrimSpace(s) != "" && !strings.Contains(s, "\x00"), "is not a path")
}

// isSecret lets the empty text pass: whether a secret is needed depends on the transport.
func isSecret(s string) error {
	bad := func(r rune) bool { return r <= ' ' || r > '~' }
	return unless(!strings.ContainsFunc(s, bad), "holds a space, a line break or a character that no token has")
}

func isURL(s string) error {
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && u.RawQuery == ""
	return unless(ok, "is not a web address")
}

func isListen(s string) error {
	_, port, err := net.SplitHostPort(s)
	n, bad := strconv.ParseUint(port, 10, 16)
	return unless(err == nil && bad == nil && n <= 65535, "is not an address to listen on")
}

func isDatabase(s string) error {
	if path, ok := strings.CutPrefix(s, "sqlite:"); ok {
		return unless(path != "" && !strings.ContainsAny(path, "?\x00"), "names no file after sqlite:")
	}
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && u.Host != ""
	return unless(ok, "is neither an SQLite file nor a Postgres address")
}

var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)

func isSlackUser(s string) error {
	return unless(slackUser.MatchString(s), "holds something that is not a Slack user id")
}

// isCron passes on the words of a *coaching.Error only: any other error could repeat the value.
func isCron(check func(string) error) func(string) error {
	return func(s string) error {
		if check == nil {
			return isFilled(s)
		}
		err := check(s)
		var made *coaching.Error
		if err != nil && !errors.As(err, &made) {
			return errors.New("is not a schedule")
		}
		return err
	}
}

func isZone(s string) error {
	_, err := coaching.ValidZone(s)
	return unless(err == nil, "is not a time zone")
}

func isClock(s string) error {
	_, err := time.Parse("15:04", s)
	return unless(s == "" || err == nil && len(s) == 5, "is not a time of day")
}

func isCountry(s string) error {
	known := slices.ContainsFunc(countries, func(c country) bool { return c.code == s })
	return unless(s == "" || known, "is not a country whose holidays are known")
}

func isClosedDay(s string) error {
	_, err := readClosedDays([]string{s})
	return unless(err == nil, "holds something that is not a day")
}

func isNumbers(s string) error {
	_, err := harm.Own(harm.Places(), s)
	return err
}

func isCount(s string) error {
	n, err := strconv.Atoi(s)
	return unless(err == nil && n >= 0 && n <= 100, "is not such a number")
}

func isMonths(s string) error {
	n, err := strconv.Atoi(s)
	return unless(err == nil && n >= 1 && n <= coaching.MaxConsentMonths, "is not such a number")
}

const limitWords = "a whole number from 0 (no limit) to 100000"

func isLimit(s string) error {
	n, err := strconv.Atoi(s)
	return unless(err == nil && n >= 0 && n <= 100_000, "is not such a number")
}

func isDays(s string) error {
	n, err := strconv.Atoi(s)
	return unless(err == nil && n >= 14 && n <= 3650, "is not such a number of days")
}

func isLateness(s string) error {
	d, err := time.ParseDuration(s)
	return unless(err == nil && d >= time.Minute && d <= 7*24*time.Hour, "is not such a duration")
}
