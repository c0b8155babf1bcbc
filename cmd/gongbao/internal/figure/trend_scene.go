package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// Month is where a point stands on the time axis: in months, on the scale of model.Period.End.
func (f Figure) Month(p model.Period) float64 {
	if f.Flow {
		return float64(p.Start()+p.End()) / 2
	}
	return float64(p.End())
}

// Span is the stretch of months that a trend covers, on the scale of Month.
func (f Figure) Span() (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	take := func(p model.Period, drawn bool) {
		if p.IsZero() {
			return
		}
		from = math.Min(from, f.Month(p))
		to = math.Max(to, f.Month(p))
		if f.Flow && drawn {
			from, to = math.Min(from, float64(p.Start())), math.Max(to, float64(p.End()))
		}
	}
	for _, l := range f.Lines {
		for _, p := range l.Points {
			take(p.Period, true)
		}
	}
	if f.Aim != nil {
		take(f.Aim.Period, false)
	}
	switch {
	case from > to:
		from, to = 0, 12
	case to-from < 6:
		middle := math.Round((from + to) / 2)
		from, to = middle-6, middle+6
	}
	return from, to
}

// line finds the first line of a role that has a point.
func (f Figure) line(role Role) *Line {
	for i := range f.Lines {
		if f.Lines[i].Role == role && len(f.Lines[i].Points) > 0 {
			return &f.Lines[i]
		}
	}
	return nil
}

// endLabel is a label in the right margin.
type endLabel struct {
	b   block
	y   float64 // the value it names
	aim bool
}

