package figure

import (
	"math"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewMultiples is a small trend of every county on one scale, against its planned path; of a rate with the whole's line
// behind. highlight is the code of the county that the page is about; without it the one that the title names stands out.
// ok is false where fewer than two counties have two points each.
func NewMultiples(a *analysis.Assessment, indicator string, kind model.TargetKind, highlight string) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil || len(a.Counties) > MostPlaces {
		return Figure{}, false
	}
	kind = usualKind(a, indicator, kind)
	type county struct {
		result analysis.Result
		points []analysis.Point
		path   []milestone
	}
	var counties []county
	var values []*big.Rat
	e := &evidence{a: a, in: in}
	drawn := 0
	for _, region := range a.Counties {
		c := county{result: ofKind(a.Results(indicator, region.Code), kind)}
		running := c.result.Target != nil && c.result.Target.Kind == model.Cumulative && c.result.Baseline != nil
		e.flow = in.Kind == model.Flow && !running
		c.points, c.path = trendPoints(a, c.result, e.flow), plannedPath(c.result, e.flow)
		for _, p := range c.points {
			values = append(values, p.Value.Rat())
			e.add(in, p)
		}
		for _, m := range c.path {
			values = append(values, m.value)
		}
		e.target(c.result.Target)
		if len(c.points) > 1 {
			drawn++
		}
		counties = append(counties, c)
	}
	if drawn < 2 {
		return Figure{}, false
	}
	f = Figure{Say: a.Say, ID: "multiples-" + in.ID + "-" + string(kind), Home: route.Indicator(in.ID), Kind: Multiples, Indicator: in, Flow: e.flow}
	if highlight != "" {
		f.ID += "-" + highlight
		f.Home = route.County(highlight)
	}
	say := voice{a.Say}
	s := newScale(say, in, values)
	f.ValueUnit, f.Decimals = s.unit, s.decimals

	whole := f.wholeLine(a, kind, s)
	var first, last model.Period
	for _, c := range counties {
		region := c.result.Region
		b := Bar{Name: region.Label(), Link: route.County(region.Code), Status: c.result.Status, HasStatus: c.result.Status != analysis.NoData}
		if c.result.Target != nil {
			b.GapText, b.Ceiling = c.result.GapPoints(), c.result.Ceiling
		}
		panel := Panel{Bar: b, Highlight: region.Code == highlight}
		if len(c.points) == 0 {
			panel.Bar.Missing = say.missingWord(c.result.Reason)
		} else {
			newest := c.points[len(c.points)-1]
			panel.Bar.Value, panel.Bar.Text = s.float(newest.Value.Rat()), s.text(newest.Value.Rat())
			panel.Bar.Demonstration = newest.Demonstration
			line := Line{Role: Observed, Name: b.Name}
			for i, p := range c.points {
				q := Point{Period: p.Period, Value: s.float(p.Value.Rat()), Text: s.text(p.Value.Rat()), Provisional: p.Status == "P", Revised: p.Revised, Demonstration: p.Demonstration}
				if c.result.Target == nil || c.result.Target.Kind != model.Cumulative {
					q.Cell = observationCell(in, region, p.Period)
				}
				if i > 0 {
					before := c.points[i-1].Period
					q.Gap = !f.background() && (e.flow && p.Period.Start() != before.End() || !e.flow && p.Period.End()-before.End() > max(p.Period.Freq.Months(), before.Freq.Months()))
				}
				line.Points = append(line.Points, q)
				if first.IsZero() || p.Period.Compare(first) < 0 {
					first = p.Period
				}
				if last.IsZero() || p.Period.Compare(last) > 0 {
					last = p.Period
				}
			}
			panel.Lines = append(panel.Lines, line)
		}
		if len(c.path) > 1 {
			line := Line{Role: Path, Name: a.Say.Text("multiples.path")}
			for _, m := range c.path {
				line.Points = append(line.Points, Point{Period: m.period, Value: s.float(m.value), Text: s.text(m.value)})
			}
			panel.Lines = append(panel.Lines, line)
		}
		if whole != nil {
			panel.Lines = append([]Line{*whole}, panel.Lines...)
		}
		f.Panels = append(f.Panels, panel)
	}
	f.Mark, f.Sources, f.Notes = e.mark(), e.names(), e.notes()
	if whole == nil {
		f.Notes = append(f.Notes, a.Say.Text("multiples.scale"))
	} else {
		f.Notes = append(f.Notes, a.Say.Text("multiples.scale-whole", "Place", whole.Name))
	}
	if f.multiplesAxis().lo > 0 {
		f.Notes = append(f.Notes, a.Say.Text("multiples.cut"))
	}
	name := in.Name
	if !annualKind(kind) && slices.ContainsFunc(counties, func(c county) bool { return c.result.Target != nil && c.result.Target.Kind == kind }) {
		name = a.Say.GoalInline(in, kind) // what is drawn stands against that target
	}
	f.Subtitle = joinParts([]string{name, f.ValueUnit, f.between(first, last)})
	f.sayMultiples(a, name, last)
	return f, true
}

