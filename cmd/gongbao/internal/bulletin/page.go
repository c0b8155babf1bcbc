package bulletin

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/pdfa"
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

	linePitch    = 28.95
	lineCount    = 22
	bodySize     = 16.0
	bodyTracking = (areaWidth - 28*bodySize) / 27 // between the characters of a line: 28 fill it
	charPitch    = bodySize + bodyTracking
	bodyIndent   = 2 * charPitch
)

// frame is the type area of a page, from its upper left corner. A landscape page is an upright one turned by a right angle
// to the left: its head lies at the binding (GB/T 9704-2012, 7.7).
type frame struct{ paperWidth, paperHeight, left, top, width, height float64 }

var (
	upright   = frame{paperWidth, paperHeight, marginLeft, marginTop, areaWidth, areaHeight}
	landscape = frame{paperHeight, paperWidth, paperHeight - marginTop - areaHeight, marginLeft, areaHeight, areaWidth}
)

// style is how a run of text looks.
type style struct {
	face  faceID
	size  float64
	ink   ink
	raise float64 // of a superscript
	// tracking is added after every Han character.
	tracking float64
	// link leads to an anchor of the bulletin, #annex, or to an address; empty for plain text.
	link string
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

// placed is a mark on a sheet, and the piece of the document that it is part of.
type placed struct {
	mark
	part *pdfa.Content
}

// textMark is a run of characters on one baseline, spacing points apart beyond their own widths.
type textMark struct {
	x, y    float64 // of the baseline's left end
	turned  bool    // by a right angle: the text runs downwards
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
	frame
	marks  []placed
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
	{figures: 1, white: 0.6, whole: 0.35, annex: third},
	{figures: leastFigure, white: 0.6, whole: 0.35, annex: third},
	{figures: 1, white: 1, whole: 0.35, annex: 0.6},
	{figures: 1, white: 1, whole: 0.1, annex: third},
	{figures: 1, white: 0.6, whole: 0.1, annex: 0.6},
	{figures: leastFigure, white: 1, whole: 0.35, annex: third, tableFirst: true},
	{figures: leastFigure, white: 0.6, whole: 0.1, annex: 0.6, tableFirst: true},
	{figures: leastFigure, white: 0.3, whole: 0.1, annex: 0.6},
}

const (
	// settled is as little white as makes no further setting worth its time; preference is what the next must gain.
	settled    = 0.25
	preference = 0.03
)

const third = 1. / 3

// leastFigure is how far a figure may shrink: its type stays above 8 points.
const leastFigure = 0.85

// barren weighs the white at the foot of pages: what a reader turns in vain. A page that closes a part may end anywhere
// but right below its head.
func (c *composer) barren() float64 {
	const enough, closing = 0.8, third
	cost := 0.0
	for i, s := range c.sheets {
		used := (s.bottom - s.top) / s.height
		if s.closes || i == len(c.sheets)-1 {
			cost += 6 * math.Max(0, closing-used)
		} else {
			cost += 4 * math.Max(0, enough-used)
		}
	}
	return cost
}

// bookmark is an entry of the outline.
type bookmark struct {
	title string
	level int // 1, or 2 below the last of level 1
	page  int // from 0
	y     float64
}

// composer puts blocks on sheets, one after the other.
type composer struct {
	widths    *widths
	setting   setting
	terms     termList
	sheets    []*sheet
	frame     frame   // of the next sheet
	y         float64 // the next free height, from the top of the paper
	notes     []*footnote
	bookmarks []bookmark
	anchors   map[string]pdfa.Place
	tags      tags
	place     string // what is being set, for faults
}

// block is a paragraph, a heading, a table, a figure …
type block interface {
	// lead is the least height at which the block can begin on a page: a heading above stays with that much of it.
	lead(c *composer, next []block) float64
	set(c *composer)
}

func newComposer(w *widths) *composer {
	c := &composer{widths: w, setting: settings[0], frame: upright, anchors: map[string]pdfa.Place{}, tags: newTags()}
	c.turn()
	return c
}

// trial is a composer that sets blocks at the same place, to see how they fall; nothing of it is kept.
func (c *composer) trial() *composer {
	return &composer{
		widths: c.widths, setting: c.setting, terms: c.terms, frame: c.frame, sheets: []*sheet{{frame: c.sheet().frame}}, y: c.y,
		notes: slices.Clone(c.notes), anchors: map[string]pdfa.Place{}, tags: newTags(),
	}
}

// compose sets all blocks. A block that does not fit the rest of the page begins the next one; a figure or a table that
// does not may let the one behind it go first.
func (c *composer) compose(blocks []block) {
	blocks = slices.Clone(blocks)
	for i := range blocks {
		if need := blocks[i].lead(c, blocks[i+1:]); !c.fits(need) && !c.atTop() {
			if i+1 < len(blocks) && swappable(blocks[i], blocks[i+1]) && c.fits(c.whole(blocks[i+1])) {
				blocks[i], blocks[i+1] = blocks[i+1], blocks[i]
			} else {
				c.turn()
			}
		}
		blocks[i].set(c)
	}
}

// swappable reports whether two blocks may change places: a figure and a table, whose numbers count apart.
func swappable(a, b block) bool {
	figure := func(b block) bool { _, ok := b.(*plate); return ok }
	table := func(b block) bool { _, ok := b.(*table); return ok }
	return figure(a) && table(b) || table(a) && figure(b)
}

// whole is the height of a figure or a table.
func (c *composer) whole(b block) float64 {
	if t, ok := b.(*table); ok {
		t.layout(c)
		return t.opening(c) + t.total + t.trailing(c)
	}
	return b.lead(c, nil)
}

// finish ends the last page.
func (c *composer) finish() {
	c.sheet().bottom = math.Max(c.sheet().bottom, c.y)
	c.setFootnotes()
}

func (c *composer) sheet() *sheet { return c.sheets[len(c.sheets)-1] }

// turn begins a page.
func (c *composer) turn() {
	if len(c.sheets) > 0 {
		c.sheet().bottom = math.Max(c.sheet().bottom, c.y)
		c.setFootnotes()
	}
	c.sheets = append(c.sheets, &sheet{frame: c.frame})
	c.y = c.top()
}

const hair = 0.01 // rounding of sums of lengths

// The type area of the page that is being set. Footnotes take from its height what they need.
func (c *composer) left() float64  { return c.sheet().left }
func (c *composer) right() float64 { return c.sheet().left + c.sheet().width }
func (c *composer) wide() float64  { return c.sheet().width }
func (c *composer) top() float64   { return c.sheet().top }
func (c *composer) high() float64  { return c.sheet().height }
func (c *composer) foot() float64  { return c.sheet().top + c.sheet().height - c.footnoteHeight() }

func (c *composer) atTop() bool         { return c.y < c.top()+hair }
func (c *composer) fits(h float64) bool { return c.y+h <= c.foot()+hair }
func (c *composer) room() float64       { return c.foot() - c.y }
func (c *composer) skip(h float64)      { c.y = math.Min(c.y+h, c.foot()) }
func (c *composer) draw(m mark) {
	c.sheet().marks = append(c.sheet().marks, placed{m, c.tags.part(m)})
}
func (c *composer) demo(demonstrated bool) { c.sheet().demo = c.sheet().demo || demonstrated }

func (c *composer) rule(x1, x2, y, width float64, colour ink) {
	c.draw(lineMark{x1, y, x2, y, width, colour})
}

func (c *composer) fill(x, y, w, h float64, colour ink) {
	c.draw(areaMark{points: [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, ink: colour})
}

func (c *composer) frameBox(x, y, w, h, stroke float64, colour ink) {
	c.draw(areaMark{points: [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, ink: colour, stroke: stroke})
}

// furniture is what stands outside the type area of every page.
type furniture struct {
	name     string // of the bulletin
	number   string // 〔2020〕第 2 期
	notice   string
	demo     string // the demonstration mark
	internal string // 内部 · 未发布, on every page; empty for what is public
}

// furnish adds header and footer once the number of pages is known: the demonstration mark where the page holds a
// demonstration figure, the bulletin's name and issue, the dash number (odd pages right, even left, one character in)
// with the count of pages beside it, and on the other side the notice.
func (c *composer) furnish(f furniture) {
	all, y := c.sheets, c.y
	defer func() { c.sheets, c.y = all, y }()
	defer c.tags.furniture()()
	c.place = "页眉和页脚"
	for i, s := range all {
		c.sheets = all[:i+1]
		head := s.top - 16*mm + 12.5 // the box begins 16 mm above the type area
		if s.frame == landscape {
			head = s.top - 10*mm + 12.5
		}
		at := s.left
		for _, stamp := range []struct {
			text string
			on   bool
		}{{f.internal, f.internal != ""}, {f.demo, s.demo}} {
			if stamp.on {
				mark := style{face: sansBold, size: 9, ink: inkText}
				w := c.width(stamp.text, mark)
				c.frameBox(at, head-12.5, w+14, 17, 0.7, inkText)
				c.text(at+7, head-0.8, stamp.text, mark)
				at += w + 14 + 8
			}
		}
		if i > 0 {
			st := styleUnit
			text, room := f.name+"　"+f.number, c.right()-at-20
			for c.width(text, st) > room && st.size > 7 {
				st.size -= 0.5
			}
			c.textRight(c.right(), head-0.8, c.clip(text, st, room), st)
		}
		c.folio(i, len(all), f.notice)
	}
}

// folio is the foot of a page: the number at its place on the upright page, 7 mm below the type area, odd pages right and
// even ones left, one character in. On a landscape page it is turned with the paper.
func (c *composer) folio(i, count int, notice string) {
	number := style{face: serif, size: 14, ink: inkText}
	small := styleNote
	dash, of := fmt.Sprintf("— %d —", i+1), fmt.Sprintf("共 %d 页", count)
	line := c.clauses(notice, small, areaWidth-130)
	set := func(x, y float64, text string, st style) { c.text(x, y, text, st) }
	if c.sheet().frame == landscape { // upright x runs down this page, y runs to its left
		set = func(x, y float64, text string, st style) { c.textTurned(paperHeight-y, x, text, st) }
	}
	foot, right := marginTop+areaHeight+7*mm, marginLeft+areaWidth
	w, gap := c.width(dash, number), 9.0
	if i%2 == 0 {
		set(right-14-w, foot+4, dash, number)
		set(right-14-w-gap-c.width(of, small), foot+2.5, of, small)
		set(marginLeft, foot+2.5, line, small)
	} else {
		set(marginLeft+14, foot+4, dash, number)
		set(marginLeft+14+w+gap, foot+2.5, of, small)
		set(right-c.width(line, small), foot+2.5, line, small)
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
