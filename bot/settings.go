package bot

func settingsRoutes() []route { return nil }
