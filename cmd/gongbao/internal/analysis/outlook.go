package analysis

import (
	"fmt"
	"math/big"
	"strconv"

	"gongbao/cmd/gongbao/internal/model"
)

// annualNeed is the amount a year that the rest of a yearly target's time has to bring for the mean to reach it:
//
//	(aim × years in all − what the years so far have brought) ÷ years left
//
// nil where that is nothing any more, where no time is left, and under a ceiling, of which nobody needs to use the rest.
func (c *claim) annualNeed() *big.Rat {
	left := c.span() - c.months
	if left <= 0 || c.Ceiling {
		return nil
	}
	need := new(big.Rat).Mul(c.aim, big.NewRat(int64(c.span()), 12))
	need.Sub(need, c.soFar().Rat())
	if (need.Sign() > 0) != (c.aim.Sign() > 0) {
		return nil
	}
	return need.Quo(need, big.NewRat(int64(left), 12))
}

// soFar is what the years of a yearly target have brought.
func (c *claim) soFar() model.Number {
	if c.in.Kind == model.Flow {
		return total(c.flows)
	}
	return c.now.Sub(*c.base)
}

// outlook writes down the last year's pace, the one that is needed, and where the paces lead, as working does the status.
func (c *claim) outlook() []Step {
	var steps []Step
	say := c.a.Say
	add := func(key, name, formula, numbers, result string) {
		steps = append(steps, Step{Key: key, Name: name, Formula: formula, Numbers: numbers, Result: result})
	}
	left := c.span() - c.months
	years := " × " + strconv.Itoa(left) + " ÷ 12"
	pace := func(r *big.Rat) string { return c.term(c.paceNumber(r), false) }
	if c.Pace != nil {
		formula, numbers := say.Text("analysis.formula.pace"), ""
		if c.in.Kind == model.Flow && c.Target.Kind == model.Cumulative {
			formula = say.Text("analysis.formula.pace-of-flow")
			if flows, _ := c.series.spell(c.Period.End()-12, c.Period.End()); len(flows) > 1 {
				part := claim{a: c.a, in: c.in, flows: flows}
				numbers = part.sum(len(flows))
			}
		} else {
			before := new(big.Rat).Sub(c.now.Rat(), c.Pace)
			numbers = c.term(*c.now, true) + " − " + pace(before)
		}
		add("pace", say.Text("analysis.step.pace"), formula, numbers, say.WithUnit(c.term(c.paceNumber(c.Pace), true), say.DifferenceUnit(c.in)))
	}
	if c.PaceNeeded != nil {
		formula := say.Text("analysis.formula.pace-needed", "Value", c.valueName())
		numbers := fmt.Sprintf("(%s − %s) ÷ (%d ÷ 12)", c.term(c.Aim.Value, true), c.term(*c.Value, false), left)
		if c.annual() {
			formula = say.Text("analysis.formula.pace-needed-annual")
			numbers = fmt.Sprintf("(%s × %d ÷ 12 − %s) ÷ (%d ÷ 12)", c.term(c.Aim.Value, true), c.span(), c.term(c.soFar(), false), left)
		}
		shown := say.Fixed(c.PaceNeeded, c.decimals(c.Aim.Value))
		add("pace-needed", say.Text("analysis.step.pace-needed"), formula, numbers, say.WithUnit(shown, say.DifferenceUnit(c.in)))
	}
	if c.Projected == nil {
		return steps
	}
	value := c.term(*c.Value, true)
	quantity := func(r *big.Rat) string { return say.WithUnit(say.Fixed(r, c.decimals(*c.Value)), c.in.ValueUnit) }
	add("projected", say.Text("analysis.step.projected", "When", say.PeriodEnd(c.Aim.Period)),
		say.Text("analysis.formula.projected", "Value", c.valueName()), value+" + "+pace(c.Pace)+years, quantity(c.Projected))
	if c.ProjectedLow != nil {
		add("projected-low", say.Text("analysis.step.projected-low"), say.Text("analysis.formula.projected-low"), value+" + "+pace(c.slow.Rat())+years, quantity(c.ProjectedLow))
		add("projected-high", say.Text("analysis.step.projected-high"), say.Text("analysis.formula.projected-high"), value+" + "+pace(c.fast.Rat())+years, quantity(c.ProjectedHigh))
	}
	return steps
}

// paceNumber is a pace, which is made of written figures, with their digits.
func (c *claim) paceNumber(r *big.Rat) model.Number {
	decimals := max(c.in.Decimals, c.now.Decimals())
	if c.base != nil {
		decimals = max(decimals, c.base.Decimals())
	}
	for _, p := range c.series.Points {
		decimals = max(decimals, p.Value.Decimals())
	}
	return model.NumberFromRat(r, decimals)
}

// valueName is what stands against the target is called.
func (c *claim) valueName() string {
	switch {
	case c.Target.Kind != model.Cumulative:
		return c.a.Say.Text("analysis.step.latest")
	case c.in.Kind == model.Flow:
		return c.a.Say.Text("analysis.step.total")
	}
	return c.a.Say.Text("analysis.step.increment")
}
