package figure

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// Reading is all that a figure says at one place, for those who point at it or walk along it by keyboard.
type Reading struct {
	// At is the place: months on the scale of Month, or the number of the row from 0.
	At float64
	// Value is where a mark stands on the scale of values, within the scene's plot.
	Value float64
	Title string   // 2019年6月末; 青石
	Lines []string // 实际 39.40%（初步数）; 计划路径 40.00%
}

// Readings are in the order of the places. A matrix and a map have none: their cells and regions are links with titles of
// their own. Nor have small multiples: their values stand beside their names.
func (f Figure) Readings() []Reading {
	switch f.Kind {
	case Trend:
		return f.trendReadings()
	case Ranking, Attainment:
		return f.barReadings()
	case Contribution:
		return f.contributionReadings()
	}
	return nil
}

func (f Figure) trendReadings() []Reading {
	type place struct {
		period model.Period
		at     float64
	}
	var places []place
	take := func(p model.Period) {
		at := f.Month(p)
		if !p.IsZero() && !slices.ContainsFunc(places, func(o place) bool { return o.at == at }) {
			places = append(places, place{p, at})
		}
	}
	for _, l := range f.Lines {
		for _, p := range l.Points {
			if finite(p.Value) {
				take(p.Period)
			}
		}
	}
	if len(places) == 0 {
		return nil
	}
	slices.SortFunc(places, func(p, q place) int { return cmp.Compare(p.at, q.at) })

	var readings []Reading
	for _, at := range places {
		r := Reading{At: at.at, Title: f.when(at.period), Value: math.NaN()}
		say := func(name, text, remark string, value float64) {
			if math.IsNaN(r.Value) {
				r.Value = value
			}
			r.Lines = append(r.Lines, strings.TrimSpace(name+" "+f.voice().WithUnit(text, f.ValueUnit)+remark))
		}
		for _, l := range f.Lines {
			i := slices.IndexFunc(l.Points, func(p Point) bool { return f.Month(p.Period) == at.at && finite(p.Value) })
			switch {
			case i >= 0 && (l.Role != Projected || i > 0 || len(l.Points) == 1): // where it sets out from is no projection
				p := l.Points[i]
				say(l.Name, p.Text, p.remark(f.voice()), p.Value)
			case i < 0 && l.Role == Path:
				if v, ok := f.onLine(l, at.at); ok {
					say(l.Name, axis{decimals: f.Decimals, say: f.Say}.label(v), "", v)
				}
			}
		}
		if f.Aim != nil && finite(f.Aim.Value) {
			r.Lines = append(r.Lines, f.Aim.Text)
		}
		readings = append(readings, r)
	}
	return readings
}

// onLine is a line's value between two of its points.
func (f Figure) onLine(l Line, month float64) (v float64, ok bool) {
	for i := 1; i < len(l.Points); i++ {
		p, q := l.Points[i-1], l.Points[i]
		a, b := f.Month(p.Period), f.Month(q.Period)
		if a < month && month < b && !q.Gap && finite(p.Value) && finite(q.Value) {
			return p.Value + (q.Value-p.Value)*(month-a)/(b-a), true
		}
	}
	return 0, false
}

// remark goes with a figure wherever it is shown alone: （初步数，演示数据）.
func (p Point) remark(say voice) string {
	var words []string
	if p.Provisional {
		words = append(words, say.Text("figure.remark.provisional"))
	}
	if p.Revised {
		words = append(words, say.Text("figure.remark.revised"))
	}
	if p.Demonstration {
		words = append(words, say.Text("figure.remark.demonstration"))
	}
	if len(words) == 0 {
		return ""
	}
	return say.Text("figure.remark.all", "Remarks", strings.Join(words, say.Text("figure.comma")))
}

func (f Figure) barReadings() []Reading {
	say := f.voice()
	var readings []Reading
	lo, hi := math.Inf(-1), math.Inf(1)
	if f.Kind == Attainment {
		lo, hi = f.AttainmentRange()
	}
	for i, b := range f.Bars {
		r := Reading{At: float64(i), Title: b.Name}
		if b.Place != "" {
			r.Title = say.Text("figure.reading.placed", "Name", b.Name, "Place", b.Place)
		}
		line := func(text string) {
			if text != "" {
				r.Lines = append(r.Lines, text)
			}
		}
		missing := b.Missing != "" || !finite(b.Value)
		if !missing {
			r.Value = math.Min(math.Max(b.Value, lo), hi)
		}
		switch {
		case missing:
			line(cmp.Or(b.Missing, say.missingWord("")))
		case f.Kind == Attainment:
			line(say.Text("figure.reading.attained", "Percent", b.Text+"%"))
		default:
			line(say.WithUnit(b.Text, f.ValueUnit))
		}
		if f.Kind == Attainment {
			if b.HasExpected {
				line(say.Text("figure.expected", "Percent", b.ExpectedText+"%"))
			}
			line(say.gapText(b.GapText, b.Ceiling))
		}
		if f.Kind == Ranking && f.Aim != nil {
			line(f.Aim.Text)
		}
		if b.HasStatus {
			line(b.Status.In(say.Language))
		}
		if b.Demonstration && !missing {
			line(say.Text("figure.remark.demonstration"))
		}
		readings = append(readings, r)
	}
	return readings
}
