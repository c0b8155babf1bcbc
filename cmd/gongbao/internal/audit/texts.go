package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// orgEndings are how the names of offices end. Longer ones first.
var orgEndings = []string{"委员会", "办公室", "中心", "局", "委", "办", "厅", "署"}

// noOffice matches what stands in sentences about offices and in no office's name.
var noOffice = regexp.MustCompile(`出资|新建|改建|设立|成立|推进|开展|加快|提供|安排|通过|负责|牵头|会同|组织|印发|[大餐客展]厅`)

// longestOrg is how many characters a name has at most, between its first and its ending.
const longestOrg = 14

// unknownOrgs finds what reads like an office of the region and is in no row of orgs.csv: 市园林局. Such a name begins as
// most names of the table do (市…), and a reader of the text could not find it on the site.
func (a *audit) unknownOrgs() {
	names, first := a.orgNames()
	if first == 0 {
		return
	}
	for _, t := range a.at.Texts {
		if strings.HasSuffix(strings.ToLower(t.File), ".en.md") {
			continue
		}
		number := t.Line - 1
		for line := range strings.SplitSeq(t.Body, "\n") {
			number++
			for at := 0; ; {
				i := strings.IndexRune(line[at:], first)
				if i < 0 {
					break
				}
				at += i
				name, known := orgAt(line, at, names)
				if name != "" && !known {
					a.unknownOrg(diag.Place{File: t.File, Line: number, Column: utf8.RuneCountInString(line[:at]) + 1}, name, names)
				}
				at += max(len(name), utf8.RuneLen(first))
			}
		}
	}
}

func (a *audit) unknownOrg(at diag.Place, name string, names []string) {
	a.find(at, "正文里的 %q 不是 data/codelists/orgs.csv 里的单位", name)
	if near, ok := diag.Nearest(name, names); ok {
		a.found.Hintf("是否为 %q？同一单位的另一种写法，加在它的 aliases 里", near)
	} else {
		a.found.Hintf("在 orgs.csv 加一行，或写成已有的名称；不是单位的，在 data/acknowledgements.csv 写明")
	}
	a.found.About(diag.Subject{Name: name})
}

// orgNames are all names and aliases, and the character that most of them begin with; 0 where they have none in common.
func (a *audit) orgNames() (names []string, first rune) {
	begin := map[rune]int{}
	for i := range a.plan.Orgs {
		o := &a.plan.Orgs[i]
		if o.ID == model.AllCounties || o.ID == model.AllMembers {
			names = append(append(names, o.Name), o.Aliases...)
			continue
		}
		r, _ := utf8.DecodeRuneInString(o.Name)
		begin[r]++
		names = append(append(names, o.Name), o.Aliases...)
	}
	for r, n := range begin {
		if n*2 > len(a.plan.Orgs) && unicode.Is(unicode.Han, r) {
			return names, r
		}
	}
	return names, 0
}

