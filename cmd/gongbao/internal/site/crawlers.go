package site

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
)

// whole is a link with a whole address.
var whole = regexp.MustCompile(`(?s)<a ([^>]*\bhref="(https?://[^"]*)[^>]*)>(.*?)</a>`)

// leaving marks the links of a page that lead out of the site, in words too: 政府网站发展指引 wants readers told before they
// leave. base is the site's own address; empty where it is not known.
func leaving(page []byte, base, hint string) []byte {
	if !bytes.Contains(page, []byte(`href="http`)) {
		return page
	}
	hint = template.HTMLEscapeString(hint)
	return whole.ReplaceAllFunc(page, func(link []byte) []byte {
		parts := whole.FindSubmatch(link)
		if base != "" && strings.HasPrefix(html.UnescapeString(string(parts[2])), base) {
			return link
		}
		rel := `rel="external" `
		if bytes.Contains(parts[1], []byte("rel=")) { // the template's own, rel="license external"
			rel = ""
		}
		return fmt.Appendf(nil, `<a %s%s>%s<span class="vh">%s</span></a>`, rel, parts[1], parts[3], hint)
	})
}

// Limits of sitemaps.org: a map lists 50,000 addresses at most.
const mostInSitemap = 50_000

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

type sitemap struct {
	XMLName xml.Name      `xml:"urlset"`
	Space   string        `xml:"xmlns,attr"`
	Pages   []sitemapPage `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name      `xml:"sitemapindex"`
	Space   string        `xml:"xmlns,attr"`
	Maps    []sitemapPage `xml:"sitemap"`
}

// sitemapPage is a page, or a part of the map, with the instant at which its content changed.
type sitemapPage struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// trees are those of all the site's languages.
func (r *renderer) trees() []route.Tree {
	if len(r.in.Editions) == 0 {
		return []route.Tree{r.in.Tree}
	}
	var trees []route.Tree
	for _, e := range r.in.Editions {
		trees = append(trees, e.Tree)
	}
	return trees
}

// forCrawlers adds robots.txt and, where the site's address is known, the map of all pages: a map of relative addresses is
// none.
func (r *renderer) forCrawlers(t *output.Tree) error {
	robots := "User-agent: *\nAllow: /\n"
	if r.in.Config.BaseURL == "" {
		return t.Add(route.Robots, []byte(robots))
	}
	changed := r.changed()
	var all []sitemapPage
	for _, p := range r.pages() {
		if p.path == route.NotFound {
			continue
		}
		for _, tree := range r.trees() {
			entry := sitemapPage{Loc: r.in.Config.BaseURL + tree.Path(p.path)}
			if at := changed(p.path); !at.IsZero() {
				entry.LastMod = at.Format(time.RFC3339)
			}
			all = append(all, entry)
		}
	}
	add := func(path string, value any) error {
		text, err := xml.MarshalIndent(value, "", " ")
		if err != nil {
			return fmt.Errorf("site: %s: %w", path, err)
		}
		return t.Add(path, append([]byte(xml.Header), append(text, '\n')...))
	}
	var err error
	if len(all) <= mostInSitemap {
		err = add(route.Sitemap, sitemap{Space: sitemapSpace, Pages: all})
	} else {
		index := sitemapIndex{Space: sitemapSpace}
		for n := 1; len(all) > 0 && err == nil; n++ {
			part := all[:min(mostInSitemap, len(all))]
			all = all[len(part):]
			path := route.SitemapPart(n)
			index.Maps = append(index.Maps, sitemapPage{Loc: r.in.Config.BaseURL + path})
			err = add(path, sitemap{Space: sitemapSpace, Pages: part})
		}
		if err == nil {
			err = add(route.Sitemap, index)
		}
	}
	if err != nil {
		return err
	}
	return t.Add(route.Robots, []byte(robots+"Sitemap: "+r.in.Config.BaseURL+route.Sitemap+"\n"))
}

// changed tells when what a page shows was last published: a county's, an indicator's and a measure's page with a figure of
// its own, every other with each release.
func (r *renderer) changed() func(path string) time.Time {
	newest := map[string]time.Time{}
	see := func(path string, at time.Time) {
		if at.After(newest[path]) {
			newest[path] = at
		}
	}
	measures := map[string][]string{} // of an indicator
	for i := range r.plan.Measures {
		for _, id := range r.plan.Measures[i].Indicators {
			measures[id] = append(measures[id], r.plan.Measures[i].ID)
		}
	}
	var last time.Time
	var release *model.Release
	for i := range r.plan.Observations {
		o := &r.plan.Observations[i]
		if release == nil || release.ID != o.Release {
			release = r.plan.Release(o.Release)
		}
		if release == nil {
			continue
		}
		at := release.PublishedAt
		see(route.County(o.Region), at)
		see(route.Indicator(o.Indicator), at)
		for _, id := range measures[o.Indicator] {
			see(route.Measure(id), at)
			see(route.CountyMeasure(o.Region, id), at)
		}
	}
	if r.a.Release != nil {
		last = r.a.Release.PublishedAt
	}
	return func(path string) time.Time {
		if at, ok := newest[path]; ok {
			return at
		}
		return last
	}
}
