package site

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// countiesPage lists the counties and zones.
type countiesPage struct {
	*Shell
	Table Table
	Gone  []Link // counties that are no more, or not yet
	Zones []Link
}

func (r *renderer) countiesPage(s *Shell) any {
	p := &countiesPage{Shell: s}
	s.column(r.areas(), dataColumn, fmt.Sprintf("%s各%s的目标、措施进展和背景数据", r.home.Name, r.peers))
	s.crumbs(r.areas())
	s.Kicker = r.home.Name
	s.Heading = []string{r.peerCount(len(r.a.Counties))}
	if len(r.a.Counties) == 0 {
		s.Heading = []string{r.areas()}
		s.Lede = text("这个方案没有下分" + r.peers + "。")
	}
	heads := r.mainGoals()
	p.Table = Table{Caption: "各" + r.peers + "目标和措施进展", Wide: true, Header: []Column{{r.peers, ""}}}
	for _, g := range heads {
		p.Table.Header = append(p.Table.Header, Column{wording.Goal(r.plan.Indicator(g.Indicator), g.Kind), "num"}, Column{"状态", ""})
	}
	p.Table.Header = append(p.Table.Header, Column{"措施", ""})
	demonstration := false
	for _, c := range r.a.Counties {
		row := Row{Cells: []Cell{headLink(c.Name, s.to(route.County(c.Code)))}}
		row.Cells[0].Sub = c.Code
		for _, g := range heads {
			res := r.resultOf(g.Indicator, c.Code, g.Kind)
			demonstration = demonstration || res.Demonstration
			row.Cells = append(row.Cells, num(tableValue(&res)).of(resultCell(&res, "value")), statusCell(res.Status).of(resultCell(&res, "status_name")))
		}
		row.Cells = append(row.Cells, Cell{Text: tallySentence(r.a.Tally(c.Code)), Class: "long"})
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Table.Tag = s.tag(demonstration)
	for _, z := range r.a.Zones {
		p.Zones = append(p.Zones, s.link(z.Name, route.County(z.Code)))
	}
	for _, c := range r.regions {
		if !r.counties[c.Code] {
			p.Gone = append(p.Gone, Link{c.Name + validity(c), s.to(route.County(c.Code))})
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
func validity(c *model.Region) string {
	switch from, to := dateLabel(c.ValidFrom), dateLabel(c.ValidTo); {
	case from != "" && to != "":
		return "（" + from + "至" + to + "）"
	case from != "":
		return "（" + from + "起）"
	case to != "":
		return "（至" + to + "）"
	}
	return ""
}

func dateLabel(d model.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%d年", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%d年%d月", d.Year, d.Month)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}
