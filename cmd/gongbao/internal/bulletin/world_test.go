package bulletin

import (
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/themes"
)

// testFonts are the fonts of the product, parsed once.
var testFonts = sync.OnceValues(func() (*Fonts, error) {
	set, err := themes.Fonts()
	if err != nil {
		return nil, err
	}
	return ParseFonts(set.SerifRegular, set.SerifBold, set.SansRegular, set.SansBold)
})

func fonts(t testing.TB) *Fonts {
	t.Helper()
	f, err := testFonts()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func num(s string) model.Number {
	n, err := model.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return n
}

func period(s string) model.Period {
	p, err := model.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// world is an invented plan of 云岭市 for 2021 to 2024, three of its four years over: forest cover from 40 to 44 %, 60
// 万亩 planted (15 a year), and four measures. The counties differ in pace, so that every status occurs.
type world struct {
	plan     model.Plan
	config   config.Config
	counties []string // codes
}

var zone = time.FixedZone("", 8*3600)

func newWorld(names ...string) *world {
	w := &world{config: config.Config{
		Title: "云岭市林业发展进展", Region: "990100", Notice: "本简报是排版测试用的样本，地名和数据均为虚构。",
		Publisher: config.Publisher{Name: "云岭市林业发展领导小组办公室"},
	}}
	p := &w.plan
	p.Region = "990100"
	p.Regions = []model.Region{{Code: "990100", Name: "云岭市", ShortName: "云岭", Level: model.City}}
	for i, name := range names {
		code := fmt.Sprintf("99%04d", 121+i)
		w.counties = append(w.counties, code)
		p.Regions = append(p.Regions, model.Region{Code: code, Name: name, ShortName: name, Level: model.County, Parent: "990100"})
	}
	p.Orgs = []model.Org{{ID: "forestry", Name: "市林业局"}, {ID: "finance", Name: "市财政局"}, {ID: "water", Name: "市水务局"}}
	p.Sources = []model.Source{
		{ID: "plan", Name: "《云岭市林业发展方案》", Kind: model.Official, Rank: 1},
		{ID: "survey", Name: "森林资源年度调查", Publisher: "市林业局", Kind: model.Reported, Rank: 2},
		{ID: "demo", Name: "演示报表", Publisher: "本站编写", Kind: model.Demonstration, Rank: 9},
	}
	p.Indicators = []model.Indicator{
		{ID: "COVER", Name: "森林覆盖率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 2, Headline: true, Frequency: model.Quarter, Definition: "森林面积占土地总面积的比重，期末数。"},
		{ID: "PLANTED", Name: "造林面积", ValueUnit: "万亩", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Decimals: 2, Headline: true, Frequency: model.Quarter, Definition: "本期人工造林并验收合格的面积，一块地只计一次。"},
		{ID: "SEEDLINGS", Name: "良种苗木供应量", ValueUnit: "万株", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Decimals: 1, Measure: "1-1", Frequency: model.Quarter},
		{ID: "PATROLS", Name: "护林员到岗率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.NoRule, Decimals: 1, Measure: "1-2", Frequency: model.Quarter},
		{ID: "FIRES", Name: "森林火灾隐患点", ValueUnit: "处", Direction: model.Down, Kind: model.Stock, Aggregation: model.Sum, Decimals: 0, Measure: "2-1", Frequency: model.Quarter},
	}
	p.Measures = []model.Measure{
		{ID: "1-1", Title: "良种苗木保障", Group: "扩大造林", LeadUnit: "forestry", ResponsibleUnits: []string{"finance", model.AllCounties}, Indicators: []string{"SEEDLINGS"}},
		{ID: "1-2", Title: "护林员队伍", Group: "扩大造林", LeadUnit: "forestry", Indicators: []string{"PATROLS"}},
		{ID: "2-1", Title: "森林防火", Group: "守住存量", LeadUnit: "water", ResponsibleUnits: []string{"forestry"}, Indicators: []string{"FIRES"}},
		{ID: "2-2", Title: "古树名木登记", Group: "守住存量", LeadUnit: "forestry"},
	}
	p.Releases = []model.Release{
		{ID: "2023-Q3", Title: "2023年第三季度", PublishedAt: time.Date(2023, 10, 20, 9, 0, 0, 0, zone)},
		{ID: "2023-Q4", Title: "2023年第四季度", PublishedAt: time.Date(2024, 1, 20, 9, 0, 0, 0, zone)},
	}
	w.target("COVER", "990100", model.LevelTarget, "40.00", "44.00")
	w.target("PLANTED", "990100", model.Cumulative, "0", "60.00")
	w.target("PLANTED", "990100", model.AnnualFlow, "0", "15.00")
	w.target("SEEDLINGS", "990100", model.Cumulative, "0", "900.0")
	w.target("PATROLS", "990100", model.LevelTarget, "60.0", "100.0")
	w.target("FIRES", "990100", model.LevelTarget, "400", "0")
	// 12 quarters of 16: expected progress is 75 %.
	for q := range 12 {
		at := fmt.Sprintf("%d-Q%d", 2021+q/4, q%4+1)
		w.see("COVER", "990100", at, fmt.Sprintf("%.2f", 40+0.20*float64(q+1)), "survey") // 42.40: 60 %, 15 points behind
		w.see("PATROLS", "990100", at, fmt.Sprintf("%.1f", 60+2.0*float64(q+1)), "demo")  // 84.0: 60 %
		for i, code := range w.counties {
			pace := 60 / 16.0 / float64(len(w.counties)) * (0.7 + 0.15*float64(i%5))
			w.see("PLANTED", code, at, fmt.Sprintf("%.2f", pace), "demo")
			w.see("SEEDLINGS", code, at, fmt.Sprintf("%.1f", 12*pace), "demo")
			if i != 1 {
				w.see("FIRES", code, at, fmt.Sprint(max(0, 80-8*(q+1)-i*q)), "demo")
			}
		}
	}
	for i, code := range w.counties {
		share := fmt.Sprintf("%.2f", 60/float64(len(w.counties)))
		w.target("PLANTED", code, model.Cumulative, "0", share)
		w.target("SEEDLINGS", code, model.Cumulative, "0", fmt.Sprintf("%.1f", 900/float64(len(w.counties))))
		w.target("FIRES", code, model.LevelTarget, fmt.Sprint(80), "0")
		if i == 0 {
			p.Actions = append(p.Actions, model.Action{Region: code, Measure: "1-1", Period: period("2023-Q4"), Text: "与苗圃补签供苗合同，冬季整地前到苗；每旬通报一次到苗数。", Org: "forestry"})
		}
	}
	p.Actions = append(p.Actions, model.Action{Measure: "1-2", Period: period("2023-Q4"), Text: "把护林员补助列入年度预算，缺岗的乡镇6月底前补齐。", Org: "finance"})
	return w
}

func (w *world) target(indicator, region string, kind model.TargetKind, from, to string) {
	base := num(from)
	w.plan.Targets = append(w.plan.Targets, model.Target{
		Indicator: indicator, Region: region, Kind: kind, BaselinePeriod: period("2020"), BaselineValue: &base,
		Milestones: []model.Milestone{{Period: period("2024"), Value: num(to), Source: "plan"}},
	})
}

func (w *world) see(indicator, region, at, value, source string) {
	v := num(value)
	release := "2023-Q3"
	if period(at).End() > period("2023-Q3").End() {
		release = "2023-Q4"
	}
	w.plan.Observations = append(w.plan.Observations, model.Observation{
		Indicator: indicator, Region: region, Period: period(at), Value: &v, Status: "A", Source: source, Release: release,
	})
}

func (w *world) assess() *analysis.Assessment {
	return analysis.Assess(model.NewPlan(w.plan), analysis.Options{})
}

func (w *world) issue() Issue {
	last := w.plan.Releases[len(w.plan.Releases)-1]
	return Issue{Release: last.ID, Title: last.Title, Date: last.PublishedAt, Number: 1}
}

func (w *world) batch(t testing.TB) *Batch { return NewBatch(fonts(t), w.assess(), w.config) }

// write makes a bulletin of the world.
func (w *world) write(t testing.TB, out io.Writer, s Subject) (Report, error) {
	t.Helper()
	return w.batch(t).Write(out, w.issue(), s)
}

func (w *world) edition(t testing.TB, s Subject) *edition {
	t.Helper()
	e, err := w.batch(t).edition(w.issue(), s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var fiveCounties = []string{"青石县", "白沙县", "临江区", "竹溪县", "双桥县"}
