package bulletin

import (
	"fmt"
	"math"
	"strings"
)

const mm = 72 / 25.4

// The page after GB/T 9704-2012: A4, 天头 37, 地脚 35, 订口 28, right 26 mm; 22 lines of 28 characters fill the type area.
const (
	paperWidth  = 210 * mm
	paperHeight = 297 * mm
	marginTop   = 37 * mm
	marginLeft  = 28 * mm
	areaWidth   = 156 * mm
	areaHeight  = 225 * mm
	areaRight   = marginLeft + areaWidth
	areaBottom  = marginTop + areaHeight

	linePitch    = 28.95
	lineCount    = 22
	bodySize     = 16.0
	charPitch    = areaWidth / 28
	bodyTracking = charPitch - bodySize
	bodyIndent   = 2 * charPitch
)

// style is how a run of text looks.
type style struct {
	face  faceID
	size  float64
	ink   ink
	raise float64 // of a superscript
	// tracking is added after every Han character.
	tracking float64
}

func (s style) bold() style {
	switch s.face {
	case serif:
		s.face = serifBold
	case sans:
		s.face = sansBold
	}
	return s
}

func (s style) in(c ink) style      { s.ink = c; return s }
func (s style) at(z float64) style  { s.size = z; return s }
func (s style) gap(t float64) style { s.tracking = t; return s }

// The styles of the specification.
var (
	styleBody    = style{face: serif, size: bodySize, ink: inkText, tracking: bodyTracking}
	styleTable   = style{face: sans, size: 9.5, ink: inkText}
	styleNote    = style{face: sans, size: 8.5, ink: inkMuted}
	styleCaption = style{face: sansBold, size: 10.5, ink: inkText}
	styleUnit    = style{face: sans, size: 9, ink: inkMuted}
)

// span is text in one style.
type span struct {
	text  string
	style style
}

// mark is something on a sheet: a textMark, a lineMark or an areaMark.
type mark interface{ log() string }

// textMark is a run of characters on one baseline, spacing points apart beyond their own widths.
type textMark struct {
	x, y    float64 // of the baseline's left end
	style   style
	spacing float64
	text    string
	width   float64
}

type lineMark struct {
	x1, y1, x2, y2 float64
	width          float64
	ink            ink
}

// areaMark is a polygon, filled or outlined.
type areaMark struct {
	points [][2]float64
	ink    ink
	stroke float64 // width of the outline; 0 fills
}

func (m textMark) log() string {
	return fmt.Sprintf("%.1f %.1f %s %.1f %s", m.x, m.y, familyNames[m.style.face], m.style.size, m.text)
}
func (m lineMark) log() string {
	return fmt.Sprintf("%.1f %.1f line %.1f %.1f %.2f", m.x1, m.y1, m.x2, m.y2, m.width)
}
func (m areaMark) log() string {
	return fmt.Sprintf("%.1f %.1f area %d %.1f", m.points[0][0], m.points[0][1], len(m.points), m.stroke)
}

// sheet is one page: marks in the order in which they are painted and read.
type sheet struct {
	marks  []mark
	demo   bool    // holds a demonstration figure
	bottom float64 // where its content ends
	closes bool    // a part of the bulletin: what follows begins a page
}

// setting is how closely a bulletin is set: what may give way so that no page is left nearly empty.
type setting struct {
	figures    float64 // height of figures, of the usual
	white      float64 // white between a table's rows, of the usual
	whole      float64 // share of a page up to which a table is not broken
	annex      float64 // share of a page up to which the annex follows below
	tableFirst bool    // a chapter's table comes before its figure
}

// settings in the order of preference.
var settings = []setting{
	{figures: 1, white: 1, whole: 0.35, annex: third},
	{figures: 0.93, white: 1, whole: 0.35, annex: third},
	{figures: leastFigure, white: 1, whole: 0.35, annex: third},
	{figures: 1, white: 1, whole: 0.35, annex: third, tableFirst: true},
	{figures: leastFigure, white: 1, whole: 0.35, annex: third, tableFirst: true},
	{figures: leastFigure, white: 0.6, whole: 0.35, annex: third},
	{figures: 1, white: 1, whole: 0.35, annex: 0.6},
	{figures: 1, white: 1, whole: 0.1, annex: third},
	{figures: leastFigure, white: 1, whole: 0.1, annex: third},
	{figures: leastFigure, white: 0.6, whole: 0.1, annex: 0.6, tableFirst: true},
}

const third = 1. / 3

// leastFigure is how far a figure may shrink: its type stays above 8 points.
const leastFigure = 0.85

// barren weighs the pages that are nearly empty: a reader turns them in vain.
func (c *composer) barren() int {
	const half = 0.62
	n := 0
	for i, s := range c.sheets {
		switch used := (s.bottom - marginTop) / areaHeight; {
		case used < third:
			n += 3
		case used < half && !s.closes && i < len(c.sheets)-1:
			n++
		}
	}
	return n
}

// bookmark is an entry of the outline.
type bookmark struct {
	title string
	page  int // from 0
	y     float64
}

