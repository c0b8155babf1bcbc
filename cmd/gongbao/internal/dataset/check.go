package dataset

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/model"
)

// Check holds every cell of every table against its field, and every row against the keys, so that what a descriptor
// promises is true of the files beside it. The error names the first cell that is not.
func Check(tables []*Table) error {
	for _, t := range tables {
		if err := t.check(); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if err := t.checkReferences(tables); err != nil {
			return err
		}
	}
	return nil
}

// at names a cell as a reader of the CSV file counts: the header is row 1.
func (t *Table) at(row int, field string) string {
	return fmt.Sprintf("%s.csv row %d column %s", t.Name, row+2, field)
}

func (t *Table) check() error {
	if t.columns == nil {
		return nil
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		var pattern *regexp.Regexp
		if f.Constraints.Pattern != "" {
			var err error
			if pattern, err = regexp.Compile("^(?:" + f.Constraints.Pattern + ")$"); err != nil {
				return fmt.Errorf("%s.csv column %s: %w", t.Name, f.Name, err)
			}
		}
		c := &t.columns[i]
		for code, cell := range c.values {
			var err error
			if cell != "" {
				err = cast(f, pattern, cell)
			} else if f.Constraints.Required {
				err = fmt.Errorf("a required value is missing")
			}
			if err == nil {
				continue
			}
			if row := slices.Index(c.codes, uint32(code)); row >= 0 { // else the value is another part's
				return fmt.Errorf("%s: %w", t.at(row, f.Name), err)
			}
		}
		if f.Constraints.Unique {
			if row, first := t.repeated([]int{i}); row >= 0 && t.Cell(row, i) != "" {
				return fmt.Errorf("%s: %q stands in row %d already", t.at(row, f.Name), t.Cell(row, i), first+2)
			}
		}
	}
	if len(t.PrimaryKey) == 0 {
		return nil
	}
	columns := make([]int, len(t.PrimaryKey))
	for i, name := range t.PrimaryKey {
		columns[i] = t.Column(name)
	}
	if row, first := t.repeated(columns); row >= 0 {
		return fmt.Errorf("%s: the key is that of row %d", t.at(row, strings.Join(t.PrimaryKey, "+")), first+2)
	}
	return nil
}

// repeated finds the first row that has the cells of an earlier one in some columns; −1 where there is none. Rows are
// sorted by their numbers and not gathered in a map: a million of them would fill it with as many strings.
func (t *Table) repeated(columns []int) (row, first int) {
	order := make([]int32, t.rows)
	for i := range order {
		order[i] = int32(i)
	}
	compare := func(a, b int32) int {
		for _, col := range columns {
			codes := t.columns[col].codes
			if x, y := codes[a], codes[b]; x != y {
				if x < y {
					return -1
				}
				return 1
			}
		}
		return 0
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := compare(a, b); c != 0 {
			return c
		}
		return int(a - b)
	})
	row = -1
	for i := 1; i < len(order); i++ {
		if compare(order[i-1], order[i]) == 0 && (row < 0 || int(order[i]) < row) {
			row, first = int(order[i]), int(order[i-1])
		}
	}
	return row, first
}

func (t *Table) checkReferences(tables []*Table) error {
	if t.columns == nil {
		return nil
	}
	for _, ref := range t.References {
		other := t
		if ref.Table != "" {
			at := slices.IndexFunc(tables, func(o *Table) bool { return o.Name == ref.Table })
			if at < 0 {
				return fmt.Errorf("%s.csv refers to %s, which is not there", t.Name, ref.Table)
			}
			other = tables[at]
		}
		known := map[string]bool{"": true}
		for _, v := range other.Values(other.Column(ref.Key)) {
			known[v] = true
		}
		col := t.Column(ref.Field)
		for code, cell := range t.columns[col].values {
			if known[cell] {
				continue
			}
			if row := slices.Index(t.columns[col].codes, uint32(code)); row >= 0 {
				return fmt.Errorf("%s: %q is not in %s.csv", t.at(row, ref.Field), cell, other.Name)
			}
		}
	}
	return nil
}

// cast tells whether a cell is a value of its field.
func cast(f *Field, pattern *regexp.Regexp, cell string) error {
	switch f.Type {
	case "number", "integer":
		n, err := model.ParseNumber(cell)
		if err != nil {
			return err
		}
		if f.Type == "integer" && n.Decimals() > 0 {
			return fmt.Errorf("%q is not a whole number", cell)
		}
		if least := f.Constraints.Minimum; least != nil && n.Float() < float64(*least) {
			return fmt.Errorf("%q is below %d", cell, *least)
		}
	case "boolean":
		if cell != "true" && cell != "false" {
			return fmt.Errorf("%q is neither true nor false", cell)
		}
	case "datetime":
		if _, err := time.Parse(time.RFC3339Nano, cell); err != nil {
			return err
		}
	case "string":
		if err := plainText(cell); err != nil {
			return err
		}
		if pattern != nil && !pattern.MatchString(cell) {
			return fmt.Errorf("%q does not match %s", cell, f.Constraints.Pattern)
		}
		if enum := f.Constraints.Enum; enum != nil && !slices.Contains(enum, cell) {
			return fmt.Errorf("%q is not one of %s", cell, strings.Join(enum, ", "))
		}
	default:
		return fmt.Errorf("unknown type %s", f.Type)
	}
	return nil
}

// plainText refuses what a spreadsheet would run as a formula (CWE-1236; full-width forms count, because Excel takes them
// too) and what would not come back out of a CSV file as it went in. load rejects such cells; this is the second lock.
func plainText(cell string) error {
	if !utf8.ValidString(cell) {
		return fmt.Errorf("%q is not UTF-8", cell)
	}
	if first, _ := utf8.DecodeRuneInString(cell); strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return fmt.Errorf("%q would begin a formula in a spreadsheet", cell)
	}
	for _, r := range cell {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
			return fmt.Errorf("%q contains the control character %U", cell, r)
		}
	}
	return nil
}

// Float is a number's or an integer's cell as a binary number, for formats that have no decimals.
func Float(cell string) float64 {
	v, _ := strconv.ParseFloat(cell, 64) // the check has read it
	return v
}
