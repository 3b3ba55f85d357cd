package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	vault "github.com/hashicorp/vault/api"
	"github.com/tink-crypto/tink-go-hcvault/v2/integration/hcvault"
	"github.com/tink-crypto/tink-go/v2/tink"

	"interlude/storage"
)

// kmsWait bounds one call of the key management service. It is asked at the start, and when the
// key file has changed; what people read and write needs no call.
const kmsWait = 10 * time.Second

// openKeys opens the key file, with the key management service if one is named.
func openKeys(c KeysConfig) (*storage.Keyring, error) {
	kek, err := kmsKey(c)
	if err != nil {
		return nil, err
	}
	keys, err := storage.OpenWrappedKeyring(c.File, kek)
	if err != nil {
		return nil, fmt.Errorf("keys.file: %w", err)
	}
	return keys, nil
}

// kmsKey is the key that wraps the key file; nil: none does.
func kmsKey(c KeysConfig) (tink.AEAD, error) {
	if c.KMS == "" {
		return nil, nil
	}
	u, err := url.Parse(c.KMS)
	if err != nil {
		return nil, errors.New("keys.kms is not an address")
	}
	settings := vault.DefaultConfig() // reads VAULT_CACERT and its like
	if settings.Error != nil {
		return nil, errors.New("keys.kms: an environment variable that begins with VAULT_ cannot be used")
	}
	settings.Address, settings.Timeout, settings.MaxRetries = "https://"+u.Host, kmsWait, 2
	client, err := vault.NewClient(settings)
	if err != nil {
		return nil, errors.New("keys.kms: no connection can be made to that address")
	}
	client.SetToken(c.KMSToken.Reveal())
	kms, err := hcvault.NewClientWithAEADOptions(c.KMS, client.Logical())
	if err != nil {
		return nil, errors.New("keys.kms is not an address of Vault's or OpenBao's transit engine")
	}
	kek, err := kms.GetAEAD(c.KMS)
	if err != nil {
		return nil, errors.New("keys.kms names no key of the transit engine")
	}
	return kek, nil
}

// isKMS lets the empty text pass: the key file holds the keys as they are.
func isKMS(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "hcvault" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return errors.New("is not an address of a key management service")
	}
	parts := strings.Split(u.EscapedPath(), "/")
	ok := len(parts) >= 4 && parts[len(parts)-2] == "keys" && parts[len(parts)-1] != ""
	return unless(ok, "names no key")
}
