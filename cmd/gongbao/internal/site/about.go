package site

import (
	"cmp"
	"slices"

	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// methodsPage says how a status comes about, what the plan's own numbers say, and what was changed.
type methodsPage struct {
	*Shell
	Legend             []LegendItem
	OnTrack, Slight    int // tolerances in points
	Notes              []NoteBlock
	Changed            *Changed
	Disagree           Table
	Codes              Table // observation statuses
	DemonstrationWords string
}

// NoteBlock is a finding about the plan with its working.
type NoteBlock struct {
	ID, Title, Text string
	Working         Working
}

func (r *renderer) methodsPage(s *Shell) any {
	p := &methodsPage{Shell: s, Legend: r.legend(), OnTrack: r.bounds.OnTrack, Slight: r.bounds.SlightlyBehind,
		DemonstrationWords: wording.DemonstrationMark}
	s.column("方法", dataColumn, "进展状态怎样判定，数据怎样汇总、修订和发布")
	s.crumbs("方法")
	s.Kicker = "评估方法"
	s.Heading = []string{"进展状态怎样判定"}
	s.Lede = text("把已经走完的路（完成进度）与按时间应走的路（序时进度）相比，差几个百分点决定状态。每个状态都附计算过程，可以用计算器核对。")
	for _, n := range r.a.Notes {
		p.Notes = append(p.Notes, NoteBlock{
			ID: s.id("note-" + anchor(n.Key)), Title: n.Title, Text: n.Text,
			Working: Working{Caption: n.Title + "：推算过程", Tag: s.tag(n.Demonstration), Steps: n.Steps},
		})
	}
	if p.Changed = s.changed(-1); p.Changed != nil && r.a.Previous != nil && p.Changed.StatusesOf == "状态变化" {
		p.Changed.StatusesOf += "，" + p.Changed.Heading // the section has another heading than the home page's
	}
	p.Disagree = s.disagreements()
	p.Codes = Table{Caption: "数据状态代码", CaptionHidden: true, Header: []Column{{"代码", ""}, {"名称", ""}, {"说明", ""}}}
	for _, c := range r.plan.ObsStatus {
		p.Codes.Rows = append(p.Codes.Rows, Row{Cells: []Cell{head(c.Code), {Text: c.Name}, {Text: c.Note, Class: "long"}}})
	}
	return p
}

// disagreements lists every cell for which two sources give different figures.
func (s *Shell) disagreements() Table {
	t := Table{Caption: "来源不一致的数", CaptionHidden: true, Wide: true, Header: []Column{{"指标", ""}, {"地区", ""}, {"时期", ""}, {"采用", "num"}, {"来源", ""}, {"另一来源", "num"}, {"来源", ""}}}
	for i := range s.r.plan.Indicators {
		in := &s.r.plan.Indicators[i]
		_, d := s.vintage(in)
		for _, row := range d.Rows {
			cells := slices.Clone(row.Cells)
			cells[0].Head = false
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{headLink(in.Name, s.to(route.Indicator(in.ID)+"#vintage"))}, cells...)})
		}
		if d.Tag != "" {
			t.Tag = d.Tag
		}
	}
	return t
}

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
