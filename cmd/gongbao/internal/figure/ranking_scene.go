package figure

import (
	"math"

	"gongbao/cmd/gongbao/internal/analysis"
)

// bars is what the rows of rankings and attainments share: widths of their columns.
type bars struct {
	names     [][]string
	nameWidth float64
	nameLines int
}

// nameColumn measures the names, in at most two lines within room.
func nameColumn(rows []Bar, room, size float64) bars {
	b := bars{nameLines: 1}
	for _, r := range rows {
		lines := wrap(r.Name, room, size, r.Home)
		b.names = append(b.names, lines)
		b.nameLines = max(b.nameLines, len(lines))
		for _, l := range lines {
			b.nameWidth = math.Max(b.nameWidth, TextWidth(l, size, r.Home))
		}
	}
	return b
}

// setName writes a row's name, its lines centred on y.
func (c *canvas) setName(r Bar, lines []string, x, y float64, anchor Anchor) {
	class := ClassText
	if r.Home {
		class = ClassTextStrong
	}
	for i, text := range lines {
		offset := (float64(i) - float64(len(lines)-1)/2) * c.TextSize * leading
		c.label(Label{Class: class, X: x, Y: y + offset + c.TextSize*0.36, Size: c.TextSize, Bold: r.Home, Anchor: anchor, Link: r.Link, Text: text})
	}
}

// setStatus draws shape and word, the shape's left edge at x.
func (c *canvas) setStatus(r Bar, x, y float64, word bool) {
	d := statusSize(c.TextSize)
	c.shape(Shape{Status: r.Status.Key(), X: x + d/2, Y: y, Size: d, Title: r.Name + " · " + r.statusWord(c.say)})
	if word {
		c.label(Label{Class: StatusClass(r.Status), X: x + d + c.TextSize*0.4, Y: y + c.TextSize*0.36, Size: c.TextSize, Bold: r.Missing == "", Anchor: Start, Text: r.statusWord(c.say)})
	}
}

// statusWord is the status, or why there is none.
func (r Bar) statusWord(say voice) string {
	if r.Missing != "" {
		return r.Missing
	}
	return r.Status.In(say.Language)
}

func statusSize(textSize float64) float64 { return textSize * 0.92 }

func statusWidth(say voice, r Bar, size float64, word bool) float64 {
	w := statusSize(size)
	if word {
		w += size*0.4 + TextWidth(r.statusWord(say), size, r.Missing == "")
	}
	return w
}

func barClass(r Bar, f Figure) Class {
	switch {
	case r.Home:
		return ClassBarHome
	case r.Demonstration && f.Mark == Mixed:
		return ClassBarOther
	}
	return ClassBar
}

func (f Figure) rankingScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size := c.TextSize
	gap := size * 0.8

	var lo, hi float64
	places, statuses, valueWidth, statusCol, wordCol := false, false, 0.0, 0.0, 0.0
	for _, r := range f.Bars {
		text := f.rowText(r)
		valueWidth = math.Max(valueWidth, TextWidth(text, size, true))
		if r.Missing == "" && finite(r.Value) {
			lo, hi = math.Min(lo, r.Value), math.Max(hi, r.Value)
		}
		places = places || r.Place != ""
		if r.HasStatus {
			statuses = true
			statusCol = math.Max(statusCol, statusWidth(c.say, r, size, false))
			wordCol = math.Max(wordCol, statusWidth(c.say, r, size, true))
		}
	}
	aim := f.Aim != nil && finite(f.Aim.Value)
	if aim {
		lo, hi = math.Min(lo, f.Aim.Value), math.Max(hi, f.Aim.Value)
	}
	if hi == lo {
		hi = lo + 1
	}

	room := 0.24 * c.Width
	if c.Compact {
		room = 0.3 * c.Width
	}
	names := nameColumn(f.Bars, room, size)
	pitch := math.Max(size*2.46, float64(names.nameLines)*size*leading+size*0.5)
	thick := size * 1.54
	if c.Compact {
		pitch, thick = math.Max(size*2.6, pitch), size*1.7
	}
	if c.Print {
		pitch, thick = math.Max(size*1.75, float64(names.nameLines)*size*leading+size*0.3), size
	}

	left := names.nameWidth + gap
	placeWidth := 0.0
	if places && !c.Compact {
		placeWidth = size * 2
		left += placeWidth
	}
	valueWidth = math.Min(valueWidth, c.Width-left-gap)
	right := c.Width - valueWidth - gap
	word := false
	if statuses {
		// The word goes where the bars keep most of the width; the shape stays in any case.
		if word = right-wordCol-gap-left >= 0.36*c.Width; word {
			right -= wordCol + gap
		} else {
			right -= statusCol + gap
		}
	}
	right = math.Max(right, left+size)
	x := func(v float64) float64 { return left + (v-lo)/(hi-lo)*(right-left) }

	top := 2.0
	if aim {
		top = size*1.5 + 4
	}
	bottom := top + float64(len(f.Bars))*pitch
	c.height = bottom + 4
	c.plot = Plot{Left: left, Top: top, Right: right, Bottom: bottom, Low: lo, High: hi}
	for i, r := range f.Bars {
		y := top + (float64(i)+0.5)*pitch
		c.setName(r, names.names[i], left-gap, y, End)
		if places && !c.Compact {
			c.label(Label{Class: ClassTextMuted, X: placeWidth - gap, Y: y + size*0.36, Size: size, Anchor: End, Text: r.Place})
		}
		class, bold := ClassTextStrong, true
		if r.Missing != "" {
			class, bold = ClassTextMuted, false
			d := statusSize(size) * 0.8
			c.shape(Shape{Status: analysis.NoData.Key(), X: x(0) + d, Y: y, Size: d, Title: r.Name + " · " + r.Missing})
		} else if finite(r.Value) {
			a, b := x(math.Min(0, r.Value)), x(math.Max(0, r.Value))
			c.rect(barClass(r, f), a, y-thick/2, b, y+thick/2)
		}
		c.label(Label{Class: class, X: c.Width, Y: y + size*0.36, Size: size, Bold: bold, Anchor: End, Text: fit(f.rowText(r), valueWidth, size, bold)})
		if r.HasStatus {
			c.setStatus(r, right+gap, y, word)
		}
	}
	c.stroke(ClassAxis, [2]float64{x(0), top}, [2]float64{x(0), bottom})
	if aim {
		px := x(f.Aim.Value)
		c.stroke(ClassAim, [2]float64{px, top - 3}, [2]float64{px, bottom})
		c.header(f.Aim.Text, px, size*1.05, size, c.Width)
	}
	return c.scene()
}

// header names a vertical line, centred over it as far as the room between 0 and right allows.
func (c *canvas) header(text string, x, y, size, right float64) {
	text = fit(text, right, size, true)
	w := TextWidth(text, size, true)
	c.label(Label{Class: ClassTextStrong, X: math.Min(math.Max(x, w/2), right-w/2), Y: y, Size: size, Bold: true, Anchor: Middle, Text: text})
}

// rowText is what stands at a row's end.
func (f Figure) rowText(r Bar) string {
	switch {
	case f.Kind == Attainment && (r.Missing != "" || !finite(r.Value)):
		return "—" // the status column says why
	case r.Missing != "":
		return r.Missing
	case !finite(r.Value):
		return f.voice().missingWord("")
	case f.Kind == Attainment:
		return r.Text
	}
	if f.percent() {
		return f.voice().WithUnit(r.Text, f.ValueUnit)
	}
	return r.Text
}
