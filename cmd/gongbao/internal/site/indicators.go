package site

import (
	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// indicatorsPage lists the indicators: goals, then by measure, then the background.
type indicatorsPage struct {
	*Shell
	Groups  []MeasureList
	Compare Link
}

func (r *renderer) indicatorsPage(s *Shell) any {
	p := &indicatorsPage{Shell: s}
	say := s.say
	s.column(say.Text("indicators.name"), dataColumn, say.Count("indicators.summary", len(r.plan.Indicators)))
	s.crumbs(say.Text("indicators.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Count("indicators.heading", len(r.plan.Indicators))}
	s.Lede = text(say.Text("indicators.lede"))
	p.Compare = s.link(say.Text("indicators.compare", "Peers", r.peers), route.Compare)
	for _, g := range r.indicatorGroups() {
		list := MeasureList{Title: g.title, Table: Table{Caption: g.title, CaptionHidden: true, Class: "i-list", Wide: true, Header: []Column{
			{say.Text("indicators.indicator"), ""}, {say.Text("indicators.newest", "Place", s.Place), "num"}, {say.Text("indicators.status"), ""}}}}
		demo, real := false, false
		for _, in := range g.indicators {
			id := in.ID
			// The value is the one that the status was judged by; the sum since the baseline, say, and not its last quarter.
			value, st := Cell{Text: r.noData(), Class: "num na"}, Cell{Text: "—", Class: "na"}
			res := worstOf(r.a.Results(id, r.home.Code))
			if res.Target != nil {
				st = r.statusCell(res.Status).of(resultCell(res, "status_name"))
			}
			made := false
			if last := r.a.Series(id, r.home.Code).Last(); res.Status != analysis.NoData && res.Value != nil {
				value = Cell{Text: r.kindWord(res) + r.tableValue(res), Class: "num", Sub: say.When(in, res.Period), Of: resultCell(res, "value")}
				if r.kindWord(res) != "" {
					value.Sub = say.Text("indicators.through", "When", say.PeriodEnd(res.Period))
				}
				made = res.Demonstration
			} else if last != nil {
				value = Cell{Text: say.TableQuantity(last.Value.Rat(), in), Class: "num", Sub: say.When(in, last.Period), Of: observationCell(id, r.home.Code, last.Period)}
				made = last.Demonstration
			}
			switch {
			case made:
				demo, value.Mark = true, say.Text("indicator.mark.demonstration")
			case value.Text != r.noData():
				real = true
			}
			list.Table.Rows = append(list.Table.Rows, Row{Cells: []Cell{headLink(in.Name, s.to(route.Indicator(id))), value, st}})
		}
		switch {
		case demo && real:
			list.Table.Tag = s.partTag(figure.Mixed)
			list.Table.Note = say.Text("indicator.mark.note", "Mark", say.Text("indicator.mark.demonstration"), "Means", say.Demonstration())
		case demo:
			list.Table.Tag = s.tag(true)
			for i := range list.Table.Rows {
				list.Table.Rows[i].Cells[1].Mark = ""
			}
		}
		p.Groups = append(p.Groups, list)
	}
	return p
}

// indicatorGroup is a band of the indicators: goals, those of a group of measures, the background.
type indicatorGroup struct {
	title      string
	indicators []*model.Indicator
}

// indicatorGroups holds every indicator once; no group is empty.
func (r *renderer) indicatorGroups() []indicatorGroup {
	var groups []indicatorGroup
	placed := map[string]bool{}
	add := func(title string, ids []string) {
		g := indicatorGroup{title: title}
		for _, id := range ids {
			if in := r.plan.Indicator(id); in != nil && !placed[id] {
				placed[id] = true
				g.indicators = append(g.indicators, in)
			}
		}
		if len(g.indicators) > 0 {
			groups = append(groups, g)
		}
	}
	add(r.say.Text("indicators.goals"), r.headlineIndicators())
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
	add(r.say.Text("indicators.background"), rest)
	return groups
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