func annualKind(kind model.TargetKind) bool {
	return kind == model.AnnualFlow || kind == model.AnnualIncrease
}

// ofKind is the result of one kind of target; failing that the first.
func ofKind(results []analysis.Result, kind model.TargetKind) analysis.Result {
	for _, r := range results {
		if r.Target != nil && r.Target.Kind == kind {
			return r
		}
	}
	return results[0]
}

type milestone struct {
	period model.Period
	value  *big.Rat
}

// plannedPath are the corners of the path that a level or a total should take; other targets have none.
func plannedPath(r analysis.Result, flow bool) []milestone {
	if r.Target == nil || r.Baseline == nil || flow || annualKind(r.Target.Kind) {
		return nil
	}
	path := []milestone{{r.Target.BaselinePeriod, r.Baseline.Rat()}}
	for _, m := range r.Target.Milestones {
		path = append(path, milestone{m.Period, m.Value.Rat()})
	}
	return path
}

// wholeLine is a rate of the plan's own region, to compare with; an amount of all would dwarf its parts.
func (f Figure) wholeLine(a *analysis.Assessment, kind model.TargetKind, s scale) *Line {
	if f.Indicator.Kind != model.Rate {
		return nil
	}
	line := Line{Role: Compared, Name: a.Place(a.Plan.Home())}
	for _, p := range trendPoints(a, ofKind(a.Results(f.Indicator.ID, a.Plan.Region), kind), f.Flow) {
		line.Points = append(line.Points, Point{Period: p.Period, Value: s.float(p.Value.Rat()), Text: s.text(p.Value.Rat()), Demonstration: p.Demonstration})
	}
	if len(line.Points) < 2 {
		return nil
	}
	return &line
}

// sayMultiples finds who is off the path.
func (f *Figure) sayMultiples(a *analysis.Assessment, name string, last model.Period) {
	say, who := voice{a.Say}, a.Peers()
	var judged, below, above int
	var with []Panel
	best, worst := -1, -1
	for i, p := range f.Panels {
		if p.Bar.Missing != "" {
			continue
		}
		with = append(with, p)
		if best < 0 || p.Bar.Value > f.Panels[best].Bar.Value {
			best = i
		}
		if worst < 0 || p.Bar.Value < f.Panels[worst].Bar.Value {
			worst = i
		}
		if !p.Bar.HasStatus {
			continue
		}
		judged++
		switch {
		case p.Bar.Status.Lagging():
			below++
		case p.Bar.Status == analysis.Ahead || p.Bar.Status == analysis.Achieved:
			above++
		}
	}
	named := best
	switch {
	case judged == 0 && f.Panels[best].Bar.Value == f.Panels[worst].Bar.Value:
		f.Title = name
	case judged == 0:
		id := "multiples.title-rate"
		if f.Indicator.Kind != model.Rate {
			id = "multiples.title-amount"
		}
		f.Title = say.Text(id, "Name", name, "Best", f.Panels[best].Bar.Name, "Worst", f.Panels[worst].Bar.Name)
	case below == 0 && judged < len(f.Panels):
		f.Title = say.Text("multiples.title-some", "Total", len(f.Panels), "Judged", judged, "Peers", who)
	case below == 0:
		f.Title = say.Text("multiples.title-none", "Total", judged, "Peers", who)
	default:
		f.Title = say.Text("multiples.title-lag", "Total", judged, "Peers", who, "Lagging", below, "Ahead", above)
		named = slices.IndexFunc(f.Panels, func(p Panel) bool { return p.Bar.HasStatus && p.Bar.Status == analysis.Behind })
		if named < 0 {
			named = slices.IndexFunc(f.Panels, func(p Panel) bool { return p.Bar.HasStatus && p.Bar.Status.Lagging() })
		}
	}
	if !slices.ContainsFunc(f.Panels, func(p Panel) bool { return p.Highlight }) && judged == 0 {
		f.Panels[named].Highlight = true
	}
	value := func(i int) string { return f.withUnit(f.Panels[i].Bar.Text) }
	extremes := "multiples.rate"
	if f.Indicator.Kind != model.Rate {
		extremes = "multiples.amount"
	}
	ends := say.Text(extremes, "Name", name, "Best", f.Panels[best].Bar.Name, "High", value(best), "Worst", f.Panels[worst].Bar.Name, "Low", value(worst))
	when := say.dated(f.Indicator, f.Flow, last)
	switch {
	case judged == 0:
		f.Summary = say.Text("multiples.summary", "When", when, "Total", len(with), "Peers", who, "Ends", ends)
	case below == 0:
		f.Summary = say.Text("multiples.summary-none", "When", when, "Total", judged, "Peers", who, "Ahead", above, "Ends", ends)
	default:
		f.Summary = say.Text("multiples.summary-lag", "When", when, "Total", judged, "Peers", who, "Lagging", below, "Ahead", above, "Ends", ends)
	}
	f.Summary = say.Capital(f.Summary)
	var without []string
	for _, p := range f.Panels {
		if p.Bar.Missing != "" {
			without = append(without, p.Bar.Name)
		}
	}
	if len(without) > 0 {
		f.Notes = append(f.Notes, say.Text("multiples.without", "Names", say.List(without, say.Text("map.counter", "Peers", who))))
	}
	f.Heads = []string{say.Text("multiples.region"), say.Text("multiples.period"), say.Text("multiples.value"), say.Text("multiples.planned"), say.Text("multiples.kind")}
}

