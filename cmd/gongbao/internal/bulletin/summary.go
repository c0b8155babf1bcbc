package bulletin

import (
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// opening is the title block.
func (e *edition) opening() {
	e.add(masthead{name: e.name, number: e.issue.number(), office: e.conf.Publisher.Name, day: e.issue.day()})
	demo := e.anyDemonstration()
	text := e.conf.Notice
	mark := ""
	if demo {
		mark = wording.DemonstrationMark
		if text != "" && !strings.HasSuffix(text, "。") {
			text += "。"
		}
		text += "进展数据含演示数据，请勿引用；取自公开统计的数据另注来源。"
	}
	if text != "" || mark != "" {
		e.add(&noticeBox{title: mark, text: text, demo: demo})
	}
}

// summary is the first page: the finding, a paragraph, the goals.
func (e *edition) summary() {
	goals := e.a.Goals
	phrases := headline(goals)
	if phrases == nil {
		phrases = []string{e.conf.Title}
	}
	subtitle := ""
	if !e.a.Period.IsZero() {
		subtitle = "——" + e.a.Period.Label() + e.conf.Title
	}
	e.add(title{phrases, subtitle})
	statuses := make([]analysis.Status, len(goals))
	for i := range goals {
		statuses[i] = goals[i].Status
	}
	// From the most important sentence on: what the first page has no room for is left to the chapters.
	sentences := []string{tally("目标", statuses)}
	if worst := e.furthestBehind(); worst != nil {
		sentences = append(sentences, concentration(e.shares(worst)))
	}
	for i := range goals {
		if s := outlook(&goals[i]); s != "" && goals[i].Status.Lagging() {
			sentences = append(sentences, s)
			break
		}
	}
	label := e.tableLabel()
	var variants [][]block
	for n := len(sentences); n > 0; n-- {
		spans := standing(e.home, goals)
		if text := strings.Join(sentences[:n], ""); text != "" {
			spans = append(spans, span{text, styleBody})
		}
		if len(spans) == 0 {
			spans = []span{{"本期没有可以判定的目标数据。", styleBody}}
		}
		p := body("提要", e.demoIn(goals), spans...)
		p.grid = false
		variant := []block{p}
		if len(goals) > 0 {
			variant = append(variant, e.goalTable(label, goals))
		}
		variants = append(variants, variant)
	}
	e.add(choice{variants})
}

// furthestBehind is the lagging quantity among the goals, or nil.
func (e *edition) furthestBehind() *analysis.Result {
	for i := range e.a.Goals {
		r := &e.a.Goals[i]
		if r.Status.Lagging() && r.Kind() == model.Cumulative && r.Indicator.Aggregation == model.Sum {
			return r
		}
	}
	return nil
}

// shares is what every county still lacks to its own target.
func (e *edition) shares(goal *analysis.Result) []share {
	var list []share
	for _, ranked := range e.a.RankingByGap(goal.Indicator.ID, goal.Kind()) {
		if r := ranked.Result; r.Value != nil && r.Target != nil {
			list = append(list, share{short(ranked.Region), r.Aim.Value.Sub(*r.Value).Rat()})
		}
	}
	return list
}

// before is a goal as it was at the bulletin before; nil where there was none or nothing new has come since.
func (e *edition) before(r *analysis.Result) *analysis.Result {
	if e.a.Previous == nil || r.Region == nil {
		return nil
	}
	results := e.a.Previous.Results(r.Indicator.ID, r.Region.Code)
	for i := range results {
		if old := &results[i]; old.Target != nil && old.Kind() == r.Kind() && old.Value != nil && old.Period != r.Period {
			return old
		}
	}
	return nil
}

func (e *edition) goalTable(label string, goals []analysis.Result) *table {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{label, goalCaption(goals), e.a.Period.EndLabel()},
		columns: []column{{flex: 1}, {}, {}, {width: 88}, {}, {}},
		demo:    e.demoIn(goals),
		tight:   true,
		place:   "目标表",
	}
	head := func(s string, a align) place { return in(plain(s, bold).to(a)) }
	t.head = []row{{cells: []place{
		head("目标", left), head("本期值", right), head("较上期", right), head("完成度与序时进度（%）", left).over(2), head("状态", left),
	}}}
	var earlier []string // indicators whose newest figure is older
	for i := range goals {
		r := &goals[i]
		kind := r.Kind()
		name := bold
		below := "目标：" + requirement(r)
		if older := r.Indicator.Name + "为" + r.Period.EndLabel() + "数"; r.Period.End() < e.a.Period.End() && !r.Period.IsZero() && !slices.Contains(earlier, older) {
			earlier = append(earlier, older)
		}
		cells := []place{in(&textCell{paragraphs: []cellText{
			{spans: []span{{wording.Goal(r.Indicator, kind), name}}, pitch: 13},
			{spans: []span{{below, styleNote}}, pitch: 12},
		}})}
		switch {
		case r.Value == nil || r.Status == analysis.NoData:
			cells = append(cells, in(plain("—", styleTable).to(right)), in(plain("—", styleTable).to(right)),
				place{cell: plain(r.ReasonText(), styleNote), span: 2})
		default:
			figure, unit := wording.TargetParts(r.Value.Rat(), r.Indicator, kind)
			change := "—"
			if old := e.before(r); old != nil {
				change = signedFigure(r.Value.Sub(*old.Value).Rat(), r)
			}
			cells = append(cells, in(goalCell{figure, unit}), in(number(change, styleTable)), in(bar(r)), in(&textCell{
				align: right,
				paragraphs: []cellText{
					{spans: []span{{percentFigure(r.Attained), bold}}, pitch: 12.5},
					{spans: []span{{percentFigure(r.Expected), styleNote}}, pitch: 12},
				},
			}))
		}
		cells = append(cells, in(statusCell{status: r.Status, word: true}))
		t.rows = append(t.rows, row{cells: cells})
	}
	reading := "深色条为完成度，粗竖线为序时进度，细线为100%，竖纹为欠缺；右列上为完成度，下为序时进度。"
	if slices.ContainsFunc(goals, func(r analysis.Result) bool {
		return r.Kind() == model.AnnualFlow || r.Kind() == model.AnnualIncrease
	}) {
		reading += "年均目标的序时进度恒为100%。"
	}
	if e.a.Previous != nil {
		reading += "上期为" + e.a.Previous.Period.EndLabel() + "。"
	}
	if len(earlier) > 0 {
		reading += strings.Join(earlier, "，") + "。"
	}
	reading += "判定过程见附件。"
	t.after = []block{note("目标表注", t.demo, reading)}
	return t
}

