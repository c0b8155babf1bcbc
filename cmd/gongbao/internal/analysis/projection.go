package analysis

import (
	"math/big"

	"gongbao/cmd/gongbao/internal/model"
)

// paces are the amounts of every span of twelve months since the baseline that ends with a figure, in order: of a stock or
// rate the difference of two figures a year apart, of a flow towards a total the sum of a year. The last one is Pace where
// that is known.
func (c *claim) paces() []model.Number {
	var paces []model.Number
	t0, ends := c.Target.BaselinePeriod.End(), map[int]bool{}
	for i := range c.series.Points {
		p := c.series.Points[i].Period
		if p.End() < t0+12 || p.End() > c.Period.End() || ends[p.End()] {
			continue // before a year has passed, or the same date once more
		}
		ends[p.End()] = true
		if c.in.Kind == model.Flow {
			if flows, missing := c.series.spell(p.End()-12, p.End()); missing == nil {
				paces = append(paces, total(flows))
			}
			continue
		}
		before := p
		before.Year--
		now, then := c.stockAt(p), c.stockAt(before)
		if now != nil && then != nil {
			paces = append(paces, now.Sub(*then))
		}
	}
	return paces
}

// projectedRange is where the value would be at the target's date with the slowest and with the fastest of the paces since
// the baseline. Two years of figures must be there: of a single one nothing spreads.
func (c *claim) projectedRange(years *big.Rat) (low, high *big.Rat) {
	if c.Period.End()-c.Target.BaselinePeriod.End() < 24 {
		return nil, nil
	}
	paces := c.paces()
	if len(paces) < 2 {
		return nil, nil
	}
	slow, fast := paces[0], paces[0]
	for _, p := range paces {
		if p.Cmp(slow) < 0 {
			slow = p
		}
		if p.Cmp(fast) > 0 {
			fast = p
		}
	}
	if slow.Cmp(fast) == 0 {
		return nil, nil
	}
	c.slow, c.fast = slow, fast
	at := func(pace model.Number) *big.Rat {
		v := new(big.Rat).Mul(pace.Rat(), years)
		return v.Add(v, c.value)
	}
	return at(slow), at(fast)
}
