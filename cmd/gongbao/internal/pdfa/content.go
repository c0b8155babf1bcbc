package pdfa

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// markContent turns the markers of every page into marked content (ISO 32000-1, 14.6) and numbers the pieces.
func (f *file) markContent() error {
	for i := range f.pages {
		page, err := f.page(i)
		if err != nil {
			return err
		}
		ref, ok := page["Contents"].(reference)
		if !ok {
			return fmt.Errorf("page %d has no content", i+1)
		}
		sd, _, err := f.DereferenceStreamDict(ref)
		if err != nil || sd == nil {
			return fmt.Errorf("page %d: its content is no stream: %w", i+1, err)
		}
		if len(sd.FilterPipeline) > 0 {
			return fmt.Errorf("page %d is compressed", i+1)
		}
		marked, count, err := mark(sd.Raw, f.doc.Pages[i].Sequences, i)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		if err := f.replace(ref, marked, nil); err != nil {
			return err
		}
		page.Update("StructParents", types.Integer(i))
		page.Update("Tabs", types.Name("S"))
		f.owners = append(f.owners, make(types.Array, count))
	}
	return nil
}

// mark rewrites one page's operators. Everything between two markers belongs to one sequence; what stands before the first
// is an artifact.
func mark(stream []byte, sequences []*Content, page int) (marked []byte, count int, err error) {
	prefix := []byte("[] " + strconv.Itoa(firstMarker)[:3])
	out := bytes.NewBuffer(make([]byte, 0, len(stream)+16*len(sequences)))
	operators := operators{out: out}
	current, open := Artifact, false
	end := func() {
		if open {
			operators.endText()
			out.WriteString("EMC\n")
		}
		open = false
	}
	begin := func() {
		switch current {
		case Artifact:
			out.WriteString("/Artifact BMC\n")
		case Furniture:
			out.WriteString("/Artifact <</Type /Pagination>> BDC\n")
		default:
			b := append(append(append(out.AvailableBuffer(), '/'), current.of.Role...), " <</MCID "...)
			out.Write(append(strconv.AppendInt(b, int64(count), 10), ">> BDC\n"...))
			current.pieces = append(current.pieces, piece{page, count})
			count++
		}
		open = true
	}
	next := 0
	for len(stream) > 0 {
		line := stream
		if end := bytes.IndexByte(stream, '\n'); end >= 0 {
			line = stream[:end]
		}
		stream = stream[min(len(line)+1, len(stream)):]
		if bytes.HasPrefix(line, prefix) && bytes.HasSuffix(bytes.TrimSpace(line), []byte(" d")) {
			text := string(bytes.Fields(line)[1])
			phase, err := strconv.ParseFloat(text, 64)
			if err != nil || phase != Marker(next) {
				return nil, 0, fmt.Errorf("marker %s where %.2f was due", text, Marker(next))
			}
			if next >= len(sequences) {
				return nil, 0, fmt.Errorf("marker %d of %d sequences", next, len(sequences))
			}
			end()
			current = sequences[next]
			next++
			continue
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if !open {
			begin()
		}
		if err := operators.write(line); err != nil {
			return nil, 0, err
		}
	}
	end()
	if next != len(sequences) {
		return nil, 0, fmt.Errorf("%d markers for %d sequences", next, len(sequences))
	}
	return out.Bytes(), count, nil
}
