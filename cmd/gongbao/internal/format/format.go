// Package format writes a data set's rows as files that other programs read: one file a format. All of them hold the same
// rows in the same order, as streams; the same table gives the same bytes. A cell that is empty in the table is a missing
// value everywhere: nothing between two commas, null in JSON, a null in Parquet, no cell in a workbook.
package format

import (
	"bufio"
	"io"
	"time"

	"gongbao/cmd/gongbao/internal/dataset"
)

// About is what a file says of itself, in formats that can.
type About struct {
	Site      string    // title of the plan's site
	Publisher string    // may be empty
	Release   string    // id and title, ready to print; may be empty
	Date      time.Time // of the release; zero where there is none
	Licence   string    // name and address, ready to print
	Citation  string
	Notice    string // 演示数据，非官方统计, where the table holds such rows
}

// Format is one way to write a table.
type Format struct {
	Key       string // stable: csv, excel-csv, xlsx, json, ndjson, parquet
	Suffix    string // of the file: .excel.csv
	MediaType string
	Name      string // for a reader: CSV（Excel 用）
	Write     func(w io.Writer, t *dataset.Table, about About) error
}

// All are the formats of every data set, the canonical one first.
var All = []Format{
	{"csv", ".csv", "text/csv", "CSV", CSV},
	{"excel-csv", ".excel.csv", "text/csv", "CSV（Excel 用）", ExcelCSV},
	{"xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", XLSX},
	{"json", ".json", "application/json", "JSON", JSON},
	{"ndjson", ".ndjson", "application/x-ndjson", "NDJSON", NDJSON},
	{"parquet", ".parquet", "application/vnd.apache.parquet", "Parquet", Parquet},
}

// chunk is how much text is gathered before it is written.
const chunk = 1 << 16

// each is what every distinct cell of every column becomes in a format, made once.
func each(t *dataset.Table, encode func(f *dataset.Field, cell string) string) [][]string {
	encoded := make([][]string, len(t.Fields))
	for col := range t.Fields {
		values := t.Values(col)
		encoded[col] = make([]string, len(values))
		for i, cell := range values {
			encoded[col][i] = encode(&t.Fields[col], cell)
		}
	}
	return encoded
}

// lines writes the rows: open, the cells with sep between them, then close, or last after the last row.
func lines(w io.Writer, t *dataset.Table, encoded [][]string, open, sep, close, last string) error {
	codes := make([][]uint32, len(t.Fields))
	for col := range codes {
		codes[col] = t.Codes(col)
	}
	out := bufio.NewWriterSize(w, chunk)
	for row := range t.Len() {
		out.WriteString(open)
		for col, numbers := range codes {
			if col > 0 {
				out.WriteString(sep)
			}
			out.WriteString(encoded[col][numbers[row]])
		}
		if row < t.Len()-1 {
			out.WriteString(close)
		} else {
			out.WriteString(last)
		}
	}
	return out.Flush() // the writer keeps its first error
}
