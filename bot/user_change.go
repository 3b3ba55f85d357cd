package bot

import "context"

func userChangeRoutes() []route {
	return []route{on(happening, "user_change", anyone, userChanged)}
}

// userChanged takes what Slack tells of a member's account. Of the many in a workspace only
// those are of interest who have a row here; for all others it ends after one indexed read.
func userChanged(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" {
		return Answer{}, nil
	}
	u := c.Event.User
	b.accounts.learn(u.ID, u.Deleted)
	if u.Deleted {
		return Answer{}, nil // Slack no longer tells where and how they are
	}
	return Answer{}, b.zoneTold(ctx, c.Person, u.TZ)
}
