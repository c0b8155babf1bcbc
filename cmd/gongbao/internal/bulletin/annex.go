package bulletin

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// annexes are the full tables, the working of every status, definitions and sources.
func (e *edition) annexes() {
	e.inAnnex = true
	if e.subject.Kind == OfOrg && e.ownResults() <= uprightRows {
		e.add(annex{label: "附件", title: "指标、判定口径和来源", anchor: "working"})
		e.measureIndicators(true)
		e.working()
		e.sources()
		return
	}
	var full []block
	kept := e.blocks
	e.blocks = nil
	switch e.subject.Kind {
	case OfCity:
		e.countyIndicators()
		e.measureIndicators(false)
	case OfCounty, OfOrg:
		e.measureIndicators(false)
	}
	full, e.blocks = e.blocks, kept
	label := "附件"
	if len(full) > 0 {
		e.add(sideways{append([]block{annex{label: "附件1", title: "指标表", anchor: "tables"}}, full...)})
		label = "附件2"
	}
	e.add(annex{label: label, title: "状态判定过程、口径和来源", anchor: "working"})
	e.working()
	e.sources()
}

// sideways sets blocks on landscape pages of their own.
type sideways struct{ blocks []block }

func (sideways) lead(*composer, []block) float64 { return 0 }

func (s sideways) set(c *composer) {
	c.sheet().closes = true
	c.frame = landscape
	c.turn()
	c.compose(s.blocks)
	c.frame = upright
	c.sheet().closes = true
	c.turn()
}

// uprightRows is how many rows of indicators stand on an upright page: fewer would leave a landscape page nearly empty.
const uprightRows = 8

// ownResults is the number of rows of the table of indicators.
func (e *edition) ownResults() (n int) {
	for _, m := range e.own {
		n += max(1, len(e.a.Measure(m.ID, e.region.Code).Results))
	}
	return n
}

// measureIndicators are all indicators of the bulletin's measures in its region, with what each status comes from. On an
// upright page the sum stands below the indicator's name.
func (e *edition) measureIndicators(upright bool) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		columns: []column{{}, {flex: 1}, {}, {}, {}, {}, {}, {}, {pad: 6}, {flex: 1.4, pad: 6}},
		tight:   true, place: "措施指标表", stub: 1,
		head: []row{{cells: []place{
			in(plain("措施", bold)), in(plain("指标（单位）", bold)), in(plain("基期值", bold).to(right)), in(plain("本期值", bold).to(right)), in(plain("目标值", bold).to(right)),
			in(plain("完成度", bold).to(right)), in(plain("序时进度", bold).to(right)), in(plain("差", bold).to(right)), in(plain("状态", bold)), in(plain("完成度的算式", bold)),
		}}},
	}
	named := func(name, sum string, cells []place) []place {
		label := plain(name, styleTable)
		if upright && sum != "" {
			label.paragraphs = append(label.paragraphs, cellText{spans: []span{{sum, styleNote}}, pitch: 12})
		}
		cells = append([]place{in(label)}, cells...)
		if !upright {
			cells = append(cells, in(plain(sum, styleTable)))
		}
		return cells
	}
	if upright {
		head := t.head[0].cells
		head[1] = in(plain("指标（单位）、完成度的算式", bold))
		t.head[0].cells = head[:len(head)-1]
		t.columns = t.columns[:len(t.columns)-1]
	}
	group := ""
	for _, m := range e.own {
		if m.Group != group {
			group = m.Group
			t.rows = append(t.rows, row{band: e.groupTitle(group)})
		}
		result := e.a.Measure(m.ID, e.region.Code)
		if len(result.Results) == 0 {
			var none []place
			for range 6 {
				none = append(none, in(number("—", styleTable)))
			}
			none = append(none, in(statusCell{status: analysis.NoData, word: true}))
			t.rows = append(t.rows, row{cells: append([]place{in(plain(m.ID, styleTable))}, named(m.Label(), result.ReasonText(), none)...)})
		}
		for i := range result.Results {
			r := &result.Results[i]
			t.demo = t.demo || r.Demonstration
			name := wording.GoalInline(r.Indicator, r.Kind()) + "（" + r.Indicator.ValueUnit + "）"
			t.rows = append(t.rows, row{
				demo: r.Demonstration, cells: append([]place{in(plain(m.ID, styleTable))}, named(name, attainedSum(r), e.workingCells(r))...),
			})
		}
	}
	if len(t.rows) == 0 {
		return
	}
	title := e.place + "各项措施的指标"
	if e.subject.Kind == OfOrg {
		title = "牵头措施的指标"
	}
	t.caption = titled(e.tableLabel(), title, "完成度、序时进度，%；差，百分点")
	t.after = []block{note("措施指标表注", t.demo, "差＝完成度 − 序时进度，用未取整的数计算。措施的状态取其指标中最差的一项。"+e.a.Period.EndLabel()+"。")}
	e.add(t)
}

