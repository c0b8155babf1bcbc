package figure

// Scene lays the figure out. The height follows the content; every mark lies inside.
func (f Figure) Scene(l Layout) Scene {
	switch f.Kind {
	case Trend:
		return f.trendScene(l)
	case Ranking:
		return f.rankingScene(l)
	case Attainment:
		return f.attainmentScene(l)
	case Matrix:
		return f.matrixScene(l)
	case Contribution:
		return f.contributionScene(l)
	case Multiples:
		return f.multiplesScene(l)
	case Map:
		return f.mapScene(l)
	}
	return Scene{Width: l.Width}
}

// withUnit appends the figure's unit where it is short enough to stand in a label.
func (f Figure) withUnit(text string) string {
	if text == "" || TextWidth(f.ValueUnit, 1, false) > 3.5 {
		return text
	}
	return f.voice().WithUnit(text, f.ValueUnit)
}
