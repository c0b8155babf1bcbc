package site

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/pinyin"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/searchindex"
)

// searchPage has the box and, for whoever looks without a script, the ways to everything.
type searchPage struct {
	*Shell
	Example struct{ Letters, Name string } // a place by its initials
	Ways    []FootColumn
}

func (r *renderer) searchPage(s *Shell) any {
	p := &searchPage{Shell: s}
	say := s.say
	s.column(say.Text("search.name"), siteColumn, say.Text("search.summary"))
	s.crumbs(say.Text("search.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("search.name")}
	if !r.alone() {
		example := r.home
		if len(r.regions) > 0 {
			example = r.regions[0]
		}
		p.Example.Name, p.Example.Letters = example.Name, pinyin.Initials(cmp.Or(example.Native, example.Label()))
	}
	sections := FootColumn{Title: say.Text("search.sections")}
	for _, sec := range r.sections() {
		sections.Links = append(sections.Links, s.link(sec.text, sec.path))
	}
	sections.Links = append(sections.Links, s.link(say.Text("shell.foot.map"), route.Directory))
	places := FootColumn{Title: r.areas()}
	for _, c := range slices.Concat(r.regions, r.a.Zones) {
		places.Links = append(places.Links, s.link(c.Label(), route.County(c.Code)))
	}
	measures := FootColumn{Title: say.Text("shell.measures")}
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		measures.Links = append(measures.Links, s.link(measureLabel(m), route.Measure(m.ID)))
	}
	documents := FootColumn{Title: say.Text("documents.name")}
	for i := range r.plan.Documents {
		d := &r.plan.Documents[i]
		documents.Links = append(documents.Links, s.link(d.Title, route.Document(d.ID)))
	}
	for _, c := range []FootColumn{sections, places, measures, documents} {
		if len(c.Links) > 0 {
			p.Ways = append(p.Ways, c)
		}
	}
	return p
}

// The kinds of results, in the order in which equally good ones are shown. search.js makes the records: it finds them by a
// place and a measure.
const (
	foundPlace     = "search.kind.place"
	foundMeasure   = "search.kind.measure"
	foundRecord    = "search.kind.record"
	foundIndicator = "search.kind.indicator"
	foundOrg       = "search.kind.org"
	foundPlan      = "search.kind.plan"
	foundDataset   = "search.kind.dataset"
	foundDocument  = "search.kind.document"
	foundPage      = "search.kind.page"
)

var foundKinds = []string{foundPlace, foundMeasure, foundRecord, foundIndicator, foundOrg, foundPlan, foundDataset, foundDocument, foundPage}

// passages are what the index reads of pages whose text stands in the theme or is put together by a page.
type passages struct {
	mu sync.Mutex
	of map[string][]output.Passage
}

// prosePages are pages that are read for the index.
var prosePages = []string{route.Plan, route.Methods, route.History, route.About, route.Accessibility}

func (p *passages) page(path string, content []byte) {
	if !slices.Contains(prosePages, path) {
		return
	}
	found := output.Passages(content)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[string][]output.Passage{}
	}
	p.of[path] = found
}

