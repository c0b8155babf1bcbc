package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// dataPage is the catalogue of data sets.
type dataPage struct {
	*Shell
	Items     []DatasetItem
	Bundle    *FileLink // everything in one package; nil where there is none
	Machines  []Link    // descriptions for programs, with what each one is
	Licence   Link
	Releases  Table
	Score     Table
	Checksums string // address of SHA256SUMS; empty where there are no data sets
	Signature string // of the signature; empty where there is none
	PublicKey string
}

// DatasetItem is a data set in the catalogue.
type DatasetItem struct {
	Title, Href, Description, Detail string
	Tag                              string
	Files                            []FileLink
}

func (r *renderer) dataPage(s *Shell) any {
	p := &dataPage{Shell: s}
	s.column(s.say.Text("data.name"), dataColumn, s.say.Text("data.summary"))
	s.crumbs(s.say.Text("data.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{s.say.Text("data.heading")}
	s.Lede = text(s.say.Text("data.lede"))
	for i := range r.in.Datasets {
		d := &r.in.Datasets[i]
		p.Items = append(p.Items, DatasetItem{
			Title: d.Title, Href: s.to(route.Dataset(d.Name)), Description: d.Description,
			Detail: s.say.Text("data.detail", "Rows", d.Rows, "Fields", len(d.Fields)),
			Tag:    s.tag(d.Demonstration), Files: s.fileLinks(d),
		})
	}
	if len(p.Items) > 0 {
		p.Checksums = s.to(route.Data + route.Checksums) // build adds it after the pages
		if r.exists(route.Latest + "all.zip") {
			p.Bundle = &FileLink{Format: "ZIP", Href: s.to(route.Latest + "all.zip")}
		}
	}
	if r.in.Signed {
		p.Signature, p.PublicKey = s.to(route.Data+route.Checksums+".minisig"), s.to(route.Data+"minisign.pub")
	}
	for _, m := range []struct{ path, what string }{
		{route.Latest + "datapackage.json", "data.machine.datapackage"},
		{route.Data + "catalog.ttl", "data.machine.turtle"},
		{route.Data + "catalog.jsonld", "data.machine.jsonld"},
		{route.Data + "openapi.json", "data.machine.openapi"},
		{route.Latest + "observations.sdmx.json", "data.machine.sdmx"},
		{"llms.txt", "data.machine.index"},
	} {
		if r.exists(m.path) {
			p.Machines = append(p.Machines, Link{s.say.Text(m.what), s.to(m.path)})
		}
	}
	p.Licence = r.licence(s)
	p.Releases = r.releaseTable(s)
	p.Score = r.scoreTable(s)
	return p
}

func (r *renderer) licence(s *Shell) Link {
	l := r.in.Config.Licence
	name := l.Title
	switch {
	case name == "":
		name = l.Name
	case l.Name != "" && l.Name != l.Title:
		name = s.say.Text("data.licence-name", "Title", name, "ID", l.Name)
	}
	if name == "" {
		name = s.say.Text("data.no-licence")
	}
	return Link{name, l.URL}
}

func (r *renderer) releaseTable(s *Shell) Table {
	t := Table{Caption: s.say.Text("data.releases.heading"), CaptionHidden: true, Wide: true, Header: []Column{
		{s.say.Text("data.releases.release"), ""}, {s.say.Text("data.releases.version"), ""}, {s.say.Text("data.releases.published"), ""},
		{s.say.Text("data.releases.files"), ""}, {s.say.Text("data.releases.note"), ""},
	}}
	versions := map[string]string{}
	if len(r.in.Datasets) > 0 {
		versions = r.in.Datasets[0].Versions
	}
	for i := len(r.plan.Releases) - 1; i >= 0; i-- {
		rel := &r.plan.Releases[i]
		files := Cell{Text: "—"}
		if bundle := route.Release(rel.ID) + "all.zip"; r.exists(bundle) {
			files = Cell{Text: "ZIP", Href: s.to(bundle)}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(rel.Title), {Text: orDash(versions[rel.ID])}, {Text: orDash(s.say.Date(rel.PublishedAt))}, files, {Text: rel.Note, Class: "long"}}})
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (r *renderer) scoreTable(s *Shell) Table {
	points, of := 0, 0
	t := Table{CaptionHidden: true, Wide: true, Header: []Column{
		{s.say.Text("data.score.question"), ""}, {s.say.Text("data.score.points"), "num"}, {s.say.Text("data.score.finding"), ""}, {s.say.Text("data.score.remedy"), "opt"},
	}}
	for _, q := range r.in.Score {
		points, of = points+q.Points, of+q.Of
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(q.Title), num(fmt.Sprintf("%d/%d", q.Points, q.Of)), {Text: q.Finding, Class: "long"}, {Text: orDash(q.Remedy), Class: "long opt"}}})
	}
	t.Caption = s.say.Text("data.score.caption", "Points", points, "Of", of)
	return t
}

