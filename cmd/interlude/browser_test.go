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
	v.do("the page shows Maya", chromedp.Navigate(v.address+"/"), chromedp.WaitVisible(chromedp.CSS(`[data-testid="composer"]`)))
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
	tab, closeTab := chromedp.NewContext(alloc)
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab); err != nil { // the first call starts the browser, and must have no deadline
		t.Fatal(err)
	}
	return tab
}

// do runs steps of the browser, within half a minute.
func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.picture("failed")
		v.t.Fatalf("%s: %v", what, err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](v *visitor, what, expression string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		v.picture("failed")
		v.t.Fatalf("%s: %v", what, err)
	}
	return got
}

// await waits until an expression holds in the page.
func (v *visitor) await(what, expression string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(25*time.Second)))
	if err != nil {
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
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Logf("screenshot %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		v.t.Log(err)
	}
}

// waitText waits until an element that selector finds shows words.
func (v *visitor) waitText(selector, words string) {
	v.t.Helper()
	v.await("waiting for "+words, `[...document.querySelectorAll(`+quoteJS(selector)+`)].some(e => e.innerText.includes(`+quoteJS(words)+`))`)
}

// click presses the last visible button of this text within selector.
func (v *visitor) click(selector, label string) {
	v.t.Helper()
	v.await("pressing "+label, `(() => { const b = [...document.querySelectorAll(`+quoteJS(selector+" button")+`)].filter(e => e.innerText.trim() === `+quoteJS(label)+` && e.offsetParent).pop(); if (!b) return false; b.scrollIntoView(); b.click(); return true; })()`)
}

// clickAt presses what selector finds first.
func (v *visitor) clickAt(selector string) {
	v.t.Helper()
	v.await("pressing "+selector, `(() => { const e = document.querySelector(`+quoteJS(selector)+`); if (!e) return false; e.click(); return true; })()`)
}

func quoteJS(s string) string { return "`" + strings.ReplaceAll(s, "`", "\\`") + "`" }

func pane(user string) string { return `[data-testid="person-` + user + `"]` }

func (v *visitor) bothPeople() {
	v.waitText(pane(userMaya), "Maya Lindqvist")
	v.await("two people next to each other", `document.querySelector(`+quoteJS(pane(userAnna))+`) || (document.querySelector('[data-testid="side-by-side"]').click(), false)`)
	v.waitText(pane(userAnna), "Anna Berg")
	v.picture("both")
}

// reminderArrives moves the clock to what is due and sees a new message.
func (v *visitor) reminderArrives() {
	unread := `document.querySelectorAll('` + pane(userMaya) + ` [data-testid="message"]').length`
	before := ask[int](v, "counting", unread)
	v.await("something is due", `document.querySelector('[data-testid="clock-next"]:not([disabled])')`)
	v.clickAt(`[data-testid="clock-next"]`)
	v.await("a message arrives", unread+" > "+strconv.Itoa(before))
	v.picture("reminder")
}

func (v *visitor) answerPrivately() {
	v.clickAt(`[data-testid="clock-friday"]`)
	v.waitText(pane(userMaya), "Write privately")
	v.click(pane(userMaya), "Write privately")
	box := `[data-testid="modal"] textarea`
	v.do("writing", chromedp.WaitVisible(chromedp.CSS(box)), chromedp.SendKeys(chromedp.CSS(box), "Ten seconds of silence. It worked."))
	v.picture("form")
	v.clickAt(`[data-testid="modal-submit"]`)
	v.await("the form is gone", `!document.querySelector('[data-testid="modal"] textarea')`)
	ask[bool](v, "closing", `document.querySelector('[data-testid="modal-close"]')?.click(), true`)
}

// commandOpensForm types a command as the coach.
func (v *visitor) commandOpensForm() {
	box := pane(userAnna) + ` [data-testid="composer"]`
	v.do("typing a command", chromedp.WaitVisible(chromedp.CSS(box)), chromedp.SendKeys(chromedp.CSS(box), "/schedule "), chromedp.SendKeys(chromedp.CSS(box), "\r"))
	v.waitText(`[data-testid="modal"]`, "Book a session")
	v.picture("book")
	v.clickAt(`[data-testid="modal-close"]`)
}

func (v *visitor) homeTab() {
	v.clickAt(pane(userMaya) + ` [data-testid="home-tab"]`)
	v.waitText(pane(userMaya), "Your coaching with")
	v.picture("home")
}

// phoneAndDark: nothing is wider than a phone, and dark mode is a mode of its own.
func (v *visitor) phoneAndDark() {
	v.do("phone", chromedp.EmulateViewport(360, 740))
	v.await("phone", `document.documentElement.clientWidth <= 360`)
	v.picture("phone")
	if ask[bool](v, "width", `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		v.t.Error("at 360 px the page scrolls sideways")
	}
	colour := `getComputedStyle(document.documentElement).backgroundColor`
	light := ask[string](v, "light", colour)
	v.clickAt(`[data-testid="theme"]`)
	dark := ask[string](v, "dark", colour)
	v.picture("dark")
	if light == dark {
		v.t.Errorf("light and dark share the background %s", light)
	}
}
