package figure

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewGoals is the attainment of the plan's goals, in a region, against expected progress.
func NewGoals(a *analysis.Assessment, region string) (f Figure, ok bool) {
	at := a.Plan.RegionOf(region)
	if at == nil {
		return Figure{}, false
	}
	results := a.Goals
	if region != a.Plan.Region {
		results = nil
		for i := range a.Plan.Indicators {
			if in := &a.Plan.Indicators[i]; in.Headline {
				results = append(results, a.Results(in.ID, region)...)
			}
		}
	}
	say := voice{a.Say}
	f = Figure{Say: a.Say, ID: "goals-" + region, Home: route.Home, Kind: Attainment, ValueUnit: "%", Decimals: 1}
	if region != a.Plan.Region {
		f.Home = route.County(region)
	}
	e := &evidence{a: a}
	var period model.Period
	var judged, lagging, ahead []analysis.Result
	yearly := false
	for _, r := range results {
		if r.Target == nil || r.Indicator == nil {
			continue
		}
		f.Bars = append(f.Bars, attainmentBar(say, r, say.GoalInline(r.Indicator, r.Kind()), route.Indicator(r.Indicator.ID)))
		e.result(r)
		yearly = yearly || annual(r)
		if r.Period.Compare(period) > 0 || period.IsZero() {
			period = r.Period
		}
		if r.Status == analysis.NoData {
			continue
		}
		judged = append(judged, r)
		switch {
		case r.Status.Lagging():
			lagging = append(lagging, r)
		case r.Status != analysis.OnTrack:
			ahead = append(ahead, r)
		}
	}
	if len(f.Bars) == 0 {
		return Figure{}, false
	}
	where, n := a.Place(at), len(judged)
	finding := func(all, ofJudged string) string {
		if n < len(f.Bars) {
			all = ofJudged
		}
		return say.Text(all, "Goals", len(f.Bars), "Judged", n)
	}
	switch {
	case n == 0:
		f.Title = say.Text("figure.goals.title")
	case len(lagging) == 0 && len(ahead) == n:
		f.Title = finding("figure.goals.all-ahead", "figure.goals.all-ahead-of-judged")
	case len(lagging) == 0:
		f.Title = finding("figure.goals.none-lags", "figure.goals.none-lags-of-judged")
	default:
		worst := slices.MinFunc(lagging, func(x, y analysis.Result) int { return x.Gap.Cmp(y.Gap) })
		f.Title = say.Text("figure.goals.some-lag", "Goals", len(f.Bars), "Lagging", len(lagging))
		if len(lagging) == n && n > 1 {
			f.Title = finding("figure.goals.all-lag", "figure.goals.all-lag-of-judged")
		}
		id := "figure.goals.widest"
		if len(lagging) == 1 {
			id = "figure.goals.which"
		}
		if longer := say.Text(id, "Finding", f.Title, "Name", say.GoalInline(worst.Indicator, worst.Kind())); fits(longer) {
			f.Title = longer
		}
	}
	if n == 1 {
		f.Title = say.Text("figure.title", "Name", judged[0].Indicator.Name, "Finding", judged[0].Status.In(a.Say))
	}
	f.Subtitle = joinParts([]string{where, say.Text("figure.goals.subtitle"), say.PeriodEnd(period)})
	var said []string
	for _, r := range judged {
		said = append(said, say.Text("figure.goals.item", "Name", say.GoalInline(r.Indicator, r.Kind()), "Percent", say.percentText(r.Attained)+"%",
			"Status", r.Status.In(a.Say), "Gap", r.GapPoints()))
	}
	if n > 0 {
		f.Summary = say.Text("figure.goals.summary", "When", say.PeriodEnd(period), "Place", where, "Goals", strings.Join(said, say.Text("figure.semicolon")))
	} else {
		f.Summary = say.Text("figure.goals.no-data", "Place", where)
	}
	f.Mark, f.Sources = e.mark(), e.names()
	if yearly {
		f.Notes = append(f.Notes, say.Text("figure.note.yearly"))
	}
	f.attainmentNotes()
	return f, true
}

