package site

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/prose"
	"gongbao/cmd/gongbao/internal/route"
)

// A clause of the plan leads to its measure and the measure back to the clause; each clause has an address of its own.
func TestClausesAndMeasures(t *testing.T) {
	p := variant(t, func(p *model.Plan) {
		text, _, faults := prose.ParseSection("要修路，见[1-1](measure:1-1)。\n\n- **公平**：都能办。\n", "who.md", 1, "who")
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		p.Sections[0].Text = text
	})
	pages, tree := rendered(t, smallInput(t, p))
	checkPages(t, pages, tree)
	plan, measure := pages["plan/index.html"], pages["measures/1-1/index.html"]
	for _, want := range []string{
		`<p id="who-1-1">`, `href="../measures/1-1/index.html"`, `<li id="who-gong-ping">`, `<li id="measure-1-1">`,
		`<a class="clause" data-nosnippet href="#who-1-1" data-copy data-done="已复制链接" aria-label="“要修路”的链接">#</a>`,
	} {
		if !strings.Contains(plan, want) {
			t.Errorf("plan: no %s", want)
		}
	}
	for _, want := range []string{`href="../../plan/index.html#who-1-1"`, `href="../../plan/index.html#measure-1-1"`} {
		if !strings.Contains(measure, want) {
			t.Errorf("measure 1-1: no %s", want)
		}
	}
	if strings.Contains(pages["measures/1-2/index.html"], "#who-1-1") {
		t.Error("measure 1-2 leads to a clause that does not name it")
	}
}

// The matrix has every organisation and every measure; the lead and the responsible differ by shape and by word.
func TestDutyMatrix(t *testing.T) {
	many := variant(t, func(p *model.Plan) {
		for i := range 60 {
			p.Measures = append(p.Measures, model.Measure{ID: fmt.Sprintf("3-%d", i+1), Title: fmt.Sprintf("第%d件事", i+1), Group: "多做事", LeadUnit: "police"})
		}
	})
	for _, tt := range []struct {
		name                       string
		plan                       *model.Plan
		orgs, measures, lead, does int
	}{
		// Three of the table and two collectives; roads leads 1-1, the police 1-2 and 2-1; three answers.
		{"Small", smallPlan(t), 5, 3, 3, 3},
		{"SixtyMore", many, 5, 63, 63, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages, _ := rendered(t, smallInput(t, tt.plan))
			page := pages["orgs/index.html"]
			matrix := page[strings.Index(page, `class="duty"`):strings.Index(page, `id="list-h"`)]
			count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAllString(matrix, -1)) }
			for _, c := range []struct {
				what    string
				pattern string
				want    int
			}{
				{"organisations", `<th scope="row"><a`, tt.orgs},
				{"measures", `<th scope="col" class="g g-`, tt.measures},
				{"leads", `class="role lead" href=[^>]*><span aria-hidden="true">牵</span><span class="vh">牵头 `, tt.lead},
				{"responsible", `class="role answer" href=[^>]*><span aria-hidden="true">责</span><span class="vh">责任单位 `, tt.does},
				{"cells", `<td class="g g-`, (tt.orgs + 1) * tt.measures},
			} {
				if got := count(c.pattern); got != c.want {
					t.Errorf("%d %s, want %d", got, c.what, c.want)
				}
			}
		})
	}
	// Without rows in the table the page has what the measures name, or says that there is nothing.
	bare := variant(t, func(p *model.Plan) { p.Orgs, p.Measures, p.Actions, p.Sections = nil, nil, nil, nil })
	pages, tree := rendered(t, smallInput(t, bare))
	checkPages(t, pages, tree)
	wants(t, pages, "orgs/index.html", "单位表是空的")
}

// The page of the releases has each, the newest first, with every revision: cell, old, new, reason.
func TestHistoryPage(t *testing.T) {
	pages, _ := rendered(t, withFiles(smallInput(t, smallPlan(t))))
	page := pages["releases/index.html"]
	newest, oldest := strings.Index(page, `id="release-r2"`), strings.Index(page, `id="release-r1"`)
	if newest < 0 || oldest < newest {
		t.Errorf("r2 stands at %d, r1 at %d", newest, oldest)
	}
	// New in r2 are three rates and two lengths of 2019 and three populations of 2020; the rate of 2018 is revised.
	wants(t, pages, "releases/index.html", "新增8个数，修订1个数。", "36.0%", "37.0%", "补报两个乡镇", "2020年1月20日发布", "2019年简报")
}

