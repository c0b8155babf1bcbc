// Package disclosure keeps small counts of persons from being published, and from being worked out of what is published.
// It changes the plan before anything is assessed or rendered, so that every page, chart, bulletin and file has the same
// gaps: a figure that is held back has no value, the status Q (SDMX: missing value; suppressed) and a note.
//
// Held back first is every count below the threshold and above zero (primary suppression). Then, as long as one of them
// could be found by arithmetic, one more figure of the equation that gives it away (secondary suppression): a region's
// figure is the sum of those below it, and a rate is its numerator over its denominator. A reader cannot tell the one kind
// from the other.
//
// What it does not see yet: a rate is hidden only in the region of a hidden count, and is no equation of its own. So a city's
// published rate and denominator give the city's count, and with the other counties' counts a hidden one; a rate beside its
// denominator gives a numerator that has no row, or that a later release adds; and a total that a later release revises is
// published although it gives away the part revised with it. Nor do the tables state, or this package know, that an indicator
// is the sum of two others, as men and women are of all persons. Until then the office has to look for itself.
//
// Releases are treated in their order, and a figure once published counts as known: what an earlier release has shown
// cannot cover anything later. So the rows of a release depend on no later one, and a cell once held back stays so.
package disclosure

import (
	"cmp"
	"math/big"
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
	g := &guard{
		plan: p, threshold: big.NewRat(int64(threshold), 1),
		hidden: map[Cell]bool{}, small: map[Cell]bool{}, shown: map[Cell]bool{}, value: map[Cell]*big.Rat{}, children: map[string][]*model.Region{},
	}
	for i := range p.Regions {
		if r := &p.Regions[i]; r.Parent != "" && r.Level != model.Zone {
			g.children[r.Parent] = append(g.children[r.Parent], r)
		}
	}
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
			if g.hidden[cellOf(o)] && o.Value != nil {
				o.Value, o.Status, o.Note = nil, model.SuppressedStatus, Note
				changed = true
			}
		}
		for _, n := range baselines {
			t := &p.Targets[n]
			if !g.hidden[Cell{t.Indicator, t.Region, t.BaselinePeriod}] {
				continue
			}
			if &q.Targets[0] == &p.Targets[0] {
				q.Targets = slices.Clone(p.Targets)
			}
			q.Targets[n].BaselineValue = nil
			changed = true
		}
	}
	if !changed {
		return p, nil
	}
	return model.NewPlan(q), g.exposed()
}

func cellOf(o *model.Observation) Cell { return Cell{o.Indicator, o.Region, o.Period} }

// guard is what is known and what is held back, as one release after the other comes out.
type guard struct {
	plan      *model.Plan
	threshold *big.Rat
	hidden    map[Cell]bool
	small     map[Cell]bool // of the hidden ones, those that are held back for their own sake
	shown     map[Cell]bool // by an earlier release: known for good
	value     map[Cell]*big.Rat
	fresh     map[Cell]bool // of the release that is being treated: may be held back
	children  map[string][]*model.Region
}

// isSmall reports whether a figure is a count of persons below the threshold.
func (g *guard) isSmall(indicator string, n *model.Number) bool {
	in := g.plan.Indicator(indicator)
	if in == nil || !in.Persons || n == nil || n.Sign() <= 0 {
		return false
	}
	factor, _ := model.UnitFactor(in.ValueUnit)
	return new(big.Rat).Mul(n.Rat(), factor).Cmp(g.threshold) < 0
}

// baselines are the targets whose baseline value is a figure of its period like any other. That of a flow's cumulative
// target is where counting starts, and no figure of the period.
func (g *guard) baselines() []int {
	var list []int
	for i := range g.plan.Targets {
		t := &g.plan.Targets[i]
		in := g.plan.Indicator(t.Indicator)
		if t.BaselineValue != nil && in != nil && !(in.Kind == model.Flow && t.Kind == model.Cumulative) {
			list = append(list, i)
		}
	}
	return list
}

