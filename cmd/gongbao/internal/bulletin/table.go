package bulletin

import (
	"math"
)

// table breaks over pages between rows; on every further page its caption, marked 续, and its head are set again.
type table struct {
	caption caption
	columns []column
	head    []row
	rows    []row
	top     bool    // cells stand at the top of their row, for rows of text
	tight   bool    // less white between rows
	dense   bool    // columns of shapes: less white between columns
	after   []block // legend and notes: they stay with the last rows
	demo    bool
	place   string

	widths []float64
	high   float64 // of the head
}

// column is how wide a column may be. Zero: as its content asks.
type column struct {
	width float64 // fixed
	flex  float64 // share of the room that is left over
	pad   float64 // white at its left, beyond the usual
}

// row is a row of cells, or a band: a title over the whole width that groups the rows below.
type row struct {
	cells  []place
	band   string
	strong bool // ruled off below
	demo   bool
}

// place is a cell in a row.
type place struct {
	cell   cell
	span   int // columns; 0 is 1
	ground *ink
}

func in(c cell) place { return place{cell: c} }

// on gives a cell a ground.
func on(c cell, ground ink, has bool) place {
	if !has {
		return place{cell: c}
	}
	return place{cell: c, ground: &ground}
}

// maxTurns is how many pages one row may fill before the table gives up breaking it.
const maxTurns = 60

// cellPad is the white at the left and the right of a cell's content.
const cellPad = 3.5

func (t *table) pad() float64 {
	if t.dense {
		return 1.2
	}
	return cellPad
}

func (t *table) rowPad(c *composer) float64 {
	if t.tight {
		return 2.4 * c.setting.white
	}
	return linePitch / 4 * c.setting.white
}

// layout decides the widths of the columns: what fits, fits unbroken; then columns of text give way; then all.
func (t *table) layout(c *composer) {
	if t.widths != nil {
		return
	}
	c.place = t.place
	n := len(t.columns)
	t.alignPoints(c, n)
	least, natural := make([]float64, n), make([]float64, n)
	t.eachCell(func(at int, p place) {
		if p.span > 1 {
			return
		}
		l, w := p.cell.widths(c)
		least[at], natural[at] = math.Max(least[at], l), math.Max(natural[at], w)
	})
	t.widths = make([]float64, n)
	room, sumLeast, sumNatural, flex := areaWidth, 0.0, 0.0, 0.0
	for i, col := range t.columns {
		edge := 2*t.pad() + col.pad
		if col.width > 0 {
			t.widths[i] = col.width
			room -= col.width
			continue
		}
		least[i] += edge
		natural[i] += edge
		sumLeast += least[i]
		sumNatural += natural[i]
		flex += col.flex
	}
	for i, col := range t.columns {
		if col.width > 0 {
			continue
		}
		switch {
		case sumNatural <= room && flex > 0:
			t.widths[i] = natural[i] + (room-sumNatural)*col.flex/flex
		case sumNatural <= room:
			t.widths[i] = natural[i] * room / sumNatural
		case sumLeast <= room:
			t.widths[i] = least[i] + (natural[i]-least[i])*(room-sumLeast)/(sumNatural-sumLeast)
		default:
			t.widths[i] = least[i] * room / sumLeast
		}
	}
	// A head over several columns that needs more room than they have wraps: heads are text cells.
	for _, r := range t.head {
		t.high += t.rowHeight(c, r)
	}
}

// alignPoints tells the figures of each column how long its longest fraction is.
func (t *table) alignPoints(c *composer, columns int) {
	tails := make([]float64, columns)
	t.eachCell(func(at int, p place) {
		if n, ok := p.cell.(*numberCell); ok {
			tails[at] = math.Max(tails[at], c.width(n.fraction(), n.style))
		}
	})
	t.eachCell(func(at int, p place) {
		if n, ok := p.cell.(*numberCell); ok {
			n.tail = tails[at]
		}
	})
}

func (t *table) eachCell(visit func(column int, p place)) {
	for _, rows := range [][]row{t.head, t.rows} {
		for _, r := range rows {
			at := 0
			for _, p := range r.cells {
				if p.cell != nil && at < len(t.columns) {
					visit(at, p)
				}
				at += max(p.span, 1)
			}
		}
	}
}

// box is the room of a cell that begins in a column: its left edge from the table's, and the width of its content.
func (t *table) box(at, span int) (x, width float64) {
	for i := range at {
		x += t.widths[i]
	}
	for i := at; i < at+max(span, 1) && i < len(t.widths); i++ {
		width += t.widths[i]
	}
	pad := 0.0
	if at < len(t.columns) {
		pad = t.columns[at].pad
	}
	return x + t.pad() + pad, math.Max(width-2*t.pad()-pad, 1)
}

func (t *table) rowHeight(c *composer, r row) float64 {
	if r.band != "" {
		return tablePitch + t.rowPad(c)
	}
	h, at := tablePitch, 0
	for _, p := range r.cells {
		if p.cell != nil {
			_, width := t.box(at, p.span)
			h = math.Max(h, p.cell.height(c, width))
		}
		at += max(p.span, 1)
	}
	return h + t.rowPad(c)
}

