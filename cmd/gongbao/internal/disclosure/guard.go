package disclosure

import (
	"cmp"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// figure is one value of a cell. A revision makes a new one, as the old one stays known.
type figure struct {
	cell  Cell
	value *big.Rat // counts in persons or the unit's ones, rates as fractions
	half  *big.Rat // of rates: half a unit of the last digit, as a fraction
	// hidden figures are unknown to readers. An implied one has no row: it is what a rate and its other part come to.
	hidden, implied bool
	// small figures are hidden for their own sake.
	small bool
	// fresh figures come with the release that is being treated, and may still be held back.
	fresh bool
}

func (f *figure) free() bool { return f.fresh && !f.hidden }

// guard is what is known and what is held back, as one release after the other comes out.
type guard struct {
	plan      *model.Plan
	threshold *big.Rat
	children  map[string][]*model.Region
	now       map[Cell]*figure
	rates     []*model.Indicator            // made of counts of persons
	over      map[string][]*model.Indicator // the rates that an indicator is a part of
	family    map[string]string             // indicators that rates connect share a name
	members   map[string][]*model.Indicator
	groups    map[group]*knowledge
	order     []group // in the order of their first small figure
}

// group is the indicators of a family in one period: only their figures say anything of each other.
type group struct {
	family string
	period model.Period
}

func newGuard(p *model.Plan, threshold int) *guard {
	g := &guard{
		plan: p, threshold: big.NewRat(int64(threshold), 1), children: map[string][]*model.Region{}, now: map[Cell]*figure{},
		over: map[string][]*model.Indicator{}, family: map[string]string{}, members: map[string][]*model.Indicator{}, groups: map[group]*knowledge{},
	}
	for i := range p.Regions {
		if r := &p.Regions[i]; r.Parent != "" && r.Level != model.Zone {
			g.children[r.Parent] = append(g.children[r.Parent], r)
		}
	}
	for i := range p.Indicators {
		if in := &p.Indicators[i]; in.Persons {
			g.family[in.ID] = in.ID
		}
	}
	join := func(a, b string) {
		from, to := cmp.Or(g.family[a], a), cmp.Or(g.family[b], b)
		g.family[a], g.family[b] = to, to
		for id, name := range g.family {
			if name == from {
				g.family[id] = to
			}
		}
	}
	for i := range p.Indicators {
		in := &p.Indicators[i]
		above, under := p.Indicator(in.Numerator), p.Indicator(in.Denominator)
		if in.Aggregation != model.Ratio || above == nil || under == nil || !above.Persons && !under.Persons {
			continue
		}
		g.rates = append(g.rates, in)
		g.over[above.ID] = append(g.over[above.ID], in)
		g.over[under.ID] = append(g.over[under.ID], in)
		join(above.ID, in.ID)
		join(under.ID, in.ID)
	}
	for i := range p.Indicators {
		if in := &p.Indicators[i]; g.family[in.ID] != "" {
			g.members[g.family[in.ID]] = append(g.members[g.family[in.ID]], in)
		}
	}
	return g
}

// withheld reports whether the newest figure of a cell is held back.
func (g *guard) withheld(c Cell) bool { return g.now[c] != nil && g.now[c].hidden }

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

// release takes the rows of one release in, and decides which of them are held back.
func (g *guard) release(rows, baselines []int) {
	var fresh []*figure
	see := func(c Cell, n *model.Number) {
		if n == nil || g.family[c.Indicator] == "" {
			return
		}
		f := g.figure(c, *n)
		old := g.now[c]
		if old != nil && !old.implied {
			if !old.fresh && old.value.Cmp(f.value) == 0 && (f.half == nil || old.half.Cmp(f.half) == 0) {
				return // a value repeated, with the same digits, is the one that is known, or held back, already
			}
			f.hidden = old.hidden // once held back, always
			f.small = f.small || old.fresh && old.small
		}
		f.hidden = f.hidden || f.small
		g.now[c] = f
		fresh = append(fresh, f)
	}
	for _, n := range baselines {
		t := &g.plan.Targets[n]
		see(Cell{t.Indicator, t.Region, t.BaselinePeriod}, t.BaselineValue)
	}
	for _, row := range rows {
		o := &g.plan.Observations[row]
		see(cellOf(o), o.Value)
	}

	small := map[group]bool{} // whether the release brings small figures
	var touched []group
	for _, f := range fresh {
		k := group{g.family[f.cell.Indicator], f.cell.Period}
		if _, seen := small[k]; !seen {
			touched = append(touched, k)
		}
		small[k] = small[k] || f.small
	}
	for _, k := range touched {
		if implied := g.imply(k); implied || small[k] || g.groups[k] != nil {
			g.cover(k)
		}
	}
	for _, f := range fresh {
		f.fresh = false
	}
}

// figure is a value of the tables, in persons or as a fraction.
func (g *guard) figure(c Cell, n model.Number) *figure {
	in := g.plan.Indicator(c.Indicator)
	f := &figure{cell: c, value: n.Rat(), fresh: true}
	if slices.Contains(g.rates, in) {
		scale := in.Per()
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.Decimals())), nil)
		f.half = new(big.Rat).SetFrac(big.NewInt(1), unit.Mul(unit, big.NewInt(2)))
		f.half.Quo(f.half, scale)
		f.value.Quo(f.value, scale)
		return f
	}
	factor, _ := model.UnitFactor(in.ValueUnit)
	f.value = new(big.Rat).Mul(f.value, factor)
	f.small = g.isSmall(in, f.value)
	return f
}

