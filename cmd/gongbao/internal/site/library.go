package site

import (
	"cmp"
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/route"
)

// bulletinsPage lists the bulletins by release, the newest first.
type bulletinsPage struct {
	*Shell
	Table Table
}

// BulletinItem is one PDF.
type BulletinItem struct {
	Title, Href string
	Detail      string // 6页，412 KB
	Tag         string
	Date        string
}

// bulletinTitle is a bulletin's number, or the title of its release.
func (s *Shell) bulletinTitle(b *Bulletin) string {
	if b.Number > 0 && b.Release != nil {
		return s.say.Text("bulletins.issue", "Issue", s.say.Issue(b.Release.PublishedAt, b.Number))
	}
	return b.Title
}

func (s *Shell) bulletinItem(b *Bulletin) BulletinItem {
	item := BulletinItem{Title: s.bulletinTitle(b), Href: s.to(b.Path), Detail: size(b.Size), Tag: s.tag(b.Demonstration)}
	if b.Pages > 0 {
		item.Detail = s.say.Count("bulletins.detail", b.Pages, "Size", item.Detail)
	}
	if b.Release != nil {
		item.Date = s.say.Date(b.Release.PublishedAt)
	}
	return item
}

// bulletins lists all, in the order of the input: the newest release first, as build gives them.
func (s *Shell) bulletins() []BulletinItem {
	var items []BulletinItem
	for _, rel := range s.r.bulletinReleases() {
		for _, b := range rel {
			items = append(items, s.bulletinItem(b))
		}
	}
	return items
}

// bulletinReleases groups the bulletins by release, the newest first, those without one last.
func (r *renderer) bulletinReleases() [][]*Bulletin {
	var groups [][]*Bulletin
	pick := func(id string) {
		var g []*Bulletin
		for i := range r.in.Bulletins {
			b := &r.in.Bulletins[i]
			if (b.Release == nil && id == "") || (b.Release != nil && b.Release.ID == id) {
				g = append(g, b)
			}
		}
		if len(g) > 0 {
			groups = append(groups, g)
		}
	}
	for i := len(r.plan.Releases) - 1; i >= 0; i-- {
		pick(r.plan.Releases[i].ID)
	}
	pick("")
	return groups
}

func (r *renderer) bulletinsPage(s *Shell) any {
	p := &bulletinsPage{Shell: s}
	say := s.say
	s.column(say.Text("bulletins.name"), dataColumn, say.Text("bulletins.summary"))
	s.crumbs(say.Text("bulletins.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("bulletins.heading")}
	s.Lede = text(say.Text("bulletins.lede"))
	p.Table = Table{Caption: say.Text("bulletins.caption"), Class: "issues", Wide: true, Header: []Column{
		{say.Text("bulletins.column.issue"), ""}, {say.Text("bulletins.column.release"), "opt"}, {say.Text("bulletins.column.published"), ""},
		{say.Text("bulletins.column.pages"), "num opt"}, {say.Text("bulletins.column.size"), "num"}}}
	demonstration := true
	for _, group := range r.bulletinReleases() {
		for _, b := range group {
			item := s.bulletinItem(b)
			release, pages := "—", "—"
			if b.Release != nil {
				release = cmp.Or(b.Release.Title, release)
			}
			if b.Pages > 0 {
				pages = say.Count("bulletins.pages", b.Pages)
			}
			demonstration = demonstration && b.Demonstration
			row := Row{Cells: []Cell{headLink(item.Title, item.Href), {Text: release, Class: "opt"}, {Text: cmp.Or(item.Date, "—")}, {Text: pages, Class: "num opt"}, num(size(b.Size))}}
			if b.Demonstration {
				row.Cells[0].Mark = say.Text("bulletins.demonstration-mark")
			}
			p.Table.Rows = append(p.Table.Rows, row)
		}
	}
	if demonstration {
		p.Table.Tag = s.tag(len(p.Table.Rows) > 0)
		for i := range p.Table.Rows {
			p.Table.Rows[i].Cells[0].Mark = ""
		}
	} else if s.Demo {
		p.Table.Note = say.Text("bulletins.demonstration-note", "Mark", say.Text("bulletins.demonstration-mark"), "Means", say.Demonstration())
	}
	return p
}

// dataPage is the catalogue of data sets.
type dataPage struct {
	*Shell
	Items     []DatasetItem
	Licence   Link
	Releases  Table
	Checksums string // address of SHA256SUMS; empty where there are no data sets
	Package   string // address of the descriptor of all data sets; empty where there is none
}

// DatasetItem is a data set in the catalogue.
type DatasetItem struct {
	Title, Href, Description, Detail string
	Tag                              string
	Files                            []FileLink
}

func (r *renderer) dataPage(s *Shell) any {
	p := &dataPage{Shell: s}
	s.column("数据", dataColumn, "全部数据集：说明、字段、预览、下载和校验和")
	s.crumbs("数据")
	s.Kicker = r.home.Name
	s.Heading = []string{"开放数据"}
	s.Lede = text("网页和简报里的每一个数字都出自这些文件。编码为 UTF-8，逗号分隔；代码一律是文本，请勿当作数字读入。")
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		p.Items = append(p.Items, DatasetItem{
			Title: d.Title, Href: s.to(route.Dataset(d.Name)), Description: d.Description,
			Detail: fmt.Sprintf("%d行，%d个字段", d.Rows, len(d.Fields)),
			Tag:    s.tag(d.Demonstration), Files: s.fileLinks(d),
		})
	}
	if len(p.Items) > 0 {
		// The one beside the files, so that they can be checked where they are; build adds the site's own at the end.
		p.Checksums = s.to(route.Checksums)
		if beside := route.Latest + route.Checksums; r.exists(beside) {
			p.Checksums = s.to(beside)
		}
		if descriptor := route.Latest + "datapackage.json"; r.exists(descriptor) {
			p.Package = s.to(descriptor)
		}
	}
	p.Licence = r.licence()
	p.Releases = r.releaseTable()
	return p
}

func (r *renderer) licence() Link {
	l := r.in.Config.Licence
	name := l.Title
	switch {
	case name == "":
		name = l.Name
	case l.Name != "" && l.Name != l.Title:
		name += "（" + l.Name + "）"
	}
	if name == "" {
		name = "未指定"
	}
	return Link{name, l.URL}
}

func (r *renderer) releaseTable() Table {
	t := Table{Caption: "发布批次", CaptionHidden: true, Wide: true, Header: []Column{{"批次", ""}, {"发布时间", ""}, {"说明", ""}}}
	for i := len(r.plan.Releases) - 1; i >= 0; i-- {
		rel := &r.plan.Releases[i]
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(rel.Title), {Text: cmp.Or(date(rel.PublishedAt), "—")}, {Text: rel.Note}}})
	}
	return t
}

