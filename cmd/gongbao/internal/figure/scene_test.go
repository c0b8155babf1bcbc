package figure

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

var layouts = map[string]Layout{
	"wide": Wide, "narrow": Narrow, "large": Large,
	"print":       {Width: 442.2, TextSize: 9.5, Print: true},
	"print small": {Width: 210, TextSize: 9, Print: true},
}

// In every layout of every awkward figure each mark lies inside, no label covers another, and all coordinates are numbers.
func TestScenesAreSound(t *testing.T) {
	for name, f := range awkward() {
		for in, l := range layouts {
			s := f.Scene(l)
			if !(s.Width > 0 && s.Width < 5000 && s.Height >= 0 && s.Height < 5000) {
				t.Errorf("%s, %s: scene of %v × %v", name, in, s.Width, s.Height)
			}
			inside := func(what string, x0, y0, x1, y1 float64) {
				const slack = 0.01
				if !(x0 >= -slack && y0 >= -slack && x1 <= s.Width+slack && y1 <= s.Height+slack) { // NaN fails too
					t.Errorf("%s, %s: %s at %.1f %.1f … %.1f %.1f leaves %.0f × %.0f", name, in, what, x0, y0, x1, y1, s.Width, s.Height)
				}
			}
			var labels []Label
			for _, m := range s.Marks {
				switch m := m.(type) {
				case Stroke:
					for _, p := range m.Points {
						inside("stroke "+string(m.Class), p[0], p[1], p[0], p[1])
					}
				case Area:
					for _, p := range m.Points {
						inside("area "+string(m.Class), p[0], p[1], p[0], p[1])
					}
				case Dot:
					inside("dot", m.X-m.Radius, m.Y-m.Radius, m.X+m.Radius, m.Y+m.Radius)
				case Shape:
					inside("shape "+m.Title, m.X-m.Size/2, m.Y-m.Size/2, m.X+m.Size/2, m.Y+m.Size/2)
				case Label:
					x0, y0, x1, y1 := m.Box()
					inside("label "+m.Text, x0, y0, x1, y1)
					labels = append(labels, m)
				}
			}
			for i, a := range labels {
				for _, b := range labels[:i] {
					if a.box().overlaps(b.box()) {
						t.Errorf("%s, %s: label %q (%.0f, %.0f) covers %q (%.0f, %.0f)", name, in, a.Text, a.X, a.Y, b.Text, b.X, b.Y)
					}
				}
			}
		}
	}
}

// What a reader must not miss is there in every layout, however crowded.
func TestEssentialLabelsAreShown(t *testing.T) {
	want := map[string][]string{
		"rising":   {"39.40%", "初步数", "目标 43.00%", "推算 42.10%", "计划路径", "2019年6月末", "修订"},
		"close":    {"42.90%", "目标 43.00%", "推算 42.95%"},
		"gap":      {"6.50万人"},
		"ranked":   {"目标 43.00%", "35.90%", "未单列"},
		"attained": {"序时进度 87.5", "71.1", "明显滞后"},
	}
	figures := awkward()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		for _, in := range []string{"wide", "narrow", "print"} {
			s := figures[name].Scene(layouts[in])
			for _, text := range want[name] {
				if !slices.ContainsFunc(s.Marks, func(m SceneMark) bool { l, ok := m.(Label); return ok && strings.HasPrefix(l.Text, text) }) {
					t.Errorf("%s, %s: no label %q", name, in, text)
				}
			}
		}
	}
}

func TestALineIsBrokenAtAGap(t *testing.T) {
	f := awkward()["gap"]
	var runs []int
	for _, m := range f.Scene(Wide).Marks {
		if s, ok := m.(Stroke); ok && s.Class == ClassObserved {
			runs = append(runs, len(s.Points))
		}
	}
	if !slices.Equal(runs, []int{2, 2}) {
		t.Errorf("points of the line's pieces = %v, want 2 and 2", runs)
	}
}

func TestAxis(t *testing.T) {
	tests := []struct {
		lo, hi, least float64
		from, to      float64
		ticks         int
		label         string // of the second tick
	}{
		{34.6, 43, 0.01, 34, 44, 6, "36"},
		{0, 13, 0.01, 0, 15, 4, "5"}, // steps of 2 need eight lines, 2.5 seven, 5 four
		{0, 3, 1, 0, 3, 4, "1"},      // no half persons
		{0, 0, 1, 0, 1, 2, "1"},      // nothing at all: room for one
		{-3.2, 1.5, 0.01, -4, 2, 4, "−2"},
		{41.2, 41.2, 0.1, 36, 46, 6, "38"}, // ± a tenth
		{0, 0.012, 0.001, 0, 0.015, 4, "0.005"},
		{0, 98765432109876, 1, 0, 1e14, 6, "20000000000000"},
	}
	for _, tt := range tests {
		a := newAxis(tt.lo, tt.hi, tt.least)
		if math.Abs(a.lo-tt.from) > 1e-9 || math.Abs(a.hi-tt.to) > 1e-9 || len(a.ticks) != tt.ticks || a.label(a.ticks[1]) != tt.label {
			t.Errorf("axis of %v … %v: %v, second label %s", tt.lo, tt.hi, a.ticks, a.label(a.ticks[1]))
		}
	}
}

func TestAmountsStartAtZeroAndRatesMayNot(t *testing.T) {
	rate := trendOf("%", 1, point("2018", 39.1, 1), point("2019", 41.2, 1))
	if !rate.CutAxis() {
		t.Error("a rate between 39 and 41 starts at zero")
	}
	amount := trendOf("万人", 1, point("2018", 39.1, 1), point("2019", 41.2, 1))
	if amount.CutAxis() {
		t.Error("an amount does not start at zero")
	}
}

func TestTextWidth(t *testing.T) {
	// 户籍 is 2 em, 41.12 is 4 digits of 0.555 and a point of 0.278, % is 0.921: 5.419 em of 10.
	if got, want := TextWidth("户籍41.12%", 10, false), 54.19; math.Abs(got-want) > 1e-9 {
		t.Errorf("TextWidth = %v, want %v", got, want)
	}
	if got, want := fit("国家级历史文化名城", 50, 10, false), "国家级历…"; got != want {
		t.Errorf("fit = %s, want %s", got, want)
	}
	if got, want := wrap("完善居住证制度，推进均等化", 100, 10, false), []string{"完善居住证制度，", "推进均等化"}; !slices.Equal(got, want) {
		t.Errorf("wrap = %q, want %q", got, want)
	}
}
