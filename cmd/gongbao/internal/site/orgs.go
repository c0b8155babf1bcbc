package site

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// duty is what the plan asks of an organisation: measure ids in the plan's order.
type duty struct{ leads, answers []string }

// collectiveNames stand in for the rows that orgs.csv may leave out.
var collectiveNames = map[string]string{
	model.AllCounties: "各县（区）人民政府",
	model.AllMembers:  "领导小组各成员单位",
}

// assignDuties reads the measures by organisation. Organisations are those of the table, then the collectives that
// measures name without a row.
func assignDuties(p *model.Plan) (map[string]*duty, []*model.Org) {
	duties := map[string]*duty{}
	var orgs []*model.Org
	for i := range p.Orgs {
		orgs = append(orgs, &p.Orgs[i])
		duties[p.Orgs[i].ID] = &duty{}
	}
	of := func(id string) *duty {
		if d := duties[id]; d != nil {
			return d
		}
		name, collective := collectiveNames[id]
		if !collective {
			return &duty{} // load refuses an unknown unit
		}
		orgs = append(orgs, &model.Org{ID: id, Name: name})
		duties[id] = &duty{}
		return duties[id]
	}
	for i := range p.Measures {
		m := &p.Measures[i]
		d := of(m.LeadUnit)
		d.leads = append(d.leads, m.ID)
		for _, id := range m.ResponsibleUnits {
			if d := of(id); !slices.Contains(d.answers, m.ID) {
				d.answers = append(d.answers, m.ID)
			}
		}
	}
	return duties, orgs
}

// org finds an organisation that has a page.
func (r *renderer) org(id string) *model.Org {
	for _, o := range r.orgs {
		if o.ID == id {
			return o
		}
	}
	return nil
}

func (s *Shell) orgLinks(ids []string) []Link {
	var links []Link
	for _, id := range ids {
		if o := s.r.org(id); o != nil {
			links = append(links, s.link(o.Name, route.Org(o.ID)))
		}
	}
	return links
}

// orgsPage lists the organisations with what they lead and answer for.
type orgsPage struct {
	*Shell
	Table   Table
	Members []Link // of the leading group
}

