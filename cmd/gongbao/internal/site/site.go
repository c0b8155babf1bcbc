// Package site renders an assessed plan as HTML pages: one struct a page, filled here in the order in which it is read,
// and one template a page in the theme, which only walks it. It is called by build after analysis and puts its pages,
// the style sheet and the scripts into the output tree.
package site

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"sync"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Input is what pages are made of.
type Input struct {
	Assessment *analysis.Assessment
	Config     config.Config
	// Theme is the root of one theme: base/, a folder a page, static/, print/.
	Theme fs.FS
	// ECharts is the script of the interactive charts; without it the static ones stand alone.
	ECharts []byte
	// Sans and SansBold are the TrueType faces of pictures; without them the site has none.
	Sans, SansBold []byte
	Datasets       []Dataset
	Score          []Question
	Signed         bool // the data's checksums are signed
	Bulletins      []Bulletin
	// Tree is where the pages of the assessment's language stand. Editions are the site's languages with theirs, the first
	// one at the root; none is the assessment's alone.
	Tree     route.Tree
	Editions []Edition
	// Ground is the key of everything that pages are made of, besides the figures and the corrective actions: the program, the
	// theme, the texts and the other tables. The zero Ground has every page made anew.
	Ground output.Key
}

// Edition is the site in one of its languages.
type Edition struct {
	Lang string // tag: zh-CN
	Name string // in the language itself: 中文
	Tree route.Tree
}

// Dataset is a published table as the catalogue describes it. Paths are relative to the site's root.
type Dataset struct {
	Name        string // part of its address: observations
	Title       string
	Description string
	Rows        int
	Fields      []Field
	Files       []DataFile
	// Demonstration says that at least one row comes from a demonstration source.
	Demonstration bool
	// Preview holds the header and the first rows, as the CSV has them.
	Preview [][]string

	Versions   map[string]string // of the releases
	First      model.Period      // the bounds of its periods; zero where it has none
	Last       model.Period
	Regions    int
	Frequency  model.Frequency // promised; 0 where rows come as they come
	SourceIDs  []string
	Gaps       []string // sentences about what is not there
	PrimaryKey []string
}

// Question is one of the self-check of the open data.
type Question struct {
	Dimension, Title string
	Points, Of       int
	Finding, Remedy  string
}

// Field is a column of a data set.
type Field struct {
	Name, Type, Title, Description string
	Required                       bool
	Codes                          [][2]string // code and meaning
}

// DataFile is one format of a data set.
type DataFile struct {
	Path      string
	Format    string // CSV, XLSX, JSON …
	MediaType string
	Size      int64
	SHA256    string
}

// Bulletin is a published PDF.
type Bulletin struct {
	Release       *model.Release
	Kind          BulletinKind // CityBulletin where it is empty
	Subject       string       // the county's code, the measure's or the unit's id; empty for the plan's own region
	Title         string       // of the release; stands where there is no number
	Number        int          // among the bulletins of its year, from 1
	Path          string
	Size          int64
	Pages         int
	Demonstration bool
}

// BulletinKind is whom a bulletin is about.
type BulletinKind string

const (
	CityBulletin    BulletinKind = "city"
	CountyBulletin  BulletinKind = "county"
	MeasureBulletin BulletinKind = "measure"
	OrgBulletin     BulletinKind = "org"
)

// Render adds every page and what pages load to the tree. The same input gives the same bytes. A part of a tree gets those of
// its pages that have keys.
func Render(t *output.Tree, in Input) error {
	r, err := open(t, in)
	if err != nil {
		return err
	}
	r.made = func(path string) (int64, bool) {
		f, ok := t.File(path)
		return f.Size, ok
	}
	k := newKeys(r)
	pages := k.recall(t, r.pages())
	if err := r.render(t, pages); err != nil {
		return err
	}
	if err := r.render(t, r.embeds()); err != nil {
		return err
	}
	k.remember(t, pages)
	if t.Partial() {
		return nil
	}
	if err := r.searchIndex(t); err != nil || in.Tree != "" {
		return err
	}
	return r.forCrawlers(t)
}

// RenderSome adds the pages that have the given folders in the theme (county, measure), as Render makes them, but none of what
// stands beside pages: no files of figures, no search index. Measurements against generators that make only pages need it.
func RenderSome(t *output.Tree, in Input, folders ...string) error {
	r, err := open(t, in)
	if err != nil {
		return err
	}
	r.bare = true
	return r.render(t, slices.DeleteFunc(r.pages(), func(p page) bool { return !slices.Contains(folders, p.theme) }))
}

