package format

import (
	"bufio"
	"io"

	"gongbao/cmd/gongbao/internal/dataset"
)

// Geometry is what a row's region looks like, as GeoJSON in degrees; nil where there is no outline.
type Geometry func(key string) []byte

// GeoJSON writes a feature collection (RFC 7946), a feature a row, its properties the row's record. key is the field that
// names the region; approval is the number under which the outlines may be published (审图号).
func GeoJSON(w io.Writer, t *dataset.Table, key string, geometry Geometry, approval string) error {
	members := each(t, member)
	col := t.Column(key)
	out := bufio.NewWriterSize(w, chunk)
	out.WriteString(`{"type":"FeatureCollection","approval_number":` + text(approval) + `,"features":[` + "\n")
	codes := make([][]uint32, len(t.Fields))
	for i := range codes {
		codes[i] = t.Codes(i)
	}
	for row := range t.Len() {
		if row > 0 {
			out.WriteString(",\n")
		}
		id := t.Cell(row, col)
		outline := geometry(id)
		if outline == nil {
			outline = []byte("null")
		}
		out.WriteString(`{"type":"Feature","id":` + text(id) + `,"geometry":`)
		out.Write(outline)
		out.WriteString(`,"properties":{`)
		for i, numbers := range codes {
			if i > 0 {
				out.WriteString(",")
			}
			out.WriteString(members[i][numbers[row]])
		}
		out.WriteString("}}")
	}
	out.WriteString("\n]}\n")
	return out.Flush() // the writer keeps its first error
}
