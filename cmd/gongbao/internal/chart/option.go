package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"gongbao/cmd/gongbao/internal/figure"
)

// Strings of an option that mean something to the static script that draws it: "var:--x" is the value of the custom
// property --x where the chart stands, and "fn:x" a function of the script, since JSON has none.
const (
	fnTip     = "fn:tip"     // a mark's name, series and text; the text is the third dimension of its value
	fnLabel   = "fn:label"   // what is written beside the mark: the fourth
	fnNumber  = "fn:number"  // an axis label without thousands separators
	fnYearEnd = "fn:yearEnd" // 2020 is the end of 2019: the time axis counts years from the year 0
)

func ink(name string) string { return "var:--" + name }

// Option is the interactive version of a figure as an ECharts option: strict JSON that may stand inside a script element,
// for it has neither < nor > nor &. It is nil for the kinds that have none: a matrix is a grid of links already.
func Option(f figure.Figure) ([]byte, error) {
	var option map[string]any
	switch f.Kind {
	case figure.Trend:
		option = trend(f)
	case figure.Ranking, figure.Attainment:
		option = bars(f)
	}
	if option == nil {
		return nil, nil
	}
	// Marshal writes <, >, &, U+2028 and U+2029 as \u escapes and map keys in order.
	b, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("option of figure %s: %w", f.ID, err)
	}
	return b, nil
}

// common is what all charts share: our inks, no animation of their own making, room for labels.
func common() []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithColorsOpts(opts.Colors{ink("series")}),
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false)}), // the figure's caption is its title
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", Formatter: types.FuncStr(fnTip),
			BackgroundColor: ink("paper"), BorderColor: ink("rule-2")}),
	}
}

func axisLabel(formatter string) *opts.AxisLabel {
	return &opts.AxisLabel{Show: opts.Bool(true), Color: ink("ink-3"), FontSize: 12, Formatter: types.FuncStr(formatter)}
}

// yearLabel keeps the first and the last year inside the picture.
func yearLabel() *opts.AxisLabel {
	l := axisLabel(fnYearEnd)
	l.AlignMinLabel, l.AlignMaxLabel, l.HideOverlap = "left", "right", opts.Bool(true)
	return l
}

func gridLines() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: ink("grid")}}
}

func axisLine() *opts.AxisLine {
	return &opts.AxisLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: ink("rule-2")}}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func trend(f figure.Figure) map[string]any {
	c := charts.NewLine()
	from, to := f.Span()
	lo, hi, step := f.ValueRange()
	right := "40"
	if slices.ContainsFunc(f.Lines, func(l figure.Line) bool { return l.Role == figure.Projected }) {
		right = "88" // its end is named beside it
	}
	c.SetGlobalOptions(append(common(),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Left: "40", Top: "0", ItemWidth: 20, ItemHeight: 8,
			TextStyle: &opts.TextStyle{Color: ink("ink-2")}}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: right, Top: "44", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: from / 12, Max: to / 12, MinInterval: 1,
			AxisLabel: yearLabel(), AxisLine: axisLine(), SplitLine: &opts.SplitLine{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Name: f.ValueUnit, Min: lo, Max: hi, MinInterval: step, MaxInterval: step,
			AxisLabel: axisLabel(fnNumber), AxisLine: &opts.AxisLine{Show: opts.Bool(false)}, SplitLine: gridLines()}),
	)...)
	for i, l := range f.Lines {
		var data []opts.LineData
		for j, p := range l.Points {
			if !finite(p.Value) {
				continue
			}
			at := f.Month(p.Period) / 12
			if p.Gap && len(data) > 0 {
				data = append(data, opts.LineData{Value: []any{at, "-", "", ""}}) // an empty value breaks the line
			}
			label := ""
			if j == len(l.Points)-1 {
				label = p.Text
				if l.Role == figure.Projected {
					label = l.Name + " " + p.Text
				}
			}
			d := opts.LineData{Name: periodName(f, p), Value: []any{at, p.Value, p.Text + f.ValueUnit + remark(p), label}, Symbol: "circle", SymbolSize: 6}
			switch {
			case l.Role == figure.Projected && label == "":
				d.Symbol = "none"
			case p.Provisional:
				d.Symbol, d.SymbolSize = "emptyCircle", 9
			case p.Demonstration && f.Mark == figure.Mixed:
				d.Symbol, d.SymbolSize = "emptyRect", 7
			}
			data = append(data, d)
		}
		style := opts.LineStyle{Color: ink("series"), Width: 2.5}
		symbol := "none"
		if l.Role == figure.Observed || l.Role == figure.Projected {
			symbol = "circle"
		}
		switch l.Role {
		case figure.Path:
			style = opts.LineStyle{Color: ink("plan"), Width: 1.5, Type: "dashed"}
		case figure.Projected:
			style.Width, style.Type = 2, "dotted"
		case figure.Compared:
			style = opts.LineStyle{Color: ink("other"), Width: 1.25}
		}
		series := []charts.SeriesOpts{
			charts.WithLineStyleOpts(style),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: style.Color}),
			charts.WithLineChartOpts(opts.LineChart{Symbol: symbol, ShowSymbol: opts.Bool(symbol != "none")}),
		}
		if symbol != "none" {
			position := "bottom"
			if l.Role == figure.Projected {
				position = "right"
			}
			series = append(series, charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Formatter: fnLabel, Position: position,
				Color: ink("ink"), FontWeight: "bold", FontSize: 13}))
		}
		if i == 0 && f.Aim != nil && finite(f.Aim.Value) {
			series = append(series, markLine(opts.MarkLineNameYAxisItem{Name: f.Aim.Text, YAxis: f.Aim.Value}, "insideStartTop")...)
		}
		c.AddSeries(short(l.Name), data, series...)
	}
	if len(f.Lines) == 0 {
		return nil
	}
	c.Validate()
	return c.JSON()
}

