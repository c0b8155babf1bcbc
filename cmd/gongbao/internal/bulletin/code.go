package bulletin

import (
	"github.com/boombuler/barcode/qr"

	"gongbao/cmd/gongbao/internal/pdfa"
)

// squares draws a text as a QR code (ISO/IEC 18004) into a square: dark modules as one area a stretch, with the quiet zone
// of four modules inside. A text that no code holds draws nothing.
func (c *composer) squares(text string, x, y, size float64) {
	const quiet = 4
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return
	}
	n := code.Bounds().Dx()
	module := size / float64(n+2*quiet)
	dark := func(i, j int) bool { r, _, _, _ := code.At(i, j).RGBA(); return r == 0 }
	for j := range n {
		for i := 0; i < n; i++ {
			from := i
			for i < n && dark(i, j) {
				i++
			}
			if i > from {
				c.fill(x+module*float64(from+quiet), y+module*float64(j+quiet), module*float64(i-from), 1.03*module, inkText)
			}
		}
	}
}

// box is a rectangle of the page that is being set.
func (c *composer) box(x, y, width, height float64) *pdfa.Box {
	return &pdfa.Box{Page: len(c.sheets) - 1, X0: x, Y0: y, X1: x + width, Y1: y + height}
}
