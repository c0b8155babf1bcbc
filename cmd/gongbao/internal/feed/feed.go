// Package feed renders what every release brought as Atom feeds (RFC 4287): one of the whole site, one for every region and
// one for every indicator. Whoever follows a county reads in its feed which figures are new and which were revised, from
// what to what and why. It is called by build after the bulletins and before the pages, which announce the feeds that there
// are.
//
// An entry's id never changes: it is a tag: IRI (RFC 4151) of the site's domain, the date of its first release and the
// entry's place, or, where no domain is configured, a name-based UUID of the site's title and the place. So publisher.domain
// or base_url is best written down before the first release. Where the site's address is known, links are whole; elsewhere they are relative to the feed.
package feed

import (
	"cmp"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Input is what feeds are made of.
type Input struct {
	Assessment *analysis.Assessment
	Config     config.Config
	Bulletins  []Bulletin // those that the site's feed announces
}

// Bulletin is a published PDF.
type Bulletin struct {
	Release       *model.Release
	Number        int // among the bulletins of its year, from 1
	Path          string
	Size          int64
	Demonstration bool
}

// Render adds the feeds. A plan whose releases have no date has none: an entry must say when it was published.
func Render(t *output.Tree, in Input) error {
	f := newFeeds(in)
	if len(f.releases) == 0 {
		return nil
	}
	if err := f.add(t, route.Feed, f.site()); err != nil {
		return err
	}
	// The plan's own region is the site's; the nation and the province have no page. What has no figures has no news.
	for _, region := range slices.Concat(f.a.Below(), f.a.Zones) {
		if _, ok := f.ofRegion[region.Code]; !ok {
			continue
		}
		if err := f.add(t, route.CountyFeed(region.Code), f.region(region)); err != nil {
			return err
		}
	}
	for i := range f.plan.Indicators {
		indicator := &f.plan.Indicators[i]
		if _, ok := f.ofIndicator[indicator.ID]; !ok {
			continue
		}
		if err := f.add(t, route.IndicatorFeed(indicator.ID), f.indicator(indicator)); err != nil {
			return err
		}
	}
	return nil
}

// feeds is what all feeds share.
type feeds struct {
	Input
	a        *analysis.Assessment
	plan     *model.Plan
	say      *wording.Language
	releases []*model.Release // those with a date, the newest first
	// What each release brought, by the region or the indicator, then by the release.
	all                   map[string]*analysis.Arrival
	ofRegion, ofIndicator map[string]map[string]*analysis.Arrival
}

func newFeeds(in Input) *feeds {
	f := &feeds{
		Input: in, a: in.Assessment, plan: in.Assessment.Plan, say: in.Assessment.Say, all: analysis.Arrivals(in.Assessment.Plan),
		ofRegion: map[string]map[string]*analysis.Arrival{}, ofIndicator: map[string]map[string]*analysis.Arrival{},
	}
	for i := len(f.plan.Releases) - 1; i >= 0; i-- {
		if r := &f.plan.Releases[i]; !r.PublishedAt.IsZero() {
			f.releases = append(f.releases, r)
		}
	}
	part := func(of map[string]map[string]*analysis.Arrival, key, release string) *analysis.Arrival {
		if of[key] == nil {
			of[key] = map[string]*analysis.Arrival{}
		}
		if of[key][release] == nil {
			of[key][release] = &analysis.Arrival{}
		}
		return of[key][release]
	}
	for release, arrival := range f.all {
		for _, o := range arrival.Added {
			r, i := part(f.ofRegion, o.Region, release), part(f.ofIndicator, o.Indicator, release)
			r.Added, i.Added = append(r.Added, o), append(i.Added, o)
		}
		for _, v := range arrival.Revised {
			r, i := part(f.ofRegion, v.New.Region, release), part(f.ofIndicator, v.New.Indicator, release)
			r.Revised, i.Revised = append(r.Revised, v), append(i.Revised, v)
		}
	}
	return f
}

// news is a feed before its addresses are settled. Paths are those of package route.
type news struct {
	title, subtitle string
	page            string // that the feed belongs to
	items           []item
}

// item is an entry: what one release brought.
type item struct {
	key     string // what tells it from the others of the feed
	title   string
	summary string
	body    string // HTML
	at      time.Time
	page    string
	file    *Bulletin // enclosed
}

func (f *feeds) site() news {
	n := news{
		title:    f.say.Text("feed.site.title", "Site", f.Config.Title),
		subtitle: f.say.Text("feed.site.subtitle"),
		page:     route.Home,
	}
	for _, release := range f.releases {
		for i := range f.Bulletins {
			b := &f.Bulletins[i]
			if b.Release != release && (b.Release == nil || b.Release.ID != release.ID) {
				continue
			}
			it := item{
				key: "bulletin/" + release.ID, title: f.say.Text("feed.bulletin-title", "Issue", f.say.Issue(release.PublishedAt, b.Number)),
				at: release.PublishedAt, page: route.Bulletins, file: b,
			}
			if it.summary = f.say.Text("feed.bulletin"); b.Demonstration {
				it.summary = f.say.Sentences(it.summary, f.demonstration())
			}
			n.items = append(n.items, it)
		}
		if arrival := f.all[release.ID]; arrival != nil {
			n.items = append(n.items, f.item(release, arrival, f.say.Text("feed.release", "Release", release.Title), route.Data, everything))
		}
	}
	return n
}

func (f *feeds) region(region *model.Region) news {
	n := news{
		title:    f.say.Text("feed.region.title", "Name", region.Name, "Site", f.Config.Title),
		subtitle: f.say.Text("feed.region.subtitle", "Name", region.Name),
		page:     route.County(region.Code),
	}
	for _, release := range f.releases {
		if arrival := f.ofRegion[region.Code][release.ID]; arrival != nil {
			n.items = append(n.items, f.item(release, arrival, f.say.Text("feed.of", "Name", region.Name, "Release", release.Title), n.page, oneRegion))
		}
	}
	return n
}

func (f *feeds) indicator(in *model.Indicator) news {
	n := news{
		title:    f.say.Text("feed.indicator.title", "Name", in.Name, "Site", f.Config.Title),
		subtitle: f.say.Text("feed.indicator.subtitle", "Name", in.Name),
		page:     route.Indicator(in.ID),
	}
	for _, release := range f.releases {
		if arrival := f.ofIndicator[in.ID][release.ID]; arrival != nil {
			n.items = append(n.items, f.item(release, arrival, f.say.Text("feed.of", "Name", in.Name, "Release", release.Title), n.page, oneIndicator))
		}
	}
	return n
}

// add writes a feed as Atom.
func (f *feeds) add(t *output.Tree, path string, n news) error {
	publisher := cmp.Or(f.Config.Publisher.Name, f.Config.Title)
	doc := atomFeed{
		Space: "http://www.w3.org/2005/Atom", Lang: f.say.Lang(),
		ID: f.id(path), Title: n.title, Subtitle: n.subtitle,
		Author:    person{Name: publisher},
		Generator: "gongbao",
		Rights:    f.Config.Licence.Title,
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: f.link(path, path)},
			{Rel: "alternate", Type: "text/html", Href: f.link(path, n.page)},
		},
	}
	for _, it := range n.items {
		e := atomEntry{
			ID: f.id(path + "/" + it.key), Title: it.title, Published: it.at.Format(time.RFC3339), Updated: it.at.Format(time.RFC3339),
			Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: f.link(path, it.page)}},
		}
		if it.file != nil {
			e.Links = append(e.Links, atomLink{Rel: "enclosure", Type: "application/pdf", Href: f.link(path, it.file.Path), Length: it.file.Size})
		}
		if it.summary != "" {
			e.Summary = &atomText{Text: it.summary}
		}
		if it.body != "" {
			e.Content = &atomText{Type: "html", Text: it.body}
		}
		doc.Entries = append(doc.Entries, e)
	}
	if len(doc.Entries) == 0 {
		return nil
	}
	doc.Updated = doc.Entries[0].Updated // the newest release comes first
	text, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return fmt.Errorf("feed: %s: %w", path, err)
	}
	return t.Add(path, append([]byte(xml.Header), append(text, '\n')...))
}

