package site

import (
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
	"gongbao/themes"
)

// A small invented plan: a city of two counties and a zone, one county that was renamed, three measures, two releases,
// real census figures and demonstration reports.

func period(t *testing.T, s string) model.Period {
	t.Helper()
	p, err := model.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func number(t *testing.T, s string) model.Number {
	t.Helper()
	n, err := model.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// observations reads lines of period and value for a cell series.
func observations(t *testing.T, indicator, region, source string, cells ...string) []model.Observation {
	t.Helper()
	var rows []model.Observation
	for i := 0; i < len(cells); i += 2 {
		v := number(t, cells[i+1])
		p := period(t, cells[i])
		release := "r1"
		if p.Year >= 2019 {
			release = "r2"
		}
		rows = append(rows, model.Observation{Indicator: indicator, Region: region, Period: p, Value: &v, Status: "A", Source: source, Release: release})
	}
	return rows
}

func target(t *testing.T, indicator, region string, kind model.TargetKind, base, baseValue, at, value string) model.Target {
	t.Helper()
	b := number(t, baseValue)
	return model.Target{
		Indicator: indicator, Region: region, Kind: kind, BaselinePeriod: period(t, base), BaselineValue: &b,
		Milestones: []model.Milestone{{Period: period(t, at), Value: number(t, value), Source: "plan"}},
	}
}

func smallPlan(t *testing.T) *model.Plan {
	p := model.Plan{
		Region: "990100",
		Regions: []model.Region{
			{Code: "990000", Name: "南原省", ShortName: "南原", Level: model.Province},
			{Code: "990100", Name: "云岭市", ShortName: "全市", Level: model.City, Parent: "990000"},
			{Code: "990121", Name: "青石县", ShortName: "青石", Level: model.County, Parent: "990100", TileCol: 1, TileRow: 1},
			{Code: "990122", Name: "白河县", ShortName: "白河", Level: model.County, Parent: "990100", TileCol: 2, TileRow: 1, ValidTo: model.Date{Year: 2021, Month: 4}, Successor: "990181", Note: "后撤县设市"},
			{Code: "990181", Name: "白河市", ShortName: "白河", Level: model.County, Parent: "990100", ValidFrom: model.Date{Year: 2021, Month: 5}},
			{Code: "9901A1", Name: "松湖新区", ShortName: "松湖", Level: model.Zone, Parent: "990100", TileCol: 1, TileRow: 2},
		},
		Orgs: []model.Org{
			{ID: "police", Name: "市公安局", LeadingGroup: true, Aliases: []string{"公安局"}},
			{ID: "roads", Name: "市交通局", LeadingGroup: true},
			{ID: "idle", Name: "市档案馆"},
		},
		Sources: []model.Source{
			{ID: "census", Name: "普查资料", Publisher: "统计局", Kind: model.Official, Rank: 1},
			{ID: "plan", Name: "方案", Kind: model.Official, Rank: 2},
			{ID: "demo", Name: "演示数据集", Kind: model.Demonstration, Rank: 9},
		},
		ObsStatus: []model.Code{{Code: "A", Name: "正常"}},
		Indicators: []model.Indicator{
			{ID: "RATE", Name: "城镇化率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 1, Frequency: model.Year, Headline: true, Org: "police", Definition: "城镇人口占全部人口的比重。"},
			{ID: "ROADS", Name: "建成公路", ValueUnit: "公里", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Decimals: 0, Frequency: model.Year, Measure: "1-1", Org: "roads", Definition: "本期完工的公路。"},
			{ID: "WAIT", Name: "等候天数", ValueUnit: "天", Direction: model.Down, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 1, Frequency: model.Year, Measure: "1-2", Definition: "从申请到领证的天数。"},
			{ID: "POP", Name: "常住人口", ValueUnit: "人", Direction: model.Up, Kind: model.Stock, Aggregation: model.Sum, Decimals: 0, Frequency: model.Year, Definition: "普查时点的人口。"},
		},
		Measures: []model.Measure{
			{ID: "1-1", Title: "修路", Group: "打基础", LeadUnit: "roads", ResponsibleUnits: []string{"counties", "police"}, Indicators: []string{"ROADS"},
				Text: model.Prose{HTML: `<p>把路修到村口，见<a href="measure:1-2">措施1-2</a>和<a href="section:who">谁能办</a>。</p>`}},
			{ID: "1-2", Title: "快办证", Group: "打基础", LeadUnit: "police", Indicators: []string{"WAIT"}, Text: model.Prose{HTML: "<p>少跑一趟。</p>"}},
			{ID: "2-1", Title: "设身处地", Group: "惠民生", LeadUnit: "police", ResponsibleUnits: []string{"members"}},
		},
		Sections: []model.Section{
			{ID: "who", Title: "谁能办", Text: model.Prose{HTML: `<p>在本市居住的人。</p><h2 id="how">怎么办</h2><p>到窗口。</p>`}},
			{ID: "base", Title: "第一组措施：打基础", Text: model.Prose{HTML: "<p>先把路修好。</p>"}},
		},
		Releases: []model.Release{
			{ID: "r1", Title: "2018年", PublishedAt: time.Date(2019, 1, 20, 9, 0, 0, 0, time.UTC)},
			{ID: "r2", Title: "2019年", PublishedAt: time.Date(2020, 1, 20, 9, 0, 0, 0, time.UTC)},
		},
		Targets: []model.Target{
			target(t, "RATE", "990100", model.LevelTarget, "2016", "30.0", "2020", "40.0"),
			target(t, "RATE", "990121", model.LevelTarget, "2016", "32.0", "2020", "42.0"),
			target(t, "RATE", "990122", model.LevelTarget, "2016", "28.0", "2020", "38.0"),
			target(t, "ROADS", "990100", model.Cumulative, "2016", "0", "2020", "400"),
			target(t, "ROADS", "990121", model.Cumulative, "2016", "0", "2020", "200"),
			target(t, "ROADS", "990122", model.Cumulative, "2016", "0", "2020", "200"),
		},
		Actions: []model.Action{{Region: "990122", Measure: "1-1", Period: period(t, "2019"), Text: "增开两个工作面。", Org: "roads"}},
	}
	for _, rows := range [][]model.Observation{
		observations(t, "RATE", "990100", "demo", "2016", "30.0", "2017", "32.0", "2018", "34.5", "2019", "38.0"),
		observations(t, "RATE", "990121", "demo", "2016", "32.0", "2017", "34.0", "2018", "37.0", "2019", "41.5"),
		observations(t, "RATE", "990122", "demo", "2016", "28.0", "2017", "29.0", "2018", "31.0", "2019", "33.0"),
		observations(t, "ROADS", "990121", "demo", "2017", "60", "2018", "60", "2019", "80"),
		observations(t, "ROADS", "990122", "demo", "2017", "30", "2018", "30", "2019", "40"),
		observations(t, "POP", "990100", "census", "2010", "1500000", "2020", "1600000"),
		observations(t, "POP", "990121", "census", "2010", "900000", "2020", "1000000"),
		observations(t, "POP", "990122", "census", "2010", "600000", "2020", "600000"),
	} {
		p.Observations = append(p.Observations, rows...)
	}
	// The first release gave another figure for 2018.
	v := number(t, "36.0")
	for i := range p.Observations {
		if o := &p.Observations[i]; o.Indicator == "RATE" && o.Region == "990121" && o.Period.Year == 2018 {
			old := *o
			old.Value = &v
			o.Release, o.Note = "r2", "补报两个乡镇"
			p.Observations = append(p.Observations, old)
			break
		}
	}
	return model.NewPlan(p)
}

func smallInput(t *testing.T, p *model.Plan) Input {
	t.Helper()
	theme, err := themes.Open("default")
	if err != nil {
		t.Fatal(err)
	}
	in := Input{
		Assessment: analysis.Assess(p, analysis.Options{}),
		Config: config.Config{
			Title: "云岭市试点进展", Region: p.Region, Notice: "本站是虚构的示例。",
			Publisher: config.Publisher{Name: "云岭市示例办公室", SiteID: "9901000001", Domain: "example.gov.cn"},
			Licence:   config.Licence{Name: "CC-BY-4.0", Title: "署名"},
		},
		Theme:   theme,
		ECharts: []byte("var echarts = {};"),
	}
	return in
}

// withFiles adds a data set and a bulletin, whose files build would have made.
func withFiles(in Input) Input {
	in.Datasets = []Dataset{{
		Name: "observations", Title: "观测值", Description: "全部观测值，一行一个数。", Rows: 2,
		Fields:        []Field{{Name: "indicator_id", Type: "string", Title: "指标代码", Description: "见指标表"}, {Name: "value", Type: "number", Title: "数值"}},
		Files:         []DataFile{{Path: "data/latest/observations.csv", Format: "CSV", Size: 1234, SHA256: "00ff"}},
		Demonstration: true,
		Preview:       [][]string{{"indicator_id", "value"}, {"RATE", "38.0"}, {"<b>&", "-1"}},
	}}
	in.Bulletins = []Bulletin{{Release: in.Assessment.Release, Title: "2019年简报", Path: "bulletins/r2/city.pdf", Size: 400_000, Pages: 6, Demonstration: true}}
	return in
}

// chinese is the language of the pages with the default theme's words.
func chinese(t *testing.T) *wording.Language {
	t.Helper()
	files, err := themes.Open("default")
	if err != nil {
		t.Fatal(err)
	}
	say, err := language(wording.Chinese, files)
	if err != nil {
		t.Fatal(err)
	}
	return say
}

// speaker is a page of no plan, for sentences that need nothing but their words.
func speaker(t *testing.T) *Shell {
	t.Helper()
	r := &renderer{say: chinese(t), peers: "县"}
	return &Shell{r: r, say: r.say}
}
