package opendata

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/wording"
)

func num(s string) *model.Number {
	n, err := model.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return &n
}

func at(s string) model.Period {
	p, err := model.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

func milestone(period, value, source string) model.Milestone {
	return model.Milestone{Period: at(period), Value: *num(value), Source: source}
}

func instant(s string) time.Time {
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return v
}

// world is 云岭市 with one county that changed its name and one measure: every kind of cell once, and texts that need care
// in a CSV file (quotes, commas, line breaks).
func world() model.Plan {
	return model.Plan{
		Region: "900100",
		Regions: []model.Region{
			{Code: "900100", Name: "云岭市", ShortName: "全市", NameEn: "Yunling", Level: model.City},
			{Code: "900121", Name: "青石县", ShortName: "青石", Level: model.County, Parent: "900100",
				ValidTo: model.Date{Year: 2019, Month: 5, Day: 6}, Successor: "900181"},
			{Code: "900181", Name: "青石市", ShortName: "青石", Level: model.County, Parent: "900100",
				ValidFrom: model.Date{Year: 2019, Month: 5, Day: 7}, TileCol: 1, TileRow: 2, Note: "由青石县改设"},
			{Code: "090011", Name: "东湖新区", ShortName: "东湖", Level: model.Zone, Parent: "900100"},
		},
		Orgs: []model.Org{
			{ID: "police", Name: "市公安局", LeadingGroup: true},
			{ID: "housing", Name: "市住房和城乡建设局", NameEn: "Housing", Aliases: []string{"市住建局", "市住房城乡建设局"}},
			{ID: model.AllCounties, Name: "各县（区）政府"},
		},
		Sources: []model.Source{
			{ID: "yearbook", Name: "《云岭年鉴》", Publisher: "市统计局", URL: "https://example.org/年鉴", Licence: "CC BY 4.0", Kind: model.Official, Rank: 1},
			{ID: "plan", Name: "方案", Kind: model.Official, Rank: 2},
			{ID: "demo", Name: "季度报表", Kind: model.Demonstration, Rank: 9},
		},
		ObsStatus: []model.Code{{Code: "A", Name: "正常"}, {Code: "M", Name: "缺数", Note: "未报"}, {Code: "P", Name: "初步数"}},
		Indicators: []model.Indicator{
			{ID: "URBAN_RATE", Name: "户籍人口城镇化率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.Ratio,
				Numerator: "URBAN", Denominator: "PEOPLE", Decimals: 2, Org: "police", Frequency: model.Year, Binding: true, Headline: true,
				Definition: "城镇户籍人口占户籍人口的比重，\"年末\"数。\n与常住人口城镇化率不同。"},
			{ID: "URBAN", Name: "城镇户籍人口", ValueUnit: "人", Direction: model.Up, Kind: model.Stock, Aggregation: model.Sum, Frequency: model.Year},
			{ID: "PEOPLE", Name: "户籍人口", ValueUnit: "人", Direction: model.Up, Kind: model.Stock, Cumulative: true, Method: model.Trend, Aggregation: model.Sum, Frequency: model.Year},
			{ID: "RENTED", Name: "公租房新增", ValueUnit: "套", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum,
				Measure: "1-1", Org: "housing", Frequency: model.Quarter},
			{ID: "CHANGE", Name: "净迁入", ValueUnit: "万人", Direction: model.Up, Kind: model.Flow, Aggregation: model.NoRule, Persons: true,
				Decimals: 1, Frequency: model.Month},
		},
		Targets: []model.Target{
			{Indicator: "URBAN_RATE", Region: "900100", Kind: model.LevelTarget, BaselinePeriod: at("2016"), BaselineValue: num("35.00"),
				Milestones: []model.Milestone{milestone("2018", "39.0", "plan"), milestone("2020", "43.00", "plan")}},
			{Indicator: "URBAN_RATE", Region: "900181", Kind: model.LevelTarget, BaselinePeriod: at("2016"),
				Milestones: []model.Milestone{milestone("2020", "30.00", "demo")}},
			{Indicator: "RENTED", Region: "900100", Kind: model.Cumulative, BaselinePeriod: at("2016"),
				Milestones: []model.Milestone{{Period: at("2020"), Value: *num("1000"), Release: "2019-Q2"}}},
		},
		Releases: []model.Release{
			{ID: "2018-Q4", Title: "2018年第四季度", TitleEn: "2018 Q4", PublishedAt: instant("2019-01-20T09:00:00+08:00")},
			{ID: "2019-Q2", Title: "2019年第二季度", PublishedAt: instant("2019-07-20T09:00:00+08:00"), Note: "修订了一个数"},
		},
		Actions: []model.Action{{Region: "900181", Measure: "1-1", Period: at("2019-Q2"), Text: "加快, 每周调度", Org: "housing", Deadline: model.Date{Year: 2019, Month: 9, Day: 30}}},
		Acknowledgements: []model.Acknowledgement{
			{Rule: "SERIES-JUMP", Indicator: "CHANGE", Region: "900100", Period: at("2019-06"), Value: "-0.30", Because: "学生毕业, 户口\"迁出\"", CheckedBy: "统计股",
				CheckedAt: model.Date{Year: 2019, Month: 7, Day: 20}, Release: "2019-Q2"},
			{Rule: "SERIES-JUMP", Indicator: "RENTED", Because: "集中交付", CheckedBy: "住建局", CheckedAt: model.Date{Year: 2019, Month: 7}},
			{Rule: "LINK-UNREACHABLE", Subject: "https://example.org/年鉴", Because: "只拒绝程序", CheckedBy: "统计股", CheckedAt: model.Date{Year: 2019}},
		},
		Measures: []model.Measure{{ID: "1-1", Title: "扩大公租房供给", Group: "落户", LeadUnit: "housing",
			ResponsibleUnits: []string{"police", model.AllCounties}, Indicators: []string{"RENTED", "CHANGE"}}},
		Observations: []model.Observation{
			{Indicator: "URBAN_RATE", Region: "900100", Period: at("2016"), Value: num("35.00"), Status: "A", Source: "yearbook", Release: "2018-Q4"},
			{Indicator: "URBAN_RATE", Region: "900100", Period: at("2018"), Value: num("38.50"), Status: "P", Source: "yearbook", Release: "2018-Q4"},
			{Indicator: "URBAN_RATE", Region: "900100", Period: at("2018"), Value: num("38.6"), Status: "A", Source: "yearbook", Release: "2019-Q2", Note: "年度核定"},
			{Indicator: "URBAN_RATE", Region: "900181", Period: at("2018"), Status: "M", Source: "yearbook", Release: "2019-Q2"},
			{Indicator: "CHANGE", Region: "900100", Period: at("2019-06"), Value: num("-0.30"), Status: "A", Source: "yearbook", Release: "2019-Q2"},
			{Indicator: "CHANGE", Region: "900100", Period: at("2019-H1"), Value: num("-1.2"), Status: "A", Source: "yearbook", Release: "2019-Q2"},
			{Indicator: "RENTED", Region: "900100", Period: at("2019-Q2"), Value: num("120"), Status: "A", Source: "demo", Release: "2019-Q2"},
		},
	}
}

// official is the world without a demonstration source.
func official() model.Plan {
	p := world()
	p.Sources = p.Sources[:2]
	p.Observations = slices.DeleteFunc(p.Observations, func(o model.Observation) bool { return o.Source == "demo" })
	p.Targets = slices.DeleteFunc(p.Targets, func(t model.Target) bool { return t.Aim().Source == "demo" })
	return p
}

const dir = "data/latest/"

func input(p *model.Plan) Input {
	return Input{
		Plan:       p,
		Assessment: analysis.Assess(p, analysis.Options{}),
		Config: config.Config{
			Title: "云岭市户籍制度改革", Region: "900100", BaseURL: "https://plan.example.org/", Notice: "这是一个示例。",
			Publisher: config.Publisher{Name: "云岭市政府办公室", Contact: "office@example.org"},
			Licence:   config.Licence{Name: "CC-BY-4.0", Title: "知识共享 署名 4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
		},
		Release:  p.Release("2019-Q2"),
		Versions: map[string]string{"2018-Q4": "1.0.0", "2019-Q2": "1.1.0"},
		Dir:      dir,
	}
}

// render returns the folder of a fresh tree and the data sets.
func render(t *testing.T, in Input) (root string, sets []catalogue.Dataset) {
	t.Helper()
	root = t.TempDir()
	sets, err := Render(output.NewTree(root), in)
	if err != nil {
		t.Fatal(err)
	}
	return root, sets
}

func files(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(root, name))
		all[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReadIsInverseOfRender(t *testing.T) {
	want := model.NewPlan(world())
	in := input(want)
	in.Assessment = nil
	root, _ := render(t, in)
	got, err := Read(os.DirFS(root), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		name      string
		got, want any
	}{
		{"Region", got.Region, want.Region},
		{"Regions", got.Regions, want.Regions},
		{"Orgs", got.Orgs, want.Orgs},
		{"Sources", got.Sources, want.Sources},
		{"ObsStatus", got.ObsStatus, want.ObsStatus},
		{"Indicators", got.Indicators, want.Indicators},
		{"Measures", got.Measures, want.Measures},
		{"Groups", got.Groups, want.Groups},
		{"Targets", got.Targets, want.Targets},
		{"Releases", got.Releases, want.Releases},
		{"Actions", got.Actions, want.Actions},
		{"Observations", got.Observations, want.Observations},
	} {
		if !reflect.DeepEqual(part.got, part.want) {
			t.Errorf("%s\n got %+v\nwant %+v", part.name, part.got, part.want)
		}
	}
	in.Plan = got
	again, _ := render(t, in)
	if got, want := files(t, again), files(t, root); !reflect.DeepEqual(got, want) {
		t.Error("rendering what was read gives other bytes")
	}
}

func TestRenderTwice(t *testing.T) {
	one, _ := render(t, input(model.NewPlan(world())))
	two, _ := render(t, input(model.NewPlan(world())))
	if !reflect.DeepEqual(files(t, one), files(t, two)) {
		t.Error("two runs give different bytes")
	}
}

func TestReadRefusesChangedFile(t *testing.T) {
	root, _ := render(t, input(model.NewPlan(world())))
	name := filepath.Join(root, dir, "observations.csv")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(content, []byte("35.00"), []byte("36.00"), 1)
	if err := os.WriteFile(name, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(os.DirFS(root), dir); err == nil || !strings.Contains(err.Error(), "observations.csv has the hash") {
		t.Errorf("Read: %v", err)
	}
}

// The rows as a journalist finds them in the file.
func TestRows(t *testing.T) {
	root, _ := render(t, input(model.NewPlan(world())))
	all := files(t, root)
	tests := []struct{ file, line string }{
		{"observations.csv", "indicator_id,indicator_name,region_code,region_name,period,value,value_unit,status,source_id,source,source_kind,release,note"},
		{"observations.csv", "URBAN_RATE,户籍人口城镇化率,900100,云岭市,2016,35.00,%,A,yearbook,《云岭年鉴》,official,2018-Q4,"},
		{"observations.csv", "URBAN_RATE,户籍人口城镇化率,900181,青石市,2018,,%,M,yearbook,《云岭年鉴》,official,2019-Q2,"},
		{"observations.csv", "CHANGE,净迁入,900100,云岭市,2019-06,-0.30,万人,A,yearbook,《云岭年鉴》,official,2019-Q2,"},
		{"observations.csv", "RENTED,公租房新增,900100,云岭市,2019-Q2,120,套,A,demo,季度报表（演示数据，非官方统计）,demonstration,2019-Q2,"},
		{"targets.csv", "URBAN_RATE,户籍人口城镇化率,900181,青石市,level,2016,,2020,30.00,%,demo,季度报表（演示数据，非官方统计）,demonstration,"},
		{"regions.csv", "090011,东湖新区,东湖,,zone,900100,,,,,,"},
		{"measures.csv", "1-1,扩大公租房供给,,,,落户,,housing,市住房和城乡建设局,police|counties,RENTED|CHANGE"},
		{"responsibilities.csv", "1-1,扩大公租房供给,counties,各县（区）政府,responsible"},
		{"organisations.csv", "police,市公安局,,,true"},
		{"actions.csv", `900181,青石市,1-1,扩大公租房供给,2019-Q2,"加快, 每周调度",,housing,2019-09-30,,,,`},
		{"revisions.csv", "2019-Q2,URBAN_RATE,户籍人口城镇化率,900100,云岭市,2018,38.50,38.6,%,P,A,2018-Q4,yearbook,《云岭年鉴》,official,年度核定"},
		{"releases.csv", "2019-Q2,2019年第二季度,,2019-07-20T09:00:00+08:00,1.1.0,4,1,修订了一个数"},
	}
	for _, tt := range tests {
		lines := strings.Split(all[dir+tt.file], "\r\n")
		if !slices.Contains(lines, tt.line) {
			t.Errorf("%s lacks the row\n%s\nit has\n%s", tt.file, tt.line, strings.Join(lines, "\n"))
		}
	}
	// 2018: (38.6 − 35) ÷ (43 − 35) = 0.45; the milestone path expects (39 − 35) ÷ (43 − 35) = 0.5; the gap is −5 points,
	// which is still within the tolerance.
	assessed := all[dir+"assessments.csv"]
	if want := "URBAN_RATE,户籍人口城镇化率,900100,云岭市,level,2018,38.6,%,35.00,2020,43.00,0.450000,0.500000,-0.050000,on-track,符合序时,,,"; !strings.Contains(assessed, want) {
		t.Errorf("assessments.csv lacks\n%s\nit has\n%s", want, assessed)
	}
	if !strings.Contains(all[dir+"measure_status.csv"], "\r\n1-1,扩大公租房供给,090011,东湖新区,no-data,无数据,not-listed,") {
		t.Errorf("measure_status.csv\n%s", all[dir+"measure_status.csv"])
	}
}

func TestDemonstrationIsSaidByTheData(t *testing.T) {
	root, sets := render(t, input(model.NewPlan(world())))
	var d catalogue.Package
	if err := json.Unmarshal([]byte(files(t, root)[dir+catalogue.Descriptor]), &d); err != nil {
		t.Fatal(err)
	}
	if !d.Demonstration || !strings.Contains(d.Description, wording.DemonstrationMark) || !slices.Contains(d.Keywords, wording.DemonstrationMark) {
		t.Errorf("the descriptor does not say it: %v, %q, %v", d.Demonstration, d.Description, d.Keywords)
	}
	marked := map[string]int{}
	for i, s := range sets {
		if s.Demonstration > 0 {
			marked[s.Name] = s.Demonstration
		}
		if s.Demonstration > 0 != d.Resources[i].Demonstration || s.Demonstration > 0 != strings.Contains(d.Resources[i].Description, wording.DemonstrationMark) {
			t.Errorf("%s: the data set says %v, its resource %v, %q", s.Name, s.Demonstration, d.Resources[i].Demonstration, d.Resources[i].Description)
		}
	}
	if marked["observations"] != 1 || marked["targets"] != 1 || marked["regions"] != 0 {
		t.Errorf("demonstration rows %v", marked)
	}

	t.Run("Absent", func(t *testing.T) {
		root, sets := render(t, input(model.NewPlan(official())))
		for name, content := range files(t, root) {
			if strings.Contains(content, wording.DemonstrationMark) {
				t.Errorf("%s says %s of official data", name, wording.DemonstrationMark)
			}
		}
		for _, s := range sets {
			if s.Demonstration > 0 {
				t.Errorf("%s is marked", s.Name)
			}
		}
	})
}

// What was checked is published with the reason, the rule in words, and a mark where it speaks of a demonstration figure; a
// plan without any has no such data set.
func TestAcknowledgements(t *testing.T) {
	in := input(model.NewPlan(world()))
	in.RuleTitle = func(code string) string { return "规则" + code }
	root, _ := render(t, in)
	got := records(t, files(t, root)[path.Join(dir, "acknowledgements.csv")])
	if len(got) != 3 || got[0]["rule_title"] != "规则SERIES-JUMP" || got[0]["indicator_name"] != "净迁入" || got[0]["value"] != "-0.30" || got[0]["notice"] != "" ||
		got[1]["notice"] != wording.DemonstrationMark || got[1]["region_name"] != "" || got[2]["subject"] != "https://example.org/年鉴" {
		t.Errorf("%q", got)
	}
	p := world()
	p.Acknowledgements = nil
	root, _ = render(t, input(model.NewPlan(p)))
	if _, there := files(t, root)[path.Join(dir, "acknowledgements.csv")]; there {
		t.Error("a data set of nothing")
	}
}

func TestNoAssessmentNorReleases(t *testing.T) {
	p := world()
	p.Releases, p.Observations, p.Targets, p.Acknowledgements = nil, nil, p.Targets[:2], nil
	in := input(model.NewPlan(p))
	in.Assessment, in.Release = nil, nil
	_, sets := render(t, in)
	for _, s := range sets {
		if s.Name == "assessments" || s.Name == "measure_status" {
			t.Errorf("%s is there", s.Name)
		}
	}
}

// Ids that stand for many units, and status codes without a row in the code list, still resolve.
func TestMissingCodesAreFilledIn(t *testing.T) {
	p := world()
	p.Orgs = p.Orgs[:2]
	p.ObsStatus = nil
	root, _ := render(t, input(model.NewPlan(p)))
	got, err := Read(os.DirFS(root), dir)
	if err != nil {
		t.Fatal(err)
	}
	if o := got.Org(model.AllCounties); o == nil || o.Name != "各市人民政府" {
		t.Errorf("counties: %+v", o)
	}
	if len(got.ObsStatus) != 3 {
		t.Errorf("status codes %v, want A, M and P", got.ObsStatus)
	}
}

func TestRenderRefuses(t *testing.T) {
	tests := map[string]struct {
		spoil func(*model.Plan)
		want  string
	}{
		"Formula": {func(p *model.Plan) { p.Observations[0].Note = "=HYPERLINK(1)" },
			`observations.csv row 5 column note: "=HYPERLINK(1)" would begin a formula`},
		"FullWidthFormula": {func(p *model.Plan) { p.Regions[1].Name = "＋青石县" }, `regions.csv row 3 column name: "＋青石县" would begin a formula`},
		"Minus":            {func(p *model.Plan) { p.Actions[0].Text = "-加快" }, `would begin a formula`},
		"ControlCharacter": {func(p *model.Plan) { p.Actions[0].Text = "加\rq快" }, `control character U+000D`},
		"NotUTF8":          {func(p *model.Plan) { p.Actions[0].Text = "\xc7\xe0" }, `is not UTF-8`},
		"IdWithBar": {func(p *model.Plan) {
			p.Sources = append(p.Sources, model.Source{ID: "a|b", Name: "x", Kind: model.Official})
		}, `sources.csv row 5 column source_id: "a|b" does not match`},
		"UnknownRegion": {func(p *model.Plan) { p.Actions[0].Region = "900199" }, `actions.csv row 2 column region_code: "900199" is not in regions.csv`},
		"UnknownLevel":  {func(p *model.Plan) { p.Regions[0].Level = "town" }, `"town" is not one of nation`},
		"TwoRowsOneKey": {func(p *model.Plan) { p.Observations = append(p.Observations, p.Observations[0]) }, `observations.csv row 6 column indicator_id+region_code+period+source_id+release: the key is that of row 5`},
		"NoName":        {func(p *model.Plan) { p.Regions[0].ShortName = "" }, `regions.csv row 2 column short_name: a required value is missing`},
		"TwoOrgsOneId":  {func(p *model.Plan) { p.Orgs[1].ID = "police" }, `organisations.csv row 3 column org_id: "police" stands in row 2 already`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := world()
			tt.spoil(&p)
			in := input(model.NewPlan(world()))
			in.Plan, in.Assessment = model.NewPlan(p), nil
			tree := output.NewTree(t.TempDir())
			if _, err := Render(tree, in); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Render: %v\nwant %s", err, tt.want)
			}
			if n := len(tree.Files()); n > 0 {
				t.Errorf("%d files were written", n)
			}
		})
	}
}

func TestPackageID(t *testing.T) {
	id := func(in Input) string {
		root, _ := render(t, in)
		var d catalogue.Package
		if err := json.Unmarshal([]byte(files(t, root)[dir+catalogue.Descriptor]), &d); err != nil {
			t.Fatal(err)
		}
		return d.ID
	}
	in := input(model.NewPlan(world()))
	if got, want := id(in), "https://plan.example.org/data/latest/"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	in.Config.BaseURL = ""
	first := id(in)
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(first) {
		t.Errorf("%s is no UUID of version 5", first)
	}
	in.Release = in.Plan.Release("2018-Q4")
	if id(in) == first {
		t.Error("two releases share an id")
	}
}

// lookahead stands in for the one pattern of the profile that Go's regular expressions cannot say: a path is an address,
// or relative without "..".
type lookahead struct{ *regexp.Regexp }

func (l lookahead) MatchString(s string) bool {
	if regexp.MustCompile(`^(http|ftp)s?://`).MatchString(s) {
		return true
	}
	return s != "" && !strings.ContainsAny(s[:1], "./~") && !strings.HasPrefix(s, "file:") && !strings.Contains(s, "/../") &&
		!strings.Contains(s, `\`) && !strings.Contains(s, "://")
}

func profile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) {
		if strings.HasPrefix(s, "^((?=[^./~])") {
			return lookahead{regexp.MustCompile("")}, nil
		}
		return regexp.Compile(s)
	})
	s, err := c.Compile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDescriptorFollowsTheProfile(t *testing.T) {
	pkg, table, dialect := profile(t, "datapackage.json"), profile(t, "tableschema.json"), profile(t, "tabledialect.json")
	bare := input(model.NewPlan(official()))
	bare.Config = config.Config{Title: "云岭", Region: "900100", Licence: config.Licence{Name: "政府数据开放许可"}}
	for name, in := range map[string]Input{"Full": input(model.NewPlan(world())), "Bare": bare} {
		t.Run(name, func(t *testing.T) {
			root, _ := render(t, in)
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(files(t, root)[dir+catalogue.Descriptor]))
			if err != nil {
				t.Fatal(err)
			}
			if err := pkg.Validate(doc); err != nil {
				t.Error(err)
			}
			for _, r := range doc.(map[string]any)["resources"].([]any) {
				r := r.(map[string]any)
				if err := table.Validate(r["schema"]); err != nil {
					t.Errorf("%s: %v", r["name"], err)
				}
				if err := dialect.Validate(r["dialect"]); err != nil {
					t.Errorf("%s: %v", r["name"], err)
				}
			}
		})
	}
	t.Run("CanFail", func(t *testing.T) {
		for _, bad := range []string{
			`{"resources":[]}`,
			`{"resources":[{"name":"x","path":"../x.csv"}]}`,
			`{"resources":[{"name":"x","path":"x.csv","hash":"sha256:zz"}]}`,
		} {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
			if err != nil {
				t.Fatal(err)
			}
			if pkg.Validate(doc) == nil {
				t.Errorf("%s is valid", bad)
			}
		}
	})
}

func TestDescriptorSaysWhatThePackageIs(t *testing.T) {
	root, _ := render(t, input(model.NewPlan(world())))
	var got map[string]any
	if err := json.Unmarshal([]byte(files(t, root)[dir+catalogue.Descriptor]), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"$schema":         "https://datapackage.org/profiles/2.0/datapackage.json",
		"name":            "plan-900100",
		"id":              "https://plan.example.org/data/latest/",
		"title":           "云岭市户籍制度改革",
		"version":         "1.1.0",
		"gongbao:release": "2019-Q2",
		"created":         "2019-07-20T09:00:00+08:00",
		"contributors":    []any{map[string]any{"title": "云岭市政府办公室", "email": "office@example.org", "roles": []any{"publisher"}}},
		"licenses": []any{map[string]any{"name": "CC-BY-4.0", "title": "知识共享 署名 4.0",
			"path": "https://creativecommons.org/licenses/by/4.0/"}},
		"gongbao:demonstration": true,
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if d := got["description"].(string); !strings.Contains(d, "这是一个示例。") {
		t.Errorf("description %q lacks the site's notice", d)
	}
}

// What the descriptor says of a file is held against the file by means that share nothing with Render: a reader of RFC
// 4180 and a caster of Table Schema of the test's own.
func TestFilesAreAsDescribed(t *testing.T) {
	root, sets := render(t, input(model.NewPlan(world())))
	all := files(t, root)
	var d struct {
		Resources []struct {
			Name, Path, Hash string
			Bytes            int
			Schema           struct {
				Fields []struct {
					Name, Type  string
					Constraints struct {
						Required, Unique bool
						Pattern          string
						Enum             []string
						Minimum          *float64
					}
				}
				PrimaryKey  []string
				ForeignKeys []struct {
					Fields    []string
					Reference struct {
						Resource string
						Fields   []string
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(all[dir+catalogue.Descriptor]), &d); err != nil {
		t.Fatal(err)
	}
	tables := map[string][]map[string]string{}
	for i, r := range d.Resources {
		content := all[dir+r.Path]
		if len(content) != r.Bytes || r.Hash != fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content))) {
			t.Errorf("%s: bytes or hash differ", r.Path)
		}
		if f := sets[i].Files[0]; f.Path != dir+r.Path || f.Size != int64(r.Bytes) || "sha256:"+f.SHA256 != r.Hash {
			t.Errorf("%s: the data set says %+v", r.Path, f)
		}
		rows, err := rfc4180(content)
		if err != nil {
			t.Fatalf("%s: %v", r.Path, err)
		}
		var header []string
		for _, f := range r.Schema.Fields {
			header = append(header, f.Name)
		}
		if !slices.Equal(rows[0], header) {
			t.Fatalf("%s: header %v, fields %v", r.Path, rows[0], header)
		}
		if len(rows)-1 != sets[i].Len() {
			t.Errorf("%s: %d rows, data set says %d", r.Path, len(rows)-1, sets[i].Len())
		}
		keys := map[string]bool{}
		for n, row := range rows[1:] {
			cells := map[string]string{}
			for j, f := range r.Schema.Fields {
				cell := row[j]
				cells[f.Name] = cell
				ok := cell != "" || !f.Constraints.Required
				if cell != "" {
					switch f.Type {
					case "number", "integer":
						v, err := strconv.ParseFloat(cell, 64)
						ok = err == nil && regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`).MatchString(cell) &&
							(f.Type == "number" || v == float64(int(v))) && (f.Constraints.Minimum == nil || v >= *f.Constraints.Minimum)
					case "boolean":
						ok = cell == "true" || cell == "false"
					case "datetime":
						_, err := time.Parse("2006-01-02T15:04:05Z07:00", cell)
						ok = err == nil
					case "string":
						ok = f.Constraints.Pattern == "" || regexp.MustCompile("^("+f.Constraints.Pattern+")$").MatchString(cell)
						ok = ok && (f.Constraints.Enum == nil || slices.Contains(f.Constraints.Enum, cell))
					default:
						ok = false
					}
				}
				if !ok {
					t.Errorf("%s row %d: %s %q is no %s of %+v", r.Path, n+2, f.Name, cell, f.Type, f.Constraints)
				}
			}
			tables[r.Name] = append(tables[r.Name], cells)
			if len(r.Schema.PrimaryKey) > 0 {
				key := fmt.Sprint(pick(cells, r.Schema.PrimaryKey))
				if keys[key] {
					t.Errorf("%s: two rows with the key %s", r.Path, key)
				}
				keys[key] = true
			}
		}
	}
	for _, r := range d.Resources {
		for _, fk := range r.Schema.ForeignKeys {
			to := fk.Reference.Resource
			if to == "" {
				to = r.Name
			}
			known := map[string]bool{"[]": true}
			for _, row := range tables[to] {
				known[fmt.Sprint(pick(row, fk.Reference.Fields))] = true
			}
			for _, row := range tables[r.Name] {
				if v := fmt.Sprint(pick(row, fk.Fields)); !known[v] {
					t.Errorf("%s: %v %s is not in %s", r.Path, fk.Fields, v, to)
				}
			}
		}
	}
}

