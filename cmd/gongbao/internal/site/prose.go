package site

import (
	"fmt"
	"html/template"
	"regexp"
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

// internalLink is a link to a measure, an organisation, an indicator, a region or a section, as prose writes it: prose.SplitLink names the
// schemes.
var internalLink = regexp.MustCompile(`href="(measure|org|indicator|section|region|document):([^"]+)"`)

// heading is the level in a heading's tags.
var heading = regexp.MustCompile(`<(/?)h([2-5])`)

// clauseMark is the empty link that prose ends each clause with.
var clauseMark = regexp.MustCompile(`<a class="clause" href="#([^"]+)"></a>`)

// clauses fills the links that a section's clauses have to themselves, so that one can copy their addresses.
func (s *Shell) clauses(html string, of []model.Clause) string {
	return clauseMark.ReplaceAllStringFunc(html, func(m string) string {
		id := clauseMark.FindStringSubmatch(m)[1]
		for _, c := range of {
			if c.ID == id {
				return string(s.clauseLink(id, c.Label))
			}
		}
		return ""
	})
}

// clauseLink is the link of a clause to itself.
func (s *Shell) clauseLink(id, label string) template.HTML {
	s.script(route.Copy)
	return template.HTML(fmt.Sprintf(`<a class="clause" data-nosnippet href="#%s" data-copy data-done="%s" aria-label="%s">#</a>`, id,
		template.HTMLEscapeString(s.say.Text("plan.copied")), template.HTMLEscapeString(s.say.Text("plan.mark", "Clause", label))))
}

// prose makes a text's links those of this page and lowers its headings, which start at level 2. The HTML is prose's
// own: raw HTML in Markdown was escaped there.
func (s *Shell) prose(html string, lower int) template.HTML {
	r := s.r
	html = internalLink.ReplaceAllStringFunc(html, func(m string) string {
		parts := internalLink.FindStringSubmatch(m)
		// An unknown id becomes the address that it would have: output reports the broken link with its page.
		var to string
		switch kind, id := parts[1], parts[2]; {
		case kind == "measure":
			to = route.Measure(id)
		case kind == "org":
			to = route.Org(id)
		case kind == "indicator":
			to = route.Indicator(id)
		case kind == "document":
			name, anchor, marked := strings.Cut(id, "#")
			if to = route.Document(name); marked {
				to += "#" + anchor
			}
		case kind == "section":
			to = route.Section(id)
		case id == r.home.Code:
			to = route.Home
		default:
			to = route.County(id)
		}
		return `href="` + s.to(to) + `"`
	})
	if lower > 0 {
		html = heading.ReplaceAllStringFunc(html, func(m string) string {
			return m[:len(m)-1] + string(m[len(m)-1]+byte(lower))
		})
	}
	text := keep(template.HTML(html))
	if r.say.Lang() != chineseTag && hasChinese(html) {
		return `<div class="zh-text" lang="` + chineseTag + `"><p class="zh-note" lang="` + template.HTML(s.Lang) + `">` +
			template.HTML(template.HTMLEscapeString(s.say.Text("shell.in-chinese"))) + `</p>` + text + `</div>`
	}
	return text
}
