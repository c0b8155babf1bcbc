package site

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// variant is the small plan with a change.
func variant(t *testing.T, change func(p *model.Plan)) *model.Plan {
	t.Helper()
	p := *smallPlan(t)
	p.Regions, p.Indicators, p.Measures = slices.Clone(p.Regions), slices.Clone(p.Indicators), slices.Clone(p.Measures)
	p.Targets, p.Releases, p.Observations = slices.Clone(p.Targets), slices.Clone(p.Releases), slices.Clone(p.Observations)
	p.Sections = slices.Clone(p.Sections)
	change(&p)
	return model.NewPlan(p)
}

// words are a page's text without its tags, as a reader meets it.
func words(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.WriteString(strings.TrimSpace(string(z.Text())))
		}
	}
}

func wants(t *testing.T, pages map[string]string, name string, texts ...string) {
	t.Helper()
	got := html.UnescapeString(words(pages[name]))
	for _, want := range texts {
		if !strings.Contains(got, want) {
			t.Errorf("%s: no %q", name, want)
		}
	}
}

func lacks(t *testing.T, pages map[string]string, name string, texts ...string) {
	t.Helper()
	got := html.UnescapeString(words(pages[name]))
	if got == "" {
		t.Errorf("no page %s", name)
	}
	for _, bad := range texts {
		if strings.Contains(got, bad) {
			t.Errorf("%s: says %q", name, bad)
		}
	}
}

// A plan of a province is carried out by its cities, and by a county that it governs directly.
func TestPlanOneLevelUp(t *testing.T) {
	province := func(levels ...model.Level) func(p *model.Plan) {
		return func(p *model.Plan) {
			p.Regions[1].Name, p.Regions[1].ShortName, p.Regions[1].Level, p.Regions[1].Parent = "北岭省", "北岭", model.Province, ""
			p.Regions[4].Name, p.Regions[4].ShortName = "柏山县", "柏山"
			for i, level := range levels {
				p.Regions[2+i].Level = level
				if level == model.City {
					p.Regions[2+i].Name = p.Regions[2+i].ShortName + "市"
				}
			}
			// A county of the first city is two levels down: it has no page.
			p.Regions = append(p.Regions, model.Region{Code: "990123", Name: "柳林县", ShortName: "柳林", Level: model.County, Parent: "990121"})
		}
	}
	for _, tt := range []struct {
		name   string
		levels []model.Level
		says   []string
	}{
		{"Cities", []model.Level{model.City, model.City, model.City}, []string{"各市"}},
		{"CitiesAndCounty", []model.Level{model.City, model.County, model.City}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages, tree := rendered(t, smallInput(t, variant(t, province(tt.levels...))))
			checkPages(t, pages, tree)
			for _, code := range []string{"990121", "990122", "990181"} {
				if pages[route.File(route.County(code))] == "" {
					t.Errorf("no page for %s", code)
				}
			}
			if pages[route.File(route.County("990123"))] != "" {
				t.Error("a page for a region two levels down")
			}
			wants(t, pages, "index.html", append(tt.says, "青石")...)
			for _, name := range sorted(pages) {
				lacks(t, pages, name, "县区", "全市")
			}
			for _, name := range sorted(pages) {
				if len(tt.says) > 0 {
					lacks(t, pages, name, "县（区）")
				}
			}
			lacks(t, pages, "methods/index.html", "市级")
		})
	}
}

func TestRegionLinks(t *testing.T) {
	linked := func(id string) func(p *model.Plan) {
		return func(p *model.Plan) {
			p.Sections[0].Text.HTML = `<p>见<a href="` + id + `">这里</a>。</p>`
		}
	}
	pages, tree := rendered(t, smallInput(t, variant(t, linked("region:990121"))))
	checkPages(t, pages, tree)
	if want := `href="../counties/990121/index.html"`; !strings.Contains(pages["plan/index.html"], want) {
		t.Errorf("plan: no link %s", want)
	}
	for _, unknown := range []string{"measure:9-9", "indicator:NONE", "org:nobody", "region:000001", "section:nowhere"} {
		_, tree := rendered(t, smallInput(t, variant(t, linked(unknown))))
		if len(tree.BrokenLinks()) != 1 {
			t.Errorf("%s: %v", unknown, tree.BrokenLinks())
		}
	}
}

