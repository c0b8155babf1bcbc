package figure

import "math"

// CardWidth and CardHeight of a share image, in pixels: what Open Graph readers expect.
const (
	CardWidth  = 1200
	CardHeight = 630
)

// Card is the picture that messengers show beside a link: the site's name, a finding, the demonstration mark where it is
// due, and a drawing. Some of them, WeChat among these, cut a square out of the middle: what is written stays within it.
type Card struct {
	Site, Title, Mark string
	Figure            *Figure // nil leaves the words alone
}

// Scene lays the card out, in pixels.
func (card Card) Scene() Scene {
	const (
		middle = CardWidth / 2
		safe   = CardHeight - 40 // of the square in the middle
		foot   = CardHeight - 28
	)
	s := Scene{Width: CardWidth, Height: CardHeight}
	text := func(class Class, t string, size, base float64, bold bool) {
		s.Marks = append(s.Marks, Label{Class: class, X: middle, Y: base, Size: size, Bold: bold, Anchor: Middle, Text: t})
	}
	s.Marks = append(s.Marks, Area{Class: ClassTotal, Points: [][2]float64{{0, 0}, {CardWidth, 0}, {CardWidth, 10}, {0, 10}}})
	const name = 24
	text(ClassTextMuted, fit(card.Site, safe, name, false), name, 58, false)
	size, most := 50.0, 2
	if card.Figure == nil {
		size, most = 62, 4
	}
	title := lines(card.Title, safe, size, true)
	for len(title) > most && size > 32 {
		size -= 4
		title = lines(card.Title, safe, size, true)
	}
	if most++; len(title) > most {
		title = title[:most]
		title[most-1] = fit(title[most-1]+"…", safe-size, size, true)
	}
	y := 76.0
	if card.Figure == nil {
		y = (CardHeight - float64(len(title))*size*1.3) / 2
	}
	for _, line := range title {
		y += size * 1.26
		text(ClassTextStrong, line, size, y-size*0.16, true)
	}
	if card.Mark != "" {
		const mark = 22
		w := TextWidth(card.Mark, mark, false) + mark*1.2
		y += 42
		x, base := middle-w/2, y-mark*0.37
		s.Marks = append(s.Marks, Stroke{Class: ClassTag, Points: [][2]float64{{x, base - mark*1.05}, {x + w, base - mark*1.05}, {x + w, base + mark*0.45}, {x, base + mark*0.45}, {x, base - mark*1.05}}})
		text(ClassText, card.Mark, mark, base, false)
	}
	if card.Figure == nil {
		return s
	}
	y += 26
	drawing, z := card.Figure.fitted(CardWidth-120, foot-y)
	dx := (CardWidth - drawing.Width*z) / 2
	y += math.Max(0, foot-y-drawing.Height*z) / 2
	for _, m := range drawing.Marks {
		s.Marks = append(s.Marks, scaled(m, z, dx, y))
	}
	return s
}

// fitted is the figure for a room in pixels, and how many of them one of its units is: text as large as may be.
func (f Figure) fitted(width, height float64) (Scene, float64) {
	const z = 1.65
	switch f.Kind {
	case Trend:
		plot := height/z - 70 // the axes take the rest
		return f.Scene(Layout{Width: width / z, TextSize: Wide.TextSize, PlotHeight: math.Max(plot, 40)}), z
	case Map:
		s := f.Scene(Layout{Width: 520, TextSize: Wide.TextSize, Compact: true})
		return s, math.Min(z, math.Min(width/s.Width, height/s.Height))
	}
	s := f.Scene(Layout{Width: width / z, TextSize: Wide.TextSize})
	return s, math.Min(z, math.Min(width/s.Width, height/s.Height))
}

// scaled is a mark z times as large, moved.
func scaled(m SceneMark, z, dx, dy float64) SceneMark {
	grow := func(points [][2]float64) [][2]float64 {
		out := make([][2]float64, len(points))
		for i, p := range points {
			out[i] = [2]float64{p[0]*z + dx, p[1]*z + dy}
		}
		return out
	}
	switch m := m.(type) {
	case Stroke:
		m.Points = grow(m.Points)
		return m
	case Area:
		m.Points, m.Link = grow(m.Points), ""
		rest := make([][][2]float64, len(m.Rest))
		for i := range m.Rest {
			rest[i] = grow(m.Rest[i])
		}
		m.Rest = rest
		return m
	case Label:
		m.X, m.Y, m.Size, m.Link = m.X*z+dx, m.Y*z+dy, m.Size*z, ""
		return m
	case Dot:
		m.X, m.Y, m.Radius = m.X*z+dx, m.Y*z+dy, m.Radius*z
		return m
	case Shape:
		m.X, m.Y, m.Size, m.Link = m.X*z+dx, m.Y*z+dy, m.Size*z, ""
		return m
	}
	return m
}
