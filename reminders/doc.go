// Package reminders notices what is due and gets it delivered once: it advances schedules,
// claims due deliveries, runs one River job for each, and records intent and result around
// every post. It knows neither Slack nor SQL; both reach it as interfaces.
package reminders
