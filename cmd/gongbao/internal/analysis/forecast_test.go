package analysis

import "testing"

// A forecast is shown, and nothing is made of it: neither a period nor a status, a sum, a ratio, a baseline or a place.
func TestForecastsAreNotJudged(t *testing.T) {
	w := newWorld(t).indicator("X % up rate none 2 year").headline("X").target("X city level 2016 35 2020 43").
		rows("X city 2018 39\nX city 2019 42 report r1 F\nX stone 2020 50 report r1 F")
	a := w.assess()
	r := a.Goals[0]
	// (39 − 35) ÷ 8 = 1/2 at half time
	if r.Period.String() != "2018" || a.Period.String() != "2018" || text(r.Value) != "39" || r.Status != OnTrack {
		t.Errorf("%s: %s %s", r.Period, text(r.Value), r.Status.Word())
	}
	s := a.Series("X", city)
	if got := show(s); got != "2018:39 2019:42" {
		t.Errorf("the series has %s", got)
	}
	if p := s.At(w.period("2019")); !p.Projected() || s.Last().Period.String() != "2018" || show(s.Observed()) != "2018:39" {
		t.Errorf("%+v, last %+v", p, s.Last())
	}
	if got := show(a.Standing(r)); got != "2018:39" {
		t.Errorf("what stood: %s", got)
	}
	for _, ranked := range a.Ranking("X") {
		if ranked.Point != nil || ranked.Place != 0 {
			t.Errorf("%s has place %d with %v", ranked.Region.Name, ranked.Place, ranked.Point)
		}
	}

	only := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 35 2020 43").rows("X city 2019 42 report r1 F")
	if r := only.result("X", "city"); r.Reason != NoObservation || r.Value != nil || r.Latest != nil {
		t.Errorf("nothing but a forecast: %s %v", r.ReasonText(), r.Value)
	}
	start := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 - 2020 43").
		rows("X city 2016 35 report r1 F\nX city 2018 39")
	if r := start.result("X", "city"); r.Reason != NoBaseline {
		t.Errorf("a forecast to start from: %q", r.Reason)
	}
	flow := newWorld(t).indicator("X 人 up flow none 0 year").target("X city cumulative 2016 0 2020 100").
		rows("X city 2017 30 report r1 F\nX city 2018 30")
	if r := flow.result("X", "city"); r.Reason != MissingPeriods {
		t.Errorf("a forecast among the flows: %q, %s", r.Reason, text(r.Value))
	}
}

func TestForecastsAreNotAddedUp(t *testing.T) {
	a := newWorld(t).indicator("X 人 up stock sum 0 year").indicator("R % up rate ratio 2 year X D").indicator("D 人 up stock sum 0 year").
		rows(`
X stone 2017 10
X brook 2017 20
X stone 2018 11
X brook 2018 22 report r1 F
X city 2017 99 report r1 F
D city 2018 100
X city 2018 40 report r1 F
`).assess()
	// What the counties observed in 2017 takes the place of the city's forecast; 2018 cannot be summed.
	if got := show(a.Series("X", city)); got != "2017:30* 2018:40" {
		t.Errorf("sums %s", got)
	}
	if got := show(a.Series("R", city)); got != "" {
		t.Errorf("ratios %s", got)
	}
}

// The figure that a forecast turns into is no revision.
func TestForecastsAreNotRevised(t *testing.T) {
	a := newWorld(t).indicator("X 人 up stock none 0 year").rows("X city 2018 10 report r2 F\nX city 2018 12 report r3").assess()
	if len(a.Revisions) != 0 || a.Series("X", city).Points[0].Revised {
		t.Errorf("%+v", a.Revisions)
	}
}
