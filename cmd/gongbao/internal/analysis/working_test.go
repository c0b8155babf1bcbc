package analysis

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/wording"
)

func eachLine(prefix, lines string) string {
	return prefix + strings.ReplaceAll(lines, "\n", "\n"+prefix)
}

func TestWorking(t *testing.T) {
	tests := []struct {
		name  string
		world *world
		want  string
	}{
		{"level", newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 35.00 2020 43.00").rows("X city 2020-H1 41.12"), `
基期值 | 2016年末 |  | 35.00%
本期值 | 2020年6月末 |  | 41.12%
目标值 | 2020年末 |  | 43.00%
完成进度 | （本期值 − 基期值）÷（目标值 − 基期值） | (41.12 − 35.00) ÷ (43.00 − 35.00) | 76.5%
序时进度 | 已过月数 ÷ 全程月数 | 42 ÷ 48 | 87.5%
相差 | 完成进度 − 序时进度 | 76.5% − 87.5% | −11.0个百分点
判定 | 低于 −5、不低于 −15 个百分点 | −15 ≤ −11.0 < −5 | 略有滞后
`},
		// 23.5 ÷ 2 ÷ 13 = 90.4 %, 23.5 = 14 + 9.5
		{"annual flow", newWorld(t).indicator("X 万人 up flow none 2 year").target("X city annual_flow 2016 0 2020 13").rows("X city 2017 14\nX city 2018 9.5"), `
基期以来合计 | 2016年末以来各期之和 | 14.00 + 9.50 | 23.50万人
年均 | 合计 ÷ 年数 | 23.50 ÷ (24 ÷ 12) | 11.75万人
年度目标 | 年均 |  | 13.00万人
完成进度 | 年均 ÷ 年度目标 | 23.50 ÷ (24 ÷ 12) ÷ 13.00 | 90.4%
序时进度 | 年均目标应始终完成 |  | 100.0%
相差 | 完成进度 − 序时进度 | 90.4% − 100.0% | −9.6个百分点
判定 | 低于 −5、不低于 −15 个百分点 | −15 ≤ −9.6 < −5 | 略有滞后
`},
		// computed of numerator and denominator: 36 + 12 of 80 + 40
		{"ratio, milestones, away", newWorld(t).indicator("X % up rate ratio 1 year N D").indicator("N 人 up stock sum 0 year").indicator("D 人 up stock sum 0 year").
			target("X city level 2016 41.0 2018 45.0 2020 50.0").rows(`
N stone 2017 36
N brook 2017 12
D stone 2017 80
D brook 2017 40`), `
基期值 | 2016年末 |  | 41.0%
本期值 | 2017年末，N ÷ D | 48 ÷ 120 × 100 | 40.0%
目标值 | 2020年末 |  | 50.0%
完成进度 | （本期值 − 基期值）÷（目标值 − 基期值） | (40.0 − 41.0) ÷ (50.0 − 41.0) | −11.1%
计划值 | 分年目标之间按月均摊 | 41.0 + (45.0 − 41.0) × 12 ÷ 24 | 43.0%
序时进度 | （计划值 − 基期值）÷（目标值 − 基期值） | (41.0 + (45.0 − 41.0) × 12 ÷ 24 − 41.0) ÷ (50.0 − 41.0) | 22.2%
相差 | 完成进度 − 序时进度 | −11.1% − 22.2% | −33.3个百分点
判定 | 完成进度为负，与目标方向相反 | −11.1% < 0 | 明显滞后
`},
		{"missing periods", newWorld(t).indicator("X 人 up flow none 0 year").target("X city cumulative 2016 5 2020 100").rows("X city 2018 7"), `
基期值 | 2016年末 |  | 5人
本期值 | 2018年 |  | 7人
目标值 | 到2020年末累计 |  | 100人
判定 | 缺2017年数，无从相加 |  | 无数据
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.world.result("X", "city")
			var b strings.Builder
			for _, s := range r.Working() {
				fmt.Fprintf(&b, "%s | %s | %s | %s\n", s.Name, s.Formula, s.Numbers, s.Result)
			}
			if got := "\n" + b.String(); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
			checkWithCalculator(t, r)
		})
	}
}

// 76.44 − 87.46 is −11.02, which one decimal each would make −11.1.
func TestGapCanBeRecalculated(t *testing.T) {
	c := &claim{a: &Assessment{Say: wording.Chinese, options: Options{Tolerance: DefaultTolerance}}}
	c.Attained, c.Expected, c.Gap = rat("0.7644"), rat("0.8746"), rat("-0.1102")
	c.gapStep(func(_, _, _, numbers, result string) {
		if numbers != "76.44% − 87.46%" || result != "−11.0个百分点" {
			t.Errorf("%s: %s", numbers, result)
		}
	})
	// beyond −15, which one decimal would hide
	c.Attained, c.Expected, c.Gap = rat("0.4996"), rat("0.65"), rat("-0.1504")
	c.gapStep(func(_, _, _, numbers, result string) {
		if numbers != "49.96% − 65.00%" || result != "−15.04个百分点" {
			t.Errorf("%s: %s", numbers, result)
		}
	})
}

