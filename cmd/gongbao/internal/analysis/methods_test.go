package analysis

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// judgedBy sets the method of an indicator.
func (w *world) judgedBy(id string, m model.Method) *world {
	for i := range w.plan.Indicators {
		if w.plan.Indicators[i].ID == id {
			w.plan.Indicators[i].Method = m
		}
	}
	return w
}

// Up from 100 to 121 in two years takes 10 % a year, as 1.1² = 1.21; down to 81 takes −10 %, as 0.9² = 0.81. After one year
// a figure is its own growth: 109.50 is 9.5 %, 0.95 of what is needed.
func TestGrowthOnAndAroundEveryBound(t *testing.T) {
	tests := []struct {
		up, down string
		want     Status
	}{
		{"121.00", "81.00", Achieved},
		{"120.99", "81.01", OnTrack}, // twice what is needed is no more than on track: this method knows no 快于序时
		{"110.00", "90.00", OnTrack},
		{"109.50", "90.50", OnTrack},        // 0.95
		{"109.49", "90.51", SlightlyBehind}, // 0.949
		{"106.00", "94.00", SlightlyBehind}, // 0.60
		{"105.99", "94.01", Behind},         // 0.599
		{"100.00", "100.00", Behind},        // 0
		{"99.99", "100.01", Behind},         // away
	}
	for _, tt := range tests {
		t.Run(tt.up, func(t *testing.T) {
			for direction, w := range map[string]*world{
				"up":   newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 100 2018 121").rows("X city 2017 " + tt.up),
				"down": newWorld(t).indicator("X % down rate none 2 year").target("X city level 2016 100 2018 81").rows("X city 2017 " + tt.down),
				// An amount a year, made of quarters.
				"flow": newWorld(t).indicator("X 万人 up flow none 2 quarter").target("X city level 2016 100 2018 121").
					rows("X city 2017-H1 50\nX city 2017-H2 " + minus(t, tt.up, "50")),
				// A baseline that the tables give.
				"observed": newWorld(t).indicator("X 人 up stock none 2 year").target("X city level 2016 - 2018 121").rows("X city 2016 100\nX city 2017 " + tt.up),
			} {
				r := w.judgedBy("X", model.CAGR).result("X", "city")
				if r.Status != tt.want || r.Method != model.CAGR {
					t.Errorf("%s: %s by %s, want %s", direction, r.Status.Word(), r.Method, tt.want.Word())
				}
				if r.Attained == nil || r.Expected == nil || r.Expected.Cmp(big.NewRat(1, 2)) != 0 {
					t.Errorf("%s: attained %v, expected %v", direction, r.Attained, r.Expected)
				}
			}
		})
	}
}

func minus(t *testing.T, a, b string) string {
	t.Helper()
	x, errX := model.ParseNumber(a)
	y, errY := model.ParseNumber(b)
	if errX != nil || errY != nil {
		t.Fatal(a, b)
	}
	return x.Sub(y).String()
}

// 1.331 = 1.1³: in 36 months 10 % a year, in 18 months 21 %, in 12 months 33.1 %, in 72 months 4.880885 % (√1.1).
func TestYearlyGrowth(t *testing.T) {
	for _, tt := range []struct {
		times  string
		months int
		want   string
	}{
		{"1.331", 36, "1/10"}, {"1.331", 18, "21/100"}, {"1.331", 12, "331/1000"}, {"1.331", 72, "4880885/100000000"},
		{"0.81", 24, "-1/10"}, {"1", 7, "0"}, {"1/1000000000", 12, "-1"}, {"1000000", 1, ""},
	} {
		got := yearlyGrowth(rat(tt.times), tt.months)
		if tt.want != "" && got.Cmp(rat(tt.want)) != 0 {
			t.Errorf("%s in %d months: %s, want %s", tt.times, tt.months, got.FloatString(10), tt.want)
		}
		if f, _ := rat(tt.times).Float64(); tt.want == "" {
			if g, _ := got.Float64(); math.Abs(g/math.Pow(f, 12)-1) > 1e-9 {
				t.Errorf("%s in a month: %g", tt.times, g)
			}
		}
	}
	// Against floating point, over many fractions.
	for n := int64(1); n < 40; n++ {
		for _, months := range []int{1, 5, 12, 30, 121} {
			times := big.NewRat(n, 13)
			f, _ := times.Float64()
			want := math.Pow(f, 12/float64(months)) - 1
			got, _ := yearlyGrowth(times, months).Float64()
			if math.Abs(got-want) > 0.5e-8+math.Abs(want)*1e-12 {
				t.Errorf("%s in %d months: %.10f, want %.10f", times, months, got, want)
			}
		}
	}
}

