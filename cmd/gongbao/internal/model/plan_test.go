package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2020, 7, 15, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// testPlan has two sources and three releases, a day apart, the releases in the wrong order. Rows are
// "region period value source release [status]" of one indicator, or of the one that stands before the region: Y/11.
func testPlan(t *testing.T, rows string) *Plan {
	p := Plan{
		Region: "1",
		Regions: []Region{
			{Code: "1", Name: "云岭市", Level: City},
			{Code: "11", Name: "青石县", Level: County, Parent: "1"},
			{Code: "12", Name: "白溪县", Level: County, Parent: "1", ValidTo: Date{Year: 2020, Month: 6}},
			{Code: "13", Name: "白溪市", Level: County, Parent: "1", ValidFrom: Date{Year: 2020, Month: 7}},
			{Code: "19", Name: "东湖新区", Level: Zone, Parent: "1"},
		},
		Orgs:       []Org{{ID: "police", Name: "市公安局", Aliases: []string{"公安局", "市公安部门"}}},
		Sources:    []Source{{ID: "census", Rank: 1}, {ID: "report", Rank: 2}, {ID: "survey", Rank: 2}},
		Indicators: []Indicator{{ID: "X", Headline: true}, {ID: "Y"}, {ID: "Z", Headline: true}},
		Releases: []Release{
			{ID: "r3", PublishedAt: day.AddDate(0, 0, 2)}, {ID: "r1", PublishedAt: day}, {ID: "r2", PublishedAt: day.AddDate(0, 0, 1)},
		},
		Measures: []Measure{
			{ID: "1-1", Group: "落户"}, {ID: "1-2", Group: "落户"}, {ID: "2-1", Group: "权益"}, {ID: "1-3", Group: "落户"},
		},
		Targets: []Target{
			{Indicator: "Z", Region: "1", Kind: LevelTarget}, {Indicator: "X", Region: "1", Kind: Cumulative},
			{Indicator: "X", Region: "1", Kind: AnnualFlow}, {Indicator: "X", Region: "11", Kind: Cumulative},
			{Indicator: "Y", Region: "1", Kind: LevelTarget},
		},
	}
	for line := range strings.Lines(rows) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		o := Observation{Indicator: "X", Region: f[0], Period: period(t, f[1]), Source: f[3], Release: f[4]}
		if in, region, ok := strings.Cut(f[0], "/"); ok {
			o.Indicator, o.Region = in, region
		}
		if len(f) > 5 {
			o.Status = f[5]
		}
		if f[2] != "-" {
			n := number(t, f[2])
			o.Value = &n
		}
		p.Observations = append(p.Observations, o)
	}
	return NewPlan(p)
}

func list(rows []*Observation) (s string) {
	for _, o := range rows {
		value := "-"
		if o.Value != nil {
			value = o.Value.String()
		}
		s += value + "/" + o.Source + "/" + o.Release + " "
	}
	return strings.TrimSpace(s)
}

