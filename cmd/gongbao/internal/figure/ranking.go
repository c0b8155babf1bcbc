package figure

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// NewRanking orders the counties by an indicator's newest values, with the city in its own place.
func NewRanking(a *analysis.Assessment, indicator string) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return Figure{}, false
	}
	ranked := a.Ranking(indicator)
	var period model.Period
	flow := in.Kind == model.Flow
	e := &evidence{a: a, in: in, flow: flow}
	var values []*big.Rat
	for _, r := range ranked {
		if r.Point != nil {
			if period.IsZero() {
				period = r.Point.Period
			}
			e.add(in, *r.Point)
			values = append(values, r.Point.Value.Rat())
		}
	}
	if len(values) == 0 {
		return Figure{}, false
	}
	var home *analysis.Point
	series := a.Series(indicator, a.Plan.Region).Observed()
	for i := range series.Points {
		if p := &series.Points[i]; p.Period == period || !flow && p.Period.End() == period.End() {
			home = p
		}
	}
	whole := home != nil && (in.Kind == model.Rate || in.Aggregation != model.Sum) // a sum would dwarf its parts
	if home != nil {
		e.add(in, *home)
	}
	s := newScale(in, values)
	f = Figure{ID: "ranking-" + in.ID, Kind: Ranking, Indicator: in, ValueUnit: s.unit, Decimals: s.decimals}

	for _, r := range ranked {
		b := Bar{Name: r.Region.Label(), Link: route.County(r.Region.Code)}
		if r.Point == nil {
			b.Missing = missingWord(r.Result.Reason)
			if b.Missing == "无目标" {
				b.Missing = "无数据"
			}
		} else {
			v := r.Point.Value.Rat()
			b.Place, b.Value, b.Text, b.Demonstration = fmt.Sprint(r.Place), s.float(v), s.text(v), r.Point.Demonstration
			b.Cell = observationCell(in, r.Region, r.Point.Period)
		}
		b.setStatus(r.Result)
		f.Bars = append(f.Bars, b)
	}
	if whole {
		v := home.Value.Rat()
		b := Bar{Name: a.Place(a.Plan.Home()), Home: true, Link: route.Indicator(in.ID), Value: s.float(v), Text: s.text(v), Demonstration: home.Demonstration}
		b.Cell = observationCell(in, a.Plan.Home(), home.Period)
		b.setStatus(a.Results(indicator, a.Plan.Region)[0])
		at := 0
		for i, r := range ranked {
			if r.Point == nil {
				break
			}
			if order := r.Point.Value.Cmp(home.Value); in.Direction == model.Down && order <= 0 || in.Direction != model.Down && order >= 0 {
				at = i + 1
			}
		}
		f.Bars = slices.Insert(f.Bars, at, b)
	}
	for _, z := range a.Zones {
		f.Bars = append(f.Bars, Bar{Name: z.Label(), Link: route.County(z.Code), Missing: "未单列"})
	}
	f.rankingAim(a, in, s, e)

	f.Mark, f.Sources, f.Notes = e.mark(), e.names(), e.notes()
	if f.Mark == Mixed && e.demo > 0 {
		f.Notes = append(f.Notes, "灰条为演示数据")
	}
	f.Subtitle = joinParts([]string{in.Name, f.ValueUnit, dated(in, flow, period)})
	f.sayRanking(a, in, ranked, period, home)
	return f, true
}

// setStatus shows a status beside a value where it was judged by that value: levels, not totals of many periods.
func (b *Bar) setStatus(r analysis.Result) {
	if r.Target != nil && r.Target.Kind == model.LevelTarget && r.Status != analysis.NoData && b.Missing == "" {
		b.Status, b.HasStatus = r.Status, true
	}
}

