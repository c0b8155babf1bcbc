package palette

import (
	"image/color"
	"slices"
	"testing"
)

const style = `
:root, [data-theme="light"] { --ink: #182024; --paper: #fff; --series: var(--blue); --blue: #1b4f8a; --sans: "A", sans-serif; }
[data-theme="dark"] { --ink: #e8ecee; }
@media (prefers-color-scheme: dark) { :root { --ink: #000000; } .g-path { stroke: #000; } }
.g-path, .other { stroke: var(--series); stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; stroke-linecap: round; }
.g-path:hover { stroke: #ff0000; } .box .g-path { stroke: #00ff00; }
.d-observed { fill: var(--series); stroke: var(--paper); stroke-width: 1.5px; }
.d-hollow { fill: var(--paper); stroke: var(--series); }
.s-behind { color: #b3301b; }
.ring { fill: var(--a); } :root { --a: var(--b); --b: var(--a); }
`

func TestPens(t *testing.T) {
	p, err := Parse([]byte(style))
	if err != nil {
		t.Fatal(err)
	}
	ink, blue, white := color.NRGBA{0x18, 0x20, 0x24, 255}, color.NRGBA{0x1b, 0x4f, 0x8a, 255}, color.NRGBA{255, 255, 255, 255}
	equal := func(name string, got, want Pen) {
		t.Helper()
		if got.Fill != want.Fill || got.Stroke != want.Stroke || got.Width != want.Width || got.Round != want.Round || !slices.Equal(got.Dash, want.Dash) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	equal("a line of the light theme, not hovered", p.Pen("g-path"), Pen{Stroke: blue, Width: 1.5, Dash: []float64{5, 4}, Round: true})
	equal("the later class counts", p.Pen("d-observed", "d-hollow"), Pen{Fill: white, Stroke: blue, Width: 1.5})
	equal("a shape", p.Pen("s-behind"), Pen{Fill: color.NRGBA{0xb3, 0x30, 0x1b, 255}, Width: 1})
	equal("a class that is unknown", p.Pen("none"), Pen{Fill: ink, Stroke: ink, Width: 1})
	equal("a ring of tokens", p.Pen("ring"), Pen{Width: 1})
	if p.Token("--sans") != `"A", sans-serif` || p.Colour("--ink") != ink || p.Colour("--missing") != ink {
		t.Errorf("tokens: %q, %v", p.Token("--sans"), p.Colour("--missing"))
	}
}

func TestASheetWithoutInkIsNoTheme(t *testing.T) {
	for _, style := range []string{"", ".x { fill: #000 }", ":root { --ink: red }"} {
		if _, err := Parse([]byte(style)); err == nil {
			t.Errorf("%q: no error", style)
		}
	}
}
