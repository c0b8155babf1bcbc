package figure

import (
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
	f = Figure{Say: a.Say, ID: "matrix", Home: route.Home, Kind: Matrix, HomeLast: true}
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
			row.Cells = append(row.Cells, matrixCell(f.voice(), result, f.Columns[j], route.CountyMeasure(result.Region.Code, m.ID)))
			tally[result.Status]++
			if result.Status.Lagging() {
				lagging[j]++
			}
			for _, r := range result.Results {
				e.result(r)
			}
		}
		city := a.Measure(m.ID, a.Plan.Region)
		row.Cells = append(row.Cells, matrixCell(f.voice(), city, f.Columns[len(a.Counties)], route.Measure(m.ID)))
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
	f.Subtitle = joinParts([]string{a.Say.Text("figure.matrix.subtitle", "Peers", a.Peers()), a.Say.PeriodEnd(a.Period)})
	f.Mark, f.Sources = e.mark(), e.names()
	if f.Mark == Mixed {
		f.Notes = append(f.Notes, a.Say.Text("figure.matrix.mixed"))
	}
	f.Notes = append(f.Notes, a.Say.Text("figure.matrix.numbers"))
	f.Notes = append(f.Notes, zones(a)...)
	return f, true
}

func matrixCell(say voice, m analysis.MeasureResult, place, link string) Cell {
	c := Cell{Status: m.Status, Link: link, Demonstration: m.Demonstration}
	if m.Decisive != nil {
		c.Text = m.Decisive.GapPoints()
	}
	c.Title = cellTitle(say, place, m.Measure.ID, c)
	return c
}

func cellTitle(say voice, place, measure string, c Cell) string {
	return strings.TrimSpace(place + " · " + measure + " · " + c.Status.In(say.Language) + " " + c.Text)
}

// matrixText finds who lags most.
func matrixText(a *analysis.Assessment, columns []string, lagging []int, tally map[analysis.Status]int) (title, summary string) {
	say, who, measures := voice{a.Say}, a.Peers(), len(a.Plan.Measures)
	title = say.Text("figure.matrix.title")
	if len(lagging) > 0 {
		most, judged := slices.Max(lagging), 0
		var names []string
		for j, n := range lagging {
			if n == most {
				names = append(names, columns[j])
			}
		}
		for s, n := range tally {
			if s != analysis.NoData {
				judged += n
			}
		}
		switch cells := len(lagging) * measures; {
		case judged == 0:
		case most == 0 && judged < cells:
			title = say.Text("figure.matrix.none-lags-of-judged", "Cells", cells, "Judged", judged)
		case most == 0:
			title = say.Text("figure.matrix.none-lags", "Peers", who)
		case len(names) == len(lagging) && len(names) > 1:
			title = say.Text("figure.matrix.all-lag", "Peers", who, "Lagging", most)
		case len(names) == 1:
			title = say.Text("figure.matrix.most", "Name", names[0], "Measures", measures, "Lagging", most)
		default:
			title = say.Text("figure.matrix.most-tied", "Names", say.listed(names, who), "Measures", measures, "Lagging", most)
		}
	}
	var said []string
	for _, s := range analysis.Statuses {
		said = append(said, say.Text("figure.matrix.tally", "Status", s.In(say.Language), "Cells", tally[s]))
	}
	args := []any{"Regions", len(lagging), "Peers", who, "Measures", measures, "Cells", len(lagging) * measures,
		"Tally", strings.Join(said, say.Text("figure.comma"))}
	if when := say.PeriodEnd(a.Period); when != "" {
		return title, say.Text("figure.matrix.summary-by", append(args, "When", when)...)
	}
	return title, say.Text("figure.matrix.summary", args...)
}
