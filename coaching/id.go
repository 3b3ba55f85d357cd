package coaching

import "crypto/rand"

// ID names one row. It is random with at least 128 bits, so that it can be neither guessed
// nor ordered; knowing one proves nothing. The empty ID means "none".
type ID string

// NewID returns a fresh random ID of 26 characters (base32, RFC 4648 alphabet).
func NewID() ID { return ID(rand.Text()) }
