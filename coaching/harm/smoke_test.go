package harm

import "testing"

func TestListsCanBeRead(t *testing.T) {
	l := lists{newIndex(), newIndex()}
	for _, language := range Languages {
		raw, err := phraseFiles.ReadFile("phrases/" + language + ".txt")
		if err == nil {
			err = l.read(string(raw))
		}
		if err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}
