package feed

import (
	"encoding/xml"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/wording"
)

// plan has two counties, an indicator of each kind of source and two releases, the second of which revises the first.
func plan(t *testing.T) *model.Plan {
	t.Helper()
	zone := time.FixedZone("", 8*3600)
	p := model.Plan{
		Region: "990100",
		Regions: []model.Region{
			{Code: "990000", Name: "南原省", Level: model.Province},
			{Code: "990100", Name: "云岭市", ShortName: "全市", Level: model.City, Parent: "990000"},
			{Code: "990121", Name: "青石县", ShortName: "青石", Level: model.County, Parent: "990100"},
			{Code: "990122", Name: "白河县", ShortName: "白河", Level: model.County, Parent: "990100"},
		},
		Sources: []model.Source{{ID: "census", Kind: model.Official, Rank: 1}, {ID: "demo", Kind: model.Demonstration, Rank: 9}},
		Indicators: []model.Indicator{
			{ID: "POP", Name: "常住人口", ValueUnit: "人", Kind: model.Stock},
			{ID: "ROADS", Name: "修成<b>的路", ValueUnit: "公里", Kind: model.Flow, Decimals: 1},
		},
		Releases: []model.Release{
			{ID: "2019", Title: "2019年", PublishedAt: time.Date(2019, 7, 1, 9, 0, 0, 0, zone)},
			{ID: "2020", Title: "2020年", PublishedAt: time.Date(2020, 7, 1, 9, 0, 0, 0, zone), Note: "修订了一个数。"},
		},
	}
	add := func(indicator, region, period, value, source, release, note string) {
		t.Helper()
		at, err := model.ParsePeriod(period)
		if err != nil {
			t.Fatal(err)
		}
		o := model.Observation{Indicator: indicator, Region: region, Period: at, Status: "A", Source: source, Release: release, Note: note}
		if value != "" {
			v, err := model.ParseNumber(value)
			if err != nil {
				t.Fatal(err)
			}
			o.Value = &v
		}
		p.Observations = append(p.Observations, o)
	}
	add("POP", "990000", "2018", "9000000", "census", "2019", "")
	add("POP", "990100", "2018", "1600000", "census", "2019", "")
	add("POP", "990121", "2018", "1000000", "census", "2019", "")
	add("ROADS", "990121", "2017", "55.0", "demo", "2019", "")
	add("ROADS", "990121", "2018", "60.5", "demo", "2019", "")
	add("ROADS", "990121", "2018", "58.0", "demo", "2020", "两条路未通过复验")
	add("ROADS", "990121", "2019", "70.0", "demo", "2020", "")
	add("ROADS", "990122", "2018", "30.0", "demo", "2019", "")
	add("POP", "990122", "2018", "600000", "census", "2019", "")
	add("POP", "990122", "2018", "600000", "census", "2020", "") // repeats its figure: no news
	return model.NewPlan(p)
}

