package analysis

import (
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// From 0 at the end of 2016 to 100 at the end of 2020: a figure is its own attainment in percent, and at the end of
// 2018, 24 of 48 months, 50 % are expected. Lower is better is the same plan turned over: 100 − figure.
func TestStatusOnAndAroundEveryBound(t *testing.T) {
	tests := []struct {
		up, down string
		want     Status
	}{
		{"100.01", "-0.01", Achieved},      // past the target
		{"100.00", "0.00", Achieved},       // at the target, two years early
		{"99.99", "0.01", Ahead},           // 49.99 points ahead but not there
		{"55.01", "44.99", Ahead},          // +5.01
		{"55.00", "45.00", OnTrack},        // +5 exactly
		{"50.00", "50.00", OnTrack},        // 0
		{"45.00", "55.00", OnTrack},        // −5 exactly
		{"44.99", "55.01", SlightlyBehind}, // −5.01
		{"35.00", "65.00", SlightlyBehind}, // −15 exactly
		{"34.99", "65.01", Behind},         // −15.01
		{"0.00", "100.00", Behind},         // as at the baseline: −50
		{"-0.01", "100.01", Behind},        // away from the target
	}
	for _, tt := range tests {
		t.Run(tt.up, func(t *testing.T) {
			up := newWorld(t).indicator("RATE % up rate none 2 year").
				target("RATE city level 2016 0 2020 100").rows("RATE city 2018 " + tt.up)
			if got := up.result("RATE", "city").Status; got != tt.want {
				t.Errorf("up: %s is %s, want %s", tt.up, got.Word(), tt.want.Word())
			}
			down := newWorld(t).indicator("RATE % down rate none 2 year").
				target("RATE city level 2016 100 2020 0").rows("RATE city 2018 " + tt.down)
			if got := down.result("RATE", "city").Status; got != tt.want {
				t.Errorf("down: %s is %s, want %s", tt.down, got.Word(), tt.want.Word())
			}
		})
	}
}

// From 1 to 4 over three years; after one year a third is expected, which no binary or decimal number can hold.
// 1 + 3 × (1/3 + 5/100) = 2.15 is exactly 5 points ahead, 1 + 3 × (1/3 − 15/100) = 1.55 exactly 15 behind.
func TestBoundsAreExactForFractions(t *testing.T) {
	for value, want := range map[string]Status{
		"2.15": OnTrack, "2.1500001": Ahead, "1.85": OnTrack, "1.8499999": SlightlyBehind, "1.55": SlightlyBehind, "1.5499999": Behind,
	} {
		r := newWorld(t).indicator("KM 公里 up stock none 2 year").
			target("KM city level 2016 1 2019 4").rows("KM city 2017 "+value).result("KM", "city")
		if r.Status != want {
			t.Errorf("%s is %s, want %s", value, r.Status.Word(), want.Word())
		}
	}
}

func TestToleranceIsAnOption(t *testing.T) {
	p := newWorld(t).indicator("RATE % up rate none 2 year").
		target("RATE city level 2016 0 2020 100").rows("RATE city 2018 47").build() // −3 points
	for _, tt := range []struct {
		tolerance Tolerance
		want      Status
	}{
		{Tolerance{}, OnTrack}, // the default of 5 and 15
		{Tolerance{OnTrack: 2, SlightlyBehind: 10}, SlightlyBehind},
		{Tolerance{OnTrack: 1, SlightlyBehind: 2}, Behind},
	} {
		a := Assess(p, Options{Tolerance: tt.tolerance})
		if got := a.Results("RATE", city)[0].Status; got != tt.want {
			t.Errorf("%v: %s, want %s", tt.tolerance, got.Word(), tt.want.Word())
		}
	}
}

func TestNoDataSaysWhy(t *testing.T) {
	rate := func(t *testing.T) *world { return newWorld(t).indicator("RATE % up rate none 2 year") }
	flow := func(t *testing.T) *world { return newWorld(t).indicator("JOBS 人 up flow sum 0 quarter") }
	tests := []struct {
		name   string
		world  func(t *testing.T) *world
		id, at string
		want   Reason
		text   string
	}{
		{"no target", func(t *testing.T) *world { return rate(t).rows("RATE city 2018 40") }, "RATE", "city",
			NoTarget, "本地区没有目标"},
		{"nobody has a figure", func(t *testing.T) *world { return rate(t).target("RATE city level 2016 35 2020 43") }, "RATE", "city",
			NoObservation, "没有数据"},
		{"never reported while others do", func(t *testing.T) *world {
			return rate(t).target("RATE stone level 2016 35 2020 43").rows("RATE brook 2018 40")
		}, "RATE", "stone", NoObservation, "没有数据"},
		{"not this time", func(t *testing.T) *world {
			return rate(t).target("RATE stone level 2016 35 2020 43").rows("RATE stone 2017 37\nRATE brook 2018 40")
		}, "RATE", "stone", NotReported, "未报2018年数"},
		{"a row that says missing", func(t *testing.T) *world {
			return rate(t).target("RATE stone level 2016 35 2020 43").rows("RATE stone 2017 37\nRATE stone 2018 -\nRATE brook 2018 40")
		}, "RATE", "stone", NotReported, "未报2018年数"},
		{"a county lacks, so the city cannot be summed", func(t *testing.T) *world {
			return flow(t).target("JOBS city cumulative 2016 0 2020 100").rows("JOBS stone 2017-Q1 5")
		}, "JOBS", "city", NoObservation, "白溪未报2017年第一季度数，无从汇总"},
		{"no baseline value nor figure", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 - 2020 43").rows("RATE city 2018 40")
		}, "RATE", "city", NoBaseline, "没有2016年末的基期值"},
		{"no baseline period", func(t *testing.T) *world {
			return rate(t).target("RATE city level - - 2020 43").rows("RATE city 2018 40")
		}, "RATE", "city", NoBaseline, "目标没有注明基期"},
		{"baseline is the aim", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 43.0 2020 43").rows("RATE city 2018 44")
		}, "RATE", "city", BaselineIsAim, "基期值等于目标值，完成进度无从计算"},
		{"a yearly target of nothing", func(t *testing.T) *world {
			return flow(t).target("JOBS city annual_flow 2016 - 2020 0").rows("JOBS city 2017-Q1 5")
		}, "JOBS", "city", BaselineIsAim, "年度目标为0，完成进度无从计算"},
		{"at the baseline", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 35 2020 43").rows("RATE city 2016 35")
		}, "RATE", "city", NoTime, "2016年末不晚于基期2016年末，无从比较"},
		{"before the baseline", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 35 2020 43").rows("RATE city 2015 44")
		}, "RATE", "city", NoTime, "2015年末不晚于基期2016年末，无从比较"},
		{"target at the baseline", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 35 2016 43").rows("RATE city 2018 40")
		}, "RATE", "city", NoTime, "目标期不晚于基期，无从比较"},
		{"a gap among the flows", func(t *testing.T) *world {
			return flow(t).target("JOBS city cumulative 2016 0 2020 100").rows("JOBS city 2017-Q1 5\nJOBS city 2017-Q4 5")
		}, "JOBS", "city", MissingPeriods, "缺2017年第二季度、2017年第三季度数，无从相加"},
		{"target below for an indicator that should rise", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 35 2020 30").rows("RATE city 2018 33")
		}, "RATE", "city", WrongWay, "指标以提高为好，目标却要求降低"},
		{"target above for an indicator that should fall", func(t *testing.T) *world {
			return newWorld(t).indicator("DAYS 天 down rate none 0 year").target("DAYS city annual_increase 2016 20 2020 2").rows("DAYS city 2018 22")
		}, "DAYS", "city", WrongWay, "指标以降低为好，目标却要求提高"},
		{"a yearly flow of a rate", func(t *testing.T) *world {
			return rate(t).target("RATE city annual_flow 2016 - 2020 2").rows("RATE city 2018 40")
		}, "RATE", "city", KindMismatch, "目标类型不适用于该指标"},
		{"a yearly increase of a flow", func(t *testing.T) *world {
			return flow(t).target("JOBS city annual_increase 2016 0 2020 2").rows("JOBS city 2017-Q1 40")
		}, "JOBS", "city", KindMismatch, "目标类型不适用于该指标"},
		{"a zone", func(t *testing.T) *world {
			return rate(t).target("RATE city level 2016 35 2020 43").rows("RATE city 2018 40")
		}, "RATE", "zone", NotListed, "功能区未单列"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.world(t).result(tt.id, tt.at)
			if r.Status != NoData || r.Reason != tt.want || r.ReasonText() != tt.text {
				t.Errorf("%s %q %q, want %q %q", r.Status.Word(), r.Reason, r.ReasonText(), tt.want, tt.text)
			}
			if r.Attained != nil || r.Gap != nil {
				t.Errorf("no data, yet attained %s, gap %s", exact(r.Attained), exact(r.Gap))
			}
			last := r.Working()[len(r.Working())-1]
			if last.Name != "判定" || last.Formula != tt.text || last.Result != "无数据" {
				t.Errorf("the working ends with %+v", last)
			}
		})
	}
}

