package bulletin

import (
	"math"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// printLayout is the room of a figure in the type area, for a height of the usual.
func printLayout(height float64) figure.Layout {
	return figure.Layout{Width: 442, TextSize: 9.5 * height, Print: true}
}

// plate is a figure: caption, scene, note. It becomes a little lower where it would otherwise just miss the page.
type plate struct {
	caption caption
	figure  figure.Figure
	note    block // stays with the figure
	demo    bool
	place   string
	part    int // of a divided figure, from 0
}

// fitted lays the figure out for the rest of the page: at the height that is set, or lower if that makes it fit. A scene
// that is higher than a whole page is scaled by z.
func (p *plate) fitted(c *composer) (s figure.Scene, z float64) {
	const step = 0.05
	frame := c.captionHeight(p.caption) + p.trailing(c) + 6
	for height := c.setting.figures; height > leastFigure-hair; height -= step {
		if s := p.scene(c, height); c.fits(frame + s.Height) {
			return s, math.Min(1, c.wide()/math.Max(s.Width, 1))
		}
	}
	s = p.scene(c, c.setting.figures)
	return s, math.Min(1, math.Min(c.wide()/math.Max(s.Width, 1), (c.high()-frame)/math.Max(s.Height, 1)))
}

// drawn is a part of a document's figure at a height.
type drawn struct {
	id     string
	part   int
	height float64
}

func (p *plate) scene(c *composer, height float64) figure.Scene {
	key := drawn{p.figure.ID, p.part, height}
	s, known := c.widths.scenes[key]
	if !known {
		s = p.figure.Scene(printLayout(height))
		c.widths.scenes[key] = s
	}
	return s
}

func (p *plate) lead(c *composer, _ []block) float64 {
	s, z := p.fitted(c)
	return c.captionHeight(p.caption) + s.Height*z + 4 + p.trailing(c)
}

func (p *plate) trailing(c *composer) float64 {
	if p.note == nil {
		return 0
	}
	return p.note.lead(c, nil)
}

func (p *plate) set(c *composer) {
	c.place = p.place
	c.demo(p.demo)
	s, z := p.fitted(c)
	e, end := c.tag(pdfa.Figure)
	e.Alt = p.caption.label + "　" + p.caption.title
	if p.figure.Summary != "" {
		e.Alt += "。" + p.figure.Summary
	}
	from := c.y
	c.setCaption(p.caption)
	painter{c: c, x: c.left(), y: c.y + 2, z: z}.paint(s)
	c.skip(s.Height*z + 4)
	e.Box = c.box(c.left(), from, c.wide(), c.y-from)
	end()
	if p.note != nil {
		p.note.set(c)
	}
}

// painter turns a scene's marks into marks of the sheet: roles become inks and pens of the print palette.
type painter struct {
	c    *composer
	x, y float64 // of the scene's origin on the paper
	z    float64 // scale
}

func (p painter) at(q [2]float64) [2]float64 { return [2]float64{p.x + q[0]*p.z, p.y + q[1]*p.z} }

// pen is how a polyline is drawn. Dashes alternate with gaps.
type pen struct {
	width  float64
	ink    ink
	dashes []float64
}

var pens = map[figure.Class]pen{
	figure.ClassGrid:          {0.25, inkGrid, nil},
	figure.ClassAxis:          {0.6, inkText, nil},
	figure.ClassObserved:      {2, inkMain, nil},
	figure.ClassPath:          {1.2, inkMuted, []float64{5, 3}},
	figure.ClassProjected:     {1.8, inkMain, []float64{1.8, 2.2}},
	figure.ClassCompared:      {1, inkOther, nil},
	figure.ClassAim:           {0.7, inkText, nil},
	figure.ClassNow:           {0.6, inkMuted, []float64{0.8, 1.6}},
	figure.ClassExpected:      {1.6, inkText, nil},
	figure.ClassLeader:        {0.4, inkMuted, nil},
	figure.ClassDemonstration: {0.8, inkMuted, nil},
	figure.ClassBorder:        {0.4, inkMuted, nil},
	figure.ClassTag:           {0.5, inkText, nil},
}

func (p painter) paint(s figure.Scene) {
	for _, m := range s.Marks {
		switch m := m.(type) {
		case figure.Stroke:
			p.stroke(m)
		case figure.Area:
			p.area(m)
		case figure.Label:
			p.label(m)
		case figure.Dot:
			p.dot(m)
		case figure.Shape:
			at := p.at([2]float64{m.X, m.Y})
			p.c.shapeMark(statusOf(m.Status), at[0], at[1], m.Size*p.z)
		}
	}
}

func statusOf(key string) analysis.Status {
	for _, s := range analysis.Statuses {
		if s.Key() == key {
			return s
		}
	}
	return analysis.NoData
}

func (p painter) stroke(s figure.Stroke) {
	how, ok := pens[s.Class]
	if !ok {
		how = pen{0.5, p.ink(s.Class), nil}
	}
	for _, piece := range figure.Dashed(s.Points, how.dashes) {
		for i := 1; i < len(piece); i++ {
			a, b := p.at(piece[i-1]), p.at(piece[i])
			p.c.draw(lineMark{a[0], a[1], b[0], b[1], how.width * p.z, how.ink})
			// Straight pieces meet with square ends: a disc closes the notch at the corner.
			if i < len(piece)-1 && how.width > 1 {
				p.c.draw(areaMark{points: circle(b[0], b[1], how.width*p.z/2), ink: how.ink})
			}
		}
	}
}

func (p painter) area(a figure.Area) {
	if len(a.Points) < 3 {
		return
	}
	points := make([][2]float64, len(a.Points))
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i, q := range a.Points {
		points[i] = p.at(q)
		x0, x1 = math.Min(x0, points[i][0]), math.Max(x1, points[i][0])
		y0, y1 = math.Min(y0, points[i][1]), math.Max(y1, points[i][1])
	}
	if a.Class == figure.ClassShortfall {
		p.c.hatch(x0, y0, x1-x0, y1-y0)
		return
	}
	p.c.draw(areaMark{points: points, ink: p.ink(a.Class)})
	for _, ring := range a.Rest { // islands, and holes, which go round the other way
		fill := p.ink(a.Class)
		if clockwise(ring) != clockwise(a.Points) {
			fill = inkPaper
		}
		moved := make([][2]float64, len(ring))
		for i, q := range ring {
			moved[i] = p.at(q)
		}
		p.c.draw(areaMark{points: moved, ink: fill})
	}
	if a.Class == figure.ClassBlank {
		p.c.draw(areaMark{points: points, ink: inkRule, stroke: 0.5})
	}
}

// clockwise as one sees it: y points down.
func clockwise(ring [][2]float64) bool {
	sum := 0.0
	for i, q := range ring {
		r := ring[(i+1)%len(ring)]
		sum += q[0]*r[1] - r[0]*q[1]
	}
	return sum > 0
}

// shadeInks are the value classes of a map, from low to high; text is black on all of them.
var shadeInks = [figure.Shades]ink{{0xF0, 0xF0, 0xF0}, {0xDC, 0xDC, 0xDC}, {0xC4, 0xC4, 0xC4}, {0xA8, 0xA8, 0xA8}}

func (p painter) ink(class figure.Class) ink {
	switch class {
	case figure.ClassBar, figure.ClassBarHome, figure.ClassObserved, figure.ClassProjected:
		return inkMain
	case figure.ClassBarOther, figure.ClassCompared:
		return inkOther
	case figure.ClassTrack, figure.ClassBand, figure.ClassTile:
		return groundQuiet
	case figure.ClassBlank:
		return inkPaper
	case figure.ClassTotal:
		return inkMuted
	case figure.ClassFall:
		return inkSlight
	case figure.ClassTextMuted, figure.ClassPath, figure.ClassNow, figure.ClassLeader, figure.ClassDemonstration:
		return inkMuted
	case figure.ClassGrid:
		return inkGrid
	}
	for i, shade := range shadeInks {
		if class == figure.ShadeClass(i+1) {
			return shade
		}
	}
	for _, s := range analysis.Statuses {
		switch class {
		case figure.StatusClass(s):
			return statusInk(s)
		case figure.CellClass(s):
			if ground, ok := statusGround(s); ok {
				return ground
			}
			return inkPaper
		}
	}
	return inkText
}

func (p painter) dot(d figure.Dot) {
	at, r := p.at([2]float64{d.X, d.Y}), d.Radius*p.z
	colour := p.ink(d.Class)
	if d.Class == figure.ClassDemonstration {
		r *= 0.9
		square := [][2]float64{{at[0] - r, at[1] - r}, {at[0] + r, at[1] - r}, {at[0] + r, at[1] + r}, {at[0] - r, at[1] + r}}
		if !d.Hollow {
			p.c.draw(areaMark{points: square, ink: colour})
			return
		}
		p.c.draw(areaMark{points: square, ink: inkPaper})
		p.c.draw(areaMark{points: square, ink: colour, stroke: 0.6})
		return
	}
	if d.Hollow {
		p.c.draw(areaMark{points: circle(at[0], at[1], r), ink: inkPaper})
		p.c.draw(areaMark{points: circle(at[0], at[1], r-0.5), ink: colour, stroke: 1})
		return
	}
	p.c.draw(areaMark{points: circle(at[0], at[1], r), ink: colour})
}

func (p painter) label(l figure.Label) {
	st := style{face: sans, size: l.Size * p.z, ink: p.ink(l.Class)}
	if l.Bold {
		st.face = sansBold
	}
	at := p.at([2]float64{l.X, l.Y})
	if l.Vertical {
		y := at[1]
		for _, r := range l.Text {
			p.c.textCentre(at[0], y, string(r), st)
			y += figure.VerticalAdvance * st.size
		}
		return
	}
	text := strings.TrimSpace(l.Text)
	w := p.c.width(text, st)
	if w > p.c.wide() {
		text = p.c.clip(text, st, p.c.wide())
		w = p.c.width(text, st)
	}
	x := at[0]
	switch l.Anchor {
	case figure.Middle:
		x -= w / 2
	case figure.End:
		x -= w
	}
	// Widths in the figure are estimates: what they are off by must not lead over the edge.
	x = math.Max(p.c.left(), math.Min(x, p.c.right()-w))
	if l.Halo {
		p.c.fill(x-1, at[1]-0.84*st.size, w+2, 0.98*st.size, inkPaper)
	}
	p.c.text(x, at[1], text, st)
}
