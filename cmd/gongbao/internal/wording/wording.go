// Package wording sets figures into text the same way everywhere: pages, charts, bulletins and the working of a status.
// It decides decimals, units, signs, dates and lists in each language, and never a sentence: those stand in the catalogues
// of package message.
package wording

import (
	"io/fs"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/message"
	"gongbao/cmd/gongbao/internal/model"
)

// Language is how one language sets figures and says its messages. Whatever depends on the language is a method of it, and
// is reached through analysis.Assessment.Say: a.Say.Quantity(v, in), a.Say.Text("figure.summary", …).
type Language struct {
	*message.Printer
	periods *periods
}

// Bulletins are Chinese always; pages are in each language that the configuration names.
var (
	Chinese = &Language{message.Chinese, new(periods)}
	English = &Language{message.English, new(periods)}
)

// In is the language of a tag that the configuration may name: zh-CN or zh, en.
func In(tag string) (l *Language, ok bool) {
	p, ok := message.In(tag)
	if !ok {
		return nil, false
	}
	if p == message.English {
		return English, true
	}
	return Chinese, true
}

// With is the language with more messages: those of a theme, in the root of files.
func (l *Language) With(files fs.FS) (*Language, error) {
	p, err := l.Printer.With(files)
	return &Language{p, new(periods)}, err
}

// Name is the language as its readers call it: 中文, English.
func (l *Language) Name() string { return l.Text("wording.language") }

func (l *Language) english() bool { return l.Lang() == "en" }

// Minus is the sign of negative figures in text (U+2212); the tables for programs keep the ASCII hyphen.
const Minus = "−"

var (
	ten         = big.NewRat(10, 1)
	thousand    = big.NewRat(1000, 1)
	hundred     = big.NewRat(100, 1)
	tenThousand = big.NewRat(10_000, 1)
	million     = big.NewRat(1_000_000, 1)
	tenMillion  = big.NewRat(10_000_000, 1)
	hundredMio  = big.NewRat(100_000_000, 1)
	billion     = big.NewRat(1_000_000_000, 1)
)

// Fixed writes r with the given decimals, rounded half away from zero, with a true minus; in English its thousands are
// set apart.
func (l *Language) Fixed(r *big.Rat, decimals int) string {
	return l.digits(sign(model.NumberFromRat(r, decimals).Fixed(decimals)))
}

// Number is Fixed for a figure.
func (l *Language) Number(n model.Number, decimals int) string {
	return l.digits(sign(n.Fixed(decimals)))
}

func (l *Language) digits(s string) string {
	if l.english() {
		return message.Thousands(s)
	}
	return s
}

