package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
	"testing"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/palette"
	"gongbao/themes"
)

const style = `:root { --ink: #000000; --paper: #ffffff; }
.g-bar { fill: #0000ff; } .g-axis { stroke: #00ff00; stroke-width: 2; fill: none; }
.g-path { stroke: #00ff00; stroke-width: 2; stroke-dasharray: 4 4; fill: none; }
.d-observed { fill: #ff0000; } .t-text { fill: #000000; } .s-behind { color: #ff0000; }`

// painter has the fonts of the bulletins, which are there once `make assets` has run.
func painter(t testing.TB) *Painter {
	t.Helper()
	set, err := themes.Fonts()
	if err != nil {
		t.Fatal(err)
	}
	colours, err := palette.Parse([]byte(style))
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(set.SansRegular, set.SansBold, colours)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func scene() figure.Scene {
	return figure.Scene{Width: 100, Height: 60, Marks: []figure.SceneMark{
		figure.Area{Class: figure.ClassBar, Points: [][2]float64{{10, 10}, {30, 10}, {30, 30}, {10, 30}}, Rest: [][][2]float64{{{15, 15}, {15, 25}, {25, 25}, {25, 15}}}},
		figure.Stroke{Class: figure.ClassAxis, Points: [][2]float64{{40, 20}, {90, 20}}},
		figure.Stroke{Class: figure.ClassPath, Points: [][2]float64{{40, 40}, {60, 40}, {60, 55}}},
		figure.Dot{Class: figure.ClassObserved, X: 80, Y: 40, Radius: 5},
		figure.Shape{Status: "behind", X: 10, Y: 50, Size: 10},
		figure.Label{Class: figure.ClassText, X: 60, Y: 14, Size: 12, Anchor: figure.Middle, Text: "演示"},
	}}
}

func paint(t testing.TB, p *Painter, scale float64) image.Image {
	t.Helper()
	b, err := p.PNG(scene(), scale)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMarksAreWhereTheSceneHasThem(t *testing.T) {
	m := paint(t, painter(t), 2)
	if m.Bounds() != image.Rect(0, 0, 200, 120) {
		t.Fatalf("%v", m.Bounds())
	}
	white, blue, green, red := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{255, 0, 0, 255}
	for _, at := range []struct {
		what string
		x, y float64
		want color.RGBA
	}{
		{"the area", 12, 12, blue}, {"the hole in it", 20, 20, white}, {"beside it", 32, 20, white},
		{"the line", 65, 20, green}, {"a dash", 42, 40, green}, {"the gap after it", 46, 40, white},
		{"the dot", 80, 40, red}, {"the shape", 10, 48, red},
	} {
		if got := color.RGBAModel.Convert(m.At(int(at.x*2), int(at.y*2))); got != at.want {
			t.Errorf("%s: %v, want %v", at.what, got, at.want)
		}
	}
	// Two characters of 12 units, centred on 60: ink on both sides, none beyond.
	ink := func(x0, x1 int) (n int) {
		for x := x0; x < x1; x++ {
			for y := 4 * 2; y < 16*2; y++ {
				if r, _, _, _ := m.At(x, y).RGBA(); r < 0x4000 {
					n++
				}
			}
		}
		return n
	}
	if ink(48*2, 60*2) < 20 || ink(60*2, 72*2) < 20 || ink(73*2, 78*2) > 0 || ink(38*2, 47*2) > 0 {
		t.Errorf("ink of the label: %d %d, beyond it %d %d", ink(96, 120), ink(120, 144), ink(146, 156), ink(76, 94))
	}
}

// One picture after the other, many at once, with warm and with cold glyphs: the bytes are the same.
func TestSameSceneSameBytes(t *testing.T) {
	p := painter(t)
	want, err := p.PNG(scene(), 1.5)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := p.PNG(scene(), 1.5); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture (%v)", err)
			}
		})
	}
	all.Wait()
	if got, _ := painter(t).PNG(scene(), 1.5); !bytes.Equal(got, want) {
		t.Error("another painter paints another picture")
	}
}

// A mark that reaches far outside, a line without length, a label without text: nothing breaks.
func TestAwkwardMarks(t *testing.T) {
	p := painter(t)
	s := figure.Scene{Width: 20, Height: 20, Marks: []figure.SceneMark{
		figure.Area{Class: figure.ClassBar, Points: [][2]float64{{-1e5, -1e5}, {1e5, -1e5}, {1e5, 1e5}, {-1e5, 1e5}}},
		figure.Area{Class: figure.ClassBar}, figure.Stroke{Class: figure.ClassAxis}, figure.Stroke{Class: figure.ClassPath, Points: [][2]float64{{5, 5}, {5, 5}}},
		figure.Label{Class: figure.ClassText, X: -50, Y: 10, Size: 12, Text: "出界"}, figure.Label{Class: figure.ClassText, Size: 12}, figure.Label{Class: figure.ClassText, X: 5, Y: 5, Size: 12, Text: "\U0010FFFF", Halo: true},
	}}
	if _, err := p.PNG(s, 3); err != nil {
		t.Error(err)
	}
}

func BenchmarkPNG(b *testing.B) {
	p := painter(b)
	for b.Loop() {
		paint(b, p, 12)
	}
}
