package figure

import (
	"math"

	"gongbao/cmd/gongbao/internal/analysis"
)

func (f Figure) matrixScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size, small := c.TextSize, c.small
	columns := f.Columns
	if c.Compact && f.HomeLast && len(columns) > 1 {
		columns = columns[:len(columns)-1] // the narrow layout keeps to what is compared
	}
	n := float64(max(len(columns), 1))

	// Titles keep what the cells leave them: cells no smaller than a finger's tip where that is possible.
	cell := 24.0
	height := size * 1.85
	if !c.Compact {
		cell = math.Min((c.Width*0.68)/n, size*4.6)
		height = size * 2.1
	}
	if c.Print {
		height = size * 1.75
	}
	const space = 2
	idWidth := 0.0
	for _, g := range f.Groups {
		for _, r := range g.Rows {
			idWidth = math.Max(idWidth, TextWidth(r.ID, size, false))
		}
	}
	least := 7 * size // a row's title, cut if need be
	if c.Compact {
		least = 5 * size
	}
	titles := true
	if c.Width-n*cell < least {
		cell = (c.Width - least) / n
		if cell < size { // very many regions: the code alone names the row
			titles = false
			cell = (c.Width - idWidth - size/2) / n
		}
	}
	left := c.Width - n*cell

	// Column names: horizontal where all fit, else one character below the other; too narrow even for that, a few.
	horizontal, longest := true, 0
	for _, name := range columns {
		horizontal = horizontal && TextWidth(name, small, true) <= cell-4
		longest = max(longest, len([]rune(name)))
	}
	const mostVertical = 6
	head := small * 1.6
	if !horizontal {
		longest = min(longest, mostVertical)
		head = small*(VerticalAdvance*float64(longest)) + 6
	}
	c.height = head
	every := 1
	if !horizontal {
		every = max(1, int(math.Ceil((small+1)/cell)))
	}
	for i, name := range columns {
		home := f.HomeLast && i == len(f.Columns)-1
		class := ClassText
		if home {
			class = ClassTextStrong
		}
		x := left + (float64(i)+0.5)*cell
		switch {
		case i%every != 0:
		case horizontal:
			c.label(Label{Class: class, X: x, Y: head - small*0.45, Size: small, Bold: home, Anchor: Middle, Text: name})
		default:
			runes := []rune(name)
			if len(runes) > longest {
				runes = append(runes[:longest-1:longest-1], '…')
			}
			// Names stand on the first row, not hang from the top.
			y := head - 6 - small*(descent+VerticalAdvance*float64(len(runes)-1))
			c.try(Label{Class: class, X: x, Y: y, Size: small, Bold: home, Anchor: Middle, Vertical: true, Text: string(runes)})
		}
	}

	differences := !c.Compact && cell >= size*4.1
	y := head
	for _, g := range f.Groups {
		if g.Title != "" {
			y += size * 0.35
			c.stroke(ClassAxis, [2]float64{0, y}, [2]float64{c.Width, y})
			c.label(Label{Class: ClassTextStrong, X: 0, Y: y + size*1.35, Size: size, Bold: true, Anchor: Start, Text: fit(g.Title, c.Width, size, true)})
			y += size * 1.9
		}
		for _, r := range g.Rows {
			x := 0.0
			if !c.Compact {
				x = idWidth + size*0.5
			}
			var title []string
			rowHeight := height
			if titles {
				title = wrap(r.Title, left-x-size*0.4, size, false)
				rowHeight = math.Max(height, size*(leading*float64(len(title))+0.35))
			}
			middle := y + rowHeight/2
			if !c.Compact || !titles {
				c.label(Label{Class: ClassTextMuted, X: 0, Y: middle + size*0.36, Size: size, Anchor: Start, Link: r.Link, Text: fit(r.ID, left-2, size, false)})
			}
			for i, text := range title {
				offset := (float64(i) - float64(len(title)-1)/2) * size * leading
				c.label(Label{Class: ClassText, X: x, Y: middle + offset + size*0.36, Size: size, Anchor: Start, Link: r.Link, Text: text})
			}
			for i := range columns {
				if i >= len(r.Cells) {
					break
				}
				f.cell(c, r, i, box{left + float64(i)*cell + space/2, y + space/2, left + float64(i+1)*cell - space/2, y + rowHeight - space/2}, differences)
			}
			y += rowHeight
		}
	}
	c.height = y + size*0.6
	f.legend(c)
	return c.scene()
}

// cell draws one status on its ground.
func (f Figure) cell(c *canvas, r Row, i int, b box, differences bool) {
	k := r.Cells[i]
	c.rect(CellClass(k.Status), b.x0, b.y0, b.x1, b.y1)
	size, small := c.TextSize, c.small
	d := math.Min(statusSize(size)*0.92, (b.x1-b.x0)*0.8)
	title := k.Title
	if title == "" {
		title = cellTitle(c.say, f.Columns[i], r.ID, k)
	}
	s := Shape{Status: k.Status.Key(), X: (b.x0 + b.x1) / 2, Y: (b.y0 + b.y1) / 2, Size: d, OnCell: true, Title: title, Link: k.Link}
	if text := k.Text; differences && text != "" {
		w := TextWidth(text, small, false)
		if d+small*0.35+w <= b.x1-b.x0-4 {
			x := (b.x0 + b.x1 - d - small*0.35 - w) / 2
			s.X = x + d/2
			c.label(Label{Class: OnCellClass(k.Status), X: x + d + small*0.35, Y: s.Y + small*0.36, Size: small, Anchor: Start, Text: text})
		}
	}
	c.shape(s)
}

// legend explains the shapes below the cells, in as many lines as the width asks for.
func (f Figure) legend(c *canvas) {
	size := c.small
	d := statusSize(size)
	x, y := 0.0, c.height+size
	for _, s := range analysis.Statuses {
		word := s.In(c.say.Language)
		w := d + size*0.4 + TextWidth(word, size, false)
		if x > 0 && x+w > c.Width {
			x, y = 0, y+size*1.7
		}
		c.shape(Shape{Status: s.Key(), X: x + d/2, Y: y - size*0.36, Size: d, Title: word})
		c.label(Label{Class: ClassTextMuted, X: x + d + size*0.4, Y: y, Size: size, Anchor: Start, Text: word})
		x += w + size*1.2
	}
	c.height = y + size*0.4
}
