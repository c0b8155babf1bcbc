package pdfa

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

type reference = types.IndirectRef

// settings of pdfcpu: read what gopdf wrote, write compressed objects, and leave the user's folders alone.
var settings = sync.OnceValue(func() model.Configuration {
	model.ConfigPath = "disable"
	conf := model.NewDefaultConfiguration()
	conf.WriteXRefStream = true
	return *conf
})

// file is a document on its way.
type file struct {
	*model.Context
	doc     *Document
	catalog types.Dict
	pages   []reference
	heights []float64
	owners  []types.Array // by page, the element of each piece of marked content
}

// Finish makes an archival and accessible file of the painter's bytes, which must not be compressed.
func Finish(painted []byte, doc *Document) ([]byte, error) {
	conf := settings()
	ctx, err := pdfcpu.Read(bytes.NewReader(painted), &conf)
	if err != nil {
		return nil, fmt.Errorf("pdfa: read what was painted: %w", err)
	}
	f := &file{Context: ctx, doc: doc}
	if err := f.findPages(); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"content", f.markContent},
		{"fonts", f.completeFonts},
		{"structure", f.addStructure},
		{"outline", f.addOutline},
		{"attachments", f.attach},
		{"colour", f.addColour},
		{"metadata", f.addMetadata},
	} {
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("pdfa: %s: %w", step.what, err)
		}
	}
	return f.write()
}

// findPages lists the pages: gopdf puts all of them below one node.
func (f *file) findPages() (err error) {
	if f.catalog, err = f.Catalog(); err != nil {
		return fmt.Errorf("pdfa: catalog: %w", err)
	}
	root, err := f.Pages()
	if err != nil {
		return fmt.Errorf("pdfa: pages: %w", err)
	}
	tree, err := f.DereferenceDict(*root)
	if err != nil {
		return fmt.Errorf("pdfa: pages: %w", err)
	}
	for _, kid := range tree.ArrayEntry("Kids") {
		ref, ok := kid.(reference)
		if !ok {
			return fmt.Errorf("pdfa: a page is no reference")
		}
		f.pages = append(f.pages, ref)
		page, err := f.page(len(f.pages) - 1)
		if err != nil {
			return err
		}
		box := page.ArrayEntry("MediaBox")
		if box == nil {
			box = slices.Clone(tree.ArrayEntry("MediaBox"))
			page.Update("MediaBox", box)
		}
		if len(box) != 4 {
			return fmt.Errorf("pdfa: page %d has no size", len(f.pages))
		}
		f.heights = append(f.heights, number(box[3])-number(box[1]))
	}
	if len(f.pages) != len(f.doc.Pages) {
		return fmt.Errorf("pdfa: %d pages were painted, %d described", len(f.pages), len(f.doc.Pages))
	}
	return nil
}

func (f *file) page(i int) (types.Dict, error) {
	d, err := f.DereferenceDict(f.pages[i])
	if err != nil || d == nil {
		return nil, fmt.Errorf("pdfa: page %d: %w", i+1, err)
	}
	return d, nil
}

func number(o types.Object) float64 {
	switch n := o.(type) {
	case types.Integer:
		return float64(n)
	case types.Float:
		return float64(n)
	}
	return 0
}

// add puts an object into the file.
func (f *file) add(o types.Object) (reference, error) {
	ref, err := f.IndRefForNewObject(o)
	if err != nil {
		return reference{}, err
	}
	return *ref, nil
}

// stream is compressed bytes with their dictionary.
func (f *file) stream(content []byte, entries types.Dict) (reference, error) {
	sd, err := f.compressed(content, entries)
	if err != nil {
		return reference{}, err
	}
	return f.add(*sd)
}

func (f *file) compressed(content []byte, entries types.Dict) (*types.StreamDict, error) {
	raw, err := f.deflate(content)
	if err != nil {
		return nil, err
	}
	size := int64(len(raw))
	sd := &types.StreamDict{
		Dict: types.Dict{"Filter": types.Name(filter.Flate), "Length": types.Integer(size)}, Raw: raw, StreamLength: &size,
		FilterPipeline: []types.PDFFilter{{Name: filter.Flate}},
	}
	for k, v := range entries {
		sd.Update(k, v)
	}
	return sd, nil
}

// Levels of compression: a short file is made fast, a long one small, which takes a third more time and saves a fortieth.
// Outlines repeat little: what level 5 finds in them beyond level 3 is a fortieth of their size for half as much time again.
const (
	outlines  = 3
	fast      = 5
	small     = 7
	longPages = 8 // from here on a file counts as long
)

// writers, by their level, are used again: one takes most of a megabyte, and a document has dozens of streams.
var writers = map[int]*sync.Pool{outlines: pool(outlines), fast: pool(fast), small: pool(small)}

func pool(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, err := zlib.NewWriterLevel(nil, level)
		if err != nil {
			panic(err) // the level is none
		}
		return w
	}}
}

// trueType is what a font program begins with: version 1.0 of its directory.
var trueType = []byte{0, 1, 0, 0}

// deflate does what pdfcpu's filter does.
func (f *file) deflate(content []byte) ([]byte, error) {
	level := fast
	switch {
	case len(f.pages) >= longPages:
		level = small
	case bytes.HasPrefix(content, trueType):
		level = outlines
	}
	var b bytes.Buffer
	w := writers[level].Get().(*zlib.Writer)
	defer writers[level].Put(w)
	w.Reset(&b)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// replace puts other bytes into a stream that is there.
func (f *file) replace(ref reference, content []byte, entries types.Dict) error {
	sd, err := f.compressed(content, entries)
	if err != nil {
		return err
	}
	entry, ok := f.FindTableEntry(int(ref.ObjectNumber), int(ref.GenerationNumber))
	if !ok {
		return fmt.Errorf("object %d is not there", ref.ObjectNumber)
	}
	entry.Object = *sd
	return nil
}
