package bulletin

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
	"gongbao/cmd/gongbao/internal/wording"
)

// countySentences say how a county stands beside the others, and how its measures do.
func (e *edition) countySentences() []string {
	list := []string{e.standingAmong()}
	statuses := make([]analysis.Status, len(e.own))
	var worst []string
	for i, m := range e.own {
		statuses[i] = e.a.Measure(m.ID, e.region.Code).Status
		if statuses[i] == analysis.Behind {
			worst = append(worst, m.Label())
		}
	}
	list = append(list, tally("措施", statuses))
	if len(worst) > 0 && len(worst) < len(e.own) {
		list = append(list, "明显滞后的是"+wording.List(worst, "项")+"。")
	}
	for i := range e.goals {
		if s := effort(&e.goals[i], 0); s != "" && e.goals[i].Status.Lagging() {
			return append(list, s)
		}
	}
	return list
}

// standingAmong compares the county with the whole and gives its place: patterns 26 and 37.
func (e *edition) standingAmong() string {
	type standing struct {
		place, of int
		goal      *analysis.Result
	}
	var known []standing
	for i := range e.goals {
		g := &e.goals[i]
		if g.Gap == nil {
			continue
		}
		s := standing{goal: g}
		for _, r := range e.a.RankingByGap(g.Indicator.ID, g.Kind()) {
			if r.Place > 0 {
				s.of++
			}
			if r.Region.Code == e.region.Code {
				s.place = r.Place
			}
		}
		if s.place > 0 && s.of > 1 {
			known = append(known, s)
		}
	}
	if len(known) == 0 {
		return ""
	}
	first := known[0]
	if n := len(known); n > 1 {
		same := true
		for _, s := range known {
			same = same && s.place == first.place && s.of == first.of
		}
		if same {
			return fmt.Sprintf("%s项目标的完成度均列%d个%s第%d位。", count(n), first.of, e.peers, first.place)
		}
	}
	g := first.goal
	place := fmt.Sprintf("列%d个%s第%d位。", first.of, e.peers, first.place)
	name := wording.GoalInline(g.Indicator, g.Kind())
	for _, whole := range e.a.Results(g.Indicator.ID, e.a.Plan.Region) {
		if whole.Target == nil || whole.Kind() != g.Kind() || whole.Attained == nil || g.Attained == nil {
			continue
		}
		gap := new(big.Rat).Sub(g.Attained, whole.Attained)
		text := wording.Points(gap)
		if strings.Trim(text, "0.") == "" {
			return fmt.Sprintf("%s完成度与%s持平，%s", name, e.a.Place(e.home), place)
		}
		side := "高"
		if gap.Sign() < 0 {
			side = "低"
		}
		return fmt.Sprintf("%s完成度比%s%s%s个百分点，%s", name, e.a.Place(e.home), side, strings.TrimLeft(text, "+"+wording.Minus), place)
	}
	return name + "完成度" + place
}

