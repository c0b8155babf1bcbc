// Package raster paints scenes as PNG pictures: for readers who want a chart in a document, and for the cards that messengers
// show beside a link. It has the fonts of the bulletins and the colours of the theme. The same scene gives the same bytes.
package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/palette"
)

// Painter may be used by many at once.
type Painter struct {
	regular, bold *sfnt.Font
	colours       palette.Palette
	brushes       sync.Pool // of *brush: what a picture in the making needs, glyphs drawn before included
	encoders      encoders
}

// encoders are used again: the compressor of one takes more memory than the picture that it writes.
type encoders struct{ sync.Pool }

func (e *encoders) Get() *png.EncoderBuffer {
	b, _ := e.Pool.Get().(*png.EncoderBuffer)
	return b // nil has the encoder make one
}

func (e *encoders) Put(b *png.EncoderBuffer) { e.Pool.Put(b) }

// New reads two TrueType faces, the one that text is set in and its bold.
func New(regular, bold []byte, colours palette.Palette) (*Painter, error) {
	p := &Painter{colours: colours}
	var err error
	if p.regular, err = sfnt.Parse(regular); err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	if p.bold, err = sfnt.Parse(bold); err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	p.brushes.New = func() any { return &brush{painter: p, glyphs: map[glyphKey]glyph{}} }
	return p, nil
}

// PNG paints a scene on the theme's paper. One unit of the scene is scale pixels.
func (p *Painter) PNG(s figure.Scene, scale float64) ([]byte, error) {
	b := p.brushes.Get().(*brush)
	defer p.brushes.Put(b)
	b.begin(int(math.Round(s.Width*scale)), int(math.Round(s.Height*scale)), scale)
	for _, m := range s.Marks {
		for _, ink := range b.inks(m) {
			if ink.A > 0 {
				b.entry(ink)
			}
		}
	}
	for _, m := range s.Marks {
		switch m := m.(type) {
		case figure.Stroke:
			b.stroke(m)
		case figure.Area:
			b.area(m)
		case figure.Dot:
			b.dot(m)
		case figure.Shape:
			b.shape(m)
		case figure.Label:
			if err := b.label(m); err != nil {
				return nil, err
			}
		}
	}
	return b.encode()
}

// levels of coverage at an edge. Few levels make few colours, and so a picture of one byte a pixel; the eye does not see the
// difference.
const levels = 15

// brush paints straight onto a picture of at most 256 colours: paper and inks first, then the mixtures at their edges in
// the order in which they come; should there be more, the nearest serves.
type brush struct {
	painter *Painter
	scale   float64
	canvas  []uint8 // entries of colours, row by row
	bounds  image.Rectangle
	colours color.Palette
	entries map[color.NRGBA]uint8
	mixed   map[uint8]*[256][levels + 1]int16 // of an ink: by what it is laid over and how much; −1 is not known yet
	pieces  vector.Rasterizer
	mask    image.Alpha
	path    []segment
	glyphs  map[glyphKey]glyph
	buffer  sfnt.Buffer
}

func (b *brush) begin(width, height int, scale float64) {
	b.scale = scale
	b.bounds = image.Rect(0, 0, width, height)
	b.colours, b.entries, b.mixed = nil, map[color.NRGBA]uint8{}, map[uint8]*[256][levels + 1]int16{}
	b.canvas = slices.Grow(b.canvas[:0], width*height)[:width*height]
	b.entry(b.painter.colours.Colour("--paper")) // the first
	clear(b.canvas)
}

// entry is a colour's place among those of the picture.
func (b *brush) entry(c color.NRGBA) uint8 {
	if at, ok := b.entries[c]; ok {
		return at
	}
	var at uint8
	if len(b.colours) < 256 {
		at = uint8(len(b.colours))
		b.colours = append(b.colours, c)
	} else {
		at = uint8(b.colours.Index(c))
	}
	b.entries[c] = at
	return at
}

// mix is an ink over a colour of the picture, at a level of coverage.
func (b *brush) mix(table *[256][levels + 1]int16, under, ink uint8, level int) uint8 {
	if known := table[under][level]; known >= 0 {
		return uint8(known)
	}
	below, over := b.colours[under].(color.NRGBA), b.colours[ink].(color.NRGBA)
	part := func(below, over uint8) uint8 {
		return uint8((int(below)*(levels-level) + int(over)*level + levels/2) / levels)
	}
	at := b.entry(color.NRGBA{part(below.R, over.R), part(below.G, over.G), part(below.B, over.B), 255})
	table[under][level] = int16(at)
	return at
}

