package bulletin

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// said is the text of a bulletin without its spaces and line breaks.
func said(c *composer) string {
	var b strings.Builder
	for _, s := range c.sheets {
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok {
				b.WriteString(text.text)
			}
		}
	}
	return squeeze(b.String())
}

// expect reports what a text lacks of want and what it holds of never.
func expect(t *testing.T, text string, want, never []string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("lacks %q", s)
		}
	}
	for _, s := range never {
		if strings.Contains(text, s) {
			t.Errorf("says %q", s)
		}
	}
}

// The office's own boundaries make a map, which bears its approval number.
func TestBoundaries(t *testing.T) {
	w := newWorld(fiveCounties...)
	expect(t, said(checkSheets(t, w)), nil, []string{"审图号"})
	rings := map[string][][][2]float64{}
	for i, c := range w.assess().Counties {
		x := float64(10 * i)
		rings[c.Code] = [][][2]float64{{{x, 0}, {x + 10, 0}, {x + 10, 12}, {x, 12}}}
	}
	w.plan.Boundaries = &model.Boundaries{Approval: "云S(2020)001号", Rings: rings}
	expect(t, said(checkSheets(t, w)), []string{"审图号：云S(2020)001号"}, nil)
}

// The regions of a plan are called what they are.
func TestPlaces(t *testing.T) {
	t.Run("a province with cities", func(t *testing.T) {
		w := newWorld("青石市", "白沙市", "临江州", "竹溪市", "双桥市")
		for i := range w.plan.Regions {
			w.plan.Regions[i].Level = model.City
		}
		w.plan.Regions[0].Name, w.plan.Regions[0].Level = "云岭省", model.Province
		expect(t, said(checkSheets(t, w)),
			[]string{"全省森林覆盖率", "市（州）进展", "各市（州）人民政府", "列滞后市（州）所报"}, []string{"县（区）", "全市"})
	})
	t.Run("a county with nothing below", func(t *testing.T) {
		w := newWorld()
		w.plan.Regions[0].Name, w.plan.Regions[0].Level = "云岭县", model.County
		for i, o := range newWorld(fiveCounties...).plan.Observations { // its own figures instead of sums
			if i%2 == 0 {
				o.Region = "990100"
				w.plan.Observations = append(w.plan.Observations, o)
			}
		}
		text := said(checkSheets(t, w))
		expect(t, text, []string{"全县森林覆盖率", "、措施进展"}, []string{"县（区）", "全市", "地区进展", "列滞后"})
	})
}

// reissued is a world with a third release, a survey in February that has nothing of the plan's progress.
func reissued() *world {
	w := newWorld(fiveCounties...)
	p := &w.plan
	p.Releases = append(p.Releases, model.Release{ID: "2024-survey", Title: "2024年林地普查", PublishedAt: time.Date(2024, 2, 20, 9, 0, 0, 0, zone)})
	p.Sources = append(p.Sources, model.Source{ID: "land", Name: "林地普查资料", Kind: model.Official, Rank: 3})
	p.Indicators = append(p.Indicators, model.Indicator{ID: "LAND", Name: "林地面积", ValueUnit: "公顷", Direction: model.Up, Kind: model.Stock, Aggregation: model.NoRule, Decimals: 1})
	for _, region := range append([]string{"990100"}, w.counties...) {
		v := num("1234.5")
		p.Observations = append(p.Observations, model.Observation{Indicator: "LAND", Region: region, Period: period("2023"), Value: &v, Status: "A", Source: "land", Release: "2024-survey"})
	}
	return w
}

func TestReissue(t *testing.T) {
	t.Run("nothing new of the plan's progress", func(t *testing.T) {
		text := said(checkSheets(t, reissued()))
		expect(t, text, []string{
			"各项状态与上期相同", "补入6个数", "——2024年林地普查", "本批没有新的进展数，状态与上期相同。", "本批补入林地普查资料6个数。",
			"一、本批补入的数据", "其中全市1个，其他地区5个。", "林地面积（公顷）", "1234.5",
		}, []string{"本期变动", "较上期", "项状态上升", "另有"})
	})
	t.Run("a correction", func(t *testing.T) {
		w := reissued()
		v := num("43.90") // of 44.00: from −15.0 to +22.5 points
		w.plan.Observations = append(w.plan.Observations, model.Observation{
			Indicator: "COVER", Region: "990100", Period: period("2023-Q4"), Value: &v, Status: "A", Source: "survey", Release: "2024-survey", Note: "补查两个林场。",
		})
		c := checkSheets(t, w)
		text := said(c)
		// Only the goal itself: what changed between the quarters was the last bulletin's matter.
		expect(t, text, []string{
			"1项状态因修订改变", "本期变动", "与上期相比，1项状态上升，没有下降。", "上升（全市1项）", "60.0→97.5",
			"森林覆盖率，2023年第四季度由42.40%修订为43.90%①", "①补查两个林场。",
		}, []string{"状态与上期相同"})
		var aloud []string
		var walk func(*pdfa.Element)
		walk = func(e *pdfa.Element) {
			aloud = append(aloud, e.Actual)
			for _, kid := range e.Kids() {
				walk(kid)
			}
		}
		walk(c.tags.root)
		if !slices.Contains(aloud, "60.0变为97.5") {
			t.Errorf("an arrow is not read as a word: %q", aloud)
		}
	})
	if newReissue(newWorld(fiveCounties...).assess()) != nil {
		t.Error("a release with a new quarter is no re-issue")
	}
}

