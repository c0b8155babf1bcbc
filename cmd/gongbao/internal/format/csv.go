package format

import (
	"io"
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
)

// bom tells Excel that a file is UTF-8. Most other programs take it for a part of the first column's name, which is why
// the canonical CSV has none.
const bom = "\ufeff"

// CSV writes RFC 4180: a header, CRLF after every row, UTF-8 without a byte order mark.
func CSV(w io.Writer, t *dataset.Table, _ About) error {
	header := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		header[i] = quoted(nil, f.Name)
	}
	if _, err := io.WriteString(w, strings.Join(header, ",")+"\r\n"); err != nil {
		return err
	}
	return lines(w, t, each(t, quoted), "", ",", "\r\n", "\r\n")
}

// ExcelCSV is the same with a byte order mark, for a double click in Excel. Excel still takes codes for numbers and drops
// their leading zeros: XLSX is what it should be given.
func ExcelCSV(w io.Writer, t *dataset.Table, about About) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	return CSV(w, t, about)
}

func quoted(_ *dataset.Field, cell string) string {
	if !strings.ContainsAny(cell, ",\"\r\n") && !strings.HasPrefix(cell, " ") {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
