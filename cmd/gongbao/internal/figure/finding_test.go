package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// world is 云岭市 with the counties 甲县, 乙县 … and one indicator X, baseline 2016 and target 2020.
type world struct {
	in       model.Indicator
	counties int
	targets  []model.Target
	rows     []model.Observation
}

func region(i int) string { return fmt.Sprintf("99000%d", i) } // 0 is the city

func (w *world) target(i int, kind model.TargetKind, baseline, aim string) {
	t := model.Target{Indicator: "X", Region: region(i), Kind: kind, BaselinePeriod: period("2016"),
		Milestones: []model.Milestone{{Period: period("2020"), Value: number(aim), Source: "rep"}}}
	if baseline != "" {
		n := number(baseline)
		t.BaselineValue = &n
	}
	w.targets = append(w.targets, t)
}

func (w *world) row(i int, p, value string) {
	n := number(value)
	w.rows = append(w.rows, model.Observation{Indicator: "X", Region: region(i), Period: period(p), Value: &n, Status: "A", Source: "rep", Release: "r1"})
}

func (w *world) assess() *analysis.Assessment {
	w.in.ID = "X"
	p := model.Plan{Region: region(0), Indicators: []model.Indicator{w.in}, Targets: w.targets, Observations: w.rows,
		Regions:  []model.Region{{Code: region(0), Name: "云岭市", ShortName: "云岭", Level: model.City}},
		Sources:  []model.Source{{ID: "rep", Name: "年报", Kind: model.Reported, Rank: 1}},
		Releases: []model.Release{{ID: "r1", Title: "第一批"}}}
	for i := range w.counties {
		name := string([]rune("甲乙丙丁戊己庚辛")[i])
		p.Regions = append(p.Regions, model.Region{Code: region(i + 1), Name: name + "县", ShortName: name, Level: model.County, Parent: region(0)})
	}
	return analysis.Assess(model.NewPlan(p), analysis.Options{})
}

