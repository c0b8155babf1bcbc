package figure

import (
	"gongbao/cmd/gongbao/internal/analysis"
)

// addBand sets the range of the trend's own projection; what a source expects has none.
func (f *Figure) addBand(a *analysis.Assessment, r analysis.Result, s scale) {
	if r.ProjectedLow == nil || r.ProjectedHigh == nil || f.line(Projected) == nil {
		return
	}
	if a.Say.Quantity(r.ProjectedLow, r.Indicator) == a.Say.Quantity(r.ProjectedHigh, r.Indicator) {
		return // a range that the words do not show
	}
	f.Band = &Band{
		Low: s.float(r.ProjectedLow), High: s.float(r.ProjectedHigh),
		Text: a.Say.Text("band.range", "Low", s.text(r.ProjectedLow), "High", s.text(r.ProjectedHigh)),
	}
}

// bandSaid is the range in a sentence, after the projection: （区间41.50%—42.70%）.
func (f Figure) bandSaid(a *analysis.Assessment, r analysis.Result) string {
	if f.Band == nil {
		return ""
	}
	return a.Say.Text("band.said", "Low", a.Say.Quantity(r.ProjectedLow, r.Indicator), "High", a.Say.Quantity(r.ProjectedHigh, r.Indicator))
}

// drawBand fills the wedge from the newest observed point to the range at the projection's end.
func (f Figure) drawBand(c *canvas, l *Line, at func(Point) [2]float64) {
	if f.Band == nil || l == nil || len(l.Points) < 2 || !finite(f.Band.Low) || !finite(f.Band.High) {
		return
	}
	start, end := l.Points[0], l.Points[len(l.Points)-1]
	low, high := end, end
	low.Value, high.Value = f.Band.Low, f.Band.High
	if !finite(start.Value) {
		return
	}
	c.marks = append(c.marks, Area{Class: ClassBand, Points: [][2]float64{at(start), at(high), at(low)}})
}