// short keeps a legend to one line.
func short(name string) string {
	const most = 14
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

// remark goes with a figure wherever it is shown alone.
func remark(p figure.Point) string {
	s := ""
	if p.Provisional {
		s += " 初步数"
	}
	if p.Revised {
		s += " 已修订"
	}
	if p.Demonstration {
		s += " 演示"
	}
	return s
}

func periodName(f figure.Figure, p figure.Point) string {
	if f.Flow {
		return p.Period.Label()
	}
	return p.Period.EndLabel()
}

func markLine(item any, position string) []charts.SeriesOpts {
	return []charts.SeriesOpts{charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.MarkLines = &opts.MarkLines{Data: []any{item}, MarkLineStyle: opts.MarkLineStyle{
			Symbol:    []string{"none", "none"},
			Label:     &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: position, Color: ink("ink"), FontWeight: "bold"},
			LineStyle: &opts.LineStyle{Color: ink("ink"), Width: 1.5, Type: "solid"},
		}}
	})}
}

func bars(f figure.Figure) map[string]any {
	if len(f.Bars) == 0 {
		return nil
	}
	c := charts.NewBar()
	names, labels := make([]string, len(f.Bars)), make([]string, len(f.Bars))
	data := make([]opts.BarData, len(f.Bars))
	var expected []opts.ScatterData
	for i, b := range f.Bars {
		names[i] = short(b.Name)
		text := b.Text
		if f.Kind == figure.Attainment || f.ValueUnit == "%" || f.ValueUnit == "‰" {
			text += f.ValueUnit
		}
		if b.HasStatus {
			text += " " + b.Status.Mark() + b.Status.Word()
		}
		labels[i] = text
		if b.GapText != "" {
			text += " " + b.GapText + "个百分点"
		}
		if b.Demonstration {
			text += " 演示"
		}
		value := any(b.Value)
		if b.Missing != "" || !finite(b.Value) {
			value, text, labels[i] = "-", b.Missing, b.Missing
		}
		colour := ink("series")
		switch {
		case b.Home:
			colour = ink("ink")
		case b.Demonstration && f.Mark == figure.Mixed:
			colour = ink("other")
		}
		data[i] = opts.BarData{Name: b.Name, Value: []any{value, i, text}, ItemStyle: &opts.ItemStyle{Color: colour}}
		if b.HasExpected && finite(b.Expected) {
			expected = append(expected, opts.ScatterData{Name: b.Name, Value: []any{b.Expected, i, b.ExpectedText + "%"}})
		}
	}
	// Every bar says its value, so there is no scale to read; where one runs off the scale, so it does in the static chart.
	x := opts.XAxis{Type: "value", Show: opts.Bool(false)}
	if f.Kind == figure.Attainment {
		x.Min, x.Max = f.AttainmentRange()
	}
	tip := opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", Formatter: types.FuncStr(fnTip), BackgroundColor: ink("paper"), BorderColor: ink("rule-2"),
		AxisPointer: &opts.AxisPointer{Type: "shadow"}}
	c.SetGlobalOptions(append(common(),
		charts.WithTooltipOpts(tip),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "0", Top: "28", Bottom: "8", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(x),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLabel: axisLabel(""), AxisLine: axisLine()}),
	)...)
	// Values and statuses stand in a column of their own: the labels of a second axis.
	column := axisLabel("")
	column.Color = ink("ink")
	c.ExtendYAxis(opts.YAxis{Type: "category", Position: "right", Inverse: opts.Bool(true), Data: labels, AxisLabel: column, AxisLine: &opts.AxisLine{Show: opts.Bool(false)}})
	name := "完成度"
	if f.Kind == figure.Ranking {
		name = f.Subtitle
		if f.Indicator != nil {
			name = f.Indicator.Name
		}
	}
	series := []charts.SeriesOpts{
		charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.BarMaxWidth = "20" }),
	}
	if f.Aim != nil && finite(f.Aim.Value) {
		series = append(series, markLine(opts.MarkLineNameXAxisItem{Name: f.Aim.Text, XAxis: f.Aim.Value}, "start")...)
	}
	c.AddSeries(name, data, series...)
	if len(expected) > 0 {
		ticks := charts.NewScatter()
		ticks.AddSeries("序时进度", expected, charts.WithItemStyleOpts(opts.ItemStyle{Color: ink("ink")}),
			charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.Symbol, s.SymbolSize = "rect", []int{3, 22} }))
		c.Overlap(ticks)
	}
	c.Validate()
	return c.JSON()
}
