package pdfa

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// bundleSize is the number of objects that are compressed together: elements of the structure are many and alike.
const bundleSize = 200

// write puts the file down: objects without a stream in bundles (ISO 32000-1, 7.5.7), then the others. pdfcpu's way to write
// a file walks its dictionaries in the order of Go maps, takes dates and id from the clock, and a tenth of a bulletin's time.
func (f *file) write() ([]byte, error) {
	var plain, streams []int
	for n, entry := range f.Table {
		switch entry.Object.(type) {
		case types.StreamDict:
			streams = append(streams, n)
		default:
			if !entry.Free {
				plain = append(plain, n)
			}
		}
	}
	slices.Sort(plain)
	slices.Sort(streams)
	digest := sha256.New()
	for bundle := range slices.Chunk(plain, bundleSize) {
		n, err := f.bundle(bundle)
		if err != nil {
			return nil, err
		}
		streams = append(streams, n)
	}
	for _, n := range streams {
		digest.Write(f.Table[n].Object.(types.StreamDict).Raw)
	}
	id := types.NewHexLiteral(digest.Sum(nil)[:16])
	f.ID = types.Array{id, id}

	size := 0
	for _, n := range streams {
		size += len(f.Table[n].Object.(types.StreamDict).Raw) + 200
	}
	out := append(make([]byte, 0, size), "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...) // four bytes that no text holds: the file is binary
	offsets := make(map[int]int, len(streams))
	for _, n := range streams {
		offsets[n] = len(out)
		sd := f.Table[n].Object.(types.StreamDict)
		out = appendStream(out, n, sd.Dict, sd.Raw)
	}
	return f.index(out, offsets)
}

func appendStream(out []byte, number int, d types.Dict, raw []byte) []byte {
	out = append(strconv.AppendInt(out, int64(number), 10), " 0 obj\n"...)
	out = append(appendObject(out, d), "\nstream\n"...)
	return append(append(out, raw...), "\nendstream\nendobj\n"...)
}

// index ends the file with a cross-reference stream (ISO 32000-1, 7.5.8), each row as its difference from the one above: the
// objects of a bundle follow each other.
func (f *file) index(out []byte, offsets map[int]int) ([]byte, error) {
	start, own := len(out), 0
	for n := range f.Table {
		own = max(own, n+1)
	}
	const up, width = 2, 1 + 4 + 2 // a byte for the kind of row, 4 for its place, 2 for its place in a bundle
	rows := make([]byte, 0, (own+1)*(width+1))
	var above [width]byte
	for n := range own + 1 {
		var row [width]byte
		entry := f.Table[n]
		switch {
		case n == own:
			row[0] = 1
			binary.BigEndian.PutUint32(row[1:], uint32(start))
		case entry == nil || entry.Free:
			if n == 0 {
				row[5], row[6] = 0xFF, 0xFF
			}
		case entry.Compressed:
			row[0] = 2
			binary.BigEndian.PutUint32(row[1:], uint32(*entry.ObjectStream))
			binary.BigEndian.PutUint16(row[5:], uint16(*entry.ObjectStreamInd))
		default:
			row[0] = 1
			binary.BigEndian.PutUint32(row[1:], uint32(offsets[n]))
		}
		rows = append(rows, up)
		for i, b := range row {
			rows = append(rows, b-above[i])
		}
		above = row
	}
	raw, err := f.deflate(rows)
	if err != nil {
		return nil, err
	}
	d := types.Dict{
		"Type": types.Name("XRef"), "Size": types.Integer(own + 1), "W": types.Array{types.Integer(1), types.Integer(4), types.Integer(2)},
		"Root": *f.Root, "Info": *f.Info, "ID": f.ID, "Filter": types.Name("FlateDecode"), "Length": types.Integer(len(raw)),
		"DecodeParms": types.Dict{"Predictor": types.Integer(12), "Columns": types.Integer(width)},
	}
	out = appendStream(out, own, d, raw)
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start), nil
}

// bundle compresses objects into one and says in the table where they are.
func (f *file) bundle(numbers []int) (int, error) {
	n, err := f.InsertObject(nil)
	if err != nil {
		return 0, err
	}
	var head, body []byte
	for i, number := range numbers {
		entry := f.Table[number]
		head = append(strconv.AppendInt(head, int64(number), 10), ' ')
		head = append(strconv.AppendInt(head, int64(len(body)), 10), ' ')
		body = append(appendObject(body, entry.Object), ' ')
		entry.Compressed, entry.ObjectStream, entry.ObjectStreamInd = true, &n, &i
	}
	sd, err := f.compressed(append(head, body...), types.Dict{
		"Type": types.Name("ObjStm"), "N": types.Integer(len(numbers)), "First": types.Integer(len(head)),
	})
	if err != nil {
		return 0, err
	}
	f.Table[n].Object = *sd
	return n, nil
}

// appendObject writes an object as pdfcpu's PDFString does, keys in ascending order, without a string for each part of it.
func appendObject(b []byte, o types.Object) []byte {
	switch o := o.(type) {
	case nil:
		return append(b, "null"...)
	case types.Dict:
		b = append(b, "<<"...)
		var room [16]string
		keys := room[:0]
		for k := range o {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			b = appendValue(appendName(b, k), o[k])
		}
		return append(b, ">>"...)
	case types.Array:
		b = append(b, '[')
		for i, v := range o {
			if i == 0 {
				b = appendObject(b, v)
			} else {
				b = appendValue(b, v)
			}
		}
		return append(b, ']')
	case types.IndirectRef:
		return appendReference(b, o)
	case types.Name:
		return appendName(b, string(o))
	case types.Integer:
		return strconv.AppendInt(b, int64(o), 10)
	case types.Float:
		return strconv.AppendFloat(b, float64(o), 'f', -1, 64)
	case types.HexLiteral:
		return append(append(append(b, '<'), o...), '>')
	}
	return append(b, o.PDFString()...)
}

func appendReference(b []byte, r reference) []byte {
	b = append(strconv.AppendInt(b, int64(r.ObjectNumber), 10), ' ')
	return append(strconv.AppendInt(b, int64(r.GenerationNumber), 10), " R"...)
}

// written is an object as it stands in the file.
type written string

func (w written) Clone() types.Object { return w }
func (w written) PDFString() string   { return string(w) }
func (w written) String() string      { return string(w) }

// appendValue writes what follows a key or another value: numbers and words need a space before them.
func appendValue(b []byte, o types.Object) []byte {
	switch o.(type) {
	case types.Dict, types.Array, types.Name, types.StringLiteral, types.HexLiteral:
	default:
		b = append(b, ' ')
	}
	return appendObject(b, o)
}

func appendName(b []byte, name string) []byte {
	return append(append(b, '/'), types.EncodeName(name)...)
}
