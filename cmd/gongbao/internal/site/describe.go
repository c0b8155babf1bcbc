package site

import (
	"cmp"
	"encoding/json"
	"html/template"
	"net/url"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// What a page says of itself to programs: the metadata of government sites, Open Graph, schema.org.

// Kinds of columns (栏目类别) of government sites, as messages.
const (
	dataColumn   = "shell.column.data"
	policyColumn = "shell.column.policy"
	siteColumn   = "shell.column.site"
)

// column describes a page that lists others (栏目页); article one that is read by itself (内容页).
// 政府网站发展指引 (国办发〔2017〕47号), annex 2, wants either set of names beside SiteName, SiteDomain and SiteIDCode.
func (s *Shell) column(name, kind, description string) {
	s.Title, s.Description = name+" · "+s.SiteTitle, description
	s.Meta = append(s.siteMeta(),
		Meta{"ColumnName", name}, Meta{"ColumnDescription", description},
		Meta{"ColumnKeywords", name + "," + s.SiteTitle}, Meta{"ColumnType", s.say.Text(kind)})
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
	meta := []Meta{{"SiteName", s.SiteTitle}}
	if domain := s.r.domain(); domain != "" {
		meta = append(meta, Meta{"SiteDomain", domain})
	}
	if id := s.r.in.Config.Publisher.SiteID; id != "" {
		meta = append(meta, Meta{"SiteIDCode", id})
	}
	return meta
}

// domain is the site's, as far as the configuration tells.
func (r *renderer) domain() string {
	if d := r.in.Config.Publisher.Domain; d != "" {
		return d
	}
	if u, err := url.Parse(r.in.Config.BaseURL); err == nil {
		return u.Host
	}
	return ""
}

// finish settles what depends on the rest of the page.
func (s *Shell) finish() {
	s.Title = cmp.Or(s.Title, s.SiteTitle)
	s.Description = cmp.Or(s.Description, s.Title)
	if s.path != route.Home && strings.HasSuffix(s.path, "/") {
		s.feed(s.name(), s.path+route.Feed)
	}
	s.openGraph()
	if s.path == route.Home {
		s.describe(s.siteThing())
	}
	if way := s.breadcrumbs(); way != nil {
		s.describe(way)
	}
	if len(s.things) > 0 {
		linked, err := json.Marshal(thing{"@context": "https://schema.org", "@graph": s.things}) // which escapes < > &
		if err != nil {
			s.fail(err)
		}
		s.Linked = template.JS(linked)
	}
}

// name is the page's title without the site's.
func (s *Shell) name() string { return strings.TrimSuffix(s.Title, " · "+s.SiteTitle) }

// openGraph describes the page to whoever shows a link to it (ogp.me). A picture must have a whole address, so there is one
// only where the site's own is known.
func (s *Shell) openGraph() {
	kind := "article"
	if s.path == route.Home {
		kind = "website"
	}
	s.OpenGraph = []Meta{
		{"og:title", s.name()}, {"og:type", kind}, {"og:description", s.Description},
		{"og:site_name", s.SiteTitle}, {"og:locale", map[string]string{"zh-CN": "zh_CN", "en": "en_GB"}[s.Lang]},
	}
	if s.Canonical == "" {
		return
	}
	s.OpenGraph = append(s.OpenGraph, Meta{"og:url", s.Canonical})
	if s.Share != "" {
		s.OpenGraph = append(s.OpenGraph, Meta{"og:image", s.address(s.Share)}, Meta{"og:image:type", "image/png"},
			Meta{"og:image:width", "1200"}, Meta{"og:image:height", "630"}, Meta{"og:image:alt", s.Description})
	}
}

// thing is an item of schema.org. Its members are written in the order of their names.
type thing map[string]any

// describe adds something that the page is about.
func (s *Shell) describe(t thing) { s.things = append(s.things, t) }

// siteThing is the site and who answers for it. Only a government's site has a 网站标识码; whoever else publishes one is
// not to be taken for an authority.
func (s *Shell) siteThing() thing {
	site := thing{"@type": "WebSite", "name": s.SiteTitle, "url": s.address(route.Home), "inLanguage": s.Lang}
	if p := s.r.in.Config.Publisher; p.Name != "" {
		kind := "Organization"
		if p.SiteID != "" {
			kind = "GovernmentOrganization"
		}
		site["publisher"] = thing{"@type": kind, "name": p.Name}
	}
	return site
}

// breadcrumbs is the way to the page; the last item is the page itself and needs no address.
func (s *Shell) breadcrumbs() thing {
	if len(s.Crumbs) == 0 {
		return nil
	}
	var items []thing
	for i, c := range s.Crumbs {
		item := thing{"@type": "ListItem", "position": i + 1, "name": c.Text}
		if c.Href != "" {
			item["item"] = s.resolve(c.Href)
		}
		items = append(items, item)
	}
	return thing{"@type": "BreadcrumbList", "itemListElement": items}
}

// resolve makes a link of the page a whole address, where the site's is known.
func (s *Shell) resolve(link string) string {
	page, err := url.Parse(s.Canonical)
	if err != nil || s.Canonical == "" {
		return link
	}
	to, err := page.Parse(link)
	if err != nil {
		return link
	}
	return strings.TrimSuffix(to.String(), "index.html")
}

// orgThing is a unit of the plan.
func (s *Shell) orgThing(o *model.Org) thing {
	t := thing{"@type": "GovernmentOrganization", "name": o.Name, "url": s.address(route.Org(o.ID))}
	if len(o.Aliases) > 0 {
		t["alternateName"] = o.Aliases
	}
	return t
}
