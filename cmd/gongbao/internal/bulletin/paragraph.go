package bulletin

import (
	"cmp"
	"math"

	"gongbao/cmd/gongbao/internal/pdfa"
)

// least is the number of lines of a paragraph that stay together at the foot and at the head of a page.
const least = 2

// paragraph is running text.
type paragraph struct {
	spans  []span
	indent float64
	pitch  float64
	left   float64 // from the type area's left edge
	width  float64 // 0: to the right edge of the type area
	ragged bool
	centre bool
	grid   bool // begins on one of the page's 22 lines
	above  float64
	below  float64
	demo   bool
	place  string
	role   pdfa.Role   // P where it is empty
	notes  []*footnote // that its text refers to

	lines []line // made once
}

// body is a paragraph of the text: 16 points, two characters in, on the page's grid.
func body(place string, demo bool, spans ...span) *paragraph {
	return &paragraph{spans: spans, indent: bodyIndent, pitch: linePitch, grid: true, place: place, demo: demo}
}

// note is small print below a table or a figure.
func note(place string, demo bool, text string) *paragraph {
	return &paragraph{
		spans: []span{{text, styleNote}}, pitch: 12, above: 3, below: 6, place: place, demo: demo,
	}
}

func (p *paragraph) layout(c *composer) {
	if p.lines != nil {
		return
	}
	if p.width == 0 {
		p.width = c.wide() - p.left
	}
	c.place = p.place
	p.lines = c.lines(p.spans, measure{width: p.width, indent: p.indent, justify: !p.ragged && !p.centre})
}

func (p *paragraph) lead(c *composer, _ []block) float64 {
	p.layout(c)
	n := len(p.lines)
	if n > least+1 {
		n = least
	}
	h := p.offset(c) + float64(n)*p.pitch
	for _, l := range p.lines[:n] {
		h += c.needed(l.refersTo(p.notes))
	}
	return h
}

// offset is what is left free above the first line.
func (p *paragraph) offset(c *composer) float64 {
	if !p.grid {
		if c.atTop() {
			return 0
		}
		return p.above
	}
	y := c.y - c.top()
	return math.Ceil(y/linePitch-hair)*linePitch - y
}

func (p *paragraph) set(c *composer) {
	p.layout(c)
	c.y += p.offset(c)
	if len(p.lines) > 0 {
		_, end := c.tag(cmp.Or(p.role, pdfa.P))
		defer end()
	}
	for i, l := range p.lines {
		rest := len(p.lines) - i
		notes := l.refersTo(p.notes)
		// A page ends where the next line does not fit, or a line earlier so that two are left for the next page.
		if need := c.needed(notes); !c.fits(p.pitch+need) || rest == least && i >= least && !c.fits(least*p.pitch+need) {
			c.turn()
		}
		c.refer(notes)
		c.demo(p.demo)
		x := c.left() + p.left
		if p.centre {
			l.indent = (p.width - l.width) / 2
		}
		c.drawLine(l, x, c.y+baseline(p.pitch, l.size()))
		c.y += p.pitch
	}
	if len(p.lines) > 0 {
		c.skip(p.below)
	}
}

// size is the line's largest type.
func (l line) size() float64 {
	size := 0.0
	for i := range l.glyphs {
		size = math.Max(size, l.glyphs[i].style.size)
	}
	return size
}

// baseline is where text of a size stands in a line of a pitch: the em box in the middle.
func baseline(pitch, size float64) float64 { return (pitch-size)/2 + ascent*size }

// heading is 一、, （一） or the title of an annex. It stays with what follows.
type heading struct {
	level int // 1: 一、  2: （一）
	text  string
	under bool // directly below another heading
	// anchor is what links call it; may be empty.
	anchor string

	lines []line
}

func (h *heading) layout(c *composer) {
	if h.lines == nil {
		c.place = "标题"
		st := styleBody
		st.face = serifBold
		if h.level == 1 {
			st.face = sansBold
		}
		h.lines = c.lines([]span{{h.text, st}}, measure{width: c.wide(), indent: bodyIndent})
	}
}

func (h *heading) above(c *composer) float64 {
	if c.atTop() || h.under {
		return 0
	}
	y := c.y - c.top() + 0.3*linePitch
	return math.Ceil(y/linePitch-hair)*linePitch - (c.y - c.top())
}

func (h *heading) lead(c *composer, next []block) float64 {
	h.layout(c)
	need := h.above(c) + float64(len(h.lines))*linePitch
	if len(next) > 0 {
		at := c.y
		c.y = math.Min(c.y+need, c.foot())
		after := next[0].lead(c, next[1:])
		if len(next) > 1 && swappable(next[0], next[1]) { // the second goes first where only it fits
			after = math.Min(after, c.whole(next[1]))
		}
		need += after
		c.y = at
	}
	return need
}

