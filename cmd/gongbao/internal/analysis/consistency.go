package analysis

import (
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// TargetNotes are the notes of a plan alone, in Chinese.
func TargetNotes(p *model.Plan) []Note { return survey(p, Options{}).notes() }

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
	baseFactor, _ := model.UnitFactor(base.ValueUnit)
	flowFactor, _ := model.UnitFactor(flow.ValueUnit)
	if stock == nil || stock.Value.Sign() <= 0 || !wording.Persons(base) || !wording.Persons(flow) || !wording.Persons(part) {
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

	say := a.Say
	unit, when := flow.ValueUnit, say.When(base, stock.Period)
	peopleText := a.exactly(people)
	pointsText, amountText := a.exactly(points.amount), a.exactly(amount.amount)
	neededText, bringsText := say.About(needed, flow), say.Fixed(brings, rate.Decimals)
	inPoints := func(figure string) string { return say.WithUnit(figure, say.DifferenceUnit(rate)) }

	n := Note{
		Key:           "targets-" + rate.ID + "-" + flow.ID,
		Demonstration: stock.Demonstration || points.demonstration || amount.demonstration,
		Rate:          rate,
		Flow:          flow,
	}
	add := func(key, name, formula, numbers, result string) {
		n.Steps = append(n.Steps, Step{Key: key, Name: name, Formula: formula, Numbers: numbers, Result: result})
	}
	stockNumbers := ""
	if baseFactor.Cmp(flowFactor) != 0 {
		stockNumbers = say.WithUnit(say.Digits(stock.Value), base.ValueUnit)
	}
	add("stock", base.Name, when, stockNumbers, say.WithUnit(peopleText, unit))
	add("points", say.Text("analysis.note.yearly-target", "Name", rate.Name), points.formula, points.numbers, inPoints(pointsText))
	add("needed", say.Text("analysis.note.needed"), say.Text("analysis.note.needed-formula", "Base", base.Name),
		peopleText+" × "+pointsText+" ÷ 100", say.WithUnit(neededText, unit))
	add("flow", say.Text("analysis.note.yearly-target", "Name", flow.Name), amount.formula, amount.numbers, say.WithUnit(amountText, unit))
	add("brings", say.Text("analysis.note.brings", "Flow", flow.Name), say.Text("analysis.note.brings-formula", "Base", base.Name),
		amountText+" ÷ "+peopleText+" × 100", inPoints(bringsText))

	// The same two sentences in three orders of size.
	title, finding := "analysis.note.over-title", "analysis.note.over"
	switch order := needed.Cmp(amount.amount); {
	case neededText == say.About(amount.amount, flow):
		title, finding = "analysis.note.equal-title", "analysis.note.equal"
	case order > 0:
		title, finding = "analysis.note.short-title", "analysis.note.short"
		n.Conflict = true
	}
	n.Title = say.Text(title, "Rate", rate.Name, "Flow", flow.Name)
	sentences := []string{say.Text(finding, "When", when, "Base", base.Name, "Stock", say.Quantity(stock.Value.Rat(), base),
		"Rate", rate.Name, "Points", inPoints(pointsText), "Needed", say.WithUnit(neededText, unit), "Flow", flow.Name,
		"Amount", say.WithUnit(amountText, unit), "Brings", inPoints(bringsText))}
	if level := a.target(home, rate, model.LevelTarget); level != nil {
		n.Demonstration = n.Demonstration || a.invented(level)
		aim := level.Aim().Value.Rat()
		reached := new(big.Rat).Mul(people, aim)
		reached.Quo(reached, hundred)
		aimText, reachedText := a.exactly(aim)+"%", say.WithUnit(say.About(reached, flow), unit)
		add("reached", say.Text("analysis.note.reached-name", "Rate", rate.Name, "Aim", aimText),
			say.Text("analysis.note.reached-formula", "Base", base.Name), peopleText+" × "+aimText, reachedText)
		sentences = append(sentences, say.Text("analysis.note.reached", "Rate", rate.Name, "Aim", aimText, "Reached", reachedText))
	}
	n.Text = say.Sentences(sentences...)
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
		formula := a.Say.Text("analysis.note.yearly-until", "When", a.Say.PeriodEnd(t.Aim().Period))
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
		formula: a.Say.Text("analysis.note.spread"),
		numbers: "(" + a.exactly(t.Aim().Value.Rat()) + " − " + a.exactly(start.Rat()) + ") ÷ " + a.exactly(big.NewRat(int64(months), 12)),

		demonstration: invented,
	}, true
}

// invented reports whether a source of a target is a demonstration.
func (a *Assessment) invented(t *model.Target) bool {
	return slices.ContainsFunc(t.Milestones, func(m model.Milestone) bool { return a.Plan.Invented(m.Source) })
}

// exactly writes a fraction with all its digits and without closing zeros, at most six after the point: 43.00 is 43.
func (a *Assessment) exactly(r *big.Rat) string {
	s := a.Say.Fixed(r, 6)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
