package storage

// SealedTables lets the tests of the package's outside see what is renewed and purged.
func SealedTables() []string { return sealedTables }
