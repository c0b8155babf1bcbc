package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// damaged is a workbook with some bytes of its parts changed.
func damaged(t *testing.T, content []byte, seed uint64) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		for range r.IntN(4) {
			at := r.IntN(len(text))
			switch r.IntN(3) {
			case 0:
				text[at] = byte(r.IntN(256))
			case 1:
				text = append(text[:at:at], text[min(at+r.IntN(40), len(text)):]...)
			case 2:
				text = append(text[:at:at], append([]byte("99999999999"), text[at:]...)...)
			}
		}
		part, err := w.Create(f.Name)
		must(t, err)
		_, err = part.Write(text)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// Whatever is broken in a workbook, reading it ends with grids or with a fault.
func TestDamagedWorkbooks(t *testing.T) {
	content := written(t, sampleBook())
	for seed := range uint64(300) {
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("seed %d: %v", seed, p)
				}
			}()
			grids, faults := Read("a.xlsx", damaged(t, content, seed))
			if len(grids) == 0 && len(faults) == 0 {
				t.Errorf("seed %d: nothing is said", seed)
			}
		}()
	}
}
