package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// planPage is the plan in plain words, section by section, each with an anchor that stays.
type planPage struct {
	*Shell
	Contents []Link
	Sections []PlanSection
}

// PlanSection is a section; Measures and Members stand below the text of the section that they belong to.
type PlanSection struct {
	ID, Title string
	Mark      template.HTML // the section's link to itself
	Prose     template.HTML
	Measures  []PlanMeasure
	Members   []Link
}

// PlanMeasure is a measure as a clause of the plan.
type PlanMeasure struct {
	ID    string // anchor
	Link  Link
	Units string // 牵头：市公安局
	Mark  template.HTML
}

// Anchors of the blocks that no section of the plan took.
const (
	measuresAnchor = "measures"
	membersAnchor  = "members"
)

func (r *renderer) planPage(s *Shell) any {
	p := &planPage{Shell: s}
	s.column("方案", "政策文件", r.in.Config.Title+"所依据的方案：要求、目标、措施和组织")
	s.crumbs("方案")
	s.Kicker = r.home.Name
	s.Heading = []string{"方案说了什么"}
	s.Lede = text(fmt.Sprintf("按章节说明，不是公文原文；共%d%s，每项都可点开看进展。每一条后面的“#”是它的固定链接，可以复制。", len(r.plan.Measures), measureCounter))
	var members []Link
	for _, o := range r.orgs {
		if o.LeadingGroup {
			members = append(members, s.link(o.Name, route.Org(o.ID)))
		}
	}
	home := r.memberSection()
	placed := map[string]bool{}
	for i := range r.plan.Sections {
		sec := &r.plan.Sections[i]
		ps := PlanSection{ID: sec.ID, Title: sec.Title, Mark: s.clauseLink(sec.ID, sec.Title)}
		ps.Prose = s.prose(s.clauses(sec.Text.HTML, sec.Text.Clauses), 1)
		for _, g := range r.plan.Groups {
			if r.sectionOf(g.Title) == sec {
				placed[g.Title] = true
				for _, id := range g.Measures {
					ps.Measures = append(ps.Measures, s.planMeasure(r.plan.Measure(id)))
				}
			}
		}
		if sec == home {
			ps.Members = members
		}
		p.Sections = append(p.Sections, ps)
	}
	for _, g := range r.plan.Groups {
		if placed[g.Title] {
			continue
		}
		ps := PlanSection{ID: fmt.Sprintf("%s-%d", measuresAnchor, g.Number), Title: measureSectionTitle(g.Title)}
		ps.Mark = s.clauseLink(ps.ID, ps.Title)
		for _, id := range g.Measures {
			ps.Measures = append(ps.Measures, s.planMeasure(r.plan.Measure(id)))
		}
		p.Sections = append(p.Sections, ps)
	}
	if home == nil && len(members) > 0 {
		p.Sections = append(p.Sections, PlanSection{ID: membersAnchor, Title: "领导小组成员单位", Members: members, Mark: s.clauseLink(membersAnchor, "领导小组成员单位")})
	}
	for _, sec := range p.Sections {
		p.Contents = append(p.Contents, Link{sec.Title, "#" + sec.ID})
	}
	return p
}

func (s *Shell) planMeasure(m *model.Measure) PlanMeasure {
	pm := PlanMeasure{ID: measureAnchor(m.ID), Link: s.link(measureName(m), route.Measure(m.ID)), Mark: s.clauseLink(measureAnchor(m.ID), measureLabel(m))}
	if lead := s.r.org(m.LeadUnit); lead != nil {
		pm.Units = "牵头：" + lead.Name
	}
	return pm
}

// measureSectionTitle heads the measures of a group that no section of the plan names.
func measureSectionTitle(group string) string { return "措施：" + group }

// measureAnchor is where a measure stands on the plan page, below the section of its group.
func measureAnchor(id string) string { return "measure-" + id }

// planLinks lead from a measure to the plan: where it stands among the measures of its group, then every clause that links
// to it.
func (s *Shell) planLinks(m *model.Measure) []Link {
	title, own := measureSectionTitle(m.Group), s.r.sectionOf(m.Group)
	if own != nil {
		title = own.Title
	}
	links := []Link{s.link(title, route.Section(measureAnchor(m.ID)))}
	for i := range s.r.plan.Sections {
		sec := &s.r.plan.Sections[i]
		for _, c := range sec.Text.Clauses {
			if !slices.Contains(c.Measures, m.ID) {
				continue
			}
			label := "“" + c.Label + "”"
			if sec != own {
				label = sec.Title + label
			}
			links = append(links, s.link(label, route.Section(c.ID)))
		}
	}
	return links
}

// memberSection is the section that the members of the leading group stand below: the last one whose title names it.
func (r *renderer) memberSection() *model.Section {
	for i := range slices.Backward(r.plan.Sections) {
		if sec := &r.plan.Sections[i]; strings.Contains(sec.Title, "领导小组") {
			return sec
		}
	}
	return nil
}
