package opendata

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/model"
)

// Read gives back the plan that Render published in a folder: all tables but the prose, the sections and what analysis
// computed. Every file is held against the size and the hash of the descriptor. What Render filled in stays filled in: an
// action's region, and rows for collective organisations and status codes that the tables lacked.
func Read(fsys fs.FS, dir string) (*model.Plan, error) {
	dir = path.Clean(dir)
	content, err := fs.ReadFile(fsys, path.Join(dir, catalogue.Descriptor))
	if err != nil {
		return nil, fmt.Errorf("opendata: %w", err)
	}
	var d catalogue.Package
	if err := json.Unmarshal(content, &d); err != nil {
		return nil, fmt.Errorf("opendata: %s: %w", catalogue.Descriptor, err)
	}
	r := &reader{fsys: fsys, dir: dir, resources: d.Resources}
	p := model.Plan{Region: d.Region}
	for row := range r.rows("regions") {
		p.Regions = append(p.Regions, model.Region{
			Code: row.text("region_code"), Name: row.text("name"), ShortName: row.text("short_name"), NameEn: row.text("name_en"),
			Level: model.Level(row.text("level")), Parent: row.text("parent"), ValidFrom: row.date("valid_from"),
			ValidTo: row.date("valid_to"), Successor: row.text("successor"), TileCol: row.integer("tile_col"),
			TileRow: row.integer("tile_row"), Note: row.text("note"),
		})
	}
	for row := range r.rows("organisations") {
		p.Orgs = append(p.Orgs, model.Org{
			ID: row.text("org_id"), Name: row.text("name"), NameEn: row.text("name_en"), Aliases: row.list("aliases"),
			LeadingGroup: row.boolean("leading_group"),
		})
	}
	for row := range r.rows("sources") {
		p.Sources = append(p.Sources, model.Source{
			ID: row.text("source_id"), Name: row.text("name"), NameEn: row.text("name_en"), Publisher: row.text("publisher"),
			URL: row.text("url"), Licence: row.text("licence"), Kind: model.SourceKind(row.text("kind")), Rank: row.integer("rank"),
		})
	}
	for row := range r.rows("obs_status") {
		p.ObsStatus = append(p.ObsStatus, model.Code{
			Code: row.text("code"), Name: row.text("name"), NameEn: row.text("name_en"), Note: row.text("note"),
		})
	}
	for row := range r.rows("indicators") {
		p.Indicators = append(p.Indicators, model.Indicator{
			ID: row.text("indicator_id"), Name: row.text("name"), NameEn: row.text("name_en"), ValueUnit: row.text("value_unit"), ValueUnitEn: row.text("value_unit_en"),
			Direction: model.Direction(row.text("direction")), Kind: model.IndicatorKind(row.text("kind")),
			Aggregation: model.Aggregation(row.text("aggregation")), Numerator: row.text("numerator"),
			Denominator: row.text("denominator"), Decimals: row.integer("decimals"), Measure: row.text("measure_id"),
			Org: row.text("org_id"), Frequency: row.frequency("frequency"), Binding: row.boolean("binding"),
			Headline: row.boolean("headline"), Persons: row.boolean("persons"), Cumulative: row.boolean("cumulative"), Method: model.Method(row.text("method")), Definition: row.text("definition"), DefinitionEn: row.text("definition_en"),
		})
	}
	for row := range r.rows("measures") {
		p.Measures = append(p.Measures, model.Measure{
			ID: row.text("measure_id"), Title: row.text("title"), TitleEn: row.text("title_en"), ShortTitle: row.text("short_title"), ShortTitleEn: row.text("short_title_en"),
			Group: row.text("group"), GroupEn: row.text("group_en"),
			LeadUnit: row.text("lead_unit"), ResponsibleUnits: row.list("responsible_units"), Indicators: row.list("indicators"),
		})
	}
	for row := range r.rows("targets") {
		m := model.Milestone{Period: row.period("target_period"), Source: row.text("source_id"), Release: row.text("release")}
		if v := row.number("target_value"); v != nil {
			m.Value = *v
		}
		t := model.Target{
			Indicator: row.text("indicator_id"), Region: row.text("region_code"), Kind: model.TargetKind(row.text("target_kind")),
			BaselinePeriod: row.period("baseline_period"), BaselineValue: row.number("baseline_value"),
		}
		at := slices.IndexFunc(p.Targets, func(o model.Target) bool {
			return o.Indicator == t.Indicator && o.Region == t.Region && o.Kind == t.Kind
		})
		if at < 0 {
			at = len(p.Targets)
			p.Targets = append(p.Targets, t)
		}
		p.Targets[at].Milestones = append(p.Targets[at].Milestones, m)
	}
	for row := range r.rows("observations") {
		p.Observations = append(p.Observations, model.Observation{
			Indicator: row.text("indicator_id"), Region: row.text("region_code"), Period: row.period("period"),
			Value: row.number("value"), Status: row.text("status"), Source: row.text("source_id"), Release: row.text("release"),
			Note: row.text("note"),
		})
	}
	for row := range r.rows("actions") {
		p.Actions = append(p.Actions, model.Action{
			Region: row.text("region_code"), Measure: row.text("measure_id"), Period: row.period("period"), Text: row.text("text"),
			TextEn: row.text("text_en"), Org: row.text("org_id"), Deadline: row.date("deadline"), Source: row.text("source_id"),
			Release: row.text("release"),
		})
	}
	if slices.ContainsFunc(r.resources, func(d catalogue.Resource) bool { return d.Name == catalogue.Acknowledgements }) {
		for row := range r.rows(catalogue.Acknowledgements) {
			p.Acknowledgements = append(p.Acknowledgements, model.Acknowledgement{
				Rule: row.text("rule"), Indicator: row.text("indicator_id"), Region: row.text("region_code"), Period: row.period("period"),
				Subject: row.text("subject"), Value: row.text("value"), Because: row.text("because"), CheckedBy: row.text("checked_by"),
				CheckedAt: row.date("checked_at"), Release: row.text("release"),
			})
		}
	}
	for row := range r.rows("releases") {
		p.Releases = append(p.Releases, model.Release{
			ID: row.text("release_id"), Title: row.text("title"), TitleEn: row.text("title_en"), PublishedAt: row.instant("published_at"),
			Note: row.text("note"),
		})
	}
	if r.err != nil {
		return nil, fmt.Errorf("opendata: %w", r.err)
	}
	return model.NewPlan(p), nil
}

