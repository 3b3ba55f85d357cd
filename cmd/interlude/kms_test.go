package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"interlude/storage/storagetest"
)

// transit stands in for the transit engine of Vault and OpenBao: keys by name, a token, associated
// data, an answer that the real one gives too.
type transit struct {
	*httptest.Server
	keys  map[string]cipher.AEAD
	down  atomic.Bool
	calls atomic.Int64
}

const transitToken = "hvs.stand-in"

func newTransit(t *testing.T, names ...string) *transit {
	t.Helper()
	v := &transit{keys: map[string]cipher.AEAD{}}
	for _, name := range names {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		block, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		if v.keys[name], err = cipher.NewGCM(block); err != nil {
			t.Fatal(err)
		}
	}
	v.Server = httptest.NewTLSServer(http.HandlerFunc(v.serve))
	t.Cleanup(v.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: v.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VAULT_CACERT", ca)
	t.Setenv("VAULT_MAX_RETRIES", "0")
	return v
}

// lines are the settings that name a key of v.
func (v *transit) lines(name, token string) string {
	return "  kms: \"hcvault://" + strings.TrimPrefix(v.URL, "https://") + "/transit/keys/" + name + "\"\n  kms_token: " + token
}

func (v *transit) serve(w http.ResponseWriter, r *http.Request) {
	v.calls.Add(1)
	parts := strings.Split(r.URL.Path, "/") // "", v1, transit, encrypt, name
	var in struct {
		Plaintext, Ciphertext string
		Data                  string `json:"associated_data"`
	}
	refuse := func(code int, why string) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": []string{why}})
	}
	if v.down.Load() {
		refuse(http.StatusServiceUnavailable, "Vault is sealed")
		return
	}
	if r.Header.Get("X-Vault-Token") != transitToken {
		refuse(http.StatusForbidden, "permission denied")
		return
	}
	if len(parts) != 5 || v.keys[parts[4]] == nil || json.NewDecoder(r.Body).Decode(&in) != nil {
		refuse(http.StatusBadRequest, "no such key")
		return
	}
	key := v.keys[parts[4]]
	data, _ := base64.StdEncoding.DecodeString(in.Data)
	out := map[string]string{}
	switch parts[3] {
	case "encrypt":
		plain, _ := base64.StdEncoding.DecodeString(in.Plaintext)
		nonce := make([]byte, key.NonceSize())
		_, _ = rand.Read(nonce)
		out["ciphertext"] = "vault:v1:" + base64.StdEncoding.EncodeToString(key.Seal(nonce, nonce, plain, data))
	case "decrypt":
		sealed, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(in.Ciphertext, "vault:v1:"))
		if len(sealed) < key.NonceSize() {
			refuse(http.StatusBadRequest, "invalid ciphertext")
			return
		}
		plain, err := key.Open(nil, sealed[:key.NonceSize()], sealed[key.NonceSize():], data)
		if err != nil {
			refuse(http.StatusBadRequest, "cipher: message authentication failed")
			return
		}
		out["plaintext"] = base64.StdEncoding.EncodeToString(plain)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": out})
}

// TestKeysWrappedByAKeyManagementService goes through the life of a key file that only the service
// opens. Whatever is wrong with the service or its key, the start is refused and nothing is written.
func TestKeysWrappedByAKeyManagementService(t *testing.T) {
	v := newTransit(t, "interlude", "other")
	databases(t, func(t *testing.T, url string) {
		p := newSite(t, url)
		p.more = v.lines("interlude", transitToken)
		p.write()
		v.down.Store(true)
		if s, err := p.tryOpen(); err == nil {
			_ = s.Close()
			t.Fatal("started without the service")
		}
		if _, err := os.Stat(p.keys); err == nil {
			t.Error("a key file was made without the service")
		}
		v.down.Store(false)
		s := p.open()
		before := v.calls.Load()
		storagetest.Crowd(t, s, 3, 3)
		if n := v.calls.Load() - before; n != 0 {
			t.Errorf("%d calls of the service for daily work", n)
		}
		file, err := os.ReadFile(p.keys)
		p.must(err)
		if bytes.Contains(file, []byte(`"value"`)) || !bytes.Contains(file, []byte("encryptedKeyset")) {
			t.Error("the key file holds the keys as they are")
		}
		p.says(0, "keys rotate --data", "3 of 3")
		p.says(0, "keys retire --yes", "1 master key")
		storagetest.Crowd(t, s, 1, 1)
		p.says(0, "keys check", "14 entries opened")
		dump := storagetest.Dump(t, s)
		p.must(s.Close())

		for what, more := range map[string]string{
			"another key of the service": v.lines("other", transitToken), "a token that may not": v.lines("interlude", "hvs.other"),
			"no such key": v.lines("nothing", transitToken), "no service": "",
		} {
			p.more = more
			p.write()
			if s, err := p.tryOpen(); err == nil {
				_ = s.Close()
				t.Errorf("%s: started", what)
			} else if strings.Contains(err.Error(), "hvs.") {
				t.Errorf("%s: the error holds the token", what)
			}
		}
		p.more = v.lines("interlude", transitToken)
		p.write()
		v.down.Store(true)
		p.says(1, "keys check", "key management service")
		v.down.Store(false)

		// Other keys that the service opens too are refused by the database.
		kept := p.keys
		p.keys = filepath.Join(p.dir, "k2", "keys")
		p.makeKey(t)
		if s, err := p.tryOpen(); err == nil || !strings.Contains(err.Error(), "not the key") {
			t.Errorf("started with other keys: %v", err)
			if err == nil {
				_ = s.Close()
			}
		}
		p.keys = kept
		p.write()
		s = p.open()
		if now := storagetest.Dump(t, s); now != dump {
			t.Error("a refused start changed the database")
		}
		p.must(s.Close())
	})
}

// TestKeyFileGoesToTheServiceAndBack by a backup of the keys, which is the same with and without.
func TestKeyFileGoesToTheServiceAndBack(t *testing.T) {
	v := newTransit(t, "interlude")
	p := newSite(t, "sqlite:"+filepath.Join(t.TempDir(), "db"))
	s := p.open()
	storagetest.Crowd(t, s, 2, 2)
	p.must(s.Close())
	pass := filepath.Join(p.dir, "pass")
	p.must(os.WriteFile(pass, []byte("correct horse battery\n"), 0o600))
	for i, more := range []string{v.lines("interlude", transitToken), ""} {
		locked := filepath.Join(p.dir, string(rune('a'+i)))
		p.says(0, "keys backup --out "+locked+" --passphrase-file "+pass)
		p.more = more
		p.write()
		p.says(1, "keys check", "keys.kms")
		p.must(os.Rename(p.keys, p.keys+string(rune('a'+i))))
		p.says(0, "keys restore --from "+locked+" --passphrase-file "+pass)
		p.says(0, "keys check", "6 entries opened")
	}
}
