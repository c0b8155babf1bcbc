package analysis

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

func (c Contributions) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s→%s %s→%s", c.From, c.To, exact(c.Start), exact(c.End))
	for _, p := range c.Parts {
		fmt.Fprintf(&b, " %s %s (%s)", p.Region.Name, exact(p.Amount), exact(p.Share))
	}
	if c.Rest != nil {
		fmt.Fprintf(&b, " rest %s", exact(c.Rest))
	}
	for _, r := range c.Without {
		b.WriteString(" without " + r.Name)
	}
	return b.String()
}

func TestContributions(t *testing.T) {
	third := func(w *world) *world {
		w.plan.Regions = append(w.plan.Regions, model.Region{Code: "900123", Name: "丙县", Level: model.County, Parent: city})
		return w
	}
	tests := []struct {
		name  string
		world *world
		want  string
	}{
		{
			// 青石 130 − 100, 白溪 210 − 200; the city says 345 − 300, 5 more than both.
			"a stock", newWorld(t).indicator("X 人 up stock sum 0 year").
				rows("X stone 2016 100\nX stone 2018 130\nX brook 2016 200\nX brook 2018 210\nX city 2016 300\nX city 2017 320\nX city 2018 345"),
			"2016→2018 300→345 青石县 30 (2/3) 白溪县 10 (2/9) rest 5",
		}, {
			// Since the end of 2016: 青石 3 + 4, 白溪 1 + 2. What came in 2016 itself does not count.
			"a flow towards a total", newWorld(t).indicator("X 人 up flow sum 0 year").target("X city cumulative 2016 0 2020 20").
				rows("X stone 2016 9\nX stone 2017 3\nX stone 2018 4\nX brook 2016 9\nX brook 2017 1\nX brook 2018 2"),
			"2016→2018 0→10 青石县 7 (7/10) 白溪县 3 (3/10)",
		}, {
			// R₀ = 70 ÷ 200 = 35 %, R₁ = 90 ÷ 200 = 45 %. 青石 (20 − 0.35 × 20) ÷ 200 = 6.5 points,
			// 白溪 (0 − 0.35 × −20) ÷ 200 = 3.5 points, together the 10 points.
			"a ratio", newWorld(t).indicator("N 人 up stock sum 0 year").indicator("D 人 up stock sum 0 year").indicator("X % up rate ratio 2 year N D").
				rows("N stone 2016 40\nN stone 2018 60\nD stone 2016 100\nD stone 2018 120\nN brook 2016 30\nN brook 2018 30\nD brook 2016 100\nD brook 2018 80"),
			"2016→2018 35→45 青石县 13/2 (13/20) 白溪县 7/2 (7/20)",
		}, {
			// The whole falls by 25; 青石 falls by 30 and comes first, 白溪 grows by 5.
			"a fall", newWorld(t).indicator("X 人 down stock sum 0 year").
				rows("X stone 2016 100\nX stone 2018 70\nX brook 2016 200\nX brook 2018 205"),
			"2016→2018 300→275 青石县 -30 (6/5) 白溪县 5 (-1/5)",
		}, {
			// 丙 has no figure of 2016: its 20 and whatever it had are in the rest: 45 − 30 − 10.
			"a region without a beginning", third(newWorld(t).indicator("X 人 up stock sum 0 year")).
				rows("X stone 2016 100\nX stone 2018 130\nX brook 2016 200\nX brook 2018 210\nX 900123 2018 20\nX city 2016 300\nX city 2018 345"),
			"2016→2018 300→345 青石县 30 (2/3) 白溪县 10 (2/9) rest 5 without 丙县",
		},
	}
	for _, tt := range tests {
		c, ok := tt.world.assess().Contributions("X")
		if got := c.String(); !ok || got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		sum := new(big.Rat)
		for _, p := range c.Parts {
			sum.Add(sum, p.Amount)
		}
		if c.Rest != nil {
			sum.Add(sum, c.Rest)
		}
		if sum.Cmp(c.Change) != 0 {
			t.Errorf("%s: the parts are %s of %s", tt.name, exact(sum), exact(c.Change))
		}
	}
}

