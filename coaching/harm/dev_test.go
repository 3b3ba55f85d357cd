package harm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDev(t *testing.T) {
	dir := os.Getenv("DEV")
	if dir == "" {
		dir = "tuning"
	}
	for _, l := range Languages {
		for _, kind := range []string{"harm", "plain"} {
			raw, err := os.ReadFile(filepath.Join("testdata", dir, l+"."+kind+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			n, hit := 0, 0
			for _, line := range strings.Split(string(raw), "\n") {
				if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
					continue
				}
				n++
				if In(line) {
					hit++
				}
				if In(line) != (kind == "harm") {
					fmt.Println(l, kind, line)
				}
			}
			fmt.Printf("%s %s %d/%d\n", l, kind, hit, n)
		}
	}
}

func TestWhy(t *testing.T) {
	text := os.Getenv("WHY")
	if text == "" {
		return
	}
	words := fold(text)
	fmt.Println(words)
	for _, l := range Languages {
		raw, _ := phraseFiles.ReadFile("phrases/" + l + ".txt")
		p := parser{map[string]string{}}
		section := ""
		for i, line := range strings.Split(string(raw), "\n") {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			if line[0] == '@' && strings.Contains(line, "=") {
				n, w, _ := strings.Cut(line[1:], "=")
				p.names[n] = w
				continue
			}
			if line[0] == '[' {
				section = line
				continue
			}
			ph, err := p.phrase(line)
			if err != nil {
				continue
			}
			for k := range words {
				if end, ok := ph.at(words, k); ok && end > k {
					fmt.Printf("%s:%d %s %v: %.120s\n", l, i+1, section, words[k:end], line)
				}
			}
		}
	}
}
