package bot

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"interlude/coaching"
)

func TestEveryRouteSaysWhoMayUseIt(t *testing.T) {
	known := []audience{anyone, part, forCoach, forCoachee, forSponsor, forPair}
	for _, r := range table() {
		if !slices.Contains(known, r.who) {
			t.Errorf("%s %s: audience %q is none", r.kind, r.id, r.who)
		}
		if r.do == nil {
			t.Errorf("%s %s has no handler", r.kind, r.id)
		}
	}
}

func TestARouteThatStandsTwiceStopsTheProgram(t *testing.T) {
	if _, err := index(table()); err != nil {
		t.Fatal(err)
	}
	twice := on(press, helpOpen, part, showMenu)
	if _, err := index([]route{twice, twice}); err == nil {
		t.Error("a double id was accepted")
	}
}

func TestCommandsAndRoutesMatch(t *testing.T) {
	var named, routed []string
	for _, c := range Commands() {
		named = append(named, c.Name)
	}
	for _, r := range table() {
		name, _, _ := strings.Cut(r.id, " ")
		if r.kind == command && !slices.Contains(routed, name) {
			routed = append(routed, name)
		}
	}
	slices.Sort(named)
	slices.Sort(routed)
	if !slices.Equal(named, routed) {
		t.Errorf("the manifest names %v, the table %v", named, routed)
	}
}

func TestEventsAndRoutesMatch(t *testing.T) {
	var routed []string
	for _, r := range table() {
		name := r.id
		if r.kind == happening && strings.HasPrefix(name, "message") {
			name = "message.im" // edits, deletions and files come with it
		}
		if r.kind == happening && !slices.Contains(routed, name) {
			routed = append(routed, name)
		}
	}
	routed = append(routed, "app_uninstalled", "tokens_revoked") // nobody sends them: see unplugged
	slices.Sort(routed)
	if !slices.Equal(Events(), routed) {
		t.Errorf("the manifest names %v, the table %v", Events(), routed)
	}
}

func TestEveryDeliveryHasACard(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("..", "coaching", "delivery.go"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`Kind\w+\s+(?:DeliveryKind\s+)?= "([a-z0-9-]+)"`).FindAllStringSubmatch(string(src), -1)
	if len(kinds) < 20 {
		t.Fatalf("found %d kinds only", len(kinds))
	}
	for _, k := range kinds {
		if cards()[coaching.DeliveryKind(k[1])] == nil {
			t.Errorf("no card for %s", k[1])
		}
	}
}

// TestEveryButtonLeadsSomewhere walks the golden files: whatever can be pressed or sent in
// any form, card or Home has a route.
func TestEveryButtonLeadsSomewhere(t *testing.T) {
	routes, err := index(table())
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/golden/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d golden files, %v", len(files), err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		for _, id := range pressable(v) {
			if _, ok := routes[key{press, routeOf(id)}]; !ok {
				t.Errorf("%s: pressing %q leads nowhere", filepath.Base(f), id)
			}
		}
		if id, _ := v["callback_id"].(string); id != "" {
			if _, ok := routes[key{submission, id}]; !ok {
				t.Errorf("%s: sending %q leads nowhere", filepath.Base(f), id)
			}
		}
	}
}

// pressable lists the action ids of buttons and overflow menus below v.
func pressable(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		if kind, _ := v["type"].(string); kind == "overflow" || kind == "button" && v["url"] == nil {
			id, _ := v["action_id"].(string)
			out = append(out, id)
		}
		for _, below := range v {
			out = append(out, pressable(below)...)
		}
	case []any:
		for _, below := range v {
			out = append(out, pressable(below)...)
		}
	}
	return out
}
