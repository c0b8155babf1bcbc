// Package workbook writes the workbooks that units fill in and reads those that come back. It is the one door of excelize
// and knows nothing of plans: a sheet is rows of cells.
//
// Read opens what strangers send. It never runs anything, never follows a link, and unpacks only within limits.
package workbook

import "fmt"

// Grid is a sheet, or a CSV file, as it was read: the rows that hold something, in their order.
type Grid struct {
	Name string // of the sheet; empty for a CSV file
	Rows []Row
	// Hidden says by column, from the first one, which are hidden; shorter than the rows where the rest are not.
	Hidden []bool
}

// Row is a row with something in it.
type Row struct {
	Number int // from 1, as the spreadsheet program shows it; the line of a CSV file
	Hidden bool
	Cells  []Value // by column, from the first one
}

// At is the cell of a column, counted from 0; the empty one where the row does not reach so far.
func (r *Row) At(col int) Value {
	if col < 0 || col >= len(r.Cells) {
		return Value{}
	}
	return r.Cells[col]
}

// Kind is what a cell holds.
type Kind uint8

const (
	Text    Kind = iota
	Number       // Text is the number in plain digits
	Percent      // the same, of a cell that shows it times 100: 0.355 stands for 35.5%
	Date         // Text is 2006-01-02
	Broken       // an error of the program: #REF!, #DIV/0!
)

// Value is a cell.
type Value struct {
	Text string
	Kind Kind
	// Formula is what the program computed Text from, without the equals sign; empty for what was typed.
	Formula string
	// Merged is the range of cells that hold this value together, such as B2:B9; empty for a cell of its own.
	Merged string
	// Format is a number format that shows something other than the number, such as 0!.0,"万"; empty for usual ones.
	Format string
	// Column is where a CSV field begins, in characters from 1; 0 in a workbook.
	Column int
}

// CellName is the name of a cell by row and column, both from 1: 12, 3 is C12.
func CellName(row, col int) string { return ColumnName(col) + fmt.Sprint(row) }

// ColumnName is the letters of a column from 1: 28 is AB.
func ColumnName(col int) string {
	name := ""
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// Book is a workbook to be written.
type Book struct {
	Title, Creator string
	Sheets         []Sheet
}

// Sheet is a sheet to be written. It is protected, without a password, against slips: only cells of an input style can be
// changed.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    [][]Cell
	// Frozen is the number of rows that stay in view.
	Frozen int
	Lists  []List
}

// Column is how a column looks.
type Column struct {
	Width  float64 // in digits
	Hidden bool
}

// Cell is a cell to be written; Digits, a number in plain digits, stands for Text where it is not empty.
type Cell struct {
	Text   string
	Digits string
	Style  Style
	// Decimals is how many digits a number shows after the point.
	Decimals int
}

// Style is what a cell is for.
type Style uint8

const (
	Plain  Style = iota
	Title        // of the sheet
	Note         // under it
	Header       // of a column
	Fixed        // of a row: not to be changed
	Figure       // the same, a number
	Input        // to be filled in, a number
	Words        // to be filled in, text
)

// List lets a cell be chosen from a list.
type List struct {
	Cells  string // F5:F40
	Source string // 代码!$A$3:$A$20
	Prompt string
	Strict bool // nothing else may be entered
}