// link is the address of a path: whole where the site's is known, else relative to the feed.
func (f *feeds) link(from, to string) string {
	if f.Config.BaseURL != "" {
		return f.Config.BaseURL + to
	}
	return route.Rel(from, to)
}

// id is permanent as long as the site keeps its domain and path.
func (f *feeds) id(name string) string {
	domain, mount := f.Config.Publisher.Domain, "/"
	if u, err := url.Parse(f.Config.BaseURL); err == nil && u.Host != "" {
		domain, mount = cmp.Or(domain, u.Hostname()), u.EscapedPath()
	}
	first := f.releases[len(f.releases)-1].PublishedAt
	if domain != "" {
		var segments []string
		for s := range strings.SplitSeq(name, "/") {
			segments = append(segments, url.PathEscape(s))
		}
		return fmt.Sprintf("tag:%s,%s:%s%s", domain, first.Format("2006-01-02"), mount, strings.Join(segments, "/"))
	}
	return uuid(f.Config.Region + "\n" + f.Config.Title + "\n" + name)
}

// uuid is the version 5 UUID of a name (RFC 9562, 5.5), in a name space of gongbao's own.
func uuid(name string) string {
	space := [16]byte{0x6f, 0x1d, 0x52, 0xc9, 0x0e, 0x0b, 0x5b, 0x57, 0x9a, 0x4e, 0x67, 0x6f, 0x6e, 0x67, 0x62, 0x61}
	h := sha1.New()
	h.Write(space[:])
	h.Write([]byte(name))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// Atom's elements.

type atomFeed struct {
	XMLName   xml.Name    `xml:"feed"`
	Space     string      `xml:"xmlns,attr"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle,omitempty"`
	Updated   string      `xml:"updated"`
	Author    person      `xml:"author"`
	Links     []atomLink  `xml:"link"`
	Generator string      `xml:"generator"`
	Rights    string      `xml:"rights,omitempty"`
	Entries   []atomEntry `xml:"entry"`
}

type person struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Href   string `xml:"href,attr"`
	Length int64  `xml:"length,attr,omitempty"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Summary   *atomText  `xml:"summary"`
	Content   *atomText  `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",chardata"`
}
