package figure_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/chart"
	"gongbao/cmd/gongbao/internal/figure"
)

var update = flag.Bool("update", false, "write the reference drawings")

// references are the drawings of every kind, wide and narrow, of what tables really bring: one point and none, names of 60
// characters, negative values, 14 digits, missing, revised, provisional and demonstration figures side by side.
const references = "../chart/testdata/reference"

// marks are a drawing's elements, one a line.
func marks(svg string) []string { return strings.Split(strings.ReplaceAll(svg, "><", ">\n<"), "\n") }

func TestDrawingsAreTheReferences(t *testing.T) {
	if *update {
		if err := os.RemoveAll(references); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(references, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	claimed := map[string]bool{}
	for name, f := range figure.Awkward() {
		for class, layout := range map[string]figure.Layout{"wide": figure.Wide, "narrow": figure.Narrow} {
			file := filepath.Join(references, strings.ReplaceAll(name, " ", "-")+"."+class+".svg")
			claimed[file] = true
			got := marks(chart.SVG(f.Scene(layout), chart.SVGOptions{Class: class, Label: name, Link: func(route string) string { return "/" + route }}))
			if *update {
				if err := os.WriteFile(file, []byte(strings.Join(got, "\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if moved := difference(got, strings.Split(strings.TrimSuffix(string(want), "\n"), "\n")); moved != "" {
				t.Errorf("%s:\n%s(run with -update if that is meant)", file, moved)
			}
		}
	}
	files, _ := filepath.Glob(filepath.Join(references, "*"))
	for _, file := range files {
		if !claimed[file] {
			t.Errorf("%s belongs to no figure", file)
		}
	}
}

// difference says which marks of a drawing are not those of the reference: what stands between the first and the last that
// differ, a few of them.
func difference(got, want []string) string {
	if slices.Equal(got, want) {
		return ""
	}
	start := 0
	for start < min(len(got), len(want)) && got[start] == want[start] {
		start++
	}
	g, w := got[start:], want[start:]
	for len(g) > 0 && len(w) > 0 && g[len(g)-1] == w[len(w)-1] {
		g, w = g[:len(g)-1], w[:len(w)-1]
	}
	var said strings.Builder
	list := func(sign string, marks []string) {
		const most = 5
		for i, mark := range marks {
			if i == most {
				said.WriteString(sign + " …\n")
				break
			}
			said.WriteString(sign + " " + mark + "\n")
		}
	}
	list("-", w)
	list("+", g)
	return said.String()
}

func TestDifferenceNamesTheMark(t *testing.T) {
	want := []string{"<svg>", `<path class="g-axis" d="M0 1H9"/>`, `<text x="1">甲</text>`, "</svg>"}
	got := slices.Clone(want)
	got[2] = `<text x="2">甲</text>`
	if d := difference(got, want); d != "- <text x=\"1\">甲</text>\n+ <text x=\"2\">甲</text>\n" {
		t.Errorf("%q", d)
	}
	if d := difference(want, want); d != "" {
		t.Errorf("%q", d)
	}
	if d := difference(want[:3], want); d != "- </svg>\n" {
		t.Errorf("%q", d)
	}
}
