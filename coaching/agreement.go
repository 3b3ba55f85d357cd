package coaching

import "fmt"

// AgreementVersion names the text of Agreement and SponsorAgreement; it is kept with every
// acceptance and changes with the text.
const AgreementVersion = "2026-11"

// Clause is one paragraph of an agreement.
type Clause struct{ Title, Text string }

// Agreement returns what the coachee and the coach agree to. coach and coachee are names.
func Agreement(e Engagement, coach, coachee string) []Clause {
	return []Clause{
		{"What we plan", fmt.Sprintf("%s and %s will meet for %d sessions.", coachee, coach, e.Sessions)},
	}
}

// SponsorAgreement returns the sponsor's part.
func SponsorAgreement(e Engagement, coach, coachee string) []Clause {
	return []Clause{
		{"Your part", fmt.Sprintf("%s coaches %s.", coach, coachee)},
	}
}
