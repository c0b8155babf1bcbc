package figure

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// scale sets an indicator's figures in one unit throughout a figure, as wording does for single ones: large counts in 万
// or 亿 with two decimals.
type scale struct {
	unit     string
	decimals int
	divisor  *big.Rat
}

func newScale(in *model.Indicator, values []*big.Rat) scale {
	s := scale{in.ValueUnit, in.Decimals, big.NewRat(1, 1)}
	if in.Decimals > 0 || in.Percent() || strings.HasPrefix(in.ValueUnit, "万") || strings.HasPrefix(in.ValueUnit, "亿") {
		return s
	}
	var largest, smallest *big.Rat
	for _, v := range values {
		v = new(big.Rat).Abs(v)
		if v.Sign() == 0 {
			continue
		}
		if largest == nil || v.Cmp(largest) > 0 {
			largest = v
		}
		if smallest == nil || v.Cmp(smallest) < 0 {
			smallest = v
		}
	}
	if largest == nil {
		return s
	}
	atLeast := func(v *big.Rat, bound int64) bool { return v.Cmp(big.NewRat(bound, 1)) >= 0 }
	switch {
	case atLeast(largest, 100_000_000) && atLeast(smallest, 1_000_000):
		return scale{"亿" + in.ValueUnit, 2, big.NewRat(100_000_000, 1)}
	case atLeast(largest, 100_000) || atLeast(largest, 10_000) && atLeast(smallest, 1000): // else two decimals would say 0.03
		return scale{"万" + in.ValueUnit, 2, big.NewRat(10_000, 1)}
	}
	return s
}

func (s scale) text(r *big.Rat) string {
	return wording.Fixed(new(big.Rat).Quo(r, s.divisor), s.decimals)
}

func (s scale) float(r *big.Rat) float64 {
	f, _ := new(big.Rat).Quo(r, s.divisor).Float64()
	return f
}

// withUnit appends the unit where it is short enough to stand in a label.
func (s scale) withUnit(r *big.Rat) string {
	return Figure{ValueUnit: s.unit}.withUnit(s.text(r))
}

// percentText is the figure alone: the bars' column has its % in its head.
func percentText(r *big.Rat) string { return wording.PercentFigure(r) }

func percentFloat(r *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(r, big.NewRat(100, 1)).Float64()
	return f
}

// against says where a result stands: 比序时进度低11.0个百分点.
func against(r analysis.Result) string { return gapText(r.GapPoints(), r.Ceiling) }

func gapText(points string, ceiling bool) string {
	before, figure, after := wording.Gap(points, ceiling)
	return before + figure + after
}

// near writes a figure that stands beside another, with the digits that tell the two apart: 1.24万吨 beside 1.20万吨.
func near(v, other *big.Rat, in *model.Indicator) string {
	said := wording.Quantity(v, in)
	if v.Cmp(other) == 0 || said != wording.Quantity(other, in) || in.Decimals > 0 {
		return said
	}
	if said = wording.TableQuantity(v, in); said != wording.TableQuantity(other, in) {
		return said
	}
	return wording.Fixed(v, in.Decimals) + in.ValueUnit
}

// changeOf says how a figure differs from another: 提高0.50个百分点, 减少1.2万人, 持平.
func changeOf(from, to *big.Rat, in *model.Indicator) string {
	d := new(big.Rat).Sub(to, from)
	size := new(big.Rat).Abs(d)
	amount := wording.Quantity(size, in)
	up, down := "增加", "减少"
	if in.Percent() {
		amount = wording.Fixed(size, in.Decimals) + wording.DifferenceUnit(in)
		up, down = "提高", "降低"
	}
	switch {
	case d.Sign() == 0 || model.NumberFromRat(size, in.Decimals).Sign() == 0:
		return "持平"
	case d.Sign() > 0:
		return up + amount
	}
	return down + amount
}

// dated is a period in words: the whole of it for amounts, the end of it for what is counted then and for a running
// total of amounts, and the year alone for a census.
func dated(in *model.Indicator, amounts bool, p model.Period) string {
	switch {
	case p.IsZero():
		return ""
	case amounts:
		return p.Label()
	case in != nil && in.Kind != model.Flow:
		return wording.When(in, p)
	}
	return p.EndLabel()
}

func (f Figure) when(p model.Period) string { return dated(f.Indicator, f.Flow, p) }

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
	return a + "—" + b
}

// titleRoom is how many characters a title may have before it gives up the indicator's name to the line below.
const titleRoom = 34

func runes(s string) int { return utf8.RuneCountInString(s) }

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
			if inner, found := strings.CutSuffix(name, "）"); found {
				name = inner + "，" + r.Title + "批次）"
			} else {
				name += "（" + r.Title + "批次）"
			}
		}
		names = append(names, name)
	}
	return names
}

func (e *evidence) notes() []string {
	var notes []string
	list := func(ps []model.Period) string {
		ps = slices.SortedFunc(slices.Values(ps), model.Period.Compare)
		var names []string
		for _, p := range ps {
			names = append(names, dated(e.in, e.flow, p))
		}
		return wording.List(names, "期")
	}
	say := func(ps []model.Period, what string) {
		if len(ps) > 0 {
			notes = append(notes, list(ps)+what)
		}
	}
	say(e.provisional, "为初步数")
	say(e.estimated, "为估计数")
	say(e.revised, "的数字已经修订")
	if len(e.computed) > 0 {
		how := e.a.Peers() + "合计"
		if e.rule == model.Ratio {
			how = e.a.Peers() + "的分子、分母分别合计后相除"
		}
		some := ""
		if len(e.computed) < e.all && len(e.computed) > 1 {
			some = "部分时期的"
		}
		notes = append(notes, some+e.a.Place(e.a.Plan.Home())+"数由各"+how+"得出")
	}
	if e.disagree {
		notes = append(notes, "不同来源的数字不一致，图中取优先来源")
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
	return []string{strings.Join(names, "、") + "未单列"}
}

// missingWord is why a row has no value, in a word.
func missingWord(r analysis.Reason) string {
	switch r {
	case analysis.NotListed:
		return "未单列"
	case analysis.NotReported:
		return "未报"
	case analysis.NoTarget:
		return "无目标"
	case analysis.MissingPeriods:
		return "缺期"
	case analysis.BoundaryChange:
		return "不可比"
	}
	return "无数据"
}

// listed joins names: three at most, the rest counted.
func listed(names []string, counter string) string { return wording.List(names, "个"+counter) }
