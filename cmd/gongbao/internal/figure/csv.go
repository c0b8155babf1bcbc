package figure

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode/utf8"
)

// CSVWords are what a figure's CSV says beside the rows of its table, in the site's language.
type CSVWords struct {
	About, Source, Kind        string // names of the columns
	Real, Mixed, Demonstration string // what stands in the column Kind where the table's own rows do not say it
}

// CSV is the figure's table for programs: the same rows, figures without signs of grouping and with a plain minus, nothing
// where there is nothing. Columns of its own say what the figure is of, where it comes from and whether it is a
// demonstration. UTF-8 without a byte order mark, lines end in CRLF (RFC 4180). Text that a spreadsheet would run as a
// formula has an apostrophe before it (CWE-1236).
func (f Figure) CSV(words CSVWords) []byte {
	t := f.Table()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	own := f.Mark != Mixed || f.Kind != Trend && f.Kind != Ranking && f.Kind != Attainment && f.Kind != Multiples && f.Kind != Map
	kind := map[Mark]string{Real: words.Real, Mixed: words.Mixed, Demo: words.Demonstration}[f.Mark]
	extra := func(row []string, values ...string) []string {
		row = append(row, values[0], values[1])
		if own {
			row = append(row, values[2])
		}
		return row
	}
	var head []string
	for _, h := range t.Header {
		head = append(head, plain(h))
	}
	_ = w.Write(extra(head, words.About, words.Source, words.Kind)) // a buffer takes everything
	about, sources := plain(f.Subtitle), plain(strings.Join(f.Sources, f.voice().Text("figure.semicolon")))
	for _, cells := range t.Rows {
		row := make([]string, 0, len(cells)+3)
		for i, cell := range cells {
			switch {
			case cell == missing:
				cell = ""
			case i < len(t.Numeric) && t.Numeric[i] && isNumber(cell):
				cell = strings.NewReplacer("−", "-", "+", "", ",", "").Replace(cell)
			default:
				cell = plain(cell)
			}
			row = append(row, cell)
		}
		_ = w.Write(extra(row, about, sources, kind))
	}
	w.Flush()
	return out.Bytes()
}

// isNumber reports whether a cell is a figure and not 无数据.
func isNumber(cell string) bool {
	return cell != "" && strings.Trim(cell, "−+,.0123456789") == ""
}

// plain keeps a spreadsheet from running a text. Full-width signs count too: spreadsheets take them for plain ones.
func plain(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if first >= 0xFF01 && first <= 0xFF5E {
		first -= 0xFF01 - '!'
	}
	if text != "" && strings.ContainsRune("=+-@\t\r\n", first) {
		return "'" + text
	}
	return text
}
