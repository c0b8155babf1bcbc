package analysis

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// show writes a series as period:value, with * for a computed point.
func show(s Series) string {
	var b strings.Builder
	for _, p := range s.Points {
		mark := ""
		if p.Computed {
			mark = "*"
		}
		fmt.Fprintf(&b, "%s:%s%s ", p.Period, p.Value, mark)
	}
	return strings.TrimSpace(b.String())
}

func TestSums(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").rows(`
X stone 2017 10
X brook 2017 20
X zone 2017 3
X stone 2018 11
X stone 2019 12
X brook 2019 -
X city 2020 50
X stone 2020 1
X brook 2020 2
X city 2021 -
X stone 2021 1
X brook 2021 2
`)
	a := w.assess()
	// 2017 is 10 + 20, without the zone, which lies within the counties; 2018 lacks a county, 2019 has one that says
	// that its figure is missing, 2020 is published, and of 2021 the city says itself that there is none.
	if got, want := show(a.Series("X", city)), "2017:30* 2020:50"; got != want {
		t.Errorf("city: %s, want %s", got, want)
	}
	// the province has other cities: what is listed here is not all of it
	if got := show(a.Series("X", province)); got != "" {
		t.Errorf("province: %s", got)
	}
	if got, want := show(a.Series("X", stone)), "2017:10 2018:11 2019:12 2020:1 2021:1"; got != want {
		t.Errorf("county: %s, want %s", got, want)
	}
}

func TestRatios(t *testing.T) {
	w := newWorld(t).
		indicator("R % up rate ratio 2 year N D").indicator("P ‰ up rate ratio 1 year N D").indicator("Q 人/户 up rate ratio 2 year N D").
		indicator("M % up rate none 2 year N D").
		indicator("N 人 up stock sum 0 year").indicator("D 人 up stock sum 0 year").
		rows(`
N stone 2017 30
D stone 2017 90
N brook 2017 10
D brook 2017 30
R stone 2017 33.30
N stone 2018 40
N brook 2018 20
D city 2018 180
N stone 2019 40
D stone 2019 0
N province 2017 1
D province 2017 2
`)
	a := w.assess()
	for _, tt := range []struct{ indicator, region, want string }{
		// (30+10) ÷ (90+30) = 33.33 %, not the mean of the counties' rates; 60 ÷ the published 180
		{"R", city, "2017:33.33* 2018:33.33*"},
		{"P", city, "2017:333.3* 2018:333.3*"},
		{"Q", city, "2017:0.33* 2018:0.33*"},
		{"M", city, ""},
		{"R", stone, "2017:33.30"}, // published; nothing divided by 0
		{"R", brook, "2017:33.33*"},
		{"R", province, "2017:50.00*"}, // of its own two figures
	} {
		if got := show(a.Series(tt.indicator, tt.region)); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.indicator, tt.region, got, tt.want)
		}
	}
}

func TestComputedPointsSayWhatTheyAreMadeOf(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").rows(`
X stone 2017 10 demo
X brook 2017 20 census
X stone 2018 10 report r1
X stone 2018 12 report r2
X brook 2018 20 census
`)
	for i := range w.plan.Observations {
		if o := &w.plan.Observations[i]; o.Source == "census" {
			o.Status = "P"
		}
	}
	points := w.assess().Series("X", city).Points
	if p := points[0]; !p.Computed || !p.Demonstration || p.Revised || p.Status != "P" || p.Cell.Shown != nil ||
		strings.Join(p.Sources, " ") != "census demo" {
		t.Errorf("2017: %+v", p)
	}
	if p := points[1]; p.Value.String() != "32" || p.Demonstration || !p.Revised || strings.Join(p.Sources, " ") != "census report" {
		t.Errorf("2018: %+v", p)
	}
}

// The sum is over the counties of the period: 白溪县 became 白溪市 in May 2018.
func TestSumsFollowBoundaries(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").
		rows("X stone 2017 10\nX brook 2017 20\nX stone 2018 11\nX 900182 2018 22\nX brook 2019 1\nX stone 2019 12")
	w.plan.Regions[3].ValidTo = model.Date{Year: 2018, Month: 4}
	w.plan.Regions = append(w.plan.Regions, model.Region{
		Code: "900182", Name: "白溪市", Level: model.County, Parent: city, ValidFrom: model.Date{Year: 2018, Month: 5},
	})
	if got, want := show(w.assess().Series("X", city)), "2017:30* 2018:33*"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A province's plan adds up its cities, and a city without a figure of its own its counties.
func TestAPlanOneLevelUp(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").headline("X").
		rows("X stone 2017 10\nX brook 2017 20\nX 900200 2017 5")
	w.plan.Region = province
	w.plan.Regions = append(w.plan.Regions, model.Region{Code: "900200", Name: "海口市", Level: model.City, Parent: province})
	a := w.assess()
	if got := show(a.Series("X", province)); got != "2017:35*" {
		t.Errorf("province: %s", got)
	}
	if len(a.Counties) != 2 || a.Counties[0].Code != city || a.Counties[1].Code != "900200" {
		t.Errorf("the level below: %v", a.Counties)
	}
}

// A province's cities and the county that it administers directly are one level to its sums, its list and its names.
func TestChildrenOfSeveralLevels(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").headline("X").
		rows("X city 2017 30\nX 900300 2017 4\nX 900200 2017 5\nX city 2018 31\nX 900200 2018 5")
	w.plan.Region = province
	w.plan.Regions = append(w.plan.Regions,
		model.Region{Code: "900300", Name: "黑水县", ShortName: "黑水", Level: model.County, Parent: province},
		model.Region{Code: "900200", Name: "雾川市", ShortName: "雾川", Level: model.City, Parent: province},
		model.Region{Code: "900100X", Name: "旧川市", Level: model.City, Parent: province, ValidTo: model.Date{Year: 2016}},
		model.Region{Code: "9003A1", Name: "省直新区", Level: model.Zone, Parent: province},
	)
	w.target("X province level 2016 0 2020 100")
	a := w.assess()
	// 30 + 4 + 5; in 2018 the county is missing, so that there is no sum
	if got := show(a.Series("X", province)); got != "2017:39*" {
		t.Errorf("the sum is %s", got)
	}
	names := func(regions []*model.Region) (s string) {
		for _, r := range regions {
			s += r.Name + " "
		}
		return s
	}
	if got := names(a.Counties); got != "云岭市 黑水县 雾川市 " {
		t.Errorf("counties %s", got)
	}
	if got := names(a.Below()); got != "云岭市 黑水县 雾川市 旧川市 " {
		t.Errorf("below %s", got)
	}
	if got := a.Peers(); got != "市（县）" {
		t.Errorf("peers %s", got)
	}
	if r := a.Results("X", province)[0]; r.ReasonText() != "黑水未报2018年数，无从汇总" {
		t.Errorf("why: %s", r.ReasonText())
	}
}

// Two sources disagree: the better ranked counts, whichever release it came with.
func TestDisagreementTakesTheBetterSource(t *testing.T) {
	w := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 0 2020 100").
		rows("X city 2018 50.00 census r1\nX city 2018 20.00 report r2")
	r := w.result("X", "city")
	if r.Status != OnTrack || r.Latest.Sources[0] != "census" || len(r.Latest.Cell.Disagreements()) != 1 {
		t.Errorf("%s by %v", r.Status.Word(), r.Latest)
	}
}

func TestSpell(t *testing.T) {
	w := newWorld(t)
	s := Series{Indicator: &model.Indicator{Frequency: model.Quarter}}
	for _, line := range []string{"2017-Q1 1", "2017-Q2 2", "2017-H1 30", "2018 400", "2018-Q1 5", "2019-Q2 6"} {
		period, value, _ := strings.Cut(line, " ")
		s.Points = append(s.Points, Point{Period: w.period(period), Value: *w.number(value)})
	}
	for _, tt := range []struct{ after, to, want, missing string }{
		{"2016", "2017-Q1", "1", "[]"},
		{"2016", "2017-Q2", "30", "[]"},              // the half-year's own figure
		{"2017-Q1", "2017-Q2", "2", "[]"},            // which starts too early here
		{"2016", "2018", "430", "[2017-Q3 2017-Q4]"}, // named in quarters
		{"2017", "2018-Q1", "5", "[]"},               // the year ends too late
		{"2018", "2019-Q2", "6", "[2019-Q1]"},
		{"2018", "2019-01", "0", "[2019-01]"}, // no quarter fits
		{"2018", "2018", "0", "[]"},
	} {
		parts, missing := s.spell(w.period(tt.after).End(), w.period(tt.to).End())
		if got := total(parts).String(); got != tt.want || fmt.Sprint(missing) != tt.missing {
			t.Errorf("after %s to %s: %s %v, want %s %s", tt.after, tt.to, got, missing, tt.want, tt.missing)
		}
	}
}

// The counties' flows add up to the city's, in every period and over all of them.
func TestCountiesAddUpToTheCity(t *testing.T) {
	w := newWorld(t).indicator("X 人 up flow sum 1 quarter")
	for region := range places {
		w.target("X " + region + " cumulative 2016 0 2022 1000")
	}
	for year := 2017; year <= 2019; year++ {
		for quarter := 1; quarter <= 4; quarter++ {
			// any figures will do, with the digits of the indicator
			w.rows(fmt.Sprintf("X stone %d-Q%d %d.%d\nX brook %d-Q%d %d.%d", year, quarter, year*quarter%97, quarter, year, quarter, year%quarter*31, quarter*2))
		}
	}
	a := w.assess()
	sum := func(value func(region string) model.Number) model.Number { return value(stone).Add(value(brook)) }
	for _, p := range a.Series("X", city).Points {
		counties := sum(func(region string) model.Number { return a.Series("X", region).At(p.Period).Value })
		if !p.Computed || p.Value.Cmp(counties) != 0 {
			t.Errorf("%s: %s, the counties %s", p.Period, p.Value, counties)
		}
	}
	counties := sum(func(region string) model.Number { return *a.Results("X", region)[0].Value })
	if got := a.Results("X", city)[0].Value; got.Cmp(counties) != 0 {
		t.Errorf("cumulated %s, the counties %s", got, counties)
	}
}

func TestAssessTwiceIsTheSame(t *testing.T) {
	w := changingWorld(t)
	first, second := Assess(w.build(), Options{}), Assess(w.build(), Options{})
	if !reflect.DeepEqual(first, second) {
		t.Error("two assessments of one plan differ")
	}
	if len(first.Changes) == 0 || len(first.Revisions) == 0 {
		t.Error("the plan has nothing to differ in")
	}
}
