package figure

import (
	"math"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
)

func (f Figure) mapScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size := c.TextSize
	if len(f.Places) == 0 {
		return c.scene()
	}
	// In a wide layout a list of the regions stands beside the map, as it is no taller than that; else a key stands below.
	width, list := c.Width, false
	listWidth := f.mapListWidth(size, c.small)
	if !c.Compact && len(f.Places) <= 16 && listWidth < 0.5*c.Width {
		width, list = c.Width-listWidth-2.5*size, true
	}
	bottom := 0.0
	if f.Approval != "" {
		bottom = f.boundaryMap(c, width)
	} else {
		bottom = f.tileMap(c, width, list)
	}
	if f.Approval != "" {
		bottom += size * 1.4
		c.label(Label{Class: ClassTextMuted, X: 0, Y: bottom, Size: c.small, Anchor: Start, Text: fit(f.Approval, width, c.small, false)})
	}
	c.height = bottom + size*0.6
	if list {
		c.height = math.Max(c.height, f.mapList(c, c.Width-listWidth, listWidth))
	}
	if !list || !f.judged() {
		f.mapKey(c)
	}
	return c.scene()
}

func (f Figure) judged() bool {
	return slices.ContainsFunc(f.Places, func(p Place) bool { return p.HasStatus })
}

// ground is what a region is filled with, and the class of text on it.
func (p Place) ground(judged bool) (area, text Class) {
	switch {
	case p.Missing != "":
		return ClassBlank, ClassTextMuted
	case p.HasStatus:
		return CellClass(p.Status), OnCellClass(p.Status)
	case p.Shade > 0:
		return ShadeClass(p.Shade), OnShadeClass(p.Shade)
	}
	return ClassTile, ClassText
}

// title says a region in words: 青石 44.70% · 符合序时.
func (f Figure) placeTitle(p Place) string {
	if p.Missing != "" {
		return p.Name + " · " + p.Missing
	}
	t := p.Name + " " + f.withUnit(p.Text)
	if p.HasStatus {
		t += " · " + p.statusWord(f.voice())
	}
	return t
}

// tileMap draws the squares from the upper left corner and returns where they end.
func (f Figure) tileMap(c *canvas, width float64, list bool) float64 {
	size := c.TextSize
	cols, rows := 0, 0
	for _, p := range f.Places {
		if p.Col > 0 && p.Row > 0 {
			cols, rows = max(cols, p.Col), max(rows, p.Row)
		}
	}
	step := math.Min(width/float64(cols), 8.2*size)
	if !list && !c.Compact {
		step = math.Min(width/float64(cols), 10*size)
	}
	gap := math.Min(4, step*0.06)
	pad := math.Min(size*0.6, step*0.1)
	judged, room := f.judged(), step-gap-2*pad
	// The unit goes with every value or with none, as the tiles have room. Shape and value stand side by side or, where that
	// is too wide, one above the other: a status is never colour alone.
	units := true
	for _, p := range f.Places {
		units = units && (p.Missing != "" || TextWidth(f.withUnit(p.Text), size, false) <= room)
	}
	value := func(p Place) string {
		switch {
		case p.Missing != "":
			return p.Missing
		case units:
			return f.withUnit(p.Text)
		}
		return p.Text
	}
	d, stacked := 0.0, false
	for _, p := range f.Places {
		if p.HasStatus {
			d = statusSize(size)
			stacked = stacked || TextWidth(value(p), size, false)+d+size*0.3 > room
		}
	}
	tall := 3.2 * size
	if stacked {
		tall = 4.6 * size
	}
	stepY := math.Max(step, tall+gap)
	for _, p := range f.Places {
		if p.Col < 1 || p.Row < 1 {
			continue
		}
		x0, y0 := float64(p.Col-1)*step, float64(p.Row-1)*stepY
		x1, y1 := x0+step-gap, y0+stepY-gap
		area, text := p.ground(judged)
		f.region(c, p, Area{Class: area, Points: [][2]float64{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}})
		nameSize := size
		if TextWidth(p.Name, size, true) > room && c.small < size {
			nameSize = c.small
		}
		c.label(Label{Class: text, X: x0 + pad, Y: y0 + pad + nameSize*0.95, Size: nameSize, Bold: p.Missing == "", Anchor: Start, Text: fit(p.Name, room, nameSize, true)})
		c.label(Label{Class: text, X: x0 + pad, Y: y1 - pad - size*0.1, Size: size, Anchor: Start, Text: fit(value(p), room, size, false)})
		if p.HasStatus {
			s := Shape{Status: p.Status.Key(), X: x1 - pad - d/2, Y: y1 - pad - d/2, Size: d, OnCell: true, Title: f.placeTitle(p)}
			if stacked {
				s.X, s.Y = x0+pad+d/2, (y0+y1)/2
			}
			c.shape(s)
		}
	}
	return float64(rows) * stepY
}

