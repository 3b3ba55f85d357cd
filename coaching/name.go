package coaching

// HearName keeps the name that Slack gives for p now; false when it is no news, or no name. What
// was said with the old one stays as it was said.
func HearName(p Person, name string) (Change, bool) {
	if name = Clean(name); name == "" || name == p.Name {
		return Change{}, false
	}
	p.Name = name
	return Change{People: []Person{p}}, true
}
