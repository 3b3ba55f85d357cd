package coaching

import (
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // small images carry no zone files
)

// ValidZone loads an IANA zone such as "Europe/Berlin", or returns an *Error that names the
// input "zone". Offsets ("CET+1"), paths and "Local" are refused.
func ValidZone(name string) (*time.Location, error) {
	if known[name] {
		if loc, err := location(name); err == nil {
			return loc, nil
		}
	}
	return nil, Bad("zone", "I do not know that time zone. Choose one from the list, for example Europe/Berlin.")
}

// Zones returns the names of all zones that can be chosen, in alphabetical order.
func Zones() []string { return slices.Clone(zoneNames) }

// zoneNames is a sorted list.
var zoneNames = strings.Fields(zoneList)

// known are all names under which a zone may be given.
var known = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range slices.Concat(zoneNames, strings.Fields(zoneLinks)) {
		all[name] = true
	}
	return all
}()

// loaded holds the zones that were used, because time.LoadLocation reads a file every time,
// and several zones are asked for in every decision over a delivery.
var loaded sync.Map

// location is time.LoadLocation, once per zone.
func location(name string) (*time.Location, error) {
	if loc, ok := loaded.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err == nil && known[name] { // what is made up is not kept
		loaded.Store(name, loc)
	}
	return loc, err
}
