package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"gongbao/cmd/gongbao/internal/figure"
)

// Strings of an option that mean something to the static script that draws it: "var:--x" is the value of the custom
// property --x where the chart stands, and "fn:x" a function of the script, since JSON has none.
const fnTip = "fn:tip" // the reading: the third dimension of the first series' values

func ink(name string) string { return "var:--" + name }

// overlay is what a page holds of an interactive chart. The static drawing stays and is what one sees; the ECharts chart
// lies over it with the same scales, its lines without ink until one is pointed at, and adds what paper cannot: a pointer,
// what everything in the figure says at one place, and a line brought out.
type overlay struct {
	// Option is ECharts' own, but for its grid and the ends of its x axis.
	Option map[string]any `json:"option"`
	// Wide, Narrow and Large say where the static drawings have their plot.
	Wide   layout `json:"wide"`
	Narrow layout `json:"narrow"`
	Large  layout `json:"large"`
	Rows   bool   `json:"rows"` // the places are rows, not times
}

// layout is a scene's plot in the scene's own units; the page scales both alike.
type layout struct {
	Width  float64    `json:"width"`
	Height float64    `json:"height"`
	Grid   [4]float64 `json:"grid"` // left, top, right, bottom
	X      [2]float64 `json:"x"`    // values at the grid's left and right
}

// Scenes are a figure's layouts for a page: of a screen, of a phone, in large type.
type Scenes struct{ Wide, Narrow, Large figure.Scene }

// Draw lays a figure out for a page.
func Draw(f figure.Figure) Scenes {
	return Scenes{f.Scene(figure.Wide), f.Scene(figure.Narrow), f.Scene(figure.Large)}
}

// Option is the interactive version of a figure: strict JSON that may stand inside a script element, for it has neither <
// nor > nor &. It is nil for the kinds that have none: a matrix is a grid of links already.
func Option(f figure.Figure, drawn Scenes) ([]byte, error) {
	readings := f.Readings()
	if len(readings) == 0 {
		return nil, nil
	}
	if f.Kind == figure.Trend {
		if b, ok := filled(f, drawn, readings); ok {
			return b, nil
		}
	}
	return whole(f, drawn, readings)
}

// whole is an option as go-echarts and encoding/json write it.
func whole(f figure.Figure, drawn Scenes, readings []figure.Reading) ([]byte, error) {
	o := overlay{Wide: layoutOf(f, drawn.Wide), Narrow: layoutOf(f, drawn.Narrow), Large: layoutOf(f, drawn.Large), Rows: f.Kind != figure.Trend}
	if o.Rows {
		o.Option = rows(f, readings)
	} else {
		lo, hi, _ := f.ValueRange()
		o.Option = trend(f, lo, hi, walk(readings, func(r figure.Reading) []any { return []any{r.At, number(r.Value), tip(r)} }), func(l figure.Line) []opts.LineData {
			var data []opts.LineData
			points(f, l, func(at float64, value any) { data = append(data, opts.LineData{Value: []any{at, value}}) })
			return data
		})
	}
	// Marshal writes <, >, &, U+2028 and U+2029 as \u escapes and map keys in order.
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("option of figure %s: %w", f.ID, err)
	}
	return b, nil
}

// gap is a value that is not there: it breaks a line.
const gap = "-"

// points are the values of a line that an option has.
func points(f figure.Figure, l figure.Line, yield func(at float64, value any)) {
	begun := false
	for _, p := range l.Points {
		if !finite(p.Value) {
			continue
		}
		at := f.Month(p.Period)
		if p.Gap && begun {
			yield(at, gap)
		}
		yield(at, p.Value)
		begun = true
	}
}

func layoutOf(f figure.Figure, s figure.Scene) layout {
	p := s.Plot
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	at := layout{Width: round(s.Width), Height: round(s.Height), Grid: [4]float64{round(p.Left), round(p.Top), round(p.Right), round(p.Bottom)}}
	if f.Kind == figure.Trend {
		from, to := f.Span()
		at.X = [2]float64{from, to}
		return at
	}
	// A row is the whole width, names and values included: the scale goes on beyond the plot.
	each := (p.High - p.Low) / (p.Right - p.Left)
	at.Grid[0], at.Grid[2] = 0, at.Width
	at.X = [2]float64{p.Low - p.Left*each, p.High + (s.Width-p.Right)*each}
	return at
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// common is what all charts share. pointer is line or shadow.
func common(pointer string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithColorsOpts(opts.Colors{ink("series")}),
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false)}), // the figure's caption is its title
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", TriggerOn: "none", Formatter: types.FuncStr(fnTip),
			BackgroundColor: ink("paper"), BorderColor: ink("rule-2"), AxisPointer: &opts.AxisPointer{Type: pointer}}),
	}
}

// tip is a reading as the tooltip shows it: the title, then a line each.
func tip(r figure.Reading) string {
	return strings.Join(append([]string{short(r.Title)}, r.Lines...), "\n")
}

// short keeps a line within a phone.
func short(text string) string {
	const most = 22
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// unseen is a line without ink, in the colour that it has once the script brings it out.
func unseen(colour, symbol string) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithLineStyleOpts(opts.LineStyle{Color: colour, Opacity: opts.Float(0)}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, Opacity: opts.Float(0)}),
		charts.WithLineChartOpts(opts.LineChart{Symbol: symbol, SymbolSize: 9, ShowSymbol: opts.Bool(symbol != "none")}),
	}
}

// trend is the chart of a trend, with the given ends of its value axis, readings and values.
func trend(f figure.Figure, lo, hi any, readings []opts.LineData, values func(figure.Line) []opts.LineData) map[string]any {
	c := charts.NewLine()
	c.SetGlobalOptions(append(common("line"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false)}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Show: opts.Bool(false), Min: lo, Max: hi}),
	)...)
	c.AddSeries("", readings, unseen(ink("ink"), "circle")...)
	for _, l := range f.Lines {
		colour := ink("series")
		switch l.Role {
		case figure.Path:
			colour = ink("plan")
		case figure.Compared:
			colour = ink("other")
		}
		c.AddSeries(l.Name, values(l), unseen(colour, "none")...)
	}
	c.Validate()
	return c.JSON()
}

// rows has one invisible line down the ends of the bars.
func rows(f figure.Figure, readings []figure.Reading) map[string]any {
	c := charts.NewLine()
	names := make([]string, len(f.Bars))
	for i, b := range f.Bars {
		names[i] = b.Name
	}
	c.SetGlobalOptions(append(common("shadow"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false)}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Show: opts.Bool(false), Inverse: opts.Bool(true), Data: names}),
	)...)
	c.AddSeries("", walk(readings, func(r figure.Reading) []any { return []any{number(r.Value), int(r.At), tip(r)} }), unseen(ink("ink"), "circle")...)
	c.Validate()
	return c.JSON()
}

func walk(readings []figure.Reading, value func(figure.Reading) []any) []opts.LineData {
	data := make([]opts.LineData, len(readings))
	for i, r := range readings {
		data[i] = opts.LineData{Name: r.Title, Value: value(r)}
	}
	return data
}

// number is a value as JSON can hold it; where there is none it is empty.
func number(v float64) any {
	if !finite(v) {
		return gap
	}
	return v
}
