package opendata

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/format"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/route"
)

// Score is the self-check of a plan's open data, without rendering them.
func Score(in Input, signed bool) []catalogue.Question {
	folder := in.folder()
	for _, tb := range Tables(in) {
		folder.Sets = append(folder.Sets, catalogue.Dataset{Table: tb, Coverage: coverage(in.Plan, tb)})
	}
	return folder.Score(signed)
}

// ScoreOf is Score of data sets that have been rendered.
func ScoreOf(in Input, sets []catalogue.Dataset, signed bool) []catalogue.Question {
	folder := in.folder()
	folder.Sets = sets
	return folder.Score(signed)
}

// RenderSite adds what describes all of data/ and what stands beside pages: the catalogue, the static addresses, the slices
// per region, indicator and measure, and each flow's revision triangle. latest are the data sets of data/latest/. A part of a
// tree gets its slices alone.
func RenderSite(t *output.Tree, in Input, latest []catalogue.Dataset, issues []catalogue.Issue, score []catalogue.Question) error {
	folder := in.folder()
	folder.Sets = latest
	if t.Partial() {
		return in.slices(t, &folder, in.parts())
	}
	report, err := folder.ScoreJSON(score)
	if err != nil {
		return err
	}
	if err := t.Add(route.Data+catalogue.ScoreFile, report); err != nil {
		return err
	}
	jsonld, turtle, err := folder.DCAT(issues)
	if err != nil {
		return err
	}
	if err := t.Add(route.Data+catalogue.JSONLDFile, jsonld); err != nil {
		return err
	}
	if err := t.Add(route.Data+catalogue.TurtleFile, turtle); err != nil {
		return err
	}
	parts := in.parts()
	if err := in.slices(t, &folder, parts); err != nil {
		return err
	}
	api, err := folder.OpenAPI(parts)
	if err != nil {
		return err
	}
	if err := t.Add(route.Data+catalogue.OpenAPIFile, api); err != nil {
		return err
	}
	return t.Add(catalogue.IndexFile, folder.Index())
}

// parts are what has rows of its own beside its page.
func (in Input) parts() catalogue.Slices {
	var parts catalogue.Slices
	if in.Assessment != nil {
		parts.Regions = slices.Concat(in.Assessment.Below(), in.Assessment.Zones)
	}
	for i := range in.Plan.Indicators {
		parts.Indicators = append(parts.Indicators, &in.Plan.Indicators[i])
	}
	for i := range in.Plan.Measures {
		parts.Measures = append(parts.Measures, &in.Plan.Measures[i])
	}
	return parts
}

// slices adds them.
func (in Input) slices(t *output.Tree, folder *catalogue.Folder, parts catalogue.Slices) error {
	observations := folder.Sets[0].Table
	ofRegion, ofIndicator := rowsWith(observations, "region_code"), rowsWith(observations, "indicator_id")
	for _, r := range parts.Regions {
		if err := slice(t, folder, route.County(r.Code), func() *dataset.Table { return ofRegion(r.Code) }); err != nil {
			return err
		}
	}
	for _, i := range parts.Indicators {
		if err := slice(t, folder, route.Indicator(i.ID), func() *dataset.Table { return ofIndicator(i.ID) }); err != nil {
			return err
		}
		if i.Kind == model.Flow && !t.Partial() {
			if err := in.triangle(t, folder, i); err != nil {
				return err
			}
		}
	}
	for _, m := range parts.Measures {
		if err := slice(t, folder, route.Measure(m.ID), func() *dataset.Table { return ofIndicator(m.Indicators...) }); err != nil {
			return err
		}
	}
	return nil
}

// RenderRegions adds every region's rows of the observations as the CSV that stands beside its page, and nothing else.
func RenderRegions(t *output.Tree, in Input) error {
	rows := map[string][]*model.Observation{}
	for i := range in.Plan.Observations {
		o := &in.Plan.Observations[i]
		rows[o.Region] = append(rows[o.Region], o)
	}
	regions := slices.Concat(in.Assessment.Below(), in.Assessment.Zones)
	errs := make([]error, len(regions))
	c := in.columns()
	parallel.Each(len(regions), func(i int) {
		part := c.noObservations()
		for _, o := range rows[regions[i].Code] {
			c.observe(part, o)
		}
		errs[i] = t.Write(route.County(regions[i].Code)+"index.csv", func(w io.Writer) error { return format.CSV(w, part, format.About{}) })
	})
	return cmp.Or(errs...)
}

