package pdfa

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// bundleSize is the number of objects that are compressed together: elements of the structure are many and alike.
const bundleSize = 200

// write puts the file down. pdfcpu's way to write a whole file walks its dictionaries in the order of Go maps and takes
// dates and id from the clock; its way to write an increment writes the objects that it is told to, in that order. So the
// whole file is one increment, of nothing: objects without a stream in bundles (ISO 32000-1, 7.5.7), then the others.
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

	var out bytes.Buffer
	header := []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n") // four bytes that no text holds: the file is binary
	f.Write.Writer = bufio.NewWriter(&out)
	if _, err := f.Write.Writer.Write(header); err != nil {
		return nil, err
	}
	f.Write.Offset = int64(len(header))
	f.Write.ObjNrs = streams
	if err := pdfcpu.WriteIncrement(f.Context); err != nil {
		return nil, fmt.Errorf("pdfa: write: %w", err)
	}
	if err := f.Write.Flush(); err != nil {
		return nil, err
	}
	return f.index(out.Bytes())
}

// index writes the cross-reference stream (ISO 32000-1, 7.5.8) anew, each row as its difference from the one above: objects
// of a bundle follow each other, and pdfcpu's rows take ten times the room.
func (f *file) index(written []byte) ([]byte, error) {
	tail := bytes.LastIndex(written, []byte("startxref"))
	if tail < 0 {
		return nil, fmt.Errorf("pdfa: nothing says where the objects are")
	}
	var start, own int
	if _, err := fmt.Sscanf(string(written[tail:]), "startxref\n%d", &start); err != nil || start >= tail {
		return nil, fmt.Errorf("pdfa: where the objects are: %w", err)
	}
	if _, err := fmt.Sscanf(string(written[start:tail]), "%d 0 obj", &own); err != nil {
		return nil, fmt.Errorf("pdfa: where the objects are: %w", err)
	}
	const up, width = 2, 1 + 4 + 2 // a byte for the kind of row, 4 for its place, 2 for its place in a bundle
	var rows []byte
	above := make([]byte, width)
	for n := range own + 1 {
		row := make([]byte, width)
		entry, offset := f.Table[n], f.Write.Table[n]
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
			binary.BigEndian.PutUint32(row[1:], uint32(offset))
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
	out := bytes.NewBuffer(written[:start:start])
	fmt.Fprintf(out, "%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", own, d.PDFString(), raw, start)
	return out.Bytes(), nil
}

// bundle compresses objects into one and says in the table where they are.
func (f *file) bundle(numbers []int) (int, error) {
	content := types.NewObjectStreamDict()
	n, err := f.InsertObject(nil)
	if err != nil {
		return 0, err
	}
	for i, number := range numbers {
		entry := f.Table[number]
		if err := content.AddObject(number, entry.Object.PDFString()+" "); err != nil {
			return 0, err
		}
		entry.Compressed, entry.ObjectStream, entry.ObjectStreamInd = true, &n, &i
		f.Write.SetWriteOffset(number) // says that the object is in the file; the number is not used
	}
	content.Finalize()
	sd, err := f.compressed(content.Content, types.Dict{
		"Type": types.Name("ObjStm"), "N": types.Integer(content.ObjCount), "First": types.Integer(content.FirstObjOffset),
	})
	if err != nil {
		return 0, err
	}
	f.Table[n].Object = *sd
	return n, nil
}
