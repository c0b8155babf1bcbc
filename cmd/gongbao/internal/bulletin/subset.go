package bulletin

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// subset is a TrueType font with the given characters only, their glyphs numbered anew. gopdf subsets by emptying the
// outlines of what is not used and keeps the tables of all 30,000 glyphs: 30 KB a face, and a document cannot name its
// subset. A font made for the document is parsed in no time and a fifth of the size. runes are in ascending order, each
// once, and all have a glyph.
//
// There are two of it: bare is for gopdf, which measures and numbers and needs no outlines, and would take its time to
// compress them; program is what the document embeds.
func (f *Fonts) subset(face faceID, runes []rune) (bare, program []byte, err error) {
	font := &f.faces[face]
	parser := font.GetTTFParser()
	data, tables := parser.FontData(), parser.GetTables()
	table := func(tag string) []byte {
		t, ok := tables[tag]
		if !ok || int(t.Offset+t.Length) > len(data) {
			return nil
		}
		return data[t.Offset : t.Offset+t.Length]
	}
	glyf, hmtx := table("glyf"), table("hmtx")
	outline := func(glyph uint16) (m movedOutline, err error) {
		if known, ok := f.moved[face].Load(glyph); ok {
			return known.(movedOutline), nil
		}
		if int(glyph)+1 >= len(parser.LocaTable) || parser.LocaTable[glyph+1] > uint(len(glyf)) {
			return m, fmt.Errorf("glyph %d lies outside the font", glyph)
		}
		m.shape, m.shift, err = onGrid(glyf[parser.LocaTable[glyph]:parser.LocaTable[glyph+1]], int(parser.UnitsPerEm()))
		if err != nil {
			return m, fmt.Errorf("glyph %d: %w", glyph, err)
		}
		f.moved[face].Store(glyph, m)
		return m, nil
	}

	old := []uint16{0} // old glyph number by new one; .notdef comes first
	renumbered := map[uint16]uint16{0: 0}
	add := func(glyph uint16) uint16 {
		n, ok := renumbered[glyph]
		if !ok {
			n = uint16(len(old))
			renumbered[glyph] = n
			old = append(old, glyph)
		}
		return n
	}
	// Every character has a glyph of its own, one after the other, even where the font draws two alike: so a glyph says
	// which character it stands for, and the text can be searched.
	for _, r := range runes {
		index, err := font.CharCodeToGlyphIndex(r)
		if err != nil {
			return nil, nil, fmt.Errorf("character %U: %w", r, err)
		}
		renumbered[uint16(index)] = uint16(len(old))
		old = append(old, uint16(index))
	}

	const roughly = 200 // bytes of an outline
	outlines := make([]byte, 0, roughly*len(old))
	places := append(make([]int, 0, len(old)+1), 0) // of the outlines
	metrics := make([]byte, 0, 4*len(old))
	measured := int(parser.NumberOfHMetrics())
	for i := 0; i < len(old); i++ { // old grows with the parts of composite glyphs
		moved, err := outline(old[i])
		if err != nil {
			return nil, nil, err
		}
		at := len(outlines)
		outlines = append(outlines, moved.shape...)
		renumber(outlines[at:], add)
		if len(outlines)%2 != 0 {
			outlines = append(outlines, 0)
		}
		places = append(places, len(outlines))
		// Glyphs beyond the last full metric share its width and have a bearing of their own.
		glyph := int(old[i])
		width := hmtx[4*min(glyph, measured-1):][:2]
		at = 4*glyph + 2
		if glyph >= measured {
			at = 4*measured + 2*(glyph-measured)
		}
		if at+2 > len(hmtx) {
			return nil, nil, fmt.Errorf("glyph %d has no metrics", glyph)
		}
		bearing := binary.BigEndian.Uint16(hmtx[at:]) + uint16(moved.shift)
		metrics = binary.BigEndian.AppendUint16(append(metrics, width...), bearing)
	}

	count := uint16(len(old))
	head, hhea, maxp := slices.Clone(table("head")), slices.Clone(table("hhea")), slices.Clone(table("maxp"))
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 {
		return nil, nil, fmt.Errorf("font lacks head, hhea or maxp")
	}
	binary.BigEndian.PutUint16(hhea[34:], count)
	binary.BigEndian.PutUint16(maxp[4:], count)
	format, loca := offsets(places)
	binary.BigEndian.PutUint16(head[50:], format)
	shared := []fontTable{
		{"cvt ", table("cvt ")}, {"fpgm", table("fpgm")}, {"head", head}, {"hhea", hhea}, {"hmtx", metrics}, {"maxp", maxp}, {"prep", table("prep")},
	}
	program = assemble(append(slices.Clone(shared), fontTable{"glyf", outlines}, fontTable{"loca", loca}))
	bare = assemble(append(shared,
		fontTable{"OS/2", table("OS/2")}, fontTable{"cmap", characterMap(runes)}, fontTable{"glyf", make([]byte, 4)}, fontTable{"loca", make([]byte, len(loca))},
		fontTable{"name", table("name")}, fontTable{"post", table("post")}))
	return bare, program, nil
}

