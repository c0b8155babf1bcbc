package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// measurePage is one measure: what it gives, who answers for it, how far it has come.
type measurePage struct {
	*Shell
	Prose      template.HTML
	Headed     bool // the text brings its own headings
	Indicators []MeasureIndicator
	Unaimed    Table
	Actions    []ActionItem
	ActTag     string
	Status     *Status
	Section    *Link // of the plan
	Around     []Link
	Counties   Table // every county's status
}

// MeasureIndicator is an indicator of a measure: the plan's own region, then the counties.
type MeasureIndicator struct {
	ID, Name, Href string
	Number         string // 指标1
	Definition     string
	Sentence       []Run
	Status         *Status
	Tag            string
	Chart          *Chart
	Empty          string // why there is no chart
	Workings       []Working
	Counties       *Chart
}

func (r *renderer) measurePage(s *Shell, m *model.Measure) any {
	p := &measurePage{Shell: s}
	mr := r.a.Measure(m.ID, r.home.Code)
	p.Status = status(mr.Status)
	s.article(measureName(m), fmt.Sprintf("%s：内容、牵头单位和责任单位、指标、各%s进展", m.Title, r.peers))
	s.crumbs(measureName(m), s.link("措施", route.Measures))
	s.Kicker = "措施 " + m.ID + " · " + m.Group
	s.Heading = phrases(m.Title)
	s.Tag = s.tag(mr.Demonstration)
	s.Lede = append([]Run{{Text: s.Place + "进展"}, {Status: p.Status}, {Text: "："}}, s.measureLede(mr)...)
	s.Facts = []Fact{
		linkFact("牵头单位", s.orgLinks([]string{m.LeadUnit})),
	}
	if units := s.orgLinks(m.ResponsibleUnits); len(units) > 0 {
		s.Facts = append(s.Facts, linkFact("责任单位", units))
	}
	clauses := s.planLinks(m)
	p.Section = &clauses[0]
	s.Facts = append(s.Facts, linkFact("方案条款", clauses))
	p.Prose = s.prose(m.Text.HTML, 0)
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil || !r.aimed(id) {
			continue
		}
		p.Indicators = append(p.Indicators, s.measureIndicator(in, fmt.Sprintf("指标%d", len(p.Indicators)+1)))
	}
	p.Unaimed = s.unaimed(m, r.home)
	p.Headed = strings.HasPrefix(strings.TrimSpace(string(p.Prose)), "<h2")
	if len(r.a.Counties) > 0 {
		p.Counties = s.measureCounties(m)
	}
	demonstration := false
	for _, region := range append([]*model.Region{r.home}, r.a.Counties...) {
		c := r.a.Measure(m.ID, region.Code)
		href := s.to(route.CountyMeasure(region.Code, m.ID))
		if region == r.home {
			href = s.to(route.Measure(m.ID))
			if len(c.Actions) == 0 {
				continue // the plan's own region acts through its counties
			}
		}
		if item, ok := s.actions(c, r.a.Place(region), href); ok {
			p.Actions = append(p.Actions, item)
			demonstration = demonstration || c.Demonstration
		}
	}
	slices.SortStableFunc(p.Actions, func(a, b ActionItem) int { return lagOrder(a) - lagOrder(b) })
	p.ActTag = s.tag(demonstration)
	at := slices.IndexFunc(r.plan.Measures, func(o model.Measure) bool { return o.ID == m.ID })
	if at > 0 {
		p.Around = append(p.Around, s.link("上一项："+measureName(&r.plan.Measures[at-1]), route.Measure(r.plan.Measures[at-1].ID)))
	}
	if at+1 < len(r.plan.Measures) {
		p.Around = append(p.Around, s.link("下一项："+measureName(&r.plan.Measures[at+1]), route.Measure(r.plan.Measures[at+1].ID)))
	}
	return p
}

// aimed reports whether an indicator has a target in the plan's own region or in a county.
func (r *renderer) aimed(id string) bool {
	for _, c := range append([]*model.Region{r.home}, r.a.Counties...) {
		if len(r.plan.TargetsFor(id, c.Code)) > 0 {
			return true
		}
	}
	return false
}

func (s *Shell) measureIndicator(in *model.Indicator, number string) MeasureIndicator {
	r := s.r
	results := r.a.Results(in.ID, r.home.Code)
	main := results[0]
	b := MeasureIndicator{
		ID: s.id("i-" + anchor(in.ID)), Name: in.Name, Href: s.to(route.Indicator(in.ID)), Number: number,
		Definition: in.Definition, Status: status(main.Status), Tag: s.tag(main.Demonstration),
		Sentence: s.resultSentence(&main),
	}
	if main.Target == nil {
		b.Status = nil
	}
	b.Chart, b.Empty = s.chart(figure.NewTrend(r.a, main)), s.nothingDrawn(&main)
	for i := range results {
		caption := "状态怎么算出来的"
		if len(results) > 1 {
			caption += "（" + kindName(results[i].Kind()) + "）"
		}
		if len(results[i].Working) > 0 {
			b.Workings = append(b.Workings, s.working(&results[i], caption))
		}
	}
	if b.Counties = s.countyChart(in); b.Counties != nil {
		b.Empty += "各" + r.peers + "的见下图。"
	}
	return b
}

// countyChart compares the counties by an indicator: by attainment where they have targets, by value otherwise.
func (s *Shell) countyChart(in *model.Indicator) *Chart {
	r := s.r
	for _, c := range r.a.Counties {
		if targets := r.plan.TargetsFor(in.ID, c.Code); len(targets) > 0 {
			return s.chart(figure.NewAttainment(r.a, in.ID, targets[0].Kind))
		}
	}
	return s.chart(figure.NewRanking(r.a, in.ID))
}

// measureCounties lists every county's status, with the way to its record.
func (s *Shell) measureCounties(m *model.Measure) Table {
	r := s.r
	t := Table{
		Caption: "各" + r.peers + "进展", CaptionHidden: true, Wide: true,
		Header: []Column{{r.peers, ""}, {"状态", ""}, {"较序时，百分点", "num"}, {"决定状态的指标", ""}, {"数值", "num"}, {"目标", "num"}},
	}
	demonstration := false
	for _, c := range r.a.Counties {
		mr := r.a.Measure(m.ID, c.Code)
		demonstration = demonstration || mr.Demonstration
		row := Row{Cells: []Cell{headLink(c.Label(), s.to(route.CountyMeasure(c.Code, m.ID))), statusCell(mr.Status).of(measureCell(mr, c.Code, "status_name"))}}
		if d := mr.Decisive; d != nil {
			aim := tableAim(d)
			if aim == "" {
				aim = "—"
			}
			gap := gapPoints(d)
			if gap == "" {
				gap = "—"
			}
			row.Cells = append(row.Cells, num(gap).of(resultCell(d, "gap")), Cell{Text: wording.Goal(d.Indicator, d.Kind())},
				num(tableValue(d)).of(resultCell(d, "value")), num(aim).of(resultCell(d, "target_value")))
		} else {
			reason := "没有目标"
			if len(mr.Results) > 0 {
				reason = mr.Results[0].ReasonText()
			}
			row.Cells = append(row.Cells, num("—"), Cell{Text: reason, Class: "na"}, num("—"), num("—"))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	if len(r.a.Zones) > 0 {
		var names []string
		for _, z := range r.a.Zones {
			names = append(names, z.Name)
		}
		t.Note = strings.Join(names, "、") + unlisted + "，数字含在所在" + r.peers + "内。"
	}
	return t
}