// segment is a step of an outline in pixels: to p[0], or a curve of one or two control points that ends at the last.
type segment struct {
	move bool
	n    int
	p    [3][2]float32
}

func (b *brush) moveTo(x, y float64) {
	b.path = append(b.path, segment{move: true, n: 1, p: [3][2]float32{{float32(x), float32(y)}}})
}

func (b *brush) lineTo(x, y float64) {
	b.path = append(b.path, segment{n: 1, p: [3][2]float32{{float32(x), float32(y)}}})
}

func (b *brush) cubeTo(x1, y1, x2, y2, x, y float64) {
	b.path = append(b.path, segment{n: 3, p: [3][2]float32{{float32(x1), float32(y1)}, {float32(x2), float32(y2)}, {float32(x), float32(y)}}})
}

// circle goes round clockwise as one sees it, as all outlines of a stroke do: where two overlap they add up, not cancel.
func (b *brush) circle(x, y, r float64) {
	const k = 0.5522847498 // of four cubic curves that make a circle
	b.moveTo(x+r, y)
	b.cubeTo(x+r, y+k*r, x+k*r, y+r, x, y+r)
	b.cubeTo(x-k*r, y+r, x-r, y+k*r, x-r, y)
	b.cubeTo(x-r, y-k*r, x-k*r, y-r, x, y-r)
	b.cubeTo(x+k*r, y-r, x+r, y-k*r, x+r, y)
}