func (f Figure) trendScene(l Layout) Scene {
	c := newCanvas(l, 0)
	c.say = f.voice()
	size, small := c.TextSize, c.small
	wide := !c.Compact

	plot := 19.0 * size
	switch {
	case c.Print:
		plot = 16 * size
	case wide:
		plot = 21.5 * size
	}
	if c.PlotHeight > 0 {
		plot = c.PlotHeight
	}
	top := small*1.4 + 14
	bottom := top + plot
	c.height = bottom + small*1.9 + 3

	a := f.valueAxis()
	tickWidth := 0.0
	for _, t := range a.ticks {
		tickWidth = math.Max(tickWidth, TextWidth(a.label(t), small, false))
	}
	left := math.Max(math.Ceil(tickWidth)+8, 24)

	observed, projected, path := f.line(Observed), f.line(Projected), f.line(Path)
	from, to := f.Span()
	var lastSeen *Point
	if observed != nil {
		lastSeen = &observed.Points[len(observed.Points)-1]
	}
	// What stands at the right end is named in the margin of a wide chart and inside a narrow one.
	atEnd := lastSeen != nil && f.Month(lastSeen.Period) > to-(to-from)*0.03
	valueBlock := f.valueBlock(lastSeen, size, small)
	var ends []*endLabel
	add := func(b block, v float64) *endLabel {
		e := &endLabel{b: b, y: v}
		ends = append(ends, e)
		return e
	}
	widest := 0.26 * c.Width
	if c.Compact {
		widest = 0.55 * c.Width
	}
	name := func(class Class, text string, bold bool) block {
		return block{{class, fit(text, widest, size, bold), size, bold}}
	}
	if f.Aim != nil && finite(f.Aim.Value) {
		add(name(ClassTextStrong, f.Aim.Text, true), f.Aim.Value).aim = true
	}
	if projected != nil {
		p := projected.Points[len(projected.Points)-1]
		if finite(p.Value) {
			b := name(ClassProjected, strings.TrimSpace(projected.Name+" "+f.withUnit(p.Text)), true)
			if f.Band != nil {
				b = append(b, line{ClassTextMuted, fit(f.Band.Text, widest, small, false), small, false})
			}
			add(b, p.Value)
		}
	}
	if atEnd && wide && finite(lastSeen.Value) {
		add(valueBlock, lastSeen.Value)
	}
	type compared struct {
		text string
		p    Point
	}
	var others []compared
	for i := range f.Lines {
		if line := &f.Lines[i]; line.Role == Compared && len(line.Points) > 0 {
			p := line.Points[len(line.Points)-1]
			text := strings.TrimSpace(line.Name + " " + f.withUnit(p.Text))
			if !finite(p.Value) {
				continue
			}
			if wide && f.Month(p.Period) > to-(to-from)*0.03 {
				add(block{{ClassCompared, fit(text, widest, small, false), small, false}}, p.Value)
			} else {
				others = append(others, compared{text, p})
			}
		}
	}

	right := c.Width - 10
	if wide {
		margin := 10.0
		for _, e := range ends {
			margin = math.Max(margin, e.b.width()+16)
		}
		right = c.Width - margin
	}
	c.plot = Plot{Left: left, Top: top, Right: right, Bottom: bottom, Low: a.lo, High: a.hi}
	x := func(month float64) float64 { return left + (month-from)/(to-from)*(right-left) }
	y := func(v float64) float64 { return bottom - a.at(v)*(bottom-top) }
	at := func(p Point) [2]float64 { return [2]float64{x(f.Month(p.Period)), y(p.Value)} }

	// Axes. The unit stands once, above the top tick.
	for _, t := range a.ticks {
		class := ClassGrid
		if t == a.ticks[0] && a.lo >= 0 || t == 0 {
			class = ClassAxis
		}
		p, q := [2]float64{left, y(t)}, [2]float64{right, y(t)}
		c.stroke(class, p, q)
		if class == ClassAxis {
			c.avoid(3, p, q)
		}
		c.label(Label{Class: ClassTextMuted, X: left - 8, Y: y(t) + small*0.36, Size: small, Anchor: End, Text: a.label(t)})
	}
	if f.ValueUnit != "" {
		w := TextWidth(f.ValueUnit, small, false)
		c.label(Label{Class: ClassTextMuted, X: math.Max(left-8, math.Min(w, c.Width)), Y: small, Size: small, Anchor: End, Text: fit(f.ValueUnit, c.Width, small, false)})
	}
	f.timeAxis(c, from, to, x, bottom)

	// Lines, over the range of the projection.
	f.drawBand(c, projected, at)
	if f.Aim != nil && finite(f.Aim.Value) {
		v := y(f.Aim.Value)
		p, q := [2]float64{left, v}, [2]float64{right, v}
		c.stroke(ClassAim, p, q)
		c.avoid(9, p, q)
	}
	var now *model.Period
	if lastSeen != nil && !atEnd && !f.Flow && (path != nil || projected != nil || f.Aim != nil) {
		now = &lastSeen.Period
		p, q := [2]float64{x(f.Month(*now)), top - 4}, [2]float64{x(f.Month(*now)), bottom}
		c.stroke(ClassNow, p, q)
		c.avoid(2, p, q)
	}
	for _, role := range [...]Role{Compared, Path, Projected, Observed} {
		for i := range f.Lines {
			if f.Lines[i].Role == role {
				c.polyline(f.Lines[i], at)
			}
		}
	}
	for _, role := range [...]Role{Compared, Projected, Observed} {
		for i := range f.Lines {
			if f.Lines[i].Role == role {
				f.dots(c, f.Lines[i], at)
			}
		}
	}

	// A label beyond the target's line would be read as the target's.
	thisSide := func(spots []spot, height, py float64) {
		if f.Aim == nil || !finite(f.Aim.Value) {
			return
		}
		for i, t := 0, y(f.Aim.Value); i < len(spots); i++ {
			if (spots[i].y+height/2 < t) != (py < t) {
				spots[i].cost += 12
			}
		}
	}

	// Names and values. What must be read comes first and takes the best places.
	if wide {
		c.margin(ends, right, y, top-4, bottom+small*0.4)
	} else {
		for _, e := range ends {
			py := y(e.y)
			h, w := e.b.height(), e.b.width()
			spots := []spot{{x: right - w, y: py - h - 1, anchor: End}, {x: right - w, y: py + 1, anchor: End, cost: 0.5}}
			if e.aim { // it may stand anywhere along its line, the start being the quietest place
				spots = append(spots, spot{x: left + 2, y: py - h - 1, anchor: Start, cost: 1}, spot{x: left + 2, y: py + 1, anchor: Start, cost: 2})
			}
			for _, r := range [...]float64{18, 32, 46, 60, 76} {
				far := 0.0
				if e.aim {
					far = 8
				}
				spots = append(spots,
					spot{x: right - w, y: py + r, anchor: End, cost: 0.6 + r/15 + far, leader: true},
					spot{x: right - w, y: py - r - h, anchor: End, cost: 0.8 + r/15 + far, leader: true})
			}
			for s := 0.15; s < 0.9; s += 0.15 {
				spots = append(spots, spot{x: right - w - s*(right-left), y: py - h - 1, anchor: Start, cost: 3 + 5*s})
			}
			if !e.aim {
				thisSide(spots, h, py)
			}
			c.place(e.b, right, py, spots)
		}
	}
	if lastSeen != nil && finite(lastSeen.Value) && !(atEnd && wide) {
		p := at(*lastSeen)
		prefer := []Anchor{Start}
		if atEnd {
			prefer = []Anchor{End}
		}
		spots := c.around(p[0], p[1], valueBlock, prefer...)
		if atEnd { // the frame leaves no room to the right: below or above, flush with the end
			for _, r := range [...]float64{12, 20, 30, 42} {
				x := p[0] - valueBlock.width()
				spots = append(spots, spot{x: x, y: p[1] + r, anchor: End, cost: 1 + r/10, leader: r > 12},
					spot{x: x, y: p[1] - r - valueBlock.height(), anchor: End, cost: 1 + r/10, leader: r > 12})
			}
		}
		thisSide(spots, valueBlock.height(), p[1])
		c.place(valueBlock, p[0], p[1], spots)
	}
	if now != nil {
		label := block{{ClassTextMuted, f.when(*now), small, false}}
		px, w, h := x(f.Month(*now)), label.width(), label.height()
		var spots []spot
		for i, py := range [...]float64{bottom - h - 3, bottom - 2*h - 3, top - 2, top + h} {
			spots = append(spots, spot{x: px - w - 5, y: py, anchor: End, cost: float64(i)}, spot{x: px + 5, y: py, anchor: Start, cost: float64(i) + 0.5})
		}
		c.place(label, px, bottom, spots)
	}
	for _, o := range others {
		p := at(o.p)
		b := block{{ClassCompared, fit(o.text, widest, small, false), small, false}}
		c.place(b, p[0], p[1], c.around(p[0], p[1], b))
	}
	if path != nil && path.Name != "" && len(path.Points) > 1 {
		c.alongPath(block{{ClassTextMuted, fit(path.Name, widest, small, false), small, false}}, *path, at)
	}
	if observed != nil {
		for i := len(observed.Points) - 1; i >= 0; i-- {
			if p := observed.Points[i]; p.Revised && finite(p.Value) {
				b := block{{ClassTextMuted, f.voice().Text("figure.remark.revision"), small, false}}
				q := at(p)
				c.place(b, q[0], q[1], c.around(q[0], q[1]+4, b, Middle))
				break
			}
		}
		if first := observed.Points[0]; len(observed.Points) > 1 && finite(first.Value) && first.Value != 0 {
			b := block{{ClassText, f.withUnit(first.Text), small, false}}
			q := at(first)
			near := slices.DeleteFunc(c.around(q[0], q[1], b, Start)[:16], func(s spot) bool { return s.y+b.height() > bottom })
			c.place(b, q[0], q[1], near)
		}
	}
	return c.scene()
}

