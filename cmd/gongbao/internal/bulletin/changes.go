package bulletin

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// movements is what changed since the bulletin before.
func (e *edition) movements() {
	changes, revisions := e.changes(), e.revisions()
	if len(changes) == 0 && len(revisions) == 0 {
		return
	}
	demo := e.anyDemonstration()
	e.chapter("本期变动")
	if len(changes) > 0 {
		before := ""
		if p := e.a.Previous; p != nil && e.reissue == nil {
			before = p.Period.EndLabel()
		}
		sentences := append([]string{moved(before, changes)}, turns(changes, e.region)...)
		e.say("本期变动", demo, sentences...)
		e.changeTable(changes)
	}
	const few = 2 // revisions that need no table
	if len(revisions) > few {
		e.revisionTable(revisions)
		return
	}
	p := body("数据修订", demo)
	for _, r := range revisions {
		p.spans = append(p.spans, span{revised(r, e.regionLabel(r.Region)), styleBody})
		if r.New.Note == "" {
			continue
		}
		if mark, n := e.footnote(strings.TrimSuffix(r.New.Note, "。") + "。"); n != nil {
			last := &p.spans[len(p.spans)-1]
			last.text = strings.TrimSuffix(last.text, "。")
			p.spans, p.notes = append(p.spans, mark, span{"。", styleBody}), append(p.notes, n)
		}
	}
	if len(p.spans) > 0 {
		e.add(p)
	}
}

// changes are those that this bulletin has to report: in its own regions and measures; of a re-issue only what its own
// release changed.
func (e *edition) changes() []analysis.Change {
	var own []analysis.Change
	for _, c := range e.a.Changes {
		if !e.concerns(c.Region, c.Measure) {
			continue
		}
		if e.reissue != nil {
			was := e.statusBefore(c)
			if was == c.To {
				continue
			}
			c.From = was
		}
		own = append(own, c)
	}
	return own
}

// concerns says whether a measure, or with nil a goal, of a region is the bulletin's matter.
func (e *edition) concerns(r *model.Region, m *model.Measure) bool {
	switch e.subject.Kind {
	case OfCounty:
		return r != nil && r.Code == e.region.Code
	case OfMeasure, OfOrg:
		return m != nil && slices.ContainsFunc(e.own, func(own *model.Measure) bool { return own.ID == m.ID })
	}
	return true
}

// revisions are those of the bulletin's own regions and indicators.
func (e *edition) revisions() []analysis.Revision {
	if e.subject.Kind == OfCity {
		return e.a.Revisions
	}
	var own []analysis.Revision
	for _, r := range e.a.Revisions {
		if e.subject.Kind == OfCounty && r.Region.Code == e.region.Code || e.subject.Kind != OfCounty && e.reports(r.Indicator) {
			own = append(own, r)
		}
	}
	return own
}

// reports says whether an indicator is one of the bulletin's measures.
func (e *edition) reports(in *model.Indicator) bool {
	return slices.ContainsFunc(e.own, func(m *model.Measure) bool { return slices.Contains(m.Indicators, in.ID) })
}

// previous is the assessment that the bulletin before was made from: with today's figures, or for a re-issue as it was.
func (e *edition) previous() *analysis.Assessment {
	if e.reissue != nil {
		return e.reissue.before
	}
	return e.a.Previous
}

func (e *edition) statusBefore(c analysis.Change) analysis.Status {
	if c.Measure != nil {
		return e.reissue.before.Measure(c.Measure.ID, c.Region.Code).Status
	}
	if old := sameGoal(e.reissue.before, c.Result); old != nil {
		return old.Status
	}
	return analysis.NoData
}

// sameGoal is a goal as another assessment has it, or nil.
func sameGoal(a *analysis.Assessment, goal *analysis.Result) *analysis.Result {
	if a == nil || goal.Region == nil {
		return nil
	}
	results := a.Results(goal.Indicator.ID, goal.Region.Code)
	for i := range results {
		if old := &results[i]; old.Target != nil && old.Kind() == goal.Kind() {
			return old
		}
	}
	return nil
}

// mostRows is the number of rows of a table in the text that a reader still takes in; the rest is counted.
const mostRows = 24

func (e *edition) changeTable(changes []analysis.Change) {
	t := &table{
		caption: caption{unit: "完成度：上期→本期，%"},
		columns: []column{{}, {flex: 1, pad: 6}, {}, {pad: 10}, {pad: 6}},
		place:   "状态变动表",
	}
	bold := styleTable
	bold.face = sansBold
	t.head = []row{{cells: []place{
		in(plain("地区", bold)), in(plain("事项", bold)), in(plain("完成度", bold).to(right)), in(plain("上期状态", bold)), in(plain("本期状态", bold)),
	}}}
	kinds := kindsOf(changes)
	revisedOnly := false
	var left int
	var counts []string
	for _, group := range []struct {
		band    string
		changes []analysis.Change
	}{{"下降", kinds.down}, {"上升", kinds.up}, {"首次报数", kinds.first}, {"缺报", kinds.lost}} {
		if len(group.changes) == 0 {
			continue
		}
		counts = append(counts, fmt.Sprintf("%d项%s", len(group.changes), group.band))
		shown := e.weighty(group.changes)
		left += len(group.changes) - len(shown)
		if len(shown) == 0 {
			continue
		}
		t.rows = append(t.rows, row{band: group.band + "（" + e.whose(group.changes) + "）"})
		for _, c := range shown {
			item := ""
			if c.Measure != nil {
				item = c.Measure.ID + " " + c.Measure.Label()
			} else {
				item = wording.GoalInline(c.Result.Indicator, c.Result.Kind())
			}
			if c.ByRevision && e.reissue == nil {
				item += "①"
				revisedOnly = true
			}
			r := row{cells: []place{
				in(plain(e.compactLabel(c.Region), styleTable)), in(plain(item, styleTable)), in(spoken{plain(e.passage(c), styleTable).to(right)}),
				in(statusCell{status: c.From, word: true}), in(statusCell{status: c.To, word: true}),
			}}
			r.demo = c.Result != nil && c.Result.Demonstration
			t.rows = append(t.rows, r)
		}
	}
	if len(t.rows) == 0 { // the paragraph above has counted them
		return
	}
	t.caption.label = e.tableLabel()
	t.caption.title = "状态变动：" + strings.Join(counts, "，")
	var notes []string
	if revisedOnly {
		notes = append(notes, "①状态因数据修订改变，本期数没有使它变动。")
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s措施另有%d项变动，未列入。", e.peers, left))
	}
	if e.a.Previous != nil && e.reissue == nil {
		notes = append(notes, fmt.Sprintf("上期为%s，用修订后的数。", e.a.Previous.Period.EndLabel()))
	}
	if len(notes) > 0 {
		t.after = []block{note("状态变动表注", false, strings.Join(notes, ""))}
	}
	e.add(t)
}