func pick(row map[string]string, fields []string) []string {
	values := make([]string, len(fields))
	for i, f := range fields {
		values[i] = row[f]
	}
	return values
}

// rfc4180 reads strictly: CRLF after every record, quotes only around a whole field, the same number of fields in each.
func rfc4180(s string) ([][]string, error) {
	if strings.HasPrefix(s, "\ufeff") {
		return nil, fmt.Errorf("byte order mark")
	}
	if !strings.HasSuffix(s, "\r\n") {
		return nil, fmt.Errorf("no end of line at the end")
	}
	var rows [][]string
	var row []string
	for s != "" {
		var cell string
		if quoted, ok := strings.CutPrefix(s, `"`); ok {
			s = quoted
			for {
				end := strings.IndexByte(s, '"')
				if end < 0 {
					return nil, fmt.Errorf("record %d: quote without end", len(rows)+1)
				}
				cell += s[:end]
				s = s[end+1:]
				if !strings.HasPrefix(s, `"`) {
					break
				}
				cell += `"`
				s = s[1:]
			}
		} else {
			end := strings.IndexAny(s, ",\r\n\"")
			if end < 0 {
				return nil, fmt.Errorf("record %d: no end", len(rows)+1)
			}
			cell, s = s[:end], s[end:]
		}
		row = append(row, cell)
		if rest, ok := strings.CutPrefix(s, ","); ok {
			s = rest
			continue
		}
		rest, ok := strings.CutPrefix(s, "\r\n")
		if !ok {
			return nil, fmt.Errorf("record %d: %.10q after a field", len(rows)+1, s)
		}
		rows, row, s = append(rows, row), nil, rest
	}
	for i, r := range rows {
		if len(r) != len(rows[0]) {
			return nil, fmt.Errorf("record %d has %d fields", i+1, len(r))
		}
	}
	return rows, nil
}

