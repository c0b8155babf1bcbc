package bulletin

import (
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// plates adds a figure; bars that one page cannot hold are divided.
func (e *edition) plates(f figure.Figure, unit string) {
	const most = 28
	label := e.figureLabel()
	bars := f.Bars
	for n := 0; n == 0 || len(bars) > 0; n++ {
		part := f
		part.Bars = bars[:min(len(bars), most)]
		bars = bars[len(part.Bars):]
		e.add(&plate{
			caption: titled(label, f.Title, unit), figure: part, demo: f.Mark != figure.Real, place: label, part: n,
		})
		if n == 0 {
			label = "续" + label
		}
	}
	e.blocks[len(e.blocks)-1].(*plate).note = figureNote(f)
}

// figureNote is what stands below a figure: where and when, its caveats, its sources.
func figureNote(f figure.Figure) block {
	var parts []string
	if f.Subtitle != "" {
		parts = append(parts, f.Subtitle)
	}
	parts = append(parts, f.Notes...)
	if len(f.Sources) > 0 {
		parts = append(parts, "来源："+strings.Join(f.Sources, "、"))
	}
	if text := strings.Join(parts, "；"); text != "" {
		return note("图注", f.Mark != figure.Real, text+"。")
	}
	return gapBlock(6)
}

// trend is a figure that is the same in every setting of a bulletin.
type trend struct {
	figure     figure.Figure
	has, known bool
}

// outlook is the trend of the first level among the goals, where the pace leads, and how the goals fit together.
func (e *edition) outlook() {
	var shown *analysis.Result
	for i := range e.goals {
		r := &e.goals[i]
		if kind := r.Kind(); kind == model.LevelTarget || kind == model.Cumulative && shown == nil {
			if shown == nil || shown.Kind() != model.LevelTarget {
				shown = r
			}
		}
	}
	if e.subject.Kind == OfMeasure { // the indicator that decides
		if d := e.a.Measure(e.own[0].ID, e.a.Plan.Region).Decisive; d != nil {
			shown = d
		}
	}
	notes := e.a.Notes // how the plan's own targets fit together is the city's matter
	if e.subject.Kind != OfCity {
		notes = nil
	}
	if shown == nil && len(notes) == 0 {
		return
	}
	if shown != nil && !e.trend.known {
		e.trend.figure, e.trend.has = figure.NewTrend(e.a, *shown)
		e.trend.known = true
	}
	has := e.trend.has
	if !has && len(notes) == 0 {
		return
	}
	e.chapter("趋势与测算")
	both := has && len(notes) > 0
	if has {
		if both {
			e.add(&heading{level: 2, text: "（一）趋势和推算", under: true})
		}
		e.say("趋势", e.demoIn(e.goals), prospects(e.goals)...)
		e.plates(e.trend.figure, "")
		e.paceTable()
	}
	for i, n := range notes {
		if both && i == 0 {
			e.add(&heading{level: 2, text: "（二）目标之间的关系"})
		}
		e.say(n.Title, n.Demonstration, n.Text)
		var numbers []string
		for _, s := range n.Steps {
			if s.Numbers != "" {
				numbers = append(numbers, s.Numbers+" = "+s.Result)
			}
		}
		if len(numbers) > 0 {
			e.add(note(n.Title, n.Demonstration, "算式："+strings.Join(numbers, "；")+"。"))
		}
	}
}

// paceTable sets the pace still needed beside the last year's.
func (e *edition) paceTable() {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{title: "按近一年速度推算", unit: ""},
		columns: []column{{flex: 3}, {flex: 1}, {flex: 1}, {flex: 1}, {flex: 1}, {flex: 1}},
		tight:   true,
		place:   "推算表",
	}
	t.head = []row{{cells: []place{
		in(plain("目标", bold)), in(plain("本期", bold).to(right)), in(plain("推算", bold).to(right)), in(plain("目标值", bold).to(right)),
		in(plain("还需增减", bold).to(right)), in(plain("所需速度倍数", bold).to(right)),
	}}}
	for i := range e.goals {
		r := &e.goals[i]
		if r.Projected == nil || r.Value == nil {
			continue
		}
		decimals := r.Indicator.Decimals
		times, left := "—", "—"
		if ratio := effortRatio(r); ratio != nil {
			times = wording.Fixed(ratio, 2)
		}
		if !r.Ceiling {
			left = wording.Signed(shownDifference(r.Aim.Value.Rat(), r.Value.Rat(), decimals), decimals)
		}
		t.rows = append(t.rows, row{demo: r.Demonstration, cells: []place{
			in(plain(wording.GoalInline(r.Indicator, r.Kind())+"（"+r.Indicator.ValueUnit+"）", styleTable)),
			in(number(wording.Fixed(r.Value.Rat(), decimals), styleTable)), in(number(wording.Fixed(r.Projected, decimals), styleTable)),
			in(number(wording.Fixed(r.Aim.Value.Rat(), decimals), styleTable)),
			in(number(left, styleTable)), in(number(times, styleTable)),
		}})
	}
	if len(t.rows) == 0 {
		return
	}
	t.caption.label = e.tableLabel()
	t.after = []block{note("推算表注", false, "推算：以最近一年的平均速度延至目标期，不考虑政策变化。倍数＝余下时间每年所需 ÷ 近一年实际。")}
	e.add(t)
}
