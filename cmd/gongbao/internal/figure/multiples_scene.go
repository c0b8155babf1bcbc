package figure

import (
	"fmt"
	"math"
)

func (f Figure) multiplesScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size, small := c.TextSize, c.small
	n := len(f.Panels)
	if n == 0 {
		return c.scene()
	}
	a := f.multiplesAxis()
	from, to := f.multiplesSpan()

	// As many columns as leave a panel a name, a value and a line that one can follow; rows of equal length if possible.
	gap := size * 1.5
	least := 11.5 * size
	columns := max(1, min(n, int((c.Width+gap)/(least+gap))))
	if rows := (n + columns - 1) / columns; rows > 1 {
		columns = (n + rows - 1) / rows
	}
	width := (c.Width - float64(columns-1)*gap) / float64(columns)
	plot := size * 6.5
	if c.Compact {
		plot = size * 5.5
	}
	head, foot := size*1.9, small*1.5
	pitch := head + plot + foot + size*0.5
	rows := (n + columns - 1) / columns
	c.height = float64(rows)*pitch - size*0.4

	// One gridline is named, the roundest in the middle; the scale's ends are the panel's own.
	middle := a.ticks[len(a.ticks)/2]
	for i, p := range f.Panels {
		x0, y0 := float64(i%columns)*(width+gap), float64(i/columns)*pitch
		top, bottom := y0+head, y0+head+plot
		const inset = 0.26 // in sizes: a dot at the edge stays inside
		x := func(month float64) float64 { return x0 + inset*size + (month-from)/(to-from)*(width-2*inset*size) }
		y := func(v float64) float64 { return bottom - a.at(v)*plot }
		at := func(q Point) [2]float64 { return [2]float64{x(f.Month(q.Period)), y(q.Value)} }

		if p.Highlight {
			c.stroke(ClassObserved, [2]float64{x0, y0 + 1.5}, [2]float64{x0 + width, y0 + 1.5})
		}
		// The name with its status, the newest value at the other end.
		left, base := x0, y0+size*1.35
		if p.Bar.HasStatus {
			d := statusSize(size) * 0.92
			c.shape(Shape{Status: p.Bar.Status.Key(), X: left + d/2, Y: base - size*0.36, Size: d, Title: p.Bar.Name + " · " + p.Bar.statusWord(c.say)})
			left += d + size*0.45
		}
		value := p.Bar.Missing
		if value == "" {
			value = f.withUnit(p.Bar.Text)
		}
		valueWidth := TextWidth(value, size, true)
		class := ClassText
		if p.Bar.Missing == "" {
			class = ClassTextStrong
		}
		c.label(Label{Class: class, X: x0 + width, Y: base, Size: size, Bold: p.Bar.Missing == "", Anchor: End, Text: value})
		c.label(Label{Class: ClassTextStrong, X: left, Y: base, Size: size, Bold: true, Anchor: Start, Link: p.Bar.Link, Text: fit(p.Bar.Name, x0+width-valueWidth-size*0.5-left, size, true)})

		c.stroke(ClassGrid, [2]float64{x0, y(middle)}, [2]float64{x0 + width, y(middle)})
		c.stroke(ClassAxis, [2]float64{x0, bottom}, [2]float64{x0 + width, bottom})
		c.lines = nil // those of the panel before lie elsewhere
		for _, role := range [...]Role{Compared, Path, Observed} {
			for _, line := range p.Lines {
				if line.Role == role {
					c.polyline(line, at)
				}
			}
		}
		for _, line := range p.Lines {
			if line.Role != Observed {
				continue
			}
			if k := len(line.Points); finite(line.Points[k-1].Value) {
				q := at(line.Points[k-1])
				c.marks = append(c.marks, Dot{Class: ClassObserved, X: q[0], Y: q[1], Radius: size * 0.25, Hollow: line.Points[k-1].Provisional})
				c.lines = append(c.lines, segment{q[0] - 4, q[1], q[0] + 4, q[1], 8})
			}
		}
		if i%columns == 0 {
			f.panelScale(c, a, middle, x0, width, y(middle), bottom, from, to)
		}
		if i == 0 {
			f.panelNames(c, p, x0, width, top, bottom, at)
		}
	}
	return c.scene()
}

// panelScale names the gridline and the ends of the time of the first panel of a row.
func (f Figure) panelScale(c *canvas, a axis, middle, x0, width, y, bottom, from, to float64) {
	small := c.small
	tick := f.withUnit(a.label(middle))
	w := TextWidth(tick, small, false)
	b := block{{ClassTextMuted, tick, small, false}}
	c.place(b, x0+width, y, []spot{
		{x: x0 + width - w, y: y + 1, anchor: End}, {x: x0 + width - w, y: y - b.height() - 1, anchor: End, cost: 0.5},
		{x: x0 + 2, y: y - b.height() - 1, anchor: Start, cost: 1}, {x: x0 + 2, y: y + 1, anchor: Start, cost: 1.5},
	})
	year := func(month float64) string { return fmt.Sprint((int(month) - 1) / 12) }
	first, last := year(math.Max(from, 1)), year(to)
	base := bottom + small*1.2
	c.try(Label{Class: ClassTextMuted, X: x0, Y: base, Size: small, Anchor: Start, Text: first})
	if last != first {
		c.try(Label{Class: ClassTextMuted, X: x0 + width, Y: base, Size: small, Anchor: End, Text: last})
	}
}

// panelNames says in the first panel what the lines are that are not the region's own.
func (f Figure) panelNames(c *canvas, p Panel, x0, width, top, bottom float64, at func(Point) [2]float64) {
	for _, line := range p.Lines {
		if line.Role == Observed || line.Name == "" || len(line.Points) < 2 {
			continue
		}
		b := block{{ClassTextMuted, fit(line.Name, width/2, c.small, false), c.small, false}}
		w, h := b.width(), b.height()
		var spots []spot
		for i, share := range [...]float64{0.75, 0.6, 0.9, 0.45, 0.3} {
			k := min(int(share*float64(len(line.Points)-1)), len(line.Points)-2)
			p, q := at(line.Points[k]), at(line.Points[k+1])
			t := share*float64(len(line.Points)-1) - float64(k)
			x, y := p[0]+(q[0]-p[0])*t, p[1]+(q[1]-p[1])*t
			for _, off := range [...]float64{3, 9, 16} {
				for j, s := range [...]spot{{x: x - w, y: y - h - off, anchor: End}, {x: x, y: y + off, anchor: Start}} {
					if s.x < x0 || s.x+w > x0+width || s.y < top || s.y+h > bottom {
						continue
					}
					s.cost = float64(i)/2 + off/6 + float64(j)/4
					spots = append(spots, s)
				}
			}
		}
		c.place(b, 0, 0, spots)
	}
}
