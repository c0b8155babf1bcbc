package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

const (
	city = "990100"

	aims    = "data/targets.csv"
	figures = "data/observations/a.csv"
	section = "content/sections/01-goals.md"
	measure = "content/measures/1-1.md"
	records = "data/acknowledgements.csv"
)

// heads are what stands above the rows that a test gives.
var heads = map[string]string{
	aims:    "indicator_id,region_code,kind,baseline_period,baseline_value,target_period,target_value,source\n",
	figures: "indicator_id,region_code,period,value,source,status\n",
	section: "---\ntitle: 目标\n---\n",
	measure: "---\nid: 1-1\ntitle: 发放居住证\ngroup: 服务\nlead: police\n---\n",
	records: "rule,indicator_id,region_code,period,subject,value,because,checked_by,checked_at,release\n",
}

// world is the plan of testdata/world.txtar with some files changed, which must be right by form, and what load doubts.
func world(t *testing.T, files map[string]string) (Input, diag.List) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/world.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	for name, rows := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(heads[name] + rows)}
	}
	plan, places, faults := load.LoadPlaces(fsys, city)
	if faults.HasErrors() {
		t.Fatalf("the world has faults:\n%s", printed(t, faults))
	}
	return Input{Plan: plan, Places: places, ReportDays: DefaultReportDays}, faults
}

func printed(t *testing.T, faults diag.List) string {
	t.Helper()
	var b strings.Builder
	if err := faults.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// series are the rows of consecutive periods from a first one on.
func series(indicator, region, first, source string, values ...any) string {
	p, err := model.ParsePeriod(first)
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%s,%s,%s,%v,%s,\n", indicator, region, p, v, source)
		p = p.Next()
	}
	return b.String()
}

func permits(values ...any) string {
	return series("PERMITS", "990101", "2018-Q1", "report", values...)
}

func TestGoodWorld(t *testing.T) {
	in, faults := world(t, nil)
	if all := slices.Concat(faults, Run(in, Rules())); len(all) > 0 {
		t.Errorf("the good world has findings:\n%s", printed(t, all))
	}
}

