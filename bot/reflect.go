package bot

import "interlude/coaching"

func reflectRoutes() []route { return nil }

func reflectCards() map[coaching.DeliveryKind]drawer { return nil }
