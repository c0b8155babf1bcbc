package site

import (
	"cmp"
	"slices"

	"gongbao/cmd/gongbao/internal/route"
)

// directoryPage lists every page of the site, for people; programs have the sitemap.
type directoryPage struct {
	*Shell
	Groups []DirectoryGroup
}

// DirectoryGroup is a kind of page. A long one is folded.
type DirectoryGroup struct {
	ID, Title string
	Links     []Link
	Folded    bool
	Count     string
}

// mostUnfolded is the length up to which a group of the directory is open.
const mostUnfolded = 100

func (r *renderer) directoryPage(s *Shell) any {
	p := &directoryPage{Shell: s}
	say := s.say
	s.column(say.Text("sitemap.name"), siteColumn, say.Text("sitemap.summary"))
	s.crumbs(say.Text("sitemap.name"))
	s.Kicker = s.SiteTitle
	s.Heading = []string{say.Text("sitemap.heading")}
	add := func(id, title string, links []Link) {
		if len(links) > 0 {
			p.Groups = append(p.Groups, DirectoryGroup{ID: id, Title: title, Links: links, Folded: len(links) > mostUnfolded, Count: say.Count("sitemap.pages", len(links))})
		}
	}
	var top []Link
	for _, sec := range r.sections() {
		top = append(top, s.link(sec.text, sec.path))
	}
	if !r.alone() {
		top = append(top, s.link(say.Text("releases.name"), route.History))
	}
	for _, more := range []struct{ id, path string }{
		{"sitemap.search", route.Search}, {"about.name", route.About},
		{"accessibility.name", route.Accessibility},
	} {
		top = append(top, s.link(say.Text(more.id), more.path))
	}
	add("top", say.Text("sitemap.top"), top)

	for _, g := range s.documentGroups() {
		var links []Link
		for _, d := range g.Documents {
			links = append(links, d.Link)
		}
		add(g.ID, cmp.Or(g.Title, say.Text("documents.name")), links)
	}
	if r.alone() {
		s.Lede = text(say.Text("sitemap.lede", "Site", s.SiteTitle))
		return p
	}

	var sections []Link
	for i := range r.plan.Sections {
		sec := &r.plan.Sections[i]
		sections = append(sections, s.link(sec.Title, route.Section(sec.ID)))
	}
	add("plan", say.Text("plan.name"), sections)

	var counties []Link
	for _, c := range slices.Concat(r.regions, r.a.Zones) {
		counties = append(counties, s.link(c.Name, route.County(c.Code)))
	}
	add("counties", r.areas(), counties)

	var measures []Link
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		measures = append(measures, s.link(measureName(m), route.Measure(m.ID)))
	}
	add("measures", say.Text("sitemap.measures"), measures)

	var indicators []Link
	for i := range r.plan.Indicators {
		in := &r.plan.Indicators[i]
		indicators = append(indicators, s.link(in.Name, route.Indicator(in.ID)))
	}
	add("indicators", say.Text("indicators.name"), indicators)

	var orgs []Link
	for _, o := range r.orgs {
		orgs = append(orgs, s.link(o.Name, route.Org(o.ID)))
	}
	add("orgs", say.Text("orgs.name"), orgs)

	var data []Link
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		data = append(data, s.link(d.Title, route.Dataset(d.Name)))
	}
	add("data", say.Text("sitemap.data"), data)

	s.Lede = text(say.Text("sitemap.lede", "Site", s.SiteTitle))
	if len(r.a.Counties) > mostRows { // their pages and bulletins are found through them
		s.Lede = text(say.Text("sitemap.lede-many", "Site", s.SiteTitle, "Peers", r.peers))
		return p
	}
	var bulletins []Link
	for _, group := range r.bulletinReleases() {
		for _, b := range group {
			bulletins = append(bulletins, s.link(s.bulletinTitle(b), b.Path))
		}
	}
	add("bulletins", say.Text("bulletins.name"), bulletins)

	// What a measure is in one county has a page of its own: as many as counties times measures.
	for _, c := range r.a.Counties {
		var records []Link
		for i := range r.plan.Measures {
			m := &r.plan.Measures[i]
			records = append(records, s.link(measureLabel(m), route.CountyMeasure(c.Code, m.ID)))
		}
		if len(records) == 0 {
			continue
		}
		add("records-"+c.Code, say.Text("sitemap.records", "Place", c.Name), records)
		p.Groups[len(p.Groups)-1].Folded = true
	}
	return p
}