// valueBlock is the newest value with what must be said of it.
func (f Figure) valueBlock(p *Point, size, small float64) block {
	if p == nil {
		return nil
	}
	b := block{{ClassTextStrong, f.withUnit(p.Text), size, true}}
	if p.Provisional {
		b = append(b, line{ClassTextMuted, f.voice().Text("figure.remark.provisional"), small, false})
	}
	return b
}

// polyline draws a line, broken at its gaps.
func (c *canvas) polyline(l Line, at func(Point) [2]float64) {
	weight := 5.0
	switch l.Role {
	case Observed:
		weight = 8
	case Path:
		weight = 4
	}
	run := make([][2]float64, 0, len(l.Points))
	flush := func() {
		if len(run) > 1 {
			c.stroke(Class(l.Role), run...)
			c.avoid(weight, run...)
		}
		run = run[len(run):] // the stroke keeps what it has
	}
	for _, p := range l.Points {
		if p.Gap || !finite(p.Value) {
			flush()
		}
		if finite(p.Value) {
			run = append(run, at(p))
		}
	}
	flush()
}

// dots marks the points of a line: all of them where they stand apart, else those that say something.
func (f Figure) dots(c *canvas, l Line, at func(Point) [2]float64) {
	radius := c.TextSize * 0.25
	crowded := false
	for i := 1; i < len(l.Points); i++ {
		if at(l.Points[i])[0]-at(l.Points[i-1])[0] < 3.5*radius {
			crowded = true
		}
	}
	for i, p := range l.Points {
		last := i == len(l.Points)-1
		alone := (i == 0 || p.Gap) && (last || l.Points[i+1].Gap)
		demonstration := l.Role == Observed && p.Demonstration && f.Mark == Mixed
		if !finite(p.Value) || (crowded || l.Role != Observed) && !last && !alone && !p.Provisional && !p.Revised && !demonstration {
			continue
		}
		q := at(p)
		r := radius
		if l.Role == Observed && last {
			r *= 1.35
		}
		class := Class(l.Role)
		if demonstration {
			class = ClassDemonstration
		}
		c.marks = append(c.marks, Dot{Class: class, X: q[0], Y: q[1], Radius: r, Hollow: p.Provisional})
		c.lines = append(c.lines, segment{q[0] - r, q[1], q[0] + r, q[1], 8})
	}
}