// attainedSum is the sum that gives attainment, or why there is none.
func attainedSum(r *analysis.Result) string {
	if r.Status == analysis.NoData {
		return r.ReasonText()
	}
	return r.AttainedSum()
}

// countyIndicators are the regions below in all headline targets that they share, each with what its status comes from.
func (e *edition) countyIndicators() {
	goals := e.countyGoals()
	if len(goals) == 0 {
		return
	}
	bold := styleTable
	bold.face = sansBold
	t := &table{
		columns: []column{{}, {flex: 1}},
		tight:   true, place: e.peers + "指标表", stub: 1,
	}
	over, under := row{cells: []place{in(plain("", bold)), in(plain("", bold))}}, row{cells: []place{in(plain("代码", bold)), in(plain("地区", bold))}}
	for i := range goals {
		over.cells = append(over.cells, place{cell: plain(wording.GoalInline(goals[i].Indicator, goals[i].Kind())+"（"+goals[i].Indicator.ValueUnit+"）", bold).to(centre), span: 6})
		for _, h := range []string{"基期", "本期", "目标", "完成度", "差"} {
			under.cells = append(under.cells, in(plain(h, bold).to(right)))
			t.columns = append(t.columns, column{})
		}
		under.cells = append(under.cells, in(plain("状态", bold)))
		t.columns = append(t.columns, column{pad: 4})
	}
	t.head = []row{over, under}
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append([]*model.Region{e.home}, regions...)
	}
	for i, region := range regions {
		own := i == 0 && e.home != nil
		st := styleTable
		if own {
			st = bold
		}
		r := row{strong: own, cells: []place{in(plain(region.Code, styleTable)), in(plain(e.regionLabel(region), st))}}
		for j := range goals {
			goal := e.goalResult(&goals[j], region)
			if goal == nil {
				goal = &analysis.Result{Indicator: goals[j].Indicator, Region: region}
			}
			cells := e.workingCells(goal)
			r.cells = append(r.cells, cells[0], cells[1], cells[2], cells[3], cells[5], cells[6])
			r.demo = r.demo || goal.Demonstration
		}
		t.demo = t.demo || r.demo
		t.rows = append(t.rows, r)
	}
	for _, z := range e.a.Zones {
		t.rows = append(t.rows, row{cells: []place{
			in(plain(z.Code, styleTable)), in(plain(z.Name, styleTable)), {cell: plain("未单列，数据计入所在"+e.peers, styleNote), span: len(t.columns) - 2},
		}})
	}
	t.caption = titled(e.tableLabel(), "各"+e.peers+"目标的基期、本期和目标值", "完成度，%；差，百分点")
	t.after = []block{note(e.peers+"指标表注", t.demo, "差＝完成度 − 序时进度。"+e.peers+"对照本地区的目标。"+e.a.Period.EndLabel()+"。")}
	e.add(t)
}

// goalResult is a goal in another region, or nil where that has no such target.
func (e *edition) goalResult(goal *analysis.Result, region *model.Region) *analysis.Result {
	results := e.a.Results(goal.Indicator.ID, region.Code)
	for i := range results {
		if results[i].Target != nil && results[i].Kind() == goal.Kind() {
			return &results[i]
		}
	}
	return nil
}

// working is how every goal's status came about, and the standard.
func (e *edition) working() {
	bold := styleTable
	bold.face = sansBold
	what := "目标"
	if e.subject.Kind == OfMeasure {
		what = "指标"
	}
	if len(e.goals) > 0 {
		t := &table{
			caption: titled(e.tableLabel(), fmt.Sprintf("%s项%s的输入、算式和结果", count(len(e.goals)), what), ""),
			columns: []column{{}, {flex: 1, pad: 6}, {flex: 1, pad: 6}, {pad: 6}},
			demo:    e.demoIn(e.goals),
			tight:   true,
			top:     true,
			place:   "判定过程",
		}
		t.head = []row{{cells: []place{
			in(plain("步骤", bold)), in(plain("算法", bold)), in(plain("代入", bold)), in(plain("结果", bold).to(right)),
		}}}
		for i := range e.goals {
			g := &e.goals[i]
			t.rows = append(t.rows, row{band: wording.Goal(g.Indicator, g.Kind())})
			for _, s := range g.Working() {
				result := in(plain(s.Result, styleTable).to(right))
				if s.Key == "status" {
					result = in(statusCell{status: g.Status, word: true, align: right})
				}
				t.rows = append(t.rows, row{demo: g.Demonstration, cells: []place{
					in(plain(s.Name, styleTable)), in(plain(s.Formula, styleTable)), in(plain(s.Numbers, styleTable)), result,
				}})
			}
		}
		t.after = []block{note("判定过程注", t.demo, "差用未取整的数计算，再保留1位小数。")}
		e.add(t)
	}
	standard := &table{
		caption: titled(e.tableLabel(), "状态标准", "差＝完成度 − 序时进度，百分点"),
		columns: []column{{}, {flex: 1, pad: 10}},
		tight:   true,
		place:   "状态标准",
		head:    []row{{cells: []place{in(plain("状态", bold)), in(plain("条件（取最先成立者）", bold))}}},
	}
	on, behind := e.a.Tolerance().OnTrack, e.a.Tolerance().SlightlyBehind
	for _, line := range []struct {
		status    analysis.Status
		condition string
	}{
		{analysis.NoData, "未报、口径未定，或数据不足以计算"},
		{analysis.Achieved, "按指标方向达到目标值"},
		{analysis.Behind, fmt.Sprintf("与目标方向相反，或差低于−%d", behind)},
		{analysis.Ahead, fmt.Sprintf("差大于+%d", on)},
		{analysis.OnTrack, fmt.Sprintf("差在−%d至+%d之间，含两端", on, on)},
		{analysis.SlightlyBehind, fmt.Sprintf("差低于−%d，不低于−%d", on, behind)},
	} {
		standard.rows = append(standard.rows, row{cells: []place{
			in(statusCell{status: line.status, word: true}), in(plain(line.condition, styleTable)),
		}})
	}
	if slices.ContainsFunc(e.goals, func(r analysis.Result) bool { return r.Ceiling }) {
		standard.after = []block{note("状态标准注", false, "上限（不超过）目标的差＝序时进度 − 完成度；到目标期末才判定为已完成。")}
	}
	e.add(standard, gapBlock(6))
}