// multiplesTable has a row for every point of every county.
func (f Figure) multiplesTable() Table {
	var t Table
	if len(f.Heads) < 5 {
		return t
	}
	path := slices.ContainsFunc(f.Panels, func(p Panel) bool {
		return slices.ContainsFunc(p.Lines, func(l Line) bool { return l.Role == Path })
	})
	t.column(f.Heads[0], false)
	t.column(f.Heads[1], false)
	t.column(f.unit(f.Heads[2]), true)
	if path {
		t.column(f.unit(f.Heads[3]), true)
	}
	if f.Mark == Mixed {
		t.column(f.Heads[4], false)
	}
	row := func(name string, period model.Period, value, cell, planned, kind string) {
		texts := []string{name, f.when(period), value}
		if period.IsZero() {
			texts[1] = missing
		}
		if path {
			texts = append(texts, planned)
		}
		if f.Mark == Mixed {
			texts = append(texts, kind)
		}
		t.row(texts, []string{"", "", cell})
	}
	lines := func(name string, all []Line, role Role) {
		var plan *Line
		for i := range all {
			if all[i].Role == Path {
				plan = &all[i]
			}
		}
		for _, l := range all {
			if l.Role != role {
				continue
			}
			for _, p := range l.Points {
				planned := missing
				if plan != nil {
					if i := slices.IndexFunc(plan.Points, func(q Point) bool { return f.same(q.Period, p.Period) }); i >= 0 {
						planned = plan.Points[i].Text
					} else if v, ok := f.onLine(*plan, f.Month(p.Period)); ok {
						planned = axis{decimals: f.Decimals}.label(v)
					}
				}
				row(name, p.Period, p.Text, p.Cell, planned, f.voice().kindOf(p.Demonstration))
			}
		}
	}
	for i, p := range f.Panels {
		if i == 0 && len(p.Lines) > 0 && p.Lines[0].Role == Compared {
			lines(p.Lines[0].Name, p.Lines[:1], Compared)
		}
		if p.Bar.Missing != "" {
			row(p.Bar.Name, model.Period{}, p.Bar.Missing, "", missing, missing)
			continue
		}
		lines(p.Bar.Name, p.Lines, Observed)
	}
	return t
}

// multiplesAxis is the scale that all panels share.
func (f Figure) multiplesAxis() axis {
	all := Figure{Kind: Trend, ValueUnit: f.ValueUnit, Decimals: f.Decimals}
	for _, p := range f.Panels {
		all.Lines = append(all.Lines, p.Lines...)
	}
	return all.valueAxis()
}

// multiplesSpan are the months that all panels share.
func (f Figure) multiplesSpan() (from, to float64) {
	all := Figure{Kind: Trend, Flow: f.Flow}
	for _, p := range f.Panels {
		all.Lines = append(all.Lines, p.Lines...)
	}
	from, to = all.Span()
	return from, math.Max(to, from+1)
}
