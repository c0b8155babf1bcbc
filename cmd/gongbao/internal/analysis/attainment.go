package analysis

import (
	"math/big"

	"gongbao/cmd/gongbao/internal/model"
)

// claim is a result in the making: a target, the figures that stand against it and the fractions that follow.
//
// Attainment is (value − start) ÷ (aim − start) for all four kinds of target; what value and start are differs:
//
//	level            value: the period's figure            start: the baseline
//	cumulative       value: start + flows since baseline   start: what had been counted before, mostly 0
//	  of a stock     value: its increase since baseline    start: 0
//	annual_flow      value: flows since baseline ÷ years   start: 0
//	annual_increase  value: change since baseline ÷ years  start: 0
type claim struct {
	a      *Assessment
	in     *model.Indicator
	series Series // observed figures only
	Result

	value, start, aim *big.Rat

	now, base *model.Number // of a stock or rate: the figures at both ends
	flows     []*Point      // of a flow: what was added up
	months    int           // from the baseline to the period
	missing   []model.Period
	met       bool // the aim is reached, in the indicator's direction
	final     bool // the target's time is over

	slow, fast model.Number // paces of ProjectedLow and ProjectedHigh

	growth *growth // what a method other than attainment judges by
	trend  *trend
}

func (a *Assessment) assessTarget(in *model.Indicator, region *model.Region, t *model.Target) Result {
	return a.assessAt(in, region, t, a.newest[in.ID])
}

// assessAt is assessTarget for a period of one's choice.
func (a *Assessment) assessAt(in *model.Indicator, region *model.Region, t *model.Target, at model.Period) Result {
	r := a.claimed(in, region, t, at).Result
	// What it says must not keep the whole series alive.
	if r.Latest != nil {
		latest := *r.Latest
		r.Latest = &latest
	}
	for _, n := range [...]**model.Number{&r.Value, &r.Baseline} {
		if *n != nil {
			number := **n
			*n = &number
		}
	}
	for _, f := range [...]**big.Rat{&r.Attained, &r.Expected, &r.Gap, &r.Projected, &r.ProjectedLow, &r.ProjectedHigh, &r.PaceNeeded, &r.Pace} {
		*f = model.Packed(*f)
	}
	return r
}

// claimed is a target held against the figures.
func (a *Assessment) claimed(in *model.Indicator, region *model.Region, t *model.Target, at model.Period) *claim {
	c := &claim{a: a, in: in, series: a.Series(in.ID, region.Code).Observed()}
	c.Indicator, c.Region, c.Target, c.Period = in, region, t, at
	c.tolerance, c.say, c.Result.a, c.at = a.options.Tolerance, a.Say, a, at
	if t != nil {
		c.Aim = t.Aim()
		c.Demonstration = a.invented(t)
	}
	c.Reason = c.weigh()
	if c.Reason == "" {
		c.judge()
		c.lookAhead()
	} else {
		c.Method = ""
	}
	if c.Latest != nil {
		c.Demonstration = c.Demonstration || c.Latest.Demonstration
	}
	for _, p := range c.flows {
		c.Demonstration = c.Demonstration || p.Demonstration
	}
	c.why = c.because()
	return c
}

// annual reports whether the target is an amount a year.
func (c *claim) annual() bool {
	return c.Target.Kind == model.AnnualFlow || c.Target.Kind == model.AnnualIncrease
}

// span is the target's whole time in months.
func (c *claim) span() int { return c.Aim.Period.End() - c.Target.BaselinePeriod.End() }

// ceiling reports whether the target is an amount of a flow that must not be exceeded.
func (c *claim) ceiling() bool {
	if c.in.Kind != model.Flow || c.in.Direction != model.Down {
		return false
	}
	switch start := c.Target.BaselineValue; c.Target.Kind {
	case model.AnnualFlow:
		return c.Aim.Value.Sign() > 0
	case model.Cumulative:
		return start == nil && c.Aim.Value.Sign() > 0 || start != nil && c.Aim.Value.Cmp(*start) > 0
	}
	return false
}

// weigh finds what obstacle finds, and tells what is not there from what is held back.
func (c *claim) weigh() Reason {
	reason := c.obstacle()
	switch reason {
	case NotReported, NoObservation:
		if c.a.suppressed(c.in, c.Region, c.Period) {
			return Suppressed
		}
	case NoBaseline:
		if c.a.suppressed(c.in, c.Region, c.Target.BaselinePeriod) {
			return Suppressed
		}
	case MissingPeriods:
		for _, p := range c.missing {
			if c.a.suppressed(c.in, c.Region, p) {
				return Suppressed
			}
		}
	}
	return reason
}

