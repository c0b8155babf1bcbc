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
	Documents    []Document // by file
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
	// Acknowledgements are in the table's order.
	Acknowledgements []Acknowledgement

	// Boundaries is the office's approved map; nil where there is none, and maps are tiles.
	Boundaries *Boundaries

	Groups []Group // made from Measures

	setTargets []Target // every target row that is public, reset ones too, for Public of an earlier instant; nil: Targets

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
	actions    map[[2]string][]Action // by measure and region
}

type seriesKey struct{ indicator, region string }

// Alone reports a plan that has documents and nothing else: no region, and so no figures.
func (p *Plan) Alone() bool { return p.Region == "" }

// NewPlan sorts what has an order of its own and builds the look-ups. The caller hands over p and reads it only from
// then on.
func NewPlan(p Plan) *Plan {
	p.series = nil
	return newPlan(p)
}

// newPlan is NewPlan for rows whose cells may be known.
func newPlan(p Plan) *Plan {
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
	p.actions = map[[2]string][]Action{}
	for _, a := range p.Actions {
		k := [2]string{a.Measure, cmp.Or(a.Region, p.Region)}
		p.actions[k] = append(p.actions[k], a)
	}
	if p.series == nil {
		p.arrange()
	}
	return &p
}

// arrange sorts the observations, unless they are sorted, and makes the cells.
func (p *Plan) arrange() {
	order := func(a, b Observation) int {
		return cmp.Or(
			cmp.Compare(a.Indicator, b.Indicator),
			cmp.Compare(a.Region, b.Region),
			a.Period.Compare(b.Period),
			cmp.Compare(p.releases[a.Release], p.releases[b.Release]),
			cmp.Compare(p.rank(a.Source), p.rank(b.Source)),
			cmp.Compare(a.Source, b.Source),
		)
	}
	if !slices.IsSortedFunc(p.Observations, order) {
		slices.SortStableFunc(p.Observations, order)
	}
	p.series = map[seriesKey][]Cell{}
	cells := make([]Cell, 0, len(p.Observations)) // of one series after the other
	from := 0
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
		cells = append(cells, p.cell(p.Observations[start:end]))
		if end == len(p.Observations) || p.Observations[end].Indicator != first.Indicator || p.Observations[end].Region != first.Region {
			p.series[seriesKey{first.Indicator, first.Region}] = cells[from:len(cells):len(cells)]
			from = len(cells)
		}
		start = end
	}
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
	// Shown is the newest release's figure of the best ranked source; a forecast only where no source has observed one.
	Shown *Observation
	// Rows are all rows of the cell, by release, then by rank of the source.
	Rows []Observation
}

