package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
)

// maxUpload is how many bytes of one file the sandbox keeps; Slack takes more.
const maxUpload = 64 << 20

// upload is a file on its way: announced, then filled, then shared.
type upload struct {
	File
	data   []byte
	filled bool
	shared bool
}

// scope refuses what the bot token was not granted, where the options say what it was.
func (c *call) scope(name string) error {
	if c.opt.Scopes == "" || slices.Contains(strings.Split(c.opt.Scopes, ","), name) {
		return nil
	}
	return refuse("missing_scope", "needed: "+name)
}

func (c *call) uploadURL() (obj, error) {
	if err := c.scope("files:write"); err != nil {
		return nil, err
	}
	name, size := c.str("filename"), c.num("length", 0)
	for arg, missing := range map[string]bool{"filename": name == "", "length": c.str("length") == ""} {
		if missing {
			return nil, refuse("invalid_arguments", "[ERROR] missing required field: "+arg+" [json-pointer:/"+arg+"]")
		}
	}
	if size <= 0 {
		return nil, refuse("invalid_arguments", "[ERROR] must be more than 0 [json-pointer:/length]")
	}
	if size > maxFile {
		return nil, refuse("file_upload_size_restricted")
	}
	f := &upload{File: File{ID: newID("F"), Name: name, Size: size}}
	c.files[f.ID] = f
	return obj{"upload_url": c.baseURL + "/upload/" + f.ID, "file_id": f.ID}, nil
}

// serveUpload takes the bytes, as the raw body or as the first file of a form.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxUpload)
	data, err := uploadedBytes(r)
	if err != nil {
		http.Error(rw, "upload failed", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files[r.PathValue("id")]
	switch {
	case f == nil || f.filled:
		http.Error(rw, "file_not_found", http.StatusNotFound)
		return
	case len(data) != f.Size: // the address is for what was announced
		http.Error(rw, "length mismatch", http.StatusBadRequest)
		return
	}
	f.data, f.filled = data, true
	_, _ = io.WriteString(rw, "OK")
}

func uploadedBytes(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

func (c *call) completeUpload() (obj, error) {
	if err := c.scope("files:write"); err != nil {
		return nil, err
	}
	var list []struct{ ID, Title string }
	if json.Unmarshal(c.raw("files"), &list) != nil || len(list) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: files [json-pointer:/files]")
	}
	var files []File
	out := []obj{}
	for _, l := range list {
		f := c.files[l.ID]
		if f == nil || !f.filled || f.shared {
			return nil, refuse("file_not_found")
		}
		if f.Title = l.Title; f.Title == "" {
			f.Title = f.Name
		}
		files = append(files, f.File)
		c.archive.file(c.str("channel_id"), f)
		out = append(out, obj{"id": f.ID, "title": f.Title, "name": f.Name})
	}
	if c.str("channel_id") == "" {
		return obj{"files": out}, nil
	}
	ch := c.conversation(c.str("channel_id"))
	switch {
	case ch == nil || ch.ID != c.str("channel_id"): // a person's id is no channel here
		return nil, refuse("channel_not_found")
	case !c.botIn(ch):
		return nil, refuse("not_in_channel")
	}
	root, err := threadRoot(ch, c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		c.files[l.ID].shared = true
	}
	c.postAsApp(ch, content{Text: c.str("initial_comment")}, root, func(m *Message) { m.Files = files })
	return obj{"files": out}, nil
}

// FileBytes returns what the app uploaded under a file id, for as long as the workspace runs.
func (w *Workspace) FileBytes(id string) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.files[id]; f != nil {
		return f.data, f.filled
	}
	return nil, false
}