// datasetPage is one data set.
type datasetPage struct {
	*Shell
	Description string
	Files       []DatasetFile
	Dictionary  Table
	Preview     Table
	Citation    string
	Licence     Link
}

// DatasetFile is a download with its checksum.
type DatasetFile struct{ Format, Href, Name, Size, SHA256 string }

func (r *renderer) datasetPage(s *Shell, d *Dataset) any {
	p := &datasetPage{Shell: s, Description: d.Description, Licence: r.licence()}
	s.article(d.Title, d.Title+"："+d.Description)
	s.crumbs(d.Title, s.link("数据", route.Data))
	s.Kicker = "数据集 " + d.Name
	s.Heading = phrases(d.Title)
	s.Tag = s.tag(d.Demonstration)
	s.Lede = text(d.Description)
	s.Facts = []Fact{fact("行数", fmt.Sprint(d.Rows)), fact("字段", fmt.Sprint(len(d.Fields)))}
	if rel := r.a.Release; rel != nil && !rel.PublishedAt.IsZero() {
		s.Facts = append(s.Facts, fact("更新", date(rel.PublishedAt)))
	}
	s.Facts = append(s.Facts, Fact{"许可", []Run{{Text: p.Licence.Text, Href: p.Licence.Href}}})
	for _, f := range d.Files {
		name := f.Path
		if i := strings.LastIndexByte(name, '/'); i >= 0 {
			name = name[i+1:]
		}
		p.Files = append(p.Files, DatasetFile{f.Format, s.to(f.Path), name, size(f.Size), f.SHA256})
	}
	p.Dictionary = Table{Caption: "字段", CaptionHidden: true, Wide: true, Header: []Column{{"字段", ""}, {"名称", ""}, {"类型", ""}, {"说明", ""}}}
	for _, f := range d.Fields {
		p.Dictionary.Rows = append(p.Dictionary.Rows, Row{Cells: []Cell{head(f.Name), {Text: f.Title}, {Text: f.Type}, {Text: f.Description, Class: "long"}}})
	}
	if len(d.Preview) > 1 {
		p.Preview = Table{Caption: fmt.Sprintf("前%d行", len(d.Preview)-1), Wide: true, Class: "raw", Tag: s.Tag}
		for _, h := range d.Preview[0] {
			p.Preview.Header = append(p.Preview.Header, Column{h, ""})
		}
		for _, line := range d.Preview[1:] {
			var row Row
			for _, v := range line {
				row.Cells = append(row.Cells, Cell{Text: v})
			}
			p.Preview.Rows = append(p.Preview.Rows, row)
		}
	}
	p.Citation = r.citation(d.Title, route.Dataset(d.Name))
	return p
}