// Every rule with an input that breaks it, and with one that just does not. want is what the finding says; without it the
// rule must have nothing to say. Findings of other rules do not count.
func TestRules(t *testing.T) {
	late := time.Date(2020, 1, 20, 0, 0, 0, 0, time.UTC) // the 20th day after the end of 2019-Q4
	tests := []struct {
		rule, name string
		files      map[string]string
		at         time.Time
		want       string
	}{
		// The median of the other three is 1200; 12,000,000 is 10,000 times that, 48,000,000 four times as much.
		{"UNIT-SLIP", "TenThousandTimes", map[string]string{figures: permits(1100, 1200, 12000000, 1300)}, time.Time{},
			"青石 居住证制发量 2018-Q3：12000000，约为其他各期的中位数 1200 的 10000 倍"},
		{"UNIT-SLIP", "FourTimesThat", map[string]string{figures: permits(1100, 1200, 48000000, 1300)}, time.Time{}, "40000 倍"},
		{"UNIT-SLIP", "MoreThanFourTimes", map[string]string{figures: permits(1100, 1200, 48000001, 1300)}, time.Time{}, ""},
		{"UNIT-SLIP", "AQuarterOfThat", map[string]string{figures: permits(1100, 1200, 3000000, 1300)}, time.Time{}, "2500 倍"},
		{"UNIT-SLIP", "LessThanAQuarter", map[string]string{figures: permits(1100, 1200, 2999999, 1300)}, time.Time{}, ""},
		{"UNIT-SLIP", "ATenThousandth", map[string]string{figures: series("SETTLED", "990101", "2016", "report", "5000.00", "5100.00", "0.52", "5300.00")}, time.Time{},
			"5100 的 9808 分之一"},
		{"UNIT-SLIP", "ShareNotPercent", map[string]string{figures: series("URBAN_RATE", "990101", "2016", "report", "41.00", "42.00", "0.43")}, time.Time{},
			"是否应为 43？"},
		{"UNIT-SLIP", "SmallPercent", map[string]string{figures: series("URBAN_RATE", "990101", "2016", "report", "1.10", "1.20", "0.43")}, time.Time{}, ""},
		{"UNIT-SLIP", "OfTwoTheLater", map[string]string{figures: permits(1100, 11000000)}, time.Time{}, "2018-Q2"},
		{"UNIT-SLIP", "AgainstThreeNeighbours", map[string]string{figures: "SETTLED,990101,2019,0.50,report,\nSETTLED,990102,2019,0.60,report,\nSETTLED,990103,2019,0.70,report,\nSETTLED,990104,2019,6000.00,report,\n"}, time.Time{},
			"黄坡 落户人数 2019：6000.00，约为同期其他地区的中位数 0.6 的 10000 倍"},
		{"UNIT-SLIP", "AgainstTwoNeighbours", map[string]string{figures: "SETTLED,990102,2019,0.60,report,\nSETTLED,990103,2019,0.70,report,\nSETTLED,990104,2019,6500.00,report,\n"}, time.Time{}, ""},
		{"UNIT-SLIP", "InventedApart", map[string]string{figures: permits(1100, 1200, 1300) + series("PERMITS", "990101", "2018-Q4", "demo", 12000000)}, time.Time{}, ""},

		// Changes 100, 100, 200, 100: the largest is 200. From 1200, +601 is more than three times that and more than a fifth.
		{"SERIES-JUMP", "MoreThanThreeTimes", map[string]string{figures: permits(1000, 1100, 1200, 1000, 1100, 1701)}, time.Time{},
			"青石 居住证制发量 2019-Q2：1701，比上期 1100 变动 +601，是以往 4 次变动中最大一次 200 的 3.005 倍"},
		{"SERIES-JUMP", "ThreeTimes", map[string]string{figures: permits(1000, 1100, 1200, 1000, 1100, 1700)}, time.Time{}, ""},
		// With fewer earlier changes: the others change by 100 at most; 1001 is more than ten times that, and more than half of 1100.
		{"SERIES-JUMP", "Odd", map[string]string{figures: permits(1000, 1100, 2101, 1000)}, time.Time{},
			"2018-Q3：2101，与 2018-Q2 的 1100、2018-Q4 的 1000 相差很多，其余各期之间最多只变动 100"},
		{"SERIES-JUMP", "OddByTenTimes", map[string]string{figures: permits(1000, 1100, 2100, 1000)}, time.Time{}, ""},
		{"SERIES-JUMP", "OddByMoreThanHalf", map[string]string{figures: permits(1000, 1001, 1502, 1001)}, time.Time{}, "1502"},
		{"SERIES-JUMP", "OddByLessThanHalf", map[string]string{figures: permits(1000, 1001, 1501, 1001)}, time.Time{}, ""},
		{"SERIES-JUMP", "OddAtTheBeginning", map[string]string{figures: permits(10000, 1000, 1010, 1005, 1000, 1010)}, time.Time{}, "2018-Q1：10000，与 2018-Q2 的 1000 相差"},
		{"SERIES-JUMP", "OddAtTheEnd", map[string]string{figures: series("POP", "990101", "2016", "report", 1000, 1010, 1005, 10050)}, time.Time{}, "2019：10050"},
		{"SERIES-JUMP", "OneOfThree", map[string]string{figures: permits(1000, 1010, 9000)}, time.Time{}, ""},
		{"SERIES-JUMP", "DownByMoreThanAFifth", map[string]string{figures: permits(1000, 1001, 1000, 1001, 1000, 799)}, time.Time{}, "变动 -201"},
		{"SERIES-JUMP", "DownByAFifth", map[string]string{figures: permits(1000, 1001, 1000, 1001, 1000, 800)}, time.Time{}, ""},
		{"SERIES-JUMP", "RateByMoreThanATenth", map[string]string{figures: series("WAIT", "990101", "2018-Q1", "report", "10.0", "10.1", "10.0", "10.1", "10.0", "11.1")}, time.Time{}, "+1.1"},
		{"SERIES-JUMP", "RateByATenth", map[string]string{figures: series("WAIT", "990101", "2018-Q1", "report", "10.0", "10.1", "10.0", "10.1", "10.0", "11.0")}, time.Time{}, ""},
		{"SERIES-JUMP", "NeverMoved", map[string]string{figures: permits(20, 20, 20, 20, 20, 30)}, time.Time{}, "以往从没有变动"},
		{"SERIES-JUMP", "FewThings", map[string]string{figures: permits(20, 20, 20, 20, 20, 29)}, time.Time{}, ""},
		{"SERIES-JUMP", "Season", map[string]string{figures: permits(100, 900, 110, 120, 100, 950, 100)}, time.Time{}, ""},
		{"SERIES-JUMP", "AfterAGap", map[string]string{figures: permits(1000, 1100, 1200, 1000, 1100) + "PERMITS,990101,2019-Q3,9000,report,\n"}, time.Time{}, ""},
		{"SERIES-JUMP", "NotASlip", map[string]string{figures: permits(1000, 1100, 1200, 1000, 1100, 11000000)}, time.Time{}, ""},
		{"SERIES-JUMP", "Forecast", map[string]string{figures: permits(1000, 1100, 1200, 1000, 1100) + "PERMITS,990101,2019-Q2,9000,report,F\n"}, time.Time{}, ""},

		{"CUMULATIVE-FALLS", "Stock", map[string]string{figures: series("MOVED", "990101", "2019-Q1", "report", 500, 499)}, time.Time{},
			"青石 已搬迁户数 2019-Q2：499，比 2019-Q1 的 500 少 1，累计数不会减少"},
		{"CUMULATIVE-FALLS", "StockStands", map[string]string{figures: series("MOVED", "990101", "2019-Q1", "report", 500, 500)}, time.Time{}, ""},
		{"CUMULATIVE-FALLS", "OtherStock", map[string]string{figures: series("POP", "990101", "2018", "report", 500, 499)}, time.Time{}, ""},
		{"CUMULATIVE-FALLS", "NegativeFlow", map[string]string{
			figures: series("SETTLED", "990101", "2018", "report", "0.50", "-0.01"),
			aims:    "SETTLED,990101,cumulative,2017,,2020,2.00,report\n"}, time.Time{}, "-0.01，是负数"},
		{"CUMULATIVE-FALLS", "ZeroFlow", map[string]string{
			figures: series("SETTLED", "990101", "2018", "report", "0.50", "0.00"),
			aims:    "SETTLED,990101,cumulative,2017,,2020,2.00,report\n"}, time.Time{}, ""},
		{"CUMULATIVE-FALLS", "BalanceWithoutSuchATarget", map[string]string{figures: series("SETTLED", "990101", "2018", "report", "0.50", "-0.01")}, time.Time{}, ""},

		{"CSV-SUM", "Persons", map[string]string{figures: "POP,990101,2019,100,report,\nPOP,990102,2019,200,report,\nPOP,990103,2019,300,report,\nPOP,990104,2019,400,report,\nPOP,990100,2019,1001,report,\n"}, time.Time{},
			"公布数 1001，4 个下级之和 1000，相差 +1"},
		{"CSV-SUM", "PersonsEqual", map[string]string{figures: "POP,990101,2019,100,report,\nPOP,990102,2019,200,report,\nPOP,990103,2019,300,report,\nPOP,990104,2019,400,report,\nPOP,990100,2019,1000,report,\n"}, time.Time{}, ""},

		// Whole persons are exact: 270 ÷ 300 = 90.00 %, and 89.995 to 90.005 is written 90.00.
		{"RATIO-MISMATCH", "Digit", map[string]string{figures: "URBAN_RATE,990101,2019,90.01,report,\nURBAN,990101,2019,270,report,\nPOP,990101,2019,300,report,\n"}, time.Time{},
			"公布 90.01，而 270 ÷ 300 × 100 = 90.00"},
		{"RATIO-MISMATCH", "Rounded", map[string]string{figures: "URBAN_RATE,990101,2019,33.33,report,\nURBAN,990101,2019,100,report,\nPOP,990101,2019,300,report,\n"}, time.Time{}, ""},
		{"RATIO-MISMATCH", "RoundedUp", map[string]string{figures: "URBAN_RATE,990101,2019,33.34,report,\nURBAN,990101,2019,100,report,\nPOP,990101,2019,300,report,\n"}, time.Time{}, "33.34"},
		// 6667 ÷ 20000 = 33.335 %: either way of rounding a half is right.
		{"RATIO-MISMATCH", "HalfUp", map[string]string{figures: "URBAN_RATE,990101,2019,33.34,report,\nURBAN,990101,2019,6667,report,\nPOP,990101,2019,20000,report,\n"}, time.Time{}, ""},
		{"RATIO-MISMATCH", "HalfDown", map[string]string{figures: "URBAN_RATE,990101,2019,33.33,report,\nURBAN,990101,2019,6667,report,\nPOP,990101,2019,20000,report,\n"}, time.Time{}, ""},
		{"RATIO-MISMATCH", "InventedParts", map[string]string{figures: "URBAN_RATE,990101,2019,90.01,report,\nURBAN,990101,2019,270,demo,\nPOP,990101,2019,300,demo,\n"}, time.Time{}, ""},
		{"CSV-RATIO-RANGE", "MoreThanAll", map[string]string{figures: "URBAN,990101,2019,301,report,\nPOP,990101,2019,300,report,\n"}, time.Time{}, "不在 0 到 100% 之间"},
		{"CSV-RATIO-RANGE", "All", map[string]string{figures: "URBAN,990101,2019,300,report,\nPOP,990101,2019,300,report,\n"}, time.Time{}, ""},
		{"CSV-COUNT", "HalfAPermit", map[string]string{figures: permits("10.5")}, time.Time{}, "而这个数有小数：10.5"},
		{"CSV-COUNT", "WrittenWithAZero", map[string]string{figures: permits("10.0")}, time.Time{}, ""},

		{"SOURCES-DISAGREE", "Both", map[string]string{figures: "POP,990101,2019,1000,report,\nPOP,990101,2019,1005,stats,\n"}, time.Time{},
			"青石 户籍人口 2019：公安报表 报 1000，统计报表 报 1005，相差 +5（+0.50%）"},
		{"SOURCES-DISAGREE", "Equal", map[string]string{figures: "POP,990101,2019,1000,report,\nPOP,990101,2019,1000,stats,\n"}, time.Time{}, ""},
		{"SOURCES-DISAGREE", "FewerDigits", map[string]string{figures: "URBAN_RATE,990101,2019,43.31,report,\nURBAN_RATE,990101,2019,43.3,stats,\n"}, time.Time{}, ""},
		{"SOURCES-DISAGREE", "OtherDigits", map[string]string{figures: "URBAN_RATE,990101,2019,43.36,report,\nURBAN_RATE,990101,2019,43.3,stats,\n"}, time.Time{}, "-0.06"},

		{"REPORT-OVERDUE", "DueToday", map[string]string{figures: permits(100, 100, 100, 100, 100, 100, 100)}, late, "市公安局未报 2019-Q4 的 居住证制发量：青石"},
		{"REPORT-OVERDUE", "NotYetDue", map[string]string{figures: permits(100, 100, 100, 100, 100, 100, 100)}, late.Add(-time.Second), ""},
		{"REPORT-OVERDUE", "Reported", map[string]string{figures: permits(100, 100, 100, 100, 100, 100, 100, 100)}, late, ""},
		{"REPORT-OVERDUE", "SaidToBeMissing", map[string]string{figures: permits(100) + "PERMITS,990101,2019-Q4,,report,L\n"}, late, "（其中 1 处已注明缺失）"},
		{"REPORT-OVERDUE", "NotApplicable", map[string]string{figures: permits(100, 100, 100, 100, 100, 100, 100) + "PERMITS,990101,2019-Q4,,report,M\n"}, late, ""},
		{"REPORT-OVERDUE", "ANeighbourHas", map[string]string{figures: series("PERMITS", "990101", "2019-Q4", "report", 5) + series("PERMITS", "990102", "2019-Q1", "report", 5)}, late, "白水"},
		{"REPORT-OVERDUE", "NobodyEver", map[string]string{figures: series("PERMITS", "990101", "2019-Q4", "report", 5)}, late, ""},
		// Of the other counties with the indicator, half or more have the period.
		{"REPORT-OVERDUE", "Hole", map[string]string{figures: permits(100, 100, 100) + series("PERMITS", "990102", "2018-Q1", "report", 5) + series("PERMITS", "990102", "2018-Q3", "report", 5)}, late.AddDate(-1, 0, -1),
			"市公安局缺 2018-Q2 的 居住证制发量：白水"},
		{"REPORT-OVERDUE", "HoleThatIsSaid", map[string]string{figures: permits(100, 100, 100) + series("PERMITS", "990102", "2018-Q1", "report", 5) + "PERMITS,990102,2018-Q2,,report,M\n" + series("PERMITS", "990102", "2018-Q3", "report", 5)}, late.AddDate(-1, 0, -1), ""},
		{"REPORT-OVERDUE", "HoleOfMost", map[string]string{figures: permits(100, 100, 100) + series("PERMITS", "990102", "2018-Q1", "report", 5) + series("PERMITS", "990102", "2018-Q3", "report", 5) +
			series("PERMITS", "990103", "2018-Q1", "report", 5) + series("PERMITS", "990103", "2018-Q3", "report", 5) + series("PERMITS", "990104", "2018-Q1", "report", 5) + series("PERMITS", "990104", "2018-Q3", "report", 5)}, late.AddDate(-1, 0, -1), ""},
		{"REPORT-OVERDUE", "HoleOfHalf", map[string]string{figures: permits(100, 100, 100) + series("PERMITS", "990102", "2018-Q1", "report", 5, 5, 5) +
			series("PERMITS", "990103", "2018-Q1", "report", 5) + series("PERMITS", "990103", "2018-Q3", "report", 5) + series("PERMITS", "990104", "2018-Q1", "report", 5) + series("PERMITS", "990104", "2018-Q3", "report", 5)}, late.AddDate(-1, 0, -1), "红土、黄坡"},
		{"REPORT-OVERDUE", "HoleOfEverybody", map[string]string{figures: series("PERMITS", "990101", "2018-Q1", "report", 5) + series("PERMITS", "990101", "2018-Q3", "report", 5)}, late.AddDate(-1, 0, -1), ""},
		{"REPORT-OVERDUE", "TargetIsOver", map[string]string{figures: permits(100, 100, 100, 100, 100, 100, 100), aims: "PERMITS,990101,cumulative,2017,,2019-Q3,900,report\n"}, late, ""},

		// 0.00 + 13 × 4 = 52; half a unit of 13.00 over four years and of 54.00 is 0.025.
		{"TARGET-CONFLICT", "YearlyAndWhole", map[string]string{aims: "SETTLED,990100,cumulative,2016,0.00,2020,54.00,report\nSETTLED,990100,annual_flow,2016,0.00,2020,13.00,report\n"}, time.Time{},
			"全市 落户人数：0.00 + 每年 13.00 × 4 年 = 52，而 2020 的目标是 54.00，差 2 万人；到 54.00 要每年 13.5"},
		{"TARGET-CONFLICT", "YearlyRounded", map[string]string{aims: "SETTLED,990100,cumulative,2016,0.00,2020,52.02,report\nSETTLED,990100,annual_flow,2016,0.00,2020,13.00,report\n"}, time.Time{}, ""},
		{"TARGET-CONFLICT", "YearlyBeyondRounding", map[string]string{aims: "SETTLED,990100,cumulative,2016,0.00,2020,52.03,report\nSETTLED,990100,annual_flow,2016,0.00,2020,13.00,report\n"}, time.Time{}, "差 0.03"},
		// Three years of 13.0 and 39.2: half a unit of each is 0.15 and 0.05, which is the difference.
		{"TARGET-CONFLICT", "YearlyJustRounded", map[string]string{aims: "SETTLED,990100,cumulative,2016,0.0,2019,39.2,report\nSETTLED,990100,annual_flow,2016,0.0,2019,13.0,report\n"}, time.Time{}, ""},
		{"TARGET-CONFLICT", "YearlyFromElsewhere", map[string]string{aims: "SETTLED,990100,cumulative,2015,0.00,2020,54.00,report\nSETTLED,990100,annual_flow,2016,0.00,2020,13.00,report\n"}, time.Time{}, ""},
		{"TARGET-CONFLICT", "PointsAndLevel", map[string]string{aims: "URBAN_RATE,990100,level,2016,35.00,2020,44.00,report\nURBAN_RATE,990100,annual_increase,2016,35.00,2020,2.00,report\n"}, time.Time{},
			"35.00 + 每年 2.00 × 4 年 = 43，而 2020 的目标是 44.00"},
		{"TARGET-CONFLICT", "WayBack", map[string]string{aims: "URBAN_RATE,990100,level,2016,35.00,2018,39.00,report\nURBAN_RATE,990100,level,,,2019,38.00,report\nURBAN_RATE,990100,level,,,2020,43.00,report\n"}, time.Time{},
			"分年的目标走了回头路：2018 39.00，2019 38.00，最后是 2020 43.00"},
		{"TARGET-CONFLICT", "StandsStill", map[string]string{aims: "URBAN_RATE,990100,level,2016,35.00,2018,39.00,report\nURBAN_RATE,990100,level,,,2019,39.00,report\nURBAN_RATE,990100,level,,,2020,43.00,report\n"}, time.Time{}, ""},
		{"TARGET-CONFLICT", "Parts", map[string]string{aims: "PERMITS,990100,cumulative,2016,,2020,1000,report\nPERMITS,990101,cumulative,2016,,2020,200,report\nPERMITS,990102,cumulative,2016,,2020,200,report\nPERMITS,990103,cumulative,2016,,2020,300,report\nPERMITS,990104,cumulative,2016,,2020,299,report\n"}, time.Time{},
			"4 个下级的目标 200 + 200 + 300 + 299 = 999，而本级的目标是 1000，差 +1"},
		{"TARGET-CONFLICT", "PartsEqual", map[string]string{aims: "PERMITS,990100,cumulative,2016,,2020,1000,report\nPERMITS,990101,cumulative,2016,,2020,200,report\nPERMITS,990102,cumulative,2016,,2020,200,report\nPERMITS,990103,cumulative,2016,,2020,300,report\nPERMITS,990104,cumulative,2016,,2020,300,report\n"}, time.Time{}, ""},
		{"TARGET-CONFLICT", "OnePartWithout", map[string]string{aims: "PERMITS,990100,cumulative,2016,,2020,1000,report\nPERMITS,990101,cumulative,2016,,2020,200,report\nPERMITS,990102,cumulative,2016,,2020,200,report\n"}, time.Time{}, ""},
		// 2 points of 10,000,000 people are 200,000 a year; both are told in tenths of 万人: 19.95 is about 20.0, 19.94 is not.
		{"TARGET-CONFLICT", "PointsInPeople", map[string]string{figures: "POP,990100,2019,10000000,report,\n",
			aims: "URBAN_RATE,990100,annual_increase,2016,35.00,2020,2.00,report\nSETTLED,990100,annual_flow,2016,,2020,19.94,report\n"}, time.Time{}, "× 2 ÷ 100"},
		{"TARGET-CONFLICT", "PointsInPeopleEnough", map[string]string{figures: "POP,990100,2019,10000000,report,\n",
			aims: "URBAN_RATE,990100,annual_increase,2016,35.00,2020,2.00,report\nSETTLED,990100,annual_flow,2016,,2020,19.95,report\n"}, time.Time{}, ""},
		{"TARGET-DIRECTION", "Worse", map[string]string{aims: "URBAN_RATE,990100,level,2016,35.00,2020,34.99,report\n"}, time.Time{}, "越高越好，而目标 34.99 比基期 35.00 差"},
		{"TARGET-DIRECTION", "Same", map[string]string{aims: "URBAN_RATE,990100,level,2016,35.00,2020,35.00,report\n"}, time.Time{}, ""},
		{"TARGET-NO-BASELINE", "None", map[string]string{aims: "URBAN_RATE,990100,level,,,2020,43.00,report\n"}, time.Time{}, "没有基期"},
		{"TARGET-NO-BASELINE", "AnObservation", map[string]string{figures: "URBAN_RATE,990100,2016,35.00,report,\n", aims: "URBAN_RATE,990100,level,2016,,2020,43.00,report\n"}, time.Time{}, ""},
		{"MEASURE-NO-INDICATOR", "EmptyList", map[string]string{"content/measures/1-2.md": "---\nid: 1-2\ntitle: 别的\ngroup: 服务\nlead: hr\n---\n正文。\n"}, time.Time{}, "措施 1-2 没有指标"},
		{"MEASURE-NO-INDICATOR", "OneIndicator", nil, time.Time{}, ""},

		{"TEXT-UNKNOWN-ORG", "Unknown", map[string]string{section: "由市园林绿化局负责。\n"}, time.Time{}, `正文里的 "市园林绿化局" 不是`},
		{"TEXT-UNKNOWN-ORG", "InAMeasure", map[string]string{measure: "先发证，\n\n再由市教委验收。\n"}, time.Time{}, "content/measures/1-1.md:9:3: "},
		{"TEXT-UNKNOWN-ORG", "Misspelt", map[string]string{section: "由市公按局负责。\n"}, time.Time{}, `是否为 "市公安局"？`},
		{"TEXT-UNKNOWN-ORG", "Aliases", map[string]string{section: "市人社局、市公安机关和市教育局，全市民政局，市民服务中心，超市管理局，城市管理局，市场监管，市委，市政府和市公安局，市政务大厅，市财政出资新建养老服务中心，市中心养老服务中心。\n"}, time.Time{}, ""},
		{"TEXT-UNKNOWN-ORG", "CityInTheName", map[string]string{section: "市政府和市城市管理局负责。\n"}, time.Time{}, `"市城市管理局"`},
		{"LINK-DEAD", "Page", map[string]string{section: "见[办事](../measures/9-9/index.html)。\n"}, time.Time{}, `链接指向没有的页面 "../measures/9-9/index.html"`},
		{"LINK-DEAD", "KnownPage", map[string]string{section: "见[发证](../measures/1-1/index.html)和[县](../counties/990101/)。\n"}, time.Time{}, ""},
		{"LINK-DEAD", "Anchor", map[string]string{section: "见[职责](#whom)。\n\n## 职责 {#who}\n\n正文。\n"}, time.Time{}, `没有的锚点 "#whom"`},
		{"LINK-DEAD", "KnownAnchor", map[string]string{section: "见[职责](#who)。\n\n## 职责 {#who}\n\n正文。\n"}, time.Time{}, ""},
		{"LINK-DEAD", "Outside", map[string]string{section: "见[省网站](https://example.gov.cn/gone)。\n"}, time.Time{}, ""},
		{"MD-EMPTY", "Empty", map[string]string{section: "\n"}, time.Time{}, "文件头之后没有正文"},
		{"MD-EMPTY", "AWord", map[string]string{section: "略。\n"}, time.Time{}, ""},
		{"MD-HEADING", "Skips", map[string]string{section: "## 一\n\n#### 二\n\n正文。\n"}, time.Time{}, "标题从第 2 级跳到了第 4 级"},
		{"MD-HEADING", "NextLevel", map[string]string{section: "## 一\n\n### 二\n\n正文。\n"}, time.Time{}, ""},
		{"FILE-UNKNOWN", "Misspelt", map[string]string{"data/target.csv": "a\n"}, time.Time{}, "不认识这张表"},
		{"FILE-UNKNOWN", "Records", map[string]string{records: ""}, time.Time{}, ""},
		{"FILE-IGNORED", "Workbook", map[string]string{"data/observations/a.xlsx": "PK"}, time.Time{}, "没有读取这个文件"},
		{"FILE-IGNORED", "Table", map[string]string{"data/observations/b.csv": heads[figures]}, time.Time{}, ""},
	}
	seen := map[string][2]bool{}
	for _, tt := range tests {
		s := seen[tt.rule]
		s[0] = s[0] || tt.want != ""
		s[1] = s[1] || tt.want == ""
		seen[tt.rule] = s
		t.Run(tt.rule+"/"+tt.name, func(t *testing.T) {
			in, faults := world(t, tt.files)
			in.At = tt.at
			var found diag.List
			for _, d := range slices.Concat(faults, Run(in, Rules())) {
				if d.Code == tt.rule {
					found = append(found, d)
				}
			}
			got := printed(t, found)
			switch {
			case tt.want == "" && got != "":
				t.Errorf("got\n%s, want nothing", got)
			case !strings.Contains(got, tt.want):
				t.Errorf("got\n%s, want %q", got, tt.want)
			case tt.want != "" && len(found) != 1:
				t.Errorf("got\n%s, want one finding", got)
			}
			for _, d := range found {
				if d.Hint == "" || d.Severity != ruleOf(t, tt.rule).Severity {
					t.Errorf("%v: hint %q, severity %v", d.Place, d.Hint, d.Severity)
				}
			}
		})
	}
	elsewhere := map[string]bool{
		"DISCLOSURE-EXPOSED": true, // package build, testdata/script/disclosure.txtar
		"MEASURE-NONE":       true, // package load, its archive
		LinkUnreachable:      true, // TestReach
		unusedCode:           true, // TestAcknowledgements
	}
	for _, code := range Codes() {
		if s := seen[code]; !elsewhere[code] && (!s[0] || !s[1]) {
			t.Errorf("%s: breaks %v, just does not %v", code, s[0], s[1])
		}
	}
}

