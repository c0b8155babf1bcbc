package site

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// countyPage is all that is known of one county, or why nothing is.
type countyPage struct {
	*Shell
	Siblings []Link // the other counties; the one without address is this one
	Notes    []Run  // successor, zone, note of the table
	Profile  *Profile
	Goals    []Goal
	GoalsTag string
	Ranking  Table
	Actions  []ActionItem
	ActTag   string
	Measures []MeasureGroup
	MeasTag  string
	MeasNote string
	Attained *Chart
	Files    []FileItem
}

// MeasureGroup is a chapter of measures as rows.
type MeasureGroup struct {
	Title, Count string
	Rows         []MeasureLine
}

// MeasureLine is a measure in a region.
type MeasureLine struct {
	ID, Title, Href string
	Indicator       string
	Status          *Status
	Value, Unit     string
	Of              string // the cell of the published tables that holds the value
	Aim             string
	Spark           *Spark
	Bullet          *Bullet
	Rank            string // 3: the place among the counties; empty without one
	Reason          string // instead of a value
}

func (r *renderer) countyPage(s *Shell, c *model.Region) any {
	p := &countyPage{Shell: s}
	s.article(c.Name, fmt.Sprintf("%s：目标、%d%s的进展、排位、整改措施和背景数据", c.Name, len(r.plan.Measures), measureCounter))
	s.crumbs(c.Name, s.link(r.areas(), route.Counties))
	s.Kicker = levelName(c.Level) + " · 行政区划代码 " + c.Code
	if c.Level == model.Zone {
		s.Kicker = levelName(c.Level) + " · 本站代码 " + c.Code // no official list has it
	}
	s.Heading = []string{c.Name}
	for _, o := range slices.Concat(r.regions, r.a.Zones) {
		if !r.counties[o.Code] && o != c && o.Level != model.Zone {
			continue
		}
		l := s.link(o.Label(), route.County(o.Code))
		if o == c {
			l.Href = ""
			if !r.counties[c.Code] {
				l.Text = o.Name // what came before or after it may have the same short name
			}
		}
		p.Siblings = append(p.Siblings, l)
	}
	p.Notes = s.regionNotes(c)
	if r.counties[c.Code] {
		s.Facts = r.releaseFacts(s)
		r.countyProgress(p, c)
	} else if c.Level == model.Zone {
		s.Lede = text(sentence(cmp.Or(c.Note, "本区在统计资料中"+unlisted+"，数字含在所在"+r.peers+"内")) + unlisted + "不等于零。")
	} else {
		s.Lede = text("评估时期内没有以" + c.Name + "为单位的进展数据。")
	}
	p.Profile = s.profile(c)
	if r.counties[c.Code] {
		p.Files = s.files()
	}
	return p
}

// regionNotes says what a region was, became, or is counted within.
func (s *Shell) regionNotes(c *model.Region) []Run {
	r := s.r
	var runs []Run
	add := func(before string, o *model.Region, after string) {
		if len(runs) > 0 {
			runs = append(runs, Run{Text: " "})
		}
		run := Run{Text: o.Name}
		if r.hasPage(o) {
			run.Href = s.to(route.County(o.Code))
		}
		runs = append(runs, Run{Text: before}, run, Run{Text: after})
	}
	if o := r.plan.RegionOf(c.Successor); o != nil {
		add(dateLabel(c.ValidTo)+"后由", o, "承接。")
	}
	for i := range r.plan.Regions {
		if o := &r.plan.Regions[i]; o.Successor == c.Code {
			add("前身为", o, validity(o)+"，此前的数据在那一页。")
		}
	}
	if c.Note != "" && c.Level != model.Zone { // a zone's note is its page's first paragraph
		if len(runs) > 0 {
			runs = append(runs, Run{Text: " "})
		}
		runs = append(runs, Run{Text: sentence(c.Note)})
	}
	return runs
}