// datasetPage is one data set.
type datasetPage struct {
	*Shell
	Files      []DatasetFile
	Dictionary Table
	Preview    Table
	Citation   Citation
	Licence    Link
	Sources    []Link
	Gaps       []string
	Frequency  string // promised and kept; empty where nothing is promised
	Uses       []Use
	Example    string // a program that reads the file, run by a test
	Notes      []Link // descriptions beside the files
}

// DatasetFile is a download with its checksum.
type DatasetFile struct{ Format, Href, Name, Size, SHA256 string }

// Use is a line that opens the data set in a program.
type Use struct{ Program, Line string }

func (r *renderer) datasetPage(s *Shell, d *Dataset) any {
	p := &datasetPage{Shell: s, Licence: r.licence(s), Gaps: d.Gaps}
	s.article(d.Title, s.say.Text("dataset.summary", "Title", d.Title, "About", d.Description))
	s.crumbs(d.Title, s.link(s.say.Text("data.name"), route.Data))
	s.Kicker = s.say.Text("dataset.kicker", "Name", d.Name)
	s.Heading = phrases(d.Title)
	s.Tag = s.tag(d.Demonstration)
	s.Lede = text(d.Description)
	s.Facts = []Fact{fact(s.say.Text("dataset.rows"), fmt.Sprint(d.Rows)), fact(s.say.Text("dataset.fields"), fmt.Sprint(len(d.Fields)))}
	if !d.First.IsZero() {
		s.Facts = append(s.Facts, fact(s.say.Text("dataset.time"), s.say.Text("dataset.span", "From", s.say.Period(d.First), "To", s.say.Period(d.Last))))
	}
	if d.Regions > 0 {
		s.Facts = append(s.Facts, fact(s.say.Text("dataset.space"), s.say.Count("dataset.regions", d.Regions, "Place", r.home.Name)))
	}
	if rel := r.a.Release; rel != nil && !rel.PublishedAt.IsZero() {
		s.Facts = append(s.Facts, fact(s.say.Text("dataset.updated"), s.say.Date(rel.PublishedAt)))
		if v := d.Versions[rel.ID]; v != "" {
			s.Facts = append(s.Facts, fact(s.say.Text("dataset.version"), v))
		}
	}
	s.Facts = append(s.Facts, Fact{s.say.Text("dataset.licence"), []Run{{Text: p.Licence.Text, Href: p.Licence.Href}}})
	for _, f := range d.Files {
		p.Files = append(p.Files, DatasetFile{f.Format, s.to(f.Path), path.Base(f.Path), size(f.Size), f.SHA256})
	}
	for _, id := range d.SourceIDs {
		if src := r.plan.Source(id); src != nil {
			p.Sources = append(p.Sources, Link{src.Name, src.URL})
		}
	}
	p.Frequency = r.frequency(s, d)
	p.Dictionary = r.dictionary(s, d)
	if len(d.Preview) > 1 {
		p.Preview = Table{Caption: s.say.Count("dataset.first-rows", len(d.Preview)-1), Wide: true, Class: "raw", Tag: s.Tag}
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
	p.Citation = s.citeData(d)
	if len(d.Files) > 0 {
		p.Uses, p.Example = r.uses(d), example(path.Base(d.Files[0].Path))
		if beside := d.Files[0].Path + "-metadata.json"; r.exists(beside) {
			p.Notes = append(p.Notes, Link{"CSVW", s.to(beside)})
		}
		if beside := route.Latest + "datapackage.json"; r.exists(beside) {
			p.Notes = append(p.Notes, Link{"Data Package", s.to(beside)})
		}
	}
	s.describe(r.datasetThing(s, d))
	return p
}

func (r *renderer) dictionary(s *Shell, d *Dataset) Table {
	t := Table{Caption: s.say.Text("dataset.dictionary"), CaptionHidden: true, Wide: true, Header: []Column{
		{s.say.Text("dataset.field"), ""}, {s.say.Text("dataset.label"), ""}, {s.say.Text("dataset.type"), ""}, {s.say.Text("dataset.about"), ""},
	}}
	for _, f := range d.Fields {
		var parts []string
		if f.Description != "" {
			parts = append(parts, f.Description)
		}
		for _, c := range f.Codes {
			parts = append(parts, s.say.Text("dataset.code", "Code", c[0], "Label", c[1]))
		}
		if slices.Contains(d.PrimaryKey, f.Name) {
			parts = append(parts, s.say.Text("dataset.key"))
		} else if f.Required {
			parts = append(parts, s.say.Text("dataset.required"))
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(f.Name), {Text: f.Title}, {Text: f.Type}, {Text: strings.Join(parts, s.say.Text("dataset.separator")), Class: "long"}}})
	}
	return t
}

var promises = map[model.Frequency]string{
	model.Year: "dataset.promise.year", model.Half: "dataset.promise.half", model.Quarter: "dataset.promise.quarter", model.Month: "dataset.promise.month",
}

