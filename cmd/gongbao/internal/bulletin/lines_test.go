package bulletin

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// No line of any bulletin, as it stands on the page, begins with what CLREQ forbids at a line's start or ends with what it
// forbids at the end; and no paragraph of running text ends on a line of a single character.
func TestLinesOfEveryBulletin(t *testing.T) {
	w := newWorld(fiveCounties...)
	beginnings := 0
	for _, subject := range Subjects(w.assess()) {
		e := w.edition(t, subject)
		c, err := e.composed(newWidths(fonts(t)), information{})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range c.sheets {
			var runs []textMark
			for _, m := range s.marks {
				if text, ok := m.mark.(textMark); ok && !text.turned && m.part.Of() != nil {
					runs = append(runs, text)
				}
			}
			// beside: another run of the line ends where this one begins, or begins where it ends.
			beside := func(m textMark, at float64, end func(textMark) float64) bool {
				return slices.ContainsFunc(runs, func(o textMark) bool {
					return o != m && math.Abs(o.y-m.y) < 0.5*m.style.size && math.Abs(end(o)-at) < 0.6*m.style.size
				})
			}
			for _, m := range runs {
				text := []rune(strings.TrimSpace(m.text))
				if len(text) == 0 || string(text) == "%" { // a unit by itself, at an axis or beside a caption
					continue
				}
				if first := text[0]; strings.ContainsRune(closers+"%‰℃", first) {
					beginnings++
					if !beside(m, m.x, func(o textMark) float64 { return o.x + o.width }) {
						t.Errorf("%s, page %d: a line begins with %q", subject, i+1, m.text)
					}
				}
				if last := text[len(text)-1]; strings.ContainsRune(openers, last) && !beside(m, m.x+m.width, func(o textMark) float64 { return o.x }) {
					t.Errorf("%s, page %d: a line ends with %q", subject, i+1, m.text)
				}
			}
		}
		e.write()
		for _, block := range e.blocks {
			if p, ok := block.(*paragraph); ok && p.pitch == linePitch {
				p.lines = nil
				p.layout(c)
				if n := len(p.lines); n > 1 && lonely(p.lines[n-1].glyphs) {
					t.Errorf("%s: a paragraph ends with %q", subject, textOf(p.lines[n-1]))
				}
			}
		}
	}
	if beginnings < 100 {
		t.Errorf("only %d runs begin with a closing mark: the test looks at nothing", beginnings)
	}
}

// The tables inside the file hold what the pages show.
func TestAttachments(t *testing.T) {
	w := newWorld(fiveCounties...)
	e := w.edition(t, Subject{OfCounty, w.counties[1]})
	files, err := e.attachments()
	if err != nil {
		t.Fatal(err)
	}
	if files[0].Name != "results.csv" {
		t.Fatalf("the first file is %s", files[0].Name)
	}
	rows, err := csv.NewReader(bytes.NewReader(files[0].Content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "county.pdf")
	var b bytes.Buffer
	if _, err := w.write(t, &b, e.subject); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	text := squeeze(run(t, "pdftotext", "-layout", file, "-"))
	compared := 0
	for _, row := range rows[1:] {
		if row[0] != w.counties[1] {
			continue
		}
		for _, at := range []int{9, 11} { // value, target
			if row[at] == "" {
				continue
			}
			compared++
			if !strings.Contains(text, strings.ReplaceAll(row[at], "-", "−")) {
				t.Errorf("%s of %s is not in the text", row[at], row[3])
			}
		}
	}
	if compared < 4 {
		t.Errorf("%d figures were compared", compared)
	}
	if listed := run(t, "pdfdetach", "-list", file); !strings.Contains(listed, "results.csv") {
		t.Errorf("attached: %s", listed)
	}
}
