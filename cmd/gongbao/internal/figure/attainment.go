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
	all := fmt.Sprintf("%d项目标均", n)
	if n < len(f.Bars) {
		all = fmt.Sprintf("%d项目标中%d项可判定，均", len(f.Bars), n)
	}
	switch {
	case n == 0:
		f.Title = "目标完成进度"
	case len(lagging) == 0 && len(ahead) == n:
		f.Title = all + "快于序时或已完成"
	case len(lagging) == 0:
		f.Title = all + "未滞后"
	default:
		worst := slices.MinFunc(lagging, func(x, y analysis.Result) int { return x.Gap.Cmp(y.Gap) })
		f.Title = fmt.Sprintf("%d项目标中%d项滞后", len(f.Bars), len(lagging))
		if len(lagging) == n && n > 1 {
			f.Title = all + "滞后于序时进度"
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

// NewAttainment is the attainment of one indicator in every county, against expected progress. Counties are compared by
// targets of one kind: the one asked for, unless more of them have another.
func NewAttainment(a *analysis.Assessment, indicator string, kind model.TargetKind) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return Figure{}, false
	}
	kind = usualKind(a, indicator, kind)
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
		if r.Result.Target == nil && len(a.Plan.TargetsFor(indicator, r.Region.Code)) > 0 {
			b.Missing = "目标类型不同"
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
			b := attainmentBar(r, a.Place(a.Plan.Home()), route.Indicator(in.ID))
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
	switch all := allOf(len(ranked), targets, judged, who); {
	case judged == 0:
	case len(lagging) == 0 && len(achieved) == judged:
		finding = all + "已完成"
	case len(lagging) == 0:
		finding = all + "未滞后"
	case len(lagging) == judged && judged > 1:
		finding = all + "滞后于序时，" + lagging[0] + "差距最大"
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
	f.Summary = f.attainmentSummary(name, period, len(lagging), judged, who, home)
	f.Mark, f.Sources = e.mark(), e.names()
	f.Notes = append(f.Notes, zones(a)...)
	f.attainmentNotes()
	return f, true
}

// usualKind is the kind of target that most counties have for an indicator; of equally many, the one preferred.
func usualKind(a *analysis.Assessment, indicator string, preferred model.TargetKind) model.TargetKind {
	have := func(kind model.TargetKind) (n int) {
		for _, c := range a.Counties {
			if slices.ContainsFunc(a.Plan.TargetsFor(indicator, c.Code), func(t *model.Target) bool { return t.Kind == kind }) {
				n++
			}
		}
		return n
	}
	best, most := preferred, have(preferred)
	for _, kind := range [...]model.TargetKind{model.LevelTarget, model.Cumulative, model.AnnualIncrease, model.AnnualFlow} {
		if n := have(kind); n > most {
			best, most = kind, n
		}
	}
	return best
}

// allOf opens a statement about all that were judged: only where that is everybody does it speak of everybody.
func allOf(total, targets, judged int, who string) string {
	all := "均"
	if judged == 1 {
		all = ""
	}
	switch judged {
	case total:
		return "各" + who + all
	case targets:
		return fmt.Sprintf("有目标的%d个%s%s", judged, who, all)
	}
	return fmt.Sprintf("%d个%s中%d个可判定，%s", total, who, judged, all)
}

// sharing are the names of the bars that share a place with one of them, and its value.
func sharing(bars []Bar, b Bar) (names []string) {
	for _, o := range bars {
		if o.Place == b.Place && o.Text == b.Text {
			names = append(names, o.Name)
		}
	}
	return names
}

// leads says who stands first or last: 青石居首, 青石、北原并列居首, 青石等6个县并列居首.
func leads(names []string, who, where string) string {
	switch n := len(names); {
	case n == 1:
		return names[0] + where
	case n <= 3:
		return strings.Join(names, "、") + "并列" + where
	default:
		return fmt.Sprintf("%s等%d个%s并列%s", names[0], n, who, where)
	}
}

func (f *Figure) attainmentSummary(name string, period model.Period, lagging, judged int, who string, home *analysis.Result) string {
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
	tops, tails := sharing(with, first), sharing(with, last)
	switch {
	case len(with) == 1:
		s += first.Name + first.Text + "%"
	case len(tops) == len(with):
		s += fmt.Sprintf("%d个%s均为%s%%", len(with), who, first.Text)
	default:
		s += leads(tops, who, "居首") + "，" + first.Text + "%；" + leads(tails, who, "居末") + "，" + last.Text + "%"
	}
	if first.HasExpected && last.HasExpected && first.Expected == last.Expected {
		s += "；序时进度" + first.ExpectedText + "%"
	}
	total := len(f.Bars)
	if f.homeName() != "" {
		total--
	}
	s += "；"
	if judged < total {
		s += fmt.Sprintf("%d个%s中%d个可判定，", total, who, judged)
	}
	switch {
	case lagging == 0:
		s += "没有滞后的" + who
	case judged < total:
		s += fmt.Sprintf("%d个滞后", lagging)
	default:
		s += fmt.Sprintf("%d个%s中%d个滞后", judged, who, lagging)
	}
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
	b := Bar{Name: name, Link: link, Ceiling: r.Ceiling, Status: r.Status, HasStatus: r.Status != analysis.NoData, Demonstration: r.Demonstration}
	if r.Target != nil && r.Region != nil {
		b.Cell = route.AssessmentCell(r.Indicator.ID, r.Region.Code, string(r.Kind()), "")
	}
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
