package analysis

import (
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Background are the indicators that describe a place and judge nobody: no measure's, no goal, without a target. They are
// in the order of the table.
func (a *Assessment) Background() []*model.Indicator {
	type background struct{}
	return remembered(a, background{}, a.background)
}

func (a *Assessment) background() []*model.Indicator {
	aimed := map[string]bool{}
	for i := range a.Plan.Targets {
		aimed[a.Plan.Targets[i].Indicator] = true
	}
	for i := range a.Plan.Measures {
		for _, id := range a.Plan.Measures[i].Indicators {
			aimed[id] = true
		}
	}
	var list []*model.Indicator
	for i := range a.Plan.Indicators {
		if in := &a.Plan.Indicators[i]; in.Measure == "" && !in.Headline && !aimed[in.ID] {
			list = append(list, in)
		}
	}
	return list
}

// Sized is a region with its population.
type Sized struct {
	Region *model.Region
	Point  *Point
}

// Similar are the n regions whose population is nearest to a region's, the nearest first; of two that are equally near the
// one that the table names first. The population is the first background indicator that counts persons at a time and has a
// published figure for most counties of one period, the newest such period; a demonstration figure will do where there is
// no other. own is the region itself. by is nil where the plan has no such indicator or the region no such figure.
//
// An example. 95万 among 171万, 88万, 101万, 60万: the two nearest are 101万 (6 off) and 88万 (7 off).
func (a *Assessment) Similar(region string, n int) (by *model.Indicator, own Sized, near []Sized) {
	for _, in := range a.persons() {
		sizes := a.sizes(in)
		at := slices.IndexFunc(sizes, func(s Sized) bool { return s.Region.Code == region })
		if at < 0 {
			continue
		}
		own := sizes[at]
		off := func(s Sized) model.Number {
			if s.Point.Value.Cmp(own.Point.Value) < 0 {
				return own.Point.Value.Sub(s.Point.Value)
			}
			return s.Point.Value.Sub(own.Point.Value)
		}
		near := slices.Delete(slices.Clone(sizes), at, at+1)
		slices.SortStableFunc(near, func(x, y Sized) int { return off(x).Cmp(off(y)) })
		return in, own, near[:min(n, len(near))]
	}
	return nil, Sized{}, nil
}

// persons are the background indicators that count persons and have figures for most counties, published ones first.
func (a *Assessment) persons() []*model.Indicator {
	type persons struct{}
	return remembered(a, persons{}, a.counted)
}

func (a *Assessment) counted() []*model.Indicator {
	var published, invented []*model.Indicator
	for _, in := range a.Background() {
		if in.Kind != model.Stock || !wording.Persons(in) {
			continue
		}
		sizes := a.sizes(in)
		switch {
		case 2*len(sizes) <= len(a.Counties):
		case slices.ContainsFunc(sizes, func(s Sized) bool { return s.Point.Demonstration }):
			invented = append(invented, in)
		default:
			published = append(published, in)
		}
	}
	return slices.Concat(published, invented)
}

// sizes are the counties' figures of the newest period for which most of them have one.
func (a *Assessment) sizes(in *model.Indicator) []Sized {
	type sizes struct{ indicator string }
	return remembered(a, sizes{in.ID}, func() []Sized { return a.sized(in) })
}

func (a *Assessment) sized(in *model.Indicator) []Sized {
	count := map[model.Period]int{}
	var newest model.Period
	for _, c := range a.Counties {
		for _, p := range a.Series(in.ID, c.Code).Observed().Points {
			if count[p.Period]++; 2*count[p.Period] > len(a.Counties) && p.Period.Compare(newest) > 0 {
				newest = p.Period
			}
		}
	}
	var sizes []Sized
	for _, c := range a.Counties {
		if p := a.Series(in.ID, c.Code).Observed().At(newest); p != nil {
			point := *p // and not the series
			sizes = append(sizes, Sized{c, &point})
		}
	}
	return sizes
}
