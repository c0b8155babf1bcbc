package figure

import (
	"math"
	"slices"
	"sync"
)

// canvas collects the marks of a scene and knows where labels stand already, so that no label covers another.
type canvas struct {
	say voice
	Layout
	small  float64 // size of notes and ticks
	height float64
	marks  []SceneMark
	labels []SceneMark // painted last, over the lines
	plot   Plot
	taken  []box
	lines  []segment // what labels had better not stand on
	spots  []spot    // room for the places of one block at a time
}

func newCanvas(l Layout, height float64) *canvas {
	if l.TextSize <= 0 {
		l.TextSize = Wide.TextSize
	}
	l.Width = math.Max(l.Width, 16*l.TextSize)
	// Nothing on paper is smaller than 8.5 pt.
	c := used.Get().(*canvas)
	*c = canvas{Layout: l, small: math.Max(l.TextSize-1, math.Min(l.TextSize, 8.5)), height: height,
		marks: c.marks[:0], labels: c.labels[:0], taken: c.taken[:0], lines: c.lines[:0], spots: c.spots[:0]}
	return c
}

// used are canvases whose scenes are made: what a scene takes with it is a copy.
var used = sync.Pool{New: func() any { return new(canvas) }}

// scene ends the canvas.
func (c *canvas) scene() Scene {
	s := Scene{Width: c.Width, Height: math.Ceil(c.height), Marks: slices.Concat(c.marks, c.labels), Plot: c.plot}
	clear(c.marks) // strokes' points are the scene's alone
	clear(c.labels)
	used.Put(c)
	return s
}

type box struct{ x0, y0, x1, y1 float64 }

func (b box) overlaps(o box) bool {
	const touch = 0.01
	return b.x0 < o.x1-touch && o.x0 < b.x1-touch && b.y0 < o.y1-touch && o.y0 < b.y1-touch
}

type segment struct {
	x0, y0, x1, y1 float64
	weight         float64 // how bad it is to stand on it
}

// crosses reports whether the segment passes through the box (Liang and Barsky's clipping). Most are wholly to one side.
func (s *segment) crosses(b *box) bool {
	if s.x0 < b.x0 && s.x1 < b.x0 || s.x0 > b.x1 && s.x1 > b.x1 || s.y0 < b.y0 && s.y1 < b.y0 || s.y0 > b.y1 && s.y1 > b.y1 {
		return false
	}
	t0, t1 := 0.0, 1.0
	dx, dy := s.x1-s.x0, s.y1-s.y0
	for _, e := range [...][2]float64{{-dx, s.x0 - b.x0}, {dx, b.x1 - s.x0}, {-dy, s.y0 - b.y0}, {dy, b.y1 - s.y0}} {
		p, q := e[0], e[1]
		if p == 0 {
			if q < 0 {
				return false
			}
			continue
		}
		if t := q / p; p < 0 {
			t0 = max(t0, t)
		} else {
			t1 = min(t1, t)
		}
	}
	return t0 < t1
}

// ascent and descent of the ink of Chinese and Latin text around its baseline, in sizes.
const (
	ascent  = 0.88
	descent = 0.14
)

// Box is the room that a label takes, as TextWidth measures it.
func (l Label) Box() (x0, y0, x1, y1 float64) {
	b := l.box()
	return b.x0, b.y0, b.x1, b.y1
}

func (l Label) box() box {
	if l.Vertical {
		n := float64(len([]rune(l.Text)))
		return box{l.X - l.Size/2, l.Y - ascent*l.Size, l.X + l.Size/2, l.Y + ((n-1)*VerticalAdvance+descent)*l.Size}
	}
	w := TextWidth(l.Text, l.Size, l.Bold)
	x := l.X
	switch l.Anchor {
	case Middle:
		x -= w / 2
	case End:
		x -= w
	}
	return box{x, l.Y - ascent*l.Size, x + w, l.Y + descent*l.Size}
}

// label puts a label at its own place, unseen whether there is room: for columns, whose widths are measured.
func (c *canvas) label(l Label) {
	if l.Text == "" {
		return
	}
	if l.Anchor == "" {
		l.Anchor = Start
	}
	if c.Print {
		l.Link = ""
	}
	c.labels = append(c.labels, l)
	c.taken = append(c.taken, l.box())
}

// try puts a label at its place if it is free and inside.
func (c *canvas) try(l Label) bool {
	if l.Text == "" || !c.free(l.box()) {
		return false
	}
	c.label(l)
	return true
}

func (c *canvas) free(b box) bool {
	if b.x0 < 0 || b.y0 < 0 || b.x1 > c.Width || b.y1 > c.height {
		return false
	}
	for _, t := range c.taken {
		if b.overlaps(t) {
			return false
		}
	}
	return true
}

func (c *canvas) stroke(class Class, points ...[2]float64) {
	c.marks = append(c.marks, Stroke{Class: class, Points: points})
}

// avoid makes a polyline an obstacle for labels.
func (c *canvas) avoid(weight float64, points ...[2]float64) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		c.lines = append(c.lines, segment{a[0], a[1], b[0], b[1], weight})
	}
}

