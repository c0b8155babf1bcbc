package analysis

import (
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Ranking orders the counties by an indicator's newest common period, best first by the indicator's direction, those
// without data last. The caller leaves the order as it is. The period is the newest that any of them has an observed figure for; where the plan's own region has
// reported a newer one, their results too are those of the older.
func (a *Assessment) Ranking(indicator string) []Ranked {
	type ranking struct{ indicator string }
	return remembered(a, ranking{indicator}, func() []Ranked { return a.ranking(indicator) })
}

func (a *Assessment) ranking(indicator string) []Ranked {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return nil
	}
	var newest model.Period
	for _, county := range a.Counties {
		if last := a.Series(indicator, county.Code).Last(); last != nil && (newest.IsZero() || last.Period.Compare(newest) > 0) {
			newest = last.Period
		}
	}
	ranked := make([]Ranked, len(a.Counties))
	for i, county := range a.Counties {
		result := &a.Results(indicator, county.Code)[0]
		if !newest.IsZero() && newest.End() != a.newest[indicator].End() {
			then := a.assessAt(in, a.Plan.RegionOf(county.Code), result.Target, newest)
			result = &then
		}
		ranked[i] = Ranked{Region: county, Result: result}
		if !newest.IsZero() {
			if p := a.Series(indicator, county.Code).Observed().ending(newest); p != nil {
				point := *p // and not the series
				ranked[i].Point = &point
			}
		}
	}
	place(ranked, func(r *Ranked) *big.Rat {
		if r.Point == nil {
			return nil
		}
		value := r.Point.Value.Rat()
		if in.Direction == model.Down {
			value.Neg(value)
		}
		return value
	})
	return ranked
}

// RankingByGap orders the counties by attainment against their own targets, furthest ahead first. The caller leaves the order as
// it is.
func (a *Assessment) RankingByGap(indicator string, kind model.TargetKind) []Ranked {
	type ranking struct {
		indicator string
		kind      model.TargetKind
	}
	return remembered(a, ranking{indicator, kind}, func() []Ranked { return a.rankingByGap(indicator, kind) })
}

func (a *Assessment) rankingByGap(indicator string, kind model.TargetKind) []Ranked {
	if a.Plan.Indicator(indicator) == nil {
		return nil
	}
	ranked := make([]Ranked, len(a.Counties))
	for i, county := range a.Counties {
		results := a.Results(indicator, county.Code)
		at := slices.IndexFunc(results, func(r Result) bool { return r.Target != nil && r.Target.Kind == kind })
		if at < 0 {
			// The county has no target of this kind; one of another kind says nothing here.
			region := a.Plan.RegionOf(county.Code)
			none := a.assessTarget(a.Plan.Indicator(indicator), region, nil)
			ranked[i] = Ranked{Region: county, Result: &none}
			continue
		}
		ranked[i] = Ranked{Region: county, Point: results[at].Latest, Result: &results[at]}
	}
	place(ranked, func(r *Ranked) *big.Rat { return r.Result.Gap })
	return ranked
}

// place sorts by a key, highest first and those without one last, and numbers the places; equal keys share one and keep
// the table's order.
func place(ranked []Ranked, key func(*Ranked) *big.Rat) {
	compare := func(x, y *big.Rat) int {
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return 1
		case y == nil:
			return -1
		}
		return model.Compare(y, x)
	}
	slices.SortStableFunc(ranked, func(x, y Ranked) int { return compare(key(&x), key(&y)) })
	for i := range ranked {
		own := key(&ranked[i])
		switch {
		case own == nil:
		case i > 0 && compare(key(&ranked[i-1]), own) == 0:
			ranked[i].Place = ranked[i-1].Place
		default:
			ranked[i].Place = i + 1
		}
	}
}
