package sandbox

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// startBolt runs bolt/app.js against the workspace until the test ends; the reader is what the app prints.
func startBolt(t *testing.T, base string, env ...string) io.Reader {
	t.Helper()
	const setup = "run this once: npm ci --prefix bot/sandbox/bolt (needs Node.js 18 or newer)"
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("node is not installed; install it, then %s", setup)
	}
	if _, err := os.Stat(filepath.Join("bolt", "node_modules", "@slack", "bolt")); err != nil {
		t.Fatalf("Bolt is not installed; %s", setup)
	}
	var complaints bytes.Buffer
	app := exec.Command(node, "app.js")
	app.Dir, app.Stderr = "bolt", &complaints
	app.Env = append(os.Environ(), "SLACK_API_URL="+base+"/api/", "SLACK_BOT_TOKEN=xoxb-sandbox", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	app.Env = append(app.Env, env...)
	out, err := app.StdoutPipe()
	check(t, err)
	check(t, app.Start())
	t.Cleanup(func() {
		_ = app.Process.Kill()
		_ = app.Wait()
		if t.Failed() {
			t.Logf("the app complained:\n%s", complaints.String())
		}
	})
	return out
}

// TestBolt holds the sandbox to what Slack's own framework expects, over both transports.
func TestBolt(t *testing.T) {
	t.Run("socket", func(t *testing.T) {
		w, base := open(t, nil)
		startBolt(t, base, "SLACK_APP_TOKEN=xapp-sandbox")
		wait(t, w, "Bolt's connection", func() bool { return w.Connections() > 0 })
		playLunch(t, w)
	})
	t.Run("http", func(t *testing.T) {
		w, base := open(t, nil)
		address, err := bufio.NewReader(startBolt(t, base, "SLACK_SIGNING_SECRET=sandbox-signing-secret")).ReadString('\n')
		check(t, err)
		w.SetRequestURL(strings.TrimSpace(address))
		w.SetBaseURL(base)
		check(t, w.VerifyRequestURL(t.Context()))
		playLunch(t, w)
	})
}

// playLunch is the person: command, form with an error and with success, message with a button, its change after the
// press, Home, and a reply in a thread.
func playLunch(t *testing.T, w *Workspace) {
	ctx, p := t.Context(), w.As(maya)
	check(t, p.Command(ctx, "/lunch", "two"))
	if got := p.Last(); !got.Ephemeral || got.Text != "Opening the form for two" {
		t.Errorf("the ack's message is %+v", got)
	}
	wait(t, w, "the form", func() bool { return p.Modal() != nil })

	check(t, p.Fill(ctx, "Dish", "stones"))
	check(t, p.Fill(ctx, "Size", "Large"))
	errs := must[map[string]string](t)(p.Submit(ctx))
	if errs["dish"] != "Nobody eats stones." || p.Modal() == nil {
		t.Fatalf("errors %v, form %v", errs, p.Modal())
	}
	check(t, p.Fill(ctx, "Dish", "soup"))
	if errs := must[map[string]string](t)(p.Submit(ctx)); len(errs) != 0 || p.Modal() != nil {
		t.Fatalf("errors %v, form %v", errs, p.Modal())
	}

	wait(t, w, "the message", func() bool { return strings.Contains(p.Last().ShownText(), "soup, large") })
	if got := w.Notifications(maya); len(got) != 1 || got[0] != "Your order waits for a word" {
		t.Errorf("notifications %q", got)
	}
	check(t, p.PressLabel(ctx, "Confirm"))
	wait(t, w, "the change", func() bool { return p.Last().ShownText() == "Confirmed by <@"+maya+">: soup" })
	if got := p.Last(); got.EditedTS == "" || len(p.Labels()) != 0 {
		t.Errorf("the message after the press is %+v", got)
	}

	check(t, p.OpenHome(ctx))
	wait(t, w, "Home", func() bool { return p.Home() != nil })
	if got := p.Home().ShownText(); got != "Welcome to lunch" {
		t.Errorf("home shows %q", got)
	}

	asked := must[string](t)(p.Say(ctx, "menu please"))
	wait(t, w, "the reply", func() bool { return p.Last().Text == "Soup and bread" })
	if got := p.Last().ThreadTS; got != asked {
		t.Errorf("the reply hangs below %s, not %s", got, asked)
	}
}
