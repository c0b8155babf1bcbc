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
	if e.region == nil {
		return
	}
	var items []analysis.MeasureResult
	for _, own := range e.own {
		if m := e.a.Measure(own.ID, e.region.Code); m.Status.Lagging() {
			items = append(items, m)
		}
	}
	if len(items) == 0 {
		e.asks(nil)
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
	first := ""
	if len(e.own) > 1 {
		first = fmt.Sprintf("%d项措施中，%d项滞后", len(e.own), len(items))
		if len(names) > 0 {
			first += "，其中" + wording.List(names, "项") + "明显滞后"
		}
		first += "。"
	}
	worst := ""
	if d := items[0].Decisive; d != nil && len(items) > 1 {
		worst = "差距最大的是" + progress(d.Indicator.Name+"，", d, 0)
	}
	e.say("滞后事项", demo, first, worst, remedies(len(items), reported))
	e.actionTable(items, demo)
	e.asks(items)
}

// actionsFor are the city's own corrective actions or, where it has none, those of its counties.
func (e *edition) actionsFor(m analysis.MeasureResult) []model.Action {
	if len(m.Actions) > 0 || e.subject.Kind == OfCounty {
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

// laggingCounties lists the regions below in which a measure lags, with what each does about it.
func (e *edition) laggingCounties() {
	items, _ := e.laggingBelow(e.own[0])
	if own := e.a.Measure(e.own[0].ID, e.a.Plan.Region); own.Status.Lagging() {
		items = append([]analysis.MeasureResult{own}, items...)
	}
	if len(items) == 0 {
		e.asks(nil)
		return
	}
	demo, reported := false, 0
	for _, m := range items {
		demo = demo || m.Demonstration
		if len(m.Actions) > 0 {
			reported++
		}
	}
	e.chapter("滞后地区与整改措施")
	e.say("滞后事项", demo, remedies(len(items), reported))
	e.actionTable(items, demo)
	e.asks(items)
}

// actionTable has a row a lagging item: its status, what is done about it, by whom and until when.
func (e *edition) actionTable(items []analysis.MeasureResult, demo bool) {
	bold := styleTable
	bold.face = sansBold
	byRegion := e.subject.Kind == OfMeasure
	t := &table{
		caption: titled(e.tableLabel(), fmt.Sprintf("%d个滞后事项的整改措施", len(items)), "完成度/序时进度，%"),
		columns: []column{{width: 22}, {width: 96}, {flex: 1, pad: 4}, {width: 96, pad: 6}},
		demo:    demo,
		top:     true,
		stub:    1,
		place:   "整改措施表",
	}
	what, who := "事项与状态", "牵头；责任单位"
	if byRegion {
		what, who = "地区与状态", "责任单位"
	}
	head := []place{in(plain("序", bold)), in(plain(what, bold)), in(plain("整改措施", bold)), in(plain(who, bold))}
	dated := slices.ContainsFunc(items, func(m analysis.MeasureResult) bool {
		return slices.ContainsFunc(m.Actions, func(a model.Action) bool { return !a.Deadline.IsZero() })
	})
	if dated {
		head = append(head, in(plain("时限", bold)))
		t.columns = append(t.columns, column{width: 56, pad: 4})
	}
	t.head = []row{{cells: head}}
	for i, m := range items {
		name := m.Measure.ID + " " + m.Measure.Label()
		if byRegion {
			name = e.regionLabel(m.Region)
		}
		subject := &textCell{top: true, paragraphs: []cellText{
			{spans: []span{{name, bold}}, pitch: tablePitch},
			statusLine(m.Status),
		}}
		if d := m.Decisive; d != nil {
			subject.paragraphs = append(subject.paragraphs, cellText{
				spans: []span{{percentFigure(d.Attained) + " / " + percentFigure(d.Expected), styleTable.in(inkMuted)}}, pitch: tablePitch,
			})
		}
		remedy, deadline := &textCell{top: true, list: len(m.Actions) > 1}, &textCell{top: true}
		for _, action := range m.Actions {
			text := action.Text
			if region := e.a.Plan.RegionOf(action.Region); region != nil && region.Code != m.Region.Code {
				text = region.Label() + "：" + text
			}
			remedy.paragraphs = append(remedy.paragraphs, cellText{spans: []span{{text, styleTable}}, pitch: tablePitch})
			if day := e.day(action.Deadline); day != "" && !slices.ContainsFunc(deadline.paragraphs, func(p cellText) bool { return p.spans[0].text == day }) {
				deadline.paragraphs = append(deadline.paragraphs, cellText{spans: []span{{day, styleTable}}, pitch: tablePitch})
			}
		}
		if len(m.Actions) == 0 {
			remedy.paragraphs = []cellText{{spans: []span{{"未报，下期补报", styleTable.in(inkMuted)}}, pitch: tablePitch}}
		}
		units := plain(e.unitsFor(m), styleTable)
		units.top = true
		cells := []place{in(plain(fmt.Sprint(i+1), styleTable)), in(subject), in(remedy), in(units)}
		if dated {
			if len(deadline.paragraphs) == 0 {
				deadline.paragraphs = []cellText{{spans: []span{{"—", styleTable.in(inkMuted)}}, pitch: tablePitch}}
			}
			cells = append(cells, in(deadline))
		}
		t.rows = append(t.rows, row{demo: m.Demonstration, cells: cells})
	}
	text := "按差距由大到小排列；差距取措施各指标中最差的一项。"
	if !byRegion && e.subject.Kind != OfCounty && len(e.a.Counties) > 0 {
		text += e.place + "未报措施的，列滞后" + e.peers + "所报。"
	}
	t.after = []block{note("整改措施表注", demo, text)}
	e.add(t)
}

// day is a deadline: 8月31日 in the year of the bulletin, with its year in another.
func (e *edition) day(d model.Date) string {
	if d.IsZero() {
		return ""
	}
	text := ""
	if int(d.Year) != e.issue.Date.Year() || d.Month == 0 {
		text = fmt.Sprintf("%d年", d.Year)
	}
	if d.Month > 0 {
		text += fmt.Sprintf("%d月", d.Month)
		if d.Day > 0 {
			text += fmt.Sprintf("%d日", d.Day)
		} else {
			text += "底"
		}
	} else {
		text += "底"
	}
	return text
}

// unitsFor are the units that answer for a lagging item: in a county those that its actions name, else the measure's.
func (e *edition) unitsFor(m analysis.MeasureResult) string {
	if m.Region == nil || m.Region.Code == e.a.Plan.Region {
		return e.unitsOf(m.Measure)
	}
	var names []string
	for _, action := range m.Actions {
		name := e.orgName(action.Org)
		if action.Org == model.AllCounties {
			name = m.Region.Name + "人民政府"
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return e.orgName(m.Measure.LeadUnit)
	}
	return strings.Join(names, "、")
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
