//go:build race

package bot

// underRace: the race detector watches, which makes everything several times slower. The tests with the most cases
// then take a sample of them; without it they take all, and `make test` runs those as well.
const underRace = true
