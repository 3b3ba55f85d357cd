package coaching

import "testing"

func TestNamesAreAsTheReaderKnowsThem(t *testing.T) {
	r := Record{Person: Person{ID: "maya"}}
	p := Part{Engagement: Engagement{Coach: "anna", Coachee: "maya", Sponsor: "helen"}, Coach: "Anna Keller", Sponsor: "Helen Ito"}
	alone := Part{Engagement: Engagement{Coach: "anna", Coachee: "maya"}}
	unnamed := Part{Engagement: p.Engagement}
	for _, c := range []struct {
		in   Part
		id   ID
		want string
	}{
		{p, "", "Interlude"}, {p, "maya", "you"}, {p, "anna", "Anna Keller"}, {p, "helen", "Helen Ito"}, {p, "tom", "somebody"},
		{unnamed, "anna", "your coach"}, {unnamed, "helen", "your sponsor"}, {alone, "helen", "somebody"}, {alone, "", "Interlude"},
	} {
		if got := r.NameOf(c.in, c.id); got != c.want {
			t.Errorf("%q is %q, want %q", c.id, got, c.want)
		}
	}
}
