package site

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
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
	room cellRoom

	attached []attachment
	shown    []figure.Figure // whose files stand beside a page
	frame    string          // template around the main part: base, or one that the page's own folder defines

	Lang        string
	Title       string // of the browser's tab; unique in the site
	Description string
	Meta        []Meta // of government sites: SiteName, ColumnName, ArticleTitle, PubDate …
	Canonical   string // the page's own address; empty where the site's is not known
	// Addresses of what the page loads, relative to it. Charts is empty on a page without an interactive chart.
	Style, Print, Prefs, Charts, Favicon string
	Scripts                              []string // further ones, which run when the page has been read
	Search                               string   // address of the search page
	Searching                            bool     // this is it
	Feeds                                []Link   // Atom feeds of what the page shows, by title
	// Languages are the page's own in other languages.
	Languages []LanguageLink
	// Foreign explains the mark of what is in Chinese on a page in another language.
	Foreign   string
	OpenGraph []Meta
	// Linked is the page's schema.org description, JSON; empty where there is nothing to describe.
	Linked template.JS
	things []thing
	// Share is the route, from the root, of the picture that goes with a link to the page: its own, else the site's. Empty
	// where the site has none.
	Share string

	SiteTitle  string
	Root       string // address of the home page
	Notice     string // the office's own, on every page
	NoticeHref string
	// Demo says that the page holds a demonstration figure. It is set by whatever brings one, never by hand.
	Demo     bool
	DemoMark string // what it then says
	Nav      []NavItem
	Crumbs   []Link
	// Peers are the regions below the plan's own, as their names are: 县（区）, 市（州）; Place is the plan's own: 全市.
	Peers, Place string
	Alone        bool // the site has documents and no figures
	Foot         []FootColumn
	Promise      string // that the figures can be taken and followed; empty where there are none
	Legal        []Link // publisher, site code, records, contact

	// The head of the page.
	Kicker  string
	Tag     string   // 演示数据，非官方统计, where the heading or its text rests on such figures
	Heading []string // the finding, in phrases: a line may end only between two of them
	Lede    []Run
	Facts   []Fact
}

// attachment is a file that a page brings with it.
type attachment struct {
	path    string
	content []byte
}

// Meta is a meta element.
type Meta struct{ Name, Content string }

// LanguageLink leads to the same page in another language, which its name is in.
type LanguageLink struct {
	Lang, Name, Href string
	Address          string // whole, for programs; empty where the site's is not known
}

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

func (r *renderer) status(s analysis.Status) *Status { return &Status{Key: s.Key(), Word: s.In(r.say)} }

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

func fact(name, value string) Fact { return Fact{name, text(value)} }

func (s *Shell) linkFact(name string, links []Link) Fact { return Fact{name, s.joinLinks(links)} }

func (s *Shell) joinLinks(links []Link) []Run {
	var runs []Run
	for i, l := range links {
		if i > 0 {
			runs = append(runs, Run{Text: s.say.Text("parts.names")})
		}
		runs = append(runs, Run{Text: l.Text, Href: l.Href})
	}
	return runs
}

// section is an entry of the main navigation. group is the part of the documents that it leads to, where it does.
type section struct{ text, path, group string }

// sections are the entries of the main navigation.
func (r *renderer) sections() []section {
	if r.alone() {
		return append([]section{{text: r.say.Text("shell.home"), path: route.Home}}, r.documentParts()...)
	}
	sections := []section{
		{text: r.say.Text("shell.home"), path: route.Home},
		{text: r.areas(), path: route.Counties},
		{text: r.say.Text("shell.measures"), path: route.Measures},
		{text: r.say.Text("shell.indicators"), path: route.Indicators},
		{text: r.say.Text("shell.compare"), path: route.Compare},
		{text: r.say.Text("shell.orgs"), path: route.Orgs},
		{text: r.say.Text("shell.plan"), path: route.Plan},
		{text: r.say.Text("shell.bulletins"), path: route.Bulletins},
		{text: r.say.Text("shell.data"), path: route.Data},
		{text: r.say.Text("shell.methods"), path: route.Methods},
	}
	if len(r.plan.Documents) > 0 {
		sections = append(sections, section{text: r.say.Text("documents.name"), path: route.Documents})
	}
	return sections
}

