package figure

import "math"

// Attainments further out than these are cut, and a break in the bar says so: one county at 800 % would make
// everybody else's difference invisible.
const (
	mostAttained  = 150
	leastAttained = -50
)

// AttainmentRange is the scale of an attainment's bars in per cent: as far as the values go, within the bounds above.
func (f Figure) AttainmentRange() (lo, hi float64) {
	hi = 100
	for _, r := range f.Bars {
		if r.Missing == "" && finite(r.Value) {
			lo, hi = math.Min(lo, r.Value), math.Max(hi, r.Value)
		}
		if r.HasExpected && finite(r.Expected) {
			lo, hi = math.Min(lo, r.Expected), math.Max(hi, r.Expected)
		}
	}
	return math.Max(lo, leastAttained), math.Min(hi*1.02, mostAttained)
}

func (f Figure) attainmentScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size, small := c.TextSize, c.small
	gap := size * 0.8
	if len(f.Bars) == 0 {
		return c.scene()
	}

	lo, hi := f.AttainmentRange()
	common, same := math.NaN(), true // expected progress, where it is one and the same
	var attainedWidth, gapWidth, statusCol float64
	places := false
	for _, r := range f.Bars {
		attainedWidth = math.Max(attainedWidth, TextWidth(f.rowText(r)+"%", size, true))
		gapWidth = math.Max(gapWidth, TextWidth(r.GapText, size, false))
		statusCol = math.Max(statusCol, statusWidth(c.say, r, size, true))
		places = places || r.Place != ""
		if r.HasExpected && finite(r.Expected) {
			if math.IsNaN(common) {
				common = r.Expected
			}
			same = same && r.Expected == common
		}
	}
	same = same && !math.IsNaN(common)

	// Columns from the right: status, difference, attainment.
	heads := [...]string{f.voice().Text("figure.head.attained"), f.voice().Text("figure.head.gap"), f.voice().Text("figure.column.status")}
	attainedWidth = math.Max(attainedWidth, TextWidth(heads[0], small, false))
	if gapWidth > 0 {
		gapWidth = math.Max(gapWidth, TextWidth(heads[1], small, false))
	}
	statusX := c.Width - statusCol
	gapX := statusX - gap*1.5
	attainedX := gapX
	if gapWidth > 0 {
		attainedX = gapX - gapWidth - gap
	}
	left, right := 0.0, c.Width
	var names bars
	placeWidth := 0.0
	if places {
		placeWidth = size * 2
	}
	pitch, thick := size*2.2, size*0.62
	compact := c.Compact || attainedX-attainedWidth < 0.5*c.Width
	if compact {
		// Two lines a row: words above, the bar below with the whole width to itself.
		statusX = c.Width - attainedWidth - gap - statusCol
		names = nameColumn(f.Bars, math.Max(statusX-gap-placeWidth, 4*size), size)
		pitch = size * (leading*float64(names.nameLines) + 2.4)
	} else {
		names = nameColumn(f.Bars, 0.27*c.Width, size)
		left = placeWidth + names.nameWidth + gap
		right = attainedX - attainedWidth - gap
		pitch = math.Max(pitch, float64(names.nameLines)*size*leading+size*0.5)
	}
	if c.Print && !compact {
		pitch, thick = math.Max(size*1.75, float64(names.nameLines)*size*leading+size*0.3), size*0.98
	}
	x := func(v float64) float64 {
		return left + (math.Min(math.Max(v, lo), hi)-lo)/(hi-lo)*(right-left)
	}

	top := small*1.5 + 6
	bottom := top + float64(len(f.Bars))*pitch
	c.height = bottom + 4
	c.plot = Plot{Left: left, Top: top, Right: right, Bottom: bottom, Low: lo, High: hi}
	if same {
		text := ""
		for _, r := range f.Bars {
			if r.HasExpected {
				text = f.voice().Text("figure.expected", "Percent", r.ExpectedText+"%")
				break
			}
		}
		w := TextWidth(text, small, true)
		last := right // clear of the next heading, which is set to the right of its column
		if !compact {
			last = attainedX - TextWidth(heads[0], small, false) - 1.5*size
		}
		px := math.Min(math.Max(x(common), left+w/2), math.Max(last-w/2, left+w/2))
		c.label(Label{Class: ClassTextStrong, X: px, Y: small * 1.1, Size: small, Bold: true, Anchor: Middle, Text: text})
	}
	if !compact {
		heading := func(text string, x float64, anchor Anchor) {
			c.label(Label{Class: ClassTextMuted, X: x, Y: small * 1.1, Size: small, Anchor: anchor, Text: text})
		}
		heading(heads[0], attainedX, End)
		if gapWidth > 0 {
			heading(heads[1], gapX, End)
		}
		heading(heads[2], statusX, Start)
	}
	// The end of the way, unless it would run into another heading.
	end := Label{Class: ClassTextMuted, X: x(100), Y: small * 1.1, Size: small, Anchor: Middle, Text: "100%"}
	if b := end.box(); c.free(box{b.x0 - small, b.y0, b.x1 + small, b.y1}) || c.free(box{b.x0 - small, b.y0, b.x1, b.y1}) && compact {
		c.label(end)
	}

	for i, r := range f.Bars {
		rowTop := top + float64(i)*pitch
		y := rowTop + pitch/2
		barY := y
		if compact {
			head := float64(names.nameLines) * size * leading
			y = rowTop + size*0.3 + head/2
			barY = rowTop + size*0.3 + head + size*0.8
		}
		if c.Print && i > 0 {
			c.stroke(ClassGrid, [2]float64{0, rowTop}, [2]float64{c.Width, rowTop})
		}
		if places {
			c.label(Label{Class: ClassTextMuted, X: size * 1.2, Y: y + size*0.36, Size: size, Anchor: End, Text: r.Place})
		}
		c.setName(r, names.names[i], placeWidth, y, Start)
		f.progress(c, r, barY, thick, same && !compact, x)
		value, bold, class := f.rowText(r), true, ClassTextStrong
		if r.Missing != "" {
			bold, class = false, ClassTextMuted
		}
		at := attainedX
		if compact {
			at = c.Width
			if class == ClassTextStrong {
				value += "%"
			}
		}
		c.label(Label{Class: class, X: at, Y: y + size*0.36, Size: size, Bold: bold, Anchor: End, Text: value})
		if !compact {
			c.label(Label{Class: ClassText, X: gapX, Y: y + size*0.36, Size: size, Anchor: End, Text: r.GapText})
		}
		c.setStatus(r, statusX, y, true)
	}
	if !compact {
		c.stroke(ClassAxis, [2]float64{x(0), top}, [2]float64{x(0), bottom})
		if same {
			c.stroke(ClassExpected, [2]float64{x(common), top - 3}, [2]float64{x(common), bottom})
		}
	}
	return c.scene()
}

