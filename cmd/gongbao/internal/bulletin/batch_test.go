package bulletin

import (
	"bytes"
	"errors"
	"testing"
)

// What a batch keeps from one document to the next changes none: a bulletin is the same, whatever was made before it.
func TestBatchKeepsNothingOfADocument(t *testing.T) {
	w := newWorld(fiveCounties...)
	made := func(b *Batch, s Subject) []byte {
		var out bytes.Buffer
		if _, err := b.Write(&out, w.issue(), s); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	shared := w.batch(t)
	subjects := Subjects(shared.a)
	for _, s := range subjects {
		made(shared, s)
	}
	for i := len(subjects) - 1; i >= 0; i -= 2 {
		if s := subjects[i]; !bytes.Equal(made(shared, s), made(w.batch(t), s)) {
			t.Errorf("%s differs from the one that is made alone", s)
		}
	}
}

// A text that cannot be set is a fault in every document that it stands in, not in the first alone.
func TestBatchFindsMissingGlyphsAgain(t *testing.T) {
	w := newWorld("东\U0002FFFF县", "西县")
	b := w.batch(t)
	for _, s := range []Subject{{Kind: OfCity}, {Kind: OfCity}} {
		var missing MissingGlyphErrors
		if _, err := b.Write(&bytes.Buffer{}, w.issue(), s); !errors.As(err, &missing) {
			t.Errorf("%s: want missing glyphs, got %v", s, err)
		}
	}
}
