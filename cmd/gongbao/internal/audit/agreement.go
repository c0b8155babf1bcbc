package audit

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// span is where a written figure may really lie: half a unit of its last digit around it. Whole counts of persons or
// things are not rounded; those of ten thousands are.
type span struct{ low, high *big.Rat }

func spanOf(n model.Number, in *model.Indicator) span {
	if in.Kind != model.Rate && !in.Percent() && n.Decimals() == 0 && !strings.ContainsAny(in.ValueUnit, "十百千万亿") {
		return span{n.Rat(), n.Rat()}
	}
	half := halfDigit(n.Decimals())
	return span{new(big.Rat).Sub(n.Rat(), half), new(big.Rat).Add(n.Rat(), half)}
}

// halfDigit is half a unit of the last of so many decimals.
func halfDigit(decimals int) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	return new(big.Rat).SetFrac(big.NewInt(1), unit.Mul(unit, big.NewInt(2)))
}

func (s span) meets(t span) bool { return s.low.Cmp(t.high) <= 0 && t.low.Cmp(s.high) <= 0 }

// ratios hold each published share against its published numerator and denominator.
func (a *audit) ratios() {
	for i := range a.plan.Indicators {
		in := &a.plan.Indicators[i]
		above, under := a.plan.Indicator(in.Numerator), a.plan.Indicator(in.Denominator)
		if in.Aggregation != model.Ratio || above == nil || under == nil {
			continue
		}
		scale := scaleOf(in, above, under)
		for j := range a.plan.Regions {
			for _, c := range a.plan.Series(in.ID, a.plan.Regions[j].Code) {
				o := c.Shown
				n, d := a.shown(above.ID, o), a.shown(under.ID, o)
				if o.Value == nil || o.Projected() || n == nil || d == nil {
					continue
				}
				ns, ds := spanOf(*n.Value, above), spanOf(*d.Value, under)
				if ds.low.Sign() <= 0 || ns.low.Sign() < 0 {
					continue // no share to speak of
				}
				lowest := new(big.Rat).Quo(ns.low, ds.high)
				highest := new(big.Rat).Quo(ns.high, ds.low)
				if spanOf(*o.Value, in).meets(span{lowest.Mul(lowest, scale), highest.Mul(highest, scale)}) {
					continue
				}
				share := new(big.Rat).Quo(n.Value.Rat(), d.Value.Rat())
				share.Mul(share, scale)
				times := ""
				if scale.Cmp(big.NewRat(1, 1)) != 0 {
					times = " × " + plain(scale)
				}
				a.find(a.at.Observation(o), "%s：公布 %s，而 %s ÷ %s%s = %s", a.figure(o), o.Value, n.Value, d.Value, times,
					model.NumberFromRat(share, max(o.Value.Decimals(), 2)))
				a.found.Hintf("核对三个数：%s（%s）、%s（%s）和这个比率", above.Name, a.at.Observation(n), under.Name, a.at.Observation(d))
				a.found.About(about(o))
			}
		}
	}
}

// scaleOf is what the quotient of two figures is multiplied by to get the share: 100 for %, and the powers of ten of 万元 over
// 人.
func scaleOf(in, above, under *model.Indicator) *big.Rat {
	a, _ := model.UnitFactor(above.ValueUnit)
	u, _ := model.UnitFactor(under.ValueUnit)
	scale := in.Per()
	return scale.Mul(scale, a.Quo(a, u))
}

// shown is the observed figure of another indicator in the same region and period, as real or as invented as o; or nil.
func (a *audit) shown(indicator string, o *model.Observation) *model.Observation {
	for _, c := range a.plan.Series(indicator, o.Region) {
		if s := c.Shown; s.Period == o.Period && s.Value != nil && !s.Projected() && a.plan.Invented(s.Source) == a.plan.Invented(o.Source) {
			return s
		}
	}
	return nil
}

// disagreements lists the figures that two sources give differently. Both are kept and published; which one is shown, the
// sources' ranks decide.
func (a *audit) disagreements() {
	a.eachCell(func(in *model.Indicator, c model.Cell) {
		for _, other := range c.Disagreements() {
			shown := c.Shown
			if shown.Value == nil {
				continue
			}
			decimals := min(shown.Value.Decimals(), other.Value.Decimals())
			if shown.Value.Decimals() != other.Value.Decimals() &&
				model.NumberFromRat(shown.Value.Rat(), decimals).Cmp(model.NumberFromRat(other.Value.Rat(), decimals)) == 0 {
				continue // the same figure with fewer digits
			}
			a.find(a.at.Observation(other), "%s：%s 报 %s，%s 报 %s，相差 %s%s", a.figure(shown),
				a.sourceName(shown.Source), shown.Value, a.sourceName(other.Source), other.Value, signed(other.Value.Sub(*shown.Value)), percentOf(shown, other))
			a.found.Hintf("两个数都保留，网站显示前一个（%s）；请两个单位核对，口径不同就在 note 里写明", a.at.Observation(shown))
			subject := about(other)
			subject.Name = other.Source
			a.found.About(subject)
		}
	})
}

// percentOf is the difference in per cent of the figure that is shown.
func percentOf(shown, other *model.Observation) string {
	if shown.Value.Sign() == 0 {
		return ""
	}
	r := new(big.Rat).Quo(other.Value.Sub(*shown.Value).Rat(), shown.Value.Rat())
	return fmt.Sprintf("（%s%%）", signed(model.NumberFromRat(r.Mul(r, big.NewRat(100, 1)), 2)))
}

func (a *audit) sourceName(id string) string {
	if s := a.plan.Source(id); s != nil {
		return cmp.Or(s.Name, id)
	}
	return id
}

func (a *audit) eachCell(do func(in *model.Indicator, c model.Cell)) {
	for i := range a.plan.Indicators {
		in := &a.plan.Indicators[i]
		for j := range a.plan.Regions {
			for _, c := range a.plan.Series(in.ID, a.plan.Regions[j].Code) {
				do(in, c)
			}
		}
	}
}
