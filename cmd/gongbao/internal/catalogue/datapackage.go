package catalogue

import (
	"bytes"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Profiles of Data Package v2 (https://datapackage.org).
const (
	packageProfile  = "https://datapackage.org/profiles/2.0/datapackage.json"
	resourceProfile = "https://datapackage.org/profiles/2.0/dataresource.json"
	schemaProfile   = "https://datapackage.org/profiles/2.0/tableschema.json"
	dialectProfile  = "https://datapackage.org/profiles/2.0/tabledialect.json"
)

// Descriptor is the name of the Data Package descriptor in its folder.
const Descriptor = "datapackage.json"

// Package is datapackage.json. Properties with the prefix gongbao: are ours, as the standard asks for custom ones.
type Package struct {
	Schema        string        `json:"$schema"`
	Name          string        `json:"name"`
	ID            string        `json:"id"`
	Title         string        `json:"title"`
	Description   string        `json:"description"`
	Homepage      string        `json:"homepage,omitempty"`
	Version       string        `json:"version,omitempty"`
	Created       string        `json:"created,omitempty"`
	Keywords      []string      `json:"keywords,omitempty"`
	Contributors  []contributor `json:"contributors,omitempty"`
	Licenses      []licence     `json:"licenses,omitempty"`
	Sources       []source      `json:"sources,omitempty"`
	Release       string        `json:"gongbao:release,omitempty"`
	Region        string        `json:"gongbao:region"`
	Demonstration bool          `json:"gongbao:demonstration"`
	Notice        string        `json:"gongbao:notice,omitempty"`
	Resources     []Resource    `json:"resources"`
}

type contributor struct {
	Title string   `json:"title"`
	Email string   `json:"email,omitempty"`
	Roles []string `json:"roles"`
}

type licence struct {
	Name  string `json:"name,omitempty"`
	Path  string `json:"path,omitempty"`
	Title string `json:"title,omitempty"`
}

type source struct {
	Title   string `json:"title"`
	Path    string `json:"path,omitempty"`
	ID      string `json:"gongbao:source_id"`
	Kind    string `json:"gongbao:kind"`
	Licence string `json:"gongbao:licence,omitempty"`
}

type Resource struct {
	Schema            string        `json:"$schema"`
	Name              string        `json:"name"`
	Type              string        `json:"type"`
	Path              string        `json:"path"`
	Title             string        `json:"title"`
	Description       string        `json:"description"`
	Format            string        `json:"format"`
	MediaType         string        `json:"mediatype"`
	Encoding          string        `json:"encoding"`
	Bytes             int64         `json:"bytes"`
	Hash              string        `json:"hash"`
	Sources           []source      `json:"sources,omitempty"`
	Alternatives      []alternative `json:"gongbao:alternatives,omitempty"`
	Rows              int           `json:"gongbao:rows"`
	Demonstration     bool          `json:"gongbao:demonstration"`
	DemonstrationRows int           `json:"gongbao:demonstration_rows,omitempty"`
	Dialect           dialect       `json:"dialect"`
	TableSchema       schema        `json:"schema"`
}

// alternative is the same table in another format.
type alternative struct {
	Path      string `json:"path"`
	Format    string `json:"format"`
	MediaType string `json:"mediatype"`
	Bytes     int64  `json:"bytes"`
	Hash      string `json:"hash"`
}

type dialect struct {
	Schema         string `json:"$schema"`
	Header         bool   `json:"header"`
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	QuoteChar      string `json:"quoteChar"`
	DoubleQuote    bool   `json:"doubleQuote"`
}

type schema struct {
	Schema        string          `json:"$schema"`
	Fields        []dataset.Field `json:"fields"`
	PrimaryKey    []string        `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignKey    `json:"foreignKeys,omitempty"`
	MissingValues []string        `json:"missingValues"`
}

type foreignKey struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource,omitempty"` // absent: the table itself
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

var licenceName = regexp.MustCompile(`^[-a-zA-Z0-9._]+$`)

// DataPackage is the content of datapackage.json.
func (in *Folder) DataPackage() ([]byte, error) {
	cfg := in.Config
	d := Package{
		Schema:   packageProfile,
		Name:     in.name(),
		ID:       in.id(),
		Title:    cfg.Title,
		Homepage: cfg.BaseURL,
		Version:  in.Version,
		Region:   in.Plan.Region,
	}
	if in.Release != nil {
		d.Release = in.Release.ID
		if !in.Release.PublishedAt.IsZero() {
			d.Created = in.Release.PublishedAt.Format(time.RFC3339)
		}
	}
	demonstration := 0
	for i := range in.Sets {
		demonstration += in.Sets[i].Demonstration
	}
	d.Demonstration = demonstration > 0
	sentences := []string{cfg.Title + "的全部数据：观测值、目标、评估结果、措施、责任分工和各种代码表"}
	if in.Release != nil {
		sentences = append(sentences, "发布批次："+in.Release.Title)
	}
	if cfg.Notice != "" {
		sentences = append(sentences, strings.TrimRight(cfg.Notice, "。"))
	}
	if d.Demonstration {
		d.Notice = wording.DemonstrationMark
		sentences = append(sentences, fmt.Sprintf("其中 %d 行含%s，见各行的 source、source_kind 或 notice 列", demonstration, wording.DemonstrationMark))
	}
	d.Description = strings.Join(sentences, "。") + "。"
	if home := in.Plan.Home(); home != nil {
		d.Keywords = append(d.Keywords, home.Name)
	}
	if d.Demonstration {
		d.Keywords = append(d.Keywords, wording.DemonstrationMark)
	}
	if cfg.Publisher.Name != "" {
		c := contributor{Title: cfg.Publisher.Name, Roles: []string{"publisher"}}
		if address, err := mail.ParseAddress(cfg.Publisher.Contact); err == nil {
			c.Email = address.Address
		}
		d.Contributors = []contributor{c}
	}
	d.Licenses = licences(cfg.Licence.Name, cfg.Licence.URL, cfg.Licence.Title)
	d.Sources = sourcesUsed(in.Plan)
	for i := range in.Sets {
		d.Resources = append(d.Resources, in.Sets[i].resource(in.Plan))
	}
	return indented(d)
}

// indented is JSON for people as well as programs: Chinese and < > & stand as they are.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

func (set *Dataset) resource(p *model.Plan) Resource {
	file := set.Files[0]
	r := Resource{
		Schema:            resourceProfile,
		Name:              set.Name,
		Type:              "table",
		Path:              file.base(),
		Title:             set.Title,
		Description:       set.Description,
		Format:            "csv",
		MediaType:         "text/csv",
		Encoding:          "utf-8",
		Bytes:             file.Size,
		Hash:              "sha256:" + file.SHA256,
		Rows:              set.Len(),
		Demonstration:     set.Demonstration > 0,
		DemonstrationRows: set.Demonstration,
		Dialect:           dialect{dialectProfile, true, ",", "\r\n", `"`, true},
		TableSchema:       schema{Schema: schemaProfile, Fields: set.Fields, PrimaryKey: set.PrimaryKey, MissingValues: []string{""}},
	}
	if set.Demonstration > 0 {
		r.Description += fmt.Sprintf("%d 行中 %d 行为%s。", set.Len(), set.Demonstration, wording.DemonstrationMark)
	}
	for _, id := range set.SourceIDs {
		if s := p.Source(id); s != nil {
			r.Sources = append(r.Sources, sourceOf(s))
		}
	}
	for _, f := range set.Files[1:] {
		r.Alternatives = append(r.Alternatives, alternative{f.base(), f.Format, f.MediaType, f.Size, "sha256:" + f.SHA256})
	}
	for _, ref := range set.References {
		fk := foreignKey{Fields: []string{ref.Field}}
		fk.Reference.Resource, fk.Reference.Fields = ref.Table, []string{ref.Key}
		r.TableSchema.ForeignKeys = append(r.TableSchema.ForeignKeys, fk)
	}
	return r
}

var notInName = regexp.MustCompile(`[^a-z0-9._-]+`)

// name stays the same from release to release, as the standard asks.
func (in *Folder) name() string {
	return "plan-" + notInName.ReplaceAllString(strings.ToLower(in.Plan.Region), "-")
}

// id is the folder's address where the site has one, else a name-based UUID (RFC 9562, version 5) of region, title and
// release, so that it is as unique and as lasting as those.
func (in *Folder) id() string {
	if in.Config.BaseURL != "" {
		return strings.TrimSuffix(in.Config.BaseURL, "/") + "/" + strings.TrimSuffix(in.Dir, "/") + "/"
	}
	name := "gongbao:" + in.Plan.Region + ":" + in.Config.Title
	if in.Release != nil {
		name += ":" + in.Release.ID
	}
	return "urn:uuid:" + uuid(name)
}

// uuid is the name-based UUID of a text in the RFC's name space for URLs.
func uuid(name string) string {
	space := []byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	u := sha1.Sum(append(space, name...))
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

// licences is the one licence of the package, or none: the standard wants a name of its own alphabet or a path.
func licences(name, path, title string) []licence {
	l := licence{Path: webAddress(path), Title: title}
	if licenceName.MatchString(name) {
		l.Name = name
	} else if l.Title == "" {
		l.Title = name
	}
	if l.Name == "" && l.Path == "" {
		return nil
	}
	return []licence{l}
}

func webAddress(s string) string {
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s
	}
	return ""
}

// sourcesUsed are the sources of the rows, in the order of their table.
func sourcesUsed(p *model.Plan) []source {
	used := map[string]bool{}
	for i := range p.Observations {
		used[p.Observations[i].Source] = true
	}
	for i := range p.Targets {
		for _, m := range p.Targets[i].Milestones {
			used[m.Source] = true
		}
	}
	var list []source
	for i := range p.Sources {
		if s := &p.Sources[i]; used[s.ID] {
			list = append(list, sourceOf(s))
		}
	}
	return list
}

func sourceOf(s *model.Source) source {
	return source{Title: SourceName(s), Path: webAddress(s.URL), ID: s.ID, Kind: string(s.Kind), Licence: s.Licence}
}

// SourceName is a source's name, which says of a demonstration source what it is.
func SourceName(s *model.Source) string {
	if s.Kind == model.Demonstration && !strings.Contains(s.Name, wording.DemonstrationMark) {
		return s.Name + "（" + wording.DemonstrationMark + "）"
	}
	return s.Name
}