// NewAttainment is the attainment of one indicator in every county, against expected progress. Counties are compared by
// targets of one kind: the one asked for, unless more of them have another.
func NewAttainment(a *analysis.Assessment, indicator string, kind model.TargetKind) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return Figure{}, false
	}
	kind = usualKind(a, indicator, kind)
	ranked := a.RankingByGap(indicator, kind)
	say := voice{a.Say}
	f = Figure{Say: a.Say, ID: "attainment-" + in.ID + "-" + string(kind), Home: route.Indicator(in.ID), Kind: Attainment, Indicator: in, ValueUnit: "%", Decimals: 1}
	e := &evidence{a: a}
	var period model.Period
	var lagging, achieved []string // the furthest behind first
	targets, judged := 0, 0
	name := in.Name
	for _, r := range ranked {
		b := attainmentBar(say, *r.Result, r.Region.Label(), route.County(r.Region.Code))
		if r.Place > 0 {
			b.Place = fmt.Sprint(r.Place)
		}
		if r.Result.Target == nil && len(a.Plan.TargetsFor(indicator, r.Region.Code)) > 0 {
			b.Missing = say.Text("figure.missing.other-kind")
		}
		f.Bars = append(f.Bars, b)
		if r.Result.Target == nil {
			continue
		}
		targets++
		name = say.GoalInline(r.Result.Indicator, r.Result.Kind())
		e.result(*r.Result)
		if period.IsZero() || r.Result.Period.Compare(period) > 0 {
			period = r.Result.Period
		}
		if r.Result.Status == analysis.NoData {
			continue
		}
		judged++
		if r.Result.Status.Lagging() {
			lagging = slices.Insert(lagging, 0, b.Name)
		}
		if r.Result.Status == analysis.Achieved {
			achieved = append(achieved, b.Name)
		}
	}
	if targets == 0 {
		return Figure{}, false
	}
	var home *analysis.Result
	for _, r := range a.Results(indicator, a.Plan.Region) {
		if r.Target != nil && r.Target.Kind == kind && r.Attained != nil {
			home = &r
			b := attainmentBar(say, r, a.Place(a.Plan.Home()), route.Indicator(in.ID))
			b.Home = true
			e.result(r)
			at := 0
			for i, c := range ranked {
				if c.Result.Gap != nil && c.Result.Gap.Cmp(r.Gap) >= 0 {
					at = i + 1
				}
			}
			f.Bars = slices.Insert(f.Bars, at, b)
			break
		}
	}
	who := a.Peers()
	finding := ""
	all := func(what string) string { return say.allOf(len(ranked), targets, judged, who, say.Text(what)) }
	switch {
	case judged == 0:
	case len(lagging) == 0 && len(achieved) == judged:
		finding = all("figure.attainment.achieved")
	case len(lagging) == 0:
		finding = all("figure.attainment.not-lagging")
	case len(lagging) == judged && judged > 1:
		finding = say.Text("figure.goals.widest", "Finding", all("figure.attainment.lagging"), "Name", lagging[0])
	default:
		finding = say.Text("figure.attainment.some-lag", "Names", say.listed(lagging, who))
	}
	parts := []string{say.Text("figure.attainment.subtitle"), say.PeriodEnd(period)}
	f.Title = say.Text("figure.attainment.title", "Name", name)
	if finding != "" {
		if longer := say.Text("figure.attainment.title-finding", "Name", name, "Finding", finding); fits(longer) {
			f.Title = longer
		} else {
			f.Title = say.Capital(finding)
			parts = slices.Insert(parts, 0, name)
		}
	}
	f.Subtitle = joinParts(parts)
	f.Summary = f.attainmentSummary(name, period, len(lagging), judged, who, home)
	f.Mark, f.Sources = e.mark(), e.names()
	f.Notes = append(f.Notes, zones(a)...)
	f.attainmentNotes()
	f.onlyEnds()
	return f, true
}

// usualKind is the kind of target that most counties have for an indicator; of equally many, the one preferred.
func usualKind(a *analysis.Assessment, indicator string, preferred model.TargetKind) model.TargetKind {
	have := func(kind model.TargetKind) (n int) {
		for _, c := range a.Counties {
			if slices.ContainsFunc(a.Plan.TargetsFor(indicator, c.Code), func(t *model.Target) bool { return t.Kind == kind }) {
				n++
			}
		}
		return n
	}
	best, most := preferred, have(preferred)
	for _, kind := range [...]model.TargetKind{model.LevelTarget, model.Cumulative, model.AnnualIncrease, model.AnnualFlow} {
		if n := have(kind); n > most {
			best, most = kind, n
		}
	}
	return best
}

// allOf states a finding about all that were judged: only where that is everybody does it speak of everybody.
func (say voice) allOf(total, targets, judged int, who, finding string) string {
	ids := [...]string{"figure.all.everyone", "figure.all.with-target", "figure.all.judged"}
	if judged == 1 {
		ids = [...]string{"figure.all.everyone-one", "figure.all.with-target-one", "figure.all.judged-one"}
	}
	id := ids[2]
	switch judged {
	case total:
		id = ids[0]
	case targets:
		id = ids[1]
	}
	return say.Text(id, "Finding", finding, "Peers", who, "Judged", judged, "Total", total)
}

// sharing are the names of the bars that share a place with one of them, and its value.
func sharing(bars []Bar, b Bar) (names []string) {
	for _, o := range bars {
		if o.Place == b.Place && o.Text == b.Text {
			names = append(names, o.Name)
		}
	}
	return names
}

