// Package wording sets figures into Chinese text the same way everywhere: pages, charts, bulletins and the working of a
// status. It decides decimals, units, signs and lists, and never a sentence.
package wording

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/model"
)

// Minus is the sign of negative figures in text (U+2212); the tables for programs keep the ASCII hyphen.
const Minus = "−"

var (
	hundred     = big.NewRat(100, 1)
	tenThousand = big.NewRat(10_000, 1)
	hundredMio  = big.NewRat(100_000_000, 1)
)

// Fixed writes r with the given decimals, rounded half away from zero, with a true minus.
func Fixed(r *big.Rat, decimals int) string {
	return sign(model.NumberFromRat(r, decimals).Fixed(decimals))
}

// Signed is Fixed with its sign always shown; a difference that rounds to zero has none.
func Signed(r *big.Rat, decimals int) string {
	n := model.NumberFromRat(r, decimals)
	if n.Sign() > 0 {
		return "+" + n.Fixed(decimals)
	}
	return sign(n.Fixed(decimals))
}

func sign(s string) string {
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		if strings.Trim(rest, "0.") == "" {
			return rest // −0.0 is 0.0
		}
		return Minus + rest
	}
	return s
}

// Percent writes a fraction as a percentage with one decimal: 0.765 is 76.5%. See PercentFigure.
func Percent(r *big.Rat) string { return PercentFigure(r) + "%" }

// PercentFigure is Percent without its sign. What has not reached 100 % is never shown as 100.0, nor what is beyond it:
// 0.9996 is 99.96.
func PercentFigure(r *big.Rat) string {
	points := new(big.Rat).Mul(r, hundred)
	decimals := 1
	for points.Cmp(hundred) != 0 && decimals < mostDecimals && model.NumberFromRat(points, decimals).Rat().Cmp(hundred) == 0 {
		decimals++
	}
	return Fixed(points, decimals)
}

// mostDecimals are enough to tell any two fractions of figures apart that a table can hold.
const mostDecimals = 30

// Points writes a difference of fractions in percentage points with one decimal and its sign, without the unit: −0.11
// is −11.0. Where rounding would put it on a bound that it has in truth passed (−15.04 beside 明显滞后), it takes as many
// decimals as it needs to stay on its side.
func Points(gap *big.Rat, bounds ...int) string {
	points := new(big.Rat).Mul(gap, hundred)
	decimals := 1
	for ; decimals < 6; decimals++ {
		rounded := model.NumberFromRat(points, decimals).Rat()
		clear := true
		for _, b := range bounds {
			bound := big.NewRat(int64(b), 1)
			if rounded.Cmp(bound) == 0 && points.Cmp(bound) != 0 {
				clear = false
			}
		}
		if clear {
			break
		}
	}
	return Signed(points, decimals)
}

// Quantity is a figure and its unit for running text: 41.12%, 49.43万人, 950.3万人 for 9502900 人. A bare count of ten
// thousand and more goes into 万 with one decimal, of a hundred million into 亿 with two.
func Quantity(r *big.Rat, in *model.Indicator) string { return quantity(r, in, 1) }

// TableQuantity is Quantity for table cells, where 万 has two decimals.
func TableQuantity(r *big.Rat, in *model.Indicator) string { return quantity(r, in, 2) }

func quantity(r *big.Rat, in *model.Indicator, wanDecimals int) string {
	figure, unit := scale(r, in, wanDecimals)
	return figure + unit
}

// scale splits a figure from its unit, so that a page can set the unit smaller.
func scale(r *big.Rat, in *model.Indicator, wanDecimals int) (figure, unit string) {
	size := new(big.Rat).Abs(r)
	if in.Decimals == 0 && !strings.HasPrefix(in.ValueUnit, "万") && !in.Percent() {
		switch {
		case size.Cmp(hundredMio) >= 0:
			return Fixed(new(big.Rat).Quo(r, hundredMio), 2), "亿" + in.ValueUnit
		case size.Cmp(tenThousand) >= 0:
			return Fixed(new(big.Rat).Quo(r, tenThousand), wanDecimals), "万" + in.ValueUnit
		}
	}
	return Fixed(r, in.Decimals), in.ValueUnit
}

// Parts is Quantity with figure and unit apart.
func Parts(r *big.Rat, in *model.Indicator) (figure, unit string) { return scale(r, in, 1) }

