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
	if c.Reason == NotListed || c.Reason == NoTarget {
		add("status", "判定", c.ReasonText(), "", NoData.Word())
		return steps
	}
	judged := c.Reason == ""
	flow, kind := c.in.Kind == model.Flow, c.Target.Kind
	t0 := c.Target.BaselinePeriod

	if c.Baseline != nil && !(flow && kind == model.Cumulative && c.Baseline.Sign() == 0) {
		add("baseline", "基期值", t0.EndLabel(), "", c.quantity(*c.Baseline))
	}
	switch {
	case flow && judged:
		c.flowSteps(add)
	case c.Latest != nil:
		formula, numbers := c.origin()
		name, key := "本期值", "value"
		if kind != model.LevelTarget {
			key = "latest"
		}
		period := c.Latest.Period.EndLabel()
		if flow {
			period = c.Latest.Period.Label()
		}
		add(key, name, period+formula, numbers, c.quantity(c.Latest.Value))
		if judged && kind == model.Cumulative {
			add("value", "基期以来增量", "本期值 − 基期值", c.term(*c.now, true)+" − "+c.term(*c.base, false), c.difference(*c.Value))
		}
		if judged && kind == model.AnnualIncrease {
			add("value", c.meanName(), "（本期值 − 基期值）÷ 年数", c.meanTerm(), c.difference(*c.Value))
		}
	}
	aim, when := c.quantity(c.Aim.Value), c.Aim.Period.EndLabel()
	switch kind {
	case model.AnnualFlow:
		add("aim", c.aimWord(), "年均", "", aim)
	case model.AnnualIncrease:
		add("aim", c.aimWord(), "年均", "", c.difference(c.Aim.Value))
	case model.Cumulative:
		if flow {
			add("aim", c.aimWord(), "到"+when+"累计", "", aim)
		} else {
			add("aim", "目标值", "到"+when+"增加", "", c.difference(c.Aim.Value))
		}
	default:
		add("aim", "目标值", when, "", aim)
	}
	if !judged {
		add("status", "判定", c.ReasonText(), "", NoData.Word())
		return steps
	}
	c.attainedStep(add)
	c.expectedStep(add)
	c.gapStep(add)
	c.statusStep(add)
	return steps
}

// aimWord is what the aim is called. A ceiling is no 目标 that more would serve.
func (c *claim) aimWord() string {
	switch {
	case c.Ceiling && c.annual():
		return "年度上限"
	case c.Ceiling:
		return "上限"
	case c.annual():
		return "年度目标"
	}
	return "目标值"
}

type addStep func(key, name, formula, numbers, result string)

