package bulletin

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// countyGoals are the goals that a table of counties has room for: one an indicator, levels and totals first, and only
// those for which a county has a target of its own.
func (e *edition) countyGoals() []analysis.Result {
	const most = 2
	var list []analysis.Result
	for i := range e.goals {
		r := e.goals[i]
		if kind := r.Kind(); kind != model.LevelTarget && kind != model.Cumulative {
			continue
		}
		if slices.ContainsFunc(e.a.RankingByGap(r.Indicator.ID, r.Kind()), func(k analysis.Ranked) bool { return k.Result.Target != nil }) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b analysis.Result) int {
		return boolInt(a.Kind() == model.Cumulative) - boolInt(b.Kind() == model.Cumulative)
	})
	return list[:min(len(list), most)]
}

// counties compares the counties: attainment of one goal as a figure, all in a table.
func (e *edition) counties() {
	if len(e.a.Counties) == 0 {
		return
	}
	goals := e.countyGoals()
	e.chapter(e.peers + "进展")
	var sentences []string
	demo := false
	for i := range goals {
		ranked := e.a.RankingByGap(goals[i].Indicator.ID, goals[i].Kind())
		sentences = append(sentences, countyStanding(e.peers, wording.GoalInline(goals[i].Indicator, goals[i].Kind()), ranked))
		demo = demo || slices.ContainsFunc(ranked, func(r analysis.Ranked) bool { return r.Result.Demonstration })
		if goals[i].Kind() == model.Cumulative && goals[i].Status.Lagging() {
			sentences = append(sentences, remaining(e.place, &goals[i], e.shares(&goals[i])))
		}
	}
	e.say(e.peers+"进展", demo, sentences...)
	if e.setting.tableFirst {
		e.countyTable(goals, demo)
		e.countyFigure(goals)
	} else {
		e.countyFigure(goals)
		e.countyMap(goals)
		e.countyTable(goals, demo)
	}
	e.contribution(goals)
}

// contribution shows which regions a total or a change is made of: of the first goal that can be added up.
func (e *edition) contribution(goals []analysis.Result) {
	for i := len(goals) - 1; i >= 0; i-- { // the total, where there is one
		if f, ok := figure.NewContribution(e.a, goals[i].Indicator.ID); ok {
			e.plates(f, f.ValueUnit)
			return
		}
	}
}

// countyFigure shows the attainment of the total, where there is one.
func (e *edition) countyFigure(goals []analysis.Result) {
	if len(goals) > 0 {
		shown := goals[len(goals)-1] // the total, where there is one
		if f, ok := figure.NewAttainment(e.a, shown.Indicator.ID, shown.Kind()); ok && slices.ContainsFunc(f.Bars, func(b figure.Bar) bool { return b.Missing == "" }) {
			unit := "完成本" + e.peers + "目标的百分比"
			if shown.Ceiling {
				unit = "占本" + e.peers + "上限的百分比"
			}
			e.plates(f, unit)
		}
	}
}

// countyMap shows where the regions of the first goal lie, within the office's own boundaries. Tiles would say no more than
// the table does.
func (e *edition) countyMap(goals []analysis.Result) {
	if e.a.Plan.Boundaries == nil || len(goals) == 0 {
		return
	}
	if f, ok := figure.NewMap(e.a, goals[0].Indicator.ID, goals[0].Kind()); ok {
		e.plates(f, f.ValueUnit)
	}
}

func (e *edition) countyTable(goals []analysis.Result, demo bool) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(e.tableLabel(), e.peers+"目标和措施状态", ""),
		columns: []column{{flex: 1}},
		demo:    demo,
		tight:   true,
		place:   e.peers + "表",
	}
	over, under := row{cells: []place{in(plain("", bold))}}, row{cells: []place{in(plain(e.peers, bold))}}
	for i := range goals {
		unit := goals[i].Indicator.ValueUnit
		over.cells = append(over.cells, place{cell: plain(wording.GoalInline(goals[i].Indicator, goals[i].Kind())+"（"+unit+"）", bold).to(centre), span: 3})
		under.cells = append(under.cells, in(plain("本期值", bold).to(right)), in(plain("与序时差", bold).to(right)), in(plain("状态", bold).to(centre)))
		t.columns = append(t.columns, column{}, column{}, column{width: 32})
	}
	over.cells = append(over.cells, place{cell: plain(fmt.Sprintf("%d项措施（项）", len(e.a.Plan.Measures)), bold).to(centre), span: len(analysis.Statuses)})
	for _, s := range analysis.Statuses {
		under.cells = append(under.cells, in(statusCell{status: s}))
		t.columns = append(t.columns, column{width: 21})
	}
	t.head = []row{over, under}
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append([]*model.Region{e.home}, regions...)
	}
	for i, region := range regions {
		st := styleTable
		own := i == 0 && e.home != nil
		if own {
			st = bold
		}
		r := row{strong: own, cells: []place{in(plain(e.compactLabel(region), st))}}
		for j := range goals {
			r.cells = append(r.cells, e.goalCells(&goals[j], region)...)
		}
		counts := e.a.Tally(region.Code)
		for _, s := range analysis.Statuses {
			text := "·"
			if n := counts[s]; n > 0 {
				text = fmt.Sprint(n)
			}
			r.cells = append(r.cells, in(plain(text, styleTable).to(centre)))
		}
		t.rows = append(t.rows, r)
	}
	t.after = []block{legend{demo}, note(e.peers+"表注", demo, e.zoneNote()+gapNote(goals)+e.peers+"对照本地区的目标。")}
	e.add(t)
}

// gapNote explains the column of differences.
func gapNote(goals []analysis.Result) string {
	if len(goals) == 0 {
		return ""
	}
	text := "与序时差为完成度减序时进度，百分点"
	if slices.ContainsFunc(goals, func(r analysis.Result) bool { return r.Ceiling }) {
		text += "；上限目标相反，正数为好"
	}
	return text + "。"
}

// zoneNote names the functional zones, which have no figures of their own.
func (e *edition) zoneNote() string {
	if len(e.a.Zones) == 0 {
		return ""
	}
	names := make([]string, len(e.a.Zones))
	for i, z := range e.a.Zones {
		names[i] = z.Name
	}
	return wording.List(names, "个功能区") + "未单列，数据计入所在" + e.peers + "。"
}

func (e *edition) goalCells(goal *analysis.Result, region *model.Region) []place {
	results := e.a.Results(goal.Indicator.ID, region.Code)
	at := slices.IndexFunc(results, func(r analysis.Result) bool { return r.Target != nil && r.Kind() == goal.Kind() })
	if at < 0 || results[at].Status == analysis.NoData {
		return []place{in(number("—", styleTable)), in(number("—", styleTable)), in(statusCell{status: analysis.NoData})}
	}
	r := &results[at]
	value, gap := "—", "—"
	if r.Value != nil {
		value = wording.Fixed(r.Value.Rat(), r.Indicator.Decimals)
	}
	if r.Gap != nil {
		gap = r.GapPoints()
	}
	ground, has := statusGround(r.Status)
	return []place{in(number(value, styleTable)), in(number(gap, styleTable)), on(statusCell{status: r.Status}, ground, has)}
}
