package opendata

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"encoding/csv"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
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

// reference is a foreign key of one column; an empty table means the table itself.
type reference struct{ field, table, key string }

// table is a data set before it is written: every cell is text as it will be published.
type table struct {
	name, title, description string
	fields                   []Field
	primaryKey               []string // empty where rows have no key of their own
	references               []reference
	rows                     [][]string
	demonstration            int // rows from a demonstration source
}

func (tb *table) file() string { return tb.name + ".csv" }

// writeCSV writes RFC 4180: a header, CRLF after every row, UTF-8 without a byte order mark.
func (tb *table) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	header := make([]string, len(tb.fields))
	for i, f := range tb.fields {
		header[i] = f.Name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	return out.WriteAll(tb.rows)
}

func (tb *table) dataset(f output.File) Dataset {
	return Dataset{
		Name:              tb.name,
		Title:             tb.title,
		Description:       tb.description,
		Rows:              len(tb.rows),
		Fields:            tb.fields,
		PrimaryKey:        tb.primaryKey,
		Files:             []File{{Path: f.Path, Format: "csv", MediaType: "text/csv", Size: f.Size, SHA256: f.SHA256}},
		Demonstration:     tb.demonstration > 0,
		DemonstrationRows: tb.demonstration,
		Preview:           tb.rows[:min(len(tb.rows), PreviewRows)],
	}
}

func (tb *table) column(name string) int {
	return slices.IndexFunc(tb.fields, func(f Field) bool { return f.Name == name })
}

// check holds every cell of every table against its field, and every row against the keys, so that what the descriptor
// promises is true of the files beside it.
func check(tables []table) error {
	for i := range tables {
		if err := tables[i].check(); err != nil {
			return err
		}
	}
	for i := range tables {
		if err := tables[i].checkReferences(tables); err != nil {
			return err
		}
	}
	return nil
}

// at names a cell as a reader of the file counts: the header is row 1.
func (tb *table) at(row int, field string) string {
	return fmt.Sprintf("opendata: %s row %d column %s", tb.file(), row+2, field)
}

func (tb *table) check() error {
	for i := range tb.fields {
		f := &tb.fields[i]
		var pattern *regexp.Regexp
		if f.Constraints.Pattern != "" {
			var err error
			if pattern, err = regexp.Compile("^(?:" + f.Constraints.Pattern + ")$"); err != nil {
				return fmt.Errorf("opendata: %s column %s: %w", tb.file(), f.Name, err)
			}
		}
		seen := map[string]int{}
		for n, row := range tb.rows {
			cell := row[i]
			if cell == "" {
				if f.Constraints.Required {
					return fmt.Errorf("%s: a required value is missing", tb.at(n, f.Name))
				}
				continue
			}
			if err := cast(f, pattern, cell); err != nil {
				return fmt.Errorf("%s: %w", tb.at(n, f.Name), err)
			}
			if first, again := seen[cell]; again && f.Constraints.Unique {
				return fmt.Errorf("%s: %q stands in row %d already", tb.at(n, f.Name), cell, first+2)
			}
			seen[cell] = n
		}
	}
	if len(tb.primaryKey) == 0 {
		return nil
	}
	seen := make(map[string]int, len(tb.rows))
	for n, row := range tb.rows {
		var key strings.Builder
		for _, name := range tb.primaryKey {
			key.WriteString(row[tb.column(name)] + "\x00")
		}
		if first, again := seen[key.String()]; again {
			return fmt.Errorf("%s: the key is that of row %d", tb.at(n, strings.Join(tb.primaryKey, "+")), first+2)
		}
		seen[key.String()] = n
	}
	return nil
}

func (tb *table) checkReferences(tables []table) error {
	for _, ref := range tb.references {
		other := tb
		if ref.table != "" {
			at := slices.IndexFunc(tables, func(o table) bool { return o.name == ref.table })
			other = &tables[at]
		}
		known, column := map[string]bool{}, other.column(ref.key)
		for _, row := range other.rows {
			known[row[column]] = true
		}
		column = tb.column(ref.field)
		for n, row := range tb.rows {
			if cell := row[column]; cell != "" && !known[cell] {
				return fmt.Errorf("%s: %q is not in %s", tb.at(n, ref.field), cell, other.file())
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
