package bulletin

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// measures is the matrix of measures and counties.
func (e *edition) measures() {
	plan := e.a.Plan
	if len(plan.Measures) == 0 || e.home == nil {
		return
	}
	e.chapter("措施进展")
	statuses := make([]analysis.Status, len(plan.Measures))
	demo := false
	var absent []string
	due := 0
	matrix := e.a.Matrix()
	for i := range plan.Measures {
		m := e.a.Measure(plan.Measures[i].ID, e.home.Code)
		statuses[i] = m.Status
		demo = demo || m.Demonstration
		for _, r := range matrix[i] {
			demo = demo || r.Demonstration
			if r.Reason == analysis.NoTarget {
				continue
			}
			due++
			if r.Status == analysis.NoData {
				absent = append(absent, short(r.Region)+"（"+r.Measure.ID+"）")
			}
		}
	}
	e.say("措施进展", demo, tally("措施", statuses), e.hotspots(matrix))
	const most = 10 // counties that stand side by side
	after := []block{legend{demo}, note("措施表注", demo, "有底色的格为滞后。"+missing(due, absent)+"没有数据的不按零计算，也不沿用上期数。")}
	if len(e.a.Counties) <= most {
		e.matrixByMeasure(matrix, demo, after)
	} else {
		e.matrixByCounty(matrix, demo, after)
	}
}

// hotspots names the measures that lag in most counties.
func (e *edition) hotspots(matrix [][]analysis.MeasureResult) string {
	type spot struct {
		id string
		n  int
	}
	var spots []spot
	for i := range matrix {
		n := 0
		for _, r := range matrix[i] {
			if r.Status.Lagging() {
				n++
			}
		}
		if n > 0 && 2*n >= len(matrix[i]) {
			spots = append(spots, spot{e.a.Plan.Measures[i].ID, n})
		}
	}
	if len(spots) == 0 {
		return ""
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return b.n - a.n })
	names := make([]string, len(spots))
	for i, s := range spots {
		names[i] = s.id
	}
	return wording.List(names, "项措施") + "在半数以上" + counties + "滞后。"
}

// packed is the text of a dense table.
func packed(text string) *textCell {
	return &textCell{paragraphs: []cellText{{spans: []span{{text, styleTable.at(8.5)}}, pitch: 11}}}
}

func matrixCaption(matrix [][]analysis.MeasureResult) string {
	cells, behind := 0, 0
	for _, r := range matrix {
		for _, m := range r {
			if m.Status != analysis.NoData {
				cells++
			}
			if m.Status.Lagging() {
				behind++
			}
		}
	}
	if cells == 0 {
		return "措施与" + counties + "状态"
	}
	return fmt.Sprintf("措施与%s状态：%d格中%d格滞后", counties, cells, behind)
}

func matrixCell(s analysis.Status) place {
	ground, has := statusGround(s)
	return on(statusCell{status: s}, ground, has)
}

// matrixByMeasure has a row a measure and a column a county.
func (e *edition) matrixByMeasure(matrix [][]analysis.MeasureResult, demo bool, after []block) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{e.tableLabel(), matrixCaption(matrix), "完成度，%"},
		columns: []column{{pad: 2}, {flex: 1, pad: 3}, {pad: 3}, {width: 28}},
		demo:    demo, tight: true, dense: true, place: "措施表", after: after,
	}
	if len(e.a.Counties) == 0 {
		t.caption.title = "措施状态"
	}
	head := row{cells: []place{in(plain("措施", bold)).over(2), in(plain("完成度", bold).to(right)), in(plain(regionWord(e.home), bold).to(centre))}}
	for _, county := range e.a.Counties {
		head.cells = append(head.cells, in(plain(short(county), bold.at(8.5)).to(centre)))
		t.columns = append(t.columns, column{width: min(40, 228/float64(len(e.a.Counties)))})
	}
	t.head = []row{head}
	for _, group := range e.a.Plan.Groups {
		if group.Title != "" {
			t.rows = append(t.rows, row{band: "（" + ordinal(group.Number) + "）" + group.Title})
		}
		for _, id := range group.Measures {
			i := slices.IndexFunc(e.a.Plan.Measures, func(m model.Measure) bool { return m.ID == id })
			m := e.a.Measure(id, e.home.Code)
			attained := "—"
			if m.Decisive != nil && m.Decisive.Attained != nil {
				attained = percentFigure(m.Decisive.Attained)
			}
			r := row{cells: []place{
				in(plain(id, styleTable)), in(packed(m.Measure.Label())), in(number(attained, styleTable)), matrixCell(m.Status),
			}}
			for _, cell := range matrix[i] {
				r.cells = append(r.cells, matrixCell(cell.Status))
			}
			t.rows = append(t.rows, r)
		}
	}
	e.add(t)
}

// matrixByCounty has a row a county: for many counties, whose columns no page could hold. Measures that a page cannot
// hold side by side go into further tables.
func (e *edition) matrixByCounty(matrix [][]analysis.MeasureResult, demo bool, after []block) {
	const most = 20
	bold := styleTable
	bold.face = sansBold
	for from := 0; from < len(matrix); from += most {
		part := matrix[from:min(from+most, len(matrix))]
		t := &table{
			caption: caption{e.tableLabel(), matrixCaption(part), "列为措施编号"},
			columns: []column{{flex: 1, pad: 2}},
			demo:    demo, tight: true, dense: true, place: "措施表",
		}
		head := row{cells: []place{in(plain(counties, bold))}}
		for i := range part {
			head.cells = append(head.cells, in(plain(e.a.Plan.Measures[from+i].ID, bold.at(8.5)).to(centre)))
			t.columns = append(t.columns, column{width: (areaWidth - 90) / float64(len(part))})
		}
		t.head = []row{head}
		own := row{strong: true, cells: []place{in(plain(regionWord(e.home), bold))}}
		for i := range part {
			own.cells = append(own.cells, matrixCell(e.a.Measure(e.a.Plan.Measures[from+i].ID, e.home.Code).Status))
		}
		t.rows = append(t.rows, own)
		for j, county := range e.a.Counties {
			r := row{cells: []place{in(plain(county.Name, styleTable))}}
			for i := range part {
				r.cells = append(r.cells, matrixCell(part[i][j].Status))
			}
			t.rows = append(t.rows, r)
		}
		if from+most >= len(matrix) {
			t.after = after
		}
		e.add(t)
	}
}
