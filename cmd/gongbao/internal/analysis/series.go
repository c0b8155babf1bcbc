package analysis

import (
	"cmp"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Series is an indicator's figures in a region, with the computed ones where the region published none, or but a forecast.
// Forecasts are among its points: see Observed.
func (a *Assessment) Series(indicator, region string) Series {
	if known, ok := a.series[cellKey{indicator, region}]; ok {
		return known
	}
	in, r := a.Plan.Indicator(indicator), a.Plan.RegionOf(region)
	s := Series{Indicator: in, Region: r}
	if in == nil || r == nil {
		return s
	}
	rows := a.Plan.Series(indicator, region)
	s.Points = make([]Point, 0, len(rows))
	var blank map[model.Period]bool // cells whose row says that the figure is missing: nothing is put in its place
	for _, cell := range rows {
		period := cell.Shown.Period
		switch {
		case a.later(period):
		case cell.Shown.Value == nil:
			if blank == nil {
				blank = map[model.Period]bool{}
			}
			blank[period] = true
		default:
			s.Points = append(s.Points, a.published(cell))
		}
	}
	var computed []Point
	switch in.Aggregation {
	case model.Sum:
		computed = a.summed(in, r)
	case model.Ratio:
		computed = a.divided(in, r)
	}
	for _, p := range computed {
		if blank[p.Period] {
			continue
		}
		if forecast := s.At(p.Period); forecast == nil {
			s.Points = append(s.Points, p)
		} else if forecast.Projected() {
			*forecast = p
		}
	}
	slices.SortFunc(s.Points, func(p, q Point) int { return p.Period.Compare(q.Period) })
	return s
}

func (a *Assessment) later(p model.Period) bool {
	return !a.options.Through.IsZero() && p.End() > a.options.Through.End()
}

// gatherSeries makes the series of the plan's own region once, and those below it that are computed. The others are made
// of their rows whenever they are asked for, which takes less than a nation's would take room.
func (a *Assessment) gatherSeries() {
	a.series = map[cellKey]Series{}
	regions := append(slices.Clone(a.Below()), a.Plan.Children(a.Plan.Region, model.Zone, model.Period{})...)
	home := a.Plan.Home()
	regions = append(regions, home)
	// A ratio reads the sums and the home region reads the counties: simple things first.
	for _, ratio := range []bool{false, true} {
		for _, region := range regions {
			for i := range a.Plan.Indicators {
				in := &a.Plan.Indicators[i]
				if (in.Aggregation == model.Ratio) != ratio {
					continue
				}
				if s := a.Series(in.ID, region.Code); region == home || slices.ContainsFunc(s.Points, func(p Point) bool { return p.Computed }) {
					a.series[cellKey{in.ID, region.Code}] = s
				}
			}
		}
	}
}

// published is the point of a cell that has a figure.
func (a *Assessment) published(cell model.Cell) Point {
	o := cell.Shown
	p := Point{
		Period:        o.Period,
		Value:         *o.Value,
		Cell:          cell,
		Demonstration: a.Plan.Invented(o.Source),
		Status:        o.Status,
		Sources:       []string{o.Source},
	}
	for _, earlier := range cell.Revisions() {
		if revised(earlier, o) {
			p.Revised = true
		}
	}
	return p
}

// revised reports whether a later row replaces an earlier one's figure. A forecast that came true, or did not, is no
// revised figure.
func revised(old, now *model.Observation) bool {
	return !sameValue(old.Value, now.Value) && (!old.Projected() || now.Projected())
}

func sameValue(x, y *model.Number) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Cmp(*y) == 0
}

// childrenOf are what makes up each region, of whichever level: a province may have cities and, beside them, a county that
// it administers directly. They are in the table's order and as they ever were. Zones are left out: their figures are within
// the counties'. The rule is that of the sums that load checks.
func childrenOf(p *model.Plan) map[string][]*model.Region {
	children := map[string][]*model.Region{}
	for i := range p.Regions {
		if r := &p.Regions[i]; r.Parent != "" && r.Level != model.Zone {
			children[r.Parent] = append(children[r.Parent], r)
		}
	}
	return children
}

// within reports whether a region is the plan's own or lies in it. Only there does the table list all children: a
// province of which one city is listed must not get that city's figures as its sum.
func (a *Assessment) within(r *model.Region) bool {
	for range len(a.Plan.Regions) {
		if r == nil {
			return false
		}
		if r.Code == a.Plan.Region {
			return true
		}
		r = a.Plan.RegionOf(r.Parent)
	}
	return false
}

// summed are the sums of the regions below, for every period in which each of them that existed has a figure.
func (a *Assessment) summed(in *model.Indicator, r *model.Region) []Point {
	if !a.within(r) {
		return nil
	}
	below := a.children[r.Code]
	series := make([]Series, len(below))
	var periods []model.Period
	for i, child := range below {
		series[i] = a.Series(in.ID, child.Code).Observed()
		for _, p := range series[i].Points {
			periods = append(periods, p.Period)
		}
	}
	slices.SortFunc(periods, model.Period.Compare)
	var points []Point
	for _, period := range slices.Compact(periods) {
		if parts := ingredients(below, series, period); parts != nil {
			sum := new(big.Rat)
			for _, p := range parts {
				sum.Add(sum, p.Value.Rat())
			}
			points = append(points, a.computed(in, period, sum, parts))
		}
	}
	return points
}

