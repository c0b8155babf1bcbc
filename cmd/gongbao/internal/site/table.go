package site

import (
	"sync"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// Table is a table with its caption. Every table of the site but the matrix is one of these.
type Table struct {
	Caption       string
	CaptionHidden bool   // where a heading above says the same; it is still read aloud
	Tag           string // demonstration mark
	Real          string // 官方 …, where both kinds meet on a page
	Class         string
	Wide          bool // may scroll sideways in a named region that takes the keyboard's focus
	Header        []Column
	Rows          []Row
	Note          string
}

// mostRows is how many rows a page's table of places has.
const mostRows = 200

// shorten leaves the first rows of a table of very many places and says where all are.
func (s *Shell) shorten(t *Table) {
	if n := len(t.Rows); n > mostRows {
		t.Rows = t.Rows[:mostRows]
		t.Note = s.say.Text("parts.shortened", "Rows", mostRows, "All", n) + t.Note
	}
}

// Column is a column's title.
type Column struct{ Text, Class string }

// Row is a table row.
type Row struct {
	Class string // me: the row of the page's own region; grp: a row that opens a group
	Cells []Cell
}

// Cell is a table cell: one of status, links (after the text), strip, spark or text.
type Cell struct {
	Text   string
	Href   string
	Links  []Link
	Status *Status
	Strip  *Strip
	Spark  *Spark
	Class  string // num, strong, opt (left out on phones), na
	Head   bool
	Mark   string // one character: 演, 初, 修, 算
	Sub    string // a second, smaller line
	Of     string // the cell of the published tables that it shows, see route.ObservationCell
}

// cellRoom is where a page's long tables have their cells: a page has thirty kilobytes of them, and is soon forgotten.
type cellRoom struct{ cells, left []Cell }

var cellRooms = sync.Pool{New: func() any { return new([]Cell) }}

// cells are n empty ones, which hold until the page is written.
func (s *Shell) cells(n int) []Cell {
	room := &s.room
	if n > len(room.left) {
		if room.cells == nil {
			room.cells = *cellRooms.Get().(*[]Cell)
		}
		if n > len(room.cells) || room.left != nil { // the first room is full: what it holds is still needed
			room.cells = make([]Cell, max(n, 512, 2*len(room.cells)))
		}
		room.left = room.cells
	}
	cells := room.left[:n:n]
	room.left = room.left[n:]
	return cells
}

// row is a row of long tables.
func (s *Shell) row(cells ...Cell) Row {
	row := Row{Cells: s.cells(len(cells))}
	copy(row.Cells, cells)
	return row
}

// written gives the page's room to the next.
func (s *Shell) written() {
	if cells := s.room.cells; cells != nil {
		clear(cells[:len(cells)-len(s.room.left)])
		cellRooms.Put(&cells)
	}
}

// of names the cell of the published tables that this one shows.
func (c Cell) of(cell string) Cell {
	if c.Status != nil {
		c.Status.Of = cell
	} else {
		c.Of = cell
	}
	return c
}

func observationCell(indicator, region string, p model.Period) string {
	return route.ObservationCell(indicator, region, p.String())
}

// resultCell is a column of a result's row; empty for a result without a target, which has none.
func resultCell(res *analysis.Result, column string) string {
	if res == nil || res.Target == nil || res.Region == nil {
		return ""
	}
	return route.AssessmentCell(res.Indicator.ID, res.Region.Code, string(res.Kind()), column)
}

func measureCell(mr analysis.MeasureResult, region, column string) string {
	if column == "gap" && mr.Decisive == nil {
		return ""
	}
	return route.MeasureCell(mr.Measure.ID, region, column)
}

func head(text string) Cell { return Cell{Text: text, Head: true} }

func num(text string) Cell { return Cell{Text: text, Class: "num"} }

func headLink(text, to string) Cell { return Cell{Text: text, Href: to, Head: true} }

func (r *renderer) statusCell(s analysis.Status) Cell { return Cell{Status: r.status(s)} }