// rendered are the feeds by path, and as they stand.
func rendered(t *testing.T, in Input) (map[string]atomFeed, map[string]string) {
	t.Helper()
	tree := output.NewTree(t.TempDir())
	if err := Render(tree, in); err != nil {
		t.Fatal(err)
	}
	feeds, texts := map[string]atomFeed{}, map[string]string{}
	for _, f := range tree.Files() {
		b, err := os.ReadFile(filepath.Join(tree.Dir(), filepath.FromSlash(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		var doc atomFeed
		if err := xml.Unmarshal(b, &doc); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		feeds[f.Path], texts[f.Path] = doc, string(b)
	}
	return feeds, texts
}

func input(t *testing.T) Input {
	p := plan(t)
	return Input{
		Assessment: analysis.Assess(p, analysis.Options{}),
		Config:     config.Config{Title: "云岭市进展", Region: "990100", Publisher: config.Publisher{Name: "云岭市示例办公室"}},
		Bulletins:  []Bulletin{{Release: &p.Releases[1], Number: 1, Path: "bulletins/2020/city.pdf", Size: 1234, Demonstration: true}},
	}
}

func TestWhatIsNew(t *testing.T) {
	feeds, _ := rendered(t, input(t))
	var paths []string
	for path := range feeds {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	// None for the province, which has no page; the city's is the site's.
	if want := []string{"counties/990121/feed.xml", "counties/990122/feed.xml", "feed.xml", "indicators/POP/feed.xml", "indicators/ROADS/feed.xml"}; !slices.Equal(paths, want) {
		t.Fatalf("feeds %q, want %q", paths, want)
	}
	stone := feeds["counties/990121/feed.xml"]
	if len(stone.Entries) != 2 {
		t.Fatalf("%d entries", len(stone.Entries))
	}
	newest := stone.Entries[0]
	for what, want := range map[string]string{
		newest.Title:        "青石县：2020年",
		newest.Summary.Text: "新增1个数；修订1个数。修订了一个数。含演示数据，非官方统计。",
		newest.Content.Text: "<p>新增1个数；修订1个数。修订了一个数。含演示数据，非官方统计。</p>" +
			"<h3>修订的数</h3><ul><li>修成&lt;b&gt;的路，2018年：60.5公里 → 58.0公里。原因：两条路未通过复验</li></ul>" +
			"<h3>新增的数</h3><ul><li>修成&lt;b&gt;的路，2019年：70.0公里</li></ul>",
		// Where both kinds meet, the lines tell them apart.
		stone.Entries[1].Content.Text: "<p>新增3个数。含演示数据，非官方统计。</p><h3>新增的数</h3><ul><li>常住人口，2018年：1000000人</li>" +
			"<li>修成&lt;b&gt;的路，2018年：60.5公里；本批次共2个数（演示数据）</li></ul>",
		feeds["indicators/ROADS/feed.xml"].Entries[0].Content.Text: "<p>新增1个数；修订1个数。修订了一个数。含演示数据，非官方统计。</p>" +
			"<h3>修订的数</h3><ul><li>青石，2018年：60.5公里 → 58.0公里。原因：两条路未通过复验</li></ul>" +
			"<h3>新增的数</h3><ul><li>青石，2019年：70.0公里</li></ul>",
	} {
		if what != want {
			t.Errorf("got  %s\nwant %s", what, want)
		}
	}
	// A repeated figure is no news, and real figures carry no mark.
	brook := feeds["counties/990122/feed.xml"]
	if len(brook.Entries) != 1 || strings.Contains(feeds["indicators/POP/feed.xml"].Entries[0].Content.Text, "演示") {
		t.Errorf("brook %+v", brook.Entries)
	}
	site := feeds["feed.xml"]
	if len(site.Entries) != 3 || site.Entries[0].Title != "进展简报〔2020〕第1期" || site.Entries[1].Title != "发布：2020年" {
		t.Errorf("site %+v", site.Entries)
	}
	if l := site.Entries[0].Links[1]; l.Rel != "enclosure" || l.Href != "bulletins/2020/city.pdf" || l.Length != 1234 {
		t.Errorf("the bulletin is %+v", l)
	}
}

// Every rule of RFC 4287 that a feed of this kind can break.
func TestRules(t *testing.T) {
	for name, change := range map[string]func(c *config.Config){
		"NoAddress": func(*config.Config) {},
		"Domain":    func(c *config.Config) { c.Publisher.Domain = "example.gov.cn" },
		"Address":   func(c *config.Config) { c.BaseURL = "https://example.gov.cn/plan/" },
		"NoName":    func(c *config.Config) { c.Publisher.Name = "" },
		"English":   func(*config.Config) {},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(t)
			change(&in.Config)
			if name == "English" {
				in.Assessment = analysis.Assess(in.Assessment.Plan, analysis.Options{Say: wording.English})
			}
			feeds, texts := rendered(t, in)
			ids := map[string]string{}
			for path, doc := range feeds {
				for _, fault := range faults(doc) {
					t.Errorf("%s: %s", path, fault)
				}
				for _, id := range append([]string{doc.ID}, entryIDs(doc)...) {
					if other, taken := ids[id]; taken {
						t.Errorf("%s and %s share the id %s", path, other, id)
					}
					ids[id] = path
				}
				for _, l := range doc.Links {
					to, err := url.Parse(l.Href)
					if err != nil || to.IsAbs() != (in.Config.BaseURL != "") {
						t.Errorf("%s: link %q", path, l.Href)
					}
					if want := in.Config.BaseURL + path; l.Rel == "self" && in.Config.BaseURL != "" && l.Href != want {
						t.Errorf("%s: self is %s", path, l.Href)
					}
				}
			}
			// Twice the same bytes.
			_, again := rendered(t, in)
			for path, text := range texts {
				if again[path] != text {
					t.Errorf("%s differs in a second build", path)
				}
			}
		})
	}
}

func entryIDs(doc atomFeed) []string {
	var ids []string
	for _, e := range doc.Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

var permanent = regexp.MustCompile(`^(tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:\S+|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$`)

// faults are the breaches of one feed.
func faults(doc atomFeed) []string {
	var found []string
	need := func(ok bool, what string) {
		if !ok {
			found = append(found, what)
		}
	}
	date := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		need(err == nil, "no instant: "+s)
		return at
	}
	links := func(list []atomLink, rel string) (n int) {
		for _, l := range list {
			if l.Rel == rel && l.Href != "" {
				n++
			}
		}
		return n
	}
	need(doc.XMLName.Space == "http://www.w3.org/2005/Atom", "not Atom")
	need(permanent.MatchString(doc.ID), "id "+doc.ID)
	need(doc.Title != "" && doc.Author.Name != "", "title or author")
	need(links(doc.Links, "self") == 1 && links(doc.Links, "alternate") == 1, "links of the feed")
	newest := date(doc.Updated)
	need(len(doc.Entries) > 0, "no entries")
	for _, e := range doc.Entries {
		need(permanent.MatchString(e.ID), "id "+e.ID)
		need(e.Title != "" && links(e.Links, "alternate") == 1, "title or link of "+e.ID)
		need(e.Summary != nil && e.Summary.Text != "", "no summary of "+e.ID)
		at := date(e.Updated)
		need(!at.After(newest), e.ID+" is newer than the feed")
		need(!date(e.Published).After(at), e.ID+" was updated before it was published")
	}
	return found
}

// The checker sees what it is there for.
func TestFaults(t *testing.T) {
	feeds, _ := rendered(t, input(t))
	doc := feeds["feed.xml"]
	if f := faults(doc); len(f) > 0 {
		t.Fatalf("faults in a sound feed: %q", f)
	}
	for name, spoil := range map[string]func(d *atomFeed){
		"id":      func(d *atomFeed) { d.ID = "feed" },
		"updated": func(d *atomFeed) { d.Updated = "2018-01-01T00:00:00Z" },
		"date":    func(d *atomFeed) { d.Entries[0].Updated = "2018-01-01" },
		"author":  func(d *atomFeed) { d.Author.Name = "" },
		"self":    func(d *atomFeed) { d.Links = d.Links[1:] },
		"summary": func(d *atomFeed) { d.Entries[0].Summary = nil },
	} {
		d := doc
		d.Entries = slices.Clone(doc.Entries)
		if spoil(&d); len(faults(d)) == 0 {
			t.Errorf("no fault found after %s was spoiled", name)
		}
	}
}

// With a domain, ids stay whatever the site and its publisher are called.
func TestIDsArePermanent(t *testing.T) {
	in := input(t)
	in.Config.Publisher.Domain = "example.gov.cn"
	first, _ := rendered(t, in)
	if got, want := first["counties/990121/feed.xml"].Entries[0].ID, "tag:example.gov.cn,2019-07-01:/counties/990121/feed.xml/release/2020"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	in.Config.Title, in.Config.Publisher.Name = "别的", "别人"
	second, _ := rendered(t, in)
	for path := range first {
		if !slices.Equal(entryIDs(first[path]), entryIDs(second[path])) {
			t.Errorf("%s: the ids changed with the title", path)
		}
	}
}

// The one release of a plan without a table of releases has no date, and so no feed.
func TestNoDate(t *testing.T) {
	p := *plan(t)
	p.Releases = []model.Release{{ID: "2019"}}
	in := input(t)
	in.Assessment = analysis.Assess(model.NewPlan(p), analysis.Options{})
	if feeds, _ := rendered(t, in); len(feeds) > 0 {
		t.Errorf("%d feeds without a date", len(feeds))
	}
}

func TestUUID(t *testing.T) {
	if a, b := uuid("a"), uuid("b"); a == b || !permanent.MatchString(a) {
		t.Errorf("%s %s", a, b)
	}
}