func TestChecksums(t *testing.T) {
	root, _ := render(t, input(model.NewPlan(world())))
	lines := strings.Split(strings.TrimSuffix(files(t, root)[dir+output.ChecksumsFile], "\n"), "\n")
	if n := len(files(t, root)) - 1; len(lines) != n {
		t.Errorf("%d lines for %d files", len(lines), n)
	}
	sha256sum, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("sha256sum is not installed")
	}
	cmd := exec.Command(sha256sum, "--check", "--strict", "--quiet", output.ChecksumsFile)
	cmd.Dir = filepath.Join(root, path.Clean(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

func TestWorking(t *testing.T) {
	got := working([]analysis.Step{
		{Key: "baseline", Name: "基期值", Numbers: "2016年末", Result: "35.00%"},
		{Key: "attained", Name: "完成进度", Formula: "（本期值 − 基期值）÷（目标值 − 基期值）", Numbers: "(39.00 − 35.00) ÷ (43.00 − 35.00)", Result: "50.0%"},
		{Key: "status", Name: "判定", Formula: "在 ±5 个百分点以内", Numbers: "−5 ≤ 0.0 ≤ +5", Result: "符合序时"},
	})
	want := "基期值：2016年末 = 35.00%；" +
		"完成进度：（本期值 − 基期值）÷（目标值 − 基期值） = (39.00 − 35.00) ÷ (43.00 − 35.00) = 50.0%；" +
		"判定：在 ±5 个百分点以内，−5 ≤ 0.0 ≤ +5，符合序时"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