func ruleOf(t *testing.T, code string) Rule {
	t.Helper()
	r, ok := Lookup(code)
	if !ok {
		t.Fatalf("no rule %s", code)
	}
	return r
}

// Every rule has a page with a title, a remedy and no more than a screenful of text, and every page a rule.
func TestEveryRuleHasAPage(t *testing.T) {
	files, err := filepath.Glob("rules/*.md")
	if err != nil || len(files) != len(Rules()) {
		t.Errorf("%d pages for %d rules, %v", len(files), len(Rules()), err)
	}
	for _, r := range Rules() {
		page, err := os.ReadFile("rules/" + r.Code + ".md")
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.HasPrefix(string(page), "# "+r.Title()+"\n\n") || r.Title() == r.Code || !strings.Contains(r.Text(), "怎么办：") {
			t.Errorf("%s: title %q, text\n%s", r.Code, r.Title(), r.Text())
		}
	}
}

func TestAcknowledgements(t *testing.T) {
	jump := permits(1000, 1100, 1200, 1000, 1100, 1701)
	const why = "集中补办,统计股,2019-07-20,\n"
	tests := []struct {
		name, rows      string
		decided         Severities
		open            []string // codes
		settled         int
		part            string // of the open findings
		figures, prose  string
		errors, partial bool
	}{
		{name: "Nothing", open: []string{"SERIES-JUMP"}},
		{name: "Value", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,1701," + why, settled: 1},
		{name: "ValueOtherwiseWritten", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,1701.0," + why, settled: 1},
		{name: "AnyValue", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,," + why, settled: 1},
		{name: "AnyRegion", rows: "SERIES-JUMP,PERMITS,,,,," + why, settled: 1},
		{name: "ValueHasChanged", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,1650," + why, open: []string{"SERIES-JUMP"},
			part: "统计股在 2019-07-20 核实的是 1650，现在是 1701"},
		{name: "OtherRegion", rows: "SERIES-JUMP,PERMITS,990102,2019-Q2,,1701," + why, open: []string{unusedCode, "SERIES-JUMP"}, part: "data/acknowledgements.csv:2"},
		{name: "OtherPeriod", rows: "SERIES-JUMP,PERMITS,990101,2019-Q1,,1701," + why, open: []string{unusedCode, "SERIES-JUMP"}},
		{name: "OtherRule", rows: "UNIT-SLIP,PERMITS,990101,2019-Q2,,1701," + why, open: []string{unusedCode, "SERIES-JUMP"}},
		{name: "UnusedIsOff", rows: "UNIT-SLIP,PERMITS,990101,2019-Q2,,1701," + why, decided: Severities{unusedCode: Off}, open: []string{"SERIES-JUMP"}},
		{name: "UnusedOfARuleThatIsOff", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,1701," + why, decided: Severities{"SERIES-JUMP": Off}},
		{name: "UnusedUnknownWhenNotAllWasLookedFor", rows: "UNIT-SLIP,PERMITS,990101,2019-Q2,,1701," + why, partial: true, open: []string{"SERIES-JUMP"}},
		{name: "UnknownRule", rows: "SERIES-JUMPS,PERMITS,990101,2019-Q2,,1701," + why, open: []string{"ACK-UNKNOWN-RULE", "SERIES-JUMP"}, errors: true, part: `是否为 "SERIES-JUMP"？`},
		{name: "FaultOfForm", rows: "CSV-BAD-NUMBER,PERMITS,990101,2019-Q2,,1701," + why, open: []string{"ACK-UNKNOWN-RULE", "SERIES-JUMP"}, errors: true},
		{name: "Subject", figures: permits(1000), prose: "由市园林局负责。\n", rows: "TEXT-UNKNOWN-ORG,,,,市园林局,," + why, settled: 1},
		{name: "OtherSubject", figures: permits(1000), prose: "由市园林局负责。\n", rows: "TEXT-UNKNOWN-ORG,,,,市绿化局,," + why, open: []string{"TEXT-UNKNOWN-ORG", unusedCode}},
		{name: "AFile", figures: permits(1000), prose: "\n", rows: "MD-EMPTY,,,,content/sections/01-goals.md,," + why, settled: 1},
		{name: "RaisedAndRight", rows: "SERIES-JUMP,PERMITS,990101,2019-Q2,,1701," + why, decided: Severities{"SERIES-JUMP": diag.Error}, settled: 1},
		{name: "Raised", decided: Severities{"SERIES-JUMP": diag.Error}, open: []string{"SERIES-JUMP"}, errors: true},
		{name: "Off", decided: Severities{"SERIES-JUMP": Off}},
		{name: "Lowered", figures: permits(1000), prose: "见[办事](../gone/)。\n", decided: Severities{"LINK-DEAD": diag.Warning}, open: []string{"LINK-DEAD"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{figures: jump, records: tt.rows}
			if tt.figures != "" {
				files[figures] = tt.figures
			}
			if tt.prose != "" {
				files[section] = tt.prose
			}
			in, faults := world(t, files)
			open, settled := Judge(slices.Concat(faults, Run(in, Rules())), in.Plan, in.Places, tt.decided, !tt.partial)
			var codes []string
			for _, d := range open {
				codes = append(codes, d.Code)
			}
			if !slices.Equal(codes, tt.open) || len(settled) != tt.settled || open.HasErrors() != tt.errors || !strings.Contains(printed(t, open), tt.part) {
				t.Errorf("open %v, %d settled, errors %v\n%s", codes, len(settled), open.HasErrors(), printed(t, open))
			}
			for _, s := range settled {
				if s.Because.CheckedBy != "统计股" || s.Because.Because != "集中补办" {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}
