package site

import (
	"html/template"
	"regexp"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// sectionOf is the plan's section that a group of measures belongs to: the one whose title names the group.
func (r *renderer) sectionOf(group string) *model.Section {
	for i := range r.plan.Sections {
		if sec := &r.plan.Sections[i]; group != "" && strings.Contains(sec.Title, group) {
			return sec
		}
	}
	return nil
}

// internalLink is a link to a measure, an organisation, an indicator or a section, as prose writes it.
var internalLink = regexp.MustCompile(`href="(measure|org|indicator|section|county):([^"]+)"`)

// heading is the level in a heading's tags.
var heading = regexp.MustCompile(`<(/?)h([2-5])`)

// prose makes a text's links those of this page and lowers its headings, which start at level 2. The HTML is prose's
// own: raw HTML in Markdown was escaped there.
func (s *Shell) prose(html string, lower int) template.HTML {
	r := s.r
	html = internalLink.ReplaceAllStringFunc(html, func(m string) string {
		parts := internalLink.FindStringSubmatch(m)
		to := route.Home
		switch kind, id := parts[1], parts[2]; {
		case kind == "measure" && r.plan.Measure(id) != nil:
			to = route.Measure(id)
		case kind == "org" && slices.ContainsFunc(r.orgs, func(o *model.Org) bool { return o.ID == id }):
			to = route.Org(id)
		case kind == "indicator" && r.plan.Indicator(id) != nil:
			to = route.Indicator(id)
		case kind == "section" && slices.ContainsFunc(r.plan.Sections, func(x model.Section) bool { return x.ID == id }):
			to = route.Section(id)
		case kind == "county" && slices.ContainsFunc(r.regions, func(x *model.Region) bool { return x.Code == id }):
			to = route.County(id)
		}
		return `href="` + s.to(to) + `"`
	})
	if lower > 0 {
		html = heading.ReplaceAllStringFunc(html, func(m string) string {
			return m[:len(m)-1] + string(m[len(m)-1]+byte(lower))
		})
	}
	return template.HTML(html)
}
