package bulletin

import (
	"fmt"
	"math"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// cell is the content of a table's cell.
type cell interface {
	// widths are the least width at which no word or figure is broken, and the one at which nothing is wrapped.
	widths(c *composer) (least, natural float64)
	height(c *composer, width float64) float64
	// draw sets the content into a box whose upper left corner is x, y.
	draw(c *composer, x, y, width, height float64)
}

// align is where a cell's content stands.
type align uint8

const (
	left align = iota
	right
	centre
)

const tablePitch = linePitch / 2

// textCell is one or more paragraphs, or status lines, one below the other.
type textCell struct {
	paragraphs []cellText
	align      align
	top        bool // stands at the top of a row that is higher
	list       bool // its paragraphs are items of a list

	items []cellItem // for the width in laid
	laid  float64
}

// cellText is a paragraph of a cell, or a status.
type cellText struct {
	spans  []span
	pitch  float64
	status analysis.Status
	shape  bool          // set the status as shape and word instead of spans
	list   *pdfa.Element // of the first paragraph: the list
	item   *pdfa.Element // of the list that the cell is, once a first line is set; the rest may stand on another page
}

type cellItem struct {
	line  line
	text  *cellText
	pitch float64
}

func plain(text string, st style) *textCell {
	return &textCell{paragraphs: []cellText{{spans: []span{{text, st}}, pitch: tablePitch}}}
}

// empty reports whether the cell says nothing.
func (t *textCell) empty() bool {
	for i := range t.paragraphs {
		p := &t.paragraphs[i]
		for _, s := range p.spans {
			if s.text != "" {
				return false
			}
		}
		if p.shape {
			return false
		}
	}
	return true
}

func (t *textCell) to(a align) *textCell { t.align = a; return t }

func statusLine(s analysis.Status) cellText {
	return cellText{status: s, shape: true, pitch: tablePitch}
}

const (
	shapeSize = 8.6
	shapeGap  = 4
)

func statusWidth(c *composer, s analysis.Status) float64 {
	return shapeSize + shapeGap + c.width(s.Word(), styleTable)
}

// narrowest is the width of four characters: columns of Han text do not become narrower unless they must.
const narrowest = 4

func (t *textCell) widths(c *composer) (least, natural float64) {
	for i := range t.paragraphs {
		p := &t.paragraphs[i]
		if p.shape {
			w := statusWidth(c, p.status)
			least, natural = math.Max(least, w), math.Max(natural, w)
			continue
		}
		glyphs := c.shape(p.spans)
		whole, piece := 0.0, 0.0
		for j := range glyphs {
			g := &glyphs[j]
			whole += g.advance + g.gap
			piece += g.advance
			if !g.bond || j == len(glyphs)-1 {
				least = math.Max(least, math.Min(piece, c.wide()/3))
				piece = 0
			} else {
				piece += g.gap
			}
		}
		if len(glyphs) > 0 {
			least = math.Max(least, math.Min(whole, narrowest*glyphs[0].em()))
		}
		natural = math.Max(natural, whole)
	}
	return least, natural + hair
}

func (t *textCell) layout(c *composer, width float64) {
	if t.items != nil && t.laid == width {
		return
	}
	t.items, t.laid = t.items[:0], width
	for i := range t.paragraphs {
		p := &t.paragraphs[i]
		if p.shape {
			t.items = append(t.items, cellItem{text: p, pitch: p.pitch})
			continue
		}
		// Narrow columns are not justified: the holes would be larger than the words.
		m := measure{width: width, justify: width >= 120 && t.align == left, most: 0.08}
		for _, l := range c.lines(p.spans, m) {
			t.items = append(t.items, cellItem{l, p, p.pitch})
		}
	}
}

func (t *textCell) height(c *composer, width float64) float64 {
	t.layout(c, width)
	h := 0.0
	for _, it := range t.items {
		h += it.pitch
	}
	return h
}

func (t *textCell) draw(c *composer, x, y, width, height float64) {
	if h := t.height(c, width); !t.top && height > h {
		y += (height - h) / 2
	}
	leave := func() {}
	for i, it := range t.items {
		if i == 0 || it.text != t.items[i-1].text {
			leave()
			leave = t.enter(c, it.text)
		}
		if it.text.shape {
			drawStatus(c, it.text.status, x, y, width, it.pitch, t.align)
		} else {
			at := x
			switch t.align {
			case right:
				at += width - it.line.width
			case centre:
				at += (width - it.line.width) / 2
			}
			c.drawLine(it.line, at, y+baseline(it.pitch, it.line.size()))
		}
		y += it.pitch
	}
	leave()
}

// enter makes what follows part of a paragraph's item, where the cell is a list.
func (t *textCell) enter(c *composer, p *cellText) (leave func()) {
	if !t.list || c.tags.aside != nil {
		return func() {}
	}
	if p.item == nil {
		list := &t.paragraphs[0].list
		if *list == nil {
			*list = c.tags.at.Add(&pdfa.Element{Role: pdfa.List})
		}
		p.item = (*list).Add(&pdfa.Element{Role: pdfa.Item}).Add(&pdfa.Element{Role: pdfa.ItemBody})
	}
	return c.tags.into(p.item)
}

// split gives the lines that fit a height, and the rest: only a row that is higher than half a page is split.
func (t *textCell) split(c *composer, width, height float64) (head, tail *textCell) {
	t.layout(c, width)
	h, n := 0.0, 0
	for n < len(t.items) && h+t.items[n].pitch <= height+hair {
		h += t.items[n].pitch
		n++
	}
	a, b := *t, *t
	a.items, b.items = t.items[:n:n], t.items[n:]
	return &a, &b
}

func drawStatus(c *composer, s analysis.Status, x, y, width, pitch float64, a align) {
	w := statusWidth(c, s)
	switch a {
	case right:
		x += width - w
	case centre:
		x += (width - w) / 2
	}
	c.shapeMark(s, x+shapeSize/2, y+pitch/2, shapeSize)
	c.text(x+shapeSize+shapeGap, y+baseline(pitch, styleTable.size), s.Word(), styleTable)
}

// statusCell is a status as a shape, with its word or alone on a ground that says when it lags.
type statusCell struct {
	status analysis.Status
	word   bool
	align  align
}

func (s statusCell) widths(c *composer) (least, natural float64) {
	w := shapeSize
	if s.word {
		w = statusWidth(c, s.status)
	}
	return w, w
}
func (s statusCell) height(*composer, float64) float64 { return tablePitch }
func (s statusCell) draw(c *composer, x, y, width, height float64) {
	if s.word {
		drawStatus(c, s.status, x, y+(height-tablePitch)/2, width, tablePitch, s.align)
		return
	}
	c.worded(s.status.Word(), func() { c.shapeMark(s.status, x+width/2, y+height/2, shapeSize) })
}

// spoken is a cell with an arrow that stands for a word: 60.0→97.5 is read 60.0变为97.5.
type spoken struct{ *textCell }

func (s spoken) draw(c *composer, x, y, width, height float64) {
	s.layout(c, width)
	words := ""
	for i := range s.items { // what stands here: the rest may be on another page
		words += strings.ReplaceAll(textOf(s.items[i].line), "→", "变为")
	}
	c.worded(words, func() { s.textCell.draw(c, x, y, width, height) })
}

// split divides the text as any other; each part says its own words.
func (s spoken) split(c *composer, width, height float64) (head, tail cell) {
	a, b := s.textCell.split(c, width, height)
	return spoken{a}, spoken{b}
}

// worded draws what stands for words.
func (c *composer) worded(word string, draw func()) {
	e, end := c.tag(pdfa.Span)
	defer end()
	e.Actual = word
	draw()
}

// numberCell is a figure; all figures of a column have their decimal points below each other.
type numberCell struct {
	text  string
	style style
	tail  float64 // width of the column's longest fraction, set by the table
}

func number(text string, st style) *numberCell { return &numberCell{text: text, style: st} }

// behind is the room that the figure leaves at its right for longer fractions; words stand at the edge.
func (n *numberCell) behind() float64 {
	if strings.ContainsAny(n.text, "0123456789") {
		return n.tail
	}
	return 0
}

// fraction is the part from the decimal point on.
func (n *numberCell) fraction() string {
	if at := strings.IndexByte(n.text, '.'); at >= 0 {
		return n.text[at:]
	}
	return ""
}

func (n *numberCell) widths(c *composer) (least, natural float64) {
	w := n.wanted(c)
	return math.Min(w, mostFigure), w
}

// mostFigure is the width below which a figure is not set smaller: that of nine digits. Longer ones may have to be.
const mostFigure = 50

func (n *numberCell) wanted(c *composer) float64 {
	return c.width(n.text, n.style) - c.width(n.fraction(), n.style) + n.behind()
}
func (n *numberCell) height(*composer, float64) float64 { return tablePitch }
func (n *numberCell) draw(c *composer, x, y, width, height float64) {
	st, tail := n.style, n.behind()
	if w := n.wanted(c); w > width { // fourteen digits in a narrow column: smaller, never over the edge
		st.size *= width / w
		tail *= width / w
	}
	y += (height-tablePitch)/2 + baseline(tablePitch, n.style.size)
	c.textRight(x+width-tail+c.width(n.fraction(), st), y, n.text, st)
}

// goalCell is a goal's figure, large, with its unit small beside it.
type goalCell struct{ figure, unit string }

var (
	styleGoal     = style{face: sansBold, size: 15, ink: inkText}
	styleGoalUnit = style{face: sans, size: 7.5, ink: inkMuted}
)

const goalUnitWidth = 30 // 个百分点

func (g goalCell) widths(c *composer) (least, natural float64) {
	w := c.width(g.figure, styleGoal) + 3 + math.Max(goalUnitWidth, c.width(g.unit, styleGoalUnit))
	return math.Min(w, 2*mostFigure), w
}
func (g goalCell) height(*composer, float64) float64 { return tablePitch }
func (g goalCell) draw(c *composer, x, y, width, height float64) {
	figure, unit := styleGoal, styleGoalUnit
	if _, w := g.widths(c); w > width {
		figure.size *= width / w
		unit.size *= width / w
	}
	y += height/2 + 0.36*figure.size
	edge := x + width - math.Max(goalUnitWidth, c.width(g.unit, unit)) - 3
	c.textRight(edge, y, g.figure, figure)
	c.text(edge+3, y, g.unit, unit)
}

// barCell is attainment as a bar against expected progress as a stroke: 0 to 115 %.
type barCell struct {
	attained, expected float64 // fractions
	known              bool
	ceiling            bool // staying below what is expected is good: nothing is missing
}

const barReach = 1.15

func (b barCell) widths(*composer) (least, natural float64) { return 60, 92 }
func (b barCell) height(*composer, float64) float64         { return tablePitch }
func (b barCell) draw(c *composer, x, y, width, height float64) {
	if !b.known {
		return
	}
	h := 13.0
	y += (height - h) / 2
	e, end := c.tag(pdfa.Figure)
	defer end()
	e.Alt = fmt.Sprintf("完成度%.1f%%，序时进度%.1f%%", 100*b.attained, 100*b.expected)
	e.Box = c.box(x, y-2.5, width, h+5)
	at := func(share float64) float64 {
		return x + width*math.Min(math.Max(share, 0), barReach)/barReach
	}
	c.fill(x, y, at(1)-x, h, groundQuiet)
	if w := at(b.attained) - x; w > 0 {
		c.fill(x, y, w, h, inkMain)
	}
	if b.attained < b.expected && !b.ceiling {
		c.hatch(at(b.attained), y, at(b.expected)-at(b.attained), h)
	}
	c.draw(lineMark{at(1), y, at(1), y + h, 0.5, inkText})
	c.draw(lineMark{at(b.expected), y - 2.5, at(b.expected), y + h + 2.5, 1.8, inkText})
}

// hatch marks what is missing: white with upright strokes, so that it survives a black-and-white printer.
func (c *composer) hatch(x, y, w, h float64) {
	if w <= 0 {
		return
	}
	c.fill(x, y, w, h, inkPaper)
	for at := x + 2; at < x+w-0.5; at += 2.2 {
		c.draw(lineMark{at, y, at, y + h, 0.4, inkText})
	}
	if w > 0.8 {
		c.frameBox(x, y, w, h, 0.5, inkText)
	}
}

// shapeMark draws the shape of a status around a centre. Shapes are paths: no font has all six in one size.
func (c *composer) shapeMark(s analysis.Status, x, y, size float64) {
	colour, half := statusInk(s), size/2
	triangle := func(up float64) [][2]float64 {
		rise := 0.46 * size * up
		return [][2]float64{{x - half, y + rise}, {x + half, y + rise}, {x, y - rise}}
	}
	switch s {
	case analysis.Achieved:
		c.draw(areaMark{points: circle(x, y, 0.47*size), ink: colour})
	case analysis.Ahead:
		c.draw(areaMark{points: triangle(1), ink: colour})
	case analysis.OnTrack:
		c.draw(areaMark{points: [][2]float64{{x - half, y}, {x, y - half}, {x + half, y}, {x, y + half}}, ink: colour})
	case analysis.SlightlyBehind:
		stroke := 0.13 * size
		h, top, tip := half-stroke, y-0.46*size+stroke/2, y+0.46*size-1.1*stroke
		c.draw(areaMark{points: [][2]float64{{x - h, top}, {x + h, top}, {x, tip}}, ink: colour, stroke: stroke})
	case analysis.Behind:
		c.draw(areaMark{points: triangle(-1), ink: colour})
	default:
		c.draw(areaMark{points: circle(x, y, 0.4*size), ink: colour, stroke: 0.11 * size})
	}
}

// circle as a polygon whose edges stray from it by no more than a printer's dot, a 600th of an inch: a chart has hundreds of
// small ones.
func circle(x, y, r float64) [][2]float64 {
	const dot = 72.0 / 600
	corners := 8
	for r*(1-math.Cos(math.Pi/float64(corners))) > dot/3 {
		corners += 4
	}
	points := make([][2]float64, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		points[i] = [2]float64{x + r*cos, y + r*sin}
	}
	return points
}

// legend is the line below a matrix that names the six shapes.
type legend struct{ demo bool }

func (legend) lead(*composer, []block) float64 { return 16 }
func (l legend) set(c *composer) {
	if !c.fits(16) {
		c.turn()
	}
	c.demo(l.demo)
	_, end := c.tag(pdfa.P)
	defer end()
	x := c.left() + 2.0
	st := styleTable.at(9)
	for _, s := range analysis.Statuses {
		c.shapeMark(s, x+shapeSize/2, c.y+8, shapeSize)
		c.text(x+shapeSize+shapeGap, c.y+8+0.36*st.size, s.Word(), st)
		x += shapeSize + shapeGap + c.width(s.Word(), st) + 16
	}
	c.y += 16
}
