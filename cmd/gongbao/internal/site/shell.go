package site

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Shell is what every page has around and at the head of its main part. Page structs embed it.
type Shell struct {
	r    *renderer
	say  *wording.Language
	path string
	ids  map[string]int
	err  error // the first failure while the page was filled

	Lang        string
	Title       string // of the browser's tab; unique in the site
	Description string
	Meta        []Meta // of government sites: SiteName, ColumnName, ArticleTitle, PubDate …
	Canonical   string // the page's own address; empty where the site's is not known
	// Addresses of what the page loads, relative to it. Charts is empty on a page without an interactive chart.
	Style, Prefs, Charts, Favicon string
	Scripts                       []string // further ones, which run when the page has been read
	Search                        string   // address of the search page
	Searching                     bool     // this is it
	// Share is the route, from the root, of the picture that goes with a link to the page: its own, else the site's. Empty
	// where the site has none.
	Share string

	SiteTitle  string
	Root       string // address of the home page
	Notice     string // the office's own, on every page
	NoticeHref string
	// Demo says that the page holds a demonstration figure. It is set by whatever brings one, never by hand.
	Demo   bool
	Nav    []NavItem
	Crumbs []Link
	// Peers are the regions below the plan's own, as their names are: 县（区）, 市（州）; Place is the plan's own: 全市.
	Peers, Place string
	Foot         []FootColumn
	Legal        []string // publisher, site code, contact

	// The head of the page.
	Kicker  string
	Tag     string   // 演示数据，非官方统计, where the heading or its text rests on such figures
	Heading []string // the finding, in phrases: a line may end only between two of them
	Lede    []Run
	Facts   []Fact
}

// Meta is a meta element.
type Meta struct{ Name, Content string }

// Link is a text and where it leads; without an address it is text alone.
type Link struct{ Text, Href string }

// NavItem is an entry of the main navigation. Current is "page" on the page itself, "true" on the pages below it.
type NavItem struct{ Text, Href, Current string }

// FootColumn is a column of links at the foot.
type FootColumn struct {
	Title string
	Links []Link
}

// Run is a piece of a sentence: plain, strong, linked or a status.
type Run struct {
	Text   string
	Strong bool
	Href   string
	Status *Status
}

// Fact is a line of the list beside the heading.
type Fact struct {
	Name  string
	Value []Run
}

// Status is an analysis.Status as templates show it.
type Status struct {
	Key  string // achieved, ahead … names the shape and the colours
	Word string
	Of   string // the cell of the published tables that says so, where it stands as a figure of its own
}

func status(s analysis.Status) *Status { return &Status{Key: s.Key(), Word: s.Word()} }

func text(s string) []Run { return []Run{{Text: s}} }

// runs is a message with an argument apart: a Run or a []Run as a value is linked or strong within the sentence.
func (s *Shell) runs(id string, args ...any) []Run {
	var runs []Run
	plain := ""
	flush := func() {
		if plain != "" {
			runs, plain = append(runs, Run{Text: plain}), ""
		}
	}
	for _, part := range s.say.Printer.Parts(id) {
		if part.Arg == "" {
			plain += part.Text
			continue
		}
		i := 0
		for i+1 < len(args) && args[i] != part.Arg {
			i += 2
		}
		if i+1 >= len(args) {
			panic("site: " + id + " lacks its argument " + part.Arg)
		}
		switch v := args[i+1].(type) {
		case Run:
			flush()
			runs = append(runs, v)
		case []Run:
			flush()
			runs = append(runs, v...)
		case string:
			plain += v
		case int:
			plain += strconv.Itoa(v)
		default:
			panic(fmt.Sprintf("site: %s: an argument is a Run, a []Run, a string or an int, not %T", id, v))
		}
	}
	flush()
	return runs
}

func fact(name, value string) Fact            { return Fact{name, text(value)} }
func linkFact(name string, links []Link) Fact { return Fact{name, joinLinks(links)} }

func joinLinks(links []Link) []Run {
	var runs []Run
	for i, l := range links {
		if i > 0 {
			runs = append(runs, Run{Text: "、"})
		}
		runs = append(runs, Run{Text: l.Text, Href: l.Href})
	}
	return runs
}

type section struct{ text, path string }

// sections are the entries of the main navigation.
func (r *renderer) sections() []section {
	return []section{
		{"首页", route.Home},
		{r.areas(), route.Counties},
		{"措施", route.Measures},
		{"指标", route.Indicators},
		{"单位", route.Orgs},
		{"方案", route.Plan},
		{"简报", route.Bulletins},
		{"数据", route.Data},
		{"方法", route.Methods},
	}
}

// areas is the name of the regions below in the navigation: 县区, 市州, 各市.
func (r *renderer) areas() string {
	name := strings.NewReplacer("（", "", "）", "", "、", "").Replace(r.peers)
	if utf8.RuneCountInString(name) == 1 {
		return "各" + name
	}
	return name
}

// peerCount counts regions below: 8个县（区）.
func (r *renderer) peerCount(n int) string { return fmt.Sprintf("%d个%s", n, r.peers) }

