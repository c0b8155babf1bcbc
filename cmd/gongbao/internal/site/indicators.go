package site

import (
	"fmt"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// indicatorsPage lists the indicators: goals, then by measure, then the background.
type indicatorsPage struct {
	*Shell
	Groups []MeasureList
}

func (r *renderer) indicatorsPage(s *Shell) any {
	p := &indicatorsPage{Shell: s}
	s.column("指标", dataColumn, fmt.Sprintf("%d项指标的定义、来源和最新数", len(r.plan.Indicators)))
	s.crumbs("指标")
	s.Kicker = r.home.Name
	s.Heading = []string{fmt.Sprintf("%d项指标", len(r.plan.Indicators))}
	placed := map[string]bool{}
	add := func(title string, ids []string) {
		list := MeasureList{Title: title, Table: Table{Caption: title, CaptionHidden: true, Class: "i-list", Wide: true,
			Header: []Column{{"指标", ""}, {"最新数，" + s.Place, "num"}, {"状态", ""}}}}
		demo, real := false, false
		for _, id := range ids {
			in := r.plan.Indicator(id)
			if in == nil || placed[id] {
				continue
			}
			placed[id] = true
			// The value is the one that the status was judged by; the sum since the baseline, say, and not its last quarter.
			value, st := Cell{Text: r.noData(), Class: "num na"}, Cell{Text: "—", Class: "na"}
			res := worstOf(r.a.Results(id, r.home.Code))
			if res.Target != nil {
				st = r.statusCell(res.Status).of(resultCell(res, "status_name"))
			}
			made := false
			if last := r.a.Series(id, r.home.Code).Last(); res.Status != analysis.NoData && res.Value != nil {
				value = Cell{Text: r.kindWord(res) + r.tableValue(res), Class: "num", Sub: wording.When(in, res.Period), Of: resultCell(res, "value")}
				if r.kindWord(res) != "" {
					value.Sub = "到" + res.Period.EndLabel()
				}
				made = res.Demonstration
			} else if last != nil {
				value = Cell{Text: wording.TableQuantity(last.Value.Rat(), in), Class: "num", Sub: wording.When(in, last.Period), Of: observationCell(id, r.home.Code, last.Period)}
				made = last.Demonstration
			}
			switch {
			case made:
				demo, value.Mark = true, "演"
			case value.Text != r.noData():
				real = true
			}
			list.Table.Rows = append(list.Table.Rows, Row{Cells: []Cell{headLink(in.Name, s.to(route.Indicator(id))), value, st}})
		}
		if len(list.Table.Rows) == 0 {
			return
		}
		switch {
		case demo && real:
			list.Table.Tag = s.partTag(figure.Mixed)
			list.Table.Note = "“演”为" + wording.DemonstrationMark + "。"
		case demo:
			list.Table.Tag = s.tag(true)
			for i := range list.Table.Rows {
				list.Table.Rows[i].Cells[1].Mark = ""
			}
		}
		p.Groups = append(p.Groups, list)
	}
	add("目标", r.headlineIndicators())
	for _, g := range r.plan.Groups {
		var ids []string
		for _, id := range g.Measures {
			ids = append(ids, r.plan.Measure(id).Indicators...)
			for i := range r.plan.Indicators {
				if in := &r.plan.Indicators[i]; in.Measure == id {
					ids = append(ids, in.ID)
				}
			}
		}
		add(r.chapter(g.Number, g.Title), ids)
	}
	var rest []string
	for i := range r.plan.Indicators {
		rest = append(rest, r.plan.Indicators[i].ID)
	}
	add("背景与分项", rest)
	return p
}

// worstOf is the result that an indicator's status comes from; the first one where none has a status.
func worstOf(results []analysis.Result) *analysis.Result {
	worst := &results[0]
	for i := range results {
		if res := &results[i]; res.Status != analysis.NoData && (worst.Status == analysis.NoData || res.Status.Rank() > worst.Status.Rank()) {
			worst = res
		}
	}
	return worst
}
