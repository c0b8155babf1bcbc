package audit

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// targets finds targets that cannot hold together, with the sums that show it.
func (a *audit) targets() {
	for i := range a.plan.Targets {
		t := &a.plan.Targets[i]
		a.path(t)
		if t.Kind.Annual() {
			a.yearlyAgainstWhole(t)
		}
		a.partsAgainstWhole(t)
	}
	a.rateAgainstFlow()
}

func (a *audit) conflict(t *model.Target, subject, format string, args ...any) {
	a.find(a.at.Target(t), "%s %s：%s", a.regionName(t.Region), a.indicatorName(t.Indicator), fmt.Sprintf(format, args...))
	a.found.Hintf("对照方案原文核对目标值、基期值和起止时间；原文就是这样的，写进 data/acknowledgements.csv，算式会随数据公布")
	a.found.About(diag.Subject{Indicator: t.Indicator, Region: t.Region, Period: t.Aim().Period.String(), Name: subject, Value: t.Aim().Value.String()})
}

// path: the steps of a target lead to its aim without going back.
func (a *audit) path(t *model.Target) {
	if len(t.Milestones) < 2 {
		return
	}
	values := make([]model.Number, 0, len(t.Milestones)+1)
	names := make([]string, 0, cap(values))
	if start := t.BaselineValue; start != nil {
		values, names = append(values, *start), append(names, t.BaselinePeriod.String())
	}
	for _, m := range t.Milestones {
		values, names = append(values, m.Value), append(names, m.Period.String())
	}
	way := values[len(values)-1].Cmp(values[0])
	for i := 1; i < len(values); i++ {
		if step := values[i].Cmp(values[i-1]); step != 0 && step != way {
			a.conflict(t, string(t.Kind), "分年的目标走了回头路：%s %s，%s %s，最后是 %s %s",
				names[i-1], values[i-1], names[i], values[i], names[len(names)-1], values[len(values)-1])
			return
		}
	}
}

// yearlyAgainstWhole: so much a year, times the years, is the whole.
func (a *audit) yearlyAgainstWhole(yearly *model.Target) {
	kind := map[model.TargetKind]model.TargetKind{model.AnnualIncrease: model.LevelTarget, model.AnnualFlow: model.Cumulative}[yearly.Kind]
	for _, whole := range a.plan.TargetsFor(yearly.Indicator, yearly.Region) {
		months := whole.Aim().Period.End() - whole.BaselinePeriod.End()
		if whole.Kind != kind || whole.BaselinePeriod != yearly.BaselinePeriod || yearly.BaselinePeriod.IsZero() ||
			whole.Aim().Period != yearly.Aim().Period || months <= 0 {
			continue
		}
		start := whole.BaselineValue
		if start == nil && kind == model.Cumulative {
			start = &model.Number{}
		}
		if start == nil {
			continue
		}
		amount, aim := yearly.Aim().Value, whole.Aim().Value
		years := big.NewRat(int64(months), 12)
		gives := new(big.Rat).Mul(amount.Rat(), years)
		gives.Add(gives, start.Rat())
		slack := new(big.Rat).Mul(halfDigit(amount.Decimals()), years)
		slack.Add(slack, halfDigit(max(aim.Decimals(), start.Decimals())))
		gap := new(big.Rat).Sub(aim.Rat(), gives)
		if abs(gap).Cmp(slack) <= 0 {
			continue
		}
		unit := ""
		if in := a.plan.Indicator(yearly.Indicator); in != nil {
			unit = in.ValueUnit
		}
		needs := new(big.Rat).Sub(aim.Rat(), start.Rat())
		needs.Quo(needs, years)
		a.conflict(yearly, string(yearly.Kind), "%s + 每年 %s × %s 年 = %s，而 %s 的目标是 %s，差 %s %s；到 %s 要每年 %s",
			start, amount, plain(years), plain(gives), whole.Aim().Period, aim, plain(gap), unit, aim, plain(needs))
	}
}

// partsAgainstWhole: what the regions below are to reach adds up to what the region is to reach.
func (a *audit) partsAgainstWhole(whole *model.Target) {
	in := a.plan.Indicator(whole.Indicator)
	if in == nil || in.Aggregation != model.Sum || whole.Kind == model.AnnualIncrease && in.Kind == model.Rate {
		return
	}
	var parts []*model.Target
	for i := range a.plan.Regions {
		r := &a.plan.Regions[i]
		if r.Parent != whole.Region || r.Level == model.Zone || !whole.BaselinePeriod.IsZero() && !r.ValidIn(whole.BaselinePeriod) {
			continue
		}
		at := slices.IndexFunc(a.plan.TargetsFor(in.ID, r.Code), func(t *model.Target) bool {
			return t.Kind == whole.Kind && t.BaselinePeriod == whole.BaselinePeriod && t.Aim().Period == whole.Aim().Period
		})
		if at < 0 {
			return
		}
		parts = append(parts, a.plan.TargetsFor(in.ID, r.Code)[at])
	}
	if len(parts) < 2 {
		return
	}
	var sum model.Number
	terms := make([]string, len(parts))
	slack := new(big.Rat)
	if in.Decimals > 0 || whole.Aim().Value.Decimals() > 0 || strings.ContainsAny(in.ValueUnit, "十百千万亿") {
		slack = halfDigit(whole.Aim().Value.Decimals())
	}
	for i, t := range parts {
		v := t.Aim().Value
		sum = sum.Add(v)
		terms[i] = v.String()
		if slack.Sign() > 0 {
			slack.Add(slack, halfDigit(v.Decimals()))
		}
	}
	gap := whole.Aim().Value.Sub(sum)
	if abs(gap.Rat()).Cmp(slack) <= 0 {
		return
	}
	a.conflict(whole, string(whole.Kind), "%d 个下级的目标 %s = %s，而本级的目标是 %s，差 %s",
		len(parts), strings.Join(terms, " + "), sum, whole.Aim().Value, signed(gap))
}

// rateAgainstFlow: what a rate's yearly points are in people, beside the goal for a flow of people. The working is the one
// that the site publishes.
func (a *audit) rateAgainstFlow() {
	for _, n := range analysis.TargetNotes(a.plan) {
		if !n.Conflict {
			continue
		}
		var sums []string
		for _, s := range n.Steps {
			if s.Numbers != "" {
				sums = append(sums, fmt.Sprintf("%s：%s = %s", s.Name, s.Numbers, s.Result))
			}
		}
		for _, t := range a.plan.TargetsFor(n.Rate.ID, a.plan.Region) {
			a.conflict(t, n.Flow.ID, "%s（%s）", n.Title, strings.Join(sums, "；"))
			break
		}
	}
}
