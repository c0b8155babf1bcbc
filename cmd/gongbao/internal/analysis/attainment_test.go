package analysis

import (
	"slices"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// Each case is worked by hand in its comment.
func TestAttainment(t *testing.T) {
	const (
		rate  = "X % up rate none 2 year"
		stock = "X 人 up stock none 0 year"
		flow  = "X 人 up flow none 0 quarter"
		days  = "X 天 down rate none 1 year"
		left  = "X 户 down stock none 0 year"
		quota = "X 公顷 down flow none 0 year"
	)
	tests := []struct {
		name, indicator, target, rows string
		period                        string
		value                         string
		attained, expected, gap       string
		status                        Status
	}{
		// (41.12 − 35) ÷ 8 = 6.12/8 = 153/200; 42 of 48 months; −11 points
		{"level, middle of the year", rate, "level 2016 35.00 2020 43.00", "2020-H1 41.12",
			"2020-H1", "41.12", "153/200", "7/8", "-11/100", SlightlyBehind},
		// the observation at the baseline counts where the target gives none: (40 − 36) ÷ (43 − 36) = 4/7; 24 ÷ 48; +1/14
		{"level, baseline from the figures", rate, "level 2016 - 2020 43", "2016 36\n2018 40",
			"2018", "40", "4/7", "1/2", "1/14", Ahead},
		// past its date: expected stays at 100 %: (42.9 − 35) ÷ 8 = 79/80; −1/80
		{"level, late", rate, "level 2016 35 2020 43", "2021 42.90",
			"2021", "42.90", "79/80", "1", "-1/80", OnTrack},
		{"level, reached late", rate, "level 2016 35 2020 43", "2021 43.00",
			"2021", "43.00", "1", "1", "0", Achieved},
		// lower is better: (12 − 15) ÷ (10 − 15) = 3/5; 1/2; +10
		{"level, down", days, "level 2016 15.0 2020 10.0", "2018 12.0",
			"2018", "12.0", "3/5", "1/2", "1/10", Ahead},
		// (0 − 260) ÷ (0 − 260)
		{"level, down to nothing", left, "level 2016 260 2020 0", "2018 0",
			"2018", "0", "1", "1/2", "1/2", Achieved},
		// a yearly level of a flow, reported by quarter: 2018 is the last whole year, 20+30+30+40 = 120; the baseline year
		// 2016 had 4 × 20 = 80: (120 − 80) ÷ (160 − 80) = 1/2; 24 ÷ 48
		{"level of a flow", flow, "level 2016 - 2020 160",
			"2016-Q1 20\n2016-Q2 20\n2016-Q3 20\n2016-Q4 20\n2018-Q1 20\n2018-Q2 30\n2018-Q3 30\n2018-Q4 40\n2019-Q1 99",
			"2018", "120", "1/2", "1/2", "0", OnTrack},
		// milestones: 2018 → 40, 2020 → 100. Mid 2019: 40 + 60 × 6/24 = 55 of 100 planned; 52 reached
		{"milestones", rate, "level 2016 0 2018 40 2020 100", "2019-H1 52",
			"2019-H1", "52", "13/25", "11/20", "-3/100", OnTrack},
		// on the first leg: 40 × 12/24 = 20
		{"milestones, first leg", rate, "level 2016 0 2018 40 2020 100", "2017 20",
			"2017", "20", "1/5", "1/5", "0", OnTrack},
		// on a corner: 40
		{"milestones, corner", rate, "level 2016 0 2018 40 2020 100", "2018 24",
			"2018", "24", "6/25", "2/5", "-4/25", Behind},

		// 5+10+15 = 30 of 100; 9 ÷ 48 = 3/16; what lies before the baseline does not count
		{"cumulative", flow, "cumulative 2016 0 2020 100", "2016-Q4 99\n2017-Q1 5\n2017-Q2 10\n2017-Q3 15",
			"2017-Q3", "30", "3/10", "3/16", "9/80", Ahead},
		// a year's own figure stands for its quarters: 40 + 10 = 50
		{"cumulative, mixed lengths", flow, "cumulative 2016 - 2020 100", "2017 40\n2017-Q4 12\n2018-Q1 10",
			"2018-Q1", "50", "1/2", "5/16", "3/16", Ahead},
		// counted from 60: (60 + 90 − 60) ÷ (240 − 60) = 1/2; 24 ÷ 48
		{"cumulative, something there before", "X 张 up flow none 0 year", "cumulative 2016 60 2020 240", "2017 40\n2018 50",
			"2018", "150", "1/2", "1/2", "0", OnTrack},
		// a total is kept once reached, early or not
		{"cumulative, reached", flow, "cumulative 2016 0 2020 100", "2017-Q1 100",
			"2017-Q1", "100", "1", "1/16", "15/16", Achieved},
		// the increase of a stock: 1300 − 1000 = 300 of 400
		{"cumulative, stock", stock, "cumulative 2016 1000 2020 400", "2018 1300",
			"2018", "300", "3/4", "1/2", "1/4", Ahead},
		// 700 − 1000 = −300 of −400
		{"cumulative, stock, down", left, "cumulative 2016 1000 2020 -400", "2018 700",
			"2018", "-300", "3/4", "1/2", "1/4", Ahead},
		// at most 1000 in four years; 400 used after two, 500 would be allowed: 10 points to the good
		{"cumulative, not to be exceeded", quota, "cumulative 2016 0 2020 1000", "2017 150\n2018 250",
			"2018", "400", "2/5", "1/2", "1/10", Ahead},
		// 660 used: 16 points to the bad
		{"cumulative, used up too fast", quota, "cumulative 2016 0 2020 1000", "2017 300\n2018 360",
			"2018", "660", "33/50", "1/2", "-4/25", Behind},
		{"cumulative, not exceeded in the end", quota, "cumulative 2016 0 2018 1000", "2017 500\n2018 500",
			"2018", "1000", "1", "1", "0", Achieved},

		// 14 + 13 + 15 + 5.5 = 47.5 in 3.5 years; ÷ 13 = 95/91: 13.571 a year. Not achieved before its time.
		{"annual flow", "X 万人 up flow none 2 year", "annual_flow 2016 0 2020 13", "2017 14\n2018 13\n2019 15\n2020-H1 5.5",
			"2020-H1", "13.57", "95/91", "1", "4/91", OnTrack},
		// 108.6 % in the middle of the plan is ahead, not achieved: 28.236 ÷ 2 ÷ 13
		{"annual flow, ahead", "X 万人 up flow none 3 year", "annual_flow 2016 - 2020 13", "2017 14\n2018 14.236",
			"2018", "14.118", "543/500", "1", "43/500", Ahead},
		// 52 ÷ 4 = 13
		{"annual flow, kept", "X 万人 up flow none 2 year", "annual_flow 2016 - 2020 13", "2017 14\n2018 12\n2019 11\n2020 15",
			"2020", "13.00", "1", "1", "0", Achieved},
		// a poor year after the plan's end does not count: still 52 ÷ 4
		{"annual flow, afterwards", "X 万人 up flow none 2 year", "annual_flow 2016 - 2020 13", "2017 14\n2018 12\n2019 11\n2020 15\n2021 1",
			"2020", "13.00", "1", "1", "0", Achieved},
		// 51.99 ÷ 4 = 12.9975 rounds to 13.00 but is not 13: it shows the digits that tell
		{"annual flow, just missed", "X 万人 up flow none 2 year", "annual_flow 2016 - 2020 13", "2017 14\n2018 12\n2019 11\n2020 14.99",
			"2020", "12.998", "5199/5200", "1", "-1/5200", OnTrack},
		// at most 100 a year: (70 + 90) ÷ 2 = 80: 20 points to the good, and only kept at the end
		{"annual flow, not to be exceeded", quota, "annual_flow 2016 - 2020 100", "2017 70\n2018 90",
			"2018", "80", "4/5", "1", "1/5", Ahead},
		{"annual flow, not exceeded in the end", quota, "annual_flow 2016 - 2018 100", "2017 70\n2018 90",
			"2018", "80", "4/5", "1", "1/5", Achieved},
		// what came after its time does not break a ceiling
		{"cumulative, not exceeded in its time", quota, "cumulative 2016 0 2018 1000", "2017 500\n2018 490\n2019 300",
			"2018", "990", "99/100", "1", "1/100", Achieved},
		{"annual flow, exceeded", quota, "annual_flow 2016 - 2020 100", "2017 110\n2018 130",
			"2018", "120", "6/5", "1", "-1/5", Behind},

		// (40.8 − 35) ÷ 3.5 ÷ 2 = 5.8 ÷ 7 = 29/35
		{"annual increase", rate, "annual_increase 2016 35 2020 2", "2020-H1 40.80",
			"2020-H1", "1.66", "29/35", "1", "-6/35", Behind},
		// (43 − 35) ÷ 4 = 2
		{"annual increase, kept", rate, "annual_increase 2016 35 2020 2", "2020 43.00",
			"2020", "2.00", "1", "1", "0", Achieved},
		{"annual increase, afterwards", rate, "annual_increase 2016 35 2020 2", "2020 43.00\n2021 43.10",
			"2020", "2.00", "1", "1", "0", Achieved},
		// (33 − 35) ÷ 1 = −2: away
		{"annual increase, falling", rate, "annual_increase 2016 35 2020 2", "2017 33.00",
			"2017", "-2.00", "-1", "1", "-2", Behind},
		// (14 − 20) ÷ 3 = −2 a year where −2.5 is aimed at: 4/5
		{"annual increase, down", days, "annual_increase 2016 20.0 2020 -2.5", "2019 14.0",
			"2019", "-2.0", "4/5", "1", "-1/5", Behind},
		// (8 − 20) ÷ 4 = −3
		{"annual increase, down, kept", days, "annual_increase 2016 20.0 2020 -2.5", "2020 8.0",
			"2020", "-3.0", "6/5", "1", "1/5", Achieved},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t).indicator(tt.indicator).target("X city " + tt.target)
			w.rows(eachLine("X city ", tt.rows))
			r := w.result("X", "city")
			if r.Reason != "" {
				t.Fatalf("no data: %s", r.ReasonText())
			}
			if r.Period.String() != tt.period || text(r.Value) != tt.value {
				t.Errorf("%s %s, want %s %s", r.Period, text(r.Value), tt.period, tt.value)
			}
			if a, e, g := exact(r.Attained), exact(r.Expected), exact(r.Gap); a != tt.attained || e != tt.expected || g != tt.gap {
				t.Errorf("attained %s of %s, gap %s; want %s of %s, gap %s", a, e, g, tt.attained, tt.expected, tt.gap)
			}
			if r.Status != tt.status {
				t.Errorf("%s, want %s", r.Status.Word(), tt.status.Word())
			}
			checkWithCalculator(t, r)
		})
	}
}

