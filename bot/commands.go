package bot

// Command is a slash command as the app's manifest names it.
type Command struct{ Name, Description, Usage string }

// Commands lists the slash commands, each of which has a route.
func Commands() []Command {
	return []Command{
		{"/schedule", "Book, move or cancel a coaching session", "@maya tomorrow 10:00 75m"},
		{"/actions", "See your actions, add or propose one", "add @maya Delegate the weekly report by Friday"},
		{"/reflect", "Write a reflection, for yourself or for your next brief", ""},
		{"/coaching", "Everything else: start, brief, sponsor, next, coach, settings, leave, privacy, mydata, help", "help"},
	}
}

// Events lists the events that the app's manifest subscribes to, each of which has a route.
func Events() []string {
	return []string{"app_home_opened", "app_uninstalled", "dnd_updated_user", "message.im", "tokens_revoked", "user_change"}
}
