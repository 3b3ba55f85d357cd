// Package sandbox is a stand-in Slack workspace: Web API, Socket Mode and signed HTTP for one app, and a browser page
// on which one plays the people. It refuses what Slack refuses. It knows Slack's protocols and nothing of any bot; real
// Slack libraries run against it. What it leaves out: scopes, several apps, enterprise grids, search and files' bytes.
package sandbox
