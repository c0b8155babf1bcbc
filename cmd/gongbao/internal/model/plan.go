package model

import (
	"cmp"
	"slices"
	"time"
)

// Plan is everything that content/ and data/ say. Slices are in the order in which pages list them: regions and
// organisations by table, measures by number, observations by cell. Build one with NewPlan, then treat it as
// read-only: its look-ups are made once.
type Plan struct {
	Region       string // code of the plan's own region
	Sections     []Section
	Measures     []Measure
	Regions      []Region
	Orgs         []Org
	Sources      []Source
	ObsStatus    []Code
	Indicators   []Indicator
	Targets      []Target
	Releases     []Release // by instant
	Actions      []Action
	Observations []Observation // by indicator, region, period, release, source rank

	Groups []Group // made from Measures

	measures   map[string]*Measure
	regions    map[string]*Region
	orgs       map[string]*Org
	orgNames   map[string]*Org
	sources    map[string]*Source
	indicators map[string]*Indicator
	releases   map[string]int
	statuses   map[string]*Code
	series     map[seriesKey][]Cell
	targets    map[seriesKey][]*Target
}

type seriesKey struct{ indicator, region string }

// NewPlan sorts what has an order of its own and builds the look-ups. The caller hands over p and reads it only from
// then on.
func NewPlan(p Plan) *Plan {
	slices.SortStableFunc(p.Releases, func(a, b Release) int { return a.PublishedAt.Compare(b.PublishedAt) })
	p.measures = index(p.Measures, func(m *Measure) string { return m.ID })
	p.regions = index(p.Regions, func(r *Region) string { return r.Code })
	p.orgs = index(p.Orgs, func(o *Org) string { return o.ID })
	p.sources = index(p.Sources, func(s *Source) string { return s.ID })
	p.indicators = index(p.Indicators, func(i *Indicator) string { return i.ID })
	p.statuses = index(p.ObsStatus, func(c *Code) string { return c.Code })
	p.releases = map[string]int{}
	for i, r := range p.Releases {
		p.releases[r.ID] = i
	}
	p.orgNames = map[string]*Org{}
	for i := range p.Orgs {
		o := &p.Orgs[i]
		p.orgNames[o.Name] = o
		for _, a := range o.Aliases {
			p.orgNames[a] = o
		}
	}
	p.Groups = nil
	for _, m := range p.Measures {
		at := slices.IndexFunc(p.Groups, func(g Group) bool { return g.Title == m.Group })
		if at < 0 {
			at = len(p.Groups)
			p.Groups = append(p.Groups, Group{Number: at + 1, Title: m.Group})
		}
		p.Groups[at].Measures = append(p.Groups[at].Measures, m.ID)
	}
	p.targets = map[seriesKey][]*Target{}
	for i := range p.Targets {
		t := &p.Targets[i]
		k := seriesKey{t.Indicator, t.Region}
		p.targets[k] = append(p.targets[k], t)
	}
	slices.SortStableFunc(p.Observations, func(a, b Observation) int {
		return cmp.Or(
			cmp.Compare(a.Indicator, b.Indicator),
			cmp.Compare(a.Region, b.Region),
			a.Period.Compare(b.Period),
			cmp.Compare(p.releases[a.Release], p.releases[b.Release]),
			cmp.Compare(p.rank(a.Source), p.rank(b.Source)),
			cmp.Compare(a.Source, b.Source),
		)
	})
	p.series = map[seriesKey][]Cell{}
	for start := 0; start < len(p.Observations); {
		first := &p.Observations[start]
		end := start + 1
		for end < len(p.Observations) {
			o := &p.Observations[end]
			if o.Indicator != first.Indicator || o.Region != first.Region || o.Period != first.Period {
				break
			}
			end++
		}
		k := seriesKey{first.Indicator, first.Region}
		p.series[k] = append(p.series[k], p.cell(p.Observations[start:end]))
		start = end
	}
	return &p
}

func index[T any](items []T, key func(*T) string) map[string]*T {
	m := make(map[string]*T, len(items))
	for i := range items {
		m[key(&items[i])] = &items[i]
	}
	return m
}

func (p *Plan) rank(source string) int {
	if s := p.sources[source]; s != nil {
		return s.Rank
	}
	return 0
}

// Cell is what is known of one indicator in one region and period.
type Cell struct {
	// Shown is the newest release's figure of the best ranked source.
	Shown *Observation
	// Rows are all rows of the cell, by release, then by rank of the source.
	Rows []Observation
}