func TestTallyFinding(t *testing.T) {
	const ok, slight, behind, none = analysis.OnTrack, analysis.SlightlyBehind, analysis.Behind, analysis.NoData
	for _, tt := range []struct {
		tally map[analysis.Status]int
		want  string
	}{
		{map[analysis.Status]int{behind: 7, slight: 4, ok: 9}, "20项措施中7项明显滞后，4项略有滞后"},
		{map[analysis.Status]int{behind: 1, ok: 17, none: 2}, "20项措施中1项明显滞后，2项无数据"},
		{map[analysis.Status]int{ok: 12, slight: 6, none: 2}, "20项措施中12项符合序时，6项略有滞后，2项无数据"},
		{map[analysis.Status]int{analysis.Achieved: 1, ok: 1}, "2项措施中1项已完成，1项符合序时"},
		{map[analysis.Status]int{analysis.Achieved: 8, analysis.Ahead: 3, ok: 7, slight: 2}, "20项措施中2项略有滞后，其余没有滞后"},
		{map[analysis.Status]int{ok: 3}, "3项措施全部符合序时"},
		{map[analysis.Status]int{none: 3}, ""},
	} {
		if got := strings.Join(titleLines(speaker(t).r.tallyFinding(tt.tally)), ""); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.tally, got, tt.want)
		}
	}
}

