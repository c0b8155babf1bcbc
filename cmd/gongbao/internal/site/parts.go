package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// LegendItem explains a status.
type LegendItem struct {
	Status *Status
	Means  string
}

func (r *renderer) legend() []LegendItem {
	on, slight := r.bounds.OnTrack, r.bounds.SlightlyBehind
	means := map[analysis.Status]string{
		analysis.Achieved:       "达到目标",
		analysis.Ahead:          fmt.Sprintf("快%d个百分点以上", on),
		analysis.OnTrack:        fmt.Sprintf("相差%d个百分点以内", on),
		analysis.SlightlyBehind: fmt.Sprintf("慢%d—%d个百分点", on, slight),
		analysis.Behind:         fmt.Sprintf("慢%d个百分点以上", slight),
		analysis.NoData:         "无法评估",
	}
	var items []LegendItem
	for _, s := range analysis.Statuses {
		items = append(items, LegendItem{status(s), means[s]})
	}
	return items
}

// Goal is one target with its figure set large.
type Goal struct {
	Title, Href  string
	Figure, Unit string
	Status       *Status
	Bullet       *Bullet // nil without attainment
	From, To     string  // what stands at the two ends of the bar
	How          []Run
	Tag          string
}

// Bullet is a bar of attainment against expected progress. Positions are percentages of the drawing's width, so that
// its text keeps its size at any width.
type Bullet struct {
	Status   *Status
	Label    string // read aloud
	Slim     bool   // for rows: no text
	Full     string // where the target stands
	Bar      string
	Expected string // empty: none is drawn
	// ExpectedAnchor, FullAnchor are the classes that keep the two labels apart.
	ExpectedText, ExpectedAnchor string
	FullText, FullAnchor         string
}

// bulletFull is where 100 % stands; what lies beyond is room for more than the target.
const bulletFull = 87.0

func newBullet(res *analysis.Result, slim bool) *Bullet {
	if res.Attained == nil {
		return nil
	}
	at := func(f float64) string { return fmt.Sprintf("%.1f%%", f*bulletFull) }
	attained, _ := res.Attained.Float64()
	b := &Bullet{
		Status: status(res.Status), Slim: slim,
		Full: at(1), Bar: at(min(max(attained, 0), 100/bulletFull)),
		FullText: "目标", FullAnchor: "mid",
		Label: "完成" + wording.Percent(res.Attained),
	}
	if res.Expected == nil {
		return b
	}
	b.Label += "，序时" + wording.Percent(res.Expected)
	expected, _ := res.Expected.Float64()
	if annual(kindOf(res)) || expected > .995 {
		// Expected progress and target are one line.
		if !annual(kindOf(res)) {
			b.FullText, b.FullAnchor = "目标，序时100%", "end"
		}
		return b
	}
	b.Expected, b.ExpectedText, b.ExpectedAnchor = at(max(expected, 0)), "序时 "+wording.Percent(res.Expected), "mid"
	switch {
	case expected > .7:
		b.ExpectedAnchor, b.FullAnchor = "end", "start"
	case expected < .15:
		b.ExpectedAnchor = "start"
	}
	return b
}

// goal sets one result as a goal; name is its title, and linked leads to the indicator.
func (s *Shell) goal(res *analysis.Result) Goal {
	in := res.Indicator
	g := Goal{
		Title: goalName(in, kindOf(res)), Href: s.to(route.Indicator(in.ID)),
		Status: status(res.Status), Bullet: newBullet(res, false), Figure: "—",
	}
	if res.Value != nil {
		g.Figure, g.Unit = targetParts(res.Value.Rat(), in, kindOf(res))
	}
	if t := res.Target; t != nil {
		g.To = aimText(res)
		switch {
		case annual(t.Kind):
			g.From = "0"
		default:
			if t.Kind == model.Cumulative {
				g.From = "0"
			} else if res.Baseline != nil {
				g.From = "基期 " + wording.Quantity(res.Baseline.Rat(), in)
			}
			if !t.BaselinePeriod.IsZero() {
				g.From += "（" + t.BaselinePeriod.EndLabel() + "）"
			}
			g.To = res.Aim.Period.EndLabel() + " " + g.To
		}
	}
	switch {
	case res.Status == analysis.NoData:
		g.How = text(res.ReasonText())
	case annual(kindOf(res)):
		since := ""
		if p := res.Target.BaselinePeriod; !p.IsZero() {
			since = p.EndLabel() + "以来"
		}
		g.How = []Run{{Text: since + "年均数，为目标的"}, {Text: wording.Percent(res.Attained), Strong: true}}
		if y := res.RunningYear; y != nil {
			g.How = append(g.How, Run{Text: fmt.Sprintf("；%d年已过%s，完成全年目标的%s", y.Year, wording.Percent(y.Elapsed), wording.Percent(y.Share))})
		}
	default:
		if res.Attained != nil {
			g.How = []Run{{Text: "完成"}, {Text: wording.Percent(res.Attained), Strong: true}}
		}
		if before, figure, after := s.r.gapPhrase(res); before != "" {
			g.How = append(g.How, Run{Text: "，" + before}, Run{Text: figure, Strong: true}, Run{Text: after})
		}
	}
	if res.Period != s.r.a.Period && !res.Period.IsZero() && res.Status != analysis.NoData {
		g.How = append(g.How, Run{Text: "（" + res.Period.EndLabel() + "）"})
	}
	s.tag(res.Demonstration)
	return g
}