// areas is the name of the regions below in the navigation: 县区, 市州, 各市.
func (r *renderer) areas() string {
	name := strings.NewReplacer("\uff08", "", "\uff09", "", "\u3001", "").Replace(r.peers) // （, ）, 、
	if utf8.RuneCountInString(name) == 1 {
		return r.say.Text("shell.areas-alone", "Peers", name)
	}
	return r.say.Text("shell.areas", "Peers", name)
}

// peerCount counts regions below: 8个县（区）.
func (r *renderer) peerCount(n int) string {
	return r.say.Count("shell.area-count", n, "Peers", r.peers)
}

func (r *renderer) shell(path string) *Shell {
	cfg := r.in.Config
	s := &Shell{
		r: r, say: r.say, path: path, ids: map[string]int{}, frame: "base",
		Lang: r.say.Lang(), SiteTitle: cfg.Title, Notice: strings.TrimSpace(cfg.Notice),
		Alone: r.alone(), Peers: r.peers, Place: r.a.Place(r.home), DemoMark: r.say.Demonstration(),
	}
	s.Style, s.Print, s.Prefs, s.Favicon = s.to(route.Style), s.to(route.Print), s.to(route.Prefs), s.to(route.Favicon)
	s.Search, s.Searching = s.to(route.Search), path == route.Search
	s.Root, s.NoticeHref = s.to(route.Home), s.to(route.About+"#notice")
	if cfg.BaseURL != "" && path != route.NotFound {
		s.Canonical = s.address(path)
	}
	s.editions()
	if r.exists(route.Feed) {
		s.feed(r.in.Config.Title, route.Feed)
	}
	for _, sec := range r.sections() {
		item := NavItem{Text: sec.text, Href: s.to(sec.path)}
		switch {
		case sec.path == path:
			item.Current = "page"
		case sec.path != route.Home && strings.HasPrefix(path, sec.path), sec.group != "" && sec.group == r.groupOf(path):
			item.Current = "true"
		}
		s.Nav = append(s.Nav, item)
	}
	say := s.say
	help := []Link{
		s.link(say.Text("shell.foot.about"), route.About),
		s.link(say.Text("shell.foot.map"), route.Directory),
		s.link(say.Text("shell.foot.accessibility"), route.Accessibility),
	}
	if to := cfg.Publisher.Correction; to != "" {
		help = append(help, Link{say.Text("shell.foot.correction"), to})
	} else if cfg.Publisher.Contact != "" {
		help = append(help, s.link(say.Text("shell.foot.correction"), route.About+"#pub-h"))
	}
	s.Foot = append(s.footReading(), FootColumn{say.Text("shell.foot.help"), help})
	s.Legal = r.legal()
	return s
}

// footReading are the columns at the foot that lead to what there is to read and to take.
func (s *Shell) footReading() []FootColumn {
	r, say := s.r, s.say
	if r.alone() {
		var parts []Link
		for _, p := range r.documentParts() {
			parts = append(parts, s.link(p.text, p.path))
		}
		return []FootColumn{{say.Text("shell.foot.read"), append([]Link{s.link(say.Text("documents.contents"), route.Home)}, parts...)}}
	}
	s.Promise = say.Text("shell.promise")
	take := []Link{
		s.link(say.Text("shell.foot.catalogue"), route.Data),
		s.link(say.Text("shell.foot.indicators"), route.Indicators),
		s.link(say.Text("shell.foot.bulletins"), route.Bulletins),
	}
	if r.exists(route.Feed) {
		take = append(take, s.link(say.Text("shell.foot.subscribe"), route.Feed))
	}
	read := []Link{
		s.link(say.Text("shell.plan"), route.Plan),
		s.link(say.Text("shell.foot.methods"), route.Methods),
		s.link(say.Text("shell.foot.changes"), route.History),
	}
	if len(r.plan.Documents) > 0 {
		read = append(read, s.link(say.Text("documents.name"), route.Documents))
	}
	return []FootColumn{{say.Text("shell.foot.read"), read}, {say.Text("shell.foot.take"), take}}
}