func TestLeadersFinding(t *testing.T) {
	in := &model.Indicator{Name: "城镇化率"}
	places := func(places ...int) []analysis.Ranked {
		names := []string{"青石", "白河", "柳林", "松湖"}
		var ranked []analysis.Ranked
		for i, p := range places {
			ranked = append(ranked, analysis.Ranked{Place: p, Region: &model.Region{ShortName: names[i]}})
		}
		return ranked
	}
	for _, tt := range []struct {
		name   string
		ranked []analysis.Ranked
		want   string
	}{
		{"Two", places(1, 2), "青石领先，白河城镇化率进度居末"},
		{"Tie", places(1, 1), "2个县城镇化率进度相同"},
		{"TwoLead", places(1, 1, 3), "青石、白河并列领先，柳林城镇化率进度居末"},
		{"ThreeTrail", places(1, 2, 2, 2), "青石领先，白河等3个县并列城镇化率进度居末"},
		{"OneHasData", places(1, 0), ""},
	} {
		if got := strings.Join(speaker(t).r.leadersFinding(tt.ranked, in), ""); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestMatrixFinding(t *testing.T) {
	for _, tt := range []struct {
		total map[analysis.Status]int
		want  string
	}{
		{map[analysis.Status]int{analysis.OnTrack: 120, analysis.Behind: 8, analysis.SlightlyBehind: 30, analysis.NoData: 2}, "160格中，8格明显滞后，30格略有滞后，2格无数据。"},
		{map[analysis.Status]int{analysis.OnTrack: 4}, "4格中，0格明显滞后，0格略有滞后。"},
		{map[analysis.Status]int{analysis.NoData: 4}, "4格均无数据。"},
	} {
		if got := speaker(t).r.matrixFinding(tt.total); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestChangeCount(t *testing.T) {
	const ok, behind, none = analysis.OnTrack, analysis.Behind, analysis.NoData
	for _, tt := range []struct {
		changes []analysis.Change
		want    string
	}{
		{nil, "没有变化"},
		{[]analysis.Change{{From: behind, To: ok}, {From: ok, To: behind}, {From: ok, To: behind}}, "1项变好，2项变差"},
		{[]analysis.Change{{From: none, To: ok}, {From: none, To: behind}, {From: ok, To: none}}, "2项新有数据，1项缺数据"},
	} {
		if got := speaker(t).r.changeCount(tt.changes); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// The newest release corrects a figure and brings no new period: statuses are measured against 2018年, which the heading
// of the revisions must not claim too.
func TestChangesNameTheirRelease(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	wants(t, pages, "index.html", "与2018年相比")
	pages, _ = rendered(t, smallInput(t, variant(t, func(p *model.Plan) {
		p.Releases = append(p.Releases, model.Release{ID: "r3", Title: "更正", PublishedAt: time.Date(2020, 3, 1, 9, 0, 0, 0, time.UTC)})
		v := number(t, "41.0")
		p.Observations = append(p.Observations, model.Observation{Indicator: "RATE", Region: "990121", Period: period(t, "2019"), Value: &v, Status: "A", Source: "demo", Release: "r3"})
	})))
	wants(t, pages, "index.html", "状态变化，与2018年相比", "数据修订，更正批次")
}

// A total stands beside the status that it has, not the last year's amount: 60+60+80+30+30+40 = 300.
func TestIndicatorListShowsWhatWasJudged(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	wants(t, pages, "indicators/index.html", "累计300公里到2019年末符合序时")
}

func TestNothingReportedIsNoData(t *testing.T) {
	p := smallPlan(t).Public(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC))
	pages, tree := rendered(t, smallInput(t, p))
	checkPages(t, pages, tree)
	lacks(t, pages, "index.html", "没有滞后", "变好")
	lacks(t, pages, "measures/index.html", "0个")
	wants(t, pages, "index.html", "格均无数据。")
}

// An equal figure repeated by a later release revises nothing; two changes are two rows.
func TestVintage(t *testing.T) {
	row := func(release, value string) model.Observation {
		v := number(t, value)
		return model.Observation{Indicator: "RATE", Region: "990122", Period: period(t, "2018"), Value: &v, Status: "A", Source: "demo", Release: release}
	}
	for _, tt := range []struct {
		name string
		rows []model.Observation
		want int
	}{
		{"Repeated", []model.Observation{row("r1", "31.0"), row("r2", "31.0")}, 0},
		{"ThereAndBack", []model.Observation{row("r1", "31.0"), row("r2", "32.0"), row("r3", "31.0")}, 2},
	} {
		p := variant(t, func(p *model.Plan) {
			p.Releases = append(p.Releases, model.Release{ID: "r3", Title: "更正", PublishedAt: time.Date(2020, 3, 1, 9, 0, 0, 0, time.UTC)})
			p.Observations = slices.DeleteFunc(p.Observations, func(o model.Observation) bool {
				return o.Indicator == "RATE" && o.Period.Year == 2018
			})
			p.Observations = append(p.Observations, tt.rows...)
		})
		r := newRenderer(smallInput(t, p), nil, chinese(t))
		table, _ := r.shell(route.Indicator("RATE")).vintage(p.Indicator("RATE"))
		if got := len(table.Rows); got != tt.want {
			t.Errorf("%s: %d revisions, want %d", tt.name, got, tt.want)
		}
	}
}

// What must not be exceeded is neither completed nor behind time.
func TestCeiling(t *testing.T) {
	p := variant(t, func(p *model.Plan) {
		p.Indicators = append(p.Indicators, model.Indicator{ID: "FIRES", Name: "火灾起数", ValueUnit: "起", Direction: model.Down, Kind: model.Flow, Aggregation: model.Sum, Frequency: model.Year, Measure: "2-1"})
		p.Measures[2].Indicators = []string{"FIRES"}
		p.Targets = append(p.Targets, target(t, "FIRES", "990121", model.Cumulative, "2016", "0", "2020", "100"))
		p.Observations = append(p.Observations, observations(t, "FIRES", "990121", "demo", "2017", "10", "2018", "10", "2019", "20")...)
	})
	pages, _ := rendered(t, smallInput(t, p))
	// 40 of 100 fires, 75 % of the time: 35.0 points below what might have been.
	name := "counties/990121/measures/2-1/index.html"
	wants(t, pages, name, "到2019年末累计40起，2020年末上限100起，为上限的40.0%，比序时上限低35.0个百分点。")
	lacks(t, pages, name, "完成40.0%")
}

func TestMissingReportIsSaid(t *testing.T) {
	p := variant(t, func(p *model.Plan) {
		p.Observations = slices.DeleteFunc(p.Observations, func(o model.Observation) bool { return o.Indicator == "ROADS" && o.Region == "990122" })
	})
	pages, _ := rendered(t, smallInput(t, p))
	wants(t, pages, "measures/1-1/index.html", "白河未报2019年数，无从汇总。")
	lacks(t, pages, "measures/1-1/index.html", "还没有这项指标的数据")
}

func TestBackgroundHasNoDirection(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	lacks(t, pages, "indicators/POP/index.html", "越高越好", "到2020年末为")
	wants(t, pages, "indicators/POP/index.html", "2020年为160.0万人")
	wants(t, pages, "indicators/RATE/index.html", "越高越好")
}

func TestZonePage(t *testing.T) {
	p := variant(t, func(p *model.Plan) { p.Regions[5].Note = "普查未单列，数字含在所在县内" })
	pages, _ := rendered(t, smallInput(t, p))
	name := "counties/9901A1/index.html"
	wants(t, pages, name, "本站代码 9901A1", "未单列不等于零。")
	lacks(t, pages, name, "行政区划代码 9901A1")
	if n := strings.Count(words(pages[name]), "数字含在所在县"); n != 1 {
		t.Errorf("the note stands there %d times", n)
	}
}

// A plan without a table of releases has one release with the zero instant.
func TestReleaseWithoutDate(t *testing.T) {
	in := withFiles(smallInput(t, variant(t, func(p *model.Plan) {
		p.Releases = []model.Release{{ID: "initial", Title: "首批数据"}}
		for i := range p.Observations {
			p.Observations[i].Release = "initial"
		}
		p.Observations = slices.CompactFunc(p.Observations, func(a, b model.Observation) bool {
			return a.Indicator == b.Indicator && a.Region == b.Region && a.Period == b.Period
		})
	})))
	pages, tree := rendered(t, in)
	checkPages(t, pages, tree)
	for _, name := range sorted(pages) {
		if strings.Contains(pages[name], "1年1月1日") && !strings.Contains(pages[name], "21年1月1日") || strings.Contains(pages[name], "0001-01-01") {
			t.Errorf("%s: dates the release", name)
		}
	}
}

func TestResultSentence(t *testing.T) {
	hukou := &model.Indicator{ID: "H", Name: "落户户数", ValueUnit: "户", Kind: model.Flow, Direction: model.Up, Measure: "1-1"}
	value := number(t, "996")
	yearly := target(t, "H", "990100", model.AnnualFlow, "2016", "0", "2020", "980")
	res := analysis.Result{
		Indicator: hukou, Target: &yearly, Status: analysis.OnTrack, Period: period(t, "2020"), Value: &value, Aim: yearly.Aim(),
		Attained: big.NewRat(996, 980), Expected: big.NewRat(1, 1), Gap: big.NewRat(16, 980),
	}
	var got strings.Builder
	for _, run := range speaker(t).resultSentence(&res) {
		got.WriteString(run.Text)
	}
	// 996 ÷ 980 = 101.6 %.
	if want := "2016年末以来年均996户，目标每年980户，完成101.6%。"; got.String() != want {
		t.Errorf("got %s, want %s", got.String(), want)
	}
}

func TestTableValue(t *testing.T) {
	permits := &model.Indicator{ID: "P", Name: "居住证", ValueUnit: "张", Kind: model.Flow, Direction: model.Up}
	goal := target(t, "P", "990100", model.Cumulative, "2016", "0", "2020", "18300")
	v := number(t, "17900")
	res := &analysis.Result{Indicator: permits, Target: &goal, Value: &v, Aim: goal.Aim()}
	r := speaker(t).r
	if got := r.tableValue(res) + " / " + r.tableAim(res); got != "1.79万张 / 1.83万张" {
		t.Errorf("got %s", got)
	}
	if figure, unit := r.tableParts(res); figure != "1.79" || unit != "万张" {
		t.Errorf("got %s and %s", figure, unit)
	}
}

func TestWorstOfMany(t *testing.T) {
	a, b, c := &model.Indicator{ID: "A"}, &model.Indicator{ID: "B"}, &model.Indicator{ID: "C"}
	of := func(results ...analysis.Result) analysis.MeasureResult {
		mr := analysis.MeasureResult{Results: results}
		for _, r := range results {
			if r.Status != analysis.NoData {
				mr.WithData++
			}
		}
		return mr
	}
	good := func(in *model.Indicator) analysis.Result {
		return analysis.Result{Indicator: in, Status: analysis.OnTrack}
	}
	none := func(in *model.Indicator) analysis.Result { return analysis.Result{Indicator: in} }
	for _, tt := range []struct {
		mr   analysis.MeasureResult
		want string
	}{
		{of(good(a)), ""},
		{of(good(a), good(b), none(c)), "2项指标中状态最差的，另1项无数据"},
		{of(good(a), none(b)), "另1项无数据"},
		{of(good(a), good(a)), "2个目标中状态最差的"},
	} {
		if got := speaker(t).r.worstOfMany(tt.mr); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// A total starts from what had been counted before.
func TestGoalStart(t *testing.T) {
	p := variant(t, func(p *model.Plan) {
		for i := range p.Targets {
			if p.Targets[i].Indicator == "ROADS" {
				v := number(t, "50")
				p.Targets[i].BaselineValue = &v
			}
		}
	})
	r := newRenderer(smallInput(t, p), nil, chinese(t))
	res := r.a.Results("ROADS", "990121")[0]
	if got, want := r.shell(route.Home).goal(&res).From, "基期 50公里（2016年末）"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
