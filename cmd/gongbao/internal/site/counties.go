package site

import (
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// countiesPage lists the counties and zones.
type countiesPage struct {
	*Shell
	Table Table
	All   []Link // instead of the table, where they are very many
	Gone  []Link // counties that are no more, or not yet
	Zones []Link
}

func (r *renderer) countiesPage(s *Shell) any {
	p := &countiesPage{Shell: s}
	s.column(r.areas(), dataColumn, s.say.Text("counties.summary", "Home", r.home.Name, "Peers", r.peers))
	s.crumbs(r.areas())
	s.Kicker = r.home.Name
	s.Heading = []string{r.peerCount(len(r.a.Counties))}
	if len(r.a.Counties) == 0 {
		s.Heading = []string{r.areas()}
		s.Lede = text(s.say.Text("counties.none", "Peers", r.peers))
	}
	heads := r.mainGoals()
	p.Table = Table{Caption: s.say.Text("counties.caption", "Peers", r.peers), Wide: true, Header: []Column{{r.peers, ""}}}
	for _, g := range heads {
		p.Table.Header = append(p.Table.Header, Column{s.say.Goal(r.plan.Indicator(g.Indicator), g.Kind), "num"}, Column{s.say.Text("parts.column.status"), ""})
	}
	p.Table.Header = append(p.Table.Header, Column{s.say.Text("parts.column.measure"), ""})
	demonstration := false
	for _, c := range r.a.Counties {
		row := Row{Cells: []Cell{headLink(c.Name, s.to(route.County(c.Code)))}}
		row.Cells[0].Sub = c.Code
		for _, g := range heads {
			res := r.resultOf(g.Indicator, c.Code, g.Kind)
			demonstration = demonstration || res.Demonstration
			row.Cells = append(row.Cells, num(r.tableValue(&res)).of(resultCell(&res, "value")), r.statusCell(res.Status).of(resultCell(&res, "status_name")))
		}
		row.Cells = append(row.Cells, Cell{Text: r.tallySentence(r.a.Tally(c.Code)), Class: "long"})
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if len(p.Table.Rows) > mostRows {
		p.Table.Rows = p.Table.Rows[:0:0]
		for _, c := range r.a.Counties {
			p.All = append(p.All, s.link(c.Name, route.County(c.Code)))
		}
	}
	p.Table.Tag = s.tag(demonstration)
	for _, z := range r.a.Zones {
		p.Zones = append(p.Zones, s.link(z.Name, route.County(z.Code)))
	}
	for _, c := range r.regions {
		if !r.counties[c.Code] {
			p.Gone = append(p.Gone, Link{c.Name + r.validity(c), s.to(route.County(c.Code))})
		}
	}
	return p
}

// mainGoals is the first target of each headline indicator.
func (r *renderer) mainGoals() []*model.Target {
	var goals []*model.Target
	for _, t := range r.plan.Headlines() {
		if !slices.ContainsFunc(goals, func(g *model.Target) bool { return g.Indicator == t.Indicator }) {
			goals = append(goals, t)
		}
	}
	return goals
}

// validity says in brackets from when to when a region exists; empty where the table gives no bounds.
func (r *renderer) validity(c *model.Region) string {
	from, to := r.say.Day(c.ValidFrom), r.say.Day(c.ValidTo)
	switch {
	case !c.ValidFrom.IsZero() && !c.ValidTo.IsZero():
		return r.say.Text("counties.valid.between", "From", from, "To", to)
	case !c.ValidFrom.IsZero():
		return r.say.Text("counties.valid.from", "From", from)
	case !c.ValidTo.IsZero():
		return r.say.Text("counties.valid.to", "To", to)
	}
	return ""
}