// A band counts all of its changes by region, also those that the table leaves out.
func TestChangeBands(t *testing.T) {
	w := newWorld(fiveCounties...)
	e := w.edition(t, Subject{Kind: OfCity})
	m := &w.plan.Measures[0]
	var changes []analysis.Change
	for _, r := range e.a.Counties {
		changes = append(changes, analysis.Change{Region: r, Measure: m, From: analysis.Ahead, To: analysis.OnTrack})
	}
	changes = append(changes, analysis.Change{Region: e.home, Measure: m, From: analysis.Ahead, To: analysis.OnTrack},
		analysis.Change{Region: e.home, Measure: m, From: analysis.NoData, To: analysis.Behind})
	e.changeTable(changes)
	table := e.blocks[0].(*table)
	var bands []string
	for _, r := range table.rows {
		if r.band != "" {
			bands = append(bands, r.band)
		}
	}
	if got, want := strings.Join(bands, "；"), "下降（全市1项，县（区）5项）；首次报数（全市1项）"; got != want {
		t.Errorf("bands %s, want %s", got, want)
	}
	if got, want := table.caption.title, "状态变动：6项下降，1项首次报数"; got != want {
		t.Errorf("title %s, want %s", got, want)
	}
}

// The matrix says what the site's figure says.
func TestMatrix(t *testing.T) {
	w := newWorld(fiveCounties...)
	f, ok := figure.NewMatrix(w.assess())
	if !ok {
		t.Fatal("no matrix")
	}
	// 4 measures in 5 counties; 2-2 has no indicator, 1-2 no target in the counties, and one county reports no fires.
	cells := 0
	for _, r := range matrixRows(f) {
		cells += len(peerCells(r))
	}
	if cells != 20 {
		t.Fatalf("%d cells", cells)
	}
	tally := matrixTally(f)
	if !strings.HasPrefix(tally, "20格中") || !strings.Contains(tally, "11格无数据：") {
		t.Errorf("tally %s", tally)
	}
	expect(t, said(checkSheets(t, w)), []string{squeeze(f.Title), squeeze(tally)}, nil)
}

// A plan without releases has no date anywhere.
func TestNoDate(t *testing.T) {
	w := newWorld(fiveCounties...)
	w.plan.Releases = []model.Release{{ID: "initial", Title: "首批数据"}}
	for i := range w.plan.Observations {
		w.plan.Observations[i].Release = "initial"
	}
	expect(t, said(checkSheets(t, w)), []string{"第1期", "数据版本：initial"}, []string{"0001", "〔1〕", "1年1月1日", "发布时点"})
	file, _ := write(t, w)
	if info := run(t, "pdfinfo", "-isodates", file); strings.Contains(info, "0001-") {
		t.Error(info)
	}
}

// A notice that the first page cannot hold stands whole in the annex.
func TestLongNotice(t *testing.T) {
	w := newWorld(fiveCounties...)
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "第%d款由市林业局解释；", i+1)
	}
	w.config.Notice = b.String() + "完。"
	expect(t, said(checkSheets(t, w)), []string{"……（全文见附件）", "声明全文：第1款", "第99款由市林业局解释；第100款由市林业局解释；完。"}, nil)
	w = newWorld(fiveCounties...)
	expect(t, said(checkSheets(t, w)), nil, []string{"全文"})
}

