package figure

import (
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// NewContribution is the change of the plan's own region, region by region. ok is false where nothing can be added up.
func NewContribution(a *analysis.Assessment, indicator string) (f Figure, ok bool) {
	c, ok := a.Contributions(indicator)
	if !ok || len(c.Parts) > MostPlaces {
		return Figure{}, false
	}
	in, say := c.Indicator, voice{a.Say}
	flow := in.Kind == model.Flow
	f = Figure{Say: a.Say, ID: "contribution-" + in.ID, Home: route.Indicator(in.ID), Kind: Contribution, Indicator: in}
	e := &evidence{a: a, in: in, flow: flow}
	for _, p := range c.Points {
		e.add(in, p)
	}
	values := []*big.Rat{c.Start, c.End}
	for _, p := range c.Parts {
		values = append(values, p.Amount)
	}
	s := newScale(say, in, values)
	f.ValueUnit, f.Decimals = s.unit, s.decimals
	signed := func(r *big.Rat) string { return say.Signed(s.of(r), s.decimals) }

	home := a.Place(a.Plan.Home())
	from, to := say.dated(in, false, c.From), say.dated(in, false, c.To)
	if !flow { // a sum since the beginning starts from nothing
		f.Bars = append(f.Bars, Bar{Name: from, Home: true, Total: true, Value: s.float(c.Start), Text: s.text(c.Start)})
	}
	at := new(big.Rat).Set(c.Start)
	step := func(b Bar, amount *big.Rat) {
		b.From = s.float(at)
		at = new(big.Rat).Add(at, amount)
		b.Value, b.Text = s.float(at), signed(amount)
		if c.Change.Sign() != 0 {
			b.Share = say.Percent(new(big.Rat).Quo(amount, c.Change))
		}
		f.Bars = append(f.Bars, b)
	}
	for _, p := range c.Parts {
		step(Bar{Name: p.Region.Label(), Link: route.County(p.Region.Code)}, p.Amount)
	}
	if c.Rest != nil {
		step(Bar{Name: say.Text("contribution.rest")}, c.Rest)
	}
	whole := to
	if flow {
		whole = home
	}
	f.Bars = append(f.Bars, Bar{Name: whole, Home: true, Total: true, Value: s.float(c.End), Text: s.text(c.End)})

	points := f.ValueUnit
	if in.Percent() {
		points = say.DifferenceUnit(in)
	}
	f.Heads = []string{say.Text("contribution.region"), f.unit(say.Text("contribution.value")),
		Figure{Say: a.Say, ValueUnit: points}.unit(say.Text("contribution.amount")), Figure{Say: a.Say, ValueUnit: "%"}.unit(say.Text("contribution.share")), say.Text("contribution.share")}
	f.Mark, f.Sources, f.Notes = e.mark(), e.names(), e.notes()
	f.sayContribution(a, c, home, from, to)
	return f, true
}

func (f *Figure) sayContribution(a *analysis.Assessment, c analysis.Contributions, home, from, to string) {
	in, say := c.Indicator, voice{a.Say}
	amount := func(r *big.Rat) string { // of a ratio a difference, of an amount a quantity
		size := new(big.Rat).Abs(r)
		if in.Percent() {
			return say.WithUnit(say.Fixed(size, in.Decimals), say.DifferenceUnit(in))
		}
		return say.Quantity(size, in)
	}
	top := c.Parts[0]
	f.Title = say.Text("contribution.title-plain", "Name", in.Name, "Peers", a.Peers())
	if top.Share != nil && top.Share.Sign() > 0 {
		id := "contribution.title-rise"
		switch {
		case in.Kind == model.Flow:
			id = "contribution.title-came"
		case c.Change.Sign() < 0:
			id = "contribution.title-fall"
		}
		if title := say.Text(id, "Region", top.Region.Label(), "Place", home, "Name", in.Name, "Share", say.Percent(top.Share)); fits(title) {
			f.Title = title
		}
	}
	f.Subtitle = joinParts([]string{in.Name, f.ValueUnit, f.between(c.From, c.To)})

	change, moved := say.Text("contribution.unchanged"), c.Change.Sign()
	switch {
	case in.Kind == model.Flow:
		change = say.Text("contribution.came", "Amount", amount(c.Change))
	case moved > 0 && in.Percent():
		change = say.Text("contribution.rose-points", "Amount", amount(c.Change))
	case moved < 0 && in.Percent():
		change = say.Text("contribution.fell-points", "Amount", amount(c.Change))
	case moved > 0:
		change = say.Text("contribution.rose", "Amount", amount(c.Change))
	case moved < 0:
		change = say.Text("contribution.fell", "Amount", amount(c.Change))
	}
	said := []string{say.Text("contribution.whole", "From", from, "To", to, "Place", home, "Name", in.Name, "Change", change)}
	signed := func(r *big.Rat) string {
		if r.Sign() < 0 {
			return say.Text("contribution.minus", "Amount", amount(r))
		}
		return amount(r)
	}
	if top.Share != nil {
		last := c.Parts[len(c.Parts)-1]
		said = append(said,
			say.Text("contribution.most", "Region", top.Region.Label(), "Amount", signed(top.Amount), "Share", say.Percent(top.Share)),
			say.Text("contribution.least", "Region", last.Region.Label(), "Amount", signed(last.Amount), "Share", say.Percent(last.Share)))
	}
	if c.Rest != nil {
		said = append(said, say.Text("contribution.uncovered", "Amount", signed(c.Rest), "Peers", a.Peers()))
	}
	f.Summary = say.Text("contribution.summary", "Parts", strings.Join(said, say.Text("contribution.and")))
	if len(c.Without) > 0 {
		var names []string
		for _, r := range c.Without {
			names = append(names, r.Label())
		}
		f.Notes = append(f.Notes, say.Text("contribution.without", "Names", say.List(names, say.Text("map.counter", "Peers", a.Peers()))))
	}
	if in.Aggregation == model.Ratio {
		f.Notes = append(f.Notes, say.Text("contribution.ratio"))
	}
	if f.cutTotals() {
		f.Notes = append(f.Notes, say.Text("contribution.cut"))
	}
	f.Notes = append(f.Notes, say.Text("contribution.rounding"))
}

func (f Figure) contributionTable() Table {
	var t Table
	if len(f.Heads) < 5 {
		return t
	}
	for i, head := range f.Heads[:4] {
		t.column(head, i > 0)
	}
	for _, b := range f.Bars {
		if b.Total {
			t.row([]string{b.Name, b.Text, missing, missing}, nil)
		} else {
			t.row([]string{b.Name, missing, b.Text, orMissing(strings.TrimSuffix(b.Share, "%"))}, nil)
		}
	}
	return t
}

func (f Figure) contributionReadings() []Reading {
	var readings []Reading
	for i, b := range f.Bars {
		r := Reading{At: float64(i), Title: b.Name, Value: b.Value, Lines: []string{f.voice().WithUnit(b.Text, f.ValueUnit)}}
		if b.Share != "" && len(f.Heads) > 4 {
			r.Lines = append(r.Lines, f.Heads[4]+" "+b.Share)
		}
		readings = append(readings, r)
	}
	return readings
}

// contributionRange is the scale of the bars. Where the change is small beside the whole, the totals are cut.
func (f Figure) contributionRange() (lo, hi float64, cut bool) {
	var ends []float64
	for _, b := range f.Bars {
		if !finite(b.Value) || !finite(b.From) {
			continue
		}
		ends = append(ends, b.Value)
		if !b.Total {
			ends = append(ends, b.From)
		}
	}
	if len(ends) == 0 {
		return 0, 1, false
	}
	lo, hi = slices.Min(ends), slices.Max(ends)
	if span := hi - lo; span > 0 && lo > 0 && span < 0.6*hi {
		return lo - span/4, hi, true
	}
	lo, hi = min(lo, 0), max(hi, 0)
	if lo == hi {
		hi = lo + 1
	}
	return lo, hi, false
}

func (f Figure) cutTotals() bool {
	_, _, cut := f.contributionRange()
	return cut
}