// From 0 at the end of 2016 to 100 at the end of 2020. Through (0, 0), (12, a) and (24, b) the line rises by
// (3·(12a + 24b) − 36·(a + b)) ÷ (3·720 − 36²) = 36b ÷ 864 = b ÷ 24 a month about the mean point (12, (a + b) ÷ 3), and leads
// at month 48 to (a + b) ÷ 3 + 36b ÷ 24 = a ÷ 3 + 11b ÷ 6. With b = 48 that is 88 + a ÷ 3.
func TestTrendOnAndAroundEveryBound(t *testing.T) {
	tests := []struct {
		a, b string
		want Status
	}{
		{"0", "100.00", Achieved},
		{"51.03", "48.00", Ahead},          // 105.01
		{"51.00", "48.00", OnTrack},        // 105
		{"21.00", "48.00", OnTrack},        // 95
		{"20.97", "48.00", SlightlyBehind}, // 94.99
		{"-9.00", "48.00", SlightlyBehind}, // 85
		{"-9.03", "48.00", Behind},         // 84.99
		{"300.00", "-0.01", Behind},        // 99.98, but downwards
		{"300.00", "0.00", OnTrack},        // 100, level
	}
	for _, tt := range tests {
		t.Run(tt.a+","+tt.b, func(t *testing.T) {
			step := minus(t, tt.b, tt.a) // of a running total
			for name, w := range map[string]*world{
				"up": newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 0 2020 100").rows("X city 2017 " + tt.a + "\nX city 2018 " + tt.b),
				"down": newWorld(t).indicator("X % down rate none 2 year").target("X city level 2016 100 2020 0").
					rows("X city 2017 " + minus(t, "100", tt.a) + "\nX city 2018 " + minus(t, "100", tt.b)),
				"flow":             newWorld(t).indicator("X 人 up flow none 2 year").target("X city level 2016 0 2020 100").rows("X city 2017 " + tt.a + "\nX city 2018 " + tt.b),
				"running total":    newWorld(t).indicator("X 人 up flow none 2 year").target("X city cumulative 2016 0 2020 100").rows("X city 2017 " + tt.a + "\nX city 2018 " + step),
				"increase":         newWorld(t).indicator("X 人 up stock none 2 year").target("X city cumulative 2016 0 2020 100").rows("X city 2017 " + tt.a + "\nX city 2018 " + tt.b),
				"with a milestone": newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 0 2018 90 2020 100").rows("X city 2017 " + tt.a + "\nX city 2018 " + tt.b),
			} {
				r := w.judgedBy("X", model.Trend).result("X", "city")
				if r.Status != tt.want || r.Method != model.Trend {
					t.Errorf("%s: %s by %s (%s), want %s", name, r.Status.Word(), r.Method, r.Reason, tt.want.Word())
				}
			}
		})
	}
}

// Of six dates the newest five count: (3, 10) to (15, 50) rise by 10 in three months, and lead to 30 + 10/3 × 39 = 160.
func TestTrendTakesTheNewest(t *testing.T) {
	r := newWorld(t).indicator("X % up rate none 2 quarter").target("X city level 2016 5 2020 100").judgedBy("X", model.Trend).
		rows("X city 2017-Q1 10\nX city 2017-Q2 20\nX city 2017-Q3 30\nX city 2017-Q4 40\nX city 2018-Q1 50").result("X", "city")
	var end, points string
	for _, s := range r.Working() {
		switch s.Key {
		case "trend-points":
			points = s.Numbers
		case "trend-end":
			end = s.Result
		}
	}
	if points != "(3, 10.00) (6, 20.00) (9, 30.00) (12, 40.00) (15, 50.00)" || end != "160.0000%" || r.Status != Ahead {
		t.Errorf("%s lead to %s, %s", points, end, r.Status.Word())
	}
}

