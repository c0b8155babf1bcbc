package site

import (
	"fmt"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/route"
)

// measuresPage lists the measures by group.
type measuresPage struct {
	*Shell
	Groups []MeasureList
	Legend []LegendItem
}

// MeasureList is a chapter of measures with their units.
type MeasureList struct {
	Title string
	Table Table
}

func (r *renderer) measuresPage(s *Shell) any {
	p := &measuresPage{Shell: s, Legend: r.legend()}
	s.column("措施", dataColumn, fmt.Sprintf("方案的%d%s：牵头单位、责任单位和进展", len(r.plan.Measures), measureCounter))
	s.crumbs("措施")
	s.Kicker = r.home.Name
	s.Heading = []string{fmt.Sprintf("%d%s", len(r.plan.Measures), measureCounter)}
	if finding := tallyFinding(r.a.Tally(r.home.Code)); len(finding) > 0 {
		s.Heading = finding
	}
	demonstration := false
	for _, g := range r.plan.Groups {
		inGroup := false
		list := MeasureList{Title: ordinal(g.Number) + "、" + g.Title, Table: Table{
			Caption: g.Title, CaptionHidden: true, Class: "m-list", Wide: true,
			Header: []Column{{"措施", ""}, {s.Place + "进展", ""}, {"较序时，百分点", "num opt"}, {"牵头单位", ""}},
		}}
		if len(r.a.Counties) > 0 {
			list.Table.Header = append(list.Table.Header, Column{"滞后" + r.peers, "num opt"})
		}
		for _, id := range g.Measures {
			m := r.plan.Measure(id)
			mr := r.a.Measure(id, r.home.Code)
			inGroup = inGroup || mr.Demonstration
			gap := gapPoints(mr.Decisive)
			if gap == "" {
				gap = "—"
			}
			row := Row{Cells: []Cell{headLink(measureName(m), s.to(route.Measure(id))), statusCell(mr.Status).of(measureCell(mr, r.home.Code, "status_name")), Cell{Text: gap, Class: "num opt"}.of(resultCell(mr.Decisive, "gap")), {Links: s.orgLinks([]string{m.LeadUnit})}}}
			if len(r.a.Counties) > 0 {
				lagging, judged := 0, 0
				for _, c := range r.a.Counties {
					cm := r.a.Measure(id, c.Code)
					inGroup = inGroup || cm.Demonstration
					if cm.Status.Lagging() {
						lagging++
					}
					if cm.Status != analysis.NoData {
						judged++
					}
				}
				cell := Cell{Text: fmt.Sprintf("%d个", lagging), Class: "num opt"}
				if judged == 0 {
					cell = Cell{Text: noData, Class: "num opt na"}
				}
				row.Cells = append(row.Cells, cell)
			}
			list.Table.Rows = append(list.Table.Rows, row)
		}
		list.Table.Tag = s.tag(inGroup)
		demonstration = demonstration || inGroup
		p.Groups = append(p.Groups, list)
	}
	s.Tag = s.tag(demonstration)
	return p
}
