package bot

func startRoutes() []route { return nil }
