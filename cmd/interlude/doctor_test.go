package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/jackc/pgx/v5"

	"interlude/bot/sandbox"
	"interlude/storage/storagetest/pgtest"
)

// consult returns what the doctor says of an installation. No secret may stand in it.
func consult(t *testing.T, d *doctor, c Config, manifest string) string {
	t.Helper()
	var out strings.Builder
	d.out = &out
	d.look(t.Context(), c, manifest)
	said := out.String()
	for _, s := range []Secret{c.Slack.BotToken, c.Slack.AppToken, c.Slack.SigningSecret} {
		if s.Reveal() != "" && strings.Contains(said, s.Reveal()) {
			t.Errorf("a secret is shown:\n%s", said)
		}
	}
	for line := range strings.Lines(said) {
		if !regexp.MustCompile(`^(ok|\?\?|!!)  \S.*\n$`).MatchString(line) {
			t.Errorf("not a line of the doctor's: %q", line)
		}
		if !strings.HasPrefix(line, "ok") && !strings.Contains(line[4:], ": ") {
			t.Errorf("does not say what to do: %q", line)
		}
	}
	return said
}

// amiss are the lines that are not ok. The servers of the tests are set to be fast, not safe.
func amiss(said string) string {
	var odd strings.Builder
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "ok") && !strings.Contains(line, "  settings: ") && !strings.Contains(line, "  logging: ") {
			odd.WriteString(line)
		}
	}
	return odd.String()
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newPlay(t, url)
		p.start()
		d := newDoctor()
		d.connect = true
		said := consult(t, d, p.config(), ourManifest(t))
		if odd := amiss(said); odd != "" {
			t.Errorf("something is wrong:\n%s", odd)
		}
		for _, want := range []string{
			"configuration: transport socket", "bot token: workspace T0INTERLUDE, bot user U0INTERLUDE", "scopes: the 7", "clock: agrees",
			"app token: Slack gives", "connections: ", "time zones: the next", "database: ", "migrations: all have run", "key file: mode 0600",
			"deliveries: nothing that is due waits", "deliveries: of the last seven days 0 sent", "manifest: as this",
		} {
			if !strings.Contains(said, "ok  "+want) {
				t.Errorf("no %q in\n%s", want, said)
			}
		}
	})
}

// The command itself, beside the program in a process of its own, which goes on working.
func TestDoctorBesideTheProgram(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "beside.db"))
	c := newChild(t, p)
	config := filepath.Join(c.dir, "config.yaml")
	c.run()
	p.command(userMaya, "/reflect", "")
	p.command(userAnna, "/coaching", "start")
	for range 3 {
		code, said, stderr := try(t.Context(), []string{"doctor", "--config", config, "--manifest", ourManifest(t)})
		if odd := amiss(said); code != exitFine || odd != "" || stderr != "" {
			t.Fatalf("exit code %d, %s\n%s", code, stderr, odd)
		}
		for _, u := range demoPeople() {
			if strings.Contains(said, u.RealName) || strings.Contains(said, u.ID) {
				t.Errorf("somebody is named:\n%s", said)
			}
		}
	}
	p.closeAll(userAnna)
	p.command(userAnna, "/coaching", "start")
	c.kill()
	if code, said, _ := try(t.Context(), []string{"doctor", "--config", config}); code != exitFine || !strings.Contains(said, "ok  migrations: all have run") {
		t.Errorf("after a kill: exit code %d\n%s", code, said)
	}
	p.ws.Fail("auth.test", 1, sandbox.Refuse("token_revoked"))
	code, said, stderr := try(t.Context(), []string{"doctor", "--config", config})
	if code != exitRefused || !strings.Contains(said, "!!  bot token: Slack answered token_revoked: install the app again") || !strings.Contains(stderr, "1 of ") {
		t.Errorf("exit code %d, %s\n%s", code, stderr, said)
	}
	c.run()
}

