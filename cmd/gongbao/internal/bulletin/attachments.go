package bulletin

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/big"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// attachments are the tables behind the bulletin, as files inside it: RFC 4180, UTF-8 without a byte order mark, figures
// with a point and without units. A table of no rows is left out.
func (e *edition) attachments() ([]pdfa.Attachment, error) {
	var list []pdfa.Attachment
	for _, t := range []struct {
		name, description string
		rows              [][]string
	}{
		{"results.csv", "简报所用的指标、目标、完成度和状态", e.resultRows()},
		{"changes.csv", "与上期相比的状态变动", e.changeRows()},
		{"revisions.csv", "本批修订的数据", e.revisionRows()},
		{"actions.csv", "滞后事项的整改措施", e.actionRows()},
	} {
		if len(t.rows) < 2 {
			continue
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = true
		if err := w.WriteAll(t.rows); err != nil {
			return nil, fmt.Errorf("attachment %s: %w", t.name, err)
		}
		list = append(list, pdfa.Attachment{Name: t.name, Description: t.description, Type: "text/csv", Content: b.Bytes()})
	}
	return list, nil
}

// resultRows are the results of the goals and of every indicator of the bulletin's measures, in all its regions.
func (e *edition) resultRows() [][]string {
	rows := [][]string{{
		"region_code", "region", "measure_id", "indicator_id", "indicator", "value_unit", "target_kind", "period", "baseline", "value",
		"target_period", "target", "attained_percent", "expected_percent", "gap_points", "status", "reason", "demonstration", "sources",
	}}
	add := func(measure string, r *analysis.Result) {
		if r.Target == nil || r.Indicator == nil {
			return
		}
		row := []string{
			r.Region.Code, r.Region.Name, measure, r.Indicator.ID, r.Indicator.Name, r.Indicator.ValueUnit, string(r.Kind()), r.Period.String(),
			digits(r.Baseline), digits(r.Value), r.Aim.Period.String(), digits(&r.Aim.Value),
			points100(r.Attained), points100(r.Expected), points100(r.Gap), r.Status.Key(), string(r.Reason), fmt.Sprint(r.Demonstration), "",
		}
		if r.Latest != nil {
			row[len(row)-1] = strings.Join(r.Latest.Sources, "|")
		}
		rows = append(rows, row)
	}
	for _, region := range e.regions() {
		if e.subject.Kind == OfCity || e.subject.Kind == OfCounty {
			for _, r := range e.countyResults(region) {
				add("", &r)
			}
		}
		for _, m := range e.own {
			for _, r := range e.a.Measure(m.ID, region.Code).Results {
				add(m.ID, &r)
			}
		}
	}
	return rows
}

func (e *edition) changeRows() [][]string {
	rows := [][]string{{"region_code", "region", "measure_id", "indicator_id", "from", "to", "by_revision"}}
	for _, c := range e.changes() {
		measure, indicator := "", ""
		if c.Measure != nil {
			measure = c.Measure.ID
		}
		if c.Result != nil && c.Result.Indicator != nil {
			indicator = c.Result.Indicator.ID
		}
		rows = append(rows, []string{c.Region.Code, c.Region.Name, measure, indicator, c.From.Key(), c.To.Key(), fmt.Sprint(c.ByRevision)})
	}
	return rows
}

func (e *edition) revisionRows() [][]string {
	rows := [][]string{{"indicator_id", "region_code", "period", "old", "new", "source_id", "note"}}
	for _, r := range e.revisions() {
		rows = append(rows, []string{r.Indicator.ID, r.Region.Code, r.Period.String(), digits(r.Old.Value), digits(r.New.Value), r.New.Source, r.New.Note})
	}
	return rows
}

func (e *edition) actionRows() [][]string {
	rows := [][]string{{"region_code", "measure_id", "period", "text", "org_id", "deadline", "source_id"}}
	for _, region := range e.regions() {
		for _, m := range e.own {
			result := e.a.Measure(m.ID, region.Code)
			if !result.Status.Lagging() {
				continue
			}
			for _, a := range result.Actions {
				rows = append(rows, []string{region.Code, m.ID, a.Period.String(), a.Text, a.Org, a.Deadline.String(), a.Source})
			}
		}
	}
	return rows
}

func digits(n *model.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// points100 is a fraction as a percentage with four decimals, for programs: 88.8750.
func points100(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(4)
}
