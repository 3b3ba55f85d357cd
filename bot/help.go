package bot

func helpRoutes() []route { return nil }
