package bulletin

import (
	"bytes"
	"slices"
	"testing"
)

// A triangle of an em of a thousand steps: (3,0) (101,-7) (400,301), of which the second is no point of the curve.
var triangle = []byte{
	0, 1, 0, 3, 0xFF, 0xF9, 1, 0x90, 1, 0x2D, // one contour; the box
	0, 2, 0, 0, // the last point; no instructions
	onCurve | shortX | sameX | sameY, shortX | sameX | shortY, onCurve,
	3, 98, 1, 43, // +3 +98 +299
	7, 1, 52, // −7 +308
}

func TestOnGrid(t *testing.T) {
	moved, shift, err := onGrid(triangle, 1000)
	want := []byte{ // (4,0) (102,-6) (400,302)
		0, 1, 0, 4, 0xFF, 0xFA, 1, 0x90, 1, 0x2E, 0, 2, 0, 0,
		onCurve | shortX | sameX | sameY, shortX | sameX | shortY, onCurve,
		4, 98, 1, 42, 6, 1, 52,
	}
	if err != nil || !bytes.Equal(moved, want) || shift != 1 {
		t.Errorf("got %v %d %v\nwant %v 1", moved, shift, err, want)
	}
	if moved, shift, err := onGrid(triangle, 500); err != nil || !bytes.Equal(moved, triangle) || shift != 0 {
		t.Errorf("a coarse font: %v %d %v", moved, shift, err)
	}
	for n := outlineHead; n < len(triangle); n++ {
		if _, _, err := onGrid(triangle[:n], 1000); err == nil {
			t.Errorf("%d bytes of %d are no error", n, len(triangle))
		}
	}
}

// Every outline of the fonts can be moved, none grows by more than a few flags, and one that lies on the grid stays.
func TestOnGridFonts(t *testing.T) {
	for i := range faceCount {
		parser := fonts(t).faces[i].GetTTFParser()
		table := parser.GetTables()["glyf"]
		glyf := parser.FontData()[table.Offset:][:table.Length]
		for g := 0; g < len(parser.LocaTable)-1; g += 7 {
			shape := glyf[parser.LocaTable[g]:parser.LocaTable[g+1]]
			once, _, err := onGrid(shape, int(parser.UnitsPerEm()))
			if err != nil {
				t.Fatalf("%s glyph %d: %v", familyNames[i], g, err)
			}
			twice, shift, err := onGrid(once, int(parser.UnitsPerEm()))
			if err != nil || !slices.Equal(once, twice) || shift != 0 || len(once) > len(shape)+len(shape)/50+8 {
				t.Fatalf("%s glyph %d: %d, %d, %d bytes, %v", familyNames[i], g, len(shape), len(once), len(twice), err)
			}
		}
	}
}
