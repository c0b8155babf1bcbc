package analysis

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// The bounds of model.CAGR: the observed growth a year as a share of the required one. They are Eurostat's for indicators
// with a target, in its monitoring of the Sustainable Development Goals, and Open SDG's.
var (
	growthOnTrack  = big.NewRat(95, 100)
	growthSlightly = big.NewRat(60, 100)
)

// A trend is drawn through at most trendMost dates, the newest, and not through fewer than trendLeast. Five dates of
// quarters span a whole year.
const (
	trendMost  = 5
	trendLeast = 3
)

// growthDigits are the decimals of a yearly rate of growth as a fraction; what is printed is what is reckoned with.
const growthDigits = 8

// growth is how model.CAGR judges: both rates a year, as fractions, and the one over the other.
type growth struct{ observed, required, ratio *big.Rat }

// dated is a figure as many months after the baseline.
type dated struct {
	months int
	value  *big.Rat
	text   model.Number
}

// trend is how model.Trend judges: the least-squares line through dates x (months after the baseline) and values y,
//
//	slope = (nΣxy − ΣxΣy) ÷ (nΣx² − (Σx)²)      value at T = mean of y + slope × (T − mean of x)
//
// and the attainment that it leads to at the target's date.
type trend struct {
	points                   []dated
	above, under             *big.Rat // of slope
	slope, meanX, meanY, end *big.Rat
	attained, gap            *big.Rat
}

// method is the one that the target is judged by. Growth makes sense of a level alone, a trend of a level and of a running
// total; an amount a year and a ceiling are judged by attainment whatever the indicator says.
func (c *claim) method() model.Method {
	switch kind := c.Target.Kind; {
	case c.in.Method == model.CAGR && kind == model.LevelTarget,
		c.in.Method == model.Trend && (kind == model.LevelTarget || kind == model.Cumulative && !c.Ceiling):
		return c.in.Method
	}
	return model.Attainment
}

// reached sets whether the aim is, and whether its time is over.
func (c *claim) reached() {
	c.final = c.Period.End() >= c.Aim.Period.End()
	c.met = c.value.Cmp(c.aim) >= 0
	if c.in.Direction == model.Down {
		c.met = c.value.Cmp(c.aim) <= 0
	}
}

// otherMethod makes what a method other than attainment judges by, and tells why it cannot. A target that is reached needs
// none.
func (c *claim) otherMethod() Reason {
	c.reached()
	c.Method = c.method()
	if c.achieved() {
		return ""
	}
	switch c.Method {
	case model.CAGR:
		return c.grow()
	case model.Trend:
		return c.extrapolate()
	}
	return ""
}

func (c *claim) grow() Reason {
	if c.start.Sign() <= 0 || c.value.Sign() <= 0 || c.aim.Sign() <= 0 {
		return NotPositive
	}
	g := &growth{
		observed: yearlyGrowth(new(big.Rat).Quo(c.value, c.start), c.months),
		required: yearlyGrowth(new(big.Rat).Quo(c.aim, c.start), c.span()),
	}
	if g.required.Sign() == 0 {
		return BaselineIsAim // at the digits of a rate
	}
	g.ratio = new(big.Rat).Quo(g.observed, g.required)
	c.growth = g
	return ""
}