// Difference is a signed difference of two figures of an indicator with its unit; the difference of two percentages
// is in 个百分点.
func Difference(r *big.Rat, in *model.Indicator) string {
	unit := in.ValueUnit
	switch unit {
	case "%":
		unit = "个百分点"
	case "‰":
		unit = "个千分点"
	}
	return Signed(r, in.Decimals) + unit
}

// DifferenceUnit is the unit of an indicator's differences.
func DifferenceUnit(in *model.Indicator) string {
	switch in.ValueUnit {
	case "%":
		return "个百分点"
	case "‰":
		return "个千分点"
	}
	return in.ValueUnit
}

// Goal names a target of an indicator, as a title: 户籍人口城镇化率, its 年均提高, the 累计 and 年均 of a flow.
func Goal(in *model.Indicator, kind model.TargetKind) string {
	switch kind {
	case model.AnnualIncrease:
		if in.Direction == model.Down {
			return in.Name + "年均下降"
		}
		return in.Name + "年均提高"
	case model.Cumulative:
		return in.Name + "，累计"
	case model.AnnualFlow:
		return in.Name + "，年均"
	}
	return in.Name
}

// GoalInline is Goal inside a sentence, where its comma would break it: 落户城镇人数累计.
func GoalInline(in *model.Indicator, kind model.TargetKind) string {
	return strings.ReplaceAll(Goal(in, kind), "，", "")
}

// TargetParts is Parts of a value that stands against a target: a yearly increase of a rate is a difference of rates.
func TargetParts(v *big.Rat, in *model.Indicator, kind model.TargetKind) (figure, unit string) {
	figure, unit = Parts(v, in)
	if kind == model.AnnualIncrease && in.Percent() {
		unit = DifferenceUnit(in)
	}
	return figure, unit
}

// TargetQuantity is TargetParts in one piece.
func TargetQuantity(v *big.Rat, in *model.Indicator, kind model.TargetKind) string {
	figure, unit := TargetParts(v, in, kind)
	return figure + unit
}

// List joins names with 、 and names at most three: 青石、白溪、黑水等5个 for five and the counter 个.
func List(names []string, counter string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等%d%s", strings.Join(names[:most], "、"), len(names), counter)
}

// Collective names a collective organisation (model.AllCounties, model.AllMembers) that orgs.csv gives no name; empty for
// any other id. peers is what the regions below the plan's own are called, as analysis.Assessment.Peers gives it.
func Collective(id, peers string) string {
	switch id {
	case model.AllCounties:
		return "各" + peers + "人民政府"
	case model.AllMembers:
		return "领导小组各成员单位"
	}
	return ""
}

// DemonstrationMark is what everything that holds a demonstration figure says.
const DemonstrationMark = "演示数据，非官方统计"

// When is the time that a figure belongs to, in words: a flow's period (2020年第二季度); the end of a stock's or a rate's
// (2020年6月末). What serves as background alone, such as a census counted in November, is named by its year, because the
// tables do not say on which day it was counted.
func When(in *model.Indicator, p model.Period) string {
	if in.Kind == model.Flow || in.Measure == "" && !in.Headline {
		return p.Label()
	}
	return p.EndLabel()
}

// Gap is a difference from expected progress in words, its figure apart so that a page can set it bold: 比序时进度低, 11.0,
// 个百分点. points is signed, as analysis gives it, and positive is better; under a ceiling less is better.
func Gap(points string, ceiling bool) (before, figure, after string) {
	if points == "" {
		return "", "", ""
	}
	better, worse := "比序时进度高", "比序时进度低"
	if ceiling {
		better, worse = "比序时上限低", "比序时上限高"
	}
	if rest, ok := strings.CutPrefix(points, "+"); ok {
		return better, rest, "个百分点"
	}
	if rest, ok := strings.CutPrefix(points, Minus); ok {
		return worse, rest, "个百分点"
	}
	return "与序时进度持平", "", ""
}

// Issue numbers a bulletin among those of its year: 〔2020〕第2期; without its year where its release has no date.
func Issue(published time.Time, number int) string {
	if published.IsZero() {
		return fmt.Sprintf("第%d期", number)
	}
	return fmt.Sprintf("〔%d〕第%d期", published.Year(), number)
}