func TestPaceAndProjection(t *testing.T) {
	tests := []struct {
		name, indicator, target, rows string
		pace, needed, projected       string
		year                          int
		amount, share, elapsed        string
	}{
		// from mid 2018 to mid 2019 +2; a year and a half to go: 39 + 2 × 1.5 = 42; (43 − 39) ÷ 1.5 = 8/3
		{name: "level", indicator: "X % up rate none 2 half", target: "level 2016 35 2020 43", rows: "2018-H1 37\n2019-H1 39",
			pace: "2", needed: "8/3", projected: "42"},
		{name: "one point", indicator: "X % up rate none 2 half", target: "level 2016 35 2020 43", rows: "2019-H1 39",
			needed: "8/3"},
		// a year after the baseline, the baseline is the figure of the year before: 37 + 2 × 3
		{name: "first year", indicator: "X % up rate none 2 year", target: "level 2016 35 2020 43", rows: "2017 37",
			pace: "2", needed: "2", projected: "43"},
		// the last four quarters 5+10+10+10 = 35; 50 + 35 × 2.75; (100 − 50) ÷ 2.75 = 200/11
		{name: "cumulative", indicator: "X 人 up flow none 0 quarter", target: "cumulative 2016 0 2020 100",
			rows: "2017-Q1 15\n2017-Q2 5\n2017-Q3 10\n2017-Q4 10\n2018-Q1 10", pace: "35", needed: "200/11", projected: "585/4"},
		// down: −30 a year, two years to go: 40 − 60 = −20; nothing less can be needed than −40 ÷ 2
		{name: "down", indicator: "X 户 down stock none 0 year", target: "level 2016 100 2020 0", rows: "2017 70\n2018 40",
			pace: "-30", needed: "-20", projected: "-20"},
		{name: "achieved", indicator: "X % up rate none 2 year", target: "level 2016 35 2020 43", rows: "2017 40\n2018 44",
			pace: "4", projected: "52"},
		{name: "over", indicator: "X % up rate none 2 year", target: "level 2016 35 2020 43", rows: "2019 40\n2020 42", pace: "2"},
		// 5.5 of 13 after half the year; 4 × 13 less 18.5 in two years and a half: 33.5 ÷ 2.5
		{name: "annual flow", indicator: "X 万人 up flow none 2 half", target: "annual_flow 2016 - 2020 13",
			rows: "2017-H1 6\n2017-H2 7\n2018-H1 5.5", needed: "67/5", year: 2018, amount: "5.5", share: "11/26", elapsed: "1/2"},
		// 38 − 37.4 = 0.6 of 2 after a quarter; 4 × 2 less 3 in 33 months: 5 ÷ 2.75
		{name: "annual increase", indicator: "X % up rate none 2 quarter", target: "annual_increase 2016 35 2020 2",
			rows: "2017-Q4 37.4\n2018-Q1 38", needed: "20/11", year: 2018, amount: "0.60", share: "3/10", elapsed: "1/4"},
		// 4 × 13 less 13 in three years
		{name: "annual, end of a year", indicator: "X 万人 up flow none 2 half", target: "annual_flow 2016 - 2020 13",
			rows: "2017-H1 6\n2017-H2 7", needed: "13"},
		// 4 × 13 are 52: 60 is more than the rest of the time has to bring
		{name: "annual, all of it", indicator: "X 万人 up flow none 2 year", target: "annual_flow 2016 - 2020 13", rows: "2017 60"},
		{name: "annual, over", indicator: "X 万人 up flow none 2 year", target: "annual_flow 2016 - 2017 13", rows: "2017 12"},
		// points down: −2 a year, 4 years, −3 so far: −5 in three
		{name: "annual, down", indicator: "X % down rate none 2 year", target: "annual_increase 2016 35 2020 -2", rows: "2017 32", needed: "-5/3"},
		{name: "annual ceiling", indicator: "X 件 down flow none 0 year", target: "annual_flow 2016 - 2020 13", rows: "2017 12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t).indicator(tt.indicator).target("X city " + tt.target)
			r := w.rows(eachLine("X city ", tt.rows)).result("X", "city")
			if p, n, f := exact(r.Pace), exact(r.PaceNeeded), exact(r.Projected); p != tt.pace || n != tt.needed || f != tt.projected {
				t.Errorf("pace %s, needed %s, projected %s; want %s, %s, %s", p, n, f, tt.pace, tt.needed, tt.projected)
			}
			checkWithCalculator(t, r)
			for key, there := range map[string]bool{"pace": r.Pace != nil, "pace-needed": r.PaceNeeded != nil, "projected": r.Projected != nil} {
				if slices.ContainsFunc(r.Outlook(), func(s Step) bool { return s.Key == key }) != there {
					t.Errorf("the outlook's working has %s: %v, want %v", key, !there, there)
				}
			}
			switch y := r.RunningYear; {
			case y == nil:
				if tt.year != 0 {
					t.Error("no running year")
				}
			case y.Year != tt.year || y.Amount.String() != tt.amount || exact(y.Share) != tt.share || exact(y.Elapsed) != tt.elapsed:
				t.Errorf("running year %+v", y)
			}
		})
	}
}

