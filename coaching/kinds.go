package coaching

import (
	"maps"
	"slices"
)

// Kinds lists every kind of delivery, by name.
func Kinds() []DeliveryKind { return slices.Sorted(maps.Keys(wanted)) }