// coverage rasterises the path, within the rectangle that it returns, and forgets it.
func (b *brush) coverage(within image.Rectangle) (image.Alpha, image.Point) {
	x0, y0, x1, y1 := float32(math.Inf(1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Inf(-1))
	for _, s := range b.path {
		for _, p := range s.p[:s.n] {
			x0, y0, x1, y1 = min(x0, p[0]), min(y0, p[1]), max(x1, p[0]), max(y1, p[1])
		}
	}
	path := b.path
	b.path = b.path[:0]
	if !(x1 > x0 && y1 > y0) || x1-x0 > 1e6 || y1-y0 > 1e6 {
		return image.Alpha{}, image.Point{}
	}
	bounds := image.Rect(int(math.Floor(float64(x0))), int(math.Floor(float64(y0))), int(math.Ceil(float64(x1))), int(math.Ceil(float64(y1))))
	bounds = bounds.Intersect(within)
	if bounds.Empty() {
		return image.Alpha{}, image.Point{}
	}
	z := &b.pieces
	z.Reset(bounds.Dx(), bounds.Dy())
	dx, dy := float32(bounds.Min.X), float32(bounds.Min.Y)
	at := func(p [2]float32) (float32, float32) { return p[0] - dx, p[1] - dy }
	for _, s := range path {
		ax, ay := at(s.p[0])
		switch {
		case s.move:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case s.n == 1:
			z.LineTo(ax, ay)
		case s.n == 2:
			bx, by := at(s.p[1])
			z.QuadTo(ax, ay, bx, by)
		default:
			bx, by := at(s.p[1])
			cx, cy := at(s.p[2])
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
	size := bounds.Dx() * bounds.Dy()
	if cap(b.mask.Pix) < size {
		b.mask.Pix = make([]uint8, size)
	}
	b.mask.Pix, b.mask.Stride, b.mask.Rect = b.mask.Pix[:size], bounds.Dx(), image.Rect(0, 0, bounds.Dx(), bounds.Dy())
	z.DrawOp = draw.Src // what the mask held before does not count
	z.Draw(&b.mask, b.mask.Rect, image.Opaque, image.Point{})
	return b.mask, bounds.Min
}

// fill paints the path and forgets it.
func (b *brush) fill(c color.NRGBA) {
	if c.A == 0 {
		b.path = b.path[:0]
		return
	}
	mask, at := b.coverage(b.bounds)
	b.blend(mask.Pix, mask.Stride, mask.Rect.Dx(), mask.Rect.Dy(), at, c)
}

// blend lays a colour over the canvas where the mask is, whose upper left corner is at a point of the canvas.
func (b *brush) blend(mask []uint8, stride, width, height int, at image.Point, c color.NRGBA) {
	ink := b.entry(c)
	table := b.mixed[ink]
	if table == nil {
		table = new([256][levels + 1]int16)
		for i := range table {
			for j := range table[i] {
				table[i][j] = -1
			}
		}
		b.mixed[ink] = table
	}
	columns := b.bounds.Dx()
	first, last := max(0, -at.X), min(width, columns-at.X)
	for y := max(0, -at.Y); y < min(height, b.bounds.Dy()-at.Y); y++ {
		row := b.canvas[(at.Y+y)*columns:]
		for x := first; x < last; x++ {
			switch cover := mask[y*stride+x]; cover {
			case 0:
			case 255:
				row[at.X+x] = ink
			default:
				if level := (int(cover)*levels + 127) / 255; level > 0 {
					row[at.X+x] = b.mix(table, row[at.X+x], ink, level)
				}
			}
		}
	}
}

// inks are the pure colours that a mark may need.
func (b *brush) inks(m figure.SceneMark) []color.NRGBA {
	of := func(classes ...string) []color.NRGBA {
		pen := b.painter.colours.Pen(classes...)
		return []color.NRGBA{pen.Fill, pen.Stroke}
	}
	switch m := m.(type) {
	case figure.Stroke:
		return of("g-" + string(m.Class))
	case figure.Area:
		return of("g-" + string(m.Class))
	case figure.Dot:
		return of("d-" + string(m.Class))
	case figure.Shape:
		return append(of("s-"+m.Status), of("s-on-"+m.Status)...)
	case figure.Label:
		return of("t-" + string(m.Class))[:1]
	}
	return nil
}

func (b *brush) polygon(points [][2]float64) {
	for i, p := range points {
		if i == 0 {
			b.moveTo(p[0]*b.scale, p[1]*b.scale)
		} else {
			b.lineTo(p[0]*b.scale, p[1]*b.scale)
		}
	}
}

// line outlines a polyline of a width, in scene units, with its dashes.
func (b *brush) line(points [][2]float64, pen palette.Pen) {
	for _, run := range figure.Dashed(points, pen.Dash) {
		half := pen.Width * b.scale / 2
		for i := 1; i < len(run); i++ {
			x0, y0, x1, y1 := run[i-1][0]*b.scale, run[i-1][1]*b.scale, run[i][0]*b.scale, run[i][1]*b.scale
			length := math.Hypot(x1-x0, y1-y0)
			if length == 0 {
				continue
			}
			nx, ny := -(y1-y0)/length*half, (x1-x0)/length*half
			b.moveTo(x0-nx, y0-ny)
			b.lineTo(x1-nx, y1-ny)
			b.lineTo(x1+nx, y1+ny)
			b.lineTo(x0+nx, y0+ny)
			if i < len(run)-1 && half > 0.6 {
				b.circle(x1, y1, half) // the notch at a corner
			}
		}
		if pen.Round && len(run) > 0 {
			for _, end := range [][2]float64{run[0], run[len(run)-1]} {
				b.circle(end[0]*b.scale, end[1]*b.scale, half)
			}
		}
	}
}

func (b *brush) stroke(m figure.Stroke) {
	pen := b.painter.colours.Pen("g-" + string(m.Class))
	points := m.Points
	if len(pen.Dash) == 0 && len(points) == 2 && (points[0][0] == points[1][0] || points[0][1] == points[1][1]) {
		points = b.crisp(points, &pen)
	}
	b.line(points, pen)
	b.fill(pen.Stroke)
}

// crisp moves an upright or level line onto whole pixels.
func (b *brush) crisp(points [][2]float64, pen *palette.Pen) [][2]float64 {
	wide := math.Max(1, math.Round(pen.Width*b.scale))
	pen.Width = wide / b.scale
	snap := func(v float64) float64 { return (math.Floor(v*b.scale-wide/2+0.5) + wide/2) / b.scale }
	p, q := points[0], points[1]
	if p[0] == q[0] {
		p[0], q[0] = snap(p[0]), snap(q[0])
	} else {
		p[1], q[1] = snap(p[1]), snap(q[1])
	}
	return [][2]float64{p, q}
}

func (b *brush) area(m figure.Area) {
	pen := b.painter.colours.Pen("g-" + string(m.Class))
	for _, ring := range m.Rings() {
		b.polygon(ring)
	}
	b.fill(pen.Fill)
	if pen.Stroke.A > 0 && pen.Width > 0 {
		for _, ring := range m.Rings() {
			if len(ring) > 1 {
				b.line(append(ring[:len(ring):len(ring)], ring[0]), pen)
			}
		}
		b.fill(pen.Stroke)
	}
	for _, hatch := range figure.Hatching(m) {
		b.line(hatch, pen)
		b.fill(pen.Stroke)
	}
}

func (b *brush) dot(m figure.Dot) {
	classes := []string{"d-" + string(m.Class)}
	square := m.Class == figure.ClassDemonstration
	if square {
		classes[0] = "d-" + string(figure.ClassObserved)
	}
	if m.Hollow {
		classes = append(classes, "d-hollow")
	}
	pen := b.painter.colours.Pen(classes...)
	outline := func(r float64) {
		x, y, r := m.X*b.scale, m.Y*b.scale, r*b.scale
		if !square {
			b.circle(x, y, r)
			return
		}
		b.moveTo(x-r, y-r)
		b.lineTo(x+r, y-r)
		b.lineTo(x+r, y+r)
		b.lineTo(x-r, y+r)
	}
	if pen.Stroke.A > 0 {
		outline(m.Radius + pen.Width/2)
		b.fill(pen.Stroke)
		outline(math.Max(m.Radius-pen.Width/2, 0))
	} else {
		outline(m.Radius)
	}
	b.fill(pen.Fill)
}

func (b *brush) shape(m figure.Shape) {
	prefix := "s-"
	if m.OnCell {
		prefix = "s-on-"
	}
	ink := b.painter.colours.Pen(prefix + m.Status).Fill
	// As package chart draws them: u is a sixteenth of the mark's box.
	u := m.Size / 16
	outline := func(points ...float64) (ring [][2]float64) {
		for i := 0; i < len(points); i += 2 {
			ring = append(ring, [2]float64{m.X + (points[i]-8)*u, m.Y + (points[i+1]-8)*u})
		}
		return ring
	}
	switch m.Status {
	case "achieved":
		b.circle(m.X*b.scale, m.Y*b.scale, 7*u*b.scale)
	case "ahead":
		b.polygon(outline(8, 1, 15.5, 14.5, 0.5, 14.5))
	case "on-track":
		b.polygon(outline(8, 0.5, 15.5, 8, 8, 15.5, 0.5, 8))
	case "slightly-behind":
		b.line(outline(2, 2.6, 14, 2.6, 8, 13.4, 2, 2.6, 14, 2.6), palette.Pen{Width: 2 * u})
	case "behind":
		b.polygon(outline(0.5, 1.5, 15.5, 1.5, 8, 15))
	default:
		var ring [][2]float64
		const steps = 48
		for i := range steps + 1 {
			angle := 2 * math.Pi * float64(i) / steps
			ring = append(ring, [2]float64{m.X + 6*u*math.Cos(angle), m.Y + 6*u*math.Sin(angle)})
		}
		b.line(ring, palette.Pen{Width: 1.6 * u, Dash: []float64{2.6 * u, 2.1 * u}})
	}
	b.fill(ink)
}

// Glyphs are kept at a quarter of a pixel.
const quarters = 4

type glyphKey struct {
	bold  bool
	index sfnt.GlyphIndex
	size  fixed.Int26_6
	shift int
}

// glyph is a character's coverage; its corner is at the pen's place, and the next character stands advance further.
type glyph struct {
	mask          []uint8
	width, height int
	corner        image.Point
	advance       float64
}

func (b *brush) face(bold bool) *sfnt.Font {
	if bold {
		return b.painter.bold
	}
	return b.painter.regular
}

func (b *brush) glyph(r rune, bold bool, size fixed.Int26_6, shift int) (glyph, error) {
	face := b.face(bold)
	index, err := face.GlyphIndex(&b.buffer, r)
	if err != nil {
		return glyph{}, fmt.Errorf("raster: %q: %w", r, err)
	}
	key := glyphKey{bold, index, size, shift}
	if g, ok := b.glyphs[key]; ok {
		return g, nil
	}
	advance, err := face.GlyphAdvance(&b.buffer, index, size, font.HintingNone)
	if err != nil {
		return glyph{}, fmt.Errorf("raster: %q: %w", r, err)
	}
	outline, err := face.LoadGlyph(&b.buffer, index, size, nil)
	if err != nil {
		return glyph{}, fmt.Errorf("raster: %q: %w", r, err)
	}
	offset := float64(shift) / quarters
	at := func(p fixed.Point26_6) (float64, float64) { return float64(p.X)/64 + offset, float64(p.Y) / 64 }
	for _, s := range outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			b.moveTo(x, y)
		case sfnt.SegmentOpLineTo:
			b.lineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			ex, ey := at(s.Args[1])
			b.path = append(b.path, segment{n: 2, p: [3][2]float32{{float32(x), float32(y)}, {float32(ex), float32(ey)}}})
		case sfnt.SegmentOpCubeTo:
			x2, y2 := at(s.Args[1])
			ex, ey := at(s.Args[2])
			b.cubeTo(x, y, x2, y2, ex, ey)
		}
	}
	const far = 1 << 14
	mask, corner := b.coverage(image.Rect(-far, -far, far, far))
	g := glyph{mask: bytes.Clone(mask.Pix), width: mask.Rect.Dx(), height: mask.Rect.Dy(), corner: corner, advance: float64(advance) / 64}
	b.glyphs[key] = g
	return g, nil
}

// width is how far a line of text goes, in pixels.
func (b *brush) width(text string, bold bool, size fixed.Int26_6) (w float64, err error) {
	for _, r := range text {
		g, err := b.glyph(r, bold, size, 0)
		if err != nil {
			return 0, err
		}
		w += g.advance
	}
	return w, nil
}

func (b *brush) label(m figure.Label) error {
	classes := []string{"t-" + string(m.Class)}
	ink := b.painter.colours.Pen(classes...).Fill
	size := fixed.Int26_6(math.Round(m.Size * b.scale * 64))
	x, y := m.X*b.scale, m.Y*b.scale
	if m.Vertical {
		for _, r := range m.Text {
			if err := b.text(string(r), figure.Middle, x, y, m.Bold, size, ink, false); err != nil {
				return err
			}
			y += figure.VerticalAdvance * m.Size * b.scale
		}
		return nil
	}
	return b.text(m.Text, m.Anchor, x, y, m.Bold, size, ink, m.Halo)
}

func (b *brush) text(text string, anchor figure.Anchor, x, y float64, bold bool, size fixed.Int26_6, ink color.NRGBA, halo bool) error {
	if anchor != figure.Start && anchor != "" {
		w, err := b.width(text, bold, size)
		if err != nil {
			return err
		}
		if anchor == figure.Middle {
			w /= 2
		}
		x -= w
	}
	base := int(math.Round(y))
	for pass := range 2 {
		if pass == 0 && !halo {
			continue
		}
		at := x
		for _, r := range text {
			whole := math.Floor(at)
			shift := int((at - whole) * quarters)
			g, err := b.glyph(r, bold, size, shift)
			if err != nil {
				return err
			}
			corner := g.corner.Add(image.Pt(int(whole), base))
			if pass == 0 {
				b.halo(g, corner)
			} else {
				b.blend(g.mask, g.width, g.width, g.height, corner, ink)
			}
			at += g.advance
		}
	}
	return nil
}

// halo lays paper two units wide around a glyph.
func (b *brush) halo(g glyph, corner image.Point) {
	paper := b.painter.colours.Colour("--paper")
	r := int(math.Round(2 * b.scale))
	b.moveTo(float64(corner.X-r), float64(corner.Y-r))
	b.lineTo(float64(corner.X+g.width+r), float64(corner.Y-r))
	b.lineTo(float64(corner.X+g.width+r), float64(corner.Y+g.height+r))
	b.lineTo(float64(corner.X-r), float64(corner.Y+g.height+r))
	if g.width > 0 {
		b.fill(paper)
	}
	b.path = b.path[:0]
}

// encode writes the canvas.
func (b *brush) encode() ([]byte, error) {
	picture := &image.Paletted{Pix: b.canvas, Stride: b.bounds.Dx(), Rect: b.bounds, Palette: b.colours}
	var out bytes.Buffer
	// A tenth larger than the default, three times as quick.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &b.painter.encoders}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	return out.Bytes(), nil
}
