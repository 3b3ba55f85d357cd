package storage

// SealedTables lets the tests of the package's outside see what is renewed and purged.
func SealedTables() []string { return sealedTables }

// BreakOff has fault called at each step of an erasure; its error is what the program dies of.
func BreakOff(s *Store, fault func(step string) error) { s.burials.fault = fault }
