package site

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/route"
)

func headOf(page string) string { h, _, _ := strings.Cut(page, "</head>"); return h }

func linked(t *testing.T, page string) []map[string]any {
	t.Helper()
	block := regexp.MustCompile(`<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if block == nil {
		return nil
	}
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(block[1]), &doc); err != nil {
		t.Fatalf("%v in %s", err, block[1])
	}
	if doc.Context != "https://schema.org" {
		t.Errorf("the context is %q", doc.Context)
	}
	return doc.Graph
}

// Where the site's address is known, pages carry it to whoever links to them.
func TestWholeAddresses(t *testing.T) {
	in := withFiles(smallInput(t, smallPlan(t)))
	in.Config.BaseURL = "https://example.gov.cn/plan/"
	in.Config.Publisher.ICP = "云ICP备1号"
	in.Config.Publisher.Police = "云公网安备 99010002号"
	in.Config.Publisher.Correction = "mailto:jiucuo@example.gov.cn"
	pages, tree := rendered(t, in)
	checkPages(t, pages, tree)
	county := pages["counties/990121/index.html"]
	for _, want := range []string{
		`<link rel="canonical" href="https://example.gov.cn/plan/counties/990121/">`,
		`<meta property="og:url" content="https://example.gov.cn/plan/counties/990121/">`,
		`<meta property="og:type" content="article">`,
		`<meta property="og:locale" content="zh_CN">`,
		`<meta name="SiteDomain" content="example.gov.cn">`,
		`<meta name="SiteIDCode" content="9901000001">`,
		`<meta name="PubDate" content="2020-01-20 09:00">`,
		`<meta name="ContentSource" content="云岭市示例办公室">`,
	} {
		if !strings.Contains(headOf(county), want) {
			t.Errorf("the county's page has no %s", want)
		}
	}
	for _, want := range []string{
		`<a rel="external" href="https://beian.miit.gov.cn/">云ICP备1号<span class="vh">（站外链接）</span></a>`,
		`href="https://beian.mps.gov.cn/#/query/webSearch?code=99010002"`,
		`href="mailto:jiucuo@example.gov.cn"`,
	} {
		if !strings.Contains(county, want) {
			t.Errorf("the foot has no %s", want)
		}
	}
	graph := linked(t, county)
	if len(graph) != 1 || graph[0]["@type"] != "BreadcrumbList" {
		t.Fatalf("the county's page describes %v", graph)
	}
	items := graph[0]["itemListElement"].([]any)
	if got, want := items[1].(map[string]any)["item"], "https://example.gov.cn/plan/counties/"; got != want {
		t.Errorf("the second crumb leads to %v, want %s", got, want)
	}
	graph = linked(t, pages["index.html"])
	if len(graph) != 1 || graph[0]["@type"] != "WebSite" {
		t.Fatalf("the home page describes %v", graph)
	}
	if kind := graph[0]["publisher"].(map[string]any)["@type"]; kind != "GovernmentOrganization" {
		t.Errorf("the publisher of a site with a 网站标识码 is a %v", kind)
	}

	// The page for addresses that lead nowhere is shown at any depth.
	missing := pages["404.html"]
	if !strings.Contains(missing, `href="/plan/static/gongbao.css"`) || strings.Contains(missing, `href="static/`) {
		t.Error("404.html does not link by the path of the site")
	}
	if strings.Contains(missing, "canonical") {
		t.Error("404.html has a canonical address")
	}

	read := func(name string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(tree.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var m sitemap
	if err := xml.Unmarshal(read("sitemap.xml"), &m); err != nil {
		t.Fatal(err)
	}
	dates := map[string]string{}
	for _, p := range m.Pages {
		dates[p.Loc] = p.LastMod
	}
	listed := 0
	for name := range pages {
		if name != "404.html" && !strings.Contains(name, "/figures/") { // a figure's own page is for frames
			listed++
		}
	}
	if len(dates) != listed {
		t.Errorf("%d addresses in the map, %d pages", len(dates), listed)
	}
	for path, want := range map[string]string{
		route.Home:              "2020-01-20T09:00:00Z", // with every release
		route.Indicator("POP"):  "2020-01-20T09:00:00Z", // 2020 came with the second
		route.County("990181"):  "2020-01-20T09:00:00Z", // no figure of its own
		route.Indicator("WAIT"): "2020-01-20T09:00:00Z",
	} {
		if got := dates["https://example.gov.cn/plan/"+path]; got != want {
			t.Errorf("%s: last changed %q, want %q", path, got, want)
		}
	}
	if got, want := string(read("robots.txt")), "User-agent: *\nAllow: /\nSitemap: https://example.gov.cn/plan/sitemap.xml\n"; got != want {
		t.Errorf("robots.txt is %q", got)
	}
}

// A page whose own figures are older keeps the older date, so that crawlers need not fetch it again.
func TestLastModified(t *testing.T) {
	p := *smallPlan(t)
	for i := range p.Observations {
		if o := &p.Observations[i]; o.Indicator == "POP" {
			o.Release = "r1"
		}
	}
	in := smallInput(t, &p)
	in.Config.BaseURL = "https://example.gov.cn/"
	r := newRenderer(in, nil, in.Assessment.Say)
	changed := r.changed()
	if got := changed(route.Indicator("POP")).Format("2006-01-02"); got != "2019-01-20" {
		t.Errorf("the census's indicator changed on %s", got)
	}
	if got := changed(route.Home).Format("2006-01-02"); got != "2020-01-20" {
		t.Errorf("the home page changed on %s", got)
	}
}

// Without an address nothing pretends to know it, and nobody is made an authority.
func TestNoAddress(t *testing.T) {
	in := withFiles(smallInput(t, smallPlan(t)))
	in.Config.Publisher.SiteID, in.Config.Publisher.Domain = "", ""
	pages, tree := rendered(t, in)
	if _, ok := tree.File("sitemap.xml"); ok {
		t.Error("there is a map of relative addresses")
	}
	for _, name := range sorted(pages) {
		if h := headOf(pages[name]); strings.Contains(h, "canonical") || strings.Contains(h, "og:url") || strings.Contains(h, "SiteDomain") {
			t.Errorf("%s states an address", name)
		}
	}
	if kind := linked(t, pages["index.html"])[0]["publisher"].(map[string]any)["@type"]; kind != "Organization" {
		t.Errorf("the publisher of a site without a 网站标识码 is a %v", kind)
	}
}

func TestLeaving(t *testing.T) {
	page := `<a href="x/index.html">近</a> <a class="k" href="https://a.cn/?a=1&amp;b=2">远<b>$1</b></a> <link rel="canonical" href="https://b.cn/"> <a href="https://c.cn/plan/x/">本站</a>`
	want := `<a href="x/index.html">近</a> <a rel="external" class="k" href="https://a.cn/?a=1&amp;b=2">远<b>$1</b><span class="vh">（站外）</span></a> <link rel="canonical" href="https://b.cn/"> <a href="https://c.cn/plan/x/">本站</a>`
	if got := string(leaving([]byte(page), "https://c.cn/plan/", "（站外）")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
