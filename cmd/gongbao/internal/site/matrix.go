package site

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// Matrix is every measure in every county, by group: figure.NewMatrix as a table of links.
type Matrix struct {
	Columns []string // short names of the counties
	Home    string   // the plan's own region, the last column on wide screens
	Groups  []MatrixGroup
	Finding string
	Figures string // what the numbers are that wide screens show in the cells
	Tag     string
	// Many says that there are more counties than stand side by side on a phone: the table then scrolls.
	Many bool
	Name string // of the region that scrolls
}

// mostColumns is how many counties a phone shows side by side, and a wide screen with their figures.
const mostColumns = 12

// MatrixGroup is a foldable band of rows.
type MatrixGroup struct {
	Title, Count, Caption string
	Rows                  []MatrixRow
}

// MatrixRow is a measure.
type MatrixRow struct {
	ID, Title, Href string
	Cells           []MatrixCell
}

// MatrixCell is a measure in a region.
type MatrixCell struct {
	Status *Status
	Href   string
	Text   string // difference in points, with its sign
	Of     string // the cell of measure_status.csv that it shows, without the column
	Home   bool
}

// matrix is nil where figure has none to show.
func (s *Shell) matrix() *Matrix {
	r := s.r
	if len(r.a.Counties) > figure.MostPlaces {
		return nil
	}
	f, ok := figure.NewMatrix(r.a)
	if !ok || len(r.a.Counties) == 0 {
		return nil
	}
	counties := len(f.Columns) - 1 // the last one is the plan's own region
	m := &Matrix{Columns: f.Columns[:counties], Home: f.Columns[counties], Tag: s.partTag(f.Mark), Many: counties > mostColumns}
	m.Name = s.say.Text("home.matrix", "Measures", r.measures(len(r.plan.Measures)), "Regions", r.peerCount(counties))
	total := map[analysis.Status]int{}
	var regions []string
	for _, c := range r.a.Counties {
		regions = append(regions, c.Code)
	}
	regions = append(regions, r.home.Code)
	for i, g := range f.Groups {
		group := MatrixGroup{
			Title:   r.chapter(i+1, g.Title),
			Caption: s.say.Text("matrix.caption", "Group", g.Title, "Measures", r.measures(len(g.Rows)), "Regions", r.peerCount(counties)),
		}
		lagging := 0
		for _, figured := range g.Rows {
			row := MatrixRow{ID: figured.ID, Title: figured.Title, Href: s.to(figured.Link)}
			for j, cell := range figured.Cells {
				row.Cells = append(row.Cells, MatrixCell{
					Status: r.status(cell.Status), Text: cell.Text, Href: s.to(cell.Link), Home: j == counties,
					Of: route.MeasureCell(figured.ID, regions[j], ""),
				})
				if j == counties {
					continue
				}
				total[cell.Status]++
				if cell.Status.Lagging() {
					lagging++
				}
			}
			group.Rows = append(group.Rows, row)
		}
		group.Count = s.say.Count("matrix.lagging", lagging)
		m.Groups = append(m.Groups, group)
	}
	m.Finding = r.matrixFinding(total)
	m.Figures = s.say.Text("matrix.figures")
	return m
}

// matrixFinding counts the cells that call for attention out of all of them, those without data too.
func (r *renderer) matrixFinding(total map[analysis.Status]int) string {
	all := tallyCount(total, analysis.Statuses...)
	if all == total[analysis.NoData] {
		return r.say.Text("matrix.no-data", "Cells", all)
	}
	finding := "matrix.finding"
	if total[analysis.NoData] > 0 {
		finding = "matrix.finding-lacking"
	}
	return r.say.Text(finding, "Cells", all, "Behind", total[analysis.Behind], "Slightly", total[analysis.SlightlyBehind], "Lacking", total[analysis.NoData])
}

// chapter is a group of measures as a title: 一、推动落户.
func (r *renderer) chapter(n int, title string) string {
	return r.say.Text("parts.chapter", "Number", r.ordinal(n), "Title", title)
}

