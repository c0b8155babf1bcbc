package analysis

import (
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// notes compare the goals with each other: how many people a rate's yearly points are, beside the goal for a flow of
// people. What the tables do not allow to be computed is not noted; nor are two goals paired that merely both count people,
// such as an urbanisation rate and new jobs. That the flow feeds the rate's numerator, no column says. What the tables do
// say is who reports: both must count persons, reported by the same organisation, which knows its settlers from its jobs.
func (a *Assessment) notes() []Note {
	home := a.Plan.Home()
	if home == nil {
		return nil
	}
	var notes []Note
	for i := range a.Plan.Indicators {
		rate := &a.Plan.Indicators[i]
		if !rate.Headline || rate.ValueUnit != "%" || rate.Kind == model.Flow || rate.Direction != model.Up {
			continue
		}
		for j := range a.Plan.Indicators {
			flow := &a.Plan.Indicators[j]
			if !flow.Headline || flow.Kind != model.Flow || flow.Direction != model.Up {
				continue
			}
			if note, ok := a.rateAgainstFlow(home, rate, flow); ok {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

// yearly is a target as an amount a year: an annual one as it stands, another spread over its years.
type yearly struct {
	amount  *big.Rat
	formula string
	numbers string // empty for an annual target
	// demonstration says that the target, or the figure that it starts from, is invented.
	demonstration bool
}

func (a *Assessment) rateAgainstFlow(home *model.Region, rate, flow *model.Indicator) (Note, bool) {
	base, part := a.Plan.Indicator(rate.Denominator), a.Plan.Indicator(rate.Numerator)
	if base == nil || part == nil || flow.Org == "" || flow.Org != part.Org {
		return Note{}, false
	}
	stock := a.Series(base.ID, home.Code).Last()
	baseFactor, baseCounted := model.UnitFactor(base.ValueUnit)
	flowFactor, flowCounted := model.UnitFactor(flow.ValueUnit)
	_, partCounted := model.UnitFactor(part.ValueUnit)
	const persons = "人"
	if stock == nil || stock.Value.Sign() <= 0 || baseCounted != persons || flowCounted != persons || partCounted != persons {
		return Note{}, false
	}
	points, ok := a.yearlyTarget(home, rate, model.AnnualIncrease, model.LevelTarget)
	if !ok {
		return Note{}, false
	}
	amount, ok := a.yearlyTarget(home, flow, model.AnnualFlow, model.Cumulative)
	if !ok {
		return Note{}, false
	}

	// All amounts in the flow's unit.
	people := new(big.Rat).Mul(stock.Value.Rat(), new(big.Rat).Quo(baseFactor, flowFactor))
	hundred := big.NewRat(100, 1)
	needed := new(big.Rat).Mul(people, points.amount)
	needed.Quo(needed, hundred)
	brings := new(big.Rat).Mul(amount.amount, hundred)
	brings.Quo(brings, people)

	unit, when := flow.ValueUnit, wording.When(base, stock.Period)
	peopleText := exactly(people)
	pointsText, amountText := exactly(points.amount), exactly(amount.amount)
	decimals := max(flow.Decimals-1, 0) // one less than the tables: it is an estimate
	neededText := wording.Fixed(needed, decimals)
	bringsText := wording.Fixed(brings, rate.Decimals)

	n := Note{
		Key:           "targets-" + rate.ID + "-" + flow.ID,
		Demonstration: stock.Demonstration || points.demonstration || amount.demonstration,
	}
	add := func(key, name, formula, numbers, result string) {
		n.Steps = append(n.Steps, Step{Key: key, Name: name, Formula: formula, Numbers: numbers, Result: result})
	}
	stockNumbers := ""
	if baseFactor.Cmp(flowFactor) != 0 {
		stockNumbers = stock.Value.String() + base.ValueUnit
	}
	add("stock", base.Name, when, stockNumbers, peopleText+unit)
	add("points", rate.Name+"年均目标", points.formula, points.numbers, pointsText+"个百分点")
	add("needed", "相当于每年", base.Name+" × 年均百分点 ÷ 100", peopleText+" × "+pointsText+" ÷ 100", neededText+unit)
	add("flow", flow.Name+"年均目标", amount.formula, amount.numbers, amountText+unit)
	add("brings", "只完成"+flow.Name, "年均目标 ÷ "+base.Name+" × 100", amountText+" ÷ "+peopleText+" × 100", bringsText+"个百分点")

	var b strings.Builder
	b.WriteString("以" + when + base.Name + wording.Quantity(stock.Value.Rat(), base) + "计，")
	b.WriteString(rate.Name + "每年提高" + pointsText + "个百分点相当于约" + neededText + unit + "，")
	switch order := needed.Cmp(amount.amount); {
	case neededText == wording.Fixed(amount.amount, decimals):
		n.Title = rate.Name + "与" + flow.Name + "两个目标大致相当"
		b.WriteString("与" + flow.Name + "每年" + amountText + unit + "的目标大致相当。")
	case order > 0:
		n.Title = "只完成" + flow.Name + "的目标，" + rate.Name + "达不到目标"
		b.WriteString("高于" + flow.Name + "每年" + amountText + unit + "的目标；只完成后者，" + rate.Name + "每年约提高" + bringsText + "个百分点。")
	default:
		n.Title = flow.Name + "的目标高于" + rate.Name + "所需"
		b.WriteString("低于" + flow.Name + "每年" + amountText + unit + "的目标；完成后者，" + rate.Name + "每年约可提高" + bringsText + "个百分点。")
	}
	if level := a.target(home, rate, model.LevelTarget); level != nil {
		n.Demonstration = n.Demonstration || a.invented(level)
		aim := level.Aim().Value.Rat()
		reached := new(big.Rat).Mul(people, aim)
		reached.Quo(reached, hundred)
		aimText, reachedText := exactly(aim), wording.Fixed(reached, decimals)
		add("reached", rate.Name+aimText+"%相当于", base.Name+" × 目标值", peopleText+" × "+aimText+"%", reachedText+unit)
		b.WriteString(rate.Name + "达到" + aimText + "%，相当于约" + reachedText + unit + "。")
	}
	n.Text = b.String()
	return n, true
}

// target is a region's target of a kind, or nil.
func (a *Assessment) target(home *model.Region, in *model.Indicator, kind model.TargetKind) *model.Target {
	for _, t := range a.Plan.TargetsFor(in.ID, home.Code) {
		if t.Kind == kind {
			return t
		}
	}
	return nil
}

// yearlyTarget is the annual target or, without one, the whole one spread over the years from its baseline.
func (a *Assessment) yearlyTarget(home *model.Region, in *model.Indicator, annual, whole model.TargetKind) (yearly, bool) {
	if t := a.target(home, in, annual); t != nil && t.Aim().Value.Sign() > 0 {
		formula := "到" + t.Aim().Period.EndLabel() + "年均"
		return yearly{amount: t.Aim().Value.Rat(), formula: formula, demonstration: a.invented(t)}, true
	}
	t := a.target(home, in, whole)
	if t == nil || t.BaselinePeriod.IsZero() {
		return yearly{}, false
	}
	start, invented := t.BaselineValue, a.invented(t)
	if start == nil && whole == model.Cumulative {
		start = &model.Number{}
	}
	if start == nil {
		if p := a.Series(in.ID, home.Code).Observed().ending(t.BaselinePeriod); p != nil {
			start = &p.Value
			invented = invented || p.Demonstration
		}
	}
	months := t.Aim().Period.End() - t.BaselinePeriod.End()
	if start == nil || months <= 0 || t.Aim().Value.Cmp(*start) <= 0 {
		return yearly{}, false
	}
	amount := t.Aim().Value.Sub(*start).Rat()
	amount.Quo(amount, big.NewRat(int64(months), 12))
	// What is printed is what is reckoned with.
	amount = model.NumberFromRat(amount, in.Decimals).Rat()
	return yearly{
		amount:  amount,
		formula: "（目标值 − 基期值）÷ 年数",
		numbers: "(" + exactly(t.Aim().Value.Rat()) + " − " + exactly(start.Rat()) + ") ÷ " + exactly(big.NewRat(int64(months), 12)),

		demonstration: invented,
	}, true
}

// invented reports whether a source of a target is a demonstration.
func (a *Assessment) invented(t *model.Target) bool {
	return slices.ContainsFunc(t.Milestones, func(m model.Milestone) bool { return a.Plan.Invented(m.Source) })
}

// exactly writes a fraction with all its digits and without closing zeros, at most six after the point: 43.00 is 43.
func exactly(r *big.Rat) string {
	s := wording.Fixed(r, 6)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
