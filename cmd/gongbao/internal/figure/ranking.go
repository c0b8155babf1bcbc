package figure

import (
	"fmt"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewRanking orders the counties by an indicator's newest values, with the city in its own place.
func NewRanking(a *analysis.Assessment, indicator string) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil {
		return Figure{}, false
	}
	ranked := a.Ranking(indicator)
	var period model.Period
	flow := in.Kind == model.Flow
	e := &evidence{a: a, in: in, flow: flow}
	var values []*big.Rat
	for _, r := range ranked {
		if r.Point != nil {
			if period.IsZero() {
				period = r.Point.Period
			}
			e.add(in, *r.Point)
			values = append(values, r.Point.Value.Rat())
		}
	}
	if len(values) == 0 {
		return Figure{}, false
	}
	var home *analysis.Point
	series := a.Series(indicator, a.Plan.Region).Observed()
	for i := range series.Points {
		if p := &series.Points[i]; p.Period == period || !flow && p.Period.End() == period.End() {
			home = p
		}
	}
	whole := home != nil && (in.Kind == model.Rate || in.Aggregation != model.Sum) // a sum would dwarf its parts
	if home != nil {
		e.add(in, *home)
	}
	say := voice{a.Say}
	s := newScale(say, in, values)
	f = Figure{Say: a.Say, ID: "ranking-" + in.ID, Home: route.Indicator(in.ID), Kind: Ranking, Indicator: in, ValueUnit: s.unit, Decimals: s.decimals}

	for _, r := range ranked {
		b := Bar{Name: r.Region.Label(), Link: route.County(r.Region.Code)}
		if r.Point == nil {
			b.Missing = say.missingWord(r.Result.Reason)
			if r.Result.Reason == analysis.NoTarget { // that is not why there is no figure
				b.Missing = say.missingWord(analysis.NoObservation)
			}
		} else {
			v := r.Point.Value.Rat()
			b.Place, b.Value, b.Text, b.Demonstration = fmt.Sprint(r.Place), s.float(v), s.text(v), r.Point.Demonstration
			b.Cell = observationCell(in, r.Region, r.Point.Period)
		}
		b.setStatus(*r.Result)
		f.Bars = append(f.Bars, b)
	}
	if whole {
		v := home.Value.Rat()
		b := Bar{Name: a.Place(a.Plan.Home()), Home: true, Link: route.Indicator(in.ID), Value: s.float(v), Text: s.text(v), Demonstration: home.Demonstration}
		b.Cell = observationCell(in, a.Plan.Home(), home.Period)
		b.setStatus(a.Results(indicator, a.Plan.Region)[0])
		at := 0
		for i, r := range ranked {
			if r.Point == nil {
				break
			}
			if order := r.Point.Value.Cmp(home.Value); in.Direction == model.Down && order <= 0 || in.Direction != model.Down && order >= 0 {
				at = i + 1
			}
		}
		f.Bars = slices.Insert(f.Bars, at, b)
	}
	for _, z := range a.Zones {
		f.Bars = append(f.Bars, Bar{Name: z.Label(), Link: route.County(z.Code), Missing: say.missingWord(analysis.NotListed)})
	}
	f.rankingAim(a, in, s, e)

	f.Mark, f.Sources, f.Notes = e.mark(), e.names(), e.notes()
	if f.Mark == Mixed && e.demo > 0 {
		f.Notes = append(f.Notes, say.Text("figure.note.grey-bars"))
	}
	f.Subtitle = joinParts([]string{in.Name, f.ValueUnit, say.dated(in, flow, period)})
	f.sayRanking(a, in, ranked, period, home)
	f.onlyEnds()
	return f, true
}

// setStatus shows a status beside a value where it was judged by that value: levels, not totals of many periods.
func (b *Bar) setStatus(r analysis.Result) {
	if r.Target != nil && r.Target.Kind == model.LevelTarget && r.Status != analysis.NoData && b.Missing == "" {
		b.Status, b.HasStatus = r.Status, true
	}
}