// positions is the figure of a county's place: a line a goal, a dot a county, this one large and solid.
func (e *edition) positions() {
	var rows []positionRow
	for i := range e.goals {
		g := &e.goals[i]
		if g.Attained == nil || g.Expected == nil || g.Kind().Annual() {
			continue // a yearly mean says the same as its total
		}
		r := positionRow{name: wording.GoalInline(g.Indicator, g.Kind()), expected: float(g.Expected)}
		for _, k := range e.a.RankingByGap(g.Indicator.ID, g.Kind()) {
			if k.Result.Attained != nil {
				r.dots = append(r.dots, positionDot{k.Region.Label(), float(k.Result.Attained), k.Region.Code == e.region.Code})
			}
		}
		for _, whole := range e.a.Results(g.Indicator.ID, e.a.Plan.Region) {
			if whole.Target != nil && whole.Kind() == g.Kind() && whole.Attained != nil {
				r.whole, r.hasWhole = float(whole.Attained), true
			}
		}
		if len(r.dots) > 1 {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return
	}
	e.add(&positionFigure{
		caption: titled(e.figureLabel(), "完成度与其他"+e.peers+"相比", "完成度，%"), rows: rows, home: e.a.Place(e.home), demo: e.demoIn(e.goals),
		alt: e.standingAmong(),
	})
}

func float(r *big.Rat) float64 { f, _ := r.Float64(); return f }

type positionRow struct {
	name            string
	dots            []positionDot
	expected, whole float64
	hasWhole        bool
}

type positionDot struct {
	name  string
	value float64
	own   bool
}

// positionFigure draws attainments of all counties on a line a goal.
type positionFigure struct {
	caption caption
	rows    []positionRow
	home    string // 全市
	alt     string
	demo    bool
}

const positionPitch = 42.0

func (p *positionFigure) height(c *composer) float64 {
	return c.captionHeight(p.caption) + 14 + positionPitch*float64(len(p.rows)) + 4
}

func (p *positionFigure) lead(c *composer, _ []block) float64 { return p.height(c) }

func (p *positionFigure) set(c *composer) {
	c.place = "位次图"
	c.demo(p.demo)
	figure, end := c.tag(pdfa.Figure)
	defer end()
	figure.Alt = p.caption.label + "　" + p.caption.title + "。" + p.alt
	from := c.y
	c.setCaption(p.caption)
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range p.rows {
		for _, d := range r.dots {
			low, high = math.Min(low, d.value), math.Max(high, d.value)
		}
		low, high = math.Min(low, r.expected), math.Max(high, r.expected)
		if r.hasWhole {
			low, high = math.Min(low, r.whole), math.Max(high, r.whole)
		}
	}
	if high-low < 0.05 {
		low, high = low-0.05, high+0.05
	}
	const names, margin = 112.0, 34.0
	x0, x1 := c.left()+names+margin, c.right()-margin
	at := func(v float64) float64 { return x0 + (x1-x0)*(v-low)/(high-low) }
	valued := func(name string, value float64, st style) string { // a long name gives way, never its figure
		return c.clip(name, st, (x1-x0)/2) + " " + wording.Fixed(percentOf(value), 1)
	}
	y := c.y + 14 + positionPitch/2
	small, strong := styleTable.at(8.5).in(inkMuted), style{face: sansBold, size: 9, ink: inkMain}
	for _, r := range p.rows {
		lines := c.lines([]span{{r.name, styleTable}}, measure{width: names})
		for i, l := range lines[:min(len(lines), 2)] {
			c.drawLine(l, c.left(), y+3.3+12*(float64(i)-float64(min(len(lines), 2)-1)/2))
		}
		c.rule(x0-margin+6, c.right(), y, 0.5, inkRule)
		c.draw(lineMark{at(r.expected), y - 9, at(r.expected), y + 9, 1.6, inkText})
		labels := []label{{at(r.expected), "序时进度 " + wording.Fixed(percentOf(r.expected), 1), small.in(inkText), true}}
		if r.hasWhole {
			c.draw(lineMark{at(r.whole), y - 6, at(r.whole), y + 6, 1, inkMuted})
			labels = append(labels, label{at(r.whole), valued(p.home, r.whole, small), small, false})
		}
		own, best := -1, -1
		for i, d := range r.dots {
			if d.own {
				own = i
				continue
			}
			c.draw(areaMark{points: circle(at(d.value), y, 3.1), ink: inkPaper})
			c.draw(areaMark{points: circle(at(d.value), y, 3.1), ink: inkMuted, stroke: 0.8})
			if best < 0 || d.value > r.dots[best].value {
				best = i
			}
		}
		if own >= 0 {
			d := r.dots[own]
			c.draw(areaMark{points: circle(at(d.value), y, 5), ink: inkMain})
			labels = append([]label{{at(d.value), valued(d.name, d.value, strong), strong, true}}, labels...)
			if best >= 0 && r.dots[best].value > d.value {
				labels = append(labels, label{at(r.dots[best].value), valued(r.dots[best].name, r.dots[best].value, small), small, false})
			}
		}
		c.placeLabels(labels, y, c.left()+names+6, c.right())
		y += positionPitch
	}
	c.y = y - positionPitch/2
	figure.Box = c.box(c.left(), from, c.wide(), c.y-from)
	c.skip(4)
}

func percentOf(v float64) *big.Rat { r := new(big.Rat); r.SetFloat64(100 * v); return r }

// label is a text at a place of a line: above it, or below.
type label struct {
	x     float64
	text  string
	style style
	above bool
}

// placeLabels sets labels above and below a line at y, in the order of their weight; one that would touch another goes to
// the other side, and failing that is left out: the table has the figure.
func (c *composer) placeLabels(labels []label, y, from, to float64) {
	type taken struct{ x0, x1 float64 }
	var sides [2][]taken
	for _, l := range labels {
		w := c.width(l.text, l.style)
		x := math.Max(from, math.Min(l.x-w/2, to-w))
		first := 1
		if l.above {
			first = 0
		}
		for _, side := range []int{first, 1 - first} {
			free := true
			for _, t := range sides[side] {
				free = free && (x+w+3 < t.x0 || x > t.x1+3)
			}
			if !free {
				continue
			}
			sides[side] = append(sides[side], taken{x, x + w})
			at := y - 11.5
			if side == 1 {
				at = y + 11 + capital*l.style.size
			}
			c.text(x, at, l.text, l.style)
			break
		}
	}
}

// ownMeasures is the table of the bulletin's measures: of a county beside the whole, of a unit with what its measures have.
func (e *edition) ownMeasures() {
	county := e.subject.Kind == OfCounty
	bold := styleTable
	bold.face = sansBold
	t := &table{
		columns: []column{{pad: 2}, {flex: 1, pad: 3}, {}, {}, {pad: 4}},
		tight:   true, place: "措施表", stub: 1,
		caption: caption{unit: e.a.Period.EndLabel()},
	}
	head := []place{in(plain("措施", bold)).over(2), in(plain("完成度", bold).to(right)), in(plain("与序时差", bold).to(right)), in(plain("状态", bold))}
	if county {
		head = append(head, in(plain(e.a.Place(e.home), bold)), in(plain("牵头单位", bold)))
		t.columns = append(t.columns, column{pad: 4}, column{pad: 4, flex: 0.4})
	} else {
		head = append(head, in(plain("上期", bold)), in(plain("滞后"+e.peers, bold)))
		t.columns = append(t.columns, column{pad: 4}, column{pad: 4, flex: 0.4})
	}
	t.head = []row{{cells: head}}
	statuses := make([]analysis.Status, len(e.own))
	group := ""
	for i, m := range e.own {
		if m.Group != group && county {
			group = m.Group
			t.rows = append(t.rows, row{band: e.groupTitle(group)})
		}
		result := e.a.Measure(m.ID, e.region.Code)
		statuses[i] = result.Status
		t.demo = t.demo || result.Demonstration
		attained, gap := "—", "—"
		if d := result.Decisive; d != nil && d.Attained != nil {
			attained, gap = percentFigure(d.Attained), d.GapPoints()
		}
		ground, has := statusGround(result.Status)
		r := row{demo: result.Demonstration, cells: []place{
			in(plain(m.ID, styleTable)), in(plain(m.Label(), styleTable)), in(number(attained, styleTable)), in(number(gap, styleTable)),
			on(statusCell{status: result.Status, word: true}, ground, has),
		}}
		if county {
			whole := e.a.Measure(m.ID, e.a.Plan.Region)
			r.cells = append(r.cells, in(statusCell{status: whole.Status, word: true}), in(plain(e.orgName(m.LeadUnit), styleTable)))
		} else {
			before := plain("—", styleTable)
			if p := e.previous(); p != nil {
				before = &textCell{paragraphs: []cellText{statusLine(p.Measure(m.ID, e.region.Code).Status)}}
			}
			r.cells = append(r.cells, in(before), in(plain(e.laggingNames(m), styleTable)))
		}
		t.rows = append(t.rows, r)
	}
	if len(e.own) == 0 {
		return
	}
	title := "措施进展"
	if !county {
		title = "牵头措施进展"
	}
	e.chapter(title)
	t.caption.label = e.tableLabel()
	t.caption.title = tallyTitle(statuses)
	t.after = []block{note("措施表注", t.demo, "完成度和与序时差（百分点）取各措施指标中最差的一项；判定过程见附件。没有数据的不按零计算。")}
	e.add(t)
}

// groupTitle is （一）推动… as the plan counts its chapters.
func (e *edition) groupTitle(group string) string {
	n := 0
	seen := map[string]bool{}
	for i := range e.a.Plan.Measures {
		if g := e.a.Plan.Measures[i].Group; !seen[g] {
			seen[g] = true
			n++
			if g == group {
				break
			}
		}
	}
	return "（" + ordinal(n) + "）" + group
}

// tallyTitle heads a table of statuses: 20项措施：4项明显滞后，4项略有滞后 …, the exceptions first.
func tallyTitle(statuses []analysis.Status) string {
	n := len(statuses)
	var parts []string
	for _, s := range []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.NoData} {
		if k := countOf(statuses, s); k > 0 {
			parts = append(parts, fmt.Sprintf("%d项%s", k, s.Word()))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%d项措施均未滞后", n)
	}
	return fmt.Sprintf("%d项措施：%s", n, strings.Join(parts, "，"))
}

// laggingNames are the regions below in which a measure lags.
func (e *edition) laggingNames(m *model.Measure) string {
	var names []string
	known := false
	for _, r := range e.a.Counties {
		s := e.a.Measure(m.ID, r.Code).Status
		known = known || s != analysis.NoData
		if s.Lagging() {
			names = append(names, r.Label())
		}
	}
	switch {
	case !known:
		return "—"
	case len(names) == 0:
		return "无"
	}
	return wording.List(names, "个")
}
