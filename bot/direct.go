package bot

func directRoutes() []route { return nil }