// composer puts blocks on sheets, one after the other.
type composer struct {
	widths    *widths
	setting   setting
	terms     termList
	sheets    []*sheet
	y         float64 // the next free height, from the top of the paper
	bookmarks []bookmark
	place     string // what is being set, for faults
	faults    []*MissingGlyphError
}

// block is a paragraph, a heading, a table, a figure …
type block interface {
	// lead is the least height at which the block can begin on a page: a heading above stays with that much of it.
	lead(c *composer, next []block) float64
	set(c *composer)
}

func newComposer(f *Fonts) *composer {
	c := &composer{widths: newWidths(f), setting: settings[0]}
	c.turn()
	return c
}

// compose sets all blocks. A block that does not fit the rest of the page begins the next one.
func (c *composer) compose(blocks []block) {
	for i, b := range blocks {
		if need := b.lead(c, blocks[i+1:]); !c.fits(need) && !c.atTop() {
			c.turn()
		}
		b.set(c)
	}
}

func (c *composer) sheet() *sheet { return c.sheets[len(c.sheets)-1] }

// turn begins a page.
func (c *composer) turn() {
	if len(c.sheets) > 0 {
		c.sheet().bottom = math.Max(c.sheet().bottom, c.y)
	}
	c.sheets = append(c.sheets, &sheet{})
	c.y = marginTop
}

const hair = 0.01 // rounding of sums of lengths

func (c *composer) atTop() bool            { return c.y < marginTop+hair }
func (c *composer) fits(h float64) bool    { return c.y+h <= areaBottom+hair }
func (c *composer) room() float64          { return areaBottom - c.y }
func (c *composer) skip(h float64)         { c.y = math.Min(c.y+h, areaBottom) }
func (c *composer) draw(m mark)            { c.sheet().marks = append(c.sheet().marks, m) }
func (c *composer) demo(demonstrated bool) { c.sheet().demo = c.sheet().demo || demonstrated }

func (c *composer) rule(x1, x2, y, width float64, colour ink) {
	c.draw(lineMark{x1, y, x2, y, width, colour})
}

func (c *composer) fill(x, y, w, h float64, colour ink) {
	c.draw(areaMark{points: [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, ink: colour})
}

func (c *composer) frame(x, y, w, h, stroke float64, colour ink) {
	c.draw(areaMark{points: [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, ink: colour, stroke: stroke})
}

// furniture is what stands outside the type area of every page.
type furniture struct {
	name   string // of the bulletin
	number string // 〔2020〕第 2 期
	notice string
	demo   string // the demonstration mark
}

// furnish adds header and footer once the number of pages is known: the demonstration mark where the page holds a
// demonstration figure, the bulletin's name and issue, the dash number (odd pages right, even left, one character in)
// with the count of pages beside it, and on the other side the notice.
func (c *composer) furnish(f furniture) {
	all, y := c.sheets, c.y
	defer func() { c.sheets, c.y = all, y }()
	for i := range all {
		c.sheets = all[:i+1]
		c.place = "页眉和页脚"
		head := marginTop - 16*mm + 12.5 // the box begins 16 mm above the type area
		if all[i].demo {
			mark := style{face: sansBold, size: 9, ink: inkText}
			w := c.width(f.demo, mark)
			c.frame(marginLeft, head-12.5, w+14, 17, 0.7, inkText)
			c.text(marginLeft+7, head-0.8, f.demo, mark)
		}
		if i > 0 {
			st := styleUnit
			text := f.name + "　" + f.number
			for c.width(text, st) > areaWidth-130 && st.size > 6 {
				st.size -= 0.5
			}
			c.textRight(areaRight, head-0.8, c.clip(text, st, areaWidth-130), st)
		}
		foot := areaBottom + 7*mm
		number := style{face: serif, size: 14, ink: inkText}
		dash := fmt.Sprintf("— %d —", i+1)
		count := fmt.Sprintf("共 %d 页", len(all))
		small := styleNote
		line := c.clauses(f.notice, small, areaWidth-130)
		if i%2 == 0 {
			c.textRight(areaRight-14, foot+4, dash, number)
			c.textRight(areaRight-14-c.width(dash, number)-9, foot+2.5, count, small)
			c.text(marginLeft, foot+2.5, line, small)
		} else {
			c.text(marginLeft+14, foot+4, dash, number)
			c.text(marginLeft+14+c.width(dash, number)+9, foot+2.5, count, small)
			c.textRight(areaRight, foot+2.5, line, small)
		}
	}
}

// clauses is as much of a notice as fits a width, cut after a clause; on the first page it stands in full.
func (c *composer) clauses(notice string, st style, width float64) string {
	const most = 120 // characters: more never fit
	runes := []rune(notice)
	text := strings.TrimRight(string(runes[:min(len(runes), most)]), "。；，")
	for c.width(text, st) > width {
		at := strings.LastIndexAny(text, "。；，")
		if at <= 0 {
			return c.clip(text, st, width)
		}
		text = text[:at]
	}
	return text
}
