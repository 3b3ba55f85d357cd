package bot

import "interlude/coaching"

func briefRoutes() []route { return nil }

func briefCards() map[coaching.DeliveryKind]drawer { return nil }