// offsets is a loca table and its format: halves of even offsets in two bytes each as long as those reach.
func offsets(places []int) (format uint16, loca []byte) {
	const short, long = 0, 1
	if places[len(places)-1] > 2*0xFFFF {
		for _, at := range places {
			loca = binary.BigEndian.AppendUint32(loca, uint32(at))
		}
		return long, loca
	}
	for _, at := range places {
		loca = binary.BigEndian.AppendUint16(loca, uint16(at/2))
	}
	return short, loca
}

// renumber gives the parts of a composite glyph their new numbers.
func renumber(shape []byte, add func(uint16) uint16) {
	if len(shape) < 10 || int16(binary.BigEndian.Uint16(shape)) >= 0 {
		return // empty, or a simple outline
	}
	const wordArguments, scale, more, scaleXY, matrix = 1, 8, 32, 64, 128
	for at := 10; at+4 <= len(shape); {
		flags := binary.BigEndian.Uint16(shape[at:])
		binary.BigEndian.PutUint16(shape[at+2:], add(binary.BigEndian.Uint16(shape[at+2:])))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scaleXY != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// characterMap is a cmap table in which the nth character has glyph n+1: format 4 with one segment a character and, where
// there are characters beyond U+FFFF, format 12 beside it.
func characterMap(runes []rune) []byte {
	be := binary.BigEndian
	basic := runes
	if at := slices.IndexFunc(runes, func(r rune) bool { return r > 0xFFFF }); at >= 0 {
		basic = runes[:at]
	}
	n := len(basic) + 1 // and the closing segment
	var four []byte
	for _, v := range []int{4, 16 + 8*n, 0, 2 * n, 0, 0, 0} {
		four = be.AppendUint16(four, uint16(v))
	}
	bounds := func(b []byte) []byte {
		for _, r := range basic {
			b = be.AppendUint16(b, uint16(r))
		}
		return be.AppendUint16(b, 0xFFFF)
	}
	four = be.AppendUint16(bounds(four), 0) // ends, padding
	four = bounds(four)                     // starts
	for i, r := range basic {
		four = be.AppendUint16(four, uint16(i+1)-uint16(r)) // modulo 65536
	}
	four = be.AppendUint16(four, 1)
	four = append(four, make([]byte, 2*n)...) // no range offsets

	tables := [][]byte{four}
	if len(basic) < len(runes) {
		twelve := be.AppendUint32(nil, 12<<16)
		for _, v := range []int{16 + 12*len(runes), 0, len(runes)} {
			twelve = be.AppendUint32(twelve, uint32(v))
		}
		for i, r := range runes {
			for _, v := range []int{int(r), int(r), i + 1} {
				twelve = be.AppendUint32(twelve, uint32(v))
			}
		}
		tables = append(tables, twelve)
	}
	head := be.AppendUint16(be.AppendUint16(nil, 0), uint16(len(tables)))
	at := 4 + 8*len(tables)
	for i, t := range tables { // Windows: the basic plane, then all of Unicode
		head = be.AppendUint16(be.AppendUint16(head, 3), []uint16{1, 10}[i])
		head = be.AppendUint32(head, uint32(at))
		at += len(t)
	}
	return append(head, slices.Concat(tables...)...)
}

type fontTable struct {
	tag  string
	data []byte
}

// assemble writes the tables in the order of their tags behind a table directory. Absent ones are left out.
func assemble(parts []fontTable) []byte {
	parts = slices.DeleteFunc(parts, func(p fontTable) bool { return len(p.data) == 0 })
	slices.SortFunc(parts, func(a, b fontTable) int { return strings.Compare(a.tag, b.tag) })
	be := binary.BigEndian
	size := 12 + 16*len(parts)
	for _, p := range parts {
		size += len(p.data) + 3
	}
	font := append(make([]byte, 0, size), 0, 1, 0, 0)
	font = be.AppendUint16(font, uint16(len(parts)))
	font = append(font, make([]byte, 6)...) // binary search hints, which the PDF writer does not read
	at := len(font) + 16*len(parts)
	for _, p := range parts {
		font = append(font, p.tag...)
		font = be.AppendUint32(font, 0) // checksums are made anew when the PDF is written, or not looked at
		font = be.AppendUint32(font, uint32(at))
		font = be.AppendUint32(font, uint32(len(p.data)))
		at += (len(p.data) + 3) &^ 3
	}
	for _, p := range parts {
		font = append(font, p.data...)
		for len(font)%4 != 0 {
			font = append(font, 0)
		}
	}
	return font
}

// subsetName is the font's name with the tag that ISO 32000-1 (9.6.4) asks of a subset: six capitals, the same for the
// same characters.
func subsetName(name string, runes []rune) string {
	h := fnv.New64a()
	h.Write([]byte(string(runes)))
	sum := h.Sum64()
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(tag) + "+" + name
}
