package figure

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

func number(s string) model.Number {
	n, err := model.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return n
}

// yunling is 云岭市 with three counties and a zone: a rate (level target) and quarterly settlements (cumulative target).
//
//	RATE   全市 2016 35.00 → 2020 43.00; 2018 38.00, 2019 39.60 (provisional): attained 4.6 ÷ 8 = 57.5 %, expected 75 %
//	       青石 41.20, 北原 36.10, 临川 not reported in 2019; 青石 and 北原 have the city's target too
//	FLOW   counties 2019-Q1, Q2 in persons; baseline 2018, target 40000 by 2020
func yunling() *analysis.Assessment {
	obs := func(indicator, region, period0, value, status, source string) model.Observation {
		v := number(value)
		return model.Observation{Indicator: indicator, Region: region, Period: period(period0), Value: &v, Status: status, Source: source, Release: "r1"}
	}
	base := number("35.00")
	target := func(region string) model.Target {
		return model.Target{Indicator: "RATE", Region: region, Kind: model.LevelTarget, BaselinePeriod: period("2016"), BaselineValue: &base,
			Milestones: []model.Milestone{{Period: period("2020"), Value: number("43.00"), Source: "plan"}}}
	}
	return analysis.Assess(model.NewPlan(model.Plan{
		Region: "990000",
		Regions: []model.Region{
			{Code: "990000", Name: "云岭市", ShortName: "云岭", Level: model.City},
			{Code: "990001", Name: "青石县", ShortName: "青石", Level: model.County, Parent: "990000"},
			{Code: "990002", Name: "北原县", ShortName: "北原", Level: model.County, Parent: "990000"},
			{Code: "990003", Name: "临川县", ShortName: "临川", Level: model.County, Parent: "990000"},
			{Code: "990099", Name: "云湖新区", Level: model.Zone, Parent: "990000"},
		},
		Sources: []model.Source{{ID: "plan", Name: "《方案》", Kind: model.Official, Rank: 1}, {ID: "rep", Name: "公安年报", Kind: model.Reported, Rank: 2},
			{ID: "demo", Name: "演示数据集", Kind: model.Demonstration, Rank: 3}},
		Indicators: []model.Indicator{
			{ID: "RATE", Name: "户籍人口城镇化率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 2, Frequency: model.Year, Headline: true},
			{ID: "FLOW", Name: "落户人数", ValueUnit: "人", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Frequency: model.Quarter, Measure: "1-1"},
		},
		Measures: []model.Measure{{ID: "1-1", Title: "放开落户限制", Group: "推动落户", Indicators: []string{"RATE"}}},
		Targets: []model.Target{target("990000"), target("990001"), target("990002"),
			{Indicator: "FLOW", Region: "990000", Kind: model.Cumulative, BaselinePeriod: period("2018"),
				Milestones: []model.Milestone{{Period: period("2020"), Value: number("40000"), Source: "plan"}}}},
		Releases: []model.Release{{ID: "r1", Title: "第一批", PublishedAt: time.Date(2020, 1, 20, 9, 0, 0, 0, time.UTC)}},
		Observations: []model.Observation{
			obs("RATE", "990000", "2018", "38.00", "A", "demo"), obs("RATE", "990000", "2019", "39.60", "P", "rep"),
			obs("RATE", "990001", "2019", "41.20", "A", "rep"), obs("RATE", "990002", "2019", "36.10", "A", "rep"), obs("RATE", "990003", "2018", "36.00", "A", "rep"),
			obs("FLOW", "990001", "2019-Q1", "4000", "A", "demo"), obs("FLOW", "990001", "2019-Q2", "5000", "A", "demo"),
			obs("FLOW", "990002", "2019-Q1", "1000", "A", "demo"), obs("FLOW", "990002", "2019-Q2", "2500", "A", "demo"),
			obs("FLOW", "990003", "2019-Q1", "500", "A", "demo"), obs("FLOW", "990003", "2019-Q2", "700", "A", "demo"),
		},
	}), analysis.Options{})
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func rows(f Figure) string {
	table := f.Table()
	lines := []string{strings.Join(table.Header, " | ")}
	for _, r := range table.Rows {
		if len(r) != len(table.Header) || len(table.Numeric) != len(table.Header) {
			lines = append(lines, "ragged!")
		}
		lines = append(lines, strings.Join(r, " | "))
	}
	return strings.Join(lines, "\n")
}

func TestTrendSaysTheFinding(t *testing.T) {
	a := yunling()
	f, ok := NewTrend(a, a.Results("RATE", "990000")[0])
	if !ok {
		t.Fatal("no figure")
	}
	check(t, "id", f.ID, "trend-RATE-990000")
	check(t, "title", f.Title, "户籍人口城镇化率完成57.5%，比序时进度低17.5个百分点")
	check(t, "subtitle", f.Subtitle, "全市 · % · 2016年末—2020年末")
	// Pace 39.60 − 38.00 = 1.60 a year; one year on: 41.20, which is 1.80 short of 43.00.
	check(t, "summary", f.Summary, "到2019年末，全市户籍人口城镇化率39.60%，比2018年末提高1.60个百分点；完成目标增量的57.5%，比序时进度低17.5个百分点；按近一年的速度推算，2020年末约41.20%，比目标低1.80个百分点。")
	check(t, "sources", strings.Join(f.Sources, "|"), "《方案》|公安年报|演示数据集")
	check(t, "notes", strings.Join(f.Notes, "|"), "2019年末为初步数|纵轴不从零起|方点为演示数据，圆点为实际公布数")
	if f.Mark != Mixed {
		t.Errorf("mark = %d, want mixed", f.Mark)
	}
	check(t, "table", rows(f), `时期 | 实际（%） | 计划路径（%） | 推算（%） | 目标（%） | 数据性质 | 备注
2016年末 | — | 35.00 | — | — | — | —
2018年末 | 38.00 | — | — | — | 演示 | —
2019年末 | 39.60 | — | — | — | 公布 | 初步数
2020年末 | — | 43.00 | 41.20 | 43.00 | — | —`)
}

// A cumulative target is drawn as a total that grows from its baseline, in one unit, and its date is one row of the table
// whether the period is called 2020 or 2020-Q4.
func TestCumulativeTrendGrowsFromZero(t *testing.T) {
	a := yunling()
	f, ok := NewTrend(a, a.Results("FLOW", "990000")[0])
	if !ok {
		t.Fatal("no figure")
	}
	// 4000 + 1000 + 500 = 5500; with 5000 + 2500 + 700 it is 13700 of 40000: 34.25 %, a quarter of the time: 25 %.
	check(t, "title", f.Title, "落户人数累计完成34.3%，比序时进度高9.3个百分点")
	check(t, "unit", f.ValueUnit, "万人")
	check(t, "notes", strings.Join(f.Notes, "|"), "全市数由各县合计得出")
	check(t, "table", rows(f), `时期 | 实际（万人） | 计划路径（万人） | 目标（万人）
2018年末 | 0.00 | 0.00 | —
2019年3月末 | 0.55 | — | —
2019年6月末 | 1.37 | — | —
2020年末 | — | 4.00 | 4.00`)
	if f.Mark != Demo {
		t.Errorf("mark = %d, want demonstration", f.Mark)
	}
}

func TestRankingHasTheCityInItsPlace(t *testing.T) {
	f, ok := NewRanking(yunling(), "RATE")
	if !ok {
		t.Fatal("no figure")
	}
	check(t, "title", f.Title, "青石领先，北原最低")
	check(t, "subtitle", f.Subtitle, "户籍人口城镇化率 · % · 2019年末")
	check(t, "summary", f.Summary, "2019年末，户籍人口城镇化率最高的是青石，41.20%；最低的是北原，36.10%；相差5.10个百分点；全市39.60%；临川无数据。")
	// 青石 attained 6.2 ÷ 8 = 77.5 % of 75 %; 北原 1.1 ÷ 8 = 13.75 %.
	check(t, "table", rows(f), `名次 | 地区 | 户籍人口城镇化率（%） | 状态
1 | 青石 | 41.20 | 符合序时
— | 全市 | 39.60 | 明显滞后
2 | 北原 | 36.10 | 明显滞后
— | 临川 | 无数据 | —
— | 云湖新区 | 未单列 | —`)
	if f.Aim != nil {
		t.Error("a line for all, though 临川 has no target")
	}
}

func TestAttainmentNamesWhoLags(t *testing.T) {
	f, ok := NewAttainment(yunling(), "RATE", model.LevelTarget)
	if !ok {
		t.Fatal("no figure")
	}
	check(t, "title", f.Title, "户籍人口城镇化率完成度：北原滞后于序时")
	check(t, "table", rows(f), `名次 | 地区 | 完成度（%） | 序时进度（%） | 与序时差（个百分点） | 状态
1 | 青石 | 77.5 | 75.0 | +2.5 | 符合序时
— | 全市 | 57.5 | 75.0 | −17.5 | 明显滞后
2 | 北原 | 13.8 | 75.0 | −61.3 | 明显滞后
— | 临川 | — | — | — | 无目标`)
}

func TestGoalsAndMatrix(t *testing.T) {
	a := yunling()
	f, ok := NewGoals(a, "990000")
	if !ok || len(f.Bars) != 1 || f.Bars[0].Link != "indicators/RATE/" {
		t.Errorf("goals: %v %+v", ok, f.Bars)
	}
	check(t, "goals", f.Title, "户籍人口城镇化率明显滞后")
	f, ok = NewMatrix(a)
	if !ok || !f.HomeLast {
		t.Fatal("no matrix")
	}
	check(t, "matrix", f.Title, "北原滞后措施最多，1项中1项")
	check(t, "matrix table", rows(f), "措施 | 名称 | 青石 | 北原 | 临川 | 全市\n1-1 | 放开落户限制 | 符合序时 +2.5 | 明显滞后 −61.3 | 无数据 | 明显滞后 −17.5")
	if link := f.Groups[0].Rows[0].Cells[0].Link; link != "counties/990001/measures/1-1/" {
		t.Errorf("link = %s", link)
	}
}

func TestNothingToDraw(t *testing.T) {
	a := yunling()
	if _, ok := NewTrend(a, a.Results("RATE", "990099")[0]); ok {
		t.Error("a trend without a point")
	}
	if _, ok := NewRanking(a, "NONE"); ok {
		t.Error("a ranking of an unknown indicator")
	}
	if _, ok := NewAttainment(a, "FLOW", model.Cumulative); ok {
		t.Error("an attainment without county targets")
	}
	if _, ok := NewGoals(a, "990003"); ok {
		t.Error("goals of a county without targets")
	}
}

// Titles are set on one or two lines of a phone.
func TestTitlesAreShort(t *testing.T) {
	a := yunling()
	a.Plan.Indicator("RATE").Name = strings.Repeat("户籍人口城镇化率", 4)
	trend, _ := NewTrend(a, a.Results("RATE", "990000")[0])
	check(t, "title", trend.Title, "完成57.5%，比序时进度低17.5个百分点")
	if !strings.Contains(trend.Subtitle, a.Plan.Indicator("RATE").Name) {
		t.Errorf("the name is lost: %s", trend.Subtitle)
	}
}

func TestScaleIsOnePerFigure(t *testing.T) {
	persons := &model.Indicator{ValueUnit: "人"}
	for _, tt := range []struct {
		values []string
		want   string
	}{
		{[]string{"9502900", "722511"}, "950.29 72.25 万人"},
		{[]string{"12000", "300"}, "12000 300 人"}, // 0.03万 would lose 300
		{[]string{"1411778724", "38562148"}, "14.12 0.39 亿人"},
		{[]string{"0"}, "0 人"},
	} {
		var values []*big.Rat
		for _, v := range tt.values {
			values = append(values, number(v).Rat())
		}
		s := newScale(voice{wording.Chinese}, persons, values)
		got := ""
		for _, v := range values {
			got += s.text(v) + " "
		}
		check(t, strings.Join(tt.values, ", "), got+s.unit, tt.want)
	}
}
