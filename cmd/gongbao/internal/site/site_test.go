package site

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// rendered builds a site and returns its pages by file name.
func rendered(t *testing.T, in Input) (pages map[string]string, tree *output.Tree) {
	t.Helper()
	dir := t.TempDir()
	tree = output.NewTree(dir)
	// What others make and pages link to.
	for _, d := range in.Datasets {
		for _, f := range d.Files {
			if err := tree.Add(f.Path, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, b := range in.Bulletins {
		if err := tree.Add(b.Path, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if len(in.Datasets) > 0 {
		if err := cmp.Or(tree.Add(route.Checksums, []byte("x")), tree.Add(route.Data+route.Checksums, []byte("x"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := Render(tree, in); err != nil {
		t.Fatal(err)
	}
	pages = map[string]string{}
	for _, f := range tree.Files() {
		if !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		pages[f.Path] = string(b)
	}
	return pages, tree
}

// sorted are the names of pages in a fixed order.
func sorted(pages map[string]string) []string {
	var names []string
	for name := range pages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestPagesAreSound(t *testing.T) {
	in := withFiles(smallInput(t, smallPlan(t)))
	pages, tree := rendered(t, in)
	checkPages(t, pages, tree)
	for _, want := range []string{
		"index.html", "404.html", "counties/index.html", "counties/990121/index.html", "counties/990181/index.html",
		"counties/9901A1/index.html", "counties/990122/measures/1-1/index.html", "measures/1-2/index.html",
		"indicators/WAIT/index.html", "orgs/counties/index.html", "orgs/members/index.html", "plan/index.html",
		"bulletins/index.html", "data/index.html", "data/observations/index.html", "methods/index.html", "about/index.html",
	} {
		if _, ok := pages[want]; !ok {
			t.Errorf("no page %s", want)
		}
	}
	if _, ok := pages["counties/990181/measures/1-1/index.html"]; ok {
		t.Error("a county that did not exist in the assessed period has a record of a measure")
	}
}

// checkPages holds every page to the rules of the site.
func checkPages(t *testing.T, pages map[string]string, tree *output.Tree) {
	t.Helper()
	for _, b := range tree.BrokenLinks() {
		t.Error(b)
	}
	titles := map[string]string{}
	for _, name := range sorted(pages) {
		for _, fault := range pageFaults(pages[name]) {
			t.Errorf("%s: %s", name, fault)
		}
		title := regexp.MustCompile(`<title>([^<]*)</title>`).FindStringSubmatch(pages[name])
		if title == nil {
			t.Errorf("%s: no title", name)
		} else if other := titles[title[1]]; other != "" {
			t.Errorf("%s: title %q is that of %s", name, title[1], other)
		} else {
			titles[title[1]] = name
		}
	}
}

// residue is what a program leaves in a text when it had no value to write.
var residue = regexp.MustCompile(`NaN|<nil>|&lt;nil&gt;|&lt;no value&gt;|%!|\bInf\b|undefined|ZgotmplZ`)

// pageFaults are the breaches of the site's rules in one page: WCAG 2.2 as far as a program sees it, and the
// Content-Security-Policy.
func pageFaults(page string) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if m := residue.FindString(page); m != "" {
		fault("holds %q", m)
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(faults, err.Error())
	}
	count := map[string]int{}
	ids := map[string]bool{}
	level := 0
	attr := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	var text func(n *html.Node) string
	text = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		s, _ := attr(n, "aria-label")
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			s += text(c)
		}
		return strings.TrimSpace(s)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if n.Namespace == "" {
				count[n.Data]++
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					fault("<%s> has the attribute %s", n.Data, a.Key)
				case a.Key == "id" && ids[a.Val]:
					fault("the id %q is there twice", a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case (a.Key == "src" || a.Key == "srcset" || a.Key == "data") && strings.Contains(a.Val, "//"):
					fault("<%s> loads %s", n.Data, a.Val)
				case a.Key == "href" && n.Data == "link" && strings.Contains(a.Val, "//"):
					if rel, _ := attr(n, "rel"); rel != "canonical" {
						fault("<link> loads %s", a.Val)
					}
				case a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript:"):
					fault("a link runs a script")
				}
			}
			switch n.Data {
			case "style":
				fault("holds a style element")
			case "script":
				_, external := attr(n, "src")
				if kind, _ := attr(n, "type"); !external && kind != "application/json" && kind != "application/ld+json" {
					fault("holds an inline script")
				}
			case "html":
				if lang, _ := attr(n, "lang"); lang != "zh-CN" {
					fault("lang is %q", lang)
				}
			case "h1", "h2", "h3", "h4", "h5":
				l := int(n.Data[1] - '0')
				if l > level+1 {
					fault("%s follows a heading of level %d", n.Data, level)
				}
				level = l
				if text(n) == "" {
					fault("an empty %s", n.Data)
				}
			case "a":
				if text(n) == "" {
					fault("a link without a text")
				}
			case "table":
				caption := false
				for c := n.FirstChild; c != nil; c = c.NextSibling {
					caption = caption || c.Data == "caption" && text(c) != ""
				}
				if !caption {
					fault("a table without a caption")
				}
			case "th":
				if _, ok := attr(n, "scope"); !ok {
					fault("a th without scope: %s", text(n))
				}
			case "svg":
				role, _ := attr(n, "role")
				hidden, _ := attr(n, "aria-hidden")
				label, _ := attr(n, "aria-label")
				inSVG := n.Parent != nil && n.Parent.Namespace == "svg"
				if !inSVG && hidden != "true" && (role == "" || label == "") {
					fault("a picture without a text alternative")
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	for _, one := range []string{"h1", "main", "header", "footer", "title"} {
		// A header also opens each section.
		if strings.Contains(page, `<body class="embed">`) && (one == "header" || one == "footer") {
			continue // a figure in another site's frame has none of the shell
		}
		if n := count[one]; n != 1 && !(one == "header" && n > 1) {
			fault("%d <%s>", n, one)
		}
	}
	if !strings.Contains(page, "Content-Security-Policy") {
		fault("no Content-Security-Policy")
	}
	return faults
}

// The checker itself must see what it is there for.
func TestPageFaults(t *testing.T) {
	sound := `<!doctype html><html lang="zh-CN"><head><title>t</title><meta http-equiv="Content-Security-Policy" content="x"></head>` +
		`<body><header></header><main><h1>题</h1>%s</main><footer></footer></body></html>`
	if faults := pageFaults(fmt.Sprintf(sound, "")); len(faults) > 0 {
		t.Errorf("faults in a sound page: %v", faults)
	}
	for _, bad := range []string{
		`<h1>二</h1>`, `<p style="color:red">`, `<script>alert(1)</script>`, `<p id="a"></p><p id="a"></p>`,
		`<img src="//cdn.example.com/x.png">`, `<a href="#"></a>`, `<table><tr><td>1</td></tr></table>`,
		`<table><caption>c</caption><tr><th>1</th></tr></table>`, `<p>NaN</p>`, `<p>&lt;no value&gt;</p>`, `<h3>三</h3>`,
		`<svg></svg>`, `<p onclick="x()">`,
	} {
		if len(pageFaults(fmt.Sprintf(sound, bad))) == 0 {
			t.Errorf("no fault found in %s", bad)
		}
	}
}

// strip is the line at the top of a page that says that it holds demonstration figures.
var strip = "本页含" + wording.DemonstrationMark

func TestNoticeAndMarks(t *testing.T) {
	pages, _ := rendered(t, withFiles(smallInput(t, smallPlan(t))))
	for _, name := range sorted(pages) {
		if !strings.Contains(pages[name], "本站是虚构的示例。") {
			t.Errorf("%s: the notice is missing", name)
		}
	}
	for name, want := range map[string]bool{
		"index.html": true, "counties/990121/index.html": true, "counties/990122/measures/1-1/index.html": true,
		"measures/1-1/index.html": true, "indicators/RATE/index.html": true, "data/index.html": true, "bulletins/index.html": true,
		"orgs/roads/index.html": true, "methods/index.html": true,
		// Census figures only, or none at all.
		"indicators/POP/index.html": false, "counties/9901A1/index.html": false, "plan/index.html": false,
		"404.html": false, "orgs/idle/index.html": false, "measures/2-1/index.html": false, "about/index.html": false,
	} {
		if got := strings.Contains(pages[name], strip); got != want {
			t.Errorf("%s: demonstration strip %v, want %v", name, got, want)
		}
	}
}

// With real figures only, the words appear nowhere but where they are explained.
func TestNoMarksOnRealFigures(t *testing.T) {
	p := *smallPlan(t)
	p.Sources = slices.Clone(p.Sources)
	for i := range p.Sources {
		p.Sources[i].Kind = model.Official
	}
	pages, _ := rendered(t, smallInput(t, model.NewPlan(p)))
	for _, name := range sorted(pages) {
		if name == "methods/index.html" || name == "about/index.html" {
			continue
		}
		if strings.Contains(pages[name], wording.DemonstrationMark) {
			t.Errorf("%s: says %s without such a figure", name, wording.DemonstrationMark)
		}
	}
}

func TestNumbers(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	for _, tt := range []struct{ page, want, why string }{
		// (38.0 − 30.0) ÷ (40.0 − 30.0) = 80.0 %; expected 3 of 4 years = 75.0 %; ahead needs more than 5 points, 80.0 − 75.0 = 5.0.
		{"index.html", "80.0%", "attainment of the goal"},
		{"index.html", "符合序时", "5.0 points is within the tolerance"},
		// 30 + 30 + 40 = 100 of 200 km: 50.0 %, 25.0 points behind.
		{"counties/990122/measures/1-1/index.html", "50.0%", "attainment of the county"},
		{"counties/990122/measures/1-1/index.html", "−25.0", "difference with a true minus"},
		{"counties/990122/measures/1-1/index.html", "增开两个工作面。", "the corrective action"},
		// 60+60+80+30+30+40 = 300 of 400 km, computed from the counties: 75.0 %.
		{"measures/1-1/index.html", "75.0%", "the city's figure follows from its counties'"},
		// 100 万 against 90 万: +11.1 %.
		{"counties/990121/index.html", "+11.1%", "change of the census population"},
		{"counties/990121/index.html", "第1位", "rank of the census population"},
		{"counties/990181/index.html", "白河县", "the predecessor"},
		{"counties/990122/index.html", "白河市", "the successor"},
		{"indicators/RATE/index.html", "补报两个乡镇", "the reason of the revision"},
	} {
		// The template escapes a plus sign, to be safe from old browsers.
		if !strings.Contains(html.UnescapeString(pages[tt.page]), tt.want) {
			t.Errorf("%s: %s: no %q", tt.page, tt.why, tt.want)
		}
	}
}

func TestProseLinks(t *testing.T) {
	pages, _ := rendered(t, smallInput(t, smallPlan(t)))
	page := pages["measures/1-1/index.html"]
	for _, want := range []string{`href="../1-2/index.html"`, `href="../../plan/index.html#who"`} {
		want = strings.Replace(want, "../1-2", "../../measures/1-2", 1)
		if !strings.Contains(page, want) {
			t.Errorf("measures/1-1: no link %s", want)
		}
	}
	// The plan's page has its own h2 for each section, so those of the text go one down.
	if !strings.Contains(pages["plan/index.html"], `<h3 id="how">怎么办</h3>`) {
		t.Error("plan: the headings of a section's text are not below the section's own")
	}
	if !strings.Contains(pages["plan/index.html"], "1-1 修路") {
		t.Error("plan: the measures are not listed below their section")
	}
}

func TestSameBytes(t *testing.T) {
	first, _ := rendered(t, smallInput(t, smallPlan(t)))
	second, _ := rendered(t, smallInput(t, smallPlan(t)))
	for _, name := range sorted(first) {
		if first[name] != second[name] {
			t.Errorf("%s: two builds differ", name)
		}
	}
}

// veryMany adds more counties than any page sets side by side or lists.
func veryMany(t *testing.T) func(p *model.Plan) {
	return func(p *model.Plan) {
		for i := range 258 {
			code := fmt.Sprintf("98%04d", i)
			p.Regions = append(p.Regions, model.Region{Code: code, Name: fmt.Sprintf("第%d自治县", i+3), ShortName: fmt.Sprintf("第%d", i+3), Level: model.County, Parent: "990100"})
			p.Targets = append(p.Targets, target(t, "RATE", code, model.LevelTarget, "2016", "32.0", "2020", "42.0"),
				target(t, "ROADS", code, model.Cumulative, "2016", "0", "2020", "200"))
			p.Observations = append(p.Observations, observations(t, "RATE", code, "demo", "2016", "32.0", "2018", "33.0", "2019", fmt.Sprintf("%d.5", 30+i%11))...)
			p.Observations = append(p.Observations, observations(t, "ROADS", code, "demo", "2018", "30", "2019", fmt.Sprint(30+i%90))...)
		}
	}
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// A site of very many places has pages as light as others': no page holds something of every place but the lists of places.
func TestVeryManyPlaces(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand pages")
	}
	p := *smallPlan(t)
	veryMany(t)(&p)
	p.Measures = append(p.Measures, model.Measure{ID: "2-2", Title: "再办一件", Group: "惠民生", LeadUnit: "police"})
	pages, tree := rendered(t, smallInput(t, model.NewPlan(p)))
	for _, name := range sorted(pages) {
		if n := len(pages[name]); n > 200_000 {
			t.Errorf("%s has %d bytes", name, n)
		}
	}
	for _, f := range tree.Files() {
		if strings.HasPrefix(f.Path, "counties/") && strings.Contains(f.Path, "/figures/") {
			t.Errorf("%s: more than a thousand records, and figures of their own", f.Path)
			break
		}
	}
	for name, want := range map[string]string{
		"counties/980100/index.html":              "全部260个县",
		"counties/980100/measures/1-1/index.html": "全部260个县",
		"measures/1-1/index.html":                 "只列前200行",
		"indicators/RATE/index.html":              "只画前20个和后20个",
		"index.html":                              "滞后最多的40个县",
	} {
		if !strings.Contains(anyTag.ReplaceAllString(pages[name], ""), want) {
			t.Errorf("%s does not say %s", name, want)
		}
	}
	for _, list := range []string{"counties/index.html", "sitemap/index.html"} {
		if n := strings.Count(pages[list], "counties/98"); n < 258 && strings.Count(pages[list], `href="98`) < 258 {
			t.Errorf("%s leads to %d places", list, n)
		}
	}
}

func TestAwkwardPlans(t *testing.T) {
	if testing.Short() {
		t.Skip("many plans")
	}
	long := strings.Repeat("很长的名称与更长的说明", 6)[:60*3] // 60 characters of three bytes
	for _, tt := range []struct {
		name   string
		change func(p *model.Plan)
	}{
		{"NoReleases", func(p *model.Plan) { p.Releases, p.Observations = nil, nil }},
		{"NoTargets", func(p *model.Plan) { p.Targets = nil }},
		{"NoObservations", func(p *model.Plan) { p.Observations = nil }},
		{"NoCounties", func(p *model.Plan) {
			p.Regions = p.Regions[:2]
			p.Targets = p.Targets[:1]
			p.Actions = nil
			p.Observations = slices.DeleteFunc(slices.Clone(p.Observations), func(o model.Observation) bool { return o.Region != "990100" })
		}},
		{"VeryManyCounties", veryMany(t)},
		{"OneMeasure", func(p *model.Plan) {
			p.Measures = p.Measures[:1]
			p.Measures[0].Text = model.Prose{}
			p.Sections = nil
			p.Actions = nil
		}},
		{"NoMeasures", func(p *model.Plan) {
			p.Measures, p.Actions = nil, nil
			p.Sections = nil
		}},
		{"NoIndicators", func(p *model.Plan) {
			p.Indicators, p.Targets, p.Observations = nil, nil, nil
			p.Measures = slices.Clone(p.Measures)
			for i := range p.Measures {
				p.Measures[i].Indicators = nil
			}
		}},
		{"OnePoint", func(p *model.Plan) { p.Observations = p.Observations[:1] }},
		{"SixtyMeasures", func(p *model.Plan) {
			first := p.Measures[0]
			for i := range 57 {
				m := first
				m.ID, m.Title, m.Group = fmt.Sprintf("%d-%d", 3+i/10, 1+i%10), fmt.Sprintf("第%d件事", i+4), fmt.Sprintf("第%d组", 3+i/10)
				p.Measures = append(p.Measures, m)
			}
		}},
		{"TenGoals", func(p *model.Plan) {
			for i := range 9 {
				in := p.Indicators[0]
				in.ID, in.Name = fmt.Sprintf("GOAL%d", i), fmt.Sprintf("第%d项目标", i+2)
				p.Indicators = append(p.Indicators, in)
				p.Targets = append(p.Targets, target(t, in.ID, "990100", model.LevelTarget, "2016", "30.0", "2020", "40.0"),
					target(t, in.ID, "990121", model.LevelTarget, "2016", "30.0", "2020", "40.0"))
				p.Observations = append(p.Observations, observations(t, in.ID, "990100", "demo", "2016", "30.0", "2019", "38.0")...)
			}
		}},
		{"CountyWithoutData", func(p *model.Plan) {
			p.Observations = slices.DeleteFunc(slices.Clone(p.Observations), func(o model.Observation) bool { return o.Region == "990122" })
			p.Actions = nil
		}},
		{"ManyCounties", func(p *model.Plan) {
			for i := range 28 {
				code := fmt.Sprintf("9902%02d", i)
				p.Regions = append(p.Regions, model.Region{Code: code, Name: fmt.Sprintf("第%d自治县", i+3), ShortName: fmt.Sprintf("第%d", i+3), Level: model.County, Parent: "990100", TileCol: 3 + i%7, TileRow: 1 + i/7})
				p.Targets = append(p.Targets, target(t, "RATE", code, model.LevelTarget, "2016", "32.0", "2020", "42.0"))
				p.Observations = append(p.Observations, observations(t, "RATE", code, "demo", "2016", "32.0", "2019", fmt.Sprintf("%d.5", 30+i%11))...)
				p.Observations = append(p.Observations, observations(t, "POP", code, "census", "2010", "400000", "2020", fmt.Sprint(300000+i*20000))...)
			}
		}},
		{"LongNames", func(p *model.Plan) {
			for i := range p.Regions {
				p.Regions[i].Name += long
				p.Regions[i].ShortName += long
			}
			for i := range p.Indicators {
				p.Indicators[i].Name += long
			}
			for i := range p.Measures {
				p.Measures[i].Title += long
			}
			for i := range p.Orgs {
				p.Orgs[i].Name += long
			}
		}},
		{"Markup", func(p *model.Plan) {
			for i := range p.Indicators {
				p.Indicators[i].Name += `</script><script>alert(1)</script><b title="x">`
			}
			for i := range p.Regions {
				p.Regions[i].ShortName += `"><i>`
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base := smallPlan(t)
			p := *base
			p.Regions, p.Indicators, p.Orgs = slices.Clone(p.Regions), slices.Clone(p.Indicators), slices.Clone(p.Orgs)
			p.Measures = slices.Clone(p.Measures)
			tt.change(&p)
			pages, tree := rendered(t, smallInput(t, model.NewPlan(p)))
			checkPages(t, pages, tree)
		})
	}
}

func TestThemeStyleOrder(t *testing.T) {
	_, tree := rendered(t, smallInput(t, smallPlan(t)))
	css, err := os.ReadFile(filepath.Join(tree.Dir(), filepath.FromSlash(route.Style)))
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for _, piece := range []string{"--paper:#ffffff", ".masthead{", ".matrix-box", ".tally{"} {
		i := bytes.Index(css, []byte(piece))
		if i <= at {
			t.Errorf("%q stands at %d, after what should follow it (%d)", piece, i, at)
		}
		at = i
	}
	if bytes.Contains(css, []byte("url(")) || bytes.Contains(css, []byte("@import")) {
		t.Error("the style sheet loads something")
	}
	if bytes.Contains(css, []byte(".docbody")) {
		t.Error("a site without documents has their styles")
	}
}

func TestPhrases(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"户籍人口城镇化率", "户籍人口城镇化率"},
		{"农业转移人口和其他常住人口落户城镇人数", "农业转移人口和|其他常住人口落户城镇人数"},
		{"居住证与身份证三项制度", "居住证与|身份证三项制度"},
		{"道路和桥", "道路和桥"},
	} {
		if got := strings.Join(phrases(tt.name), "|"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestGoalFinding(t *testing.T) {
	a, b := &model.Indicator{ID: "A", Name: "落户人数"}, &model.Indicator{ID: "B", Name: "城镇化率"}
	for _, tt := range []struct {
		name  string
		goals []analysis.Result
		want  string
	}{
		{"None", nil, ""},
		{"WorstOfAnIndicatorCounts", []analysis.Result{{Indicator: a, Status: analysis.Ahead}, {Indicator: a, Status: analysis.Behind}}, "落户人数明显滞后"},
		{"GoodNewsFirst", []analysis.Result{{Indicator: b, Status: analysis.SlightlyBehind}, {Indicator: a, Status: analysis.Ahead}}, "落户人数快于序时，城镇化率略有滞后"},
		{"Both", []analysis.Result{{Indicator: a, Status: analysis.Achieved}, {Indicator: b, Status: analysis.Achieved}}, "落户人数、城镇化率目标均已完成"},
		{"NoDataSaysNothing", []analysis.Result{{Indicator: a, Status: analysis.NoData}}, ""},
	} {
		if got := strings.Join(speaker(t).r.goalFinding(tt.goals), ""); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestGoldens(t *testing.T) {
	pages, _ := rendered(t, withFiles(smallInput(t, smallPlan(t))))
	for name, page := range map[string]string{"404": "404.html", "org": "orgs/roads/index.html", "bulletins": "bulletins/index.html"} {
		file := filepath.Join("testdata", name+".html")
		got := unfolded(pages[page])
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s; first difference:\n%s", page, file, difference(got, string(want)))
		}
	}
}

// block is the tag of an element that a reader of a page's source expects on a line of its own.
var block = regexp.MustCompile(`<(?:html|head|body|meta|link|title|script|svg|symbol|header|nav|main|footer|section|div|p|ul|ol|li|dl|dt|dd|` +
	`table|caption|thead|tbody|tr|th|td|h[1-6]|figure|figcaption|details|summary)[ >]`)

// unfolded is a page with its blocks on lines of their own, so that a golden shows which of them differs.
func unfolded(page string) string {
	return strings.TrimSpace(block.ReplaceAllString(page, "\n$0")) + "\n"
}

// difference is the first line that two texts do not share.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		at := func(lines []string) string {
			if i < len(lines) {
				return lines[i]
			}
			return "(end)"
		}
		if at(g) != at(w) {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, at(g), at(w))
		}
	}
	return ""
}