// ourManifest is a file as Slack would give it.
func ourManifest(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "manifest.yaml")
	if err := os.WriteFile(path, []byte(manifestText(t, "", false)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDoctorLooksAtDeliveries: at what is overdue, what was missed and who is there to send it, and
// at connections that nobody of ours can hold.
func TestDoctorLooksAtDeliveries(t *testing.T) {
	p := newPlay(t, pgtest.URL(t))
	p.start()
	p.invite()
	p.ws.Fail("chat.postMessage", 1, sandbox.Refuse("is_archived"))
	p.press(userMaya, "Review agreement")
	p.fill(userMaya, "How would you like to write?", "Open")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	d := newDoctor()
	d.now, d.connect = p.clock.Now, true
	says := func(want ...string) {
		t.Helper()
		said := consult(t, d, p.config(), "")
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("no %q in\n%s", w, said)
			}
		}
	}
	says("ok  replicas: 1 live now\n", "ok  deliveries: nothing that is due waits; 0 held for later\n", "ok  connections: 2 of the app besides this one, and your replicas (1) hold up to 2\n",
		"??  deliveries: of the last seven days 3 sent, 0 closed while people were away, missed: is_archived 1: docs/operations.md says", "??  manifest: not compared with ours: download it")
	p.down()
	p.must(p.ws.WaitFor(p.ctx, func() bool { return p.ws.Connections() == 0 }))
	p.clock.set(london(4, 15, 30)) // Friday's questions are half an hour overdue: nobody makes them
	says("ok  replicas: 0 live now\n", "ok  connections: 0 of the app besides this one")
	db, err := pgx.Connect(p.ctx, p.url)
	p.must(err)
	defer func() { _ = db.Close(p.ctx) }()
	_, err = db.Exec(p.ctx, `UPDATE deliveries SET state = 'due', claimed = 0, attempts = 0, due = $1 WHERE state = 'sent'`, london(4, 15, 0).UnixMilli())
	p.must(err)
	says("??  deliveries: 3 due, the oldest for 30m", "; 0 held for later: see that interlude runs")
	p.must(p.ws.WaitFor(p.ctx, func() bool { return p.ws.Connections() == 0 })) // the doctor's own is gone
	p.foreign()
	says("!!  connections: 1 of the app besides this one, and your replicas (0) hold at most 0: somebody else has the app token: run this again")
}

func TestDoctorReadsTheConfiguration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(least+"qiet: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said, stderr := try(t.Context(), []string{"doctor", "--config", path})
	if code != exitRefused || stderr != "interlude: 1 of 2 checks failed\n" || !strings.HasPrefix(said, "!!  configuration: "+path+":6:1: qiet: there is no such key") {
		t.Errorf("exit code %d, %s\n%s", code, stderr, said)
	}
	if strings.Contains(said, hush) {
		t.Error("a secret is shown")
	}
	if code, _, _ := try(t.Context(), []string{"doctor", "--config", path, "--url", "http://x"}); code != exitUsage {
		t.Errorf("exit code %d for an address that is none", code)
	}
}

// workplace is a stand-in Slack of its own and the configuration for it.
func workplace(t *testing.T, change func(*sandbox.Options)) (*sandbox.Workspace, Config) {
	t.Helper()
	o := workspace(sandbox.Options{Now: time.Now})
	if change != nil {
		change(&o)
	}
	ws, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ws.Close)
	web := httptest.NewServer(ws.Handler())
	t.Cleanup(web.Close)
	dir := t.TempDir()
	c := defaultConfig()
	c.Slack = SlackConfig{Transport: TransportSocket, APIURL: web.URL + "/api/", BotToken: secret(o.BotToken), AppToken: secret(o.AppToken), SigningSecret: secret(o.SigningSecret)}
	c.Database.URL, c.Keys.File = secret("sqlite:"+filepath.Join(dir, "none.db")), filepath.Join(dir, "key")
	return ws, c
}

func TestDoctorAsksSlack(t *testing.T) {
	for name, c := range map[string]struct {
		options func(*sandbox.Options)
		change  func(*Config)
		fault   sandbox.Fault // of auth.test
		method  string        // or of this one
		says    string
	}{
		"another bot token": {change: func(c *Config) { c.Slack.BotToken = secret("xoxb-" + hush) }, says: "!!  bot token: Slack answered invalid_auth: copy the Bot User"},
		"inactive":          {fault: sandbox.Refuse("account_inactive"), says: "!!  bot token: Slack answered account_inactive: install the app again"},
		"words as a reason": {fault: sandbox.Refuse("Ann said <no>"), says: "!!  bot token: Slack answered no reason: copy"},
		"too many calls":    {fault: sandbox.RateLimited(30), says: "!!  bot token: Slack cannot be asked: it asks to wait"},
		"a proxy":           {fault: sandbox.BadGateway, says: "!!  bot token: Slack cannot be asked: something else answered (HTTP 502)"},
		"a cut":             {fault: sandbox.Fault{Cut: true}, says: "!!  bot token: Slack cannot be asked: the connection failed"},
		"half an answer":    {fault: sandbox.Fault{Half: true}, says: "!!  bot token: Slack cannot be asked: the line was cut"},
		"nobody there":      {change: func(c *Config) { c.Slack.APIURL = "http://127.0.0.1:1/api/" }, says: "!!  bot token: Slack cannot be asked: connection refused"},
		"a scope too few": {options: func(o *sandbox.Options) { o.Scopes = "chat:write,commands,im:write, users:read" },
			says: "!!  scopes: im:history is missing, which is needed to take typed answers"},
		"a scope too many": {options: func(o *sandbox.Options) { o.Scopes += ",channels:history" }, says: "??  scopes: channels:history is granted and not needed: remove it"},
		"no scopes":        {options: func(o *sandbox.Options) { o.Scopes = "" }, says: "??  scopes: Slack did not say"},
		"another app token": {change: func(c *Config) { c.Slack.AppToken = secret("xapp-" + hush) },
			says: "!!  app token: Slack answered invalid_auth: make a token with the scope connections:write"},
		"tokens exchanged": {change: func(c *Config) { c.Slack.AppToken = c.Slack.BotToken }, says: "!!  app token: Slack answered not_allowed_token_type"},
		"no scope for it":  {fault: sandbox.Refuse("missing_scope"), method: "apps.connections.open", says: "!!  app token: Slack answered missing_scope: make a token"},
		"app token cut":    {fault: sandbox.Fault{Cut: true}, method: "apps.connections.open", says: "!!  app token: Slack cannot be asked"},
		"two apps": {options: func(o *sandbox.Options) { o.AppToken = "xapp-1-A0OTHER-1-ab" },
			says: "!!  app token: it belongs to app A0OTHER, and the bot token to app A0INTERLUDE: take both"},
		"one app": {options: func(o *sandbox.Options) { o.AppToken = "xapp-1-A0INTERLUDE-1-ab" }, says: "ok  app token: "},
		"signed HTTP": {change: func(c *Config) { c.Slack.Transport, c.Slack.AppToken = TransportHTTP, secret("") },
			says: "ok  signing secret: present"},
	} {
		t.Run(name, func(t *testing.T) {
			ws, config := workplace(t, c.options)
			if c.change != nil {
				c.change(&config)
			}
			if method := c.method; c.fault != (sandbox.Fault{}) {
				if method == "" {
					method = "auth.test"
				}
				ws.Fail(method, -1, c.fault)
			}
			if said := consult(t, newDoctor(), config, ""); !strings.Contains(said, c.says) {
				t.Errorf("no %q in\n%s", c.says, said)
			}
		})
	}
}

