package bot

// Routes that more than one story leads to: the menu, the Home tab, cards.
const (
	startOpen       = "start.open"
	engagementOpen  = "engagement.open"
	scheduleOpen    = "schedule.open"
	actionsOpen     = "actions.open"
	actionsNew      = "actions.new"
	reflectOpen     = "reflect.open"
	reflectList     = "reflect.list"
	briefOpen       = "brief.open"
	briefRead       = "brief.read"
	sponsorOpen     = "sponsor.open"
	settingsOpen    = "settings.open"
	agreementReview = "agreement.review"
	sponsorReview   = "sponsor.review"
)