// yearlyGrowth is times^(12 ÷ months) − 1 for times > 0, rounded to growthDigits decimals, half up. It is found by bisection
// on integers: (k − ½)^months ≤ times^12 decides about the last digit, so that no machine's logarithm does.
func yearlyGrowth(times *big.Rat, months int) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(growthDigits), nil)
	top := new(big.Int).Exp(times.Num(), big.NewInt(12), nil)
	bottom := new(big.Int).Exp(times.Denom(), big.NewInt(12), nil)
	double := new(big.Int).Lsh(unit, 1)
	scaled := new(big.Int).Exp(double, big.NewInt(int64(months)), nil)
	top.Mul(top, scaled)
	// atMost: (2k − 1)^months · bottom ≤ top · (2·unit)^months
	atMost := func(k *big.Int) bool {
		n := new(big.Int).Lsh(k, 1)
		n.Sub(n, big.NewInt(1))
		if n.Sign() <= 0 {
			return true
		}
		n.Exp(n, big.NewInt(int64(months)), nil)
		return n.Mul(n, bottom).Cmp(top) <= 0
	}
	low, high := new(big.Int), new(big.Int).Set(unit)
	for atMost(high) {
		low.Set(high)
		high.Lsh(high, 1)
	}
	for {
		middle := new(big.Int).Add(low, high)
		middle.Rsh(middle, 1)
		if middle.Cmp(low) == 0 {
			break
		}
		if atMost(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return new(big.Rat).SetFrac(low.Sub(low, unit), unit)
}

func (c *claim) extrapolate() Reason {
	t := &trend{points: c.trendPoints()}
	if len(t.points) < trendLeast {
		return TooFewPeriods
	}
	n := big.NewRat(int64(len(t.points)), 1)
	sumX, sumY, sumXX, sumXY := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
	for _, p := range t.points {
		x := big.NewRat(int64(p.months), 1)
		sumX.Add(sumX, x)
		sumY.Add(sumY, p.value)
		sumXX.Add(sumXX, new(big.Rat).Mul(x, x))
		sumXY.Add(sumXY, new(big.Rat).Mul(x, p.value))
	}
	t.above = new(big.Rat).Mul(n, sumXY)
	t.above.Sub(t.above, new(big.Rat).Mul(sumX, sumY))
	t.under = new(big.Rat).Mul(n, sumXX)
	t.under.Sub(t.under, new(big.Rat).Mul(sumX, sumX))
	t.slope = new(big.Rat).Quo(t.above, t.under)
	t.meanX, t.meanY = sumX.Quo(sumX, n), sumY.Quo(sumY, n)
	if c.final {
		t.end = new(big.Rat).Set(c.value) // its time is over: what is there counts
	} else {
		t.end = new(big.Rat).Sub(big.NewRat(int64(c.span()), 1), t.meanX)
		t.end.Mul(t.end, t.slope)
		t.end.Add(t.end, t.meanY)
	}
	t.attained = new(big.Rat).Sub(t.end, c.start)
	t.attained.Quo(t.attained, new(big.Rat).Sub(c.aim, c.start))
	t.gap = new(big.Rat).Sub(t.attained, big.NewRat(1, 1))
	c.trend = t
	return ""
}

// away: the line moves in the wrong direction.
func (t *trend) away(c *claim) bool {
	return !c.final && t.slope.Sign() != 0 && (t.slope.Sign() > 0) != (c.aim.Cmp(c.start) > 0)
}

// trendPoints are what stood against the target at the baseline and at each date since, the newest trendMost of them.
func (c *claim) trendPoints() []dated {
	t0 := c.Target.BaselinePeriod.End()
	points := []dated{{0, c.start, *c.startNumber()}}
	add := func(end int, n model.Number) {
		if end > t0 && end <= c.Period.End() && points[len(points)-1].months < end-t0 {
			points = append(points, dated{end - t0, n.Rat(), n})
		}
	}
	switch {
	case c.in.Kind != model.Flow:
		for _, p := range c.series.Points {
			n := p.Value
			if c.Target.Kind == model.Cumulative {
				n = n.Sub(*c.base)
			}
			add(p.Period.End(), n)
		}
	case c.Target.Kind == model.Cumulative:
		for _, p := range c.series.Points {
			if flows, missing := c.series.spell(t0, p.Period.End()); missing == nil {
				add(p.Period.End(), total(flows).Add(*c.Baseline))
			}
		}
	default: // an amount of a year, or of whatever the target's period is, once in each
		length := c.Period.Freq.Months()
		for end := t0 + length; end <= c.Period.End(); end += length {
			if flows, missing := c.series.spell(end-length, end); missing == nil {
				add(end, total(flows))
			}
		}
	}
	return points[max(0, len(points)-trendMost):]
}

// otherStatus is the status by growth or trend; ok is false where attainment decides.
func (c *claim) otherStatus() (s Status, ok bool) {
	switch {
	case c.growth != nil:
		switch r := c.growth.ratio; {
		case c.away():
			return Behind, true
		case r.Cmp(growthOnTrack) >= 0:
			return OnTrack, true
		case r.Cmp(growthSlightly) >= 0:
			return SlightlyBehind, true
		}
		return Behind, true
	case c.trend != nil:
		if c.trend.away(c) {
			return Behind, true
		}
		return c.a.options.Tolerance.status(c.trend.gap), true
	}
	return NoData, false
}

// growthSteps write down both rates and the one over the other.
func (c *claim) growthSteps(add addStep) {
	say, g := c.a.Say, c.growth
	rate := func(key, name, formula string, to model.Number, months int, r *big.Rat) {
		add(key, name, formula, fmt.Sprintf("(%s ÷ %s)^(12 ÷ %d) − 1", c.term(to, true), c.term(*c.startNumber(), true), months), c.percent(r))
	}
	rate("observed-growth", say.Text("analysis.step.observed-growth"), say.Text("analysis.formula.observed-growth"), *c.Value, c.months, g.observed)
	rate("required-growth", say.Text("analysis.step.required-growth"), say.Text("analysis.formula.required-growth"), c.Aim.Value, c.span(), g.required)
	add("growth-ratio", say.Text("analysis.step.growth-ratio"), say.Text("analysis.formula.share", "Value", say.Text("analysis.step.observed-growth"),
		"Aim", say.Text("analysis.step.required-growth")), c.percent(g.observed)+" ÷ "+c.percent(g.required), c.ratio())
	var formula, numbers string
	switch high, low := say.Fixed(growthOnTrack, 2), say.Fixed(growthSlightly, 2); {
	case c.away():
		formula, numbers = say.Text("analysis.formula.away"), c.negativeAttained()
	case c.Status == OnTrack:
		formula, numbers = say.Text("analysis.formula.growth-enough", "Bound", high), c.ratio()+" ≥ "+high
	case c.Status == SlightlyBehind:
		formula, numbers = say.Text("analysis.formula.growth-slightly", "Bound", high, "Lower", low), low+" ≤ "+c.ratio()+" < "+high
	default:
		formula, numbers = say.Text("analysis.formula.growth-short", "Bound", low), c.ratio()+" < "+low
	}
	add("status", say.Text("analysis.step.status"), formula, numbers, c.Status.In(say))
}

// percent writes a fraction in per cent with all the digits that it is reckoned with.
func (c *claim) percent(r *big.Rat) string {
	return c.a.exactly(new(big.Rat).Mul(r, big.NewRat(100, 1))) + "%"
}

// ratio is the share of the required growth, rounded to as many decimals as it takes not to cross a bound.
func (c *claim) ratio() string {
	shown := c.growth.ratio
	decimals := 2
	for _, bound := range []*big.Rat{growthOnTrack, growthSlightly, new(big.Rat)} {
		decimals = max(decimals, roundBeside(shown, bound, 2).Decimals())
	}
	return c.a.Say.Fixed(shown, decimals)
}

// trendSteps write down the line, where it leads, and how far that is from the aim.
func (c *claim) trendSteps(add addStep) {
	say, t := c.a.Say, c.trend
	var points []string
	for _, p := range t.points {
		points = append(points, "("+strconv.Itoa(p.months)+", "+c.term(p.text, true)+")")
	}
	aim := c.term(c.Aim.Value, true)
	if !c.final {
		add("trend-points", say.Text("analysis.step.trend-points"), say.Text("analysis.formula.trend-points"), strings.Join(points, " "), "")
		add("trend", say.Text("analysis.step.trend"), say.Text("analysis.formula.trend"), c.trendTerm(t.above)+" ÷ "+c.trendTerm(t.under), c.trendTerm(t.slope))
		slope := c.trendTerm(t.slope)
		if t.slope.Sign() < 0 {
			slope = "(" + slope + ")"
		}
		add("trend-end", say.Text("analysis.step.trend-end"), say.Text("analysis.formula.trend-end"),
			fmt.Sprintf("%s + %s × (%d − %s)", c.trendTerm(t.meanY), slope, c.span(), c.trendTerm(t.meanX)), say.WithUnit(c.trendEnd(), c.in.ValueUnit))
	}
	gap := c.trendGap()
	_, fraction, _ := strings.Cut(gap, ".")
	attained := say.Fixed(new(big.Rat).Mul(t.attained, big.NewRat(100, 1)), len(fraction)) + "%"
	start := c.term(*c.startNumber(), false)
	numbers := fmt.Sprintf("(%s − %s) ÷ (%s − %s)", c.trendEnd(), start, aim, start)
	if c.start.Sign() == 0 {
		numbers = c.trendEnd() + " ÷ " + aim
	}
	add("trend-attained", say.Text("analysis.step.trend-attained"), say.Text("analysis.formula.way", "Value", say.Text("analysis.step.trend-end"), "Aim", c.aimWord()),
		numbers, attained)
	add("trend-gap", say.Text("analysis.step.trend-gap"), say.Text("analysis.formula.trend-gap"), attained+" − 100%", say.WithUnit(gap, say.Text("wording.percentage-points")))
	if t.away(c) {
		sign := " < 0"
		if t.slope.Sign() > 0 {
			sign = " > 0"
		}
		add("status", say.Text("analysis.step.status"), say.Text("analysis.formula.trend-away"), c.trendTerm(t.slope)+sign, c.Status.In(say))
		return
	}
	formula, numbers := c.bounds(gap)
	add("status", say.Text("analysis.step.status"), formula, numbers, c.Status.In(say))
}

// trendTerm is a number of the line: exact where six decimals hold it.
func (c *claim) trendTerm(r *big.Rat) string { return c.a.exactly(r) }

// trendEnd has two decimals more than the indicator, so that the share that follows from it is the one that is printed.
func (c *claim) trendEnd() string {
	return c.a.Say.Fixed(c.trend.end, c.decimals(c.Aim.Value)+2)
}

func (c *claim) trendGap() string {
	t := c.a.options.Tolerance
	return c.a.Say.Points(c.trend.gap, t.OnTrack, -t.OnTrack, -t.SlightlyBehind)
}

// JudgedBy are the indicators whose targets a method other than attainment judges, in the table's order.
func (a *Assessment) JudgedBy(m model.Method) []*model.Indicator {
	var found []*model.Indicator
	for i := range a.Plan.Indicators {
		in := &a.Plan.Indicators[i]
		if in.Method == m && slices.ContainsFunc(a.Plan.Targets, func(t model.Target) bool {
			c := claim{in: in}
			c.Target, c.Aim = &t, t.Aim()
			c.Ceiling = t.Indicator == in.ID && c.ceiling()
			return t.Indicator == in.ID && c.method() == m
		}) {
			found = append(found, in)
		}
	}
	return found
}
