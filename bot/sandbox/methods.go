package sandbox

// authKind says which token a method wants.
type authKind int

const (
	noAuth authKind = iota
	botAuth
	appAuth
)

// method is one of the Web API; perMinute is Slack's published tier, used when Options.RateLimit is on (0: special).
type method struct {
	auth      authKind
	perMinute int
	run       func(*call) (obj, error)
}

// methods is the whole Web API of the sandbox. Tiers: slackapi/java-slack-sdk metadata/web-api/rate_limit_tiers.json.
var methods map[string]method

func init() {
	methods = map[string]method{
		"api.test":                     {noAuth, 100, (*call).apiTest},
		"auth.test":                    {botAuth, 600, (*call).authTest},
		"apps.connections.open":        {appAuth, 20, (*call).connectionsOpen},
		"bots.info":                    {botAuth, 50, (*call).botsInfo},
		"chat.delete":                  {botAuth, 50, (*call).chatDelete},
		"chat.postEphemeral":           {botAuth, 100, (*call).chatPostEphemeral},
		"chat.postMessage":             {botAuth, 0, (*call).chatPostMessage},
		"chat.update":                  {botAuth, 50, (*call).chatUpdate},
		"conversations.history":        {botAuth, 50, (*call).conversationsHistory},
		"conversations.info":           {botAuth, 50, (*call).conversationsInfo},
		"conversations.open":           {botAuth, 50, (*call).conversationsOpen},
		"conversations.replies":        {botAuth, 50, (*call).conversationsReplies},
		"dnd.info":                     {botAuth, 50, (*call).dndInfo},
		"files.completeUploadExternal": {botAuth, 100, (*call).completeUpload},
		"files.getUploadURLExternal":   {botAuth, 100, (*call).uploadURL},
		"team.info":                    {botAuth, 50, (*call).teamInfo},
		"users.conversations":          {botAuth, 50, (*call).usersConversations},
		"users.info":                   {botAuth, 100, (*call).usersInfo},
		"users.list":                   {botAuth, 20, (*call).usersList},
		"users.profile.get":            {botAuth, 100, (*call).usersProfile},
		"views.open":                   {botAuth, 100, (*call).viewsOpen},
		"views.publish":                {botAuth, 100, (*call).viewsPublish},
		"views.push":                   {botAuth, 100, (*call).viewsPush},
		"views.update":                 {botAuth, 100, (*call).viewsUpdate},
	}
}