func (h *heading) set(c *composer) {
	h.layout(c)
	c.y += h.above(c)
	c.mark(h.level, h.text)
	c.anchor(h.anchor)
	role := pdfa.H2
	if h.level > 1 {
		role = pdfa.H3
	}
	c.as(role, func() {
		for _, l := range h.lines {
			c.drawLine(l, c.left(), c.y+baseline(linePitch, bodySize))
			c.y += linePitch
		}
	})
}

// mark adds an entry of the outline for what comes next.
func (c *composer) mark(level int, title string) {
	c.bookmarks = append(c.bookmarks, bookmark{title, level, len(c.sheets) - 1, c.y})
}

// annex begins a page, or stands below what fills little of one: 附件1 at the margin, its title centred below.
type annex struct {
	label, title string
	anchor       string
}

func (a annex) lead(c *composer, next []block) float64 {
	if !a.follows(c) {
		return 0 // it turns the page itself
	}
	h := a.above(c) + 2*linePitch + 4
	if len(next) > 0 {
		h += next[0].lead(c, next[1:])
	}
	return h
}

func (annex) follows(c *composer) bool { return c.y-c.top() < c.setting.annex*c.high() }

func (annex) above(c *composer) float64 {
	if c.atTop() {
		return 0
	}
	return linePitch
}

func (a annex) set(c *composer) {
	if !a.follows(c) {
		c.sheet().closes = true
		c.turn()
	}
	c.y += a.above(c)
	c.place = a.label
	c.mark(1, a.label+"　"+a.title)
	c.anchor(a.anchor)
	c.as(pdfa.H2, func() {
		c.text(c.left(), c.y+baseline(linePitch, 16), a.label, style{face: sansBold, size: 16, ink: inkText})
		c.y += linePitch
		c.textCentre(c.left()+c.wide()/2, c.y+baseline(linePitch, 18), a.title, style{face: serifBold, size: 18, ink: inkText})
		c.y += linePitch + 4
	})
}

// caption is the line above a table or a figure: its label in grey, the finding, the unit at the right.
type caption struct {
	label, title, unit string
	counted            bool // 第1页　共3页 stands at its end
}

func titled(label, title, unit string) caption {
	return caption{label: label, title: title, unit: unit}
}

const captionPitch = 0.75 * linePitch

// captionLines is the caption broken to lines; the unit stands beside the first one.
func (c *composer) captionLines(k caption) []line {
	st := styleCaption
	spans := []span{{k.label, st.in(inkMuted)}, {"　", st}, {k.title, st}}
	width := c.wide()
	width -= c.besideCaption(k)
	return c.lines(spans, measure{width: math.Max(width, c.wide()/2)})
}

// besideCaption is the room that unit and count take.
func (c *composer) besideCaption(k caption) float64 {
	w := 0.0
	if k.unit != "" {
		w += c.width(k.unit, styleUnit) + 12
	}
	if k.counted {
		w += partWidth
	}
	return w
}

func (c *composer) captionHeight(k caption) float64 {
	return captionPitch + float64(len(c.captionLines(k))-1)*14.48
}

func (c *composer) setCaption(k caption) {
	_, end := c.tag(pdfa.Caption)
	defer end()
	lines := c.captionLines(k)
	first := c.y + baseline(captionPitch, styleCaption.size)
	for i, l := range lines {
		c.drawLine(l, c.left(), c.y+baseline(captionPitch, styleCaption.size))
		if i < len(lines)-1 {
			c.y += 14.48
		}
	}
	if k.unit != "" { // beside the first line, read after the last
		edge := c.right()
		if k.counted {
			edge -= partWidth
		}
		c.textRight(edge, first, c.clip(k.unit, styleUnit, c.wide()/2-12), styleUnit)
	}
	c.y += captionPitch
}

// choice is the first of several variants that fits the rest of the page whole; failing all, the last.
type choice struct{ variants [][]block }

func (k choice) pick(c *composer) []block {
	for _, v := range k.variants[:len(k.variants)-1] {
		trial := c.trial()
		trial.compose(v)
		if len(trial.sheets) == 1 {
			return v
		}
	}
	return k.variants[len(k.variants)-1]
}

func (k choice) lead(c *composer, next []block) float64 {
	v := k.pick(c)
	return v[0].lead(c, append(v[1:len(v):len(v)], next...))
}

func (k choice) set(c *composer) { c.compose(k.pick(c)) }

// gapBlock is white between components.
type gapBlock float64

func (g gapBlock) lead(*composer, []block) float64 { return 0 }
func (g gapBlock) set(c *composer) {
	if !c.atTop() {
		c.skip(float64(g))
	}
}