func (g *guard) release(rows, baselines []int) {
	g.fresh = map[Cell]bool{}
	var order []Cell
	see := func(c Cell, n *model.Number) {
		if n == nil {
			return
		}
		if !g.fresh[c] {
			g.fresh[c] = true
			order = append(order, c)
		}
		g.value[c] = n.Rat()
		if g.isSmall(c.Indicator, n) {
			g.hidden[c], g.small[c] = true, true
		}
	}
	for _, n := range baselines {
		t := &g.plan.Targets[n]
		see(Cell{t.Indicator, t.Region, t.BaselinePeriod}, t.BaselineValue)
	}
	for _, row := range rows {
		o := &g.plan.Observations[row]
		see(cellOf(o), o.Value)
	}
	seen := map[[2]string]bool{}
	for _, c := range order {
		key := [2]string{c.Indicator, c.Period.String()}
		if in := g.plan.Indicator(c.Indicator); seen[key] || in == nil || !in.Persons {
			continue
		}
		seen[key] = true
		g.cover(g.equations(c.Indicator, c.Period))
	}
	// A rate gives away a numerator or a denominator that is held back.
	for _, c := range order {
		in := g.plan.Indicator(c.Indicator)
		if in == nil || in.Aggregation != model.Ratio {
			continue
		}
		if g.hidden[Cell{in.Numerator, c.Region, c.Period}] || g.hidden[Cell{in.Denominator, c.Region, c.Period}] {
			g.hidden[c] = true
		}
	}
	for _, c := range order {
		if !g.hidden[c] {
			g.shown[c] = true
		}
	}
}

// equation says that the first cell is the sum of the others.
type equation []Cell

// equations are those of one indicator and period: each region that has a figure, against the figures below it. Where a
// region has none of its own, those below it stand in its place; where one is missing altogether there is no equation.
func (g *guard) equations(indicator string, period model.Period) []equation {
	in := g.plan.Indicator(indicator)
	if in == nil || in.Aggregation != model.Sum {
		return nil
	}
	var all []equation
	for i := range g.plan.Regions {
		r := &g.plan.Regions[i]
		total := Cell{indicator, r.Code, period}
		if g.value[total] == nil {
			continue
		}
		if parts, whole := g.parts(indicator, r.Code, period, 0); whole && len(parts) > 0 {
			all = append(all, append(equation{total}, parts...))
		}
	}
	return all
}

func (g *guard) parts(indicator, region string, period model.Period, depth int) (cells []Cell, whole bool) {
	if depth > len(model.Levels) {
		return nil, false
	}
	for _, child := range g.children[region] {
		if !child.ValidIn(period) {
			continue
		}
		c := Cell{indicator, child.Code, period}
		if g.value[c] != nil {
			cells = append(cells, c)
			continue
		}
		below, ok := g.parts(indicator, child.Code, period, depth+1)
		if !ok || len(below) == 0 {
			return nil, false
		}
		cells = append(cells, below...)
	}
	return cells, true
}

// cover holds back figures of one indicator and period until none that is held back follows from the rest.
func (g *guard) cover(equations []equation) {
	for {
		e := g.given(equations)
		if e == nil {
			return
		}
		c, _ := g.choose(e, equations)
		g.hidden[c] = true
	}
}

// given is an equation that gives a hidden cell away, and in which something is left to hold back: one with a single hidden
// cell; one with a known total whose hidden parts add up to less than the threshold; or, failing these, one with a cell that
// all equations together determine, or that leads to it. nil where there is none.
func (g *guard) given(equations []equation) equation {
	for _, e := range equations {
		hidden, sum := 0, new(big.Rat)
		for _, c := range e {
			if g.hidden[c] {
				hidden++
				sum.Add(sum, g.persons(c))
			}
		}
		if hidden == 0 || hidden > 1 && (g.hidden[e[0]] || sum.Cmp(g.threshold) >= 0) {
			continue
		}
		if _, ok := g.choose(e, equations); ok {
			return e
		}
	}
	for _, c := range determined(equations, g.hidden) {
		if !g.small[c] {
			continue // it only covers another one, which is covered otherwise
		}
		for _, near := range []bool{true, false} { // an equation of the cell itself, or one that leads to it
			for _, e := range equations {
				if slices.Contains(e, c) != near || !slices.ContainsFunc(e, func(c Cell) bool { return g.hidden[c] }) {
					continue
				}
				if _, ok := g.choose(e, equations); ok {
					return e
				}
			}
		}
	}
	return nil
}

