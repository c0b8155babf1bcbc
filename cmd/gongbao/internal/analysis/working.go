package analysis

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// working writes down how the status came about. Every number stands there with the digits that the sum was made
// with, so that a pocket calculator gets from Numbers to Result; the last step is the judgement.
func (c *claim) working() []Step {
	var steps []Step
	add := func(key, name, formula, numbers, result string) {
		steps = append(steps, Step{Key: key, Name: name, Formula: formula, Numbers: numbers, Result: result})
	}
	say := c.a.Say
	if c.Reason == NotListed || c.Reason == NoTarget {
		add("status", say.Text("analysis.step.status"), c.ReasonText(), "", NoData.In(say))
		return steps
	}
	judged := c.Reason == ""
	flow, kind := c.in.Kind == model.Flow, c.Target.Kind
	t0 := c.Target.BaselinePeriod

	if c.Baseline != nil && !(flow && kind == model.Cumulative && c.Baseline.Sign() == 0) {
		add("baseline", say.Text("analysis.step.baseline"), say.PeriodEnd(t0), "", c.quantity(*c.Baseline))
	}
	switch {
	case flow && judged:
		c.flowSteps(add)
	case c.Latest != nil:
		key := "value"
		if kind != model.LevelTarget {
			key = "latest"
		}
		period := say.PeriodEnd(c.Latest.Period)
		if flow {
			period = say.Period(c.Latest.Period)
		}
		formula, numbers := c.origin(period)
		add(key, say.Text("analysis.step.latest"), formula, numbers, c.quantity(c.Latest.Value))
		if judged && kind == model.Cumulative {
			add("value", say.Text("analysis.step.increment"), say.Text("analysis.formula.increment"), c.term(*c.now, true)+" − "+c.term(*c.base, false), c.difference(*c.Value))
		}
		if judged && kind == model.AnnualIncrease {
			add("value", c.meanName(), say.Text("analysis.formula.mean-increase"), c.meanTerm(), c.difference(*c.Value))
		}
	}
	aim, when := c.quantity(c.Aim.Value), say.PeriodEnd(c.Aim.Period)
	switch kind {
	case model.AnnualFlow:
		add("aim", c.aimWord(), say.Text("analysis.formula.yearly"), "", aim)
	case model.AnnualIncrease:
		add("aim", c.aimWord(), say.Text("analysis.formula.yearly"), "", c.difference(c.Aim.Value))
	case model.Cumulative:
		if flow {
			add("aim", c.aimWord(), say.Text("analysis.formula.total-by", "When", when), "", aim)
		} else {
			add("aim", say.Text("analysis.step.aim"), say.Text("analysis.formula.increase-by", "When", when), "", c.difference(c.Aim.Value))
		}
	default:
		add("aim", say.Text("analysis.step.aim"), when, "", aim)
	}
	if !judged {
		add("status", say.Text("analysis.step.status"), c.ReasonText(), "", NoData.In(say))
		return steps
	}
	c.attainedStep(add)
	c.expectedStep(add)
	c.gapStep(add)
	switch {
	case c.growth != nil:
		c.growthSteps(add)
	case c.trend != nil:
		c.trendSteps(add)
	default:
		c.statusStep(add)
	}
	return steps
}

// aimWord is what the aim is called. A ceiling is no 目标 that more would serve.
func (c *claim) aimWord() string {
	say := c.a.Say
	switch {
	case c.Ceiling && c.annual():
		return say.Text("analysis.step.annual-ceiling")
	case c.Ceiling:
		return say.Text("analysis.step.ceiling")
	case c.annual():
		return say.Text("analysis.step.annual-aim")
	}
	return say.Text("analysis.step.aim")
}

type addStep func(key, name, formula, numbers, result string)

