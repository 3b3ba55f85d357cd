package coaching

import (
	"testing"
)

func TestToldZone(t *testing.T) {
	asked := NewDelivery(running(), KindZone, "maya", "maya", clock)
	asked.State, asked.Version = DeliverySent, 3
	answered := asked
	answered.ID, answered.Answered, answered.Reason = "older", clock, ZoneKept
	lives := func(zone, told string) Person {
		p := maya
		p.Zone, p.Told = zone, told
		return p
	}
	for name, c := range map[string]struct {
		p        Person
		zone     string
		mine     []Engagement
		news     bool // something is noted
		asks     bool
		lives    string // where they live then
		withdraw int
	}{
		"another zone":                     {lives("Europe/Berlin", "Europe/Berlin"), "Asia/Tokyo", []Engagement{running()}, true, true, "Europe/Berlin", 0},
		"the same again":                   {lives("Europe/Berlin", "Asia/Tokyo"), "Asia/Tokyo", []Engagement{running()}, false, false, "", 0},
		"no zone":                          {lives("Europe/Berlin", "Europe/Berlin"), "CET+1", []Engagement{running()}, false, false, "", 0},
		"nothing":                          {lives("Europe/Berlin", "Europe/Berlin"), "", []Engagement{running()}, false, false, "", 0},
		"Local":                            {lives("Europe/Berlin", "Europe/Berlin"), "Local", []Engagement{running()}, false, false, "", 0},
		"another name of the same":         {lives("Asia/Kolkata", "Asia/Kolkata"), "Asia/Calcutta", []Engagement{running()}, true, false, "Asia/Kolkata", 0},
		"the same clocks elsewhere":        {lives("Europe/Berlin", "Europe/Berlin"), "Europe/Vienna", []Engagement{running()}, true, false, "Europe/Berlin", 0},
		"the same in winter alone":         {lives("Europe/Berlin", "Europe/Berlin"), "Africa/Lagos", []Engagement{running()}, true, true, "Europe/Berlin", 0},
		"back home":                        {lives("Europe/Berlin", "Asia/Tokyo"), "Europe/Berlin", []Engagement{running()}, true, false, "Europe/Berlin", 1},
		"on to a third":                    {lives("Europe/Berlin", "Asia/Tokyo"), "America/Lima", []Engagement{running()}, true, true, "Europe/Berlin", 1},
		"chose another than Slack's":       {lives("Asia/Tokyo", "Europe/Berlin"), "Asia/Tokyo", []Engagement{running()}, true, false, "Asia/Tokyo", 0},
		"no engagement":                    {lives("Europe/Berlin", "Europe/Berlin"), "Asia/Tokyo", nil, true, false, "Asia/Tokyo", 0},
		"no engagement, and chose another": {lives("Asia/Kolkata", "Europe/Berlin"), "Asia/Tokyo", nil, true, false, "Asia/Kolkata", 0},
		"an engagement that is over":       {lives("Europe/Berlin", "Europe/Berlin"), "Asia/Tokyo", []Engagement{in(running(), EngagementEnded)}, true, false, "Asia/Tokyo", 0},
		"an invitation":                    {lives("Europe/Berlin", "Europe/Berlin"), "Asia/Tokyo", []Engagement{in(running(), EngagementInvited)}, true, false, "Asia/Tokyo", 0},
	} {
		var sent []Delivery
		if c.withdraw > 0 {
			sent = []Delivery{answered, asked}
		}
		change, news := ToldZone(c.p, c.zone, c.mine, sent, clock)
		if news != c.news {
			t.Errorf("%s: noted: %v", name, news)
			continue
		}
		if !news {
			continue
		}
		p := change.People[0]
		if p.Told != c.zone || p.Zone != c.lives || (len(told(change)) == 1) != c.asks {
			t.Errorf("%s: told %s, lives in %s, sends %v", name, p.Told, p.Zone, told(change))
		}
		if !cancels(change, NewDelivery(running(), KindZone, "maya", "maya", clock)) {
			t.Errorf("%s: a question that waits is not withdrawn", name)
		}
		withdrawn := 0
		for _, d := range change.Deliveries {
			if d.Version > 0 && d.ID == asked.ID && d.Reason == ZoneWithdrawn && !d.Answered.IsZero() {
				withdrawn++
			}
		}
		if withdrawn != c.withdraw {
			t.Errorf("%s: %d questions withdrawn", name, withdrawn)
		}
	}
}

