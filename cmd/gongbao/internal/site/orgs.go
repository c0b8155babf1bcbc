package site

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// duty is what the plan asks of an organisation: measure ids in the plan's order.
type duty struct{ leads, answers []string }

// assignDuties reads the measures by organisation. Organisations are those of the table, then the collectives that
// measures name without a row.
func assignDuties(p *model.Plan, peers string) (map[string]*duty, []*model.Org) {
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
		name := wording.Collective(id, peers)
		if name == "" {
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

// orgsPage lists the organisations with what they lead and answer for, those that lead most first.
type orgsPage struct {
	*Shell
	Table Table
}

func (r *renderer) orgsPage(s *Shell) any {
	p := &orgsPage{Shell: s}
	s.column("单位", dataColumn, "各单位牵头和负责的措施及其进展")
	s.crumbs("单位")
	s.Kicker = r.home.Name
	s.Heading = []string{"各单位牵头和负责的措施"}
	p.Table = Table{Caption: "单位与措施", Wide: true, Class: "orgs", Header: []Column{{"单位", ""}, {"牵头", ""}, {"牵头措施进展", ""}, {"责任", "num"}}}
	members := slices.ContainsFunc(r.orgs, func(o *model.Org) bool { return o.LeadingGroup })
	if members {
		p.Table.Header = append(p.Table.Header, Column{"领导小组", ""})
	}
	demonstration := false
	order := slices.Clone(r.orgs)
	slices.SortStableFunc(order, func(a, b *model.Org) int {
		x, y := r.duties[a.ID], r.duties[b.ID]
		return cmp.Or(len(y.leads)-len(x.leads), len(y.answers)-len(x.answers))
	})
	nothing := Cell{Text: "—", Class: "na"}
	leading, behind, count := 0, 0, 0
	for _, o := range order {
		d := r.duties[o.ID]
		var leads []Link
		lagging, judged := 0, 0
		for _, id := range d.leads {
			leads = append(leads, s.link(id, route.Measure(id)))
			mr := r.a.Measure(id, r.home.Code)
			demonstration = demonstration || mr.Demonstration
			if mr.Status != analysis.NoData {
				judged++
			}
			if mr.Status.Lagging() {
				lagging++
			}
		}
		lead, progress, answers := nothing, nothing, Cell{Text: "—", Class: "num na"}
		if len(leads) > 0 {
			leading++
			lead, progress = Cell{Links: leads}, Cell{Text: analysis.NoData.Word(), Class: "na"}
		}
		if judged > 0 {
			progress = Cell{Text: "没有滞后"}
		}
		if lagging > 0 {
			behind++
			progress = Cell{Text: fmt.Sprintf("%d项滞后", lagging)}
		}
		if n := len(d.answers); n > 0 {
			answers = num(fmt.Sprintf("%d项", n))
		}
		row := Row{Cells: []Cell{headLink(o.Name, s.to(route.Org(o.ID))), lead, progress, answers}}
		if len(d.leads)+len(d.answers) == 0 {
			row.Class = "quiet"
		}
		if members {
			member := nothing
			if o.LeadingGroup {
				member = Cell{Text: "成员"}
				count++
			}
			row.Cells = append(row.Cells, member)
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if leading > 0 {
		lede := fmt.Sprintf("%d项措施由%d个单位牵头", len(r.plan.Measures), leading)
		if behind > 0 {
			lede += fmt.Sprintf("，其中%d个单位有牵头的措施滞后", behind)
		}
		if count > 0 {
			lede += fmt.Sprintf("；领导小组有%d个成员单位", count)
		}
		s.Lede = text(lede + "。")
	}
	p.Table.Tag = s.tag(demonstration)
	s.Tag = p.Table.Tag
	return p
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
	s.article(o.Name, fmt.Sprintf("%s牵头%s、负责%s", o.Name, r.measures(len(d.leads)), r.measures(len(d.answers))))
	if o.ID != model.AllCounties && o.ID != model.AllMembers {
		s.describe(s.orgThing(o))
	}
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
		s.Heading = append(s.Heading, "：", "牵头"+r.measures(len(d.leads)))
	case len(d.answers) > 0:
		s.Heading = append(s.Heading, "：", "负责"+r.measures(len(d.answers)))
	default:
		s.Lede = text("方案没有指定由本单位牵头或负责的措施。")
	}
	if len(s.Heading) > 2 {
		// The colon stays with the name.
		s.Heading = append([]string{s.Heading[0] + s.Heading[1]}, s.Heading[2:]...)
	}
	if finding := s.dutyFinding(d); finding != nil {
		s.Lede = finding
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

// dutyFinding says how the measures stand that an organisation leads, or, where it leads none, answers for.
func (s *Shell) dutyFinding(d *duty) []Run {
	r := s.r
	ids, before := d.leads, "牵头的措施"
	if len(ids) == 0 {
		ids, before = d.answers, "负责的措施"
	}
	tally := map[analysis.Status]int{}
	var lagging []Link
	for _, id := range ids {
		mr := r.a.Measure(id, r.home.Code)
		tally[mr.Status]++
		if mr.Status.Lagging() {
			lagging = append(lagging, s.link(measureLabel(mr.Measure), route.Measure(id)))
		}
	}
	judged := len(ids) - tally[analysis.NoData]
	switch {
	case judged == 0:
		return nil
	case len(lagging) == 0 && judged == 1:
		return text(fmt.Sprintf("%s在%s%s。", before, s.Place, tallyWord(tally)))
	case len(lagging) == 0:
		return text(fmt.Sprintf("%s在%s都没有滞后：%s。", before, s.Place, r.tallySentence(tally)))
	}
	const most = 3
	runs := []Run{{Text: before + "中"}, {Text: fmt.Sprintf("%d项滞后", len(lagging)), Strong: true}, {Text: "："}}
	runs = append(runs, joinLinks(lagging[:min(most, len(lagging))])...)
	if len(lagging) > most {
		runs = append(runs, Run{Text: "等"})
	}
	return append(runs, Run{Text: "。"})
}

// tallyWord is the status of the only measure that has one.
func tallyWord(tally map[analysis.Status]int) string {
	for _, status := range analysis.Statuses {
		if tally[status] > 0 && status != analysis.NoData {
			return status.Word()
		}
	}
	return ""
}

func (s *Shell) dutyTable(caption string, ids []string) Table {
	r := s.r
	t := Table{Caption: caption + "的措施", CaptionHidden: true, Class: "duties", Wide: true, Header: []Column{{"措施", ""}, {s.Place + "进展", ""}, {"较序时，百分点", "num"}}}
	if len(r.a.Counties) > 0 {
		t.Header = append(t.Header, Column{"各" + r.a.Peers(), "opt"})
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
		row := Row{Cells: []Cell{headLink(measureName(m), s.to(route.Measure(id))), r.statusCell(mr.Status).of(measureCell(mr, r.home.Code, "status_name")), num(gap).of(resultCell(mr.Decisive, "gap"))}}
		if len(r.a.Counties) > 0 {
			var behind []Link
			judged := false
			for _, c := range r.a.Counties {
				cm := r.a.Measure(id, c.Code)
				judged = judged || cm.Status != analysis.NoData
				if cm.Status.Lagging() {
					demonstration = demonstration || cm.Demonstration
					behind = append(behind, s.link(c.Label(), route.CountyMeasure(c.Code, id)))
				}
			}
			cell := Cell{Text: analysis.NoData.Word(), Class: "opt na"}
			if judged {
				cell.Text = "没有滞后"
			}
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
