package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestUploadsAreRefusedAsSlackDoes: without the scope, without a name or a length, with other bytes
// than were announced, twice, and to a person instead of a channel.
func TestUploadsAreRefusedAsSlackDoes(t *testing.T) {
	w, _ := open(t, func(o *Options) { o.Scopes = "chat:write,files:write" })
	without, _ := open(t, func(o *Options) { o.Scopes = "chat:write" })
	wantCode(t, post(t, without, "files.getUploadURLExternal", "filename", "a", "length", "2"), "missing_scope")
	wantCode(t, post(t, without, "files.completeUploadExternal", "files", `[{"id":"F1"}]`), "missing_scope")
	for _, args := range [][]string{{"filename", "a"}, {"length", "2"}, {"filename", "a", "length", "0"}, {"filename", "a", "length", "-1"}} {
		wantCode(t, post(t, w, "files.getUploadURLExternal", args...), "invalid_arguments")
	}
	wantCode(t, post(t, w, "files.getUploadURLExternal", "filename", "a", "length", "9999999999"), "file_upload_size_restricted")

	announced := post(t, w, "files.getUploadURLExternal", "filename", "a.age", "length", "2")
	wantCode(t, announced, "")
	id := announced["file_id"].(string)
	complete := func(channel string) obj {
		return post(t, w, "files.completeUploadExternal", "files", `[{"id":"`+id+`"}]`, "channel_id", channel)
	}
	im := w.As(maya).ChannelID()
	wantCode(t, complete(im), "file_not_found") // it has no bytes yet
	send := func(body string) int {
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/upload/"+id, strings.NewReader(body)))
		return rec.Code
	}
	if code := send("too long"); code != http.StatusBadRequest {
		t.Errorf("other bytes than announced: %d", code)
	}
	if code := send("{}"); code != http.StatusOK {
		t.Errorf("the bytes: %d", code)
	}
	if code := send("{}"); code != http.StatusNotFound {
		t.Errorf("the bytes again: %d", code)
	}
	wantCode(t, complete(maya), "channel_not_found")
	wantCode(t, complete("D0NOBODY00"), "channel_not_found")
	wantCode(t, complete(im), "")
	wantCode(t, complete(im), "file_not_found") // it is shared already
	if m := w.As(maya).Last(); len(m.Files) != 1 || m.Files[0].Title != "a.age" || m.Files[0].Size != 2 {
		t.Errorf("message %+v", m)
	}
	if n := len(w.As(maya).Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}