func (t *table) opening(c *composer) float64 {
	return c.captionHeight(t.caption) + t.high + 2
}

// lead is the caption, the head and two rows; all of a small table.
func (t *table) lead(c *composer, _ []block) float64 {
	t.layout(c)
	h := t.opening(c)
	all := h
	for _, r := range t.rows {
		if all += t.rowHeight(c, r); all > c.setting.whole*areaHeight {
			break
		}
	}
	if all += t.trailing(c); all <= c.setting.whole*areaHeight {
		return all
	}
	count := 0
	for _, r := range t.rows {
		if count == least || h > t.opening(c)+areaHeight/8 { // one row is enough where rows are high
			break
		}
		h += math.Min(t.rowHeight(c, r), areaHeight/2)
		if r.band == "" {
			count++
		}
	}
	return math.Min(h, areaHeight)
}

func (t *table) set(c *composer) {
	t.layout(c)
	t.open(c, t.caption)
	band := ""
	for i := 0; i < len(t.rows); i++ {
		r := t.rows[i]
		need := t.rowHeight(c, r)
		if r.band != "" {
			band = r.band
			for _, next := range t.rows[i+1 : min(len(t.rows), i+1+least)] { // a band keeps two rows
				need += math.Min(t.rowHeight(c, next), areaHeight/4)
			}
		}
		if i == max(0, len(t.rows)-least) { // the last rows keep the notes
			need = t.trailing(c)
			for _, last := range t.rows[i:] {
				need += math.Min(t.rowHeight(c, last), areaHeight/4)
			}
			need = math.Max(need, t.rowHeight(c, r))
		}
		for tries := 0; !c.fits(need) && tries < maxTurns; tries++ {
			if high := t.rowHeight(c, r); high > areaHeight/2 && c.room() > areaHeight/4 {
				head, tail := t.splitRow(c, r, c.room()-t.rowPad(c))
				t.setRow(c, head, false)
				r = tail
				need = t.rowHeight(c, r)
			}
			t.turn(c, band, r)
		}
		t.setRow(c, r, i == len(t.rows)-1)
	}
	t.close(c)
	for _, b := range t.after {
		if !c.fits(b.lead(c, nil)) {
			c.turn()
		}
		b.set(c)
	}
}

// trailing is what legend and notes need below the last row.
func (t *table) trailing(c *composer) float64 {
	h := 3.0
	for _, b := range t.after {
		h += b.lead(c, nil)
	}
	return h
}

// turn ends the part of the table on this page and opens the next.
func (t *table) turn(c *composer, band string, next row) {
	t.close(c)
	c.turn()
	again := t.caption
	again.label = "续" + again.label
	t.open(c, again)
	if band != "" && next.band == "" {
		t.setRow(c, row{band: band + "（续）"}, false)
	}
}

func (t *table) open(c *composer, k caption) {
	c.place = t.place
	c.demo(t.demo)
	c.setCaption(k)
	c.rule(marginLeft, areaRight, c.y, 1, inkText)
	for _, r := range t.head {
		t.setRow(c, r, true)
	}
	if len(t.head) > 0 {
		c.rule(marginLeft, areaRight, c.y, 0.5, inkText)
	}
}

func (t *table) close(c *composer) {
	c.rule(marginLeft, areaRight, c.y, 1, inkText)
	c.skip(3)
}

func (t *table) setRow(c *composer, r row, last bool) {
	high := t.rowHeight(c, r)
	c.demo(r.demo)
	top := c.y
	if r.band != "" {
		c.fill(marginLeft, top, areaWidth, high, groundQuiet)
		st := styleTable
		st.face = sansBold
		c.text(marginLeft+cellPad, top+t.rowPad(c)/2+baseline(tablePitch, st.size), c.clip(r.band, st, areaWidth-2*cellPad), st)
		c.y += high
		return
	}
	at := 0
	for _, p := range r.cells {
		if p.cell != nil {
			x, width := t.box(at, p.span)
			if p.ground != nil {
				c.fill(marginLeft+x-t.pad(), top, width+2*t.pad(), high, *p.ground)
			}
			room := high - t.rowPad(c)
			if t.top {
				room = math.Min(room, p.cell.height(c, width))
			}
			p.cell.draw(c, marginLeft+x, top+t.rowPad(c)/2, width, room)
		}
		at += max(p.span, 1)
	}
	c.y += high
	switch {
	case last: // the closing rule follows
	case r.strong:
		c.rule(marginLeft, areaRight, c.y, 0.5, inkText)
	default:
		c.rule(marginLeft, areaRight, c.y, 0.25, inkRule)
	}
}

// splitRow divides a row that is higher than half a page.
func (t *table) splitRow(c *composer, r row, height float64) (head, tail row) {
	head, tail = r, r
	head.cells, tail.cells = nil, nil
	at := 0
	for _, p := range r.cells {
		a, b := p, p
		_, width := t.box(at, p.span)
		if text, ok := p.cell.(*textCell); ok {
			a.cell, b.cell = text.split(c, width, height)
		} else {
			b.cell = nil
		}
		head.cells = append(head.cells, a)
		tail.cells = append(tail.cells, b)
		at += max(p.span, 1)
	}
	return head, tail
}