// margin sets the names of the lines' ends beside them, moved apart where they would touch.
func (c *canvas) margin(ends []*endLabel, right float64, y func(float64) float64, top, bottom float64) {
	slices.SortStableFunc(ends, func(a, b *endLabel) int { return cmp.Compare(y(a.y), y(b.y)) })
	var wanted, heights []float64
	for _, e := range ends {
		wanted, heights = append(wanted, y(e.y)), append(heights, e.b.height())
	}
	for i, centre := range spread(wanted, heights, top, bottom) {
		e := ends[i]
		if math.Abs(centre-wanted[i]) > 5 {
			p, q := [2]float64{right + 3, wanted[i]}, [2]float64{right + 12, centre}
			c.stroke(ClassLeader, p, q)
		}
		c.set(e.b, spot{x: right + 14, y: centre - heights[i]/2, anchor: Start})
	}
}

// alongPath names the planned path beside its line.
func (c *canvas) alongPath(b block, l Line, at func(Point) [2]float64) {
	w, h := b.width(), b.height()
	spots := c.spots[:0]
	points := make([][2]float64, len(l.Points))
	for i, p := range l.Points {
		points[i] = at(p)
	}
	first, last := points[0], points[len(points)-1]
	for i, share := range [...]float64{0.35, 0.25, 0.5, 0.65, 0.8, 0.15} {
		px := first[0] + (last[0]-first[0])*share
		py := first[1]
		for j := 1; j < len(l.Points); j++ {
			p, q := points[j-1], points[j]
			if px >= p[0] && px <= q[0] && q[0] > p[0] {
				py = p[1] + (q[1]-p[1])*(px-p[0])/(q[0]-p[0])
			}
		}
		cost := float64(i) / 2
		for _, off := range [...]float64{5, 12} {
			spots = append(spots,
				spot{x: px - w - off, y: py - h - off/3, anchor: End, cost: cost},
				spot{x: px + off, y: py + off/3, anchor: Start, cost: cost + 0.2},
				spot{x: px + off, y: py - h - off/3, anchor: Start, cost: cost + 0.3},
				spot{x: px - w - off, y: py + off/3, anchor: End, cost: cost + 0.4})
		}
	}
	c.spots = spots
	c.place(b, first[0], first[1], spots)
}

