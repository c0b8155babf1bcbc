package site

import (
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// DutyMatrix is every organisation by every measure: who leads, who answers for it, how it stands.
type DutyMatrix struct {
	Caption string
	Tag     string
	Groups  []DutyGroup
	Columns []DutyColumn
	Rows    []DutyRow
}

// DutyGroup is a band of columns, which can be seen alone.
type DutyGroup struct {
	Number int // from 1
	Title  string
	Span   int
}

// DutyColumn is a measure.
type DutyColumn struct {
	ID, Title, Href string
	Group           int // its number
	Status          *Status
}

// DutyRow is an organisation.
type DutyRow struct {
	Name, Href string
	Cells      []DutyCell
	Quiet      bool // it has no duty
}

// DutyCell is what an organisation has to do with a measure; Role is empty where it is nothing.
type DutyCell struct {
	Role string // lead or answer
	Mark string // one character: 牵, 责
	Says string // read aloud: 牵头 1-6
	Href string
	// Group is the number of the measure's.
	Group int
}

// dutyMatrix is nil for a plan without measures or organisations.
func (s *Shell) dutyMatrix(orgs []*model.Org) *DutyMatrix {
	r, say := s.r, s.say
	if len(r.plan.Measures) == 0 || len(orgs) == 0 {
		return nil
	}
	m := &DutyMatrix{Caption: say.Text("orgs.matrix-caption")}
	demonstration := false
	var order []*model.Measure
	var group []int
	for i, g := range r.plan.Groups {
		m.Groups = append(m.Groups, DutyGroup{Number: i + 1, Title: r.chapter(g.Number, g.Title), Span: len(g.Measures)})
		for _, id := range g.Measures {
			measure := r.plan.Measure(id)
			mr := r.a.Measure(id, r.home.Code)
			demonstration = demonstration || mr.Demonstration && mr.Status != analysis.NoData
			order, group = append(order, measure), append(group, i+1)
			m.Columns = append(m.Columns, DutyColumn{ID: id, Title: measure.Label(), Href: s.to(route.Measure(id)), Group: i + 1, Status: r.status(mr.Status)})
		}
	}
	for _, o := range orgs {
		d := r.duties[o.ID]
		row := DutyRow{Name: o.Name, Href: s.to(route.Org(o.ID)), Quiet: len(d.leads)+len(d.answers) == 0}
		for i, measure := range order {
			cell := DutyCell{Group: group[i], Href: s.to(route.Measure(measure.ID))}
			switch {
			case measure.LeadUnit == o.ID:
				cell.Role, cell.Mark, cell.Says = "lead", say.Text("orgs.mark-lead"), say.Text("orgs.says-lead", "Measure", measure.ID)
			case slices.Contains(d.answers, measure.ID):
				cell.Role, cell.Mark, cell.Says = "answer", say.Text("orgs.mark-answers"), say.Text("orgs.says-answers", "Measure", measure.ID)
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	m.Tag = s.tag(demonstration)
	return m
}