// The years' subtotals replace the periods where there are more than eight of them.
func TestLongSumsGoByYear(t *testing.T) {
	w := newWorld(t).indicator("X 人 up flow none 0 quarter").target("X city cumulative 2016 0 2022 100")
	for _, period := range []string{"2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"} {
		w.rows("X city " + period + " 2")
	}
	if got, want := w.result("X", "city").Working()[0].Numbers, "2 + 2 + 2 + 2 + 2 + 2 + 2 + 2"; got != want {
		t.Errorf("eight: %q", got)
	}
	w.rows("X city 2019-Q1 -1")
	r := w.result("X", "city")
	if got, want := r.Working()[0].Numbers, "2017年 8 + 2018年 8 + 2019年 (−1)"; got != want {
		t.Errorf("nine: %q, want %q", got, want)
	}
	checkWithCalculator(t, r)
}

// checkWithCalculator types every step's numbers into a pocket calculator and compares with its result.
func checkWithCalculator(t *testing.T, r Result) {
	t.Helper()
	checked := 0
	for _, s := range slices.Concat(r.Working(), r.Outlook()) {
		if s.Numbers == "" || s.Key == "status" {
			continue
		}
		value, err := calculate(s.Numbers)
		if err != nil {
			t.Errorf("%s: %s: %v", s.Name, s.Numbers, err)
			continue
		}
		figure := regexp.MustCompile(`^[+−]?[0-9.]+`).FindString(s.Result)
		switch s.Key {
		case "attained", "expected", "gap": // fractions in words of percent
			value.Mul(value, big.NewRat(100, 1))
		}
		decimals := 0
		if _, fraction, ok := strings.Cut(figure, "."); ok {
			decimals = len(fraction)
		}
		if got := wording.Fixed(value, decimals); got != strings.TrimPrefix(figure, "+") {
			t.Errorf("%s: %s gives %s, not %s", s.Name, s.Numbers, got, s.Result)
		}
		checked++
	}
	if r.Reason == "" && checked < 2 {
		t.Errorf("only %d steps of %s can be recalculated", checked, r.Indicator.ID)
	}
	if last := r.Working()[len(r.Working())-1]; last.Key != "status" || last.Result != r.Status.Word() {
		t.Errorf("the last step is %+v, the status %s", last, r.Status.Word())
	}
}

// calculate reads sums of the form that the working prints, with × and ÷ before + and −. Years before a term are labels.
func calculate(s string) (value *big.Rat, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	tokens := regexp.MustCompile(`[0-9]+年 |[0-9.]+%?|[-+−×÷()]|\S`).FindAllString(s, -1)
	at := 0
	next := func() string {
		for at < len(tokens) && strings.HasSuffix(tokens[at], "年 ") {
			at++
		}
		if at == len(tokens) {
			return ""
		}
		return tokens[at]
	}
	var sum, factor func() *big.Rat
	factor = func() *big.Rat {
		switch token := next(); token {
		case "(":
			at++
			v := sum()
			if next() != ")" {
				panic("unbalanced")
			}
			at++
			return v
		case wording.Minus:
			at++
			v := factor()
			return v.Neg(v)
		default:
			at++
			digits, percent := strings.CutSuffix(token, "%")
			v := rat(digits)
			if percent {
				v.Quo(v, big.NewRat(100, 1))
			}
			return v
		}
	}
	product := func() *big.Rat {
		v := factor()
		for {
			switch next() {
			case "×":
				at++
				v.Mul(v, factor())
			case "÷":
				at++
				v.Quo(v, factor())
			default:
				return v
			}
		}
	}
	sum = func() *big.Rat {
		v := product()
		for {
			switch next() {
			case "+":
				at++
				v.Add(v, product())
			case wording.Minus:
				at++
				v.Sub(v, product())
			default:
				return v
			}
		}
	}
	value = sum()
	if next() != "" {
		return nil, fmt.Errorf("left over: %q", tokens[at:])
	}
	return value, nil
}

