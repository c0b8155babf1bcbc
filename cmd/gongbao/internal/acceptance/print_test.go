package acceptance

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/text/unicode/norm"
)

// On paper, A4, every page is there whole: no text is cut off at an edge or left out, no sheet is empty, and what is only
// for screens is not printed.
func TestPrint(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	checkPrint(t, s, s.specimens(t))
}

func checkPrint(t *testing.T, s *site, pages []string) {
	t.Helper()
	pdftotext := need(t, "pdftotext")
	folder := os.Getenv("GONGBAO_PICTURES") // kept there for people to look at
	if folder == "" {
		folder = t.TempDir()
	}
	tb := openTab(t)
	for _, page := range pages {
		tb.open(s.base + page)
		tb.look(desktop)
		pdf, err := chromedp.Run(tb.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		file := filepath.Join(folder, strings.ReplaceAll(strings.TrimSuffix(page, ".html"), "/", "-")+".pdf")
		if err := os.WriteFile(file, pdf, 0o644); err != nil {
			t.Fatal(err)
		}
		boxes, err := exec.Command(pdftotext, "-bbox", file, "-").Output()
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		sheets := bytes.Split(boxes, []byte("<page "))[1:]
		for i, sheet := range sheets {
			checkSheet(t, page+", sheet "+strconv.Itoa(i+1), string(sheet))
		}
		plain, err := exec.Command(pdftotext, "-raw", file, "-").Output()
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		printed := squeezed(string(plain))
		// What is in cells and headings must be on paper, but for the raw rows of files and the sign of a clause's address.
		// Of a cell that breaks in two, the parts may stand apart.
		parts := evaluate[[]string](tb, `[...document.querySelectorAll("main h1, main h2, main h3, main td, main th, main dd")]
			.filter(e => e.checkVisibility() && !e.closest(".vh, .sec:has(.raw)") && !e.querySelector(".vh, svg text"))
			.flatMap(e => e.innerText.split(/\s+/)).map(p => p.replace(/#$/, "")).filter(p => p.length > 1)`)
		missing := 0
		for _, part := range parts {
			if !strings.Contains(printed, squeezed(part)) {
				if missing++; missing <= 5 {
					t.Errorf("%s: %q is not on paper", page, part)
				}
			}
		}
		if missing > 5 {
			t.Errorf("%s: %d texts are not on paper", page, missing)
		}
		if len(parts) == 0 {
			t.Errorf("%s has no text to look for", page)
		}
	}
}

var wordBox = regexp.MustCompile(`xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">([^<]*)<`)

// checkSheet holds the words of one sheet to its edges.
func checkSheet(t *testing.T, where, sheet string) {
	t.Helper()
	words := wordBox.FindAllStringSubmatch(sheet, -1)
	if len(words) == 0 {
		t.Errorf("%s is empty", where)
	}
	size := regexp.MustCompile(`width="([0-9.]+)" height="([0-9.]+)"`).FindStringSubmatch(sheet)
	width, height := parsed(size[1]), parsed(size[2])
	if math.Abs(width-595) > 2 || math.Abs(height-842) > 2 {
		t.Errorf("%s is %.0f × %.0f points, not A4", where, width, height)
	}
	for _, w := range words {
		// A box reaches beyond the ink; half a letter is left for that.
		if x0, x1, y1 := parsed(w[1]), parsed(w[3]), parsed(w[4]); x0 < 12 || x1 > width-12 || y1 > height-6 {
			t.Errorf("%s: %q stands at the edge, %.0f to %.0f", where, w[5], x0, x1)
			return
		}
	}
}

func parsed(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

// squeezed is a text without blanks, in the form that both a page and a PDF give: a face's own code points for radicals
// and compatibility forms are the characters that they stand for.
func squeezed(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), "")
}