// rankingAim draws the target that holds for all; failing any below, the plan's own.
func (f *Figure) rankingAim(a *analysis.Assessment, in *model.Indicator, s scale, e *evidence) {
	level := func(region string) *model.Target {
		for _, t := range a.Plan.TargetsFor(in.ID, region) {
			if t.Kind == model.LevelTarget {
				return t
			}
		}
		return nil
	}
	own := level(a.Plan.Region)
	same, some := true, false
	for _, c := range a.Counties {
		t := level(c.Code)
		some = some || t != nil
		same = same && t != nil && own != nil && t.Aim().Value.Cmp(own.Aim().Value) == 0
	}
	if own == nil || some && !same || !some && in.Kind != model.Rate {
		return
	}
	v := own.Aim().Value.Rat()
	f.Aim = &Aim{Value: s.float(v), Text: a.Say.Text("figure.aim.target", "Value", s.withUnit(v)), Period: own.Aim().Period}
	if !some {
		f.Aim.Text = a.Say.Text("figure.aim.own-target", "Place", a.Place(a.Plan.Home()), "Value", s.withUnit(v))
	}
	e.target(own)
}

func (f *Figure) sayRanking(a *analysis.Assessment, in *model.Indicator, ranked []analysis.Ranked, period model.Period, home *analysis.Point) {
	var with []analysis.Ranked
	var without []string
	for _, r := range ranked {
		if r.Point != nil {
			with = append(with, r)
		} else {
			without = append(without, r.Region.Label())
		}
	}
	first, last := with[0], with[len(with)-1]
	names := func(value model.Number) []string {
		var found []string
		for _, r := range with {
			if r.Point.Value.Cmp(value) == 0 {
				found = append(found, r.Region.Label())
			}
		}
		return found
	}
	// A rate has a better and a worse end; of an amount one county simply has more.
	say, rate := voice{a.Say}, in.Kind == model.Rate || in.Percent()
	title, summary := "figure.ranking.most-least", "figure.ranking.summary-most-least"
	switch {
	case rate && in.Direction == model.Down:
		title, summary = "figure.ranking.lowest-highest", "figure.ranking.summary-lowest-highest"
	case rate:
		title, summary = "figure.ranking.best-lowest", "figure.ranking.summary-highest-lowest"
	case in.Direction == model.Down:
		title, summary = "figure.ranking.least-most", "figure.ranking.summary-least-most"
	}
	top, bottom := names(first.Point.Value), names(last.Point.Value)
	switch {
	case first.Point.Value.Cmp(last.Point.Value) == 0 && len(with) > 1:
		f.Title = say.Text("figure.ranking.same", "Peers", a.Peers(), "Name", in.Name)
	case len(with) == 1:
		f.Title = say.Text("figure.ranking.only", "Name", in.Name, "Region", first.Region.Label())
	default:
		low := bottom
		if len(low) == 1 && len(with) >= 6 { // of many, the last two
			low = []string{with[len(with)-2].Region.Label(), low[0]}
		}
		f.Title = say.Text(title, "First", say.listed(top, a.Peers()), "Last", say.listed(low, a.Peers()))
	}
	if !fits(f.Title) {
		f.Title = in.Name
	}

	quantity := func(p *analysis.Point) string { return say.Quantity(p.Value.Rat(), in) }
	when := say.dated(in, in.Kind == model.Flow, period)
	var clauses []string
	if first.Point.Value.Cmp(last.Point.Value) == 0 {
		clauses = append(clauses, say.Text("figure.ranking.summary-same", "When", when, "Regions", len(with), "Peers", a.Peers(),
			"Name", in.Name, "Value", quantity(first.Point)))
	} else {
		size := new(big.Rat).Sub(first.Point.Value.Rat(), last.Point.Value.Rat())
		clauses = append(clauses, say.Text(summary, "When", when, "Name", in.Name,
			"First", say.listed(top, a.Peers()), "FirstValue", quantity(first.Point),
			"Last", say.listed(bottom, a.Peers()), "LastValue", quantity(last.Point), "Apart", say.amount(size.Abs(size), in)))
	}
	if home != nil {
		clauses = append(clauses, say.Text("figure.value", "Name", a.Place(a.Plan.Home()), "Value", quantity(home)))
	}
	if len(without) > 0 {
		clauses = append(clauses, say.Text("figure.ranking.without", "Names", say.listed(without, a.Peers())))
	}
	f.Summary = say.clauses(clauses...)
}