// flowSteps show what was added up.
func (c *claim) flowSteps(add addStep) {
	say := c.a.Say
	t0, to := c.Target.BaselinePeriod, c.Period
	sum := total(c.flows)
	switch c.Target.Kind {
	case model.LevelTarget:
		formula := say.Period(to)
		if len(c.flows) > 1 {
			formula = say.Text("analysis.formula.sum-of-periods", "When", formula)
		}
		add("value", say.Text("analysis.step.latest"), formula, c.addition(), c.quantity(sum))
	case model.Cumulative:
		formula, numbers := say.Text("analysis.formula.total", "When", say.PeriodEnd(to), "Baseline", say.PeriodEnd(t0)), c.addition()
		if c.start.Sign() != 0 {
			formula = say.Text("analysis.formula.total-from", "When", say.PeriodEnd(to))
			numbers = c.term(*c.Baseline, true) + " + " + c.additionOrTerm()
		}
		add("value", say.Text("analysis.step.total"), formula, numbers, c.quantity(*c.Value))
	case model.AnnualFlow:
		add("total", say.Text("analysis.step.sum"), say.Text("analysis.formula.sum", "Baseline", say.PeriodEnd(t0)), c.addition(), c.quantity(sum))
		add("value", say.Text("analysis.step.mean"), say.Text("analysis.formula.mean"), c.meanTerm(), c.quantity(*c.Value))
	}
}

// addition is the sum of the flows in numbers: every period, or with many of them every year's subtotal. It is empty
// where there is but one.
func (c *claim) addition() string {
	const most = 8
	if len(c.flows) == 1 {
		return ""
	}
	return c.sum(most)
}

func (c *claim) additionOrTerm() string {
	if s := c.addition(); s != "" {
		return s
	}
	return c.term(c.flows[0].Value, false)
}

func (c *claim) sum(most int) string {
	var terms []model.Number
	var years []int
	for _, p := range c.flows {
		year, _ := p.Period.EndMonth()
		if last := len(terms) - 1; len(c.flows) > most && last >= 0 && years[last] == year {
			terms[last] = terms[last].Add(p.Value)
			continue
		}
		terms, years = append(terms, p.Value), append(years, year)
	}
	sum := make([]string, len(terms))
	for i, t := range terms {
		sum[i] = c.term(t, i == 0)
		if len(c.flows) > most {
			sum[i] = c.a.Say.Text("analysis.year-of-sum", "Year", years[i], "Figure", sum[i])
		}
	}
	return strings.Join(sum, " + ")
}

// origin says of when a figure is and, where it was computed, how it was made of others.
func (c *claim) origin(when string) (formula, numbers string) {
	say := c.a.Say
	if !c.Latest.Computed {
		return when, ""
	}
	period := c.Latest.Period
	if c.in.Aggregation == model.Ratio {
		n, d := c.a.Series(c.in.Numerator, c.Region.Code).Observed().At(period), c.a.Series(c.in.Denominator, c.Region.Code).Observed().At(period)
		if n == nil || d == nil {
			return when, ""
		}
		numbers = say.Digits(n.Value) + " ÷ " + say.Digits(d.Value)
		if scale := ratioScale(c.in); scale.Cmp(big.NewRat(1, 1)) != 0 {
			numbers += " × " + scale.RatString()
		}
		return say.Text("analysis.formula.ratio", "When", when, "Numerator", c.a.Plan.Indicator(c.in.Numerator).Name,
			"Denominator", c.a.Plan.Indicator(c.in.Denominator).Name), numbers
	}
	var terms []string
	for _, child := range c.a.children[c.Region.Code] {
		if !child.ValidIn(period) {
			continue
		}
		if p := c.a.Series(c.in.ID, child.Code).Observed().At(period); p != nil {
			terms = append(terms, c.term(p.Value, len(terms) == 0))
		}
	}
	return say.Text("analysis.formula.sum-of-regions", "When", when), strings.Join(terms, " + ")
}

// meanTerm is the amount a year in numbers.
func (c *claim) meanTerm() string {
	years := " ÷ (" + strconv.Itoa(c.months) + " ÷ 12)"
	if c.in.Kind == model.Flow {
		return c.term(total(c.flows), true) + years
	}
	return "(" + c.term(*c.now, true) + " − " + c.term(*c.base, false) + ")" + years
}

