package bulletin

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// matrix is the bulletin's measures and the regions below, the same figure as on the site.
func (e *edition) matrix() {
	f, ok := figure.NewMatrix(e.a)
	if !ok {
		return
	}
	if e.subject.Kind == OfOrg {
		f = e.ownRows(f)
		if len(e.a.Counties) == 0 || len(e.own) < 2 {
			return
		}
		e.chapter(e.peers + "进展")
	} else {
		e.chapter("措施进展")
	}
	var own []analysis.Status
	for _, r := range matrixRows(f) {
		own = append(own, r.Cells[len(r.Cells)-1].Status)
	}
	demo := f.Mark != figure.Real
	if e.subject.Kind == OfOrg {
		e.say("措施进展", demo, e.hotspots(f))
	} else {
		e.say("措施进展", demo, tally("措施", own), e.hotspots(f))
	}
	const most = 10        // regions that stand side by side
	const mostListed = 200 // below each other; of more the text alone speaks
	text := "没有数据的不按零计算，也不沿用上期数。"
	if len(f.Columns) > 1 {
		text = "有底色的格为滞后。" + matrixTally(f) + text
	}
	after := []block{legend{demo}, note("措施表注", demo, text)}
	switch n := len(f.Columns) - 1; {
	case n <= most:
		e.matrixByMeasure(f, demo, after)
	case n <= mostListed:
		e.matrixByCounty(f, demo, after)
	}
}

// ownRows leaves the rows of the bulletin's own measures, and says of them what is said of all.
func (e *edition) ownRows(f figure.Figure) figure.Figure {
	var groups []figure.Group
	for _, g := range f.Groups {
		var rows []figure.Row
		for _, r := range g.Rows {
			if slices.ContainsFunc(e.own, func(m *model.Measure) bool { return m.ID == r.ID }) {
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			g.Rows = rows
			groups = append(groups, g)
		}
	}
	f.Groups = groups
	f.Title = "牵头措施在各" + e.peers + "的状态"
	return f
}

func matrixRows(f figure.Figure) []figure.Row {
	var rows []figure.Row
	for _, g := range f.Groups {
		rows = append(rows, g.Rows...)
	}
	return rows
}

// peerCells are a row's cells of the regions below; the plan's own is the last.
func peerCells(r figure.Row) []figure.Cell { return r.Cells[:len(r.Cells)-1] }

// matrixTally counts the cells as the site does: 160格中42格滞后，2格无数据：青石（2-6）、白水（3-2）。
func matrixTally(f figure.Figure) string {
	cells, behind := 0, 0
	var absent []string
	for _, r := range matrixRows(f) {
		for j, c := range peerCells(r) {
			cells++
			switch {
			case c.Status == analysis.NoData:
				absent = append(absent, f.Columns[j]+"（"+r.ID+"）")
			case c.Status.Lagging():
				behind++
			}
		}
	}
	text := fmt.Sprintf("%d格中%d格滞后", cells, behind)
	if n := len(absent); n > 0 {
		text += fmt.Sprintf("，%d格无数据", n)
		if n < cells {
			const named = 3
			text += "：" + strings.Join(absent[:min(n, named)], "、")
			if n > named {
				text += "等"
			}
		}
	}
	return text + "。"
}

// hotspots names the measures that lag in half of the regions below or more.
func (e *edition) hotspots(f figure.Figure) string {
	type spot struct {
		id string
		n  int
	}
	var spots []spot
	for _, r := range matrixRows(f) {
		n := 0
		for _, c := range peerCells(r) {
			if c.Status.Lagging() {
				n++
			}
		}
		if n > 0 && 2*n >= len(peerCells(r)) {
			spots = append(spots, spot{r.ID, n})
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
	return wording.List(names, "项措施") + "在半数以上" + e.peers + "滞后。"
}

// packed is the text of a dense table.
func packed(text string) *textCell {
	return &textCell{paragraphs: []cellText{{spans: []span{{text, styleTable.at(8.5)}}, pitch: 11}}}
}

func matrixCell(s analysis.Status) place {
	ground, has := statusGround(s)
	return on(statusCell{status: s}, ground, has)
}

// matrixByMeasure has a row a measure and a column a region.
func (e *edition) matrixByMeasure(f figure.Figure, demo bool, after []block) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: titled(e.tableLabel(), f.Title, "完成度，%"),
		columns: []column{{pad: 2}, {flex: 1, pad: 3}, {pad: 3}, {width: 28}},
		demo:    demo, tight: true, dense: true, place: "措施表", after: after,
	}
	peers, home := f.Columns[:len(f.Columns)-1], f.Columns[len(f.Columns)-1]
	head := row{cells: []place{in(plain("措施", bold)).over(2), in(plain("完成度", bold).to(right)), in(plain(home, bold).to(centre))}}
	for _, name := range peers {
		head.cells = append(head.cells, in(plain(name, bold.at(8.5)).to(centre)))
		t.columns = append(t.columns, column{width: min(40, 228/float64(len(peers)))})
	}
	t.head = []row{head}
	for _, group := range f.Groups {
		if group.Title != "" {
			t.rows = append(t.rows, row{band: e.groupTitle(group.Title)})
		}
		for _, measure := range group.Rows {
			attained := "—"
			if d := e.a.Measure(measure.ID, e.a.Plan.Region).Decisive; d != nil && d.Attained != nil {
				attained = percentFigure(d.Attained)
			}
			r := row{cells: []place{
				in(plain(measure.ID, styleTable)), in(packed(measure.Title)), in(number(attained, styleTable)),
				matrixCell(measure.Cells[len(peers)].Status),
			}}
			for _, cell := range peerCells(measure) {
				r.cells = append(r.cells, matrixCell(cell.Status))
			}
			t.rows = append(t.rows, r)
		}
	}
	e.add(t)
}

// matrixByCounty has a row a region: for many regions, whose columns no page could hold. Measures that a page cannot
// hold side by side go into further tables.
func (e *edition) matrixByCounty(f figure.Figure, demo bool, after []block) {
	const most = 20
	bold := styleTable
	bold.face = sansBold
	rows := matrixRows(f)
	home := len(f.Columns) - 1
	for from := 0; from < len(rows); from += most {
		part := rows[from:min(from+most, len(rows))]
		t := &table{
			caption: titled(e.tableLabel(), f.Title, "列为措施编号"),
			columns: []column{{flex: 1, pad: 2}},
			demo:    demo, tight: true, dense: true, place: "措施表",
		}
		head := row{cells: []place{in(plain(e.peers, bold))}}
		for _, measure := range part {
			head.cells = append(head.cells, in(plain(measure.ID, bold.at(8.5)).to(centre)))
			t.columns = append(t.columns, column{width: (areaWidth - 90) / float64(len(part))})
		}
		t.head = []row{head}
		line := func(name string, at int, st style) row {
			r := row{cells: []place{in(plain(name, st))}}
			for _, measure := range part {
				r.cells = append(r.cells, matrixCell(measure.Cells[at].Status))
			}
			return r
		}
		own := line(f.Columns[home], home, bold)
		own.strong = true
		t.rows = append(t.rows, own)
		for j, county := range e.a.Counties {
			t.rows = append(t.rows, line(county.Name, j, styleTable))
		}
		if from+most >= len(rows) {
			t.after = after
		}
		e.add(t)
	}
}