func TestCell(t *testing.T) {
	tests := []struct {
		name, rows                      string
		shown, revisions, disagreements string
	}{
		{"one row", "1 2019 5 report r1",
			"5/report/r1", "", ""},
		{"the newest release, in whichever order the rows stand", "1 2019 7 report r3\n1 2019 5 report r1\n1 2019 6 report r2",
			"7/report/r3", "5/report/r1 6/report/r2", ""},
		{"the better rank, even if it is older", "1 2019 5 census r1\n1 2019 6 report r3",
			"5/census/r1", "", "6/report/r3"},
		{"revisions are of the source that is shown", "1 2019 4 census r1\n1 2019 5 census r2\n1 2019 6 report r1\n1 2019 7 report r2",
			"5/census/r2", "4/census/r1", "7/report/r2"},
		{"equal ranks: always the same source", "1 2019 6 survey r3\n1 2019 5 report r1",
			"5/report/r1", "", "6/survey/r3"},
		{"the same figure is no disagreement", "1 2019 5 census r1\n1 2019 5.00 report r1",
			"5/census/r1", "", ""},
		{"withdrawn", "1 2019 5 census r1\n1 2019 - census r2\n1 2019 6 report r1",
			"-/census/r2", "5/census/r1", "6/report/r1"},
		{"a source that says nothing does not disagree", "1 2019 5 census r1\n1 2019 - report r2",
			"5/census/r1", "", ""},
		{"nor does one that has withdrawn its figure", "1 2019 5 census r1\n1 2019 6 report r1\n1 2019 - report r2",
			"5/census/r1", "", ""},
		{"a forecast of the better rank gives way to a figure", "1 2019 5 census r1 F\n1 2019 6 report r2",
			"6/report/r2", "", ""},
		{"not to a withdrawn one", "1 2019 5 census r1 F\n1 2019 6 report r1\n1 2019 - report r2",
			"5/census/r1", "", ""},
		{"the newest row is a source's word, forecast or not", "1 2019 5 census r1\n1 2019 6 census r2 F",
			"6/census/r2", "5/census/r1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cells := testPlan(t, tt.rows).Series("X", "1")
			if len(cells) != 1 {
				t.Fatalf("%d cells", len(cells))
			}
			c := cells[0]
			if got := list([]*Observation{c.Shown}); got != tt.shown {
				t.Errorf("shown %s, want %s", got, tt.shown)
			}
			if got := list(c.Revisions()); got != tt.revisions {
				t.Errorf("revisions %q, want %q", got, tt.revisions)
			}
			if got := list(c.Disagreements()); got != tt.disagreements {
				t.Errorf("disagreements %q, want %q", got, tt.disagreements)
			}
		})
	}
}

func TestSeriesAreByPeriodAndRegion(t *testing.T) {
	p := testPlan(t, "1 2020-Q2 3 report r1\n11 2019 9 report r1\n1 2019 1 report r1\n1 2020-Q1 2 report r2\n1 2019 4 report r2")
	var got []string
	for _, c := range p.Series("X", "1") {
		got = append(got, fmt.Sprintf("%s:%s", c.Shown.Period, c.Shown.Value))
	}
	if s, want := strings.Join(got, " "), "2019:4 2020-Q1:2 2020-Q2:3"; s != want {
		t.Errorf("%s, want %s", s, want)
	}
	if len(p.Series("X", "12")) != 0 || len(p.Series("Y", "1")) != 0 {
		t.Error("cells from nowhere")
	}
}

func TestPublicKeepsTheEmbargo(t *testing.T) {
	p := testPlan(t, "1 2019 5 report r1\n1 2019 6 report r2\n11 2019 1 report r2\n1 2020 7 report r3")
	for _, tt := range []struct {
		at       time.Time
		releases int
		want     string
	}{
		{day.Add(-time.Second), 0, ""},
		{day, 1, "1 2019 5"}, // a release's own instant gives the plan as that release left it
		{day.AddDate(0, 0, 1).Add(-time.Second), 1, "1 2019 5"},
		{day.AddDate(0, 0, 1), 2, "1 2019 5, 1 2019 6, 11 2019 1"},
		{day.AddDate(0, 0, 9), 3, "1 2019 5, 1 2019 6, 1 2020 7, 11 2019 1"},
		// the same instant in another zone
		{day.UTC(), 1, "1 2019 5"},
	} {
		q := p.Public(tt.at)
		var got []string
		for _, o := range q.Observations {
			got = append(got, fmt.Sprintf("%s %s %s", o.Region, o.Period, o.Value))
		}
		if s := strings.Join(got, ", "); s != tt.want || len(q.Releases) != tt.releases {
			t.Errorf("%s: %d releases, %q, want %d, %q", tt.at, len(q.Releases), s, tt.releases, tt.want)
		}
	}
	if early := p.Public(day); early.Release("r2") != nil || len(early.Series("X", "1")[0].Rows) != 1 || len(early.Series("X", "11")) != 0 {
		t.Error("a later row can be reached")
	}
	if len(p.Observations) != 4 || p.Release("r3") == nil {
		t.Error("the whole plan was changed")
	}
}

