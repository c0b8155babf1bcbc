package site

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
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
	SeePlan    []Run // the way to the plan's own clause
	Around     []Link
	Counties   Table // every county's status
}

// MeasureIndicator is an indicator of a measure: the plan's own region, then the counties.
type MeasureIndicator struct {
	ID, Href   string
	Heading    string // 指标1：居住证制发量
	Definition string
	Sentence   []Run
	Status     *Status
	Tag        string
	Chart      *Chart
	Empty      string // why there is no chart
	Workings   []Working
	Counties   *Chart
	Map        *Chart // of the first indicator
}

func (r *renderer) measurePage(s *Shell, m *model.Measure) any {
	p := &measurePage{Shell: s}
	mr := r.a.Measure(m.ID, r.home.Code)
	p.Status = r.status(mr.Status)
	s.article(measureName(m), s.say.Text("measure.summary", "Measure", m.Title, "Peers", r.peers))
	s.crumbs(measureName(m), s.link(s.say.Text("measures.name"), route.Measures))
	s.Kicker = s.say.Text("measure.kicker", "ID", m.ID, "Group", m.Group)
	s.Heading = phrases(m.Title)
	s.Tag = s.tag(mr.Demonstration)
	s.Lede = append(s.runs("measure.lede", "Place", s.Place, "Status", Run{Status: p.Status}), s.measureLede(mr)...)
	s.Facts = []Fact{
		s.linkFact(s.say.Text("parts.column.lead"), s.orgLinks([]string{m.LeadUnit})),
	}
	if units := s.orgLinks(m.ResponsibleUnits); len(units) > 0 {
		s.Facts = append(s.Facts, s.linkFact(s.say.Text("parts.column.responsible"), units))
	}
	clauses := s.planLinks(m)
	p.SeePlan = s.runs("measure.see-plan", "Link", Run{Text: clauses[0].Text, Href: clauses[0].Href})
	s.Facts = append(s.Facts, s.linkFact(s.say.Text("measure.clauses"), clauses))
	p.Prose = s.prose(m.Text.HTML, 0)
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil || !r.aimed(id) {
			continue
		}
		p.Indicators = append(p.Indicators, s.measureIndicator(in, len(p.Indicators)+1))
		if len(p.Indicators) == 1 {
			p.Indicators[0].Map = s.mapOf(in)
		}
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
	p.Around = s.around(m, func(o *model.Measure) string { return route.Measure(o.ID) })
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

func (s *Shell) measureIndicator(in *model.Indicator, number int) MeasureIndicator {
	r := s.r
	results := r.a.Results(in.ID, r.home.Code)
	main := results[0]
	b := MeasureIndicator{
		ID: s.id("i-" + anchor(in.ID)), Href: s.to(route.Indicator(in.ID)),
		Heading:    s.say.Text("measure.indicator", "Number", number, "Name", in.Name),
		Definition: in.Definition, Status: r.status(main.Status), Tag: s.tag(main.Demonstration),
		Sentence: s.resultSentence(&main),
	}
	if main.Target == nil {
		b.Status = nil
	}
	b.Chart, b.Empty = s.chart(figure.NewTrend(r.a, main)), s.nothingDrawn(&main)
	for i := range results {
		caption := s.say.Text("parts.working")
		if len(results) > 1 {
			caption += r.brackets(r.kindName(results[i].Kind()))
		}
		if results[i].Worked() {
			w := s.working(&results[i], caption)
			w.CaptionHidden = len(results) == 1 // what folds it says the same
			b.Workings = append(b.Workings, w)
		}
	}
	if b.Counties = s.countyChart(in); b.Counties != nil {
		b.Empty += s.say.Text("measure.see-below", "Peers", r.peers)
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
		Caption: s.say.Text("measure.counties", "Peers", r.peers), CaptionHidden: true, Wide: true,
		Header: []Column{{r.peers, ""}, {s.say.Text("parts.column.status"), ""}, {s.say.Text("parts.column.gap"), "num"},
			{s.say.Text("measure.decisive"), "opt"}, {s.say.Text("parts.column.value"), "num opt"}, {s.say.Text("parts.aim"), "num opt"}},
	}
	demonstration := false
	counties := r.a.Counties
	if len(counties) > mostRows { // whom it concerns first
		counties = slices.Clone(counties)
		slices.SortStableFunc(counties, func(a, b *model.Region) int {
			return cmp.Compare(r.a.Measure(m.ID, b.Code).Status.Rank(), r.a.Measure(m.ID, a.Code).Status.Rank())
		})
	}
	for _, c := range counties {
		mr := r.a.Measure(m.ID, c.Code)
		demonstration = demonstration || mr.Demonstration
		row := Row{Cells: []Cell{headLink(c.Label(), s.to(route.CountyMeasure(c.Code, m.ID))), r.statusCell(mr.Status).of(measureCell(mr, c.Code, "status_name"))}}
		if d := mr.Decisive; d != nil {
			aim := r.tableAim(d)
			if aim == "" {
				aim = "—"
			}
			gap := gapPoints(d)
			if gap == "" {
				gap = "—"
			}
			row.Cells = append(row.Cells, num(gap).of(resultCell(d, "gap")), Cell{Text: s.say.Goal(d.Indicator, d.Kind()), Class: "opt"},
				Cell{Text: r.tableValue(d), Class: "num opt"}.of(resultCell(d, "value")), Cell{Text: aim, Class: "num opt"}.of(resultCell(d, "target_value")))
		} else {
			reason := s.say.Text("measure.no-target")
			if len(mr.Results) > 0 {
				reason = mr.Results[0].ReasonText()
			}
			row.Cells = append(row.Cells, num("—"), Cell{Text: reason, Class: "na opt"}, Cell{Text: "—", Class: "num opt"}, Cell{Text: "—", Class: "num opt"})
		}
		t.Rows = append(t.Rows, row)
	}
	s.shorten(&t)
	t.Tag = s.tag(demonstration)
	if zones := r.zoneNames(); zones != "" {
		t.Note += s.say.Text("measure.zones", "Zones", zones, "Peers", r.peers)
	}
	return t
}
