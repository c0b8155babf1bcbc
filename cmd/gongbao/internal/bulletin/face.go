package bulletin

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/signintech/gopdf"

	"gongbao/cmd/gongbao/internal/figure"
)

// faceID is one of the four faces that a bulletin is set in. GB/T 9704 asks for 仿宋, 楷体 and 小标宋; the open faces
// stand in for them: serif for 仿宋, bold serif for 楷体 and 小标宋, bold sans for 黑体.
type faceID uint8

const (
	serif faceID = iota
	serifBold
	sans
	sansBold
	faceCount
)

var familyNames = [faceCount]string{"NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "NotoSansSC-Bold"}

// Where a line's text stands: the em box reaches from ascent above the baseline to descent below it.
const (
	ascent  = 0.88
	descent = 0.12
	capital = 0.733 // height of a capital letter and of figures
)

// Fonts are the faces, parsed once for any number of bulletins. They may be used by several goroutines. A document takes
// from them a font of its own with the characters that it uses.
type Fonts struct {
	faces [faceCount]gopdf.SubsetFontObj
	// moved are the outlines that documents have used so far, on the grid: bulletins have most characters in common.
	moved [faceCount]sync.Map // of glyph numbers to movedOutline
}

// movedOutline is an outline on the grid; nobody changes it.
type movedOutline struct {
	shape []byte
	shift int // of its left edge
}

// ParseFonts reads four TrueType fonts: Noto Serif SC and Noto Sans SC, or others that hold the same characters.
func ParseFonts(serifRegular, serifBold, sansRegular, sansBold []byte) (*Fonts, error) {
	f := &Fonts{}
	for i, data := range [faceCount][]byte{serifRegular, serifBold, sansRegular, sansBold} {
		if !entire(data) {
			return nil, fmt.Errorf("font %s is no TrueType file, or is cut off", familyNames[i])
		}
		if err := f.faces[i].SetTTFData(data); err != nil {
			return nil, fmt.Errorf("parse font %s: %w", familyNames[i], err)
		}
		// A few characters that every bulletin has: a font without them is not one for Chinese.
		if faults := newWidths(f).lacking(faceID(i), "年第0—"); faults != nil {
			return nil, fmt.Errorf("font %s lacks %q", familyNames[i], string(faults[0].Rune))
		}
	}
	return f, nil
}

// entire reports whether every table that a font's directory names lies within it; gopdf looks at a few only.
func entire(font []byte) bool {
	const head, entry = 12, 16 // bytes of the directory's head and of each entry
	if len(font) < head {
		return false
	}
	n := int(binary.BigEndian.Uint16(font[4:]))
	if n == 0 || len(font) < head+n*entry {
		return false
	}
	for i := range n {
		e := font[head+i*entry:]
		if uint64(binary.BigEndian.Uint32(e[8:]))+uint64(binary.BigEndian.Uint32(e[12:])) > uint64(len(font)) {
			return false
		}
	}
	return true
}

// MissingGlyphError is a character that the bulletin cannot set. Without it the reader would find a blank.
type MissingGlyphError struct {
	Rune  rune
	Text  string // the characters around it
	Place string // data/codelists/regions.csv 中 990101 的名称
}

func (e *MissingGlyphError) Error() string {
	return fmt.Sprintf("%s：简报字体里没有这个字 %q（U+%04X），上下文“%s”；请换用通用的写法", e.Place, string(e.Rune), e.Rune, e.Text)
}

// MissingGlyphErrors are all characters that a bulletin cannot set, each at every place of the plan that it stands in.
type MissingGlyphErrors []*MissingGlyphError

func (e MissingGlyphErrors) Error() string {
	lines := make([]string, len(e))
	for i, fault := range e {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

func (e MissingGlyphErrors) Unwrap() []error {
	list := make([]error, len(e))
	for i, fault := range e {
		list[i] = fault
	}
	return list
}

// widths looks characters up, and keeps the texts that were shaped and the lines that they were broken into: tables measure a
// cell several times, a document is set in several ways, and those of a batch have much in common.
type widths struct {
	fonts  *Fonts
	known  [faceCount]map[rune]float64
	shaped map[[fewSpans]span][]glyph
	broken map[setText][]line
	wide   map[span]float64
	scenes map[drawn]figure.Scene // of one document: what a figure shows is its own matter
	faults []*MissingGlyphError
}

// fewSpans is the most spans of a text that is kept: captions have three.
const fewSpans = 3

// setText is a shaped text, by its first glyph, in lines of a measure.
type setText struct {
	first *glyph
	in    measure
}

func newWidths(f *Fonts) *widths {
	w := &widths{fonts: f, scenes: map[drawn]figure.Scene{}}
	for i := range w.known {
		w.known[i] = map[rune]float64{}
	}
	w.forget()
	return w
}

// forget lets the texts go.
func (w *widths) forget() {
	w.shaped, w.broken, w.wide = map[[fewSpans]span][]glyph{}, map[setText][]line{}, map[span]float64{}
}

// of is a character's width in ems; ok is false where the face lacks it.
func (w *widths) of(f faceID, r rune) (em float64, ok bool) {
	if em, ok = w.known[f][r]; ok {
		return em, em >= 0
	}
	em = -1
	face := &w.fonts.faces[f]
	// A hit in the font's table that leads to glyph 0 is the box for a missing character.
	if index, err := face.CharCodeToGlyphIndex(r); err == nil && index != 0 {
		em = float64(face.GlyphIndexToPdfWidth(index)) / 1000
	}
	w.known[f][r] = em
	return em, em >= 0
}

// lacking finds the characters of a text that cannot be set, each once.
func (w *widths) lacking(f faceID, text string) []*MissingGlyphError {
	var faults []*MissingGlyphError
	for i, r := range text {
		if _, ok := w.of(f, r); ok {
			continue
		} else if !slices.ContainsFunc(faults, func(m *MissingGlyphError) bool { return m.Rune == r }) {
			faults = append(faults, &MissingGlyphError{Rune: r, Text: around(text, i)})
		}
	}
	return faults
}

// around is the text a few characters before and after a byte offset.
func around(text string, at int) string {
	const reach = 8
	before, after := []rune(text[:at]), []rune(text[at:])
	return string(before[max(0, len(before)-reach):]) + string(after[:min(len(after), reach+1)])
}