// 白溪县 became 白溪市 in 2018: neither existed from the baseline to the period.
func TestBoundaryChange(t *testing.T) {
	w := newWorld(t).indicator("RATE % up rate none 2 year").
		target("RATE brook level 2016 35 2020 43").target("RATE 900182 level 2016 35 2020 43").target("RATE stone level 2016 35 2020 43").
		rows("RATE brook 2016 35\nRATE brook 2017 37\nRATE 900182 2018 40\nRATE stone 2018 40")
	brookCounty := &w.plan.Regions[3]
	brookCounty.ValidTo = model.Date{Year: 2018, Month: 4}
	brookCounty.Successor = "900182"
	w.plan.Regions = append(w.plan.Regions, model.Region{
		Code: "900182", Name: "白溪市", Level: model.County, Parent: city, ValidFrom: model.Date{Year: 2018, Month: 5},
	})
	w.headline("RATE")
	a := w.assess()
	for region, want := range map[string]Reason{brook: BoundaryChange, "900182": BoundaryChange, stone: ""} {
		if got := a.Results("RATE", region)[0].Reason; got != want {
			t.Errorf("%s: %q, want %q", region, got, want)
		}
	}
	if len(a.Counties) != 2 || a.Counties[0].Code != stone || a.Counties[1].Code != "900182" {
		t.Errorf("counties at %s: %v", a.Period, a.Counties)
	}
}

