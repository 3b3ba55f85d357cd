package main

import (
	"errors"
	"io/fs"
	"time"

	"interlude/coaching"
	"interlude/coaching/harm"
)

// Config is everything that a person who runs Interlude can set. config.example.yaml is the
// reference of its keys: type, default and reason.
type Config struct {
	Slack    SlackConfig
	HTTP     HTTPConfig
	Database DatabaseConfig
	Keys     KeysConfig
	People   PeopleConfig
	Defaults DefaultsConfig
	Quiet    QuietConfig
	Caps     CapsConfig
	Help     HelpConfig
	Consent  ConsentConfig
	Limits   LimitsConfig
	Keep     KeepConfig
	Log      LogConfig
}

// SlackConfig says how to reach Slack and how to prove who we are.
type SlackConfig struct {
	Transport     string // TransportSocket or TransportHTTP
	APIURL        string // ends in a slash
	BotToken      Secret
	AppToken      Secret // with TransportSocket
	SigningSecret Secret // with TransportHTTP
	Composer      bool   // people can write to the app in its direct message; false: forms only, for everybody
}

// HTTPConfig is the program's own listener: health, readiness and, with TransportHTTP, Slack.
type HTTPConfig struct {
	Listen string // host:port; an empty host is every interface
}

// DatabaseConfig names the database.
type DatabaseConfig struct {
	URL Secret // sqlite:PATH or postgres://…; it may hold a password
}

// KeysConfig names the master key, which lives outside the database.
type KeysConfig struct {
	File       string
	Tombstones string // list of destroyed data keys; empty: beside File
	KMS        string // key of a key management service that wraps File; empty: none does
	KMSToken   Secret // with KMS
}

// PeopleConfig names who may start an engagement.
type PeopleConfig struct {
	Coaches []string // Slack user ids
}

// DefaultsConfig is what a new engagement starts with; each coachee can change it.
type DefaultsConfig struct {
	Reflection string // cron expression on the coachee's wall clock
	Timezone   string // IANA zone of a person whose zone Slack does not know
	Writing    coaching.Writing
}

// QuietConfig is when nothing proactive is sent, on the recipient's wall clock.
type QuietConfig struct {
	From     string   // "18:00"; empty: no quiet hours
	To       string   // "08:00"; empty: no quiet hours
	Weekends bool     // Saturday and Sunday are quiet too
	Country  string   // whose public holidays are quiet, for people who chose none; empty: none
	Holidays []string // the practice's own closed days: "2026-12-24", or "12-24" for every year
}

// CapsConfig bounds proactive messages.
type CapsConfig struct {
	PerDay  int           // a local day; 0: no cap
	PerWeek int           // a local week, Monday to Sunday; 0: no cap
	Late    time.Duration // a prompt later than this is counted as missed
}

// HelpConfig is what people see under "Urgent help".
type HelpConfig struct {
	Numbers []string // "DE Germany: 112 · …", in the place of what the program knows of the country
}

// ConsentConfig is how long a coachee's yes about their sponsor holds.
type ConsentConfig struct {
	Months int // calendar months; 1 to coaching.MaxConsentMonths
}

// LimitsConfig bounds what one person can have the program do and store, so that nobody takes it
// from the others. 0 is no limit everywhere.
type LimitsConfig struct {
	PerMinute   int // commands, presses, forms and messages of one person
	Entries     int // reflections of a coachee within 24 hours
	OpenActions int // in one coaching
	Sessions    int // booked ahead, in one coaching
	Coachings   int // under way, of one coachee
	Invitations int // of a coach within 24 hours
	Exports     int // of a coachee within 24 hours
	Told        int // messages that one person's acts cause to the others, in one coaching within 24 hours
	Megabytes   int // of sealed words about one coachee
}

// KeepConfig is how long what belongs to an engagement is kept after its end, in days.
type KeepConfig struct {
	Work    int // reflections, actions and briefs
	Records int // agreements, consents, and that there was an engagement
}

// LogConfig shapes the program's log.
type LogConfig struct {
	Level  string // debug, info, warn or error
	Format string // json or text
}

// The two transports.
const (
	TransportSocket = "socket"
	TransportHTTP   = "http"
)

// Secret is a token or an address with a password in it. It prints as a mark, as people's
// words do; Reveal gives the value.
type Secret struct{ coaching.Private }

// Checks are rules that live in another package and are given by whoever wires the program.
type Checks struct {
	Cron func(expression string) error // nil: not checked
}

// Rules returns the settings that decide when proactive messages may go out, but for the
// calendars, see rules.
func (c Config) Rules() coaching.Rules {
	return coaching.Rules{
		QuietFrom: c.Quiet.From, QuietTo: c.Quiet.To, QuietWeekend: c.Quiet.Weekends,
		PerDay: c.Caps.PerDay, PerWeek: c.Caps.PerWeek, Late: c.Caps.Late, Country: c.Quiet.Country,
	}
}

// places are the numbers that people are shown: the program's, and the operator's own over them.
func (h HelpConfig) places() []harm.Place {
	all := harm.Places()
	for _, line := range h.Numbers {
		all, _ = harm.Own(all, line) // checked when it was read
	}
	return all
}

// retention is how long what is over is kept.
func (c Config) retention() coaching.Retention {
	return coaching.Retention{Work: c.Keep.Work, Records: c.Keep.Records}
}

// LoadConfig reads the YAML file at path, lays the environment over it and checks the whole.
// An empty path reads no file. The error lists everything that is wrong, one line each, and
// repeats no value, so that none of them can leak a secret.
func LoadConfig(path string, env func(string) (string, bool), checks Checks) (Config, error) {
	c := defaultConfig()
	l := &loader{keys: keysOf(&c, checks), found: map[string]value{}}
	if path != "" {
		data, err := readBounded(path)
		if err != nil {
			return Config{}, l.refuse(problem{where: path, wrong: "cannot read the file (" + reason(err) + ")",
				write: "a path to a configuration like config.example.yaml"})
		}
		l.readYAML(path, data)
	}
	l.readEnv(env)
	l.assign()
	if len(l.problems) == 0 {
		l.problems = c.contradictions()
	}
	if len(l.problems) > 0 {
		return Config{}, l.problems
	}
	return c, nil
}

// reason is why a file could not be read, without its path: a secret that was put in the
// place of a path must not be printed.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func defaultConfig() Config {
	return Config{
		Slack:    SlackConfig{Transport: TransportSocket, APIURL: "https://slack.com/api/", Composer: true},
		HTTP:     HTTPConfig{Listen: "127.0.0.1:8080"},
		Database: DatabaseConfig{URL: secret("sqlite:interlude.db")},
		Keys:     KeysConfig{File: "interlude.keys"},
		Defaults: DefaultsConfig{Reflection: "0 15 * * 5", Timezone: "UTC", Writing: coaching.Open},
		Quiet:    QuietConfig{From: "18:00", To: "08:00", Weekends: true},
		Keep:     KeepConfig{Work: coaching.DefaultRetention.Work, Records: coaching.DefaultRetention.Records},
		Caps:     CapsConfig{PerDay: 1, PerWeek: 3, Late: 4 * time.Hour},
		Consent:  ConsentConfig{Months: coaching.MaxConsentMonths},
		Limits:   LimitsConfig{PerMinute: 60, Entries: 100, OpenActions: 50, Sessions: 60, Coachings: 10, Invitations: 30, Exports: 3, Told: 40, Megabytes: 64},
		Log:      LogConfig{Level: "info", Format: "json"},
	}
}

func secret(s string) Secret { return Secret{coaching.Words(s)} }