// Signed is Fixed with its sign always shown; a difference that rounds to zero has none.
func (l *Language) Signed(r *big.Rat, decimals int) string {
	n := model.NumberFromRat(r, decimals)
	if n.Sign() > 0 {
		return l.digits("+" + n.Fixed(decimals))
	}
	return l.digits(sign(n.Fixed(decimals)))
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
func (l *Language) Percent(r *big.Rat) string { return l.PercentFigure(r) + "%" }

// PercentFigure is Percent without its sign. What has not reached 100 % is never shown as 100.0, nor what is beyond it:
// 0.9996 is 99.96.
func (l *Language) PercentFigure(r *big.Rat) string {
	points := new(big.Rat).Mul(r, hundred)
	decimals := 1
	for model.Compare(points, hundred) != 0 && decimals < mostDecimals && model.Compare(model.NumberFromRat(points, decimals).Rat(), hundred) == 0 {
		decimals++
	}
	return l.Fixed(points, decimals)
}

// mostDecimals are enough to tell any two fractions of figures apart that a table can hold.
const mostDecimals = 30

// Points writes a difference of fractions in percentage points with one decimal and its sign, without the unit: −0.11
// is −11.0. Where rounding would put it on a bound that it has in truth passed (−15.04 beside 明显滞后), it takes as many
// decimals as it needs to stay on its side.
func (l *Language) Points(gap *big.Rat, bounds ...int) string {
	points := new(big.Rat).Mul(gap, hundred)
	decimals := 1
	for ; decimals < 6; decimals++ {
		rounded := model.NumberFromRat(points, decimals).Rat()
		clear := true
		for _, b := range bounds {
			bound := big.NewRat(int64(b), 1)
			if model.Compare(rounded, bound) == 0 && model.Compare(points, bound) != 0 {
				clear = false
			}
		}
		if clear {
			break
		}
	}
	return l.Signed(points, decimals)
}

// Quantity is a figure and its unit for running text: 41.12%, 49.43万人, 950.3万人 for 9502900 人. In Chinese a bare count of
// ten thousand and more goes into 万 with one decimal, of a hundred million into 亿 with two; in English one of a million
// and more into millions with two.
func (l *Language) Quantity(r *big.Rat, in *model.Indicator) string {
	figure, unit := l.scale(r, in, false)
	return l.WithUnit(figure, unit)
}

// TableQuantity is Quantity for table cells, where 万 has two decimals and English writes up to ten million out.
func (l *Language) TableQuantity(r *big.Rat, in *model.Indicator) string {
	figure, unit := l.scale(r, in, true)
	return l.WithUnit(figure, unit)
}

// About is a figure without its unit for an estimate: with one digit less than the tables have; in English, where a plan has
// no 万, a count keeps three digits.
func (l *Language) About(r *big.Rat, in *model.Indicator) string {
	if l.english() && in.Decimals == 0 && !in.Percent() {
		power := big.NewRat(1, 1)
		for rest := new(big.Rat).Abs(r); rest.Cmp(thousand) >= 0; rest.Quo(rest, ten) {
			power.Mul(power, ten)
		}
		rounded := model.NumberFromRat(new(big.Rat).Quo(r, power), 0).Rat()
		return l.Fixed(rounded.Mul(rounded, power), 0)
	}
	return l.Fixed(r, max(in.Decimals-1, 0))
}

// Digits is a figure as the tables have it, with a true minus and, in English, its thousands set apart.
func (l *Language) Digits(n model.Number) string { return l.digits(sign(n.String())) }

// Capital begins a text that stands alone as a title: with a capital letter where the language has them.
func (l *Language) Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// Integer writes a count, in English with its thousands set apart.
func (l *Language) Integer(n int) string { return l.digits(strconv.Itoa(n)) }

// Sentences joins sentences to a paragraph.
func (l *Language) Sentences(sentences ...string) string {
	if l.english() {
		return strings.Join(sentences, " ")
	}
	return strings.Join(sentences, "")
}

// Parts is Quantity with figure and unit apart, so that a page can set the unit smaller.
func (l *Language) Parts(r *big.Rat, in *model.Indicator) (figure, unit string) {
	return l.scale(r, in, false)
}

func (l *Language) scale(r *big.Rat, in *model.Indicator, table bool) (figure, unit string) {
	size := new(big.Rat).Abs(r)
	bare := in.Decimals == 0 && !strings.HasPrefix(in.ValueUnit, wan) && !in.Percent()
	over := func(power *big.Rat, decimals int) string { return l.Fixed(new(big.Rat).Quo(r, power), decimals) }
	switch {
	case !bare:
	case l.english():
		switch {
		case size.Cmp(billion) >= 0:
			return over(billion, 2), l.Text("wording.billion", "Unit", in.ValueUnit)
		case table && size.Cmp(tenMillion) >= 0, !table && size.Cmp(million) >= 0:
			return over(million, 2), l.Text("wording.million", "Unit", in.ValueUnit)
		}
	case size.Cmp(hundredMio) >= 0:
		return over(hundredMio, 2), l.Text("wording.hundred-million", "Unit", in.ValueUnit)
	case size.Cmp(tenThousand) >= 0:
		decimals := 1
		if table {
			decimals = 2
		}
		return over(tenThousand, decimals), l.Text("wording.ten-thousand", "Unit", in.ValueUnit)
	}
	return l.Fixed(r, in.Decimals), in.ValueUnit
}

// CommonUnit is the unit that all figures of a chart are in, so that they can be compared, with what divides them: 万 or 亿
// with two decimals for large counts, in English millions or billions. largest and smallest are absolute values other than
// zero; nil where there are none.
func (l *Language) CommonUnit(in *model.Indicator, largest, smallest *big.Rat) (unit string, decimals int, divisor *big.Rat) {
	atLeast := func(v, bound *big.Rat) bool { return model.Compare(v, bound) >= 0 }
	factor, _ := model.UnitFactor(in.ValueUnit)
	switch {
	case largest == nil || in.Decimals > 0 || in.Percent() || atLeast(factor, tenThousand):
	case l.english():
		switch {
		case atLeast(largest, billion) && atLeast(smallest, tenMillion):
			return l.Text("wording.billion", "Unit", in.ValueUnit), 2, billion
		case atLeast(largest, million) && atLeast(smallest, tenThousand):
			return l.Text("wording.million", "Unit", in.ValueUnit), 2, million
		}
	case atLeast(largest, hundredMio) && atLeast(smallest, million):
		return l.Text("wording.hundred-million", "Unit", in.ValueUnit), 2, hundredMio
	case atLeast(largest, big.NewRat(100_000, 1)) || atLeast(largest, tenThousand) && atLeast(smallest, thousand): // else two decimals would say 0.03
		return l.Text("wording.ten-thousand", "Unit", in.ValueUnit), 2, tenThousand
	}
	return in.ValueUnit, in.Decimals, big.NewRat(1, 1)
}

// WithUnit sets a unit beside its figure: 41.12%, 13万人, 130,000 people.
func (l *Language) WithUnit(figure, unit string) string {
	if l.english() && unit != "" && unit[0] != '%' && !strings.HasPrefix(unit, "‰") {
		return figure + " " + unit
	}
	return figure + unit
}

// Difference is a signed difference of two figures of an indicator with its unit; the difference of two percentages
// is in 个百分点.
func (l *Language) Difference(r *big.Rat, in *model.Indicator) string {
	return l.WithUnit(l.Signed(r, in.Decimals), l.DifferenceUnit(in))
}

// DifferenceUnit is the unit of an indicator's differences.
func (l *Language) DifferenceUnit(in *model.Indicator) string {
	switch in.ValueUnit {
	case "%":
		return l.Text("wording.percentage-points")
	case "‰":
		return l.Text("wording.permille-points")
	}
	return in.ValueUnit
}

// Goal names a target of an indicator, as a title: 户籍人口城镇化率, its 年均提高, the 累计 and 年均 of a flow.
func (l *Language) Goal(in *model.Indicator, kind model.TargetKind) string {
	switch kind {
	case model.AnnualIncrease:
		if in.Direction == model.Down {
			return l.Text("wording.goal.decrease", "Name", in.Name)
		}
		return l.Text("wording.goal.increase", "Name", in.Name)
	case model.Cumulative:
		return l.Text("wording.goal.cumulative", "Name", in.Name)
	case model.AnnualFlow:
		return l.Text("wording.goal.annual-flow", "Name", in.Name)
	}
	return in.Name
}

// GoalInline is Goal inside a sentence, where its comma would break it: 落户城镇人数累计.
func (l *Language) GoalInline(in *model.Indicator, kind model.TargetKind) string {
	switch kind {
	case model.AnnualIncrease:
		if in.Direction == model.Down {
			return l.Text("wording.goal.decrease-inline", "Name", in.Name)
		}
		return l.Text("wording.goal.increase-inline", "Name", in.Name)
	case model.Cumulative:
		return l.Text("wording.goal.cumulative-inline", "Name", in.Name)
	case model.AnnualFlow:
		return l.Text("wording.goal.annual-flow-inline", "Name", in.Name)
	}
	return in.Name
}

// TargetParts is Parts of a value that stands against a target: a yearly increase of a rate is a difference of rates.
func (l *Language) TargetParts(v *big.Rat, in *model.Indicator, kind model.TargetKind) (figure, unit string) {
	figure, unit = l.Parts(v, in)
	if kind == model.AnnualIncrease && in.Percent() {
		unit = l.DifferenceUnit(in)
	}
	return figure, unit
}

// TargetQuantity is TargetParts in one piece.
func (l *Language) TargetQuantity(v *big.Rat, in *model.Indicator, kind model.TargetKind) string {
	return l.WithUnit(l.TargetParts(v, in, kind))
}

// List joins names, and names at most three: 青石、白溪、黑水等5个县 for five and the counter 个县.
func (l *Language) List(names []string, counter string) string {
	const most = 3
	if len(names) <= most {
		return l.All(names)
	}
	return l.Text("wording.list.some", "Names", strings.Join(names[:most], l.Text("wording.list.comma")), "Total", len(names),
		"Rest", len(names)-most, "Counter", counter)
}

// All joins names without leaving one out: 青石、白溪、黑水; Qingshi, Baixi and Heishui.
func (l *Language) All(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], l.Text("wording.list.comma")) + l.Text("wording.list.and") + names[last]
}