func (c *claim) meanName() string {
	if c.in.Direction == model.Down {
		return c.a.Say.Text("analysis.step.mean-change")
	}
	return c.a.Say.Text("analysis.step.mean-increase")
}

func (c *claim) attainedStep(add addStep) {
	say := c.a.Say
	step, result := say.Text("analysis.step.attained"), say.Percent(c.Attained)
	aim := c.Aim.Value
	switch {
	case c.annual():
		add("attained", step, say.Text("analysis.formula.share", "Value", say.Text("analysis.step.mean"), "Aim", c.aimWord()), c.meanTerm()+" ÷ "+c.term(aim, false), result)
	case c.start.Sign() == 0 && c.Target.Kind == model.Cumulative:
		name := say.Text("analysis.step.total")
		if c.in.Kind != model.Flow {
			name = say.Text("analysis.step.increment")
		}
		add("attained", step, say.Text("analysis.formula.share", "Value", name, "Aim", c.aimWord()), c.term(*c.Value, true)+" ÷ "+c.term(aim, false), result)
	default:
		name := say.Text("analysis.step.latest")
		if c.Target.Kind == model.Cumulative {
			name = say.Text("analysis.step.total")
		}
		add("attained", step, say.Text("analysis.formula.way", "Value", name, "Aim", c.aimWord()),
			fmt.Sprintf("(%s − %s) ÷ %s", c.term(*c.Value, true), c.term(*c.startNumber(), false), c.spanTerm()), result)
	}
}

// spanTerm is aim − start in numbers.
func (c *claim) spanTerm() string {
	return "(" + c.term(c.Aim.Value, true) + " − " + c.term(*c.startNumber(), false) + ")"
}

func (c *claim) expectedStep(add addStep) {
	say := c.a.Say
	step, result := say.Text("analysis.step.expected"), say.Percent(c.Expected)
	end := c.Period.End()
	switch {
	case c.annual():
		formula := say.Text("analysis.formula.always")
		if c.Ceiling {
			formula = say.Text("analysis.formula.always-ceiling")
		}
		add("expected", step, formula, "", result)
		return
	case c.final:
		add("expected", step, say.Text("analysis.formula.time-over"), "", result)
		return
	case len(c.Target.Milestones) == 1:
		add("expected", step, say.Text("analysis.formula.months"), fmt.Sprintf("%d ÷ %d", c.months, c.span()), result)
		return
	}
	last, next, planned := c.planned(end)
	path := c.term(last.text, true)
	if end > last.end {
		path = fmt.Sprintf("%s + (%s − %s) × %d ÷ %d", path, c.term(next.text, true), c.term(last.text, false), end-last.end, next.end-last.end)
	}
	spread := say.Text("analysis.formula.milestones")
	if c.Ceiling {
		spread = say.Text("analysis.formula.milestones-ceiling")
	}
	add("planned", say.Text("analysis.step.planned"), spread, path, say.WithUnit(say.Fixed(planned, c.decimals(c.Aim.Value)), c.in.ValueUnit))
	if c.start.Sign() == 0 {
		add("expected", step, say.Text("analysis.formula.share", "Value", say.Text("analysis.step.planned"), "Aim", c.aimWord()), "("+path+") ÷ "+c.term(c.Aim.Value, false), result)
		return
	}
	add("expected", step, say.Text("analysis.formula.way", "Value", say.Text("analysis.step.planned"), "Aim", c.aimWord()),
		"("+path+" − "+c.term(*c.startNumber(), false)+") ÷ "+c.spanTerm(), result)
}

