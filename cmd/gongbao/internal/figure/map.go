package figure

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewMap is an indicator where the counties lie: by status where they have targets of one kind, else by value. It is drawn
// with the office's boundaries where the plan has them, as tiles otherwise. ok is false where no county has a place or none
// has a figure.
func NewMap(a *analysis.Assessment, indicator string, kind model.TargetKind) (f Figure, ok bool) {
	in := a.Plan.Indicator(indicator)
	if in == nil || a.Plan.Boundaries == nil && len(a.Counties) > mostTiles {
		return Figure{}, false
	}
	say := voice{a.Say}
	kind = usualKind(a, indicator, kind)
	aimed := slices.ContainsFunc(a.Counties, func(c *model.Region) bool {
		return slices.ContainsFunc(a.Plan.TargetsFor(indicator, c.Code), func(t *model.Target) bool { return t.Kind == kind })
	})
	f = Figure{Say: a.Say, ID: "map-" + in.ID, Home: route.Indicator(in.ID), Kind: Map, Indicator: in}
	if aimed {
		f.ID += "-" + string(kind)
	}
	if b := a.Plan.Boundaries; b != nil {
		f.Approval = say.Text("map.approval", "Number", b.Approval)
	}

	// What each county has: the figure that is judged or, without targets, that of the ranking.
	type cell struct {
		region        *model.Region
		value         *big.Rat
		result        analysis.Result
		demonstration bool
	}
	var cells []cell
	var period model.Period
	e := &evidence{a: a, in: in}
	if aimed {
		for _, ranked := range a.RankingByGap(indicator, kind) {
			c := cell{region: ranked.Region, result: *ranked.Result, demonstration: ranked.Result.Demonstration}
			if ranked.Result.Value != nil && ranked.Result.Status != analysis.NoData {
				c.value = ranked.Result.Value.Rat()
				if period.IsZero() || ranked.Result.Period.Compare(period) > 0 {
					period = ranked.Result.Period
				}
			}
			e.result(*ranked.Result)
			cells = append(cells, c)
		}
	} else {
		e.flow = in.Kind == model.Flow
		for _, ranked := range a.Ranking(indicator) {
			c := cell{region: ranked.Region, result: *ranked.Result}
			if ranked.Point != nil {
				c.value, c.demonstration, period = ranked.Point.Value.Rat(), ranked.Point.Demonstration, ranked.Point.Period
				e.add(in, *ranked.Point)
			}
			cells = append(cells, c)
		}
	}
	var values []*big.Rat
	for _, c := range cells {
		if c.value != nil {
			values = append(values, c.value)
		}
	}
	if len(values) == 0 {
		return Figure{}, false
	}
	s := newScale(say, in, values)
	f.ValueUnit, f.Decimals = s.unit, s.decimals

	drawn, unplaced := 0, []string(nil)
	add := func(region *model.Region, b Bar) {
		p := Place{Bar: b, Col: region.TileCol, Row: region.TileRow}
		p.Bar.Name, p.Bar.Link = region.Label(), route.County(region.Code)
		if a.Plan.Boundaries != nil {
			p.Outline = a.Plan.Boundaries.Rings[region.Code]
		}
		if f.Approval != "" && len(p.Outline) > 0 || f.Approval == "" && p.Col > 0 && p.Row > 0 {
			drawn++
		} else {
			unplaced = append(unplaced, region.Label())
		}
		f.Places = append(f.Places, p)
	}
	for i, c := range cells {
		b := Bar{Demonstration: c.demonstration}
		switch {
		case c.value == nil:
			b.Missing = say.missingWord(c.result.Reason)
		default:
			b.Value, b.Text, b.Place = s.float(c.value), s.text(c.value), fmt.Sprint(i+1)
			b.Cell = observationCell(in, c.region, period)
			if aimed {
				b.Cell = route.AssessmentCell(in.ID, c.region.Code, string(kind), "")
			}
			if i > 0 && cells[i-1].value != nil && (aimed && c.result.Gap.Cmp(cells[i-1].result.Gap) == 0 || !aimed && c.value.Cmp(cells[i-1].value) == 0) {
				b.Place = f.Places[i-1].Place
			}
			if aimed {
				b.Status, b.HasStatus, b.GapText, b.Ceiling = c.result.Status, true, c.result.GapPoints(), c.result.Ceiling
			}
		}
		add(c.region, b)
	}
	for _, z := range a.Zones {
		add(z, Bar{Missing: say.missingWord(analysis.NotListed)})
	}
	if drawn == 0 {
		return Figure{}, false
	}
	if !aimed {
		f.shade()
	}
	f.Mark, f.Sources, f.Notes = e.mark(), e.names(), e.notes()
	switch {
	case f.Approval != "":
		f.Notes = append(f.Notes, f.Approval)
	default:
		f.Notes = append(f.Notes, say.Text("map.tiles"))
	}
	if len(unplaced) > 0 {
		f.Notes = append(f.Notes, say.Text("map.unplaced", "Names", say.List(unplaced, say.Text("map.counter", "Peers", a.Peers()))))
	}
	name := in.Name
	if aimed {
		name = say.GoalInline(in, kind)
	}
	f.Subtitle = joinParts([]string{name, f.ValueUnit, say.dated(in, e.flow, period)})
	f.Heads = []string{say.Text("map.place"), say.Text("map.region"), say.Text("map.value"), say.Text("map.gap"), say.Text("map.status"), say.Text("map.kind")}
	f.sayMap(a, name, say.dated(in, e.flow, period), aimed)
	return f, true
}

