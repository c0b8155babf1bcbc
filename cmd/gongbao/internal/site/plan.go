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
	Prose     template.HTML
	Measures  []Link
	Members   []Link
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
	s.Lede = text(fmt.Sprintf("按章节说明，不是公文原文；共%d%s，每项都可点开看进展。", len(r.plan.Measures), measureCounter))
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
		ps := PlanSection{ID: sec.ID, Title: sec.Title, Prose: s.prose(sec.Text.HTML, 1)}
		for _, g := range r.plan.Groups {
			if r.sectionOf(g.Title) == sec {
				placed[g.Title] = true
				for _, id := range g.Measures {
					ps.Measures = append(ps.Measures, s.link(measureName(r.plan.Measure(id)), route.Measure(id)))
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
		ps := PlanSection{ID: fmt.Sprintf("%s-%d", measuresAnchor, g.Number), Title: "措施：" + g.Title}
		for _, id := range g.Measures {
			ps.Measures = append(ps.Measures, s.link(measureName(r.plan.Measure(id)), route.Measure(id)))
		}
		p.Sections = append(p.Sections, ps)
	}
	if home == nil && len(members) > 0 {
		p.Sections = append(p.Sections, PlanSection{ID: membersAnchor, Title: "领导小组成员单位", Members: members})
	}
	for _, sec := range p.Sections {
		p.Contents = append(p.Contents, Link{sec.Title, "#" + sec.ID})
	}
	return p
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