// TestToldZoneAsksEveryPart: a sponsor only once they take part.
func TestToldZoneAsksEveryPart(t *testing.T) {
	for name, c := range map[string]struct {
		p    Person
		e    Engagement
		asks bool
	}{
		"the coach":                 {alex, running(), true},
		"the coachee":               {maya, running(), true},
		"the sponsor":               {sam, running(), true},
		"a sponsor who was asked":   {sam, sponsored(running(), SponsorAsked), false},
		"a sponsor who declined":    {sam, sponsored(running(), SponsorDeclined), false},
		"somebody else":             {zoe, running(), false},
		"the coachee, in the pause": {maya, in(running(), EngagementPaused), true},
	} {
		change, _ := ToldZone(c.p, "Asia/Tokyo", []Engagement{c.e}, nil, clock)
		if (len(change.Deliveries) == 1) != c.asks {
			t.Errorf("%s: %v", name, told(change))
		}
	}
}

func TestAnswerZone(t *testing.T) {
	p := maya
	p.Told = "Asia/Tokyo"
	d := NewDelivery(running(), KindZone, "maya", "maya", clock)
	d.State, d.Version = DeliverySent, 3
	queued := NewDelivery(running(), KindZone, "maya", "maya", clock.AddDate(0, 0, 1))
	for _, how := range []string{ZoneMoved, ZoneKept} {
		c, err := AnswerZone(d, p, "Asia/Tokyo", how, clock)
		must(t, err)
		if got := c.Deliveries[0]; !got.Answered.Equal(clock) || got.Reason != how || !cancels(c, queued) {
			t.Errorf("%s: %+v", how, c)
		}
	}
	kept, moved, withdrawn, other := d, d, d, d
	kept.Reason, moved.Reason, withdrawn.Reason, other.Kind = ZoneKept, ZoneMoved, ZoneWithdrawn, KindPrompt
	if _, err := AnswerZone(kept, p, "Asia/Tokyo", ZoneMoved, clock); err != nil {
		t.Errorf("moved after all: %v", err)
	}
	home := p
	home.Zone = "Asia/Tokyo"
	for name, c := range map[string]struct {
		d    Delivery
		p    Person
		told string
		kind Kind
	}{
		"somebody else's":        {d, zoe, "Asia/Tokyo", Forbidden},
		"another question":       {other, p, "Asia/Tokyo", Forbidden},
		"of another zone":        {d, p, "America/Lima", Stale},
		"kept before":            {kept, p, "Asia/Tokyo", Stale},
		"moved before":           {moved, p, "Asia/Tokyo", Stale},
		"withdrawn":              {withdrawn, p, "Asia/Tokyo", Stale},
		"they live there by now": {d, home, "Asia/Tokyo", Stale},
	} {
		if _, err := AnswerZone(c.d, c.p, c.told, ZoneKept, clock); !Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDecideOverZone: the question goes while Slack still names another zone, and not at night.
func TestDecideOverZone(t *testing.T) {
	rules := Rules{QuietFrom: "18:00", QuietTo: "08:00"}
	base := Standing{Engagement: running(), Recipient: maya, Delivery: NewDelivery(running(), KindZone, "maya", "maya", clock)}
	base.Recipient.Told = "Asia/Tokyo"
	for name, c := range map[string]struct {
		change func(*Standing)
		hour   int
		want   Act
	}{
		"elsewhere":          {func(*Standing) {}, 12, ActSend},
		"at night":           {func(*Standing) {}, 19, ActHold},
		"back":               {func(s *Standing) { s.Recipient.Told = s.Recipient.Zone }, 12, ActCancel},
		"moved by hand":      {func(s *Standing) { s.Recipient.Zone = "Asia/Tokyo" }, 12, ActCancel},
		"answered":           {func(s *Standing) { s.Delivery.Answered = clock }, 12, ActCancel},
		"over":               {func(s *Standing) { s.Engagement.State = EngagementClosed }, 12, ActCancel},
		"a coach":            {func(s *Standing) { s.Recipient.ID = "alex" }, 12, ActSend},
		"without a part":     {func(s *Standing) { s.Recipient.ID = "zoe" }, 12, ActCancel},
		"a paused person":    {func(s *Standing) { s.Recipient.Paused = true }, 12, ActCancel},
		"above all the caps": {func(s *Standing) { s.Recent = append(s.Recent, clock, clock, clock, clock) }, 12, ActSend},
	} {
		s := base
		c.change(&s)
		if v := Decide(s, rules, berlin(23, c.hour, 0)); v.Act != c.want || v.As != "" {
			t.Errorf("%s: %s %s", name, v.Act, v.Reason)
		}
	}
}