func (e *edition) ours(c analysis.Change) bool {
	return e.region != nil && c.Region != nil && c.Region.Code == e.region.Code
}

// whose says how many changes are the plan's own region's and how many of the regions below: 全市1项，县（区）2项.
func (e *edition) whose(changes []analysis.Change) string {
	own := 0
	for _, c := range changes {
		if e.ours(c) {
			own++
		}
	}
	var parts []string
	if own > 0 {
		parts = append(parts, fmt.Sprintf("%s%d项", e.place, own))
	}
	if below := len(changes) - own; below > 0 {
		parts = append(parts, fmt.Sprintf("%s%d项", e.peers, below))
	}
	if e.subject.Kind == OfCounty {
		return fmt.Sprintf("%d项", own)
	}
	return strings.Join(parts, "，")
}

// weighty leaves the changes that a reader must see: those of the plan's own region; of the regions below what fell far
// behind, and what was completed while that is still news.
func (e *edition) weighty(changes []analysis.Change) []analysis.Change {
	const news = 10
	completed := 0
	for _, c := range changes {
		if !e.ours(c) && c.To == analysis.Achieved {
			completed++
		}
	}
	var list []analysis.Change
	for _, c := range changes {
		if e.ours(c) || len(list) < mostRows && (c.To == analysis.Behind || c.To == analysis.Achieved && completed <= news) {
			list = append(list, c)
		}
	}
	return list
}

// passage is a change's attainment before and now, where both are of one indicator.
func (e *edition) passage(c analysis.Change) string {
	if c.Result == nil || e.previous() == nil {
		return "—"
	}
	now := c.Result
	var old *analysis.Result
	if c.Measure == nil {
		old = sameGoal(e.previous(), now)
	} else if m := e.previous().Measure(c.Measure.ID, c.Region.Code); m.Decisive != nil &&
		m.Decisive.Indicator.ID == now.Indicator.ID && m.Decisive.Kind() == now.Kind() {
		old = m.Decisive
	}
	switch {
	case now.Attained == nil:
		return "—"
	case old == nil || old.Attained == nil:
		return percentFigure(now.Attained)
	}
	return percentFigure(old.Attained) + "→" + percentFigure(now.Attained)
}

func (e *edition) revisionTable(revisions []analysis.Revision) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(e.tableLabel(), fmt.Sprintf("数据修订：%d个数", len(revisions)), ""),
		columns: []column{{}, {flex: 1, pad: 5}, {pad: 5, width: 88}, {}, {}, {}, {pad: 10, flex: 1}},
		tight:   true,
		top:     true,
		place:   "数据修订表",
	}
	t.head = []row{{cells: []place{
		in(plain("地区", bold)), in(plain("指标", bold)), in(plain("时期", bold)), in(plain("原值", bold).to(right)),
		in(plain("修订值", bold).to(right)), in(plain("差额", bold).to(right)), in(plain("原因", bold)),
	}}}
	for _, r := range revisions[:min(len(revisions), mostRows)] {
		from, to, difference := "—", "—", "—"
		if r.Old.Value != nil {
			from = wording.Fixed(r.Old.Value.Rat(), r.Indicator.Decimals)
		}
		if r.New.Value != nil {
			to = wording.Fixed(r.New.Value.Rat(), r.Indicator.Decimals)
		}
		if r.Old.Value != nil && r.New.Value != nil {
			difference = wording.Signed(shownDifference(r.New.Value.Rat(), r.Old.Value.Rat(), r.Indicator.Decimals), r.Indicator.Decimals)
		}
		name := r.Indicator.Name + "（" + r.Indicator.ValueUnit + "）"
		t.rows = append(t.rows, row{demo: e.a.Plan.Invented(r.New.Source), cells: []place{
			in(plain(e.compactLabel(r.Region), styleTable)), in(plain(name, styleTable)), in(plain(r.Period.Label(), styleTable)),
			in(plain(from, styleTable).to(right)), in(plain(to, styleTable).to(right)), in(plain(difference, styleTable).to(right)),
			in(plain(r.New.Note, styleTable)),
		}})
	}
	if left := len(revisions) - mostRows; left > 0 {
		t.after = []block{note("数据修订表注", false, fmt.Sprintf("另有%d个数修订，见网页版。", left))}
	}
	e.add(t)
}

// shownDifference is the difference of two figures of a table, each rounded as it stands there.
func shownDifference(a, b *big.Rat, decimals int) *big.Rat {
	return model.NumberFromRat(a, decimals).Sub(model.NumberFromRat(b, decimals)).Rat()
}