// Table is a table with its caption. Every table of the site but the matrix is one of these.
type Table struct {
	Caption       string
	CaptionHidden bool   // where a heading above says the same; it is still read aloud
	Tag           string // demonstration mark
	Real          string // 官方 …, where both kinds meet on a page
	Class         string
	Wide          bool // may scroll sideways in a named region that takes the keyboard's focus
	Header        []Column
	Rows          []Row
	Note          string
}

// Column is a column's title.
type Column struct{ Text, Class string }

// Row is a table row.
type Row struct {
	Class string // me: the row of the page's own region; grp: a row that opens a group
	Cells []Cell
}

// Cell is a table cell: one of status, links, strip, spark or text.
type Cell struct {
	Text   string
	Href   string
	Links  []Link
	Status *Status
	Strip  *Strip
	Spark  *Spark
	Class  string // num, strong, opt (left out on phones), na
	Head   bool
	Mark   string // one character: 演, 初, 修, 算
	Sub    string // a second, smaller line
}

func head(text string) Cell         { return Cell{Text: text, Head: true} }
func num(text string) Cell          { return Cell{Text: text, Class: "num"} }
func headLink(text, to string) Cell { return Cell{Text: text, Href: to, Head: true} }
func statusCell(s analysis.Status) Cell {
	return Cell{Status: status(s)}
}

// Strip places one region among its peers on a line from the lowest to the highest value.
type Strip struct {
	Label  string
	Home   string // the plan's own region, for rates only
	Others []string
	Own    string
}

// Working is the calculation of a status.
type Working struct {
	Caption string
	Tag     string
	Steps   []analysis.Step
}

func (s *Shell) working(res *analysis.Result, caption string) Working {
	return Working{Caption: caption, Tag: s.tag(res.Demonstration), Steps: res.Working}
}

// ActionItem is a lagging measure with what was handed in about it; without Items nothing was.
type ActionItem struct {
	Title, Href string
	Status      *Status
	Items       []Action
}

// Action is a corrective action.
type Action struct{ Text, Who string }

// actions lists what was handed in for a measure in a region; ok is false where it neither lags nor has any.
func (s *Shell) actions(mr analysis.MeasureResult, title, href string) (item ActionItem, ok bool) {
	if len(mr.Actions) == 0 && !mr.Status.Lagging() {
		return item, false
	}
	item = ActionItem{Title: title, Href: href, Status: status(mr.Status)}
	for _, a := range mr.Actions {
		var who []string
		if o := s.r.plan.Org(a.Org); o != nil {
			who = append(who, "责任单位："+o.Name)
		}
		if !a.Period.IsZero() {
			who = append(who, a.Period.Label()+"报送")
		}
		item.Items = append(item.Items, Action{a.Text, strings.Join(who, "；")})
	}
	s.tag(mr.Demonstration)
	return item, true
}

// Change is a status or a figure that is not what it was at the release before.
type Change struct {
	What, Href string
	From, To   string
	Status     *Status // of a status; To is then not used
	Why        string
}

