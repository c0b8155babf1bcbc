package analysis

import (
	"slices"
	"sync"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/wording"
)

// Assessment is a plan assessed. Its look-ups are total: what cannot be assessed has the status NoData and a reason.
// After Assess has returned nothing in it changes, so many goroutines may read it; nor may they change what they are
// handed.
type Assessment struct {
	Plan    *model.Plan
	Release *model.Release // the newest public one; nil in a plan without releases
	// Period is the newest that an indicator of the plan (a goal or one of a measure) has a figure for.
	Period model.Period
	// Counties are the regions right below the plan's own, as they existed at Period and in the table's order: a city's
	// counties; a province's cities and the counties that it administers directly. Zones are the functional zones, which have
	// no figures of their own.
	Counties, Zones []*model.Region
	Goals           []Result    // one a target of a headline indicator in the plan's own region
	Previous        *Assessment // at the release before, with figures as revised now; nil for the first release
	Changes         []Change    // for the worse first, then by weight: goals, city measures, counties
	Revisions       []Revision  // made by Release
	History         []Batch     // what each release brought, the oldest first
	Notes           []Note      // the targets' consistency

	// Say is the language of the assessment's own words, which whatever renders it goes on in.
	Say *wording.Language

	options  Options
	children map[string][]*model.Region
	series   map[cellKey]Series
	newest   map[string]model.Period // by indicator
	results  map[cellKey][]Result
	measures map[cellKey]MeasureResult
	memory   sync.Map // what is the same for all pages that ask, by what was asked; see remembered
}

// remembered is what make makes, made once for a question. Whoever asks must leave it as it is.
func remembered[K comparable, V any](a *Assessment, question K, make func() V) V {
	if known, ok := a.memory.Load(question); ok {
		return known.(V)
	}
	known, _ := a.memory.LoadOrStore(question, make())
	return known.(V)
}

// cellKey is an indicator or a measure in a region.
type cellKey struct{ id, region string }

// Assess assesses a plan that holds public rows only (model.Plan.Public).
func Assess(p *model.Plan, o Options) *Assessment {
	a := assess(p, o)
	a.compare()
	if a.History = a.history(); len(a.History) > 0 {
		a.Revisions = a.History[len(a.History)-1].Revised
	}
	a.Notes = a.notes()
	return a
}

// assess is Assess without what looks back at the release before.
func assess(p *model.Plan, o Options) *Assessment {
	a := survey(p, o)
	if n := len(p.Releases); n > 0 {
		a.Release = &p.Releases[n-1]
	}
	regions := a.assessed()
	a.results = gathered(regions, len(p.Indicators), func(region *model.Region, i int) (string, []Result) {
		return p.Indicators[i].ID, a.Results(p.Indicators[i].ID, region.Code)
	})
	a.measures = gathered(regions, len(p.Measures), func(region *model.Region, i int) (string, MeasureResult) {
		return p.Measures[i].ID, a.Measure(p.Measures[i].ID, region.Code)
	})
	for i := range p.Indicators {
		if in := &p.Indicators[i]; in.Headline {
			for _, r := range a.Results(in.ID, p.Region) {
				if r.Target != nil {
					a.Goals = append(a.Goals, r)
				}
			}
		}
	}
	return a
}

// gathered makes something of each of n things in each region, several regions at a time. of reads what is there already.
func gathered[T any](regions []*model.Region, n int, of func(region *model.Region, i int) (id string, made T)) map[cellKey]T {
	type item struct {
		id   string
		made T
	}
	made := make([][]item, len(regions))
	parallel.Each(len(regions), func(r int) {
		made[r] = make([]item, n)
		for i := range n {
			made[r][i].id, made[r][i].made = of(regions[r], i)
		}
	})
	all := make(map[cellKey]T, n*len(regions))
	for r := range made {
		for _, it := range made[r] {
			all[cellKey{it.id, regions[r].Code}] = it.made
		}
	}
	return all
}

// survey prepares an assessment: the series, the regions and the period. Its look-ups work, without a memory of results.
func survey(p *model.Plan, o Options) *Assessment {
	o.Tolerance = o.Tolerance.orDefault()
	if o.Say == nil {
		o.Say = wording.Chinese
	}
	a := &Assessment{Plan: p, Say: o.Say, options: o}
	home := p.Home()
	if home == nil {
		return a
	}
	a.children = childrenOf(p)
	a.gatherSeries()
	a.newest = map[string]model.Period{}
	for i := range p.Indicators {
		a.newest[p.Indicators[i].ID] = a.newestOf(&p.Indicators[i])
	}
	for i := range p.Indicators {
		if in := &p.Indicators[i]; in.Headline || in.Measure != "" || a.belongsToMeasure(in.ID) {
			if t := a.newest[in.ID]; !t.IsZero() && (a.Period.IsZero() || t.Compare(a.Period) > 0) {
				a.Period = t
			}
		}
	}
	exists := func(r *model.Region) bool {
		if a.Period.IsZero() {
			return r.ValidTo.IsZero() // nothing has been reported yet: today's map
		}
		return r.ValidIn(a.Period)
	}
	for _, r := range a.Below() {
		if exists(r) {
			a.Counties = append(a.Counties, r)
		}
	}
	for _, r := range p.Children(home.Code, model.Zone, model.Period{}) {
		if exists(r) {
			a.Zones = append(a.Zones, r)
		}
	}
	return a
}