func TestDoctorSigningSecretOfSlack(t *testing.T) {
	for s, says := range map[string]string{"0123456789abcdef0123456789abcdef": "ok  signing secret", "xoxb-1": "??  signing secret: present, but not of the form"} {
		var out strings.Builder
		d := &doctor{out: &out}
		d.signing(Config{Slack: SlackConfig{APIURL: "https://slack.com/api/", SigningSecret: secret(s)}})
		if !strings.HasPrefix(out.String(), says) {
			t.Errorf("got %q, want %q", out.String(), says)
		}
	}
}

func TestDoctorCountsConnections(t *testing.T) {
	_, c := workplace(t, nil)
	d := newDoctor()
	d.connect = true
	// Slack counts a connection a moment after it has greeted it, and one that was closed a
	// moment longer.
	eventually := func(says string) {
		t.Helper()
		said := ""
		for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
			if said = consult(t, d, c, ""); strings.Contains(said, says) {
				return
			}
		}
		t.Fatalf("no %q in\n%s", says, said)
	}
	eventually("ok  connections: 0 of the app besides this one")
	for n := range mostConnections {
		a, err := d.call(t.Context(), c.Slack.APIURL, "apps.connections.open", c.Slack.AppToken, "")
		if err != nil {
			t.Fatal(err)
		}
		conn, _, err := websocket.Dial(t.Context(), a.Socket, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.CloseNow() })
		go func() { // answers pings until the end
			for err := error(nil); err == nil; {
				_, _, err = conn.Read(t.Context())
			}
		}()
		if n == 1 {
			eventually("ok  connections: 2 of the app besides this one")
		}
	}
	eventually("!!  connections: Slack allows no more (10 at most): stop what else")
}

func TestDoctorLooksAtTheDatabase(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newPlay(t, url)
		p.start()
		p.invite()
		p.down()
		for name, c := range map[string]struct {
			options func(*sandbox.Options)
			change  func(*Config)
			says    string
		}{
			"another key":       {change: func(c *Config) { c.Keys.File = otherKey(t) }, says: "is not the key that this database was written with: put the right file there"},
			"another workspace": {options: func(o *sandbox.Options) { o.TeamID = "T0OTHER" }, says: "!!  people: the database holds people of workspace T0INTERLUDE, and the bot token belongs to T0OTHER: take"},
			"nowhere": {change: func(c *Config) { c.Database.URL = secret("postgres://u:" + hush + "@127.0.0.1:1/x") },
				says: "!!  database: PostgreSQL at 127.0.0.1:1, database x, as u: the database cannot be reached: connection refused: start the server"},
			"right": {says: "ok  key file: mode 0600, and the key of this database"},
		} {
			t.Run(name, func(t *testing.T) {
				_, config := workplace(t, c.options)
				config.Database.URL, config.Keys.File = secret(p.url), p.keys
				if c.change != nil {
					c.change(&config)
				}
				said := consult(t, newDoctor(), config, "")
				if !strings.Contains(said, c.says) || strings.Contains(said, hush) {
					t.Errorf("no %q, or a secret, in\n%s", c.says, said)
				}
			})
		}
	})
}