// standAlone marks the points of a background series on the time axis: a census has no years around it. Of many, those
// stay that a calendar would name.
func (f Figure) standAlone(c *canvas, x func(float64) float64, bottom, tick float64, step int) {
	var periods []model.Period
	for _, l := range f.Lines {
		for _, p := range l.Points {
			if !slices.ContainsFunc(periods, func(q model.Period) bool { return f.same(p.Period, q) }) {
				periods = append(periods, p.Period)
			}
		}
	}
	slices.SortFunc(periods, model.Period.Compare)
	const few = 6
	for i := len(periods) - 1; i >= 0; i-- { // the newest is named first
		p := periods[i]
		px := x(f.Month(p))
		c.stroke(ClassAxis, [2]float64{px, bottom}, [2]float64{px, bottom + tick})
		text := f.when(p)
		if len(periods) > few && (p.Freq != model.Year || int(p.Year)%step != 0) {
			continue
		}
		if c.Compact && p.Freq == model.Year {
			text = p.String()
		}
		w := TextWidth(text, c.small, false)
		c.try(Label{Class: ClassTextMuted, X: math.Min(math.Max(px, w/2), c.Width-w/2), Y: bottom + tick + c.small*1.15, Size: c.small, Anchor: Middle, Text: text})
	}
}

// timeAxis marks the ends of years and names the years between them.
func (f Figure) timeAxis(c *canvas, from, to float64, x func(float64) float64, bottom float64) {
	first := int(math.Ceil(from/12)) * 12
	tick := c.small * 0.4
	years := int(to/12) - first/12 + 1
	// Where a tick a year would be a comb, only every fifth, tenth … stays.
	perYear := (x(to) - x(from)) / (to - from) * 12
	name := func(year int) string {
		if c.Compact {
			return fmt.Sprint(year)
		}
		return f.voice().Text("wording.period.year", "Year", year)
	}
	// At most ten years are named, so that page and paper name the same ones; fewer where there is no room for them.
	step := 1
	for _, step = range [...]int{1, 2, 5, 10, 20, 50, 100} {
		if (to-from)/12 <= float64(10*step) && perYear*float64(step) >= TextWidth(name(2000), c.small, false)+0.6*c.small {
			break
		}
	}
	if f.background() {
		f.standAlone(c, x, bottom, tick, step)
		return
	}
	for i := range years {
		m := first + i*12
		if float64(m) <= to && (perYear > 6 || m/12%step == 0) {
			px := x(float64(m))
			c.stroke(ClassAxis, [2]float64{px, bottom}, [2]float64{px, bottom + tick})
		}
	}
	// Month m belongs to the year that ends at the next multiple of 12. Where only every fifth year is named, those are
	// 2010, 2015 …; the years of both ends come first where all are named anyway.
	for year := int(math.Ceil(from/12)) - 1; year <= int(math.Ceil(to/12))-1; year++ {
		if year%step != 0 {
			continue
		}
		lo, hi := math.Max(from, float64(year*12)), math.Min(to, float64(year*12+12))
		if hi <= lo {
			continue
		}
		text := name(year)
		w := TextWidth(text, c.small, false)
		px := x((lo + hi) / 2)
		px = math.Min(math.Max(px, w/2), c.Width-w/2)
		c.try(Label{Class: ClassTextMuted, X: px, Y: bottom + tick + c.small*1.15, Size: c.small, Anchor: Middle, Text: text})
	}
}
