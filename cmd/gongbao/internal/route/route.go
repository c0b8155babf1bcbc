// Package route is every public path, in one place: people, bookmarks and programs depend on them, so none changes.
// Paths are relative to the site's root, without a leading slash; a page's path ends in a slash and its file is the
// index.html below it.
package route

import (
	"fmt"
	"strings"
)

// Pages.
const (
	Home       = ""
	Counties   = "counties/"
	Measures   = "measures/"
	Indicators = "indicators/"
	Orgs       = "orgs/"
	Plan       = "plan/"
	Bulletins  = "bulletins/"
	Data       = "data/"
	Methods    = "methods/"
	Search     = "search/"
	About      = "about/"
	Compare    = "compare/"
	// History is the page that says what each release added and revised; the files of a release are below Releases.
	History       = "releases/"
	Accessibility = "accessibility/"
	Directory     = "sitemap/" // every page, for people
	Documents     = "documents/"
	NotFound      = "404.html"
)

// Files at the root.
const (
	Checksums = "SHA256SUMS"
	Manifest  = "manifest.json"
	Feed      = "feed.xml"    // Atom: every release and bulletin
	Sitemap   = "sitemap.xml" // only where the site's address is known
	Robots    = "robots.txt"
)

// Files that pages load.
const (
	Static    = "static/"
	Style     = Static + "gongbao.css"
	Print     = Static + "print.css" // paper and forced colours: no screen waits for it
	Prefs     = Static + "prefs.js"  // display settings, before the first paint
	Find      = Static + "search.js" // the search box, loaded when it is used
	Charts    = Static + "charts.js" // draws the interactive charts
	ECharts   = Static + "echarts.js"
	Tabs      = Static + "tabs.js"    // panels of which one is seen
	Copy      = Static + "copy.js"    // buttons that copy an address or a citation
	Comparing = Static + "compare.js" // the page that compares counties
	Favicon   = Static + "favicon.svg"
)

// The search index: scripts, since a page opened from a folder may load nothing else.
const (
	SearchNames = Search + "names.js" // what has a page, and the letters of its name
	SearchTexts = Search + "texts.js" // what the pages say
)

// Below data/.
const (
	Latest   = Data + "latest/"
	Releases = Data + "releases/"
)

func County(code string) string            { return Counties + code + "/" }
func CountyMeasure(code, id string) string { return County(code) + "measures/" + id + "/" }
func Measure(id string) string             { return Measures + id + "/" }
func Indicator(id string) string           { return Indicators + id + "/" }
func Org(id string) string                 { return Orgs + id + "/" }
func Document(id string) string            { return Documents + id + "/" }
func Section(id string) string             { return Plan + "#" + id }
func ReleaseNote(id string) string         { return History + "#release-" + id }
func Dataset(name string) string           { return Data + name + "/" }
func Release(id string) string             { return Releases + id + "/" }
func SitemapPart(n int) string             { return fmt.Sprintf("sitemap-%d.xml", n) }
func CountyFeed(code string) string        { return County(code) + Feed }
func IndicatorFeed(id string) string       { return Indicator(id) + Feed }

// Bulletins of a release: of the plan's own region, of a county, a measure, a lead unit.
func CityBulletin(release string) string         { return Bulletins + release + "/city.pdf" }
func CountyBulletin(release, code string) string { return Bulletins + release + "/" + code + ".pdf" }
func MeasureBulletin(release, id string) string {
	return Bulletins + release + "/measure-" + id + ".pdf"
}
func OrgBulletin(release, id string) string { return Bulletins + release + "/org-" + id + ".pdf" }

// BulletinList lists a release's bulletins for programs.
func BulletinList(release string) string { return Bulletins + release + "/index.json" }

// CompareData is the script that hands an indicator's figures to the page that compares counties.
func CompareData(id string) string { return Compare + "figures/" + id + ".js" }

// Share is the picture that goes with a link to a page when people pass it on: 1200 × 630 PNG.
func Share(page string) string { return page + "share.png" }

// Figure is a file of a figure beside the page that is its home: the embed page (html), the drawing (svg, png), the rows
// (csv). Other pages that show the figure link to these.
func Figure(home, id, format string) string { return home + "figures/" + id + "." + format }

// File is the file that holds the page at a path: data/ is data/index.html; a path that names a file is that file.
func File(page string) string {
	if page == "" || strings.HasSuffix(page, "/") {
		return page + "index.html"
	}
	return page
}

// Rel is the link from one page to another page or file, both relative to the root, so that the tree works below any
// address: from counties/990101/ to measures/1-1/ it is ../../measures/1-1/index.html. It names index.html because a
// tree opened from a folder (file://) has no server that would look for it.
func Rel(from, to string) string {
	to, fragment, marked := strings.Cut(to, "#")
	if marked && to == from {
		return "#" + fragment
	}
	link := strings.Repeat("../", strings.Count(from, "/")) + File(to)
	if marked {
		link += "#" + fragment
	}
	return link
}
