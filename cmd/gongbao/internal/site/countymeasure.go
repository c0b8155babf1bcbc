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
	Empty          string // why there is no chart
	Working        Working
	Tag            string
}

func (r *renderer) countyMeasurePage(s *Shell, c *model.Region, m *model.Measure) any {
	p := &countyMeasurePage{Shell: s, Measure: s.link(measureName(m), route.Measure(m.ID))}
	mr := r.a.Measure(m.ID, c.Code)
	name := c.Label() + " · " + measureName(m)
	s.article(name, fmt.Sprintf("%s“%s”的进展：指标、状态及计算过程、整改措施", c.Name, m.Title))
	s.crumbs(m.ID, s.link(r.areas(), route.Counties), s.link(c.Name, route.County(c.Code)))
	s.Kicker = c.Name + " · 措施 " + m.ID
	s.Heading = append(phrases(m.Title+"："), c.Label()+mr.Status.Word())
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
		l := s.link(o.Label(), route.CountyMeasure(o.Code, m.ID))
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
	runs := []Run{{Text: wording.GoalInline(res.Indicator, res.Kind())}, {Text: valueText(res), Strong: true}}
	if aim := aimText(res); aim != "" {
		runs = append(runs, Run{Text: "，" + aimWord(res) + aim})
	}
	if before, figure, after := gapPhrase(res); before != "" {
		runs = append(runs, Run{Text: "，" + before}, Run{Text: figure, Strong: true}, Run{Text: after})
	}
	if choice := worstOfMany(mr); choice != "" {
		runs = append(runs, Run{Text: "（" + choice + "）"})
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
			b.Chart, b.Empty = s.chart(figure.NewTrend(r.a, res)), s.nothingDrawn(&res)
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
			row.Cells[1] = Cell{Text: wording.TableQuantity(last.Value.Rat(), in), Class: "num strong", Of: observationCell(id, c.Code, last.Period)}
			row.Cells[2].Text = wording.When(in, last.Period)
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
	in := res.Indicator
	if res.Status == analysis.NoData {
		if res.Target == nil && res.Latest != nil {
			return []Run{{Text: asOf(in, res.Latest.Period) + "为"}, {Text: wording.Quantity(res.Latest.Value.Rat(), in), Strong: true}, {Text: "。这项指标没有目标，不作评估。"}}
		}
		return text(res.ReasonText() + "。")
	}
	var runs []Run
	if res.Kind().Annual() {
		// A mean belongs to a span, and its target to every year: neither stands at a date.
		runs = []Run{{Text: res.Target.BaselinePeriod.EndLabel() + "以来" + kindWord(res)}, {Text: valueText(res), Strong: true},
			{Text: "，" + aimWord(res) + aimText(res)}}
	} else {
		before := asOf(in, res.Period) + "为"
		if word := kindWord(res); word != "" {
			before = "到" + res.Period.EndLabel() + word
		}
		runs = []Run{{Text: before}, {Text: valueText(res), Strong: true}}
		if aim := aimText(res); aim != "" {
			runs = append(runs, Run{Text: "，" + res.Aim.Period.EndLabel() + aimWord(res) + aim})
		}
	}
	if done := doneSentence(res); done != "" {
		runs = append(runs, Run{Text: "，" + done})
	}
	if gap := gapSentence(res); gap != "" && !res.Kind().Annual() {
		runs = append(runs, Run{Text: "，" + gap})
	}
	return append(runs, Run{Text: "。"})
}

// nothingDrawn stands where a trend would be. Why there are no figures is said above it, in the result's sentence.
func (s *Shell) nothingDrawn(res *analysis.Result) string {
	return s.r.a.Place(res.Region) + "没有可以画成走势的数。"
}
