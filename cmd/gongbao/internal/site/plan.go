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
	say := s.say
	s.column(say.Text("plan.name"), policyColumn, say.Text("plan.summary", "Site", r.in.Config.Title))
	s.crumbs(say.Text("plan.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("plan.heading")}
	s.Lede = text(say.Count("plan.lede", len(r.plan.Measures)))
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
		ps := PlanSection{ID: fmt.Sprintf("%s-%d", measuresAnchor, g.Number), Title: s.measureSectionTitle(g.Title)}
		ps.Mark = s.clauseLink(ps.ID, ps.Title)
		for _, id := range g.Measures {
			ps.Measures = append(ps.Measures, s.planMeasure(r.plan.Measure(id)))
		}
		p.Sections = append(p.Sections, ps)
	}
	if home == nil && len(members) > 0 {
		p.Sections = append(p.Sections, PlanSection{ID: membersAnchor, Title: say.Text("plan.members"), Members: members, Mark: s.clauseLink(membersAnchor, say.Text("plan.members"))})
	}
	for _, sec := range p.Sections {
		p.Contents = append(p.Contents, Link{sec.Title, "#" + sec.ID})
	}
	return p
}

func (s *Shell) planMeasure(m *model.Measure) PlanMeasure {
	pm := PlanMeasure{ID: measureAnchor(m.ID), Link: s.link(measureName(m), route.Measure(m.ID)), Mark: s.clauseLink(measureAnchor(m.ID), measureLabel(m))}
	if lead := s.r.org(m.LeadUnit); lead != nil {
		pm.Units = s.say.Text("plan.lead", "Org", lead.Name)
	}
	return pm
}

// measureSectionTitle heads the measures of a group that no section of the plan names.
func (s *Shell) measureSectionTitle(group string) string {
	return s.say.Text("plan.measures", "Group", group)
}

// measureAnchor is where a measure stands on the plan page, below the section of its group.
func measureAnchor(id string) string { return "measure-" + id }

// planLinks lead from a measure to the plan: where it stands among the measures of its group, then every clause that links
// to it.
func (s *Shell) planLinks(m *model.Measure) []Link {
	title, own := s.measureSectionTitle(m.Group), s.r.sectionOf(m.Group)
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
			label := s.say.Text("plan.clause", "Clause", c.Label)
			if sec != own {
				label = s.say.Text("plan.clause-elsewhere", "Section", sec.Title, "Clause", c.Label)
			}
			links = append(links, s.link(label, route.Section(c.ID)))
		}
	}
	return links
}

// memberSection is the section that the members of the leading group stand below: the last one whose title names it.
func (r *renderer) memberSection() *model.Section {
	for i := range slices.Backward(r.plan.Sections) {
		if sec := &r.plan.Sections[i]; strings.Contains(sec.Title, leadingGroup) {
			return sec
		}
	}
	return nil
}
