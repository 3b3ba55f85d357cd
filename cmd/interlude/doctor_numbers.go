package main

import (
	"strings"

	"interlude/coaching/harm"
)

// numbers looks whether those that people are shown under "Urgent help" were reviewed lately.
func (d *doctor) numbers(places []harm.Place) {
	var stale []string
	for _, p := range places {
		if p.Stale(d.now()) {
			stale = append(stale, p.Name)
		}
	}
	if len(stale) > 0 {
		d.doubt("install a newer Interlude, or check them and give your own in help.numbers",
			"urgent help: the numbers were reviewed more than %d days ago for %s", harm.ReviewDays, strings.Join(stale, ", "))
		return
	}
	d.fine("urgent help: the numbers of %s were reviewed lately", count(len(places), "country", "countries"))
}
