package figure

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// NewGoals is the attainment of the plan's goals, in a region, against expected progress.
func NewGoals(a *analysis.Assessment, region string) (f Figure, ok bool) {
	at := a.Plan.RegionOf(region)
	if at == nil {
		return Figure{}, false
	}
	results := a.Goals
	if region != a.Plan.Region {
		results = nil
		for i := range a.Plan.Indicators {
			if in := &a.Plan.Indicators[i]; in.Headline {
				results = append(results, a.Results(in.ID, region)...)
			}
		}
	}
	f = Figure{ID: "goals-" + region, Kind: Attainment, ValueUnit: "%", Decimals: 1}
	e := &evidence{a: a}
	var period model.Period
	var judged, lagging, ahead []analysis.Result
	yearly := false
	for _, r := range results {
		if r.Target == nil || r.Indicator == nil {
			continue
		}
		f.Bars = append(f.Bars, attainmentBar(r, wording.GoalInline(r.Indicator, r.Kind()), route.Indicator(r.Indicator.ID)))
		e.result(r)
		yearly = yearly || annual(r)
		if r.Period.Compare(period) > 0 || period.IsZero() {
			period = r.Period
		}
		if r.Status == analysis.NoData {
			continue
		}
		judged = append(judged, r)
		switch {
		case r.Status.Lagging():
			lagging = append(lagging, r)
		case r.Status != analysis.OnTrack:
			ahead = append(ahead, r)
		}
	}
	if len(f.Bars) == 0 {
		return Figure{}, false
	}
	where, n := a.Place(at), len(judged)
	switch {
	case n == 0:
		f.Title = "目标完成进度"
	case len(lagging) == 0 && len(ahead) == n:
		f.Title = fmt.Sprintf("%d项目标均快于序时或已完成", n)
	case len(lagging) == 0:
		f.Title = fmt.Sprintf("%d项目标均不慢于序时进度", n)
	default:
		worst := slices.MinFunc(lagging, func(x, y analysis.Result) int { return x.Gap.Cmp(y.Gap) })
		f.Title = fmt.Sprintf("%d项目标中%d项滞后", n, len(lagging))
		if len(lagging) == n && n > 1 {
			f.Title = fmt.Sprintf("%d项目标均滞后于序时进度", n)
		}
		if longer := f.Title + "，" + wording.GoalInline(worst.Indicator, worst.Kind()) + "差距最大"; len(lagging) > 1 && runes(longer) <= titleRoom {
			f.Title = longer
		} else if longer := f.Title + "：" + wording.GoalInline(worst.Indicator, worst.Kind()); len(lagging) == 1 && runes(longer) <= titleRoom {
			f.Title = longer
		}
	}
	if n == 1 {
		f.Title = judged[0].Indicator.Name + judged[0].Status.Word()
	}
	f.Subtitle = joinParts([]string{where, "完成目标的百分比", period.EndLabel()})
	var said []string
	for _, r := range judged {
		said = append(said, wording.GoalInline(r.Indicator, r.Kind())+"完成"+percentText(r.Attained)+"%，"+r.Status.Word()+"（"+r.GapPoints()+"个百分点）")
	}
	if n > 0 {
		f.Summary = "到" + period.EndLabel() + "，" + where + strings.Join(said, "；") + "。"
	} else {
		f.Summary = where + "各项目标尚无数据。"
	}
	f.Mark, f.Sources = e.mark(), e.names()
	if yearly {
		f.Notes = append(f.Notes, "年均类目标任何时候都应达到100%")
	}
	f.attainmentNotes()
	return f, true
}