// legal is the line at the foot that the law wants of a site: who publishes it, its code, its records with the ministry
// (ICP备案) and with the police (公安备案), whom to ask.
func (r *renderer) legal() []Link {
	p := r.in.Config.Publisher
	var parts []Link
	add := func(value, text, href string) {
		if value != "" {
			parts = append(parts, Link{text, href})
		}
	}
	add(p.Name, r.say.Text("shell.publisher", "Name", p.Name), "")
	add(p.SiteID, r.say.Text("shell.site-code", "Code", p.SiteID), "")
	add(p.ICP, p.ICP, "https://beian.miit.gov.cn/")
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, p.Police)
	add(p.Police, p.Police, "https://beian.mps.gov.cn/#/query/webSearch?code="+digits)
	add(p.Contact, r.say.Text("shell.contact", "Contact", p.Contact), "")
	if len(parts) == 0 && !r.alone() {
		add("-", r.say.Text("shell.no-publisher"), "")
	}
	return parts
}

// to is the address of a path from this page. The page for addresses that lead nowhere is shown at any of them, however
// deep, so its links begin at the host, where it is known below which path the site stands.
func (s *Shell) to(path string) string {
	link := route.Rel(s.r.in.Tree.Path(s.path), s.r.in.Tree.Path(path))
	if s.path == route.NotFound && s.r.mount != "" && !strings.HasPrefix(link, "#") {
		return s.r.mount + link
	}
	return link
}

// editions sets the links to the page in the site's other languages.
func (s *Shell) editions() {
	if s.r.say.Lang() != chineseTag {
		s.Foreign = s.say.Text("shell.foreign")
	}
	if s.path == route.NotFound {
		return
	}
	for _, e := range s.r.in.Editions {
		if e.Lang == s.Lang {
			continue
		}
		href := route.Rel(s.r.in.Tree.Path(s.path), e.Tree.Path(s.path))
		l := LanguageLink{Lang: e.Lang, Name: e.Name, Href: href}
		if base := s.r.in.Config.BaseURL; base != "" {
			l.Address = base + e.Tree.Path(s.path)
		}
		s.Languages = append(s.Languages, l)
	}
}

// address is the whole address of a path where the site's is known, else the one from this page. A page's ends in a slash.
func (s *Shell) address(path string) string {
	if base := s.r.in.Config.BaseURL; base != "" {
		return base + s.r.in.Tree.Path(path)
	}
	return s.to(path)
}

// feed announces an Atom feed, if it was made.
func (s *Shell) feed(name, path string) {
	if s.r.exists(path) {
		s.Feeds = append(s.Feeds, Link{s.say.Text("shell.feed-of", "Name", name), s.to(path)})
	}
}

// attach puts a file beside the page.
func (s *Shell) attach(path string, content []byte) {
	s.attached = append(s.attached, attachment{path, content})
}

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
	s.Crumbs = append([]Link{s.link(s.say.Text("shell.home"), route.Home)}, above...)
	s.Crumbs = append(s.Crumbs, Link{Text: here})
}

// tag returns the demonstration mark where the figures need it, and tells the page so.
func (s *Shell) tag(demonstration bool) string {
	if !demonstration {
		return ""
	}
	s.Demo = true
	return s.say.Demonstration()
}

// partTag is tag for something that holds figures of both kinds.
func (s *Shell) partTag(m figure.Mark) string {
	switch m {
	case figure.Demo:
		return s.tag(true)
	case figure.Mixed:
		return s.say.Text("shell.partly-demonstration", "Mark", s.tag(true))
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
