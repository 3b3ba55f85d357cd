package bot

// unplugged notes that the app was taken out of the workspace, or its tokens out of use. Nothing can
// be sent now, which Slack says to every attempt: what is due waits in its rows, and what comes too late
// is counted. Nothing that was learned of accounts and channels holds after the app is installed
// again.
func (b *Bot) unplugged(how string) {
	b.Log.Error("Slack says that the app was taken out of the workspace: nothing can be sent until it is installed again", "event", how,
		"do", "install the app again, put the new tokens into the configuration and start anew")
	b.dms.Clear()
	b.accounts.forgetAll()
}
