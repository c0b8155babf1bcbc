package chart

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
)

var update = flag.Bool("update", false, "write the golden files")

func period(s string) model.Period {
	p, err := model.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// evil is a name that closes elements, attributes and scripts wherever it is not escaped.
const evil = `</script><b>&"'` + "\u2028"

func figures() map[string]figure.Figure {
	aim := &figure.Aim{Value: 43, Text: "目标 43.00%", Period: period("2020")}
	return map[string]figure.Figure{
		"trend": {ID: "trend-RATE-1", Kind: figure.Trend, ValueUnit: "%", Decimals: 2, Aim: aim, Lines: []figure.Line{
			{Role: figure.Observed, Name: "实际", Points: []figure.Point{
				{Period: period("2017"), Value: 36.5, Text: "36.50"},
				{Period: period("2019"), Value: 40.25, Text: "40.25", Gap: true, Provisional: true},
			}},
			{Role: figure.Path, Name: "计划路径", Points: []figure.Point{{Period: period("2016"), Value: 35, Text: "35.00"}, {Period: period("2020"), Value: 43, Text: "43.00"}}},
		}},
		"ranking": {ID: "ranking-RATE", Kind: figure.Ranking, ValueUnit: "%", Decimals: 2, Aim: aim, Subtitle: "比率", Bars: []figure.Bar{
			{Place: "1", Name: evil, Link: "counties/2/", Value: 44, Text: "44.00", Status: analysis.Achieved, HasStatus: true},
			{Name: "全市", Home: true, Value: 40.25, Text: "40.25", Status: analysis.SlightlyBehind, HasStatus: true},
			{Name: "云湖新区", Missing: "未单列"},
		}},
		"matrix": {ID: "matrix", Kind: figure.Matrix, Columns: []string{"青石", "北原"}, Groups: []figure.Group{{Title: "一、" + evil, Rows: []figure.Row{
			{ID: "1-1", Title: "放开落户限制", Link: "measures/1-1/", Cells: []figure.Cell{{Status: analysis.Behind, Text: "−15.2", Link: "counties/2/measures/1-1/"}, {}}},
		}}}},
		"attainment": {ID: "goals", Kind: figure.Attainment, ValueUnit: "%", Decimals: 1, Bars: []figure.Bar{
			{Name: "城镇化率", Value: 55, Text: "55.0", Status: analysis.SlightlyBehind, HasStatus: true, Expected: 62.5, HasExpected: true, ExpectedText: "62.5", GapText: "−7.5"},
		}},
	}
}

func draw(f figure.Figure, l figure.Layout) string {
	return SVG(f.Scene(l), SVGOptions{ID: "c1", Class: "narrow", Label: evil + "摘要", Link: func(route string) string { return "../" + route + "index.html" }})
}

func TestGoldenSVG(t *testing.T) {
	for name, f := range figures() {
		path := filepath.Join("testdata", name+".svg")
		// One mark a line, so that a change can be read.
		got := strings.ReplaceAll(draw(f, figure.Narrow), "><", ">\n<") + "\n"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range gotLines {
				if i >= len(wantLines) || gotLines[i] != wantLines[i] {
					t.Errorf("%s:%d: got %s\n(run with -update if that is meant)", path, i+1, gotLines[i])
					break
				}
			}
			if len(gotLines) < len(wantLines) {
				t.Errorf("%s: %d lines, want %d", path, len(gotLines), len(wantLines))
			}
		}
	}
}

var printLayout = figure.Layout{Width: 442.2, TextSize: 9.5, Print: true}

