package site

import (
	"cmp"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// countyMeasurePage is the record of one measure in one county: the status of each indicator with its working, its
// targets, every figure with its source and releases, the corrective actions.
type countyMeasurePage struct {
	*Shell
	Measure  Link
	Results  []ResultBlock
	Unaimed  Table
	Records  []Record // of the indicators without a target
	Actions  []ActionItem
	NoAction bool // lags, but no corrective action is there
	Siblings []Link
	Around   []Link // the measures before and after it, in the same county
}

// ResultBlock is one indicator of a record: status, trend, working, targets, figures.
type ResultBlock struct {
	ID, Name, Href string
	Status         *Status
	Sentence       []Run
	Chart          *Chart
	Empty          string // why there is no chart
	Working        Working
	Targets        Table
	Record         *Record // nil where an earlier block has the same indicator, or nothing was reported
	Tag            string
}

// Record is every row of an indicator in a region, the ones that were replaced included.
type Record struct {
	Summary string // 全部观测值，16期
	Table   Table
}

func (r *renderer) countyMeasurePage(s *Shell, c *model.Region, m *model.Measure) any {
	p := &countyMeasurePage{Shell: s, Measure: s.link(measureName(m), route.Measure(m.ID))}
	mr := r.a.Measure(m.ID, c.Code)
	s.article(c.Label()+" · "+measureName(m), s.say.Text("record.summary", "Region", c.Name, "Measure", m.Title))
	s.crumbs(m.ID, s.link(r.areas(), route.Counties), s.link(c.Name, route.County(c.Code)))
	s.Kicker = s.say.Text("record.kicker", "Region", c.Name, "ID", m.ID)
	s.Heading = titleLines(s.say.Text("record.heading", "Measure", m.Title, "Region", c.Label(), "Status", mr.Status.In(s.say)))
	s.Tag = s.tag(mr.Demonstration)
	s.Lede = s.measureLede(mr)
	s.Facts = []Fact{
		{s.say.Text("parts.column.status"), []Run{{Status: r.status(mr.Status)}}},
		s.linkFact(s.say.Text("parts.column.measure"), []Link{p.Measure}),
		s.linkFact(s.say.Text("parts.column.lead"), s.orgLinks([]string{m.LeadUnit})),
	}
	if !r.a.Period.IsZero() {
		s.Facts = append(s.Facts, fact(s.say.Text("parts.column.assessed"), s.say.Period(r.a.Period)))
	}
	p.Results, p.Unaimed = s.resultBlocks(m, c), s.unaimed(m, c)
	for _, id := range m.Indicators {
		if in := r.plan.Indicator(id); in != nil && len(r.plan.TargetsFor(id, c.Code)) == 0 {
			if rec := s.record(in, c); rec != nil {
				p.Records = append(p.Records, *rec)
			}
		}
	}
	if item, ok := s.actions(mr, measureName(m), p.Measure.Href); ok {
		p.Actions = append(p.Actions, item)
	}
	p.Siblings = s.siblings(r.a.Counties, c, func(o *model.Region) string { return route.CountyMeasure(o.Code, m.ID) }, route.Measure(m.ID))
	p.Around = s.around(m, func(o *model.Measure) string { return route.CountyMeasure(c.Code, o.ID) })
	return p
}

// around links the measures before and after one, in the order of the plan.
func (s *Shell) around(m *model.Measure, path func(*model.Measure) string) []Link {
	var links []Link
	for i := range s.r.plan.Measures {
		if s.r.plan.Measures[i].ID != m.ID {
			continue
		}
		if i > 0 {
			o := &s.r.plan.Measures[i-1]
			links = append(links, s.link(s.say.Text("parts.previous-measure", "Measure", measureName(o)), path(o)))
		}
		if i+1 < len(s.r.plan.Measures) {
			o := &s.r.plan.Measures[i+1]
			links = append(links, s.link(s.say.Text("parts.next-measure", "Measure", measureName(o)), path(o)))
		}
	}
	return links
}

// measureLede says why a measure has its status in a region.
func (s *Shell) measureLede(mr analysis.MeasureResult) []Run {
	r, res := s.r, mr.Decisive
	if res == nil {
		if len(mr.Results) > 0 {
			return text(r.sentence(mr.Results[0].ReasonText()))
		}
		return text(s.say.Text("record.no-target"))
	}
	value := s.runs("record.lede-value", "Goal", s.say.GoalInline(res.Indicator, res.Kind()), "Value", Run{Text: r.valueText(res), Strong: true})
	var aim []Run
	if text := r.aimText(res); text != "" {
		aim = s.runs("record.lede-aim", "Aim", r.aimWord(res), "Value", text)
	}
	gap := s.gap(res)
	if choice := r.worstOfMany(mr); choice != "" {
		last := &value
		if aim != nil {
			last = &aim
		}
		if gap != nil {
			last = &gap
		}
		*last = append(*last, Run{Text: r.brackets(choice)})
	}
	return s.joined(value, aim, gap)
}

// resultBlocks are the indicators of a measure that have a target in a region.
func (s *Shell) resultBlocks(m *model.Measure, c *model.Region) []ResultBlock {
	r := s.r
	var blocks []ResultBlock
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil {
			continue
		}
		record := s.record(in, c)
		for _, res := range r.a.Results(id, c.Code) {
			if res.Target == nil {
				continue
			}
			b := ResultBlock{
				ID: s.id("i-" + anchor(id)), Name: s.say.Goal(in, res.Kind()), Href: s.to(route.Indicator(id)),
				Status: r.status(res.Status), Tag: s.tag(res.Demonstration), Record: record,
			}
			record = nil // two targets of one indicator share its figures
			b.Chart, b.Empty = s.chart(figure.NewTrend(r.a, res)), s.nothingDrawn(&res)
			b.Working = s.working(&res, s.say.Text("parts.working"))
			b.Targets = s.targetTable(&res)
			b.Sentence = s.resultSentence(&res)
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// targetTable is a target's baseline and milestones with their sources.
func (s *Shell) targetTable(res *analysis.Result) Table {
	t := res.Target
	table := Table{Caption: s.say.Text("record.targets.caption", "Kind", s.r.kindName(t.Kind)), Class: "targets", Header: []Column{
		{s.say.Text("record.targets.what"), ""}, {s.say.Text("parts.column.period"), ""}, {s.say.Text("parts.column.value"), "num"}, {s.say.Text("parts.column.source"), ""}}}
	if !t.BaselinePeriod.IsZero() {
		value := Cell{Text: "—", Class: "num"}
		switch {
		case t.BaselineValue != nil:
			value.Text = s.r.exact(t.BaselineValue, res)
		case res.Baseline != nil: // the observation of that period counts
			value.Text = s.r.exact(res.Baseline, res)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{head(s.say.Text("record.targets.baseline")), {Text: s.say.PeriodEnd(t.BaselinePeriod)}, value, {Text: "—", Class: "na"}}})
	}
	for i, m := range t.Milestones {
		what := s.say.Text("record.targets.milestone")
		if i == len(t.Milestones)-1 {
			what = s.r.aimWord(res)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{head(what), {Text: s.say.PeriodEnd(m.Period)}, num(s.r.exact(&m.Value, res)), {Text: s.r.sourceName(m.Source)}}})
	}
	return table
}

// exact writes a target value with the digits of its table.
func (r *renderer) exact(v *model.Number, res *analysis.Result) string {
	in := res.Indicator
	unit := in.ValueUnit
	if res.Kind() == model.AnnualIncrease {
		unit = r.say.DifferenceUnit(in)
	}
	return r.say.WithUnit(r.say.Fixed(v.Rat(), max(in.Decimals, v.Decimals())), unit)
}

func (r *renderer) sourceName(id string) string {
	if src := r.plan.Source(id); src != nil {
		return src.Name
	}
	return "—"
}

// record lists every row of an indicator in a region, the newest period first; nil where there is none. A row that a later
// release or a better source replaced stands below the one that is shown, in grey.
func (s *Shell) record(in *model.Indicator, c *model.Region) *Record {
	r := s.r
	series := r.a.Series(in.ID, c.Code)
	if len(series.Points) == 0 {
		return nil
	}
	t := Table{
		Caption: s.say.Text("record.rows.caption", "Indicator", in.Name, "Region", r.a.Place(c)), Wide: true, Class: "rows",
		Header: []Column{{s.say.Text("parts.column.period"), ""}, {s.say.Text("record.rows.value", "Unit", in.ValueUnit), "num"}, {s.say.Text("record.rows.status"), ""},
			{s.say.Text("parts.column.source"), ""}, {s.say.Text("record.rows.release"), ""}, {s.say.Text("record.rows.note"), ""}},
	}
	demo, real := false, false
	for i := len(series.Points) - 1; i >= 0; i-- {
		p := &series.Points[i]
		demo, real = demo || p.Demonstration, real || !p.Demonstration
		if p.Cell.Shown == nil {
			var names []string
			for _, id := range p.Sources {
				names = append(names, r.sourceName(id))
			}
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(s.say.Period(p.Period)), num(s.say.Number(p.Value, in.Decimals)),
				{Text: s.say.Text("record.rows.computed")}, {Text: cmp.Or(s.say.All(names), "—")}, {Text: "—"}, {Text: s.computedFrom(in), Class: "long"}}})
			continue
		}
		t.Rows = append(t.Rows, s.recordRow(in, p.Cell.Shown, false))
		for j := len(p.Cell.Rows) - 1; j >= 0; j-- {
			if o := &p.Cell.Rows[j]; o.Source != p.Cell.Shown.Source || o.Release != p.Cell.Shown.Release {
				t.Rows = append(t.Rows, s.recordRow(in, o, true))
			}
		}
	}
	switch {
	case demo && real:
		t.Tag = s.partTag(figure.Mixed)
	case demo:
		t.Tag = s.tag(true)
	}
	return &Record{Summary: s.say.Count("record.rows.summary", len(series.Points), "Indicator", in.Name), Table: t}
}

