package bot

import (
	"context"

	"interlude/coaching"
)

func homeRoutes() []route                                                { return nil }
func (b *Bot) publishHome(ctx context.Context, person coaching.ID) error { return nil }
