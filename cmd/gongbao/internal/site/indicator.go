package site

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// indicatorPage is one indicator: what it means, its figures in every region, what was revised.
type indicatorPage struct {
	*Shell
	Definition string
	Trend      *Chart
	Results    []ResultBlock // the targets of the plan's own region
	Counties   *Chart
	Table      Table
	Vintage    Table // what was revised, and when
	Disagree   Table // what other sources say
	Citation   string
}

func (r *renderer) indicatorPage(s *Shell, in *model.Indicator) any {
	p := &indicatorPage{Shell: s, Definition: in.Definition}
	s.article(in.Name, in.Name+"："+in.Definition)
	s.crumbs(in.Name, s.link("指标", route.Indicators))
	s.Kicker = "指标 " + in.ID
	s.Heading = phrases(in.Name)
	results := r.a.Results(in.ID, r.home.Code)
	p.Trend = s.chart(figure.NewTrend(r.a, results[0]))
	for i := range results {
		res := &results[i]
		if res.Target == nil {
			continue
		}
		p.Results = append(p.Results, ResultBlock{
			ID: s.id("target-" + string(res.Kind())), Name: wording.Goal(in, res.Kind()), Status: status(res.Status),
			Sentence: s.resultSentence(res), Working: s.working(res, "状态怎么算出来的"), Tag: s.tag(res.Demonstration),
		})
	}
	s.Lede = s.resultSentence(&results[0])
	if results[0].Target == nil && results[0].Latest == nil {
		s.Lede = text(r.home.Name + "没有这项指标的数据。")
		if last := r.a.Series(in.ID, r.home.Code).Last(); last != nil {
			s.Lede = []Run{{Text: s.Place + wording.When(in, last.Period) + "为"}, {Text: wording.Quantity(last.Value.Rat(), in), Strong: true}, {Text: "。这项指标没有目标，不作评估。"}}
		}
	}
	p.Counties = s.countyChart(in)
	p.Table, s.Tag = s.indicatorTable(in)
	p.Vintage, p.Disagree = s.vintage(in)
	s.Facts = r.indicatorFacts(s, in)
	p.Citation = r.citation(in.Name+"（"+in.ID+"）", route.Indicator(in.ID))
	return p
}

func (r *renderer) indicatorFacts(s *Shell, in *model.Indicator) []Fact {
	facts := []Fact{
		fact("计量单位", in.ValueUnit),
		fact("类型", kindWords(in.Kind)),
		fact("汇总", r.aggregation(in)),
		fact("频率", frequencyName(in.Frequency)),
	}
	if slices.ContainsFunc(r.plan.Targets, func(t model.Target) bool { return t.Indicator == in.ID }) {
		// Without a target no way is the better one: of a population, for one.
		facts = slices.Insert(facts, 1, fact("方向", directionName(in.Direction)))
	}
	if in.Binding {
		facts = append(facts, fact("性质", "约束性"))
	}
	if o := r.org(in.Org); o != nil {
		facts = append(facts, linkFact("提供单位", s.orgLinks([]string{o.ID})))
	}
	var measures []Link
	for i := range r.plan.Measures {
		if m := &r.plan.Measures[i]; slices.Contains(m.Indicators, in.ID) || m.ID == in.Measure {
			measures = append(measures, s.link(measureName(m), route.Measure(m.ID)))
		}
	}
	if len(measures) > 0 {
		facts = append(facts, linkFact("措施", measures))
	}
	return facts
}

func (r *renderer) aggregation(in *model.Indicator) string {
	switch in.Aggregation {
	case model.Sum:
		return "各" + r.peers + "相加"
	case model.Ratio:
		name := func(id string) string {
			if o := r.plan.Indicator(id); o != nil {
				return o.Name
			}
			return id
		}
		return name(in.Numerator) + " ÷ " + name(in.Denominator) + "，各" + r.peers + "先分别相加"
	}
	return "不由各" + r.peers + "数汇总"
}