func (c *claim) gapStep(add addStep) {
	say := c.a.Say
	formula, first, second := say.Text("analysis.formula.gap"), c.Attained, c.Expected
	if c.Ceiling {
		formula, first, second = say.Text("analysis.formula.gap-ceiling"), c.Expected, c.Attained
	}
	shown := c.GapPoints()
	hundred := big.NewRat(100, 1)
	x, y := new(big.Rat).Mul(first, hundred), new(big.Rat).Mul(second, hundred)
	// With one decimal each, 76.4 − 87.5 gives −11.1 where −11.0 is right: take the digits that it needs.
	decimals := 1
	if _, fraction, ok := strings.Cut(shown, "."); ok {
		decimals = len(fraction)
	}
	d := decimals
	for ; d < decimals+4; d++ {
		got := model.NumberFromRat(x, d).Sub(model.NumberFromRat(y, d))
		if say.Signed(got.Rat(), decimals) == shown {
			break
		}
	}
	numbers := say.Fixed(x, d) + "% − " + say.Fixed(y, d) + "%"
	add("gap", say.Text("analysis.step.gap"), formula, numbers, say.WithUnit(shown, say.Text("wording.percentage-points")))
}

func (c *claim) statusStep(add addStep) {
	say := c.a.Say
	var formula, numbers string
	switch {
	case c.Status == Achieved:
		sign := " ≥ "
		formula = say.Text("analysis.formula.met")
		if c.in.Direction == model.Down {
			sign = " ≤ "
		}
		if c.Ceiling {
			formula = say.Text("analysis.formula.ceiling-kept")
		}
		numbers = c.term(*c.Value, true) + sign + c.term(c.Aim.Value, true)
	case c.away():
		formula, numbers = say.Text("analysis.formula.away"), c.negativeAttained()
	case c.exceeded():
		formula, numbers = say.Text("analysis.formula.exceeded"), c.term(*c.Value, true)+" > "+c.term(c.Aim.Value, true)
		if c.annual() {
			formula = say.Text("analysis.formula.exceeded-annual")
			numbers = fmt.Sprintf("%s > %s × %d ÷ 12", c.term(*c.now, true), c.term(c.Aim.Value, true), c.span())
		}
	default:
		formula, numbers = c.bounds(c.GapPoints())
	}
	add("status", say.Text("analysis.step.status"), formula, numbers, c.Status.In(say))
}

// negativeAttained says that attainment is below nothing, without rounding it to that.
func (c *claim) negativeAttained() string {
	points := new(big.Rat).Mul(c.Attained, big.NewRat(100, 1))
	below := roundBeside(points, new(big.Rat), 1)
	return c.a.Say.Fixed(points, below.Decimals()) + "% < 0"
}

// bounds sets a gap, in points, between the bounds of the status.
func (c *claim) bounds(gap string) (formula, numbers string) {
	say := c.a.Say
	t := c.a.options.Tolerance
	onTrack, behind := strconv.Itoa(t.OnTrack), wording.Minus+strconv.Itoa(t.SlightlyBehind)
	lower := wording.Minus + onTrack
	switch c.Status {
	case Ahead:
		return say.Text("analysis.formula.ahead", "Bound", "+"+onTrack), gap + " > +" + onTrack
	case OnTrack:
		return say.Text("analysis.formula.on-track", "Bound", onTrack), lower + " ≤ " + gap + " ≤ +" + onTrack
	case SlightlyBehind:
		return say.Text("analysis.formula.slightly-behind", "Bound", lower, "Lower", behind), behind + " ≤ " + gap + " < " + lower
	}
	return say.Text("analysis.formula.behind", "Bound", behind), gap + " < " + behind
}

// decimals are an indicator's, or a figure's own where it was written with more.
func (c *claim) decimals(n model.Number) int { return max(c.in.Decimals, n.Decimals()) }

// term is a figure within a sum. A negative one that is not the first stands in brackets.
func (c *claim) term(n model.Number, first bool) string {
	s := c.a.Say.Number(n, c.decimals(n))
	if !first && n.Sign() < 0 {
		return "(" + s + ")"
	}
	return s
}

// quantity and difference are figures with their unit, in the digits of the sum and never rounded to 万.
func (c *claim) quantity(n model.Number) string {
	return c.a.Say.WithUnit(c.term(n, true), c.in.ValueUnit)
}

func (c *claim) difference(n model.Number) string {
	return c.a.Say.WithUnit(c.term(n, true), c.a.Say.DifferenceUnit(c.in))
}
