package coaching

import "testing"

// TestEverySentenceNamesTheCoachee: the sponsor is sent the sentence and nothing beside it.
func TestEverySentenceNamesTheCoachee(t *testing.T) {
	facts := Facts{Day: Date{2026, 11, 27}, Held: 4}
	for _, name := range []string{"Maya Lindqvist", "Ö", "林美雅", "Jean-Luc d'Arc", "सीता देवी"} {
		who := Person{ID: "maya", Name: name}
		for _, m := range []Milestone{MilestoneAgreed, MilestoneBooked, MilestoneHalfWay, MilestoneClosed} {
			for _, held := range []int{0, 4, 8} {
				facts.Held = held
				if words := Sentence(running(), m, who, facts); !Names(words, who) {
					t.Errorf("%s of %s: %q", m, name, words)
				}
			}
		}
	}
}

func TestNames(t *testing.T) {
	who := Person{Name: "Maya Lindqvist"}
	for words, want := range map[string]bool{
		"Maya has begun.": true, "maya's coaching": true, "Ms. LINDQVIST is glad": true, "Mayan art": false, "She has begun.": false, "": false,
	} {
		if Names(words, who) != want {
			t.Errorf("%q names her: %v", words, !want)
		}
	}
	if !Names("anything", Person{}) {
		t.Error("a name that nobody knows is missed")
	}
}