func (r *renderer) shell(path string) *Shell {
	cfg := r.in.Config
	s := &Shell{
		r: r, say: r.say, path: path, ids: map[string]int{},
		Lang: r.say.Lang(), SiteTitle: cfg.Title, Notice: strings.TrimSpace(cfg.Notice),
		Peers: r.peers, Place: r.a.Place(r.home),
	}
	s.Style, s.Prefs, s.Favicon = s.to(route.Style), s.to(route.Prefs), s.to(route.Favicon)
	s.Search, s.Searching = s.to(route.Search), path == route.Search
	s.Root, s.NoticeHref = s.to(route.Home), s.to(route.About+"#notice")
	if cfg.BaseURL != "" && path != route.NotFound {
		s.Canonical = strings.TrimSuffix(cfg.BaseURL, "/") + "/" + path
	}
	for _, sec := range r.sections() {
		item := NavItem{Text: sec.text, Href: s.to(sec.path)}
		switch {
		case sec.path == path:
			item.Current = "page"
		case sec.path != route.Home && strings.HasPrefix(path, sec.path):
			item.Current = "true"
		}
		s.Nav = append(s.Nav, item)
	}
	s.Foot = []FootColumn{
		{"了解", []Link{s.link("方案", route.Plan), s.link("评估方法", route.Methods), s.link("变化与修订", route.Methods+"#changes")}},
		{"取数", []Link{s.link("数据目录", route.Data), s.link("指标目录", route.Indicators), s.link("历次简报", route.Bulletins)}},
		{"帮助", []Link{s.link("关于本站", route.About), s.link("网站地图", route.About+"#map"), s.link("无障碍说明", route.About+"#accessibility")}},
	}
	s.Legal = r.legal()
	return s
}

func (r *renderer) legal() []string {
	p := r.in.Config.Publisher
	var parts []string
	if p.Name != "" {
		parts = append(parts, "主办："+p.Name)
	}
	if p.SiteID != "" {
		parts = append(parts, "网站标识码："+p.SiteID)
	}
	if p.Contact != "" {
		parts = append(parts, "联系："+p.Contact)
	}
	if len(parts) == 0 {
		parts = append(parts, "主办单位和联系方式尚未填写")
	}
	return parts
}

// to is the address of a path from this page.
func (s *Shell) to(path string) string { return route.Rel(s.path, path) }

// script has the page load a script of the theme.
func (s *Shell) script(path string) {
	if src := s.to(path); !slices.Contains(s.Scripts, src) {
		s.Scripts = append(s.Scripts, src)
	}
}

func (s *Shell) link(text, path string) Link { return Link{text, s.to(path)} }

// fail keeps the first error of a page, so that what fills pages need not hand errors through.
func (s *Shell) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// crumbs sets the way from the home page to this one, which comes last.
func (s *Shell) crumbs(here string, above ...Link) {
	s.Crumbs = append([]Link{s.link("首页", route.Home)}, above...)
	s.Crumbs = append(s.Crumbs, Link{Text: here})
}

// tag returns the demonstration mark where the figures need it, and tells the page so.
func (s *Shell) tag(demonstration bool) string {
	if !demonstration {
		return ""
	}
	s.Demo = true
	return wording.DemonstrationMark
}

// partTag is tag for something that holds figures of both kinds.
func (s *Shell) partTag(m figure.Mark) string {
	switch m {
	case figure.Demo:
		return s.tag(true)
	case figure.Mixed:
		return "部分为" + s.tag(true)
	}
	return ""
}

// id makes an anchor unique on the page.
func (s *Shell) id(want string) string {
	s.ids[want]++
	if n := s.ids[want]; n > 1 {
		return fmt.Sprintf("%s-%d", want, n)
	}
	return want
}

// column describes a page that lists others (栏目页); article one that is read by itself (内容页).
// 政府网站发展指引 (国办发〔2017〕47号), annex 2, wants either set of names beside SiteName, SiteDomain and SiteIDCode.
func (s *Shell) column(name, kind, description string) {
	s.Title, s.Description = name+" · "+s.SiteTitle, description
	s.Meta = append(s.siteMeta(),
		Meta{"ColumnName", name}, Meta{"ColumnDescription", description},
		Meta{"ColumnKeywords", name + "," + s.SiteTitle}, Meta{"ColumnType", kind})
}

func (s *Shell) article(title, description string) {
	s.Title, s.Description = title+" · "+s.SiteTitle, description
	s.Meta = append(s.siteMeta(), Meta{"ArticleTitle", title})
	if rel := s.r.a.Release; rel != nil && !rel.PublishedAt.IsZero() {
		s.Meta = append(s.Meta, Meta{"PubDate", rel.PublishedAt.Format("2006-01-02 15:04")})
	}
	if source := s.r.in.Config.Publisher.Name; source != "" {
		s.Meta = append(s.Meta, Meta{"ContentSource", source})
	}
}

func (s *Shell) siteMeta() []Meta {
	p := s.r.in.Config.Publisher
	meta := []Meta{{"SiteName", s.SiteTitle}}
	domain := p.Domain
	if u, err := url.Parse(s.r.in.Config.BaseURL); domain == "" && err == nil {
		domain = u.Host
	}
	if domain != "" {
		meta = append(meta, Meta{"SiteDomain", domain})
	}
	if p.SiteID != "" {
		meta = append(meta, Meta{"SiteIDCode", p.SiteID})
	}
	return meta
}

// finish settles what depends on the rest of the page.
func (s *Shell) finish() {
	if s.Title == "" {
		s.Title = s.SiteTitle
	}
	if s.Description == "" {
		s.Description = s.Title
	}
}

// date is empty for the zero time: the one release of a plan without a table of releases has no date.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// size writes bytes as a reader of a download link wants to know them: 12 KB, 1.3 MB.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