// Below are the regions right below the plan's own, functional zones aside, as they ever were: Counties and those that are
// no more or not yet. They are in the table's order.
func (a *Assessment) Below() []*model.Region { return a.children[a.Plan.Region] }

func (a *Assessment) belongsToMeasure(indicator string) bool {
	return slices.ContainsFunc(a.Plan.Measures, func(m model.Measure) bool { return slices.Contains(m.Indicators, indicator) })
}

// assessed are the regions whose results are made ahead: the plan's own, those below and the zones.
func (a *Assessment) assessed() []*model.Region {
	var regions []*model.Region
	if home := a.Plan.Home(); home != nil {
		regions = append(regions, home)
	}
	return append(append(regions, a.Counties...), a.Zones...)
}

// Results are the assessments of an indicator's targets in a region; one with Reason NoTarget where it has none.
func (a *Assessment) Results(indicator, region string) []Result {
	if known, ok := a.results[cellKey{indicator, region}]; ok {
		return known
	}
	in, r := a.Plan.Indicator(indicator), a.Plan.RegionOf(region)
	if in == nil || r == nil {
		return []Result{{Indicator: in, Region: r, Status: NoData, Reason: NoTarget, why: NoTarget.In(a.Say), say: a.Say}}
	}
	targets := a.Plan.TargetsFor(indicator, region)
	if len(targets) == 0 {
		return []Result{a.assessTarget(in, r, nil)}
	}
	results := make([]Result, len(targets))
	for i, t := range targets {
		results[i] = a.assessTarget(in, r, t)
	}
	return results
}

// Measure is a measure's status in a region.
func (a *Assessment) Measure(id, region string) MeasureResult {
	if known, ok := a.measures[cellKey{id, region}]; ok {
		return known
	}
	r := a.Plan.RegionOf(region)
	m := MeasureResult{Measure: a.Plan.Measure(id), Region: r, Status: NoData, Reason: NoTarget, why: NoTarget.In(a.Say)}
	if m.Measure == nil || r == nil {
		return m
	}
	listed := r.Level != model.Zone
	for _, indicator := range m.Measure.Indicators {
		for _, result := range a.Results(indicator, region) {
			if result.Target != nil {
				m.Results = append(m.Results, result)
			}
		}
		listed = listed || len(a.Series(indicator, region).Points) > 0
	}
	if len(m.Results) > 0 {
		m.Reason, m.why = m.Results[0].Reason, m.Results[0].why
	} else if !listed {
		m.Reason, m.why = NotListed, NotListed.In(a.Say)
	}
	for i := range m.Results {
		result := &m.Results[i]
		m.Demonstration = m.Demonstration || result.Demonstration
		if result.Status == NoData {
			continue // a missing report neither hides a lagging indicator nor makes a measure lag
		}
		m.WithData++
		if m.Decisive == nil || result.Status.Rank() > m.Decisive.Status.Rank() {
			m.Decisive = result
		}
	}
	if m.Decisive != nil {
		m.Status, m.Reason, m.why = m.Decisive.Status, "", ""
	}
	m.Actions = a.actions(id, region)
	for _, action := range m.Actions {
		m.Demonstration = m.Demonstration || a.Plan.Invented(action.Source)
	}
	return m
}

// actions are the corrective actions that were in force at the assessed period: those of the newest period that has any
// and does not end after it.
func (a *Assessment) actions(measure, region string) []model.Action {
	var found []model.Action
	for _, action := range a.Plan.ActionsOf(measure, region) {
		if action.Period.End() > a.Period.End() {
			continue
		}
		if len(found) > 0 && action.Period.End() > found[0].Period.End() {
			found = nil
		}
		if len(found) == 0 || action.Period.End() == found[0].Period.End() {
			found = append(found, action)
		}
	}
	return found
}

// Matrix is every measure (rows, in the plan's order) in every county (columns, in the table's order).
func (a *Assessment) Matrix() [][]MeasureResult {
	rows := make([][]MeasureResult, len(a.Plan.Measures))
	for i := range a.Plan.Measures {
		rows[i] = make([]MeasureResult, len(a.Counties))
		for j, county := range a.Counties {
			rows[i][j] = a.Measure(a.Plan.Measures[i].ID, county.Code)
		}
	}
	return rows
}

// Tally counts the measures of a region by status.
func (a *Assessment) Tally(region string) map[Status]int {
	count := map[Status]int{}
	for i := range a.Plan.Measures {
		count[a.Measure(a.Plan.Measures[i].ID, region).Status]++
	}
	return count
}

// Tolerance is what the statuses were judged by.
func (a *Assessment) Tolerance() Tolerance { return a.options.Tolerance }