// suppressed reports whether a figure is known to the office and held back, or follows from one that is.
func (a *Assessment) suppressed(in *model.Indicator, region *model.Region, p model.Period) bool {
	if p.IsZero() {
		return false
	}
	ids := []string{in.ID}
	if in.Aggregation == model.Ratio {
		ids = append(ids, in.Numerator, in.Denominator)
	}
	if in.Aggregation == model.Sum && a.within(region) {
		for _, child := range a.children[region.Code] {
			if a.suppressed(in, child, p) { // there is no sum without it
				return true
			}
		}
	}
	for _, id := range ids {
		for _, cell := range a.Plan.Series(id, region.Code) {
			if o := cell.Shown; o.Period.End() == p.End() && o.Value == nil && o.Status == model.SuppressedStatus {
				return true
			}
		}
	}
	return false
}

// obstacle finds value, start and aim. The reason that it returns, if any, is the first obstacle.
func (c *claim) obstacle() Reason {
	if !c.Period.IsZero() {
		c.Latest = c.series.ending(c.Period)
	}
	if c.Latest != nil {
		c.Value = &c.Latest.Value
	}
	switch {
	case c.Region.Level == model.Zone && len(c.series.Points) == 0:
		return NotListed
	case c.Target == nil:
		return NoTarget
	}
	c.Ceiling = c.ceiling()
	flow, t0 := c.in.Kind == model.Flow, c.Target.BaselinePeriod
	switch c.Target.Kind {
	case model.AnnualFlow:
		if !flow {
			return KindMismatch
		}
	case model.AnnualIncrease:
		if flow {
			return KindMismatch // the amount of a year, or its growth over the year before? never guess
		}
	}
	if t0.IsZero() {
		return NoBaseline
	}
	for _, m := range c.Target.Milestones {
		if m.Period.End() <= t0.End() {
			return NoTime
		}
	}
	if (c.annual() || c.Ceiling) && c.Period.End() > c.Aim.Period.End() {
		// What the years after the target's time brought neither keeps nor breaks a yearly mean or a ceiling.
		c.Period, c.Value = c.Aim.Period, nil
		if c.Latest = c.series.ending(c.Period); c.Latest != nil {
			c.Value = &c.Latest.Value
			if flow {
				c.Period = c.Latest.Period // the target says 2020, the figures are of quarters
			}
		}
	}
	if c.Latest != nil && flow && c.Target.Kind == model.LevelTarget {
		c.Value = nil // known only when the period has the target's length
	}
	if !c.Region.ValidIn(t0) || !c.Period.IsZero() && !c.Region.ValidIn(c.Period) {
		return BoundaryChange
	}
	known := c.baseline()
	if c.Latest == nil {
		for _, p := range c.series.Points {
			if p.Period.End() < c.Period.End() {
				return NotReported
			}
		}
		return NoObservation
	}
	if flow && c.Target.Kind == model.LevelTarget && c.Period.Freq != c.Aim.Period.Freq {
		c.Period = lastOf(c.Period, c.Aim.Period.Freq)
		c.Latest = c.series.At(c.Period) // or the sum, once it is known
	}
	c.months = c.Period.End() - t0.End()
	if c.months <= 0 {
		return NoTime
	}
	if !known {
		return NoBaseline
	}
	if reason := c.amount(); reason != "" {
		return reason
	}
	c.aim = c.Aim.Value.Rat()
	switch higher := c.aim.Cmp(c.start); {
	case higher == 0:
		return BaselineIsAim
	case higher > 0 && c.in.Direction == model.Down && !c.Ceiling:
		return WrongWay
	case higher < 0 && c.in.Direction != model.Down:
		return WrongWay
	}
	return c.otherMethod()
}

// lastOf is the last period of a frequency that is over when p is.
func lastOf(p model.Period, f model.Frequency) model.Period {
	for end := p.End(); ; end-- {
		if end%f.Months() == 0 {
			return periodAfter(end-f.Months(), end, f)
		}
	}
}

// baseline finds the figure that counting starts from and reports whether there is one.
func (c *claim) baseline() bool {
	given, t0 := c.Target.BaselineValue, c.Target.BaselinePeriod
	if c.in.Kind == model.Flow {
		switch c.Target.Kind {
		case model.AnnualFlow:
			c.start = new(big.Rat) // an amount a year starts from nothing
			return true
		case model.Cumulative:
			c.Baseline = &model.Number{}
			if given != nil {
				c.Baseline = given
			}
			c.start = c.Baseline.Rat()
			return true
		}
		if given == nil && t0.Freq == c.Aim.Period.Freq {
			if flows, missing := c.series.spell(t0.Start(), t0.End()); missing == nil {
				sum := total(flows)
				given = &sum
				c.flows = flows
			}
		}
	} else if given == nil {
		if p := c.series.ending(t0); p != nil {
			given = &p.Value
			c.Demonstration = c.Demonstration || p.Demonstration
		}
	}
	if given == nil {
		return false
	}
	c.Baseline, c.base = given, given
	c.start = new(big.Rat)
	if c.Target.Kind == model.LevelTarget {
		c.start = given.Rat()
	}
	return true
}

