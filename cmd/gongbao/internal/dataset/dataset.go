// Package dataset holds a data set's rows in memory, with what is known of their columns. Every cell is text, as it will
// be published; what kind of text it is the column's Field says. A column keeps each distinct cell once and a number a row
// (a million observations have some hundred different regions, units and sources), so that a check, an escape or a
// conversion is made once a value and not once a row.
package dataset

import (
	"fmt"
	"iter"
	"slices"
)

// Field describes a column, in the words of Table Schema (Data Package v2).
type Field struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"` // string, number, integer, boolean, datetime
	Title       string      `json:"title"`
	Description string      `json:"description,omitempty"`
	Categories  []Category  `json:"categories,omitempty"` // what the codes mean, where Constraints.Enum lists them
	Constraints Constraints `json:"constraints,omitzero"`
}

// Category is a code and its meaning.
type Category struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Constraints of a field's values; an empty cell stands only against Required.
type Constraints struct {
	Required bool     `json:"required,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Pattern  string   `json:"pattern,omitempty"` // the whole value must match
	Enum     []string `json:"enum,omitempty"`
	Minimum  *int     `json:"minimum,omitempty"`
}

// Reference is a foreign key of one column; an empty table means the table itself.
type Reference struct{ Field, Table, Key string }

// Table is a data set. Fill it with Append; nothing changes it after it has been checked.
type Table struct {
	Name        string // ASCII, the name of the file and of the page: observations
	Title       string
	Description string
	Fields      []Field
	PrimaryKey  []string // empty where rows have no key of their own
	References  []Reference
	// Demonstration is the number of rows that rest on a demonstration source.
	Demonstration int

	columns []column
	rows    int
}

// column is dictionary-coded: cell i is values[codes[i]].
type column struct {
	codes  []uint32
	values []string
	number map[string]uint32
}

// Append adds a row: one cell for each field, in their order.
func (t *Table) Append(cells ...string) {
	if len(cells) != len(t.Fields) {
		panic(fmt.Sprintf("dataset: %s has %d fields, the row %d cells", t.Name, len(t.Fields), len(cells)))
	}
	if t.columns == nil {
		t.columns = make([]column, len(t.Fields))
	}
	for i, cell := range cells {
		t.columns[i].append(cell)
	}
	t.rows++
}

func (c *column) append(cell string) {
	if n := len(c.codes); n > 0 && c.values[c.codes[n-1]] == cell { // rows are sorted: most cells repeat the one above
		c.codes = append(c.codes, c.codes[n-1])
		return
	}
	if c.number == nil {
		c.number = map[string]uint32{}
	}
	code, known := c.number[cell]
	if !known {
		code = uint32(len(c.values))
		c.values = append(c.values, cell)
		c.number[cell] = code
	}
	c.codes = append(c.codes, code)
}

// Len is the number of rows.
func (t *Table) Len() int { return t.rows }

// Cell is the text in a row and a column, both from 0.
func (t *Table) Cell(row, col int) string {
	c := &t.columns[col]
	return c.values[c.codes[row]]
}

// Values are the distinct cells of a column; Codes give, for every row, the number of its cell among them. Neither must
// be changed. Values may hold cells that no row has (see Where).
func (t *Table) Values(col int) []string {
	if t.columns == nil {
		return nil
	}
	return t.columns[col].values
}

// Codes: see Values.
func (t *Table) Codes(col int) []uint32 {
	if t.columns == nil {
		return nil
	}
	return t.columns[col].codes
}

// Rows gives every row. The slice is the same each time and must not be kept.
func (t *Table) Rows() iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		cells := make([]string, len(t.Fields))
		for row := range t.rows {
			for col := range cells {
				cells[col] = t.Cell(row, col)
			}
			if !yield(row, cells) {
				return
			}
		}
	}
}

// Head are the first rows, at most n.
func (t *Table) Head(n int) [][]string {
	head := make([][]string, 0, min(n, t.rows))
	for row, cells := range t.Rows() {
		if row == n {
			break
		}
		head = append(head, slices.Clone(cells))
	}
	return head
}

// Column is the number of a field by its name, or −1.
func (t *Table) Column(name string) int {
	return slices.IndexFunc(t.Fields, func(f Field) bool { return f.Name == name })
}

// Where is a table of the rows for which keep holds, in their order. It shares the values with t.
func (t *Table) Where(keep func(row int) bool) *Table {
	var kept []int
	for row := range t.rows {
		if keep(row) {
			kept = append(kept, row)
		}
	}
	return t.Pick(kept)
}

// Pick is a table of some rows, by their numbers. It shares the values with t, or where these are many more than its rows has
// only its own, in the same order: else a region's few rows would be as much work as all.
func (t *Table) Pick(rows []int) *Table {
	part := *t
	part.columns, part.rows = nil, len(rows)
	for i := range t.columns {
		c := &t.columns[i]
		codes := make([]uint32, len(rows))
		for n, row := range rows {
			codes[n] = c.codes[row]
		}
		values := c.values
		if len(values) > 2*len(rows) {
			used := slices.Clone(codes)
			slices.Sort(used)
			used = slices.Compact(used)
			values = make([]string, len(used))
			for i, code := range used {
				values[i] = c.values[code]
			}
			for n, code := range codes {
				i, _ := slices.BinarySearch(used, code)
				codes[n] = uint32(i)
			}
		}
		part.columns = append(part.columns, column{codes: codes, values: values})
	}
	return &part
}

// Derived is a column made of another one: every cell is Value of the cell in the column From. Without a From it is the
// same in every row, Value of the empty cell.
type Derived struct {
	Field Field
	From  string
	Value func(cell string) string // nil: as it is
}

// Derive is a table of the same rows with other columns. Only the distinct cells are made anew.
func (t *Table) Derive(name, title, description string, columns ...Derived) *Table {
	other := &Table{Name: name, Title: title, Description: description, Demonstration: t.Demonstration, rows: t.rows}
	for _, d := range columns {
		other.Fields = append(other.Fields, d.Field)
		value := d.Value
		if value == nil {
			value = func(cell string) string { return cell }
		}
		from := t.Column(d.From)
		if from < 0 || t.columns == nil {
			other.columns = append(other.columns, column{codes: make([]uint32, t.rows), values: []string{value("")}})
			continue
		}
		c := column{codes: t.columns[from].codes, values: make([]string, len(t.columns[from].values))}
		for i, cell := range t.columns[from].values {
			c.values[i] = value(cell)
		}
		other.columns = append(other.columns, c)
	}
	return other
}
