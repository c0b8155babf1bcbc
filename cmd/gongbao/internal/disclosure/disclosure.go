// Package disclosure keeps small counts of persons from being published, and from being worked out of what is published.
// It changes the plan before anything is assessed or rendered, so that every page, chart, bulletin and file has the same
// gaps: a figure that is held back has no value, the status Q (SDMX: missing value; suppressed) and a note.
//
// Held back first is every count below the threshold and above zero (primary suppression), with the rates made of it. Then, as
// long as one of them could be found by arithmetic, one more figure (secondary suppression). The arithmetic is that of a
// reader who has every published file (guard.go, knowledge.go): a region's figure is the sum of those below it, and a rate is
// its numerator over its denominator, also where one of these has no row. A reader cannot tell the one kind from the other.
//
// That an indicator is the sum of two others, as men and women are of all persons, no table states: for these the office has
// to look for itself.
//
// Releases are treated in their order, and a value once published counts as known: what an earlier release has shown cannot
// cover anything later. So the rows of a release depend on no later one, and a cell once held back stays so. A revised value
// is a new one, which can be held back.
package disclosure

import (
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Note is what a row that is held back says, of either kind.
const Note = "人数较少，或可由它推出较少的人数，不公布"

// Cell is one indicator's figure in a region and a period.
type Cell struct {
	Indicator, Region string
	Period            model.Period
}

// Protect returns the plan without its small counts, and the cells that arithmetic still gives away because everything that
// could cover them had been published before. A threshold of 0 leaves the plan as it is.
func Protect(p *model.Plan, threshold int) (protected *model.Plan, exposed []Cell) {
	if threshold <= 0 {
		return p, nil
	}
	g := newGuard(p, threshold)
	byRelease := map[string][]int{}
	for i := range p.Observations {
		byRelease[p.Observations[i].Release] = append(byRelease[p.Observations[i].Release], i)
	}
	q := *p
	q.Observations = slices.Clone(p.Observations)
	changed := false
	for i := range p.Releases {
		rows := byRelease[p.Releases[i].ID]
		var baselines []int
		if i == 0 { // targets come with the first release
			baselines = g.baselines()
		}
		g.release(rows, baselines)
		for _, row := range rows {
			o := &q.Observations[row]
			if o.Value != nil && g.withheld(cellOf(o)) {
				o.Value, o.Status, o.Note = nil, model.SuppressedStatus, Note
				changed = true
			}
		}
		for _, n := range baselines {
			t := &p.Targets[n]
			if !g.withheld(Cell{t.Indicator, t.Region, t.BaselinePeriod}) {
				continue
			}
			if &q.Targets[0] == &p.Targets[0] {
				q.Targets = slices.Clone(p.Targets)
			}
			q.Targets[n].BaselineValue = nil
			changed = true
		}
	}
	exposed = g.exposed()
	if !changed {
		return p, exposed
	}
	return model.NewPlan(q), exposed
}

func cellOf(o *model.Observation) Cell { return Cell{o.Indicator, o.Region, o.Period} }