// ordinal counts chapters as documents of the language do: 一, 十二, 二十 where it has numerals of its own.
func (r *renderer) ordinal(n int) string {
	numerals := []rune(r.say.Text("parts.numerals"))
	if len(numerals) < 10 || n <= 0 || n > 99 {
		return fmt.Sprint(n)
	}
	digit := func(d int) string {
		if d == 0 {
			return ""
		}
		return string(numerals[d-1])
	}
	switch {
	case n < 10:
		return digit(n)
	case n < 20:
		return string(numerals[9]) + digit(n-10)
	}
	return digit(n/10) + string(numerals[9]) + digit(n%10)
}

// Tally is a county's measures as a row of shapes, the worst first.
type Tally struct {
	Name, Href string
	Units      []*Status
	Label      string // read aloud
	Lagging    string // 滞后11项
	Behind     string // 明显3项, or 2项无数据 where nothing lags; may be empty
	Void       string // instead of shapes: why there are none
}

// mostTallies is how many places are tallied where there are too many for all: those that lag the most.
const mostTallies = 40

func (s *Shell) tallies() (rows []Tally, demonstration bool) {
	type counted struct {
		region          *model.Region
		tally           map[analysis.Status]int
		lagging, behind int
	}
	var list []counted
	for _, c := range s.r.a.Counties {
		t := s.r.a.Tally(c.Code)
		list = append(list, counted{c, t, tallyCount(t, analysis.SlightlyBehind, analysis.Behind), t[analysis.Behind]})
	}
	slices.SortStableFunc(list, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.lagging, a.lagging), cmp.Compare(b.behind, a.behind))
	})
	if len(list) > figure.MostPlaces {
		list = list[:mostTallies]
	}
	for _, c := range list {
		row := Tally{Name: c.region.Label(), Href: s.to(route.County(c.region.Code)), Label: s.r.tallySentence(c.tally)}
		for _, st := range []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.OnTrack, analysis.Ahead, analysis.Achieved, analysis.NoData} {
			for range c.tally[st] {
				row.Units = append(row.Units, s.r.status(st))
			}
		}
		switch unknown := c.tally[analysis.NoData]; {
		case unknown == tallyCount(c.tally, analysis.Statuses...):
			row.Lagging = s.r.noData()
		case c.lagging > 0:
			row.Lagging = s.say.Count("matrix.tally.lagging", c.lagging)
			if c.behind > 0 {
				row.Behind = s.say.Count("matrix.tally.behind", c.behind)
			}
		default:
			row.Lagging = s.say.Text("matrix.tally.none")
			if unknown > 0 {
				row.Behind = s.say.Count("matrix.tally.no-data", unknown)
			}
		}
		rows = append(rows, row)
	}
	for _, z := range s.r.a.Zones {
		rows = append(rows, Tally{Name: z.Label(), Href: s.to(route.County(z.Code)), Void: s.say.Text("matrix.tally.zone", "Peers", s.r.peers)})
	}
	for _, row := range s.r.a.Matrix() {
		for _, mr := range row {
			demonstration = demonstration || mr.Demonstration
		}
	}
	return rows, demonstration
}

// statusCounts is how many places have which status by each measure: the matrix of plans with too many places for one.
func (s *Shell) statusCounts() Table {
	r, say := s.r, s.say
	t := Table{
		Caption: say.Text("home.matrix", "Measures", r.measures(len(r.plan.Measures)), "Regions", r.peerCount(len(r.a.Counties))), CaptionHidden: true,
		Wide: true, Header: []Column{{say.Text("parts.column.measure"), ""}, {r.home.Name, ""}},
	}
	for _, status := range analysis.Statuses {
		t.Header = append(t.Header, Column{status.In(say), "num"})
	}
	demonstration := false
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		own := r.a.Measure(m.ID, r.home.Code)
		row := Row{Cells: []Cell{headLink(measureName(m), s.to(route.Measure(m.ID))), r.statusCell(own.Status).of(measureCell(own, r.home.Code, "status_name"))}}
		count := map[analysis.Status]int{}
		for _, c := range r.a.Counties {
			mr := r.a.Measure(m.ID, c.Code)
			demonstration = demonstration || mr.Demonstration
			count[mr.Status]++
		}
		for _, status := range analysis.Statuses {
			row.Cells = append(row.Cells, num(strconv.Itoa(count[status])))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	return t
}
