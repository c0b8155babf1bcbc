package chart

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/palette"
)

// SVGOptions say what a scene needs to know of the page it stands in.
type SVGOptions struct {
	// ID of the svg element, unique on the page; none where it is empty. Nothing inside has an id.
	ID string
	// Class is added to the element's class "chart": wide, narrow, large.
	Class string
	// Label is the text alternative: the figure's summary.
	Label string
	// Link makes the address of a route (relative to the root, as in package route) as the page must write it; without it
	// nothing is a link.
	Link func(route string) string
	// Palette writes the theme's colours into a drawing that stands alone, in place of the classes; Title is then its name.
	Palette *palette.Palette
	Title   string
}

// SVG is the scene as a static picture. Strict policies hold: there is no style attribute, no style element and no
// script. Colours, pens and weights are the style sheet's:
//
//	svg.chart             the element; it has width, height and viewBox, so that its room is kept while styles load
//	.g-<class>            strokes and areas: grid axis observed path projected compared aim now leader expected tag
//	                      (strokes), track bar bar-home bar-other total fall band tile blank shade-<n> cell-<status> (areas),
//	                      shortfall (an outline with upright hatching, stroked)
//	.d-<class>            dots of lines: observed projected compared; .d-hollow with it for provisional ones; .d-square
//	                      with it for demonstration ones, which are squares
//	.t-<class>            text: text text-muted text-strong projected compared status-<status> on-cell-<status> on-shade-<n>
//	.t-halo               with it: outlined in the paper's colour, since it stands over lines
//	.s-<status>           a status shape; set its color only, the shape itself is filled or stroked with currentColor
//	.s-on-<status>        the same on a cell of its own status
//
// where <class> is a figure.Class and <status> is achieved, ahead, on-track, slightly-behind, behind or no-data.
func SVG(s figure.Scene, o SVGOptions) string {
	space := spaces.Get().(*[]byte)
	defer spaces.Put(space)
	w := writer{b: (*space)[:0], link: o.Link, palette: o.Palette}
	linked := false
	if o.Link != nil {
		for _, m := range s.Marks {
			switch m := m.(type) {
			case figure.Label:
				linked = linked || m.Link != ""
			case figure.Shape:
				linked = linked || m.Link != ""
			case figure.Area:
				linked = linked || m.Link != ""
			}
		}
	}

	w.str(`<svg xmlns="http://www.w3.org/2000/svg"`)
	if o.ID != "" {
		w.attr("id", o.ID)
	}
	if o.Palette == nil {
		w.attr("class", strings.TrimSpace("chart "+o.Class))
	} else {
		w.attr("font-family", o.Palette.Token("--sans"))
	}
	w.num(` width="`, s.Width)
	w.num(`" height="`, s.Height)
	w.num(`" viewBox="0 0 `, s.Width)
	w.num(" ", s.Height)
	// What an img contains is presentation only: links would be lost to those who hear the page.
	if linked {
		w.str(`" role="group"`)
	} else {
		w.str(`" role="img"`)
	}
	if o.Label != "" {
		w.attr("aria-label", o.Label)
	}
	w.str(">")
	if o.Palette != nil {
		if o.Title != "" {
			w.str("<title>")
			w.text(o.Title)
			w.str("</title>")
		}
		w.num(`<rect width="`, s.Width)
		w.num(`" height="`, s.Height)
		w.str(`" fill="` + hex(o.Palette.Colour("--paper")) + `"/>`)
	}
	for _, m := range s.Marks {
		switch m := m.(type) {
		case figure.Stroke:
			w.stroke(m)
		case figure.Area:
			w.area(m)
		case figure.Dot:
			w.dot(m)
		case figure.Shape:
			w.shape(m)
		case figure.Label:
			w.label(m)
		}
	}
	w.str("</svg>")
	*space = w.b
	return string(w.b)
}

// spaces are room to write in.
var spaces = sync.Pool{New: func() any { return new([]byte) }}

type writer struct {
	b       []byte
	link    func(string) string
	palette *palette.Palette
}

func (w *writer) str(s string) { w.b = append(w.b, s...) }

// num writes a text and a coordinate with at most two decimals.
func (w *writer) num(before string, v float64) {
	w.b = append(w.b, before...)
	hundredths := math.Round(v * 100)
	if !(math.Abs(hundredths) < 1e15) { // beyond it, or no number
		if v = hundredths / 100; math.IsNaN(v) || math.IsInf(v, 0) {
			v = 0
		}
		w.b = strconv.AppendFloat(w.b, v, 'f', -1, 64)
		return
	}
	n := int64(hundredths)
	if n < 0 {
		w.b, n = append(w.b, '-'), -n
	}
	w.b = strconv.AppendInt(w.b, n/100, 10)
	switch n %= 100; {
	case n%10 != 0:
		w.b = append(w.b, '.', byte('0'+n/10), byte('0'+n%10))
	case n != 0:
		w.b = append(w.b, '.', byte('0'+n/10))
	}
}