func (s *Shell) statusChange(c analysis.Change) Change {
	region := c.Region.ShortName
	ch := Change{From: c.From.Word(), Status: status(c.To)}
	switch {
	case c.Measure == nil:
		ch.What = region + " · " + goalName(c.Result.Indicator, kindOf(c.Result))
		ch.Href = s.to(route.Indicator(c.Result.Indicator.ID))
	case s.r.counties[c.Region.Code]:
		ch.What = region + " · " + measureName(c.Measure)
		ch.Href = s.to(route.CountyMeasure(c.Region.Code, c.Measure.ID))
	default:
		ch.What = region + " · " + measureName(c.Measure)
		ch.Href = s.to(route.Measure(c.Measure.ID))
	}
	switch {
	case c.ByRevision:
		ch.Why = "只因数据修订"
	case c.Result != nil && c.Result.Attained != nil:
		ch.Why = "完成" + wording.Percent(c.Result.Attained)
		if gap := s.r.gapSentence(c.Result); gap != "" {
			ch.Why += "，" + gap
		}
	case c.Result != nil && c.Result.Status == analysis.NoData:
		ch.Why = c.Result.ReasonText()
	}
	if c.Result != nil {
		s.tag(c.Result.Demonstration)
	}
	return ch
}

func (s *Shell) revision(v analysis.Revision) Change {
	s.tag(s.r.demonstration(v.New.Source) || s.r.demonstration(v.Old.Source))
	return Change{
		What: v.Region.ShortName + " · " + v.Indicator.Name + " · " + v.Period.Label(),
		Href: s.to(route.Indicator(v.Indicator.ID) + "#vintage"),
		From: observed(v.Old.Value, v.Indicator), To: observed(v.New.Value, v.Indicator),
		Why: v.New.Note,
	}
}

// observed writes a figure in full: 万 would round two figures that differ to the same one.
func observed(v *model.Number, in *model.Indicator) string {
	if v == nil {
		return noData
	}
	return wording.Fixed(v.Rat(), max(in.Decimals, v.Decimals())) + in.ValueUnit
}

// demonstration reports whether a source invents its figures.
func (r *renderer) demonstration(source string) bool {
	src := r.plan.Source(source)
	return src != nil && src.Kind == model.Demonstration
}

func measureName(m *model.Measure) string { return m.ID + " " + m.Title }

// Matrix is every measure in every county, by group.
type Matrix struct {
	Columns []string // short names of the counties
	Home    string   // short name of the plan's own region, the last column on wide screens
	Groups  []MatrixGroup
	Finding string
	Tag     string
}

// MatrixGroup is a foldable band of rows.
type MatrixGroup struct {
	Title, Count, Caption string
	Rows                  []MatrixRow
}

// MatrixRow is a measure.
type MatrixRow struct {
	ID, Title, Href string
	Cells           []MatrixCell
}

// MatrixCell is a measure in a region.
type MatrixCell struct {
	Status *Status
	Href   string
	Text   string // difference in points, with its sign
	Home   bool
}

func (s *Shell) matrix() Matrix {
	r := s.r
	m := Matrix{Home: r.home.ShortName}
	demonstration := false
	for _, c := range r.a.Counties {
		m.Columns = append(m.Columns, c.ShortName)
	}
	results := r.a.Matrix()
	rows := map[string][]analysis.MeasureResult{}
	for i := range r.plan.Measures {
		if i < len(results) {
			rows[r.plan.Measures[i].ID] = results[i]
		}
	}
	total := map[analysis.Status]int{}
	for _, g := range r.plan.Groups {
		group := MatrixGroup{
			Title:   ordinal(g.Number) + "、" + g.Title,
			Caption: fmt.Sprintf("%s：%d%s在%d%s的进展状态", g.Title, len(g.Measures), measureCounter, len(m.Columns), countyCounter),
		}
		lagging := 0
		for _, id := range g.Measures {
			measure := r.plan.Measure(id)
			row := MatrixRow{ID: id, Title: measure.Title, Href: s.to(route.Measure(id))}
			for _, mr := range rows[id] {
				row.Cells = append(row.Cells, MatrixCell{
					Status: status(mr.Status), Text: r.gapPoints(mr.Decisive),
					Href: s.to(route.CountyMeasure(mr.Region.Code, id)),
				})
				total[mr.Status]++
				if mr.Status.Lagging() {
					lagging++
				}
				demonstration = demonstration || mr.Demonstration
			}
			city := r.a.Measure(id, r.home.Code)
			demonstration = demonstration || city.Demonstration
			row.Cells = append(row.Cells, MatrixCell{
				Status: status(city.Status), Text: r.gapPoints(city.Decisive),
				Href: s.to(route.Measure(id)), Home: true,
			})
			group.Rows = append(group.Rows, row)
		}
		group.Count = fmt.Sprintf("滞后%d格", lagging)
		m.Groups = append(m.Groups, group)
	}
	m.Finding = fmt.Sprintf("%d格中，%d格明显滞后，%d格略有滞后。宽屏上的数字为完成进度减序时进度，单位是百分点。",
		tallyCount(total, analysis.Statuses...), total[analysis.Behind], total[analysis.SlightlyBehind])
	m.Tag = s.tag(demonstration)
	return m
}