// Counties are compared at one period: the newest that any of them or the city has.
func TestAssessedPeriod(t *testing.T) {
	w := newWorld(t).indicator("X % up rate none 2 year").
		target("X city level 2016 35 2020 43").target("X stone level 2016 35 2020 43").target("X province level 2016 35 2020 43").
		rows("X stone 2018 40\nX city 2018-Q4 39\nX brook 2017 38\nX province 2019 50")
	a := w.assess()
	for _, region := range []string{city, stone, brook} {
		if r := a.Results("X", region)[0]; r.Period.String() != "2018" {
			t.Errorf("%s: %s", region, r.Period)
		}
	}
	// the city's figure of 2018-Q4 is that of the end of 2018
	if r := a.Results("X", city)[0]; r.Latest == nil || r.Latest.Value.String() != "39" {
		t.Errorf("city: %+v", r.Latest)
	}
	through := Assess(w.build(), Options{Through: w.period("2017")})
	if r := through.Results("X", stone)[0]; r.Period.String() != "2017" || r.Reason != NoObservation {
		t.Errorf("through 2017: %s %q", r.Period, r.Reason)
	}
}

// What stands against a cumulative target is the running total, as far as no period is missing.
func TestStanding(t *testing.T) {
	w := newWorld(t).indicator("X 人 up flow none 0 year").indicator("Y 人 up stock none 0 year").
		target("X city cumulative 2016 10 2022 100").target("Y city cumulative 2016 1000 2022 100").
		rows("X city 2016 9\nX city 2017 5\nX city 2018 6\nX city 2020 7\nY city 2017 1030")
	a := w.assess()
	standing := func(id string) (s string) {
		r := a.Results(id, city)[0]
		for _, p := range a.Standing(r).Points {
			s += p.Period.String() + ":" + p.Value.String() + " "
		}
		return s
	}
	if got, want := standing("X"), "2017:15 2018:21 "; got != want {
		t.Errorf("flow %q, want %q", got, want)
	}
	if got, want := standing("Y"), "2017:30 "; got != want {
		t.Errorf("stock %q, want %q", got, want)
	}
}