// progress draws one row's bar on its track, what is missing to expected progress on paper, and the tick of expected
// progress where no common line runs through.
func (f Figure) progress(c *canvas, r Bar, y, thick float64, line bool, x func(float64) float64) {
	track := thick
	if !c.Print {
		track = thick * 1.75
	}
	if !c.Print && r.Missing == "" { // a full grey track without a bar looks like one
		c.rect(ClassTrack, x(0), y-track/2, x(100), y+track/2)
	}
	if r.Missing == "" && finite(r.Value) {
		a, b := x(math.Min(0, r.Value)), x(math.Max(0, r.Value))
		switch {
		case r.Value > mostAttained || r.Value < leastAttained:
			c.broken(barClass(r, f), a, b, y, thick, r.Value < 0)
		default:
			c.rect(barClass(r, f), a, y-thick/2, b, y+thick/2)
		}
		if c.Print && r.HasExpected && finite(r.Expected) && r.Expected > r.Value {
			c.rect(ClassShortfall, x(math.Max(0, r.Value)), y-thick/2, x(r.Expected), y+thick/2)
		}
	}
	if r.HasExpected && finite(r.Expected) && !line {
		c.stroke(ClassExpected, [2]float64{x(r.Expected), y - track*0.72}, [2]float64{x(r.Expected), y + track*0.72})
	}
}

// broken draws a bar that is longer than the scale: with a slanted gap near its far end.
func (c *canvas) broken(class Class, a, b, y, thick float64, negative bool) {
	cut, wide, slant := b-thick*1.6, thick*0.45, thick*0.3
	if negative {
		cut = a + thick*1.6
	}
	t, u := y-thick/2, y+thick/2
	c.marks = append(c.marks,
		Area{Class: class, Points: [][2]float64{{a, t}, {cut + slant, t}, {cut - slant, u}, {a, u}}},
		Area{Class: class, Points: [][2]float64{{cut + wide + slant, t}, {b, t}, {b, u}, {cut + wide - slant, u}}})
}
