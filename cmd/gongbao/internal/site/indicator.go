package site

import (
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// indicatorPage is one indicator: chart, table and map of its figures, what it means, how it is assessed, what was
// revised, how to cite it.
type indicatorPage struct {
	*Shell
	Views    []View   // the tabs; a view without anything to show is left out
	Figures  []*Chart // trend, ranking of the counties, what each brought to the whole's change, each one's own trend
	Map      *Chart
	Table    Table
	Revised  []Run // how many figures were revised; empty where none was
	About    []Fact
	Results  []ResultBlock // the targets of the plan's own region
	Vintage  Table         // what was revised, and when
	Disagree Table         // what other sources say
	Citation Citation
}

// View is a tab and the panel that it opens.
type View struct{ ID, Title string }

// Panels of an indicator's page. They are part of addresses that people share.
const (
	chartPanel = "chart"
	tablePanel = "table"
	mapPanel   = "map"
)

func (r *renderer) indicatorPage(s *Shell, in *model.Indicator) any {
	p := &indicatorPage{Shell: s}
	say := s.say
	s.article(in.Name, say.Text("indicator.summary", "Name", in.Name, "Definition", in.Definition))
	s.crumbs(in.Name, s.link(say.Text("indicators.name"), route.Indicators))
	s.Kicker = say.Text("indicator.kicker", "ID", in.ID)
	s.Heading = phrases(in.Name)
	results := r.a.Results(in.ID, r.home.Code)
	for i := range results {
		res := &results[i]
		if res.Target == nil {
			continue
		}
		p.Results = append(p.Results, ResultBlock{
			ID: s.id("target-" + string(res.Kind())), Name: say.Goal(in, res.Kind()), Status: r.status(res.Status),
			Sentence: s.resultSentence(res), Working: s.working(res, say.Text("indicator.working")), Tag: s.tag(res.Demonstration),
		})
	}
	s.Lede = s.resultSentence(&results[0])
	if results[0].Target == nil && results[0].Latest == nil {
		s.Lede = text(say.Text("indicator.no-figure", "Place", r.home.Name))
		if last := r.a.Series(in.ID, r.home.Code).Last(); last != nil {
			s.Lede = s.runs("indicator.unaimed", "Place", s.Place, "When", say.When(in, last.Period), "Value", Run{Text: say.Quantity(last.Value.Rat(), in), Strong: true})
		}
	}
	draw := func(f figure.Figure, ok bool) {
		if ok {
			p.Figures = append(p.Figures, s.chart(f, ok))
		}
	}
	draw(figure.NewTrend(r.a, results[0]))
	if counties := s.countyChart(in); counties != nil {
		p.Figures = append(p.Figures, counties)
	}
	draw(figure.NewContribution(r.a, in.ID))
	draw(figure.NewMultiples(r.a, in.ID, results[0].Kind(), ""))
	p.Map = s.chart(figure.NewMap(r.a, in.ID, results[0].Kind()))
	var sources []string
	p.Table, s.Tag, sources = s.indicatorTable(in)
	p.Vintage, p.Disagree = s.vintage(in)
	p.Revised = s.revisedSentence(in)
	for _, v := range []struct {
		view View
		has  bool
	}{
		{View{chartPanel, say.Text("indicator.chart")}, len(p.Figures) > 0},
		{View{tablePanel, say.Text("indicator.table")}, len(p.Table.Rows) > 0},
		{View{mapPanel, say.Text("indicator.map")}, p.Map != nil},
	} {
		if v.has {
			p.Views = append(p.Views, v.view)
		}
	}
	if len(p.Views) > 1 {
		s.script(route.Tabs)
	}
	s.Facts = s.indicatorFacts(in)
	p.About = s.indicatorNotes(in, sources)
	p.Citation = s.cite(say.Text("indicator.cited", "Name", in.Name, "ID", in.ID), in.ID, route.Indicator(in.ID))
	return p
}

// indicatorFacts are what one wants to know at a glance; indicatorNotes say the rest.
func (s *Shell) indicatorFacts(in *model.Indicator) []Fact {
	r, say := s.r, s.say
	facts := []Fact{fact(say.Text("indicator.unit"), in.ValueUnit)}
	if r.hasTarget(in.ID) {
		// Without a target no way is the better one: of a population, for one.
		facts = append(facts, fact(say.Text("indicator.direction"), r.directionName(in.Direction)))
	}
	facts = append(facts, fact(say.Text("indicator.frequency"), r.frequencyName(in.Frequency)))
	if in.Binding {
		facts = append(facts, fact(say.Text("indicator.nature"), say.Text("indicator.binding")))
	}
	if o := r.org(in.Org); o != nil {
		facts = append(facts, s.linkFact(say.Text("indicator.provider"), s.orgLinks([]string{o.ID})))
	}
	var measures []Link
	for i := range r.plan.Measures {
		if m := &r.plan.Measures[i]; slices.Contains(m.Indicators, in.ID) || m.ID == in.Measure {
			measures = append(measures, s.link(measureName(m), route.Measure(m.ID)))
		}
	}
	if len(measures) > 0 {
		facts = append(facts, s.linkFact(say.Text("indicator.measures"), measures))
	}
	if rel := r.a.Release; rel != nil {
		facts = append(facts, Fact{say.Text("indicator.release"), []Run{{Text: rel.Title, Href: s.to(route.ReleaseNote(rel.ID))}}})
	}
	return facts
}

// hasTarget reports whether any region has a target for an indicator.
func (r *renderer) hasTarget(indicator string) bool {
	return slices.ContainsFunc(r.plan.Targets, func(t model.Target) bool { return t.Indicator == indicator })
}

// indicatorNotes are definition, method and sources, each with its words.
func (s *Shell) indicatorNotes(in *model.Indicator, sources []string) []Fact {
	r, say := s.r, s.say
	kind := say.Text("indicator.kind-whole", "Kind", r.kindWords(in.Kind))
	if in.Decimals > 0 {
		kind = say.Count("indicator.kind-and-decimals", in.Decimals, "Kind", r.kindWords(in.Kind))
	}
	notes := []Fact{
		fact(say.Text("indicator.definition"), in.Definition),
		fact(say.Text("indicator.kind"), kind),
		fact(say.Text("indicator.aggregation"), s.aggregation(in)),
	}
	if in.Aggregation == model.Ratio {
		var parts []Link
		for _, id := range []string{in.Numerator, in.Denominator} {
			if o := r.plan.Indicator(id); o != nil {
				parts = append(parts, s.link(o.Name, route.Indicator(id)))
			}
		}
		notes = append(notes, s.linkFact(say.Text("indicator.parts"), parts))
	}
	how := "indicator.method"
	for method, said := range map[model.Method]string{model.CAGR: "indicator.method-cagr", model.Trend: "indicator.method-trend"} {
		if slices.Contains(r.a.JudgedBy(method), in) {
			how = said
		}
	}
	method := Fact{say.Text("indicator.assessment"), s.runs(how, "Methods", Run{Text: say.Text("indicator.methods"), Href: s.to(route.Methods)})}
	if !r.hasTarget(in.ID) {
		method.Value = text(say.Text("indicator.no-target"))
	}
	notes = append(notes, method)
	var from []Run
	for _, id := range sources {
		src := r.plan.Source(id)
		if src == nil {
			continue
		}
		if len(from) > 0 {
			from = append(from, Run{Text: say.Text("indicator.source-break")})
		}
		from = append(from, Run{Text: src.Name, Href: src.URL}, Run{Text: say.Text("indicator.source-kind", "Kind", r.sourceKindName(src.Kind))})
		if src.Publisher != "" {
			from = append(from, Run{Text: say.Text("indicator.source-publisher", "Publisher", src.Publisher)})
		}
	}
	if len(from) > 0 {
		notes = append(notes, Fact{say.Text("indicator.sources"), from})
	}
	return notes
}

// revisedSentence says how many of an indicator's figures were revised and when last; nil where none was.
func (s *Shell) revisedSentence(in *model.Indicator) []Run {
	count := 0
	var rel *model.Release
	for _, batch := range s.r.a.History {
		for _, rev := range batch.Revised {
			if rev.Indicator.ID == in.ID {
				count, rel = count+1, batch.Release
			}
		}
	}
	if count == 0 {
		return nil
	}
	return s.runs("indicator.revised", "Number", count, "Release", Run{Text: rel.Title, Href: s.to(route.ReleaseNote(rel.ID))},
		"List", Run{Text: s.say.Text("indicator.revised-list"), Href: "#vintage"})
}

func (s *Shell) aggregation(in *model.Indicator) string {
	r, say := s.r, s.say
	switch in.Aggregation {
	case model.Sum:
		return say.Text("indicator.sum", "Peers", r.peers)
	case model.Ratio:
		name := func(id string) string {
			if o := r.plan.Indicator(id); o != nil {
				return o.Name
			}
			return id
		}
		return say.Text("indicator.ratio", "Numerator", name(in.Numerator), "Denominator", name(in.Denominator), "Peers", r.peers)
	}
	return say.Text("indicator.no-rule", "Peers", r.peers)
}

// cellMarks are the marks of a table's cells, one character each, and what they mean.
var cellMarks = []struct{ mark, means string }{
	{"indicator.mark.demonstration", "indicator.mark.demonstration-means"},
	{"indicator.mark.computed", "indicator.mark.computed-means"},
	{"indicator.mark.provisional", "indicator.mark.provisional-means"},
	{"indicator.mark.estimated", "indicator.mark.estimated-means"},
	{"indicator.mark.projected", "indicator.mark.projected-means"},
	{"indicator.mark.revised", "indicator.mark.revised-means"},
}

// pointMarks are the ids of the marks of a point. Where all figures of a table are demonstration figures its title says so
// once.
func pointMarks(p *analysis.Point, mixed bool) []string {
	var marks []string
	if p.Demonstration && mixed {
		marks = append(marks, "indicator.mark.demonstration")
	}
	if p.Computed {
		marks = append(marks, "indicator.mark.computed")
	}
	switch p.Status {
	case "P":
		marks = append(marks, "indicator.mark.provisional")
	case "E":
		marks = append(marks, "indicator.mark.estimated")
	case model.ProjectedStatus:
		marks = append(marks, "indicator.mark.projected")
	}
	if p.Revised {
		marks = append(marks, "indicator.mark.revised")
	}
	return marks
}

// indicatorTable holds every shown figure: periods down, the newest first, regions across.
func (s *Shell) indicatorTable(in *model.Indicator) (t Table, tag string, sources []string) {
	r, say := s.r, s.say
	var columns []*model.Region
	var series []analysis.Series
	take := func(c *model.Region) {
		if c == nil || slices.Contains(columns, c) {
			return
		}
		if sr := r.a.Series(in.ID, c.Code); len(sr.Points) > 0 {
			columns, series = append(columns, c), append(series, sr)
		}
	}
	take(r.plan.RegionOf(r.home.Code))
	many := len(r.regions) > figure.MostPlaces // the data sets hold them
	for _, c := range r.regions {
		if many {
			break
		}
		take(c)
	}
	for _, z := range r.a.Zones {
		take(z)
	}
	for up, n := r.plan.RegionOf(r.home.Parent), 0; up != nil && n < len(model.Levels); up, n = r.plan.RegionOf(up.Parent), n+1 {
		take(up)
	}
	var periods []model.Period
	for _, sr := range series {
		for i := range sr.Points {
			if p := sr.Points[i].Period; !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	slices.SortFunc(periods, func(a, b model.Period) int { return b.Compare(a) })
	demo, real := 0, 0
	for _, sr := range series {
		for i := range sr.Points {
			if sr.Points[i].Demonstration {
				demo++
			} else {
				real++
			}
		}
	}
	t = Table{
		Caption: say.Text("indicator.caption", "Name", in.Name, "Unit", in.ValueUnit),
		Class:   "pinned", Wide: len(columns) > 3, Header: []Column{{say.Text("indicator.period"), ""}},
	}
	mixed := demo > 0 && real > 0
	names := map[string]int{}
	for _, c := range columns {
		names[r.a.Place(c)]++
	}
	for _, c := range columns {
		name := r.a.Place(c)
		if names[name] > 1 {
			name = c.Name
		}
		t.Header = append(t.Header, Column{name, "num"})
	}
	used := map[string]bool{}
	for _, period := range periods {
		row := Row{Cells: []Cell{head(say.Period(period))}}
		for i, sr := range series {
			p := sr.At(period)
			if p == nil {
				row.Cells = append(row.Cells, Cell{Text: "—", Class: "num na"})
				continue
			}
			cell := num(say.Fixed(p.Value.Rat(), in.Decimals)).of(observationCell(in.ID, columns[i].Code, p.Period))
			for _, id := range pointMarks(p, mixed) {
				used[id] = true
				cell.Mark += say.Text(id)
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case mixed:
		t.Tag = s.partTag(figure.Mixed)
	case demo > 0:
		t.Tag = s.tag(true)
	}
	var more []string
	if len(r.a.Zones) > 0 && len(columns) > 1 {
		var zones []string
		for _, z := range r.a.Zones {
			if !slices.Contains(columns, z) {
				zones = append(zones, z.Name)
			}
		}
		if len(zones) > 0 {
			more = append(more, say.Text("indicator.unlisted", "Zones", say.All(zones)))
		}
	}
	t.Note = s.figuresNote(used, series, more...)
	return t, t.Tag, r.sourcesOf(series)
}

// figuresNote stands below a table of figures: their sources, then what the marks mean, those that are used by their ids.
func (s *Shell) figuresNote(used map[string]bool, series []analysis.Series, more ...string) string {
	r, say := s.r, s.say
	var sources, notes []string
	for _, id := range r.sourcesOf(series) {
		src := r.plan.Source(id)
		sources = append(sources, say.Text("indicator.source", "Name", src.Name, "Kind", r.sourceKindName(src.Kind)))
	}
	for _, m := range cellMarks {
		if used[m.mark] {
			notes = append(notes, say.Text("indicator.mark.note", "Mark", say.Text(m.mark), "Means", say.Text(m.means)))
		}
	}
	notes = append(notes, more...)
	return s.r.sourceLine(sources, append(notes, say.Text("indicator.mark.note", "Mark", "—", "Means", say.Text("indicator.mark.none"))))
}

// sourcesOf are the ids of the sources of the shown figures, in the order of the source table.
func (r *renderer) sourcesOf(series []analysis.Series) []string {
	used := map[string]bool{}
	for _, sr := range series {
		for i := range sr.Points {
			for _, id := range sr.Points[i].Sources {
				used[id] = true
			}
		}
	}
	var ids []string
	for i := range r.plan.Sources {
		if id := r.plan.Sources[i].ID; used[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// vintage lists an indicator's earlier figures and the sources that disagree with the one shown.
func (s *Shell) vintage(in *model.Indicator) (revised, disagree Table) {
	r, say := s.r, s.say
	revised = Table{Caption: say.Text("indicator.revisions.caption"), Wide: true, Header: []Column{
		{say.Text("indicator.region"), ""}, {say.Text("indicator.period"), ""}, {say.Text("indicator.revisions.old"), "num"}, {say.Text("indicator.revisions.old-release"), ""},
		{say.Text("indicator.revisions.new"), "num"}, {say.Text("indicator.revisions.new-release"), ""}, {say.Text("indicator.revisions.reason"), ""}}}
	disagree = Table{Caption: say.Text("indicator.disagreements.caption"), Wide: true, Header: []Column{
		{say.Text("indicator.region"), ""}, {say.Text("indicator.period"), ""}, {say.Text("indicator.disagreements.shown"), "num"}, {say.Text("indicator.disagreements.source"), ""},
		{say.Text("indicator.disagreements.alternative"), "num"}, {say.Text("indicator.disagreements.source"), ""}}}
	revisedDemo, disagreeDemo := false, false
	for i := range r.plan.Regions {
		c := &r.plan.Regions[i]
		for _, cell := range r.plan.Series(in.ID, c.Code) {
			now := cell.Shown
			rows := append(cell.Revisions(), now)
			for j := 1; j < len(rows); j++ {
				old, next := rows[j-1], rows[j]
				if same(old.Value, next.Value) || old.Projected() && !next.Projected() {
					continue // repeated, to drop the mark 初步数 for instance; or a forecast that time has settled
				}
				revisedDemo = revisedDemo || r.plan.Invented(now.Source)
				revised.Rows = append(revised.Rows, Row{Cells: []Cell{
					head(r.a.Place(c)), {Text: say.Period(now.Period)},
					num(r.observed(old.Value, in)), {Text: r.releaseTitle(old.Release), Class: "from"},
					num(r.observed(next.Value, in)), {Text: r.releaseTitle(next.Release)}, {Text: next.Note, Class: "long"},
				}})
			}
			for _, other := range cell.Disagreements() {
				disagreeDemo = disagreeDemo || r.plan.Invented(now.Source) || r.plan.Invented(other.Source)
				disagree.Rows = append(disagree.Rows, Row{Cells: []Cell{
					head(r.a.Place(c)), {Text: say.Period(now.Period)},
					num(r.observed(now.Value, in)), {Text: r.sourceTitle(now.Source), Class: "long"},
					num(r.observed(other.Value, in)), {Text: r.sourceTitle(other.Source), Class: "long"},
				}})
			}
		}
	}
	if len(revised.Rows) > 0 {
		revised.Tag = s.tag(revisedDemo)
	}
	if len(disagree.Rows) > 0 {
		disagree.Tag = s.tag(disagreeDemo)
	}
	return revised, disagree
}

// same reports whether two rows of a cell give the same figure, or both none.
func same(x, y *model.Number) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Cmp(*y) == 0
}

func (r *renderer) releaseTitle(id string) string {
	if rel := r.plan.Release(id); rel != nil {
		return rel.Title
	}
	return id
}

func (r *renderer) sourceTitle(id string) string {
	if src := r.plan.Source(id); src != nil {
		return src.Name
	}
	return id
}
