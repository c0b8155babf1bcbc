package bench

import (
	"bufio"
	"fmt"
	"path/filepath"
	"strconv"
)

// PeerFile is where the peers look for their data, below the folder of their site.
const PeerFile = "data/plan.json"

// WritePeerData makes the one file that the peers (testdata/hugo, testdata/eleventy) read in place of tables: JSON that they
// parse at once, with figures as text that only has to be printed. Compared with reading 16 tables and joining them by their
// codes, that favours them.
//
//	{"title": "…", "periods": [{"id": "2025-Q4", "label": "2025年第4季度"}],
//	 "measures": [{"id": "1-1", "title": "…", "indicator": "M001", "name": "…", "unit": "人", "note": "…", "latest": ["2030"]}],
//	 "counties": [{"code": "160101", "name": "青山区", "short": "青山", "aims": ["22840"], "latest": ["2030"], "values": [["2030"]]}]}
//
// aims are a county's targets by measure, values its figures by measure, then by period; latest are the newest figures, of a
// county by measure, of a measure by county.
func (s Shape) WritePeerData(folder string) error {
	if err := s.check(); err != nil {
		return err
	}
	return write(filepath.Join(folder, filepath.FromSlash(PeerFile)), func(w *bufio.Writer) {
		_, home, _ := s.Home()
		comma := func(i int) {
			if i > 0 {
				w.WriteString(",\n")
			}
		}
		fmt.Fprintf(w, "{\"title\": %q, \"periods\": [", home+"任务进展（测速用）")
		for q := range s.Quarters {
			comma(q)
			p := s.Period(q)
			fmt.Fprintf(w, "{\"id\": %q, \"label\": \"%d年第%d季度\"}", p, p.Year, p.Index)
		}
		w.WriteString("], \"measures\": [")
		for m := range s.Measures {
			comma(m)
			fmt.Fprintf(w, "{\"id\": %q, \"title\": %q, \"indicator\": %q, \"name\": %q, \"unit\": %q, \"note\": %q, \"latest\": [", s.MeasureID(m), s.MeasureTitle(m),
				s.IndicatorID(m), s.IndicatorName(m), s.Unit(m), kinds[m%len(kinds)].definition)
			w.Write(s.appendLatest(nil, s.Counties, func(i int) (c, of int) { return i, m }))
			w.WriteString("]}")
		}
		w.WriteString("], \"counties\": [")
		var line []byte
		for c := range s.Counties {
			comma(c)
			line = fmt.Appendf(line[:0], "{\"code\": %q, \"name\": %q, \"short\": %q, \"aims\": [", s.CountyCode(c), s.CountyName(c), s.CountyShortName(c))
			for m := range s.Measures {
				_, aim := s.aims(c, m)
				line = strconv.AppendQuote(separated(line, m), string(appendDecimal(nil, aim, kinds[m%len(kinds)].decimals)))
			}
			line = s.appendLatest(append(line, `], "latest": [`...), s.Measures, func(i int) (of, m int) { return c, i })
			line = append(line, `], "values": [`...)
			for m := range s.Measures {
				line = append(separated(line, m), '[')
				for q := range s.Quarters {
					line = append(separated(line, q), '"')
					line = append(s.AppendFigure(line, c, m, q), '"')
				}
				line = append(line, ']')
			}
			w.Write(append(line, "]}"...))
		}
		w.WriteString("]}\n")
	})
}

// appendLatest appends n newest figures as JSON.
func (s Shape) appendLatest(line []byte, n int, place func(int) (county, measure int)) []byte {
	for i := range n {
		c, m := place(i)
		line = append(separated(line, i), '"')
		line = append(s.AppendFigure(line, c, m, s.Quarters-1), '"')
	}
	return line
}

func separated(line []byte, i int) []byte {
	if i > 0 {
		return append(line, ',')
	}
	return line
}