// reader keeps the first error; after it every table is empty and every cell zero.
type reader struct {
	fsys      fs.FS
	dir       string
	resources []catalogue.Resource
	err       error
}

// record is one row of a table.
type record struct {
	r       *reader
	file    string
	row     int // as a reader of the file counts: the header is row 1
	columns map[string]int
	cells   []string
}

func (r *reader) rows(name string) func(yield func(record) bool) {
	return func(yield func(record) bool) {
		if r.err != nil {
			return
		}
		file, rows, err := r.table(name)
		if err != nil {
			r.err = fmt.Errorf("%s: %w", name, err)
			return
		}
		columns := make(map[string]int, len(rows[0]))
		for i, c := range rows[0] {
			columns[c] = i
		}
		for i, cells := range rows[1:] {
			if !yield(record{r, file, i + 2, columns, cells}) {
				return
			}
		}
	}
}

func (r *reader) table(name string) (file string, rows [][]string, err error) {
	at := slices.IndexFunc(r.resources, func(d catalogue.Resource) bool { return d.Name == name })
	if at < 0 {
		return "", nil, fmt.Errorf("not in %s", catalogue.Descriptor)
	}
	d := &r.resources[at]
	content, err := fs.ReadFile(r.fsys, path.Join(r.dir, d.Path))
	if err != nil {
		return "", nil, err
	}
	if int64(len(content)) != d.Bytes {
		return "", nil, fmt.Errorf("%s has %d bytes, %s says %d", d.Path, len(content), catalogue.Descriptor, d.Bytes)
	}
	if got := fmt.Sprintf("sha256:%x", sha256.Sum256(content)); got != d.Hash {
		return "", nil, fmt.Errorf("%s has the hash %s, %s says %s", d.Path, got, catalogue.Descriptor, d.Hash)
	}
	rows, err = csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err == nil && len(rows) == 0 {
		err = fmt.Errorf("%s has no header", d.Path)
	}
	return d.Path, rows, err
}

func (c record) text(column string) string {
	i, ok := c.columns[column]
	if !ok {
		c.fail(column, fmt.Errorf("no such column"))
		return ""
	}
	return c.cells[i]
}

func (c record) fail(column string, err error) {
	if c.r.err == nil {
		c.r.err = fmt.Errorf("%s row %d column %s: %w", c.file, c.row, column, err)
	}
}

// parsed reads a cell; an empty one is the zero value.
func parsed[T any](c record, column string, parse func(string) (T, error)) (v T) {
	s := c.text(column)
	if s == "" {
		return v
	}
	v, err := parse(s)
	if err != nil {
		c.fail(column, err)
	}
	return v
}

func (c record) list(column string) []string {
	s := c.text(column)
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

func (c record) integer(column string) int             { return parsed(c, column, strconv.Atoi) }
func (c record) boolean(column string) bool            { return parsed(c, column, strconv.ParseBool) }
func (c record) date(column string) model.Date         { return parsed(c, column, model.ParseDate) }
func (c record) period(column string) model.Period     { return parsed(c, column, model.ParsePeriod) }
func (c record) instant(column string) time.Time       { return parsed(c, column, parseInstant) }
func (c record) frequency(name string) model.Frequency { return parsed(c, name, parseFrequency) }

func (c record) number(column string) *model.Number {
	return parsed(c, column, func(s string) (*model.Number, error) {
		n, err := model.ParseNumber(s)
		return &n, err
	})
}

func parseInstant(s string) (time.Time, error) { return time.Parse(time.RFC3339Nano, s) }

func parseFrequency(s string) (model.Frequency, error) {
	f, ok := model.ParseFrequency(s)
	if !ok {
		return 0, fmt.Errorf("not a frequency: %q", s)
	}
	return f, nil
}
