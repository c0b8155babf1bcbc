package bulletin

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// measureHeadline is the title of a measure's bulletin: its status, and where it lags.
func (e *edition) measureHeadline(m *model.Measure) []string {
	result := e.a.Measure(m.ID, e.a.Plan.Region)
	status := e.a.Place(e.home) + result.Status.Word()
	if result.Status == analysis.NoData {
		status = e.a.Place(e.home) + "尚无数据"
	}
	phrases := []string{m.Label() + "：" + status}
	const longest = 16 // characters that the line leaves for what is not yet said
	if len([]rune(phrases[0])) > longest {
		phrases = []string{m.Label(), status}
	}
	lagging, judged := e.laggingBelow(m)
	below := ""
	switch {
	case judged == 0:
		return phrases
	case len(lagging) == 0:
		below = "各" + e.peers + "未滞后"
	default:
		below = fmt.Sprintf("%d个%s滞后", len(lagging), e.peers)
	}
	if len(phrases) == 2 { // two lines at most
		phrases[1] += "，" + below
		return phrases
	}
	return append(phrases, below)
}

// laggingBelow are the results of the regions below in which a measure lags, the furthest behind first, and how many have
// a status.
func (e *edition) laggingBelow(m *model.Measure) (lagging []analysis.MeasureResult, judged int) {
	for _, r := range e.a.Counties {
		result := e.a.Measure(m.ID, r.Code)
		if result.Status != analysis.NoData {
			judged++
		}
		if result.Status.Lagging() {
			lagging = append(lagging, result)
		}
	}
	slices.SortStableFunc(lagging, func(a, b analysis.MeasureResult) int { return byGap(a.Decisive, b.Decisive) })
	return lagging, judged
}

// measureSentences say what a measure is, who answers for it and how far it is.
func (e *edition) measureSentences(m *model.Measure) []string {
	list := []string{m.ID + " " + m.Title + "，由" + e.orgName(m.LeadUnit) + "牵头。"}
	result := e.a.Measure(m.ID, e.a.Plan.Region)
	const most = 2
	said := 0
	for i := range result.Results {
		r := &result.Results[i]
		if r.Status == analysis.NoData || said == most {
			continue
		}
		list = append(list, progress(e.a.Place(e.home)+r.Indicator.Name, r, said))
		said++
	}
	if said == 0 {
		reason := result.ReasonText()
		if reason != "" {
			reason = "（" + reason + "）"
		}
		list = append(list, e.a.Place(e.home)+"本期不作判定"+reason+"。")
	}
	lagging, judged := e.laggingBelow(m)
	switch {
	case judged == 0:
	case len(lagging) == 0:
		list = append(list, fmt.Sprintf("可判定的%d个%s均未滞后。", judged, e.peers))
	default:
		names := make([]string, len(lagging))
		for i, r := range lagging {
			names[i] = r.Region.Label()
		}
		list = append(list, fmt.Sprintf("可判定的%d个%s中，%s滞后。", judged, e.peers, wording.List(names, "个")))
	}
	return list
}

// measureCounties compares the regions below in a measure: the attainment of its decisive indicator as a figure, all of
// its indicators in a table.
func (e *edition) measureCounties() {
	m := e.own[0]
	var indicators []*model.Indicator
	demo := false
	for _, id := range m.Indicators {
		in := e.a.Plan.Indicator(id)
		if in == nil {
			continue
		}
		if slices.ContainsFunc(e.a.Counties, func(r *model.Region) bool {
			return slices.ContainsFunc(e.a.Results(id, r.Code), func(x analysis.Result) bool { return x.Target != nil })
		}) {
			indicators = append(indicators, in)
		}
	}
	if len(indicators) == 0 {
		return
	}
	e.chapter(e.peers + "进展")
	shown := indicators[0]
	if d := e.a.Measure(m.ID, e.a.Plan.Region).Decisive; d != nil && slices.Contains(indicators, d.Indicator) {
		shown = d.Indicator
	}
	kind := model.LevelTarget
	for _, r := range e.a.Counties {
		if results := e.a.Results(shown.ID, r.Code); results[0].Target != nil {
			kind = results[0].Kind()
			break
		}
	}
	ranked := e.a.RankingByGap(shown.ID, kind)
	demo = slices.ContainsFunc(ranked, func(r analysis.Ranked) bool { return r.Result.Demonstration })
	e.say(e.peers+"进展", demo, countyStanding(e.peers, wording.GoalInline(shown, kind), ranked))
	if f, ok := figure.NewAttainment(e.a, shown.ID, kind); ok && slices.ContainsFunc(f.Bars, func(b figure.Bar) bool { return b.Missing == "" }) {
		e.plates(f, "完成本"+e.peers+"目标的百分比")
	}
	for _, in := range indicators {
		e.indicatorTable(in)
	}
}

// indicatorTable is an indicator in every region below, each against its own target.
func (e *edition) indicatorTable(indicator *model.Indicator) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(e.tableLabel(), indicator.Name, indicator.ValueUnit),
		columns: []column{{flex: 1}, {}, {}, {}, {}, {}, {}, {pad: 6}},
		tight:   true, place: "指标表",
	}
	t.head = []row{{cells: []place{
		in(plain(e.peers, bold)), in(plain("基期值", bold).to(right)), in(plain("本期值", bold).to(right)), in(plain("目标值", bold).to(right)),
		in(plain("完成度（%）", bold).to(right)), in(plain("序时（%）", bold).to(right)), in(plain("差", bold).to(right)), in(plain("状态", bold)),
	}}}
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append([]*model.Region{e.home}, regions...)
	}
	for i, region := range regions {
		for _, r := range e.a.Results(indicator.ID, region.Code) {
			st := styleTable
			if i == 0 {
				st = bold
			}
			t.rows = append(t.rows, row{demo: r.Demonstration, strong: i == 0, cells: append([]place{in(plain(e.compactLabel(region), st))}, e.workingCells(&r)...)})
			t.demo = t.demo || r.Demonstration
			if r.Target == nil {
				break
			}
		}
	}
	e.add(t)
}

// workingCells are what a status comes from: baseline, value, aim, attained, expected, difference, status.
func (e *edition) workingCells(r *analysis.Result) []place {
	decimals := 0
	if r.Indicator != nil {
		decimals = r.Indicator.Decimals
	}
	fixed := func(n *model.Number) place {
		if n == nil {
			return in(number("—", styleTable))
		}
		return in(number(wording.Fixed(n.Rat(), decimals), styleTable))
	}
	aim, gap := in(number("—", styleTable)), "—"
	if r.Target != nil {
		aim = fixed(&r.Aim.Value)
	}
	if r.Gap != nil {
		gap = r.GapPoints()
	}
	ground, has := statusGround(r.Status)
	return []place{
		fixed(r.Baseline), fixed(r.Value), aim, in(number(percentFigure(r.Attained), styleTable)), in(number(percentFigure(r.Expected), styleTable)),
		in(number(gap, styleTable)), on(statusCell{status: r.Status, word: true}, ground, has),
	}
}