// A strict Content-Security-Policy refuses style attributes, style elements and scripts.
func TestSVGIsWellFormedAndStrict(t *testing.T) {
	tooManyDecimals := regexp.MustCompile(`\.\d{3,}`)
	for name, f := range figures() {
		for _, l := range []figure.Layout{figure.Wide, figure.Narrow, printLayout} {
			svg := draw(f, l)
			d := xml.NewDecoder(strings.NewReader(svg))
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: not well-formed: %v\n%s", name, err, svg)
				}
				start, ok := token.(xml.StartElement)
				if !ok {
					continue
				}
				if e := start.Name.Local; e == "style" || e == "script" || e == "b" {
					t.Errorf("%s: element %s", name, e)
				}
				for _, a := range start.Attr {
					if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
						t.Errorf("%s: attribute %s of %s", name, a.Name.Local, start.Name.Local)
					}
				}
			}
			if m := tooManyDecimals.FindString(strings.ReplaceAll(svg, "http://www.w3.org", "")); m != "" {
				t.Errorf("%s: coordinate with %s", name, m)
			}
			if strings.ContainsAny(svg, "●▲◆▽▼○") {
				t.Errorf("%s: a status is drawn with a character of a font", name)
			}
			if !strings.Contains(svg, "摘要") {
				t.Errorf("%s: no text alternative", name)
			}
			if svg != draw(f, l) {
				t.Errorf("%s: two drawings differ", name)
			}
		}
	}
}

func TestLinksAreThePages(t *testing.T) {
	f := figures()["matrix"]
	if svg := draw(f, figure.Wide); !strings.Contains(svg, `href="../counties/2/measures/1-1/index.html"`) || !strings.Contains(svg, `role="group"`) {
		t.Error("the cell does not link to its page, or the links are hidden in an img")
	}
	for _, svg := range []string{SVG(f.Scene(figure.Wide), SVGOptions{}), draw(f, printLayout)} {
		if strings.Contains(svg, "<a") || !strings.Contains(svg, `role="img"`) {
			t.Error("a picture without links has some")
		}
	}
}

func TestShortfallIsHatchedOnPaperOnly(t *testing.T) {
	f := figures()["attainment"]
	if !strings.Contains(draw(f, printLayout), "g-shortfall") {
		t.Error("no hatching on paper")
	}
	if strings.Contains(draw(f, figure.Wide), "g-shortfall") {
		t.Error("hatching on a page")
	}
}

func TestOptionIsStrictJSON(t *testing.T) {
	for name, f := range figures() {
		option, err := Option(f, Draw(f))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.Kind == figure.Matrix {
			if option != nil {
				t.Errorf("%s: an option, want none", name)
			}
			continue
		}
		var decoded struct {
			Option struct {
				Series []struct {
					Data []struct {
						Name  string
						Value []any
					}
				}
			}
		}
		if err := json.Unmarshal(option, &decoded); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		series := decoded.Option.Series
		if len(series) == 0 || len(series[0].Data) == 0 {
			t.Fatalf("%s: no data", name)
		}
		for _, bad := range []string{"<", ">", "&", "\u2028", "http", "function", "__f__", "#"} {
			if bytes.Contains(option, []byte(bad)) {
				t.Errorf("%s: option contains %q", name, bad)
			}
		}
		if tip, _ := series[0].Data[0].Value[2].(string); name == "ranking" && !strings.HasPrefix(tip, evil) {
			t.Errorf("%s: the name came back as %q", name, tip)
		}
		again, _ := Option(f, Draw(f))
		if !bytes.Equal(option, again) {
			t.Errorf("%s: two options differ", name)
		}
	}
}

// A gap must not be bridged, and a figure that is missing is not said to be 0.
func TestOptionKeepsGaps(t *testing.T) {
	f := figures()
	option, _ := Option(f["trend"], Draw(f["trend"]))
	if !bytes.Contains(option, []byte(`,"-"]`)) {
		t.Errorf("no empty value between 2017 and 2019: %s", option)
	}
	option, _ = Option(f["ranking"], Draw(f["ranking"]))
	if !bytes.Contains(option, []byte(`"云湖新区\n未单列\n目标 43.00%"`)) {
		t.Errorf("云湖新区 has a value: %s", option)
	}
}

