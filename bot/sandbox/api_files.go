package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// upload is a file on its way: announced, then filled, then shared.
type upload struct {
	File
	data   []byte
	filled bool
}

func (c *call) uploadURL() (obj, error) {
	name, size := c.str("filename"), c.num("length", 0)
	if name == "" || size <= 0 {
		return nil, refuse("invalid_arguments", "[ERROR] filename and length are required [json-pointer:/filename]")
	}
	f := &upload{File: File{ID: newID("F"), Name: name, Size: size}}
	c.files[f.ID] = f
	return obj{"upload_url": c.baseURL + "/upload/" + f.ID, "file_id": f.ID}, nil
}

// serveUpload takes the bytes, as the raw body or as the first file of a form.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
	data, err := uploadedBytes(r)
	if err != nil {
		http.Error(rw, "upload failed", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files[r.PathValue("id")]
	if f == nil || f.filled {
		http.Error(rw, "file_not_found", http.StatusNotFound)
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
	var list []struct{ ID, Title string }
	if json.Unmarshal(c.raw("files"), &list) != nil || len(list) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: files [json-pointer:/files]")
	}
	var files []File
	out := []obj{}
	for _, l := range list {
		f := c.files[l.ID]
		if f == nil || !f.filled {
			return nil, refuse("file_not_found")
		}
		f.Title, f.Size = l.Title, len(f.data)
		files = append(files, f.File)
		c.archive.file(c.str("channel_id"), f)
		out = append(out, obj{"id": f.ID, "title": f.Title, "name": f.Name})
	}
	if c.str("channel_id") == "" {
		return obj{"files": out}, nil
	}
	ch := c.conversation(c.str("channel_id"))
	if ch == nil || !c.botIn(ch) {
		return nil, refuse("channel_not_found")
	}
	root, err := threadRoot(ch, c.str("thread_ts"))
	if err != nil {
		return nil, err
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