// NewAttainment is the attainment of one indicator in every county, against expected progress.
func NewAttainment(a *analysis.Assessment, indicator string, kind model.TargetKind) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return Figure{}, false
	}
	ranked := a.RankingByGap(indicator, kind)
	f = Figure{ID: "attainment-" + in.ID + "-" + string(kind), Kind: Attainment, Indicator: in, ValueUnit: "%", Decimals: 1}
	e := &evidence{a: a}
	var period model.Period
	var lagging, achieved []string // the furthest behind first
	targets, judged := 0, 0
	name := in.Name
	for _, r := range ranked {
		b := attainmentBar(r.Result, r.Region.Label(), route.County(r.Region.Code))
		if r.Place > 0 {
			b.Place = fmt.Sprint(r.Place)
		}
		f.Bars = append(f.Bars, b)
		if r.Result.Target == nil {
			continue
		}
		targets++
		name = wording.GoalInline(r.Result.Indicator, r.Result.Kind())
		e.result(r.Result)
		if period.IsZero() || r.Result.Period.Compare(period) > 0 {
			period = r.Result.Period
		}
		if r.Result.Status == analysis.NoData {
			continue
		}
		judged++
		if r.Result.Status.Lagging() {
			lagging = slices.Insert(lagging, 0, b.Name)
		}
		if r.Result.Status == analysis.Achieved {
			achieved = append(achieved, b.Name)
		}
	}
	if targets == 0 {
		return Figure{}, false
	}
	var home *analysis.Result
	for _, r := range a.Results(indicator, a.Plan.Region) {
		if r.Target != nil && r.Target.Kind == kind && r.Attained != nil {
			home = &r
			b := attainmentBar(r, a.Place(a.Plan.Home()), "")
			b.Home = true
			e.result(r)
			at := 0
			for i, c := range ranked {
				if c.Result.Gap != nil && c.Result.Gap.Cmp(r.Gap) >= 0 {
					at = i + 1
				}
			}
			f.Bars = slices.Insert(f.Bars, at, b)
			break
		}
	}
	who := a.Peers()
	finding := ""
	switch {
	case judged == 0:
	case len(lagging) == 0 && len(achieved) == judged:
		finding = "各" + who + "均已完成"
	case len(lagging) == 0:
		finding = "各" + who + "均不慢于序时进度"
	case len(lagging) == judged && judged > 1:
		finding = "各" + who + "均滞后于序时，" + lagging[0] + "差距最大"
	default:
		finding = listed(lagging, who) + "滞后于序时"
	}
	parts := []string{"完成各自目标的百分比", period.EndLabel()}
	f.Title = name + "完成度"
	if finding != "" {
		if longer := name + "完成度：" + finding; runes(longer) <= titleRoom {
			f.Title = longer
		} else {
			f.Title = finding
			parts = slices.Insert(parts, 0, name)
		}
	}
	f.Subtitle = joinParts(parts)
	f.Summary = f.attainmentSummary(name, period, lagging, judged, who, home)
	f.Mark, f.Sources = e.mark(), e.names()
	f.Notes = append(f.Notes, zones(a)...)
	f.attainmentNotes()
	return f, true
}

func (f *Figure) attainmentSummary(name string, period model.Period, lagging []string, judged int, who string, home *analysis.Result) string {
	var with []Bar
	for _, b := range f.Bars {
		if b.Missing == "" && !b.Home {
			with = append(with, b)
		}
	}
	if len(with) == 0 {
		return name + "：各" + who + "尚无数据。"
	}
	first, last := with[0], with[len(with)-1]
	s := "到" + period.EndLabel() + "，" + name + "完成度"
	if len(with) == 1 {
		s += first.Name + first.Text + "%"
	} else {
		s += first.Name + "居首，" + first.Text + "%；" + last.Name + "居末，" + last.Text + "%"
	}
	if first.HasExpected && last.HasExpected && first.Expected == last.Expected {
		s += "；序时进度" + first.ExpectedText + "%"
	}
	s += fmt.Sprintf("；%d个%s中%d个滞后", judged, who, len(lagging))
	if home != nil {
		s += "；" + f.homeName() + percentText(home.Attained) + "%"
	}
	return s + "。"
}

func (f *Figure) homeName() string {
	for _, b := range f.Bars {
		if b.Home {
			return b.Name
		}
	}
	return ""
}

// attainmentBar is a result as a row.
func attainmentBar(r analysis.Result, name, link string) Bar {
	b := Bar{Name: name, Link: link, Status: r.Status, HasStatus: r.Status != analysis.NoData, Demonstration: r.Demonstration}
	if r.Attained == nil || r.Status == analysis.NoData {
		b.Missing = missingWord(r.Reason)
	} else {
		b.Value, b.Text = percentFloat(r.Attained), percentText(r.Attained)
		b.GapText = r.GapPoints()
	}
	if r.Expected != nil {
		b.HasExpected, b.Expected, b.ExpectedText = true, percentFloat(r.Expected), percentText(r.Expected)
	}
	return b
}

// result takes the sources of what an attainment was computed from.
func (e *evidence) result(r analysis.Result) {
	e.all++
	if r.Demonstration {
		e.demo++
	}
	e.target(r.Target)
	if r.Latest != nil {
		n, d := e.all, e.demo
		e.add(r.Indicator, *r.Latest)
		e.all, e.demo = n, d
	}
}

func (f *Figure) attainmentNotes() {
	cut := slices.ContainsFunc(f.Bars, func(b Bar) bool { return b.Missing == "" && (b.Value > mostAttained || b.Value < leastAttained) })
	if cut {
		f.Notes = append(f.Notes, "有缺口的条超出图幅，未按比例画")
	}
	if f.Mark == Mixed {
		f.Notes = append(f.Notes, "灰条用到演示数据")
	}
}
