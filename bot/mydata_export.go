package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot/export"
	"interlude/coaching"
)

// What the file is called in Slack says nothing about what it is.
const copyName = "file.age"

// How a copy is made: one at a time for each person, because the process would else need 256 MiB
// for each; in all within copyWithin.
const (
	copyWithin = 2 * time.Minute
	copyTries  = 3
	copyWait   = 2 * time.Second  // before the second try; doubles
	longestTry = 20 * time.Second // that Slack can ask to wait for
)

// openCopy asks for the passphrase.
func openCopy(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if !c.Is(coaching.Coachee) {
		return Answer{}, neutral()
	}
	return c.opened(copyView()), nil
}

// makeCopy has the copy made after the answer. The passphrase lives in memory alone, until the
// file is made.
func makeCopy(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" || !c.Is(coaching.Coachee) {
		return Answer{}, neutral()
	}
	pass, made, err := decodeCopy(c)
	if err != nil {
		return Answer{}, err
	}
	used, err := b.Store.Usage(ctx, c.Person.ID, "", b.Now())
	if err != nil {
		return Answer{}, fmt.Errorf("earlier copies: %w", err)
	}
	change, err := coaching.Export(c.Person, c.Mine, b.Limits, used, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if _, busy := b.copying.LoadOrStore(c.Person.ID, true); busy {
		return Answer{}, coaching.Bad("passphrase", "A copy is being made already. It comes in a moment.")
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		b.copying.Delete(c.Person.ID)
		return Answer{}, err
	}
	who, mine := c.Person, c.Mine
	coming := copyComingView(pass, made)
	coming.ExternalID = "copy-" + string(coaching.NewID())
	b.work.Go(func() {
		defer b.copying.Delete(who.ID)
		ctx, cancel := context.WithTimeout(b.spawn, copyWithin)
		defer cancel()
		b.sendCopy(ctx, who, mine, pass, coming.ExternalID)
	})
	return Answer{Update: coming}, nil
}

// sendCopy makes the file and sends it, or says that it did not work: in the form of this external id, which Slack
// knows once it has taken the answer that says that the file is coming. An answer that came later than the failure
// would show over it.
func (b *Bot) sendCopy(ctx context.Context, who coaching.Person, mine []coaching.Engagement, pass coaching.Private, form string) {
	err := b.tryCopy(ctx, who, mine, pass)
	if err == nil {
		return
	}
	b.Log.Warn("a copy was not sent", "person", string(who.ID), "err", err)
	words := copyFailed(err)
	if _, err := b.API.UpdateViewContext(ctx, *(&Note{Text: words}).notice(), form, "", ""); err == nil {
		return // the form is still open
	}
	ch, err := b.reach(ctx, who)
	if err == nil {
		m := card{Note: "There is news about something you asked for in Interlude.", Blocks: []slack.Block{section(words), buttons(button("My data", mydataOpen, "again"))}}
		_, _, err = b.API.PostMessageContext(ctx, ch, m.options()...)
	}
	if err != nil {
		b.Log.Warn("tell of a copy that was not sent", "person", string(who.ID), "err", b.shown(err))
	}
}

func (b *Bot) tryCopy(ctx context.Context, who coaching.Person, mine []coaching.Engagement, pass coaching.Private) error {
	select { // one after the other: each takes much memory for a second
	case b.exporting <- struct{}{}:
		defer func() { <-b.exporting }()
	case <-ctx.Done():
		return ctx.Err()
	}
	r, err := b.Store.Record(ctx, who.ID)
	if err != nil {
		return err
	}
	r, _ = r.Within(mine)
	file, err := export.File(r, pass, b.ExportCost, b.Now())
	if err != nil {
		return err
	}
	ch, err := b.reach(ctx, who)
	if err != nil {
		return b.shown(err)
	}
	for try := 0; ; try++ {
		again, wait, err := b.upload(ctx, ch, file)
		if err == nil || !again || try+1 == copyTries {
			return err
		}
		if err := sleep(ctx, max(wait, copyWait<<try)); err != nil {
			return err
		}
	}
}

// upload sends the file into a direct message. again: surely nobody has seen it, and it may work
// the next time, after wait.
func (b *Bot) upload(ctx context.Context, channel string, file []byte) (again bool, wait time.Duration, err error) {
	u, err := b.API.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: copyName, FileSize: len(file)})
	if err != nil {
		return retryUpload("ask for an address", err)
	}
	err = b.API.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: u.UploadURL, Reader: bytes.NewReader(file), Filename: copyName})
	if err != nil {
		return retryUpload("send the bytes", unaddressed(err))
	}
	_, err = b.API.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: u.FileID, Title: copyName}}, Channel: channel, InitialComment: copyComment,
	})
	if err != nil {
		if p := postError(err, false); p.Kind == coaching.PostAmbiguous {
			return false, 0, fmt.Errorf("share the file: %w", errMaybeSent)
		}
		return retryUpload("share the file", err)
	}
	return false, 0, nil
}

var (
	errMaybeSent = errors.New("nobody knows whether it arrived")
	errNoScope   = errors.New("missing_scope")
)

// retryUpload says whether it is worth trying again.
func retryUpload(what string, err error) (bool, time.Duration, error) {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	switch {
	case errors.As(err, &limited):
		return limited.RetryAfter <= longestTry, limited.RetryAfter, fmt.Errorf("%s: rate limited", what)
	case errors.As(err, &refused) && refused.Err == errNoScope.Error():
		return false, 0, fmt.Errorf("%s: %w", what, errNoScope)
	case errors.As(err, &refused):
		return unsure[refused.Err] || tooManyCodes[refused.Err], 0, fmt.Errorf("%s: %s", what, refused.Err)
	}
	return true, 0, fmt.Errorf("%s: %w", what, err)
}