func (p *Plan) cell(rows []Observation) Cell {
	newest := func(i int) bool { // of its source; rows are by release
		return !slices.ContainsFunc(rows[i+1:], func(later Observation) bool { return later.Source == rows[i].Source })
	}
	observed := false
	for i := range rows {
		observed = observed || newest(i) && rows[i].Value != nil && !rows[i].Projected()
	}
	var best *Observation
	for i := range rows {
		o := &rows[i]
		if !newest(i) || observed && o.Projected() {
			continue
		}
		if best == nil || cmp.Or(
			cmp.Compare(p.rank(best.Source), p.rank(o.Source)), // lower rank wins
			cmp.Compare(best.Source, o.Source),                 // equal ranks: by name, so that it is always the same one
		) > 0 {
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

// Disagreements are the newest figures of other sources that differ from the one shown. A source that has withdrawn its
// figure no longer disagrees; nor does a forecast with what came true.
func (c Cell) Disagreements() []*Observation {
	newest := map[string]*Observation{}
	var order []string
	for i := range c.Rows {
		o := &c.Rows[i]
		if o.Source == c.Shown.Source {
			continue
		}
		if newest[o.Source] == nil {
			order = append(order, o.Source)
		}
		newest[o.Source] = o
	}
	var others []*Observation
	for _, s := range order {
		o := newest[s]
		if o.Value == nil || o.Projected() && !c.Shown.Projected() {
			continue
		}
		if c.Shown.Value == nil || o.Value.Cmp(*c.Shown.Value) != 0 {
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

// Invented reports whether a source's figures are demonstration figures: whatever shows one says so.
func (p *Plan) Invented(source string) bool {
	s := p.sources[source]
	return s != nil && s.Kind == Demonstration
}

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

// ActionsOf are the corrective actions of a measure in a region, in the order of the table. One without a region is of the plan's
// own.
func (p *Plan) ActionsOf(measure, region string) []Action {
	return p.actions[[2]string{measure, region}]
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
// A corrective action belongs to no release (see actionsPublic), a source neither (see quoted).
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
	if slices.ContainsFunc(p.Observations, func(o Observation) bool { return !kept[o.Release] }) { // else the cells are the same
		q.series = nil
		q.Observations = nil
		for i := range p.Observations {
			if o := &p.Observations[i]; kept[o.Release] {
				q.Observations = append(q.Observations, *o)
			}
		}
	}
	q.setTargets, q.Targets = p.targetsPublic(kept)
	q.Actions = slices.DeleteFunc(p.actionsPublic(&q), func(a Action) bool { return a.Release != "" && !kept[a.Release] })
	q.Sources = q.quoted()
	q.Acknowledgements = p.acknowledgementsPublic(&q, kept)
	return newPlan(q)
}

// acknowledgementsPublic are those that may be known when the rows of q are: of a public release, and about what a public
// row says. One that names no value may speak of any row that it fits, so it waits for all of them.
func (p *Plan) acknowledgementsPublic(q *Plan, kept map[string]bool) []Acknowledgement {
	var found []Acknowledgement
	for i := range p.Acknowledgements {
		a := &p.Acknowledgements[i]
		if a.Release != "" && !kept[a.Release] {
			continue
		}
		rows, public := p.acknowledged(a), q.acknowledged(a)
		if public > 0 && (a.Value != "" || public == rows) || a.Indicator == "" && rows == 0 {
			found = append(found, *a)
		}
	}
	return found
}

// acknowledged is how many observations and steps of targets an acknowledgement may be about; one without an indicator is
// about texts.
func (p *Plan) acknowledged(a *Acknowledgement) (n int) {
	if a.Indicator == "" {
		return 0
	}
	for i := range p.Observations {
		if o := &p.Observations[i]; a.fits(o.Indicator, o.Region, o.Period) && (a.Value == "" || o.Value != nil && o.Value.String() == a.Value) {
			n++
		}
	}
	for i := range p.Targets {
		for _, m := range p.Targets[i].Milestones {
			if a.fits(p.Targets[i].Indicator, p.Targets[i].Region, m.Period) && (a.Value == "" || m.Value.String() == a.Value) {
				n++
			}
		}
	}
	return n
}

// InventedAcknowledgement reports whether an acknowledgement is about a figure or a target of a demonstration source.
func (p *Plan) InventedAcknowledgement(a *Acknowledgement) bool {
	only := Plan{Observations: slices.DeleteFunc(slices.Clone(p.Observations), func(o Observation) bool { return !p.Invented(o.Source) })}
	for _, t := range p.Targets {
		t.Milestones = slices.DeleteFunc(slices.Clone(t.Milestones), func(m Milestone) bool { return !p.Invented(m.Source) })
		only.Targets = append(only.Targets, t)
	}
	return only.acknowledged(a) > 0
}

// fits reports whether an acknowledgement may be about a figure of a cell.
func (a *Acknowledgement) fits(indicator, region string, period Period) bool {
	return (a.Indicator == "" || a.Indicator == indicator) && (a.Region == "" || a.Region == region) &&
		(a.Period.IsZero() || a.Period == period)
}

// targetsPublic are the target rows that are public, and of these the ones that count: for each target period what the
// newest release has set.
func (p *Plan) targetsPublic(kept map[string]bool) (set, counting []Target) {
	all := p.setTargets
	if all == nil {
		all = p.Targets
	}
	for _, t := range all {
		var rows, path []Milestone
		for _, m := range t.Milestones {
			if m.Release != "" && !kept[m.Release] {
				continue
			}
			rows = append(rows, m)
			at := slices.IndexFunc(path, func(o Milestone) bool { return o.Period == m.Period })
			switch {
			case at < 0:
				path = append(path, m)
			case path[at].Release == "" || m.Release != "" && p.releases[m.Release] > p.releases[path[at].Release]:
				path[at] = m
			}
		}
		if len(rows) > 0 {
			t.Milestones = rows
			set = append(set, t)
			t.Milestones = path
			counting = append(counting, t)
		}
	}
	return set, counting
}

// quoted are the sources that rows of the plan name. A source that only rows of later releases name would announce them.
func (p *Plan) quoted() []Source {
	named := map[string]bool{}
	for i := range p.Observations {
		named[p.Observations[i].Source] = true
	}
	for i := range p.Actions {
		named[p.Actions[i].Source] = true
	}
	for i := range p.Targets {
		for _, m := range p.Targets[i].Milestones {
			named[m.Source] = true
		}
	}
	var kept []Source
	for _, s := range p.Sources {
		if named[s.ID] {
			kept = append(kept, s)
		}
	}
	return kept
}

// actionsPublic are the corrective actions that may be known when the rows of q are. An action speaks of how far its
// measure has come in its region by the end of its period, so it waits for that figure: an observed value of an indicator
// of the measure, in the region or in one below it, for a period that ends no earlier. Another measure's or county's
// newer figure does not free it.
//
// Where nobody ever reports the measure in that region, its parent's figures count; where nobody reports it at all, those
// of any measure or goal.
func (p *Plan) actionsPublic(q *Plan) []Action {
	if len(p.Actions) == 0 {
		return nil
	}
	ever, known := p.progress(), q.progress()
	var public []Action
	for _, a := range p.Actions {
		of := progressKey{a.Measure, cmp.Or(a.Region, p.Region)}
		for range len(p.Regions) {
			if ever[of] > 0 || of.region == "" {
				break
			}
			parent := ""
			if r := p.regions[of.region]; r != nil {
				parent = r.Parent
			}
			of.region = parent
		}
		if ever[of] == 0 {
			of = progressKey{}
		}
		if newest := known[of]; newest > 0 && a.Period.End() <= newest {
			public = append(public, a)
		}
	}
	return public
}

// progressKey is a measure in a region and all below it. The empty region is everywhere; the empty measure is any measure
// or goal, everywhere.
type progressKey struct{ measure, region string }

// progress is the end of the newest period that has an observed figure; absent where there is none.
func (p *Plan) progress() map[progressKey]int {
	measures := map[string][]string{} // of an indicator; the empty one stands for all
	for i := range p.Measures {
		for _, id := range p.Measures[i].Indicators {
			measures[id] = append(measures[id], p.Measures[i].ID)
		}
	}
	for i := range p.Indicators {
		in := &p.Indicators[i]
		if in.Measure != "" && !slices.Contains(measures[in.ID], in.Measure) {
			measures[in.ID] = append(measures[in.ID], in.Measure)
		}
		if in.Headline || measures[in.ID] != nil {
			measures[in.ID] = append(measures[in.ID], "")
		}
	}
	// Rows are by indicator and region: each run of them counts once.
	newest := map[progressKey]int{}
	for start := 0; start < len(p.Observations); {
		first, end := &p.Observations[start], 0
		for ; start < len(p.Observations); start++ {
			o := &p.Observations[start]
			if o.Indicator != first.Indicator || o.Region != first.Region {
				break
			}
			if o.Value != nil && !o.Projected() {
				end = max(end, o.Period.End())
			}
		}
		if end == 0 {
			continue
		}
		for _, measure := range measures[first.Indicator] {
			see := func(region string) {
				k := progressKey{measure, region}
				newest[k] = max(newest[k], end)
			}
			if see(""); measure == "" {
				continue
			}
			region := p.regions[first.Region]
			for range len(p.Regions) { // parents may be a ring until load has checked them
				if region == nil {
					break
				}
				see(region.Code)
				region = p.regions[region.Parent]
			}
		}
	}
	return newest
}