// 白溪 became 新溪 in 2017: 210 − 200 is 新溪's.
func TestASuccessorTakesOverTheBeginning(t *testing.T) {
	w := newWorld(t).indicator("X 人 up stock sum 0 year").
		rows("X stone 2016 100\nX stone 2018 130\nX brook 2016 200\nX 900181 2018 210")
	w.plan.Regions[3].ValidTo, w.plan.Regions[3].Successor = model.Date{Year: 2017, Month: 6}, "900181"
	w.plan.Regions = append(w.plan.Regions, model.Region{Code: "900181", Name: "新溪市", Level: model.County, Parent: city, ValidFrom: model.Date{Year: 2017, Month: 7}})
	c, ok := w.assess().Contributions("X")
	if want := "2016→2018 300→340 青石县 30 (3/4) 新溪市 10 (1/4)"; !ok || c.String() != want {
		t.Errorf("%s, want %s", c, want)
	}
}

func TestNoContributions(t *testing.T) {
	for name, w := range map[string]*world{
		"one date":             newWorld(t).indicator("X 人 up stock sum 0 year").rows("X stone 2018 1\nX brook 2018 2"),
		"no figures":           newWorld(t).indicator("X 人 up stock sum 0 year"),
		"nothing to add up":    newWorld(t).indicator("X % up rate none 0 year").rows("X stone 2016 1\nX brook 2016 1\nX city 2016 1\nX stone 2018 2\nX brook 2018 2\nX city 2018 2"),
		"a flow from nowhere":  newWorld(t).indicator("X 人 up flow sum 0 year").rows("X stone 2017 1\nX brook 2017 1\nX stone 2018 2\nX brook 2018 2"),
		"one region's figures": newWorld(t).indicator("X 人 up stock sum 0 year").rows("X stone 2016 1\nX stone 2018 2\nX city 2016 3\nX city 2018 5"),
	} {
		if c, ok := w.assess().Contributions("X"); ok {
			t.Errorf("%s: %s", name, c)
		}
	}
}

// 40 at the baseline, then 42, 45, 46: the years brought 2, 3 and 1. One more year, so 46 + 1 as the last one goes, from
// 46 + 1 to 46 + 3.
func TestProjectedRange(t *testing.T) {
	w := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 40 2020 50").rows("X city 2017 42\nX city 2018 45\nX city 2019 46")
	r := w.result("X", "city")
	if exact(r.Projected) != "47" || exact(r.ProjectedLow) != "47" || exact(r.ProjectedHigh) != "49" {
		t.Errorf("%s, from %s to %s", exact(r.Projected), exact(r.ProjectedLow), exact(r.ProjectedHigh))
	}
	// The total towards 20 has grown by 2 + 4 in 2017 and by 5 in 2018; 2 by mid-2017 alone is no year. 4 + 1 from mid to mid.
	flow := newWorld(t).indicator("X 人 up flow sum 0 half").target("X city cumulative 2016 0 2020 20").
		rows("X city 2017-H1 2\nX city 2017-H2 4\nX city 2018-H1 1\nX city 2018-H2 4").result("X", "city")
	// Value 11, two years left: 11 + 2 × 5 as the last year went, from 11 + 2 × 5 to 11 + 2 × 6.
	if exact(flow.Projected) != "21" || exact(flow.ProjectedLow) != "21" || exact(flow.ProjectedHigh) != "23" {
		t.Errorf("flow: %s, from %s to %s", exact(flow.Projected), exact(flow.ProjectedLow), exact(flow.ProjectedHigh))
	}
	short := newWorld(t).indicator("X % up rate none 2 half").target("X city level 2016 40 2020 50").rows("X city 2017-H1 41\nX city 2017-H2 43\nX city 2018-H1 43.5").result("X", "city")
	even := newWorld(t).indicator("X % up rate none 2 year").target("X city level 2016 40 2020 50").rows("X city 2017 42\nX city 2018 44").result("X", "city")
	if short.ProjectedLow != nil || even.ProjectedLow != nil {
		t.Errorf("a range from a year and a half (%s) or from equal paces (%s)", exact(short.ProjectedLow), exact(even.ProjectedLow))
	}
}
