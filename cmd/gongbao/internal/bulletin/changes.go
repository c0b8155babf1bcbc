package bulletin

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/wording"
)

// movements is what changed since the bulletin before.
func (e *edition) movements() {
	changes, revisions := e.a.Changes, e.a.Revisions
	if len(changes) == 0 && len(revisions) == 0 {
		return
	}
	demo := e.anyDemonstration()
	e.chapter("本期变动")
	if len(changes) > 0 {
		before := ""
		if p := e.a.Previous; p != nil {
			before = p.Period.EndLabel()
		}
		sentences := append([]string{moved(before, changes)}, turns(changes, e.home)...)
		e.say("本期变动", demo, sentences...)
		e.changeTable(changes)
	}
	const few = 2 // revisions that need no table
	if len(revisions) > few {
		e.revisionTable(revisions)
		return
	}
	var sentences []string
	for _, r := range revisions {
		sentences = append(sentences, revised(r, e.home))
	}
	e.say("数据修订", demo, sentences...)
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
	up := slices.DeleteFunc(slices.Clone(changes), func(c analysis.Change) bool { return !c.Up() })
	down := slices.DeleteFunc(slices.Clone(changes), func(c analysis.Change) bool { return c.Up() })
	revisedOnly := false
	var left int
	for _, group := range []struct {
		band    string
		changes []analysis.Change
	}{{"下降", down}, {"上升", up}} {
		shown := e.weighty(group.changes)
		left += len(group.changes) - len(shown)
		if len(shown) == 0 {
			continue
		}
		t.rows = append(t.rows, row{band: fmt.Sprintf("%s（%d项）", group.band, len(group.changes))})
		for _, c := range shown {
			item := ""
			if c.Measure != nil {
				item = c.Measure.ID + " " + c.Measure.Label()
			} else {
				item = wording.Goal(c.Result.Indicator, c.Result.Kind())
			}
			if c.ByRevision {
				item += "①"
				revisedOnly = true
			}
			r := row{cells: []place{
				in(plain(e.compactLabel(c.Region), styleTable)), in(plain(item, styleTable)), in(plain(e.passage(c), styleTable).to(right)),
				in(statusCell{status: c.From, word: true}), in(statusCell{status: c.To, word: true}),
			}}
			r.demo = c.Result != nil && c.Result.Demonstration
			t.rows = append(t.rows, r)
		}
	}
	t.caption.label = e.tableLabel()
	var counts []string
	if len(down) > 0 {
		counts = append(counts, fmt.Sprintf("%d项下降", len(down)))
	}
	if len(up) > 0 {
		counts = append(counts, fmt.Sprintf("%d项上升", len(up)))
	}
	t.caption.title = "状态变动：" + strings.Join(counts, "，")
	var notes []string
	if revisedOnly {
		notes = append(notes, "①状态因数据修订改变，本期数没有使它变动。")
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s措施另有%d项变动，未列入。", counties, left))
	}
	if e.a.Previous != nil {
		notes = append(notes, fmt.Sprintf("上期为%s，用修订后的数。", e.a.Previous.Period.EndLabel()))
	}
	if len(notes) > 0 {
		t.after = []block{note("状态变动表注", false, strings.Join(notes, ""))}
	}
	e.add(t)
}

// weighty leaves the changes that a reader must see: those of the plan's own region; of counties what fell far behind,
// and what was completed while that is still news.
func (e *edition) weighty(changes []analysis.Change) []analysis.Change {
	const news = 10
	own := func(c analysis.Change) bool { return e.home != nil && c.Region != nil && c.Region.Code == e.home.Code }
	completed := 0
	for _, c := range changes {
		if !own(c) && c.To == analysis.Achieved {
			completed++
		}
	}
	var list []analysis.Change
	for _, c := range changes {
		if own(c) || len(list) < mostRows && (c.To == analysis.Behind || c.To == analysis.Achieved && completed <= news) {
			list = append(list, c)
		}
	}
	return list
}

// passage is a change's attainment before and now, where both are of one indicator.
func (e *edition) passage(c analysis.Change) string {
	if c.Result == nil || e.a.Previous == nil {
		return "—"
	}
	now := c.Result
	var old *analysis.Result
	if c.Measure == nil {
		old = e.before(now)
	} else if m := e.a.Previous.Measure(c.Measure.ID, c.Region.Code); m.Decisive != nil &&
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
		caption: caption{e.tableLabel(), fmt.Sprintf("数据修订：%d个数", len(revisions)), ""},
		columns: []column{{}, {flex: 1, pad: 5}, {pad: 5, width: 88}, {}, {}, {}, {pad: 10, flex: 1}},
		tight:   true,
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
			difference = wording.Signed(r.New.Value.Sub(*r.Old.Value).Rat(), r.Indicator.Decimals)
		}
		name := r.Indicator.Name + "（" + r.Indicator.ValueUnit + "）"
		t.rows = append(t.rows, row{demo: e.demoSource(r.New.Source), cells: []place{
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