// Worst counts; a missing report neither hides a lagging indicator nor makes a measure lag.
func TestMeasureIsTheWorstOfItsIndicators(t *testing.T) {
	w := newWorld(t).
		indicator("A % up rate none 2 year").indicator("B % up rate none 2 year").
		indicator("C % up rate none 2 year").indicator("D % up rate none 2 year").
		measure("1-1", "A", "B", "C", "D").measure("1-2", "C").measure("1-3", "D").
		target("A city level 2016 0 2020 100").target("B city level 2016 0 2020 100").target("C city level 2016 0 2020 100").
		target("A stone level 2016 0 2020 100").
		rows("A city 2018 50\nB city 2018 40\nD city 2018 1\nA stone 2018 90")
	w.plan.Actions = []model.Action{
		{Measure: "1-1", Period: w.period("2017"), Text: "旧"},
		{Measure: "1-1", Period: w.period("2018-H1"), Text: "新"},
		{Measure: "1-1", Period: w.period("2019"), Text: "以后"},
		{Region: stone, Measure: "1-1", Period: w.period("2018"), Text: "县"},
	}
	a := w.assess()
	m := a.Measure("1-1", city)
	// A is on track, B 10 points behind, C has no data, D no target.
	if m.Status != SlightlyBehind || m.Decisive.Indicator.ID != "B" || m.WithData != 2 || len(m.Results) != 3 || m.Reason != "" {
		t.Errorf("1-1: %s by %v, %d of %d, %q", m.Status.Word(), m.Decisive, m.WithData, len(m.Results), m.Reason)
	}
	if len(m.Actions) != 1 || m.Actions[0].Text != "新" {
		t.Errorf("actions of 1-1: %v", m.Actions)
	}
	if m := a.Measure("1-2", city); m.Status != NoData || m.Reason != NoObservation || m.Decisive != nil || m.ReasonText() != "没有数据" {
		t.Errorf("1-2: %s %q %q", m.Status.Word(), m.Reason, m.ReasonText())
	}
	if m := a.Measure("1-3", city); m.Reason != NoTarget || m.ReasonText() != "本地区没有目标" {
		t.Errorf("1-3: %q", m.Reason)
	}
	if m := a.Measure("1-1", zone); m.Reason != NotListed {
		t.Errorf("zone: %q", m.Reason)
	}
	if got := a.Tally(city); got[SlightlyBehind] != 1 || got[NoData] != 2 || len(got) != 2 {
		t.Errorf("tally %v", got)
	}
	rows := a.Matrix()
	if len(rows) != 3 || len(rows[0]) != 2 || rows[0][0].Status != Ahead || rows[0][1].Reason != NoTarget {
		t.Errorf("matrix %v", rows)
	}
}

func TestUnknownNamesHaveNoData(t *testing.T) {
	a := newWorld(t).assess()
	if r := a.Results("X", city)[0]; r.Status != NoData || r.Reason != NoTarget {
		t.Errorf("indicator: %+v", r)
	}
	if m := a.Measure("9-9", city); m.Status != NoData || m.Reason != NoTarget {
		t.Errorf("measure: %+v", m)
	}
	if s := a.Series("X", "Y"); s.Last() != nil {
		t.Errorf("series: %+v", s)
	}
	if a.Ranking("X") != nil {
		t.Error("a ranking of nothing")
	}
}
