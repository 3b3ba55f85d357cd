// Command mutate seeds faults into the code that keeps people's words private, and reports which
// of them the tests notice.
//
// It covers the rules of consent and access (coaching), sealing and keys (storage) and authorisation (bot):
// groups.go names the files. Conditions are negated, checks and statements left out, comparisons and operators
// exchanged, errors swallowed, answers of yes and no turned round. All faults of a package are compiled into
// one test program, in which an environment variable chooses the one that is alive; the repository's files are not touched.
// First every test runs alone, which tells the faults that it reaches; then each fault is given to the tests that reach
// it, the quickest first, until one fails.
//
// A fault that changes nothing that could be noticed stands in equivalent.txt with the reason. It knows nothing of
// what the code does.
package main
