// Package export writes everything that is stored about a coachee into one file that only their
// passphrase opens: an age file (age-encryption.org/v1, scrypt) with a zip inside, which holds the
// same data as Markdown to read, as JSON that loses nothing, and as CSV for spreadsheets. It works
// in memory alone, and knows neither where the data comes from nor where the file goes.
package export
