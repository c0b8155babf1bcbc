package analysis

import (
	"fmt"
	"testing"
)

// What a release brought: cells that were new to their source, figures that it replaced, rows that only repeat. A forecast
// that time has settled is repeated in the sense that nothing which had been observed was replaced.
func TestHistory(t *testing.T) {
	w := newWorld(t).indicator("A 件 up flow sum 0 half").rows(`
A stone 2018-H1 10     report r1
A brook 2018-H1 20     report r1
A stone 2018-H1 11     report r2
A brook 2018-H1 20     report r2
A stone 2018-H2 12     report r2
A stone 2018-H2 13     demo   r3
`)
	a := w.assess()
	var got []string
	for _, b := range a.History {
		line := fmt.Sprint(b.Release.ID, ":")
		for _, add := range b.Added {
			line += fmt.Sprintf(" %s %d in %d, %s to %s, invented %v", add.Indicator.ID, add.Figures, add.Regions, add.From, add.Through, add.Demonstration)
		}
		got = append(got, line+fmt.Sprintf(" / %d revised, %d repeated", len(b.Revised), b.Repeated))
	}
	want := []string{
		"r1: A 2 in 2, 2018-H1 to 2018-H1, invented false / 0 revised, 0 repeated",
		"r2: A 1 in 1, 2018-H2 to 2018-H2, invented false / 1 revised, 1 repeated",
		"r3: A 1 in 1, 2018-H2 to 2018-H2, invented true / 0 revised, 0 repeated",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if len(a.Revisions) != 0 {
		t.Errorf("the newest release revises %v", a.Revisions)
	}
}