func (w *writer) attr(name, value string) {
	w.b = append(append(append(w.b, ' '), name...), `="`...)
	w.text(value)
	w.b = append(w.b, '"')
}

// text escapes for content and attributes alike. Characters that XML 1.0 does not know are left out.
func (w *writer) text(s string) {
	if plain(s) {
		w.b = append(w.b, s...)
		return
	}
	for _, r := range s {
		switch {
		case r == '&':
			w.str("&amp;")
		case r == '<':
			w.str("&lt;")
		case r == '>':
			w.str("&gt;")
		case r == '"':
			w.str("&quot;")
		case r == '\'':
			w.str("&#39;")
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
		default:
			w.b = append(w.b, string(r)...)
		}
	}
}

// plain reports a text that stands as it is: nearly all do. U+FFFE and U+FFFF are EF BF BE and EF BF BF.
func plain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '&', c == '<', c == '>', c == '"', c == '\'', c < ' ', c == 0xEF && i+2 < len(s) && s[i+1] == 0xBF && s[i+2] >= 0xBE:
			return false
		}
	}
	return utf8.ValidString(s)
}

// look says how an element is drawn: by its classes, or by what the palette has for them. Text has no stroke of its own.
// They are kind-class and further ones.
func (w *writer) look(kind byte, class figure.Class, more ...string) {
	if w.palette == nil {
		w.b = append(append(w.b, ` class="`...), kind, '-')
		w.text(string(class))
		for _, m := range more {
			w.b = append(append(w.b, ' '), m...)
		}
		w.b = append(w.b, '"')
		return
	}
	text := kind == 't'
	pen := w.palette.Pen(append([]string{string(kind) + "-" + string(class)}, more...)...)
	w.attr("fill", hex(pen.Fill))
	if pen.Stroke.A == 0 || text && !slices.Contains(more, "t-halo") {
		return
	}
	w.attr("stroke", hex(pen.Stroke))
	w.num(` stroke-width="`, pen.Width)
	w.str(`"`)
	if text {
		w.str(` paint-order="stroke" stroke-linejoin="round"`)
	}
	for i, length := range pen.Dash {
		if i == 0 {
			w.str(` stroke-dasharray="`)
		} else {
			w.str(" ")
		}
		w.num("", length)
	}
	if len(pen.Dash) > 0 {
		w.str(`"`)
	}
	if pen.Round {
		w.str(` stroke-linecap="round" stroke-linejoin="round"`)
	}
}

