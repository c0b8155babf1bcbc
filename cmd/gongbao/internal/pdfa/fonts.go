package pdfa

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// completeFonts says what gopdf leaves open of its fonts: that glyph numbers are those of the embedded font (ISO 19005-3,
// 6.2.11.3.2), how thick stems are, and which character each glyph stands for. gopdf's own map of characters is one block of any
// length and writes five digits beyond U+FFFF; a reader expects UTF-16 in blocks of a hundred.
func (f *file) completeFonts() error {
	var numbers []int
	for n := range f.Table {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		entry := f.Table[n]
		d, ok := entry.Object.(types.Dict)
		if entry.Free || !ok {
			continue
		}
		switch {
		case isName(d, "Type", "FontDescriptor"):
			stem := 80
			if name := d.NameEntry("FontName"); name != nil && strings.HasSuffix(*name, "Bold") {
				stem = 140
			}
			d.Update("StemV", types.Integer(stem))
		case isName(d, "Subtype", "CIDFontType2"):
			d.Update("CIDToGIDMap", types.Name("Identity"))
		case isName(d, "Subtype", "Type0"):
			name := d.NameEntry("BaseFont")
			ref, ok := d["ToUnicode"].(reference)
			if name == nil || !ok {
				return fmt.Errorf("font %d has no name or no map of characters", n)
			}
			_, plain, _ := strings.Cut(*name, "+")
			characters, known := f.doc.Fonts[plain]
			if !known {
				return fmt.Errorf("font %s is not described", *name)
			}
			if err := f.replace(ref, toUnicode(characters)); err != nil {
				return err
			}
		}
	}
	return nil
}

func isName(d types.Dict, key, want string) bool {
	name := d.NameEntry(key)
	return name != nil && *name == want
}

// blockLimit is the most entries that a block of a CMap may have.
const blockLimit = 100

// toUnicode is a ToUnicode CMap (ISO 32000-1, 9.10.3): glyph n+1 stands for characters[n].
func toUnicode(characters []rune) []byte {
	var b bytes.Buffer
	b.WriteString(`/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
`)
	for from := 0; from < len(characters); from += blockLimit {
		block := characters[from:min(from+blockLimit, len(characters))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, r := range block {
			fmt.Fprintf(&b, "<%04X> <", from+i+1)
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