// The layer lies exactly over the static drawing: whatever scale it has, a value is at the same place in both.
func TestTheLayerFitsTheStaticDrawing(t *testing.T) {
	for name, f := range figures() {
		if f.Kind == figure.Matrix {
			continue
		}
		for _, l := range []figure.Layout{figure.Wide, figure.Narrow} {
			s := f.Scene(l)
			at := layoutOf(f, f.Scene(l))
			if at.Width != s.Width || at.Height != s.Height {
				t.Errorf("%s: layer of %v × %v over %v × %v", name, at.Width, at.Height, s.Width, s.Height)
			}
			x := func(v float64) float64 { return at.Grid[0] + (v-at.X[0])/(at.X[1]-at.X[0])*(at.Grid[2]-at.Grid[0]) }
			if f.Kind == figure.Trend {
				p := f.Lines[0].Points[1]
				if dot := lastDot(s); math.Abs(x(f.Month(p.Period))-dot.X) > 0.02 {
					t.Errorf("%s: the newest point is at %v, in the layer at %v", name, dot.X, x(f.Month(p.Period)))
				}
				continue
			}
			if math.Abs(x(s.Plot.Low)-s.Plot.Left) > 0.02 || math.Abs(x(s.Plot.High)-s.Plot.Right) > 0.02 {
				t.Errorf("%s: the scale runs from %v to %v, in the layer from %v to %v", name, s.Plot.Left, s.Plot.Right, x(s.Plot.Low), x(s.Plot.High))
			}
		}
	}
}

func lastDot(s figure.Scene) (last figure.Dot) {
	for _, m := range s.Marks {
		if d, ok := m.(figure.Dot); ok && d.Hollow {
			last = d
		}
	}
	return last
}

func TestADemonstrationPointIsASquare(t *testing.T) {
	f := figures()["trend"]
	f.Mark = figure.Mixed
	f.Lines[0].Points[1].Demonstration = true
	if svg := draw(f, figure.Wide); !strings.Contains(svg, `<rect class="d-observed d-square d-hollow"`) {
		t.Error("a provisional demonstration point is no hollow square")
	}
}

func TestOptionOfAnEmptyFigureIsNone(t *testing.T) {
	for _, kind := range []figure.Kind{figure.Trend, figure.Ranking, figure.Attainment, figure.Matrix} {
		if option, err := Option(figure.Figure{Kind: kind}, Scenes{}); option != nil || err != nil {
			t.Errorf("%s: %s, %v", kind, option, err)
		}
	}
}

// TestFilledOption holds options that are put together against those that go-echarts and encoding/json write.
func TestFilledOption(t *testing.T) {
	names := []string{"实际", "", evil, "行\u2028行", "页\u2029页", "a\tb\\c\u2028\u2029", "\xff\xfe", "\x010\x01", "é́", "‰"}
	values := []float64{0, math.Copysign(0, -1), 0.1, -1234.5, 1e-7, 3e21, 1e20, 123456789.25, 1.0 / 3, math.NaN(), math.Inf(1)}
	random := rand.New(rand.NewPCG(1, 2))
	together := 0
	for range 2000 {
		f := figure.Figure{ID: "trend", Kind: figure.Trend, Flow: random.IntN(4) == 0, Decimals: random.IntN(3), ValueUnit: names[random.IntN(len(names))]}
		if random.IntN(2) == 0 {
			f.Aim = &figure.Aim{Value: values[random.IntN(len(values))], Text: names[random.IntN(len(names))], Period: period("2026")}
		}
		for range 1 + random.IntN(4) {
			l := figure.Line{Role: []figure.Role{figure.Observed, figure.Path, figure.Projected, figure.Compared}[random.IntN(4)], Name: names[random.IntN(len(names))]}
			for year := range random.IntN(6) {
				l.Points = append(l.Points, figure.Point{Period: period(strconv.Itoa(2015 + year)), Value: values[random.IntN(len(values))],
					Text: names[random.IntN(len(names))], Gap: random.IntN(3) == 0, Provisional: random.IntN(3) == 0})
			}
			f.Lines = append(f.Lines, l)
		}
		readings := f.Readings()
		if len(readings) == 0 {
			continue
		}
		drawn := Draw(f)
		want, err := whole(f, drawn, readings)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := filled(f, drawn, readings)
		if !ok {
			continue
		}
		together++
		if string(got) != string(want) {
			t.Fatalf("put together:\n%s\nat once:\n%s", got, want)
		}
	}
	if together < 300 {
		t.Errorf("only %d options were put together", together)
	}
}