// frequency is how often the rows are to be brought up to date, and how often they were: the middle of the spaces between
// the releases.
func (r *renderer) frequency(s *Shell, d *Dataset) string {
	if d.Frequency == 0 {
		return s.say.Text("dataset.no-promise")
	}
	promise := s.say.Text(promises[d.Frequency])
	var spaces []int
	for i := 1; i < len(r.plan.Releases); i++ {
		spaces = append(spaces, int(r.plan.Releases[i].PublishedAt.Sub(r.plan.Releases[i-1].PublishedAt)/(24*time.Hour)))
	}
	if len(spaces) == 0 {
		return promise
	}
	slices.Sort(spaces)
	return s.say.Text("dataset.kept", "Promise", promise, "Releases", len(r.plan.Releases), "Days", spaces[len(spaces)/2])
}

// uses are one line each: what to type to have the rows. Where the site's address is known they read from there.
func (r *renderer) uses(d *Dataset) []Use {
	address := func(format string) string {
		for _, f := range d.Files {
			if strings.HasSuffix(f.Path, format) {
				if whole := r.permanent(f.Path); whole != "" {
					return whole
				}
				return path.Base(f.Path)
			}
		}
		return ""
	}
	var types []string // readr guesses codes to be numbers
	for _, f := range d.Fields {
		if f.Type == "number" || f.Type == "integer" {
			types = append(types, f.Name+` = "d"`)
		}
	}
	columns := strings.Join(append([]string{`.default = "c"`}, types...), ", ")
	uses := []Use{{"R", fmt.Sprintf(`readr::read_csv("%s", col_types = readr::cols(%s))`, address(".csv"), columns)}}
	if parquet := address(".parquet"); parquet != "" {
		uses = append(uses, Use{"pandas", fmt.Sprintf(`pandas.read_parquet("%s")`, parquet)},
			Use{"DuckDB", fmt.Sprintf(`SELECT * FROM '%s' LIMIT 10;`, parquet)})
	}
	if xlsx := address(".xlsx"); xlsx != "" {
		line := path.Base(xlsx)
		if strings.Contains(xlsx, "://") {
			line = fmt.Sprintf(`=Excel.Workbook(Web.Contents("%s"))`, xlsx)
		}
		uses = append([]Use{{"Excel", line}}, uses...)
	}
	return uses
}

// example reads the canonical file with nothing but Python's own library; a test runs it.
func example(file string) string {
	return fmt.Sprintf(`import csv

with open("%s", encoding="utf-8", newline="") as f:
    rows = list(csv.DictReader(f))
print(len(rows))
print(rows[0] if rows else "")
`, file)
}

// citeData cites the data set's canonical file in the folder of its release, whose bytes do not change; the checksum tells
// whether they have.
func (s *Shell) citeData(d *Dataset) Citation {
	if len(d.Files) == 0 {
		return s.cite(d.Title, d.Name, route.Dataset(d.Name))
	}
	file := d.Files[0]
	address := file.Path
	if rel := s.r.a.Release; rel != nil {
		address = route.Release(rel.ID) + path.Base(file.Path)
	}
	return s.citeFile(d.Title, "data-"+d.Name, route.Dataset(d.Name), address, file.SHA256)
}

// datasetThing is the data set for search engines (schema.org, as Google's Dataset Search reads it). A description there
// has fifty characters at least, which Chinese seldom has by itself.
func (r *renderer) datasetThing(s *Shell, d *Dataset) thing {
	about := d.Description
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Title
	}
	if len([]rune(about)) < 120 {
		about = s.say.Text("dataset.long-summary", "Site", s.SiteTitle, "About", about, "Rows", d.Rows, "Fields", s.say.List(names, s.say.Text("dataset.fields")))
	}
	t := thing{
		"@type": "Dataset", "name": s.SiteTitle + " · " + d.Title, "description": about, "url": s.address(route.Dataset(d.Name)),
		"isAccessibleForFree": true, "inLanguage": "zh-CN", "keywords": []string{r.home.Name, d.Title}, "identifier": d.Name,
		"includedInDataCatalog": thing{"@type": "DataCatalog", "name": s.SiteTitle, "url": s.address(route.Data)},
	}
	if l := r.in.Config.Licence; l.URL != "" {
		t["license"] = l.URL
	}
	if p := r.in.Config.Publisher; p.Name != "" {
		t["creator"] = thing{"@type": "Organization", "name": p.Name}
	}
	if rel := r.a.Release; rel != nil {
		if v := d.Versions[rel.ID]; v != "" {
			t["version"] = v
		}
		if !rel.PublishedAt.IsZero() {
			t["dateModified"] = rel.PublishedAt.Format(time.DateOnly)
		}
	}
	if !d.First.IsZero() {
		start := d.First.Start()
		year, month := d.Last.EndMonth()
		t["temporalCoverage"] = fmt.Sprintf("%04d-%02d/%04d-%02d", start/12, start%12+1, year, month)
	}
	if d.Regions > 0 {
		t["spatialCoverage"] = thing{"@type": "Place", "name": r.home.Name}
	}
	t["variableMeasured"] = names
	var files []thing
	for _, f := range d.Files {
		files = append(files, thing{"@type": "DataDownload", "name": f.Format, "contentUrl": s.address(f.Path), "encodingFormat": f.MediaType,
			"contentSize": fmt.Sprint(f.Size), "sha256": f.SHA256})
	}
	t["distribution"] = files
	return t
}