// shade sorts the regions into value classes of about equal numbers; equal values are never in two.
func (f *Figure) shade() {
	var order []int
	for i, p := range f.Places {
		if p.Missing == "" && finite(p.Value) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(f.Places[i].Value, f.Places[j].Value) })
	for k, i := range order {
		class := 1 + k*min(Shades, len(order))/len(order)
		if k > 0 && f.Places[order[k-1]].Value == f.Places[i].Value {
			class = f.Places[order[k-1]].Shade
		}
		f.Places[i].Shade = class
	}
}

func (f *Figure) sayMap(a *analysis.Assessment, name, when string, aimed bool) {
	say, who := voice{a.Say}, a.Peers()
	var with []Place
	var lagging, without []string
	for _, p := range f.Places {
		switch {
		case p.Missing == "":
			with = append(with, p)
			if p.HasStatus && p.Status.Lagging() {
				lagging = append(lagging, p.Name)
			}
		case p.Missing != say.missingWord(analysis.NotListed):
			without = append(without, p.Name)
		}
	}
	title := func(full string) {
		f.Title = name
		if fits(full) {
			f.Title = full
		}
	}
	first, last := with[0], with[len(with)-1]
	high, low := first, last
	if high.Value < low.Value {
		high, low = low, high
	}
	value := func(p Place) string { return f.withUnit(p.Text) }
	switch {
	case aimed && len(lagging) == 0:
		title(say.Text("map.title-none", "Name", name, "Total", len(with), "Peers", who))
	case aimed && len(lagging) == len(with) && len(with) > 1:
		title(say.Text("map.title-all", "Name", name, "Total", len(with), "Peers", who))
	case aimed:
		title(say.Text("map.title-lag", "Name", name, "Names", say.List(lagging, say.Text("map.counter", "Peers", who))))
	case len(with) == 1:
		title(say.Text("map.title-one", "Name", name, "Region", first.Name))
	case first.Text == last.Text:
		title(say.Text("map.title-same", "Name", name, "Peers", who))
	case f.Indicator.Kind == model.Rate:
		title(say.Text("map.title-rate", "Name", name, "High", high.Name, "Low", low.Name))
	default:
		title(say.Text("map.title-amount", "Name", name, "High", high.Name, "Low", low.Name))
	}
	switch {
	case aimed:
		var tally []string
		for _, s := range analysis.Statuses {
			n := 0
			for _, p := range with {
				if p.HasStatus && p.Status == s {
					n++
				}
			}
			if n > 0 {
				tally = append(tally, say.Text("map.tally", "Total", n, "Status", s.In(a.Say)))
			}
		}
		f.Summary = say.Text("map.summary-status", "When", when, "Name", name, "Total", len(with), "Peers", who,
			"Tally", strings.Join(tally, say.Text("map.comma")), "Region", last.Name, "Value", value(last), "Gap", last.GapText)
	case f.Indicator.Kind == model.Rate:
		f.Summary = say.Text("map.summary-rate", "When", when, "Name", name, "High", high.Name, "Most", value(high), "Low", low.Name, "Least", value(low))
	default:
		f.Summary = say.Text("map.summary-amount", "When", when, "Name", name, "High", high.Name, "Most", value(high), "Low", low.Name, "Least", value(low))
	}
	f.Summary = say.Capital(f.Summary)
	if len(without) > 0 {
		f.Notes = append(f.Notes, say.Text("map.without", "Names", say.List(without, say.Text("map.counter", "Peers", who))))
	}
}

func (f Figure) mapTable() Table {
	var t Table
	if len(f.Heads) < 6 {
		return t
	}
	statuses := slices.ContainsFunc(f.Places, func(p Place) bool { return p.HasStatus })
	t.column(f.Heads[0], true)
	t.column(f.Heads[1], false)
	t.column(f.unit(f.Heads[2]), true)
	if statuses {
		t.column(f.Heads[3], true)
		t.column(f.Heads[4], false)
	}
	if f.Mark == Mixed {
		t.column(f.Heads[5], false)
	}
	for _, p := range f.Places {
		row, cells := []string{orMissing(p.Place), p.Name, p.Text}, []string{"", "", p.Cell}
		if statuses && p.Cell != "" { // a row of the assessments, whose columns these are
			cells = []string{"", "", p.Cell + "value", p.Cell + "gap", p.Cell + "status_name"}
		}
		if p.Missing != "" {
			row[2] = p.Missing
		}
		if statuses {
			row = append(row, orMissing(p.GapText), p.statusCell(f.voice()))
		}
		if f.Mark == Mixed {
			row = append(row, p.kindCell(f.voice()))
		}
		t.row(row, cells)
	}
	return t
}
