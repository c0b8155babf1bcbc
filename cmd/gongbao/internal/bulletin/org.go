package bulletin

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/wording"
)

// orgStatuses are the statuses of the measures that the unit leads, in the plan's own region.
func (e *edition) orgStatuses() (statuses []analysis.Status, lagging []string) {
	for _, m := range e.own {
		s := e.a.Measure(m.ID, e.a.Plan.Region).Status
		statuses = append(statuses, s)
		if s.Lagging() {
			lagging = append(lagging, m.Label())
		}
	}
	return statuses, lagging
}

// orgHeadline is the title of a unit's bulletin.
func (e *edition) orgHeadline() []string {
	statuses, lagging := e.orgStatuses()
	n := len(statuses)
	switch known := n - countOf(statuses, analysis.NoData); {
	case n == 1:
		return []string{e.own[0].Label() + statuses[0].Word()}
	case known == 0:
		return []string{fmt.Sprintf("牵头的%s项措施", count(n)), "本期均无数据"}
	case len(lagging) == 0:
		return []string{fmt.Sprintf("牵头的%s项措施", count(n)), "没有滞后"}
	case len(lagging) == 1 && len([]rune(lagging[0])) <= 10:
		return []string{fmt.Sprintf("牵头的%s项措施中", count(n)), lagging[0] + "滞后"}
	}
	return []string{fmt.Sprintf("牵头的%s项措施中", count(n)), count(len(lagging)) + "项滞后"}
}

// orgSentences say how the unit's measures do, and where.
func (e *edition) orgSentences() []string {
	statuses, lagging := e.orgStatuses()
	var list []string
	if n := len(statuses); n > 1 {
		list = append(list, e.label+"牵头的"+tally("措施", statuses))
	} else {
		list = append(list, e.label+"牵头"+e.own[0].ID+" "+e.own[0].Title+"。")
	}
	results := make([]analysis.MeasureResult, 0, len(e.own))
	for _, m := range e.own {
		results = append(results, e.a.Measure(m.ID, e.a.Plan.Region))
	}
	slices.SortStableFunc(results, func(a, b analysis.MeasureResult) int { return byGap(a.Decisive, b.Decisive) })
	if d := results[0].Decisive; d != nil && len(lagging) > 0 {
		name := d.Indicator.Name
		if len(statuses) > 1 {
			name = "差距最大的是" + results[0].Measure.Label() + "，" + name
		}
		list = append(list, progress(name, d, 0))
	} else if d != nil && len(statuses) == 1 {
		list = append(list, progress(d.Indicator.Name, d, 0))
	}
	below := 0
	places := map[string]int{}
	for _, m := range e.own {
		worse, _ := e.laggingBelow(m)
		below += len(worse)
		for _, r := range worse {
			places[r.Region.Label()]++
		}
	}
	if below > 0 {
		most, names := 0, []string{}
		for _, r := range e.a.Counties {
			switch n := places[r.Label()]; {
			case n > most:
				most, names = n, []string{r.Label()}
			case n == most && n > 0:
				names = append(names, r.Label())
			}
		}
		text := fmt.Sprintf("各%s共有%d处滞后", e.peers, below)
		if len(e.own) > 1 && len(names) <= 3 && most > 1 {
			text += "，" + wording.List(names, "个") + "最多，"
			if len(names) > 1 {
				text += "各"
			}
			text += fmt.Sprintf("%d处", most)
		}
		list = append(list, text+"。")
	}
	return list
}