// region fills a region; the whole of it is the link.
func (f Figure) region(c *canvas, p Place, a Area) {
	a.Title = f.placeTitle(p)
	if !c.Print {
		a.Link = p.Link
	}
	c.marks = append(c.marks, a)
	if a.Class != ClassBlank { // which has an outline of its own
		for _, ring := range a.Rings() {
			c.stroke(ClassBorder, append(ring[:len(ring):len(ring)], ring[0])...)
		}
	}
}

// boundaryMap draws the outlines within a width, no taller than wide, and returns where they end.
func (f Figure) boundaryMap(c *canvas, width float64) float64 {
	size := c.TextSize
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range f.Places {
		for _, ring := range p.Outline {
			for _, q := range ring {
				x0, x1 = math.Min(x0, q[0]), math.Max(x1, q[0])
				y0, y1 = math.Min(y0, q[1]), math.Max(y1, q[1])
			}
		}
	}
	if !(x1 > x0 && y1 > y0) {
		return 0
	}
	tallest := width
	if !c.Compact {
		tallest = 30 * size
	}
	z := math.Min((width-2)/(x1-x0), (tallest-2)/(y1-y0))
	left := (width - (x1-x0)*z) / 2
	at := func(q [2]float64) [2]float64 { return [2]float64{left + (q[0]-x0)*z, 1 + (q[1]-y0)*z} }
	judged := f.judged()
	height := (y1-y0)*z + 2
	c.height = height

	type named struct {
		place Place
		spot  [2]float64
		room  float64
	}
	var names []named
	for _, p := range f.Places {
		var rings [][][2]float64
		best := -1.0
		var n named
		for _, ring := range p.Outline {
			var moved [][2]float64
			for _, q := range ring {
				q = at(q)
				q = [2]float64{math.Round(q[0]*10) / 10, math.Round(q[1]*10) / 10}
				if k := len(moved); k == 0 || moved[k-1] != q {
					moved = append(moved, q)
				}
			}
			if len(moved) < 3 {
				continue // smaller than a tenth of a pixel
			}
			rings = append(rings, moved)
			if spot, room := inside(moved); room > best {
				best = room
				n = named{p, spot, room}
			}
		}
		if len(rings) == 0 {
			continue
		}
		area, _ := p.ground(judged)
		f.region(c, p, Area{Class: area, Points: rings[0], Rest: rings[1:]})
		names = append(names, n)
	}
	// Roomy regions take their names first; a small one may have to do without, the list and the title name it.
	slices.SortStableFunc(names, func(a, b named) int {
		switch {
		case a.room > b.room:
			return -1
		case a.room < b.room:
			return 1
		}
		return 0
	})
	for _, n := range names {
		_, text := n.place.ground(judged)
		value := f.withUnit(n.place.Text)
		b := block{{text, n.place.Name, size, true}}
		if value != "" && n.room > size*2.2 {
			b = append(b, line{text, value, c.small, false})
		}
		w, h := b.width(), b.height()
		d := 0.0
		if n.place.HasStatus {
			d = statusSize(size) * 0.85
		}
		room := box{n.spot[0] - w/2 - d, n.spot[1] - h/2, n.spot[0] + w/2, n.spot[1] + h/2}
		if !c.free(room) {
			continue
		}
		y := room.y0
		for _, t := range b {
			c.label(Label{Class: t.class, X: n.spot[0] + d/2, Y: y + (leading-1)/2*t.size + ascent*t.size, Size: t.size, Bold: t.bold, Anchor: Middle, Text: t.text})
			y += leading * t.size
		}
		if d > 0 {
			c.shape(Shape{Status: n.place.Status.Key(), X: room.x0 + d/2 - size*0.1, Y: room.y0 + leading*size/2, Size: d, OnCell: true, Title: f.placeTitle(n.place)})
		}
	}
	return height
}

// inside is the point of a polygon that is furthest from its edges, on a grid, and how far that is: where a name has room.
func inside(ring [][2]float64) (at [2]float64, room float64) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range ring {
		x0, x1 = math.Min(x0, q[0]), math.Max(x1, q[0])
		y0, y1 = math.Min(y0, q[1]), math.Max(y1, q[1])
	}
	const steps = 24
	room = -1
	for i := 1; i < steps; i++ {
		for j := 1; j < steps; j++ {
			p := [2]float64{x0 + (x1-x0)*float64(i)/steps, y0 + (y1-y0)*float64(j)/steps}
			within, nearest := false, math.Inf(1)
			for k, q := range ring {
				r := ring[(k+1)%len(ring)]
				if (q[1] > p[1]) != (r[1] > p[1]) && p[0] < (r[0]-q[0])*(p[1]-q[1])/(r[1]-q[1])+q[0] {
					within = !within
				}
				nearest = math.Min(nearest, distance(p, q, r))
			}
			if within && nearest > room {
				at, room = p, nearest
			}
		}
	}
	return at, room
}

