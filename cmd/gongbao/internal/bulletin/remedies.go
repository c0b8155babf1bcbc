package bulletin

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// lagging lists the measures that lag in the plan's own region, the furthest behind first, each with what is done.
func (e *edition) lagging() {
	if e.home == nil {
		return
	}
	var items []analysis.MeasureResult
	for i := range e.a.Plan.Measures {
		if m := e.a.Measure(e.a.Plan.Measures[i].ID, e.home.Code); m.Status.Lagging() {
			items = append(items, m)
		}
	}
	if len(items) == 0 {
		return
	}
	slices.SortStableFunc(items, func(a, b analysis.MeasureResult) int { return byGap(a.Decisive, b.Decisive) })
	reported := 0
	demo := false
	for i := range items {
		if items[i].Actions = e.actionsFor(items[i]); len(items[i].Actions) > 0 {
			reported++
		}
		demo = demo || items[i].Demonstration
	}
	e.chapter("滞后事项与整改措施")
	var names []string
	for _, m := range items {
		if m.Status == analysis.Behind {
			names = append(names, m.Measure.Label())
		}
	}
	first := fmt.Sprintf("%d项措施中，%d项滞后", len(e.a.Plan.Measures), len(items))
	if len(names) > 0 {
		first += "，其中" + wording.List(names, "项") + "明显滞后"
	}
	worst := ""
	if d := items[0].Decisive; d != nil && len(items) > 1 {
		worst = "差距最大的是" + progress(d.Indicator.Name+"，", d, 0)
	}
	e.say("滞后事项", demo, first+"。", worst, remedies(len(items), reported))
	e.actionTable(items, demo)
}

// actionsFor are the city's own corrective actions or, where it has none, those of its counties.
func (e *edition) actionsFor(m analysis.MeasureResult) []model.Action {
	if len(m.Actions) > 0 {
		return m.Actions
	}
	var list []model.Action
	for _, county := range e.a.Counties {
		if r := e.a.Measure(m.Measure.ID, county.Code); r.Status.Lagging() {
			list = append(list, r.Actions...)
		}
	}
	return list
}

func (e *edition) actionTable(items []analysis.MeasureResult, demo bool) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(e.tableLabel(), fmt.Sprintf("%d个滞后事项的整改措施", len(items)), "完成度/序时进度，%"),
		columns: []column{{width: 22}, {width: 100}, {flex: 1, pad: 4}, {width: 102, pad: 6}},
		demo:    demo,
		top:     true,
		place:   "整改措施表",
	}
	t.head = []row{{cells: []place{
		in(plain("序", bold)), in(plain("事项与状态", bold)), in(plain("整改措施", bold)), in(plain("牵头；责任单位", bold)),
	}}}
	for i, m := range items {
		subject := &textCell{top: true, paragraphs: []cellText{
			{spans: []span{{m.Measure.ID + " " + m.Measure.Label(), bold}}, pitch: tablePitch},
			statusLine(m.Status),
		}}
		if d := m.Decisive; d != nil {
			subject.paragraphs = append(subject.paragraphs, cellText{
				spans: []span{{percentFigure(d.Attained) + " / " + percentFigure(d.Expected), styleTable.in(inkMuted)}}, pitch: tablePitch,
			})
		}
		remedy := &textCell{top: true}
		for _, action := range m.Actions {
			text := action.Text
			if region := e.a.Plan.RegionOf(action.Region); region != nil && region.Code != e.home.Code {
				text = region.Label() + "：" + text
			}
			remedy.paragraphs = append(remedy.paragraphs, cellText{spans: []span{{text, styleTable}}, pitch: tablePitch})
		}
		if len(m.Actions) == 0 {
			remedy.paragraphs = []cellText{{spans: []span{{"未报，下期补报", styleTable.in(inkMuted)}}, pitch: tablePitch}}
		}
		units := plain(e.unitsOf(m.Measure), styleTable)
		units.top = true
		t.rows = append(t.rows, row{cells: []place{
			in(plain(fmt.Sprint(i+1), styleTable)), in(subject), in(remedy), in(units),
		}})
	}
	text := "按差距由大到小排列；差距取措施各指标中最差的一项。"
	if len(e.a.Counties) > 0 {
		text += e.place + "未报措施的，列滞后" + e.peers + "所报。"
	}
	t.after = []block{note("整改措施表注", demo, text)}
	e.add(t)
}

// unitsOf are a measure's units: the lead, then up to three that answer for it.
func (e *edition) unitsOf(m *model.Measure) string {
	lead := e.orgName(m.LeadUnit)
	var others []string
	for _, id := range m.ResponsibleUnits {
		if id != m.LeadUnit {
			others = append(others, e.orgName(id))
		}
	}
	const most = 3
	text := strings.Join(others[:min(len(others), most)], "、")
	if len(others) > most {
		text += fmt.Sprintf("等%d个单位", len(others))
	}
	if text == "" {
		return lead
	}
	return lead + "；" + text
}

func (e *edition) orgName(id string) string {
	if o := e.a.Plan.Org(id); o != nil {
		return o.Name
	}
	if name := wording.Collective(id, e.peers); name != "" {
		return name
	}
	return id
}
