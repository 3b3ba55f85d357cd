package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browserNames are what Chromium is called where it may be installed.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// TestPageInABrowser is a visitor's first five minutes: the demo as it is started from the
// README, its page in a real browser, a reminder that arrives, an answer, a booking, a
// sentence for the sponsor.
func TestPageInABrowser(t *testing.T) {
	v := newVisitor(t)
	v.do("the page shows Maya", chromedp.Navigate(v.address+"/"), chromedp.WaitVisible(`[data-testid="composer"]`))
	v.bothPeople()
	v.reminderArrives()
	v.answerPrivately()
	v.commandOpensForm()
	v.homeTab()
	v.phoneAndDark()
}

type visitor struct {
	t       *testing.T
	ctx     context.Context
	address string
}

// newVisitor starts the demo and a browser.
func newVisitor(t *testing.T) *visitor {
	t.Helper()
	dir := t.TempDir()
	d, err := newDemo(demoFlags{addr: "127.0.0.1:0", db: filepath.Join(dir, "demo.db")}, filepath.Join(dir, "demo.db"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	done := make(chan error, 1)
	up := make(chan struct{})
	go func() { done <- d.serve(ctx, false, notifying{io.Discard, up}, false) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("demo: %v", err)
		}
	})
	select {
	case <-up:
	case err := <-done:
		t.Fatalf("the demo did not start: %v", err)
	}
	return &visitor{t: t, ctx: browser(t, ctx), address: "http://" + d.listener.Addr().String()}
}

// notifying closes up at the first line: the demo has announced itself.
type notifying struct {
	io.Writer
	up chan struct{}
}

func (n notifying) Write(p []byte) (int, error) {
	select {
	case <-n.up:
	default:
		close(n.up)
	}
	return len(p), nil
}

func browser(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	path := ""
	for _, name := range browserNames {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium found: run .ci/setup, or install Debian's package chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1440, 900), chromedp.Flag("disable-dev-shm-usage", true))
	alloc, cancel := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	tab, close := chromedp.NewContext(alloc)
	t.Cleanup(close)
	return tab
}

// do runs actions of the browser, within half a minute.
func (v *visitor) do(what string, actions ...chromedp.Action) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		v.picture("failed")
		v.t.Fatalf("%s: %v", what, err)
	}
}

// picture keeps a screenshot in the folder that INTERLUDE_TEST_PICTURES names, if it is set.
func (v *visitor) picture(name string) {
	dir := os.Getenv("INTERLUDE_TEST_PICTURES")
	if dir == "" {
		return
	}
	var png []byte
	if err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot(&png)); err != nil {
		v.t.Logf("screenshot %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		v.t.Log(err)
	}
}

// waitText waits until the element that selector finds shows words.
func (v *visitor) waitText(selector, words string) {
	v.t.Helper()
	v.do("waiting for "+words, chromedp.Poll(`(() => [...document.querySelectorAll(`+quoteJS(selector)+`)].some(e => e.innerText.includes(`+quoteJS(words)+`)))()`, nil,
		chromedp.WithPollingTimeout(25*time.Second)))
}

// click presses the newest visible button of this text within selector.
func (v *visitor) click(selector, label string) {
	v.t.Helper()
	var ok bool
	v.do("pressing "+label, chromedp.Poll(`(() => { const b = [...document.querySelectorAll(`+quoteJS(selector+" button")+`)].filter(e => e.innerText.trim() === `+quoteJS(label)+` && e.offsetParent).pop(); if (!b) return false; b.scrollIntoView(); b.click(); return true; })()`,
		&ok, chromedp.WithPollingTimeout(25*time.Second)))
}

func quoteJS(s string) string { return "`" + strings.ReplaceAll(s, "`", "\\`") + "`" }

func pane(user string) string { return `[data-testid="person-` + user + `"]` }

func (v *visitor) bothPeople() {
	v.waitText(pane(userMaya), "Maya Lindqvist")
	v.do("two people next to each other", chromedp.Evaluate(`if (!document.querySelector('[data-testid="person-`+userAnna+`"]')) document.querySelector('[data-testid="side-by-side"]').click()`, nil))
	v.waitText(pane(userAnna), "Anna Berg")
	v.picture("both")
}

// reminderArrives moves the clock to what is due and sees a new message.
func (v *visitor) reminderArrives() {
	var before, after int
	count := `document.querySelectorAll('` + pane(userMaya) + ` [data-testid="message"]').length`
	v.do("counting", chromedp.Evaluate(count, &before))
	v.do("the next thing due", chromedp.Click(`[data-testid="clock-next"]`))
	v.do("a message", chromedp.Poll(count+" > "+itoa(before), nil, chromedp.WithPollingTimeout(25*time.Second)), chromedp.Evaluate(count, &after))
	v.picture("reminder")
}

func (v *visitor) answerPrivately() {
	v.do("next Friday", chromedp.Click(`[data-testid="clock-friday"]`))
	v.waitText(pane(userMaya), "Write privately")
	v.click(pane(userMaya), "Write privately")
	v.do("the form", chromedp.WaitVisible(`[data-testid="modal"] textarea`), chromedp.SendKeys(`[data-testid="modal"] textarea`, "Ten seconds of silence. It worked."))
	v.picture("form")
	v.do("sending it", chromedp.Click(`[data-testid="modal-submit"]`))
	v.do("the form closes or thanks", chromedp.Poll(`!document.querySelector('[data-testid="modal"] textarea')`, nil, chromedp.WithPollingTimeout(25*time.Second)))
	v.do("closing", chromedp.Evaluate(`document.querySelector('[data-testid="modal-close"]')?.click()`, nil))
}

// commandOpensForm types a command as the coach.
func (v *visitor) commandOpensForm() {
	box := pane(userAnna) + ` [data-testid="composer"]`
	v.do("typing a command", chromedp.WaitVisible(box), chromedp.Click(box), chromedp.SendKeys(box, "/schedule "), chromedp.SendKeys(box, "\r"))
	v.waitText(`[data-testid="modal"]`, "Book a session")
	v.picture("book")
	v.do("closing", chromedp.Evaluate(`document.querySelector('[data-testid="modal-close"]').click()`, nil))
}

func (v *visitor) homeTab() {
	v.do("home", chromedp.Click(pane(userMaya)+` [data-testid="home-tab"]`))
	v.waitText(pane(userMaya), "Your coaching with")
	v.picture("home")
}

// phoneAndDark: nothing is wider than a phone, and dark mode is a mode of its own.
func (v *visitor) phoneAndDark() {
	var wide bool
	v.do("phone", chromedp.EmulateViewport(360, 740), chromedp.Poll(`document.documentElement.clientWidth <= 360`, nil),
		chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &wide))
	v.picture("phone")
	if wide {
		v.t.Error("at 360 px the page scrolls sideways")
	}
	var light, dark string
	v.do("dark mode", chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor`, &light), chromedp.Click(`[data-testid="theme"]`),
		chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor`, &dark))
	v.picture("dark")
	if light == dark {
		t := v.t
		t.Errorf("light and dark share the background %s", light)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