// first and last say who stands at an end: 青石居首, 青石、北原并列居首, 青石等6个县并列居首.
func (say voice) first(names []string, who string) string {
	return say.end(names, who, "figure.lead.first", "figure.lead.first-tied", "figure.lead.first-many")
}

func (say voice) last(names []string, who string) string {
	return say.end(names, who, "figure.lead.last", "figure.lead.last-tied", "figure.lead.last-many")
}

func (say voice) end(names []string, who, one, tied, many string) string {
	switch n := len(names); {
	case n == 1:
		return say.Text(one, "Names", names[0])
	case n <= 3:
		return say.Text(tied, "Names", say.All(names))
	default:
		return say.Text(many, "Names", names[0], "Total", n, "Rest", n-1, "Peers", who)
	}
}

func (f *Figure) attainmentSummary(name string, period model.Period, lagging, judged int, who string, home *analysis.Result) string {
	say := f.voice()
	var with []Bar
	for _, b := range f.Bars {
		if b.Missing == "" && !b.Home {
			with = append(with, b)
		}
	}
	if len(with) == 0 {
		return say.Text("figure.attainment.no-data", "Name", name, "Peers", who)
	}
	first, last := with[0], with[len(with)-1]
	tops, tails := sharing(with, first), sharing(with, last)
	standing := ""
	switch {
	case len(with) == 1:
		standing = say.Text("figure.value", "Name", first.Name, "Value", first.Text+"%")
	case len(tops) == len(with):
		standing = say.Text("figure.attainment.equal", "Regions", len(with), "Peers", who, "Percent", first.Text+"%")
	default:
		standing = say.Text("figure.attainment.range", "First", say.first(tops, who), "FirstPercent", first.Text+"%",
			"Last", say.last(tails, who), "LastPercent", last.Text+"%")
	}
	clauses := []string{say.Text("figure.attainment.standing", "When", say.PeriodEnd(period), "Name", name, "Standing", standing)}
	if first.HasExpected && last.HasExpected && first.Expected == last.Expected {
		clauses = append(clauses, say.Text("figure.attainment.expected", "Percent", first.ExpectedText+"%"))
	}
	total := len(f.Bars)
	if f.homeName() != "" {
		total--
	}
	id := "figure.attainment.count-lags"
	switch {
	case judged < total && lagging == 0:
		id = "figure.attainment.none-lags-of-judged"
	case judged < total:
		id = "figure.attainment.count-lags-of-judged"
	case lagging == 0:
		id = "figure.attainment.none-lags"
	}
	clauses = append(clauses, say.Text(id, "Total", total, "Peers", who, "Judged", judged, "Lagging", lagging))
	if home != nil {
		clauses = append(clauses, say.Text("figure.value", "Name", f.homeName(), "Value", say.percentText(home.Attained)+"%"))
	}
	return say.clauses(clauses...)
}

func (f *Figure) homeName() string {
	for _, b := range f.Bars {
		if b.Home {
			return b.Name
		}
	}
	return ""
}

// attainmentBar is a result as a row.
func attainmentBar(say voice, r analysis.Result, name, link string) Bar {
	b := Bar{Name: name, Link: link, Ceiling: r.Ceiling, Status: r.Status, HasStatus: r.Status != analysis.NoData, Demonstration: r.Demonstration}
	if r.Target != nil && r.Region != nil {
		b.Cell = route.AssessmentCell(r.Indicator.ID, r.Region.Code, string(r.Kind()), "")
	}
	if r.Attained == nil || r.Status == analysis.NoData {
		b.Missing = say.missingWord(r.Reason)
	} else {
		b.Value, b.Text = percentFloat(r.Attained), say.percentText(r.Attained)
		b.GapText = r.GapPoints()
	}
	if r.Expected != nil {
		b.HasExpected, b.Expected, b.ExpectedText = true, percentFloat(r.Expected), say.percentText(r.Expected)
	}
	return b
}

// result takes the sources of what an attainment was computed from.
func (e *evidence) result(r analysis.Result) {
	e.all++
	if r.Demonstration {
		e.demo++
	}
	e.target(r.Target)
	if r.Latest != nil {
		n, d := e.all, e.demo
		e.add(r.Indicator, *r.Latest)
		e.all, e.demo = n, d
	}
}

func (f *Figure) attainmentNotes() {
	cut := slices.ContainsFunc(f.Bars, func(b Bar) bool { return b.Missing == "" && (b.Value > mostAttained || b.Value < leastAttained) })
	if cut {
		f.Notes = append(f.Notes, f.voice().Text("figure.note.broken-bars"))
	}
	if f.Mark == Mixed {
		f.Notes = append(f.Notes, f.voice().Text("figure.note.grey-attainment"))
	}
}
