package figure

import (
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewTrend is an indicator's series in a region against its planned path, target and projection. ok is false where
// there is not a single point to draw.
func NewTrend(a *analysis.Assessment, r analysis.Result) (f Figure, ok bool) {
	in := r.Indicator
	if in == nil || r.Region == nil {
		return Figure{}, false
	}
	var kind model.TargetKind
	if r.Target != nil {
		kind = r.Target.Kind
	}
	running := kind == model.Cumulative && r.Baseline != nil // a total that grows, like a stock
	flow := in.Kind == model.Flow && !running
	points := trendPoints(a, r, flow)
	if len(points) == 0 {
		return Figure{}, false
	}

	f = Figure{Say: a.Say, ID: "trend-" + in.ID + "-" + r.Region.Code, Kind: Trend, Indicator: in, Flow: flow}
	f.Home = route.Indicator(in.ID)
	if r.Region.Code != a.Plan.Region {
		f.Home = route.County(r.Region.Code)
	}
	if kind != "" && kind != model.LevelTarget {
		f.ID += "-" + string(kind)
	}
	e := &evidence{a: a, in: in, flow: flow}
	values := make([]*big.Rat, 0, len(points)+2)
	for _, p := range points {
		e.add(in, p)
		values = append(values, p.Value.Rat())
	}
	e.target(r.Target)
	say := voice{a.Say}
	s := newScale(say, in, values)
	f.ValueUnit, f.Decimals = s.unit, s.decimals

	observed := Line{Role: Observed, Name: say.Text("figure.line.observed")}
	if running && r.Target.BaselinePeriod.End() < points[0].Period.End() {
		b := r.Baseline.Rat()
		observed.Points = append(observed.Points, Point{Period: r.Target.BaselinePeriod, Value: s.float(b), Text: s.text(b)})
	}
	for i, p := range points {
		value, text := s.point(p.Value)
		q := Point{Period: p.Period, Value: value, Text: text, Provisional: p.Status == "P", Revised: p.Revised, Demonstration: p.Demonstration}
		if !running { // a total is no row
			q.Cell = observationCell(in, r.Region, p.Period)
		}
		if i > 0 {
			before := points[i-1].Period
			if flow {
				q.Gap = p.Period.Start() != before.End()
			} else {
				q.Gap = p.Period.End()-before.End() > max(p.Period.Freq.Months(), before.Freq.Months())
			}
		}
		observed.Points = append(observed.Points, q)
	}
	// Two censuses have no years between them that could be missing.
	if !flow && r.Target == nil && !slices.ContainsFunc(observed.Points[1:], func(p Point) bool { return !p.Gap }) {
		for i := range observed.Points {
			observed.Points[i].Gap = false
		}
	}
	f.Lines = append(f.Lines, observed)
	f.addPlan(r, s, points)
	f.addForecasts(a, r, s, e, points)
	f.addBand(a, r, s)
	if in.Kind == model.Rate {
		f.addCompared(a, r, s, e, points)
	}

	f.Mark = e.mark()
	f.Sources = e.names()
	f.say(a, r, points, running)
	f.Notes = e.notes()
	if f.CutAxis() {
		f.Notes = append(f.Notes, say.Text("figure.note.cut-axis"))
	}
	if f.Band != nil {
		f.Notes = append(f.Notes, a.Say.Text("band.note"))
	}
	if f.Mark == Mixed {
		f.Notes = append(f.Notes, mixedNote(e))
	}
	return f, true
}

func mixedNote(e *evidence) string {
	if e.demo == 0 {
		return e.a.Say.Text("figure.note.invented-target")
	}
	return e.a.Say.Text("figure.note.squares")
}

// trendPoints are the figures to draw: those since the baseline, one a date, amounts all of one length.
func trendPoints(a *analysis.Assessment, r analysis.Result, flow bool) []analysis.Point {
	all := a.Standing(r).Points
	if flow {
		switch {
		case r.Target != nil && r.Target.Kind == model.AnnualFlow:
			all = years(all)
		case r.Target != nil && r.Target.Kind == model.LevelTarget:
			all = ofLength(all, r.Aim.Period.Freq)
		default:
			all = ofLength(all, r.Indicator.Frequency)
		}
	}
	var points []analysis.Point
	for _, p := range all {
		if n := len(points); n > 0 && !flow && points[n-1].Period.End() == p.Period.End() {
			continue // 2020 and 2020-Q4 are one date; the longer period comes first
		}
		points = append(points, p)
	}
	if r.Target != nil && !r.Target.BaselinePeriod.IsZero() {
		from := r.Target.BaselinePeriod.End()
		since := slices.DeleteFunc(slices.Clone(points), func(p analysis.Point) bool { return p.Period.End() < from })
		if len(since) > 0 {
			return since
		}
	}
	return points
}

// ofLength keeps the amounts of periods of one length; where there are none, of the length that is most frequent.
func ofLength(points []analysis.Point, f model.Frequency) []analysis.Point {
	pick := func(f model.Frequency) (found []analysis.Point) {
		for _, p := range points {
			if p.Period.Freq == f {
				found = append(found, p)
			}
		}
		return found
	}
	best := pick(f)
	if len(best) == 0 {
		for f := model.Year; f <= model.Month; f++ {
			if found := pick(f); len(found) > len(best) {
				best = found
			}
		}
	}
	return best
}

// years are the amounts of whole years: published, or added up where all parts are there.
func years(points []analysis.Point) []analysis.Point {
	var whole []analysis.Point
	for _, p := range points {
		if p.Period.Freq == model.Year {
			whole = append(whole, p)
		}
	}
	for f := model.Half; f <= model.Month; f++ {
		parts := map[int16][]analysis.Point{}
		for _, p := range points {
			if p.Period.Freq == f {
				parts[p.Period.Year] = append(parts[p.Period.Year], p)
			}
		}
		for year, ps := range parts {
			if len(ps) != f.Per() || slices.ContainsFunc(whole, func(p analysis.Point) bool { return p.Period.Year == year }) {
				continue
			}
			sum := analysis.Point{Period: model.Period{Year: year, Freq: model.Year, Index: 1}, Status: "A"}
			for i, p := range ps {
				if i == 0 {
					sum.Value = p.Value
				} else {
					sum.Value = sum.Value.Add(p.Value)
				}
				sum.Demonstration = sum.Demonstration || p.Demonstration
				sum.Revised = sum.Revised || p.Revised
				if p.Status == "P" {
					sum.Status = "P"
				}
				for _, s := range p.Sources {
					if !slices.Contains(sum.Sources, s) {
						sum.Sources = append(sum.Sources, s)
					}
				}
			}
			whole = append(whole, sum)
		}
	}
	slices.SortFunc(whole, func(p, q analysis.Point) int { return p.Period.Compare(q.Period) })
	return whole
}

// addPlan draws what was planned and where the pace leads.
func (f *Figure) addPlan(r analysis.Result, s scale, points []analysis.Point) {
	if r.Target == nil {
		return
	}
	aim := r.Target.Aim()
	value := aim.Value.Rat()
	switch r.Target.Kind {
	case model.AnnualFlow:
		f.Aim = &Aim{Value: s.float(value), Text: s.say.Text("figure.aim.yearly", "Value", s.withUnit(value))}
	case model.AnnualIncrease:
		if r.Baseline != nil {
			start := r.Baseline.Rat()
			years := big.NewRat(int64(aim.Period.End()-r.Target.BaselinePeriod.End()), 12)
			end := new(big.Rat).Add(start, years.Mul(years, value))
			f.Lines = append(f.Lines, Line{Role: Path, Name: s.say.Text("figure.line.yearly"), Points: []Point{
				{Period: r.Target.BaselinePeriod, Value: s.float(start), Text: s.text(start)},
				{Period: aim.Period, Value: s.float(end), Text: s.text(end)},
			}})
		}
	default:
		f.Aim = &Aim{Value: s.float(value), Text: s.say.Text("figure.aim.target", "Value", s.withUnit(value)), Period: aim.Period}
		if r.Baseline != nil && !f.Flow {
			start := r.Baseline.Rat()
			path := Line{Role: Path, Name: s.say.Text("figure.line.path"), Points: []Point{{Period: r.Target.BaselinePeriod, Value: s.float(start), Text: s.text(start)}}}
			for _, m := range r.Target.Milestones {
				value, text := s.point(m.Value)
				path.Points = append(path.Points, Point{Period: m.Period, Value: value, Text: text})
			}
			f.Lines = append(f.Lines, path)
		}
	}
	last := points[len(points)-1].Period
	if r.Projected != nil && last.End() == r.Period.End() && aim.Period.End() > last.End() {
		seen := f.Lines[0].Points
		f.Lines = append(f.Lines, Line{Role: Projected, Name: s.say.Text("figure.line.projected"), Points: []Point{
			seen[len(seen)-1],
			{Period: aim.Period, Value: s.float(r.Projected), Text: s.text(r.Projected)},
		}})
	}
}

// forecast names the line of the figures that a source itself published as expected.
func (say voice) forecast() string { return say.Text("figure.line.forecast") }

// addForecasts draws what a source expects after the newest observed figure, in place of our own projection. Towards a
// total since the baseline nothing is expected: forecasts are not added up.
func (f *Figure) addForecasts(a *analysis.Assessment, r analysis.Result, s scale, e *evidence, points []analysis.Point) {
	if r.Kind() == model.Cumulative {
		return
	}
	last := points[len(points)-1].Period
	seen := f.Lines[0].Points
	line := Line{Role: Projected, Name: s.say.forecast(), Points: []Point{seen[len(seen)-1]}}
	for _, p := range a.Series(f.Indicator.ID, r.Region.Code).Points {
		if !p.Projected() || p.Period.End() <= last.End() || f.Flow && p.Period.Freq != last.Freq {
			continue
		}
		value, text := s.point(p.Value)
		line.Points = append(line.Points, Point{Period: p.Period, Value: value, Text: text, Cell: observationCell(f.Indicator, r.Region, p.Period), Revised: p.Revised, Demonstration: p.Demonstration})
		e.add(f.Indicator, p)
	}
	if len(line.Points) == 1 {
		return
	}
	f.Lines = slices.DeleteFunc(f.Lines, func(l Line) bool { return l.Role == Projected })
	f.Lines = append(f.Lines, line)
}

// addCompared adds the regions above, at most two, as far as they have figures in the same span.
func (f *Figure) addCompared(a *analysis.Assessment, r analysis.Result, s scale, e *evidence, points []analysis.Point) {
	from, to := points[0].Period.End(), points[len(points)-1].Period.End()
	for above, n := a.Plan.RegionOf(r.Region.Parent), 0; above != nil && n < 2; above = a.Plan.RegionOf(above.Parent) {
		line := Line{Role: Compared, Name: a.Place(above)}
		var used []analysis.Point
		for _, p := range a.Series(f.Indicator.ID, above.Code).Observed().Points {
			if k := len(used); p.Period.End() < from || p.Period.End() > to || k > 0 && used[k-1].Period.End() == p.Period.End() {
				continue
			}
			used = append(used, p)
		}
		if len(used) < 2 {
			continue
		}
		for _, p := range used {
			value, text := s.point(p.Value)
			line.Points = append(line.Points, Point{Period: p.Period, Value: value, Text: text, Cell: observationCell(f.Indicator, above, p.Period), Provisional: p.Status == "P", Revised: p.Revised, Demonstration: p.Demonstration})
			for _, id := range p.Sources {
				e.source(id)
			}
			e.all++
			if p.Demonstration {
				e.demo++
			}
		}
		f.Lines = append(f.Lines, line)
		n++
	}
}

// say writes title, subtitle and summary of a trend.
func (f *Figure) say(a *analysis.Assessment, r analysis.Result, points []analysis.Point, running bool) {
	say, in := voice{a.Say}, r.Indicator
	where := a.Place(r.Region)
	name := say.GoalInline(r.Indicator, r.Kind())
	finding := say.trendFinding(r)
	f.Title = name
	if annual(r) {
		name = in.Name // the finding says that it is by the year
	}
	first, last := points[0], points[len(points)-1]
	from, to := f.Lines[0].Points[0].Period, last.Period
	for _, l := range f.Lines {
		for _, p := range l.Points {
			if p.Period.End() < from.End() {
				from = p.Period
			}
			if p.Period.End() > to.End() {
				to = p.Period
			}
		}
	}
	parts := []string{where, f.ValueUnit, f.between(from, to)}
	switch title := say.Text("figure.title", "Name", name, "Finding", finding); {
	case finding != "" && fits(title):
		f.Title = title
	case finding != "":
		f.Title = say.Capital(finding)
		parts = slices.Insert(parts, 1, name)
	case r.Target == nil && len(points) > 1 && !f.Flow:
		if _, changed := say.changeOf(first.Value.Rat(), last.Value.Rat(), in); changed {
			rise, fall := "figure.trend.grew", "figure.trend.shrank"
			if in.Percent() {
				rise, fall = "figure.trend.rose", "figure.trend.fell"
			}
			id := fall
			if last.Value.Cmp(first.Value) > 0 {
				id = rise
			}
			if title := say.Text(id, "Name", name, "From", say.Quantity(first.Value.Rat(), in), "To", say.Quantity(last.Value.Rat(), in)); fits(title) {
				f.Title = title
			}
		}
	}
	f.Subtitle = joinParts(parts)

	// What is newest, against what came before, against the plan, and where it leads.
	opening := "figure.trend.by"
	if f.Flow || f.background() {
		opening = "figure.trend.in"
	}
	called := in.Name
	if running && !strings.Contains(strings.ToLower(in.Name), say.Text("figure.trend.total")) {
		called = say.GoalInline(in, model.Cumulative)
	}
	now := say.Text(opening, "When", f.when(last.Period), "Place", where, "Name", called, "Value", say.Quantity(last.Value.Rat(), in))
	if len(points) > 1 {
		before := points[len(points)-2]
		for _, p := range points {
			if f.Flow && p.Period.Freq == last.Period.Freq && p.Period.Index == last.Period.Index && p.Period.Year == last.Period.Year-1 {
				before = p // amounts have seasons: the same one of the year before
			}
		}
		if change, changed := say.changeOf(before.Value.Rat(), last.Value.Rat(), in); changed {
			now += say.Text("figure.trend.changed", "When", f.when(before.Period), "Change", change)
		} else {
			now += say.Text("figure.trend.unchanged", "When", f.when(before.Period))
		}
	}
	clauses := []string{now}
	if r.Attained != nil && r.Gap != nil {
		if annual(r) {
			clauses = append(clauses, say.annualFinding(r))
		} else {
			clauses = append(clauses, say.share(r)+say.Text("figure.comma")+say.against(r))
		}
	} else if r.Target != nil && r.ReasonText() != "" {
		clauses = append(clauses, r.ReasonText())
	}
	if l := f.line(Projected); l != nil && l.Name != say.forecast() {
		aim := r.Target.Aim()
		d := new(big.Rat).Sub(r.Projected, aim.Value.Rat())
		id := "figure.trend.projected-below"
		switch {
		case model.NumberFromRat(d, in.Decimals).Sign() == 0:
			id = "figure.trend.projected"
		case d.Sign() > 0:
			id = "figure.trend.projected-above"
		}
		clauses = append(clauses, say.Text(id, "When", f.when(aim.Period), "Value", say.near(r.Projected, aim.Value.Rat(), in)+f.bandSaid(a, r),
			"Amount", say.amount(new(big.Rat).Abs(d), in)))
	}
	f.Summary = say.clauses(clauses...)
}

func joinParts(parts []string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func annual(r analysis.Result) bool {
	return r.Target != nil && (r.Target.Kind == model.AnnualFlow || r.Target.Kind == model.AnnualIncrease)
}

// annualFinding is what an annual target has come to: 年均提高1.76个百分点，为目标的88.0%.
func (say voice) annualFinding(r analysis.Result) string {
	percent := say.percentText(r.Attained) + "%"
	if r.Value == nil {
		return say.Text("figure.finding.yearly-share", "Percent", percent)
	}
	v := r.Value.Rat()
	amount := say.Quantity(v, r.Indicator)
	if r.Target.Kind == model.AnnualIncrease {
		amount, _ = say.changeOf(new(big.Rat), v, r.Indicator)
	}
	if r.Ceiling {
		return say.Text("figure.finding.yearly-of-ceiling", "Amount", amount, "Percent", percent)
	}
	return say.Text("figure.finding.yearly", "Amount", amount, "Percent", percent)
}

// trendFinding is the result as the second half of a title; empty where there is none.
func (say voice) trendFinding(r analysis.Result) string {
	if r.Attained == nil || r.Gap == nil || r.Status == analysis.NoData {
		return ""
	}
	if annual(r) {
		return say.annualFinding(r)
	}
	// 待登记人数完成98% would say the opposite of what it means: numbers are cut, rates fall.
	id := "figure.finding.done"
	switch {
	case r.Ceiling:
		id = "figure.finding.used"
	case lowered(r) && r.Indicator.Kind == model.Rate:
		id = "figure.finding.fallen"
	case lowered(r):
		id = "figure.finding.cut"
	}
	done := say.Text(id, "Percent", say.percentText(r.Attained)+"%")
	switch {
	case r.Status == analysis.Achieved && r.Ceiling:
		return say.Text("figure.finding.ceiling-kept")
	case r.Status == analysis.Achieved:
		return say.Text("figure.finding.achieved")
	case r.Attained.Sign() < 0 && r.Indicator.Direction == model.Down:
		return say.Text("figure.finding.above-baseline", "Gap", say.against(r))
	case r.Attained.Sign() < 0:
		return say.Text("figure.finding.below-baseline", "Gap", say.against(r))
	case r.Status == analysis.OnTrack:
		return say.Text("figure.finding.on-track", "Done", done)
	}
	return done + say.Text("figure.comma") + say.against(r)
}

// lowered reports whether the target is a level that is to come down.
func lowered(r analysis.Result) bool {
	return r.Target != nil && r.Target.Kind == model.LevelTarget && r.Indicator.Direction == model.Down && !r.Ceiling
}

// share says what an attainment is a share of: 完成目标增量的76.5%.
func (say voice) share(r analysis.Result) string {
	id := "figure.share.increase"
	switch {
	case r.Ceiling:
		id = "figure.finding.used"
	case lowered(r) && r.Indicator.Kind == model.Rate:
		id = "figure.share.fall"
	case lowered(r):
		id = "figure.share.cut"
	case r.Target.Kind == model.Cumulative:
		id = "figure.share.total"
	}
	return say.Text(id, "Percent", say.percentText(r.Attained)+"%")
}
