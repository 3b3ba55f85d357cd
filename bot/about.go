package bot

import "regexp"

// idForm is what coaching.NewID makes.
var idForm = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// about lists, for the log, the ids that c came with: of the delivery or the subject that was
// pressed, or of what a form was opened for. Nothing else that was sent is in it.
func (c *Call) about() []string {
	const most = 5
	return idForm.FindAllString(c.Value+" "+c.View.PrivateMetadata, most)
}
