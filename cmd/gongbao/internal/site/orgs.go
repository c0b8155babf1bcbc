package site

import (
	"cmp"
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

// orgsPage is who does what: the responsibility matrix, the organisations with what they lead and answer for, those that
// lead most first, and the leading group.
type orgsPage struct {
	*Shell
	Matrix  *DutyMatrix
	Table   Table
	Members []Link
	Group   *Link // the section of the plan that is about the leading group
}

func (r *renderer) orgsPage(s *Shell) any {
	p := &orgsPage{Shell: s}
	say := s.say
	s.column(say.Text("orgs.name"), dataColumn, say.Text("orgs.summary"))
	s.crumbs(say.Text("orgs.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("orgs.heading")}
	order := r.orgsByDuty()
	p.Matrix = s.dutyMatrix(order)
	p.Table = Table{Caption: say.Text("orgs.caption"), CaptionHidden: true, Wide: true, Class: "orgs", Header: []Column{
		{say.Text("orgs.org"), ""}, {say.Text("orgs.leads"), ""}, {say.Text("orgs.progress", "Place", s.Place), ""}, {say.Text("orgs.answers"), "num"}}}
	demonstration := false
	nothing := Cell{Text: "—", Class: "na"}
	leading, behind := 0, 0
	for _, o := range order {
		d := r.duties[o.ID]
		if o.LeadingGroup {
			p.Members = append(p.Members, s.link(o.Name, route.Org(o.ID)))
		}
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
			lead, progress = Cell{Links: leads}, Cell{Text: r.noData(), Class: "na"}
		}
		if judged > 0 {
			progress = Cell{Text: say.Text("orgs.none-lag")}
		}
		if lagging > 0 {
			behind++
			progress = Cell{Text: say.Count("orgs.lag", lagging)}
		}
		if n := len(d.answers); n > 0 {
			answers = num(say.Count("orgs.items", n))
		}
		row := Row{Cells: []Cell{headLink(o.Name, s.to(route.Org(o.ID))), lead, progress, answers}}
		if len(d.leads)+len(d.answers) == 0 {
			row.Class = "quiet"
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	switch {
	case leading > 0 && behind > 0:
		s.Lede = text(say.Text("orgs.lede-behind", "Measures", r.measures(len(r.plan.Measures)), "Leading", leading, "Behind", behind))
	case leading > 0:
		s.Lede = text(say.Text("orgs.lede", "Measures", r.measures(len(r.plan.Measures)), "Leading", leading))
	}
	if sec := r.memberSection(); sec != nil {
		l := s.link(sec.Title, route.Section(sec.ID))
		p.Group = &l
	}
	p.Table.Tag = s.tag(demonstration)
	s.Tag = p.Table.Tag
	return p
}

// orgsByDuty are the organisations, those that lead most first, then those that answer for most.
func (r *renderer) orgsByDuty() []*model.Org {
	order := slices.Clone(r.orgs)
	slices.SortStableFunc(order, func(a, b *model.Org) int {
		x, y := r.duties[a.ID], r.duties[b.ID]
		return cmp.Or(len(y.leads)-len(x.leads), len(y.answers)-len(x.answers))
	})
	return order
}

// orgPage is what one organisation leads and answers for, how that stands, and what it has to put right.
type orgPage struct {
	*Shell
	Aliases        string
	Leads, Answers Table
	Actions        []ActionItem
	ActTag         string
	Indicators     []Link
	Bulletins      []Link
}

func (r *renderer) orgPage(s *Shell, o *model.Org) any {
	p := &orgPage{Shell: s, Aliases: s.say.All(o.Aliases)}
	say := s.say
	d := r.duties[o.ID]
	s.article(o.Name, say.Text("orgs.article", "Org", o.Name, "Leads", r.measures(len(d.leads)), "Answers", r.measures(len(d.answers))))
	if o.ID != model.AllCounties && o.ID != model.AllMembers {
		s.describe(s.orgThing(o))
	}
	s.crumbs(o.Name, s.link(say.Text("orgs.name"), route.Orgs))
	s.Kicker = say.Text("orgs.org")
	if o.LeadingGroup {
		s.Kicker = say.Text("orgs.kicker-member")
	}
	s.Heading = []string{o.Name}
	leads, answers := r.measures(len(d.leads)), r.measures(len(d.answers))
	switch {
	case len(d.leads) > 0 && len(d.answers) > 0:
		s.Heading = sentencePhrases(say.Text("orgs.heading-both", "Org", o.Name, "Leads", leads, "Answers", answers))
	case len(d.leads) > 0:
		s.Heading = sentencePhrases(say.Text("orgs.heading-leads", "Org", o.Name, "Leads", leads))
	case len(d.answers) > 0:
		s.Heading = sentencePhrases(say.Text("orgs.heading-answers", "Org", o.Name, "Answers", answers))
	default:
		s.Lede = text(say.Text("orgs.no-duty"))
	}
	if finding := s.dutyFinding(d); finding != nil {
		s.Lede = finding
	}
	p.Leads = s.dutyTable(say.Text("orgs.led"), d.leads)
	p.Answers = s.dutyTable(say.Text("orgs.answered"), d.answers)
	if p.Leads.Tag != "" || p.Answers.Tag != "" {
		s.Tag = s.tag(true)
	}
	p.Actions, p.ActTag = s.orgActions(o)
	for i := range r.plan.Indicators {
		if in := &r.plan.Indicators[i]; in.Org == o.ID {
			p.Indicators = append(p.Indicators, s.link(in.Name, route.Indicator(in.ID)))
		}
	}
	for i := len(r.plan.Releases) - 1; i >= 0; i-- {
		rel := &r.plan.Releases[i]
		if pdf := route.OrgBulletin(rel.ID, o.ID); r.exists(pdf) {
			p.Bulletins = append(p.Bulletins, s.link(rel.Title, pdf))
		}
	}
	return p
}

// orgActions are the corrective actions that an organisation is to carry out.
func (s *Shell) orgActions(o *model.Org) (items []ActionItem, tag string) {
	r := s.r
	demonstration := false
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		for _, region := range append([]*model.Region{r.home}, r.a.Counties...) {
			mr := r.a.Measure(m.ID, region.Code)
			mr.Actions = slices.DeleteFunc(slices.Clone(mr.Actions), func(a model.Action) bool { return a.Org != o.ID })
			if len(mr.Actions) == 0 {
				continue
			}
			to := route.Measure(m.ID)
			if r.counties[region.Code] {
				to = route.CountyMeasure(region.Code, m.ID)
			}
			if item, ok := s.actions(mr, s.say.Text("orgs.action", "Place", r.a.Place(region), "Measure", measureLabel(m)), s.to(to)); ok {
				items = append(items, item)
				demonstration = demonstration || mr.Demonstration
			}
		}
	}
	slices.SortStableFunc(items, func(a, b ActionItem) int { return lagOrder(a) - lagOrder(b) })
	return items, s.tag(demonstration)
}

// dutyFinding says how the measures stand that an organisation leads, or, where it leads none, answers for.
func (s *Shell) dutyFinding(d *duty) []Run {
	r, say := s.r, s.say
	ids, leads := d.leads, true
	if len(ids) == 0 {
		ids, leads = d.answers, false
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
	if len(ids) == tally[analysis.NoData] {
		return nil
	}
	if len(lagging) == 0 {
		if leads {
			return text(say.Text("orgs.leads-well", "Place", s.Place, "Tally", r.tallySentence(tally)))
		}
		return text(say.Text("orgs.answers-well", "Place", s.Place, "Tally", r.tallySentence(tally)))
	}
	const most = 3
	names := s.joinLinks(lagging[:min(most, len(lagging))])
	if rest := len(lagging) - most; rest > 0 {
		names = append(names, Run{Text: say.Count("orgs.and-more", rest)})
	}
	count := Run{Text: say.Count("orgs.lag", len(lagging)), Strong: true}
	if leads {
		return s.runs("orgs.leads-lagging", "Lagging", count, "Measures", names)
	}
	return s.runs("orgs.answers-lagging", "Lagging", count, "Measures", names)
}

func (s *Shell) dutyTable(caption string, ids []string) Table {
	r, say := s.r, s.say
	t := Table{Caption: caption, CaptionHidden: true, Class: "duties", Wide: true, Header: []Column{
		{say.Text("orgs.measure"), ""}, {say.Text("orgs.progress", "Place", s.Place), ""}, {say.Text("orgs.gap"), "num"}}}
	if len(r.a.Counties) > 0 {
		t.Header = append(t.Header, Column{say.Text("orgs.counties", "Peers", r.a.Peers()), "opt"})
	}
	demonstration := false
	for _, id := range ids {
		m := r.plan.Measure(id)
		mr := r.a.Measure(id, r.home.Code)
		demonstration = demonstration || mr.Demonstration
		gap := cmp.Or(gapPoints(mr.Decisive), "—")
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
			cell := Cell{Text: r.noData(), Class: "opt na"}
			if judged {
				cell.Text = say.Text("orgs.none-lag")
			}
			if len(behind) > 0 {
				cell = Cell{Text: say.Count("orgs.counties-lag", len(behind)), Links: behind, Class: "opt"}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	return t
}