// Without a baseline there is no total, and single periods' figures must not be drawn as one.
func TestStandingWithoutABaseline(t *testing.T) {
	w := newWorld(t).indicator("X 人 up flow none 0 year").indicator("Y 人 up stock none 0 year").
		target("X city cumulative - - 2022 100").target("Y city cumulative 2016 - 2022 100").
		rows("X city 2017 5\nX city 2018 6\nY city 2017 1030")
	a := w.assess()
	for _, id := range []string{"X", "Y"} {
		r := a.Results(id, city)[0]
		if s := a.Standing(r); r.Reason != NoBaseline || len(s.Points) != 0 || s.Indicator == nil {
			t.Errorf("%s: %q %v", id, r.Reason, s.Points)
		}
	}
}

// The latest figure is that of the period that was judged: the year's, not of the quarter that has come in since.
func TestLatestIsOfThePeriod(t *testing.T) {
	w := newWorld(t).indicator("X 人 up flow none 0 quarter").target("X city level 2016 80 2020 160").
		rows("X city 2017-Q1 20\nX city 2017-Q2 30 demo\nX city 2017-Q3 30\nX city 2017-Q4 40\nX city 2018-Q1 99")
	r := w.result("X", "city")
	if r.Period.String() != "2017" || r.Latest == nil || r.Latest.Period != r.Period || r.Latest.Value.String() != "120" || !r.Latest.Demonstration {
		t.Errorf("%s, latest %+v", r.Period, r.Latest)
	}
	gap := newWorld(t).indicator("X 人 up flow none 0 quarter").target("X city level 2016 80 2020 160").rows("X city 2018-Q1 99").result("X", "city")
	if gap.Reason != MissingPeriods || gap.Latest != nil {
		t.Errorf("%q, latest %+v", gap.Reason, gap.Latest)
	}
	late := newWorld(t).indicator("X 人 up flow none 0 quarter").target("X city annual_flow 2016 - 2017 100").
		rows("X city 2017-Q1 20\nX city 2017-Q2 30\nX city 2017-Q3 30\nX city 2017-Q4 40\nX city 2018-Q1 99").result("X", "city")
	if late.Status != Achieved || late.Period.String() != "2017-Q4" || late.Latest.Period != late.Period {
		t.Errorf("%s %s, latest %+v", late.Status.Word(), late.Period, late.Latest)
	}
}

