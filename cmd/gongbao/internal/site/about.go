package site

import (
	"cmp"

	"gongbao/cmd/gongbao/internal/route"
)

// aboutPage says whose site this is and where its figures come from.
type aboutPage struct {
	*Shell
	Publisher []Fact
	Sources   Table
	Licence   Link
	// Addresses of what used to stand on this page.
	Directory, Accessibility string
}

func (r *renderer) aboutPage(s *Shell) any {
	p := &aboutPage{Shell: s, Licence: r.licence(s), Directory: s.to(route.Directory), Accessibility: s.to(route.Accessibility)}
	say := s.say
	s.column(say.Text("about.name"), siteColumn, say.Text("about.summary"))
	s.crumbs(say.Text("about.name"))
	s.Kicker = say.Text("about.kicker")
	s.Heading = []string{say.Text("about.heading")}
	s.Lede = text(say.Text("about.lede", "Site", s.SiteTitle))
	if r.alone() {
		s.column(say.Text("about.name"), siteColumn, say.Text("about.summary-documents"))
		s.Lede = text(say.Text("about.lede-documents", "Site", s.SiteTitle))
		return p
	}
	p.Publisher = r.publisherFacts()
	p.Sources = Table{Caption: say.Text("about.sources"), CaptionHidden: true, Wide: true, Header: []Column{
		{say.Text("about.source"), ""}, {say.Text("about.kind"), ""}, {say.Text("about.publisher"), ""}, {say.Text("about.terms"), ""}}}
	for i := range r.plan.Sources {
		src := &r.plan.Sources[i]
		p.Sources.Rows = append(p.Sources.Rows, Row{Cells: []Cell{{Text: src.Name, Href: src.URL, Head: true}, {Text: r.sourceKindName(src.Kind)}, {Text: cmp.Or(src.Publisher, "—")}, {Text: cmp.Or(src.Licence, "—")}}})
	}
	return p
}

// publisherFacts are what the configuration says of the publisher, as far as it does.
func (r *renderer) publisherFacts() []Fact {
	pub := r.in.Config.Publisher
	var facts []Fact
	for _, f := range []struct{ name, value string }{
		{"about.organiser", pub.Name}, {"about.site-code", pub.SiteID}, {"about.domain", pub.Domain}, {"about.contact", pub.Contact},
	} {
		if f.value != "" {
			facts = append(facts, fact(r.say.Text(f.name), f.value))
		}
	}
	return facts
}

// accessibilityPage says what was done and tested so that everybody can read the site, and what still falls short.
type accessibilityPage struct {
	*Shell
	Contact []Fact
}

func (r *renderer) accessibilityPage(s *Shell) any {
	p := &accessibilityPage{Shell: s, Contact: r.publisherFacts()}
	say := s.say
	s.column(say.Text("accessibility.name"), siteColumn, say.Text("accessibility.summary"))
	s.crumbs(say.Text("accessibility.name"), s.link(say.Text("about.name"), route.About))
	s.Kicker = say.Text("about.kicker")
	s.Heading = []string{say.Text("accessibility.heading")}
	s.Lede = text(say.Text("accessibility.lede"))
	return p
}

// notFoundPage answers for addresses that lead nowhere. A server answers with it in the place of the missing page, however
// deep that lies, so that links relative to it would fail. Where the site's own address is not known the page loads nothing
// and tells the way in words.
type notFoundPage struct {
	*Shell
	Ways []Link
}

func (r *renderer) notFoundPage(s *Shell) any {
	p := &notFoundPage{Shell: s}
	if r.mount == "" {
		s.frame = "bare"
	}
	say := s.say
	s.column(say.Text("notfound.name"), siteColumn, say.Text("notfound.name"))
	s.Kicker = "404"
	s.Heading = []string{say.Text("notfound.heading")}
	s.Lede = text(say.Text("notfound.lede"))
	for _, sec := range r.sections() {
		p.Ways = append(p.Ways, s.link(sec.text, sec.path))
	}
	return p
}
