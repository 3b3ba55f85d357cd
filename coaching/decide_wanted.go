package coaching

// unwanted returns why nobody wants the delivery any more; empty when somebody does.
func (s Standing) unwanted() string {
	why, known := wanted[s.Delivery.Kind]
	if !known {
		return WhyUnknown
	}
	if role, ok := s.Engagement.RoleOf(s.Recipient.ID); !ok || !why.to(role) {
		return WhyRole
	}
	if reason := why.when(s.Engagement); reason != "" {
		return reason
	}
	if s.Delivery.Kind.Proactive() && (s.Recipient.Paused || s.Engagement.State == EngagementPaused) {
		return WhyPaused
	}
	return why.check(s)
}

// want says who gets a kind, in which engagements, and what else must hold.
type want struct {
	roles []Role
	when  func(Engagement) string
	check func(Standing) string
}

func (w want) to(role Role) bool {
	for _, r := range w.roles {
		if r == role {
			return true
		}
	}
	return false
}

// wanted holds the rule of every kind.
var wanted = map[DeliveryKind]want{
	KindInvitation:      {[]Role{Coachee}, invited, always},
	KindSponsorPart:     {[]Role{Sponsor}, live, sponsorAsked},
	KindAnswered:        {[]Role{Coach}, anyState, always},
	KindSponsorAnswered: {[]Role{Coach, Coachee}, anyState, always},
	KindActionProposed:  {[]Role{Coachee}, live, action(ActionProposed)},
	KindActionAnswered:  {[]Role{Coach}, live, actionAnswered},
	KindActionDue:       {[]Role{Coachee}, live, action(ActionOpen, ActionNotYet)},
	KindActionFollowUp:  {[]Role{Coachee}, live, action(ActionOpen, ActionNotYet)},
	KindPrompt:          {[]Role{Coachee}, live, prompt},
	KindPromptAgain:     {[]Role{Coachee}, live, promptAgain},
	KindKept:            {[]Role{Coachee}, live, reflection},
	KindBooked:          {[]Role{Coach, Coachee}, live, session(SessionBooked)},
	KindMoved:           {[]Role{Coach, Coachee}, live, session(SessionBooked)},
	KindCancelled:       {[]Role{Coach, Coachee}, anyState, session(SessionCancelled, SessionCancelledLate)},
	KindSessionSoon:     {[]Role{Coachee}, live, session(SessionBooked)},
	KindSessionNow:      {[]Role{Coach, Coachee}, live, session(SessionBooked)},
	KindSessionAfter:    {[]Role{Coach}, live, session(SessionBooked)},
	KindSessionActions:  {[]Role{Coachee}, live, session(SessionBooked, SessionHeld)},
	KindBriefReady:      {[]Role{Coach}, live, always},
	KindMilestone:       {[]Role{Coachee}, liveOrClosed, milestone},
	KindSponsorNews:     {[]Role{Sponsor}, liveOrClosed, sponsorNews},
	KindClosed:          {[]Role{Coachee}, over, always},
}

func live(e Engagement) string    { return unless(e.Live(), WhyNotLive) }
func invited(e Engagement) string { return unless(e.State == EngagementInvited, WhyNotLive) }
func over(e Engagement) string    { return unless(e.Over(), WhyNotLive) }
func liveOrClosed(e Engagement) string {
	return unless(e.Live() || e.State == EngagementClosed, WhyNotLive)
}
func anyState(Engagement) string { return "" }
func always(Standing) string     { return "" }

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func sponsorAsked(s Standing) string {
	return unless(s.Engagement.SponsorState == SponsorAsked, WhyAnswered)
}

func action(states ...ActionState) func(Standing) string {
	return func(s Standing) string {
		for _, state := range states {
			if s.Action != nil && s.Action.State == state {
				return ""
			}
		}
		return WhyGone
	}
}

func actionAnswered(s Standing) string {
	return unless(s.Action != nil && s.Action.State != ActionProposed, WhyGone)
}

func prompt(s Standing) string {
	switch {
	case s.Schedule == nil:
		return WhyGone
	case s.Schedule.Paused:
		return WhyPaused
	case !s.Delivery.Answered.IsZero():
		return WhyAnswered
	}
	return ""
}

// promptAgain: only what was asked is asked again.
func promptAgain(s Standing) string {
	switch {
	case s.Prompt == nil || s.Prompt.State != DeliverySent:
		return WhyGone
	case !s.Prompt.Answered.IsZero():
		return WhyAnswered
	}
	return ""
}

func reflection(s Standing) string { return unless(s.Reflection != nil, WhyGone) }

// session wants the session in one of states, and at the time for which the reminder was made.
func session(states ...SessionState) func(Standing) string {
	return func(s Standing) string {
		if s.Session == nil {
			return WhyGone
		}
		if at, timed := SessionReminder(s.Delivery.Kind, *s.Session); timed && !at.Equal(s.Delivery.Nominal) {
			return WhyMoved
		}
		for _, state := range states {
			if s.Session.State == state {
				return ""
			}
		}
		return WhyGone
	}
}

func milestone(s Standing) string {
	switch {
	case s.Consent == nil || s.Engagement.SponsorState == SponsorDeclined:
		return WhyGone
	case s.Consent.State != ConsentAsked:
		return WhyAnswered
	}
	return ""
}

func sponsorNews(s Standing) string {
	switch c := s.Consent; {
	case c == nil || c.State != ConsentGiven:
		return WhyConsent
	case c.Recipient != s.Recipient.ID || s.Engagement.SponsorState == SponsorDeclined:
		return WhyRole
	}
	return ""
}