// ordinal counts chapters as Chinese documents do.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n <= 0 || n > 99:
		return fmt.Sprint(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

// Tally is a county's measures as a row of shapes, the worst first.
type Tally struct {
	Name, Href string
	Units      []*Status
	Label      string // read aloud
	Lagging    string // 滞后11项
	Behind     string // 明显3; empty for none
	Void       string // instead of shapes: why there are none
}

func (s *Shell) tallies() (rows []Tally, demonstration bool) {
	type counted struct {
		region          *model.Region
		tally           map[analysis.Status]int
		lagging, behind int
	}
	var list []counted
	for _, c := range s.r.a.Counties {
		t := s.r.a.Tally(c.Code)
		list = append(list, counted{c, t, tallyCount(t, analysis.SlightlyBehind, analysis.Behind), t[analysis.Behind]})
	}
	slices.SortStableFunc(list, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.lagging, a.lagging), cmp.Compare(b.behind, a.behind))
	})
	for _, c := range list {
		row := Tally{Name: c.region.ShortName, Href: s.to(route.County(c.region.Code)), Label: tallySentence(c.tally)}
		for _, st := range []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.OnTrack, analysis.Ahead, analysis.Achieved, analysis.NoData} {
			for range c.tally[st] {
				row.Units = append(row.Units, status(st))
			}
		}
		row.Lagging = fmt.Sprintf("滞后%d项", c.lagging)
		if c.lagging == 0 {
			row.Lagging = "没有滞后"
		}
		if c.behind > 0 {
			row.Behind = fmt.Sprintf("明显%d项", c.behind)
		}
		rows = append(rows, row)
	}
	for _, z := range s.r.a.Zones {
		rows = append(rows, Tally{Name: z.ShortName, Href: s.to(route.County(z.Code)), Void: unlisted + "：并入所在县（区）统计"})
	}
	for _, row := range s.r.a.Matrix() {
		for _, mr := range row {
			demonstration = demonstration || mr.Demonstration
		}
	}
	return rows, demonstration
}

// Tiles is the schematic map: a square a region, where the region table puts it.
type Tiles struct {
	Title, Subtitle, Tag, Label string
	Width, Height               int
	Tiles                       []Tile
}

// Tile is a square. Status is nil for a region that is not tabulated.
type Tile struct {
	Name, Value, Href string
	Status            *Status
	X, Y              int
	TextX             int
	NameY, ValueY     int
	MarkX, MarkY      int
}

const tileStep = 84 // 80 units and a gap of 4

// tiles draws the first headline indicator by its status in each county; nil where the table gives no places.
func (s *Shell) tiles() *Tiles {
	goals := s.r.plan.Headlines()
	if len(goals) == 0 {
		return nil
	}
	in := s.r.plan.Indicator(goals[0].Indicator)
	m := &Tiles{Title: in.Name}
	demonstration := false
	var said []string
	place := func(c *model.Region) (Tile, bool) {
		if c.TileCol < 1 || c.TileRow < 1 {
			return Tile{}, false
		}
		t := Tile{Name: shorten(c.ShortName, 4), Href: s.to(route.County(c.Code)), X: (c.TileCol - 1) * tileStep, Y: (c.TileRow - 1) * tileStep}
		t.TextX, t.NameY, t.ValueY, t.MarkX, t.MarkY = t.X+9, t.Y+22, t.Y+69, t.X+60, t.Y+58
		m.Width, m.Height = max(m.Width, t.X+80), max(m.Height, t.Y+80)
		return t, true
	}
	var period model.Period
	for _, c := range s.r.a.Counties {
		t, ok := place(c)
		if !ok {
			continue
		}
		res := s.r.resultOf(in.ID, c.Code, goals[0].Kind)
		t.Status, t.Value = status(res.Status), "—"
		if res.Value != nil {
			t.Value = targetQuantity(res.Value.Rat(), in, kindOf(&res))
			period = res.Period
		}
		demonstration = demonstration || res.Demonstration
		said = append(said, c.ShortName+t.Value+"，"+res.Status.Word())
		m.Tiles = append(m.Tiles, t)
	}
	if len(m.Tiles) == 0 {
		return nil
	}
	for _, z := range s.r.a.Zones {
		if t, ok := place(z); ok {
			t.Value = unlisted
			m.Tiles = append(m.Tiles, t)
			said = append(said, z.ShortName+unlisted)
		}
	}
	m.Label = "方格示意图：" + strings.Join(said, "；")
	m.Subtitle = in.ValueUnit
	if !period.IsZero() {
		m.Subtitle = period.EndLabel() + " · " + in.ValueUnit
	}
	m.Tag = s.tag(demonstration)
	return m
}

