package figure

// MostPlaces is how many places a figure sets side by side. A province's counties are more, a nation's far more: then a ranking
// shows its ends, and what can only show all of them is not drawn.
const MostPlaces = 60

// mostTiles is how many places a map of tiles has, whose names one can still read.
const mostTiles = 120

// placesAtEachEnd are what a ranking of many shows of each end.
const placesAtEachEnd = 20

// onlyEnds leaves the first and the last bars of a ranking of many places, and the plan's own region between them. Bars without
// a value are at its end and go first.
func (f *Figure) onlyEnds() {
	places, valued := 0, 0
	for _, b := range f.Bars {
		if !b.Home {
			places++
			if b.Missing == "" {
				valued++
			}
		}
	}
	if places <= MostPlaces {
		return
	}
	var kept []Bar
	i := 0
	for _, b := range f.Bars {
		if b.Home {
			kept = append(kept, b)
			continue
		}
		if b.Missing == "" {
			if i < placesAtEachEnd || i >= valued-placesAtEachEnd {
				kept = append(kept, b)
			}
			i++
		}
	}
	f.Bars = kept
	f.Notes = append(f.Notes, f.voice().Text("figure.note.ends", "All", places, "Ends", placesAtEachEnd))
}
