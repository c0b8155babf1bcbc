package catalogue

import (
	"regexp"
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
)

// CSVWSuffix is added to a CSV file's name: a program that has the file finds its description without being told
// (Model for Tabular Data and Metadata on the Web, section 5.3).
const CSVWSuffix = "-metadata.json"

// CSVW is the content of observations.csv-metadata.json: the columns, their types and keys. siblings are the tables whose
// files stand in the same folder; a foreign key to another one is left out.
func (in *Folder) CSVW(t *dataset.Table, file string, siblings []string) ([]byte, error) {
	type column struct {
		Name        string `json:"name"`
		Titles      any    `json:"titles"`
		Description string `json:"dc:description,omitempty"`
		Datatype    any    `json:"datatype"`
		Required    bool   `json:"required,omitempty"`
		Null        string `json:"null"`
	}
	type reference struct {
		Columns   string            `json:"columnReference"`
		Reference map[string]string `json:"reference"`
	}
	var columns []column
	for _, f := range t.Fields {
		// The header is the first of the titles, as section 6.1 of the metadata vocabulary compares them.
		c := column{Name: notInVariable.ReplaceAllString(f.Name, "_"), Titles: map[string]any{"und": f.Name, "zh": f.Title}, Description: f.Description, Required: f.Constraints.Required}
		switch f.Type {
		case "number":
			c.Datatype = "decimal"
		case "datetime":
			c.Datatype = map[string]string{"base": "dateTimeStamp", "format": "yyyy-MM-ddTHH:mm:ssXXX"}
		case "string":
			if c.Datatype = "string"; f.Constraints.Pattern != "" {
				c.Datatype = map[string]string{"base": "string", "format": f.Constraints.Pattern}
			}
		default:
			c.Datatype = f.Type
		}
		columns = append(columns, c)
	}
	var keys []reference
	for _, r := range t.References {
		of := r.Table
		if of == "" {
			of = t.Name
		}
		for _, name := range siblings {
			if name == of {
				keys = append(keys, reference{r.Field, map[string]string{"resource": of + ".csv", "columnReference": r.Key}})
			}
		}
	}
	schema := map[string]any{"columns": columns}
	if len(t.PrimaryKey) > 0 {
		schema["primaryKey"] = t.PrimaryKey
	}
	if keys != nil {
		schema["foreignKeys"] = keys
	}
	doc := map[string]any{
		"@context":       []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "zh"}},
		"url":            file,
		"dc:title":       t.Title,
		"dc:description": t.Description,
		"dialect":        map[string]any{"encoding": "utf-8", "header": true, "lineTerminators": []string{"\r\n"}, "doubleQuote": true, "delimiter": ","},
		"tableSchema":    schema,
	}
	if url := in.Config.Licence.URL; url != "" {
		doc["dc:license"] = map[string]string{"@id": url}
	}
	if name := in.Config.Publisher.Name; name != "" {
		doc["dc:publisher"] = name
	}
	if in.Release != nil && !in.Release.PublishedAt.IsZero() {
		doc["dc:modified"] = map[string]string{"@value": in.Release.PublishedAt.Format("2006-01-02"), "@type": "xsd:date"}
	}
	if len(in.Plan.Sources) > 0 && t.Column("source_id") >= 0 {
		doc["dc:source"] = strings.Join(in.SourceNames(t), "；")
	}
	return indented(doc)
}

// notInVariable are characters that a column's name must not have there, as it is a variable of a URI template (RFC 6570).
var notInVariable = regexp.MustCompile(`[^A-Za-z0-9_]`)

// SourceNames are the names of the sources that rows of a table have, in the order of the list of sources.
func (in *Folder) SourceNames(t *dataset.Table) []string {
	col := t.Column("source_id")
	if col < 0 {
		return nil
	}
	used := map[string]bool{}
	values := t.Values(col)
	for _, code := range t.Codes(col) {
		used[values[code]] = true
	}
	var names []string
	for i := range in.Plan.Sources {
		if s := &in.Plan.Sources[i]; used[s.ID] {
			names = append(names, SourceName(s))
		}
	}
	return names
}
