package opendata

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
)

// coverage is what a table's rows cover in time and space, and what they lack, read off its columns.
func coverage(p *model.Plan, t *dataset.Table) catalogue.Coverage {
	var c catalogue.Coverage
	for _, name := range []string{"period", "baseline_period", "target_period"} {
		col := t.Column(name)
		if col < 0 {
			continue
		}
		for _, cell := range seen(t, col) {
			period, err := model.ParsePeriod(cell)
			if err != nil {
				continue // an empty one
			}
			if c.First.IsZero() || period.Start() < c.First.Start() {
				c.First = period
			}
			if c.Last.IsZero() || period.Compare(c.Last) > 0 {
				c.Last = period
			}
		}
	}
	if col := t.Column("region_code"); col >= 0 {
		c.Regions = len(seen(t, col))
	}
	if col := t.Column("source_id"); col >= 0 && t.Name != "sources" {
		used := map[string]bool{}
		for _, id := range seen(t, col) {
			used[id] = true
		}
		for i := range p.Sources {
			if id := p.Sources[i].ID; used[id] {
				c.SourceIDs = append(c.SourceIDs, id)
			}
		}
	}
	if col := t.Column("value"); col >= 0 {
		values := t.Values(col)
		for _, code := range t.Codes(col) {
			if values[code] == "" {
				c.Missing++
			}
		}
	}
	if !strings.HasPrefix(t.Name, "observations") {
		return c
	}
	with := map[string]bool{}
	for _, id := range seen(t, t.Column("indicator_id")) {
		with[id] = true
		if in := p.Indicator(id); in != nil && in.Frequency > c.Frequency {
			c.Frequency = in.Frequency
		}
	}
	if c.Missing > 0 {
		c.Gaps = append(c.Gaps, fmt.Sprintf("%d 行没有数，原因见 status 列和 note 列", c.Missing))
	}
	if t.Name == "observations" {
		var without []string
		for i := range p.Indicators {
			if in := &p.Indicators[i]; !with[in.ID] && in.Aggregation != model.Ratio {
				without = append(without, in.Name)
			}
		}
		if len(without) > 0 {
			c.Gaps = append(c.Gaps, fmt.Sprintf("%d 个指标还没有一个数：%s", len(without), strings.Join(without, "、")))
		}
	}
	return c
}

// seen are the distinct cells that rows have, in order of first appearance.
func seen(t *dataset.Table, col int) []string {
	values := t.Values(col)
	known := make([]bool, len(values))
	var list []string
	for _, code := range t.Codes(col) {
		if !known[code] && values[code] != "" {
			list = append(list, values[code])
		}
		known[code] = true
	}
	return list
}
