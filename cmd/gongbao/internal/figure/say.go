package figure

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// voice says a figure's sentences in its language.
type voice struct{ *wording.Language }

func (f Figure) voice() voice { return voice{cmp.Or(f.Say, wording.Chinese)} }

// scale sets an indicator's figures in one unit throughout a figure, as wording does for single ones: large counts in 万
// or 亿, or in millions, with two decimals.
type scale struct {
	say      voice
	unit     string
	decimals int
	divisor  *big.Rat // nil where figures stay as they are
}

func newScale(say voice, in *model.Indicator, values []*big.Rat) scale {
	var largest, smallest *big.Rat
	for _, v := range values {
		switch v.Sign() {
		case 0:
			continue
		case -1:
			v = new(big.Rat).Neg(v)
		}
		if largest == nil || model.Compare(v, largest) > 0 {
			largest = v
		}
		if smallest == nil || model.Compare(v, smallest) < 0 {
			smallest = v
		}
	}
	unit, decimals, divisor := say.CommonUnit(in, largest, smallest)
	if divisor.IsInt() && divisor.Num().IsInt64() && divisor.Num().Int64() == 1 {
		divisor = nil
	}
	return scale{say, unit, decimals, divisor}
}

func (s scale) of(r *big.Rat) *big.Rat {
	if s.divisor == nil {
		return r
	}
	return new(big.Rat).Quo(r, s.divisor)
}

func (s scale) text(r *big.Rat) string {
	return s.say.Fixed(s.of(r), s.decimals)
}

// point is a figure as a line has it.
func (s scale) point(n model.Number) (value float64, text string) {
	if s.divisor == nil {
		return n.Float(), s.say.Number(n, s.decimals)
	}
	r := s.of(n.Rat())
	return model.Float(r), s.say.Fixed(r, s.decimals)
}

func (s scale) float(r *big.Rat) float64 {
	return model.Float(s.of(r))
}

// withUnit appends the unit where it is short enough to stand in a label.
func (s scale) withUnit(r *big.Rat) string {
	return Figure{Say: s.say.Language, ValueUnit: s.unit}.withUnit(s.text(r))
}

// percentText is the figure alone: the bars' column has its % in its head.
func (say voice) percentText(r *big.Rat) string { return say.PercentFigure(r) }

func percentFloat(r *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(r, big.NewRat(100, 1)).Float64()
	return f
}

// against says where a result stands: 比序时进度低11.0个百分点.
func (say voice) against(r analysis.Result) string { return say.gapText(r.GapPoints(), r.Ceiling) }

func (say voice) gapText(points string, ceiling bool) string {
	before, figure, after := say.Gap(points, ceiling)
	return before + figure + after
}

// near writes a figure that stands beside another, with the digits that tell the two apart: 1.24万吨 beside 1.20万吨.
func (say voice) near(v, other *big.Rat, in *model.Indicator) string {
	said := say.Quantity(v, in)
	if v.Cmp(other) == 0 || said != say.Quantity(other, in) || in.Decimals > 0 {
		return said
	}
	if said = say.TableQuantity(v, in); said != say.TableQuantity(other, in) {
		return said
	}
	return say.WithUnit(say.Fixed(v, in.Decimals), in.ValueUnit)
}

// amount is the size of a difference: of two percentages it is in 个百分点.
func (say voice) amount(size *big.Rat, in *model.Indicator) string {
	if in.Percent() {
		return say.WithUnit(say.Fixed(size, in.Decimals), say.DifferenceUnit(in))
	}
	return say.Quantity(size, in)
}

// changeOf says how a figure differs from another: 提高0.50个百分点, 减少1.2万人; ok is false where it does not.
func (say voice) changeOf(from, to *big.Rat, in *model.Indicator) (change string, ok bool) {
	d := new(big.Rat).Sub(to, from)
	size := new(big.Rat).Abs(d)
	if d.Sign() == 0 || model.NumberFromRat(size, in.Decimals).Sign() == 0 {
		return say.Text("figure.change.none"), false
	}
	up, down := "figure.change.more", "figure.change.less"
	if in.Percent() {
		up, down = "figure.change.higher", "figure.change.lower"
	}
	if d.Sign() > 0 {
		return say.Text(up, "Amount", say.amount(size, in)), true
	}
	return say.Text(down, "Amount", say.amount(size, in)), true
}

// clauses joins the clauses of a sentence.
func (say voice) clauses(clauses ...string) string {
	return say.Text("figure.sentence", "Clauses", strings.Join(clauses, say.Text("figure.semicolon")))
}

// dated is a period in words: the whole of it for amounts, the end of it for what is counted then and for a running
// total of amounts, and the year alone for a census.
func (say voice) dated(in *model.Indicator, amounts bool, p model.Period) string {
	switch {
	case p.IsZero():
		return ""
	case amounts:
		return say.Period(p)
	case in != nil && in.Kind != model.Flow:
		return say.When(in, p)
	}
	return say.PeriodEnd(p)
}

func (f Figure) when(p model.Period) string { return f.voice().dated(f.Indicator, f.Flow, p) }

// background reports whether the figure is of something that no target and no report belongs to, such as a census: its
// points stand alone, with no calendar between them.
func (f Figure) background() bool {
	return !f.Flow && f.Indicator != nil && f.Indicator.Kind != model.Flow && f.Indicator.Measure == "" && !f.Indicator.Headline
}

// between is the span of a figure.
func (f Figure) between(from, to model.Period) string {
	a, b := f.when(from), f.when(to)
	if a == b || a == "" {
		return b
	}
	return f.voice().Text("figure.span", "From", a, "To", b)
}

