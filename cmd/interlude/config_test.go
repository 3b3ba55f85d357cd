package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// hush stands in every secret of these tests; no error may hold it.
const hush = "s3cr3t-hush"

const least = "slack:\n  bot_token: xoxb-" + hush + "\n  app_token: xapp-" + hush + "\npeople:\n  coaches: [U024BE7LH]\n"

func noEnv(string) (string, bool) { return "", false }

func envOf(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { s, ok := pairs[name]; return s, ok }
}

// load runs LoadConfig over a file of these words.
func load(t *testing.T, yaml string, env map[string]string, checks Checks) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(path, envOf(env), checks)
	if err != nil {
		err = errors.New(strings.ReplaceAll(err.Error(), path, "c.yaml"))
	}
	return c, err
}

func TestLoadConfigFillsDefaults(t *testing.T) {
	c, err := load(t, least, nil, Checks{})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Slack.BotToken.Reveal(); got != "xoxb-"+hush {
		t.Errorf("bot token is %d bytes long, want the file's", len(got))
	}
	want := coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour}
	if got := c.Rules(); !reflect.DeepEqual(got, want) {
		t.Errorf("rules %+v, want %+v", got, want)
	}
	if c.Slack.Transport != "socket" || c.HTTP.Listen != "127.0.0.1:8080" || c.Database.URL.Reveal() != "sqlite:interlude.db" {
		t.Errorf("defaults are %+v", c)
	}
}

