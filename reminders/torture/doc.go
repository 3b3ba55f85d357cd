// Package torture proves the reminders: it simulates years of many people, replicas that crash,
// databases and a Slack that fail, and clocks that jump, all from one seed, and has an oracle
// follow every step that knows the rules from the product's description alone.
//
// The engine and the rules are the real ones; Memory stands in for the database (a test in
// cmd holds it against storage on both databases), the rest of the world is played. A run with
// the same seed is the same run, to the last message.
package torture