// When the target's time is over, what is there counts, and no line.
func TestTrendWhenTimeIsOver(t *testing.T) {
	for value, want := range map[string]Status{"100": Achieved, "99": OnTrack, "95": OnTrack, "94": SlightlyBehind, "84": Behind} {
		r := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 0 2020 100").judgedBy("X", model.Trend).
			rows("X city 2018 10\nX city 2019 5\nX city 2020 "+value).result("X", "city")
		if r.Status != want {
			t.Errorf("%s is %s, want %s", value, r.Status.Word(), want.Word())
		}
	}
}

func TestOtherMethodsSayWhyNot(t *testing.T) {
	level := func(t *testing.T, m model.Method) *world {
		return newWorld(t).indicator("X % up rate none 2 year").judgedBy("X", m)
	}
	for _, tt := range []struct {
		name  string
		world *world
		want  Reason
	}{
		{"growth from nothing", level(t, model.CAGR).target("X city level 2016 0 2020 10").rows("X city 2017 5"), NotPositive},
		{"growth below nothing", level(t, model.CAGR).target("X city level 2016 1 2020 10").rows("X city 2017 -5"), NotPositive},
		{"growth from nothing, reached", level(t, model.CAGR).target("X city level 2016 0 2020 10").rows("X city 2017 10"), ""},
		{"two dates", level(t, model.Trend).target("X city level 2016 0 2020 10").rows("X city 2017 5"), TooFewPeriods},
		{"two dates, reached", level(t, model.Trend).target("X city level 2016 0 2020 10").rows("X city 2017 10"), ""},
		{"three dates", level(t, model.Trend).target("X city level 2016 0 2020 10").rows("X city 2017 5\nX city 2018 6"), ""},
		{"one date twice", newWorld(t).indicator("X % up rate none 2 quarter").judgedBy("X", model.Trend).target("X city level 2016 0 2020 10").rows("X city 2017 5\nX city 2017-Q4 5"), TooFewPeriods},
		{"no baseline", level(t, model.Trend).target("X city level 2016 - 2020 10").rows("X city 2017 5\nX city 2018 6"), NoBaseline},
	} {
		r := tt.world.result("X", "city")
		if r.Reason != tt.want || (r.Status == NoData) != (tt.want != "") {
			t.Errorf("%s: %q, %s, want %q", tt.name, r.Reason, r.Status.Word(), tt.want)
		}
		if tt.want != "" && (r.ReasonText() == "" || r.Working()[len(r.Working())-1].Formula != r.ReasonText()) {
			t.Errorf("%s: the working does not say why", tt.name)
		}
	}
}

// An amount a year, a ceiling and, for growth, a running total are judged by attainment whatever the indicator says.
func TestMethodsOfOtherTargets(t *testing.T) {
	for _, tt := range []struct {
		name, indicator, target, rows string
		method, want                  model.Method
	}{
		{"growth of a total", "X 人 up flow none 0 year", "X city cumulative 2016 0 2020 100", "X city 2017 20", model.CAGR, model.Attainment},
		{"growth of a mean", "X 人 up flow none 0 year", "X city annual_flow 2016 0 2020 100", "X city 2017 20", model.CAGR, model.Attainment},
		{"trend of a mean", "X 人 up flow none 0 year", "X city annual_flow 2016 0 2020 100", "X city 2017 20\nX city 2018 20", model.Trend, model.Attainment},
		{"trend of points a year", "X % up rate none 0 year", "X city annual_increase 2016 0 2020 2", "X city 2017 2\nX city 2018 4", model.Trend, model.Attainment},
		{"trend under a ceiling", "X 人 down flow none 0 year", "X city cumulative 2016 0 2020 100", "X city 2017 20\nX city 2018 20", model.Trend, model.Attainment},
		{"nothing said", "X % up rate none 0 year", "X city level 2016 1 2020 100", "X city 2017 20", "", model.Attainment},
	} {
		w := newWorld(t).indicator(tt.indicator).target(tt.target).rows(tt.rows)
		usual := w.result("X", "city")
		r := w.judgedBy("X", tt.method).result("X", "city")
		if r.Method != tt.want || r.Status != usual.Status || r.Status == NoData {
			t.Errorf("%s: %s by %q, want %s by %q", tt.name, r.Status.Word(), r.Method, usual.Status.Word(), tt.want)
		}
	}
}