// orgAt is the name of an office that begins at an offset of a line; empty where none does. known says that the table has
// it.
func orgAt(line string, at int, names []string) (name string, known bool) {
	before, _ := utf8.DecodeLastRuneInString(line[:at])
	if strings.ContainsRune("城全本各县该我超都门上股菜夜集闹", before) {
		return "", false // 全市, 城市, 超市 …
	}
	rest := line[at:]
	for _, n := range names {
		if n != "" && len(n) > len(name) && strings.HasPrefix(rest, n) {
			name, known = n, true
		}
	}
	if known {
		return name, true
	}
	_, width := utf8.DecodeRuneInString(rest)
	if inner := rest[width:]; strings.HasPrefix(inner, "民") && !hasAnyPrefix(inner, "民政", "民族", "民宗", "民委") ||
		hasAnyPrefix(inner, "场", "区", "镇", "级", "内", "外", "辖", "县", "直", "委", "里", "州", "属", "中心") && !hasAnyPrefix(inner, "场监") {
		return "", false
	}
	length := 0
	for i, r := range rest {
		if i == 0 {
			continue
		}
		again := strings.HasPrefix(rest, string(r)) && !strings.HasSuffix(rest[:i], "城") // 市城市管理局 is one office, 市政府和市公安局 are two
		if !unicode.Is(unicode.Han, r) || length > longestOrg || again || strings.ContainsRune("的与及由在向各等", r) || noOffice.MatchString(rest[:i]) {
			return "", false
		}
		length++
		for _, ending := range orgEndings {
			if length > 1 && strings.HasPrefix(rest[i:], ending) && !noOffice.MatchString(rest[:i+len(ending)]) {
				return rest[:i+len(ending)], false
			}
		}
	}
	return "", false
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// deadLinks follows the links of texts to other pages of the site and to anchors. Addresses outside need a network: see
// Reach.
func (a *audit) deadLinks() {
	var pages map[string]bool
	for _, link := range a.at.Links {
		if external(link.Target) {
			continue
		}
		target, anchor, marked := strings.Cut(link.Target, "#")
		if target == "" {
			if marked && !a.at.Anchor(link.At.File, anchor) {
				a.find(link.At, "链接指向没有的锚点 %q", "#"+anchor)
				a.found.Hintf("锚点写在标题或段落末尾：{#%s}；别的章节写成 section:代码", anchor)
				a.found.About(diag.Subject{Name: link.Target})
			}
			continue
		}
		if pages == nil {
			pages = a.pages()
		}
		file := path.Join(a.pageOf(link.At.File), target)
		if strings.HasSuffix(target, "/") || file == "." {
			file = path.Join(file, "index.html")
		}
		if pages[file] || path.Ext(file) != ".html" && path.Ext(file) != "" || hasAnyPrefix(file, route.Data, route.Bulletins) {
			continue // files, and the pages of data sets, are known when they are made; the build looks again then
		}
		a.find(link.At, "链接指向没有的页面 %q", link.Target)
		a.found.Hintf("站内的写成 measure:1-1、indicator:…、org:…、region:…、section:…、document:… 这样的链接")
		a.found.About(diag.Subject{Name: link.Target})
	}
}

func external(address string) bool {
	return hasAnyPrefix(strings.ToLower(address), "http://", "https://")
}

// pageOf is the page that shows a text.
func (a *audit) pageOf(file string) string {
	for i := range a.plan.Measures {
		if m := &a.plan.Measures[i]; m.File == file || strings.TrimSuffix(m.File, ".md")+".en.md" == file {
			return route.Measure(m.ID)
		}
	}
	for i := range a.plan.Documents {
		if d := &a.plan.Documents[i]; d.File == file || strings.TrimSuffix(d.File, ".md")+".en.md" == file {
			return route.Document(d.ID)
		}
	}
	return route.Plan
}

// pages are the files of all pages that the plan gives.
func (a *audit) pages() map[string]bool {
	known := map[string]bool{}
	for _, p := range []string{route.Home, route.Counties, route.Measures, route.Indicators, route.Orgs, route.Plan, route.Bulletins, route.Data,
		route.Methods, route.Search, route.About, route.Compare, route.History, route.Accessibility, route.Directory, route.NotFound} {
		known[route.File(p)] = true
	}
	for i := range a.plan.Measures {
		known[route.File(route.Measure(a.plan.Measures[i].ID))] = true
	}
	for i := range a.plan.Documents {
		known[route.File(route.Documents)], known[route.File(route.Document(a.plan.Documents[i].ID))] = true, true
	}
	for i := range a.plan.Indicators {
		known[route.File(route.Indicator(a.plan.Indicators[i].ID))] = true
	}
	for i := range a.plan.Orgs {
		known[route.File(route.Org(a.plan.Orgs[i].ID))] = true
	}
	for _, r := range a.within() {
		known[route.File(route.County(r.Code))] = true
		for i := range a.plan.Measures {
			known[route.File(route.CountyMeasure(r.Code, a.plan.Measures[i].ID))] = true
		}
	}
	return known
}
