package site

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// Matrix is every measure in every county, by group.
type Matrix struct {
	Columns []string // short names of the counties
	Home    string   // short name of the plan's own region, the last column on wide screens
	Groups  []MatrixGroup
	Finding string
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
	Home   bool
}

func (s *Shell) matrix() Matrix {
	r := s.r
	m := Matrix{Home: r.home.ShortName}
	demonstration := false
	for _, c := range r.a.Counties {
		m.Columns = append(m.Columns, c.ShortName)
	}
	results := r.a.Matrix()
	rows := map[string][]analysis.MeasureResult{}
	for i := range r.plan.Measures {
		if i < len(results) {
			rows[r.plan.Measures[i].ID] = results[i]
		}
	}
	total := map[analysis.Status]int{}
	for _, g := range r.plan.Groups {
		group := MatrixGroup{
			Title:   ordinal(g.Number) + "、" + g.Title,
			Caption: fmt.Sprintf("%s：%d%s在%d%s的进展状态", g.Title, len(g.Measures), measureCounter, len(m.Columns), countyCounter),
		}
		lagging := 0
		for _, id := range g.Measures {
			measure := r.plan.Measure(id)
			row := MatrixRow{ID: id, Title: measure.Label(), Href: s.to(route.Measure(id))}
			for _, mr := range rows[id] {
				row.Cells = append(row.Cells, MatrixCell{
					Status: status(mr.Status), Text: gapPoints(mr.Decisive),
					Href: s.to(route.CountyMeasure(mr.Region.Code, id)),
				})
				total[mr.Status]++
				if mr.Status.Lagging() {
					lagging++
				}
				demonstration = demonstration || mr.Demonstration
			}
			city := r.a.Measure(id, r.home.Code)
			demonstration = demonstration || city.Demonstration
			row.Cells = append(row.Cells, MatrixCell{
				Status: status(city.Status), Text: gapPoints(city.Decisive),
				Href: s.to(route.Measure(id)), Home: true,
			})
			group.Rows = append(group.Rows, row)
		}
		group.Count = fmt.Sprintf("滞后%d格", lagging)
		m.Groups = append(m.Groups, group)
	}
	m.Finding = fmt.Sprintf("%d格中，%d格明显滞后，%d格略有滞后。宽屏上的数字为完成进度减序时进度，单位是百分点。",
		tallyCount(total, analysis.Statuses...), total[analysis.Behind], total[analysis.SlightlyBehind])
	m.Tag = s.tag(demonstration)
	return m
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
	Behind     string // 明显3; empty for none
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
		row := Tally{Name: c.region.ShortName, Href: s.to(route.County(c.region.Code)), Label: tallySentence(c.tally)}
		for _, st := range []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.OnTrack, analysis.Ahead, analysis.Achieved, analysis.NoData} {
			for range c.tally[st] {
				row.Units = append(row.Units, status(st))
			}
		}
		row.Lagging = fmt.Sprintf("滞后%d项", c.lagging)
		if c.lagging == 0 {
			row.Lagging = "没有滞后"
		}
		if c.behind > 0 {
			row.Behind = fmt.Sprintf("明显%d项", c.behind)
		}
		rows = append(rows, row)
	}
	for _, z := range s.r.a.Zones {
		rows = append(rows, Tally{Name: z.ShortName, Href: s.to(route.County(z.Code)), Void: unlisted + "：并入所在县（区）统计"})
	}
	for _, row := range s.r.a.Matrix() {
		for _, mr := range row {
			demonstration = demonstration || mr.Demonstration
		}
	}
	return rows, demonstration
}