// shorten cuts a name for a place with room for n characters.
func shorten(name string, n int) string {
	runes := []rune(name)
	if len(runes) <= n {
		return name
	}
	return string(runes[:n-1]) + "…"
}

// resultOf is the assessment of one kind of target; where the region has none of that kind, the first there is.
func (r *renderer) resultOf(indicator, region string, kind model.TargetKind) analysis.Result {
	results := r.a.Results(indicator, region)
	for _, res := range results {
		if res.Target != nil && res.Target.Kind == kind {
			return res
		}
	}
	if len(results) > 0 {
		return results[0]
	}
	return analysis.Result{Indicator: r.plan.Indicator(indicator), Region: r.plan.RegionOf(region), Reason: analysis.NoTarget}
}

// Spark is a series in the space of a word, against its planned path. Its coordinates are those of a drawing of 96 by 28.
type Spark struct {
	Status     *Status
	Label      string
	Line, Plan string
	X, Y       string
}

func (r *renderer) spark(res *analysis.Result) *Spark {
	if res == nil || res.Indicator == nil || res.Region == nil {
		return nil
	}
	type point struct {
		t int
		v float64
	}
	var points []point
	kind := kindOf(res)
	total := new(big.Rat)
	var base model.Period
	if res.Target != nil {
		base = res.Target.BaselinePeriod
	}
	for _, p := range r.a.Series(res.Indicator.ID, res.Region.Code).Points {
		if res.Period.End() < p.Period.End() && !res.Period.IsZero() {
			break
		}
		v := p.Value.Rat()
		if kind == model.Cumulative {
			if !base.IsZero() && p.Period.End() <= base.End() {
				continue
			}
			v = new(big.Rat).Set(total.Add(total, v))
		}
		f, _ := v.Float64()
		points = append(points, point{p.Period.End(), f})
	}
	if len(points) < 2 {
		return nil
	}
	var plan []point
	if t := res.Target; t != nil && !annual(t.Kind) && !base.IsZero() {
		start, ok := 0.0, t.Kind == model.Cumulative
		if res.Baseline != nil && t.Kind == model.LevelTarget {
			start, ok = res.Baseline.Float(), true
		}
		if ok {
			plan = append(plan, point{base.End(), start})
			for _, m := range t.Milestones {
				plan = append(plan, point{m.Period.End(), m.Value.Float()})
			}
		}
	}
	all := append(slices.Clone(points), plan...)
	t0, t1, v0, v1 := all[0].t, all[0].t, all[0].v, all[0].v
	for _, p := range all {
		t0, t1, v0, v1 = min(t0, p.t), max(t1, p.t), min(v0, p.v), max(v1, p.v)
	}
	place := func(p point) string {
		x, y := 3.0, 14.0
		if t1 > t0 {
			x = 3 + 90*float64(p.t-t0)/float64(t1-t0)
		}
		if v1 > v0 {
			y = 25 - 22*(p.v-v0)/(v1-v0)
		}
		return fmt.Sprintf("%.1f %.1f", x, y)
	}
	path := func(points []point) string {
		var b strings.Builder
		for i, p := range points {
			b.WriteByte("ML"[min(i, 1)])
			b.WriteString(place(p))
		}
		return b.String()
	}
	sp := &Spark{Status: status(res.Status), Line: path(points)}
	if len(plan) > 1 {
		sp.Plan = path(plan)
	}
	sp.X, sp.Y, _ = strings.Cut(place(points[len(points)-1]), " ")
	sp.Label = fmt.Sprintf("%s，%d期走势", res.Indicator.Name, len(points))
	return sp
}

// Chart is a figure on a page: title, both static layouts, the sentence, sources, the table, and the option of the
// interactive chart.
type Chart struct {
	ID       string
	Title    []string
	Subtitle string
	Tag      string
	Wide     template.HTML
	Narrow   template.HTML
	Summary  string
	Source   string
	Table    Table
	Option   json.RawMessage // nil: the static chart stands alone
	ECharts  string
}