// fits reports whether a title is short enough; a longer one gives up the indicator's name to the line below. The room is
// that of 34 Chinese characters.
func fits(title string) bool { return TextWidth(title, 1, true) <= 34 }

// evidence gathers where a figure's points come from and what must be said of them.
type evidence struct {
	a                                         *analysis.Assessment
	in                                        *model.Indicator // nil where there are several
	flow                                      bool
	sources                                   []string          // ids, in the order of the source table at the end
	releases                                  map[string]string // source id → id of the newest release that brought one of its rows
	demo                                      int
	all                                       int
	demoAim                                   bool
	provisional, estimated, revised, computed []model.Period
	rule                                      model.Aggregation
	disagree                                  bool
}

func (e *evidence) add(in *model.Indicator, p analysis.Point) {
	e.all++
	if p.Demonstration {
		e.demo++
	}
	if e.releases == nil {
		e.releases = map[string]string{}
	}
	for _, s := range p.Sources {
		e.source(s)
		if o := p.Cell.Shown; o != nil && o.Source == s {
			known := e.a.Plan.Release(e.releases[s])
			if r := e.a.Plan.Release(o.Release); r != nil && (known == nil || r.PublishedAt.After(known.PublishedAt)) {
				e.releases[s] = r.ID
			}
		}
	}
	note := func(to *[]model.Period) {
		if !slices.Contains(*to, p.Period) {
			*to = append(*to, p.Period)
		}
	}
	switch p.Status {
	case "P":
		note(&e.provisional)
	case "E", "I":
		note(&e.estimated)
	}
	if p.Revised {
		note(&e.revised)
	}
	if p.Computed {
		note(&e.computed)
		e.rule = in.Aggregation
	}
	e.disagree = e.disagree || p.Cell.Shown != nil && len(p.Cell.Disagreements()) > 0
}

// target adds the sources of a target, whose row may be a demonstration too.
func (e *evidence) target(t *model.Target) {
	if t == nil {
		return
	}
	for _, m := range t.Milestones {
		e.source(m.Source)
		e.demoAim = e.demoAim || e.a.Plan.Invented(m.Source)
	}
}

func (e *evidence) source(id string) {
	if id != "" && !slices.Contains(e.sources, id) {
		e.sources = append(e.sources, id)
	}
}

func (e *evidence) mark() Mark {
	switch {
	case e.all > 0 && e.demo == e.all:
		return Demo
	case e.demo > 0 || e.demoAim:
		return Mixed
	}
	return Real
}

func (e *evidence) names() []string {
	var names []string
	for i := range e.a.Plan.Sources {
		s := &e.a.Plan.Sources[i]
		if !slices.Contains(e.sources, s.ID) {
			continue
		}
		name := s.Name
		if r := e.a.Plan.Release(e.releases[s.ID]); r != nil && len(e.a.Plan.Releases) > 1 {
			id := "figure.source.release"
			if inner, found := strings.CutSuffix(name, e.a.Say.Text("figure.source.bracket")); found {
				name, id = inner, "figure.source.release-in-brackets"
			}
			name = e.a.Say.Text(id, "Source", name, "Release", r.Title)
		}
		names = append(names, name)
	}
	return names
}

func (e *evidence) notes() []string {
	say := voice{e.a.Say}
	var notes []string
	note := func(id string, ps []model.Period) {
		if len(ps) == 0 {
			return
		}
		ps = slices.SortedFunc(slices.Values(ps), model.Period.Compare)
		var names []string
		for _, p := range ps {
			names = append(names, say.dated(e.in, e.flow, p))
		}
		notes = append(notes, say.Text(id, "Periods", say.List(names, say.Text("figure.counter.periods"))))
	}
	note("figure.note.provisional", e.provisional)
	note("figure.note.estimated", e.estimated)
	note("figure.note.revised", e.revised)
	if len(e.computed) > 0 {
		some := len(e.computed) < e.all && len(e.computed) > 1
		id := "figure.note.summed"
		switch {
		case e.rule == model.Ratio && some:
			id = "figure.note.some-divided"
		case e.rule == model.Ratio:
			id = "figure.note.divided"
		case some:
			id = "figure.note.some-summed"
		}
		notes = append(notes, say.Text(id, "Place", e.a.Place(e.a.Plan.Home()), "Peers", e.a.Peers()))
	}
	if e.disagree {
		notes = append(notes, say.Text("figure.note.disagree"))
	}
	return notes
}

// zones notes the functional zones, which the census does not list.
func zones(a *analysis.Assessment) []string {
	if len(a.Zones) == 0 {
		return nil
	}
	var names []string
	for _, z := range a.Zones {
		names = append(names, z.Label())
	}
	return []string{a.Say.Text("figure.note.zones", "Names", a.Say.All(names))}
}

// missingWord is why a row has no value, in a word.
func (say voice) missingWord(r analysis.Reason) string {
	switch r {
	case analysis.NotListed:
		return say.Text("figure.missing.not-listed")
	case analysis.NotReported:
		return say.Text("figure.missing.not-reported")
	case analysis.Suppressed:
		return say.Text("figure.missing.suppressed")
	case analysis.NoTarget:
		return say.Text("figure.missing.no-target")
	case analysis.MissingPeriods:
		return say.Text("figure.missing.periods")
	case analysis.BoundaryChange:
		return say.Text("figure.missing.boundary")
	}
	return say.Text("wording.status.no-data")
}

// listed joins names of regions: three at most, the rest counted.
func (say voice) listed(names []string, peers string) string {
	return say.List(names, say.Text("figure.counter.peers", "Peers", peers))
}
