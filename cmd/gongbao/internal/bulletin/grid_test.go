package bulletin

import (
	"bytes"
	"encoding/xml"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// readBoxes are the words of a file's pages as poppler measures them.
func readBoxes(t *testing.T, file string) boxes {
	t.Helper()
	out := filepath.Join(t.TempDir(), "boxes.html")
	run(t, "pdftotext", "-bbox", file, out)
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var b boxes
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity
	if err := decoder.Decode(&b); err != nil {
		t.Fatal(err)
	}
	return b
}

// A page of text has 22 lines of 28 characters in a type area of 156 by 225 mm (GB/T 9704-2012, 5.2.2 and 5.2.3), measured
// in the file; paragraphs begin two characters in.
func TestGrid(t *testing.T) {
	const lines, characters = 22, 28
	c := newComposer(newWidths(fonts(t)))
	c.compose([]block{body("网格", false, span{strings.Repeat("汉", 3*lines*characters-2), styleBody})})
	c.finish()
	var content bytes.Buffer
	if err := c.paint(&content, information{title: "网格"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "grid.pdf")
	if err := os.WriteFile(file, content.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	pages := readBoxes(t, file).Pages
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	first := math.Inf(1)
	for i, page := range pages {
		if len(page.Words) != lines {
			t.Errorf("page %d has %d lines", i+1, len(page.Words))
		}
		for j, w := range page.Words {
			left, count := marginLeft, characters
			if i == 0 && j == 0 {
				left, count, first = marginLeft+2*areaWidth/characters, characters-2, w.YMin
			}
			if n := len([]rune(w.Text)); n != count || math.Abs(w.XMin-left) > 0.05 || math.Abs(w.XMax-marginLeft-areaWidth) > 0.05 {
				t.Errorf("page %d line %d: %d characters from %.2f to %.2f", i+1, j+1, n, w.XMin, w.XMax)
			}
			if want := first + float64(j)*areaHeight/lines; math.Abs(w.YMin-want) > 0.9 {
				t.Errorf("page %d line %d: at %.2f, want %.2f", i+1, j+1, w.YMin, want)
			}
		}
	}
}

// Running text of the real bulletins stands on the 22 lines, whatever comes between.
func TestBodyOnGrid(t *testing.T) {
	looked := 0
	eachReal(t, func(t *testing.T, b *Batch, issue Issue, s Subject) {
		c := composedOf(t, b, issue, s)
		for i, sheet := range c.sheets {
			for _, m := range sheet.marks {
				text, ok := m.mark.(textMark)
				if i == 0 || !ok || text.style.face != serif || text.style.size != bodySize || m.part.Of() == nil || m.part.Of().Role != pdfa.P {
					continue // the first page's text follows its title block
				}
				looked++
				if n := (text.y - sheet.top - baseline(linePitch, bodySize)) / linePitch; math.Abs(n-math.Round(n)) > 0.001 || n > lineCount-0.5 {
					t.Errorf("page %d: %q stands on line %.3f", i+1, text.text, n+1)
				}
			}
		}
	})
	if looked < 1000 {
		t.Errorf("only %d runs of text", looked)
	}
}

// luminance is the relative luminance of WCAG 2.2 (1.4.3), which is also what a black-and-white printer keeps of a colour.
func luminance(c ink) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func contrast(a, b ink) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// The palette survives a printer without colours: text is read on every ground that it stands on, bars and lines stand out
// from the paper, and what colour alone tells apart differs in lightness. Statuses also differ in shape and word.
func TestGreyPrint(t *testing.T) {
	for _, pair := range []struct {
		name string
		a, b ink
		want float64
	}{
		{"text on paper", inkText, inkPaper, 7}, {"notes on paper", inkMuted, inkPaper, 7}, {"the name", inkRed, inkPaper, 4.5},
		{"text on a lagging cell", inkText, groundBad, 7}, {"notes on a band", inkMuted, groundQuiet, 4.5},
		{"bar on paper", inkMain, inkPaper, 4.5}, {"bar to compare with", inkOther, inkPaper, 3}, {"one bar beside the other", inkMain, inkOther, 2},
		{"line over grid", inkMain, inkGrid, 4.5}, {"path over grid", inkMuted, inkGrid, 4.5}, {"the two grounds of lagging cells", groundSlight, groundBad, 1.1},
		{"a lagging cell beside another", groundBad, inkPaper, 1.25},
	} {
		if got := contrast(pair.a, pair.b); got < pair.want {
			t.Errorf("%s: %.2f, want %.2f", pair.name, got, pair.want)
		}
	}
	for _, s := range analysis.Statuses {
		ground, ok := statusGround(s)
		if !ok {
			ground = inkPaper
		}
		if got := contrast(statusInk(s), ground); got < 4 {
			t.Errorf("%s: %.2f", s.Word(), got)
		}
	}
	for i := 1; i < figure.Shades; i++ {
		if got := contrast(shadeInks[i-1], shadeInks[i]); got < 1.2 {
			t.Errorf("classes %d and %d of a map: %.2f", i, i+1, got)
		}
	}
}

// A cell whose arrow is read as a word divides like any other: nothing is lost, and each part says its own words.
func TestSpokenSplits(t *testing.T) {
	c := newComposer(newWidths(fonts(t)))
	text := strings.Repeat("60.0→97.5 ", 40)
	whole := spoken{plain(text, styleTable)}
	head, tail := whole.split(c, 60, 5*tablePitch)
	for _, part := range []cell{head, tail} {
		if h := part.height(c, 60); h <= 0 {
			t.Fatalf("a part of no height")
		}
	}
	if h := head.height(c, 60); h > 5*tablePitch+hair {
		t.Errorf("the head is %.1f high", h)
	}
	head.draw(c, 100, 100, 60, 100)
	tail.draw(c, 100, 300, 60, 400)
	var aloud []string
	for _, e := range c.tags.root.Kids() {
		aloud = append(aloud, e.Actual)
	}
	want := squeeze(strings.ReplaceAll(text, "→", "变为"))
	if len(aloud) != 2 || aloud[0] == "" || squeeze(aloud[0]+aloud[1]) != want || squeeze(said(c)) != squeeze(text) {
		t.Errorf("read aloud: %q\nset: %q", aloud, said(c))
	}
	// And so within a table.
	table := &table{columns: []column{{width: 60}}, rows: []row{{cells: []place{in(spoken{plain(strings.Repeat(text, 6), styleTable)})}}}, place: "表"}
	long := newComposer(newWidths(fonts(t)))
	table.set(long)
	if n := strings.Count(said(long), "60.0→97.5"); len(long.sheets) < 2 || n != 6*40 {
		t.Errorf("%d pages with %d of %d figures", len(long.sheets), n, 6*40)
	}
}