func (r *renderer) orgsPage(s *Shell) any {
	p := &orgsPage{Shell: s}
	s.column("单位", "数据发布", "各单位牵头和负责的措施及其进展")
	s.crumbs("单位")
	s.Kicker = r.home.Name
	s.Heading = []string{"各单位牵头和负责的措施"}
	p.Table = Table{Caption: "单位与措施", Wide: true, Header: []Column{{"单位", ""}, {"牵头", ""}, {"牵头措施进展", ""}, {"责任", "num"}}}
	demonstration := false
	order := slices.Clone(r.orgs)
	slices.SortStableFunc(order, func(a, b *model.Org) int {
		return len(r.duties[b.ID].leads) - len(r.duties[a.ID].leads)
	})
	for _, o := range order {
		d := r.duties[o.ID]
		if o.LeadingGroup {
			p.Members = append(p.Members, s.link(o.Name, route.Org(o.ID)))
		}
		row := Row{Cells: []Cell{headLink(o.Name, s.to(route.Org(o.ID)))}}
		var leads []Link
		lagging := 0
		for _, id := range d.leads {
			leads = append(leads, s.link(id, route.Measure(id)))
			mr := r.a.Measure(id, r.home.Code)
			demonstration = demonstration || mr.Demonstration
			if mr.Status.Lagging() {
				lagging++
			}
		}
		lead, progress := Cell{Links: leads}, Cell{Text: "—", Class: "na"}
		if len(leads) == 0 {
			lead = Cell{Text: "—", Class: "na"}
		} else if progress = (Cell{Text: "没有滞后"}); lagging > 0 {
			progress.Text = fmt.Sprintf("%d项滞后", lagging)
		}
		row.Cells = append(row.Cells, lead, progress, num(fmt.Sprintf("%d项", len(d.answers))))
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Table.Tag = s.tag(demonstration)
	s.Tag = p.Table.Tag
	// The members stand in the order of the table, not of their work.
	slices.SortFunc(p.Members, func(a, b Link) int { return r.place(a.Href, s) - r.place(b.Href, s) })
	return p
}

func (r *renderer) place(href string, s *Shell) int {
	return slices.IndexFunc(r.orgs, func(o *model.Org) bool { return s.to(route.Org(o.ID)) == href })
}

// orgPage is what one organisation leads and answers for.
type orgPage struct {
	*Shell
	Aliases        []string
	Leads, Answers Table
	Indicators     []Link
}

func (r *renderer) orgPage(s *Shell, o *model.Org) any {
	p := &orgPage{Shell: s, Aliases: o.Aliases}
	d := r.duties[o.ID]
	s.article(o.Name, fmt.Sprintf("%s牵头%d%s、负责%d%s", o.Name, len(d.leads), measureCounter, len(d.answers), measureCounter))
	s.crumbs(o.Name, s.link("单位", route.Orgs))
	s.Kicker = "单位"
	if o.LeadingGroup {
		s.Kicker += " · 领导小组成员"
	}
	s.Heading = []string{o.Name}
	switch {
	case len(d.leads) > 0 && len(d.answers) > 0:
		s.Heading = append(s.Heading, "：", fmt.Sprintf("牵头%d项，", len(d.leads)), fmt.Sprintf("负责%d项", len(d.answers)))
	case len(d.leads) > 0:
		s.Heading = append(s.Heading, "：", fmt.Sprintf("牵头%d%s", len(d.leads), measureCounter))
	case len(d.answers) > 0:
		s.Heading = append(s.Heading, "：", fmt.Sprintf("负责%d%s", len(d.answers), measureCounter))
	default:
		s.Lede = text("方案没有指定由本单位牵头或负责的措施。")
	}
	if len(s.Heading) > 2 {
		// The colon stays with the name.
		s.Heading = append([]string{s.Heading[0] + s.Heading[1]}, s.Heading[2:]...)
	}
	p.Leads = s.dutyTable("牵头", d.leads)
	p.Answers = s.dutyTable("责任单位", d.answers)
	if p.Leads.Tag != "" || p.Answers.Tag != "" {
		s.Tag = s.tag(true)
	}
	for i := range r.plan.Indicators {
		if in := &r.plan.Indicators[i]; in.Org == o.ID {
			p.Indicators = append(p.Indicators, s.link(in.Name, route.Indicator(in.ID)))
		}
	}
	return p
}

func (s *Shell) dutyTable(caption string, ids []string) Table {
	r := s.r
	t := Table{Caption: caption + "的措施", CaptionHidden: true, Wide: true, Header: []Column{{"措施", ""}, {r.home.ShortName + "进展", ""}, {"较序时，百分点", "num"}}}
	if len(r.a.Counties) > 0 {
		t.Header = append(t.Header, Column{"各县（区）", "opt"})
	}
	demonstration := false
	for _, id := range ids {
		m := r.plan.Measure(id)
		mr := r.a.Measure(id, r.home.Code)
		demonstration = demonstration || mr.Demonstration
		gap := gapPoints(mr.Decisive)
		if gap == "" {
			gap = "—"
		}
		row := Row{Cells: []Cell{headLink(measureName(m), s.to(route.Measure(id))), statusCell(mr.Status), num(gap)}}
		if len(r.a.Counties) > 0 {
			var behind []Link
			for _, c := range r.a.Counties {
				if cm := r.a.Measure(id, c.Code); cm.Status.Lagging() {
					demonstration = demonstration || cm.Demonstration
					behind = append(behind, s.link(c.ShortName, route.CountyMeasure(c.Code, id)))
				}
			}
			cell := Cell{Text: "没有滞后", Class: "opt na"}
			if len(behind) > 0 {
				cell = Cell{Text: fmt.Sprintf("%d个滞后：", len(behind)), Links: behind, Class: "opt"}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	return t
}