// Marks of a cell, one character each, and what they mean.
var cellMarks = []struct{ mark, means string }{
	{"演", wording.DemonstrationMark},
	{"算", "未公布，由下一级的数计算"},
	{"初", "初步数"},
	{"估", "估计值"},
	{"推", "推算数，不参与评估"},
	{"修", "已修订，见下表"},
}

// indicatorTable holds every shown figure: periods down, the newest first, regions across.
func (s *Shell) indicatorTable(in *model.Indicator) (t Table, tag string) {
	r := s.r
	var columns []*model.Region
	var series []analysis.Series
	take := func(c *model.Region) {
		if c == nil || slices.Contains(columns, c) {
			return
		}
		if sr := r.a.Series(in.ID, c.Code); len(sr.Points) > 0 {
			columns, series = append(columns, c), append(series, sr)
		}
	}
	take(r.plan.RegionOf(r.home.Code))
	for _, c := range r.regions {
		take(c)
	}
	for _, z := range r.a.Zones {
		take(z)
	}
	for up, n := r.plan.RegionOf(r.home.Parent), 0; up != nil && n < len(model.Levels); up, n = r.plan.RegionOf(up.Parent), n+1 {
		take(up)
	}
	var periods []model.Period
	for _, sr := range series {
		for i := range sr.Points {
			if p := sr.Points[i].Period; !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	slices.SortFunc(periods, func(a, b model.Period) int { return b.Compare(a) })
	demo, real := 0, 0
	for _, sr := range series {
		for i := range sr.Points {
			if sr.Points[i].Demonstration {
				demo++
			} else {
				real++
			}
		}
	}
	t = Table{
		Caption: in.Name + "（" + in.ValueUnit + "），各地区各时期",
		Wide:    len(columns) > 3, Header: []Column{{"时期", ""}},
	}
	mixed := demo > 0 && real > 0
	names := map[string]int{}
	for _, c := range columns {
		names[r.a.Place(c)]++
	}
	for _, c := range columns {
		name := r.a.Place(c)
		if names[name] > 1 {
			name = c.Name
		}
		t.Header = append(t.Header, Column{name, "num"})
	}
	used := map[string]bool{}
	for _, period := range periods {
		row := Row{Cells: []Cell{head(period.Label())}}
		for i, sr := range series {
			p := sr.At(period)
			if p == nil {
				row.Cells = append(row.Cells, Cell{Text: "—", Class: "num na"})
				continue
			}
			cell := num(wording.Fixed(p.Value.Rat(), in.Decimals)).of(observationCell(in.ID, columns[i].Code, p.Period))
			marks := ""
			if p.Demonstration && mixed {
				marks += "演"
			}
			if p.Computed {
				marks += "算"
			}
			switch p.Status {
			case "P":
				marks += "初"
			case "E":
				marks += "估"
			case model.ProjectedStatus:
				marks += "推"
			}
			if p.Revised {
				marks += "修"
			}
			for _, m := range marks {
				used[string(m)] = true
			}
			cell.Mark = marks
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case mixed:
		t.Tag = s.partTag(figure.Mixed)
	case demo > 0:
		t.Tag = s.tag(true)
	}
	var notes []string
	for _, m := range cellMarks {
		if used[m.mark] {
			notes = append(notes, "“"+m.mark+"”："+m.means)
		}
	}
	if len(r.a.Zones) > 0 && len(columns) > 1 {
		var zones []string
		for _, z := range r.a.Zones {
			if !slices.Contains(columns, z) {
				zones = append(zones, z.Name)
			}
		}
		if len(zones) > 0 {
			notes = append(notes, strings.Join(zones, "、")+unlisted)
		}
	}
	notes = append(notes, "“—”："+noData)
	t.Note = sourceLine(r.sourcesOf(series), notes)
	return t, t.Tag
}

// sourcesOf names the sources of the shown figures with their kind, in the order of the source table.
func (r *renderer) sourcesOf(series []analysis.Series) []string {
	used := map[string]bool{}
	for _, sr := range series {
		for i := range sr.Points {
			for _, id := range sr.Points[i].Sources {
				used[id] = true
			}
		}
	}
	var names []string
	for i := range r.plan.Sources {
		if src := &r.plan.Sources[i]; used[src.ID] {
			names = append(names, src.Name+"〔"+sourceKindName(src.Kind)+"〕")
		}
	}
	return names
}

// vintage lists an indicator's earlier figures and the sources that disagree with the one shown.
func (s *Shell) vintage(in *model.Indicator) (revised, disagree Table) {
	r := s.r
	revised = Table{Caption: "修订", Wide: true, Header: []Column{{"地区", ""}, {"时期", ""}, {"原值", "num"}, {"原批次", ""}, {"修订为", "num"}, {"修订批次", ""}, {"原因", ""}}}
	disagree = Table{Caption: "来源不一致", Wide: true, Header: []Column{{"地区", ""}, {"时期", ""}, {"采用", "num"}, {"来源", ""}, {"另一来源", "num"}, {"来源", ""}}}
	revisedDemo, disagreeDemo := false, false
	for i := range r.plan.Regions {
		c := &r.plan.Regions[i]
		for _, cell := range r.plan.Series(in.ID, c.Code) {
			now := cell.Shown
			rows := append(cell.Revisions(), now)
			for j := 1; j < len(rows); j++ {
				old, next := rows[j-1], rows[j]
				if same(old.Value, next.Value) || old.Projected() && !next.Projected() {
					continue // repeated, to drop the mark 初步数 for instance; or a forecast that time has settled
				}
				revisedDemo = revisedDemo || r.plan.Invented(now.Source)
				revised.Rows = append(revised.Rows, Row{Cells: []Cell{
					head(r.a.Place(c)), {Text: now.Period.Label()},
					num(observed(old.Value, in)), {Text: r.releaseTitle(old.Release), Class: "from"},
					num(observed(next.Value, in)), {Text: r.releaseTitle(next.Release)}, {Text: next.Note, Class: "long"},
				}})
			}
			for _, other := range cell.Disagreements() {
				disagreeDemo = disagreeDemo || r.plan.Invented(now.Source) || r.plan.Invented(other.Source)
				disagree.Rows = append(disagree.Rows, Row{Cells: []Cell{
					head(r.a.Place(c)), {Text: now.Period.Label()},
					num(observed(now.Value, in)), {Text: r.sourceTitle(now.Source), Class: "long"},
					num(observed(other.Value, in)), {Text: r.sourceTitle(other.Source), Class: "long"},
				}})
			}
		}
	}
	if len(revised.Rows) > 0 {
		revised.Tag = s.tag(revisedDemo)
	}
	if len(disagree.Rows) > 0 {
		disagree.Tag = s.tag(disagreeDemo)
	}
	return revised, disagree
}

// same reports whether two rows of a cell give the same figure, or both none.
func same(x, y *model.Number) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Cmp(*y) == 0
}

func (r *renderer) releaseTitle(id string) string {
	if rel := r.plan.Release(id); rel != nil {
		return rel.Title
	}
	return id
}

func (r *renderer) sourceTitle(id string) string {
	if src := r.plan.Source(id); src != nil {
		return src.Name
	}
	return id
}

// citation is a line that a reader may copy.
func (r *renderer) citation(title, path string) string {
	who := r.in.Config.Publisher.Name
	if who == "" {
		who = r.in.Config.Title
	}
	c := fmt.Sprintf("%s：《%s》", who, title)
	if rel := r.a.Release; rel != nil {
		c += "，" + rel.Title + "批次"
		if day := date(rel.PublishedAt); day != "" {
			c += "，" + day + "发布"
		}
	}
	if base := r.in.Config.BaseURL; base != "" {
		c += "，" + strings.TrimSuffix(base, "/") + "/" + path
	}
	return c + "。"
}