// flowSteps show what was added up.
func (c *claim) flowSteps(add addStep) {
	t0, to := c.Target.BaselinePeriod, c.Period
	sum := total(c.flows)
	switch c.Target.Kind {
	case model.LevelTarget:
		formula := to.Label()
		if len(c.flows) > 1 {
			formula += "，各期之和"
		}
		add("value", "本期值", formula, c.addition(), c.quantity(sum))
	case model.Cumulative:
		formula, numbers := "基期"+t0.EndLabel()+"以来各期之和", c.addition()
		if c.start.Sign() != 0 {
			formula = "基期值 + 以来各期之和"
			numbers = c.term(*c.Baseline, true) + " + " + c.additionOrTerm()
		}
		add("value", "本期累计", "到"+to.EndLabel()+"，"+formula, numbers, c.quantity(*c.Value))
	case model.AnnualFlow:
		add("total", "基期以来合计", t0.EndLabel()+"以来各期之和", c.addition(), c.quantity(sum))
		add("value", "年均", "合计 ÷ 年数", c.meanTerm(), c.quantity(*c.Value))
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
	var b strings.Builder
	for i, t := range terms {
		if i > 0 {
			b.WriteString(" + ")
		}
		if len(c.flows) > most {
			fmt.Fprintf(&b, "%d年 ", years[i])
		}
		b.WriteString(c.term(t, i == 0))
	}
	return b.String()
}

// origin says how a computed figure was made of others.
func (c *claim) origin() (formula, numbers string) {
	if !c.Latest.Computed {
		return "", ""
	}
	period := c.Latest.Period
	if c.in.Aggregation == model.Ratio {
		n, d := c.a.Series(c.in.Numerator, c.Region.Code).Observed().At(period), c.a.Series(c.in.Denominator, c.Region.Code).Observed().At(period)
		if n == nil || d == nil {
			return "", ""
		}
		numbers = n.Value.String() + " ÷ " + d.Value.String()
		if scale := ratioScale(c.in); scale.Cmp(big.NewRat(1, 1)) != 0 {
			numbers += " × " + scale.RatString()
		}
		formula = "，" + c.a.Plan.Indicator(c.in.Numerator).Name + " ÷ " + c.a.Plan.Indicator(c.in.Denominator).Name
		return formula, numbers
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
	return "，各地区之和", strings.Join(terms, " + ")
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
		return "年均变化"
	}
	return "年均提高"
}

func (c *claim) attainedStep(add addStep) {
	result := wording.Percent(c.Attained)
	aim := c.Aim.Value
	switch {
	case c.annual():
		add("attained", "完成进度", "年均 ÷ "+c.aimWord(), c.meanTerm()+" ÷ "+c.term(aim, false), result)
	case c.start.Sign() == 0 && c.Target.Kind == model.Cumulative:
		name := "本期累计"
		if c.in.Kind != model.Flow {
			name = "基期以来增量"
		}
		add("attained", "完成进度", name+" ÷ "+c.aimWord(), c.term(*c.Value, true)+" ÷ "+c.term(aim, false), result)
	default:
		name := "本期值"
		if c.Target.Kind == model.Cumulative {
			name = "本期累计"
		}
		add("attained", "完成进度", "（"+name+" − 基期值）÷（"+c.aimWord()+" − 基期值）",
			fmt.Sprintf("(%s − %s) ÷ %s", c.term(*c.Value, true), c.term(*c.startNumber(), false), c.spanTerm()), result)
	}
}

// spanTerm is aim − start in numbers.
func (c *claim) spanTerm() string {
	return "(" + c.term(c.Aim.Value, true) + " − " + c.term(*c.startNumber(), false) + ")"
}

func (c *claim) expectedStep(add addStep) {
	result := wording.Percent(c.Expected)
	end := c.Period.End()
	switch {
	case c.annual():
		formula := "年均目标应始终完成"
		if c.Ceiling {
			formula = "年均上限始终适用"
		}
		add("expected", "序时进度", formula, "", result)
		return
	case c.final:
		add("expected", "序时进度", "目标期已到", "", result)
		return
	case len(c.Target.Milestones) == 1:
		add("expected", "序时进度", "已过月数 ÷ 全程月数", fmt.Sprintf("%d ÷ %d", c.months, c.span()), result)
		return
	}
	last, next, planned := c.planned(end)
	path := c.term(last.text, true)
	if end > last.end {
		path = fmt.Sprintf("%s + (%s − %s) × %d ÷ %d", path, c.term(next.text, true), c.term(last.text, false), end-last.end, next.end-last.end)
	}
	years := "分年目标"
	if c.Ceiling {
		years = "分年上限"
	}
	add("planned", "计划值", years+"之间按月均摊", path, wording.Fixed(planned, c.decimals(c.Aim.Value))+c.in.ValueUnit)
	if c.start.Sign() == 0 {
		add("expected", "序时进度", "计划值 ÷ "+c.aimWord(), "("+path+") ÷ "+c.term(c.Aim.Value, false), result)
		return
	}
	add("expected", "序时进度", "（计划值 − 基期值）÷（"+c.aimWord()+" − 基期值）",
		"("+path+" − "+c.term(*c.startNumber(), false)+") ÷ "+c.spanTerm(), result)
}

func (c *claim) gapStep(add addStep) {
	formula, first, second := "完成进度 − 序时进度", c.Attained, c.Expected
	if c.Ceiling {
		formula, first, second = "序时进度 − 完成进度（不超过为好）", c.Expected, c.Attained
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
		if wording.Signed(got.Rat(), decimals) == shown {
			break
		}
	}
	numbers := wording.Fixed(x, d) + "% − " + wording.Fixed(y, d) + "%"
	add("gap", "相差", formula, numbers, shown+"个百分点")
}

func (c *claim) statusStep(add addStep) {
	t := c.a.options.Tolerance
	onTrack, behind := strconv.Itoa(t.OnTrack), wording.Minus+strconv.Itoa(t.SlightlyBehind)
	lower := wording.Minus + onTrack
	gap := c.GapPoints()
	var formula, numbers string
	switch {
	case c.Status == Achieved:
		sign := " ≥ "
		formula = "达到目标值"
		if c.in.Direction == model.Down {
			sign = " ≤ "
		}
		if c.Ceiling {
			formula = "目标期已到，没有超过上限"
		}
		numbers = c.term(*c.Value, true) + sign + c.term(c.Aim.Value, true)
	case c.away():
		points := new(big.Rat).Mul(c.Attained, big.NewRat(100, 1))
		below := roundBeside(points, new(big.Rat), 1)
		formula, numbers = "完成进度为负，与目标方向相反", wording.Fixed(points, below.Decimals())+"% < 0"
	case c.exceeded():
		formula, numbers = "已超过上限", c.term(*c.Value, true)+" > "+c.term(c.Aim.Value, true)
		if c.annual() {
			formula = "合计已超过上限 × 全程年数"
			numbers = fmt.Sprintf("%s > %s × %d ÷ 12", c.term(*c.now, true), c.term(c.Aim.Value, true), c.span())
		}
	case c.Status == Ahead:
		formula, numbers = "高于 +"+onTrack+" 个百分点", gap+" > +"+onTrack
	case c.Status == OnTrack:
		formula, numbers = "在 ±"+onTrack+" 个百分点以内", lower+" ≤ "+gap+" ≤ +"+onTrack
	case c.Status == SlightlyBehind:
		formula, numbers = "低于 "+lower+"、不低于 "+behind+" 个百分点", behind+" ≤ "+gap+" < "+lower
	default:
		formula, numbers = "低于 "+behind+" 个百分点", gap+" < "+behind
	}
	add("status", "判定", formula, numbers, c.Status.Word())
}

// decimals are an indicator's, or a figure's own where it was written with more.
func (c *claim) decimals(n model.Number) int { return max(c.in.Decimals, n.Decimals()) }

// term is a figure within a sum. A negative one that is not the first stands in brackets.
func (c *claim) term(n model.Number, first bool) string {
	s := wording.Fixed(n.Rat(), c.decimals(n))
	if !first && n.Sign() < 0 {
		return "(" + s + ")"
	}
	return s
}

// quantity and difference are figures with their unit, in the digits of the sum and never in rounded 万.
func (c *claim) quantity(n model.Number) string { return c.term(n, true) + c.in.ValueUnit }

func (c *claim) difference(n model.Number) string {
	return c.term(n, true) + wording.DifferenceUnit(c.in)
}
