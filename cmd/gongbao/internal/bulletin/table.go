package bulletin

import (
	"fmt"
	"math"

	"gongbao/cmd/gongbao/internal/pdfa"
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
	stub    int    // the column that names the row
	anchor  string // what links call it; may be empty

	widths []float64
	high   float64 // of the head
	total  float64 // of all its rows
	tag    *pdfa.Element
	heads  []*pdfa.Element // header cells by column, where the head has several rows: the lowest last
	parts  []part
}

// part is the piece of a table on one page: where the count of its parts is written.
type part struct {
	sheet int
	y     float64
}

// partWidth is the room for 第1页　共3页 at the head of a table that breaks.
const partWidth = 74

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
	tags   *[]*pdfa.Element // of the cells, once a first part of the row is set
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
	room, sumLeast, sumNatural, flex := c.wide(), 0.0, 0.0, 0.0
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
	for _, r := range t.rows {
		t.total += t.rowHeight(c, r)
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
		if all += t.rowHeight(c, r); all > c.setting.whole*c.high() {
			break
		}
	}
	if all += t.trailing(c); all <= c.setting.whole*c.high() {
		return all
	}
	count := 0
	for _, r := range t.rows {
		if count == least || h > t.opening(c)+c.high()/8 { // one row is enough where rows are high
			break
		}
		h += math.Min(t.rowHeight(c, r), c.high()/2)
		if r.band == "" {
			count++
		}
	}
	return math.Min(h, c.high())
}

