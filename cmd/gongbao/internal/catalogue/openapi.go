package catalogue

import (
	"encoding/json"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// Slices are the parts of the observations that stand beside pages.
type Slices struct {
	Regions    []*model.Region
	Indicators []*model.Indicator
	Measures   []*model.Measure
}

// OpenAPI describes the static JSON addresses as OpenAPI 3.1: every data set, the slices, the release folders. Examples are
// rows that are there.
func (in *Folder) OpenAPI(slices Slices) ([]byte, error) {
	schemas, paths := map[string]any{}, map[string]any{}
	var observations *dataset.Table
	for i := range in.Sets {
		set := &in.Sets[i]
		if set.Name == "observations" {
			observations = set.Table
		}
		schema := schemaName(set.Table)
		schemas[schema] = jsonSchema(set.Table)
		for _, f := range set.Files {
			if f.Format == "json" {
				paths["/"+f.Path] = get(set.Title, set.Description, operation(set.Name), nil, rowsOf(schema, set.Table))
			}
		}
	}
	paths["/"+route.Latest+Descriptor] = get("数据包说明", "Data Package v2：每个文件的字段、类型、主键和校验和。", "datapackage", nil,
		map[string]any{"schema": map[string]any{"type": "object"}})
	if observations != nil {
		parameter := func(name, about string, values []string) []any {
			p := map[string]any{"name": name, "in": "path", "required": true, "description": about, "schema": map[string]any{"type": "string", "enum": values}}
			if len(values) > 0 {
				p["example"] = values[0]
			}
			return []any{p}
		}
		part := func(column, value string) *dataset.Table {
			col := observations.Column(column)
			return observations.Where(func(row int) bool { return observations.Cell(row, col) == value })
		}
		if len(slices.Regions) > 0 {
			paths["/"+route.Counties+"{region_code}/index.json"] = get("一个地区的观测值", "与该地区的网页在同一文件夹。", "observationsOfRegion",
				parameter("region_code", "行政区划代码", ids(slices.Regions, func(r *model.Region) string { return r.Code })),
				rowsOf("Observations", part("region_code", slices.Regions[0].Code)))
		}
		if len(slices.Indicators) > 0 {
			paths["/"+route.Indicators+"{indicator_id}/index.json"] = get("一个指标的观测值", "与该指标的网页在同一文件夹。", "observationsOfIndicator",
				parameter("indicator_id", "指标代码", ids(slices.Indicators, func(i *model.Indicator) string { return i.ID })),
				rowsOf("Observations", part("indicator_id", slices.Indicators[0].ID)))
		}
		if len(slices.Measures) > 0 {
			paths["/"+route.Measures+"{measure_id}/index.json"] = get("一项措施各指标的观测值", "与该措施的网页在同一文件夹。", "observationsOfMeasure",
				parameter("measure_id", "措施编号", ids(slices.Measures, func(m *model.Measure) string { return m.ID })),
				rowsOf("Observations", observations.Where(func(row int) bool { return row < 1 })))
		}
		if len(in.Plan.Releases) > 0 {
			paths["/"+route.Releases+"{release_id}/observations.json"] = get("一个发布批次的观测值", "发布后不再变动；其他数据集同名。", "observationsOfRelease",
				parameter("release_id", "发布批次", ids(in.Plan.Releases, func(r model.Release) string { return r.ID })),
				rowsOf("Observations", observations))
		}
	}
	base := in.Config.BaseURL
	if base == "" {
		base = "../" // of this document: the root of the site
	}
	info := map[string]any{"title": in.Config.Title + "：静态数据接口", "version": in.Version,
		"description": "固定地址上的 JSON，只读，不用密钥。数据随发布批次更新，批次之间不变。"}
	if in.Version == "" {
		info["version"] = "0"
	}
	if l := in.Config.Licence; l.Name != "" {
		licence := map[string]any{"name": l.Name}
		if url := webAddress(l.URL); url != "" {
			licence["url"] = url
		}
		info["license"] = licence
	}
	return indented(map[string]any{
		"openapi": "3.1.0", "info": info, "servers": []any{map[string]string{"url": strings.TrimSuffix(base, "/")}},
		"paths": paths, "components": map[string]any{"schemas": schemas},
	})
}

func ids[T any](items []T, id func(T) string) []string {
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = id(item)
	}
	return list
}

// schemaName is a data set's name as a type's: MeasureStatus. The parts of the observations share their rows' type.
func schemaName(t *dataset.Table) string {
	name := ""
	for word := range strings.FieldsFuncSeq(t.Name, func(r rune) bool { return r == '_' || r == '-' }) {
		name += strings.ToUpper(word[:1]) + word[1:]
		if word == "observations" {
			break
		}
	}
	return name
}

func operation(name string) string {
	return "get" + strings.ReplaceAll(strings.ReplaceAll(name, "-", "_"), "_", "")
}

func get(title, about, operation string, parameters []any, body map[string]any) any {
	op := map[string]any{
		"summary": title, "description": about, "operationId": operation,
		"responses": map[string]any{"200": map[string]any{"description": "全部行", "content": map[string]any{"application/json": body}}},
	}
	if parameters != nil {
		op["parameters"] = parameters
	}
	return map[string]any{"get": op}
}

// rowsOf is an array of a table's rows, with the first one as the example.
func rowsOf(schema string, t *dataset.Table) map[string]any {
	body := map[string]any{"schema": map[string]any{"type": "array", "items": map[string]string{"$ref": "#/components/schemas/" + schema}}}
	if t.Len() > 0 {
		row := map[string]any{}
		for i, f := range t.Fields {
			row[f.Name] = jsonCell(&f, t.Cell(0, i))
		}
		body["example"] = []any{row}
	}
	return body
}

func jsonCell(f *dataset.Field, cell string) any {
	switch {
	case cell == "":
		return nil
	case f.Type == "number" || f.Type == "integer" || f.Type == "boolean":
		return json.RawMessage(cell)
	}
	return cell
}

// jsonSchema is a row's type in JSON Schema 2020-12, as OpenAPI 3.1 uses it.
func jsonSchema(t *dataset.Table) any {
	properties := map[string]any{}
	var names []string
	for i := range t.Fields {
		f := &t.Fields[i]
		p := map[string]any{"title": f.Title}
		kind := f.Type
		if kind == "datetime" {
			kind, p["format"] = "string", "date-time"
		}
		if f.Description != "" {
			p["description"] = f.Description
		}
		if f.Constraints.Pattern != "" {
			p["pattern"] = "^(?:" + f.Constraints.Pattern + ")$"
		}
		if p["type"] = kind; !f.Constraints.Required {
			p["type"] = []string{kind, "null"}
		}
		if enum := f.Constraints.Enum; enum != nil {
			values := make([]any, 0, len(enum)+1)
			for _, v := range enum {
				values = append(values, v)
			}
			if !f.Constraints.Required {
				values = append(values, nil)
			}
			p["enum"] = values
		}
		if f.Constraints.Minimum != nil {
			p["minimum"] = *f.Constraints.Minimum
		}
		properties[f.Name] = p
		names = append(names, f.Name)
	}
	return map[string]any{"type": "object", "title": t.Title, "properties": properties, "required": slices.Clone(names), "additionalProperties": false}
}