// sources ends the annex and the bulletin: definitions of the goals' indicators, the sources of all figures used, 版记.
func (e *edition) sources() {
	bold := styleTable
	bold.face = sansBold
	definitions := &table{
		caption: titled(e.tableLabel(), "目标指标的口径", ""),
		columns: []column{{width: 104}, {pad: 6}, {flex: 1, pad: 6}},
		tight:   true,
		top:     true,
		place:   "口径表",
		head:    []row{{cells: []place{in(plain("指标", bold)), in(plain("单位", bold)), in(plain("口径", bold))}}},
	}
	used := map[string]bool{}
	collect := func(results []analysis.Result) {
		for i := range results {
			if p := results[i].Latest; p != nil {
				for _, s := range p.Sources {
					used[s] = true
				}
			}
			if t := results[i].Target; t != nil {
				for _, m := range t.Milestones {
					used[m.Source] = true
				}
			}
		}
	}
	// The goals' indicators, or in the bulletin of measures theirs.
	general := e.subject.Kind == OfCity || e.subject.Kind == OfCounty
	for i := range e.a.Plan.Indicators {
		in0 := &e.a.Plan.Indicators[i]
		if general && !in0.Headline || !general && !e.reports(in0) {
			continue
		}
		for _, r := range e.regions() {
			collect(e.a.Results(in0.ID, r.Code))
		}
		definitions.rows = append(definitions.rows, row{cells: []place{
			in(plain(in0.Name, styleTable)), in(plain(in0.ValueUnit, styleTable)), in(plain(in0.Definition, styleTable)),
		}})
	}
	for _, r := range e.regions() {
		for _, m := range e.own {
			collect(e.a.Measure(m.ID, r.Code).Results)
		}
	}
	if !general {
		definitions.caption.title = "指标的口径"
	}
	if len(definitions.rows) > 0 {
		if general {
			definitions.after = []block{note("口径表注", false, "各措施指标的口径见各措施简报和网页版。")}
		}
		e.add(definitions)
	}
	if text := e.noticeText(); len([]rune(text)) > longestNotice {
		e.add(note("声明全文", e.anyDemonstration(), "声明全文："+text))
	}
	sources := &table{
		caption: titled(e.tableLabel(), "数据来源", ""),
		columns: []column{{flex: 2}, {flex: 1, pad: 8}, {pad: 8}},
		tight:   true,
		top:     true,
		place:   "来源表",
		head:    []row{{cells: []place{in(plain("来源", bold)), in(plain("编制或发布单位", bold)), in(plain("性质", bold))}}},
	}
	for i := range e.a.Plan.Sources {
		s := &e.a.Plan.Sources[i]
		if used[s.ID] {
			sources.rows = append(sources.rows, row{demo: s.Kind == model.Demonstration, cells: []place{
				in(plain(s.Name, styleTable)), in(plain(cmp.Or(s.Publisher, "—"), styleTable)), in(plain(sourceKind(s.Kind), styleTable)),
			}})
		}
	}
	end := imprint{office: e.conf.Publisher.Name, version: "数据版本：" + e.issue.Release}
	if !e.issue.Date.IsZero() {
		end.day = e.issue.day() + "编发"
		end.version += "，发布时点" + e.issue.Date.Format("2006-01-02 15:04 -07:00")
	}
	if len(sources.rows) == 0 {
		e.add(end)
		return
	}
	sources.after = []block{end} // with the last rows, so that it never has a page to itself
	e.add(sources)
}

func sourceKind(k model.SourceKind) string {
	switch k {
	case model.Official:
		return "官方公布"
	case model.Reported:
		return "转引或部门报送"
	case model.DerivedSource:
		return "推算"
	case model.Demonstration:
		return wording.DemonstrationMark
	}
	return string(k)
}
