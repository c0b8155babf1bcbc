package site

import (
	"fmt"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// countyMeasurePage is the record of one measure in one county.
type countyMeasurePage struct {
	*Shell
	Measure  Link
	Results  []ResultBlock
	Unaimed  Table
	Actions  []ActionItem
	Siblings []Link
}

// ResultBlock is one indicator of a record: status, trend, working.
type ResultBlock struct {
	ID, Name, Href string
	Status         *Status
	Sentence       []Run
	Chart          *Chart
	Working        Working
	Tag            string
}

func (r *renderer) countyMeasurePage(s *Shell, c *model.Region, m *model.Measure) any {
	p := &countyMeasurePage{Shell: s, Measure: s.link(measureName(m), route.Measure(m.ID))}
	mr := r.a.Measure(m.ID, c.Code)
	name := c.ShortName + " · " + measureName(m)
	s.article(name, fmt.Sprintf("%s“%s”的进展：指标、状态及计算过程、整改措施", c.Name, m.Title))
	s.crumbs(m.ID, s.link("县区", route.Counties), s.link(c.Name, route.County(c.Code)))
	s.Kicker = c.Name + " · 措施 " + m.ID
	s.Heading = append(phrases(m.Title+"："), c.ShortName+mr.Status.Word())
	s.Tag = s.tag(mr.Demonstration)
	s.Lede = s.measureLede(mr)
	s.Facts = []Fact{
		{"状态", []Run{{Status: status(mr.Status)}}},
		linkFact("措施", []Link{p.Measure}),
		linkFact("牵头单位", s.orgLinks([]string{m.LeadUnit})),
	}
	if !r.a.Period.IsZero() {
		s.Facts = append(s.Facts, fact("评估时期", r.a.Period.Label()))
	}
	p.Results, p.Unaimed = s.resultBlocks(m, c), s.unaimed(m, c)
	if item, ok := s.actions(mr, measureName(m), p.Measure.Href); ok {
		p.Actions = append(p.Actions, item)
	}
	for _, o := range r.a.Counties {
		l := s.link(o.ShortName, route.CountyMeasure(o.Code, m.ID))
		if o == c {
			l.Href = ""
		}
		p.Siblings = append(p.Siblings, l)
	}
	return p
}

// measureLede says why a measure has its status in a region.
func (s *Shell) measureLede(mr analysis.MeasureResult) []Run {
	res := mr.Decisive
	if res == nil {
		if len(mr.Results) > 0 {
			return text(mr.Results[0].ReasonText() + "。")
		}
		return text("本地区没有为这项措施的指标设目标，只列数据。")
	}
	runs := []Run{{Text: wording.Goal(res.Indicator, res.Kind())}, {Text: valueText(res), Strong: true}}
	if aim := aimText(res); aim != "" {
		runs = append(runs, Run{Text: "，目标" + aim})
	}
	if before, figure, after := gapPhrase(res); before != "" {
		runs = append(runs, Run{Text: "，" + before}, Run{Text: figure, Strong: true}, Run{Text: after})
	}
	if n := len(mr.Results); n > 1 {
		runs = append(runs, Run{Text: fmt.Sprintf("；%d项指标中%d项可以评估，状态取其中最慢的", n, mr.WithData)})
	}
	return append(runs, Run{Text: "。"})
}

// resultBlocks are the indicators of a measure that have a target in a region.
func (s *Shell) resultBlocks(m *model.Measure, c *model.Region) []ResultBlock {
	r := s.r
	var blocks []ResultBlock
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil {
			continue
		}
		for _, res := range r.a.Results(id, c.Code) {
			if res.Target == nil {
				continue
			}
			b := ResultBlock{
				ID: s.id("i-" + anchor(id)), Name: wording.Goal(in, res.Kind()), Href: s.to(route.Indicator(id)),
				Status: status(res.Status), Tag: s.tag(res.Demonstration),
			}
			b.Chart = s.chart(figure.NewTrend(r.a, res))
			b.Working = s.working(&res, "状态怎么算出来的")
			b.Sentence = s.resultSentence(&res)
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// unaimed lists a measure's indicators that have no target in a region: counts behind a rate, figures for information.
func (s *Shell) unaimed(m *model.Measure, c *model.Region) Table {
	r := s.r
	t := Table{Caption: "没有目标的指标", CaptionHidden: true, Wide: true, Header: []Column{{"指标", ""}, {"最新数", "num"}, {"时期", ""}, {"走势", "opt"}}}
	demo, real := false, false
	for _, id := range m.Indicators {
		in := r.plan.Indicator(id)
		if in == nil || len(r.plan.TargetsFor(id, c.Code)) > 0 {
			continue
		}
		row := Row{Cells: []Cell{headLink(in.Name, s.to(route.Indicator(id))), {Text: noData, Class: "num na"}, {Text: "—"}, {Text: "—", Class: "opt na"}}}
		if last := r.a.Series(id, c.Code).Last(); last != nil {
			row.Cells[1] = Cell{Text: wording.TableQuantity(last.Value.Rat(), in), Class: "num strong"}
			row.Cells[2].Text = last.Period.Label()
			if sp := r.spark(&analysis.Result{Indicator: in, Region: c, Period: last.Period}); sp != nil {
				row.Cells[3] = Cell{Spark: sp, Class: "opt"}
			}
			if last.Demonstration {
				demo = true
				row.Cells[1].Mark = "演"
			} else {
				real = true
			}
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case demo && real:
		t.Tag, t.Note = s.partTag(figure.Mixed), "“演”为"+wording.DemonstrationMark+"。"
	case demo:
		t.Tag = s.tag(true)
		for i := range t.Rows {
			t.Rows[i].Cells[1].Mark = ""
		}
	}
	return t
}

func (s *Shell) resultSentence(res *analysis.Result) []Run {
	if res.Status == analysis.NoData {
		if res.Target == nil && res.Latest != nil {
			return []Run{{Text: res.Latest.Period.Label() + "为"}, {Text: wording.Quantity(res.Latest.Value.Rat(), res.Indicator), Strong: true}, {Text: "。这项指标没有目标，不作评估。"}}
		}
		return text(res.ReasonText() + "。")
	}
	runs := []Run{{Text: "到" + res.Period.EndLabel() + "为"}, {Text: valueText(res), Strong: true}}
	if aim := aimText(res); aim != "" {
		runs = append(runs, Run{Text: "，" + res.Aim.Period.EndLabel() + "目标" + aim})
	}
	if res.Attained != nil {
		runs = append(runs, Run{Text: "，完成" + wording.Percent(res.Attained)})
	}
	if gap := gapSentence(res); gap != "" && !res.Kind().Annual() {
		runs = append(runs, Run{Text: "，" + gap})
	}
	return append(runs, Run{Text: "。"})
}