// searchIndex adds what the search box looks in. It is made of the public plan and of the pages, so that nothing can be
// found that cannot be read.
func (r *renderer) searchIndex(t *output.Tree) error {
	say := r.say
	x := searchindex.New(searchindex.Words{
		Count: say.Text("search.count"), None: say.Text("search.none"), All: say.Text("search.all"), Rest: say.Text("search.rest"),
		Between: say.Text("search.between"),
	})
	for _, kind := range foundKinds {
		x.Kind(kind, say.Text(kind))
	}
	link := func(path string) string { return route.Rel(route.Home, path) }
	for i := range r.plan.Documents {
		r.addDocument(x, &r.plan.Documents[i])
	}
	if r.alone() {
		return r.writeIndex(t, x)
	}
	x.Add(searchindex.Entry{Kind: foundPlace, Title: r.home.Name, Link: link(route.Home), Code: r.home.Code, Names: names(r.home)})
	for _, c := range slices.Concat(r.regions, r.a.Zones) {
		e := searchindex.Entry{
			Kind: foundPlace, Title: c.Name, Link: link(route.County(c.Code)), Code: c.Code,
			Names: names(c), Records: r.counties[c.Code],
			Texts: []searchindex.Text{{Text: c.Note}},
		}
		for _, a := range r.plan.Actions {
			if a.Region == c.Code {
				e.Texts = append(e.Texts, searchindex.Text{Text: a.Text})
			}
		}
		x.Add(e)
	}
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		x.Add(searchindex.Entry{
			Kind: foundMeasure, Title: m.Title, Link: link(route.Measure(m.ID)), Code: m.ID, Where: m.Group,
			Names: []string{m.ShortTitle, m.TitleEn}, Texts: proseTexts(m.Text),
		})
	}
	for i := range r.plan.Indicators {
		in := &r.plan.Indicators[i]
		x.Add(searchindex.Entry{
			Kind: foundIndicator, Title: in.Name, Link: link(route.Indicator(in.ID)), Code: in.ID,
			Names: []string{in.NameEn}, Texts: []searchindex.Text{{Text: in.Definition}, {Text: in.DefinitionEn}},
		})
	}
	for _, o := range r.orgs {
		x.Add(searchindex.Entry{
			Kind: foundOrg, Title: o.Name, Link: link(route.Org(o.ID)), Names: append([]string{o.NameEn}, o.Aliases...),
		})
	}
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		e := searchindex.Entry{Kind: foundDataset, Title: d.Title, Link: link(route.Dataset(d.Name)), Code: d.Name, Texts: []searchindex.Text{{Text: d.Description}}}
		for _, f := range d.Fields {
			e.Texts = append(e.Texts, searchindex.Text{Text: strings.Join([]string{f.Title, f.Name, f.Description}, " ")})
		}
		x.Add(e)
	}
	pages := append(r.sections(),
		section{text: say.Text("releases.name"), path: route.History}, section{text: say.Text("shell.foot.map"), path: route.Directory},
		section{text: say.Text("shell.foot.about"), path: route.About}, section{text: say.Text("shell.foot.accessibility"), path: route.Accessibility})
	for _, sec := range pages {
		x.Add(searchindex.Entry{Kind: foundPage, Title: sec.text, Link: link(sec.path)})
		kind := foundPage
		if sec.path == route.Plan {
			kind = foundPlan
		}
		r.addPassages(x, kind, sec.text, sec.path)
	}

	return r.writeIndex(t, x)
}

// addDocument adds a document under its title, and every section of it under its heading.
func (r *renderer) addDocument(x *searchindex.Index, d *model.Document) {
	link := route.Rel(route.Home, route.Document(d.ID))
	x.Add(searchindex.Entry{Kind: foundDocument, Title: d.Title, Link: link, Where: d.Group, Names: []string{d.TitleEn}, Texts: []searchindex.Text{{Text: d.Summary}}})
	section := searchindex.Entry{Kind: foundDocument, Title: d.Title, Link: link, Where: d.Group}
	flush := func() {
		if len(section.Texts) > 0 {
			x.Add(section)
		}
	}
	texts := proseTexts(d.Text)
	for _, b := range d.Text.Blocks {
		if b.Kind == model.Heading {
			flush()
			section = searchindex.Entry{Kind: foundDocument, Title: b.PlainText(), Link: link + "#" + b.ID, Where: d.Title}
			continue
		}
		if len(texts) > 0 {
			section.Texts = append(section.Texts, texts[0])
			texts = texts[1:]
		}
	}
	flush()
}

func (r *renderer) writeIndex(t *output.Tree, x *searchindex.Index) error {
	byName, err := x.Names()
	if err != nil {
		return err
	}
	if err := t.Add(r.in.Tree.Path(route.SearchNames), byName); err != nil {
		return err
	}
	texts, err := x.Texts()
	if err != nil {
		return err
	}
	return t.Add(r.in.Tree.Path(route.SearchTexts), texts)
}

// names are a region's others: the short one, and those in the site's other languages.
func names(c *model.Region) []string { return []string{c.ShortName, c.NameEn, c.Native} }

// addPassages adds a result for each heading of a page, with the passages below it.
func (r *renderer) addPassages(x *searchindex.Index, kind, name, path string) {
	var e searchindex.Entry
	flush := func() {
		if len(e.Texts) > 0 {
			x.Add(e)
		}
	}
	for _, p := range r.read.of[path] {
		if e.Title != p.Heading || len(e.Texts) == 0 {
			flush()
			to := path
			if p.ID != "" {
				to += "#" + p.ID
			}
			e = searchindex.Entry{Kind: kind, Title: p.Heading, Where: name, Link: route.Rel(route.Home, to)}
		}
		e.Texts = append(e.Texts, searchindex.Text{Anchor: p.ID, Text: p.Text})
	}
	flush()
}

// proseTexts are the blocks of a text, each under the anchor of its heading. The headings of measures are all alike.
func proseTexts(text model.Prose) []searchindex.Text {
	var texts []searchindex.Text
	anchor := ""
	for _, b := range text.Blocks {
		if b.Kind == model.Heading {
			anchor = b.ID
			continue
		}
		line := b.PlainText()
		for _, cell := range b.Cells {
			for _, span := range cell {
				line += span.Text
			}
			line += " "
		}
		texts = append(texts, searchindex.Text{Anchor: anchor, Text: line})
	}
	return texts
}