func TestLoadConfigEnvironmentWins(t *testing.T) {
	c, err := load(t, least+"quiet: {from: \"20:00\", to: \"07:00\"}\ncaps:\n  per_day: 2\n", map[string]string{
		"INTERLUDE_SLACK_API_URL":    "http://127.0.0.1:9/api",
		"INTERLUDE_SLACK_APP_TOKEN":  "any",
		"INTERLUDE_PEOPLE_COACHES":   "U1AA, W2BB,",
		"INTERLUDE_QUIET_FROM":       "",
		"INTERLUDE_QUIET_TO":         "",
		"INTERLUDE_QUIET_WEEKENDS":   "false",
		"INTERLUDE_CAPS_PER_DAY":     "0",
		"INTERLUDE_CAPS_LATE":        "90m",
		"INTERLUDE_DEFAULTS_WRITING": "sealed",
	}, Checks{})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Slack.APIURL, c.Slack.AppToken.Reveal(), c.People.Coaches, c.Rules(), c.Defaults.Writing)
	want := fmt.Sprint("http://127.0.0.1:9/api/", "any", []string{"U1AA", "W2BB"}, coaching.Rules{PerWeek: 3, Late: 90 * time.Minute}, coaching.Sealed)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLoadConfigReadsSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("xoxb-from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rest := "slack:\n  app_token: xapp-1\n  bot_token%s\npeople:\n  coaches: [U024BE7LH]\n"
	for name, c := range map[string]struct {
		yaml string
		env  map[string]string
	}{
		"in the file":                   {fmt.Sprintf(rest, "_file: "+file), nil},
		"in the environment":            {fmt.Sprintf(rest, ":"), map[string]string{"INTERLUDE_SLACK_BOT_TOKEN_FILE": file}},
		"the environment over a value":  {fmt.Sprintf(rest, ": xoxb-old"), map[string]string{"INTERLUDE_SLACK_BOT_TOKEN_FILE": file}},
		"a value of the env over files": {fmt.Sprintf(rest, "_file: /nowhere"), map[string]string{"INTERLUDE_SLACK_BOT_TOKEN": "xoxb-from-file"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := load(t, c.yaml, c.env, Checks{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Slack.BotToken.Reveal() != "xoxb-from-file" {
				t.Error("the token of the file did not arrive")
			}
		})
	}
}

func TestLoadConfigTakesASecretAsItIsWritten(t *testing.T) {
	for _, written := range []string{"0012345678901234567890", "1e10", "0x10", `"true"`, "true", "'12:30'"} {
		c, err := load(t, "slack:\n  transport: http\n  bot_token: xoxb-1\n  signing_secret: "+written+"\npeople:\n  coaches: [U1AA]\n", nil, Checks{})
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if got, want := c.Slack.SigningSecret.Reveal(), strings.Trim(written, `"'`); got != want {
			t.Errorf("%s became %s", written, got)
		}
	}
}

// Each of these is refused with exactly these words, in one line per problem.
func TestLoadConfigRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		yaml string
		env  map[string]string
		want string
	}{
		"nothing at all": {"", nil,
			"slack.bot_token: is missing; write the app's bot token (OAuth & Permissions; it begins with xoxb-), or set INTERLUDE_SLACK_BOT_TOKEN\n" +
				"slack.app_token: is missing; write an app-level token with the scope connections:write (Basic Information; it begins with xapp-), or set INTERLUDE_SLACK_APP_TOKEN\n" +
				"people.coaches: nobody is named, so nobody could start an engagement; write the Slack user id of at least one coach"},
		"a slip in a key": {least + "quiet:\n  wekends: true\n", nil,
			"c.yaml:7:3: quiet.wekends: there is no such key (did you mean weekends?)"},
		"a slip in a section": {least + "qiet:\n  weekends: true\n", nil,
			"c.yaml:6:1: qiet: there is no such key (did you mean quiet?)"},
		"a key of another product": {least + "redis:\n  url: x\n", nil,
			"c.yaml:6:1: redis: there is no such key"},
		"several at once, in order": {least + "caps:\n  per_day: many\nlog:\n  level: loud\n  fromat: json\n", map[string]string{"INTERLUDE_QUIET_TO": "8"},
			"c.yaml:10:3: log.fromat: there is no such key (did you mean format?)\n" +
				"INTERLUDE_QUIET_TO: quiet.to: is not a time of day; write a time like \"08:00\", or \"\" for no quiet hours\n" +
				"c.yaml:7:3: caps.per_day: is not such a number; write a whole number from 0 (no cap) to 100\n" +
				"c.yaml:9:3: log.level: is none of the possible words; write debug or info or warn or error"},
		"a token left of the colon": {least + "xoxb-" + hush + ": x\n", nil,
			"c.yaml:6:1: (a name that is not shown): there is no such key"},
		"a section that is a value": {least + "log: info\n", nil,
			"c.yaml:6:6: this is not a section; write keys with a colon, indented below the section's name"},
		"a section where a value belongs": {least + "log:\n  level: {a: b}\n", nil,
			"c.yaml:7:3: log.level: this is not a plain value; write it on the same line, in quotes when in doubt"},
		"a list where a value belongs": {least + "log:\n  level: [info]\n", nil,
			"c.yaml:7:3: log.level: is a list, and one value is needed; write debug or info or warn or error"},
		"yaml that is none": {least + "log: \"\n", nil,
			"c.yaml:6:6: this is not valid YAML (look at quotes, colons, indentation and keys given twice)"},
		"a key given twice": {least + "log:\n  level: info\n  level: warn\n", nil,
			"c.yaml:8:3: this is not valid YAML (look at quotes, colons, indentation and keys given twice)"},
		"two documents": {least + "---\nlog:\n  level: info\n", nil,
			"c.yaml: there is more than one document; write everything without a line of three dashes"},
		"tokens exchanged": {"slack:\n  bot_token: xapp-" + hush + "\n  app_token: xoxb-" + hush + "\npeople:\n  coaches: [U1AA]\n", nil,
			"slack.bot_token: is an app-level token, which belongs in slack.app_token; write the app's bot token (OAuth & Permissions; it begins with xoxb-), or set INTERLUDE_SLACK_BOT_TOKEN\n" +
				"slack.app_token: is the bot token, which belongs in slack.bot_token; write an app-level token with the scope connections:write (Basic Information; it begins with xapp-), or set INTERLUDE_SLACK_APP_TOKEN"},
		"a user token": {least, map[string]string{"INTERLUDE_SLACK_BOT_TOKEN": "xoxp-" + hush},
			"slack.bot_token: is a user token, which Interlude must not have; write the app's bot token (OAuth & Permissions; it begins with xoxb-), or set INTERLUDE_SLACK_BOT_TOKEN"},
		"no signing secret": {"slack:\n  transport: http\n  bot_token: xoxb-1\npeople:\n  coaches: [U1AA]\n", nil,
			"slack.signing_secret: is missing; write the app's signing secret (Basic Information), or set INTERLUDE_SLACK_SIGNING_SECRET"},
		"a token with a line break": {least, map[string]string{"INTERLUDE_SLACK_APP_TOKEN": "xapp-\n" + hush},
			"INTERLUDE_SLACK_APP_TOKEN: slack.app_token: holds a space, a line break or a character that no token has; write the app-level token, which begins with xapp-"},
		"a value and a file": {least, map[string]string{"INTERLUDE_SLACK_BOT_TOKEN": "xoxb-1", "INTERLUDE_SLACK_BOT_TOKEN_FILE": "x"},
			"INTERLUDE_SLACK_BOT_TOKEN_FILE: slack.bot_token: is given as a value and as a file; write one of the two"},
		"a file that is not there": {least, map[string]string{"INTERLUDE_SLACK_BOT_TOKEN_FILE": "/nowhere/xoxb-" + hush},
			"INTERLUDE_SLACK_BOT_TOKEN_FILE: slack.bot_token_file: cannot read the file (no such file or directory); write the path of a file that holds the bot token of the app, which begins with xoxb-"},
		"an unencrypted Slack": {least, map[string]string{"INTERLUDE_SLACK_API_URL": "http://slack.com/api/"},
			"slack.api_url: tokens would travel unencrypted; write https:// in front"},
		"half of the quiet hours": {least + "quiet:\n  from: \"\"\n", nil,
			"quiet.from, quiet.to: only one of the two is set; write both, or \"\" for both to have no quiet hours"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, c.yaml, c.env, Checks{})
			if err == nil {
				t.Fatal("it was accepted")
			}
			if err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
			if strings.Contains(err.Error(), hush) {
				t.Error("the error holds a secret")
			}
		})
	}
}

