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
	e.add(masthead{name: e.name, number: strings.TrimSuffix(e.issue.number()+"　"+e.label, "　"), office: e.conf.Publisher.Name, day: e.issue.day()})
	demo := e.anyDemonstration()
	mark := ""
	if demo {
		mark = wording.DemonstrationMark
	}
	if text := e.noticeText(); text != "" || mark != "" || e.issue.Address != "" {
		e.add(&noticeBox{title: mark, text: text, demo: demo, address: e.issue.Address})
	}
}

// noticeText is the configuration's notice, and what must be said of demonstration figures.
func (e *edition) noticeText() string {
	text := e.conf.Notice
	if e.anyDemonstration() {
		if text != "" && !strings.HasSuffix(text, "。") {
			text += "。"
		}
		text += "进展数据含演示数据，请勿引用；取自公开统计的数据另注来源。"
	}
	return text
}

// summary is the first page: the finding, a paragraph, the goals.
func (e *edition) summary() {
	phrases := e.finding()
	if phrases == nil {
		phrases = []string{e.conf.Title}
	}
	e.add(title{phrases, e.subtitle()})
	var first []span
	if e.reissue != nil {
		first = []span{{e.reissue.says(e.changes()) + e.reissue.brought(), styleBody}}
	}
	var notes []*footnote
	opening, sentences := e.openingSentences()
	if at := len(opening) - 1; at > 0 {
		if mark, n := e.provisional(); n != nil { // before the full stop
			opening, notes = slices.Insert(slices.Clone(opening), at, mark), append(notes, n)
		}
	}
	first = append(first, opening...)
	label := ""
	if len(e.goals) > 0 {
		label = e.tableLabel()
	}
	// From the most important sentence on: what the first page has no room for is left to the chapters.
	var variants [][]block
	for n := max(1, len(sentences)); n > 0; n-- {
		spans := slices.Clone(first)
		if text := strings.Join(sentences[:min(n, len(sentences))], ""); text != "" {
			spans = append(spans, span{text, styleBody})
		}
		if len(spans) == 0 {
			spans = []span{{"本期没有可以判定的目标数据。", styleBody}}
		}
		p := body("提要", e.demoIn(e.goals), spans...)
		p.grid, p.notes = false, notes
		variant := []block{p}
		if len(e.goals) > 0 {
			variant = append(variant, e.goalTable(label, e.goals))
		}
		variants = append(variants, variant)
	}
	e.add(choice{variants})
	if e.subject.Kind == OfCounty {
		e.positions()
	}
}

// subtitle says when and where.
func (e *edition) subtitle() string {
	when := e.issue.Title
	if e.reissue == nil {
		if e.a.Period.IsZero() {
			return ""
		}
		when = e.a.Period.Label()
	} else if when == "" {
		return ""
	}
	switch e.subject.Kind {
	case OfCounty:
		return "——" + when + e.region.Name + e.topic
	case OfMeasure:
		return "——" + when + e.own[0].ID + " " + e.own[0].Label() + "进展"
	case OfOrg:
		return "——" + when + e.label + "牵头措施进展"
	}
	if e.reissue != nil {
		return "——" + when
	}
	return "——" + when + e.conf.Title
}

// finding is the bulletin's title in phrases.
func (e *edition) finding() []string {
	if e.reissue != nil {
		return e.reissue.headline(e.changes(), len(e.revisions()))
	}
	switch e.subject.Kind {
	case OfMeasure:
		return e.measureHeadline(e.own[0])
	case OfOrg:
		return e.orgHeadline()
	}
	return headline(e.goals)
}

// openingSentences are what the summary says: the figures that matter, then sentences by weight.
func (e *edition) openingSentences() (first []span, more []string) {
	switch e.subject.Kind {
	case OfCounty:
		return standing(e.place, e.goals), e.countySentences()
	case OfMeasure:
		return nil, e.measureSentences(e.own[0])
	case OfOrg:
		return nil, e.orgSentences()
	}
	statuses := make([]analysis.Status, len(e.goals))
	for i := range e.goals {
		statuses[i] = e.goals[i].Status
	}
	more = []string{tally("目标", statuses)}
	if worst := e.furthestBehind(); worst != nil {
		more = append(more, concentration(e.peers, e.shares(worst)))
	}
	for i := range e.goals {
		if s, _ := outlook(&e.goals[i], 0); s != "" && e.goals[i].Status.Lagging() {
			more = append(more, s)
			break
		}
	}
	return standing(e.place, e.goals), more
}