// Collective names a collective organisation (model.AllCounties, model.AllMembers) that orgs.csv gives no name; empty for
// any other id. peers is what the regions below the plan's own are called, as analysis.Assessment.Peers gives it.
func (l *Language) Collective(id, peers string) string {
	switch id {
	case model.AllCounties:
		return l.Text("wording.collective.counties", "Peers", peers)
	case model.AllMembers:
		return l.Text("wording.collective.members")
	}
	return ""
}

// Demonstration is what everything that holds a demonstration figure says: 演示数据，非官方统计.
func (l *Language) Demonstration() string { return l.Text("wording.demonstration") }

// When is the time that a figure belongs to, in words: a flow's period (2020年第二季度); the end of a stock's or a rate's
// (2020年6月末). What serves as background alone, such as a census counted in November, is named by its year, because the
// tables do not say on which day it was counted.
func (l *Language) When(in *model.Indicator, p model.Period) string {
	if in.Kind == model.Flow || in.Measure == "" && !in.Headline {
		return l.Period(p)
	}
	return l.PeriodEnd(p)
}

// Gap is a difference from expected progress in words, its figure apart so that a page can set it bold: 比序时进度低, 11.0,
// 个百分点. points is signed, as analysis gives it, and positive is better; under a ceiling less is better.
func (l *Language) Gap(points string, ceiling bool) (before, figure, after string) {
	if points == "" {
		return "", "", ""
	}
	better, worse := "wording.gap.better", "wording.gap.worse"
	if ceiling {
		better, worse = "wording.gap.under-ceiling", "wording.gap.over-ceiling"
	}
	id, figure := "", ""
	if rest, ok := strings.CutPrefix(points, "+"); ok {
		id, figure = better, rest
	} else if rest, ok := strings.CutPrefix(points, Minus); ok {
		id, figure = worse, rest
	} else {
		return l.Text("wording.gap.none"), "", ""
	}
	at := &before
	for _, part := range l.Printer.Parts(id) {
		if part.Arg != "" {
			at = &after
		}
		*at += part.Text
	}
	return before, figure, after
}

// Issue numbers a bulletin among those of its year: 〔2020〕第2期; without its year where its release has no date.
func (l *Language) Issue(published time.Time, number int) string {
	if published.IsZero() {
		return l.Text("wording.issue.alone", "Number", number)
	}
	return l.Text("wording.issue.of-year", "Year", published.Year(), "Number", number)
}