// computedFrom says what an unpublished figure was computed from.
func (s *Shell) computedFrom(in *model.Indicator) string {
	if in.Aggregation != model.Ratio {
		return s.say.Text("record.rows.added")
	}
	name := func(id string) string {
		if o := s.r.plan.Indicator(id); o != nil {
			return o.Name
		}
		return id
	}
	return s.say.Text("record.rows.divided", "Numerator", name(in.Numerator), "Denominator", name(in.Denominator))
}

func (s *Shell) recordRow(in *model.Indicator, o *model.Observation, replaced bool) Row {
	r := s.r
	value := num(r.noData())
	if o.Value != nil {
		value = num(s.say.Number(*o.Value, max(in.Decimals, o.Value.Decimals())))
	}
	row := s.row(head(s.say.Period(o.Period)), value, Cell{Text: cmp.Or(r.obsStatus(o.Status), "—")}, Cell{Text: r.sourceName(o.Source)}, Cell{Text: r.releaseName(o.Release)}, Cell{Text: cmp.Or(o.Note, "—"), Class: "long"})
	if replaced {
		row.Class = "old"
		row.Cells[2].Sub = s.say.Text("record.rows.replaced")
	}
	return row
}

// obsStatus is the name of an observation status, or its code where the list has none.
func (r *renderer) obsStatus(code string) string {
	for _, c := range r.plan.ObsStatus {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}

// releaseName is a release's title; a row without a release belongs to the first.
func (r *renderer) releaseName(id string) string {
	for i := range r.plan.Releases {
		if rel := &r.plan.Releases[i]; rel.ID == id || id == "" {
			return cmp.Or(rel.Title, rel.ID)
		}
	}
	return cmp.Or(id, "—")
}

// unaimed lists a measure's indicators that have no target in a region: counts behind a rate, figures for information.
func (s *Shell) unaimed(m *model.Measure, c *model.Region) Table {
	r := s.r
	t := Table{Caption: s.say.Text("record.unaimed.caption"), CaptionHidden: true, Wide: true, Header: []Column{{s.say.Text("parts.column.indicator"), ""},
		{s.say.Text("record.unaimed.latest"), "num"}, {s.say.Text("parts.column.period"), ""}, {s.say.Text("parts.column.trend"), "opt"}}}
	demo, real := false, false
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil || len(r.plan.TargetsFor(id, c.Code)) > 0 {
			continue
		}
		row := Row{Cells: []Cell{headLink(in.Name, s.to(route.Indicator(id))), {Text: r.noData(), Class: "num na"}, {Text: "—"}, {Text: "—", Class: "opt na"}}}
		if last := r.a.Series(id, c.Code).Last(); last != nil {
			row.Cells[1] = Cell{Text: s.say.TableQuantity(last.Value.Rat(), in), Class: "num strong", Of: observationCell(id, c.Code, last.Period)}
			row.Cells[2].Text = s.say.When(in, last.Period)
			if sp := r.spark(&analysis.Result{Indicator: in, Region: c, Period: last.Period}); sp != nil {
				row.Cells[3] = Cell{Spark: sp, Class: "opt"}
			}
			row.Cells[1].Mark = s.demonstrationMark(last)
			demo, real = demo || last.Demonstration, real || !last.Demonstration
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case demo && real:
		t.Tag, t.Note = s.partTag(figure.Mixed), r.sentence(s.demonstrationNote())
	case demo:
		t.Tag = s.tag(true)
		for i := range t.Rows {
			t.Rows[i].Cells[1].Mark = ""
		}
	}
	return t
}

// resultSentence says what stands against the target and how far that is.
func (s *Shell) resultSentence(res *analysis.Result) []Run {
	r, in := s.r, res.Indicator
	if res.Status == analysis.NoData {
		if res.Target == nil && res.Latest != nil {
			return s.runs("record.unjudged", "When", s.say.When(in, res.Latest.Period),
				"Value", Run{Text: s.say.Quantity(res.Latest.Value.Rat(), in), Strong: true})
		}
		return text(r.sentence(res.ReasonText()))
	}
	value := Run{Text: r.valueText(res), Strong: true}
	done := s.done(res)
	if res.Kind().Annual() {
		// A mean belongs to a span, and its target to every year: neither stands at a date.
		said := s.runs("record.mean", "Kind", r.kindWord(res), "Value", value)
		if p := res.Target.BaselinePeriod; !p.IsZero() {
			said = s.runs("record.mean-since", "From", s.say.PeriodEnd(p), "Kind", r.kindWord(res), "Value", value)
		}
		return s.joined(said, text(s.say.Text("record.lede-aim", "Aim", r.aimWord(res), "Value", r.aimText(res))), done)
	}
	said := s.runs("record.level", "When", r.by(in, res.Period), "Value", value)
	if word := r.kindWord(res); word != "" {
		said = s.runs("record.total", "When", s.say.PeriodEnd(res.Period), "Kind", word, "Value", value)
	}
	var aim []Run
	if text := r.aimText(res); text != "" {
		aim = s.runs("record.aim-by", "When", s.say.PeriodEnd(res.Aim.Period), "Aim", r.aimWord(res), "Value", text)
	}
	return s.joined(said, aim, done, s.gap(res))
}

// by says when a figure is from, in front of it: 到2020年末, 2020年第四季度.
func (r *renderer) by(in *model.Indicator, p model.Period) string {
	when := r.say.When(in, p)
	if when == r.say.Period(p) {
		return r.say.Text("record.in", "When", when)
	}
	return r.say.Text("record.by", "When", when)
}

// nothingDrawn stands where a trend would be. Why there are no figures is said above it, in the result's sentence.
func (s *Shell) nothingDrawn(res *analysis.Result) string {
	return strings.TrimSpace(s.say.Text("record.nothing-drawn", "Place", s.r.a.Place(res.Region)))
}