// All missing characters come at once, each at every place with what stands around it there.
func TestAllMissingGlyphs(t *testing.T) {
	spoil := func() *world {
		w := newWorld(fiveCounties...)
		w.plan.Regions[2].Name = "白\U00013000县"
		w.plan.Measures[1].Title, w.plan.Measures[1].File = "\U00020BB7家坝护林员", "content/measures/1-2.md"
		w.plan.Actions[0].Text = "到\U00013000林场补签合同"
		return w
	}
	want := []struct {
		r           rune
		place, text string
	}{
		{0x20BB7, "content/measures/1-2.md 中措施 1-2 的标题", "\U00020BB7家坝护林员"},
		{0x13000, "data/codelists/regions.csv 中 990122 的名称", "白\U00013000县"},
		{0x13000, "data/actions.csv 中措施 1-1（2023-Q4）的整改措施", "到\U00013000林场补签合同"},
	}
	w := spoil()
	_, err := w.write(t, &bytes.Buffer{}, Subject{Kind: OfCity})
	var all MissingGlyphErrors
	if !errors.As(err, &all) {
		t.Fatalf("got %v", err)
	}
	w = spoil()
	for name, found := range map[string]MissingGlyphErrors{"City": all, "Missing": Missing(fonts(t), model.NewPlan(w.plan), w.config)} {
		if len(found) != len(want) {
			t.Errorf("%s: %d faults: %v", name, len(found), found)
		}
		for _, f := range want {
			known := false
			for _, got := range found {
				known = known || got.Rune == f.r && got.Place == f.place && got.Text == f.text
			}
			if !known {
				t.Errorf("%s lacks %U at %s: %v", name, f.r, f.place, found)
			}
		}
	}
	w = newWorld(fiveCounties...)
	w.plan.Regions = append(w.plan.Regions, model.Region{Code: "110000", Name: "远\U00013000市", Level: model.Province})
	if found := Missing(fonts(t), model.NewPlan(w.plan), w.config); len(found) != 0 {
		t.Errorf("a region that no bulletin names: %v", found)
	}
}

// Whatever stops a bulletin of any kind has been found before one was set.
func TestMissingKnowsEveryKind(t *testing.T) {
	w := newWorld(fiveCounties...)
	w.plan.Measures[0].ShortTitle, w.plan.Measures[0].Title = "林场", "全𓀀称"
	for i := range w.plan.Orgs {
		w.plan.Orgs[i].Name += "𓀁"
	}
	for i := range w.plan.Indicators {
		w.plan.Indicators[i].Definition += "𓀂"
	}
	known := map[string]bool{}
	for _, m := range Missing(fonts(t), model.NewPlan(w.plan), w.config) {
		known[string(m.Rune)+m.Place] = true
	}
	kinds := map[Kind]int{}
	for _, s := range Subjects(w.assess()) {
		_, err := w.write(t, &bytes.Buffer{}, s)
		var found MissingGlyphErrors
		if !errors.As(err, &found) {
			continue
		}
		kinds[s.Kind] += len(found)
		for _, m := range found {
			if !known[string(m.Rune)+m.Place] {
				t.Errorf("%s %s: %v was not found before", s.Kind, s.ID, m)
			}
		}
	}
	if kinds[OfCity] == 0 || kinds[OfCounty] == 0 || kinds[OfMeasure] == 0 || kinds[OfOrg] == 0 {
		t.Errorf("faults by kind: %v", kinds)
	}
}

// No page holds a few lines only, but for those that end a part: the one before wide tables, the last, at whose foot the imprint stands; and for wide tables of few rows.
func TestBarrenPages(t *testing.T) {
	for n := range len(fiveCounties) + 1 {
		w := newWorld(fiveCounties[:n]...)
		c := checkSheets(t, w)
		for i, s := range c.sheets {
			if used := (s.bottom - s.top) / s.height; used < 1./3 && s.frame != landscape && !s.closes && i < len(c.sheets)-1 {
				t.Errorf("%d counties: page %d of %d is filled to %.2f", n, i+1, len(c.sheets), used)
			}
		}
	}
}

// A figure that just misses the page shrinks, by no more than 15 %; the annex follows where little stands above it.
func TestGiveWay(t *testing.T) {
	w := newWorld(fiveCounties...)
	a := w.assess()
	f, ok := figure.NewTrend(a, a.Goals[0])
	if !ok {
		t.Fatal("no trend")
	}
	c := setter(t)
	p := &plate{caption: titled("图1", "森林覆盖率", ""), figure: f}
	full := p.lead(c, nil)
	for _, test := range []struct {
		room  float64 // of the full height
		pages int
	}{{1.01, 1}, {0.9, 1}, {0.7, 2}} {
		c := setter(t)
		c.y = (marginTop + areaHeight) - full*test.room
		c.compose([]block{p})
		if len(c.sheets) != test.pages {
			t.Errorf("room for %.2f of the figure: %d pages, want %d", test.room, len(c.sheets), test.pages)
		}
	}
	for _, test := range []struct {
		filled float64
		pages  int
	}{{0.2, 1}, {0.5, 2}} {
		c := setter(t)
		c.y = marginTop + test.filled*areaHeight
		c.compose([]block{annex{label: "附件", title: "来源"}, note("注", false, "说明")})
		if len(c.sheets) != test.pages {
			t.Errorf("page filled to %.1f: annex on page %d, want %d", test.filled, len(c.sheets), test.pages)
		}
	}
}