func TestWorkingOfOtherMethods(t *testing.T) {
	tests := []struct {
		name  string
		world *world
		want  string
	}{
		// 1.0949 after a year; 1.1 a year takes 1.21 in two.
		{"growth", newWorld(t).indicator("X 人 up stock none 2 year").judgedBy("X", model.CAGR).target("X city level 2016 100 2018 121").rows("X city 2017 109.49"), `
基期值 | 2016年末 |  | 100.00人
本期值 | 2017年末 |  | 109.49人
目标值 | 2018年末 |  | 121.00人
完成进度 | （本期值 − 基期值）÷（目标值 − 基期值） | (109.49 − 100.00) ÷ (121.00 − 100.00) | 45.2%
序时进度 | 已过月数 ÷ 全程月数 | 12 ÷ 24 | 50.0%
相差 | 完成进度 − 序时进度 | 45.2% − 50.0% | −4.8个百分点
实际年均增长率 | （本期值 ÷ 基期值）^（12 ÷ 已过月数）− 1 | (109.49 ÷ 100.00)^(12 ÷ 12) − 1 | 9.49%
需要年均增长率 | （目标值 ÷ 基期值）^（12 ÷ 全程月数）− 1 | (121.00 ÷ 100.00)^(12 ÷ 24) − 1 | 10%
实际与需要之比 | 实际年均增长率 ÷ 需要年均增长率 | 9.49% ÷ 10% | 0.949
判定 | 低于需要的 0.95、不低于 0.60 | 0.60 ≤ 0.949 < 0.95 | 略有滞后
`},
		// 88 + 20.97 ÷ 3 = 94.99
		{"trend", newWorld(t).indicator("X % up rate none 2 year").judgedBy("X", model.Trend).target("X city level 2016 0 2020 100").rows("X city 2017 20.97\nX city 2018 48"), `
基期值 | 2016年末 |  | 0.00%
本期值 | 2018年末 |  | 48.00%
目标值 | 2020年末 |  | 100.00%
完成进度 | （本期值 − 基期值）÷（目标值 − 基期值） | (48.00 − 0.00) ÷ (100.00 − 0.00) | 48.0%
序时进度 | 已过月数 ÷ 全程月数 | 24 ÷ 48 | 50.0%
相差 | 完成进度 − 序时进度 | 48.0% − 50.0% | −2.0个百分点
趋势所用的数 | （基期以来月数，数值），最近的时点，至多五个 | (0, 0.00) (12, 20.97) (24, 48.00) | 
每月趋势 | 最小二乘直线，n 个时点：（nΣ月×数 − Σ月×Σ数）÷（nΣ月² − (Σ月)²） | 1728 ÷ 864 | 2
按趋势到目标期 | 数的平均 + 每月趋势 ×（全程月数 − 月数的平均） | 22.99 + 2 × (48 − 12) | 94.9900%
到期完成进度 | （按趋势到目标期 − 基期值）÷（目标值 − 基期值） | 94.9900 ÷ 100.00 | 94.99%
到期相差 | 到期完成进度 − 100% | 94.99% − 100% | −5.01个百分点
判定 | 低于 −5、不低于 −15 个百分点 | −15 ≤ −5.01 < −5 | 略有滞后
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			for _, s := range tt.world.result("X", "city").Working() {
				got.WriteString(s.Name + " | " + s.Formula + " | " + s.Numbers + " | " + s.Result + "\n")
			}
			if want := strings.TrimPrefix(tt.want, "\n"); got.String() != want {
				t.Errorf("got\n%swant\n%s", got.String(), want)
			}
		})
	}
}