func (p *Plan) cell(rows []Observation) Cell {
	best := &rows[0]
	for i := range rows[1:] {
		o := &rows[i+1]
		better := cmp.Or(
			cmp.Compare(p.rank(best.Source), p.rank(o.Source)), // lower rank wins
			cmp.Compare(best.Source, o.Source),                 // equal ranks: by name, so that it is always the same one
			cmp.Compare(p.releases[o.Release], p.releases[best.Release]),
		)
		if better > 0 {
			best = o
		}
	}
	return Cell{Shown: best, Rows: rows}
}

// Revisions are the earlier figures of the source that is shown, oldest first; empty where nothing was revised.
func (c Cell) Revisions() []*Observation {
	var earlier []*Observation
	for i := range c.Rows {
		if o := &c.Rows[i]; o.Source == c.Shown.Source && o != c.Shown {
			earlier = append(earlier, o)
		}
	}
	return earlier
}

// Disagreements are the newest figures of other sources that differ from the one shown.
func (c Cell) Disagreements() []*Observation {
	newest := map[string]*Observation{}
	var order []string
	for i := range c.Rows {
		o := &c.Rows[i]
		if o.Source == c.Shown.Source || o.Value == nil {
			continue
		}
		if newest[o.Source] == nil {
			order = append(order, o.Source)
		}
		newest[o.Source] = o
	}
	var others []*Observation
	for _, s := range order {
		if o := newest[s]; c.Shown.Value == nil || o.Value.Cmp(*c.Shown.Value) != 0 {
			others = append(others, o)
		}
	}
	return others
}

// Look-ups return nil where the id is unknown.
func (p *Plan) Measure(id string) *Measure     { return p.measures[id] }
func (p *Plan) RegionOf(code string) *Region   { return p.regions[code] }
func (p *Plan) Org(id string) *Org             { return p.orgs[id] }
func (p *Plan) OrgNamed(name string) *Org      { return p.orgNames[name] } // by name or alias
func (p *Plan) Source(id string) *Source       { return p.sources[id] }
func (p *Plan) Indicator(id string) *Indicator { return p.indicators[id] }
func (p *Plan) Status(code string) *Code       { return p.statuses[code] }

// Release returns nil where the id is unknown.
func (p *Plan) Release(id string) *Release {
	if i, ok := p.releases[id]; ok {
		return &p.Releases[i]
	}
	return nil
}

// Series are the cells of one indicator in one region, by period. Aggregates that nobody published are not among
// them: analysis computes those.
func (p *Plan) Series(indicator, region string) []Cell { return p.series[seriesKey{indicator, region}] }

// TargetsFor are the targets of one indicator in one region, in the order of the table. A target holds for its own
// region only.
func (p *Plan) TargetsFor(indicator, region string) []*Target {
	return p.targets[seriesKey{indicator, region}]
}

// Home is the plan's own region.
func (p *Plan) Home() *Region { return p.regions[p.Region] }

// Children are the regions of a level under a parent that existed when the period ended, in the table's order. The zero
// period takes them all.
func (p *Plan) Children(parent string, level Level, at Period) []*Region {
	var found []*Region
	for i := range p.Regions {
		r := &p.Regions[i]
		if r.Parent == parent && r.Level == level && (at.IsZero() || r.ValidIn(at)) {
			found = append(found, r)
		}
	}
	return found
}

// Headlines are the goals: each target of a headline indicator in the plan's own region, by indicator, then target.
func (p *Plan) Headlines() []*Target {
	var goals []*Target
	for i := range p.Indicators {
		if in := &p.Indicators[i]; in.Headline {
			goals = append(goals, p.TargetsFor(in.ID, p.Region)...)
		}
	}
	return goals
}

// Public returns the plan as it was public at an instant: releases later than it and every row that belongs to them
// are gone, so that nothing later can leak them. A release's own instant gives the plan as that release left it.
// Corrective actions belong to no release: one is public when a figure of the plan's progress for its period is.
func (p *Plan) Public(at time.Time) *Plan {
	q := *p
	q.Releases = nil
	kept := map[string]bool{}
	for _, r := range p.Releases {
		if !r.PublishedAt.After(at) {
			q.Releases = append(q.Releases, r)
			kept[r.ID] = true
		}
	}
	q.Observations = nil
	for _, o := range p.Observations {
		if kept[o.Release] {
			q.Observations = append(q.Observations, o)
		}
	}
	newest := q.newestProgress()
	q.Actions = nil
	for _, a := range p.Actions {
		if a.Period.End() <= newest {
			q.Actions = append(q.Actions, a)
		}
	}
	return NewPlan(q)
}

// newestProgress is the end of the newest period with a figure for a goal or a measure; 0 where there is none.
func (p *Plan) newestProgress() int {
	newest := 0
	for i := range p.Observations {
		o := &p.Observations[i]
		if in := p.indicators[o.Indicator]; in != nil && (in.Headline || in.Measure != "") {
			newest = max(newest, o.Period.End())
		}
	}
	return newest
}
