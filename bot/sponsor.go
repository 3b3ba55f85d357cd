package bot

import "interlude/coaching"

func sponsorRoutes() []route { return nil }

func sponsorCards() map[coaching.DeliveryKind]drawer { return nil }
