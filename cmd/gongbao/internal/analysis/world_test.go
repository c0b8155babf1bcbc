package analysis

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/model"
)

// The tests' country: 云岭市 with 青石县 and 白溪县, a functional zone, and the province above, which has other cities
// that are not listed.
const (
	province = "900000"
	city     = "900100"
	stone    = "900121"
	brook    = "900122"
	zone     = "9001A1"
)

// world makes a plan of lines like those of the tables. Codes are written as names: city, stone, brook, zone.
type world struct {
	t    *testing.T
	plan model.Plan
}

func newWorld(t *testing.T) *world {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	return &world{t, model.Plan{
		Region: city,
		Regions: []model.Region{
			{Code: province, Name: "云岭省", Level: model.Province},
			{Code: city, Name: "云岭市", ShortName: "全市", Level: model.City, Parent: province},
			{Code: stone, Name: "青石县", ShortName: "青石", Level: model.County, Parent: city},
			{Code: brook, Name: "白溪县", ShortName: "白溪", Level: model.County, Parent: city},
			{Code: zone, Name: "东湖新区", ShortName: "东湖", Level: model.Zone, Parent: city},
		},
		Sources: []model.Source{
			{ID: "census", Kind: model.Official, Rank: 1},
			{ID: "report", Kind: model.Reported, Rank: 2},
			{ID: "demo", Kind: model.Demonstration, Rank: 9},
		},
		Releases: []model.Release{
			{ID: "r1", PublishedAt: at("2018-07-20T09:00:00+08:00")},
			{ID: "r2", PublishedAt: at("2019-01-20T09:00:00+08:00")},
			{ID: "r3", PublishedAt: at("2019-07-20T09:00:00+08:00")},
		},
	}}
}

var places = map[string]string{"province": province, "city": city, "stone": stone, "brook": brook, "zone": zone}

func (w *world) place(name string) string {
	if code, ok := places[name]; ok {
		return code
	}
	return name
}

func (w *world) number(s string) *model.Number {
	w.t.Helper()
	if s == "-" {
		return nil
	}
	n, err := model.ParseNumber(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return &n
}

func (w *world) period(s string) model.Period {
	w.t.Helper()
	if s == "-" {
		return model.Period{}
	}
	p, err := model.ParsePeriod(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// indicator adds "id unit direction kind aggregation decimals frequency", a ratio followed by its two indicators.
func (w *world) indicator(line string) *world {
	w.t.Helper()
	f := strings.Fields(line)
	frequency, ok := model.ParseFrequency(f[6])
	if !ok {
		w.t.Fatalf("frequency %q", f[6])
	}
	in := model.Indicator{
		ID: f[0], Name: f[0], ValueUnit: f[1], Direction: model.Direction(f[2]), Kind: model.IndicatorKind(f[3]),
		Aggregation: model.Aggregation(f[4]), Decimals: int(f[5][0] - '0'), Frequency: frequency,
	}
	if len(f) > 7 {
		in.Numerator, in.Denominator = f[7], f[8]
	}
	w.plan.Indicators = append(w.plan.Indicators, in)
	return w
}

// headline makes goals of indicators.
func (w *world) headline(ids ...string) *world {
	for i := range w.plan.Indicators {
		for _, id := range ids {
			if w.plan.Indicators[i].ID == id {
				w.plan.Indicators[i].Headline = true
			}
		}
	}
	return w
}

// target adds "indicator region kind baseline value period value [period value …]".
func (w *world) target(line string) *world {
	w.t.Helper()
	f := strings.Fields(line)
	t := model.Target{
		Indicator: f[0], Region: w.place(f[1]), Kind: model.TargetKind(f[2]),
		BaselinePeriod: w.period(f[3]), BaselineValue: w.number(f[4]),
	}
	for i := 5; i < len(f); i += 2 {
		t.Milestones = append(t.Milestones, model.Milestone{Period: w.period(f[i]), Value: *w.number(f[i+1]), Source: "report"})
	}
	w.plan.Targets = append(w.plan.Targets, t)
	return w
}

// rows adds lines of "indicator region period value [source [release [status]]]".
func (w *world) rows(lines string) *world {
	w.t.Helper()
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		o := model.Observation{
			Indicator: f[0], Region: w.place(f[1]), Period: w.period(f[2]), Value: w.number(f[3]),
			Status: "A", Source: "report", Release: "r1",
		}
		if len(f) > 4 {
			o.Source = f[4]
		}
		if len(f) > 5 {
			o.Release = f[5]
		}
		if len(f) > 6 {
			o.Status = f[6]
		}
		w.plan.Observations = append(w.plan.Observations, o)
	}
	return w
}

// measure adds a measure of some indicators.
func (w *world) measure(id string, indicators ...string) *world {
	w.plan.Measures = append(w.plan.Measures, model.Measure{ID: id, Title: id, Group: "一", Indicators: indicators})
	return w
}

// build copies what NewPlan sorts in place, so that one world makes several plans.
func (w *world) build() *model.Plan {
	p := w.plan
	p.Observations = append([]model.Observation(nil), p.Observations...)
	p.Releases = append([]model.Release(nil), p.Releases...)
	return model.NewPlan(p)
}

func (w *world) assess() *Assessment { return Assess(w.build(), Options{}) }

// result is the assessment of the first target.
func (w *world) result(indicator, region string) Result {
	return w.assess().Results(indicator, w.place(region))[0]
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

// exact writes a fraction, or nothing for nil.
func exact(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return r.RatString()
}

func text(n *model.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}