// rankingAim draws the target that holds for all; failing any below, the plan's own.
func (f *Figure) rankingAim(a *analysis.Assessment, in *model.Indicator, s scale, e *evidence) {
	level := func(region string) *model.Target {
		for _, t := range a.Plan.TargetsFor(in.ID, region) {
			if t.Kind == model.LevelTarget {
				return t
			}
		}
		return nil
	}
	own := level(a.Plan.Region)
	same, some := true, false
	for _, c := range a.Counties {
		t := level(c.Code)
		some = some || t != nil
		same = same && t != nil && own != nil && t.Aim().Value.Cmp(own.Aim().Value) == 0
	}
	if own == nil || some && !same || !some && in.Kind != model.Rate {
		return
	}
	v := own.Aim().Value.Rat()
	f.Aim = &Aim{Value: s.float(v), Text: "目标 " + s.withUnit(v), Period: own.Aim().Period}
	if !some {
		f.Aim.Text = a.Place(a.Plan.Home()) + f.Aim.Text
	}
	e.target(own)
}

func (f *Figure) sayRanking(a *analysis.Assessment, in *model.Indicator, ranked []analysis.Ranked, period model.Period, home *analysis.Point) {
	var with []analysis.Ranked
	var without []string
	for _, r := range ranked {
		if r.Point != nil {
			with = append(with, r)
		} else {
			without = append(without, r.Region.Label())
		}
	}
	first, last := with[0], with[len(with)-1]
	names := func(value model.Number) []string {
		var found []string
		for _, r := range with {
			if r.Point.Value.Cmp(value) == 0 {
				found = append(found, r.Region.Label())
			}
		}
		return found
	}
	// A rate has a better and a worse end; of an amount one county simply has more.
	best, worst := "最多", "最少"
	if in.Kind == model.Rate || in.Percent() {
		best, worst = "领先", "最低"
	}
	if in.Direction == model.Down {
		best, worst = "最少", "最多"
		if in.Kind == model.Rate || in.Percent() {
			best, worst = "最低", "最高"
		}
	}
	switch {
	case first.Point.Value.Cmp(last.Point.Value) == 0 && len(with) > 1:
		f.Title = "各" + a.Peers() + in.Name + "相同"
	case len(with) == 1:
		f.Title = in.Name + "：只有" + first.Region.Label() + "有数据"
	default:
		low := names(last.Point.Value)
		if len(low) == 1 && len(with) >= 6 { // of many, the last two
			low = []string{with[len(with)-2].Region.Label(), low[0]}
		}
		f.Title = listed(names(first.Point.Value), a.Peers()) + best + "，" + listed(low, a.Peers()) + worst
	}
	if runes(f.Title) > titleRoom {
		f.Title = in.Name
	}

	var b strings.Builder
	b.WriteString(dated(in, in.Kind == model.Flow, period) + "，")
	quantity := func(p *analysis.Point) string { return wording.Quantity(p.Value.Rat(), in) }
	if first.Point.Value.Cmp(last.Point.Value) == 0 {
		fmt.Fprintf(&b, "%d个%s的%s为%s", len(with), a.Peers(), in.Name, quantity(first.Point))
	} else {
		top, bottom := "最高", "最低"
		if in.Kind != model.Rate && !in.Percent() {
			top, bottom = "最多", "最少"
		}
		if in.Direction == model.Down {
			top, bottom = bottom, top
		}
		size := new(big.Rat).Sub(first.Point.Value.Rat(), last.Point.Value.Rat())
		size.Abs(size)
		apart := wording.Quantity(size, in)
		if in.Percent() {
			apart = wording.Fixed(size, in.Decimals) + wording.DifferenceUnit(in)
		}
		fmt.Fprintf(&b, "%s%s的是%s，%s；%s的是%s，%s；相差%s", in.Name, top, listed(names(first.Point.Value), a.Peers()), quantity(first.Point),
			bottom, listed(names(last.Point.Value), a.Peers()), quantity(last.Point), apart)
	}
	if home != nil {
		b.WriteString("；" + a.Place(a.Plan.Home()) + quantity(home))
	}
	if len(without) > 0 {
		b.WriteString("；" + listed(without, a.Peers()) + "无数据")
	}
	b.WriteString("。")
	f.Summary = b.String()
}
