package bot

import "interlude/coaching"

func actionRoutes() []route { return nil }

func actionCards() map[coaching.DeliveryKind]drawer { return nil }
