package site

import (
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
	Map       []FootColumn
}

func (r *renderer) aboutPage(s *Shell) any {
	p := &aboutPage{Shell: s, Licence: r.licence()}
	s.column("关于本站", siteColumn, "声明、数据来源、许可、网站地图和无障碍说明")
	s.crumbs("关于本站")
	s.Kicker = "关于"
	s.Heading = []string{"关于本站"}
	pub := r.in.Config.Publisher
	for _, f := range []struct{ name, value string }{
		{"主办单位", pub.Name}, {"网站标识码", pub.SiteID}, {"域名", pub.Domain}, {"联系方式", pub.Contact},
	} {
		if f.value != "" {
			p.Publisher = append(p.Publisher, fact(f.name, f.value))
		}
	}
	p.Sources = Table{Caption: "数据来源", CaptionHidden: true, Wide: true, Header: []Column{{"来源", ""}, {"性质", ""}, {"发布者", ""}, {"使用条件", ""}}}
	for i := range r.plan.Sources {
		src := &r.plan.Sources[i]
		name := head(src.Name)
		if src.URL != "" {
			name.Sub = src.URL
		}
		p.Sources.Rows = append(p.Sources.Rows, Row{Cells: []Cell{name, {Text: sourceKindName(src.Kind)}, {Text: src.Publisher}, {Text: src.Licence}}})
	}
	p.Map = []FootColumn{{Title: "栏目"}}
	for _, sec := range r.sections() {
		p.Map[0].Links = append(p.Map[0].Links, s.link(sec.text, sec.path))
	}
	counties := FootColumn{Title: r.areas()}
	for _, c := range slices.Concat(r.regions, r.a.Zones) {
		counties.Links = append(counties.Links, s.link(c.Name, route.County(c.Code)))
	}
	measures := FootColumn{Title: "措施"}
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		measures.Links = append(measures.Links, s.link(measureName(m), route.Measure(m.ID)))
	}
	data := FootColumn{Title: "数据"}
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		data.Links = append(data.Links, s.link(d.Title, route.Dataset(d.Name)))
	}
	for _, c := range []FootColumn{counties, measures, data} {
		if len(c.Links) > 0 {
			p.Map = append(p.Map, c)
		}
	}
	return p
}

// notFoundPage answers for addresses that lead nowhere.
type notFoundPage struct {
	*Shell
	Ways []Link
}

func (r *renderer) notFoundPage(s *Shell) any {
	p := &notFoundPage{Shell: s}
	s.column("没有找到这一页", siteColumn, "没有找到这一页")
	s.Kicker = "404"
	s.Heading = []string{"没有找到", "这一页"}
	s.Lede = text("地址可能有误，或者这一页的内容已并入其他页。")
	for _, sec := range r.sections() {
		p.Ways = append(p.Ways, s.link(sec.text, sec.path))
	}
	return p
}
