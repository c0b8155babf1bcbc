package figure

import "math"

func (f Figure) contributionScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size, small := c.TextSize, c.small
	gap := size * 0.6
	lo, hi, cut := f.contributionRange()

	var valueWidth, shareWidth float64
	rise := true
	for _, b := range f.Bars {
		valueWidth = math.Max(valueWidth, TextWidth(b.Text, size, b.Total))
		shareWidth = math.Max(shareWidth, TextWidth(b.Share, size, false))
	}
	if n := len(f.Bars); n > 0 && !f.Bars[n-1].Total || n > 1 && f.Bars[0].Total && f.Bars[n-1].Value < f.Bars[0].Value {
		rise = false
	}
	room := 0.24 * c.Width
	if c.Compact {
		room = 0.3 * c.Width
	}
	names := nameColumn(f.Bars, room, size)
	pitch, thick := size*2.1, size*1.3
	if c.Print {
		pitch, thick = size*1.75, size
	}
	pitch = math.Max(pitch, float64(names.nameLines)*size*leading+size*0.4)
	left := names.nameWidth + gap
	top, share := 2.0, !c.Compact && shareWidth > 0
	end := c.Width
	if share {
		if len(f.Heads) > 4 {
			head := fit(f.Heads[4], 0.2*c.Width, small, false)
			shareWidth = math.Max(shareWidth, TextWidth(head, small, false))
			top = small * 1.7
			c.label(Label{Class: ClassTextMuted, X: c.Width, Y: small * 1.1, Size: small, Anchor: End, Text: head})
		}
		end -= shareWidth + 2*gap
	}
	right := math.Max(end-valueWidth-gap, left+size)
	x := func(v float64) float64 { return left + (math.Min(math.Max(v, lo), hi)-lo)/(hi-lo)*(right-left) }
	bottom := top + float64(len(f.Bars))*pitch
	c.height = bottom + 4
	c.plot = Plot{Left: left, Top: top, Right: right, Bottom: bottom, Low: lo, High: hi}
	for i, b := range f.Bars {
		y := top + (float64(i)+0.5)*pitch
		c.setName(b, names.names[i], left-gap, y, End)
		if !finite(b.Value) || !finite(b.From) {
			continue
		}
		from := b.From
		if b.Total {
			from = math.Max(lo, math.Min(0, hi))
		}
		p, q := x(math.Min(from, b.Value)), x(math.Max(from, b.Value))
		class := ClassBar
		switch {
		case b.Total && cut:
			c.broken(ClassTotal, p, q, y, thick, true)
			class = ""
		case b.Total:
			class = ClassTotal
		case b.Value < b.From == rise:
			class = ClassFall
		}
		if class != "" {
			c.rect(class, p, y-thick/2, math.Max(q, p+1), y+thick/2)
		}
		if i+1 < len(f.Bars) { // the next step sets out where this one ends
			c.stroke(ClassLeader, [2]float64{x(b.Value), y + thick/2}, [2]float64{x(b.Value), y + pitch - thick/2})
		}
		weight := ClassText
		if b.Total {
			weight = ClassTextStrong
		}
		c.label(Label{Class: weight, X: q + gap, Y: y + size*0.36, Size: size, Bold: b.Total, Anchor: Start, Text: b.Text})
		if share && b.Share != "" {
			c.label(Label{Class: ClassTextMuted, X: c.Width, Y: y + size*0.36, Size: size, Anchor: End, Text: b.Share})
		}
	}
	if !cut {
		c.stroke(ClassAxis, [2]float64{x(0), top}, [2]float64{x(0), bottom})
	}
	return c.scene()
}
