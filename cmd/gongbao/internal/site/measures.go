package site

import (
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
	s.column(s.say.Text("measures.name"), dataColumn, s.say.Text("measures.summary", "Measures", r.measures(len(r.plan.Measures))))
	s.crumbs(s.say.Text("measures.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{r.measures(len(r.plan.Measures))}
	if finding := r.tallyFinding(r.a.Tally(r.home.Code)); finding != "" {
		s.Heading = titleLines(finding)
	}
	demonstration := false
	for _, g := range r.plan.Groups {
		inGroup := false
		list := MeasureList{Title: r.chapter(g.Number, g.Title), Table: Table{
			Caption: g.Title, CaptionHidden: true, Class: "m-list", Wide: true,
			Header: []Column{{s.say.Text("parts.column.measure"), ""}, {s.say.Text("measures.column.progress", "Place", s.Place), ""}, {s.say.Text("parts.column.gap"), "num opt"}, {s.say.Text("parts.column.lead"), ""}},
		}}
		if len(r.a.Counties) > 0 {
			list.Table.Header = append(list.Table.Header, Column{s.say.Text("measures.column.lagging", "Peers", r.peers), "num opt"})
		}
		for _, id := range g.Measures {
			m := r.plan.Measure(id)
			mr := r.a.Measure(id, r.home.Code)
			inGroup = inGroup || mr.Demonstration
			gap := gapPoints(mr.Decisive)
			if gap == "" {
				gap = "—"
			}
			row := Row{Cells: []Cell{headLink(measureName(m), s.to(route.Measure(id))), r.statusCell(mr.Status).of(measureCell(mr, r.home.Code, "status_name")), Cell{Text: gap, Class: "num opt"}.of(resultCell(mr.Decisive, "gap")), {Links: s.orgLinks([]string{m.LeadUnit})}}}
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
				cell := Cell{Text: s.say.Count("measures.lagging", lagging), Class: "num opt"}
				if judged == 0 {
					cell = Cell{Text: r.noData(), Class: "num opt na"}
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