// An action waits for its own measure's figure in its own region.
func TestActionsKeepTheEmbargo(t *testing.T) {
	for _, tt := range []struct {
		name, rows  string
		region      string
		r1, r2, own bool // public with r1, with r2; own: the measure has the indicator Y
	}{
		{"its own figure", "Y/11 2020-Q2 5 report r2", "11", false, true, true},
		{"its own figure, of a longer period", "Y/11 2020 5 report r2", "11", false, true, true},
		{"an earlier figure", "Y/11 2020-Q1 5 report r1\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"another measure's and a goal's", "1 2020-Q2 5 report r1\nZ/11 2020-Q2 5 report r1\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"another county's", "Y/12 2020-Q2 5 report r1\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"the city's does not free a county", "Y/1 2020-Q2 5 report r1\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"a county's frees the city", "Y/11 2020-Q2 5 report r1", "", true, true, true},
		{"a row without a value", "Y/11 2020-Q2 - report r1\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"a forecast", "Y/11 2020-Q2 5 report r1 F\nY/11 2020-Q2 5 report r2", "11", false, true, true},
		{"never reported there: the city's", "Y/12 2020-Q2 5 report r2\n1 2020-Q2 5 report r1", "11", false, true, true},
		{"never reported: any goal's", "1 2020-Q2 5 report r1", "11", true, true, true},
		{"without an indicator: any goal's", "1 2020-Q2 5 report r2\nY/11 2020-Q2 5 report r1", "11", false, true, false},
		{"no figures at all", "", "11", false, false, true},
		{"never in time", "Y/11 2020-Q1 5 report r1", "11", false, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := *testPlan(t, tt.rows)
			q.Actions = []Action{{Region: tt.region, Measure: "1-1", Period: period(t, "2020-Q2"), Text: "下半年加开夜校"}}
			if tt.own {
				q.Measures = append([]Measure(nil), q.Measures...)
				q.Measures[0].Indicators = []string{"Y"}
			}
			p := NewPlan(q)
			for i, want := range []bool{tt.r1, tt.r2} {
				if got := len(p.Public(day.AddDate(0, 0, i)).Actions) == 1; got != want {
					t.Errorf("with r%d: public %v, want %v", i+1, got, want)
				}
			}
		})
	}
}

// An acknowledgement may not tell of a figure before its time: not by its value, not by its reason.
func TestAcknowledgementsKeepTheEmbargo(t *testing.T) {
	for _, tt := range []struct {
		name   string
		a      Acknowledgement
		r1, r2 bool
	}{
		{"of a public value", Acknowledgement{Indicator: "X", Region: "1", Period: period(t, "2019"), Value: "5"}, true, true},
		{"of a later value", Acknowledgement{Indicator: "X", Region: "1", Period: period(t, "2019"), Value: "6"}, false, true},
		{"of a value that is not there", Acknowledgement{Indicator: "X", Region: "1", Period: period(t, "2019"), Value: "8"}, false, false},
		{"of any value of a cell that is revised later", Acknowledgement{Indicator: "X", Region: "1", Period: period(t, "2019")}, false, true},
		{"of any value of a later cell", Acknowledgement{Indicator: "X", Region: "11", Period: period(t, "2019")}, false, true},
		{"of any region", Acknowledgement{Indicator: "X", Period: period(t, "2018")}, true, true},
		{"of a release", Acknowledgement{Indicator: "X", Region: "1", Period: period(t, "2019"), Value: "5", Release: "r2"}, false, true},
		{"of a text", Acknowledgement{Subject: "市园林局"}, true, true},
		{"of a text, later", Acknowledgement{Subject: "市园林局", Release: "r2"}, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := *testPlan(t, "1 2018 4 report r1\n1 2019 5 report r1\n1 2019 6 report r2\n11 2019 1 report r2")
			q.Acknowledgements = []Acknowledgement{tt.a}
			p := NewPlan(q)
			for i, want := range []bool{tt.r1, tt.r2} {
				if got := len(p.Public(day.AddDate(0, 0, i)).Acknowledgements) == 1; got != want {
					t.Errorf("with r%d: public %v, want %v", i+1, got, want)
				}
			}
		})
	}
}