// open makes the renderer of an edition; what all of its pages load is put into the tree with the first edition.
func open(t *output.Tree, in Input) (*renderer, error) {
	say, err := language(in.Assessment.Say, in.Theme)
	if err != nil {
		return nil, err
	}
	theme, err := openTheme(in.Theme, newBreaker(in.Assessment.Plan), say, len(in.Assessment.Plan.Documents) > 0)
	if err != nil {
		return nil, err
	}
	r := newRenderer(in, theme, say)
	t.ServedAt(r.mount)
	if r.studio, err = newStudio(t, in, theme.colours); err != nil {
		return nil, err
	}
	if in.Tree == "" {
		return r, r.static(t)
	}
	return r, nil
}

// page is one page to be made: its path, its folder in the theme and what fills it.
type page struct {
	path  string
	theme string
	fill  func(*Shell) any
	// key adds what the page is made of besides the ground; nil: the page is made by every build.
	key func(*keys, *output.KeyHash)
}

// renderer is what all pages share. But for what the search index reads of them, it does not change once made, so that
// pages are rendered side by side.
type renderer struct {
	say      *wording.Language // the assessment's, with the theme's words
	in       Input
	a        *analysis.Assessment
	plan     *model.Plan
	home     *model.Region
	theme    *theme
	made     func(path string) (int64, bool) // the size of what an earlier renderer made; nil in a test without a tree
	mount    string                          // the path of base_url: /plan/; empty where it is not known
	bounds   analysis.Tolerance
	peers    string          // 县（区）: what the regions below the plan's own are called together
	regions  []*model.Region // those below the plan's own, the ones that are no more included; each has a page
	counties map[string]bool // codes of Assessment.Counties
	orgs     []*model.Org    // with the collectives that the plan names
	duties   map[string]*duty
	places   map[rankKey]map[string]int
	read     passages
	studio   *studio
	bare     bool // figures have no files beside the page
}

type rankKey struct {
	indicator string
	kind      model.TargetKind
}

func newRenderer(in Input, th *theme, say *wording.Language) *renderer {
	r := &renderer{
		say: say, in: in, a: in.Assessment, plan: in.Assessment.Plan, theme: th,
		home:     in.Assessment.Plan.Home(),
		bounds:   in.Assessment.Tolerance(),
		counties: map[string]bool{},
	}
	if u, err := url.Parse(in.Config.BaseURL); err == nil && u.Host != "" {
		r.mount = u.EscapedPath()
	}
	if r.home == nil {
		// A plan whose own region is not in the table was refused by load; a test may still make one.
		r.home = &model.Region{Code: r.plan.Region, Name: in.Config.Title, ShortName: in.Config.Title, Level: model.City}
	}
	for _, c := range r.a.Counties {
		r.counties[c.Code] = true
	}
	r.peers = r.a.Peers()
	r.regions = r.a.Below()
	r.duties, r.orgs = assignDuties(r.plan, r.a.Peers())
	r.places = r.rankings()
	return r
}

// fileSize is the size of a file that an earlier renderer made.
func (r *renderer) fileSize(path string) (n int64, ok bool) {
	if r.made == nil {
		return 0, false
	}
	return r.made(path)
}

func (r *renderer) exists(path string) bool {
	_, ok := r.fileSize(path)
	return ok
}

// hasPage reports whether a region has a page of its own.
func (r *renderer) hasPage(c *model.Region) bool {
	return slices.Contains(r.regions, c) || slices.Contains(r.a.Zones, c)
}

// rankings finds every region's place by attainment, once for all pages.
func (r *renderer) rankings() map[rankKey]map[string]int {
	places := map[rankKey]map[string]int{}
	for i := range r.plan.Targets {
		t := &r.plan.Targets[i]
		k := rankKey{t.Indicator, t.Kind}
		if places[k] != nil || t.Region == r.home.Code {
			continue
		}
		places[k] = map[string]int{}
		for _, ranked := range r.a.RankingByGap(t.Indicator, t.Kind) {
			if ranked.Region != nil {
				places[k][ranked.Region.Code] = ranked.Place
			}
		}
	}
	return places
}

// alone reports a site of documents alone.
func (r *renderer) alone() bool { return r.plan.Alone() }

// documentPages are the documents, each on a page.
func (r *renderer) documentPages() []page {
	var pages []page
	for i := range r.plan.Documents {
		pages = append(pages, page{route.Document(r.plan.Documents[i].ID), "document", func(s *Shell) any { return r.documentPage(s, i) }, nil})
	}
	return pages
}