func (r *renderer) countyProgress(p *countyPage, c *model.Region) {
	s := p.Shell
	tally := r.a.Tally(c.Code)
	if finding := tallyFinding(tally); len(finding) > 0 {
		s.Heading = append([]string{c.Name + "："}, finding...)
	}
	demonstration := false
	var first *analysis.Result
	for _, id := range r.headlineIndicators() {
		for _, res := range r.a.Results(id, c.Code) {
			if res.Target == nil {
				continue
			}
			if first == nil {
				first = &res
			}
			p.Goals = append(p.Goals, s.goal(&res))
			demonstration = demonstration || res.Demonstration
		}
	}
	p.GoalsTag = s.tag(demonstration)
	if first != nil {
		p.Ranking = s.gapRanking(first, c)
		if first.Value != nil {
			s.Lede = []Run{{Text: wording.GoalInline(first.Indicator, first.Kind())}, {Text: valueText(first), Strong: true}, {Text: "，" + first.Status.Word()}}
			if place := r.places[rankKey{first.Indicator.ID, first.Kind()}][c.Code]; place > 0 {
				s.Lede = append(s.Lede, Run{Text: fmt.Sprintf("，进度在%s中居第%d位", r.peerCount(len(r.a.Counties)), place)})
			}
			s.Lede = append(s.Lede, Run{Text: "。"})
		}
	}
	var worst *analysis.MeasureResult
	for _, g := range r.plan.Groups {
		group := MeasureGroup{Title: ordinal(g.Number) + "、" + g.Title, Count: fmt.Sprintf("%d项", len(g.Measures))}
		for _, id := range g.Measures {
			mr := r.a.Measure(id, c.Code)
			demonstration = demonstration || mr.Demonstration
			group.Rows = append(group.Rows, s.measureLine(mr, c))
			if item, ok := s.actions(mr, measureLabel(mr.Measure), s.to(route.CountyMeasure(c.Code, id))); ok {
				p.Actions = append(p.Actions, item)
			}
			if mr.Status.Lagging() && mr.Decisive != nil && mr.Decisive.Gap != nil &&
				(worst == nil || mr.Decisive.Gap.Cmp(worst.Decisive.Gap) < 0) {
				worst = &mr
			}
		}
		p.Measures = append(p.Measures, group)
	}
	slices.SortStableFunc(p.Actions, func(a, b ActionItem) int { return cmp.Compare(lagOrder(a), lagOrder(b)) })
	if worst != nil {
		handed := "整改措施尚未报送"
		if len(worst.Actions) > 0 {
			handed = "整改措施已报送"
		}
		s.Lede = append(s.Lede, Run{Text: "滞后最多的是"}, Run{Text: measureLabel(worst.Measure), Strong: true},
			Run{Text: "，" + gapSentence(worst.Decisive) + "，" + handed + "。"})
	}
	p.MeasTag = s.tag(demonstration)
	p.ActTag = p.MeasTag
	s.Tag = p.MeasTag
	p.MeasNote = tallySentence(tally) + "。折线为历期走势，虚线为计划路径；横条为完成进度，粗竖线为序时进度，细竖线为目标。"
	p.Attained = s.chart(figure.NewGoals(r.a, c.Code))
}

// lagOrder puts what is furthest behind first.
func lagOrder(a ActionItem) int {
	if a.Status.Key == analysis.Behind.Key() {
		return 0
	}
	if a.Status.Key == analysis.SlightlyBehind.Key() {
		return 1
	}
	return 2
}

func (r *renderer) headlineIndicators() []string {
	var ids []string
	for i := range r.plan.Indicators {
		if r.plan.Indicators[i].Headline {
			ids = append(ids, r.plan.Indicators[i].ID)
		}
	}
	return ids
}

func (s *Shell) measureLine(mr analysis.MeasureResult, c *model.Region) MeasureLine {
	r := s.r
	line := MeasureLine{
		ID: mr.Measure.ID, Title: mr.Measure.Title, Href: s.to(route.CountyMeasure(c.Code, mr.Measure.ID)),
		Status: status(mr.Status),
	}
	line.Status.Of = measureCell(mr, c.Code, "status_name")
	res := mr.Decisive
	if res == nil {
		line.Reason = "没有可以评估的数据"
		if len(mr.Results) > 0 {
			line.Indicator, line.Reason = mr.Results[0].Indicator.Name, mr.Results[0].ReasonText()
		} else if in := r.firstIndicator(mr.Measure); in != nil {
			line.Indicator = in.Name
			line.Reason = cmp.Or(mr.Reason, analysis.NoTarget).In(s.say)
		}
		return line
	}
	line.Indicator = wording.Goal(res.Indicator, res.Kind())
	if choice := worstOfMany(mr); choice != "" {
		line.Indicator += "（" + choice + "）"
	}
	if res.Value != nil {
		line.Value, line.Unit = tableParts(res)
		line.Of = resultCell(res, "value")
	}
	line.Aim = tableAim(res)
	line.Spark = r.spark(res)
	line.Bullet = newBullet(res, true)
	if place := r.places[rankKey{res.Indicator.ID, res.Kind()}][c.Code]; place > 0 {
		line.Rank = fmt.Sprint(place)
	}
	return line
}

func (r *renderer) firstIndicator(m *model.Measure) *model.Indicator {
	for _, id := range m.Indicators {
		if in := r.plan.Indicator(id); in != nil {
			return in
		}
	}
	return nil
}

// gapRanking orders the counties by attainment of one target, with the row of one of them marked.
func (s *Shell) gapRanking(res *analysis.Result, me *model.Region) Table {
	r := s.r
	kind := res.Kind()
	t := Table{
		Caption: wording.Goal(res.Indicator, kind) + "，按进度排位", Wide: true,
		Header: []Column{{"位", "num"}, {r.peers, ""}, {"数值", "num"}, {"完成", "num"}, {"状态", ""}},
	}
	demonstration := false
	for _, x := range r.a.RankingByGap(res.Indicator.ID, kind) {
		if x.Region == nil {
			continue
		}
		row := Row{Cells: []Cell{num("—"), headLink(x.Region.Label(), s.to(route.County(x.Region.Code))), num(tableValue(&x.Result)).of(resultCell(&x.Result, "value")), num("—").of(resultCell(&x.Result, "attained")), statusCell(x.Result.Status).of(resultCell(&x.Result, "status_name"))}}
		if x.Place > 0 {
			row.Cells[0].Text = fmt.Sprint(x.Place)
		}
		if x.Result.Attained != nil {
			row.Cells[3].Text = wording.Percent(x.Result.Attained)
		}
		if x.Region == me {
			row.Class = "me"
			row.Cells[1].Href = ""
		}
		demonstration = demonstration || x.Result.Demonstration
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	return t
}