// Where the site's address is known, the page for missing ones links from the server's root; else it loads and links to
// nothing, because nothing would be found from the address where it is shown.
func TestNotFoundAnywhere(t *testing.T) {
	address := regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	in := smallInput(t, smallPlan(t))
	pages, _ := rendered(t, in)
	if found := address.FindAllString(pages[route.NotFound], -1); len(found) > 0 {
		t.Errorf("without base_url it leads to %v", found)
	}
	wants(t, pages, route.NotFound, "没有找到这一页", "要回到首页")

	in.Config.BaseURL = "https://example.gov.cn/huji/"
	pages, _ = rendered(t, in)
	found := address.FindAllStringSubmatch(pages[route.NotFound], -1)
	if len(found) < 10 {
		t.Fatalf("only %d addresses", len(found))
	}
	for _, m := range found {
		if !strings.HasPrefix(m[1], "/huji/") && !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "https://example.gov.cn/huji/") {
			t.Errorf("with base_url it leads to %s", m[1])
		}
	}
}

// The figures that one compares are those of the tables, marks and gaps included.
func TestComparedFigures(t *testing.T) {
	_, tree := rendered(t, smallInput(t, smallPlan(t)))
	read := func(id string) (f compareFigures) {
		b, err := os.ReadFile(filepath.Join(tree.Dir(), filepath.FromSlash(route.CompareData(id))))
		if err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(string(b), "gongbaoCompare(")
		if err := json.Unmarshal([]byte(strings.TrimSuffix(text, ");\n")), &f); err != nil || !ok {
			t.Fatal(err, string(b))
		}
		return f
	}
	rate := read("RATE")
	var texts []string
	for _, c := range rate.Figures["990121"] {
		texts = append(texts, c.Text+c.Marks)
	}
	if want := []string{"32.0", "34.0", "37.0修", "41.5"}; !slices.Equal(texts, want) {
		t.Errorf("青石县 %v, want %v", texts, want)
	}
	if rate.Zero || rate.Mark != "演示数据，非官方统计" || rate.Scales[0].Difference != "{n}个百分点" {
		t.Errorf("%+v", rate)
	}
	pop := read("POP")
	if pop.Mark != "" || len(pop.Scales) != 2 || pop.Scales[1].Factor != 10_000 || pop.Scales[1].Unit != "万人" || !pop.Zero {
		t.Errorf("%+v", pop)
	}
	if c := pop.Figures["990121"][1]; c.Text != "1000000" || c.Quantity != "100.0万人" || c.Gap {
		t.Errorf("青石县 2020: %+v", c)
	}
	if _, ok := tree.File(route.CompareData("WAIT")); ok {
		t.Error("an indicator without figures can be compared")
	}
}

func TestCitationFiles(t *testing.T) {
	in := smallInput(t, smallPlan(t))
	in.Config.BaseURL = "https://example.gov.cn/huji/"
	in.Config.Publisher.Name = "示例_办公室 & {100%}"
	_, tree := rendered(t, in)
	bib, err := os.ReadFile(filepath.Join(tree.Dir(), "indicators", "RATE", "cite.bib"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"@misc{990100-RATE-r2,", `author       = {{示例\_办公室 \& \{100\%\}}},`, `title        = {{城镇化率（RATE）}},`, "year         = {2020},",
		"url          = {https://example.gov.cn/huji/indicators/RATE/},", "note         = {演示数据，非官方统计},",
	} {
		if !strings.Contains(string(bib), want) {
			t.Errorf("no %s in\n%s", want, bib)
		}
	}
	if strings.Count(string(bib), "{")-strings.Count(string(bib), `\{`) != strings.Count(string(bib), "}")-strings.Count(string(bib), `\}`) {
		t.Errorf("braces do not match: %s", bib)
	}
	b, err := os.ReadFile(filepath.Join(tree.Dir(), "indicators", "POP", "cite.json"))
	if err != nil {
		t.Fatal(err)
	}
	var items []map[string]any
	if err := json.Unmarshal(b, &items); err != nil || len(items) != 1 {
		t.Fatal(err, string(b))
	}
	if got := fmt.Sprintln(items[0]["type"], items[0]["URL"], items[0]["issued"], items[0]["note"]); got != "dataset https://example.gov.cn/huji/indicators/POP/ map[date-parts:[[2020 1 20]]] <nil>\n" {
		t.Errorf("got %s", got)
	}
}

// The example of the methods page is an assessment of this site: 80.0 % of the way after 75.0 % of the time.
func TestWorkedExample(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	wants(t, pages, "methods/index.html", "一步一步算一遍", "全市城镇化率。", "(38.0 − 30.0) ÷ (40.0 − 30.0)", "80.0%", "75.0%", "上下5个百分点和落后15个百分点")
	none := variant(t, func(p *model.Plan) { p.Targets = nil })
	pages, _ = rendered(t, smallInput(t, none))
	wants(t, pages, "methods/index.html", "还没有可以举例的评估")
}
