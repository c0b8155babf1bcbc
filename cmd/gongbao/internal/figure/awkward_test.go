package figure

import (
	"fmt"
	"math"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

func period(s string) model.Period {
	p, err := model.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

func point(p string, v float64, decimals int) Point {
	return Point{Period: period(p), Value: v, Text: strings.ReplaceAll(fmt.Sprintf("%.*f", decimals, v), "-", "−")}
}

// rising is a rate on its way to 43 %, behind its path, with a revision and a provisional last point.
func rising() Figure {
	f := Figure{Kind: Trend, ValueUnit: "%", Decimals: 2, Title: "户籍人口城镇化率"}
	var seen []Point
	for i, v := range []float64{35, 35.4, 35.8, 36.2, 36.7, 37.1, 37.6, 38, 38.5, 38.9, 39.4} {
		q := fmt.Sprintf("%d-Q%d", 2016+(i+3)/4, (i+3)%4+1)
		seen = append(seen, point(q, v, 2))
	}
	seen[9].Revised = true
	seen[10].Provisional = true
	f.Lines = []Line{
		{Role: Observed, Name: "实际", Points: seen},
		{Role: Path, Name: "计划路径", Points: []Point{point("2016", 35, 2), point("2020", 43, 2)}},
		{Role: Projected, Name: "推算", Points: []Point{seen[10], point("2020", 42.1, 2)}},
	}
	f.Aim = &Aim{Value: 43, Text: "目标 43.00%", Period: period("2020")}
	return f
}

func trendOf(unit string, decimals int, points ...Point) Figure {
	return Figure{Kind: Trend, ValueUnit: unit, Decimals: decimals, Lines: []Line{{Role: Observed, Name: "实际", Points: points}}}
}

const longName = "国家级历史文化名城保护与城乡融合发展示范区及其周边二十三个乡镇街道联合管理委员会（含三个功能片区和两处飞地共计六十字名）"

func bar(place, name string, value float64, s analysis.Status) Bar {
	return Bar{Place: place, Name: name, Value: value, Text: fmt.Sprintf("%.2f", value), Status: s, HasStatus: true, Link: "counties/" + place + "/"}
}

func ranked() Figure {
	f := Figure{Kind: Ranking, ValueUnit: "%", Decimals: 2, Bars: []Bar{
		bar("1", "青石", 46.80, analysis.OnTrack), bar("2", "临川", 45.20, analysis.Achieved), bar("3", "云西", 43.90, analysis.Ahead),
		bar("", "全市", 41.12, analysis.SlightlyBehind), bar("4", "赤水河", 39.8, analysis.SlightlyBehind), bar("5", "北原", 35.90, analysis.Behind),
		{Name: "云湖新区", Missing: "未单列"},
	}}
	f.Bars[3].Home = true
	f.Aim = &Aim{Value: 43, Text: "目标 43.00%"}
	return f
}

func attained() Figure {
	f := Figure{Kind: Attainment, ValueUnit: "%", Decimals: 1}
	for i, r := range []struct {
		name  string
		value float64
		gap   string
		s     analysis.Status
	}{
		{"青石", 100.4, "+12.9", analysis.Achieved}, {"临川", 99.6, "+12.1", analysis.Ahead}, {"云西", 90, "+2.5", analysis.OnTrack},
		{"大方", 81.7, "−5.8", analysis.SlightlyBehind}, {"北原", 71.1, "−16.4", analysis.Behind},
	} {
		f.Bars = append(f.Bars, Bar{Place: fmt.Sprint(i + 1), Name: r.name, Value: r.value, Text: fmt.Sprintf("%.1f", r.value), Status: r.s, HasStatus: true,
			Expected: 87.5, HasExpected: true, ExpectedText: "87.5", GapText: r.gap})
	}
	f.Bars = append(f.Bars, Bar{Name: "金山", Missing: "无数据"})
	return f
}

func goals() Figure {
	f := Figure{Kind: Attainment, ValueUnit: "%", Decimals: 1, Bars: []Bar{
		{Name: "户籍人口城镇化率", Value: 55, Text: "55.0", Status: analysis.SlightlyBehind, HasStatus: true, Expected: 62.5, HasExpected: true, ExpectedText: "62.5", GapText: "−7.5"},
		{Name: "户籍人口城镇化率年均提高", Value: 88, Text: "88.0", Status: analysis.SlightlyBehind, HasStatus: true, Expected: 100, HasExpected: true, ExpectedText: "100.0", GapText: "−12.0"},
		{Name: "落户城镇人口累计", Value: 68.1, Text: "68.1", Status: analysis.Ahead, HasStatus: true, Expected: 62.5, HasExpected: true, ExpectedText: "62.5", GapText: "+5.6"},
		{Name: "落户城镇人口年均", Value: 820, Text: "820.0", Status: analysis.Achieved, HasStatus: true, Expected: 100, HasExpected: true, ExpectedText: "100.0", GapText: "+720.0"},
	}}
	return f
}

func grid(columns, rows int, home bool) Figure {
	f := Figure{Kind: Matrix, HomeLast: home}
	names := []string{"七里关", "青石", "云西", "临川", "织云", "北原", "威南", "赫水", "全市"}
	for i := range columns {
		f.Columns = append(f.Columns, names[i%len(names)])
	}
	titles := []string{"全面放开落户限制", "引导高校高职学生落户", "水库与搬迁移民迁户", "完善居住证制度和积分落户办法，加快推进基本公共服务均等化"}
	for g := range 2 {
		group := Group{Title: []string{"一、推动农业转移人口落户城镇", "二、完善农业转移人口市民化配套政策"}[g]}
		for r := range rows {
			row := Row{ID: fmt.Sprintf("%d-%d", g+1, r+1), Title: titles[r%len(titles)], Link: "measures/x/"}
			for i := range columns {
				s := analysis.Status((i*7 + r*3 + g) % 6)
				text := fmt.Sprintf("−%d.%d", i*2, r)
				if s == analysis.NoData {
					text = ""
				}
				row.Cells = append(row.Cells, Cell{Status: s, Text: text, Link: "counties/x/"})
			}
			group.Rows = append(group.Rows, row)
		}
		f.Groups = append(f.Groups, group)
	}
	return f
}

// contributed leads from 29.2 to 36.8, with a part that nobody has.
func contributed() Figure {
	f := Figure{Kind: Contribution, ValueUnit: "万人", Decimals: 1, Heads: []string{"地区", "数值（万人）", "变化（万人）", "占全部变化（%）", "占全部变化"}}
	f.Bars = []Bar{{Name: "2018年末", Home: true, Total: true, Value: 29.2, Text: "29.2"}}
	at := 29.2
	for _, s := range []struct {
		name  string
		value float64
	}{{"七星关", 3.5}, {"威宁", 2.2}, {"大方", 1.4}, {"织金", -0.6}, {"未分到地区", 1.1}} {
		f.Bars = append(f.Bars, Bar{Name: s.name, From: at, Value: at + s.value, Text: fmt.Sprintf("%+.1f", s.value), Share: fmt.Sprintf("%.1f%%", s.value/7.6*100)})
		at += s.value
	}
	f.Bars = append(f.Bars, Bar{Name: "2019年6月末", Home: true, Total: true, Value: 36.8, Text: "36.8"})
	return f
}

// panelled has n counties, the second without data, the third with a single point.
func panelled(n int) Figure {
	f := Figure{Kind: Multiples, ValueUnit: "%", Decimals: 2, Heads: []string{"地区", "时期", "数值", "计划路径", "数据性质"}}
	for i := range n {
		p := Panel{Bar: bar("", "北原", 40+float64(i), analysis.Statuses[i%len(analysis.Statuses)]), Highlight: i == 0}
		p.Lines = []Line{{Role: Compared, Name: "全市", Points: []Point{point("2016", 35, 2), point("2019", 39, 2)}},
			{Role: Path, Name: "计划路径", Points: []Point{point("2016", 36, 2), point("2020", 44, 2)}},
			{Role: Observed, Name: "北原", Points: []Point{point("2016", 36, 2), point("2018", 38, 2), point("2019", 40+float64(i%9), 2)}}}
		switch i {
		case 1:
			p.Bar, p.Lines = Bar{Name: longName, Missing: "无数据"}, p.Lines[:2]
		case 2:
			p.Lines[2].Points = p.Lines[2].Points[:1]
			p.Lines[2].Points[0].Provisional = true
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

// mapped has five counties on tiles, one without data, and a zone.
func mapped() Figure {
	f := Figure{Kind: Map, ValueUnit: "%", Decimals: 2, Heads: []string{"名次", "地区", "数值", "与序时差", "状态", "数据性质"}}
	for i, b := range ranked().Bars {
		b.Home = false
		f.Places = append(f.Places, Place{Bar: b, Col: 1 + i%3, Row: 1 + i/3})
	}
	f.Places[1].Name = "百里杜鹃管理区"
	return f
}

// awkward are figures that tables really bring, and some that only a typing error does.
func awkward() map[string]Figure {
	gap := trendOf("万人", 2, point("2016", 3.1, 2), point("2017", 4.2, 2), point("2019", 6, 2), point("2020-Q1", 6.5, 2))
	gap.Lines[0].Points[2].Gap = true
	mixed := rising()
	mixed.Mark = Mixed
	for i := range 5 {
		mixed.Lines[0].Points[i+3].Demonstration = true
	}
	mixed.Lines = append(mixed.Lines, Line{Role: Compared, Name: "全省", Points: []Point{point("2016", 40.1, 2), point("2020", 42.3, 2)}},
		Line{Role: Compared, Name: longName, Points: []Point{point("2016", 41.1, 2), point("2020", 42.9, 2)}})
	banded := rising()
	banded.Band = &Band{Low: 41.5, High: 42.7, Text: "区间 41.50—42.70"}
	wideBand := rising()
	wideBand.Band = &Band{Low: 30, High: 60, Text: "区间 30.00—60.00"}
	close := rising() // aim, projection and the newest value at one place
	close.Lines[0].Points = append(close.Lines[0].Points, point("2020", 42.9, 2))
	close.Lines[2].Points[1] = point("2020", 42.95, 2)
	monthly := trendOf("件", 0)
	for y := 2017; y <= 2020; y++ {
		for m := 1; m <= 12; m++ {
			monthly.Lines[0].Points = append(monthly.Lines[0].Points, point(fmt.Sprintf("%d-%02d", y, m), float64(400+(y*m*37)%300), 0))
		}
	}
	monthly.Flow = true
	longBars := ranked()
	longBars.Bars[1].Name, longBars.Bars[3].Name = longName, longName
	longGoals := goals()
	longGoals.Bars[0].Name = longName
	negative := ranked()
	negative.Bars[4].Value, negative.Bars[4].Text = -12.5, "−12.50"
	zero := ranked()
	for i := range zero.Bars {
		zero.Bars[i].Value, zero.Bars[i].Text = 0, "0.00"
	}
	zero.Aim = nil
	missing := ranked()
	for i := range missing.Bars {
		missing.Bars[i] = Bar{Name: missing.Bars[i].Name, Missing: "无数据"}
	}
	missing.Aim = nil
	missingGoals := goals()
	for i := range missingGoals.Bars {
		missingGoals.Bars[i] = Bar{Name: missingGoals.Bars[i].Name, Missing: "无数据"}
	}
	backwards := attained()
	backwards.Bars[4].Value, backwards.Bars[4].Text = -300, "−300.0"
	backwards.Bars[3].Value, backwards.Bars[3].Text = -20, "−20.0"
	down := trendOf("户", 0, point("2016", 6000, 0), point("2018", 2400, 0), point("2019", 900, 0))
	down.Lines = append(down.Lines, Line{Role: Path, Name: "计划路径", Points: []Point{point("2016", 6000, 0), point("2020", 0, 0)}})
	down.Aim = &Aim{Value: 0, Text: "目标 0户", Period: period("2020")}
	longAim := rising()
	longAim.Aim.Text = "目标 " + longName
	falling := contributed()
	for i := range falling.Bars {
		falling.Bars[i].Value, falling.Bars[i].From = -falling.Bars[i].Value, -falling.Bars[i].From
	}
	longSteps := contributed()
	longSteps.Bars[1].Name = longName
	many := mapped()
	for i := range 40 {
		many.Places = append(many.Places, Place{Bar: bar("9", longName, 12345678901234, analysis.Ahead), Col: 1 + i%8, Row: 4 + i/8})
	}
	shaded := mapped()
	for i := range shaded.Places {
		shaded.Places[i].HasStatus, shaded.Places[i].Shade = false, 1+i%Shades
	}
	real := mapped()
	real.Approval = "审图号：云S(2020)001号"
	for i := range real.Places {
		x, y := float64(i%3)*100, float64(i/3)*80
		real.Places[i].Outline = [][][2]float64{{{x, y}, {x + 100, y}, {x + 100, y + 80}, {x, y + 80}}, {{x + 20, y + 20}, {x + 20, y + 30}, {x + 30, y + 30}, {x + 30, y + 20}}}
	}
	tiny := mapped()
	tiny.Approval = real.Approval
	tiny.Places[0].Outline = [][][2]float64{{{0, 0}, {1e-9, 0}, {0, 1e-9}}}
	return map[string]Figure{
		"steps": contributed(), "falling steps": falling, "long steps": longSteps, "no steps": {Kind: Contribution},
		"panels": panelled(8), "one panel": panelled(1), "many panels": panelled(24), "no panels": {Kind: Multiples},
		"tiles": mapped(), "many tiles": many, "shaded": shaded, "boundaries": real, "a speck": tiny, "no map": {Kind: Map},
		"rising": rising(), "banded": banded, "wide band": wideBand, "gap": gap, "mixed": mixed, "close": close, "monthly": monthly, "down": down, "long aim": longAim,
		"one point":    trendOf("%", 1, point("2020", 41.2, 1)),
		"no point":     trendOf("%", 1),
		"empty":        {Kind: Trend},
		"equal values": trendOf("%", 1, point("2018", 41.2, 1), point("2019", 41.2, 1), point("2020", 41.2, 1)),
		"all zero":     trendOf("件", 0, point("2018", 0, 0), point("2019", 0, 0)),
		"negative":     trendOf("万人", 2, point("2018", -3.2, 2), point("2019", 1.5, 2), point("2020", -0.4, 2)),
		"14 digits":    trendOf("元", 0, point("2018", 12345678901234, 0), point("2019", 98765432109876, 0)),
		"not a number": trendOf("%", 1, point("2018", 4, 1), Point{Period: period("2019"), Value: math.NaN()}, Point{Period: period("2020"), Value: math.Inf(1)}),
		"tiny":         trendOf("%", 9, point("2018", 0.000000011, 9), point("2019", 0.000000012, 9)),
		"census":       trendOf("%", 2, point("2000", 13.2, 2), point("2010", 26.5, 2), point("2020", 42.1, 2)),
		"two months":   trendOf("件", 0, point("2020-05", 12, 0), point("2020-06", 15, 0)),
		"long unit":    trendOf("户次/万名常住人口", 1, point("2019", 12.2, 1), point("2020", 15.9, 1)),
		"ranked":       ranked(), "long bars": longBars, "negative bars": negative, "zero bars": zero, "missing bars": missing, "no bars": {Kind: Ranking},
		"attained": attained(), "goals": goals(), "long goals": longGoals, "missing goals": missingGoals, "no goals": {Kind: Attainment}, "backwards": backwards,
		"grid": grid(9, 4, true), "wide grid": grid(40, 2, false), "small grid": grid(2, 2, false), "no grid": {Kind: Matrix}, "ragged": {Kind: Matrix, Columns: []string{"甲", "乙"}, Groups: []Group{{Rows: []Row{{ID: "1-1", Title: longName, Cells: []Cell{{}}}}}}},
	}
}
