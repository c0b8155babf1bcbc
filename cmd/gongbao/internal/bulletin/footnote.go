package bulletin

import (
	"math"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/pdfa"
)

// footnote is a note on the data, at the foot of the page that refers to it.
type footnote struct {
	mark string // ①
	text string

	lines []line
}

const (
	footnotePitch = 12
	footnoteAbove = 8 // the white and the rule above the first
)

// footnote makes a note of the bulletin and the span that refers to it. There are as many marks as circled figures.
func (e *edition) footnote(text string) (span, *footnote) {
	const most = 20
	if e.footnotes >= most {
		return span{}, nil
	}
	n := &footnote{mark: string(rune('①' + e.footnotes)), text: text}
	e.footnotes++
	return span{n.mark, styleReference.to("#" + n.anchor())}, n
}

// styleReference raises a note's mark beside the word that it belongs to.
var styleReference = style{face: sans, size: 0.62 * bodySize, ink: inkText, raise: 0.36 * bodySize}

func (s style) to(link string) style { s.link = link; return s }

func (n *footnote) anchor() string { return "note-" + n.mark }

func (n *footnote) layout(c *composer) {
	if n.lines == nil {
		c.place = "脚注"
		n.lines = breakLines(c.shape([]span{{n.mark, styleNote}, {" ", styleNote}, {n.text, styleNote}}), measure{width: c.wide(), justify: true})
	}
}

// needed is what notes that the page has not yet would take of it.
func (c *composer) needed(notes []*footnote) float64 {
	was := c.footnoteHeight()
	h := was
	for _, n := range notes {
		if slices.Contains(c.notes, n) {
			continue
		}
		n.layout(c)
		if h == 0 {
			h = footnoteAbove
		}
		h += footnotePitch * float64(len(n.lines))
	}
	return h - was
}

func (c *composer) footnoteHeight() float64 {
	if len(c.notes) == 0 {
		return 0
	}
	h := float64(footnoteAbove)
	for _, n := range c.notes {
		h += footnotePitch * float64(len(n.lines))
	}
	return h
}

// refer puts notes on the page.
func (c *composer) refer(notes []*footnote) {
	for _, n := range notes {
		if !slices.Contains(c.notes, n) {
			n.layout(c)
			c.notes = append(c.notes, n)
		}
	}
}

// setFootnotes ends a page: its notes stand at the foot of the type area, below a rule of a quarter of its width.
func (c *composer) setFootnotes() {
	if len(c.notes) == 0 {
		return
	}
	notes, y := c.notes, c.foot()
	c.notes = nil
	defer c.tags.into(c.tags.root)()
	c.rule(c.left(), c.left()+c.wide()/4, y+2, 0.5, inkText)
	y += footnoteAbove
	for _, n := range notes {
		at := c.y
		c.y = y
		c.anchor(n.anchor())
		c.y = at
		c.as(pdfa.Note, func() {
			for _, l := range n.lines {
				c.drawLine(l, c.left(), y+baseline(footnotePitch, l.size()))
				y += footnotePitch
			}
		})
	}
	c.sheet().bottom = math.Max(c.sheet().bottom, y)
}

// refersTo are the notes whose marks stand in a line.
func (l line) refersTo(notes []*footnote) []*footnote {
	var list []*footnote
	for i := range l.glyphs {
		if g := &l.glyphs[i]; g.style.raise > 0 {
			for _, n := range notes {
				if strings.HasPrefix(n.mark, string(g.r)) {
					list = append(list, n)
				}
			}
		}
	}
	return list
}
