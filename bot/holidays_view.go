package bot

import (
	"cmp"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Country is a place whose public holidays a person can choose to keep.
type Country struct {
	Code string // ISO 3166-1 alpha-2, or ISO 3166-2 for a part of a country
	Name string
}

// asPractice is the choice to keep the same public holidays as the practice.
const asPractice = "practice"

// holidayChoices are the options of the menu, at most the 100 that Slack shows.
func (b *Bot) holidayChoices() []choice {
	out := []choice{{Value: asPractice, Label: "As in this practice (" + b.countryName(b.Rules.Country) + ")"}, {Value: coaching.NoCountry, Label: "None"}}
	for _, c := range b.Countries {
		out = append(out, choice{Value: c.Code, Label: c.Name})
	}
	return out[:min(len(out), maxGroup)]
}

// holidayInput asks whose public holidays are free; nothing when there are none to choose.
func (b *Bot) holidayInput(p coaching.Person) []slack.Block {
	if len(b.Countries) == 0 {
		return nil
	}
	return []slack.Block{selectInput("country", "Public holidays", "On these days I send nothing by myself. Urgent help shows the numbers of this country. Type to find one.",
		cmp.Or(p.Absence.Country, asPractice), false, b.holidayChoices())}
}

// decodeCountry is the inverse; a form without the menu changes nothing.
func (b *Bot) decodeCountry(c *Call, was string) (string, error) {
	if !hasInput(c.View, "country") {
		return was, nil
	}
	code := c.Input("country")
	switch {
	case code == asPractice:
		return "", nil
	case chosen(b.holidayChoices(), code) == nil:
		return "", coaching.Bad("country", "Choose a country from the list.")
	}
	return code, nil
}

func (b *Bot) countryName(code string) string {
	for _, c := range b.Countries {
		if c.Code == code {
			return c.Name
		}
	}
	return "none"
}

// holidayLine confirms what was chosen by the next day on which it matters; nothing when there
// was nothing to choose.
func (b *Bot) holidayLine(p coaching.Person) string {
	if len(b.Countries) == 0 {
		return ""
	}
	next, ok := b.Rules.NextHoliday(p, b.Now())
	country := cmp.Or(p.Absence.Country, b.Rules.Country)
	switch {
	case !ok:
		return "\nNo public holidays are kept free."
	case country == "" || country == coaching.NoCountry:
		return "\nThe next day on which the practice is closed is " + dayWords(next) + "; I send nothing by myself then."
	}
	return "\nPublic holidays: " + esc(b.countryName(country)) + ". The next is " + dayWords(next) + "."
}