// distance of a point from a line segment.
func distance(p, a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = math.Min(1, math.Max(0, ((p[0]-a[0])*dx+(p[1]-a[1])*dy)/length))
	}
	return math.Hypot(p[0]-a[0]-t*dx, p[1]-a[1]-t*dy)
}

func (f Figure) mapColumns(size float64) (name, value, status float64) {
	for _, p := range f.Places {
		name = math.Max(name, math.Min(TextWidth(p.Name, size, false), 10*size))
		value = math.Max(value, TextWidth(f.listValue(p), size, true))
		if p.HasStatus {
			status = math.Max(status, statusWidth(f.voice(), p.Bar, size, true))
		}
	}
	return name, value, status
}

func (f Figure) listValue(p Place) string {
	if p.Missing != "" {
		return p.Missing
	}
	return f.withUnit(p.Text)
}

func (f Figure) mapListWidth(size, small float64) float64 {
	name, value, status := f.mapColumns(size)
	w := name + size*1.5 + value
	if status > 0 {
		w += size*1.2 + status
	}
	return w
}

// mapList is a row a region: name, value, status.
func (f Figure) mapList(c *canvas, x, width float64) (bottom float64) {
	size := c.TextSize
	name, value, _ := f.mapColumns(size)
	pitch := size * 1.95
	if c.Print {
		pitch = size * 1.7
	}
	for i, p := range f.Places {
		y := float64(i)*pitch + pitch/2
		if i > 0 {
			c.stroke(ClassGrid, [2]float64{x, float64(i) * pitch}, [2]float64{x + width, float64(i) * pitch})
		}
		class, bold := ClassTextStrong, true
		if p.Missing != "" {
			class, bold = ClassTextMuted, false
		}
		c.label(Label{Class: ClassText, X: x, Y: y + size*0.36, Size: size, Anchor: Start, Text: fit(p.Name, name, size, false)})
		c.label(Label{Class: class, X: x + name + size*1.5 + value, Y: y + size*0.36, Size: size, Bold: bold, Anchor: End, Text: f.listValue(p)})
		if p.HasStatus {
			c.setStatus(p.Bar, x+name+size*1.5+value+size*1.2, y, true)
		}
	}
	return float64(len(f.Places)) * pitch
}

// mapKey explains the grounds below the map: statuses with their shapes, value classes with their bounds.
func (f Figure) mapKey(c *canvas) {
	size := c.small
	x, y := 0.0, c.height+size*1.2
	entry := func(class Class, status *analysis.Status, text string) {
		d := size * 1.1
		w := d + size*0.5 + TextWidth(text, size, false)
		if x > 0 && x+w > c.Width {
			x, y = 0, y+size*1.8
		}
		if status != nil {
			c.shape(Shape{Status: status.Key(), X: x + d/2, Y: y - size*0.36, Size: d * 0.9, Title: status.In(c.say.Language)})
		} else {
			c.rect(class, x, y-size*0.36-d/2, x+d, y-size*0.36+d/2)
		}
		c.label(Label{Class: ClassTextMuted, X: x + d + size*0.5, Y: y, Size: size, Anchor: Start, Text: text})
		x += w + size*1.4
	}
	if f.judged() {
		for _, s := range analysis.Statuses {
			if slices.ContainsFunc(f.Places, func(p Place) bool { return p.HasStatus && p.Status == s }) {
				entry("", &s, s.In(c.say.Language))
			}
		}
	}
	for class := 1; class <= Shades; class++ {
		var low, high *Place
		for i := range f.Places {
			p := &f.Places[i]
			if p.Shade != class || p.Missing != "" {
				continue
			}
			if low == nil || p.Value < low.Value {
				low = p
			}
			if high == nil || p.Value > high.Value {
				high = p
			}
		}
		if low == nil {
			continue
		}
		text := f.withUnit(low.Text)
		if low.Text != high.Text {
			text = low.Text + "—" + f.withUnit(high.Text)
		}
		entry(ShadeClass(class), nil, text)
	}
	seen := map[string]bool{}
	for _, p := range f.Places {
		if p.Missing != "" && !seen[p.Missing] {
			seen[p.Missing] = true
			entry(ClassBlank, nil, p.Missing)
		}
	}
	c.height = y + size*0.6
}
