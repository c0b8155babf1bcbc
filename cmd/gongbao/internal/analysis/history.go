package analysis

import (
	"cmp"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Revised are all figures of a plan that a later release replaced, by release, then by indicator, region and period. A
// withdrawn figure and a late one are among them: Old or New may have no value. A row that repeats its figure, to drop the
// mark 初步数 for instance, revises nothing.
func Revised(p *model.Plan) []Revision {
	order := map[string]int{}
	for i := range p.Releases {
		order[p.Releases[i].ID] = i
	}
	var found []Revision
	eachArrival(p, func(in *model.Indicator, r *model.Region, old, now *model.Observation) {
		if old != nil {
			found = append(found, Revision{Indicator: in, Region: r, Period: now.Period, Old: *old, New: *now})
		}
	})
	slices.SortStableFunc(found, func(a, b Revision) int { return cmp.Compare(order[a.New.Release], order[b.New.Release]) })
	return found
}

// Arrival is what a release brought: figures that were not there before, and revisions of those that were.
type Arrival struct {
	Added   []*model.Observation
	Revised []Revision
}

// Arrivals are what every release brought, by its id, each in the order of indicators, regions and periods.
func Arrivals(p *model.Plan) map[string]*Arrival {
	arrivals := map[string]*Arrival{}
	eachArrival(p, func(in *model.Indicator, r *model.Region, old, now *model.Observation) {
		at := arrivals[now.Release]
		if at == nil {
			at = &Arrival{}
			arrivals[now.Release] = at
		}
		if old == nil {
			at.Added = append(at.Added, now)
		} else {
			at.Revised = append(at.Revised, Revision{Indicator: in, Region: r, Period: now.Period, Old: *old, New: *now})
		}
	})
	return arrivals
}

// eachArrival visits every row that brought something: a source's first for a cell, with no old one, and one that differs
// from the source's row before.
func eachArrival(p *model.Plan, visit func(in *model.Indicator, r *model.Region, old, now *model.Observation)) {
	for i := range p.Indicators {
		for j := range p.Regions {
			for _, cell := range p.Series(p.Indicators[i].ID, p.Regions[j].Code) {
				if len(cell.Rows) == 1 {
					visit(&p.Indicators[i], &p.Regions[j], nil, &cell.Rows[0])
					continue
				}
				newest := map[string]*model.Observation{} // the last row before, by source
				for k := range cell.Rows {
					now := &cell.Rows[k]
					old := newest[now.Source]
					newest[now.Source] = now
					if old == nil || revised(old, now) {
						visit(&p.Indicators[i], &p.Regions[j], old, now)
					}
				}
			}
		}
	}
}

// Triangle is a flow's revision triangle in one region: what each release said of each period.
type Triangle struct {
	Indicator *model.Indicator
	Region    *model.Region
	Releases  []*model.Release // columns: those in which a figure of the series first stands, or is revised
	Rows      []Vintages       // by period
}

// Vintages are one period's figures as the releases had them.
type Vintages struct {
	Period model.Period
	Source string // of the figure that is shown; a cell's other sources have vintages of their own
	// Values has one for each of the triangle's releases: what was known once it was out; nil where nothing was, or where the
	// figure had been withdrawn. Changed says that this very release gave the figure.
	Values  []*model.Number
	Changed []bool
}

// Revised reports whether a later release replaced a figure of the period.
func (v Vintages) Revised() bool {
	n := 0
	for _, changed := range v.Changed {
		if changed {
			n++
		}
	}
	return n > 1
}

// Triangle is that of an indicator in a region. Rows are empty where the region has published no figure: what is computed
// from the counties has no vintages of its own.
func (a *Assessment) Triangle(indicator, region string) Triangle {
	p := a.Plan
	t := Triangle{Indicator: p.Indicator(indicator), Region: p.RegionOf(region)}
	cells := p.Series(indicator, region)
	used := map[string]bool{}
	for _, cell := range cells {
		for _, o := range cell.Rows {
			used[o.Release] = used[o.Release] || o.Source == cell.Shown.Source
		}
	}
	for i := range p.Releases {
		if used[p.Releases[i].ID] {
			t.Releases = append(t.Releases, &p.Releases[i])
		}
	}
	for _, cell := range cells {
		v := Vintages{Period: cell.Shown.Period, Source: cell.Shown.Source}
		var known *model.Number
		for _, r := range t.Releases {
			changed := false
			for i := range cell.Rows {
				if o := &cell.Rows[i]; o.Source == v.Source && o.Release == r.ID {
					changed = changed || !sameValue(o.Value, known)
					known = o.Value
				}
			}
			v.Values, v.Changed = append(v.Values, known), append(v.Changed, changed)
		}
		t.Rows = append(t.Rows, v)
	}
	return t
}
