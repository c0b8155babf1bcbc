package site

import (
	"cmp"
	"fmt"
	"slices"

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
}

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
	f, ok := figure.NewMatrix(r.a)
	if !ok || len(r.a.Counties) == 0 {
		return nil
	}
	counties := len(f.Columns) - 1 // the last one is the plan's own region
	m := &Matrix{Columns: f.Columns[:counties], Home: f.Columns[counties], Tag: s.partTag(f.Mark)}
	total := map[analysis.Status]int{}
	var regions []string
	for _, c := range r.a.Counties {
		regions = append(regions, c.Code)
	}
	regions = append(regions, r.home.Code)
	for i, g := range f.Groups {
		group := MatrixGroup{
			Title:   ordinal(i+1) + "、" + g.Title,
			Caption: fmt.Sprintf("%s：%d%s在%s的进展状态", g.Title, len(g.Rows), measureCounter, r.peerCount(counties)),
		}
		lagging := 0
		for _, figured := range g.Rows {
			row := MatrixRow{ID: figured.ID, Title: figured.Title, Href: s.to(figured.Link)}
			for j, cell := range figured.Cells {
				row.Cells = append(row.Cells, MatrixCell{
					Status: status(cell.Status), Text: cell.Text, Href: s.to(cell.Link), Home: j == counties,
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
		group.Count = fmt.Sprintf("滞后%d格", lagging)
		m.Groups = append(m.Groups, group)
	}
	m.Finding = matrixFinding(total)
	m.Figures = "格中数字为与序时进度相差的百分点，正数为好。"
	return m
}

// matrixFinding counts the cells that call for attention out of all of them, those without data too.
func matrixFinding(total map[analysis.Status]int) string {
	all := tallyCount(total, analysis.Statuses...)
	if all == total[analysis.NoData] {
		return fmt.Sprintf("%d格均无数据。", all)
	}
	finding := fmt.Sprintf("%d格中，%d格明显滞后，%d格略有滞后", all, total[analysis.Behind], total[analysis.SlightlyBehind])
	if n := total[analysis.NoData]; n > 0 {
		finding += fmt.Sprintf("，%d格无数据", n)
	}
	return finding + "。"
}

// ordinal counts chapters as Chinese documents do.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n <= 0 || n > 99:
		return fmt.Sprint(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
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
	for _, c := range list {
		row := Tally{Name: c.region.Label(), Href: s.to(route.County(c.region.Code)), Label: tallySentence(c.tally)}
		for _, st := range []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.OnTrack, analysis.Ahead, analysis.Achieved, analysis.NoData} {
			for range c.tally[st] {
				row.Units = append(row.Units, status(st))
			}
		}
		switch unknown := c.tally[analysis.NoData]; {
		case unknown == tallyCount(c.tally, analysis.Statuses...):
			row.Lagging = noData
		case c.lagging > 0:
			row.Lagging = fmt.Sprintf("滞后%d项", c.lagging)
			if c.behind > 0 {
				row.Behind = fmt.Sprintf("明显%d项", c.behind)
			}
		default:
			row.Lagging = "没有滞后"
			if unknown > 0 {
				row.Behind = fmt.Sprintf("%d项无数据", unknown)
			}
		}
		rows = append(rows, row)
	}
	for _, z := range s.r.a.Zones {
		rows = append(rows, Tally{Name: z.Label(), Href: s.to(route.County(z.Code)), Void: unlisted + "：并入所在" + s.r.peers + "统计"})
	}
	for _, row := range s.r.a.Matrix() {
		for _, mr := range row {
			demonstration = demonstration || mr.Demonstration
		}
	}
	return rows, demonstration
}