// triangle adds a flow's revision triangle: what each release said of each period, one column a release.
func (in Input) triangle(t *output.Tree, folder *catalogue.Folder, i *model.Indicator) error {
	c := in.columns()
	tb := &dataset.Table{
		Name: "triangle", Title: i.Name + "：修订三角",
		Description: "各时期的数在历次发布后是多少，一行一个地区和时期，一列一个发布批次；空为当时还没有数。",
		Fields: []dataset.Field{
			required(c.region("")), regionName, required(period("period", "时期", "")), valueUnit,
			required(id("source_id", "来源代码", "")), required(text("source", "来源", "名称；演示数据在此写明")),
		},
		PrimaryKey: []string{"region_code", "period"},
	}
	for _, r := range in.Plan.Releases {
		tb.Fields = append(tb.Fields, typed(r.ID, "number", r.Title, "该批次发布后的数"))
	}
	for j := range in.Plan.Regions {
		region := &in.Plan.Regions[j]
		triangle := in.Assessment.Triangle(i.ID, region.Code)
		column := map[string]int{}
		for n, r := range triangle.Releases {
			column[r.ID] = n
		}
		for _, row := range triangle.Rows {
			source, demonstration := c.source(row.Source)
			if demonstration {
				tb.Demonstration++
			}
			cells := []string{region.Code, region.Name, row.Period.String(), i.ValueUnit, source[0], source[1]}
			known := -1 // the release before has it still where this one brought nothing of the series
			for _, r := range in.Plan.Releases {
				if n, ok := column[r.ID]; ok {
					known = n
				}
				value := ""
				if known >= 0 {
					value = number(row.Values[known])
				}
				cells = append(cells, value)
			}
			tb.Append(cells...)
		}
	}
	if err := dataset.Check([]*dataset.Table{tb}); err != nil {
		return err
	}
	page := route.Indicator(i.ID)
	if err := t.Write(page+"triangle.csv", func(w io.Writer) error { return format.CSV(w, tb, format.About{}) }); err != nil {
		return err
	}
	content, err := folder.CSVW(tb, "triangle.csv", nil)
	if err != nil {
		return err
	}
	return t.Add(page+"triangle.csv"+catalogue.CSVWSuffix, content)
}

// slice adds a part of the observations beside a page: index.csv with its description and index.json.
func slice(t *output.Tree, folder *catalogue.Folder, page string, rows func() *dataset.Table) error {
	if !t.Mine(page) {
		return nil
	}
	part := rows()
	alone := *part
	alone.References = nil // the code lists are not in this folder
	content, err := folder.CSVW(&alone, "index.csv", nil)
	if err != nil {
		return err
	}
	var csv bytes.Buffer
	if err := format.CSV(&csv, part, format.About{}); err != nil {
		return err
	}
	// The rows as CSV are all that the three files hold, and cheaper to make than to hash otherwise.
	h := output.NewKey("slice").Text(page).Text(csv.String()).Text(string(content))
	about(h, part)
	key := h.Sum()
	if _, ok := t.Recall(key); ok {
		return nil
	}
	if err := t.Add(page+"index.csv", csv.Bytes()); err != nil {
		return err
	}
	if err := t.Write(page+"index.json", func(w io.Writer) error { return format.JSON(w, part, format.About{}) }); err != nil {
		return err
	}
	if err := t.Add(page+"index.csv"+catalogue.CSVWSuffix, content); err != nil {
		return err
	}
	t.Remember(key, nil, []string{page + "index.csv", page + "index.json", page + "index.csv" + catalogue.CSVWSuffix})
	return nil
}

// rowsWith are a table's rows by the cell that they have in a column.
func rowsWith(t *dataset.Table, column string) func(cells ...string) *dataset.Table {
	col := t.Column(column)
	codes, values := t.Codes(col), t.Values(col)
	rows := map[string][]int{}
	for row, code := range codes {
		rows[values[code]] = append(rows[values[code]], row)
	}
	return func(cells ...string) *dataset.Table {
		var picked []int
		for _, cell := range cells {
			picked = append(picked, rows[cell]...)
		}
		slices.Sort(picked)
		part := t.Pick(picked)
		part.Demonstration = 0
		kind := part.Column("source_kind")
		for row := range part.Len() {
			if part.Cell(row, kind) == string(model.Demonstration) {
				part.Demonstration++
			}
		}
		return part
	}
}