// persons is a cell's figure in persons.
func (g *guard) persons(c Cell) *big.Rat {
	factor, _ := model.UnitFactor(g.plan.Indicator(c.Indicator).ValueUnit)
	return factor.Mul(factor, g.value[c])
}

// choose is the figure of an equation whose loss costs least, of those that this release brings: the smallest part that is
// not zero, then the total, then a part that is zero, which covers nobody. One that would itself follow from the rest covers
// nothing, and is taken only where there is no other: then its own equation comes next.
func (g *guard) choose(e equation, equations []equation) (Cell, bool) {
	var free []Cell
	for i, c := range e {
		if g.hidden[c] || g.shown[c] || !g.fresh[c] || i == 0 {
			continue
		}
		free = append(free, c)
	}
	slices.SortStableFunc(free, func(a, b Cell) int { return g.value[a].Cmp(g.value[b]) })
	zeros := 0
	for zeros < len(free) && g.value[free[zeros]].Sign() <= 0 {
		zeros++
	}
	order := slices.Clone(free[zeros:])
	if total := e[0]; !g.hidden[total] && !g.shown[total] && g.fresh[total] {
		order = append(order, total)
	}
	order = append(order, free[:zeros]...)
	for _, c := range order {
		g.hidden[c] = true
		follows := slices.Contains(determined(equations, g.hidden), c)
		delete(g.hidden, c)
		if !follows {
			return c, true
		}
	}
	if len(order) == 0 {
		return Cell{}, false
	}
	return order[0], true
}

// determined are the hidden cells that follow from the equations and all that is shown, in the equations' order.
func determined(equations []equation, hidden map[Cell]bool) []Cell {
	var order []Cell
	at := map[Cell]int{}
	for _, e := range equations {
		for _, c := range e {
			if _, known := at[c]; !known && hidden[c] {
				at[c] = len(order)
				order = append(order, c)
			}
		}
	}
	rows := make([][]*big.Rat, 0, len(equations))
	for _, e := range equations {
		row := make([]*big.Rat, len(order))
		for i := range row {
			row[i] = new(big.Rat)
		}
		for i, c := range e {
			if n, ok := at[c]; ok {
				sign := int64(1)
				if i == 0 {
					sign = -1
				}
				row[n].Add(row[n], big.NewRat(sign, 1))
			}
		}
		rows = append(rows, row)
	}
	var found []Cell
	for _, n := range solve(rows) {
		found = append(found, order[n])
	}
	return found
}

// solve reduces the rows (Gauss and Jordan) and returns the unknowns that are determined: those that stand in a row alone.
func solve(rows [][]*big.Rat) []int {
	if len(rows) == 0 {
		return nil
	}
	rank := 0
	for col := range rows[0] {
		pivot := slices.IndexFunc(rows[rank:], func(r []*big.Rat) bool { return r[col].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		scale := new(big.Rat).Inv(rows[rank][col])
		for _, v := range rows[rank] {
			v.Mul(v, scale)
		}
		for i, row := range rows {
			if i == rank || row[col].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(row[col])
			for j, v := range row {
				v.Sub(v, new(big.Rat).Mul(factor, rows[rank][j]))
			}
		}
		if rank++; rank == len(rows) {
			break
		}
	}
	var alone []int
	for _, row := range rows[:rank] {
		n, last := 0, 0
		for i, v := range row {
			if v.Sign() != 0 {
				n, last = n+1, i
			}
		}
		if n == 1 {
			alone = append(alone, last)
		}
	}
	slices.Sort(alone)
	return alone
}

// exposed are the small cells that the equations still give away.
func (g *guard) exposed() []Cell {
	seen := map[[2]string]bool{}
	var found []Cell
	for c := range g.small {
		key := [2]string{c.Indicator, c.Period.String()}
		if seen[key] {
			continue
		}
		seen[key] = true
		for _, d := range determined(g.equations(c.Indicator, c.Period), g.hidden) {
			if g.small[d] {
				found = append(found, d)
			}
		}
	}
	slices.SortFunc(found, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Region, b.Region), a.Period.Compare(b.Period))
	})
	return found
}