// amount finds the value that stands against the target. Flows are those after the end of the baseline period.
func (c *claim) amount() Reason {
	t0 := c.Target.BaselinePeriod
	years := big.NewRat(int64(c.months), 12)
	if c.in.Kind == model.Flow {
		from := t0.End()
		if c.Target.Kind == model.LevelTarget {
			from = c.Period.Start()
		}
		flows, missing := c.series.spell(from, c.Period.End())
		if missing != nil {
			c.missing = missing
			c.Value = nil
			return MissingPeriods
		}
		for _, p := range c.flows {
			c.Demonstration = c.Demonstration || p.Demonstration // those of the baseline
		}
		c.flows = flows
		sum := total(flows)
		c.now = &sum
		switch c.Target.Kind {
		case model.Cumulative:
			sum = sum.Add(*c.Baseline)
			c.Value, c.value = &sum, sum.Rat()
		case model.AnnualFlow:
			c.mean(new(big.Rat).Quo(sum.Rat(), years))
		default:
			c.Value, c.value = &sum, sum.Rat()
			if c.Latest == nil {
				p := c.a.computed(c.in, c.Period, sum.Rat(), flows)
				p.Value = sum
				c.Latest = &p
			}
		}
		return ""
	}
	c.now = &c.Latest.Value
	change := c.now.Sub(*c.base)
	switch c.Target.Kind {
	case model.LevelTarget:
		c.value = c.now.Rat()
	case model.Cumulative:
		c.Value, c.value = &change, change.Rat()
	case model.AnnualIncrease:
		c.mean(new(big.Rat).Quo(change.Rat(), years))
	}
	return ""
}

// mean sets an amount a year. Its exact fraction counts; what is shown is rounded, but never across the aim.
func (c *claim) mean(r *big.Rat) {
	shown := roundBeside(r, c.Aim.Value.Rat(), c.in.Decimals)
	c.value, c.Value = r, &shown
}

// roundBeside rounds r to the given decimals, or to as many more as it takes to stay on r's side of a bound: 2.045 beside
// 2.04 is 2.05 and not 2.0, which would read as less.
func roundBeside(r, bound *big.Rat, decimals int) model.Number {
	const more = 30 // beyond any two fractions of figures that a table can hold
	n := model.NumberFromRat(r, decimals)
	for d := decimals + 1; d <= decimals+more && n.Rat().Cmp(bound) != r.Cmp(bound); d++ {
		n = model.NumberFromRat(r, d)
	}
	return n
}

// judge compares attainment with expected progress.
func (c *claim) judge() {
	span := new(big.Rat).Sub(c.aim, c.start)
	c.Attained = new(big.Rat).Sub(c.value, c.start)
	c.Attained.Quo(c.Attained, span)
	c.Expected = c.expected(span)
	c.Gap = new(big.Rat).Sub(c.Attained, c.Expected)
	if c.Ceiling {
		c.Gap.Neg(c.Gap)
	}
	c.Status = c.status()
}

// expected is how far the planned path has come at the period's end. The path runs straight from the baseline through
// the milestones, month by month, and stays at the aim; an amount a year is due in full at any time.
func (c *claim) expected(span *big.Rat) *big.Rat {
	if c.annual() {
		return big.NewRat(1, 1)
	}
	_, _, planned := c.planned(c.Period.End())
	planned.Sub(planned, c.start)
	return planned.Quo(planned, span)
}

// milestone is a corner of the planned path: the month on the scale of model.Period.End, and the value.
type milestone struct {
	end   int
	value *big.Rat
	text  model.Number
}

// planned is the path's value at a month and the two corners it lies between; next is the aim after its time.
func (c *claim) planned(end int) (last, next milestone, value *big.Rat) {
	last = milestone{end: c.Target.BaselinePeriod.End(), value: c.start, text: *c.startNumber()}
	for _, m := range c.Target.Milestones {
		next = milestone{end: m.Period.End(), value: m.Value.Rat(), text: m.Value}
		if end < next.end {
			passed := big.NewRat(int64(end-last.end), int64(next.end-last.end))
			value = new(big.Rat).Sub(next.value, last.value)
			value.Mul(value, passed)
			return last, next, value.Add(value, last.value)
		}
		last = next
	}
	return last, next, new(big.Rat).Set(next.value)
}