// A row whose release nobody announced is never public.
func TestRowsOfUnknownReleasesStayBack(t *testing.T) {
	p := testPlan(t, "1 2019 5 report later").Public(day.AddDate(10, 0, 0))
	if len(p.Observations) != 0 {
		t.Errorf("%v", p.Observations)
	}
}

func TestChildren(t *testing.T) {
	p := testPlan(t, "")
	names := func(level Level, at Period) (s string) {
		for _, r := range p.Children("1", level, at) {
			s += r.Name + " "
		}
		return s
	}
	for _, tt := range []struct {
		level    Level
		at, want string
	}{
		{County, "2020-H1", "青石县 白溪县 "},
		{County, "2020", "青石县 白溪市 "},
		{Zone, "2020", "东湖新区 "},
		{City, "2020", ""},
	} {
		if got := names(tt.level, period(t, tt.at)); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.level, tt.at, got, tt.want)
		}
	}
	if got, want := names(County, Period{}), "青石县 白溪县 白溪市 "; got != want {
		t.Errorf("at any time: %s, want %s", got, want)
	}
}

func TestLookUps(t *testing.T) {
	p := testPlan(t, "")
	if p.Home().Name != "云岭市" || p.Measure("2-1") == nil || p.Indicator("Y") == nil || p.Source("census") == nil || p.Release("r2").ID != "r2" {
		t.Error("something known is not found")
	}
	if p.RegionOf("99") != nil || p.Measure("9") != nil || p.Indicator("9") != nil || p.Org("9") != nil || p.Release("9") != nil || p.Status("9") != nil {
		t.Error("something unknown is found")
	}
	for _, name := range []string{"市公安局", "公安局", "市公安部门"} {
		if o := p.OrgNamed(name); o == nil || o.ID != "police" {
			t.Errorf("%s: %v", name, o)
		}
	}
	var releases string
	for _, r := range p.Releases {
		releases += r.ID
	}
	if releases != "r1r2r3" {
		t.Errorf("releases in order of %s", releases)
	}
	var goals string
	for _, g := range p.Headlines() {
		goals += g.Indicator + "/" + string(g.Kind) + " "
	}
	if want := "X/cumulative X/annual_flow Z/level "; goals != want {
		t.Errorf("goals %s, want %s", goals, want)
	}
	if len(p.Groups) != 2 || p.Groups[0].Title != "落户" || len(p.Groups[0].Measures) != 3 || p.Groups[1].Number != 2 {
		t.Errorf("groups %v", p.Groups)
	}
}

// A target that a release resets counts as the releases that are public have set it, and no later one shows.
func TestPublicTargets(t *testing.T) {
	p := testPlan(t, "")
	at := func(s, value, release string) Milestone {
		return Milestone{period(t, s), number(t, value), "report", release}
	}
	p.Targets = []Target{
		{Indicator: "X", Region: "1", Kind: LevelTarget, Milestones: []Milestone{
			at("2018", "40", ""), at("2020", "50", ""), at("2020", "52", "r2"), at("2020", "51", "r3")}},
		{Indicator: "X", Region: "11", Kind: LevelTarget, Milestones: []Milestone{at("2020", "30", "r2")}},
	}
	for i, want := range []string{
		"1 2018 40, 1 2020 50", "1 2018 40, 1 2020 52, 11 2020 30", "1 2018 40, 1 2020 51, 11 2020 30",
	} {
		var got []string
		// By way of what is public later: an earlier plan is the same from whichever it is taken.
		for _, target := range p.Public(day.AddDate(0, 0, 2)).Public(day.AddDate(0, 0, i)).Targets {
			for _, m := range target.Milestones {
				got = append(got, fmt.Sprintf("%s %s %s", target.Region, m.Period, m.Value))
			}
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("day %d: %s, want %s", i, s, want)
		}
	}
}
