// Package coaching holds what is true between two coaching sessions, whoever asks and
// wherever it is stored: people and their parts, agreements, actions, prompts, reflections,
// sessions, briefs, consents and deliveries, and the rules that move them.
//
// It does no I/O, reads no clock (every rule takes now as a parameter) and knows neither
// Slack nor a database. A rule that changes something returns a Change: the rows to write,
// all of them or none.
package coaching
