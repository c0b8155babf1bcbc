package bulletin

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// No line of any bulletin, as pdftotext reads it back row by row, begins with what CLREQ forbids at a line's start or ends with what it
// forbids at the end; and no paragraph of running text ends on a line of a single character.
func TestLinesOfEveryBulletin(t *testing.T) {
	w := newWorld(fiveCounties...)
	lines := 0
	for _, subject := range Subjects(w.assess()) {
		var b bytes.Buffer
		if _, err := w.write(t, &b, subject); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "bulletin.pdf")
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(run(t, "pdftotext", "-layout", file, "-")) {
			line = strings.TrimFunc(line, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
			runes := []rune(line)
			if len(runes) < 2 || strings.HasPrefix(line, "——") || strings.HasPrefix(line, "— ") {
				continue // a figure alone in its cell, the subtitle's dash, a page number
			}
			lines++
			if first := runes[0]; strings.ContainsRune(closers, first) && first != '“' || strings.ContainsRune("%‰℃", first) {
				t.Errorf("%s: a line begins with %q: %s", subject, first, line)
			}
			if last := runes[len(runes)-1]; strings.ContainsRune(noEnd, last) && last != '#' {
				t.Errorf("%s: a line ends with %q: %s", subject, last, line)
			}
		}
		e := w.edition(t, subject)
		e.write()
		c := newComposer(newWidths(fonts(t)))
		for _, block := range e.blocks {
			if p, ok := block.(*paragraph); ok && p.pitch == linePitch {
				p.layout(c)
				if n := len(p.lines); n > 1 && lonely(p.lines[n-1].glyphs) {
					t.Errorf("%s: a paragraph ends with %q", subject, textOf(p.lines[n-1]))
				}
			}
		}
	}
	if lines < 300 {
		t.Errorf("only %d lines were read", lines)
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
