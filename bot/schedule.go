package bot

import "interlude/coaching"

func scheduleRoutes() []route { return nil }

func scheduleCards() map[coaching.DeliveryKind]drawer { return nil }
