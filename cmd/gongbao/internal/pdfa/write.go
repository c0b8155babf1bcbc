package pdfa

import (
	"bufio"
	"bytes"
	"crypto/sha256"
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
