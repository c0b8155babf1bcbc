package chart

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"

	"gongbao/cmd/gongbao/internal/figure"
)

// A nation has sixty thousand trends whose options differ in their numbers alone. go-echarts makes each kind of them once, with
// marks where the numbers go; the numbers are then put between what it made. TestFilledOption holds the two against each other.

// mark stands for numbers in a frame. No text of a plan has control characters; a frame that has one mark twice is not used.
func mark(n int) string { return "\x01" + strconv.Itoa(n) + "\x01" }

// frame is an option in pieces, between which numbers go.
type frame [][]byte

// framesOf are the frames known so far, by what decides them.
var (
	framesOf   sync.Map
	frameCount atomic.Int32
)

// mostFrames bounds what is kept: a nation has as many as names of lines of comparison.
const mostFrames = 1000

func frameOf(f figure.Figure) (frame, bool) {
	var key strings.Builder
	for _, l := range f.Lines {
		key.WriteString(string(l.Role) + "\x00" + l.Name + "\x00")
	}
	if known, ok := framesOf.Load(key.String()); ok {
		return known.(frame), true
	}
	made, ok := newFrame(f)
	if ok && frameCount.Add(1) <= mostFrames {
		framesOf.Store(key.String(), made)
	}
	return made, ok
}

// newFrame has the marks 0 for the readings, then one for each line, then those of the ends of the value axis.
func newFrame(f figure.Figure) (frame, bool) {
	data := func(n int) []opts.LineData { return []opts.LineData{{Value: mark(n)}} }
	n := 0
	option, err := json.Marshal(trend(f, mark(len(f.Lines)+1), mark(len(f.Lines)+2), data(0), func(figure.Line) []opts.LineData { n++; return data(n) }))
	if err != nil {
		return nil, false
	}
	var made frame
	for n := range len(f.Lines) + 3 {
		hole, err := json.Marshal(mark(n))
		if err != nil {
			return nil, false
		}
		if n <= len(f.Lines) {
			hole = append(append([]byte(`{"value":`), hole...), '}')
		}
		before, after, found := bytes.Cut(option, hole)
		if !found || bytes.Contains(after, hole) {
			return nil, false
		}
		made, option = append(made, before), after
	}
	return append(made, option), true
}

// filled is the option of a trend from its frame; it is whole's. ok is false where there is no frame, or a line without values.
func filled(f figure.Figure, drawn Scenes, readings []figure.Reading) (option []byte, ok bool) {
	made, ok := frameOf(f)
	if !ok {
		return nil, false
	}
	size := 500
	for _, piece := range made {
		size += len(piece)
	}
	w := optionWriter{b: make([]byte, 0, size+120*len(readings)+80*len(f.Lines)*len(readings))}
	w.text(`{"option":`)
	w.b = append(w.b, made[0]...)
	for i, r := range readings {
		w.comma(i)
		w.text(`{`)
		if r.Title != "" {
			w.text(`"name":`)
			w.string(r.Title)
			w.text(`,`)
		}
		w.text(`"value":[`)
		w.number(r.At)
		w.text(`,`)
		w.value(number(r.Value))
		w.text(`,`)
		w.string(tip(r))
		w.text(`]}`)
	}
	for i, l := range f.Lines {
		w.b = append(w.b, made[i+1]...)
		n := 0
		points(f, l, func(at float64, value any) {
			w.comma(n)
			n++
			w.text(`{"value":[`)
			w.number(at)
			w.text(`,`)
			w.value(value)
			w.text(`]}`)
		})
		if n == 0 {
			return nil, false
		}
	}
	lo, hi, _ := f.ValueRange()
	w.b = append(w.b, made[len(f.Lines)+1]...)
	w.number(lo)
	w.b = append(w.b, made[len(f.Lines)+2]...)
	w.number(hi)
	w.b = append(w.b, made[len(f.Lines)+3]...)
	w.layout("wide", layoutOf(f, drawn.Wide))
	w.layout("narrow", layoutOf(f, drawn.Narrow))
	w.layout("large", layoutOf(f, drawn.Large))
	w.text(`,"rows":false}`)
	return w.b, !w.bad
}

// optionWriter writes JSON as encoding/json does.
type optionWriter struct {
	b   []byte
	bad bool // a number is none
}

func (w *optionWriter) text(s string) { w.b = append(w.b, s...) }

func (w *optionWriter) comma(i int) {
	if i > 0 {
		w.b = append(w.b, ',')
	}
}

func (w *optionWriter) value(v any) {
	if v, ok := v.(float64); ok {
		w.number(v)
		return
	}
	w.string(v.(string))
}

func (w *optionWriter) number(v float64) {
	if size := math.Abs(v); size == 0 || size >= 1e-6 && size < 1e21 {
		w.b = strconv.AppendFloat(w.b, v, 'f', -1, 64)
		return
	}
	w.other(v)
}

func (w *optionWriter) string(s string) {
	at := len(w.b)
	w.b = append(w.b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\n':
			w.b = append(w.b, '\\', 'n')
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8:
			w.b = w.b[:at]
			w.other(s)
			return
		default:
			w.b = append(w.b, c)
		}
	}
	if !utf8.ValidString(s) {
		w.b = w.b[:at]
		w.other(s)
		return
	}
	w.b = append(w.b, '"')
}

// other is what encoding/json had better write itself.
func (w *optionWriter) other(v any) {
	text, err := json.Marshal(v)
	w.bad = w.bad || err != nil
	w.b = append(w.b, text...)
}

func (w *optionWriter) layout(name string, l layout) {
	w.text(`,"` + name + `":{"width":`)
	w.number(l.Width)
	w.text(`,"height":`)
	w.number(l.Height)
	w.text(`,"grid":[`)
	for i, v := range l.Grid {
		w.comma(i)
		w.number(v)
	}
	w.text(`],"x":[`)
	for i, v := range l.X {
		w.comma(i)
		w.number(v)
	}
	w.text(`]}`)
}
