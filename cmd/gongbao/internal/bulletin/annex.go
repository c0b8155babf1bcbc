package bulletin

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// working begins the annex: how every goal's status came about, and the standard.
func (e *edition) working() {
	e.inAnnex = true
	e.add(annex{label: "附件", title: "状态判定过程、口径和来源", anchor: "working"})
	bold := styleTable
	bold.face = sansBold
	if len(e.a.Goals) > 0 {
		t := &table{
			caption: titled(e.tableLabel(), count(len(e.a.Goals))+"项目标的输入、算式和结果", ""),
			columns: []column{{}, {flex: 1, pad: 6}, {flex: 1, pad: 6}, {pad: 6}},
			demo:    e.demoIn(e.a.Goals),
			tight:   true,
			top:     true,
			place:   "判定过程",
		}
		t.head = []row{{cells: []place{
			in(plain("步骤", bold)), in(plain("算法", bold)), in(plain("代入", bold)), in(plain("结果", bold).to(right)),
		}}}
		for i := range e.a.Goals {
			g := &e.a.Goals[i]
			t.rows = append(t.rows, row{band: wording.Goal(g.Indicator, g.Kind())})
			for _, s := range g.Working {
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
	if slices.ContainsFunc(e.a.Goals, func(r analysis.Result) bool { return r.Ceiling }) {
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
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append(regions, e.home)
	}
	for i := range e.a.Plan.Indicators {
		in0 := &e.a.Plan.Indicators[i]
		if !in0.Headline {
			continue
		}
		for _, r := range regions {
			collect(e.a.Results(in0.ID, r.Code))
		}
		definitions.rows = append(definitions.rows, row{cells: []place{
			in(plain(in0.Name, styleTable)), in(plain(in0.ValueUnit, styleTable)), in(plain(in0.Definition, styleTable)),
		}})
	}
	for _, r := range regions {
		for i := range e.a.Plan.Measures {
			collect(e.a.Measure(e.a.Plan.Measures[i].ID, r.Code).Results)
		}
	}
	if len(definitions.rows) > 0 {
		definitions.after = []block{note("口径表注", false, "各措施指标的口径见网页版。")}
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
