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
			name, ref := d.NameEntry("FontName"), d.IndirectRefEntry("FontFile2")
			if name == nil || ref == nil {
				return fmt.Errorf("font %d has no name or is not embedded", n)
			}
			stem := 80
			if strings.HasSuffix(*name, "Bold") {
				stem = 140
			}
			d.Update("StemV", types.Integer(stem))
			_, plain, _ := strings.Cut(*name, "+")
			if program := f.doc.Fonts[plain].Program; program != nil {
				if err := f.replace(*ref, program, types.Dict{"Length1": types.Integer(len(program))}); err != nil {
					return err
				}
			}
		case isName(d, "Subtype", "CIDFontType2"):
			d.Update("CIDToGIDMap", types.Name("Identity"))
		case isName(d, "Subtype", "Type0"):
			name := d.NameEntry("BaseFont")
			ref, ok := d["ToUnicode"].(reference)
			if name == nil || !ok {
				return fmt.Errorf("font %d has no name or no map of characters", n)
			}
			_, plain, _ := strings.Cut(*name, "+")
			font, known := f.doc.Fonts[plain]
			if !known {
				return fmt.Errorf("font %s is not described", *name)
			}
			if err := f.replace(ref, toUnicode(font.Characters), nil); err != nil {
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

// blockLimit is the most characters of a range: no reader has trouble with as many.
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
	for from := 0; from < len(characters); {
		// A range keeps the first byte of the glyph number.
		to := min(from+blockLimit, len(characters), (from+1)|0xFF)
		fmt.Fprintf(&b, "1 beginbfrange\n<%04X> <%04X> [", from+1, to)
		list := b.AvailableBuffer()
		for _, r := range characters[from:to] {
			list = append(list, '<')
			var units [2]uint16
			for _, unit := range utf16.AppendRune(units[:0], r) {
				const digits = "0123456789ABCDEF"
				list = append(list, digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
			}
			list = append(list, '>')
		}
		b.Write(list)
		b.WriteString("]\nendbfrange\n")
		from = to
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
