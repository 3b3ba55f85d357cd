// Package bot speaks Slack: it decodes commands, presses, forms and events, checks who sent
// them, decides through coaching, has the change stored, and shows what came of it. It also
// renders and posts the messages that reminders finds due.
//
// It knows neither the database nor the schedule's clockwork; both reach it as interfaces.
package bot