// ingredients are the figures of all the regions that existed in a period, or nil where one is missing.
func ingredients(regions []*model.Region, series []Series, period model.Period) []*Point {
	var parts []*Point
	for i, region := range regions {
		if !region.ValidIn(period) {
			continue
		}
		p := series[i].At(period)
		if p == nil {
			return nil
		}
		parts = append(parts, p)
	}
	return parts
}

// divided are numerator over denominator, each as the region published it or as it is summed up.
func (a *Assessment) divided(in *model.Indicator, r *model.Region) []Point {
	above, under := a.Plan.Indicator(in.Numerator), a.Plan.Indicator(in.Denominator)
	if above == nil || under == nil || above.Aggregation == model.Ratio || under.Aggregation == model.Ratio {
		return nil // a ratio of ratios has no sum
	}
	numerators, denominators := a.Series(above.ID, r.Code).Observed(), a.Series(under.ID, r.Code).Observed()
	var points []Point
	for i := range numerators.Points {
		n := &numerators.Points[i]
		d := denominators.At(n.Period)
		if d == nil || d.Value.Sign() == 0 {
			continue
		}
		value := new(big.Rat).Quo(n.Value.Rat(), d.Value.Rat())
		value.Mul(value, ratioScale(in))
		points = append(points, a.computed(in, n.Period, value, []*Point{n, d}))
	}
	return points
}

// ratioScale is what numerator over denominator is multiplied by to get the indicator's unit.
func ratioScale(in *model.Indicator) *big.Rat {
	switch in.ValueUnit {
	case "%":
		return big.NewRat(100, 1)
	case "‰":
		return big.NewRat(1000, 1)
	}
	return big.NewRat(1, 1)
}

// statusesByWeight are the SDMX observation statuses that a computed figure takes over from what it was made of. Forecasts
// (F) are no part of any.
var statusesByWeight = []string{"E", "I", "B", "U", "P"}

// computed is a figure made of others. It is rounded to the indicator's decimals and counts everywhere with these
// digits: in attainment, on pages and in downloads, so that a reader who starts from the printed figure gets the same.
func (a *Assessment) computed(in *model.Indicator, period model.Period, value *big.Rat, parts []*Point) Point {
	p := Point{Period: period, Value: model.NumberFromRat(value, in.Decimals), Computed: true, Status: "A"}
	weight := len(statusesByWeight)
	used := map[string]bool{}
	for _, part := range parts {
		p.Demonstration = p.Demonstration || part.Demonstration
		p.Revised = p.Revised || part.Revised
		if w := slices.Index(statusesByWeight, part.Status); w >= 0 && w < weight {
			weight, p.Status = w, part.Status
		}
		for _, s := range part.Sources {
			used[s] = true
		}
	}
	for i := range a.Plan.Sources {
		if id := a.Plan.Sources[i].ID; used[id] {
			p.Sources = append(p.Sources, id)
		}
	}
	return p
}

// newestOf is the period that an indicator is assessed at: the newest for which the plan's own region or one of those
// below has an observed figure; of two that end together the one of the indicator's own frequency.
func (a *Assessment) newestOf(in *model.Indicator) model.Period {
	var newest model.Period
	see := func(region string) {
		for _, p := range a.Series(in.ID, region).Observed().Points {
			later := cmp.Compare(p.Period.End(), newest.End())
			if newest.IsZero() || later > 0 || later == 0 && newest.Freq != in.Frequency && p.Period.Freq == in.Frequency {
				newest = p.Period
			}
		}
	}
	see(a.Plan.Region)
	for _, r := range a.Below() {
		see(r.Code)
	}
	return newest
}

// ending is the point of a period or, failing that, of another one that ends with it: the stock of 2020 is that of
// 2020-Q4.
func (s Series) ending(p model.Period) *Point {
	if exact := s.At(p); exact != nil {
		return exact
	}
	for i := range s.Points {
		if s.Points[i].Period.End() == p.End() {
			return &s.Points[i]
		}
	}
	return nil
}

// spell are the flows of consecutive periods that fill the months after from up to to, both on the scale of
// model.Period.End. Where a year's own figure is there, it stands for its quarters. missing are the gaps, in the
// indicator's frequency as far as that fits.
func (s Series) spell(from, to int) (parts []*Point, missing []model.Period) {
	for at := from; at < to; {
		var longest *Point
		for i := range s.Points {
			p := &s.Points[i]
			if p.Period.Start() == at && p.Period.End() <= to && (longest == nil || p.Period.End() > longest.Period.End()) {
				longest = p
			}
		}
		if longest != nil {
			parts = append(parts, longest)
			at = longest.Period.End()
			continue
		}
		gap := periodAfter(at, to, s.Indicator.Frequency)
		missing = append(missing, gap)
		at = gap.End()
	}
	return parts, missing
}

// periodAfter is the period of a frequency, or of the next shorter one that fits, that starts after the month at and
// does not end after to.
func periodAfter(at, to int, f model.Frequency) model.Period {
	for f = max(f, model.Year); f < model.Month; f++ {
		if at%f.Months() == 0 && at+f.Months() <= to {
			break
		}
	}
	return model.Period{Year: int16(at / 12), Freq: f, Index: uint8(at%12/f.Months() + 1)}
}

// total adds up flows and keeps the digits of the longest.
func total(parts []*Point) model.Number {
	var sum model.Number
	for _, p := range parts {
		sum = sum.Add(p.Value)
	}
	return sum
}
