package figure

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/route"
)

// NewMatrix is the status of every measure in every county, the plan's own region last.
func NewMatrix(a *analysis.Assessment) (f Figure, ok bool) {
	if len(a.Plan.Measures) == 0 || a.Plan.Home() == nil {
		return Figure{}, false
	}
	f = Figure{ID: "matrix", Kind: Matrix, HomeLast: true}
	for _, c := range a.Counties {
		f.Columns = append(f.Columns, c.Label())
	}
	f.Columns = append(f.Columns, a.Place(a.Plan.Home()))

	e := &evidence{a: a}
	matrix := a.Matrix()
	tally := map[analysis.Status]int{}
	lagging := make([]int, len(a.Counties))
	for i := range a.Plan.Measures {
		m := &a.Plan.Measures[i]
		row := Row{ID: m.ID, Title: m.Label(), Link: route.Measure(m.ID)}
		for j, result := range matrix[i] {
			row.Cells = append(row.Cells, matrixCell(result, f.Columns[j], route.CountyMeasure(result.Region.Code, m.ID)))
			tally[result.Status]++
			if result.Status.Lagging() {
				lagging[j]++
			}
			for _, r := range result.Results {
				e.result(r)
			}
		}
		city := a.Measure(m.ID, a.Plan.Region)
		row.Cells = append(row.Cells, matrixCell(city, f.Columns[len(a.Counties)], route.Measure(m.ID)))
		for _, r := range city.Results {
			e.result(r)
		}
		at := slices.IndexFunc(f.Groups, func(g Group) bool { return g.Title == m.Group })
		if at < 0 {
			at = len(f.Groups)
			f.Groups = append(f.Groups, Group{Number: at + 1, Title: m.Group})
		}
		f.Groups[at].Rows = append(f.Groups[at].Rows, row)
	}

	f.Title, f.Summary = matrixText(a, f.Columns, lagging, tally)
	f.Subtitle = joinParts([]string{a.Peers() + "×措施", a.Period.EndLabel()})
	f.Mark, f.Sources = e.mark(), e.names()
	if f.Mark == Mixed {
		f.Notes = append(f.Notes, "部分状态用到演示数据")
	}
	f.Notes = append(f.Notes, "格中数字为与序时进度相差的百分点")
	f.Notes = append(f.Notes, zones(a)...)
	return f, true
}

func matrixCell(m analysis.MeasureResult, place, link string) Cell {
	c := Cell{Status: m.Status, Link: link, Demonstration: m.Demonstration}
	if m.Decisive != nil {
		c.Text = m.Decisive.GapPoints()
	}
	c.Title = cellTitle(place, m.Measure.ID, c)
	return c
}

func cellTitle(place, measure string, c Cell) string {
	return strings.TrimSpace(place + " · " + measure + " · " + c.Status.Word() + " " + c.Text)
}

// matrixText finds who lags most.
func matrixText(a *analysis.Assessment, columns []string, lagging []int, tally map[analysis.Status]int) (title, summary string) {
	who, measures := a.Peers(), len(a.Plan.Measures)
	title = "措施进展"
	if len(lagging) > 0 {
		most, total, judged := slices.Max(lagging), 0, 0
		var names []string
		for j, n := range lagging {
			total += n
			if n == most {
				names = append(names, columns[j])
			}
		}
		for s, n := range tally {
			if s != analysis.NoData {
				judged += n
			}
		}
		switch {
		case judged == 0:
		case most == 0:
			title = "各" + who + "措施均未滞后"
			if cells := len(lagging) * measures; judged < cells {
				title = fmt.Sprintf("%d格中%d格可判定，均未滞后", cells, judged)
			}
		case len(names) == len(lagging) && len(names) > 1:
			title = fmt.Sprintf("各%s均有%d项措施滞后", who, most)
		case len(names) == 1:
			title = fmt.Sprintf("%s滞后措施最多，%d项中%d项", names[0], measures, most)
		default:
			title = fmt.Sprintf("%s滞后措施最多，各%d项", listed(names, who), most)
		}
	}
	var said []string
	for _, s := range analysis.Statuses {
		said = append(said, fmt.Sprintf("%s%d格", s.Word(), tally[s]))
	}
	summary = fmt.Sprintf("%d个%s、%d项措施共%d格，%s。", len(lagging), who, measures, len(lagging)*measures, strings.Join(said, "，"))
	if when := a.Period.EndLabel(); when != "" {
		summary = "到" + when + "，" + summary
	}
	return title, summary
}