// rect fills a rectangle; one without area is not drawn.
func (c *canvas) rect(class Class, x0, y0, x1, y1 float64) {
	if x1-x0 < 0.005 || y1-y0 < 0.005 {
		return
	}
	c.marks = append(c.marks, Area{Class: class, Points: [][2]float64{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}})
}

func (c *canvas) shape(s Shape) {
	if c.Print {
		s.Link = ""
	}
	c.marks = append(c.marks, s)
}

// line is one line of a block of text.
type line struct {
	class Class
	text  string
	size  float64
	bold  bool
}

// block is a label of one or several lines that stays together.
type block []line

const leading = 1.25

func (b block) width() float64 {
	w := 0.0
	for _, l := range b {
		w = math.Max(w, TextWidth(l.text, l.size, l.bold))
	}
	return w
}

func (b block) height() float64 {
	h := 0.0
	for _, l := range b {
		h += leading * l.size
	}
	return h
}

// spot is a place for a block: its upper left corner, how its lines are set to each other, what it costs to be there.
type spot struct {
	x, y   float64
	anchor Anchor
	cost   float64
	leader bool
}

// around are the places about a point: beside it first, then further off with a leader. They hold until the next are asked for.
func (c *canvas) around(x, y float64, b block, prefer ...Anchor) []spot {
	w, h := b.width(), b.height()
	spots := c.spots[:0]
	for _, r := range [...]float64{7, 16, 27, 40, 56} {
		far := r / 6
		for i, s := range [...]spot{
			{x: x + r, y: y - h/2, anchor: Start},
			{x: x + r*0.8, y: y + r*0.6, anchor: Start},
			{x: x + r*0.8, y: y - r*0.6 - h, anchor: Start},
			{x: x - w - r*0.8, y: y - r*0.6 - h, anchor: End},
			{x: x - w - r*0.8, y: y + r*0.6, anchor: End},
			{x: x - w/2, y: y - r - h, anchor: Middle},
			{x: x - w/2, y: y + r, anchor: Middle},
			{x: x - w - r, y: y - h/2, anchor: End},
		} {
			s.cost = far + float64(i)/10
			for _, p := range prefer {
				if s.anchor != p {
					s.cost += 1.5
				}
			}
			s.leader = r >= 16
			spots = append(spots, s)
		}
	}
	c.spots = spots
	return spots
}

// place puts a block at the cheapest free spot, with a leader to (x, y) where it stands off. It reports whether there
// was one.
func (c *canvas) place(b block, x, y float64, spots []spot) bool {
	best, bestCost := -1, math.Inf(1)
	w, h := b.width(), b.height()
	for i, s := range spots {
		room := box{s.x - 1.5, s.y, s.x + w + 1.5, s.y + h}
		if s.cost >= bestCost || !c.free(room) {
			continue
		}
		cost := s.cost
		for j := range c.lines {
			if l := &c.lines[j]; l.crosses(&room) {
				cost += l.weight
			}
		}
		if cost < bestCost {
			best, bestCost = i, cost
		}
	}
	if best < 0 {
		return false
	}
	s := spots[best]
	if s.leader {
		room := box{s.x, s.y, s.x + w, s.y + h}
		c.leader(x, y, math.Min(math.Max(x, room.x0), room.x1), math.Min(math.Max(y, room.y0), room.y1))
	}
	c.set(b, s)
	return true
}

// leader runs from a mark to its label and touches neither.
func (c *canvas) leader(x0, y0, x1, y1 float64) {
	length := math.Hypot(x1-x0, y1-y0)
	if length < 9 {
		return
	}
	from, to := 5/length, 1-2/length
	p := [2]float64{x0 + (x1-x0)*from, y0 + (y1-y0)*from}
	q := [2]float64{x0 + (x1-x0)*to, y0 + (y1-y0)*to}
	c.stroke(ClassLeader, p, q)
	c.avoid(2, p, q)
}

// set writes a block's lines at a spot.
func (c *canvas) set(b block, s spot) {
	x := s.x
	switch s.anchor {
	case Middle:
		x += b.width() / 2
	case End:
		x += b.width()
	}
	y := s.y
	for _, l := range b {
		c.label(Label{Class: l.class, X: x, Y: y + (leading-1)/2*l.size + ascent*l.size, Size: l.size, Bold: l.bold, Anchor: s.anchor, Halo: true, Text: l.text})
		y += leading * l.size
	}
}

// spread moves labels that stand one above the other apart, each as little as may be: wanted are centres from top to
// bottom, heights the room each takes.
func spread(wanted, heights []float64, top, bottom float64) []float64 {
	at := slices.Clone(wanted)
	edge := top
	for i := range at {
		at[i] = math.Max(at[i], edge+heights[i]/2)
		edge = at[i] + heights[i]/2
	}
	edge = bottom
	for i := len(at) - 1; i >= 0; i-- {
		at[i] = math.Min(at[i], edge-heights[i]/2)
		edge = at[i] - heights[i]/2
	}
	return at
}