// startNumber is start as it was written.
func (c *claim) startNumber() *model.Number {
	if c.Baseline != nil && c.start.Cmp(c.Baseline.Rat()) == 0 {
		return c.Baseline
	}
	return &model.Number{}
}

// lookAhead carries the last year's pace on to the target's date, and sets the running year beside an annual target.
func (c *claim) lookAhead() {
	end := c.Period.End()
	if c.annual() {
		c.RunningYear, c.PaceNeeded = c.runningYear(), c.annualNeed()
		return
	}
	if c.in.Kind == model.Flow && c.Target.Kind == model.Cumulative {
		if flows, missing := c.series.spell(end-12, end); missing == nil {
			c.Pace = total(flows).Rat()
		}
	} else if before := c.yearBefore(); before != nil {
		c.Pace = new(big.Rat).Sub(c.now.Rat(), before)
	}
	left := c.Aim.Period.End() - end
	if left <= 0 {
		return
	}
	years := big.NewRat(int64(left), 12)
	if c.Pace != nil {
		c.Projected = new(big.Rat).Mul(c.Pace, years)
		c.Projected.Add(c.Projected, c.value)
		c.ProjectedLow, c.ProjectedHigh = c.projectedRange(years)
	}
	if !c.met && !c.Ceiling {
		c.PaceNeeded = new(big.Rat).Sub(c.aim, c.value)
		c.PaceNeeded.Quo(c.PaceNeeded, years)
	}
}

// yearBefore is the figure twelve months before the period, or nil.
func (c *claim) yearBefore() *big.Rat {
	before := c.Period
	before.Year--
	if c.in.Kind == model.Flow {
		if flows, missing := c.series.spell(before.Start(), before.End()); missing == nil {
			return total(flows).Rat()
		}
		return nil
	}
	if then := c.stockAt(before); then != nil {
		return then.Rat()
	}
	return nil
}

// stockAt is a stock's figure at the end of a period; the baseline that the target gives counts as one.
func (c *claim) stockAt(p model.Period) *model.Number {
	if p.End() == c.Target.BaselinePeriod.End() {
		return c.base
	}
	if point := c.series.ending(p); point != nil {
		return &point.Value
	}
	return nil
}

// runningYear is nil at the end of a year, and where the year's beginning is unknown.
func (c *claim) runningYear() *RunningYear {
	year, month := c.Period.EndMonth()
	if month == 12 {
		return nil
	}
	var amount model.Number
	if c.in.Kind == model.Flow {
		flows, missing := c.series.spell(year*12, c.Period.End())
		if missing != nil {
			return nil
		}
		amount = total(flows)
	} else {
		lastYear := model.Period{Year: int16(year - 1), Freq: model.Year, Index: 1}
		before := c.stockAt(lastYear)
		if before == nil {
			return nil
		}
		decimals := max(c.in.Decimals, c.now.Decimals())
		amount = model.NumberFromRat(c.now.Sub(*before).Rat(), decimals)
	}
	return &RunningYear{
		Year:    year,
		Amount:  amount,
		Share:   new(big.Rat).Quo(amount.Rat(), c.aim),
		Elapsed: big.NewRat(int64(month), 12),
	}
}

// Standing is what stood against a result's target, by period: the level itself, or for a cumulative target the running
// total. For the amounts a year it is the figures themselves. A trend is drawn from it. Forecasts never stood against
// anything. A cumulative target whose result has no baseline, so that counting starts nowhere, has an empty one: the
// single periods' figures would pass for totals under the target's title.
func (a *Assessment) Standing(r Result) Series {
	if r.Indicator == nil || r.Region == nil {
		return Series{}
	}
	s := a.Series(r.Indicator.ID, r.Region.Code).Observed()
	if r.Target == nil || r.Target.Kind != model.Cumulative {
		return s
	}
	standing := Series{Indicator: s.Indicator, Region: s.Region}
	if r.Baseline == nil {
		return standing
	}
	from := r.Target.BaselinePeriod.End()
	for _, p := range s.Points {
		if p.Period.End() <= from {
			continue
		}
		if s.Indicator.Kind == model.Flow {
			flows, missing := s.spell(from, p.Period.End())
			if missing != nil {
				continue
			}
			p.Value = total(flows).Add(*r.Baseline)
			for _, f := range flows {
				p.Demonstration = p.Demonstration || f.Demonstration
			}
		} else {
			p.Value = p.Value.Sub(*r.Baseline)
		}
		standing.Points = append(standing.Points, p)
	}
	return standing
}

// missingList names the periods that a total lacks.
func (c *claim) missingList() string {
	names := make([]string, len(c.missing))
	for i, p := range c.missing {
		names[i] = c.a.Say.Period(p)
	}
	return c.a.Say.List(names, c.a.Say.Text("analysis.counter.periods"))
}