// A mean of 2.045 a year meets 2.04, a digit that the indicator does not have: the figures say so.
func TestTheFiguresStandWhereTheStatusSays(t *testing.T) {
	w := newWorld(t).indicator("X 天 up stock none 1 year")
	r := w.target("X city annual_increase 2016 30 2020 2.04").rows("X city 2020 38.18").result("X", "city")
	// (38.18 − 30) ÷ 4 = 2.045
	last := r.Working()[len(r.Working())-1]
	if r.Status != Achieved || text(r.Value) != "2.05" || last.Numbers != "2.05 ≥ 2.04" {
		t.Errorf("%s: %s, %s", r.Status.Word(), text(r.Value), last.Numbers)
	}
	// (34.999 − 35) ÷ 8 = −0.0125 %, which one decimal would make 0.0
	r = newWorld(t).indicator("X % up rate none 3 year").target("X city level 2016 35 2020 43").rows("X city 2018 34.999").result("X", "city")
	if last = r.Working()[len(r.Working())-1]; r.Status != Behind || last.Numbers != "−0.01% < 0" {
		t.Errorf("%s: %s", r.Status.Word(), last.Numbers)
	}
}

// A ceiling is a 上限 in every step; once exceeded it reads so, even where the gap is small.
func TestWorkingOfCeilings(t *testing.T) {
	for _, tt := range []struct{ target, rows, want string }{
		// 960 of 1000 after 45 of 48 months: 96 % and 93.75 %
		{"cumulative 2016 0 2020 1000", "2017-Q1 960\n2017-Q2 0\n2017-Q3 0\n2017-Q4 0\n2018 0\n2019 0\n2020-Q1 0\n2020-Q2 0\n2020-Q3 0", `
本期累计 | 到2020年9月末，基期2016年末以来各期之和 | 2017年 960 + 2018年 0 + 2019年 0 + 2020年 0 | 960公顷
上限 | 到2020年末累计 |  | 1000公顷
完成进度 | 本期累计 ÷ 上限 | 960 ÷ 1000 | 96.0%
序时进度 | 已过月数 ÷ 全程月数 | 45 ÷ 48 | 93.8%
相差 | 序时进度 − 完成进度（不超过为好） | 93.75% − 96.00% | −2.3个百分点
判定 | 在 ±5 个百分点以内 | −5 ≤ −2.3 ≤ +5 | 符合序时
`},
		{"cumulative 2016 100 2020 1100", "2017 0\n2018 0\n2019 0\n2020-H1 1001", `
基期值 | 2016年末 |  | 100公顷
本期累计 | 到2020年6月末，基期值 + 以来各期之和 | 100 + 0 + 0 + 0 + 1001 | 1101公顷
上限 | 到2020年末累计 |  | 1100公顷
完成进度 | （本期累计 − 基期值）÷（上限 − 基期值） | (1101 − 100) ÷ (1100 − 100) | 100.1%
序时进度 | 已过月数 ÷ 全程月数 | 42 ÷ 48 | 87.5%
相差 | 序时进度 − 完成进度（不超过为好） | 87.5% − 100.1% | −12.6个百分点
判定 | 已超过上限 | 1101 > 1100 | 明显滞后
`},
		// 103 a year may come down again to 100; 401 of 400 cannot
		{"annual_flow 2016 - 2020 100", "2017 103", `
基期以来合计 | 2016年末以来各期之和 |  | 103公顷
年均 | 合计 ÷ 年数 | 103 ÷ (12 ÷ 12) | 103公顷
年度上限 | 年均 |  | 100公顷
完成进度 | 年均 ÷ 年度上限 | 103 ÷ (12 ÷ 12) ÷ 100 | 103.0%
序时进度 | 年均上限始终适用 |  | 100.0%
相差 | 序时进度 − 完成进度（不超过为好） | 100.0% − 103.0% | −3.0个百分点
判定 | 在 ±5 个百分点以内 | −5 ≤ −3.0 ≤ +5 | 符合序时
`},
		{"annual_flow 2016 - 2020 100", "2017 100\n2018 100\n2019 100\n2020 101", `
基期以来合计 | 2016年末以来各期之和 | 100 + 100 + 100 + 101 | 401公顷
年均 | 合计 ÷ 年数 | 401 ÷ (48 ÷ 12) | 100.3公顷
年度上限 | 年均 |  | 100公顷
完成进度 | 年均 ÷ 年度上限 | 401 ÷ (48 ÷ 12) ÷ 100 | 100.3%
序时进度 | 年均上限始终适用 |  | 100.0%
相差 | 序时进度 − 完成进度（不超过为好） | 100.0% − 100.3% | −0.3个百分点
判定 | 合计已超过上限 × 全程年数 | 401 > 100 × 48 ÷ 12 | 明显滞后
`},
	} {
		r := newWorld(t).indicator("X 公顷 down flow none 0 quarter").target("X city "+tt.target).rows(eachLine("X city ", tt.rows)).result("X", "city")
		var b strings.Builder
		for _, s := range r.Working() {
			fmt.Fprintf(&b, "%s | %s | %s | %s\n", s.Name, s.Formula, s.Numbers, s.Result)
		}
		if got := "\n" + b.String(); got != tt.want || !r.Ceiling {
			t.Errorf("ceiling %v, got %s\nwant %s", r.Ceiling, got, tt.want)
		}
		checkWithCalculator(t, r)
	}
	open := newWorld(t).indicator("X 公顷 down flow none 0 year").target("X city cumulative 2016 0 2020 1000").result("X", "city")
	if s := open.Working()[0]; !open.Ceiling || s.Name != "上限" {
		t.Errorf("without data: %v %+v", open.Ceiling, s)
	}
}