func (g *guard) isSmall(in *model.Indicator, persons *big.Rat) bool {
	return in.Persons && persons.Sign() > 0 && persons.Cmp(g.threshold) < 0
}

// imply gives cells that have no row the figures that they must have, by the rows there are: a part of a rate what the rate
// and the other part come to, a total the sum of all its parts, and the only region that is missing below a total what the
// others leave. One implied figure leads to the next. It reports whether one of them is small.
func (g *guard) imply(k group) (small bool) {
	before := map[Cell]*figure{}
	for _, in := range g.members[k.family] {
		for i := range g.plan.Regions {
			c := Cell{in.ID, g.plan.Regions[i].Code, k.period}
			if f := g.now[c]; f != nil && f.implied {
				before[c] = f
				delete(g.now, c)
			}
		}
	}
	for more := true; more; {
		more = false
		put := func(c Cell, value *big.Rat) {
			f := before[c]
			if f == nil || f.value.Cmp(value) != 0 { // otherwise it is the same unknown as before
				f = &figure{cell: c, value: value, hidden: true, implied: true, small: g.isSmall(g.plan.Indicator(c.Indicator), value)}
			}
			g.now[c] = f
			small, more = small || f.small, true
		}
		for _, in := range g.members[k.family] {
			for i := range g.plan.Regions {
				c := Cell{in.ID, g.plan.Regions[i].Code, k.period}
				switch {
				case slices.Contains(g.rates, in):
					g.implyPart(in, c, put)
				case in.Aggregation == model.Sum && g.now[c] != nil:
					g.implyRest(c, put)
				case in.Aggregation == model.Sum:
					g.implyTotal(c, put)
				}
			}
		}
	}
	return small
}

func (g *guard) implyPart(rate *model.Indicator, at Cell, put func(Cell, *big.Rat)) {
	above, under := Cell{rate.Numerator, at.Region, at.Period}, Cell{rate.Denominator, at.Region, at.Period}
	r, n, d := g.now[at], g.now[above], g.now[under]
	switch {
	case r == nil || r.hidden:
	case n == nil && d != nil:
		put(above, new(big.Rat).Mul(r.value, d.value))
	case d == nil && n != nil && r.value.Sign() != 0:
		put(under, new(big.Rat).Quo(n.value, r.value))
	}
}

func (g *guard) implyTotal(total Cell, put func(Cell, *big.Rat)) {
	parts, whole := g.parts(total.Indicator, total.Region, total.Period, 0)
	if !whole || len(parts) == 0 {
		return
	}
	sum := new(big.Rat)
	for _, f := range parts {
		sum.Add(sum, f.value)
	}
	put(total, sum)
}