var (
	share100 = model.Indicator{Name: "覆盖率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 1, Frequency: model.Year, Measure: "1-1"}
	pending  = model.Indicator{Name: "待登记人数", ValueUnit: "人", Direction: model.Down, Kind: model.Stock, Aggregation: model.NoRule, Frequency: model.Year, Measure: "1-1"}
	waste    = model.Indicator{Name: "排放量", ValueUnit: "吨", Direction: model.Down, Kind: model.Flow, Aggregation: model.NoRule, Frequency: model.Year, Measure: "1-1"}
	census   = model.Indicator{Name: "常住人口城镇化率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 2, Frequency: model.Year}
)

func attainmentOf(t *testing.T, w *world, kind model.TargetKind) Figure {
	t.Helper()
	f, ok := NewAttainment(w.assess(), "X", kind)
	if !ok {
		t.Fatal("no figure")
	}
	return f
}

// Seven counties go from 0 to 100 %; six of them are there by the end, 庚 is at 60.
func TestTiesAreCounted(t *testing.T) {
	w := &world{in: share100, counties: 7}
	for i := range 7 {
		w.target(i+1, model.LevelTarget, "0", "100")
		w.row(i+1, "2020", map[bool]string{true: "100", false: "60"}[i < 6])
	}
	check(t, "summary", attainmentOf(t, w, model.LevelTarget).Summary,
		"到2020年末，覆盖率完成度甲等6个县并列居首，100.0%；庚居末，60.0%；序时进度100.0%；7个县中1个滞后。")
	check(t, "two", (voice{wording.Chinese}).first([]string{"甲", "乙"}, "县"), "甲、乙并列居首")
}

// At the end of 2018 half of the time has passed: 50 % is on track, and so is 48.5.
func TestATitleSpeaksOfThoseWhoWereJudged(t *testing.T) {
	for _, tt := range []struct {
		name           string
		targets        int
		values         []string
		title, summary string
	}{
		{"all", 3, []string{"50", "48.5", "50"}, "覆盖率完成度：各县均未滞后", "；没有滞后的县。"},
		{"one of three reported", 3, []string{"50"}, "覆盖率完成度：3个县中1个可判定，未滞后", "；3个县中1个可判定，没有滞后的县。"},
		{"one has a target", 1, []string{"50"}, "覆盖率完成度：有目标的1个县未滞后", "；3个县中1个可判定，没有滞后的县。"},
		{"two of three lag", 3, []string{"30", "20"}, "覆盖率完成度：3个县中2个可判定，均滞后于序时，乙差距最大", "；3个县中2个可判定，2个滞后。"},
	} {
		w := &world{in: share100, counties: 3}
		for i := range tt.targets {
			w.target(i+1, model.LevelTarget, "0", "100")
		}
		for i, v := range tt.values {
			w.row(i+1, "2018", v)
		}
		f := attainmentOf(t, w, model.LevelTarget)
		check(t, tt.name, f.Title, tt.title)
		if !strings.HasSuffix(f.Summary, tt.summary) {
			t.Errorf("%s: summary %s, want it to end in %s", tt.name, f.Summary, tt.summary)
		}
	}
}

func TestTheUsualKindOfTargetIsCompared(t *testing.T) {
	w := &world{in: share100, counties: 3}
	w.target(1, model.AnnualIncrease, "", "25")
	w.target(2, model.LevelTarget, "0", "100")
	w.target(3, model.LevelTarget, "0", "100")
	for i := range 3 {
		w.row(i+1, "2018", "50")
	}
	f := attainmentOf(t, w, model.AnnualIncrease)
	check(t, "id", f.ID, "attainment-X-level")
	check(t, "table", rows(f), "名次 | 地区 | 完成度（%） | 序时进度（%） | 与序时差（个百分点） | 状态\n"+
		"1 | 乙 | 50.0 | 50.0 | 0.0 | 符合序时\n1 | 丙 | 50.0 | 50.0 | 0.0 | 符合序时\n— | 甲 | — | — | — | 目标类型不同")
}

func trendOfCity(t *testing.T, w *world) Figure {
	t.Helper()
	a := w.assess()
	f, ok := NewTrend(a, a.Results("X", region(0))[0])
	if !ok {
		t.Fatal("no figure")
	}
	return f
}

// From 800 to 0: at 15 it is (15 − 800) ÷ −800 = 98.125 % done when 75 % was due.
func TestWhatIsToComeDownIsATask(t *testing.T) {
	w := &world{in: pending}
	w.target(0, model.LevelTarget, "800", "0")
	w.row(0, "2019", "15")
	f := trendOfCity(t, w)
	check(t, "title", f.Title, "待登记人数压减完成98.1%，比序时进度高23.1个百分点")
	check(t, "summary", f.Summary, "到2019年末，全市待登记人数15人；完成压减任务的98.1%，比序时进度高23.1个百分点。")
}

// 12000 t in four years are the ceiling. After three years 9310 t are 77.58 % of it when 75 % have passed. The last year's
// 3103 t once more are 12413.
func TestACeilingIsUsedUp(t *testing.T) {
	w := &world{in: waste}
	w.target(0, model.Cumulative, "", "12000")
	w.row(0, "2017", "3103")
	w.row(0, "2018", "3104")
	w.row(0, "2019", "3103")
	f := trendOfCity(t, w)
	check(t, "title", f.Title, "排放量累计用去上限的77.6%，符合序时进度")
	if want := "；用去上限的77.6%，比序时上限高2.6个百分点；按近一年的速度推算，2020年末约1.24万吨，比目标高413吨。"; !strings.HasSuffix(f.Summary, want) {
		t.Errorf("summary %s, want it to end in %s", f.Summary, want)
	}
}

func TestDigitsTellNeighboursApart(t *testing.T) {
	for _, tt := range [][3]string{
		{"12413", "12000", "1.24万吨"}, {"12004", "12000", "12004吨"}, {"12000", "12000", "1.2万吨"}, {"15100", "12000", "1.5万吨"}, {"880", "900", "880吨"},
	} {
		check(t, tt[0], voice{wording.Chinese}.near(number(tt[0]).Rat(), number(tt[1]).Rat(), &waste), tt[2])
	}
}

// A census has no end of year, and no years around it on the axis.
func TestACensusIsNamedByItsYear(t *testing.T) {
	w := &world{in: census, counties: 2}
	for i := range 3 {
		w.row(i, "2010", "26.16")
		w.row(i, "2020", fmt.Sprintf("%d.12", 42+i))
	}
	f := trendOfCity(t, w)
	ranking, _ := NewRanking(w.assess(), "X")
	for _, text := range []string{f.Title, f.Subtitle, f.Summary, rows(f), ranking.Subtitle, ranking.Summary, f.Readings()[0].Title} {
		if strings.Contains(text, "年末") {
			t.Errorf("a census at the end of a year: %s", text)
		}
	}
	var years []string
	for _, m := range f.Scene(Wide).Marks {
		if l, ok := m.(Label); ok && strings.HasSuffix(l.Text, "年") {
			years = append(years, l.Text)
		}
	}
	slices.Sort(years)
	check(t, "axis", strings.Join(years, " "), "2010年 2020年")
}

// What a source expects is drawn as expected, and it is not the newest figure.
func TestAForecastIsNoObservation(t *testing.T) {
	w := &world{in: share100}
	w.row(0, "2018", "50")
	w.row(0, "2019", "60")
	w.row(0, "2020", "71")
	w.rows[2].Status = model.ProjectedStatus
	f := trendOfCity(t, w)
	check(t, "table", rows(f), "时期 | 实际（%） | 来源推算（%）\n2018年末 | 50.0 | —\n2019年末 | 60.0 | —\n2020年末 | — | 71.0")
	check(t, "title", f.Title, "覆盖率由50.0%升至60.0%")
}

// Quarters between a path's two ends have a planned value of their own: 35 + 8 × 30 ÷ 48 = 40.00 in the middle of 2019.
func TestReadingsSayEverything(t *testing.T) {
	f := rising()
	f.Mark = Mixed
	f.Lines[0].Points[10].Demonstration = true
	readings := f.Readings()
	if len(readings) != 12 { // 11 quarters and the target's date
		t.Fatalf("%d readings", len(readings))
	}
	r := readings[10]
	check(t, "quarter", r.Title+"|"+strings.Join(r.Lines, "|"), "2019年6月末|实际 39.40%（初步数，演示数据）|计划路径 40.00%|目标 43.00%")
	check(t, "end", strings.Join(readings[11].Lines, "|"), "计划路径 43.00%|推算 42.10%|目标 43.00%")
	check(t, "row", strings.Join(attained().Readings()[4].Lines, "|"), "完成度 71.1%|序时进度 87.5%|比序时进度低16.4个百分点|明显滞后")
	if lines := ranked().Readings()[6].Lines; lines[0] != "未单列" {
		t.Errorf("云湖新区: %q", lines)
	}
}

// Whoever draws over the scene finds its points by the plot alone.
func TestThePlotIsWhereThePointsAre(t *testing.T) {
	f := rising()
	from, to := f.Span()
	for name, l := range layouts {
		s := f.Scene(l)
		p := f.Lines[0].Points[10]
		x := s.Plot.Left + (f.Month(p.Period)-from)/(to-from)*(s.Plot.Right-s.Plot.Left)
		y := s.Plot.Bottom - (p.Value-s.Plot.Low)/(s.Plot.High-s.Plot.Low)*(s.Plot.Bottom-s.Plot.Top)
		if !slices.ContainsFunc(s.Marks, func(m SceneMark) bool {
			d, ok := m.(Dot)
			return ok && math.Abs(d.X-x) < 1e-6 && math.Abs(d.Y-y) < 1e-6 && d.Hollow
		}) {
			t.Errorf("%s: no dot at %.1f, %.1f", name, x, y)
		}
		bars := ranked()
		s = bars.Scene(l)
		end := s.Plot.Left + (46.80-s.Plot.Low)/(s.Plot.High-s.Plot.Low)*(s.Plot.Right-s.Plot.Left)
		middle := s.Plot.Top + (s.Plot.Bottom-s.Plot.Top)/float64(len(bars.Bars))/2
		a := firstArea(s, ClassBar)
		if math.Abs(a.Points[1][0]-end) > 1e-6 || math.Abs((a.Points[0][1]+a.Points[2][1])/2-middle) > 1e-6 {
			t.Errorf("%s: first bar %v, want its end at %.1f, %.1f", name, a.Points, end, middle)
		}
	}
}

func firstArea(s Scene, class Class) Area {
	for _, m := range s.Marks {
		if a, ok := m.(Area); ok && a.Class == class {
			return a
		}
	}
	return Area{}
}

func areas(s Scene, class Class) (n int) {
	for _, m := range s.Marks {
		if a, ok := m.(Area); ok && a.Class == class {
			n++
		}
	}
	return n
}

func TestADemonstrationFigureIsASquareWhateverElseItIs(t *testing.T) {
	f := rising()
	f.Mark = Mixed
	f.Lines[0].Points[10].Demonstration = true
	var squares []Dot
	for _, m := range f.Scene(Wide).Marks {
		if d, ok := m.(Dot); ok && d.Class == ClassDemonstration {
			squares = append(squares, d)
		}
	}
	if len(squares) != 1 || !squares[0].Hollow {
		t.Errorf("squares %+v, want one, hollow", squares)
	}
}

// An empty track of full length would look like a bar of 100 %.
func TestWithoutDataThereIsNoTrack(t *testing.T) {
	f := attained() // five with data, one without
	if n := areas(f.Scene(Wide), ClassTrack); n != 5 {
		t.Errorf("%d tracks, want 5", n)
	}
}

// A bar that goes beyond the plot is in two pieces, and only then does a note speak of it.
func TestOnlyACutBarIsBroken(t *testing.T) {
	for _, tt := range []struct {
		value  float64
		pieces int
		notes  string
	}{{149, 1, ""}, {150, 1, ""}, {151, 2, "有缺口的条超出图幅，未按比例画"}, {-50, 1, ""}, {-51, 2, "有缺口的条超出图幅，未按比例画"}} {
		f := Figure{Kind: Attainment, ValueUnit: "%", Bars: []Bar{{Name: "甲", Value: tt.value, Text: "x", HasStatus: true}}}
		f.attainmentNotes()
		for name, l := range layouts {
			if n := areas(f.Scene(l), ClassBar); n != tt.pieces {
				t.Errorf("%v, %s: bar in %d pieces, want %d", tt.value, name, n, tt.pieces)
			}
		}
		check(t, fmt.Sprint(tt.value), strings.Join(f.Notes, "|"), tt.notes)
	}
}

// Page and paper name the same years.
func TestTicksAreOfTheSameAxis(t *testing.T) {
	years := func(f Figure, l Layout) (found []string) {
		for _, m := range f.Scene(l).Marks {
			if t, ok := m.(Label); ok && strings.HasSuffix(t.Text, "年") {
				found = append(found, t.Text)
			}
		}
		return found
	}
	for span := 1; span <= 25; span++ {
		f := trendOf("%", 1, point(fmt.Sprint(2020-span), 10, 1), point("2020", 12, 1))
		if page, paper := years(f, Wide), years(f, layouts["print"]); !slices.Equal(page, paper) {
			t.Errorf("%d years: %v on the page, %v on paper", span, page, paper)
		}
	}
}

func TestHeadingsKeepApart(t *testing.T) {
	f := attained()
	for i := range f.Bars {
		f.Bars[i].Expected, f.Bars[i].ExpectedText = 100, "100.0"
	}
	at := map[string]Label{}
	for _, m := range f.Scene(Wide).Marks {
		if l, ok := m.(Label); ok {
			at[l.Text] = l
		}
	}
	_, _, end, _ := at["序时进度 100.0%"].Box()
	start, _, _, _ := at["完成度%"].Box()
	if start-end < Wide.TextSize {
		t.Errorf("%.1f units between the headings, want %.0f", start-end, Wide.TextSize)
	}
}

func TestCellsSayThemselves(t *testing.T) {
	a := yunling()
	f, _ := NewMatrix(a)
	c := f.Groups[0].Rows[0].Cells
	check(t, "county", c[0].Title, "青石 · 1-1 · 符合序时 +2.5")
	check(t, "city", c[3].Title, "全市 · 1-1 · 明显滞后 −17.5")
	check(t, "none", c[2].Title, "临川 · 1-1 · 无数据")
	if f.Groups[0].Number != 1 {
		t.Errorf("group %d", f.Groups[0].Number)
	}
	ranking, _ := NewRanking(a, "RATE")
	check(t, "link of the city", ranking.Bars[1].Link, "indicators/RATE/")
}