func TestLoadConfigWithoutItsFile(t *testing.T) {
	_, err := LoadConfig(filepath.Join(t.TempDir(), "none.yaml"), noEnv, Checks{})
	if err == nil || !strings.Contains(err.Error(), "cannot read the file (no such file or directory)") {
		t.Errorf("got %v", err)
	}
	env := map[string]string{"INTERLUDE_SLACK_BOT_TOKEN": "xoxb-1", "INTERLUDE_SLACK_APP_TOKEN": "xapp-1", "INTERLUDE_PEOPLE_COACHES": "U1AA"}
	if _, err := LoadConfig("", envOf(env), Checks{}); err != nil {
		t.Errorf("the environment alone: %v", err)
	}
}

func TestLoadConfigAsksTheTimetable(t *testing.T) {
	for err, want := range map[error]string{
		coaching.Bad("cron", "This never happens."):  "This never happens.",
		errors.New("bad: " + hush):                   "is not a schedule",
		fmt.Errorf("%w", coaching.Bad("cron", "No")): "No",
	} {
		_, got := load(t, least, map[string]string{"INTERLUDE_DEFAULTS_REFLECTION": "0 9 30 2 *"}, Checks{Cron: func(string) error { return err }})
		if got == nil || !strings.HasPrefix(got.Error(), "INTERLUDE_DEFAULTS_REFLECTION: defaults.reflection: "+want) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

// Every key on both sides of its edges.
func TestConfigRules(t *testing.T) {
	both := map[string]struct{ good, bad []string }{
		"slack.transport":      {[]string{"socket"}, []string{"", "Socket", "websocket"}},
		"slack.api_url":        {[]string{"https://slack.com/api/", "http://[::1]:80/"}, []string{"", "slack.com", "ftp://x/", "https://", "https://a:b@x/", "https://x/?q"}},
		"slack.bot_token":      {[]string{"", "xoxb-1"}, []string{"xoxb 1", "xoxb-\u00e9", "xoxb-1\x00"}},
		"slack.app_token":      {[]string{"", "xapp-1"}, []string{"\t"}},
		"slack.signing_secret": {[]string{"", "0123abcd"}, []string{" 0123"}},
		"http.listen":          {[]string{"127.0.0.1:8080", ":0", "[::1]:65535", "localhost:1"}, []string{"", "8080", ":65536", ":-1", "x:http"}},
		"database.url":         {[]string{"sqlite:a.db", "postgres://u:p@h/n", "postgresql://h:1/n"}, []string{"", "sqlite:", "sqlite:a?x", "a.db", "postgres:", "mysql://h/n"}},
		"keys.file":            {[]string{"/data/k"}, []string{"", "  "}},
		"keys.tombstones":      {[]string{"", "/data/t"}, []string{"  ", "a\x00b"}},
		"keys.kms":             {[]string{"", "hcvault://h:8200/transit/keys/k", "hcvault://h/a/b/keys/k"}, []string{"http://h/transit/keys/k", "hcvault:///transit/keys/k", "hcvault://h/transit/k", "hcvault://h/transit/keys/", "hcvault://u:p@h/transit/keys/k"}},
		"keys.kms_token":       {[]string{"", "hvs.x"}, []string{"a b"}},
		"people.coaches":       {[]string{"U024BE7LH", "W012A3CDE"}, []string{"maya", "@maya", "u024be7lh", "U", "C024BE7LH", "U024BE7LH024BE7LH024BE7LH"}},
		"defaults.reflection":  {[]string{"0 15 * * 5"}, []string{"", " "}},
		"defaults.timezone":    {[]string{"UTC", "Europe/Berlin"}, []string{"", "Local", "CET+1", "Mars/Base", "../etc/passwd"}},
		"defaults.writing":     {[]string{"open", "sealed"}, []string{"", "closed"}},
		"quiet.from":           {[]string{"", "00:00", "23:59"}, []string{"24:00", "8:00", "18:00:00", "6pm"}},
		"quiet.to":             {[]string{"", "08:00"}, []string{"08:60"}},
		"keep.work":            {[]string{"14", "3650"}, []string{"", "13", "3651", "a year"}},
		"keep.records":         {[]string{"14", "3650"}, []string{"", "13", "3651"}},
		"slack.composer":       {[]string{"true", "false"}, []string{"", "no", "False"}},
		"quiet.weekends":       {[]string{"true", "false"}, []string{"", "yes", "True"}},
		"quiet.country":        {[]string{"", "DE", "DE-BY", "US"}, []string{"de", "XX", "Germany", "none"}},
		"quiet.holidays":       {[]string{"2026-12-28", "12-24", "02-29"}, []string{"", "24.12.", "02-30", "13-01", "2026-13-01", "christmas"}},
		"caps.per_day":         {[]string{"0", "100"}, []string{"", "-1", "101", "1.5"}},
		"caps.per_week":        {[]string{"0", "100"}, []string{"three", "101"}},
		"consent.months":       {[]string{"1", "12"}, []string{"", "0", "13", "-1", "1.5", "a year"}},
		"caps.late":            {[]string{"1m", "168h", "1h30m"}, []string{"", "59s", "169h", "4", "4 hours"}},
		"help.numbers":         {[]string{"DE: 112", "XK Kosovo: 112 · ours 1"}, []string{"", "112", "Germany: 112", "XK: 112", "de: 112", "DE:"}},
		"log.level":            {[]string{"debug", "info", "warn", "error"}, []string{"", "trace"}},
		"log.format":           {[]string{"json", "text"}, []string{"", "xml"}},
	}
	c := defaultConfig()
	for _, k := range keysOf(&c, Checks{}) {
		cases, ok := both[k.name]
		if strings.HasPrefix(k.name, "limits.") {
			cases.good, cases.bad, ok = []string{"0", "100000"}, []string{"", "-1", "100001", "1.5", "many"}, true
		}
		if !ok {
			t.Errorf("%s has no cases", k.name)
		}
		for _, s := range cases.good {
			if err := k.rule.check(s); err != nil {
				t.Errorf("%s refuses %q: %v", k.name, s, err)
			}
		}
		for _, s := range cases.bad {
			if k.rule.check(s) == nil {
				t.Errorf("%s takes %q", k.name, s)
			}
		}
	}
}

func TestConfigPrintsNoSecret(t *testing.T) {
	c, err := load(t, least, map[string]string{"INTERLUDE_DATABASE_URL": "postgres://u:" + hush + "@h/n"}, Checks{})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if strings.Contains(fmt.Sprintf(verb, c), hush) {
			t.Errorf("%s prints a secret", verb)
		}
	}
}