func hex(c color.NRGBA) string {
	if c.A == 0 {
		return "none"
	}
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

func (w *writer) path(class figure.Class) {
	w.str(`<path`)
	w.look('g', class)
	w.str(` d="`)
}

func (w *writer) stroke(m figure.Stroke) {
	if len(m.Points) == 0 {
		return
	}
	w.path(m.Class)
	w.polyline(m.Points)
	w.str(`"/>`)
}

func (w *writer) polyline(points [][2]float64) {
	for i, p := range points {
		switch {
		case i == 0:
			w.num("M", p[0])
			w.num(" ", p[1])
		case p[1] == points[i-1][1]:
			w.num("H", p[0])
		case p[0] == points[i-1][0]:
			w.num("V", p[1])
		default:
			w.num("L", p[0])
			w.num(" ", p[1])
		}
	}
}

func (w *writer) area(m figure.Area) {
	if len(m.Points) == 0 {
		return
	}
	linked := w.open(m.Link)
	w.path(m.Class)
	for _, ring := range m.Rings() {
		w.polyline(ring)
		w.str("Z")
	}
	for _, line := range figure.Hatching(m) { // by strokes: a pattern would need an id
		w.polyline(line)
	}
	if m.Title != "" {
		w.str(`"><title>`)
		w.text(m.Title)
		w.str("</title></path>")
	} else {
		w.str(`"/>`)
	}
	w.close(linked)
}

func (w *writer) dot(m figure.Dot) {
	class, square := m.Class, m.Class == figure.ClassDemonstration
	if square {
		w.str(`<rect`)
		class = figure.ClassObserved
	} else {
		w.str(`<circle`)
	}
	switch {
	case square && m.Hollow:
		w.look('d', class, "d-square", "d-hollow")
	case square:
		w.look('d', class, "d-square")
	case m.Hollow:
		w.look('d', class, "d-hollow")
	default:
		w.look('d', class)
	}
	if square {
		w.num(` x="`, m.X-m.Radius)
		w.num(`" y="`, m.Y-m.Radius)
		w.num(`" width="`, 2*m.Radius)
		w.num(`" height="`, 2*m.Radius)
	} else {
		w.num(` cx="`, m.X)
		w.num(`" cy="`, m.Y)
		w.num(`" r="`, m.Radius)
	}
	w.str(`"/>`)
}

// open and close put a mark into a link, if it has one.
func (w *writer) open(route string) bool {
	if route == "" || w.link == nil {
		return false
	}
	w.str("<a")
	w.attr("href", w.link(route))
	w.str(">")
	return true
}

func (w *writer) close(linked bool) {
	if linked {
		w.str("</a>")
	}
}

// shape draws a status mark: geometry, since a font may lack the characters or make emoji of them.
func (w *writer) shape(m figure.Shape) {
	linked := w.open(m.Link)
	class := "s-" + m.Status
	if m.OnCell {
		class = "s-on-" + m.Status
	}
	w.str("<g")
	if w.palette == nil {
		w.attr("class", class)
	} else {
		w.attr("color", hex(w.palette.Pen(class).Fill))
	}
	w.str(">")
	if m.Title != "" {
		w.str("<title>")
		w.text(m.Title)
		w.str("</title>")
	}
	// u is a sixteenth of the mark's box, whose upper left corner is (x, y).
	u := m.Size / 16
	x, y := m.X-8*u, m.Y-8*u
	outline := func(points ...float64) {
		for i := 0; i < len(points); i += 2 {
			before := "L"
			if i == 0 {
				before = "M"
			}
			w.num(before, x+points[i]*u)
			w.num(" ", y+points[i+1]*u)
		}
		w.str("Z")
	}
	circle := func(r float64) {
		w.num(`<circle cx="`, m.X)
		w.num(`" cy="`, m.Y)
		w.num(`" r="`, r*u)
	}
	switch m.Status {
	case "achieved":
		circle(7)
		w.str(`" fill="currentColor"/>`)
	case "ahead":
		w.str(`<path fill="currentColor" d="`)
		outline(8, 1, 15.5, 14.5, 0.5, 14.5)
		w.str(`"/>`)
	case "on-track":
		w.str(`<path fill="currentColor" d="`)
		outline(8, 0.5, 15.5, 8, 8, 15.5, 0.5, 8)
		w.str(`"/>`)
	case "slightly-behind":
		w.num(`<path fill="none" stroke="currentColor" stroke-width="`, 2*u)
		w.str(`" d="`)
		outline(2, 2.6, 14, 2.6, 8, 13.4)
		w.str(`"/>`)
	case "behind":
		w.str(`<path fill="currentColor" d="`)
		outline(0.5, 1.5, 15.5, 1.5, 8, 15)
		w.str(`"/>`)
	default:
		circle(6)
		w.num(`" fill="none" stroke="currentColor" stroke-width="`, 1.6*u)
		w.num(`" stroke-dasharray="`, 2.6*u)
		w.num(" ", 2.1*u)
		w.str(`"/>`)
	}
	w.str("</g>")
	w.close(linked)
}

func (w *writer) label(m figure.Label) {
	linked := w.open(m.Link)
	w.str("<text")
	if m.Halo {
		w.look('t', m.Class, "t-halo")
	} else {
		w.look('t', m.Class)
	}
	w.num(` font-size="`, m.Size)
	if m.Bold {
		w.str(`" font-weight="600`)
	}
	switch m.Anchor {
	case figure.Middle:
		w.str(`" text-anchor="middle`)
	case figure.End:
		w.str(`" text-anchor="end`)
	}
	if m.Vertical {
		// A place for each character; x too, since each must be centred by itself.
		n := len([]rune(m.Text))
		w.str(`" x="`)
		for i := range n {
			if i > 0 {
				w.str(" ")
			}
			w.num("", m.X)
		}
		w.str(`" y="`)
		for i := range n {
			if i > 0 {
				w.str(" ")
			}
			w.num("", m.Y+float64(i)*figure.VerticalAdvance*m.Size)
		}
	} else {
		w.num(`" x="`, m.X)
		w.num(`" y="`, m.Y)
	}
	w.str(`">`)
	w.text(m.Text)
	w.str("</text>")
	w.close(linked)
}
