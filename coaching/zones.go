package coaching

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // small images carry no zone files
)

// ValidZone loads an IANA zone such as "Europe/Berlin", or returns an *Error that names the
// input "zone". Offsets ("CET+1"), paths and "Local" are refused.
func ValidZone(name string) (*time.Location, error) {
	if slices.Contains(zoneNames, name) || slices.Contains(strings.Fields(zoneLinks), name) {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc, nil
		}
	}
	return nil, Bad("zone", "I do not know that time zone. Choose one from the list, for example Europe/Berlin.")
}

// Zones returns the names of all zones that can be chosen, in alphabetical order.
func Zones() []string { return slices.Clone(zoneNames) }

// zoneNames is a sorted list.
var zoneNames = strings.Fields(zoneList)