// A demonstration figure anywhere below a result marks it: the period's, the baseline's, one of the flows, the target.
func TestDemonstrationIsCarriedOn(t *testing.T) {
	for name, w := range map[string]*world{
		"figure":   newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 35 2020 43").rows("X city 2018 40 demo"),
		"baseline": newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 - 2020 43").rows("X city 2016 35 demo\nX city 2018 40"),
		"flow":     newWorld(t).indicator("X 人 up flow none 0 year").target("X city cumulative 2016 0 2020 43").rows("X city 2017 5 demo\nX city 2018 4"),
		"flow of a baseline": newWorld(t).indicator("X 人 up flow none 0 year").target("X city level 2016 - 2020 43").
			rows("X city 2016 5 demo\nX city 2018 8"),
		"county": newWorld(t).indicator("X 人 up stock sum 0 year").target("X city level 2016 5 2020 43").rows("X stone 2018 5 demo\nX brook 2018 4"),
	} {
		if r := w.result("X", "city"); !r.Demonstration || r.Reason != "" {
			t.Errorf("%s: %v %s", name, r.Demonstration, r.ReasonText())
		}
	}
	w := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 35 2020 43").rows("X city 2018 40")
	if w.result("X", "city").Demonstration {
		t.Error("nothing of it is a demonstration")
	}
	w.plan.Targets[0].Milestones = []model.Milestone{{Period: w.period("2020"), Value: *w.number("43"), Source: "demo"}}
	if !w.result("X", "city").Demonstration {
		t.Error("the target is one")
	}
}