// pages lists every page of the site.
func (r *renderer) pages() []page {
	if r.alone() {
		pages := append(r.documentPages(),
			page{route.Home, "documents", r.documentsPage, nil},
			page{route.Search, "search", r.searchPage, nil},
			page{route.About, "about", r.aboutPage, nil},
			page{route.Accessibility, "accessibility", r.accessibilityPage, nil},
			page{route.Directory, "sitemap", r.directoryPage, nil})
		if r.in.Tree == "" {
			pages = append(pages, page{route.NotFound, "notfound", r.notFoundPage, nil})
		}
		return pages
	}
	pages := []page{
		{route.Home, "home", r.homePage, nil},
		{route.Counties, "counties", r.countiesPage, nil},
		{route.Measures, "measures", r.measuresPage, nil},
		{route.Indicators, "indicators", r.indicatorsPage, nil},
		{route.Orgs, "orgs", r.orgsPage, nil},
		{route.Plan, "plan", r.planPage, nil},
		{route.Bulletins, "bulletins", r.bulletinsPage, nil},
		{route.Data, "data", r.dataPage, nil},
		{route.Methods, "methods", r.methodsPage, nil},
		{route.Search, "search", r.searchPage, nil},
		{route.Compare, "compare", r.comparePage, nil},
		{route.History, "releases", r.historyPage, nil},
		{route.About, "about", r.aboutPage, nil},
		{route.Accessibility, "accessibility", r.accessibilityPage, nil},
		{route.Directory, "sitemap", r.directoryPage, nil},
	}
	if len(r.plan.Documents) > 0 {
		pages = append(append(pages, page{route.Documents, "documents", r.documentsPage, nil}), r.documentPages()...)
	}
	if r.in.Tree == "" { // a server shows one for the whole site
		pages = append(pages, page{route.NotFound, "notfound", r.notFoundPage, nil})
	}
	for _, c := range r.regions {
		pages = append(pages, page{route.County(c.Code), "county", func(s *Shell) any { return r.countyPage(s, c) }, ofCounty(c)})
	}
	for _, z := range r.a.Zones {
		pages = append(pages, page{route.County(z.Code), "county", func(s *Shell) any { return r.countyPage(s, z) }, ofCounty(z)})
	}
	for i := range r.plan.Measures {
		m := &r.plan.Measures[i]
		pages = append(pages, page{route.Measure(m.ID), "measure", func(s *Shell) any { return r.measurePage(s, m) }, ofMeasure(m)})
		for _, c := range r.a.Counties {
			pages = append(pages, page{route.CountyMeasure(c.Code, m.ID), "countymeasure",
				func(s *Shell) any { return r.countyMeasurePage(s, c, m) }, ofCountyMeasure(c, m)})
		}
	}
	for i := range r.plan.Indicators {
		in := &r.plan.Indicators[i]
		pages = append(pages, page{route.Indicator(in.ID), "indicator", func(s *Shell) any { return r.indicatorPage(s, in) }, ofIndicator(in)})
	}
	for _, o := range r.orgs {
		pages = append(pages, page{route.Org(o.ID), "org", func(s *Shell) any { return r.orgPage(s, o) }, nil})
	}
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		pages = append(pages, page{route.Dataset(d.Name), "dataset", func(s *Shell) any { return r.datasetPage(s, d) }, nil})
	}
	return pages
}

// render fills and writes the pages, several at a time. The error is that of the first page in the list that failed, so
// that it does not depend on which worker was quicker.
func (r *renderer) render(t *output.Tree, pages []page) error {
	errs := make([]error, len(pages))
	parallel.Each(len(pages), func(i int) { errs[i] = r.renderPage(t, pages[i]) })
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// pageSpace is room for pages, which are written out before they are forgotten.
var pageSpace = sync.Pool{New: func() any { return new([]byte) }}

func (r *renderer) renderPage(t *output.Tree, p page) error {
	s := r.shell(p.path)
	defer s.written()
	data := p.fill(s)
	s.share(p)
	s.finish()
	if s.err != nil {
		return fmt.Errorf("site: %s: %w", route.File(p.path), s.err)
	}
	for _, f := range s.attached {
		if err := t.Add(r.in.Tree.Path(f.path), f.content); err != nil {
			return err
		}
	}
	space := pageSpace.Get().(*[]byte)
	defer pageSpace.Put(space)
	text, err := r.theme.execute((*space)[:0], p.theme, s.frame, data)
	*space = text
	if err != nil {
		return fmt.Errorf("site: %s: %w", route.File(p.path), err)
	}
	file, text := route.File(r.in.Tree.Path(p.path)), leaving(text, r.in.Config.BaseURL, r.say.Text("shell.leaving"))
	if r.say.Lang() != chineseTag {
		text = markChinese(text)
	}
	text = append(text, '\n')
	if p.theme != embedFolder {
		r.read.page(p.path, text)
	}
	if p.key != nil {
		r.studio.madeFor(p.path, s)
	}
	return t.Add(file, text)
}
