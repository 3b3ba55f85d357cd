package coaching

// unwanted returns why nobody wants the delivery any more; empty when somebody does.
func (s Standing) unwanted() string {
	why, known := wanted[s.Delivery.Kind]
	if !known {
		return WhyUnknown
	}
	if role, ok := s.Engagement.RoleOf(s.Recipient.ID); !ok || !why.to(role) || role == Sponsor && s.Engagement.SponsorState == SponsorGone {
		return WhyRole
	}
	if reason := why.when(s.Engagement); reason != "" {
		return reason
	}
	if s.Delivery.Kind.Proactive() && s.Recipient.Paused {
		return WhyPaused
	}
	if s.Recipient.Off.Has(s.Delivery.Kind.Topic()) && !s.askedFor() {
		return WhyOff
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
	KindInvitation:      {[]Role{Coachee}, whileInvited, noCheck},
	KindSponsorPart:     {[]Role{Sponsor}, whileLive, wantSponsorAnswer},
	KindAnswered:        {[]Role{Coach}, whatever, noCheck},
	KindSponsorAnswered: {[]Role{Coach, Coachee}, whatever, noCheck},
	KindActionProposed:  {[]Role{Coachee}, whileLive, wantAction(ActionProposed)},
	KindActionAnswered:  {[]Role{Coach}, whileLive, wantActionAnswer},
	KindActionDue:       {[]Role{Coachee}, whileLive, wantAction(ActionOpen, ActionNotYet)},
	KindActionFollowUp:  {[]Role{Coachee}, whileLive, wantAction(ActionOpen, ActionNotYet)},
	KindPrompt:          {[]Role{Coachee}, whileLive, wantPrompt},
	KindPromptAgain:     {[]Role{Coachee}, whileLive, wantPromptAgain},
	KindCadence:         {[]Role{Coachee}, whileLive, wantPrompt},
	KindZone:            {[]Role{Coach, Coachee, Sponsor}, whileLive, wantZone},
	KindKept:            {[]Role{Coachee}, whileLive, wantReflection},
	KindBooked:          {[]Role{Coach, Coachee}, whileLive, wantSession(SessionBooked)},
	KindMoved:           {[]Role{Coach, Coachee}, whileLive, wantSession(SessionBooked)},
	KindCancelled:       {[]Role{Coach, Coachee}, whatever, wantSession(SessionCancelled, SessionCancelledLate)},
	KindMoveAsked:       {[]Role{Coach}, whileLive, wantQuestion},
	KindMoveKept:        {[]Role{Coachee}, whileLive, wantSession(SessionBooked)},
	KindSessionSoon:     {[]Role{Coachee}, whileLive, wantSession(SessionBooked)},
	KindSessionNow:      {[]Role{Coach, Coachee}, whileLive, wantSession(SessionBooked)},
	KindSessionAfter:    {[]Role{Coach}, whileLive, wantSession(SessionBooked)},
	KindSessionActions:  {[]Role{Coachee}, whileLive, wantSession(SessionBooked, SessionHeld)},
	KindBriefReady:      {[]Role{Coach}, whileLive, noCheck},
	KindMilestone:       {[]Role{Coachee}, whileLiveOrClosed, wantMilestone},
	KindSponsorNews:     {[]Role{Sponsor}, whileLiveOrClosed, wantSponsorNews},
	KindConsentOver:     {[]Role{Coachee}, whileLiveOrClosed, wantConsentOver},
	KindSponsorTold:     {[]Role{Coachee}, whatever, wantConsent},
	KindClosed:          {[]Role{Coach, Coachee}, onceOver, noCheck},
	KindPaused:          {[]Role{Coach, Coachee}, whileLive, wantState(EngagementPaused)},
	KindErasure:         {[]Role{Coachee}, whatever, wantErasure},
	KindErased:          {[]Role{Coachee}, whatever, noCheck},
	KindRetention:       {[]Role{Coachee}, onceOver, noCheck},
	KindResumed:         {[]Role{Coach, Coachee}, whileLive, wantState(EngagementActive)},
	KindAbsent:          {[]Role{Coach, Coachee}, whatever, wantAbsent},
	KindReturned:        {[]Role{Coach, Coachee}, whatever, wantReturned},
	KindConfirm:         {[]Role{Coach, Coachee}, whatever, wantConfirm},
	KindGoesOn:          {[]Role{Coach, Coachee}, whatever, noCheck},
	KindCoachProposed:   {[]Role{Coachee}, whileLive, wantNext},
	KindCoachKept:       {[]Role{Coach}, whileLive, noCheck},
	KindTakenOver:       {[]Role{Coach}, whileLive, noCheck},
}

func whileLive(e Engagement) string    { return unless(e.UnderWay(), WhyNotLive) }
func whileInvited(e Engagement) string { return unless(e.State == EngagementInvited, WhyNotLive) }
func onceOver(e Engagement) string     { return unless(e.Over(), WhyNotLive) }
func whileLiveOrClosed(e Engagement) string {
	return unless(e.UnderWay() || e.State == EngagementClosed, WhyNotLive)
}
func whatever(Engagement) string { return "" }
func noCheck(Standing) string    { return "" }

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func wantSponsorAnswer(s Standing) string {
	return unless(s.Engagement.SponsorState == SponsorAsked, WhyAnswered)
}

// wantState: a pause that is over by the time its news could go is no news.
func wantState(state EngagementState) func(Standing) string {
	return func(s Standing) string { return unless(s.Engagement.State == state, WhyGone) }
}

func wantAction(states ...ActionState) func(Standing) string {
	return func(s Standing) string {
		for _, state := range states {
			if s.Action != nil && s.Action.State == state {
				return ""
			}
		}
		return WhyGone
	}
}

func wantActionAnswer(s Standing) string {
	return unless(s.Action != nil && (s.Action.Agreed() || s.Action.State == ActionRefused), WhyGone)
}

func wantPrompt(s Standing) string {
	switch {
	case s.Schedule == nil:
		return WhyGone
	case s.Schedule.Paused || s.Engagement.State == EngagementPaused:
		return WhyPaused
	case !s.Delivery.Answered.IsZero():
		return WhyAnswered
	}
	return ""
}

// wantZone: Slack still names another zone than the one that the person lives by here.
func wantZone(s Standing) string {
	return unless(s.Delivery.Answered.IsZero() && s.Recipient.Elsewhere(), WhyAnswered)
}

// wantErasure: the coachee has not changed their mind, and it has not happened.
func wantErasure(s Standing) string { return unless(!s.Recipient.EraseAt.IsZero(), WhyGone) }

// wantPromptAgain: only what was asked is asked again.
func wantPromptAgain(s Standing) string {
	switch {
	case s.Prompt == nil || s.Prompt.State != DeliverySent || s.Prompt.Kind == KindCadence:
		return WhyGone
	case s.Engagement.State == EngagementPaused, s.Schedule != nil && s.Schedule.Paused && !s.askedFor():
		return WhyPaused
	case !s.Prompt.Answered.IsZero():
		return WhyAnswered
	}
	return ""
}

func wantReflection(s Standing) string { return unless(s.Reflection != nil, WhyGone) }

// wantSession wants the session in one of states, and at the time for which the reminder was made.
func wantSession(states ...SessionState) func(Standing) string {
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

// wantQuestion: the coachee still asks to move a session that is still booked.
func wantQuestion(s Standing) string {
	if why := wantSession(SessionBooked)(s); why != "" {
		return why
	}
	return unless(!s.Session.Asked.IsZero(), WhyAnswered)
}

func wantMilestone(s Standing) string {
	switch {
	case s.Consent == nil || !Offerable(s.Engagement):
		return WhyGone
	case s.Consent.State != ConsentAsked:
		return WhyAnswered
	}
	return ""
}

// wantAbsent: the other one of the pair is still gone.
func wantAbsent(s Standing) string {
	return unless(s.Engagement.AccountOf(s.other()) == AccountGone, WhyGone)
}

// wantReturned: they have not said yet whether to go on.
func wantReturned(s Standing) string {
	role, _ := s.Engagement.RoleOf(s.Recipient.ID)
	return unless(s.Engagement.AccountOf(role) == AccountBack, WhyAnswered)
}

func wantConfirm(s Standing) string {
	return unless(s.Engagement.AccountOf(s.other()) == AccountClaimed, WhyAnswered)
}

func wantNext(s Standing) string { return unless(s.Engagement.Next != "", WhyGone) }

// other is the role of the other one of the pair.
func (s Standing) other() Role {
	role, _ := s.Engagement.RoleOf(s.Recipient.ID)
	return otherRole(role)
}

// suspended reports whether nothing may be sent of the engagement now. What speaks of the accounts
// themselves may, to whoever is there.
func (s Standing) suspended() bool {
	role, _ := s.Engagement.RoleOf(s.Recipient.ID)
	own := s.Engagement.AccountOf(role)
	switch s.Delivery.Kind {
	case KindAbsent, KindZone: // the clock of the recipient is not a matter of the engagement
		return own != AccountPresent
	case KindReturned, KindConfirm:
		return own == AccountGone
	}
	if s.Engagement.Over() { // nothing is under way that could rest
		return own != AccountPresent
	}
	return s.Engagement.Suspended()
}
