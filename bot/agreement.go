package bot

import "interlude/coaching"

func agreementRoutes() []route { return nil }

func agreementCards() map[coaching.DeliveryKind]drawer { return nil }
