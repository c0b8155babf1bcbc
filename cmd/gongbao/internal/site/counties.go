package site

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// countiesPage lists the counties and zones.
type countiesPage struct {
	*Shell
	Table Table
	Gone  []Link // counties that are no more, or not yet
	Zones []Link
}

func (r *renderer) countiesPage(s *Shell) any {
	p := &countiesPage{Shell: s}
	s.column("县区", "数据发布", fmt.Sprintf("%s各县（区）的目标、措施进展和背景数据", r.home.Name))
	s.crumbs("县区")
	s.Kicker = r.home.Name
	s.Heading = []string{fmt.Sprintf("%d%s", len(r.a.Counties), countyCounter)}
	if len(r.a.Counties) == 0 {
		s.Heading = []string{"县区"}
		s.Lede = text("这个方案没有下分县（区）。")
	}
	heads := r.mainGoals()
	p.Table = Table{Caption: "各县（区）目标和措施进展", Wide: true, Header: []Column{{"县（区）", ""}}}
	for _, g := range heads {
		p.Table.Header = append(p.Table.Header, Column{goalName(r.plan.Indicator(g.Indicator), g.Kind), "num"}, Column{"状态", ""})
	}
	p.Table.Header = append(p.Table.Header, Column{"措施", ""})
	demonstration := false
	for _, c := range r.a.Counties {
		row := Row{Cells: []Cell{headLink(c.Name, s.to(route.County(c.Code)))}}
		row.Cells[0].Sub = c.Code
		for _, g := range heads {
			res := r.resultOf(g.Indicator, c.Code, g.Kind)
			demonstration = demonstration || res.Demonstration
			row.Cells = append(row.Cells, num(valueText(&res)), statusCell(res.Status))
		}
		row.Cells = append(row.Cells, Cell{Text: tallySentence(r.a.Tally(c.Code)), Class: "long"})
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Table.Tag = s.tag(demonstration)
	for _, z := range r.a.Zones {
		p.Zones = append(p.Zones, s.link(z.Name, route.County(z.Code)))
	}
	for _, c := range r.regions {
		if !r.counties[c.Code] {
			p.Gone = append(p.Gone, Link{c.Name + validity(c), s.to(route.County(c.Code))})
		}
	}
	return p
}

// mainGoals is the first target of each headline indicator.
func (r *renderer) mainGoals() []*model.Target {
	var goals []*model.Target
	for _, t := range r.plan.Headlines() {
		if !slices.ContainsFunc(goals, func(g *model.Target) bool { return g.Indicator == t.Indicator }) {
			goals = append(goals, t)
		}
	}
	return goals
}

// validity says in brackets from when to when a region exists; empty where the table gives no bounds.
func validity(c *model.Region) string {
	switch from, to := dateLabel(c.ValidFrom), dateLabel(c.ValidTo); {
	case from != "" && to != "":
		return "（" + from + "至" + to + "）"
	case from != "":
		return "（" + from + "起）"
	case to != "":
		return "（至" + to + "）"
	}
	return ""
}

func dateLabel(d model.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%d年", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%d年%d月", d.Year, d.Month)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

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

// Profile is the background of a place: figures without a target.
type Profile struct {
	Heading []string
	Table   Table
	Note    string
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
	Aim             string
	Spark           *Spark
	Bullet          *Bullet
	Rank            string // 3: the place among the counties; empty without one
	Reason          string // instead of a value
}

func (r *renderer) countyPage(s *Shell, c *model.Region) any {
	p := &countyPage{Shell: s}
	s.article(c.Name, fmt.Sprintf("%s：目标、%d%s的进展、排位、整改措施和背景数据", c.Name, len(r.plan.Measures), measureCounter))
	s.crumbs(c.Name, s.link("县区", route.Counties))
	s.Kicker = levelName(c.Level) + " · 行政区划代码 " + c.Code
	s.Heading = []string{c.Name}
	for _, o := range slices.Concat(r.regions, r.a.Zones) {
		if !r.counties[o.Code] && o != c && o.Level == model.County {
			continue
		}
		l := s.link(o.ShortName, route.County(o.Code))
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
		s.Lede = text("本区在统计资料中" + unlisted + "，数字含在所在县（区）内；未单列不等于零。")
	} else {
		s.Lede = text("评估时期内没有以本县（区）为单位的进展数据。")
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
		if o.Level == model.County || o.Level == model.Zone {
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
	if c.Note != "" {
		if len(runs) > 0 {
			runs = append(runs, Run{Text: " "})
		}
		runs = append(runs, Run{Text: strings.TrimSuffix(c.Note, "。") + "。"})
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
			s.Lede = []Run{{Text: first.Indicator.Name}, {Text: valueText(first), Strong: true}, {Text: "，" + first.Status.Word()}}
			if place := r.places[rankKey{first.Indicator.ID, kindOf(first)}][c.Code]; place > 0 {
				s.Lede = append(s.Lede, Run{Text: fmt.Sprintf("，按完成进度在%d%s中居第%d位", len(r.a.Counties), countyCounter, place)})
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
			if item, ok := s.actions(mr, measureName(mr.Measure), s.to(route.CountyMeasure(c.Code, id))); ok {
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
		handed := "尚未报送整改措施"
		if len(worst.Actions) > 0 {
			handed = "已提出整改措施"
		}
		s.Lede = append(s.Lede, Run{Text: worst.Measure.Title, Strong: true}, Run{Text: r.gapSentence(worst.Decisive) + "，" + handed + "。"})
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
	res := mr.Decisive
	if res == nil {
		line.Reason = "没有可以评估的数据"
		if len(mr.Results) > 0 {
			line.Indicator, line.Reason = mr.Results[0].Indicator.Name, mr.Results[0].ReasonText()
		} else if in := r.firstIndicator(mr.Measure); in != nil {
			line.Indicator = in.Name
			line.Reason = analysis.Result{Indicator: in, Region: c, Reason: cmp.Or(mr.Reason, analysis.NoTarget)}.ReasonText()
		}
		return line
	}
	line.Indicator = goalName(res.Indicator, kindOf(res))
	if len(mr.Results) > 1 {
		line.Indicator += fmt.Sprintf("（%d项指标中最慢的）", len(mr.Results))
	}
	if res.Value != nil {
		line.Value, line.Unit = targetParts(res.Value.Rat(), res.Indicator, kindOf(res))
	}
	line.Aim = aimText(res)
	line.Spark = r.spark(res)
	line.Bullet = newBullet(res, true)
	if place := r.places[rankKey{res.Indicator.ID, kindOf(res)}][c.Code]; place > 0 {
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
	kind := kindOf(res)
	t := Table{
		Caption: goalName(res.Indicator, kind) + "，按完成进度排位", Wide: true,
		Header:  []Column{{"位", "num"}, {"县（区）", ""}, {"数值", "num"}, {"完成", "num"}, {"状态", ""}},
	}
	demonstration := false
	for _, x := range r.a.RankingByGap(res.Indicator.ID, kind) {
		if x.Region == nil {
			continue
		}
		row := Row{Cells: []Cell{num("—"), headLink(x.Region.ShortName, s.to(route.County(x.Region.Code))), num(valueText(&x.Result)), num("—"), statusCell(x.Result.Status)}}
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

// background are the indicators that describe a place and judge nobody: no measure's, no goal, without a target.
func (r *renderer) background() []*model.Indicator {
	aimed := map[string]bool{}
	for i := range r.plan.Targets {
		aimed[r.plan.Targets[i].Indicator] = true
	}
	for i := range r.plan.Measures {
		for _, id := range r.plan.Measures[i].Indicators {
			aimed[id] = true
		}
	}
	var list []*model.Indicator
	for i := range r.plan.Indicators {
		if in := &r.plan.Indicators[i]; in.Measure == "" && !in.Headline && !aimed[in.ID] {
			list = append(list, in)
		}
	}
	return list
}

func (s *Shell) profile(c *model.Region) *Profile {
	r := s.r
	type entry struct {
		in          *model.Indicator
		first, last *analysis.Point
	}
	var entries []entry
	spans, latest := map[[2]model.Period]int{}, map[model.Period]int{}
	for _, in := range r.background() {
		series := r.a.Series(in.ID, c.Code)
		if len(series.Points) == 0 {
			continue
		}
		e := entry{in: in, first: &series.Points[0], last: series.Last()}
		if e.first.Period == e.last.Period {
			e.first = nil
		} else {
			spans[[2]model.Period{e.first.Period, e.last.Period}]++
		}
		latest[e.last.Period]++
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil
	}
	// What was published stands before what was made up, and gives the heading.
	slices.SortStableFunc(entries, func(a, b entry) int {
		rank := map[bool]int{true: 1}
		return rank[a.last.Demonstration] - rank[b.last.Demonstration]
	})
	// The two periods that most rows have head the columns; a row with others says so itself.
	var head [2]model.Period
	for _, e := range entries {
		if latest[e.last.Period] > latest[head[1]] {
			head[1] = e.last.Period
		}
	}
	for _, e := range entries {
		if e.first == nil || e.last.Period != head[1] {
			continue
		}
		if span := [2]model.Period{e.first.Period, head[1]}; spans[span] > spans[head] {
			head = span
		}
	}
	p := &Profile{Heading: []string{"人口与背景"}}
	peers := len(r.a.Counties)
	t := Table{Caption: "背景指标", Class: "profile", Wide: true, Header: []Column{{"指标", ""}}}
	early := !head[0].IsZero() || slices.ContainsFunc(entries, func(e entry) bool { return e.first != nil })
	early0 := "此前"
	if !head[0].IsZero() {
		early0 = head[0].Label()
	}
	if early {
		t.Header = append(t.Header, Column{early0, "num opt"})
	}
	t.Header = append(t.Header, Column{head[1].Label(), "num"})
	if early {
		t.Header = append(t.Header, Column{"变化", "num opt"})
	}
	ranked := r.counties[c.Code] && peers > 1
	if ranked {
		t.Header = append(t.Header, Column{fmt.Sprintf("%d%s中的位置，低→高", peers, countyCounter), ""}, Column{"由高到低", "num"})
	}
	demo, real := 0, 0
	var sources []string
	for _, e := range entries {
		name := Cell{Text: e.in.Name, Href: s.to(route.Indicator(e.in.ID)), Head: true}
		last := num(wording.TableQuantity(e.last.Value.Rat(), e.in))
		last.Class = "num strong"
		if e.last.Period != head[1] {
			last.Sub = e.last.Period.Label()
		}
		if e.last.Demonstration {
			demo++
			last.Mark = "演"
		} else {
			real++
		}
		row := Row{Cells: []Cell{name}}
		if early {
			before, change := Cell{Text: "—", Class: "num opt na"}, Cell{Text: "—", Class: "num opt na"}
			if e.first != nil {
				before = Cell{Text: wording.TableQuantity(e.first.Value.Rat(), e.in), Class: "num opt"}
				if e.first.Period != head[0] {
					before.Sub = e.first.Period.Label()
				}
				row.Cells[0].Sub = ""
				change = Cell{Text: changeText(e.first, e.last, e.in), Class: "num opt"}
			}
			row.Cells = append(row.Cells, before, last, change)
		} else {
			row.Cells = append(row.Cells, last)
		}
		if ranked {
			strip, place := r.strip(e.in, c, e.last)
			row.Cells = append(row.Cells, Cell{Strip: strip, Class: "strip"}, Cell{Text: place, Class: "num rank"})
		}
		for _, id := range e.last.Sources {
			if src := r.plan.Source(id); src != nil && !slices.Contains(sources, src.Name) {
				sources = append(sources, src.Name)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case demo > 0 && real > 0:
		t.Tag = s.partTag(figure.Mixed)
	case demo > 0:
		t.Tag = s.tag(true)
		for i := range t.Rows {
			for j := range t.Rows[i].Cells {
				t.Rows[i].Cells[j].Mark = ""
			}
		}
	default:
		t.Real = "非演示数据"
	}
	notes := []string{}
	if ranked {
		notes = append(notes, "大圆点为"+c.ShortName+"，小圆点为其他县（区），竖线为"+r.home.ShortName)
	}
	if demo > 0 && real > 0 {
		notes = append(notes, "“演”为"+wording.DemonstrationMark)
	}
	p.Note = sourceLine(sources, notes)
	p.Table = t
	// The heading says how the first background figure moved.
	if e := entries[0]; e.first != nil {
		delta := new(big.Rat).Sub(e.last.Value.Rat(), e.first.Value.Rat())
		verb := map[int]string{1: "增加", -1: "减少", 0: ""}[delta.Sign()]
		if verb != "" {
			p.Heading = []string{fmt.Sprintf("%s至%s，", e.first.Period.Label(), e.last.Period.Label()),
				e.in.Name + verb, strings.TrimLeft(amount(delta.Abs(delta), e.in), "+")}
		}
	}
	return p
}

// amount is a difference in running text, without its sign.
func amount(delta *big.Rat, in *model.Indicator) string {
	if in.Percent() {
		return strings.TrimPrefix(wording.Difference(delta, in), "+")
	}
	return wording.Quantity(delta, in)
}

// changeText is a difference in points for percentages, in per cent for counts.
func changeText(from, to *analysis.Point, in *model.Indicator) string {
	delta := new(big.Rat).Sub(to.Value.Rat(), from.Value.Rat())
	base := from.Value.Rat()
	if in.Kind == model.Rate || base.Sign() <= 0 {
		return wording.Difference(delta, in)
	}
	hundred := big.NewRat(100, 1)
	return wording.Signed(delta.Mul(delta, hundred).Quo(delta, base), 1) + "%"
}

// strip places a region among the counties that have a figure for the same period.
func (r *renderer) strip(in *model.Indicator, me *model.Region, own *analysis.Point) (*Strip, string) {
	v := own.Value.Float()
	values := map[string]float64{}
	low, high := v, v
	place, n := 1, 0
	for _, c := range r.a.Counties {
		at := r.a.Series(in.ID, c.Code).At(own.Period)
		if at == nil {
			continue
		}
		n++
		f := at.Value.Float()
		values[c.Code] = f
		low, high = min(low, f), max(high, f)
		if c != me && at.Value.Cmp(own.Value) > 0 {
			place++
		}
	}
	if n < 2 {
		return nil, "—"
	}
	at := func(f float64) string {
		if high == low {
			return "50%"
		}
		return fmt.Sprintf("%.1f%%", 4+92*(f-low)/(high-low))
	}
	st := &Strip{Own: at(v), Label: fmt.Sprintf("%d%s中由高到低第%d位", n, countyCounter, place)}
	for _, c := range r.a.Counties {
		if f, ok := values[c.Code]; ok && c != me {
			st.Others = append(st.Others, at(f))
		}
	}
	// A count of the whole city stands off the scale of its parts; a rate is among them.
	if in.Kind == model.Rate {
		if h := r.a.Series(in.ID, r.home.Code).At(own.Period); h != nil {
			if f := h.Value.Float(); f >= low && f <= high {
				st.Home = at(f)
			}
		}
	}
	return st, fmt.Sprintf("第%d位", place)
}

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
	runs := []Run{{Text: goalName(res.Indicator, kindOf(res))}, {Text: valueText(res), Strong: true}}
	if aim := aimText(res); aim != "" {
		runs = append(runs, Run{Text: "，目标" + aim})
	}
	if before, figure, after := s.r.gapPhrase(res); before != "" {
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
				ID: s.id("i-" + anchor(id)), Name: goalName(in, kindOf(&res)), Href: s.to(route.Indicator(id)),
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
	if gap := s.r.gapSentence(res); gap != "" && !annual(kindOf(res)) {
		runs = append(runs, Run{Text: "，" + gap})
	}
	return append(runs, Run{Text: "。"})
}
