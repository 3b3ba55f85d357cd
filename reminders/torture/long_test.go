//go:build torture

package torture

func init() { long = true }
