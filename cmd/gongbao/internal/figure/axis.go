package figure

import (
	"cmp"
	"math"
	"math/big"

	"gongbao/cmd/gongbao/internal/wording"
)

// mostTicks of a value axis: more lines than six are counted, not read.
const mostTicks = 6

// axis is a scale of values with round ticks at both ends.
type axis struct {
	lo, hi   float64
	ticks    []float64
	decimals int
	say      *wording.Language // nil is Chinese
}

// at is a value's place between 0 (lo) and 1 (hi).
func (a axis) at(v float64) float64 { return (v - a.lo) / (a.hi - a.lo) }

// label writes a tick.
func (a axis) label(v float64) string {
	r := new(big.Rat).SetFloat64(v)
	if r == nil {
		return ""
	}
	return cmp.Or(a.say, wording.Chinese).Fixed(r, a.decimals)
}

// newAxis covers lo to hi with at most six ticks. least is the smallest step that makes sense: 1 for persons.
func newAxis(lo, hi, least float64) axis {
	if !(hi > lo) { // equal values or none: room on both sides, and nothing below zero that is not there
		pad := math.Max(math.Abs(hi)*0.1, math.Max(least, 0.5))
		if lo > 0 || lo < 0 {
			lo = lo - pad
		}
		hi += pad
	}
	decade := math.Pow(10, math.Floor(math.Log10((hi-lo)/(mostTicks-1))))
	if decade == 0 || math.IsInf(decade, 0) || math.IsNaN(decade) {
		decade = 1
	}
	for ; ; decade *= 10 {
		for _, m := range [...]float64{1, 2, 2.5, 5} {
			step := m * decade
			if step < least || m == 2.5 && step < least*10 {
				continue
			}
			from, to := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
			if to-from+1 > mostTicks {
				continue
			}
			a := axis{lo: from * step, hi: to * step}
			for i := from; i <= to; i++ {
				a.ticks = append(a.ticks, i*step)
			}
			for a.decimals < 9 && math.Abs(step*math.Pow10(a.decimals)-math.Round(step*math.Pow10(a.decimals))) > 1e-6 {
				a.decimals++
			}
			return a
		}
	}
}

// finite reports whether a value can be drawn.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// percent reports whether the figure's values are percentages, whose axis need not start at zero.
func (f Figure) percent() bool { return f.ValueUnit == "%" || f.ValueUnit == "‰" }

// valueAxis is the axis of a trend. Amounts start at zero; a percentage does where its values fill most of the way up
// from there anyway.
func (f Figure) valueAxis() axis {
	lo, hi, any := 0.0, 0.0, false
	take := func(v float64) {
		if !finite(v) {
			return
		}
		if !any {
			lo, hi, any = v, v, true
		}
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	for _, l := range f.Lines {
		for _, p := range l.Points {
			take(p.Value)
		}
	}
	if f.Aim != nil {
		take(f.Aim.Value)
	}
	if f.Band != nil {
		take(f.Band.Low)
		take(f.Band.High)
	}
	least := math.Pow10(-min(max(f.Decimals, 0), 9))
	if !f.percent() || hi-lo > 0.6*hi {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	} else if hi > lo {
		lo = math.Max(lo-(hi-lo)/20, 0) // a line that lies on the axis looks like one that starts at zero
	}
	a := newAxis(lo, hi, least)
	a.say = f.Say
	return a
}

// ValueRange is the value axis of a trend from end to end, and its step.
func (f Figure) ValueRange() (lo, hi, step float64) {
	a := f.valueAxis()
	return a.lo, a.hi, (a.hi - a.lo) / float64(max(len(a.ticks)-1, 1))
}

// CutAxis reports whether the value axis of a trend starts elsewhere than at zero, which a note must say.
func (f Figure) CutAxis() bool {
	if f.Kind != Trend {
		return false
	}
	a := f.valueAxis()
	return a.lo > 0 || a.hi < 0
}