func (t *table) set(c *composer) {
	t.layout(c)
	e, end := c.tag(pdfa.Table)
	defer end()
	t.tag, t.parts = e, nil
	t.heads = nil
	if !c.fits(t.opening(c) + t.total + t.trailing(c)) { // it breaks: room for 第1页　共2页
		t.caption.counted = true
	}
	c.anchor(t.anchor)
	t.open(c, t.caption)
	band := ""
	for i := 0; i < len(t.rows); i++ {
		r := t.rows[i]
		need := t.rowHeight(c, r)
		if r.band != "" {
			band = r.band
			for _, next := range t.rows[i+1 : min(len(t.rows), i+1+least)] { // a band keeps two rows
				need += math.Min(t.rowHeight(c, next), c.high()/4)
			}
		}
		if i == max(0, len(t.rows)-least) { // the last rows keep the notes
			need = t.trailing(c)
			for _, last := range t.rows[i:] {
				need += math.Min(t.rowHeight(c, last), c.high()/4)
			}
			need = math.Max(need, t.rowHeight(c, r))
		}
		for tries := 0; !c.fits(need) && tries < maxTurns; tries++ {
			if high := t.rowHeight(c, r); high > c.high()/2 && c.room() > c.high()/4 {
				if r.tags == nil {
					r.tags = t.bodyTags(c, r)
				}
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
	t.count(c)
	end()
	for _, b := range t.after {
		if !c.fits(b.lead(c, nil)) {
			c.turn()
		}
		b.set(c)
	}
}

// count says on every part of a table that breaks which it is, and of how many.
func (t *table) count(c *composer) {
	if len(t.parts) < 2 {
		return
	}
	all := c.sheets
	defer func() { c.sheets = all }()
	defer c.tags.without(pdfa.Artifact)()
	for i, p := range t.parts {
		c.sheets = all[:p.sheet+1]
		c.textRight(c.right(), p.y, fmt.Sprintf("第%d页　共%d页", i+1, len(t.parts)), styleUnit)
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
	defer c.tags.without(pdfa.Artifact)() // the table goes on: what is set again says nothing new
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
	if k.counted {
		t.parts = append(t.parts, part{len(c.sheets) - 1, c.y + baseline(captionPitch, styleCaption.size)})
	}
	c.setCaption(k)
	c.rule(c.left(), c.right(), c.y, 1, inkText)
	for _, r := range t.head {
		t.setHead(c, r)
	}
	if len(t.head) > 0 {
		c.rule(c.left(), c.right(), c.y, 0.5, inkText)
	}
}

func (t *table) close(c *composer) {
	c.rule(c.left(), c.right(), c.y, 1, inkText)
	c.skip(3)
}

// setHead sets a row of the head. Every cell with text heads its columns.
func (t *table) setHead(c *composer, r row) {
	blank := func(p place) bool {
		text, ok := p.cell.(*textCell)
		return ok && text.empty()
	}
	r.tags = t.newTags(c, r, func(at int, p place, e *pdfa.Element) {
		if !blank(p) {
			e.Role, e.Scope = pdfa.TH, "Column"
		}
	})
	t.setRow(c, r, true)
	if len(t.head) < 2 || c.tags.aside != nil {
		return
	}
	if t.heads == nil {
		t.heads = make([]*pdfa.Element, 0, len(*r.tags))
	}
	at := 0
	for i, p := range r.cells {
		e := (*r.tags)[i]
		for range max(p.span, 1) {
			for at >= len(t.heads) {
				t.heads = append(t.heads, nil)
			}
			if e.Role == pdfa.TH {
				if above := t.heads[at]; above != nil {
					e.Headers = []*pdfa.Element{above}
				}
				t.heads[at] = e
			}
			at++
		}
	}
}

// newTags makes a row of the table with its cells, or cells of nothing where the table is only set again.
func (t *table) newTags(c *composer, r row, say func(at int, p place, e *pdfa.Element)) *[]*pdfa.Element {
	line := &pdfa.Element{Role: pdfa.TR}
	if c.tags.aside == nil {
		t.tag.Add(line)
	}
	cells, at := []*pdfa.Element{}, 0
	for _, p := range r.cells {
		e := line.Add(&pdfa.Element{Role: pdfa.TD, ColSpan: p.span})
		say(at, p, e)
		cells = append(cells, e)
		at += max(p.span, 1)
	}
	for ; at < len(t.columns); at++ { // a table has the same columns in every row
		line.Add(&pdfa.Element{Role: pdfa.TD})
	}
	return &cells
}

// bodyTags are the cells of a row below the head.
func (t *table) bodyTags(c *composer, r row) *[]*pdfa.Element {
	var stub *pdfa.Element
	cells := t.newTags(c, r, func(at int, p place, e *pdfa.Element) {
		if at == t.stub && p.cell != nil {
			e.Role, e.Scope = pdfa.TH, "Row"
			stub = e
		}
	})
	if len(t.heads) > 0 && c.tags.aside == nil {
		at := 0
		for i, p := range r.cells {
			e := (*cells)[i]
			if at < len(t.heads) && t.heads[at] != nil {
				e.Headers = append(append(e.Headers, t.heads[at].Headers...), t.heads[at])
			}
			if stub != nil && e != stub {
				e.Headers = append(e.Headers, stub)
			}
			at += max(p.span, 1)
		}
	}
	return cells
}

func (t *table) setRow(c *composer, r row, last bool) {
	high := t.rowHeight(c, r)
	c.demo(r.demo)
	top := c.y
	if r.band != "" {
		c.fill(c.left(), top, c.wide(), high, groundQuiet)
		st := styleTable
		st.face = sansBold
		if c.tags.aside == nil {
			cell := t.tag.Add(&pdfa.Element{Role: pdfa.TR}).Add(&pdfa.Element{Role: pdfa.TH, Scope: "Row", ColSpan: len(t.columns)})
			defer c.tags.into(cell)()
		}
		c.text(c.left()+cellPad, top+t.rowPad(c)/2+baseline(tablePitch, st.size), c.clip(r.band, st, c.wide()-2*cellPad), st)
		c.y += high
		return
	}
	if r.tags == nil {
		r.tags = t.bodyTags(c, r)
	}
	at := 0
	for i, p := range r.cells {
		if p.cell != nil {
			x, width := t.box(at, p.span)
			if p.ground != nil {
				c.fill(c.left()+x-t.pad(), top, width+2*t.pad(), high, *p.ground)
			}
			room := high - t.rowPad(c)
			if t.top {
				room = math.Min(room, p.cell.height(c, width))
			}
			end := c.tags.into((*r.tags)[i])
			p.cell.draw(c, c.left()+x, top+t.rowPad(c)/2, width, room)
			end()
		}
		at += max(p.span, 1)
	}
	c.y += high
	switch {
	case last: // the closing rule follows
	case r.strong:
		c.rule(c.left(), c.right(), c.y, 0.5, inkText)
	default:
		c.rule(c.left(), c.right(), c.y, 0.25, inkRule)
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
		switch text := p.cell.(type) {
		case *textCell:
			a.cell, b.cell = text.split(c, width, height)
		case spoken:
			a.cell, b.cell = text.split(c, width, height)
		default:
			b.cell = nil
		}
		head.cells = append(head.cells, a)
		tail.cells = append(tail.cells, b)
		at += max(p.span, 1)
	}
	return head, tail
}
