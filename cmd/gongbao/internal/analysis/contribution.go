package analysis

import (
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Contributions are the parts that the regions below have in the change of the plan's own region between two dates.
//
//	sum of a stock   a region's part is its own change: v₁ − v₀
//	sum of a flow    the change is what has come together since From; a region's part is its own sum
//	ratio R = N ÷ D  a region's part is (Δn − R₀·Δd) ÷ D₁: what its numerator has gained beyond what the old ratio asked
//	                 of its new denominator, over everybody's new denominator
//
// In all three the parts add up to the whole's change where the regions' figures add up to the whole's; what they leave
// is Rest. For the ratio: Σ(Δn − R₀Δd) = N₁ − N₀ − R₀D₁ + R₀D₀ = N₁ − R₀D₁, and that over D₁ is R₁ − R₀.
type Contributions struct {
	Indicator *model.Indicator
	From, To  model.Period
	// Start and End are the whole's figures; of a flow Start is 0 and End the sum since From. Change is End − Start.
	Start, End, Change *big.Rat
	Parts              []Part // the largest in the direction of the change first
	// Rest is what of Change no part covers, nil where it is nothing at the indicator's decimals.
	Rest *big.Rat
	// Without are the regions without the figures that a part takes: theirs is in Rest.
	Without []*model.Region
	Points  []Point // that all this was computed from
}

// Part is one region's.
type Part struct {
	Region *model.Region // as it is at To; a region that it has succeeded counts with it
	Amount *big.Rat
	Share  *big.Rat // of the whole's change; nil where that is nothing
}

// Contributions of an indicator since the baseline of the target of the plan's own region, or without one since the first
// date with figures. ok is false where the indicator cannot be added up, where the whole has no two dates, or where fewer
// than two regions have a part.
func (a *Assessment) Contributions(indicator string) (c Contributions, ok bool) {
	in, home := a.Plan.Indicator(indicator), a.Plan.Home()
	if in == nil || home == nil || in.Aggregation != model.Sum && in.Aggregation != model.Ratio {
		return c, false
	}
	c.Indicator = in
	whole := a.Series(indicator, home.Code).Observed()
	if c.From, c.To, ok = a.contributionSpan(in, whole); !ok {
		return c, false
	}
	take := func(p *Point) *big.Rat {
		if p == nil {
			return nil
		}
		c.Points = append(c.Points, *p)
		return p.Value.Rat()
	}
	// amount is what of an indicator stands at a date or, of a flow, has come together since From.
	amount := func(in *model.Indicator, region string, at model.Period) *big.Rat {
		series := a.Series(in.ID, region).Observed()
		if in.Kind != model.Flow {
			return take(series.ending(at))
		}
		sum := new(big.Rat)
		if at == c.From {
			return sum
		}
		flows, missing := series.spell(c.From.End(), at.End())
		if missing != nil {
			return nil
		}
		for _, p := range flows {
			sum.Add(sum, take(p))
		}
		return sum
	}
	c.Start, c.End = amount(in, home.Code, c.From), amount(in, home.Code, c.To)
	if c.Start == nil {
		for _, t := range a.Plan.TargetsFor(indicator, home.Code) {
			if t.BaselinePeriod == c.From && t.BaselineValue != nil {
				c.Start = t.BaselineValue.Rat()
			}
		}
	}
	if c.Start == nil || c.End == nil {
		return c, false
	}
	c.Change = new(big.Rat).Sub(c.End, c.Start)

	var part func(region *model.Region) *big.Rat
	if in.Aggregation == model.Sum {
		part = func(region *model.Region) *big.Rat {
			return difference(amount(in, region.Code, c.To), a.before(region, c.From, func(code string) *big.Rat { return amount(in, code, c.From) }))
		}
	} else {
		n, d := a.Plan.Indicator(in.Numerator), a.Plan.Indicator(in.Denominator)
		if n == nil || d == nil || n.Kind == model.Flow || d.Kind == model.Flow {
			return c, false // what has come together of a ratio of flows is another ratio
		}
		under := amount(d, home.Code, c.To)
		if under == nil || under.Sign() == 0 {
			return c, false
		}
		start := new(big.Rat).Quo(c.Start, ratioScale(in))
		part = func(region *model.Region) *big.Rat {
			change := func(of *model.Indicator) *big.Rat {
				return difference(amount(of, region.Code, c.To), a.before(region, c.From, func(code string) *big.Rat { return amount(of, code, c.From) }))
			}
			dn, dd := change(n), change(d)
			if dn == nil || dd == nil {
				return nil
			}
			v := new(big.Rat).Sub(dn, dd.Mul(dd, start))
			v.Quo(v, under)
			return v.Mul(v, ratioScale(in))
		}
	}
	rest := new(big.Rat).Set(c.Change)
	for _, region := range a.children[home.Code] {
		if !region.ValidIn(c.To) {
			continue
		}
		v := part(region)
		if v == nil {
			c.Without = append(c.Without, region)
			continue
		}
		p := Part{Region: region, Amount: v}
		if c.Change.Sign() != 0 {
			p.Share = new(big.Rat).Quo(v, c.Change)
		}
		c.Parts = append(c.Parts, p)
		rest.Sub(rest, v)
	}
	slices.SortStableFunc(c.Parts, func(p, q Part) int {
		if c.Change.Sign() < 0 {
			return p.Amount.Cmp(q.Amount)
		}
		return q.Amount.Cmp(p.Amount)
	})
	if model.NumberFromRat(rest, in.Decimals).Sign() != 0 {
		c.Rest = rest
	}
	return c, len(c.Parts) >= 2
}

func difference(now, then *big.Rat) *big.Rat {
	if now == nil || then == nil {
		return nil
	}
	return new(big.Rat).Sub(now, then)
}

// before is a region's amount at a date when it may still have been another: those that it has succeeded count then, and
// all of them must be known.
func (a *Assessment) before(region *model.Region, at model.Period, amount func(code string) *big.Rat) *big.Rat {
	if region.ValidIn(at) {
		return amount(region.Code)
	}
	var sum *big.Rat
	for _, r := range a.children[region.Parent] {
		if r.Successor != region.Code || !r.ValidIn(at) {
			continue
		}
		v := amount(r.Code)
		if v == nil {
			return nil
		}
		if sum == nil {
			sum = new(big.Rat)
		}
		sum.Add(sum, v)
	}
	return sum
}

// contributionSpan finds the two dates. The later is the newest of the whole; the earlier the baseline of its target or,
// without a target, its first date. A flow is taken since the baseline alone: without one nothing says where to begin.
func (a *Assessment) contributionSpan(in *model.Indicator, whole Series) (from, to model.Period, ok bool) {
	last := whole.Last()
	if last == nil {
		return from, to, false
	}
	to = last.Period
	for _, t := range a.Plan.TargetsFor(in.ID, a.Plan.Region) {
		if !t.BaselinePeriod.IsZero() && (from.IsZero() || t.BaselinePeriod.Compare(from) < 0) {
			from = t.BaselinePeriod
		}
	}
	if from.IsZero() && in.Kind != model.Flow {
		from = whole.Points[0].Period
	}
	return from, to, !from.IsZero() && from.End() < to.End()
}
