package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// maxGroup is Slack's limit of options in one group of a menu; there may be 100 groups.
const maxGroup = 100

// zoneInput is a searchable menu of all time zones, grouped by region. initial stands first, in
// a group of its own, also when it is an older name that Slack still reports.
//
// The menu makes a form of some 50 KB. Socket Mode drops answers of 20 KB and more, so such a
// form is opened by a press or a command, never as the answer to a submission.
func zoneInput(block, label, hint, initial string) *slack.InputBlock {
	var groups []*slack.OptionGroupBlockObject
	if _, err := coaching.ValidZone(initial); err != nil {
		initial = ""
	}
	if initial != "" {
		groups = append(groups, zoneGroup("As it is now", []string{initial}))
	}
	groups = append(groups, zoneGroups(initial)...)
	el := slack.NewOptionsGroupSelectBlockElement(slack.OptTypeStatic, plain("Type a city"), block, groups...)
	if initial != "" {
		el.InitialOption = zoneOption(initial)
	}
	return field(block, label, hint, false, el)
}

// zoneGroups are the zones but for one, by region, no group longer than Slack takes.
func zoneGroups(but string) []*slack.OptionGroupBlockObject {
	var order []string
	byRegion := map[string][]string{}
	for _, z := range coaching.Zones() {
		region, _, ok := strings.Cut(z, "/")
		if !ok {
			region = "Other"
		}
		if byRegion[region] == nil {
			order = append(order, region)
		}
		if z != but {
			byRegion[region] = append(byRegion[region], z)
		}
	}
	var out []*slack.OptionGroupBlockObject
	for _, region := range order {
		out = append(out, regionGroups(region, byRegion[region])...)
	}
	return out
}

func regionGroups(region string, zones []string) []*slack.OptionGroupBlockObject {
	var out []*slack.OptionGroupBlockObject
	for i := 0; i < len(zones); i += maxGroup {
		part := zones[i:min(i+maxGroup, len(zones))]
		label := region
		if len(zones) > maxGroup {
			label = fmt.Sprintf("%s, %s to %s", region, place(part[0]), place(part[len(part)-1]))
		}
		out = append(out, zoneGroup(label, part))
	}
	return out
}

func zoneGroup(label string, zones []string) *slack.OptionGroupBlockObject {
	out := make([]*slack.OptionBlockObject, 0, len(zones))
	for _, z := range zones {
		out = append(out, zoneOption(z))
	}
	return slack.NewOptionGroupBlockElement(plain(cut(label, maxOption)), out...)
}

// zoneOption shows a zone with blanks, as people type them.
func zoneOption(zone string) *slack.OptionBlockObject {
	return option(choice{Value: zone, Label: strings.ReplaceAll(zone, "_", " ")})
}

func place(zone string) string {
	_, p, _ := strings.Cut(zone, "/")
	return strings.ReplaceAll(p, "_", " ")
}