func (g *guard) implyRest(total Cell, put func(Cell, *big.Rat)) {
	rest, missing := new(big.Rat).Set(g.now[total].value), Cell{}
	for _, child := range g.children[total.Region] {
		if !child.ValidIn(total.Period) {
			continue
		}
		c := Cell{total.Indicator, child.Code, total.Period}
		parts := []*figure{g.now[c]}
		if parts[0] == nil {
			var whole bool
			if parts, whole = g.parts(c.Indicator, c.Region, c.Period, 1); !whole || len(parts) == 0 {
				if missing.Region != "" {
					return
				}
				missing = c
				continue
			}
		}
		for _, f := range parts {
			rest.Sub(rest, f.value)
		}
	}
	if missing.Region != "" && rest.Sign() >= 0 {
		put(missing, rest)
	}
}

// hide holds a figure back, and the rates of this release that it is a part of. It returns what it has hidden.
func (g *guard) hide(f *figure) []*figure {
	var done []*figure
	if !f.hidden {
		f.hidden = true
		done = append(done, f)
	}
	for _, rate := range g.over[f.cell.Indicator] {
		if r := g.now[Cell{rate.ID, f.cell.Region, f.cell.Period}]; r != nil && r.free() {
			r.hidden = true
			done = append(done, r)
		}
	}
	return done
}

// cover holds back figures of a group until no small one follows from the rest, or nothing is left to hold back.
func (g *guard) cover(k group) {
	known := g.groups[k]
	if known == nil {
		known = &knowledge{threshold: g.threshold, of: map[*figure][]int{}}
		g.groups[k] = known
		g.order = append(g.order, k)
	}
	for _, in := range g.members[k.family] {
		for i := range g.plan.Regions {
			if f := g.now[Cell{in.ID, g.plan.Regions[i].Code, k.period}]; f != nil && f.hidden && !f.implied {
				g.hide(f) // its rates
			}
		}
	}
	known.add(g.equations(k))
	for _, f := range known.list {
		for f.small && f.hidden && known.tells(f) && g.coverOne(known, f) {
		}
	}
}

// coverOne holds one more figure back for the sake of a small one: the cheapest of those that suffice alone, or else the
// cheapest of all; false where there is none.
func (g *guard) coverOne(known *knowledge, small *figure) bool {
	choice := known.around(small)
	for _, f := range choice {
		done := g.hide(f)
		if !known.tells(small) {
			return true
		}
		for _, d := range done {
			d.hidden = false
		}
	}
	if len(choice) == 0 {
		return false
	}
	g.hide(choice[0])
	return true
}

// equations are those of a group as it stands: each region that has a figure, against the figures below it, and each rate
// against its parts. Where a region has no figure of its own, those below it stand in its place; where one is missing
// altogether there is no equation.
func (g *guard) equations(k group) []equation {
	var all []equation
	for _, in := range g.members[k.family] {
		for i := range g.plan.Regions {
			code := g.plan.Regions[i].Code
			f := g.now[Cell{in.ID, code, k.period}]
			if f == nil {
				continue
			}
			switch {
			case slices.Contains(g.rates, in):
				above, under := g.now[Cell{in.Numerator, code, k.period}], g.now[Cell{in.Denominator, code, k.period}]
				if above != nil && under != nil {
					all = append(all, equation{figures: []*figure{above, under}, rate: f})
				}
			case in.Aggregation == model.Sum:
				if parts, whole := g.parts(in.ID, code, k.period, 0); whole && len(parts) > 0 {
					all = append(all, equation{figures: append([]*figure{f}, parts...)})
				}
			}
		}
	}
	return all
}

func (g *guard) parts(indicator, region string, period model.Period, depth int) (figures []*figure, whole bool) {
	if depth > len(model.Levels) {
		return nil, false
	}
	for _, child := range g.children[region] {
		if !child.ValidIn(period) {
			continue
		}
		if f := g.now[Cell{indicator, child.Code, period}]; f != nil {
			figures = append(figures, f)
			continue
		}
		below, ok := g.parts(indicator, child.Code, period, depth+1)
		if !ok || len(below) == 0 {
			return nil, false
		}
		figures = append(figures, below...)
	}
	return figures, true
}

// exposed are the small cells that all that has been published still gives away.
func (g *guard) exposed() []Cell {
	var found []Cell
	for _, k := range g.order {
		for _, f := range g.groups[k].list {
			if f.small && g.groups[k].tells(f) && !slices.Contains(found, f.cell) {
				found = append(found, f.cell)
			}
		}
	}
	slices.SortFunc(found, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Region, b.Region), a.Period.Compare(b.Period))
	})
	return found
}