// The mean is rounded for showing, never across the aim.
func TestRoundBeside(t *testing.T) {
	for _, tt := range []struct{ value, bound, want string }{
		{"12.996", "13", "12.996"},
		{"13", "13", "13.00"},
		{"12.9999", "13", "12.9999"},
		{"12.94", "13", "12.94"},
		{"12.994", "12.996", "12.99"}, // on its side by itself
		{"13.001", "13.0005", "13.001"},
		{"12.9999999999", "13", "12.9999999999"},
		{"2.0449", "2.0449", "2.0449"},
	} {
		n := roundBeside(rat(tt.value), rat(tt.bound), 2)
		if got := n.String(); got != tt.want {
			t.Errorf("%s beside %s: %s, want %s", tt.value, tt.bound, got, tt.want)
		}
	}
}

// The paces and the projection are published with their sums.
func TestOutlook(t *testing.T) {
	for _, tt := range []struct {
		name  string
		world *world
		want  string
	}{
		// TestProjectedRange's: years of 2, 3 and 1
		{"level", newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 40 2020 50").rows("X city 2017 42\nX city 2018 45\nX city 2019 46"), `
近一年的速度 | 本期值 − 一年前的值 | 46.00 − 45.00 | 1.00个百分点
还需每年 | （目标值 − 本期值）÷（剩余月数 ÷ 12） | (50.00 − 46.00) ÷ (12 ÷ 12) | 4.00个百分点
推算到2020年末 | 本期值 + 近一年的速度 × 剩余月数 ÷ 12 | 46.00 + 1.00 × 12 ÷ 12 | 47.00%
推算下限 | 改用基期以来最慢的十二个月 | 46.00 + 1.00 × 12 ÷ 12 | 47.00%
推算上限 | 改用基期以来最快的十二个月 | 46.00 + 3.00 × 12 ÷ 12 | 49.00%
`},
		{"total", newWorld(t).indicator("X 人 up flow sum 0 half").target("X city cumulative 2016 0 2020 20").
			rows("X city 2017-H1 2\nX city 2017-H2 4\nX city 2018-H1 1\nX city 2018-H2 4"), `
近一年的速度 | 近十二个月各期之和 | 1 + 4 | 5人
还需每年 | （目标值 − 本期累计）÷（剩余月数 ÷ 12） | (20 − 11) ÷ (24 ÷ 12) | 5人
推算到2020年末 | 本期累计 + 近一年的速度 × 剩余月数 ÷ 12 | 11 + 5 × 24 ÷ 12 | 21人
推算下限 | 改用基期以来最慢的十二个月 | 11 + 5 × 24 ÷ 12 | 21人
推算上限 | 改用基期以来最快的十二个月 | 11 + 6 × 24 ÷ 12 | 23人
`},
		{"annual", newWorld(t).indicator("X 万人 up flow none 2 year").target("X city annual_flow 2016 - 2020 13").rows("X city 2017 14\nX city 2018 9.5"), `
还需每年 | （年度目标 × 全程年数 − 基期以来已有的）÷（剩余月数 ÷ 12） | (13.00 × 48 ÷ 12 − 23.50) ÷ (24 ÷ 12) | 14.25万人
`},
		{"down", newWorld(t).indicator("X 户 down stock none 0 year").target("X city level 2016 100 2020 0").rows("X city 2017 70\nX city 2018 40"), `
近一年的速度 | 本期值 − 一年前的值 | 40 − 70 | −30户
还需每年 | （目标值 − 本期值）÷（剩余月数 ÷ 12） | (0 − 40) ÷ (24 ÷ 12) | −20户
推算到2020年末 | 本期值 + 近一年的速度 × 剩余月数 ÷ 12 | 40 + (−30) × 24 ÷ 12 | −20户
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.world.result("X", "city")
			var got strings.Builder
			for _, s := range r.Outlook() {
				got.WriteString(s.Name + " | " + s.Formula + " | " + s.Numbers + " | " + s.Result + "\n")
			}
			if want := strings.TrimPrefix(tt.want, "\n"); got.String() != want {
				t.Errorf("got\n%swant\n%s", got.String(), want)
			}
			checkWithCalculator(t, r)
		})
	}
}

// Outlook is the second part of Steps.
func (r Result) Outlook() []Step {
	_, outlook := r.Steps()
	return outlook
}