// provisional is a note on figures that are not final yet (初步数, SDMX status P); nil where there are none.
func (e *edition) provisional() (span, *footnote) {
	var names []string
	for i := range e.goals {
		if p := e.goals[i].Latest; p != nil && p.Status == "P" && !slices.Contains(names, e.goals[i].Indicator.Name) {
			names = append(names, e.goals[i].Indicator.Name)
		}
	}
	if len(names) == 0 {
		return span{}, nil
	}
	return e.footnote(wording.List(names, "项") + "为初步数，以后可能修订。")
}

// furthestBehind is the lagging quantity among the goals, or nil.
func (e *edition) furthestBehind() *analysis.Result {
	for i := range e.goals {
		r := &e.goals[i]
		if r.Status.Lagging() && !r.Ceiling && r.Kind() == model.Cumulative && r.Indicator.Aggregation == model.Sum {
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
			list = append(list, share{ranked.Region.Label(), r.Aim.Value.Sub(*r.Value).Rat()})
		}
	}
	return list
}

// before is a goal as it was at the bulletin before; nil where there was none or nothing new has come since.
func (e *edition) before(r *analysis.Result) *analysis.Result {
	if e.reissue != nil {
		return nil
	}
	old := sameGoal(e.a.Previous, r)
	if old == nil || old.Value == nil || r.Value == nil || old.Period == r.Period {
		return nil
	}
	return old
}

func (e *edition) goalTable(label string, goals []analysis.Result) *table {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(label, goalCaption(goals), e.a.Period.EndLabel()),
		columns: []column{{flex: 1}, {}, {width: 88}, {}, {}},
		demo:    e.demoIn(goals),
		tight:   true,
		place:   "目标表",
	}
	head := func(s string, a align) place { return in(plain(s, bold).to(a)) }
	heads := []place{head("目标", left), head("本期值", right), head("完成度与序时进度（%）", left).over(2), head("状态", left)}
	compared := slices.ContainsFunc(goals, func(r analysis.Result) bool { return e.before(&r) != nil })
	if compared {
		heads = slices.Insert(heads, 2, head("较上期", right))
		t.columns = slices.Insert(t.columns, 2, column{})
	}
	t.head = []row{{cells: heads}}
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
			cells = append(cells, in(plain("—", styleTable).to(right)))
			if compared {
				cells = append(cells, in(plain("—", styleTable).to(right)))
			}
			cells = append(cells, place{cell: plain(r.ReasonText(), styleNote), span: 2})
		default:
			figure, unit := wording.TargetParts(amount(r.Value.Rat(), r), r.Indicator, kind)
			cells = append(cells, in(goalCell{figure, unit}))
			if compared {
				change := "—"
				if old := e.before(r); old != nil {
					change = signedFigure(amount(new(big.Rat).Sub(asShown(r.Value.Rat(), r.Indicator), asShown(old.Value.Rat(), r.Indicator)), r), r)
				}
				cells = append(cells, in(number(change, styleTable)))
			}
			cells = append(cells, in(bar(r)), in(&textCell{
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
	if slices.ContainsFunc(goals, func(r analysis.Result) bool { return r.Kind().Annual() }) {
		reading += "年均目标的序时进度恒为100%。"
	}
	if slices.ContainsFunc(goals, func(r analysis.Result) bool { return r.Ceiling }) {
		reading += "上限目标的完成度为已用部分，低于序时为好。"
	}
	if compared {
		reading += "上期为" + e.a.Previous.Period.EndLabel() + "。"
	}
	if len(earlier) > 0 {
		reading += strings.Join(earlier, "，") + "。"
	}
	reading += "判定过程见"
	below := note("目标表注", t.demo, reading)
	below.spans = append(below.spans, span{"附件", styleNote.to("#working")}, span{"。", styleNote})
	t.after = []block{below}
	return t
}

func bar(r *analysis.Result) barCell {
	if r.Attained == nil || r.Expected == nil {
		return barCell{}
	}
	attained, _ := r.Attained.Float64()
	expected, _ := r.Expected.Float64()
	return barCell{attained: attained, expected: expected, known: true, ceiling: r.Ceiling}
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