func bar(r *analysis.Result) barCell {
	if r.Attained == nil || r.Expected == nil {
		return barCell{}
	}
	attained, _ := r.Attained.Float64()
	expected, _ := r.Expected.Float64()
	return barCell{attained, expected, true}
}

func percentFigure(r *big.Rat) string {
	if r == nil {
		return "—"
	}
	return strings.TrimSuffix(wording.Percent(r), "%")
}

// signedFigure is a change in the unit in which the figure itself is set.
func signedFigure(v *big.Rat, r *analysis.Result) string {
	figure, _ := wording.Parts(v, r.Indicator)
	if v.Sign() > 0 && strings.Trim(figure, "0.") != "" {
		figure = "+" + figure
	}
	if strings.Trim(figure, "0.+"+wording.Minus) == "" {
		return "持平"
	}
	if shown, _ := wording.Parts(r.Value.Rat(), r.Indicator); r.Indicator.Decimals == 0 && strings.ContainsRune(shown, '.') {
		// The figure itself stands in 万: its change in full, with the unit that differs.
		return wording.Difference(v, r.Indicator)
	}
	return figure
}

func goalCaption(goals []analysis.Result) string {
	var parts []string
	for _, s := range analysis.Statuses {
		if n := countGoals(goals, s); n > 0 {
			parts = append(parts, count(n)+"项"+s.Word())
		}
	}
	return count(len(goals)) + "项目标：" + strings.Join(parts, "，")
}

func countGoals(goals []analysis.Result, s analysis.Status) int {
	n := 0
	for _, g := range goals {
		if g.Status == s {
			n++
		}
	}
	return n
}
