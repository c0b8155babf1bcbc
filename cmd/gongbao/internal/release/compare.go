package release

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
)

// facts are the columns that a release states for good, of the tables whose rows belong to releases. The rest of a
// published row (a name, a unit, a definition) is the dictionary of its time: a later release may bring another one, while
// the published folder keeps its own.
var facts = map[string][]string{
	"observations": {"indicator_id", "region_code", "period", "value", "status", "source_id", "release", "note"},
	"targets":      {"indicator_id", "region_code", "target_kind", "baseline_period", "baseline_value", "target_period", "target_value", "source_id"},
	"actions":      {"region_code", "measure_id", "period", "text", "org_id", "deadline", "source_id"},
}

// prose are columns whose text is the engine's own and says nothing that the other columns do not: a new version may put
// it better, and the published folder keeps the old words.
var prose = []string{"working", "outlook", "reason_text", "status_name", "notice"}

// Difference is a cell, or a whole row, that a build would change in a published release.
type Difference struct {
	File   string // data/releases/2020-Q1/observations.csv
	Row    int    // in that file, the header being row 1; 0 for a row that it does not have
	Key    string // indicator_id=BUS, region_code=990101, period=2019
	Column string // empty where the whole row came or went
	Was    string
	Is     string
}

func (d Difference) String() string {
	switch {
	case d.Row == 0:
		return fmt.Sprintf("%s：已公开的没有这一行，这次却有：%s", d.File, d.Key)
	case d.Column == "":
		return fmt.Sprintf("%s 第 %d 行：已公开，这次却没有：%s", d.File, d.Row, d.Key)
	}
	return fmt.Sprintf("%s 第 %d 行 %s（%s）：已公开的是 %q，这次是 %q", d.File, d.Row, d.Column, d.Key, d.Was, d.Is)
}

// ChangedError lists what a build would change in published releases.
type ChangedError struct{ Differences []Difference }

const listed = 20

func (e *ChangedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "这次生成会改动已公开批次的 %d 处内容，已公开的批次不能再变：", len(e.Differences))
	for i, d := range e.Differences {
		if i == listed {
			fmt.Fprintf(&b, "\n  ……另有 %d 处", len(e.Differences)-listed)
			break
		}
		b.WriteString("\n  " + d.String())
	}
	return b.String()
}

func (e *ChangedError) Hint() string {
	return "恢复原来的内容；要更正或调整，在 data/releases.csv 加一个新批次：观测值、目标和整改措施另写一行，release 填新批次，原来的行留着"
}

// Compare tells what the tables of a build would change in a published release. Of the newest public release every column
// of every table counts, but for prose; of an older one the facts.
func (a *Archive) Compare(id string, newest bool, tables []*dataset.Table) ([]Difference, error) {
	var found []Difference
	p := a.packages[id]
	for i := range p.Resources {
		r := &p.Resources[i]
		now := named(tables, r.Name)
		if now == nil || !newest && facts[r.Name] == nil || strings.HasPrefix(r.Name, "observations-") || r.Name == catalogue.Acknowledgements {
			continue // a part of observations has no cell of its own; that a figure is right may be found at any time
		}
		was, err := a.table(id, r)
		if err != nil {
			return nil, err
		}
		var columns []string
		for _, name := range was[0] {
			if now.Column(name) < 0 || slices.Contains(prose, name) || !newest && !slices.Contains(facts[r.Name], name) {
				continue
			}
			columns = append(columns, name)
		}
		c := comparison{resource: r, file: "data/releases/" + id + "/" + r.Path, columns: columns}
		found = append(found, c.run(was, now)...)
	}
	return found, nil
}

type comparison struct {
	resource *catalogue.Resource
	file     string
	columns  []string
}

// run pairs the rows by their key; rows without one are compared as wholes.
func (c *comparison) run(was [][]string, now *dataset.Table) []Difference {
	key := slices.DeleteFunc(slices.Clone(c.resource.TableSchema.PrimaryKey), func(name string) bool { return !slices.Contains(c.columns, name) })
	if len(key) == 0 {
		key = c.columns
	}
	wasAt := map[string]int{}
	for i, name := range was[0] {
		wasAt[name] = i
	}
	text := func(cells func(string) string) string {
		parts := make([]string, len(key))
		for i, name := range key {
			parts[i] = name + "=" + cells(name)
		}
		return strings.Join(parts, ", ")
	}
	rows := map[string][]int{} // of now, by key
	var order []string
	for row := range now.Len() {
		k := text(func(name string) string { return now.Cell(row, now.Column(name)) })
		if rows[k] == nil {
			order = append(order, k)
		}
		rows[k] = append(rows[k], row)
	}
	var found []Difference
	for n, cells := range was[1:] {
		k := text(func(name string) string { return cells[wasAt[name]] })
		match := rows[k]
		if len(match) == 0 {
			found = append(found, Difference{File: c.file, Row: n + 2, Key: k})
			continue
		}
		rows[k] = match[1:]
		for _, name := range c.columns {
			old, is := cells[wasAt[name]], now.Cell(match[0], now.Column(name))
			if strings.ReplaceAll(old, "\r\n", "\n") != strings.ReplaceAll(is, "\r\n", "\n") {
				found = append(found, Difference{c.file, n + 2, k, name, old, is})
			}
		}
	}
	for _, k := range order {
		for range rows[k] {
			found = append(found, Difference{File: c.file, Key: k})
		}
	}
	return found
}
